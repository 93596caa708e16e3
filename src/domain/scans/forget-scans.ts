import { sql } from 'drizzle-orm';
import type { Context } from '#src/domain/shared/context.ts';
import { KEY_DAYS } from './scan-keys.ts';

/** Single scans are kept for so long; counts by hour and province stay. */
export const SCAN_DAYS = 90;

/** Deletes scans that are old, and keys by which devices were known. @returns how many scans. */
export async function forgetScans({ db, now }: Pick<Context, 'db' | 'now'>): Promise<number> {
  const at = now.toISOString();
  await db.execute(
    sql`delete from scan_keys where day <= (${at}::timestamptz at time zone 'UTC')::date - ${KEY_DAYS}::int`,
  );
  const gone = await db.execute(
    sql`delete from scans where at < ${at}::timestamptz - make_interval(days => ${SCAN_DAYS}::int) returning 1`,
  );
  return gone.length;
}
