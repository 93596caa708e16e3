import { sql } from 'drizzle-orm';
import { writeDown } from '#src/domain/audit/audit.ts';
import { actorName } from '#src/domain/shared/actor.ts';
import type { Day } from '#src/domain/shared/calendar.ts';
import type { Context } from '#src/domain/shared/context.ts';
import { newId } from '#src/domain/shared/id.ts';
import { tidy } from '#src/domain/shared/text.ts';

/** A lot as its maker names it. What is left out stays as it is known. */
export type LotForm = {
  /** As printed on the pack; empty: goods that are not made in lots. */
  lotCode: string;
  madeOn: Day | null;
  useBy: Day | null;
};

/**
 * The lot of this name, made if it is new; `null` for an empty name. Locks it.
 *
 * @returns whether what the public reads of it has changed.
 */
export async function lotNamed(
  ctx: Context,
  productId: string,
  { lotCode, madeOn, useBy }: LotForm,
): Promise<{ id: string | null; isChanged: boolean }> {
  const code = tidy(lotCode).slice(0, 60);
  if (!code) return { id: null, isChanged: false };
  const [before] = await ctx.db.execute<{ made_on: Day | null; use_by: Day | null }>(
    sql`select made_on::text, use_by::text from lots where product_id = ${productId} and code = ${code} for update`,
  );
  const [lot] = await ctx.db.execute<{ id: string }>(sql`
    insert into lots (id, product_id, code, made_on, use_by, created_by, created_at)
    values (${newId()}, ${productId}, ${code}, ${madeOn}, ${useBy}, ${actorName(ctx.actor)}, ${ctx.now.toISOString()})
    on conflict (product_id, code) do update set
      made_on = coalesce(excluded.made_on, lots.made_on), use_by = coalesce(excluded.use_by, lots.use_by)
    returning id`);
  const after = { code, madeOn: madeOn ?? before?.made_on ?? null, useBy: useBy ?? before?.use_by ?? null };
  const isChanged =
    before !== undefined && (before.made_on !== after.madeOn || before.use_by !== after.useBy);
  if (isChanged)
    await writeDown(ctx, [
      {
        kind: 'lot.changed',
        subject: `product:${productId}`,
        before: { code, madeOn: before.made_on, useBy: before.use_by },
        after,
      },
    ]);
  return { id: lot!.id, isChanged };
}
