import { sql } from 'drizzle-orm';
import { mustBeAllowed } from '#src/domain/accounts/deeds.ts';
import { announce, writeDown } from '#src/domain/audit/audit.ts';
import { tellPlaced, tellStock } from '#src/domain/audit/tell.ts';
import { lockOrder, moveOrder } from '#src/domain/orders/change-order.ts';
import { CARD, directAccount, directSales, enter, producerAccount } from '#src/domain/payments/ledger.ts';
import type { PaymentGateway, PaymentState, SessionRead } from '#src/domain/payments/payment.ts';
import { askRefund, carryOutRefunds, settleRefund } from '#src/domain/payments/refunds.ts';
import { passing } from '#src/domain/shared/fault-point.ts';
import { inTransaction, type Context } from '#src/domain/shared/context.ts';
import { dong, share, type Dong } from '#src/domain/shared/dong.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import { freeHeld, holdAgain, isHeld, mustNotBeSold, putBackSold, sellHeld } from '#src/domain/shop/holds.ts';

/** What a call has found or done. `unknown`: the payment is not one of ours. */
export type Settled = 'paid_now' | 'paid_before' | 'unpaid' | 'lapsed' | 'mismatch' | 'unknown';

type PaymentRow = {
  id: string;
  purchaseId: string;
  orderId: string | null;
  method: 'card' | 'transfer' | 'cash';
  amount: Dong;
  state: PaymentState;
  received: { amount: number; currency: string; givenBack?: string } | null;
};

/** What came: so much of that currency; and what has gone back since, if the gateway says so. */
export type Received = { amount: number; currency: string; refunded?: number };

/**
 * Brings a card payment in line with what the gateway holds. May be called any number of times, in any order and at
 * once, by a notice, the buyer's return, the sweeper and the operator: the first that finds it paid does the work.
 *
 * @throws GatewayDown
 */
export async function settleCheckout(
  ctx: Context,
  gateway: PaymentGateway,
  session: string,
): Promise<Settled> {
  const read = await gateway.readSession(session);
  const settled = await settleRead(ctx, session, read);
  await carryOutRefunds(ctx, gateway);
  return settled;
}

/** The same with what the gateway has just said. */
export async function settleRead(ctx: Context, session: string, read: SessionRead): Promise<Settled> {
  const settled = await inTransaction(ctx, async (ctx) => {
    const payment = await lockPayment(ctx, sql`session = ${session}`);
    if (!payment) return 'unknown';
    if (!read.paid) return read.status === 'expired' ? lapse(ctx, payment) : 'unpaid';
    const completed = await complete(ctx, payment, read);
    await passing('before_settle_commit');
    return completed;
  });
  if (settled === 'paid_now') await passing('after_settle_commit');
  return settled;
}

/** A producer, or their bank's statement, says that a transfer or the carrier's cash has come. */
export async function settleDirect(ctx: Context, paymentId: string, received: Received): Promise<Settled> {
  return inTransaction(ctx, async (ctx) => {
    const payment = await lockPayment(ctx, sql`id = ${paymentId} and method <> 'card'`);
    return payment ? complete(ctx, payment, received) : 'unknown';
  });
}

/** Nothing has come in time: the goods are free again. A payment that came after all is not touched. */
export async function lapsePayment(ctx: Context, paymentId: string): Promise<Settled> {
  return inTransaction(ctx, async (ctx) => {
    const payment = await lockPayment(ctx, sql`id = ${paymentId}`);
    return payment ? lapse(ctx, payment) : 'unknown';
  });
}

async function lockPayment(ctx: Context, where: ReturnType<typeof sql>): Promise<PaymentRow | null> {
  // The purchase first: whoever works on any part of it works alone.
  await ctx.db.execute(
    sql`select 1 from purchases where id = (select purchase_id from payments where ${where}) for update`,
  );
  const [found] = await ctx.db.execute<PaymentRow>(sql`
    select id, purchase_id as "purchaseId", order_id as "orderId", method, amount, state, received
    from payments where ${where} for update`);
  return found ?? null;
}

async function ordersOf(
  ctx: Context,
  payment: PaymentRow,
): Promise<{ id: string; producerId: string; share: Dong }[]> {
  return ctx.db.execute(sql`
    select o.id, o.producer_id as "producerId", s.amount as share
    from payment_shares s join orders o on o.id = s.order_id where s.payment_id = ${payment.id} order by o.id`);
}

async function complete(ctx: Context, payment: PaymentRow, received: Received): Promise<Settled> {
  if (payment.state === 'paid' || payment.state === 'late') {
    await noteOutsideRefund(ctx, payment, received.refunded ?? 0);
    return 'paid_before';
  }
  // What came in another currency went back outside: the service goes on saying that it was paid.
  if (payment.received?.givenBack !== undefined) return 'lapsed';
  const now = ctx.now.toISOString();
  if (received.amount !== payment.amount || received.currency !== 'vnd') {
    const { amount, currency } = received;
    await ctx.db
      .execute(sql`update payments set state = 'mismatch', received = ${JSON.stringify({ amount, currency })}::jsonb
      where id = ${payment.id}`);
    return 'mismatch';
  }
  await ctx.db.execute(sql`update payments set state = 'paid', paid_at = ${now} where id = ${payment.id}`);
  const orders = await enterPayment(ctx, payment);
  let placed = 0;
  for (const { id, share: part } of orders) if (await placeOrder(ctx, id, payment, part)) placed += 1;
  await ctx.db.execute(
    placed > 0
      ? sql`update purchases set placed_at = coalesce(placed_at, ${now}), lapsed_at = null where id = ${payment.purchaseId}`
      : sql`update payments set state = 'late' where id = ${payment.id}`,
  );
  if (placed > 0) await tellPlaced(ctx, payment.purchaseId);
  await noteOutsideRefund(ctx, payment, received.refunded ?? 0);
  return 'paid_now';
}

/** What came is entered, each producer's share as theirs. */
async function enterPayment(
  ctx: Context,
  payment: PaymentRow,
): Promise<{ id: string; producerId: string; share: Dong }[]> {
  const orders = await ordersOf(ctx, payment);
  await enter(
    ctx,
    `payment:${payment.id}`,
    orders.flatMap(({ id: orderId, producerId, share: part }) => {
      const [to, from] =
        payment.method === 'card'
          ? [CARD, producerAccount(producerId)]
          : [directAccount(producerId), directSales(producerId)];
      return [
        { account: to, amount: part, orderId },
        { account: from, amount: -part, orderId },
      ];
    }),
  );
  return orders;
}

/**
 * A person says what becomes of a payment of which another sum came than was asked: it is right as it is, and the
 * order goes on; or it goes back, and the order ends. By card the operator decides, otherwise also the producer.
 *
 * @param gateway sends back what came by card; `null`: the sweeper does.
 * @throws Refusal `not_found`, `reason_missing`, `payment.no_mismatch`, `payment.other_currency`.
 */
export async function decideMismatch(
  ctx: Context,
  gateway: PaymentGateway | null,
  paymentId: string,
  decision: 'accept' | 'give_back',
  reason: string,
): Promise<void> {
  const orders = await inTransaction(ctx, async (ctx) => {
    const payment = await mismatchToDecide(ctx, paymentId, reason);
    if (payment.received.currency !== 'vnd') throw new Refusal('payment.other_currency');
    const came = dong(payment.received.amount);
    await shareAnew(ctx, payment, came);
    const after = { ...payment, amount: came };
    if (decision === 'accept') await complete(ctx, after, payment.received);
    else await giveBackWhatCame(ctx, after);
    await writeDown(ctx, [
      {
        kind: decision === 'accept' ? 'payment.accepted' : 'payment.given_back',
        subject: `purchase:${payment.purchaseId}`,
        before: { amount: payment.amount },
        after: { amount: came },
        reason: reason.trim().slice(0, 500),
      },
    ]);
    return ordersOf(ctx, payment);
  });
  if (gateway) for (const { id } of orders) await carryOutRefunds(ctx, gateway, { orderId: id });
}

/**
 * What came in another currency was given back at the card service by a person: the order ends.
 *
 * @throws Refusal `not_found`, `reason_missing`, `payment.no_mismatch`.
 */
export async function noteGivenBack(ctx: Context, paymentId: string, reference: string): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const payment = await mismatchToDecide(ctx, paymentId, reference);
    if (payment.received.currency === 'vnd') throw new Refusal('payment.no_mismatch');
    const received = { ...payment.received, givenBack: reference.trim().slice(0, 500) };
    await ctx.db
      .execute(sql`update payments set state = 'lapsed', received = ${JSON.stringify(received)}::jsonb
      where id = ${paymentId}`);
    await endOrders(ctx, payment);
    await writeDown(ctx, [
      {
        kind: 'payment.given_back',
        subject: `purchase:${payment.purchaseId}`,
        after: received,
        reason: received.givenBack,
      },
    ]);
  });
}

async function mismatchToDecide(
  ctx: Context,
  paymentId: string,
  reason: string,
): Promise<PaymentRow & { received: NonNullable<PaymentRow['received']> }> {
  const payment = await lockPayment(ctx, sql`id = ${paymentId}`);
  if (!payment) throw new Refusal('not_found');
  const [first] = await ordersOf(ctx, payment);
  if (payment.method === 'card') mustBeAllowed(ctx, 'money.move', 'country');
  else
    mustBeAllowed(ctx, 'order.handle', {
      provinceCode: null,
      communeCode: null,
      producerId: first?.producerId ?? null,
    });
  if (!reason.trim()) throw new Refusal('reason_missing');
  const { received } = payment;
  if (payment.state !== 'mismatch' || received === null || received.amount <= 0)
    throw new Refusal('payment.no_mismatch');
  return { ...payment, received };
}

/** The sum that came takes the place of the one that was asked, in the same proportions. */
async function shareAnew(ctx: Context, payment: PaymentRow, came: Dong): Promise<void> {
  const orders = await ordersOf(ctx, payment);
  const parts = share(
    came,
    orders.map((order) => order.share),
  );
  for (const [index, { id }] of orders.entries())
    await ctx.db.execute(sql`update payment_shares set amount = ${parts[index]!}
      where payment_id = ${payment.id} and order_id = ${id}`);
  await ctx.db.execute(sql`update payments set amount = ${came} where id = ${payment.id}`);
}

async function giveBackWhatCame(ctx: Context, payment: PaymentRow): Promise<void> {
  await ctx.db.execute(
    sql`update payments set state = 'late', paid_at = ${ctx.now.toISOString()} where id = ${payment.id}`,
  );
  for (const { id: orderId, share: amount } of await enterPayment(ctx, payment))
    if (amount > 0)
      await askRefund(ctx, { orderId, amount, reason: 'mismatch', key: `mismatch:${payment.id}:${orderId}` });
  await endOrders(ctx, payment);
}

/** Orders that were never paid as they should be come to nothing. */
async function endOrders(ctx: Context, payment: PaymentRow): Promise<void> {
  for (const { id } of await ordersOf(ctx, payment)) {
    const order = await lockOrder(ctx, id);
    if (order.state !== 'awaiting_payment') continue;
    await freeHeld(ctx, id);
    await moveOrder(ctx, order, 'cancelled', { cancelledBy: 'operator', reason: 'mismatch' });
    await announceGoods(ctx, id);
  }
  await endPurchase(ctx, payment);
}

async function endPurchase(ctx: Context, payment: PaymentRow): Promise<void> {
  await ctx.db.execute(sql`update purchases p set lapsed_at = ${ctx.now.toISOString()}
    where p.id = ${payment.purchaseId} and p.lapsed_at is null
      and not exists (select 1 from orders o where o.purchase_id = p.id and o.state <> 'cancelled')`);
}

/**
 * Money that the operator gave back at the gateway itself is written down as what it is. Orders that are paid back
 * whole and not yet on their way are cancelled.
 */
async function noteOutsideRefund(ctx: Context, payment: PaymentRow, refunded: number): Promise<void> {
  const shares = await ctx.db.execute<{ order_id: string; amount: Dong; refunded: Dong }>(
    sql`select order_id, amount, refunded from payment_shares where payment_id = ${payment.id} order by order_id for update`,
  );
  const more = refunded - shares.reduce((sum, each) => sum + each.refunded, 0);
  if (more <= 0) return;
  const left = shares.map(({ amount, refunded: before }) => amount - before);
  const parts = share(dong(more), left);
  for (const [index, { order_id: orderId }] of shares.entries()) {
    const amount = parts[index]!;
    if (amount === 0) continue;
    const key = `outside:${payment.id}:${orderId}:${refunded}`;
    const id = await askRefund(ctx, { orderId, amount, reason: 'at_gateway', key });
    await settleRefund(ctx, id, 'done', null);
    const order = await lockOrder(ctx, orderId);
    if (amount < left[index]! || !(order.state === 'placed' || order.state === 'confirmed')) continue;
    await putBackSold(ctx, orderId, 'refunded');
    await moveOrder(ctx, order, 'cancelled', { cancelledBy: 'operator', reason: 'refunded' });
    await announceGoods(ctx, orderId);
  }
}

/** The goods of one producer are the buyer's; when they cannot be had any more, the money goes back. */
async function placeOrder(ctx: Context, orderId: string, payment: PaymentRow, part: Dong): Promise<boolean> {
  const order = await lockOrder(ctx, orderId);
  // Cash comes when all else is done.
  if (order.state !== 'awaiting_payment' && order.state !== 'cancelled') return true;
  const wasGivenUp = order.state === 'cancelled';
  const forbidden = await mustNotBeSold(ctx, orderId);
  if (
    forbidden === null &&
    ((await isHeld(ctx, orderId)) || (await holdAgain(ctx, orderId, payment.purchaseId)))
  ) {
    if (wasGivenUp)
      await ctx.db.execute(
        sql`update orders set state = 'awaiting_payment', cancelled_by = null where id = ${orderId}`,
      );
    await sellHeld(ctx, orderId);
    await moveOrder(ctx, { id: orderId, state: 'awaiting_payment' }, 'placed');
    await announceGoods(ctx, orderId);
    return true;
  }
  if (!wasGivenUp) {
    await freeHeld(ctx, orderId);
    await moveOrder(ctx, order, 'cancelled', { cancelledBy: 'operator', reason: forbidden });
  }
  await askRefund(ctx, {
    orderId,
    amount: part,
    reason: forbidden ?? 'sold_out',
    key: `late:${payment.id}:${orderId}`,
  });
  return false;
}

async function lapse(ctx: Context, payment: PaymentRow): Promise<Settled> {
  if (payment.state === 'paid' || payment.state === 'late') return 'paid_before';
  if (payment.state !== 'awaited') return payment.state === 'lapsed' ? 'lapsed' : 'mismatch';
  await ctx.db.execute(sql`update payments set state = 'lapsed' where id = ${payment.id}`);
  for (const { id } of await ordersOf(ctx, payment)) {
    const order = await lockOrder(ctx, id);
    // Cash on delivery is awaited to the end; only an order that nobody confirmed lapses.
    if (order.state !== 'awaiting_payment' && order.state !== 'placed') continue;
    await freeHeld(ctx, id);
    await moveOrder(ctx, order, 'cancelled', { cancelledBy: 'timeout' });
    await announceGoods(ctx, id);
  }
  await endPurchase(ctx, payment);
  return 'lapsed';
}

/** Pages that say how much is left are read again. */
export async function announceGoods(ctx: Context, orderId: string): Promise<void> {
  const goods = await ctx.db.execute<{ id: string }>(sql`
    select distinct o.product_id as id from order_lines l join offers o on o.id = l.offer_id where l.order_id = ${orderId}`);
  const products = goods.map(({ id }) => id);
  await announce(ctx, { products });
  await tellStock(ctx, products);
}
