import { createHash, randomBytes } from 'node:crypto';
import { sql, type SQL } from 'drizzle-orm';
import { dayInVietnam } from '#src/domain/shared/calendar.ts';
import { isAlcohol } from '#src/domain/catalogue/product-set.ts';
import { inTransaction, type Context } from '#src/domain/shared/context.ts';
import type { Dong } from '#src/domain/shared/dong.ts';
import { newId } from '#src/domain/shared/id.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import { STALLS_TO_FETCH_AT } from './fair-stall.ts';

/** Whose cart: of a browser, by the token that it keeps, or of an account. */
export type CartOwner = { token: string } | { userId: string };

/** A token of 128 bits, kept by the browser; here only its hash is. */
export const newToken = (): string => randomBytes(16).toString('base64url');

export const hashOf = (token: string): string => createHash('sha256').update(token).digest('base64url');

const owns = (owner: CartOwner) =>
  'token' in owner ? sql`token_hash = ${hashOf(owner.token)}` : sql`user_id = ${owner.userId}`;

/** The cart that is being filled, or was ordered last; nothing: none. */
export const theCartOf = (owner: CartOwner): SQL =>
  sql`(select id from carts where ${owns(owner)} order by (purchase_id is null) desc, updated_at desc limit 1)`;

/** `null`: there is none. */
async function cartOf(ctx: Pick<Context, 'db'>, owner: CartOwner): Promise<string | null> {
  const [found] = await ctx.db.execute<{ id: string | null }>(sql`select ${theCartOf(owner)} as id`);
  return found?.id ?? null;
}

/** Whether what this browser gathered was ordered already. */
export async function isOrdered(ctx: Pick<Context, 'db'>, token: string): Promise<boolean> {
  const [found] = await ctx.db.execute<{ ordered: boolean }>(
    sql`select purchase_id is not null as ordered from carts where token_hash = ${hashOf(token)}`,
  );
  return found?.ordered ?? false;
}

const MOST_LINES = 50;

/** How many packs of an offer one cart may hold: what the producer gives one buyer, and what is there. */
const mostOf = (offerId: SQL) => sql`(select least(most.most_per_order,
    (select coalesce(sum(k.on_hand - k.held), 0) from stock k where k.offer_id = most.id))
  from offers most where most.id = ${offerId})`;

/**
 * Puts packs into the cart; where it was ordered already, into a new one of the same owner.
 *
 * @returns the cart, and how many packs of this offer are in it now: never more than there are, nor
 *   than the offer gives one buyer.
 * @param isAdult whether name and age were declared: without, alcohol goes into no cart.
 * @param fairId of the fair at which the buyer means to collect them; where they cannot be, it is passed over.
 * @throws Refusal `offer.not_found`, `cart.full`, `checkout.age_not_declared` (details: name, slug).
 */
export async function addToCart(
  ctx: Context,
  owner: CartOwner,
  offerId: string,
  quantity: number,
  isAdult = false,
  fairId: string | null = null,
): Promise<{ cartId: string; quantity: number }> {
  return inTransaction(ctx, async (ctx) => {
    if (!isAdult) {
      const [goods] = await ctx.db.execute<{ name: string; slug: string; set: number | null }>(sql`
        select p.name, p.slug, p.product_set as set from offers o join products p on p.id = o.product_id
        where o.id = ${offerId} and o.state = 'open'`);
      if (goods && isAlcohol(goods.set))
        throw new Refusal('checkout.age_not_declared', { name: goods.name, slug: goods.slug });
    }
    const cartId = await openCart(ctx, owner);
    const [line] = await ctx.db.execute<{ quantity: number }>(sql`
      insert into cart_lines as l (cart_id, offer_id, quantity, price_seen, stars_seen, added_at, fair_id)
      select ${cartId}, o.id, least(${quantity}::int, greatest(${mostOf(sql`o.id`)}, 1)), o.price, ${starsInForce(ctx)}, ${ctx.now.toISOString()},
        (select f.id ${sql.raw(STALLS_TO_FETCH_AT)} and f.id = ${fairId} and o.product_id = any(x.goods))
      from offers o where o.id = ${offerId} and o.state = 'open'
      on conflict (cart_id, offer_id) do update set
        quantity = least(l.quantity + excluded.quantity, greatest(${mostOf(sql`l.offer_id`)}, l.quantity)),
        fair_id = coalesce(excluded.fair_id, l.fair_id)
      returning l.quantity`);
    if (!line) throw new Refusal('offer.not_found');
    const [{ count } = { count: 0 }] = await ctx.db.execute<{ count: number }>(
      sql`select count(*)::int as count from cart_lines where cart_id = ${cartId}`,
    );
    if (count > MOST_LINES) throw new Refusal('cart.full', { most: MOST_LINES });
    return { cartId, quantity: line.quantity };
  });
}

/** Stars of the product of the offer `o`, in force today. */
const starsInForce = (ctx: Pick<Context, 'now'>) => sql`(select s.stars from standings s
  where s.product_id = o.product_id and s.governs and s.status in ('valid', 'expiring', 'extended')
    and ${dayInVietnam(ctx.now)}::date between s.from_day and s.until_day)`;

/** The owner's cart that still changes, locked; made when there is none. */
async function openCart(ctx: Context, owner: CartOwner): Promise<string> {
  const now = ctx.now.toISOString();
  if ('userId' in owner) {
    // Two devices that begin a cart at once begin the same one.
    await ctx.db.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`cart:${owner.userId}`}, 0))`);
  }
  const [found] = await ctx.db.execute<{ id: string }>(sql`
    update carts set version = version + 1, updated_at = ${now}
    where id = (select id from carts where ${owns(owner)} and purchase_id is null order by updated_at desc limit 1 for update)
      and purchase_id is null
    returning id`);
  if (found) return found.id;
  const id = newId();
  const [made] = await ctx.db.execute<{ id: string }>(
    'token' in owner
      ? sql`insert into carts (id, token_hash, created_at, updated_at) values (${id}, ${hashOf(owner.token)}, ${now}, ${now})
          on conflict (token_hash) do update set version = carts.version + 1, updated_at = ${now} where carts.purchase_id is null
          returning id`
      : sql`insert into carts (id, user_id, created_at, updated_at) values (${id}, ${owner.userId}, ${now}, ${now}) returning id`,
  );
  // The browser's token names a cart that was ordered: it needs another token first.
  if (!made) throw new Refusal('cart.ordered');
  return made.id;
}

/** Sets how many packs are wanted; none takes the line out. @throws Refusal `not_found`, `cart.ordered`. */
export async function setQuantity(
  ctx: Context,
  owner: CartOwner,
  offerId: string,
  quantity: number,
): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const cartId = await cartOf(ctx, owner);
    if (cartId === null) throw new Refusal('not_found');
    const [changed] = await ctx.db.execute(sql`
      update carts set version = version + 1, updated_at = ${ctx.now.toISOString()}
      where id = ${cartId} and purchase_id is null returning id`);
    if (!changed) throw new Refusal('cart.ordered');
    await ctx.db.execute(
      quantity === 0
        ? sql`delete from cart_lines where cart_id = ${cartId} and offer_id = ${offerId}`
        : sql`update cart_lines l set quantity = least(${quantity}::int, o.most_per_order)
            from offers o where l.cart_id = ${cartId} and l.offer_id = ${offerId} and o.id = l.offer_id`,
    );
  });
}

/** The buyer has seen what prices and stars are now. */
export async function agreeToChanges(ctx: Context, cartId: string): Promise<void> {
  await ctx.db.execute(sql`
    update cart_lines l set price_seen = o.price, stars_seen = ${starsInForce(ctx)}
    from offers o where l.cart_id = ${cartId} and o.id = l.offer_id`);
}

/** Days for which what a browser gathered is kept without being touched. */
export const CART_DAYS = 60;

/** Carts of browsers that nobody has touched for long and nobody ordered; how many. */
export async function forgetCarts(ctx: Pick<Context, 'db' | 'now'>): Promise<number> {
  const gone = await ctx.db.execute<{ id: string }>(sql`
    delete from carts where token_hash is not null and purchase_id is null
      and updated_at < ${new Date(ctx.now.getTime() - CART_DAYS * 86_400_000).toISOString()} returning id`);
  return gone.length;
}

export type Merged = {
  /** Offers of which both carts held some, and how many there are now. */
  summed: { offerId: string; quantity: number; wanted: number }[];
};

/**
 * What a browser gathered goes into the cart of the account that signs in there: sums, never more than an offer
 * gives one buyer. Nothing is lost; the browser's cart is empty afterwards. May be repeated.
 */
export async function mergeCarts(ctx: Context, token: string, userId: string): Promise<Merged> {
  return inTransaction(ctx, async (ctx) => {
    const [guest] = await ctx.db.execute<{ id: string }>(
      sql`select id from carts where token_hash = ${hashOf(token)} and purchase_id is null for update`,
    );
    if (!guest) return { summed: [] };
    const cartId = await openCart(ctx, { userId });
    const lines = await ctx.db.execute<{
      offer_id: string;
      quantity: number;
      price_seen: Dong;
      stars_seen: number | null;
      fair_id: string | null;
    }>(
      sql`delete from cart_lines where cart_id = ${guest.id}
        returning offer_id, quantity, price_seen, stars_seen, fair_id`,
    );
    const summed: Merged['summed'] = [];
    for (const line of lines) {
      const [now] = await ctx.db.execute<{ quantity: number; wanted: number; summed: boolean }>(sql`
        with had as (select quantity from cart_lines where cart_id = ${cartId} and offer_id = ${line.offer_id}),
        put as (
          insert into cart_lines as l (cart_id, offer_id, quantity, price_seen, stars_seen, added_at, fair_id)
          values (${cartId}, ${line.offer_id}, ${line.quantity}, ${line.price_seen}, ${line.stars_seen}, ${ctx.now.toISOString()}, ${line.fair_id})
          on conflict (cart_id, offer_id) do update set
            quantity = least(l.quantity + excluded.quantity,
              greatest(${mostOf(sql`l.offer_id`)}, l.quantity, excluded.quantity)),
            fair_id = coalesce(excluded.fair_id, l.fair_id)
          returning quantity)
        select put.quantity, coalesce((select quantity from had), 0) + ${line.quantity}::int as wanted,
          exists (select 1 from had) as summed
        from put`);
      if (now?.summed) summed.push({ offerId: line.offer_id, quantity: now.quantity, wanted: now.wanted });
    }
    return { summed };
  });
}
