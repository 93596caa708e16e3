import { sql } from 'drizzle-orm';
import { announce, writeDown } from '#src/domain/audit/audit.ts';
import { actorName } from '#src/domain/shared/actor.ts';
import { SHOWABLE } from '#src/domain/media/picture.ts';
import { inTransaction, type Context } from '#src/domain/shared/context.ts';
import { newId } from '#src/domain/shared/id.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import { storyDesk, type StoryDesk, type StoryOf } from './stories.ts';
import {
  MOST_RADIO,
  MOST_STORY,
  picturesIn,
  recordingsIn,
  recordingsWithoutWords,
  tidyStory,
  type StoryText,
  type VersionKind,
} from './story.ts';

/** What saved itself within so many minutes of one sitting is one version. */
const SITTING_MINUTES = 10;

export const subjectOf = ({ producerId, productId }: StoryOf): string =>
  productId === null ? `producer:${producerId}` : `product:${productId}`;

/** The story, locked, with a row of its own from now on; what stood in the register before is version 0. */
async function lockStory(ctx: Context, of: StoryOf): Promise<StoryDesk & { id: string }> {
  const { published } = await storyDesk(ctx, of);
  const now = ctx.now.toISOString();
  const stood = published.vi !== '' || published.en !== '';
  const [made] = await ctx.db.execute<{ id: string }>(sql`
    insert into stories (id, producer_id, product_id, published_version)
    values (${newId()}, ${of.productId === null ? of.producerId : null}, ${of.productId}, ${stood ? 0 : null})
    on conflict do nothing returning id`);
  if (made && stood)
    await ctx.db.execute(sql`
      insert into story_versions (story_id, number, vi, en, kind, author, at)
      values (${made.id}, 0, ${published.vi}, ${published.en}, 'register', 'system:register', ${now})`);
  await ctx.db.execute(
    of.productId === null
      ? sql`select from stories where producer_id = ${of.producerId} for update`
      : sql`select from stories where product_id = ${of.productId} for update`,
  );
  const desk = await storyDesk(ctx, of);
  return { ...desk, id: desk.id! };
}

type Held = StoryDesk & { id: string };

/** Adds a version; the same text again adds none. @throws Refusal `story.too_long`, `story.changed_meanwhile`. */
async function addVersion(
  ctx: Context,
  desk: Held,
  { vi, en, revision }: StoryText & { revision: number },
  kind: VersionKind,
  fromNumber: number | null = null,
): Promise<number> {
  if (vi.length > MOST_STORY || en.length > MOST_STORY)
    throw new Refusal('story.too_long', { most: MOST_STORY });
  const before = desk.newest ?? { vi: '', en: '' };
  // Also when a form that went through is sent once more.
  if (before.vi === vi && before.en === en) return desk.revision;
  if (revision !== desk.revision) throw new Refusal('story.changed_meanwhile');
  const author = actorName(ctx.actor);
  const number = desk.revision + 1;
  await ctx.db.execute(sql`
    insert into story_versions (story_id, number, vi, en, kind, from_number, author, at)
    values (${desk.id}, ${number}, ${vi}, ${en}, ${kind}, ${fromNumber}, ${author}, ${ctx.now.toISOString()})`);
  await ctx.db.execute(sql`update stories set revision = ${number} where id = ${desk.id}`);
  await ctx.db.execute(sql`
    delete from story_versions v where v.story_id = ${desk.id} and v.number = ${desk.revision} and v.kind = 'auto'
      and v.author = ${author} and v.at > ${ctx.now.toISOString()}::timestamptz - ${SITTING_MINUTES} * interval '1 minute'
      and not exists (select from stories t where t.id = v.story_id and v.number in (t.sent_version, t.published_version))
      and not exists (select from story_versions o where o.story_id = v.story_id and o.from_number = v.number)`);
  return number;
}

export type StoryForm = StoryText & {
  /** Of the text that the writer had before them. */
  revision: number;
};

const tidied = ({ vi, en, revision }: StoryForm): StoryForm => ({
  vi: tidyStory(vi),
  en: tidyStory(en),
  revision,
});

/**
 * Saves a text as a version. May be repeated.
 *
 * @returns the number of the version, for the next form.
 * @throws Refusal `not_found`, `story.too_long`, `story.changed_meanwhile`: another text was saved meanwhile, and both
 *   have to be looked at.
 */
export async function saveStory(
  ctx: Context,
  of: StoryOf,
  form: StoryForm,
  kind: 'saved' | 'auto' = 'saved',
): Promise<number> {
  return inTransaction(ctx, async (ctx) => addVersion(ctx, await lockStory(ctx, of), tidied(form), kind));
}

/** The text of an earlier version is a new version. @throws Refusal `not_found`. */
export async function goBackTo(ctx: Context, of: StoryOf, number: number): Promise<number> {
  return inTransaction(ctx, async (ctx) => {
    const desk = await lockStory(ctx, of);
    const [earlier] = await ctx.db.execute<StoryText>(
      sql`select vi, en from story_versions where story_id = ${desk.id} and number = ${number}`,
    );
    if (!earlier) throw new Refusal('not_found');
    return addVersion(ctx, desk, { ...earlier, revision: desk.revision }, 'back', number);
  });
}

/**
 * Saves the text and hands it to the office of the place; one that waited there already gives way.
 *
 * @throws Refusal as `saveStory`; `story.empty`, `story.picture_unknown` (details: names),
 *   `story.recording_unknown` (details: names), `story.transcript_missing`
 *   (details: names), `story.nothing_new`: it is published as it is.
 */
export async function sendStory(ctx: Context, of: StoryOf, form: StoryForm): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const desk = await lockStory(ctx, of);
    const text = tidied(form);
    const number = await addVersion(ctx, desk, text, 'saved');
    if (text.vi === '') throw new Refusal('story.empty');
    if (text.vi === desk.published.vi && text.en === desk.published.en)
      throw new Refusal('story.nothing_new');
    const shown = picturesIn(text);
    const known = await ctx.db.execute<{ number: number }>(sql`
      select i.number from pictures i where i.producer_id = ${of.producerId} and ${sql.raw(SHOWABLE)}
        and i.number in (select value::int from jsonb_array_elements_text(${JSON.stringify(shown)}::jsonb))`);
    const unknown = shown.filter((one) => !known.some(({ number }) => number === one));
    if (unknown.length > 0)
      throw new Refusal('story.picture_unknown', { names: unknown.map((one) => `anh:${one}`).join(', ') });
    const played = recordingsIn(text);
    const there = await ctx.db.execute<{ number: number }>(sql`
      select r.number from recordings r where r.producer_id = ${of.producerId} and r.hidden_at is null
        and r.number in (select value::int from jsonb_array_elements_text(${JSON.stringify(played)}::jsonb))`);
    const lost = played.filter((one) => !there.some(({ number }) => number === one));
    if (lost.length > 0)
      throw new Refusal('story.recording_unknown', { names: lost.map((one) => `tep:${one}`).join(', ') });
    const silent = [...recordingsWithoutWords(text.vi), ...recordingsWithoutWords(text.en)];
    if (silent.length > 0) throw new Refusal('story.transcript_missing', { names: silent.join(', ') });
    await ctx.db.execute(sql`
      update stories set sent_version = ${number}, sent_at = ${ctx.now.toISOString()}, sent_by = ${actorName(ctx.actor)}
      where id = ${desk.id}`);
    await writeDown(ctx, [
      {
        kind: 'story.sent',
        subject: subjectOf(of),
        before: { version: desk.sentVersion },
        after: { version: number },
      },
    ]);
  });
}

/** Takes back what waits at the office. May be repeated. @throws Refusal `not_found`. */
export async function takeStoryBack(ctx: Context, of: StoryOf): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const desk = await lockStory(ctx, of);
    if (desk.sentVersion === null) return;
    await ctx.db.execute(
      sql`update stories set sent_version = null, sent_at = null, sent_by = null where id = ${desk.id}`,
    );
    await writeDown(ctx, [
      { kind: 'story.taken_back', subject: subjectOf(of), before: { version: desk.sentVersion } },
    ]);
  });
}

/** Keeps what is read out over the loudspeakers; an empty text leaves it to the proposal. @throws Refusal `not_found`. */
export async function keepRadio(ctx: Context, of: StoryOf, typed: string): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const desk = await lockStory(ctx, of);
    const radio = tidyStory(typed).slice(0, MOST_RADIO) || null;
    await ctx.db.execute(sql`update stories set radio = ${radio} where id = ${desk.id}`);
    if (radio === desk.radio) return;
    await writeDown(ctx, [
      { kind: 'story.radio_kept', subject: subjectOf(of), before: { radio: desk.radio }, after: { radio } },
    ]);
    await announce(ctx, { tags: of.productId === null ? [] : [`product:${of.productId}`] });
  });
}
