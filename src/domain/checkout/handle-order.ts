import { sql } from 'drizzle-orm';
import { may, mustBeAllowed } from '#src/domain/accounts/deeds.ts';
import { writeDown } from '#src/domain/audit/audit.ts';
import { lockOrder, moveOrder, type HeldOrder } from '#src/domain/orders/change-order.ts';
import { buyerMayCancel, FAIR_NEWS, type CancelledBy, type OrderState } from '#src/domain/orders/order.ts';
import { askRefund, settleRefund } from '#src/domain/payments/refunds.ts';
import { withholdTax } from '#src/domain/payments/withhold.ts';
import { inTransaction, type Context } from '#src/domain/shared/context.ts';
import { dong, type Dong } from '#src/domain/shared/dong.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import { freeHeld, mustNotBeSold, putBackSold, sellHeld, swapSold } from '#src/domain/shop/holds.ts';
import { madeByHand } from '#src/domain/shop/manual-carrier.ts';
import type { Taken } from '#src/domain/shop/stock.ts';
import type { FailReason } from './claim.ts';
import { announceGoods, settleDirect } from './settle-checkout.ts';

/** The order, locked; only for whoever may handle the orders of its producer. @throws Refusal `not_found`. */
async function orderToHandle(ctx: Context, id: string): Promise<HeldOrder> {
  const order = await lockOrder(ctx, id);
  mustBeAllowed(ctx, 'order.handle', { provinceCode: null, communeCode: null, producerId: order.producerId });
  return order;
}

/**
 * The producer takes the order on. Goods that are paid on delivery leave the shelf now.
 *
 * @throws Refusal `not_found`, `order.not_now`, `order.must_not_be_sold` (details: why).
 */
export async function confirmOrder(ctx: Context, id: string): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const order = await orderToHandle(ctx, id);
    const why = await mustNotBeSold(ctx, id);
    if (why !== null) throw new Refusal('order.must_not_be_sold', { why });
    await sellHeld(ctx, id);
    await moveOrder(ctx, order, 'confirmed');
    await ctx.db.execute(sql`update payments y set until = null from payment_shares s
      where s.order_id = ${id} and y.id = s.payment_id and y.method = 'cash'`);
    await announceGoods(ctx, id);
  });
}

/**
 * The parcel is made up. Which lots are in it follows from what was taken off the shelf; `chosen` says otherwise, by
 * line, where the producer took others. A lot that was recalled since goes into no parcel.
 *
 * @throws Refusal `not_found`, `order.not_now`, `order.must_not_be_sold`, `pack.lot_recalled`, `pack.count_wrong`,
 *   `pack.not_on_shelf`, `pack.lot_refused`.
 */
export async function packOrder(
  ctx: Context,
  id: string,
  chosen: Readonly<Record<string, readonly Taken[]>> = {},
): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const order = await orderToHandle(ctx, id);
    await moveOrder(ctx, order, 'packed');
    await swapSold(ctx, id, chosen);
    const why = await mustNotBeSold(ctx, id);
    if (why === 'recalled') throw new Refusal('pack.lot_recalled');
    if (why !== null) throw new Refusal('order.must_not_be_sold', { why });
    await announceGoods(ctx, id);
    await ctx.db.execute(sql`
      insert into order_line_lots (order_line_id, stock_id, lot_id, quantity)
      select h.order_line_id, h.stock_id, k.lot_id, sum(h.quantity)::smallint
      from holds h join order_lines l on l.id = h.order_line_id join stock k on k.id = h.stock_id
      where l.order_id = ${id} and h.state = 'sold' group by h.order_line_id, h.stock_id, k.lot_id
      on conflict do nothing`);
  });
}

/**
 * Given to the carrier; the number by which the parcel is followed, if there is one.
 *
 * @throws Refusal `not_found`, `order.not_now`, `order.carrier_missing`, `shipment.open`, `order.must_not_be_sold`
 *   (details: why).
 */
export async function handOverOrder(
  ctx: Context,
  id: string,
  typed: { carrier: string; trackingNumber: string | null },
): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const order = await orderToHandle(ctx, id);
    const { carrier, trackingNumber } = madeByHand(typed);
    await mustHaveNoParcel(ctx, id);
    const why = order.state === 'packed' ? await mustNotBeSold(ctx, id) : null;
    if (why !== null) throw new Refusal('order.must_not_be_sold', { why });
    await ctx.db.execute(
      sql`update orders set carrier = ${carrier}, tracking_number = ${trackingNumber} where id = ${id}`,
    );
    await moveOrder(ctx, order, 'handed_over');
  });
}

/**
 * The buyer has the goods; cash was paid with it.
 *
 * @param pickUpCode what the buyer shows at the counter, for goods that are fetched.
 * @throws Refusal `not_found`, `order.not_now`, `order.code_wrong`.
 */
export async function deliverOrder(
  ctx: Context,
  id: string,
  pickUpCode: string | null = null,
): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const order = await orderToHandle(ctx, id);
    const [its] = await ctx.db.execute<{
      pick_up_code: string | null;
      payment_id: string;
      amount: number;
      method: string;
      state: string;
    }>(sql`
      select o.pick_up_code, y.id as payment_id, y.amount, y.method, y.state
      from orders o join payment_shares s on s.order_id = o.id join payments y on y.id = s.payment_id where o.id = ${id}`);
    if (its?.pick_up_code != null && pickUpCode?.trim().toUpperCase() !== its.pick_up_code)
      throw new Refusal('order.code_wrong');
    if (order.state === 'packed' && its?.pick_up_code == null)
      throw new Refusal('order.not_now', { state: order.state });
    const why = order.state === 'packed' ? await mustNotBeSold(ctx, id) : null;
    if (why !== null) throw new Refusal('order.must_not_be_sold', { why });
    await moveOrder(ctx, order, 'delivered');
    if (its?.method === 'cash' && its.state === 'awaited')
      await settleDirect(ctx, its.payment_id, { amount: its.amount, currency: 'vnd' });
    await withholdTax(ctx, id);
  });
}

/**
 * The carrier could not hand the parcel over.
 *
 * @param words what there is to say beside; kept behind the reason.
 * @throws Refusal `reason_missing` (another reason, and no word of it), `not_found`, `order.not_now`.
 */
export async function failDelivery(
  ctx: Context,
  id: string,
  why: FailReason,
  words: string = '',
): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const order = await orderToHandle(ctx, id);
    const said = why === 'other' ? given(words) : words.trim().slice(0, 500);
    await moveOrder(ctx, order, 'delivery_failed', { reason: said ? `${why}: ${said}` : why });
  });
}

/** What did not arrive, or comes back, is on its way to the producer. */
export async function startReturn(ctx: Context, id: string, reason: string): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const order = await orderToHandle(ctx, id);
    await moveOrder(ctx, order, 'returning', { reason: given(reason) });
  });
}

/**
 * The goods are back. What can be sold again returns to the shelf; what was paid goes back.
 *
 * @param isFit whether they can be sold again.
 */
export async function receiveReturn(ctx: Context, id: string, isFit: boolean, reason: string): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const order = await orderToHandle(ctx, id);
    await moveOrder(ctx, order, 'returned', { reason: given(reason) });
    if (isFit) await putBackSold(ctx, id, 'returned');
    await giveBackAll(ctx, id, 'returned');
    await announceGoods(ctx, id);
  });
}

/** Goods that a carrier has brought back can be sold again, says who has seen them. @throws Refusal `not_found`, `order.not_now`. */
export async function restockReturned(ctx: Context, id: string): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const order = await orderToHandle(ctx, id);
    if (order.state !== 'returned') throw new Refusal('order.not_now', { state: order.state });
    await putBackSold(ctx, id, 'returned');
    await announceGoods(ctx, id);
  });
}

/** @throws Refusal `reason_missing`, `not_found`, `order.not_now`, `shipment.open`. */
export async function cancelBySeller(ctx: Context, id: string, reason: string): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const order = await orderToHandle(ctx, id);
    await mustHaveNoParcel(ctx, id);
    await cancel(ctx, order, 'seller', given(reason));
  });
}

/** Whoever answers for the marketplace ends an order. @throws Refusal `reason_missing`, `not_found`, `order.not_now`, `shipment.open`. */
export async function cancelByOperator(ctx: Context, id: string, reason: string): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    mustBeAllowed(ctx, 'money.move', 'country');
    const order = await lockOrder(ctx, id);
    await mustHaveNoOpenSession(ctx, id);
    await mustHaveNoParcel(ctx, id);
    await cancel(ctx, order, 'operator', given(reason));
    await writeDown(ctx, [{ kind: 'order.cancelled', subject: `order:${id}`, reason: given(reason) }]);
  });
}

/**
 * Part of what was paid goes back, for goods that were missing or spoilt: packs of lines, or a sum, or both. The
 * order stays as it is. The same key is the same refund.
 *
 * @throws Refusal `not_found`, `reason_missing`, `refund.amount_wrong`, `refund.too_much` (details: left),
 *   `refund.nothing_paid`.
 */
export async function refundByHand(
  ctx: Context,
  id: string,
  asked: { lines: Readonly<Record<string, number>>; more: number; reason: string; key: string },
): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const order = await lockOrder(ctx, id);
    if (!may(ctx.actor, 'money.move', 'country'))
      mustBeAllowed(ctx, 'order.handle', {
        provinceCode: null,
        communeCode: null,
        producerId: order.producerId,
      });
    const reason = given(asked.reason);
    const lines = await ctx.db.execute<{ id: string; price: number; quantity: number }>(
      sql`select id, price, quantity from order_lines where order_id = ${id}`,
    );
    let amount = asked.more;
    for (const { id: line, price, quantity } of lines) {
      const packs = asked.lines[line] ?? 0;
      if (!Number.isInteger(packs) || packs < 0 || packs > quantity) throw new Refusal('refund.amount_wrong');
      amount += packs * price;
    }
    if (!Number.isSafeInteger(amount) || asked.more < 0 || amount <= 0)
      throw new Refusal('refund.amount_wrong');
    if (!/^[\w-]{8,40}$/.test(asked.key)) throw new Refusal('refund.amount_wrong');
    const refund = await askRefund(ctx, {
      orderId: id,
      amount: dong(amount),
      reason,
      key: `by_hand:${id}:${asked.key}`,
    });
    const [{ made } = { made: false }] = await ctx.db.execute<{ made: boolean }>(
      sql`select not exists (select 1 from audit_facts where kind = 'refund.asked' and subject = ${`refund:${refund}`}) as made`,
    );
    if (made)
      await writeDown(ctx, [
        { kind: 'refund.asked', subject: `refund:${refund}`, after: { order: order.code, amount }, reason },
      ]);
  });
}

/**
 * The buyer takes the order back: as long as nobody has begun on it, without asking anybody; where the fair at which
 * they were to collect it was moved or called off, as long as they have not.
 *
 * @param purchaseId whose link the buyer has.
 * @throws Refusal `not_found`, `order.not_now` (details: state).
 */
export async function cancelByBuyer(ctx: Context, purchaseId: string, orderId: string): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const order = await lockOrder(ctx, orderId);
    if (order.purchaseId !== purchaseId) throw new Refusal('not_found');
    const [changed] = await ctx.db.execute(sql`select 1 from order_events where order_id = ${orderId}
      and reason in (select jsonb_array_elements_text(${JSON.stringify(FAIR_NEWS)}::jsonb)) limit 1`);
    if (!buyerMayCancel(order.state, changed !== undefined))
      throw new Refusal('order.not_now', { state: order.state });
    await mustHaveNoOpenSession(ctx, orderId);
    await cancel(ctx, order, 'buyer', null);
  });
}

/** A session may be paid in this moment: only the gateway says when it is over. */
async function mustHaveNoOpenSession(ctx: Context, orderId: string): Promise<void> {
  const [open] = await ctx.db.execute<{ open: boolean }>(sql`
    select exists (select 1 from payments y join payment_shares s on s.payment_id = y.id
      where s.order_id = ${orderId} and y.method = 'card' and y.state = 'awaited' and y.session is not null) as open`);
  if (open?.open) throw new Refusal('payment.under_way');
}

/** A carrier comes for the goods, or has them: it is called off there first. */
async function mustHaveNoParcel(ctx: Context, orderId: string): Promise<void> {
  const [open] = await ctx.db.execute(
    sql`select 1 from shipments where order_id = ${orderId} and state in ('asked', 'made')`,
  );
  if (open) throw new Refusal('shipment.open');
}

async function cancel(ctx: Context, order: HeldOrder, by: CancelledBy, reason: string | null): Promise<void> {
  const wasPaid: OrderState[] = ['placed', 'confirmed', 'packed'];
  await freeHeld(ctx, order.id);
  await putBackSold(ctx, order.id, 'cancelled');
  await moveOrder(ctx, order, 'cancelled', { cancelledBy: by, reason });
  if (wasPaid.includes(order.state)) await giveBackAll(ctx, order.id, 'cancelled');
  await ctx.db.execute(sql`
    update payments y set state = 'lapsed' where y.state = 'awaited'
      and y.id in (select payment_id from payment_shares where order_id = ${order.id})
      and not exists (select 1 from payment_shares s join orders o on o.id = s.order_id
        where s.payment_id = y.id and o.state <> 'cancelled')`);
  await ctx.db.execute(sql`update purchases p set lapsed_at = ${ctx.now.toISOString()}
    where p.id = ${order.purchaseId} and p.lapsed_at is null
      and not exists (select 1 from orders o where o.purchase_id = p.id and o.state <> 'cancelled')`);
  await announceGoods(ctx, order.id);
}

/** What is left of a paid share goes back; of money that never came, nothing. */
async function giveBackAll(ctx: Context, orderId: string, reason: string): Promise<void> {
  const [share] = await ctx.db.execute<{ left: number }>(sql`
    select s.amount - s.refunded as left from payment_shares s join payments y on y.id = s.payment_id
    where s.order_id = ${orderId} and y.state = 'paid'`);
  if (share && share.left > 0)
    await askRefund(ctx, { orderId, amount: share.left as Dong, reason, key: `${reason}:${orderId}` });
}

/** A transfer has come. @throws Refusal `not_found`, `payment.not_awaited`. */
export async function confirmTransfer(ctx: Context, orderId: string): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const order = await lockOrder(ctx, orderId);
    mustBeAllowed(ctx, 'order.handle', {
      provinceCode: null,
      communeCode: null,
      producerId: order.producerId,
    });
    const [payment] = await ctx.db.execute<{ id: string; amount: number }>(
      sql`select id, amount from payments where order_id = ${orderId} and method = 'transfer' and state in ('awaited', 'lapsed', 'mismatch')`,
    );
    if (!payment) throw new Refusal('payment.not_awaited');
    await settleDirect(ctx, payment.id, { amount: payment.amount, currency: 'vnd' });
  });
}

/** The producer has sent money back by themselves. @throws Refusal `not_found`. */
export async function confirmRefund(ctx: Context, refundId: string, reference: string): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const [refund] = await ctx.db.execute<{ producer_id: string }>(sql`
      select o.producer_id from refunds r join orders o on o.id = r.order_id join payments y on y.id = r.payment_id
      where r.id = ${refundId} and y.method <> 'card' for update of r`);
    if (!refund) throw new Refusal('not_found');
    mustBeAllowed(ctx, 'order.handle', {
      provinceCode: null,
      communeCode: null,
      producerId: refund.producer_id,
    });
    await settleRefund(ctx, refundId, 'done', reference.trim().slice(0, 80) || null);
  });
}

function given(reason: string): string {
  const words = reason.trim();
  if (!words) throw new Refusal('reason_missing');
  return words.slice(0, 500);
}
