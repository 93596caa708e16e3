import { sql } from 'drizzle-orm';
import { announce, writeDown } from '#src/domain/audit/audit.ts';
import { inTransaction, type Context } from '#src/domain/shared/context.ts';
import { keepSetting, lastDayRuleHeld } from '#src/domain/shared/site-settings.ts';
import type { LastDayRule } from './certificate.ts';
import { keepStandings } from './keep-standings.ts';

/**
 * Makes the kept standings follow the setting that says whether the anniversary still counts. Does nothing
 * when they do already. A change moves the last day of every certificate, so it is written down.
 */
export async function readLastDayAs(ctx: Context, rule: LastDayRule): Promise<void> {
  if ((await lastDayRuleHeld(ctx)) === rule) return;
  await inTransaction(ctx, async (ctx) => {
    const before = await lastDayRuleHeld(ctx);
    const products = await ctx.db.execute<{ id: string }>(
      sql`select distinct product_id as id from certificates order by 1`,
    );
    const ids = products.map(({ id }) => id);
    await keepStandings(ctx, ids, rule);
    await keepSetting(ctx, 'last_day_rule', { rule });
    if (ids.length === 0) return;
    await writeDown(ctx, [
      { kind: 'site.last_day_rule', subject: 'site', before: { rule: before }, after: { rule } },
    ]);
    await announce(ctx, { products: ids, tags: ['all'] });
  });
}
