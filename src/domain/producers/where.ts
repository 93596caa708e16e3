import { sql } from 'drizzle-orm';
import type { Context } from '#src/domain/shared/context.ts';

/** Where a thing of the register belongs, for asking who may touch it. */
export type Placed = { provinceCode: string | null; communeCode: string | null; producerId: string | null };

/** A product stands where it says, and where it says nothing, where its producer is. `null`: no such product. */
export async function whereOfProduct(
  ctx: Pick<Context, 'db'>,
  productId: string,
): Promise<(Placed & { mergedInto: string | null }) | null> {
  const [found] = await ctx.db.execute<Placed & { mergedInto: string | null }>(sql`
    select coalesce(p.province_code, m.province_code) as "provinceCode",
      case when p.province_code is null then m.commune_code else p.commune_code end as "communeCode",
      p.producer_id as "producerId", p.merged_into as "mergedInto"
    from products p left join producers m on m.id = p.producer_id where p.id = ${productId}`);
  return found ?? null;
}

/** `null`: no such producer. */
export async function whereOfProducer(
  ctx: Pick<Context, 'db'>,
  producerId: string,
): Promise<(Placed & { mergedInto: string | null }) | null> {
  const [found] = await ctx.db.execute<Placed & { mergedInto: string | null }>(sql`
    select province_code as "provinceCode", commune_code as "communeCode", id as "producerId",
      merged_into as "mergedInto"
    from producers where id = ${producerId}`);
  return found ?? null;
}
