import { sql } from 'drizzle-orm';
import { actorName } from '#src/domain/shared/actor.ts';
import { dayInVietnam } from '#src/domain/shared/calendar.ts';
import { prepared, type Context } from '#src/domain/shared/context.ts';
import { newId } from '#src/domain/shared/id.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import { isSellable } from './offer.ts';
import { takeFirstExpired, type StockRow, type Taken } from './stock.ts';

const THESE = (orderId: string) => sql`(select id from order_lines where order_id = ${orderId})`;

/**
 * Locks the shelves of all goods in a cart and reads them as they are then. Always in the same order: two baskets
 * with the same goods wait for each other instead of for ever.
 */
export function lockShelvesOfCart(ctx: Context, cartId: string): Promise<StockRow[]> {
  return prepared<StockRow>(
    ctx,
    sql`
    select k.id, k.offer_id as "offerId", k.on_hand as "onHand", k.held,
      t.use_by::text as "useBy", t.recalled_on::text as "recalledOn"
    from stock k left join lots t on t.id = k.lot_id
    where k.offer_id in (select offer_id from cart_lines where cart_id = ${cartId}) order by k.id for update of k`,
  );
}

/** Locks the shelves of an order's goods, in the order in which everybody locks them. */
async function lockShelves(ctx: Context, orderId: string): Promise<void> {
  await ctx.db
    .execute(sql`select 1 from stock where offer_id in (select offer_id from order_lines where order_id = ${orderId})
    order by id for update`);
}

/** Whether goods are still kept for an order. */
export async function isHeld(ctx: Context, orderId: string): Promise<boolean> {
  const [row] = await ctx.db.execute<{ held: boolean }>(
    sql`select exists (select 1 from holds where state = 'held' and order_line_id in ${THESE(orderId)}) as held`,
  );
  return row?.held ?? false;
}

/** What was held for an order leaves the shelf; once. */
export async function sellHeld(ctx: Context, orderId: string): Promise<void> {
  await lockShelves(ctx, orderId);
  await ctx.db.execute(sql`
    with gone as (
      update holds set state = 'sold' where state = 'held' and order_line_id in ${THESE(orderId)}
      returning stock_id, order_line_id, quantity),
    shelves as (
      update stock set on_hand = on_hand - g.quantity, held = held - g.quantity
      from (select stock_id, sum(quantity)::int as quantity from gone group by stock_id) g where stock.id = g.stock_id)
    insert into stock_moves (stock_id, at, by, kind, quantity, order_line_id)
    select stock_id, ${ctx.now.toISOString()}::timestamptz, ${actorName(ctx.actor)}, 'sold', -quantity, order_line_id from gone`);
}

/** What was held for an order may be bought by others again; once. */
export async function freeHeld(ctx: Context, orderId: string): Promise<void> {
  await lockShelves(ctx, orderId);
  await ctx.db.execute(sql`
    with freed as (
      update holds set state = 'freed' where state = 'held' and order_line_id in ${THESE(orderId)}
      returning stock_id, quantity)
    update stock set held = held - f.quantity
    from (select stock_id, sum(quantity)::int as quantity from freed group by stock_id) f where stock.id = f.stock_id`);
}

/** What had left the shelf for an order comes back to it; once. */
export async function putBackSold(ctx: Context, orderId: string, reason: string): Promise<void> {
  await lockShelves(ctx, orderId);
  await ctx.db.execute(sql`
    with back as (
      update holds set state = 'freed' where state = 'sold' and order_line_id in ${THESE(orderId)}
      returning stock_id, order_line_id, quantity),
    shelves as (
      update stock set on_hand = on_hand + b.quantity
      from (select stock_id, sum(quantity)::int as quantity from back group by stock_id) b where stock.id = b.stock_id)
    insert into stock_moves (stock_id, at, by, kind, quantity, order_line_id, reason)
    select stock_id, ${ctx.now.toISOString()}::timestamptz, ${actorName(ctx.actor)}, 'returned', quantity, order_line_id, ${reason}
    from back`);
}

/**
 * Some packs of an order come back to the shelf, as many of a line as are named and have not come back before. From
 * which lot of a parcel they are nobody can read off a claim: they stand with the lot that must not be sold any more,
 * or has to be eaten first, so that none is sold longer than it may be.
 */
export async function putBackSome(
  ctx: Context,
  orderId: string,
  packs: Readonly<Record<string, number>>,
): Promise<void> {
  await lockShelves(ctx, orderId);
  const sold = await ctx.db.execute<{
    id: string;
    stock_id: string;
    purchase_id: string;
    order_line_id: string;
    quantity: number;
  }>(sql`
    select h.id, h.stock_id, h.purchase_id, h.order_line_id, h.quantity
    from holds h join stock k on k.id = h.stock_id left join lots t on t.id = k.lot_id
    where h.state = 'sold' and h.order_line_id in ${THESE(orderId)}
    order by t.recalled_on nulls last, t.use_by nulls last, h.id for update of h`);
  const left = new Map(Object.entries(packs));
  const back = sold.flatMap((hold) => {
    const quantity = Math.min(hold.quantity, left.get(hold.order_line_id) ?? 0);
    if (quantity <= 0) return [];
    left.set(hold.order_line_id, (left.get(hold.order_line_id) ?? 0) - quantity);
    return [{ ...hold, quantity, all: quantity === hold.quantity, freed: newId() }];
  });
  if (back.length === 0) return;
  const now = ctx.now.toISOString();
  await ctx.db.execute(sql`
    with back as (select * from jsonb_to_recordset(${JSON.stringify(back)}::jsonb)
      as b(id text, stock_id text, purchase_id text, order_line_id text, quantity int, "all" boolean, freed text)),
    whole as (update holds h set state = 'freed' from back b where h.id = b.id and b."all"),
    part as (update holds h set quantity = h.quantity - b.quantity from back b where h.id = b.id and not b."all"),
    freed as (
      insert into holds (id, stock_id, purchase_id, order_line_id, quantity, state, until)
      select freed, stock_id, purchase_id, order_line_id, quantity, 'freed', ${now}::timestamptz from back where not "all"),
    shelves as (
      update stock set on_hand = on_hand + b.quantity
      from (select stock_id, sum(quantity)::int as quantity from back group by stock_id) b where stock.id = b.stock_id)
    insert into stock_moves (stock_id, at, by, kind, quantity, order_line_id, reason)
    select stock_id, ${now}::timestamptz, ${actorName(ctx.actor)}, 'returned', quantity, order_line_id, 'claim' from back`);
}

type Shelf = StockRow & { shortDatedDays: number };

/**
 * Other lots go into the parcel than were taken from the shelf: those come back, these leave. Lines that are not named
 * stay as they are; what was taken already may stay in, whatever its use-by, as long as it may be sold at all.
 *
 * @param chosen for a line, all that goes into the parcel.
 * @throws Refusal `pack.count_wrong`, `pack.not_on_shelf`, `pack.lot_refused` (details: name).
 */
export async function swapSold(
  ctx: Context,
  orderId: string,
  chosen: Readonly<Record<string, readonly Taken[]>>,
): Promise<void> {
  if (Object.keys(chosen).length === 0) return;
  await lockShelves(ctx, orderId);
  const lines = await ctx.db.execute<{
    id: string;
    purchase_id: string;
    name: string;
    quantity: number;
    taken: Taken[];
    shelves: Shelf[];
  }>(sql`
    select l.id, r.purchase_id, l.goods->>'name' as name, l.quantity,
      coalesce((select jsonb_agg(jsonb_build_object('stockId', h.stock_id, 'quantity', h.quantity))
        from (select stock_id, sum(quantity)::int as quantity from holds
          where order_line_id = l.id and state = 'sold' group by stock_id) h), '[]'::jsonb) as taken,
      (select jsonb_agg(jsonb_build_object('id', k.id, 'offerId', k.offer_id, 'onHand', k.on_hand, 'held', k.held,
          'useBy', t.use_by, 'recalledOn', t.recalled_on, 'shortDatedDays', o.short_dated_days))
        from stock k left join lots t on t.id = k.lot_id where k.offer_id = l.offer_id) as shelves
    from order_lines l join orders r on r.id = l.order_id join offers o on o.id = l.offer_id
    where l.order_id = ${orderId}`);
  const today = dayInVietnam(ctx.now);
  const moves: { id: string; stock_id: string; order_line_id: string; quantity: number }[] = [];
  const swapped: string[] = [];
  for (const { id, name, quantity, taken, shelves } of lines) {
    const wanted = chosen[id]?.filter((one) => one.quantity !== 0);
    if (wanted === undefined || isSame(wanted, taken)) continue;
    if (wanted.some((one) => !Number.isSafeInteger(one.quantity) || one.quantity < 0))
      throw new Refusal('pack.count_wrong', { name, most: quantity });
    if (wanted.reduce((sum, one) => sum + one.quantity, 0) !== quantity)
      throw new Refusal('pack.count_wrong', { name, most: quantity });
    for (const one of wanted) {
      const shelf = shelves.find((each) => each.id === one.stockId);
      const before = taken.find(({ stockId }) => stockId === one.stockId)?.quantity ?? 0;
      if (!shelf || one.quantity > shelf.onHand - shelf.held + before)
        throw new Refusal('pack.not_on_shelf', { name });
      if (one.quantity > before && !isSellable(today, shelf, shelf.shortDatedDays))
        throw new Refusal('pack.lot_refused', { name });
      moves.push({ id: newId(), stock_id: one.stockId, order_line_id: id, quantity: one.quantity });
    }
    swapped.push(id);
  }
  if (swapped.length === 0) return;
  const now = ctx.now.toISOString();
  const by = actorName(ctx.actor);
  await ctx.db.execute(sql`
    with back as (
      update holds set state = 'freed' where state = 'sold'
        and order_line_id in (select value from jsonb_array_elements_text(${JSON.stringify(swapped)}::jsonb))
      returning stock_id, order_line_id, quantity),
    gone as (select * from jsonb_to_recordset(${JSON.stringify(moves)}::jsonb)
      as g(id text, stock_id text, order_line_id text, quantity int)),
    kept as (
      insert into holds (id, stock_id, purchase_id, order_line_id, quantity, state, until)
      select id, stock_id, ${lines[0]!.purchase_id}, order_line_id, quantity, 'sold', ${now}::timestamptz from gone),
    changes as (
      select stock_id, sum(quantity)::int as quantity from (
        select stock_id, quantity from back union all select stock_id, -quantity from gone) both_ways
      group by stock_id),
    shelves as (
      update stock set on_hand = on_hand + c.quantity from changes c where stock.id = c.stock_id)
    insert into stock_moves (stock_id, at, by, kind, quantity, order_line_id, reason)
    select stock_id, ${now}::timestamptz, ${by}, 'returned', quantity, order_line_id, 'other_lot' from back
    union all
    select stock_id, ${now}::timestamptz, ${by}, 'sold', -quantity, order_line_id, 'other_lot' from gone`);
}

const isSame = (one: readonly Taken[], other: readonly Taken[]): boolean =>
  one.length === other.length &&
  one.every(({ stockId, quantity }) =>
    other.some((it) => it.stockId === stockId && it.quantity === quantity),
  );

/**
 * Takes goods anew for an order whose hold has ended, because its payment came after all. All of it or nothing.
 *
 * @returns whether there was enough.
 */
export async function holdAgain(ctx: Context, orderId: string, purchaseId: string): Promise<boolean> {
  await lockShelves(ctx, orderId);
  const lines = await ctx.db.execute<{
    id: string;
    quantity: number;
    short_dated_days: number;
    stock: StockRow[];
  }>(sql`
    select l.id, l.quantity, o.short_dated_days, coalesce((
      select jsonb_agg(jsonb_build_object('id', k.id, 'offerId', k.offer_id, 'onHand', k.on_hand, 'held', k.held,
        'useBy', t.use_by, 'recalledOn', t.recalled_on))
      from stock k left join lots t on t.id = k.lot_id where k.offer_id = l.offer_id), '[]'::jsonb) as stock
    from order_lines l join offers o on o.id = l.offer_id where l.order_id = ${orderId}`);
  const today = dayInVietnam(ctx.now);
  const rows: { id: string; stock_id: string; order_line_id: string; quantity: number }[] = [];
  for (const line of lines) {
    const taken = takeFirstExpired(today, line.stock, line.quantity, line.short_dated_days);
    if (taken === null) return false;
    rows.push(
      ...taken.map(({ stockId, quantity }) => ({
        id: newId(),
        stock_id: stockId,
        order_line_id: line.id,
        quantity,
      })),
    );
  }
  await ctx.db.execute(sql`
    with taken as (select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as h(id text, stock_id text, order_line_id text, quantity int)),
    kept as (
      insert into holds (id, stock_id, purchase_id, order_line_id, quantity, state, until)
      select id, stock_id, ${purchaseId}, order_line_id, quantity, 'held', ${ctx.now.toISOString()}::timestamptz from taken)
    update stock set held = stock.held + t.quantity
    from (select stock_id, sum(quantity)::int as quantity from taken group by stock_id) t where stock.id = t.stock_id`);
  return true;
}

/** Whether goods of an order must not be handed over any more: the certificate was revoked, or their lot recalled. */
export async function mustNotBeSold(ctx: Context, orderId: string): Promise<'revoked' | 'recalled' | null> {
  const [row] = await ctx.db.execute<{ revoked: boolean; recalled: boolean }>(sql`
    select exists (
        select 1 from order_lines l join offers o on o.id = l.offer_id join standings s on s.product_id = o.product_id
        where l.order_id = ${orderId} and s.governs and s.status = 'revoked'
          and ${dayInVietnam(ctx.now)}::date between s.from_day and s.until_day) as revoked,
      exists (
        select 1 from holds h join order_lines l on l.id = h.order_line_id join stock k on k.id = h.stock_id
        join lots t on t.id = k.lot_id
        where l.order_id = ${orderId} and h.state in ('held', 'sold') and t.recalled_on <= ${dayInVietnam(ctx.now)}::date) as recalled`);
  return row?.revoked ? 'revoked' : row?.recalled ? 'recalled' : null;
}
