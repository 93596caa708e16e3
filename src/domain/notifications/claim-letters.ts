import { sql } from 'drizzle-orm';
import type { ClaimReason, ClaimState } from '#src/domain/checkout/claim.ts';
import type { Day } from '#src/domain/shared/calendar.ts';
import { inTransaction, type Context } from '#src/domain/shared/context.ts';
import type { Dong } from '#src/domain/shared/dong.ts';
import { isDemo } from '#src/domain/shared/site-settings.ts';
import { writeLetter } from './letters.ts';

/** What happened to a claim, with all that has to be told of it. */
export type ClaimNews = {
  eventId: number;
  state: ClaimState;
  reason: ClaimReason;
  words: string;
  answer: string | null;
  answerBy: Day;
  amount: Dong | null;
  wantsReturn: boolean;
  orderId: string;
  code: string;
  purchaseId: string;
  language: 'vi' | 'en';
  buyer: { name: string; email: string | null };
  producer: { id: string; name: string; email: string | null; phone: string | null; address: string | null };
};

export type ClaimWords = {
  toBuyer: (news: ClaimNews) => { title: string; words: string };
  /** `null`: of this step the producer is not written to. */
  toProducer: (news: ClaimNews) => { title: string; words: string } | null;
};

/** Writes to buyers and producers what has happened to claims since it was called last; each step once. */
export async function writeClaimNews(ctx: Context, words: ClaimWords): Promise<{ letters: number }> {
  const mayMailProducers = !(await isDemo(ctx));
  return inTransaction(ctx, async (ctx) => {
    const news = await ctx.db.execute<ClaimNews>(sql`
      with these as (
        select id from claim_events where told_at is null order by id limit 100 for update skip locked),
      told as (
        update claim_events e set told_at = ${ctx.now.toISOString()} from these t where e.id = t.id
        returning e.id, e.claim_id, e.state)
      select e.id::float8 as "eventId", e.state, c.reason, c.words, c.answer, c.answer_by::text as "answerBy", c.amount,
        c.wants_return as "wantsReturn", o.id as "orderId", o.code, p.id as "purchaseId", p.language,
        jsonb_build_object('name', p.buyer->'name', 'email', p.buyer->'email') as buyer,
        jsonb_build_object('id', m.id, 'name', m.name, 'email', m.email, 'phone', m.phone,
          'address', m.address_as_printed) as producer
      from told e join claims c on c.id = e.claim_id join orders o on o.id = c.order_id
      join purchases p on p.id = o.purchase_id join producers m on m.id = o.producer_id order by e.id`);
    let letters = 0;
    for (const each of news) {
      const about = `order:${each.orderId}`;
      const sides = [
        ['buyer', each.buyer, words.toBuyer(each)],
        ['producer', each.producer, mayMailProducers ? words.toProducer(each) : null],
      ] as const;
      for (const [side, { name, email }, letter] of sides) {
        if (email === null || letter === null) continue;
        await writeLetter(ctx, {
          key: `claim:${each.eventId}:${side}`,
          kind: 'claim',
          to: { address: email, name },
          ...letter,
          isPrivate: true,
          about,
        });
        letters += 1;
      }
    }
    return { letters };
  });
}
