import { eq, sql } from 'drizzle-orm';
import { fairs } from '#db/schema/fairs.ts';
import { mustBeAllowed } from '#src/domain/accounts/deeds.ts';
import { announce, writeDown } from '#src/domain/audit/audit.ts';
import { ALCOHOL_SETS } from '#src/domain/catalogue/product-cards.ts';
import { WAITS_AT_STALL } from '#src/domain/orders/order.ts';
import { dayInVietnam } from '#src/domain/shared/calendar.ts';
import { inTransaction, type Context } from '#src/domain/shared/context.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import { fairState, type Fair } from './fair.ts';

export type OwnStall = Pick<
  Fair,
  | 'id'
  | 'slug'
  | 'name'
  | 'firstOn'
  | 'lastOn'
  | 'opensAt'
  | 'closesAt'
  | 'provinceCode'
  | 'communeCode'
  | 'spot'
  | 'publishedAt'
  | 'cancelledOn'
  | 'cancelledReason'
> & {
  /** Goods that the stall brings; alcohol is told of at no fair. */
  goods: { id: string; name: string; isReservable: boolean; isForSale: boolean }[];
  /** What buyers have ordered for it and not collected. */
  orders: { id: string; code: string; buyer: string; goods: string }[];
};

const whose = (producerId: string) => ({ provinceCode: null, communeCode: null, producerId });
const waiting = sql`o.state in (select jsonb_array_elements_text(${JSON.stringify(WAITS_AT_STALL)}::jsonb))`;

/**
 * Fairs to come at which the producer has a stall, and those past or called off for which orders still wait, in their
 * order.
 *
 * @throws Refusal `not_found`: not theirs.
 */
export async function ownStalls(ctx: Context, producerId: string): Promise<OwnStall[]> {
  mustBeAllowed(ctx, 'shop.keep', whose(producerId));
  const today = dayInVietnam(ctx.now);
  return [
    ...(await ctx.db.execute<OwnStall>(sql`
      select f.id, f.slug, f.name, f.first_on::text as "firstOn", f.last_on::text as "lastOn", f.opens_at as "opensAt",
        f.closes_at as "closesAt", f.province_code as "provinceCode", f.commune_code as "communeCode", f.spot,
        f.published_at as "publishedAt", f.cancelled_on::text as "cancelledOn", f.cancelled_reason as "cancelledReason",
        coalesce((select jsonb_agg(jsonb_build_object('id', p.id, 'name', p.name, 'isReservable', g.is_reservable,
            'isForSale', exists (select from offers w where w.product_id = p.id and w.state = 'open')) order by p.name_key)
          from fair_goods g join products p on p.id = g.product_id
          where g.fair_id = f.id and p.producer_id = ${producerId} and p.merged_into is null
            and (p.product_set is null or p.product_set <> all(${sql.raw(`'{${ALCOHOL_SETS.join()}}'`)}::smallint[]))),
          '[]') as goods,
        x.orders
      from fairs f cross join lateral (
        select coalesce(jsonb_agg(jsonb_build_object('id', o.id, 'code', o.code, 'buyer', c.buyer->'name', 'goods',
            (select string_agg(l.quantity || ' × ' || (l.goods->>'name'), ', ' order by l.goods->>'name')
              from order_lines l where l.order_id = o.id)) order by o.code), '[]') as orders
        from orders o join purchases c on c.id = o.purchase_id
        where o.fair_id = f.id and o.producer_id = ${producerId} and ${waiting} and c.forgotten_at is null) x
      where f.published_at is not null and (x.orders <> '[]' or (f.last_on >= ${today}::date and f.cancelled_on is null
        and exists (select from fair_stalls s where s.fair_id = f.id and s.producer_id = ${producerId})))
      order by f.first_on, f.id`)),
  ];
}

/** How many orders wait for a fair that is past or called off, or where the producer has no stall any more. */
export async function strandedOrders(ctx: Context, producerId: string): Promise<number> {
  mustBeAllowed(ctx, 'order.handle', whose(producerId));
  const [row] = await ctx.db.execute<{ count: number }>(sql`
    select count(*)::int as count from orders o join fairs f on f.id = o.fair_id
    where o.producer_id = ${producerId} and ${waiting} and (f.cancelled_on is not null
      or f.last_on < ${dayInVietnam(ctx.now)}::date
      or not exists (select from fair_stalls s where s.fair_id = f.id and s.producer_id = o.producer_id))`);
  return row?.count ?? 0;
}

/**
 * The producer says which of the goods that their stall brings may be ordered ahead and collected there. What was
 * ordered before stays ordered. May be repeated.
 *
 * @param goods identifiers of products; what the stall does not bring, and alcohol, is passed over.
 * @throws Refusal `not_found`: no such stall of theirs; `fair.not_now`: it was called off, or is over.
 */
export async function keepReservations(
  ctx: Context,
  producerId: string,
  fairId: string,
  goods: readonly string[],
): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    mustBeAllowed(ctx, 'shop.keep', whose(producerId));
    const [fair] = await ctx.db
      .select()
      .from(fairs)
      .where(
        sql`${eq(fairs.id, fairId)} and exists (select from fair_stalls s
          where s.fair_id = ${fairs.id} and s.producer_id = ${producerId})`,
      )
      .for('update');
    const state = fair ? fairState(dayInVietnam(ctx.now), fair) : 'draft';
    if (!fair || state === 'draft') throw new Refusal('not_found');
    if (state !== 'coming' && state !== 'on') throw new Refusal('fair.not_now');
    const changed = await ctx.db.execute<{ id: string; is: boolean }>(sql`
      update fair_goods g set is_reservable = not g.is_reservable from products p
      where g.fair_id = ${fairId} and p.id = g.product_id and p.producer_id = ${producerId} and p.merged_into is null
        and (p.product_set is null or p.product_set <> all(${sql.raw(`'{${ALCOHOL_SETS.join()}}'`)}::smallint[]))
        and g.is_reservable <> (p.id in (select jsonb_array_elements_text(${JSON.stringify(goods)}::jsonb)))
      returning p.id, g.is_reservable as is`);
    if (changed.length === 0) return;
    const which = (is: boolean) => changed.filter((one) => one.is === is).map(({ id }) => id);
    await writeDown(ctx, [
      {
        kind: 'fair.reserved_kept',
        subject: `fair:${fairId}`,
        before: { producerId, noLonger: which(false) },
        after: { producerId, more: which(true) },
      },
    ]);
    await announce(ctx, { tags: ['fairs', `producer:${producerId}`] });
  });
}
