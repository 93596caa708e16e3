import { sql } from 'drizzle-orm';
import { KeySpent, type PaymentGateway, type SessionAsked } from '#src/domain/payments/payment.ts';
import type { Context } from '#src/domain/shared/context.ts';
import { passing } from '#src/domain/shared/fault-point.ts';
import { newId } from '#src/domain/shared/id.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import { TOKEN } from './place-purchase.ts';

/**
 * The address where the card of a purchase is asked for. Asking again gives the same session, also when the process
 * was killed between the gateway's answer and ours.
 *
 * @param token of the purchase's link, for the way back.
 * @throws GatewayDown; Refusal `payment.not_awaited`: it is paid, or its time is over.
 */
export async function openPayment(
  ctx: Context,
  gateway: PaymentGateway,
  purchaseId: string,
  token: string,
): Promise<string> {
  const [payment] = await ctx.db.execute<{ id: string; asked: SessionAsked; pay_url: string | null }>(sql`
    select id, asked, pay_url from payments
    where purchase_id = ${purchaseId} and method = 'card' and state = 'awaited' and until > ${ctx.now.toISOString()}`);
  if (!payment) throw new Refusal('payment.not_awaited');
  if (payment.pay_url !== null) return payment.pay_url;
  const { session, payUrl } = await opened(ctx, gateway, payment, token);
  await passing('after_session_created');
  await ctx.db.execute(
    sql`update payments set session = ${session}, pay_url = ${payUrl} where id = ${payment.id} and session is null`,
  );
  return payUrl;
}

async function opened(
  ctx: Context,
  gateway: PaymentGateway,
  { id, asked }: { id: string; asked: SessionAsked },
  token: string,
): Promise<{ session: string; payUrl: string }> {
  const complete = {
    ...asked,
    returnUrl: asked.returnUrl.replace(TOKEN, token),
    cancelUrl: asked.cancelUrl.replace(TOKEN, token),
  };
  try {
    return await gateway.openSession(complete);
  } catch (error) {
    if (!(error instanceof KeySpent)) throw error;
    // The payment is asked for under another key from now on, also by whoever tries next.
    const key = `${id}:${newId()}`;
    await ctx.db.execute(
      sql`update payments set asked = jsonb_set(asked, '{key}', to_jsonb(${key}::text)) where id = ${id} and session is null`,
    );
    return gateway.openSession({ ...complete, key });
  }
}
