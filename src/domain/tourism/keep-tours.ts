import { and, eq, inArray, sql, type SQL } from 'drizzle-orm';
import { products } from '#db/schema/catalogue.ts';
import { producers } from '#db/schema/producers.ts';
import { pointsOfSale } from '#db/schema/shop.ts';
import { tourRevisions, tours, tourStopProducts, tourStops } from '#db/schema/tourism.ts';
import { mustBeAllowed, reachOf } from '#src/domain/accounts/deeds.ts';
import { within } from '#src/domain/accounts/within.ts';
import { announce, writeDown } from '#src/domain/audit/audit.ts';
import { isAlcohol } from '#src/domain/catalogue/product-set.ts';
import { readPosition } from '#src/domain/lists/read-position.ts';
import type { Places } from '#src/domain/places/gazetteer.ts';
import { readCommune } from '#src/domain/registry/correct-register.ts';
import { actorName } from '#src/domain/shared/actor.ts';
import { dayInVietnam, isDay, type Day } from '#src/domain/shared/calendar.ts';
import { inTransaction, type Context } from '#src/domain/shared/context.ts';
import { dong, type Dong } from '#src/domain/shared/dong.ts';
import { newId } from '#src/domain/shared/id.ts';
import { phoneOf } from '#src/domain/shared/phone.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import { foldedWords, slugOf, tidy, withoutControls } from '#src/domain/shared/text.ts';
import {
  MOST_STOPS,
  readClock,
  readMonths,
  STOP_KINDS,
  TOURISM_SET,
  USUAL_MINUTES,
  WAY_MODES,
  type RevisionState,
  type StopKind,
} from './tour.ts';
import { toursWhere, type StopRecord, type Tour } from './tours.ts';

/** What somebody typed about one stop. */
export type StopForm = {
  key: string;
  kind: string;
  /** `producer:ID`, `point_of_sale:ID`, `product:ID`; empty: a place by its name alone. */
  record: string;
  name: string;
  nameEn: string;
  what: string;
  whatEn: string;
  /** Two numbers, or a link to a map. */
  position: string;
  arrivesAt: string;
  minutes: string;
  months: string;
  price: string;
  phone: string;
  people: string;
  wayMode: string;
  /** Kilometres. */
  wayLength: string;
  wayMinutes: string;
  products: readonly string[];
};

/** What somebody typed about a route: all of it at once. */
export type TourForm = {
  title: string;
  titleEn: string;
  summary: string;
  summaryEn: string;
  story: string;
  storyEn: string;
  commune: string;
  startsAt: string;
  months: string;
  people: string;
  price: string;
  priceNote: string;
  priceNoteEn: string;
  contactName: string;
  contactPhone: string;
  contactEmail: string;
  source: string;
  stops: readonly StopForm[];
};

type Revision = typeof tourRevisions.$inferInsert;
type Stop = Omit<typeof tourStops.$inferInsert, 'id' | 'revisionId' | 'position'> & {
  products: readonly string[];
};
type Read = {
  place: { provinceCode: string; communeCode: string | null };
  facts: Pick<
    Revision,
    | 'titleVi'
    | 'titleEn'
    | 'summaryVi'
    | 'summaryEn'
    | 'storyVi'
    | 'storyEn'
    | 'startsAt'
    | 'months'
    | 'people'
    | 'price'
    | 'priceNoteVi'
    | 'priceNoteEn'
    | 'contactName'
    | 'contactPhone'
    | 'contactEmail'
    | 'source'
  >;
  stops: Stop[];
};

const orNull = (typed: string, most: number): string | null => tidy(typed).slice(0, most) || null;
/** Several lines. */
const linesOrNull = (typed: string, most: number): string | null =>
  withoutControls(typed).normalize('NFC').replaceAll('\r\n', '\n').trim().slice(0, most) || null;

/** @throws Refusal `tour.number_wrong` (details: typed). */
function wholeOrNull(typed: string, most: number): number | null {
  const digits = tidy(typed).replace(/[.\s₫đ]/giu, '');
  if (digits === '') return null;
  const read = Number(digits);
  if (!/^\d{1,9}$/.test(digits) || read > most)
    throw new Refusal('tour.number_wrong', { typed: tidy(typed).slice(0, 40) });
  return read;
}
const dongOrNull = (typed: string): Dong | null => {
  const read = wholeOrNull(typed, 1_000_000_000);
  return read === null ? null : dong(read);
};

/** @throws Refusal `tour.clock_wrong` (details: typed). */
function clockOrNull(typed: string): number | null {
  if (tidy(typed) === '') return null;
  const read = readClock(tidy(typed));
  if (read === null) throw new Refusal('tour.clock_wrong', { typed: tidy(typed).slice(0, 40) });
  return read;
}

/** @throws Refusal `tour.months_wrong` (details: typed). */
function monthsOf(typed: string): number[] {
  const read = readMonths(tidy(typed));
  if (read === null) throw new Refusal('tour.months_wrong', { typed: tidy(typed).slice(0, 40) });
  return read;
}

/** Kilometres with a comma or a point. @throws Refusal `tour.number_wrong` (details: typed). */
function metresOrNull(typed: string): number | null {
  const written = tidy(typed)
    .replace(/\s*km$/i, '')
    .replace(',', '.');
  if (written === '') return null;
  if (!/^\d{1,4}(\.\d{1,3})?$/.test(written))
    throw new Refusal('tour.number_wrong', { typed: tidy(typed).slice(0, 40) });
  return Math.round(Number(written) * 1_000);
}

/** @throws Refusal `user.phone_unreadable`. */
function phoneOrNull(typed: string): string | null {
  const phone = tidy(typed).slice(0, 60);
  if (phone !== '' && phoneOf(phone) === null && !/^[\d\s+().,/-]{4,60}$/.test(phone))
    throw new Refusal('user.phone_unreadable');
  return phone || null;
}

function readRecord(typed: string): { kind: StopRecord['kind']; id: string } | null {
  const [, kind, id] = /^(producer|point_of_sale|product):([0-9a-z]{12})$/.exec(typed) ?? [];
  return kind === undefined || id === undefined ? null : { kind: kind as StopRecord['kind'], id };
}

function readStop(form: StopForm, isFirst: boolean): Stop {
  const record = readRecord(form.record);
  const name = orNull(form.name, 160);
  if (record === null && name === null) throw new Refusal('tour.stop_name_missing');
  const at = readPosition('', '', tidy(form.position));
  if (at.unreadable) throw new Refusal('point_of_sale.position_unreadable');
  const kind = STOP_KINDS.find((one) => one === form.kind) ?? 'sight';
  return {
    key: form.key,
    kind,
    producerId: record?.kind === 'producer' ? record.id : null,
    pointOfSaleId: record?.kind === 'point_of_sale' ? record.id : null,
    productId: record?.kind === 'product' ? record.id : null,
    nameVi: name,
    nameEn: orNull(form.nameEn, 160),
    whatVi: linesOrNull(form.what, 2_000),
    whatEn: linesOrNull(form.whatEn, 2_000),
    latitude: at.position?.latitude ?? null,
    longitude: at.position?.longitude ?? null,
    arrivesAt: clockOrNull(form.arrivesAt),
    minutes: wholeOrNull(form.minutes, 1_440) ?? USUAL_MINUTES[kind],
    months: monthsOf(form.months),
    price: dongOrNull(form.price),
    phone: phoneOrNull(form.phone),
    people: wholeOrNull(form.people, 10_000),
    wayMode: isFirst ? null : (WAY_MODES.find((one) => one === form.wayMode) ?? 'car'),
    wayMetres: isFirst ? null : metresOrNull(form.wayLength),
    wayMinutes: isFirst ? null : wholeOrNull(form.wayMinutes, 1_440),
    products: [...new Set(form.products)].slice(0, 60),
  };
}

function read(places: Places, form: TourForm, provinceCode: string | null): Read {
  const titleVi = orNull(form.title, 160);
  if (titleVi === null) throw new Refusal('tour.title_missing');
  if (tidy(form.commune) === '') throw new Refusal('register.place_unclear');
  const contactEmail = orNull(form.contactEmail, 200);
  if (contactEmail !== null && !/^[^\s@<>"]+@[^\s@<>"]+$/.test(contactEmail))
    throw new Refusal('user.email_unreadable');
  if (form.stops.length > MOST_STOPS) throw new Refusal('tour.too_many_stops', { most: MOST_STOPS });
  return {
    place: readCommune(places, form.commune, provinceCode),
    facts: {
      titleVi,
      titleEn: orNull(form.titleEn, 160),
      summaryVi: linesOrNull(form.summary, 600),
      summaryEn: linesOrNull(form.summaryEn, 600),
      storyVi: linesOrNull(form.story, 20_000),
      storyEn: linesOrNull(form.storyEn, 20_000),
      startsAt: clockOrNull(form.startsAt) ?? 8 * 60,
      months: monthsOf(form.months),
      people: wholeOrNull(form.people, 10_000),
      price: dongOrNull(form.price),
      priceNoteVi: orNull(form.priceNote, 300),
      priceNoteEn: orNull(form.priceNoteEn, 300),
      contactName: orNull(form.contactName, 120),
      contactPhone: phoneOrNull(form.contactPhone),
      contactEmail,
      source: orNull(form.source, 500),
    },
    stops: form.stops.map((stop, index) => readStop(stop, index === 0)),
  };
}

type Kept = typeof tours.$inferSelect;

/** @throws Refusal `not_found`: none such, or out of reach; `not_allowed`. */
async function lockedTour(ctx: Context, id: string, deed: 'tour.keep' | 'tour.publish'): Promise<Kept> {
  const [tour] = await ctx.db.select().from(tours).where(eq(tours.id, id)).for('update');
  if (!tour) throw new Refusal('not_found');
  mustBeAllowed(ctx, deed, tour);
  return tour;
}

const openOf = async (ctx: Context, tourId: string) => {
  const [open] = await ctx.db
    .select()
    .from(tourRevisions)
    .where(and(eq(tourRevisions.tourId, tourId), inArray(tourRevisions.state, ['draft', 'in_review'])));
  return open ?? null;
};
const publicOf = async (ctx: Context, tourId: string) => {
  const [found] = await ctx.db
    .select()
    .from(tourRevisions)
    .where(and(eq(tourRevisions.tourId, tourId), eq(tourRevisions.state, 'published')));
  return found ?? null;
};

/** Records that the stops name exist, are not merged into others, and are no alcohol. */
async function mustExist(ctx: Context, stops: readonly Stop[]): Promise<void> {
  const known = async (ids: (string | null | undefined)[], query: (ids: string[]) => SQL) => {
    const wanted = [...new Set(ids.filter((id) => typeof id === 'string'))];
    if (wanted.length === 0) return;
    const rows = await ctx.db.execute<{ id: string; set?: number | null }>(query(wanted));
    if (rows.length < wanted.length || rows.some(({ set }) => isAlcohol(set ?? null)))
      throw new Refusal('tour.record_gone');
  };
  const list = (ids: string[]) =>
    sql`(${sql.join(
      ids.map((id) => sql`${id}`),
      sql`, `,
    )})`;
  await known(
    stops.map(({ producerId }) => producerId),
    (ids) => sql`select id from ${producers} where id in ${list(ids)} and merged_into is null`,
  );
  await known(
    stops.map(({ pointOfSaleId }) => pointOfSaleId),
    (ids) => sql`select id from ${pointsOfSale} where id in ${list(ids)}`,
  );
  await known(
    stops.flatMap(({ productId, products: goods }) => [productId, ...goods]),
    (ids) =>
      sql`select id, product_set as set from ${products} where id in ${list(ids)} and merged_into is null`,
  );
}

async function writeStops(ctx: Context, revisionId: string, stops: readonly Stop[]): Promise<void> {
  await ctx.db.delete(tourStops).where(eq(tourStops.revisionId, revisionId));
  const rows = stops.map((stop, position) => ({ ...stop, id: newId(), revisionId, position }));
  if (rows.length === 0) return;
  await ctx.db.insert(tourStops).values(rows.map(({ products: _products, ...row }) => row));
  const goods = rows.flatMap(({ id, products: ids }) => ids.map((productId) => ({ stopId: id, productId })));
  if (goods.length > 0) await ctx.db.insert(tourStopProducts).values(goods);
}

async function freeSlug(ctx: Context, title: string, id: string): Promise<string> {
  const plain = slugOf(title) || 'tuyen';
  const [taken] = await ctx.db
    .select({ id: tours.id })
    .from(tours)
    .where(sql`${tours.slug} = ${plain} and ${tours.id} <> ${id}`);
  return taken ? `${plain}-${id.slice(0, 4)}` : plain;
}

function mustReach(ctx: Context, where: Read['place']): void {
  try {
    mustBeAllowed(ctx, 'tour.keep', where);
  } catch (error) {
    // Whoever types a place outside of their own is told so: it hides nothing.
    if (error instanceof Refusal && error.code === 'not_found') throw new Refusal('not_allowed');
    throw error;
  }
}

/**
 * Saves what somebody works on. A new route begins as a draft; to one that is public a new version is begun. May be
 * repeated.
 *
 * @param id `null`: a new route.
 * @param edits how often it had been saved when the form was made.
 * @returns its identifier.
 * @throws Refusal `not_found`, `not_allowed`, `tour.…`, `register.place_unclear`, `point_of_sale.position_unreadable`,
 *   `user.phone_unreadable`, `user.email_unreadable`.
 */
export async function keepTour(
  ctx: Context,
  places: Places,
  id: string | null,
  form: TourForm,
  edits: number,
  provinceCode: string | null,
): Promise<string> {
  return inTransaction(ctx, async (ctx) => {
    if (id === null) {
      const { place, facts, stops } = read(places, form, provinceCode);
      mustReach(ctx, place);
      await mustExist(ctx, stops);
      const made = newId();
      await ctx.db.insert(tours).values({
        ...place,
        id: made,
        slug: await freeSlug(ctx, facts.titleVi, made),
        createdAt: ctx.now,
        updatedAt: ctx.now,
      });
      await beginRevision(ctx, made, 1, facts, stops);
      await writeDown(ctx, [
        { kind: 'tour.made', subject: `tour:${made}`, after: { ...place, title: facts.titleVi } },
      ]);
      return made;
    }
    const tour = await lockedTour(ctx, id, 'tour.keep');
    const { place, facts, stops } = read(places, form, tour.provinceCode);
    mustReach(ctx, place);
    await mustExist(ctx, stops);
    const open = await openOf(ctx, id);
    if (open?.state === 'in_review') throw new Refusal('tour.in_review');
    const held = open ?? (await publicOf(ctx, id));
    if (held && held.edits !== edits) throw new Refusal('tour.changed_meanwhile');
    if (open) {
      await ctx.db
        .update(tourRevisions)
        .set({ ...facts, edits: edits + 1, writtenBy: actorName(ctx.actor), writtenAt: ctx.now })
        .where(eq(tourRevisions.id, open.id));
      await writeStops(ctx, open.id, stops);
    } else {
      const [last] = await ctx.db.execute<{ number: number }>(
        sql`select max(number)::int as number from tour_revisions where tour_id = ${id}`,
      );
      await beginRevision(ctx, id, (last?.number ?? 0) + 1, facts, stops, edits + 1);
      await writeDown(ctx, [
        {
          kind: 'tour.begun_again',
          subject: `tour:${id}`,
          after: { provinceCode: tour.provinceCode, communeCode: tour.communeCode, title: facts.titleVi },
        },
      ]);
    }
    const isPublic = await publicOf(ctx, id);
    await ctx.db
      .update(tours)
      .set({
        ...place,
        ...(!isPublic && { slug: await freeSlug(ctx, facts.titleVi, id) }),
        updatedAt: ctx.now,
      })
      .where(eq(tours.id, id));
    return id;
  });
}

async function beginRevision(
  ctx: Context,
  tourId: string,
  number: number,
  facts: Read['facts'],
  stops: readonly Stop[],
  edits = 1,
): Promise<void> {
  const id = newId();
  await ctx.db.insert(tourRevisions).values({
    ...facts,
    id,
    tourId,
    number,
    state: 'draft',
    edits,
    writtenBy: actorName(ctx.actor),
    writtenAt: ctx.now,
  });
  await writeStops(ctx, id, stops);
}

const LEAST_STOPS = 2;

/** Ready, as its writer finds: somebody else is to look at it. @throws Refusal `tour.no_draft`, `tour.too_few_stops`. */
export async function sendTour(ctx: Context, id: string): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const tour = await lockedTour(ctx, id, 'tour.keep');
    const open = await openOf(ctx, id);
    if (open?.state !== 'draft') throw new Refusal('tour.no_draft');
    const stops = await ctx.db.$count(tourStops, eq(tourStops.revisionId, open.id));
    if (stops < LEAST_STOPS) throw new Refusal('tour.too_few_stops', { least: LEAST_STOPS });
    await ctx.db
      .update(tourRevisions)
      .set({ state: 'in_review', sentBy: actorName(ctx.actor), sentAt: ctx.now, reviewNote: null })
      .where(eq(tourRevisions.id, open.id));
    await writeDown(ctx, [factOf('tour.sent', tour, { version: open.number, title: open.titleVi })]);
  });
}

const factOf = (kind: string, tour: Kept, after: object, reason: string | null = null) => ({
  kind,
  subject: `tour:${tour.id}`,
  after: { provinceCode: tour.provinceCode, communeCode: tour.communeCode, ...after },
  reason,
});

/** Back to be worked on: by whoever looked at it, with what is missing; or taken back by whoever sent it. */
export async function returnTour(ctx: Context, id: string, note: string): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const tour = await lockedTour(ctx, id, 'tour.keep');
    const open = await openOf(ctx, id);
    if (open?.state !== 'in_review') throw new Refusal('tour.not_in_review');
    const isOwn = open.sentBy === actorName(ctx.actor);
    const said = linesOrNull(note, 1_000);
    if (said === null && !isOwn) throw new Refusal('reason_missing');
    await ctx.db
      .update(tourRevisions)
      .set({ state: 'draft', reviewNote: said })
      .where(eq(tourRevisions.id, open.id));
    await writeDown(ctx, [factOf('tour.returned', tour, { version: open.number }, said)]);
  });
}

/**
 * Makes the version that waits public, in place of the one before. Somebody else than who sent it in: two pairs of
 * eyes see what a whole province will walk.
 *
 * @throws Refusal `not_found`, `not_allowed`, `tour.not_in_review`, `tour.same_person`.
 */
export async function publishTour(ctx: Context, id: string): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const tour = await lockedTour(ctx, id, 'tour.publish');
    const open = await openOf(ctx, id);
    if (open?.state !== 'in_review') throw new Refusal('tour.not_in_review');
    if (ctx.actor.kind === 'person' && open.sentBy === actorName(ctx.actor))
      throw new Refusal('tour.same_person');
    const before = await publicOf(ctx, id);
    if (before)
      await ctx.db.update(tourRevisions).set({ state: 'replaced' }).where(eq(tourRevisions.id, before.id));
    await ctx.db
      .update(tourRevisions)
      .set({ state: 'published', publishedBy: actorName(ctx.actor), publishedAt: ctx.now })
      .where(eq(tourRevisions.id, open.id));
    await ctx.db.update(tours).set({ updatedAt: ctx.now }).where(eq(tours.id, id));
    await writeDown(ctx, [factOf('tour.published', tour, { version: open.number, title: open.titleVi })]);
    await tellPages(ctx, tour, [open.id, ...(before ? [before.id] : [])]);
  });
}

/** Pages that name the route: its own, the list, and those of whoever is a stop of it. */
async function tellPages(ctx: Context, tour: Kept, revisionIds: readonly string[]): Promise<void> {
  const named = await ctx.db.execute<{ tag: string | null }>(sql`
    select distinct unnest(array['producer:' || s.producer_id, 'product:' || s.product_id, 'product:' || x.product_id,
      'producer:' || p.producer_id]) as tag
    from tour_stops s left join tour_stop_products x on x.stop_id = s.id left join products p on p.id = s.product_id
    where s.revision_id in (${sql.join(
      revisionIds.map((id) => sql`${id}`),
      sql`, `,
    )})`);
  await announce(ctx, {
    tags: ['tours', `tour:${tour.id}`, ...named.flatMap(({ tag }) => (tag === null ? [] : [tag]))],
  });
}

/** Nobody is shown round between the days; no first day: it is open again. @throws Refusal `day.unreadable`, `reason_missing`, `tour.days_wrong`, `register.nothing_changed`. */
export async function closeTour(
  ctx: Context,
  id: string,
  typed: { from: string; until: string; reason: string },
): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const tour = await lockedTour(ctx, id, 'tour.keep');
    const dayOrNull = (text: string): Day | null => {
      const written = tidy(text);
      if (written === '') return null;
      if (!isDay(written)) throw new Refusal('day.unreadable');
      return written;
    };
    const [closedFrom, until] = [dayOrNull(typed.from), dayOrNull(typed.until)];
    const closedUntil = closedFrom === null ? null : until;
    const reason = tidy(typed.reason).slice(0, 300);
    if (closedFrom !== null && reason === '') throw new Refusal('reason_missing');
    if (closedFrom !== null && closedUntil !== null && closedUntil < closedFrom)
      throw new Refusal('tour.days_wrong');
    const closedReason = closedFrom === null ? null : reason;
    if (
      closedFrom === tour.closedFrom &&
      closedUntil === tour.closedUntil &&
      closedReason === tour.closedReason
    )
      throw new Refusal('register.nothing_changed');
    await ctx.db
      .update(tours)
      .set({ closedFrom, closedUntil, closedReason, updatedAt: ctx.now })
      .where(eq(tours.id, id));
    await writeDown(ctx, [
      {
        ...factOf(
          closedFrom === null ? 'tour.reopened' : 'tour.closed',
          tour,
          { closedFrom, closedUntil },
          reason || null,
        ),
        before: { closedFrom: tour.closedFrom, closedUntil: tour.closedUntil },
      },
    ]);
    const shown = await publicOf(ctx, id);
    if (shown) await tellPages(ctx, tour, [shown.id]);
  });
}

/** A key for a new stop, which none of the route has had: what is printed at a stop that is gone leads nowhere else. */
export async function newStopKey(
  ctx: Context,
  tourId: string,
  name: string,
  taken: readonly string[],
): Promise<string> {
  const plain = slugOf(name).slice(0, 40).replace(/-+$/, '') || 'diem';
  const rows = await ctx.db.execute<{ key: string }>(sql`
    select distinct s.key from tour_stops s join tour_revisions r on r.id = s.revision_id where r.tour_id = ${tourId}`);
  // What stands there already under the address of a route.
  const known = new Set(['dang-ky', ...taken, ...rows.map(({ key }) => key)]);
  for (let n = 1; ; n += 1) {
    const key = n === 1 ? plain : `${plain}-${n}`;
    if (!known.has(key)) return key;
  }
}

/** What is worked on; where nothing is, what is public. @throws Refusal `not_found`: none such, or out of reach. */
export async function tourOfOffice(ctx: Context, id: string): Promise<Tour> {
  const [tour] = await toursWhere(
    ctx,
    dayInVietnam(ctx.now),
    sql`t.id = ${id} and r.state <> 'replaced' and (r.state <> 'published' or not exists (
      select from tour_revisions o where o.tour_id = t.id and o.state in ('draft', 'in_review')))`,
  );
  if (!tour) throw new Refusal('not_found');
  mustBeAllowed(ctx, 'tour.keep', tour);
  return tour;
}

/** One version of a route, as it was. @throws Refusal `not_found`. */
export async function versionOfOffice(ctx: Context, id: string, number: number): Promise<Tour> {
  const [tour] = await toursWhere(ctx, dayInVietnam(ctx.now), sql`t.id = ${id} and r.number = ${number}`);
  if (!tour) throw new Refusal('not_found');
  mustBeAllowed(ctx, 'tour.keep', tour);
  return tour;
}

export type Version = {
  number: number;
  state: RevisionState;
  title: string;
  stops: number;
  /** When it was published, or written last. */
  at: string;
  by: string | null;
};

/** All versions, newest first. */
export async function versionsOf(ctx: Context, id: string): Promise<Version[]> {
  return [
    ...(await ctx.db.execute<Version>(sql`
    select r.number, r.state, r.title_vi as title, (select count(*)::int from tour_stops s where s.revision_id = r.id) as stops,
      coalesce(r.published_at, r.written_at) as at, u.name as by
    from tour_revisions r left join users u on coalesce(r.published_by, r.written_by) = 'person:' || u.id
    where r.tour_id = ${id} order by r.number desc limit 50`)),
  ];
}

export type TourLine = {
  id: string;
  slug: string;
  title: string;
  provinceCode: string;
  communeCode: string | null;
  stops: number;
  state: RevisionState;
  isPublic: boolean;
  closedFrom: Day | null;
  closedUntil: Day | null;
};

/** All within reach, those that wait for somebody first. */
export async function toursOfOffice(ctx: Context, most = 300): Promise<TourLine[]> {
  const there = within(reachOf(ctx.actor, 'tour.keep'), 't');
  return [
    ...(await ctx.db.execute<TourLine>(sql`
    select t.id, t.slug, r.title_vi as title, t.province_code as "provinceCode", t.commune_code as "communeCode", r.state,
      (select count(*)::int from tour_stops s where s.revision_id = r.id) as stops,
      exists (select from tour_revisions o where o.tour_id = t.id and o.state = 'published') as "isPublic",
      t.closed_from::text as "closedFrom", t.closed_until::text as "closedUntil"
    from tours t join lateral (
      select r.* from tour_revisions r where r.tour_id = t.id and r.state <> 'replaced'
      order by r.number desc limit 1) r on true
    where ${there}
    order by case r.state when 'in_review' then 0 when 'draft' then 1 else 2 end, r.title_vi, t.id limit ${most}`)),
  ];
}

/** What may become a stop. */
export type Candidate = {
  record: `${StopRecord['kind']}:${string}`;
  kind: StopKind;
  name: string;
  provinceCode: string | null;
  communeCode: string | null;
  hasPosition: boolean;
};

/** Producers, points of sale and tourism products of the whole register by name: routes cross borders. */
export async function stopCandidates(ctx: Context, typed: string, most: number): Promise<Candidate[]> {
  const words = foldedWords(typed).split(' ').filter(Boolean).slice(0, 8);
  if (words.length === 0) return [];
  const like = (key: string) =>
    sql.join(
      words.map((word) => sql`strpos(${sql.raw(key)}, ${word}) > 0`),
      sql` and `,
    );
  const today = dayInVietnam(ctx.now);
  return [
    ...(await ctx.db.execute<Candidate>(sql`
    select record, kind, name, "provinceCode", "communeCode", "hasPosition" from (
      select 'point_of_sale:' || o.id as record, 'point_of_sale' as kind, o.name, o.name_key, o.province_code as "provinceCode",
        o.commune_code as "communeCode", o.latitude is not null as "hasPosition", 1 as n
      from points_of_sale o where ${like('o.name_key')} and (o.closed_on is null or o.closed_on > ${today}::text::date)
      union all
      select 'product:' || p.id, 'community_tourism', p.name, p.name_key, coalesce(p.province_code, m.province_code),
        case when p.province_code is null then m.commune_code else p.commune_code end, m.latitude is not null, 2
      from products p left join producers m on m.id = p.producer_id
      where p.product_set = ${TOURISM_SET} and p.merged_into is null and p.withdrawn_on is null and ${like('p.name_key')}
      union all
      select 'producer:' || m.id, 'production_site', m.name, m.name_key, m.province_code, m.commune_code,
        m.latitude is not null, 3
      from producers m where m.merged_into is null and m.ceased_on is null and (${like('m.name_key')} or exists (
        select from products p where p.producer_id = m.id and p.merged_into is null and ${like('p.name_key')}))) c
    order by n, name_key, record limit ${most}`)),
  ];
}

/** Goods that can be had at a record: what its producer makes, what a point of sale has on its shelves. */
export async function goodsAt(
  ctx: Context,
  records: readonly StopRecord[],
): Promise<Map<string, { id: string; name: string }[]>> {
  const found = new Map<string, { id: string; name: string }[]>();
  for (const { kind, id } of records) {
    if (found.has(`${kind}:${id}`)) continue;
    const of =
      kind === 'producer'
        ? sql`p.producer_id = ${id}`
        : kind === 'point_of_sale'
          ? sql`exists (select from point_of_sale_goods g where g.product_id = p.id and g.point_of_sale_id = ${id})`
          : sql`(p.id = ${id} or p.producer_id = (select producer_id from products where id = ${id}))`;
    const rows = await ctx.db.execute<{ id: string; name: string; set: number | null }>(sql`
      select p.id, p.name, p.product_set as set from products p
      where ${of} and p.merged_into is null and p.withdrawn_on is null order by p.name_key, p.id limit 60`);
    found.set(
      `${kind}:${id}`,
      rows.filter(({ set }) => !isAlcohol(set)).map(({ id, name }) => ({ id, name })),
    );
  }
  return found;
}
