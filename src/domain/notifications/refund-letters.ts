import { sql } from 'drizzle-orm';
import type { PaymentMethod } from '#src/domain/orders/purchase.ts';
import { inTransaction, type Context } from '#src/domain/shared/context.ts';
import type { Dong } from '#src/domain/shared/dong.ts';
import { writeLetter } from './letters.ts';

/** Money that has gone back, with all that has to be told of it. */
export type RefundNews = {
  refundId: string;
  amount: Dong;
  reason: string;
  /** Of the bank or the card service. */
  reference: string | null;
  method: PaymentMethod;
  orderId: string;
  code: string;
  purchaseId: string;
  language: 'vi' | 'en';
  buyer: { name: string; email: string | null };
  producer: { name: string; phone: string | null };
};

const A_TRANSACTION = 50;

/**
 * Writes to buyers about money that has gone back since it was called last. Each refund is told once: the letter and
 * the mark that it was written come together, and the letter has the refund for its key.
 */
export async function writeRefundNews(
  ctx: Context,
  toBuyer: (news: RefundNews) => { title: string; words: string },
  goOn: () => boolean = () => true,
): Promise<{ letters: number }> {
  let letters = 0;
  while (goOn()) {
    const written = await inTransaction(ctx, async (ctx) => {
      const news = await ctx.db.execute<RefundNews>(sql`
        with these as (
          select id from refunds where state = 'done' and told_at is null
          order by id limit ${A_TRANSACTION} for update skip locked),
        told as (
          update refunds r set told_at = ${ctx.now.toISOString()} from these t where r.id = t.id
          returning r.id, r.order_id, r.payment_id, r.amount, r.reason, r.reference, r.changed_at)
        select r.id as "refundId", r.amount, r.reason, r.reference, y.method, o.id as "orderId", o.code,
          p.id as "purchaseId", p.language,
          jsonb_build_object('name', p.buyer->'name', 'email', p.buyer->'email') as buyer,
          jsonb_build_object('name', m.name, 'phone', m.phone) as producer
        from told r join orders o on o.id = r.order_id join purchases p on p.id = o.purchase_id
        join producers m on m.id = o.producer_id join payments y on y.id = r.payment_id order by r.changed_at, r.id`);
      for (const each of news) {
        if (each.buyer.email === null) continue;
        const isNew = await writeLetter(ctx, {
          key: `refund:${each.refundId}`,
          kind: 'refund',
          to: { address: each.buyer.email, name: each.buyer.name },
          ...toBuyer(each),
          isPrivate: true,
          about: `order:${each.orderId}`,
        });
        if (isNew) letters += 1;
      }
      return news.length;
    });
    if (written === 0) break;
  }
  return { letters };
}
