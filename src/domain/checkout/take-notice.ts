import { sql } from 'drizzle-orm';
import { mustBeAllowed } from '#src/domain/accounts/deeds.ts';
import type { Notice, PaymentGateway } from '#src/domain/payments/payment.ts';
import type { Context } from '#src/domain/shared/context.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
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

/** Settles a notice that was kept and whose work did not end. @throws GatewayDown; Refusal `not_found`. */
export async function settleNotice(ctx: Context, gateway: PaymentGateway, id: string): Promise<void> {
  mustBeAllowed(ctx, 'shop.operate', 'country');
  const [kept] = await ctx.db.execute<{ session: string | null }>(
    sql`select session from payment_notices where id = ${id}`,
  );
  if (!kept) throw new Refusal('not_found');
  if (kept.session !== null) await settleCheckout(ctx, gateway, kept.session);
  await ctx.db.execute(
    sql`update payment_notices set settled_at = coalesce(settled_at, ${ctx.now.toISOString()}) where id = ${id}`,
  );
}
