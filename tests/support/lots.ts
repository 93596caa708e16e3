import { lots } from '#db/schema/traceability.ts';
import type { Context } from '#src/domain/shared/context.ts';
import { newId } from '#src/domain/shared/id.ts';

/** A lot of a product, with nothing written about it. @returns its identifier. */
export async function aBareLot(
  ctx: Context,
  productId: string,
  given: Partial<typeof lots.$inferInsert> = {},
): Promise<string> {
  const row = { id: newId(), productId, code: 'L1', createdBy: 'test', createdAt: ctx.now, ...given };
  await ctx.db.insert(lots).values(row);
  return row.id;
}
