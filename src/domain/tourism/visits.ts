import { and, eq, isNull, sql, type SQL } from 'drizzle-orm';
import { producers } from '#db/schema/producers.ts';
import { tours, tourSlots, visitEvents, visitRequests } from '#db/schema/tourism.ts';
import { mustWait, noteFailure, type Tried } from '#src/domain/accounts/failed-tries.ts';
import { mustBeAllowed } from '#src/domain/accounts/deeds.ts';
import { announce, writeDown } from '#src/domain/audit/audit.ts';
import { actorName } from '#src/domain/shared/actor.ts';
import { dayInVietnam, isDay, startOf, type Day } from '#src/domain/shared/calendar.ts';
import { inTransaction, type Context } from '#src/domain/shared/context.ts';
import { newId } from '#src/domain/shared/id.ts';
import { phoneOf } from '#src/domain/shared/phone.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import { tidy } from '#src/domain/shared/text.ts';
import { readClock } from './tour.ts';
import { hashOfToken, keepsPlaces, MOST_PLACES, visitTokenOf, type Host, type VisitState } from './visit.ts';

/** Whoever keeps slots looks no farther ahead. */
const DAYS_AHEAD = 400;

type SlotRow = typeof tourSlots.$inferSelect;

const instantOf = ({ day, minute }: Pick<SlotRow, 'day' | 'minute'>): Date =>
  new Date(startOf(day).getTime() + minute * 60_000);

/** A host as the audit and the pages know them. */
type Kept = {
  /** `tour:ID`, `producer:ID`: of the audit, and the tag of its pages. */
  subject: string;
  provinceCode: string | null;
  communeCode: string | null;
};

/** @throws Refusal `not_found`, `not_allowed`. */
async function hostToKeep(ctx: Context, host: Host): Promise<Kept> {
  if ('tourId' in host) {
    const [tour] = await ctx.db.select().from(tours).where(eq(tours.id, host.tourId));
    if (!tour) throw new Refusal('not_found');
    mustBeAllowed(ctx, 'tour.keep', tour);
    const { provinceCode, communeCode } = tour;
    return { subject: `tour:${tour.id}`, provinceCode, communeCode };
  }
  const { producerId } = host;
  const [producer] = await ctx.db
    .select({ provinceCode: producers.provinceCode, communeCode: producers.communeCode })
    .from(producers)
    .where(and(eq(producers.id, producerId), isNull(producers.mergedInto)));
  if (!producer) throw new Refusal('not_found');
  mustBeAllowed(ctx, 'visit.receive', { ...producer, producerId });
  return { subject: `producer:${producerId}`, ...producer };
}

/** Slots `s` of a host; what was opened under a producer who was merged away is theirs who stays. */
const ofHost = (host: Host): SQL =>
  'tourId' in host
    ? sql`s.tour_id = ${host.tourId}`
    : sql`s.producer_id in (select id from producers where ${host.producerId} in (id, merged_into))`;

async function hostOf(ctx: Context, slot: SlotRow): Promise<Host> {
  if (slot.tourId !== null) return { tourId: slot.tourId };
  const [row] = await ctx.db.execute<{ id: string }>(
    sql`select coalesce(merged_into, id) as id from producers where id = ${slot.producerId}`,
  );
  return { producerId: row!.id };
}

/** Locks slots in the order in which everybody locks them, and reads them as they are then. */
async function lockSlots(ctx: Context, ids: readonly string[]): Promise<SlotRow[]> {
  if (ids.length === 0) return [];
  return ctx.db
    .select()
    .from(tourSlots)
    .where(
      sql`${tourSlots.id} in (${sql.join(
        ids.map((id) => sql`${id}`),
        sql`, `,
      )})`,
    )
    .orderBy(tourSlots.id)
    .for('update');
}

/** A slot that the actor keeps, locked. @throws Refusal `not_found`, `not_allowed`. */
async function slotToKeep(ctx: Context, slotId: string) {
  const [slot] = await lockSlots(ctx, [slotId]);
  if (!slot) throw new Refusal('not_found');
  return { slot, kept: await hostToKeep(ctx, await hostOf(ctx, slot)) };
}

const factOf = (
  kind: string,
  { subject, provinceCode, communeCode }: Kept,
  after: object,
  reason: string | null = null,
) => ({ kind, subject, after: { provinceCode, communeCode, ...after }, reason });

/** @throws Refusal `visit.slot_wrong`. */
function readPlaces(typed: string, most: number): number {
  const read = Number(tidy(typed));
  if (!/^\d{1,4}$/.test(tidy(typed)) || read < 1 || read > most)
    throw new Refusal('visit.places_wrong', { most });
  return read;
}

export type SlotForm = { stopKey: string; day: string; time: string; capacity: string };

/**
 * Opens a time at which visitors are received; one that is there already gets the new number of places.
 *
 * @throws Refusal `not_found`, `not_allowed`, `visit.slot_wrong`, `visit.places_wrong`, `visit.fewer_than_held`,
 *   `visit.called_off`.
 */
export async function keepSlot(ctx: Context, host: Host, form: SlotForm): Promise<string> {
  return inTransaction(ctx, async (ctx) => {
    const kept = await hostToKeep(ctx, host);
    const [day, minute] = [tidy(form.day), readClock(tidy(form.time))];
    if (!isDay(day) || minute === null) throw new Refusal('visit.slot_wrong');
    const at = { day, minute };
    if (instantOf(at) <= ctx.now || instantOf(at).getTime() > ctx.now.getTime() + DAYS_AHEAD * 86_400_000)
      throw new Refusal('visit.slot_wrong');
    const capacity = readPlaces(form.capacity, 500);
    const stopKey = tidy(form.stopKey) || null;
    if (stopKey !== null) {
      const known =
        'tourId' in host &&
        (await ctx.db.execute(sql`
          select 1 from tour_stops s join tour_revisions r on r.id = s.revision_id
          where r.tour_id = ${host.tourId} and s.key = ${stopKey} limit 1`));
      if (!known || known.length === 0) throw new Refusal('visit.slot_wrong');
    }
    const [made] = await ctx.db
      .insert(tourSlots)
      .values({
        id: newId(),
        ...host,
        stopKey,
        ...at,
        capacity,
        madeBy: actorName(ctx.actor),
        madeAt: ctx.now,
      })
      .onConflictDoNothing()
      .returning({ id: tourSlots.id });
    let id = made?.id;
    if (id === undefined) {
      const [held] = await ctx.db
        .select()
        .from(tourSlots)
        .where(
          and(
            'tourId' in host ? eq(tourSlots.tourId, host.tourId) : eq(tourSlots.producerId, host.producerId),
            eq(tourSlots.day, day),
            eq(tourSlots.minute, minute),
            sql`${tourSlots.stopKey} is not distinct from ${stopKey}`,
          ),
        )
        .for('update');
      if (held!.calledOffAt) throw new Refusal('visit.called_off');
      if (held!.held > capacity) throw new Refusal('visit.fewer_than_held', { least: held!.held });
      id = held!.id;
      await ctx.db.update(tourSlots).set({ capacity }).where(eq(tourSlots.id, id));
    }
    await writeDown(ctx, [factOf('visit.slot_kept', kept, { ...at, stopKey, capacity })]);
    await announce(ctx, { tags: [kept.subject] });
    return id;
  });
}

async function note(ctx: Context, requestId: string, state: VisitState): Promise<void> {
  await ctx.db.insert(visitEvents).values({ requestId, at: ctx.now, by: actorName(ctx.actor), state });
}

/** Nobody is received then: whoever asked is told why. May be repeated. @throws Refusal `not_found`, `reason_missing`. */
export async function callOffSlot(ctx: Context, slotId: string, reason: string): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const { slot, kept } = await slotToKeep(ctx, slotId);
    const said = tidy(reason).slice(0, 300);
    if (said === '') throw new Refusal('reason_missing');
    if (slot.calledOffAt) return;
    const refused = await ctx.db.execute<{ id: string }>(sql`
      update visit_requests set state = 'refused', answer = ${said}, changed_at = ${ctx.now.toISOString()}
      where slot_id = ${slotId} and state in ('asked', 'confirmed') returning id`);
    for (const { id } of refused) await note(ctx, id, 'refused');
    await ctx.db
      .update(tourSlots)
      .set({ held: 0, calledOffAt: ctx.now, calledOffReason: said })
      .where(eq(tourSlots.id, slotId));
    await writeDown(ctx, [
      factOf(
        'visit.slot_called_off',
        kept,
        { day: slot.day, minute: slot.minute, requests: refused.length },
        said,
      ),
    ]);
    await announce(ctx, { tags: [kept.subject] });
  });
}

/** A time at which visitors are received. */
export type Slot = {
  id: string;
  stopKey: string | null;
  day: Day;
  minute: number;
  capacity: number;
  held: number;
};

/** Those to come that are not called off, soonest first; on days on which the route is closed none. */
export async function slotsOf(ctx: Pick<Context, 'db' | 'now'>, host: Host): Promise<Slot[]> {
  const rows = await ctx.db.execute<Slot>(sql`
    select s.id, s.stop_key as "stopKey", s.day::text as day, s.minute, s.capacity, s.held
    from tour_slots s left join tours t on t.id = s.tour_id
    where ${ofHost(host)} and s.called_off_at is null and s.day >= ${dayInVietnam(ctx.now)}::text::date
      and (t.closed_from is null or s.day < t.closed_from or s.day > t.closed_until)
    order by s.day, s.minute, s.id limit 300`);
  return rows.filter((slot) => instantOf(slot) > ctx.now);
}

export type VisitForm = {
  /** Made by the page: the same form sent twice is the same request. */
  key: string;
  slotId: string;
  places: string;
  name: string;
  phone: string;
  email: string;
  consent: boolean;
  language: 'vi' | 'en';
};

/**
 * Keeps places for somebody who asks to come; never more than there are, however many ask at once. Sent again with the
 * same key it is the same request.
 *
 * @param edition of the words that were agreed to.
 * @param from what tells two senders apart and names neither; one place may ask a few times an hour.
 * @returns what the visitor's link ends with.
 * @throws Refusal `not_found`, `visit.name_missing`, `visit.phone_wrong`, `visit.email_wrong`, `visit.consent_missing`,
 *   `visit.places_wrong` (details: most), `visit.full` (details: most), `visit.slot_gone`, `too_many`.
 */
export async function askVisit(
  ctx: Context,
  secret: string,
  host: Host,
  form: VisitForm,
  edition: string,
  from: string,
): Promise<string> {
  if (!/^[0-9a-z]{12}$/.test(form.key)) throw new Refusal('not_found');
  const tried: Tried[] = [{ kind: 'address', value: `visit\n${from}` }];
  if ((await mustWait(ctx, tried)) > 0) throw new Refusal('too_many');
  const name = tidy(form.name).slice(0, 120);
  if (name === '') throw new Refusal('visit.name_missing');
  const phone = phoneOf(form.phone);
  if (phone === null) throw new Refusal('visit.phone_wrong');
  const email = form.email.trim().slice(0, 200) || null;
  if (email !== null && !/^[^\s@<>"]+@[^\s@<>"]+$/.test(email)) throw new Refusal('visit.email_wrong');
  const places = readPlaces(form.places, MOST_PLACES);
  if (!form.consent) throw new Refusal('visit.consent_missing');
  const token = visitTokenOf(secret, form.key);
  await inTransaction(ctx, async (ctx) => {
    const [slot] = await lockSlots(ctx, [form.slotId]);
    const [known] = await ctx.db
      .select({ slotId: visitRequests.slotId, phone: visitRequests.phone })
      .from(visitRequests)
      .where(eq(visitRequests.id, form.key));
    if (known) {
      if (known.slotId !== form.slotId || known.phone !== phone) throw new Refusal('visit.not_now');
      return;
    }
    const open = slot && (await slotsOf(ctx, host)).some(({ id }) => id === slot.id);
    const [shown] = await ctx.db.execute(
      'tourId' in host
        ? sql`select 1 from tour_revisions where tour_id = ${host.tourId} and state = 'published'`
        : sql`select 1 from producers where id = ${host.producerId} and merged_into is null
            and (ceased_on is null or ceased_on > ${dayInVietnam(ctx.now)}::date)`,
    );
    if (!slot || !open || !shown) throw new Refusal('visit.slot_gone');
    const left = slot.capacity - slot.held;
    if (places > left) throw new Refusal('visit.full', { most: left });
    await ctx.db
      .update(tourSlots)
      .set({ held: sql`${tourSlots.held} + ${places}` })
      .where(eq(tourSlots.id, slot.id));
    await ctx.db.insert(visitRequests).values({
      id: form.key,
      slotId: slot.id,
      places,
      name,
      phone,
      email,
      language: form.language,
      tokenHash: hashOfToken(token),
      state: 'asked',
      consentedAt: ctx.now,
      consentEdition: edition,
      askedAt: ctx.now,
      changedAt: ctx.now,
    });
    await note(ctx, form.key, 'asked');
  });
  await noteFailure(ctx, tried);
  return token;
}

/** A request with its slot, both locked, the slot first. */
async function lockedRequest(ctx: Context, requestId: string) {
  const [named] = await ctx.db
    .select({ slotId: visitRequests.slotId })
    .from(visitRequests)
    .where(eq(visitRequests.id, requestId));
  if (!named) throw new Refusal('not_found');
  const [slot] = await lockSlots(ctx, [named.slotId]);
  const [request] = await ctx.db
    .select()
    .from(visitRequests)
    .where(eq(visitRequests.id, requestId))
    .for('update');
  return { slot: slot!, request: request! };
}

async function moveTo(
  ctx: Context,
  { slot, request }: Awaited<ReturnType<typeof lockedRequest>>,
  state: VisitState,
  answer: string | null,
): Promise<void> {
  if (keepsPlaces(request.state) && !keepsPlaces(state))
    await ctx.db
      .update(tourSlots)
      .set({ held: sql`${tourSlots.held} - ${request.places}` })
      .where(eq(tourSlots.id, slot.id));
  await ctx.db
    .update(visitRequests)
    .set({ state, answer, changedAt: ctx.now })
    .where(eq(visitRequests.id, request.id));
  await note(ctx, request.id, state);
}

/**
 * What the hosts say to it. The same answer again does nothing; what was confirmed may still be refused, with a reason.
 *
 * @throws Refusal `not_found`, `not_allowed`, `visit.not_now`, `reason_missing`.
 */
export async function answerVisit(
  ctx: Context,
  requestId: string,
  state: 'confirmed' | 'refused',
  words: string,
): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const both = await lockedRequest(ctx, requestId);
    const kept = await hostToKeep(ctx, await hostOf(ctx, both.slot));
    if (both.request.state === state) return;
    if (!keepsPlaces(both.request.state)) throw new Refusal('visit.not_now');
    const answer = tidy(words).slice(0, 500) || null;
    if (state === 'refused' && answer === null) throw new Refusal('reason_missing');
    await moveTo(ctx, both, state, answer);
    // Who it is stands in no audit.
    await writeDown(ctx, [
      factOf(`visit.${state}`, kept, { request: requestId, places: both.request.places }),
    ]);
  });
}

/** By the visitor, with their link. Again it does nothing. @throws Refusal `not_found`, `visit.not_now`. */
export async function cancelVisit(ctx: Context, token: string): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const [found] = await ctx.db
      .select({ id: visitRequests.id })
      .from(visitRequests)
      .where(eq(visitRequests.tokenHash, hashOfToken(token)));
    if (!found) throw new Refusal('not_found');
    const both = await lockedRequest(ctx, found.id);
    if (both.request.state === 'cancelled') return;
    if (!keepsPlaces(both.request.state) || instantOf(both.slot) <= ctx.now)
      throw new Refusal('visit.not_now');
    await moveTo(ctx, both, 'cancelled', null);
  });
}

export type VisitSeen = {
  id: string;
  state: VisitState;
  places: number;
  answer: string | null;
  day: Day;
  minute: number;
  /** Whether it can still be called off. */
  isOpen: boolean;
  host: {
    kind: 'tour' | 'producer';
    slug: string;
    title: string;
    titleEn: string | null;
    contactName: string | null;
    contactPhone: string | null;
  };
  stop: string | null;
};

/** Who receives at the slot `s`; nothing where the route is not shown. */
export const JOIN_HOST = sql`left join tours t on t.id = s.tour_id
  left join tour_revisions r on r.tour_id = t.id and r.state = 'published'
  left join producers g on g.id = s.producer_id left join producers y on y.id = coalesce(g.merged_into, g.id)
  join lateral (select 1 where r.id is not null or y.id is not null) is_shown on true`;

export const HOST = sql`case when t.id is null
  then jsonb_build_object('kind', 'producer', 'id', y.id, 'slug', y.slug, 'title', y.name, 'titleEn', null,
    'contactName', y.name, 'contactPhone', y.phone, 'contactEmail', y.email)
  else jsonb_build_object('kind', 'tour', 'id', t.id, 'slug', t.slug, 'title', r.title_vi, 'titleEn', r.title_en,
    'contactName', r.contact_name, 'contactPhone', r.contact_phone, 'contactEmail', r.contact_email) end`;

/** A request, for whoever has its link; `null`: there is none. */
export async function visitBehind(
  ctx: Pick<Context, 'db' | 'now'>,
  token: string,
): Promise<VisitSeen | null> {
  const [found] = await ctx.db.execute<Omit<VisitSeen, 'isOpen'>>(sql`
    select v.id, v.state, v.places, v.answer, s.day::text as day, s.minute,
      ${HOST} as host,
      (select coalesce(h.name_vi, m.name, o.name, p.name) from tour_stops h left join producers m on m.id = h.producer_id
        left join points_of_sale o on o.id = h.point_of_sale_id left join products p on p.id = h.product_id
        where h.revision_id = r.id and h.key = s.stop_key) as stop
    from visit_requests v join tour_slots s on s.id = v.slot_id ${JOIN_HOST}
    where v.token_hash = ${hashOfToken(token)}`);
  return found ? { ...found, isOpen: keepsPlaces(found.state) && instantOf(found) > ctx.now } : null;
}

export type KeptSlot = Slot & {
  calledOffReason: string | null;
  requests: {
    id: string;
    state: VisitState;
    places: number;
    name: string;
    phone: string;
    email: string | null;
    answer: string | null;
    askedAt: string;
  }[];
};

/** All that is to come, and what was in the last month, with who asked. @throws Refusal `not_found`, `not_allowed`. */
export async function slotsToKeep(ctx: Context, host: Host, most = 300): Promise<KeptSlot[]> {
  await hostToKeep(ctx, host);
  return [
    ...(await ctx.db.execute<KeptSlot>(sql`
    select s.id, s.stop_key as "stopKey", s.day::text as day, s.minute, s.capacity, s.held,
      s.called_off_reason as "calledOffReason",
      coalesce((select jsonb_agg(jsonb_build_object('id', v.id, 'state', v.state, 'places', v.places, 'name', v.name,
          'phone', v.phone, 'email', v.email, 'answer', v.answer, 'askedAt', v.asked_at)
          order by case v.state when 'asked' then 0 when 'confirmed' then 1 else 2 end, v.asked_at)
        from visit_requests v where v.slot_id = s.id and v.forgotten_at is null), '[]'::jsonb) as requests
    from tour_slots s where ${ofHost(host)} and s.day >= ${dayInVietnam(ctx.now)}::text::date - 31
    order by s.day, s.minute, s.id limit ${most}`)),
  ];
}

/** Requests of these routes that wait for an answer. */
export async function visitsWaiting(
  ctx: Pick<Context, 'db'>,
  tourIds: readonly string[],
): Promise<Map<string, number>> {
  if (tourIds.length === 0) return new Map();
  const rows = await ctx.db.execute<{ id: string; count: number }>(sql`
    select s.tour_id as id, count(*)::int as count from visit_requests v join tour_slots s on s.id = v.slot_id
    where v.state = 'asked' and s.tour_id in (${sql.join(
      tourIds.map((id) => sql`${id}`),
      sql`, `,
    )}) group by s.tour_id`);
  return new Map(rows.map(({ id, count }) => [id, count]));
}

/** The same at a producer's own place. @throws Refusal `not_found`. */
export async function visitsWaitingAt(ctx: Context, producerId: string): Promise<number> {
  await hostToKeep(ctx, { producerId });
  const [row] = await ctx.db.execute<{ count: number }>(sql`
    select count(*)::int as count from visit_requests v join tour_slots s on s.id = v.slot_id
    where v.state = 'asked' and ${ofHost({ producerId })}`);
  return row!.count;
}

/** Who asked is forgotten, and what they said; that so many places were asked for stays. */
const FORGOTTEN = sql`name = '', phone = '', email = null, answer = null, token_hash = 'forgotten:' || v.id`;

/** Those that were over before the day. May be repeated. @returns how many. */
export async function forgetVisitsBefore(ctx: Context, day: Day): Promise<number> {
  const gone = await ctx.db.execute(sql`
    update visit_requests v set ${FORGOTTEN}, forgotten_at = ${ctx.now.toISOString()} from tour_slots s
    where s.id = v.slot_id and s.day < ${day}::text::date and v.forgotten_at is null returning v.id`);
  return gone.length;
}

/** All of one address: places that are still kept for them are given back. */
export async function forgetVisitsOf(ctx: Context, email: string): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const theirs = await ctx.db.execute<{ id: string; slotId: string }>(sql`
      select id, slot_id as "slotId" from visit_requests where lower(email) = lower(${email}) and forgotten_at is null`);
    await lockSlots(ctx, [...new Set(theirs.map(({ slotId }) => slotId))]);
    for (const { id } of theirs) {
      const both = await lockedRequest(ctx, id);
      if (keepsPlaces(both.request.state)) await moveTo(ctx, both, 'cancelled', null);
      await ctx.db.execute(sql`
        update visit_requests v set ${FORGOTTEN}, forgotten_at = ${ctx.now.toISOString()} where v.id = ${id}`);
    }
  });
}
