import { sql } from 'drizzle-orm';
import { mustBeAllowed } from '#src/domain/accounts/deeds.ts';
import { writeDown } from '#src/domain/audit/audit.ts';
import { whereOfProduct } from '#src/domain/producers/where.ts';
import { actorName } from '#src/domain/shared/actor.ts';
import { inTransaction, type Context } from '#src/domain/shared/context.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import { tidy } from '#src/domain/shared/text.ts';
import { stampRun } from '#src/domain/traceability/stamp-runs.ts';
import { scanFacts, unpackedDevices, type ScanFacts } from './scan-history.ts';
import type { Fired } from './scan-rules.ts';

/** A stamp whose scans are unusual, with the rules that fired and the facts by which they did. */
export type WatchedStamp = ScanFacts & {
  place: number;
  points: number;
  fired: Fired[];
  reset: { at: Date; reason: string } | null;
};

export type WatchedRun = {
  /** Stamps that somebody has scanned, and how often in all. */
  stamps: number;
  scans: number;
  /** By province, most first; without those whose province nobody knows. */
  provinces: { province: string; count: number }[];
  isOnDisplay: boolean;
  market: string | null;
  /** Most points first. */
  watched: WatchedStamp[];
};

const MOST_WATCHED = 100;

/** How a run is scanned, for whoever ordered it and for officers. @throws Refusal `not_found`, `not_allowed`. */
export async function watchedRun(ctx: Context, runId: string): Promise<WatchedRun> {
  const run = await stampRun(ctx, runId);
  const [all] = await ctx.db.execute<Pick<WatchedRun, 'stamps' | 'scans' | 'isOnDisplay' | 'market'>>(sql`
    select (select count(*)::int from scanned_stamps where run_id = ${run.id} and count > 0) as stamps,
      (select coalesce(sum(count), 0)::int from scanned_stamps where run_id = ${run.id}) as scans,
      is_on_display as "isOnDisplay", market from stamp_runs where id = ${run.id}`);
  const provinces = await ctx.db.execute<{ province: string; count: number }>(sql`
    select province, sum(count)::int as count from scan_counts
    where lot_id = ${run.lot.id} and product_id = ${run.product.id} and province <> ''
    group by province order by 2 desc, 1`);
  const rows = await ctx.db.execute<{
    place: number;
    points: number;
    fired: Fired[];
    firstAt: string | null;
    firstProvince: string | null;
    count: number;
    devices: string;
    moreDevices: number;
    provinces: number;
    resetAt: string | null;
    resetReason: string | null;
  }>(sql`
    select place, points, fired, first_at as "firstAt", first_province as "firstProvince", count,
      encode(devices, 'hex') as devices, more_devices as "moreDevices", provinces::float8 as provinces,
      reset_at as "resetAt", reset_reason as "resetReason"
    from scanned_stamps where run_id = ${run.id} and (points > 0 or reset_at is not null)
    order by points desc, place limit ${MOST_WATCHED}`);
  return {
    ...all!,
    provinces: [...provinces],
    watched: rows.map((row) => ({
      ...scanFacts({
        firstAt: row.firstAt === null ? null : new Date(row.firstAt),
        firstProvince: row.firstProvince,
        count: row.count,
        devices: unpackedDevices(Buffer.from(row.devices, 'hex')),
        moreDevices: row.moreDevices,
        provinces: row.provinces,
        lastAt: null,
        lastProvince: null,
      }),
      place: row.place,
      points: row.points,
      fired: row.fired,
      reset:
        row.resetAt === null || row.resetReason === null
          ? null
          : { at: new Date(row.resetAt), reason: row.resetReason },
    })),
  };
}

/**
 * An officer has looked at a stamp: what was scanned until now does not weigh any more.
 *
 * @throws Refusal `not_found`, `not_allowed`, `reason_missing`.
 */
export async function resetStamp(
  ctx: Context,
  runId: string,
  form: { place: number; reason: string },
): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const run = await stampRun(ctx, runId);
    const where = await whereOfProduct(ctx, run.product.id);
    mustBeAllowed(ctx, 'stamp.watch', where!);
    const reason = tidy(form.reason).slice(0, 300);
    if (!reason) throw new Refusal('reason_missing');
    if (!Number.isSafeInteger(form.place) || form.place < 1 || form.place > run.count)
      throw new Refusal('stamp.range_wrong', { most: run.count });
    const [before] = await ctx.db.execute<{ points: number; fired: Fired[] }>(sql`
      select points, fired from scanned_stamps where run_id = ${run.id} and place = ${form.place} for update`);
    if (!before) throw new Refusal('not_found');
    await ctx.db.execute(sql`
      update scanned_stamps set reset_at = ${ctx.now.toISOString()}, reset_reason = ${reason},
        reset_by = ${actorName(ctx.actor)}, points = 0, fired = '[]', told_points = 0
      where run_id = ${run.id} and place = ${form.place}`);
    const { provinceCode, communeCode } = where!;
    await writeDown(ctx, [
      {
        kind: 'stamp.reset',
        subject: `stamp_run:${run.id}`,
        before: { points: before.points, rules: before.fired.map(({ rule }) => rule) },
        after: { run: run.number, place: form.place, scope: { provinceCode, communeCode } },
        reason,
      },
    ]);
  });
}

/**
 * Where the goods of a run are sold, as far as that says what scans are usual.
 *
 * @throws Refusal `not_found`, `not_allowed`, `changed_meanwhile`.
 */
export async function keepSale(
  ctx: Context,
  runId: string,
  form: { isOnDisplay: boolean; market: string | null; version: number },
): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const run = await stampRun(ctx, runId);
    const where = await whereOfProduct(ctx, run.product.id);
    mustBeAllowed(ctx, 'stamp.order', where!);
    const kept = await ctx.db.execute(sql`
      update stamp_runs set is_on_display = ${form.isOnDisplay}, market = ${form.market}, version = version + 1
      where id = ${run.id} and version = ${form.version} returning id`);
    if (kept.length === 0) throw new Refusal('changed_meanwhile');
    const { provinceCode, communeCode } = where!;
    const { isOnDisplay, market } = form;
    await writeDown(ctx, [
      {
        kind: 'stamp.sale',
        subject: `stamp_run:${run.id}`,
        after: { run: run.number, isOnDisplay, market, scope: { provinceCode, communeCode } },
      },
    ]);
  });
}
