import { sql } from 'drizzle-orm';
import { actorName } from '#src/domain/shared/actor.ts';
import { inTransaction, type Context } from '#src/domain/shared/context.ts';
import type { Dong } from '#src/domain/shared/dong.ts';
import { newId } from '#src/domain/shared/id.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import { CARD, directAccount, directSales, enter, producerAccount } from './ledger.ts';
import { correctTax } from './withhold.ts';
import { GatewayDown, KeySpent, type PaymentGateway, type RefundState } from './payment.ts';

export type RefundAsked = {
  orderId: string;
  amount: Dong;
  reason: string;
  /** The same key is the same refund. */
  key: string;
};

/**
 * Notes that money goes back to the buyer, in the transaction that decides it; `carryOutRefunds` sends it after the
 * commit. Never more than this producer's share of what came.
 *
 * @returns the refund; that of before, when the key is known.
 * @throws Refusal `refund.too_much` (details: left), `refund.nothing_paid`.
 */
export async function askRefund(ctx: Context, asked: RefundAsked): Promise<string> {
  return inTransaction(ctx, async (ctx) => {
    const [share] = await ctx.db.execute<{ payment_id: string; amount: number; refunded: number }>(sql`
      select s.payment_id, s.amount, s.refunded from payment_shares s join payments y on y.id = s.payment_id
      where s.order_id = ${asked.orderId} and y.state in ('paid', 'late') for update of s`);
    const [known] = await ctx.db.execute<{ id: string }>(
      sql`select id from refunds where key = ${asked.key}`,
    );
    if (known) return known.id;
    if (!share) throw new Refusal('refund.nothing_paid');
    const left = share.amount - share.refunded;
    if (asked.amount > left) throw new Refusal('refund.too_much', { left });
    await ctx.db.execute(sql`update payment_shares set refunded = refunded + ${asked.amount}
      where payment_id = ${share.payment_id} and order_id = ${asked.orderId}`);
    const id = newId();
    const now = ctx.now.toISOString();
    await ctx.db.execute(sql`
      insert into refunds (id, payment_id, order_id, key, amount, reason, state, by, created_at, changed_at)
      values (${id}, ${share.payment_id}, ${asked.orderId}, ${asked.key}, ${asked.amount}, ${asked.reason}, 'asked',
        ${actorName(ctx.actor)}, ${now}, ${now})`);
    return id;
  });
}

/** So often it is tried without anybody: over four hours. Then somebody looks why. */
export const MOST_TRIES = 8;
const FIRST_WAIT_MINUTES = 1;

type OpenRefund = { id: string; session: string; amount: Dong; asks: number };

/**
 * Asks the gateway for the card refunds that are still to be done. May be called at any time, by any process: each is
 * tried by one of them, and after a try in vain waits twice as long as before.
 *
 * @param byHand a person wants it tried now, however often it was tried.
 */
export async function carryOutRefunds(
  ctx: Context,
  gateway: PaymentGateway,
  { orderId = null, byHand = false }: { orderId?: string | null; byHand?: boolean } = {},
): Promise<{ done: number; failed: number }> {
  const now = ctx.now.toISOString();
  const isDue = sql`r.state in ('asked', 'failed') and y.method = 'card' and y.session is not null
    and (${byHand} or (r.tries < ${MOST_TRIES} and coalesce(r.try_at, ${now}) <= ${now}))`;
  const due = await ctx.db.execute<{ id: string }>(sql`
    select r.id from refunds r join payments y on y.id = r.payment_id
    where ${isDue} and (${orderId}::text is null or r.order_id = ${orderId}) order by r.created_at, r.id`);
  let done = 0;
  let failed = 0;
  for (const { id } of due) {
    // Written down before the gateway is asked: whoever is killed in between has tried.
    const [refund] = await ctx.db.execute<OpenRefund>(sql`
      update refunds r set tries = r.tries + 1,
        try_at = ${now}::timestamptz + ${FIRST_WAIT_MINUTES} * interval '1 minute' * power(2, least(r.tries, 10))
      from payments y where r.id = ${id} and y.id = r.payment_id and ${isDue}
      returning r.id, y.session, r.amount, r.asks`);
    if (!refund) continue;
    try {
      // The gateway keeps its answer to a key, a refusal too: after one that failed for good another key is needed.
      const answer = await gateway.refund({ ...refund, key: `${refund.id}:${refund.asks}` });
      await settleRefund(ctx, refund.id, answer.done ? 'done' : 'failed', answer.reference);
      if (answer.done) done += 1;
      else failed += 1;
    } catch (error) {
      if (!(error instanceof GatewayDown)) throw error;
      if (error instanceof KeySpent) await settleRefund(ctx, refund.id, 'failed', null);
      failed += 1;
    }
  }
  return { done, failed };
}

/** Writes down how a refund ended; the first end counts. */
export async function settleRefund(
  ctx: Context,
  id: string,
  state: Exclude<RefundState, 'asked'>,
  reference: string | null,
): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const [refund] = await ctx.db.execute<{
      order_id: string;
      producer_id: string;
      amount: number;
      method: string;
    }>(sql`
      update refunds r set state = ${state}, reference = coalesce(${reference}, r.reference),
        asks = r.asks + case when ${state} = 'failed' then 1 else 0 end, changed_at = ${ctx.now.toISOString()}
      from orders o, payments y
      where r.id = ${id} and r.state <> 'done' and o.id = r.order_id and y.id = r.payment_id
      returning r.order_id, o.producer_id, r.amount, y.method`);
    if (!refund || state !== 'done') return;
    const { order_id: orderId, producer_id: producerId, amount } = refund;
    const [from, to] =
      refund.method === 'card'
        ? [CARD, producerAccount(producerId)]
        : [directAccount(producerId), directSales(producerId)];
    await enter(ctx, `refund:${id}`, [
      { account: from, amount: -amount, orderId },
      { account: to, amount, orderId },
    ]);
    await correctTax(ctx, orderId, id);
  });
}
