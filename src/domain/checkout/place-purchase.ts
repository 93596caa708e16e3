import { createHash, createHmac } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { announce } from '#src/domain/audit/audit.ts';
import { tellPurchase, tellStock } from '#src/domain/audit/tell.ts';
import {
  newPurchaseCode,
  type Buyer,
  type Consent,
  type FrozenGoods,
  type InvoiceRequest,
  type PaymentMethod,
} from '#src/domain/orders/purchase.ts';
import type { SessionAsked } from '#src/domain/payments/payment.ts';
import { actorName } from '#src/domain/shared/actor.ts';
import { dayInVietnam, type Day } from '#src/domain/shared/calendar.ts';
import { inTransaction, prepared, type Context } from '#src/domain/shared/context.ts';
import { dong, type Dong } from '#src/domain/shared/dong.ts';
import { passing } from '#src/domain/shared/fault-point.ts';
import { newId } from '#src/domain/shared/id.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import { readBasket, type Basket, type BasketLine, type SellingRules } from '#src/domain/shop/basket.ts';
import { hashOf } from '#src/domain/shop/carts.ts';
import { FEW_LEFT } from '#src/domain/shop/offer.ts';
import { lockShelvesOfCart } from '#src/domain/shop/holds.ts';
import { availableOn, takeFirstExpired, type StockRow, type Taken } from '#src/domain/shop/stock.ts';
import { quote, type Delivery, type Quote, type QuotedGroup } from './quote.ts';

export type CheckoutForm = {
  buyer: Buyer;
  method: PaymentMethod;
  deliveries: Readonly<Record<string, Delivery>>;
  invoice: InvoiceRequest | null;
  consents: readonly Consent[];
  language: 'vi' | 'en';
  isAdult: boolean;
  /** `fingerprint` of the quote that the buyer confirmed. */
  seen: string;
};

export type CheckoutSettings = {
  rules: SellingRules;
  /** Makes the link of an order, so that it can be made again and only its hash is kept. */
  secret: string;
  /** Where the card gateway sends the buyer back to. */
  returnUrl: (token: string) => string;
  cancelUrl: (token: string) => string;
};

/** How long goods are kept for a buyer, by how they pay, in minutes. */
export const HOLD_MINUTES: Readonly<Record<PaymentMethod, number>> = {
  card: 45,
  transfer: 24 * 60,
  cash: 72 * 60,
};

/** The gateway's own session ends before the goods are given back; it allows no shorter one than half an hour. */
const SESSION_MINUTES = 35;

/** Stands for the token in addresses that are kept. */
export const TOKEN = '-token-';

export type Placed = { purchaseId: string; token: string; isNew: boolean };

/** The token of a purchase's link: nobody without the secret can make it, and it need not be kept. */
export const tokenOf = (secret: string, purchaseId: string): string =>
  createHmac('sha256', secret)
    .update(`purchase:${purchaseId}`)
    .digest()
    .subarray(0, 16)
    .toString('base64url');

/**
 * Freezes a cart as a purchase with one order for each producer, and holds the goods. Asking again, with the same
 * key or from the same cart, gives the same purchase.
 *
 * @param key of this asking, made by the form.
 * @param read the basket, where it was read just now; it counts unless the cart has changed since.
 * @throws Refusal `checkout.key_reused`: the key came with other words; `cart.empty`; `checkout.changed`: not what
 *   the buyer confirmed; `offer.out_of_stock`, `offer.not_sold` and the other `checkout.…` (details: name).
 */
export async function placePurchase(
  ctx: Context,
  cartId: string,
  key: string,
  form: CheckoutForm,
  settings: CheckoutSettings,
  read: Basket | null = null,
): Promise<Placed> {
  const bodyHash = createHash('sha256').update(JSON.stringify(form)).digest('base64url');
  const placed = await inTransaction(ctx, async (ctx) => {
    // One asking at a time for one cart; those that come second find what the first has made.
    const [cart] = await prepared<{ purchase_id: string | null; version: number }>(
      ctx,
      sql`select purchase_id, version from carts where id = ${cartId} for update`,
    );
    if (!cart) throw new Refusal('not_found');
    if (cart.purchase_id !== null)
      return placedBefore(ctx, cartId, cart.purchase_id, key, bodyHash, settings);
    // A fair that is being called off or moved is waited for: nobody reserves what is no more.
    const fairs = await holdFairs(ctx, form.deliveries);
    const isFresh = fairs === 0 && cart.version === read?.version;
    const basket = isFresh ? read : await readBasket(ctx, cartId, settings.rules);
    return freeze(ctx, basket, key, bodyHash, form, settings);
  });
  await passing('after_hold');
  return placed;
}

/** Fairs at which something is to be collected stay as they are until the transaction ends; how many. */
async function holdFairs(ctx: Context, deliveries: CheckoutForm['deliveries']): Promise<number> {
  const ids = Object.values(deliveries).flatMap((delivery) =>
    delivery.kind === 'fair' ? [delivery.fairId] : [],
  );
  if (ids.length > 0)
    await ctx.db.execute(sql`
      select 1 from fairs where id in (select jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb))
      order by id for share`);
  return ids.length;
}

async function placedBefore(
  ctx: Context,
  cartId: string,
  purchaseId: string,
  key: string,
  bodyHash: string,
  { secret }: CheckoutSettings,
): Promise<Placed> {
  const [known] = await ctx.db.execute<{ body_hash: string }>(
    sql`select body_hash from purchase_keys where cart_id = ${cartId} and key = ${key}`,
  );
  if (known && known.body_hash !== bodyHash) throw new Refusal('checkout.key_reused');
  return { purchaseId, token: tokenOf(secret, purchaseId), isNew: false };
}

async function freeze(
  ctx: Context,
  basket: Basket | null,
  key: string,
  bodyHash: string,
  form: CheckoutForm,
  settings: CheckoutSettings,
): Promise<Placed> {
  if (!basket || basket.groups.length === 0) throw new Refusal('cart.empty');
  const { cartId } = basket;
  const today = dayInVietnam(ctx.now);
  const asked = {
    to: form.buyer,
    deliveries: form.deliveries,
    method: form.method,
    isAdult: form.isAdult,
  };
  const quoted = quote(today, basket, asked);
  const [problem] = quoted.problems;
  if (problem) throw new Refusal(problem.code, problem.details);
  if (quoted.fingerprint !== form.seen) throw new Refusal('checkout.changed');

  const purchaseId = newId();
  const token = tokenOf(settings.secret, purchaseId);
  const code = newPurchaseCode();
  const orders = quoted.groups.map((each, index) =>
    frozenOrder(each, `${code}${quoted.groups.length > 1 ? `-${index + 1}` : ''}`),
  );
  // Whatever does not need the shelves is done: others wait for them from here to the end of the transaction.
  const shelves = await lockShelvesOfCart(ctx, cartId);
  const taken = orders.flatMap(({ lines }) => lines.map((each) => takeFrom(today, shelves, each)));
  const isHeard = await write(ctx, {
    purchaseId,
    code,
    cartId,
    key,
    bodyHash,
    token,
    quoted,
    orders,
    taken,
    form,
    settings,
  });
  // Pages say how many are left; lists say only whether there are any.
  const told = taken.filter(({ left }) => left <= FEW_LEFT).map(({ line }) => line.productId);
  const products = [...new Set(told)];
  await announce(ctx, { products });
  if (isHeard) {
    await tellStock(ctx, products);
    await tellPurchase(ctx, purchaseId);
  }
  return { purchaseId, token, isNew: true };
}

type TakenLine = { id: string; line: BasketLine; from: readonly Taken[]; left: number };

/** What is taken for one line from its shelves as they stand now. @throws Refusal `offer.out_of_stock` */
function takeFrom(
  today: Day,
  shelves: readonly StockRow[],
  { id, line }: { id: string; line: BasketLine },
): TakenLine {
  const its = shelves.filter(({ offerId }) => offerId === line.offerId);
  const available = availableOn(today, its, line.shortDatedDays);
  const from = takeFirstExpired(today, its, line.quantity, line.shortDatedDays);
  if (from === null)
    throw new Refusal('offer.out_of_stock', { name: line.name, left: Math.max(0, available) });
  return { id, line, from, left: available - line.quantity };
}

type FrozenOrder = {
  id: string;
  code: string;
  quoted: QuotedGroup;
  lines: { id: string; line: BasketLine; goods: FrozenGoods }[];
};

function frozenOrder(quoted: QuotedGroup, code: string): FrozenOrder {
  return {
    id: newId(),
    code,
    quoted,
    lines: quoted.group.lines.map((line) => ({
      id: newId(),
      line,
      goods: {
        productId: line.productId,
        productSlug: line.productSlug,
        name: line.name,
        pack: line.pack,
        set: line.set,
        label: line.label,
        certificate: line.certificate && {
          id: line.certificate.id,
          status: line.certificate.status,
          stars: line.stars,
          until: line.certificate.until,
        },
      },
    })),
  };
}

type Writing = {
  purchaseId: string;
  code: string;
  cartId: string;
  key: string;
  bodyHash: string;
  token: string;
  quoted: Quote;
  orders: readonly FrozenOrder[];
  taken: readonly TakenLine[];
  form: CheckoutForm;
  settings: CheckoutSettings;
};

/**
 * All rows of a purchase in one round trip: the shelves stay locked as short as can be.
 *
 * @returns whether systems of others want to hear of anything.
 */
async function write(
  ctx: Context,
  { purchaseId, code, cartId, key, bodyHash, token, quoted, orders, taken, form, settings }: Writing,
): Promise<boolean> {
  const now = ctx.now.toISOString();
  const isPlaced = form.method === 'cash';
  const state = isPlaced ? 'placed' : 'awaiting_payment';
  const until = new Date(ctx.now.getTime() + HOLD_MINUTES[form.method] * 60_000).toISOString();
  const holds = taken.flatMap(({ id, from }) =>
    from.map(({ stockId, quantity }) => ({ id: newId(), stock_id: stockId, order_line_id: id, quantity })),
  );
  const purchase = {
    goods: quoted.goods,
    shipping: quoted.shipping,
    total: quoted.total,
    buyer: form.buyer,
    invoice: form.invoice,
    consents: form.consents,
  };
  const [written] = await prepared<{ isHeard: boolean }>(
    ctx,
    sql`
    with given as (select ${JSON.stringify(purchase)}::jsonb as p),
    the_purchase as (
      insert into purchases (id, code, cart_id, user_id, token_hash, method, buyer, phone, invoice, consents, language,
        goods_total, shipping_total, total, started_at, placed_at)
      select ${purchaseId}, ${code}, ${cartId}, (select user_id from carts where id = ${cartId}), ${hashOf(token)},
        ${form.method}, p->'buyer', ${form.buyer.phone}, nullif(p->'invoice', 'null'), p->'consents', ${form.language},
        (p->>'goods')::int, (p->>'shipping')::int, (p->>'total')::int, ${now}::timestamptz,
        ${isPlaced ? now : null}::timestamptz
      from given),
    the_key as (
      insert into purchase_keys (cart_id, key, body_hash, purchase_id) values (${cartId}, ${key}, ${bodyHash}, ${purchaseId})),
    the_cart as (update carts set purchase_id = ${purchaseId}, version = version + 1, updated_at = ${now} where id = ${cartId}),
    the_orders as (
      insert into orders (id, purchase_id, producer_id, code, state, goods_total, shipping_total, total, delivery,
        pick_up_point_id, fair_id, pick_up_code, due_on, quoted_by, placed_at, changed_at)
      select o.id, ${purchaseId}, o.producer_id, o.code, ${state}, o.goods, o.shipping, o.goods + o.shipping, o.delivery,
        o.point_id, o.fair_id, o.pick_up_code, o.due_on, o.quoted_by, ${isPlaced ? now : null}::timestamptz, ${now}::timestamptz
      from jsonb_to_recordset(${JSON.stringify(
        orders.map(({ id, code: orderCode, quoted: { group, delivery, shipping, quotedBy, dueOn } }) => ({
          id,
          producer_id: group.producer.id,
          code: orderCode,
          goods: group.goods,
          shipping,
          delivery: delivery.kind === 'carrier' ? 'carrier' : 'pick_up',
          point_id: delivery.kind === 'pick_up' ? delivery.pointOfSaleId : null,
          fair_id: delivery.kind === 'fair' ? delivery.fairId : null,
          pick_up_code: delivery.kind === 'carrier' ? null : newPurchaseCode().slice(-6),
          due_on: dueOn,
          quoted_by: quotedBy,
        })),
      )}::jsonb) as o(id text, producer_id text, code text, goods int, shipping int, delivery text, point_id text, fair_id text,
        pick_up_code text, due_on date, quoted_by text)),
    the_events as (
      insert into order_events (order_id, at, by, state)
      select value, ${now}::timestamptz, ${actorName(ctx.actor)}, ${state}
      from jsonb_array_elements_text(${JSON.stringify(orders.map(({ id }) => id))}::jsonb)),
    the_lines as (
      insert into order_lines (id, order_id, offer_id, quantity, price, total, goods)
      select l.id, l.order_id, l.offer_id, l.quantity, l.price, l.quantity * l.price, l.goods
      from jsonb_to_recordset(${JSON.stringify(
        orders.flatMap(({ id: orderId, lines }) =>
          lines.map(({ id, line, goods }) => ({
            id,
            order_id: orderId,
            offer_id: line.offerId,
            quantity: line.quantity,
            price: line.price,
            goods,
          })),
        ),
      )}::jsonb) as l(id text, order_id text, offer_id text, quantity int, price int, goods jsonb)),
    held as (
      select * from jsonb_to_recordset(${JSON.stringify(holds)}::jsonb)
        as h(id text, stock_id text, order_line_id text, quantity int)),
    the_holds as (
      insert into holds (id, stock_id, purchase_id, order_line_id, quantity, state, until)
      select id, stock_id, ${purchaseId}, order_line_id, quantity, 'held', ${until}::timestamptz from held),
    the_stock as (
      update stock set held = stock.held + h.quantity
      from (select stock_id, sum(quantity)::int as quantity from held group by stock_id) h where stock.id = h.stock_id),
    the_payments as (
      insert into payments (id, purchase_id, order_id, method, amount, state, message, asked, until, created_at)
      select m.id, ${purchaseId}, m.order_id, ${form.method}, m.amount, 'awaited', m.message, m.asked, ${until}::timestamptz, ${now}::timestamptz
      from jsonb_to_recordset(${JSON.stringify(paymentsOf(ctx, { purchaseId, code, quoted, orders, form, settings }))}::jsonb)
        as m(id text, order_id text, amount int, message text, asked jsonb)
      returning id, order_id)
    insert into payment_shares (payment_id, order_id, amount)
    select m.id, o.id, o.total from the_payments m
    join jsonb_to_recordset(${JSON.stringify(orders.map(({ id, quoted: { total } }) => ({ id, total })))}::jsonb)
      as o(id text, total int) on m.order_id is null or m.order_id = o.id
    returning (select exists (select 1 from hook_receivers where ended_at is null)) as "isHeard"`,
  );
  return written?.isHeard ?? false;
}

function paymentsOf(
  ctx: Context,
  {
    purchaseId,
    code,
    quoted,
    orders,
    form,
    settings,
  }: Omit<Writing, 'cartId' | 'key' | 'bodyHash' | 'token' | 'taken'>,
): {
  id: string;
  order_id: string | null;
  amount: Dong;
  message: string | null;
  asked: SessionAsked | null;
}[] {
  if (form.method !== 'card')
    return orders.map(({ id, code: orderCode, quoted: { total } }) => ({
      id: newId(),
      order_id: id,
      amount: total,
      message: form.method === 'transfer' ? orderCode.replace('-', ' ') : null,
      asked: null,
    }));
  const id = newId();
  const asked: SessionAsked = {
    key: id,
    paymentId: id,
    purchaseId,
    code,
    total: quoted.total,
    lines: [
      ...orders.flatMap(({ lines }) =>
        lines.map(({ line }) => ({
          name: `${line.name}, ${line.pack} × ${line.quantity}`,
          amount: line.total,
        })),
      ),
      ...(quoted.shipping > 0
        ? [{ name: form.language === 'vi' ? 'Giao hàng' : 'Delivery', amount: dong(quoted.shipping) }]
        : []),
    ],
    email: form.buyer.email,
    language: form.language,
    expiresAt: Math.floor(ctx.now.getTime() / 1_000) + SESSION_MINUTES * 60,
    // The token itself is kept nowhere.
    returnUrl: settings.returnUrl(TOKEN),
    cancelUrl: settings.cancelUrl(TOKEN),
  };
  return [{ id, order_id: null, amount: quoted.total, message: null, asked }];
}
