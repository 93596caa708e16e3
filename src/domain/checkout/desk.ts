import { sql } from 'drizzle-orm';
import { mustBeAllowed } from '#src/domain/accounts/deeds.ts';
import { writeDown } from '#src/domain/audit/audit.ts';
import type { OrderState } from '#src/domain/orders/order.ts';
import type { PaymentMethod } from '#src/domain/orders/purchase.ts';
import { purchaseById, type PurchaseRecord } from '#src/domain/orders/purchases.ts';
import type { FindingKind, PaymentGateway, PaymentState, RefundState } from '#src/domain/payments/payment.ts';
import { carryOutRefunds, MOST_TRIES } from '#src/domain/payments/refunds.ts';
import { actorName } from '#src/domain/shared/actor.ts';
import { dayInVietnam, type Day } from '#src/domain/shared/calendar.ts';
import type { Context } from '#src/domain/shared/context.ts';
import type { Dong } from '#src/domain/shared/dong.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import { settleCheckout } from './settle-checkout.ts';
import { driftOf, type Drift } from './drift.ts';

/** After so long somebody should have done it. */
const LATE = { directRefundDays: 3, confirmHours: 24, cardMinutes: 45, noticeMinutes: 5 };
/** A refund that the card service did not answer so often is shown, though it is tried on. */
const SEEN_TRIES = 3;
/** Of each queue: whoever has more waiting begins at the top anyway. */
const MOST = 100;

type About = { purchaseId: string; code: string; since: string };
export type Desk = {
  mismatches: (About & {
    paymentId: string;
    method: PaymentMethod;
    asked: Dong;
    came: number;
    currency: string;
    producer: string;
  })[];
  /** By card they failed; a producer's own has been waited for too long. */
  refunds: (About & {
    refundId: string;
    orderId: string;
    amount: Dong;
    method: PaymentMethod;
    state: RefundState;
    reason: string;
    asks: number;
    tries: number;
    /** When it is tried by itself; `null`: only when a person says so. */
    tryAt: string | null;
    producer: string;
    phone: string | null;
  })[];
  /** Came when the goods had gone, and is on its way back. */
  lateMoney: (About & { amount: Dong; method: PaymentMethod })[];
  /** Shelves that are kept for nobody. */
  holds: (About & { packs: number })[];
  cards: (About & { paymentId: string; session: string; amount: Dong })[];
  notices: { id: string; kind: string; since: string; code: string | null; purchaseId: string | null }[];
  unconfirmed: (About & { order: string; producer: string; phone: string | null; total: Dong })[];
  /** Orders under way of goods that must not be sold any more. */
  mustStop: (About & {
    order: string;
    producer: string;
    phone: string | null;
    why: 'revoked' | 'recalled';
  })[];
  findings: Finding[];
  drift: Drift[];
};

export type Finding = {
  id: string;
  kind: FindingKind;
  on: Day;
  session: string;
  purchaseId: string | null;
  code: string | null;
  there: { amount: number; currency: string; refunded: number } | null;
  here: { amount: number; state: PaymentState; refunded: number } | null;
};

/** All that waits for whoever answers for the marketplace, longest first. @throws Refusal `not_allowed`. */
export async function deskOf(ctx: Context, most = MOST): Promise<Desk> {
  mustBeAllowed(ctx, 'shop.operate', 'country');
  const before = (minutes: number) => new Date(ctx.now.getTime() - minutes * 60_000).toISOString();
  const today = dayInVietnam(ctx.now);
  const about = sql`p.id as "purchaseId", p.code`;
  // One after the other: they run on one connection when they run in a transaction.
  return {
    mismatches: await ctx.db.execute(sql`
      select ${about}, y.created_at as since, y.id as "paymentId", y.method, y.amount as asked,
        (y.received->>'amount')::float8 as came, y.received->>'currency' as currency,
        (select string_agg(m.name, ', ' order by m.name) from payment_shares s join orders o on o.id = s.order_id
          join producers m on m.id = o.producer_id where s.payment_id = y.id) as producer
      from payments y join purchases p on p.id = y.purchase_id where y.state = 'mismatch'
      order by y.created_at limit ${most}`),
    refunds: await ctx.db.execute(sql`
      select ${about}, r.created_at as since, r.id as "refundId", r.order_id as "orderId", r.amount, y.method, r.state,
        r.reason, r.asks, r.tries, case when r.tries < ${MOST_TRIES} then r.try_at end as "tryAt", m.name as producer, m.phone
      from refunds r join payments y on y.id = r.payment_id join orders o on o.id = r.order_id
      join purchases p on p.id = o.purchase_id join producers m on m.id = o.producer_id
      where r.state = 'failed' or (r.state = 'asked' and r.tries >= ${SEEN_TRIES}) or (r.state = 'asked' and y.method <> 'card'
        and r.created_at < ${before(LATE.directRefundDays * 24 * 60)})
      order by r.tries < ${MOST_TRIES}, r.created_at limit ${most}`),
    lateMoney: await ctx.db.execute(sql`
      select ${about}, y.paid_at as since, y.method, sum(r.amount)::int as amount
      from payments y join purchases p on p.id = y.purchase_id join refunds r on r.payment_id = y.id and r.state = 'asked'
      where y.state = 'late' and (y.method = 'card' or r.created_at >= ${before(LATE.directRefundDays * 24 * 60)})
      group by p.id, y.id order by y.paid_at limit ${most}`),
    holds: await ctx.db.execute(sql`
      select ${about}, min(h.until) as since, sum(h.quantity)::int as packs
      from holds h join purchases p on p.id = h.purchase_id
      where h.state = 'held' and h.until < ${before(2)} group by p.id order by min(h.until) limit ${most}`),
    cards: await ctx.db.execute(sql`
      select ${about}, y.created_at as since, y.id as "paymentId", y.session, y.amount
      from payments y join purchases p on p.id = y.purchase_id
      where y.state = 'awaited' and y.method = 'card' and y.session is not null and y.created_at < ${before(LATE.cardMinutes)}
      order by y.created_at limit ${most}`),
    notices: await ctx.db.execute(sql`
      select n.id, n.kind, n.received_at as since, p.code, p.id as "purchaseId"
      from payment_notices n left join payments y on y.session = n.session left join purchases p on p.id = y.purchase_id
      where n.settled_at is null and n.received_at < ${before(LATE.noticeMinutes)}
      order by n.received_at limit ${most}`),
    unconfirmed: await ctx.db.execute(sql`
      select ${about}, o.placed_at as since, o.code as "order", m.name as producer, m.phone, o.total
      from orders o join purchases p on p.id = o.purchase_id join producers m on m.id = o.producer_id
      where o.state = 'placed' and o.placed_at < ${before(LATE.confirmHours * 60)} order by o.placed_at limit ${most}`),
    mustStop: await ctx.db.execute(sql`
      select * from (
        select ${about}, o.changed_at as since, o.code as "order", m.name as producer, m.phone,
          case when exists (select 1 from order_lines l join offers f on f.id = l.offer_id
              join standings s on s.product_id = f.product_id
              where l.order_id = o.id and s.governs and s.status = 'revoked'
                and ${today}::date between s.from_day and s.until_day) then 'revoked'
            when exists (select 1 from order_lines l join holds h on h.order_line_id = l.id and h.state in ('held', 'sold')
              join stock k on k.id = h.stock_id join lots t on t.id = k.lot_id
              where l.order_id = o.id and t.recalled_on <= ${today}::date) then 'recalled' end as why
        from orders o join purchases p on p.id = o.purchase_id join producers m on m.id = o.producer_id
        where o.state in ('placed', 'confirmed', 'packed')) open
      where why is not null order by since limit ${most}`),
    findings: await ctx.db.execute(sql`
      select f.id, f.kind, f."on"::text as on, f.session, p.id as "purchaseId", p.code, f.there, f.here
      from card_findings f left join payments y on y.id = f.payment_id left join purchases p on p.id = y.purchase_id
      where f.settled_at is null order by f.found_at limit ${most}`),
    drift: await driftOf(ctx),
  };
}

export type PurchaseFound = {
  id: string;
  code: string;
  startedAt: string;
  total: Dong;
  method: PaymentMethod;
  states: OrderState[];
};

/** Purchases by code, or by telephone number in any spelling; newest first. Names of buyers are not told here. */
export async function findPurchases(ctx: Context, typed: string, most = 50): Promise<PurchaseFound[]> {
  mustBeAllowed(ctx, 'shop.operate', 'country');
  const words = typed.replace(/\s+/g, '').toUpperCase();
  const digits = words.replace(/\D/g, '').replace(/^(84|0)/, '');
  const byPhone = /^[\d+.()-]+$/.test(words) && digits.length >= 6;
  if (!byPhone && words.length < 4) return [];
  return ctx.db.execute(sql`
    select p.id, p.code, p.started_at as "startedAt", p.total, p.method,
      (select jsonb_agg(o.state order by o.code) from orders o where o.purchase_id = p.id) as states
    from purchases p
    where ${byPhone ? sql`strpos(p.phone, ${digits}) > 0` : sql`strpos(p.code, ${words.replace(/-\d*$/, '')}) > 0`}
    order by p.started_at desc limit ${most}`);
}

export type Operated = {
  purchase: PurchaseRecord;
  payments: {
    id: string;
    method: PaymentMethod;
    amount: Dong;
    state: PaymentState;
    session: string | null;
    received: { amount: number; currency: string; givenBack?: string } | null;
    createdAt: string;
    paidAt: string | null;
  }[];
  refunds: {
    id: string;
    order: string;
    orderId: string;
    amount: Dong;
    reason: string;
    state: RefundState;
    reference: string | null;
    createdAt: string;
  }[];
  events: { order: string; at: string; by: string; state: OrderState; reason: string | null }[];
};

const SAME_LOOK_MS = 10 * 60_000;

/** A purchase with all that happened to it. That its buyer's data were looked at is written down. */
export async function purchaseToOperate(ctx: Context, id: string): Promise<Operated> {
  mustBeAllowed(ctx, 'shop.operate', 'country');
  const purchase = await purchaseById(ctx, id);
  if (!purchase) throw new Refusal('not_found');
  const subject = `purchase:${id}`;
  const [before] = await ctx.db.execute(sql`select 1 from audit_facts
    where kind = 'purchase.looked_at' and subject = ${subject} and actor = ${actorName(ctx.actor)}
      and at > ${new Date(ctx.now.getTime() - SAME_LOOK_MS).toISOString()}`);
  if (!before) await writeDown(ctx, [{ kind: 'purchase.looked_at', subject }]);
  return {
    purchase,
    payments: await ctx.db.execute(sql`
      select id, method, amount, state, session, received, created_at as "createdAt", paid_at as "paidAt"
      from payments where purchase_id = ${id} order by created_at, id`),
    refunds: await ctx.db.execute(sql`
      select r.id, o.code as "order", o.id as "orderId", r.amount, r.reason, r.state, r.reference, r.created_at as "createdAt"
      from refunds r join orders o on o.id = r.order_id where o.purchase_id = ${id} order by r.created_at, r.id`),
    events: await ctx.db.execute(sql`
      select o.code as "order", e.at, coalesce((select u.name from users u where e.by = 'person:' || u.id), e.by) as by, e.state, e.reason
      from order_events e join orders o on o.id = e.order_id where o.purchase_id = ${id} order by e.id`),
  };
}

/** Asks the card service once more for what is owed to the buyer of an order. @throws Refusal `payment.no_gateway`. */
export async function tryRefundsAgain(
  ctx: Context,
  gateway: PaymentGateway | null,
  orderId: string,
): Promise<{ done: number; failed: number }> {
  mustBeAllowed(ctx, 'money.move', 'country');
  if (gateway === null) throw new Refusal('payment.no_gateway');
  return carryOutRefunds(ctx, gateway, { orderId, byHand: true });
}

/** Asks the card service how a session stands, and does what follows. @throws GatewayDown; Refusal `payment.no_gateway`. */
export async function askAboutSession(
  ctx: Context,
  gateway: PaymentGateway | null,
  session: string,
): Promise<void> {
  mustBeAllowed(ctx, 'shop.operate', 'country');
  if (gateway === null) throw new Refusal('payment.no_gateway');
  await settleCheckout(ctx, gateway, session);
}
