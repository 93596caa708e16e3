import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { eq, sql } from 'drizzle-orm';
import { news, newsPictures } from '#db/schema/news.ts';
import { mustBeAllowed, reachOf, type Where } from '#src/domain/accounts/deeds.ts';
import { within } from '#src/domain/accounts/within.ts';
import { announce, writeDown } from '#src/domain/audit/audit.ts';
import type { Places } from '#src/domain/places/gazetteer.ts';
import { readCommune } from '#src/domain/registry/correct-register.ts';
import { dayInVietnam } from '#src/domain/shared/calendar.ts';
import { inTransaction, type Context } from '#src/domain/shared/context.ts';
import { newId } from '#src/domain/shared/id.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import { slugOf, tidy, withoutControls } from '#src/domain/shared/text.ts';
import type { NewsPicture } from './news-item.ts';

/** What somebody typed. */
export type NewsForm = {
  title: string;
  lead: string;
  body: string;
  /** A commune or a province by name or code; nothing: the whole country. */
  place: string;
  byline: string;
  /** Of the picture, kept or sent with it. */
  alt: string;
  credit: string;
  /** The same in English; nothing: nobody has written it. */
  titleEn: string;
  leadEn: string;
  bodyEn: string;
  altEn: string;
};

/** A picture that was made anew, with its size; `remove`: the kept one goes. */
export type NewPicture = { bytes: Uint8Array; width: number; height: number } | 'remove' | null;

type Row = typeof news.$inferSelect;
export type NewsRow = Row & { picture: NewsPicture | null };

/** News without a place is the country's. */
const whereOf = ({ provinceCode, communeCode }: Pick<Row, 'provinceCode' | 'communeCode'>): Where =>
  provinceCode === null ? 'country' : { provinceCode, communeCode };

/** What is the country's alone is not there for others. */
function mustReach(ctx: Context, row: Pick<Row, 'provinceCode' | 'communeCode'>): void {
  try {
    mustBeAllowed(ctx, 'news.keep', whereOf(row));
  } catch (error) {
    if (error instanceof Refusal && error.code === 'not_allowed' && row.provinceCode === null)
      throw new Refusal('not_found');
    throw error;
  }
}

/** As the office keeps it. @throws Refusal `not_found`: none such, or out of reach. */
export async function newsOfOffice(ctx: Context, id: string): Promise<NewsRow> {
  const held = await lockNews(ctx, id, false);
  const [picture] = await ctx.db
    .select({
      alt: newsPictures.alt,
      altEn: newsPictures.altEn,
      credit: newsPictures.credit,
      width: newsPictures.width,
      height: newsPictures.height,
      mark: newsPictures.mark,
    })
    .from(newsPictures)
    .where(eq(newsPictures.newsId, id));
  return { ...held, picture: picture ?? null };
}

async function lockNews(ctx: Context, id: string, lock = true): Promise<Row> {
  const asked = ctx.db.select().from(news).where(eq(news.id, id));
  const [row] = await (lock ? asked.for('update') : asked);
  if (!row) throw new Refusal('not_found');
  mustReach(ctx, row);
  return row;
}

/** The bytes of the kept picture. @throws Refusal `not_found`. */
export async function newsPictureOfOffice(ctx: Context, id: string): Promise<Uint8Array> {
  await lockNews(ctx, id, false);
  const [found] = await ctx.db
    .select({ picture: newsPictures.picture })
    .from(newsPictures)
    .where(eq(newsPictures.newsId, id));
  if (!found) throw new Refusal('not_found');
  return found.picture;
}

/** All within reach, what was touched last first. */
export async function newsWithin(
  ctx: Context,
  page: number,
  perPage: number,
): Promise<{ total: number; rows: Row[] }> {
  const where = within(reachOf(ctx.actor, 'news.keep'), 'news');
  const [total, rows] = await Promise.all([
    ctx.db.$count(news, where),
    ctx.db
      .select()
      .from(news)
      .where(where)
      .orderBy(sql`${news.updatedAt} desc`, news.id)
      .limit(perPage)
      .offset((page - 1) * perPage),
  ]);
  return { total, rows };
}

type Read = Pick<
  Row,
  'title' | 'lead' | 'body' | 'titleEn' | 'leadEn' | 'bodyEn' | 'byline' | 'provinceCode' | 'communeCode'
>;

const paragraphs = (typed: string): string =>
  withoutControls(typed.replace(/\r\n?/g, '\n')).normalize('NFC').trim();

function read(places: Places, form: NewsForm, provinceCode: string | null): Read {
  const [title, lead, byline] = [tidy(form.title), tidy(form.lead), tidy(form.byline)];
  const body = paragraphs(form.body);
  if (title === '') throw new Refusal('news.title_missing');
  if (lead === '') throw new Refusal('news.lead_missing');
  if (body === '') throw new Refusal('news.body_missing');
  if (byline === '') throw new Refusal('news.byline_missing');
  const where =
    tidy(form.place) === ''
      ? { provinceCode: null, communeCode: null }
      : readCommune(places, form.place, provinceCode);
  const [titleEn, leadEn] = [tidy(form.titleEn) || null, tidy(form.leadEn) || null];
  return { title, lead, body, titleEn, leadEn, bodyEn: paragraphs(form.bodyEn) || null, byline, ...where };
}

async function tell(ctx: Context, held: readonly Pick<Row, 'provinceCode' | 'communeCode'>[]): Promise<void> {
  await announce(ctx, {
    tags: [
      'news',
      ...held
        .flatMap(({ provinceCode, communeCode }) => [provinceCode, communeCode])
        .filter((code) => code !== null)
        .map((code) => `place:${code}`),
    ],
  });
}

/** Writes facts and tells whoever keeps pages; drafts are on none. */
async function change(
  ctx: Context,
  held: Row,
  kind: string,
  after: Partial<Row> & { picture?: unknown },
  reason: string | null = null,
): Promise<void> {
  const { picture: _, ...columns } = after;
  await ctx.db
    .update(news)
    .set({ ...columns, updatedAt: ctx.now })
    .where(eq(news.id, held.id));
  const before = Object.fromEntries(Object.keys(columns).map((name) => [name, held[name as keyof Row]]));
  await writeDown(ctx, [{ kind, subject: `news:${held.id}`, before, after, reason }]);
  if (held.publishedAt !== null || after.publishedAt) await tell(ctx, [held, { ...held, ...columns }]);
}

/** What becomes of the picture; `undefined`: it stays as it is. @throws Refusal `news.alt_missing`. */
async function keepPicture(
  ctx: Context,
  id: string,
  form: NewsForm,
  picture: NewPicture,
): Promise<Pick<NewsPicture, 'mark' | 'alt' | 'altEn' | 'credit'> | null | undefined> {
  const [held] = await ctx.db
    .select({
      mark: newsPictures.mark,
      alt: newsPictures.alt,
      altEn: newsPictures.altEn,
      credit: newsPictures.credit,
    })
    .from(newsPictures)
    .where(eq(newsPictures.newsId, id));
  if (picture === 'remove' || (picture === null && !held)) {
    if (!held) return undefined;
    await ctx.db.delete(newsPictures).where(eq(newsPictures.newsId, id));
    return null;
  }
  const said = {
    alt: tidy(form.alt),
    altEn: tidy(form.altEn) || null,
    credit: tidy(form.credit) || null,
  };
  if (said.alt === '') throw new Refusal('news.alt_missing');
  if (picture === null) {
    const { mark, ...kept } = held!;
    if (isDeepStrictEqual(kept, said)) return undefined;
    await ctx.db.update(newsPictures).set(said).where(eq(newsPictures.newsId, id));
    return { mark, ...said };
  }
  const mark = createHash('sha256').update(picture.bytes).digest('hex').slice(0, 12);
  const row = { picture: picture.bytes, width: picture.width, height: picture.height, mark, ...said };
  await ctx.db
    .insert(newsPictures)
    .values({ newsId: id, ...row })
    .onConflictDoUpdate({ target: newsPictures.newsId, set: row });
  return { mark, ...said };
}

/**
 * Writes down a piece of news, new or known; a new one is a draft.
 *
 * @param id `null`: a new one.
 * @returns its identifier.
 * @throws Refusal `not_found`, `not_allowed`, `news.title_missing`, `news.lead_missing`, `news.body_missing`,
 *   `news.byline_missing`, `news.alt_missing`, `news.not_now`: it is withdrawn; `register.place_unclear`,
 *   `register.nothing_changed`.
 */
export async function keepNews(
  ctx: Context,
  places: Places,
  id: string | null,
  form: NewsForm,
  picture: NewPicture,
  provinceCode: string | null,
): Promise<string> {
  return inTransaction(ctx, async (ctx) => {
    const held = id === null ? null : await lockNews(ctx, id);
    if (held && held.withdrawnOn !== null) throw new Refusal('news.not_now');
    const now = read(places, form, held?.provinceCode ?? provinceCode);
    try {
      mustBeAllowed(ctx, 'news.keep', whereOf(now));
    } catch (error) {
      // What they type they know of: it is theirs to hear that they may not.
      if (error instanceof Refusal && error.code === 'not_found') throw new Refusal('not_allowed');
      throw error;
    }
    if (held) {
      const names = (Object.keys(now) as (keyof Read)[]).filter(
        (name) => !isDeepStrictEqual(held[name] ?? null, now[name] ?? null),
      );
      const shown = await keepPicture(ctx, held.id, form, picture);
      if (names.length === 0 && shown === undefined) throw new Refusal('register.nothing_changed');
      await change(ctx, held, 'news.changed', {
        ...Object.fromEntries(names.map((name) => [name, now[name]])),
        ...(shown !== undefined && { picture: shown }),
      });
      return held.id;
    }
    const made = newId();
    await ctx.db.insert(news).values({
      ...now,
      id: made,
      slug: `${slugOf(now.title).slice(0, 80).replace(/-+$/, '') || 'tin'}-${made.slice(0, 4)}`,
      createdAt: ctx.now,
      updatedAt: ctx.now,
    });
    const shown = await keepPicture(ctx, made, form, picture);
    await writeDown(ctx, [
      { kind: 'news.made', subject: `news:${made}`, after: { ...now, ...(shown && { picture: shown }) } },
    ]);
    return made;
  });
}

/** From now on everybody reads it. May be repeated. @throws Refusal `not_found`, `news.not_now`: it is withdrawn. */
export async function publishNews(ctx: Context, id: string): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const held = await lockNews(ctx, id);
    if (held.withdrawnOn !== null) throw new Refusal('news.not_now');
    if (held.publishedAt === null) await change(ctx, held, 'news.published', { publishedAt: ctx.now });
  });
}

/**
 * It was wrong, or is so no more: its page stays and says why instead.
 *
 * @throws Refusal `not_found`, `reason_missing`, `news.not_now`: it is not published, or withdrawn already.
 */
export async function withdrawNews(ctx: Context, id: string, reason: string): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const held = await lockNews(ctx, id);
    const withdrawnReason = tidy(reason);
    if (withdrawnReason === '') throw new Refusal('reason_missing');
    if (held.publishedAt === null || held.withdrawnOn !== null) throw new Refusal('news.not_now');
    await change(
      ctx,
      held,
      'news.withdrawn',
      { withdrawnOn: dayInVietnam(ctx.now), withdrawnReason },
      withdrawnReason,
    );
  });
}

/** Nobody has read it, and nobody will. @throws Refusal `not_found`, `news.not_now`: it was published. */
export async function dropNews(ctx: Context, id: string): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const held = await lockNews(ctx, id);
    if (held.publishedAt !== null) throw new Refusal('news.not_now');
    await writeDown(ctx, [{ kind: 'news.dropped', subject: `news:${id}`, before: held }]);
    await ctx.db.delete(newsPictures).where(eq(newsPictures.newsId, id));
    await ctx.db.delete(news).where(eq(news.id, id));
  });
}
