import { sql } from 'drizzle-orm';
import type { Notice, PaymentGateway } from '#src/domain/payments/payment.ts';
import type { Context } from '#src/domain/shared/context.ts';
import { settleCheckout } from './settle-checkout.ts';

/**
 * Takes in a notice whose signature was found right: keeps it, then settles what it is about. A notice that came
 * before is settled again when that had not ended; a session that is not ours is of no interest.
 *
 * @throws GatewayDown: the notice is kept, and the sweeper goes on.
 */
export async function takeNotice(ctx: Context, gateway: PaymentGateway, notice: Notice): Promise<void> {
  const [kept] = await ctx.db.execute<{ session: string | null; is_settled: boolean }>(sql`
    insert into payment_notices as n (id, kind, session, received_at)
    values (${notice.id}, ${notice.kind},
      coalesce(${notice.session}, (select session from payments where id = ${notice.paymentId})), ${ctx.now.toISOString()})
    on conflict (id) do update set kind = n.kind
    returning session, settled_at is not null as is_settled`);
  if (!kept || kept.is_settled) return;
  if (kept.session !== null) await settleCheckout(ctx, gateway, kept.session);
  await ctx.db.execute(
    sql`update payment_notices set settled_at = ${ctx.now.toISOString()} where id = ${notice.id}`,
  );
}
