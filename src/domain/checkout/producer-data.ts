import { sql } from 'drizzle-orm';
import { mustBeAllowed } from '#src/domain/accounts/deeds.ts';
import { writeDown } from '#src/domain/audit/audit.ts';
import type { OrderState } from '#src/domain/orders/order.ts';
import type { PaymentMethod } from '#src/domain/orders/purchase.ts';
import { IS_KEPT_BACK } from '#src/domain/orders/purchases.ts';
import type { PaymentState, RefundState } from '#src/domain/payments/payment.ts';
import type { Day } from '#src/domain/shared/calendar.ts';
import type { Context } from '#src/domain/shared/context.ts';
import type { Dong } from '#src/domain/shared/dong.ts';
import type { ClaimReason, ClaimState } from './claim.ts';

/**
 * All that is a producer's own, for them to take home: orders, what is in them, money, refunds, claims. Whom the
 * buyer has asked to be kept back is kept back here too.
 *
 * @source Decree 248/2026/NĐ-CP (R-14, read in secondary copies): sellers can download their data.
 */
export type Pages = { page: number; perPage: number };

const mustBeTheirs = (ctx: Context, producerId: string): void =>
  mustBeAllowed(ctx, 'order.handle', { provinceCode: null, communeCode: null, producerId });

const limits = ({ page, perPage }: Pages) => sql`limit ${perPage} offset ${(page - 1) * perPage}`;

export type OrderTaken = {
  code: string;
  state: OrderState;
  startedAt: string;
  buyer: string;
  phone: string;
  street: string;
  communeCode: string;
  provinceCode: string;
  method: PaymentMethod;
  paymentState: PaymentState;
  goodsTotal: Dong;
  shippingTotal: Dong;
  total: Dong;
  refunded: Dong;
  dueOn: Day;
  carrier: string | null;
  trackingNumber: string | null;
  reason: string | null;
  invoice: string | null;
};

/** @throws Refusal `not_found`. */
export async function ordersToTake(ctx: Context, producerId: string, pages: Pages): Promise<OrderTaken[]> {
  mustBeTheirs(ctx, producerId);
  const shown = (what: ReturnType<typeof sql>) => sql`case when ${IS_KEPT_BACK} then '' else ${what} end`;
  return [
    ...(await ctx.db.execute<OrderTaken>(sql`
    select o.code, o.state, p.started_at as "startedAt", ${shown(sql`p.buyer->>'name'`)} as buyer,
      ${shown(sql`p.phone`)} as phone, ${shown(sql`p.buyer->>'street'`)} as street,
      ${shown(sql`p.buyer->>'communeCode'`)} as "communeCode", ${shown(sql`p.buyer->>'provinceCode'`)} as "provinceCode",
      y.method, y.state as "paymentState", o.goods_total as "goodsTotal", o.shipping_total as "shippingTotal", o.total,
      s.refunded, o.due_on::text as "dueOn", o.carrier, o.tracking_number as "trackingNumber", o.reason,
      case when p.invoice->>'name' is null or ${IS_KEPT_BACK} then null
        else concat_ws(', ', p.invoice->>'name', p.invoice->>'taxCode', p.invoice->>'address') end as invoice
    from orders o join purchases p on p.id = o.purchase_id join payment_shares s on s.order_id = o.id
    join payments y on y.id = s.payment_id
    where o.producer_id = ${producerId} order by p.started_at, o.code ${limits(pages)}`)),
  ];
}

export type LineTaken = {
  order: string;
  startedAt: string;
  goods: string;
  pack: string;
  stars: number | null;
  quantity: number;
  price: Dong;
  total: Dong;
  lots: string | null;
};

/** @throws Refusal `not_found`. */
export async function linesToTake(ctx: Context, producerId: string, pages: Pages): Promise<LineTaken[]> {
  mustBeTheirs(ctx, producerId);
  return [
    ...(await ctx.db.execute<LineTaken>(sql`
    select o.code as "order", p.started_at as "startedAt", l.goods->>'name' as goods, l.goods->>'pack' as pack,
      (l.goods->'certificate'->>'stars')::int as stars, l.quantity, l.price, l.total,
      (select string_agg(coalesce(t.code, '—') || ' (' || x.quantity || ')', ', ' order by t.code)
        from order_line_lots x left join lots t on t.id = x.lot_id where x.order_line_id = l.id) as lots
    from order_lines l join orders o on o.id = l.order_id join purchases p on p.id = o.purchase_id
    where o.producer_id = ${producerId} order by p.started_at, o.code, l.id ${limits(pages)}`)),
  ];
}

export type RefundTaken = {
  order: string;
  at: string;
  method: PaymentMethod;
  amount: Dong;
  reason: string;
  state: RefundState;
  reference: string | null;
};

/** @throws Refusal `not_found`. */
export async function refundsToTake(ctx: Context, producerId: string, pages: Pages): Promise<RefundTaken[]> {
  mustBeTheirs(ctx, producerId);
  return [
    ...(await ctx.db.execute<RefundTaken>(sql`
    select o.code as "order", r.created_at as at, y.method, r.amount, r.reason, r.state, r.reference
    from refunds r join orders o on o.id = r.order_id join payments y on y.id = r.payment_id
    where o.producer_id = ${producerId} order by r.created_at, r.id ${limits(pages)}`)),
  ];
}

export type ClaimTaken = {
  order: string;
  askedAt: string;
  reason: ClaimReason;
  goods: string;
  words: string;
  state: ClaimState;
  answerBy: Day;
  amount: Dong | null;
  answer: string | null;
};

/** @throws Refusal `not_found`. */
export async function claimsToTake(ctx: Context, producerId: string, pages: Pages): Promise<ClaimTaken[]> {
  mustBeTheirs(ctx, producerId);
  return [
    ...(await ctx.db.execute<ClaimTaken>(sql`
    select o.code as "order", c.asked_at as "askedAt", c.reason, c.words, c.state, c.answer_by::text as "answerBy",
      c.amount, c.answer,
      (select string_agg(i.quantity || ' × ' || (l.goods->>'name'), ', ' order by l.goods->>'name')
        from claim_lines i join order_lines l on l.id = i.order_line_id where i.claim_id = c.id) as goods
    from claims c join orders o on o.id = c.order_id
    where o.producer_id = ${producerId} order by c.asked_at, c.id ${limits(pages)}`)),
  ];
}

export type MoneyTaken = {
  at: string;
  account: 'direct' | 'operator';
  kind: string;
  order: string | null;
  amount: number;
};

/** What came to the producer, themselves or by way of the operator, and what went; in the order of the books. */
export async function moneyToTake(ctx: Context, producerId: string, pages: Pages): Promise<MoneyTaken[]> {
  mustBeTheirs(ctx, producerId);
  return [
    ...(await ctx.db.execute<MoneyTaken>(sql`
    select t.at, case when e.account like 'direct:%' then 'direct' else 'operator' end as account,
      split_part(t.cause, ':', 1) as kind, o.code as "order",
      case when e.account like 'direct:%' then e.amount else -e.amount end::float8 as amount
    from ledger_entries e join ledger_transfers t on t.id = e.transfer_id left join orders o on o.id = e.order_id
    where e.account in (${`direct:${producerId}`}, ${`producer:${producerId}`})
    order by t.at, e.id ${limits(pages)}`)),
  ];
}

/** That all of it was taken home is written down: buyers' names are in it. @throws Refusal `not_found`. */
export async function noteTaken(ctx: Context, producerId: string): Promise<void> {
  mustBeTheirs(ctx, producerId);
  await writeDown(ctx, [{ kind: 'workshop.exported', subject: `producer:${producerId}` }]);
}
