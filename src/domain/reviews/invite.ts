import { sql } from 'drizzle-orm';
import { writeLetter } from '#src/domain/notifications/letters.ts';
import { inTransaction, type Context } from '#src/domain/shared/context.ts';
import { INVITED_AFTER_DAYS } from './review.ts';

/** Somebody who asked to be asked. */
export type Invitation = {
  orderId: string;
  code: string;
  purchaseId: string;
  language: 'vi' | 'en';
  buyer: { name: string; email: string };
  producer: string;
  goods: string[];
};

const A_TRANSACTION = 50;
/** Whoever was not asked in time, because nothing ran, is not asked any more. */
const NOT_LATER_DAYS = 30;

/**
 * Asks buyers who agreed to it what they think of goods that came a week ago; of each order once, whoever runs it how
 * often. Not where something is wrong with the goods, nor where all was said already.
 *
 * @source Decree 91/2020/NĐ-CP and Law 91/2025/QH15: only with a consent of its own.
 */
export async function inviteReviews(
  ctx: Context,
  letter: (invitation: Invitation) => { title: string; words: string },
  goOn: () => boolean = () => true,
): Promise<{ letters: number }> {
  const before = (days: number) => new Date(ctx.now.getTime() - days * 86_400_000).toISOString();
  let letters = 0;
  while (goOn()) {
    const written = await inTransaction(ctx, async (ctx) => {
      const due = await ctx.db.execute<Invitation>(sql`
        select o.id as "orderId", o.code, u.id as "purchaseId", u.language, m.name as producer,
          jsonb_build_object('name', u.buyer->'name', 'email', u.buyer->'email') as buyer,
          (select jsonb_agg(l.goods->>'name' order by l.goods->>'name') from order_lines l where l.order_id = o.id) as goods
        from orders o join purchases u on u.id = o.purchase_id join producers m on m.id = o.producer_id
        where o.state in ('delivered', 'completed') and u.buyer->>'email' is not null and u.restricted_at is null
          and exists (select from jsonb_array_elements(u.consents) c
            where c->>'purpose' = 'review' and c->>'withdrawnAt' is null)
          and (select max(e.at) from order_events e where e.order_id = o.id and e.state = 'delivered')
            between ${before(NOT_LATER_DAYS)} and ${before(INVITED_AFTER_DAYS)}
          and not exists (select from claims c where c.order_id = o.id and c.state in ('asked', 'accepted'))
          and not exists (select from order_lines l join reviews r on r.order_line_id = l.id where l.order_id = o.id)
          and not exists (select from letters t where t.key = 'review_invitation:' || o.id)
        order by o.id limit ${A_TRANSACTION} for update of o skip locked`);
      for (const each of due)
        await writeLetter(ctx, {
          key: `review_invitation:${each.orderId}`,
          kind: 'review',
          to: { address: each.buyer.email, name: each.buyer.name },
          ...letter(each),
          isPrivate: true,
          about: `order:${each.orderId}`,
        });
      return due.length;
    });
    letters += written;
    if (written < A_TRANSACTION) break;
  }
  return { letters };
}
