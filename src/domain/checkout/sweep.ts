import { sql } from 'drizzle-orm';
import { GatewayDown, type PaymentGateway } from '#src/domain/payments/payment.ts';
import { carryOutRefunds } from '#src/domain/payments/refunds.ts';
import { inTransaction, type Context } from '#src/domain/shared/context.ts';
import { freeHeld } from '#src/domain/shop/holds.ts';
import { announceGoods, lapsePayment, settleCheckout, settleRead, type Settled } from './settle-checkout.ts';

/** A notice or the buyer's return should have come by then; if not, the gateway is asked. */
const ASK_AFTER_SECONDS = 60;

/**
 * Goes through every payment that is still awaited: asks the gateway, settles what was paid, lets go what was not
 * paid in time. May run in any number of processes at once.
 */
export async function sweepPayments(
  ctx: Context,
  gateway: PaymentGateway | null,
  goOn: () => boolean = () => true,
): Promise<Record<Settled | 'down', number>> {
  const counted: Record<Settled | 'down', number> = {
    paid_now: 0,
    paid_before: 0,
    unpaid: 0,
    lapsed: 0,
    mismatch: 0,
    unknown: 0,
    down: 0,
  };
  const waiting = await ctx.db.execute<{
    id: string;
    session: string | null;
    method: string;
    over: boolean;
  }>(sql`
    select id, session, method, until <= ${ctx.now.toISOString()} as over from payments
    where state = 'awaited' and (until <= ${ctx.now.toISOString()}
      or (session is not null and created_at <= ${new Date(ctx.now.getTime() - ASK_AFTER_SECONDS * 1_000).toISOString()}))
    order by until`);
  for (const payment of waiting) {
    if (!goOn()) break;
    counted[await sweepOne(ctx, gateway, payment)] += 1;
  }
  await freeGoodsOfMismatches(ctx);
  if (gateway) await carryOutRefunds(ctx, gateway);
  return counted;
}

async function sweepOne(
  ctx: Context,
  gateway: PaymentGateway | null,
  { id, session, method, over }: { id: string; session: string | null; method: string; over: boolean },
): Promise<Settled | 'down'> {
  // Nobody was ever shown where to pay, or somebody is paid without a gateway.
  if (method !== 'card' || session === null) return lapsePayment(ctx, id);
  if (gateway === null) return 'down';
  try {
    if (!over) return await settleCheckout(ctx, gateway, session);
    // Goods are given back only when the gateway says that nobody can pay for them any more.
    return await settleRead(ctx, session, await gateway.expireSession(session));
  } catch (error) {
    if (!(error instanceof GatewayDown)) throw error;
    return 'down';
  }
}

/** While a person looks into a wrong sum, others may buy the goods. */
async function freeGoodsOfMismatches(ctx: Context): Promise<void> {
  const orders = await ctx.db.execute<{ id: string }>(sql`
    select distinct l.order_id as id from payments y join holds h on h.purchase_id = y.purchase_id
    join order_lines l on l.id = h.order_line_id
    where y.state = 'mismatch' and h.state = 'held' and h.until <= ${ctx.now.toISOString()}`);
  for (const { id } of orders)
    await inTransaction(ctx, async (ctx) => {
      await freeHeld(ctx, id);
      await announceGoods(ctx, id);
    });
}
