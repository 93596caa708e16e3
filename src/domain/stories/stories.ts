import { sql, type SQL } from 'drizzle-orm';
import type { Sql } from 'postgres';
import { mustBeAllowed, type DeedName } from '#src/domain/accounts/deeds.ts';
import { PICTURE_JSON, SHOWABLE, type ShownPicture } from '#src/domain/media/picture.ts';
import type { Placed } from '#src/domain/producers/where.ts';
import { dayInVietnam } from '#src/domain/shared/calendar.ts';
import type { Context } from '#src/domain/shared/context.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import { shareIn, printsOf } from './prints.ts';
import {
  tidyStory,
  type CertificateKnown,
  type Comment,
  type ReviewOutcome,
  type StoryText,
  type VersionKind,
} from './story.ts';

/** Of what a story tells: a producer, or one of their goods (`productId`). */
export type StoryOf = { producerId: string; productId: string | null };

export type Version = StoryText & {
  number: number;
  kind: VersionKind;
  fromNumber: number | null;
  /** As they are called now; `null`: the register, or somebody who is no longer here. */
  author: string | null;
  at: string;
};

export type Review = {
  version: number;
  outcome: ReviewOutcome;
  note: string;
  comments: Comment[];
  by: string | null;
  at: string;
};

/** Everything about one story, for whoever writes or reviews it. */
export type StoryDesk = {
  id: string | null;
  producer: { id: string; slug: string; name: string };
  product: { id: string; slug: string; name: string; set: number | null; nameEn: string | null } | null;
  place: Placed & { printed: string | null };
  revision: number;
  newest: Version | null;
  sentVersion: number | null;
  sentAt: string | null;
  sentBy: string | null;
  publishedVersion: number | null;
  publishedAt: string | null;
  /** What is public now, whoever wrote it. */
  published: StoryText;
  radio: string | null;
  /** Newest first. */
  reviews: Review[];
  known: CertificateKnown;
};

const VERSION = sql`jsonb_build_object('number', v.number, 'vi', v.vi, 'en', v.en, 'kind', v.kind, 'fromNumber', v.from_number,
  'author', u.name, 'at', v.at)`;

const ofOne = ({ producerId, productId }: StoryOf): SQL =>
  productId === null ? sql`t.producer_id = ${producerId}` : sql`t.product_id = ${productId}`;

/** @throws Refusal `not_found`: no such thing, or not within reach. */
export async function storyDesk(
  ctx: Context,
  of: StoryOf,
  deed: DeedName = 'story.write',
): Promise<StoryDesk> {
  const today = dayInVietnam(ctx.now);
  const [row] = await ctx.db.execute<{ desk: StoryDesk }>(sql`
    select jsonb_build_object(
      'id', t.id,
      'producer', jsonb_build_object('id', m.id, 'slug', m.slug, 'name', m.name),
      'product', case when p.id is null then null else jsonb_build_object('id', p.id, 'slug', p.slug, 'name', p.name,
        'set', p.product_set, 'nameEn', p.name_en) end,
      'place', jsonb_build_object('producerId', m.id, 'provinceCode', coalesce(p.province_code, m.province_code),
        'communeCode', case when p.province_code is null then m.commune_code else p.commune_code end,
        'printed', coalesce(p.place_as_printed, m.address_as_printed)),
      'revision', coalesce(t.revision, 0),
      'newest', (select ${VERSION} from story_versions v left join users u on v.author = 'person:' || u.id
        where v.story_id = t.id order by v.number desc limit 1),
      'sentVersion', t.sent_version, 'sentAt', t.sent_at,
      'sentBy', (select u.name from users u where t.sent_by = 'person:' || u.id),
      'publishedVersion', t.published_version, 'publishedAt', t.published_at,
      'published', case when p.id is null
        then jsonb_build_object('vi', coalesce(m.story_vi, ''), 'en', coalesce(m.story_en, ''))
        else jsonb_build_object('vi', coalesce(p.story_vi, ''), 'en', coalesce(p.story_en, '')) end,
      'radio', t.radio,
      'reviews', coalesce((select jsonb_agg(jsonb_build_object('version', r.version, 'outcome', r.outcome, 'note', r.note,
          'comments', r.comments, 'by', u.name, 'at', r.at) order by r.at desc)
        from story_reviews r left join users u on r.by = 'person:' || u.id where r.story_id = t.id), '[]'::jsonb),
      'known', jsonb_build_object(
        'stars', coalesce((select jsonb_agg(distinct s.stars) from standings s join products q on q.id = s.product_id
          where (q.id = p.id or (p.id is null and q.producer_id = m.id)) and q.merged_into is null and s.governs
            and ${today}::date between s.from_day and s.until_day and s.status in ('valid', 'expiring', 'extended')), '[]'::jsonb),
        'decisions', coalesce((select jsonb_agg(distinct d.number_key) from certificates c join decisions d on d.id = c.decision_id
          join products q on q.id = c.product_id where q.id = p.id or (p.id is null and q.producer_id = m.id)), '[]'::jsonb),
        'days', coalesce((select jsonb_agg(distinct days.day) from certificates c join products q on q.id = c.product_id
          left join decisions d on d.id = c.decision_id left join standings s on s.certificate_id = c.id
          cross join lateral (values (c.issued_on), (d.issued_on), (s.from_day), (s.until_day)) days (day)
          where days.day is not null and (q.id = p.id or (p.id is null and q.producer_id = m.id))), '[]'::jsonb))) as desk
    from producers m
    left join products p on p.id = ${of.productId} and p.producer_id = m.id and p.merged_into is null and p.withdrawn_on is null
    left join stories t on ${ofOne(of)}
    where m.id = ${of.producerId} and m.merged_into is null`);
  const desk = row?.desk;
  // Who may not is told nothing of what is there.
  mustBeAllowed(
    ctx,
    deed,
    desk?.place ?? { provinceCode: null, communeCode: null, producerId: of.producerId },
  );
  if (!desk || (of.productId !== null && desk.product === null)) throw new Refusal('not_found');
  return { ...desk, published: { vi: tidyStory(desk.published.vi), en: tidyStory(desk.published.en) } };
}

/** Of what the story with this id tells. @throws Refusal `not_found`. */
export async function storyOfId(ctx: Pick<Context, 'db'>, id: string): Promise<StoryOf> {
  const [found] = await ctx.db.execute<StoryOf>(sql`
    select coalesce(t.producer_id, p.producer_id) as "producerId", t.product_id as "productId"
    from stories t left join products p on p.id = t.product_id where t.id = ${id}`);
  if (!found?.producerId) throw new Refusal('not_found');
  return found;
}

/** All versions of a story, newest first. @throws Refusal `not_found`. */
export async function versionsOf(
  ctx: Context,
  of: StoryOf,
  deed: DeedName = 'story.write',
): Promise<{ desk: StoryDesk; versions: Version[] }> {
  const desk = await storyDesk(ctx, of, deed);
  const rows = await ctx.db.execute<{ version: Version }>(sql`
    select ${VERSION} as version from story_versions v left join users u on v.author = 'person:' || u.id
    where v.story_id = ${desk.id} order by v.number desc limit 500`);
  return { desk, versions: rows.map(({ version }) => version) };
}

export type StoryLine = {
  /** `null`: the producer's own. */
  product: { id: string; name: string } | null;
  hasText: boolean;
  isPublished: boolean;
  isSent: boolean;
  /** What was published or sent last is not the newest text. */
  hasChanges: boolean;
  isReturned: boolean;
  at: string | null;
};

/** The stories of a producer: their own, then one for each of their goods. @throws Refusal `not_found`. */
export async function storiesOf(ctx: Context, producerId: string): Promise<StoryLine[]> {
  mustBeAllowed(ctx, 'story.write', { provinceCode: null, communeCode: null, producerId });
  const rows = await ctx.db.execute<{ line: StoryLine }>(sql`
    with told as (
      select null::char(12) as product_id, null::text as name, '' as name_key, m.story_vi as story, m.id as producer_id
        from producers m where m.id = ${producerId}
      union all
      select p.id, p.name, p.name_key, p.story_vi, null from products p
        where p.producer_id = ${producerId} and p.merged_into is null and p.withdrawn_on is null)
    select jsonb_build_object(
      'product', case when o.product_id is null then null else jsonb_build_object('id', o.product_id, 'name', o.name) end,
      'hasText', o.story is not null or coalesce(t.revision, 0) > 0, 'isPublished', o.story is not null,
      'isSent', t.sent_version is not null,
      'hasChanges', coalesce(t.revision > greatest(coalesce(t.sent_version, -1), coalesce(t.published_version, -1)), false),
      'isReturned', coalesce((select r.outcome = 'returned' and t.sent_version is null and r.version >= coalesce(t.published_version, -1)
        from story_reviews r where r.story_id = t.id order by r.at desc limit 1), false),
      'at', (select max(v.at) from story_versions v where v.story_id = t.id)) as line
    from told o left join stories t on t.product_id = o.product_id or (o.product_id is null and t.producer_id = o.producer_id)
    order by o.product_id is not null, o.name_key, o.product_id`);
  return rows.map(({ line }) => line);
}

/** Pictures of one producer by their numbers, as far as they can be shown. */
export async function picturesByNumber(
  sql: Sql,
  producerId: string,
  numbers: readonly number[],
): Promise<Map<number, ShownPicture>> {
  if (numbers.length === 0) return new Map();
  const rows = await sql<{ number: number; picture: ShownPicture }[]>`
    select i.number, ${sql.unsafe(PICTURE_JSON)} as picture from pictures i
    where i.producer_id = ${producerId} and i.number = any(${numbers as number[]}::int[]) and ${sql.unsafe(SHOWABLE)}`;
  return new Map(rows.map(({ number, picture }) => [number, picture]));
}

export type Alike = { share: number; name: string; path: { product: string } | { producer: string } };

/**
 * The published story that says most of what this text says, of whatever producer, also of other goods of the same one;
 * `null`: none says any of it.
 *
 * @param but the story itself.
 */
export async function mostAlike(ctx: Pick<Context, 'db'>, text: string, but: StoryOf): Promise<Alike | null> {
  const prints = printsOf(text);
  if (prints.length === 0) return null;
  const rows = await ctx.db.execute<{ text: string; name: string; slug: string; isProduct: boolean }>(sql`
    with mine as (select array_agg(value::int) as prints from jsonb_array_elements_text(${JSON.stringify(prints)}::jsonb)),
    near as (
      select t.product_id, t.producer_id,
        cardinality(array(select unnest(t.prints) intersect select unnest(mine.prints))) as shared
      from stories t, mine where t.prints && mine.prints
      order by shared desc limit 6),
    others as (
      select p.id as product_id, null::char(12) as producer_id, p.story_vi as text, p.name, p.slug from products p
        where p.story_vi is not null and p.merged_into is null and (p.id in (select product_id from near) or not exists (
          select from stories t where t.product_id = p.id and cardinality(t.prints) > 0))
      union all
      select null, m.id, m.story_vi, m.name, m.slug from producers m
        where m.story_vi is not null and m.merged_into is null and m.id in (select producer_id from near))
    select text, name, slug, product_id is not null as "isProduct" from others
    where not (product_id is not distinct from ${but.productId}::char(12)
      and producer_id is not distinct from ${but.productId === null ? but.producerId : null}::char(12))
    limit 400`);
  let best: Alike | null = null;
  for (const { text: other, name, slug, isProduct } of rows) {
    const share = shareIn(text, other);
    if (share > (best?.share ?? 0))
      best = { share, name, path: isProduct ? { product: slug } : { producer: slug } };
  }
  return best;
}

/** What was written for the loudspeakers; `null`: the proposal stands. */
export async function radioOf(sql: Sql, productId: string): Promise<string | null> {
  const [found] = await sql<
    { radio: string | null }[]
  >`select radio from stories where product_id = ${productId}`;
  return found?.radio ?? null;
}
