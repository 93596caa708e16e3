import { sql } from 'drizzle-orm';
import { inTransaction, type Context } from '#src/domain/shared/context.ts';
import { unpackedDevices, type Device } from './scan-history.ts';

/** Of one stamp; then nobody tries for a while. */
export const PIN_TRIES = 5;
export const PIN_PAUSE_MINUTES = 60;

export type PinOutcome =
  /** The first time that anybody knew it. */
  | { kind: 'first' }
  /** Right, and somebody has known it before. */
  | { kind: 'again'; usedAt: Date }
  | { kind: 'wrong'; left: number }
  | { kind: 'pause' };

/**
 * Somebody has typed the number under the scratch field of a stamp. Whoever tries during a pause is told nothing, not
 * even that they were right.
 *
 * @param deviceOf what the device is called among those that have scanned this stamp.
 */
export async function tryPin(
  ctx: Context,
  { runId, place }: { runId: string; place: number },
  isRight: boolean,
  deviceOf: (known: readonly Device[]) => number | Promise<number>,
): Promise<PinOutcome> {
  return inTransaction(ctx, async (ctx) => {
    await ctx.db.execute(
      sql`insert into scanned_stamps (run_id, place) values (${runId}, ${place}) on conflict do nothing`,
    );
    const [row] = await ctx.db.execute<{
      tries: number;
      triedAt: string | null;
      usedAt: string | null;
      devices: string;
    }>(sql`
      select pin_tries as tries, pin_tried_at as "triedAt", pin_used_at as "usedAt", encode(devices, 'hex') as devices
      from scanned_stamps where run_id = ${runId} and place = ${place} for update`);
    const now = ctx.now.toISOString();
    const since = row?.triedAt ? ctx.now.getTime() - Date.parse(row.triedAt) : Number.POSITIVE_INFINITY;
    const tries = since > PIN_PAUSE_MINUTES * 60_000 ? 0 : row!.tries;
    if (tries >= PIN_TRIES) return { kind: 'pause' };
    if (!isRight) {
      await ctx.db.execute(sql`
        update scanned_stamps set pin_tries = ${tries + 1}, pin_tried_at = ${now}
        where run_id = ${runId} and place = ${place}`);
      return { kind: 'wrong', left: PIN_TRIES - tries - 1 };
    }
    if (row?.usedAt) return { kind: 'again', usedAt: new Date(row.usedAt) };
    const device = await deviceOf(unpackedDevices(Buffer.from(row!.devices, 'hex')));
    await ctx.db.execute(sql`
      update scanned_stamps set pin_used_at = ${now}, pin_device = ${device}, pin_tries = 0
      where run_id = ${runId} and place = ${place}`);
    return { kind: 'first' };
  });
}
