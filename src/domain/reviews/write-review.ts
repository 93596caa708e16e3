import { sql } from 'drizzle-orm';
import { announce, writeDown } from '#src/domain/audit/audit.ts';
import { actorName } from '#src/domain/shared/actor.ts';
import { dayInVietnam, type Day } from '#src/domain/shared/calendar.ts';
import { inTransaction, type Context } from '#src/domain/shared/context.ts';
import { newId } from '#src/domain/shared/id.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import { mayBePromoted } from '#src/domain/shop/offer.ts';
import {
  lastDayToReview,
  MOST_GIVEN_NAME,
  plainLine,
  readReviewWords,
  REVIEW_CONSENT_EDITION,
  type ReviewAnswer,
  type ReviewConsent,
  type ReviewDeed,
  type ReviewState,
} from './review.ts';

/** A review as whoever wrote it sees it. */
export type OwnReview = {
  id: string;
  answer: ReviewAnswer;
  words: string;
  givenName: string | null;
  state: ReviewState;
  /** Waits for the operator. */
  isAsked: boolean;
  reply: string | null;
  /** What the operator did, and why; oldest first. */
  decisions: { at: string; deed: ReviewDeed; reason: string | null }[];
};

export type ReviewableLine = {
  lineId: string;
  orderId: string;
  name: string;
  pack: string;
  productSlug: string;
  /** Last day for writing and changing. */
  until: Day;
  isOpen: boolean;
  review: OwnReview | null;
};

/**
 * Lines of a purchase about which its buyer may say something, or has: what was delivered, also when it went back
 * later. Strong drink is not among them: nobody may praise it here.
 *
 * @param purchaseId whose link the buyer has.
 */
export async function reviewableOf(
  ctx: Pick<Context, 'db' | 'now'>,
  purchaseId: string,
  days: number,
): Promise<ReviewableLine[]> {
  const rows = await ctx.db.execute<{
    lineId: string;
    orderId: string;
    name: string;
    pack: string;
    productSlug: string;
    set: number | null;
    degree: number | null;
    delivered: string;
    review: OwnReview | null;
  }>(sql`
    select l.id as "lineId", o.id as "orderId", l.goods->>'name' as name, l.goods->>'pack' as pack, p.slug as "productSlug",
      p.product_set as set, p.alcohol_degree::float8 as degree, d.delivered,
      case when r.id is null then null else jsonb_build_object('id', r.id, 'answer', r.answer, 'words', r.words,
        'givenName', r.given_name, 'state', r.state, 'isAsked', r.asked_at is not null, 'reply', r.reply,
        'decisions', coalesce((select jsonb_agg(jsonb_build_object('at', e.at, 'deed', e.deed, 'reason', e.reason) order by e.id)
          from review_events e where e.review_id = r.id and e.deed in ('hidden', 'kept')), '[]'::jsonb)) end as review
    from orders o
    join lateral (select max(e.at) as delivered from order_events e where e.order_id = o.id and e.state = 'delivered') d
      on d.delivered is not null
    join order_lines l on l.order_id = o.id join offers f on f.id = l.offer_id join products p on p.id = f.product_id
    left join reviews r on r.order_line_id = l.id
    where o.purchase_id = ${purchaseId} order by o.code, l.goods->>'name', l.id`);
  const today = dayInVietnam(ctx.now);
  return rows
    .filter(({ set, degree, review }) => review !== null || mayBePromoted({ set, alcoholDegree: degree }))
    .map(({ set, degree, delivered, ...line }) => {
      const until = lastDayToReview(dayInVietnam(new Date(delivered)), days);
      return {
        ...line,
        until,
        isOpen: today <= until && mayBePromoted({ set, alcoholDegree: degree }),
      };
    });
}

export type NewReview = {
  lineId: string;
  answer: ReviewAnswer;
  words: string;
  /** Shown beside it with the commune of the order, as the writer agreed; `null`: "a buyer". */
  givenName: string | null;
  language: 'vi' | 'en';
};

/**
 * The buyer says what they think of goods that came, or changes what they said. One review for a line of an order:
 * sent twice, the second changes the first. What was hidden once is looked at before it is shown again.
 *
 * @param purchaseId whose link the buyer has.
 * @returns the review.
 * @throws Refusal `not_found`, `review.days_over`, `review.words_missing`, `review.words_too_long` (details: most).
 */
export async function writeReview(
  ctx: Context,
  purchaseId: string,
  asked: NewReview,
  days: number,
): Promise<string> {
  return inTransaction(ctx, async (ctx) => {
    const line = await lineToReview(ctx, purchaseId, asked.lineId, days);
    if (!line.isOpen) throw new Refusal('review.days_over');
    const words = readReviewWords(asked.answer, asked.words);
    const givenName = plainLine(asked.givenName ?? '').slice(0, MOST_GIVEN_NAME) || null;
    const now = ctx.now.toISOString();
    const agreed = (purpose: ReviewConsent['purpose']) => ({
      purpose,
      edition: REVIEW_CONSENT_EDITION,
      at: now,
    });
    const consents = [agreed('publish'), ...(givenName ? [agreed('name')] : [])];
    const before = line.review;
    const id = before?.id ?? newId();
    if (before === null)
      await ctx.db.execute(sql`
        insert into reviews (id, order_line_id, product_id, answer, words, given_name, commune_code, consents, language,
          state, written_at)
        select ${id}, l.id, coalesce(p.merged_into, p.id), ${asked.answer}, ${words}, ${givenName},
          case when ${givenName}::text is not null then u.buyer->>'communeCode' end,
          ${JSON.stringify(consents)}::jsonb, ${asked.language}, 'shown', ${now}
        from order_lines l join orders o on o.id = l.order_id join purchases u on u.id = o.purchase_id
        join offers f on f.id = l.offer_id join products p on p.id = f.product_id where l.id = ${asked.lineId}`);
    else
      await ctx.db.execute(sql`
        update reviews r set answer = ${asked.answer}, words = ${words}, given_name = ${givenName},
          commune_code = case when ${givenName}::text is not null then u.buyer->>'communeCode' end,
          consents = ${JSON.stringify(consents)}::jsonb, language = ${asked.language},
          state = case when r.hidden_at is null then 'shown' else 'hidden' end,
          asked_at = case when r.hidden_at is null then r.asked_at else coalesce(r.asked_at, ${now}::timestamptz) end,
          written_at = case when r.state = 'taken_back' then ${now}::timestamptz else r.written_at end,
          changed_at = case when r.state = 'taken_back' then null else ${now}::timestamptz end
        from order_lines l join orders o on o.id = l.order_id join purchases u on u.id = o.purchase_id
        where r.id = ${id} and l.id = r.order_line_id`);
    const isNew = before === null || before.state === 'taken_back';
    await noteReview(ctx, id, isNew ? 'written' : 'changed', {
      before: isNew ? null : { answer: before.answer, words: before.words },
    });
    await writeDown(ctx, [
      {
        kind: isNew ? 'review.written' : 'review.changed',
        subject: `review:${id}`,
        ...(isNew ? {} : { before: { answer: before.answer } }),
        after: { answer: asked.answer },
      },
    ]);
    await announceReview(ctx, id);
    return id;
  });
}

/**
 * The writer takes a review back, whenever they want: agreeing to its being shown is taken back so. Its words are gone.
 *
 * @throws Refusal `not_found`. Again it does nothing.
 */
export async function takeBackReview(ctx: Context, purchaseId: string, lineId: string): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const { review } = await lineToReview(ctx, purchaseId, lineId, 0);
    if (review === null) throw new Refusal('not_found');
    if (review.state !== 'taken_back') await emptyReview(ctx, review.id);
  });
}

/** What a review said is gone, and with it whatever stood there before and was answered. */
export async function emptyReview(ctx: Context, id: string): Promise<void> {
  await ctx.db.execute(sql`
    update reviews set state = 'taken_back', words = '', given_name = null, commune_code = null, asked_at = null,
      reply = null, replied_at = null, replied_by = null, changed_at = ${ctx.now.toISOString()} where id = ${id}`);
  await ctx.db.execute(sql`update review_events set before = null where review_id = ${id}`);
  await ctx.db
    .execute(sql`update review_reports set settled_at = coalesce(settled_at, ${ctx.now.toISOString()}::timestamptz)
    where review_id = ${id}`);
  await noteReview(ctx, id, 'taken_back');
  await writeDown(ctx, [{ kind: 'review.taken_back', subject: `review:${id}` }]);
  await announceReview(ctx, id);
}

/** The line, held until the transaction ends, so that two who write at once write one after the other. */
async function lineToReview(
  ctx: Context,
  purchaseId: string,
  lineId: string,
  days: number,
): Promise<ReviewableLine> {
  await ctx.db.execute(sql`select 1 from order_lines where id = ${lineId} for update`);
  const line = (await reviewableOf(ctx, purchaseId, days)).find((one) => one.lineId === lineId);
  if (!line) throw new Refusal('not_found');
  return line;
}

/** Writes down what happened to a review, for its sides to read. */
export async function noteReview(
  ctx: Context,
  id: string,
  deed: ReviewDeed,
  {
    reason = null,
    before = null,
  }: { reason?: string | null; before?: { answer: ReviewAnswer; words: string } | null } = {},
): Promise<void> {
  await ctx.db.execute(sql`
    insert into review_events (review_id, at, by, deed, reason, before)
    values (${id}, ${ctx.now.toISOString()}, ${actorName(ctx.actor)}, ${deed}, ${reason},
      ${before === null ? null : JSON.stringify(before)}::jsonb)`);
}

/** Pages that show a review, or count it, are out of date. Lists of products and the search know nothing of it. */
export async function announceReview(ctx: Context, id: string): Promise<void> {
  const [of] = await ctx.db.execute<{ product: string; producer: string | null }>(sql`
    select k.id as product, k.producer_id as producer from reviews r join products p on p.id = r.product_id
    join products k on k.id = coalesce(p.merged_into, p.id) where r.id = ${id}`);
  if (of)
    await announce(ctx, {
      tags: [`product:${of.product}`, ...(of.producer ? [`producer:${of.producer}`] : [])],
    });
}
