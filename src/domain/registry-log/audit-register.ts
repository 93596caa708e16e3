import { sql } from 'drizzle-orm';
import { announce } from '#src/domain/audit/audit.ts';
import { dayInVietnam } from '#src/domain/shared/calendar.ts';
import type { Context } from '#src/domain/shared/context.ts';
import { AUDIT_TAG, LOG_TAG } from './append-log.ts';
import { auditTiles, compareRegister, type AuditedLog, type Difference } from './audit-log.ts';
import { logHead, tilesOf } from './log.ts';
import { readKey } from './note.ts';

export type AuditedRegister = { log: AuditedLog; differences: Difference[] };

/**
 * Reads our own log as a stranger would, and the register beside it; `null`: there is no log yet. Tells pages that show
 * what differs, or no longer does.
 */
export async function auditRegister(ctx: Context): Promise<AuditedRegister | null> {
  const head = await logHead(ctx);
  if (!head) return null;
  const key = readKey(head.key);
  const log = await auditTiles(head.note, tilesOf(ctx), key ? [key] : []);
  const differences = await compareRegister(ctx, log.latest, dayInVietnam(ctx.now));
  const now = differences.length + log.faults.length;
  const [row] = await ctx.db.execute<{ before: number | null }>(sql`
    update log_state set audited_at = ${ctx.now.toISOString()}, differences = ${now}
    from (select differences as before from log_state) b returning b.before`);
  // No deed of ours made the difference, so none has told of it: pages that were kept from before it, or from while it
  // lasted, say something that is not so.
  if (now > 0 || (row?.before ?? 0) > 0) await announce(ctx, { tags: [LOG_TAG, AUDIT_TAG] });
  return { log, differences };
}

/** When the register was last held against the log, and how much differed. */
export type LastAudit = { at: Date; differences: number };

export async function lastAudit(ctx: Pick<Context, 'db'>): Promise<LastAudit | null> {
  const [row] = await ctx.db.execute<{ at: string; differences: number }>(
    sql`select audited_at as at, differences from log_state where audited_at is not null`,
  );
  return row ? { at: new Date(row.at), differences: row.differences } : null;
}
