import { sql } from 'drizzle-orm';
import { mustBeAllowed } from '#src/domain/accounts/deeds.ts';
import { writeDown } from '#src/domain/audit/audit.ts';
import { whereOfProduct } from '#src/domain/producers/where.ts';
import { inTransaction, type Context } from '#src/domain/shared/context.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import { nextStates } from './stamp-run.ts';
import { stampRun, type StampRun } from './stamp-runs.ts';

/** Whether numbers can still be had: later its stamps are on packs, and nobody finds a scratch field there. */
export const mayHavePins = ({ state }: Pick<StampRun, 'state'>): boolean =>
  nextStates(state).includes('active');

/**
 * Numbers under scratch fields are handed out for a run: from now on its pages ask for them, and its sheets have room for
 * the fields. There is no way back. May be repeated; only the first time is written down.
 *
 * @throws Refusal `not_found`, `not_allowed`, `stamp.pins_late`: its stamps are on packs.
 */
export async function issuePins(ctx: Context, runId: string): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    await ctx.db.execute(sql`select 1 from stamp_runs where id = ${runId} for update`);
    const run = await stampRun(ctx, runId);
    const where = (await whereOfProduct(ctx, run.product.id))!;
    mustBeAllowed(ctx, 'stamp.order', where);
    if (run.hasPins) return;
    if (!mayHavePins(run)) throw new Refusal('stamp.pins_late');
    await ctx.db.execute(sql`update stamp_runs set has_pins = true where id = ${run.id}`);
    const { provinceCode, communeCode } = where;
    await writeDown(ctx, [
      {
        kind: 'stamp.pins',
        subject: `stamp_run:${run.id}`,
        after: { run: run.number, count: run.count, scope: { provinceCode, communeCode } },
      },
    ]);
  });
}

/**
 * When the numbers of a run were handed out, and to whom. `by` is `null`: to whoever runs the register.
 *
 * @throws Refusal `not_found`, `not_allowed`.
 */
export async function pinsIssued(
  ctx: Context,
  runId: string,
): Promise<{ at: Date; by: string | null } | null> {
  const run = await stampRun(ctx, runId);
  if (!run.hasPins) return null;
  const [fact] = await ctx.db.execute<{ at: string; by: string | null }>(sql`
    select f.at, u.name as by from audit_facts f left join users u on f.actor = 'person:' || u.id
    where f.subject = ${`stamp_run:${run.id}`} and f.kind = 'stamp.pins' order by f.id limit 1`);
  return fact ? { at: new Date(fact.at), by: fact.by } : null;
}
