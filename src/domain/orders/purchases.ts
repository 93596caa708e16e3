import { sql } from 'drizzle-orm';
import { mustBeAllowed, reachOf } from '#src/domain/accounts/deeds.ts';
import type { Day } from '#src/domain/shared/calendar.ts';
import { inTransaction, type Context } from '#src/domain/shared/context.ts';
import type { Dong } from '#src/domain/shared/dong.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import { hashOf } from '#src/domain/shop/carts.ts';
import { FAIR_FACTS, type FairFacts } from '#src/domain/shop/fair-stall.ts';
import type { CancelledBy, DeliveryKind, OrderState } from './order.ts';
import type { Buyer, FrozenGoods, InvoiceRequest, PaymentMethod } from './purchase.ts';

export type OrderLine = {
  id: string;
  offerId: string;
  quantity: number;
  price: Dong;
  total: Dong;
  goods: FrozenGoods;
  /** Once it was packed. */
  lots: { code: string | null; quantity: number; useBy: Day | null }[];
};

export type OrderEvent = { at: string; state: OrderState; reason: string | null };

export type OrderRecord = {
  id: string;
  code: string;
  state: OrderState;
  goodsTotal: Dong;
  shippingTotal: Dong;
  total: Dong;
  delivery: DeliveryKind;
  pickUp: { id: string; slug: string; name: string } | null;
  /** Collected at the producer's stall there. */
  fair: (FairFacts & { cancelledOn: Day | null; cancelledReason: string | null; hasStall: boolean }) | null;
  pickUpCode: string | null;
  dueOn: Day;
  carrier: string | null;
  trackingNumber: string | null;
  cancelledBy: CancelledBy | null;
  reason: string | null;
  producer: { id: string; slug: string; name: string; phone: string | null; email: string | null };
  lines: OrderLine[];
  events: OrderEvent[];
  payment: {
    id: string;
    method: PaymentMethod;
    amount: Dong;
    state: 'awaited' | 'paid' | 'mismatch' | 'lapsed' | 'late';
    message: string | null;
    until: string | null;
    account: { bin: string; number: string; holder: string } | null;
  };
  refunds: { id: string; amount: Dong; reason: string; state: 'asked' | 'done' | 'failed' }[];
};

export type PurchaseRecord = {
  id: string;
  code: string;
  method: PaymentMethod;
  buyer: Buyer;
  invoice: InvoiceRequest | null;
  language: 'vi' | 'en';
  goodsTotal: Dong;
  shippingTotal: Dong;
  total: Dong;
  startedAt: string;
  placedAt: string | null;
  lapsedAt: string | null;
  /** Kept in an account. */
  isKept: boolean;
  orders: OrderRecord[];
};

const ORDER = sql`jsonb_build_object(
  'id', o.id, 'code', o.code, 'state', o.state, 'goodsTotal', o.goods_total, 'shippingTotal', o.shipping_total,
  'total', o.total, 'delivery', o.delivery, 'pickUpCode', o.pick_up_code, 'dueOn', o.due_on, 'carrier', o.carrier,
  'trackingNumber', o.tracking_number, 'cancelledBy', o.cancelled_by, 'reason', o.reason,
  'pickUp', (select jsonb_build_object('id', u.id, 'slug', u.slug, 'name', u.name) from points_of_sale u where u.id = o.pick_up_point_id),
  'fair', (select jsonb_build_object(${sql.raw(FAIR_FACTS)}, 'cancelledOn', f.cancelled_on,
      'cancelledReason', f.cancelled_reason, 'hasStall', exists (select from fair_stalls s join producers m
        on m.id = o.producer_id and s.producer_id in (m.id, m.merged_into) where s.fair_id = f.id))
    from fairs f where f.id = o.fair_id),
  'producer', (select jsonb_build_object('id', m.id, 'slug', m.slug, 'name', m.name, 'phone', m.phone, 'email', m.email)
    from producers m where m.id = o.producer_id),
  'lines', (select jsonb_agg(jsonb_build_object('id', l.id, 'offerId', l.offer_id, 'quantity', l.quantity,
      'price', l.price, 'total', l.total, 'goods', l.goods,
      'lots', coalesce((select jsonb_agg(jsonb_build_object('code', t.code, 'quantity', x.quantity, 'useBy', t.use_by))
        from order_line_lots x left join lots t on t.id = x.lot_id where x.order_line_id = l.id), '[]'::jsonb))
      order by l.goods->>'name', l.id)
    from order_lines l where l.order_id = o.id),
  'events', (select jsonb_agg(jsonb_build_object('at', e.at, 'state', e.state, 'reason', e.reason) order by e.id)
    from order_events e where e.order_id = o.id and e.is_public),
  'payment', (select jsonb_build_object('id', y.id, 'method', y.method, 'amount', y.amount, 'state', y.state,
      'message', y.message, 'until', y.until,
      'account', case when y.method <> 'transfer' or h.bank_bin is null then null else jsonb_build_object(
        'bin', h.bank_bin, 'number', h.bank_account, 'holder', h.bank_holder) end)
    from payment_shares s join payments y on y.id = s.payment_id
    left join producer_shops h on h.producer_id = o.producer_id where s.order_id = o.id),
  'refunds', coalesce((select jsonb_agg(jsonb_build_object('id', r.id, 'amount', r.amount, 'reason', r.reason,
      'state', r.state) order by r.created_at) from refunds r where r.order_id = o.id), '[]'::jsonb))`;

const PURCHASE = sql`jsonb_build_object(
  'id', p.id, 'code', p.code, 'method', p.method, 'buyer', p.buyer, 'invoice', p.invoice, 'language', p.language,
  'goodsTotal', p.goods_total, 'shippingTotal', p.shipping_total, 'total', p.total, 'startedAt', p.started_at,
  'placedAt', p.placed_at, 'lapsedAt', p.lapsed_at, 'isKept', p.user_id is not null,
  'orders', (select jsonb_agg(${ORDER} order by o.code) from orders o where o.purchase_id = p.id))`;

/** The purchase whose link it is; `null`: none. The token is compared by its hash, so that no answer tells how near it was. */
export async function purchaseByToken(
  ctx: Pick<Context, 'db'>,
  token: string,
): Promise<PurchaseRecord | null> {
  const [row] = await ctx.db.execute<{ purchase: PurchaseRecord }>(
    sql`select ${PURCHASE} as purchase from purchases p where p.token_hash = ${hashOf(token)}`,
  );
  return row?.purchase ?? null;
}

/**
 * Keeps a purchase in the account of whoever has its link; once kept it stays where it is. An account whose address is
 * not confirmed keeps nothing yet: it is noted, and kept when that is done.
 *
 * @returns `kept` there now; `awaited`: noted; `elsewhere`: in another account, or there is none.
 */
export async function claimPurchase(
  ctx: Context,
  token: string,
  userId: string,
): Promise<'kept' | 'awaited' | 'elsewhere'> {
  return inTransaction(ctx, async (ctx) => {
    const [found] = await ctx.db.execute<{ id: string; keeper: string | null; verified: boolean }>(sql`
      select p.id, p.user_id as keeper, u.email_verified as verified from purchases p
      join users u on u.id = ${userId} and u.closed_at is null
      where p.token_hash = ${hashOf(token)} for update of p`);
    if (!found || (found.keeper !== null && found.keeper !== userId)) return 'elsewhere';
    if (found.keeper === userId) return 'kept';
    if (!found.verified) {
      await ctx.db
        .execute(sql`insert into purchases_awaited (user_id, purchase_id) values (${userId}, ${found.id})
        on conflict do nothing`);
      return 'awaited';
    }
    await ctx.db.execute(sql`update purchases set user_id = ${userId} where id = ${found.id}`);
    return 'kept';
  });
}

/**
 * Keeps in an account what it asked to keep, and what was ordered without an account from its address, once that
 * address is confirmed; before, nothing. May be repeated.
 *
 * @returns how many were in no account before.
 */
export async function keepOwnPurchases(ctx: Context, userId: string): Promise<number> {
  return inTransaction(ctx, async (ctx) => {
    const kept = await ctx.db.execute(sql`
      update purchases p set user_id = u.id from users u
      where u.id = ${userId} and u.email_verified and u.closed_at is null and p.user_id is null
        and (lower(p.buyer->>'email') = u.email
          or p.id in (select purchase_id from purchases_awaited where user_id = u.id))
      returning p.id`);
    await ctx.db.execute(sql`delete from purchases_awaited w using users u
      where w.user_id = ${userId} and u.id = w.user_id and u.email_verified`);
    return kept.length;
  });
}

/** How many purchases an account is to keep once its address is confirmed. */
export async function purchasesAwaitedBy(ctx: Pick<Context, 'db'>, userId: string): Promise<number> {
  const [row] = await ctx.db.execute<{ count: number }>(sql`
    select count(*)::int as count from purchases_awaited w join purchases p on p.id = w.purchase_id
    where w.user_id = ${userId} and p.user_id is null`);
  return row?.count ?? 0;
}

/** Whether a purchase is one of those. */
export async function isAwaitedBy(
  ctx: Pick<Context, 'db'>,
  purchaseId: string,
  userId: string,
): Promise<boolean> {
  const rows = await ctx.db.execute(
    sql`select 1 from purchases_awaited where user_id = ${userId} and purchase_id = ${purchaseId}`,
  );
  return rows.length > 0;
}

/** `null`: there is none. Whoever asks says first who may. */
export async function purchaseById(ctx: Pick<Context, 'db'>, id: string): Promise<PurchaseRecord | null> {
  const [row] = await ctx.db.execute<{ purchase: PurchaseRecord }>(
    sql`select ${PURCHASE} as purchase from purchases p where p.id = ${id}`,
  );
  return row?.purchase ?? null;
}

/** The card session of a purchase that is not settled yet; `null`: none. */
export async function sessionAwaited(ctx: Pick<Context, 'db'>, purchaseId: string): Promise<string | null> {
  const [row] = await ctx.db.execute<{ session: string | null }>(
    sql`select session from payments where purchase_id = ${purchaseId} and method = 'card' and state = 'awaited'`,
  );
  return row?.session ?? null;
}

/** What an account ordered, newest first. */
export async function purchasesOf(
  ctx: Pick<Context, 'db'>,
  userId: string,
): Promise<
  { id: string; code: string; startedAt: string; total: Dong; states: OrderState[]; producers: string[] }[]
> {
  return ctx.db.execute(sql`
    select p.id, p.code, p.started_at as "startedAt", p.total,
      (select jsonb_agg(o.state order by o.code) from orders o where o.purchase_id = p.id) as states,
      (select jsonb_agg(m.name order by o.code) from orders o join producers m on m.id = o.producer_id
        where o.purchase_id = p.id) as producers
    from purchases p where p.user_id = ${userId} order by p.started_at desc limit 100`);
}

/** Whoever bought is not shown to the producer: they asked for it and the order has ended, or they are forgotten. */
export const IS_KEPT_BACK = sql`(p.forgotten_at is not null or (p.restricted_at is not null
  and o.state in ('delivered', 'completed', 'cancelled', 'returned')))`;

/** An order with who bought it, for whoever handles the orders of its producer. @throws Refusal `not_found`. */
export async function orderToSee(
  ctx: Context,
  id: string,
): Promise<{
  order: OrderRecord;
  /** `null`: they are not to be seen any more. */
  buyer: Buyer | null;
  invoice: InvoiceRequest | null;
  purchaseCode: string;
}> {
  const [row] = await ctx.db.execute<{
    order: OrderRecord;
    buyer: Buyer | null;
    invoice: InvoiceRequest | null;
    code: string;
  }>(
    sql`select ${ORDER} as order, case when ${IS_KEPT_BACK} then null else p.buyer end as buyer,
      case when ${IS_KEPT_BACK} then null else p.invoice end as invoice, p.code from orders o join purchases p on p.id = o.purchase_id where o.id = ${id}`,
  );
  if (!row) throw new Refusal('not_found');
  mustBeAllowed(ctx, 'order.handle', {
    provinceCode: null,
    communeCode: null,
    producerId: row.order.producer.id,
  });
  return { order: row.order, buyer: row.buyer, invoice: row.invoice, purchaseCode: row.code };
}

export type OrderListed = {
  id: string;
  code: string;
  state: OrderState;
  total: Dong;
  method: PaymentMethod;
  paymentState: OrderRecord['payment']['state'];
  buyerName: string;
  phone: string;
  dueOn: Day;
  changedAt: string;
  goods: string;
  toRefund: boolean;
  /** The buyer waits for the answer to a claim. */
  toAnswer: boolean;
};

const WAITS = sql`exists (select 1 from claims c where c.order_id = o.id and c.state = 'asked')`;

/** Waiting for whom, most urgent first. */
const URGENCY = sql`case o.state when 'placed' then 0 when 'confirmed' then 1 when 'packed' then 2
  when 'delivery_failed' then 3 when 'returning' then 4 when 'awaiting_payment' then 5 when 'handed_over' then 6 else 7 end`;

/**
 * Orders of one producer, what has to be done first; found by number, telephone or name when something was typed.
 *
 * @throws Refusal `not_found`: none of theirs.
 */
export async function ordersOfProducer(
  ctx: Context,
  producerId: string,
  {
    typed = '',
    open = true,
    page = 1,
    perPage = 50,
  }: { typed?: string; open?: boolean; page?: number; perPage?: number },
): Promise<{ total: number; orders: OrderListed[] }> {
  mustBeAllowed(ctx, 'order.handle', { provinceCode: null, communeCode: null, producerId });
  const words = typed.trim().replace(/\s+/g, '');
  const digits = words.replace(/\D/g, '').replace(/^0/, '');
  const found =
    words === ''
      ? sql`true`
      : sql`(strpos(upper(o.code), upper(${words})) > 0 or (not ${IS_KEPT_BACK}
          and ((${digits} <> '' and strpos(p.phone, ${digits}) > 0)
            or strpos(lower(p.buyer->>'name'), lower(${typed.trim()})) > 0)))`;
  const which =
    words !== '' || !open
      ? sql`true`
      : sql`(o.state not in ('completed', 'cancelled', 'returned', 'delivered') or ${WAITS})`;
  const rows = await ctx.db.execute<OrderListed & { count: number }>(sql`
    select o.id, o.code, o.state, o.total, y.method, y.state as "paymentState", case when ${IS_KEPT_BACK} then '' else p.buyer->>'name' end as "buyerName",
      case when ${IS_KEPT_BACK} then '' else p.phone end as phone,
      o.due_on::text as "dueOn", o.changed_at as "changedAt", count(*) over ()::int as count,
      (select string_agg(l.quantity || ' × ' || (l.goods->>'name'), ', ' order by l.goods->>'name') from order_lines l where l.order_id = o.id) as goods,
      exists (select 1 from refunds r where r.order_id = o.id and r.state <> 'done' and y.method <> 'card') as "toRefund",
      ${WAITS} as "toAnswer"
    from orders o join purchases p on p.id = o.purchase_id
    join payment_shares s on s.order_id = o.id join payments y on y.id = s.payment_id
    where o.producer_id = ${producerId} and ${found} and ${which}
    order by not ${WAITS}, ${URGENCY}, o.due_on, o.changed_at desc, o.id limit ${perPage} offset ${(page - 1) * perPage}`);
  return { total: rows[0]?.count ?? 0, orders: rows };
}

/** Producers whose orders and goods the actor keeps. */
export async function producersKept(ctx: Context): Promise<{ id: string; name: string; slug: string }[]> {
  const reach = reachOf(ctx.actor, 'order.handle');
  if (reach === 'all') return [];
  const ids = reach.flatMap((scope) => (scope.kind === 'producer' ? [scope.producerId] : []));
  if (ids.length === 0) return [];
  return ctx.db.execute(
    sql`select id, name, slug from producers where id in (select value from jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb)) order by name_key`,
  );
}
