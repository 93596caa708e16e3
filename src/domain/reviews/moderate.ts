import { sql } from 'drizzle-orm';
import { mustWait, noteFailure, type Tried } from '#src/domain/accounts/failed-tries.ts';
import { mustBeAllowed } from '#src/domain/accounts/deeds.ts';
import { writeDown } from '#src/domain/audit/audit.ts';
import { writeLetter } from '#src/domain/notifications/letters.ts';
import { actorName } from '#src/domain/shared/actor.ts';
import { inTransaction, type Context } from '#src/domain/shared/context.ts';
import { newId } from '#src/domain/shared/id.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import {
  MOST_REPLY_WORDS,
  plainWords,
  type ReviewAnswer,
  type ReviewDeed,
  type ReviewReportReason,
  type ReviewState,
} from './review.ts';
import { announceReview, noteReview } from './write-review.ts';

type Held = { id: string; state: ReviewState; answer: ReviewAnswer; producerId: string };

async function lockReview(ctx: Context, id: string): Promise<Held> {
  const [found] = await ctx.db.execute<Held>(sql`
    select r.id, r.state, r.answer, o.producer_id as "producerId" from reviews r
    join order_lines l on l.id = r.order_line_id join orders o on o.id = l.order_id where r.id = ${id} for update of r`);
  if (!found) throw new Refusal('not_found');
  return found;
}

const whereOf = (producerId: string) => ({ provinceCode: null, communeCode: null, producerId });

/**
 * The producer answers a review, once. What is said in public is not taken back quietly: it is not changed later.
 *
 * @throws Refusal `not_found`, `review.not_now`, `review.replied`, `review.words_missing`, `review.words_too_long`.
 */
export async function replyToReview(ctx: Context, id: string, typed: string): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const review = await lockReview(ctx, id);
    mustBeAllowed(ctx, 'order.handle', whereOf(review.producerId));
    if (review.state !== 'shown') throw new Refusal('review.not_now');
    const words = plainWords(typed);
    if (words === '') throw new Refusal('review.words_missing');
    if (words.length > MOST_REPLY_WORDS)
      throw new Refusal('review.words_too_long', { most: MOST_REPLY_WORDS });
    const replied = await ctx.db.execute(sql`
      update reviews set reply = ${words}, replied_at = ${ctx.now.toISOString()}, replied_by = ${actorName(ctx.actor)}
      where id = ${id} and reply is null returning id`);
    if (replied.length === 0) throw new Refusal('review.replied');
    await noteReview(ctx, id, 'replied');
    await writeDown(ctx, [{ kind: 'review.replied', subject: `review:${id}` }]);
    await announceReview(ctx, id);
  });
}

/**
 * Anybody says that a review should not stand there; it stays until the operator has looked. One place may say so a few
 * times an hour.
 *
 * @param from what tells two senders apart and names neither; `null`: the producer whose goods it is about.
 * @throws Refusal `not_found`, `too_many`, `review.words_missing` (another reason, and no word of it), `not_allowed`.
 */
export async function reportReview(
  ctx: Context,
  id: string,
  { reason, words: typed }: { reason: ReviewReportReason; words: string },
  from: string | null,
): Promise<void> {
  const tried: Tried[] = from === null ? [] : [{ kind: 'address', value: `report\n${from}` }];
  if ((await mustWait(ctx, tried)) > 0) throw new Refusal('too_many');
  await inTransaction(ctx, async (ctx) => {
    const review = await lockReview(ctx, id);
    if (from === null) mustBeAllowed(ctx, 'order.handle', whereOf(review.producerId));
    if (review.state !== 'shown') throw new Refusal('not_found');
    const words = plainWords(typed).slice(0, 500);
    if (reason === 'other' && words === '') throw new Refusal('review.words_missing');
    const by = from === null ? 'producer' : 'visitor';
    await ctx.db.execute(sql`
      insert into review_reports (id, review_id, by, reason, words, at)
      values (${newId()}, ${id}, ${by}, ${reason}, ${words}, ${ctx.now.toISOString()})`);
    await ctx.db.execute(
      sql`update reviews set asked_at = coalesce(asked_at, ${ctx.now.toISOString()}::timestamptz) where id = ${id}`,
    );
    await noteReview(ctx, id, 'reported', { reason });
    await writeDown(ctx, [{ kind: 'review.reported', subject: `review:${id}`, after: { by, reason } }]);
  });
  await noteFailure(ctx, tried);
}

/** What the writer of a review that was hidden is told. */
export type HiddenNews = {
  buyer: { name: string; email: string | null };
  language: 'vi' | 'en';
  purchaseId: string;
  lineId: string;
  goods: string;
  reason: string;
};

/**
 * The operator hides a review, or says that it stays, by the published rule and with a reason that both sides read.
 *
 * @param letter what the writer reads when it is hidden.
 * @throws Refusal `not_allowed`, `not_found`, `reason_missing`, `review.not_now`.
 */
export async function decideReview(
  ctx: Context,
  id: string,
  decision: 'hide' | 'keep',
  why: string,
  letter: (news: HiddenNews) => { title: string; words: string },
): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    mustBeAllowed(ctx, 'shop.operate', 'country');
    const review = await lockReview(ctx, id);
    const reason = plainWords(why).slice(0, 500);
    if (reason === '') throw new Refusal('reason_missing');
    if (review.state === 'taken_back' || (decision === 'hide' && review.state === 'hidden'))
      throw new Refusal('review.not_now');
    const now = ctx.now.toISOString();
    await ctx.db.execute(
      decision === 'hide'
        ? sql`update reviews set state = 'hidden', hidden_at = ${now}, asked_at = null where id = ${id}`
        : sql`update reviews set state = 'shown', hidden_at = null, asked_at = null where id = ${id}`,
    );
    await ctx.db.execute(
      sql`update review_reports set settled_at = ${now} where review_id = ${id} and settled_at is null`,
    );
    const deed = decision === 'hide' ? 'hidden' : 'kept';
    await noteReview(ctx, id, deed, { reason });
    await writeDown(ctx, [
      {
        kind: `review.${deed}`,
        subject: `review:${id}`,
        before: { state: review.state },
        after: { state: decision === 'hide' ? 'hidden' : 'shown' },
        reason,
      },
    ]);
    await announceReview(ctx, id);
    if (decision !== 'hide') return;
    const [news] = await ctx.db.execute<HiddenNews>(sql`
      select jsonb_build_object('name', u.buyer->'name', 'email', u.buyer->'email') as buyer, u.language,
        u.id as "purchaseId", l.id as "lineId", l.goods->>'name' as goods, ${reason}::text as reason
      from reviews r join order_lines l on l.id = r.order_line_id join orders o on o.id = l.order_id
      join purchases u on u.id = o.purchase_id where r.id = ${id}`);
    if (news?.buyer.email)
      await writeLetter(ctx, {
        key: `review_hidden:${id}:${now}`,
        kind: 'review',
        to: { address: news.buyer.email, name: news.buyer.name },
        ...letter(news),
        isPrivate: true,
        about: `review:${id}`,
      });
  });
}

export type ReviewListed = {
  id: string;
  answer: ReviewAnswer;
  words: string;
  state: ReviewState;
  writtenAt: string;
  changedAt: string | null;
  askedAt: string | null;
  goods: string;
  productSlug: string;
  producer: string;
  order: string;
  reply: string | null;
  repliedAt: string | null;
  events: { at: string; deed: ReviewDeed; reason: string | null; before: { words: string } | null }[];
  reports: {
    by: 'producer' | 'visitor';
    reason: ReviewReportReason;
    words: string;
    at: string;
    open: boolean;
  }[];
};

const LISTED = sql`r.id, r.answer, r.words, r.state, r.written_at as "writtenAt", r.changed_at as "changedAt",
  r.asked_at as "askedAt", l.goods->>'name' as goods, p.slug as "productSlug", m.name as producer, o.code as "order",
  r.reply, r.replied_at as "repliedAt",
  (select jsonb_agg(jsonb_build_object('at', e.at, 'deed', e.deed, 'reason', e.reason, 'before', e.before) order by e.id)
    from review_events e where e.review_id = r.id) as events,
  coalesce((select jsonb_agg(jsonb_build_object('by', i.by, 'reason', i.reason, 'words', i.words, 'at', i.at,
      'open', i.settled_at is null) order by i.at)
    from review_reports i where i.review_id = r.id), '[]'::jsonb) as reports`;
const FROM = sql`reviews r join order_lines l on l.id = r.order_line_id join orders o on o.id = l.order_id
  join products p on p.id = r.product_id join producers m on m.id = o.producer_id`;

export type ReviewView = 'waiting' | 'hidden' | 'all';

/** Reviews for the operator; those that somebody waits for stand first, longest first. @throws Refusal `not_allowed`. */
export async function reviewsToModerate(
  ctx: Context,
  { view, page, perPage }: { view: ReviewView; page: number; perPage: number },
): Promise<{ reviews: ReviewListed[]; counts: Record<ReviewView, number> }> {
  mustBeAllowed(ctx, 'shop.operate', 'country');
  const [counts] = await ctx.db.execute<Record<ReviewView, number>>(sql`
    select count(*) filter (where asked_at is not null)::int as waiting,
      count(*) filter (where state = 'hidden')::int as hidden,
      count(*) filter (where state <> 'taken_back')::int as all from reviews`);
  const which =
    view === 'waiting'
      ? sql`r.asked_at is not null`
      : view === 'hidden'
        ? sql`r.state = 'hidden'`
        : sql`r.state <> 'taken_back'`;
  const reviews = await ctx.db.execute<ReviewListed>(sql`
    select ${LISTED} from ${FROM} where ${which}
    order by ${view === 'waiting' ? sql`r.asked_at` : sql`r.written_at desc`}, r.id
    limit ${perPage} offset ${(page - 1) * perPage}`);
  return { reviews: [...reviews], counts: counts! };
}

/** What buyers said of a producer's goods, newest first; earlier wordings are not for them. @throws Refusal `not_found`. */
export async function reviewsOfWorkshop(
  ctx: Context,
  producerId: string,
  { page, perPage }: { page: number; perPage: number },
): Promise<{ reviews: ReviewListed[]; total: number }> {
  mustBeAllowed(ctx, 'order.handle', whereOf(producerId));
  const [counted] = await ctx.db.execute<{ total: number }>(sql`
    select count(*)::int as total from ${FROM} where o.producer_id = ${producerId} and r.state <> 'taken_back'`);
  const rows = await ctx.db.execute<ReviewListed>(sql`
    select ${LISTED} from ${FROM} where o.producer_id = ${producerId} and r.state <> 'taken_back'
    order by r.reply is not null, r.written_at desc, r.id limit ${perPage} offset ${(page - 1) * perPage}`);
  const reviews = rows.map((row) => ({
    ...row,
    events: row.events.map((event) => ({ ...event, before: null })),
    // Who reported what is between them and the operator; of their own they see that it is being looked at.
    reports: row.reports.filter(({ by }) => by === 'producer'),
  }));
  return { reviews, total: counted!.total };
}

/** How many buyers were not content and have no answer. @throws Refusal `not_found`. */
export async function reviewsToAnswer(ctx: Context, producerId: string): Promise<number> {
  mustBeAllowed(ctx, 'order.handle', whereOf(producerId));
  const [row] = await ctx.db.execute<{ count: number }>(sql`
    select count(*)::int as count from ${FROM}
    where o.producer_id = ${producerId} and r.state = 'shown' and r.answer <> 'yes' and r.reply is null`);
  return row!.count;
}

/** A review that is shown, for whoever wants to report it; `null`: there is none. */
export async function shownReview(
  ctx: Pick<Context, 'db'>,
  id: string,
): Promise<{
  id: string;
  words: string;
  answer: ReviewAnswer;
  language: 'vi' | 'en';
  goods: string;
  productSlug: string;
} | null> {
  const [found] = await ctx.db.execute<{
    id: string;
    words: string;
    answer: ReviewAnswer;
    language: 'vi' | 'en';
    goods: string;
    productSlug: string;
  }>(sql`
    select r.id, r.words, r.answer, r.language, k.name as goods, k.slug as "productSlug" from reviews r
    join products p on p.id = r.product_id join products k on k.id = coalesce(p.merged_into, p.id)
    where r.id = ${id} and r.state = 'shown'`);
  return found ?? null;
}
