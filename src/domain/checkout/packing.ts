import { sql } from 'drizzle-orm';
import { mustBeAllowed } from '#src/domain/accounts/deeds.ts';
import type { OrderState } from '#src/domain/orders/order.ts';
import type { Buyer, FrozenGoods, PaymentMethod } from '#src/domain/orders/purchase.ts';
import { dayInVietnam, type Day } from '#src/domain/shared/calendar.ts';
import type { Context } from '#src/domain/shared/context.ts';
import type { Dong } from '#src/domain/shared/dong.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import { FAIR_FACTS, type FairFacts } from '#src/domain/shop/fair-stall.ts';
import { isSellable } from '#src/domain/shop/offer.ts';

/** Packs of one lot, for one line. */
export type Shelf = {
  stockId: string;
  /** `null`: goods that are not made in lots. */
  lot: string | null;
  useBy: Day | null;
  /** Taken from it for this line. */
  taken: number;
  /** At most so many can go into the parcel from here, those taken among them. */
  most: number;
};

export type LineToPack = {
  id: string;
  name: string;
  pack: string;
  quantity: number;
  /** Where it was taken from first; then the lots that might go in instead. */
  shelves: Shelf[];
};

type ShelfRow = Omit<Shelf, 'most'> & { free: number; recalledOn: Day | null; shortDatedDays: number };

/**
 * What goes into a parcel, line by line, and what else stands on the shelf that may be sold today.
 *
 * @throws Refusal `not_found`.
 */
export async function packingOf(ctx: Context, orderId: string): Promise<LineToPack[]> {
  const rows = await ctx.db.execute<
    Omit<LineToPack, 'shelves'> & { producerId: string; shelves: ShelfRow[] | null }
  >(sql`
    select l.id, l.goods->>'name' as name, l.goods->>'pack' as pack, l.quantity, r.producer_id as "producerId",
      (select jsonb_agg(jsonb_build_object('stockId', k.id, 'lot', t.code, 'useBy', t.use_by, 'recalledOn', t.recalled_on,
          'taken', coalesce(h.taken, 0), 'free', k.on_hand - k.held, 'shortDatedDays', o.short_dated_days)
          order by coalesce(h.taken, 0) = 0, t.use_by nulls last, k.id)
        from stock k left join lots t on t.id = k.lot_id
        left join lateral (select sum(quantity)::int as taken from holds
          where order_line_id = l.id and stock_id = k.id and state = 'sold') h on true
        where k.offer_id = l.offer_id) as shelves
    from order_lines l join orders r on r.id = l.order_id join offers o on o.id = l.offer_id
    where l.order_id = ${orderId} order by l.goods->>'name', l.id`);
  if (rows.length === 0) throw new Refusal('not_found');
  mustBeAllowed(ctx, 'order.handle', {
    provinceCode: null,
    communeCode: null,
    producerId: rows[0]!.producerId,
  });
  const today = dayInVietnam(ctx.now);
  return rows.map(({ id, name, pack, quantity, shelves }) => ({
    id,
    name,
    pack,
    quantity,
    shelves: (shelves ?? []).flatMap(({ free, recalledOn, shortDatedDays, ...shelf }) => {
      const isGood = isSellable(today, { useBy: shelf.useBy, recalledOn }, shortDatedDays);
      const most = Math.min(quantity, isGood ? shelf.taken + free : shelf.taken);
      return most > 0 ? [{ ...shelf, most }] : [];
    }),
  }));
}

/** An order as it stands on paper beside the goods. */
export type ParcelOnPaper = {
  id: string;
  code: string;
  state: OrderState;
  dueOn: Day;
  placedAt: string | null;
  producer: { id: string; name: string; phone: string | null; address: string | null };
  buyer: Pick<Buyer, 'name' | 'phone' | 'street' | 'provinceCode' | 'communeCode' | 'oldAddress' | 'note'>;
  pickUp: { id: string; name: string } | null;
  fair: FairFacts | null;
  method: PaymentMethod;
  isPaid: boolean;
  total: Dong;
  lines: {
    name: string;
    pack: string;
    quantity: number;
    set: FrozenGoods['set'];
    lots: { code: string | null; useBy: Day | null; quantity: number }[];
  }[];
};

/** For so many at once paper is made. */
export const MOST_ON_PAPER = 200;

/**
 * Orders of one producer for pick lists and delivery notes, those that are due first before the others. Lots are those
 * in the parcel, or before it is packed those that were taken or promised.
 *
 * @param ids of the orders wanted; `null`: all that wait to be packed.
 * @throws Refusal `not_found`: one of the ids is no order of this producer.
 */
export async function parcelsOnPaper(
  ctx: Context,
  producerId: string,
  ids: readonly string[] | null,
): Promise<ParcelOnPaper[]> {
  mustBeAllowed(ctx, 'order.handle', { provinceCode: null, communeCode: null, producerId });
  const wanted =
    ids === null
      ? sql`o.state = 'confirmed'`
      : sql`o.id in (select value from jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb))`;
  const rows = await ctx.db.execute<ParcelOnPaper>(sql`
    select o.id, o.code, o.state, o.due_on::text as "dueOn", o.placed_at as "placedAt", o.total,
      jsonb_build_object('id', m.id, 'name', m.name, 'phone', m.phone, 'address', m.address_as_printed) as producer,
      jsonb_build_object('name', p.buyer->'name', 'phone', p.buyer->'phone', 'street', p.buyer->'street',
        'provinceCode', p.buyer->'provinceCode', 'communeCode', p.buyer->'communeCode',
        'oldAddress', p.buyer->'oldAddress', 'note', p.buyer->'note') as buyer,
      case when u.id is null then null else jsonb_build_object('id', u.id, 'name', u.name) end as "pickUp",
      case when f.id is null then null else jsonb_build_object(${sql.raw(FAIR_FACTS)}) end as fair,
      y.method, y.state = 'paid' as "isPaid",
      (select jsonb_agg(jsonb_build_object('name', l.goods->'name', 'pack', l.goods->'pack', 'quantity', l.quantity,
          'set', l.goods->'set',
          'lots', coalesce((select jsonb_agg(jsonb_build_object('code', t.code, 'useBy', t.use_by, 'quantity', x.quantity)
              order by t.use_by nulls last, t.code)
            from (select k.lot_id, sum(h.quantity)::int as quantity from holds h join stock k on k.id = h.stock_id
              where h.order_line_id = l.id and h.state in ('held', 'sold') group by k.lot_id) x
            left join lots t on t.id = x.lot_id), '[]'::jsonb)) order by l.goods->>'name', l.id)
        from order_lines l where l.order_id = o.id) as lines
    from orders o join purchases p on p.id = o.purchase_id join producers m on m.id = o.producer_id
    join payment_shares s on s.order_id = o.id join payments y on y.id = s.payment_id
    left join points_of_sale u on u.id = o.pick_up_point_id left join fairs f on f.id = o.fair_id
    where o.producer_id = ${producerId} and ${wanted}
    order by o.due_on, coalesce(u.name, f.name) nulls first, o.code limit ${MOST_ON_PAPER}`);
  if (ids !== null && rows.length < Math.min(new Set(ids).size, MOST_ON_PAPER))
    throw new Refusal('not_found');
  return rows;
}
