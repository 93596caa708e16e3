import { sql } from 'drizzle-orm';
import { mustBeAllowed, reachOf, type Reach } from '#src/domain/accounts/deeds.ts';
import { announce, writeDown } from '#src/domain/audit/audit.ts';
import { actorName } from '#src/domain/shared/actor.ts';
import { inTransaction, type Context } from '#src/domain/shared/context.ts';
import { newId } from '#src/domain/shared/id.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import { printsOf } from './prints.ts';
import { storyDesk, storyOfId, type StoryDesk, type StoryOf } from './stories.ts';
import { claimsIn, MOST_NOTE, paragraphsOf, tidyStory, type Comment, type StoryText } from './story.ts';
import { subjectOf } from './write-story.ts';

export type StoryWaiting = {
  id: string;
  product: string | null;
  producer: string;
  communeCode: string | null;
  provinceCode: string | null;
  sentAt: string | null;
  publishedAt: string | null;
  isFirst: boolean;
};

export type ReviewView = 'waiting' | 'published';

const within = (reach: Reach) =>
  reach === 'all'
    ? sql`true`
    : sql.join(
        [
          sql`false`,
          ...reach.flatMap((scope) =>
            scope.kind === 'province'
              ? [sql`w.province_code = ${scope.provinceCode}`]
              : scope.kind === 'commune'
                ? [sql`(w.province_code = ${scope.provinceCode} and w.commune_code = ${scope.communeCode})`]
                : [],
          ),
        ],
        sql` or `,
      );

/** Stories of the places of this office: those that wait, longest first; those that are published, newest first. */
export async function storiesToReview(
  ctx: Context,
  { view, page, perPage }: { view: ReviewView; page: number; perPage: number },
): Promise<{ stories: StoryWaiting[]; counts: Record<ReviewView, number> }> {
  const there = within(reachOf(ctx.actor, 'story.review'));
  const all = sql`(
    select t.*, m.name as producer, p.name as product, coalesce(p.province_code, m.province_code) as province_code,
      case when p.province_code is null then m.commune_code else p.commune_code end as commune_code
    from stories t left join products p on p.id = t.product_id
    join producers m on m.id = coalesce(t.producer_id, p.producer_id)
    where m.merged_into is null and p.merged_into is null and p.withdrawn_on is null) w`;
  const [counts] = await ctx.db.execute<Record<ReviewView, number>>(sql`
    select count(*) filter (where sent_version is not null)::int as waiting,
      count(*) filter (where published_at is not null)::int as published from ${all} where ${there}`);
  const stories = await ctx.db.execute<StoryWaiting>(sql`
    select id, product, producer, commune_code as "communeCode", province_code as "provinceCode", sent_at as "sentAt",
      published_at as "publishedAt", published_version is null as "isFirst"
    from ${all} where (${there}) and ${view === 'waiting' ? sql`sent_version is not null` : sql`published_at is not null`}
    order by ${view === 'waiting' ? sql`sent_at` : sql`published_at desc`}, id
    limit ${perPage} offset ${(page - 1) * perPage}`);
  return { stories: [...stories], counts: counts! };
}

export type StorySent = { of: StoryOf; desk: StoryDesk; sent: (StoryText & { number: number }) | null };

/** A story as its reviewer sees it; `sent`: the version that waits. @throws Refusal `not_found`. */
export async function storyToReview(ctx: Context, id: string): Promise<StorySent> {
  const of = await storyOfId(ctx, id);
  const desk = await storyDesk(ctx, of, 'story.review');
  const [sent] = await ctx.db.execute<StoryText & { number: number }>(
    sql`select number, vi, en from story_versions where story_id = ${id} and number = ${desk.sentVersion}`,
  );
  return { of, desk, sent: sent ?? null };
}

export type Verdict = {
  /** What the reviewer read. */
  version: number;
  note: string;
  /** By paragraph, counted from 1. */
  comments: readonly { paragraph: number; words: string }[];
};

async function lockSent(
  ctx: Context,
  id: string,
  version: number,
): Promise<StorySent & { sent: StoryText & { number: number } }> {
  await ctx.db.execute(sql`select from stories where id = ${id} for update`);
  const found = await storyToReview(ctx, id);
  mustBeAllowed(ctx, 'story.review', found.desk.place);
  const { sent } = found;
  if (!sent || sent.number !== version) throw new Refusal('story.not_waiting');
  return { ...found, sent };
}

async function keepReview(
  ctx: Context,
  id: string,
  outcome: 'published' | 'returned',
  vi: string,
  { version, note, comments }: Verdict,
): Promise<{ note: string; comments: Comment[] }> {
  const paragraphs = paragraphsOf(vi);
  const kept = {
    note: tidyStory(note).slice(0, MOST_NOTE),
    comments: comments.flatMap(({ paragraph, words }): Comment[] => {
      const about = paragraphs[paragraph - 1];
      const said = tidyStory(words).slice(0, MOST_NOTE);
      return about === undefined || said === ''
        ? []
        : [{ paragraph, about: about.slice(0, 160), words: said }];
    }),
  };
  await ctx.db.execute(sql`
    insert into story_reviews (id, story_id, version, outcome, note, comments, by, at)
    values (${newId()}, ${id}, ${version}, ${outcome}, ${kept.note}, ${JSON.stringify(kept.comments)}::jsonb,
      ${actorName(ctx.actor)}, ${ctx.now.toISOString()})`);
  return kept;
}

/**
 * The version that waits is public from now on: on the page of the goods, their trace page, their leaflet.
 *
 * @param claimsRead the reviewer has looked at what seems to contradict the certificate, and it speaks of something else.
 * @throws Refusal `not_found`, `story.not_waiting`, `story.claim_wrong` (details: names).
 */
export async function publishStory(
  ctx: Context,
  id: string,
  verdict: Verdict,
  claimsRead: boolean,
): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const { of, desk, sent } = await lockSent(ctx, id, verdict.version);
    const wrong = claimsIn(sent, desk.known).filter(({ agrees }) => !agrees);
    if (wrong.length > 0 && !claimsRead)
      throw new Refusal('story.claim_wrong', { names: wrong.map(({ said }) => said).join(', ') });
    const { note } = await keepReview(ctx, id, 'published', sent.vi, verdict);
    const now = ctx.now.toISOString();
    await ctx.db.execute(
      of.productId === null
        ? sql`update producers set story_vi = ${sent.vi}, story_en = ${sent.en || null}, updated_at = ${now} where id = ${of.producerId}`
        : sql`update products set story_vi = ${sent.vi}, story_en = ${sent.en || null}, updated_at = ${now} where id = ${of.productId}`,
    );
    await ctx.db.execute(sql`
      update stories set published_version = ${sent.number}, published_at = ${now}, sent_version = null, sent_at = null,
        sent_by = null, prints = coalesce((
          select array_agg(value::int) from jsonb_array_elements_text(${JSON.stringify(printsOf(sent.vi))}::jsonb)), '{}'::int[])
      where id = ${id}`);
    await writeDown(ctx, [
      {
        kind: of.productId === null ? 'producer.story_published' : 'product.story_published',
        subject: subjectOf(of),
        before: { storyVi: desk.published.vi || null, storyEn: desk.published.en || null },
        after: {
          storyVi: sent.vi,
          storyEn: sent.en || null,
          version: sent.number,
          claimsRead: wrong.length > 0,
        },
        reason: note || null,
      },
    ]);
    await announce(ctx, {
      products: of.productId === null ? [] : [of.productId],
      tags: [`producer:${of.producerId}`],
    });
  });
}

/** Sends the version back, with what has to become better. @throws Refusal `not_found`, `story.not_waiting`, `reason_missing`. */
export async function returnStory(ctx: Context, id: string, verdict: Verdict): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const { of, sent } = await lockSent(ctx, id, verdict.version);
    const { note, comments } = await keepReview(ctx, id, 'returned', sent.vi, verdict);
    if (note === '' && comments.length === 0) throw new Refusal('reason_missing');
    await ctx.db.execute(
      sql`update stories set sent_version = null, sent_at = null, sent_by = null where id = ${id}`,
    );
    await writeDown(ctx, [
      {
        kind: 'story.returned',
        subject: subjectOf(of),
        before: { version: sent.number },
        after: { comments: comments.length },
        reason: note || null,
      },
    ]);
  });
}
