import { sql } from 'drizzle-orm';
import { mustBeAllowed } from '#src/domain/accounts/deeds.ts';
import { announce, writeDown } from '#src/domain/audit/audit.ts';
import { tellStock } from '#src/domain/audit/tell.ts';
import { whereOfProduct } from '#src/domain/producers/where.ts';
import { dayInVietnam, type Day } from '#src/domain/shared/calendar.ts';
import { inTransaction, type Context } from '#src/domain/shared/context.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import { tidy } from '#src/domain/shared/text.ts';
import { lotNamed, type LotForm } from './lots.ts';
import { tellForRegister } from './tell-lot-event.ts';

export type KeptLot = {
  id: string;
  code: string;
  madeOn: Day | null;
  useBy: Day | null;
  recalledOn: Day | null;
  recallReason: string | null;
  product: { id: string; name: string };
  /** Packs on the shelf. */
  onHand: number;
  /** Stamps that were ordered for it. */
  stamps: number;
  /** Orders in whose parcels it went out. */
  orders: number;
};

export type LotKeeper = {
  id: string;
  name: string;
  products: { id: string; name: string }[];
  lots: KeptLot[];
};

const MOST_LOTS = 300;

/** A producer's lots, newest first. @throws Refusal `not_found`, `not_allowed`. */
export async function lotsOfProducer(ctx: Context, producerId: string): Promise<LotKeeper> {
  mustBeAllowed(ctx, 'lot.keep', { provinceCode: null, communeCode: null, producerId });
  const [row] = await ctx.db.execute<LotKeeper>(sql`
    select m.id, m.name,
      coalesce((select jsonb_agg(jsonb_build_object('id', p.id, 'name', p.name) order by p.name_key, p.id)
        from products p where p.producer_id = m.id and p.merged_into is null and p.withdrawn_on is null), '[]'::jsonb) as products,
      coalesce((select jsonb_agg(to_jsonb(l) - 'at' order by l.at desc, l.id) from (
        select l.id, l.code, l.made_on as "madeOn", l.use_by as "useBy", l.recalled_on as "recalledOn",
          l.recall_reason as "recallReason", l.created_at as at, jsonb_build_object('id', p.id, 'name', p.name) as product,
          coalesce((select sum(k.on_hand)::int from stock k where k.lot_id = l.id), 0) as "onHand",
          coalesce((select sum(r.count)::int from stamp_runs r where r.lot_id = l.id), 0) as stamps,
          (select count(distinct i.order_id)::int from order_line_lots g join order_lines i on i.id = g.order_line_id
            where g.lot_id = l.id) as orders
        from lots l join products p on p.id = l.product_id
        where p.producer_id = m.id order by l.created_at desc limit ${MOST_LOTS}) l), '[]'::jsonb) as lots
    from producers m where m.id = ${producerId} and m.merged_into is null`);
  if (!row) throw new Refusal('not_found');
  return row;
}

/**
 * Says of a lot when it was made and until when it may be eaten; a new one is made.
 *
 * @throws Refusal `not_found`, `not_allowed`, `stamp.lot_missing`, `stock.lot_days_wrong`.
 */
export async function keepLot(ctx: Context, productId: string, form: LotForm): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const where = await whereOfProduct(ctx, productId);
    if (!where || where.mergedInto !== null) throw new Refusal('not_found');
    mustBeAllowed(ctx, 'lot.keep', where);
    if (form.madeOn !== null && form.useBy !== null && form.madeOn > form.useBy)
      throw new Refusal('stock.lot_days_wrong');
    const { id, isChanged } = await lotNamed(ctx, productId, form);
    if (id === null) throw new Refusal('stamp.lot_missing');
    if (isChanged) {
      await announce(ctx, { products: [productId] });
      await tellStock(ctx, [productId]);
    }
  });
}

/** A lot that is called back. */
export type RecalledLot = { id: string; code: string; productId: string; product: string };

/**
 * Calls a lot back: from now on nobody sells or sends it, and whoever scans one of its stamps is warned first of all.
 * Nothing takes it back; a lot that is good after all gets another number.
 *
 * @returns the lot; `null`: it was called back before.
 * @throws Refusal `not_found`, `not_allowed`, `reason_missing`.
 */
export async function recallLot(ctx: Context, lotId: string, reason: string): Promise<RecalledLot | null> {
  return inTransaction(ctx, async (ctx) => {
    const [lot] = await ctx.db.execute<RecalledLot & { recalledOn: Day | null }>(sql`
      select l.id, l.code, p.id as "productId", p.name as product, l.recalled_on::text as "recalledOn"
      from lots l join products p on p.id = l.product_id where l.id = ${lotId} for update of l`);
    const where = lot && (await whereOfProduct(ctx, lot.productId));
    if (!lot || !where) throw new Refusal('not_found');
    mustBeAllowed(ctx, 'lot.recall', where);
    const why = tidy(reason).slice(0, 500);
    if (!why) throw new Refusal('reason_missing');
    if (lot.recalledOn !== null) return null;
    await ctx.db.execute(sql`
      update lots set recalled_on = ${dayInVietnam(ctx.now)}, recall_reason = ${why} where id = ${lotId}`);
    await writeDown(ctx, [
      { kind: 'lot.recalled', subject: `product:${lot.productId}`, after: { code: lot.code }, reason: why },
    ]);
    await tellForRegister(ctx, 'recalled', lotId, null);
    await announce(ctx, { products: [lot.productId] });
    await tellStock(ctx, [lot.productId]);
    return lot;
  });
}
