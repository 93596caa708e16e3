import { isDeepStrictEqual } from 'node:util';
import { and, eq, sql } from 'drizzle-orm';
import { fairGoods, fairs, fairStalls } from '#db/schema/fairs.ts';
import { mustBeAllowed, reachOf } from '#src/domain/accounts/deeds.ts';
import { within } from '#src/domain/accounts/within.ts';
import { announce, writeDown } from '#src/domain/audit/audit.ts';
import { readPosition } from '#src/domain/lists/read-position.ts';
import type { Places } from '#src/domain/places/gazetteer.ts';
import { noteOnFairOrders } from '#src/domain/orders/change-order.ts';
import { readCommune } from '#src/domain/registry/correct-register.ts';
import { dayInVietnam, daysBetween, isDay } from '#src/domain/shared/calendar.ts';
import { inTransaction, type Context } from '#src/domain/shared/context.ts';
import { newId } from '#src/domain/shared/id.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import { foldedWords, slugOf, tidy } from '#src/domain/shared/text.ts';
import { readSpans } from '#src/domain/shop/read-kept-hours.ts';
import { FAIR_KINDS } from './fair.ts';

/** What somebody typed about a fair. */
export type FairForm = {
  name: string;
  kind: string;
  firstOn: string;
  /** Nothing: it is one day. */
  lastOn: string;
  /** `8:00-17:00`, each day the same; nothing: whole days. */
  hours: string;
  /** Commune by name or code; old names lead to it. */
  commune: string;
  spot: string;
  position: string;
  organiser: string;
  about: string;
  results: string;
  /** The same in English; nothing: nobody has written it. */
  nameEn: string;
  spotEn: string;
  aboutEn: string;
  resultsEn: string;
};

export type FairRow = typeof fairs.$inferSelect;

/** Longer than any fair: a year typed wrong. */
const MOST_DAYS = 120;

/** As the office keeps it. @throws Refusal `not_found`: none such, or out of reach. */
export async function fairOfOffice(ctx: Context, id: string, lock = false): Promise<FairRow> {
  const asked = ctx.db.select().from(fairs).where(eq(fairs.id, id));
  const [row] = await (lock ? asked.for('update') : asked);
  if (!row) throw new Refusal('not_found');
  mustBeAllowed(ctx, 'fair.keep', row);
  return row;
}

/** All within reach, those that come latest first. */
export async function fairsOfOffice(
  ctx: Context,
  page: number,
  perPage: number,
): Promise<{ total: number; rows: FairRow[] }> {
  const where = within(reachOf(ctx.actor, 'fair.keep'), 'fairs');
  const [total, rows] = await Promise.all([
    ctx.db.$count(fairs, where),
    ctx.db
      .select()
      .from(fairs)
      .where(where)
      .orderBy(sql`${fairs.lastOn} desc`, fairs.id)
      .limit(perPage)
      .offset((page - 1) * perPage),
  ]);
  return { total, rows };
}

type Read = Pick<
  FairRow,
  | 'name'
  | 'kind'
  | 'firstOn'
  | 'lastOn'
  | 'opensAt'
  | 'closesAt'
  | 'provinceCode'
  | 'communeCode'
  | 'spot'
  | 'latitude'
  | 'longitude'
  | 'organiser'
  | 'about'
  | 'results'
  | 'nameEn'
  | 'spotEn'
  | 'aboutEn'
  | 'resultsEn'
>;

/** Of what is past or called off, nobody has to hear anything more who meant to come. */
const isToCome = (ctx: Context, { lastOn, cancelledOn }: Pick<FairRow, 'lastOn' | 'cancelledOn'>): boolean =>
  cancelledOn === null && lastOn >= dayInVietnam(ctx.now);

/** Whoever means to come has to hear of it. */
const WHEN_AND_WHERE: readonly (keyof Read)[] = [
  'firstOn',
  'lastOn',
  'opensAt',
  'closesAt',
  'provinceCode',
  'communeCode',
  'spot',
];

function read(places: Places, form: FairForm, provinceCode: string | null): Read {
  const [name, organiser] = [tidy(form.name), tidy(form.organiser)];
  if (name === '') throw new Refusal('fair.name_missing');
  if (organiser === '') throw new Refusal('fair.organiser_missing');
  const firstOn = tidy(form.firstOn);
  const lastOn = tidy(form.lastOn) || firstOn;
  if (!isDay(firstOn) || !isDay(lastOn) || lastOn < firstOn || daysBetween(firstOn, lastOn) >= MOST_DAYS)
    throw new Refusal('fair.days_wrong');
  const spans = readSpans(form.hours);
  if (spans.length > 1) throw new Refusal('fair.one_span');
  const at = readPosition('', '', tidy(form.position));
  if (at.unreadable) throw new Refusal('point_of_sale.position_unreadable');
  if (tidy(form.commune) === '') throw new Refusal('register.place_unclear');
  return {
    name,
    kind: FAIR_KINDS.find((kind) => kind === form.kind) ?? 'fair',
    firstOn,
    lastOn,
    opensAt: spans[0]?.[0] ?? null,
    closesAt: spans[0]?.[1] ?? null,
    ...readCommune(places, form.commune, provinceCode),
    spot: tidy(form.spot) || null,
    latitude: at.position?.latitude ?? null,
    longitude: at.position?.longitude ?? null,
    organiser,
    about: form.about.trim() || null,
    results: form.results.trim() || null,
    nameEn: tidy(form.nameEn) || null,
    spotEn: tidy(form.spotEn) || null,
    aboutEn: form.aboutEn.trim() || null,
    resultsEn: form.resultsEn.trim() || null,
  };
}

function mustReach(ctx: Context, where: Pick<Read, 'provinceCode' | 'communeCode'>): void {
  try {
    mustBeAllowed(ctx, 'fair.keep', where);
  } catch (error) {
    if (error instanceof Refusal && error.code === 'not_found') throw new Refusal('not_allowed');
    throw error;
  }
}

/** Drafts are on no page. */
async function tell(
  ctx: Context,
  held: readonly Pick<FairRow, 'provinceCode' | 'communeCode'>[],
  id: string,
) {
  const stalls = await ctx.db
    .select({ producerId: fairStalls.producerId })
    .from(fairStalls)
    .where(eq(fairStalls.fairId, id));
  await announce(ctx, {
    tags: [
      'fairs',
      ...held
        .flatMap(({ provinceCode, communeCode }) => [provinceCode, communeCode])
        .filter((code) => code !== null)
        .map((code) => `place:${code}`),
      ...stalls.map(({ producerId }) => `producer:${producerId}`),
    ],
  });
}

/** Writes facts and tells whoever keeps pages; calendars hear of what is public by the revision. */
async function change(
  ctx: Context,
  held: FairRow,
  kind: string,
  after: Partial<FairRow>,
  reason: string | null = null,
): Promise<void> {
  await ctx.db
    .update(fairs)
    .set({
      ...after,
      // In whole seconds, as calendars tell it.
      updatedAt: ctx.now,
      ...(held.publishedAt !== null && { revision: held.revision + 1 }),
    })
    .where(eq(fairs.id, held.id));
  const before = Object.fromEntries(Object.keys(after).map((name) => [name, held[name as keyof FairRow]]));
  await writeDown(ctx, [{ kind, subject: `fair:${held.id}`, before, after, reason }]);
  if (held.publishedAt !== null || after.publishedAt) await tell(ctx, [held, { ...held, ...after }], held.id);
}

/**
 * Writes down a fair, new or known; a new one is a draft.
 *
 * @param id `null`: a new one.
 * @returns its identifier.
 * @throws Refusal `not_found`, `not_allowed`, `fair.name_missing`, `fair.organiser_missing`, `fair.days_wrong`,
 *   `fair.one_span`, `fair.results_early`, `point_of_sale.hours_unreadable`, `point_of_sale.position_unreadable`,
 *   `register.place_unclear`, `register.nothing_changed`.
 */
export async function keepFair(
  ctx: Context,
  places: Places,
  id: string | null,
  form: FairForm,
  provinceCode: string | null,
): Promise<string> {
  return inTransaction(ctx, async (ctx) => {
    const held = id === null ? null : await fairOfOffice(ctx, id, true);
    const now = read(places, form, held?.provinceCode ?? provinceCode);
    mustReach(ctx, now);
    if ((now.results ?? now.resultsEn) !== null && dayInVietnam(ctx.now) < now.firstOn)
      throw new Refusal('fair.results_early');
    if (held) {
      const names = (Object.keys(now) as (keyof Read)[]).filter(
        (name) => !isDeepStrictEqual(held[name] ?? null, now[name] ?? null),
      );
      if (names.length === 0) throw new Refusal('register.nothing_changed');
      await change(ctx, held, 'fair.changed', Object.fromEntries(names.map((name) => [name, now[name]])));
      if (names.some((name) => WHEN_AND_WHERE.includes(name)) && isToCome(ctx, { ...held, ...now }))
        await noteOnFairOrders(ctx, held.id, 'fair_moved', { days: now });
      return held.id;
    }
    const made = newId();
    await ctx.db.insert(fairs).values({
      ...now,
      id: made,
      // The day keeps the fairs of different years apart.
      slug: `${slugOf(now.name).slice(0, 80) || 'lich'}-${now.firstOn.slice(0, 4)}-${made.slice(0, 4)}`,
      createdAt: ctx.now,
      updatedAt: ctx.now,
    });
    await writeDown(ctx, [{ kind: 'fair.made', subject: `fair:${made}`, after: now }]);
    return made;
  });
}

/** From now on everybody sees it. May be repeated. @throws Refusal `not_found`. */
export async function publishFair(ctx: Context, id: string): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const held = await fairOfOffice(ctx, id, true);
    if (held.publishedAt === null) await change(ctx, held, 'fair.published', { publishedAt: ctx.now });
  });
}

/**
 * It does not take place: its page stays and says why, and whoever reserved goods there is written to.
 *
 * @throws Refusal `not_found`, `reason_missing`, `fair.not_now`: not published, cancelled already, or over.
 */
export async function cancelFair(ctx: Context, id: string, reason: string): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const held = await fairOfOffice(ctx, id, true);
    const cancelledReason = tidy(reason);
    if (cancelledReason === '') throw new Refusal('reason_missing');
    const today = dayInVietnam(ctx.now);
    if (held.publishedAt === null || held.cancelledOn !== null || held.lastOn < today)
      throw new Refusal('fair.not_now');
    await change(ctx, held, 'fair.cancelled', { cancelledOn: today, cancelledReason }, cancelledReason);
    await noteOnFairOrders(ctx, id, 'fair_cancelled');
  });
}

/** Nobody has seen it, and nobody will. @throws Refusal `not_found`, `fair.not_now`: it was published. */
export async function dropFair(ctx: Context, id: string): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const held = await fairOfOffice(ctx, id, true);
    if (held.publishedAt !== null) throw new Refusal('fair.not_now');
    await writeDown(ctx, [{ kind: 'fair.dropped', subject: `fair:${id}`, before: held }]);
    await ctx.db.delete(fairGoods).where(eq(fairGoods.fairId, id));
    await ctx.db.delete(fairStalls).where(eq(fairStalls.fairId, id));
    await ctx.db.delete(fairs).where(eq(fairs.id, id));
  });
}

/** It takes place after all. @throws Refusal `not_found`, `reason_missing`, `fair.not_now`: it is not cancelled. */
export async function reviveFair(ctx: Context, id: string, reason: string): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const held = await fairOfOffice(ctx, id, true);
    if (tidy(reason) === '') throw new Refusal('reason_missing');
    if (held.cancelledOn === null) throw new Refusal('fair.not_now');
    await change(ctx, held, 'fair.revived', { cancelledOn: null, cancelledReason: null }, tidy(reason));
    if (isToCome(ctx, { ...held, cancelledOn: null }))
      await noteOnFairOrders(ctx, id, 'fair_revived', { days: held });
  });
}

/**
 * Who has a stall, what they say they bring, and which of their goods. May be repeated.
 *
 * @param goods identifiers of products; those of others are passed over.
 * @throws Refusal `not_found`: no such fair, or no such producer.
 */
export async function keepStall(
  ctx: Context,
  id: string,
  producerId: string,
  brings: string,
  goods: readonly string[],
): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const held = await fairOfOffice(ctx, id, true);
    const known = await ctx.db.execute(
      sql`select from producers where id = ${producerId} and merged_into is null`,
    );
    if (known.length === 0) throw new Refusal('not_found');
    const said = tidy(brings) || null;
    const [{ isNew } = { isNew: false }] = await ctx.db
      .insert(fairStalls)
      .values({ fairId: id, producerId, brings: said })
      .onConflictDoUpdate({ target: [fairStalls.fairId, fairStalls.producerId], set: { brings: said } })
      .returning({ isNew: sql<boolean>`xmax = 0` });
    const chosen = sql`(select jsonb_array_elements_text(${JSON.stringify(goods)}::jsonb))`;
    // What stays keeps what its producer has said of it.
    await takeGoods(ctx, id, producerId, chosen);
    await ctx.db.execute(sql`
      insert into fair_goods (fair_id, product_id)
      select ${id}, id from products where producer_id = ${producerId} and merged_into is null and id in ${chosen}
      on conflict do nothing`);
    if (isNew && isToCome(ctx, held)) await noteOnFairOrders(ctx, id, 'fair_revived', { of: producerId });
    await writeDown(ctx, [
      {
        kind: 'fair.stall_kept',
        subject: `fair:${id}`,
        after: { producerId, brings: said, goods },
      },
    ]);
    if (held.publishedAt !== null) await tell(ctx, [held], id);
  });
}

/** May be repeated. @throws Refusal `not_found`. */
export async function takeStall(ctx: Context, id: string, producerId: string): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const held = await fairOfOffice(ctx, id, true);
    // Its page is told while the stall still says whose it is.
    if (held.publishedAt !== null) await tell(ctx, [held], id);
    await takeGoods(ctx, id, producerId);
    const gone = await ctx.db
      .delete(fairStalls)
      .where(and(eq(fairStalls.fairId, id), eq(fairStalls.producerId, producerId)))
      .returning();
    if (gone.length === 0) return;
    await writeDown(ctx, [{ kind: 'fair.stall_taken', subject: `fair:${id}`, before: { producerId } }]);
    if (isToCome(ctx, held)) await noteOnFairOrders(ctx, id, 'fair_stall_gone', { of: producerId });
  });
}

async function takeGoods(
  ctx: Context,
  id: string,
  producerId: string,
  butNot = sql`(select null where false)`,
): Promise<void> {
  await ctx.db.delete(fairGoods).where(
    sql`${fairGoods.fairId} = ${id} and ${fairGoods.productId} in (select id from products where producer_id = ${producerId})
        and ${fairGoods.productId} not in ${butNot}`,
  );
}

export type StallKept = {
  producerId: string;
  name: string;
  brings: string | null;
  /** All of the producer's, and whether they are brought. */
  goods: { id: string; name: string; isBrought: boolean; isReservable: boolean }[];
};

/** The stalls as they are edited. */
export async function stallsKept(ctx: Context, id: string): Promise<StallKept[]> {
  return [
    ...(await ctx.db.execute<StallKept>(sql`
      select m.id as "producerId", m.name, s.brings,
        coalesce((select jsonb_agg(jsonb_build_object('id', p.id, 'name', p.name, 'isBrought', g.fair_id is not null,
            'isReservable', coalesce(g.is_reservable, false)) order by p.name_key)
          from products p left join fair_goods g on g.fair_id = s.fair_id and g.product_id = p.id where p.producer_id = m.id and p.merged_into is null and p.withdrawn_on is null), '[]') as goods
      from fair_stalls s join producers m on m.id = s.producer_id
      where s.fair_id = ${id} order by m.name_key`)),
  ];
}

/** Producers of the whole register by name, for a stall. */
export async function producersForStall(
  ctx: Context,
  typed: string,
  most: number,
): Promise<{ id: string; name: string; provinceCode: string | null; communeCode: string | null }[]> {
  const words = foldedWords(typed).split(' ').filter(Boolean).slice(0, 8);
  if (words.length === 0) return [];
  return [
    ...(await ctx.db.execute<{
      id: string;
      name: string;
      provinceCode: string | null;
      communeCode: string | null;
    }>(sql`
      select id, name, province_code as "provinceCode", commune_code as "communeCode" from producers
      where merged_into is null and ceased_on is null
        and ${sql.join(
          words.map((word) => sql`strpos(name_key, ${word}) > 0`),
          sql` and `,
        )}
      order by name_key, id limit ${most}`)),
  ];
}
