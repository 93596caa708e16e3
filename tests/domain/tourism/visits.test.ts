import { sql } from 'drizzle-orm';
import { letters } from '#db/schema/notifications.ts';
import { tourSlots, visitRequests } from '#db/schema/tourism.ts';
import { writeVisitNews } from '#src/domain/notifications/visit-letters.ts';
import { personData } from '#src/domain/privacy/person-data.ts';
import { keepRetention } from '#src/domain/privacy/retention.ts';
import { closeTour, keepTour, publishTour, sendTour } from '#src/domain/tourism/keep-tours.ts';
import { visitTokenOf } from '#src/domain/tourism/visit.ts';
import {
  answerVisit,
  askVisit,
  callOffSlot,
  cancelVisit,
  forgetVisitsOf,
  keepSlot,
  slotsOf,
  slotsToKeep,
  visitBehind,
  visitsWaiting,
  visitsWaitingAt,
  type VisitForm,
} from '#src/domain/tourism/visits.ts';
import type { Scope } from '#src/domain/shared/actor.ts';
import type { Context } from '#src/domain/shared/context.ts';
import { newId } from '#src/domain/shared/id.ts';
import { contactLetter, visitorLetter } from '#src/i18n/visits.ts';
import { placesOfRecord, somePlaces } from '#tests/support/places.ts';
import { aProducer } from '#tests/support/register.ts';
import { expect, test } from '#tests/support/test.ts';
import { asOfficer, aStop, aTour } from '#tests/support/tours.ts';

const places = await placesOfRecord();
const SECRET = 'only in tests';
const refusal = (code: string) => expect.objectContaining({ code });

/** A public route with one slot on 1 April 2026 at 8:30. */
async function aSlot(ctx: Context, capacity: number) {
  const an = asOfficer(ctx, 'an');
  const tourId = await keepTour(
    an,
    places,
    null,
    aTour([aStop('a'), aStop('b')], { contactEmail: 'don@example.vn', contactName: 'Bà Tư' }),
    0,
    '31',
  );
  await sendTour(an, tourId);
  await publishTour(asOfficer(ctx, 'binh'), tourId);
  const slotId = await keepSlot(
    an,
    { tourId },
    {
      stopKey: '',
      day: '2026-04-01',
      time: '8:30',
      capacity: String(capacity),
    },
  );
  return { an, tourId, slotId };
}

const form = (slotId: string, given: Partial<VisitForm> = {}): VisitForm => ({
  key: newId(),
  slotId,
  places: '2',
  name: 'Trần Thị Khách',
  phone: '0912 345 678',
  email: 'khach@example.vn',
  consent: true,
  language: 'vi',
  ...given,
});
const ask = (ctx: Context, tourId: string, given: VisitForm, from = given.key) =>
  askVisit({ ...ctx, actor: { kind: 'visitor' } }, SECRET, { tourId }, given, '2026-11', from);
const heldOf = async (ctx: Context) =>
  (await ctx.db.select({ held: tourSlots.held }).from(tourSlots)).map(({ held }) => held);

test('places are kept as soon as somebody asks, and given back by a refusal or by the visitor', async ({
  ctx,
}) => {
  const { an, tourId, slotId } = await aSlot(ctx, 5);
  const first = form(slotId);
  const token = await ask(ctx, tourId, first);
  expect(await heldOf(ctx)).toEqual([2]);
  // The same form again is the same request.
  expect(await ask(ctx, tourId, first)).toBe(token);
  expect(await heldOf(ctx)).toEqual([2]);
  await expect(ask(ctx, tourId, { ...first, phone: '0987 654 321' })).rejects.toEqual(
    refusal('visit.not_now'),
  );
  await expect(ask(ctx, tourId, form(slotId, { places: '4' }))).rejects.toEqual(
    expect.objectContaining({ code: 'visit.full', details: { most: 3 } }),
  );
  expect(await visitsWaiting(ctx, [tourId])).toEqual(new Map([[tourId, 1]]));
  await answerVisit(an, first.key, 'confirmed', 'Gặp nhau ở cổng làng');
  await answerVisit(an, first.key, 'confirmed', '');
  expect(await visitBehind(ctx, token)).toMatchObject({
    state: 'confirmed',
    answer: 'Gặp nhau ở cổng làng',
    isOpen: true,
  });
  await cancelVisit(ctx, token);
  await cancelVisit(ctx, token);
  expect(await heldOf(ctx)).toEqual([0]);
  await expect(answerVisit(an, first.key, 'confirmed', '')).rejects.toEqual(refusal('visit.not_now'));
  const second = form(slotId, { places: '5' });
  await ask(ctx, tourId, second);
  await expect(answerVisit(an, second.key, 'refused', ' ')).rejects.toEqual(refusal('reason_missing'));
  await answerVisit(an, second.key, 'refused', 'Chủ nhà bận');
  expect(await heldOf(ctx)).toEqual([0]);
  // The link stands nowhere: only its hash does.
  const kept = await ctx.db.select().from(visitRequests);
  expect(JSON.stringify(kept)).not.toContain(token);
});

test('twenty ask at once for ten places: ten get one, and no place is kept twice', async ({ own }) => {
  const { ctx } = own;
  await somePlaces(ctx, ['31']);
  const { tourId, slotId } = await aSlot(ctx, 10);
  const answers = await Promise.allSettled(
    Array.from({ length: 20 }, () => ask(ctx, tourId, form(slotId, { places: '1' }))),
  );
  expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(10);
  expect(
    answers.flatMap((one) => (one.status === 'rejected' ? [(one.reason as { code: string }).code] : [])),
  ).toEqual(Array.from({ length: 10 }, () => 'visit.full'));
  expect(await heldOf(ctx)).toEqual([10]);
  // All call off at once, each twice, while others ask again.
  const ids = (await ctx.db.select({ id: visitRequests.id }).from(visitRequests)).map(({ id }) => id);
  await Promise.allSettled([
    ...ids.map((id) => cancelVisit(ctx, visitTokenOf(SECRET, id))),
    ...ids.map((id) => cancelVisit(ctx, visitTokenOf(SECRET, id))),
    ...Array.from({ length: 5 }, () => ask(ctx, tourId, form(slotId, { places: '3' }))),
  ]);
  const [sums] = await ctx.db.execute<{ held: number; kept: number }>(sql`
    select (select held::int from tour_slots) as held,
      (select coalesce(sum(places), 0)::int from visit_requests where state in ('asked', 'confirmed')) as kept`);
  expect(sums!.held).toBe(sums!.kept);
  expect(sums!.held).toBeLessThanOrEqual(10);
});

test.for([
  ['no name', { name: ' ' }, 'visit.name_missing'],
  ['no telephone', { phone: '12' }, 'visit.phone_wrong'],
  ['no address', { email: 'khach' }, 'visit.email_wrong'],
  ['no consent', { consent: false }, 'visit.consent_missing'],
  ['nobody', { places: '0' }, 'visit.places_wrong'],
  ['a crowd', { places: '51' }, 'visit.places_wrong'],
  ['another slot', { slotId: '000000000000' }, 'visit.slot_gone'],
] as const)('%s is refused, and nothing is kept', async ([, given, code], { ctx }) => {
  const { tourId, slotId } = await aSlot(ctx, 60);
  await expect(ask(ctx, tourId, form(slotId, given))).rejects.toEqual(refusal(code));
  expect(await heldOf(ctx)).toEqual([0]);
});

test('a slot of one route is not asked for by another', async ({ ctx }) => {
  const { slotId } = await aSlot(ctx, 5);
  const an = asOfficer(ctx, 'an');
  const other = await keepTour(an, places, null, aTour([aStop('a'), aStop('b')]), 0, '31');
  await expect(ask(ctx, other, form(slotId))).rejects.toEqual(refusal('visit.slot_gone'));
});

test('slots lie ahead, keep what is held, and are kept by whoever keeps the route', async ({ ctx }) => {
  const { an, tourId, slotId } = await aSlot(ctx, 5);
  const at = (given: object) =>
    keepSlot(an, { tourId }, { stopKey: '', day: '2026-04-01', time: '8:30', capacity: '5', ...given });
  await ask(ctx, tourId, form(slotId, { places: '3' }));
  expect(await at({ capacity: '4' })).toBe(slotId);
  await expect(at({ capacity: '2' })).rejects.toEqual(refusal('visit.fewer_than_held'));
  await expect(at({ day: '2026-03-14' })).rejects.toEqual(refusal('visit.slot_wrong'));
  await expect(at({ time: 'sáng' })).rejects.toEqual(refusal('visit.slot_wrong'));
  await expect(at({ stopKey: 'khong-co' })).rejects.toEqual(refusal('visit.slot_wrong'));
  expect(await at({ stopKey: 'a' })).not.toBe(slotId);
  const elsewhere = asOfficer(ctx, 'xa', 'tourism_staff', { kind: 'province', provinceCode: '01' });
  await expect(slotsToKeep(elsewhere, { tourId })).rejects.toEqual(refusal('not_found'));
  await expect(callOffSlot(elsewhere, slotId, 'x')).rejects.toEqual(refusal('not_found'));
  const [request] = await ctx.db.select().from(visitRequests);
  await expect(answerVisit(elsewhere, request!.id, 'confirmed', '')).rejects.toEqual(refusal('not_found'));
  const inspector = asOfficer(ctx, 'tra', 'inspector');
  await expect(answerVisit(inspector, request!.id, 'confirmed', '')).rejects.toEqual(refusal('not_allowed'));
});

test('a slot that is called off tells all who asked; days on which the route is closed are not offered', async ({
  ctx,
}) => {
  const { an, tourId, slotId } = await aSlot(ctx, 9);
  const token = await ask(ctx, tourId, form(slotId));
  await closeTour(an, tourId, { from: '2026-03-20', until: '2026-04-02', reason: 'Lũ' });
  expect(await slotsOf(ctx, { tourId })).toEqual([]);
  await expect(ask(ctx, tourId, form(slotId))).rejects.toEqual(refusal('visit.slot_gone'));
  await closeTour(an, tourId, { from: '', until: '', reason: '' });
  expect(await slotsOf(ctx, { tourId })).toMatchObject([{ id: slotId, held: 2, capacity: 9 }]);
  await callOffSlot(an, slotId, 'Ong đang đi lấy mật xa');
  await callOffSlot(an, slotId, 'x');
  expect(await visitBehind(ctx, token)).toMatchObject({
    state: 'refused',
    answer: 'Ong đang đi lấy mật xa',
    isOpen: false,
  });
  expect(await heldOf(ctx)).toEqual([0]);
  await expect(cancelVisit(ctx, token)).rejects.toEqual(refusal('visit.not_now'));
});

test('each step is written of once, to the visitor and to whoever receives them', async ({ ctx }) => {
  const { an, tourId, slotId } = await aSlot(ctx, 5);
  const first = form(slotId);
  await ask(ctx, tourId, first);
  await ask(ctx, tourId, form(slotId, { email: '', language: 'en' }));
  const write = () =>
    writeVisitNews(ctx, {
      toVisitor: (news) => visitorLetter(news, `https://sao.example/luot-tham/${news.requestId}`),
      toContact: (news) => contactLetter(news, 'https://sao.example/quan-tri'),
    });
  expect(await write()).toEqual({ letters: 3 });
  await answerVisit(an, first.key, 'confirmed', 'Mang giày kín');
  expect(await write()).toEqual({ letters: 1 });
  expect(await write()).toEqual({ letters: 0 });
  const written = await ctx.db.select().from(letters);
  expect(written.map(({ toAddress }) => toAddress).sort()).toEqual([
    'don@example.vn',
    'don@example.vn',
    'khach@example.vn',
    'khach@example.vn',
  ]);
  const confirmed = written.find(({ words }) => words.includes('Mang giày kín'))!;
  expect(confirmed).toMatchObject({ kind: 'visit', isPrivate: true });
  expect(confirmed.words).toContain('8:30, 01/04/2026');
  expect(confirmed.words).toContain(`/luot-tham/${first.key}`);
});

test('who asked is forgotten six months after the visit, and at once when they ask for it', async ({
  ctx,
}) => {
  const { tourId, slotId } = await aSlot(ctx, 9);
  const token = await ask(ctx, tourId, form(slotId));
  const theirs = await personData(ctx, { kind: 'email', email: 'Khach@example.vn' });
  expect(theirs.visits).toMatchObject([{ places: 2, name: 'Trần Thị Khách', day: '2026-04-01' }]);
  const at = (day: string): Context => ({ ...ctx, now: new Date(`${day}T05:00:00Z`) });
  expect(await keepRetention(at('2026-09-30'))).toMatchObject({ visits: 0 });
  expect(await keepRetention(at('2026-10-05'))).toMatchObject({ visits: 1 });
  expect(await visitBehind(ctx, token)).toBeNull();

  const other = await ask(ctx, tourId, form(slotId, { email: 'xoa@example.vn' }));
  await forgetVisitsOf(ctx, 'XOA@example.vn');
  expect(await visitBehind(ctx, other)).toBeNull();
  const kept = JSON.stringify(await ctx.db.select().from(visitRequests));
  expect(kept).not.toMatch(/Trần Thị Khách|0912|example\.vn/);
  expect(await heldOf(ctx)).toEqual([2]);
});

const OWNER = (producerId: string): Scope => ({ kind: 'producer', producerId });
const ON = { stopKey: '', day: '2026-04-01', time: '8:30', capacity: '4' };

/** A producer with one slot at their own place on 1 April 2026 at 8:30. */
async function aHost(ctx: Context) {
  const { id: producerId } = await aProducer(ctx, { name: 'HTX An Sơn', email: 'htx@example.vn' });
  const ba = asOfficer(ctx, 'ba', 'producer_owner', OWNER(producerId));
  return { producerId, ba, slotId: await keepSlot(ba, { producerId }, ON) };
}
const askAt = (ctx: Context, producerId: string, given: VisitForm) =>
  askVisit({ ...ctx, actor: { kind: 'visitor' } }, SECRET, { producerId }, given, '2026-11', given.key);

test('a producer receives at their own place: the same places, answers and letters as on a route', async ({
  ctx,
}) => {
  const { producerId, ba, slotId } = await aHost(ctx);
  const first = form(slotId);
  const token = await askAt(ctx, producerId, first);
  await expect(askAt(ctx, producerId, form(slotId, { places: '3' }))).rejects.toEqual(refusal('visit.full'));
  expect(await visitsWaitingAt(ba, producerId)).toBe(1);
  expect(await slotsToKeep(ba, { producerId })).toMatchObject([{ id: slotId, requests: [{ places: 2 }] }]);
  await answerVisit(ba, first.key, 'confirmed', 'Mang ủng');
  expect(await visitBehind(ctx, token)).toMatchObject({
    state: 'confirmed',
    stop: null,
    host: { kind: 'producer', title: 'HTX An Sơn' },
  });
  const write = () =>
    writeVisitNews(ctx, {
      toVisitor: (news) => visitorLetter(news, 'https://sao.example/luot-tham'),
      toContact: (news) => contactLetter(news, `https://sao.example/${news.host.kind}/${news.host.id}`),
    });
  expect(await write()).toEqual({ letters: 3 });
  expect(await write()).toEqual({ letters: 0 });
  const written = await ctx.db.select().from(letters);
  const told = written.find(({ toAddress }) => toAddress === 'htx@example.vn')!;
  expect(told.words).toContain(`8:30, 01/04/2026, tại HTX An Sơn: 2 người`);
  expect(told.words).toContain(`/producer/${producerId}`);
  await callOffSlot(ba, slotId, 'Bão');
  expect(await visitBehind(ctx, token)).toMatchObject({ state: 'refused', answer: 'Bão' });
  expect(await slotsOf(ctx, { producerId })).toEqual([]);
  const [fact] = await ctx.db.execute(
    sql`select subject, reason from audit_facts where kind = 'visit.slot_called_off'`,
  );
  expect(fact).toEqual({ subject: `producer:${producerId}`, reason: 'Bão' });
});

test('what a producer has opened is nobody else’s: no other producer’s, no tourism staff’s, on no route', async ({
  ctx,
}) => {
  const { producerId, ba, slotId } = await aHost(ctx);
  const first = form(slotId);
  await askAt(ctx, producerId, first);
  const { id: other } = await aProducer(ctx);
  const tu = asOfficer(ctx, 'tu', 'producer_owner', OWNER(other));
  for (const deed of [
    () => keepSlot(tu, { producerId }, ON),
    () => callOffSlot(tu, slotId, 'x'),
    () => answerVisit(tu, first.key, 'confirmed', ''),
    () => slotsToKeep(tu, { producerId }),
    () => visitsWaitingAt(tu, producerId),
    () => keepSlot(ba, { producerId: 'nobody' }, ON),
  ])
    await expect(deed()).rejects.toEqual(refusal('not_found'));
  await expect(callOffSlot(asOfficer(ctx, 'an'), slotId, 'x')).rejects.toEqual(refusal('not_allowed'));
  await expect(keepSlot(ba, { producerId }, { ...ON, stopKey: 'a' })).rejects.toEqual(
    refusal('visit.slot_wrong'),
  );
  await expect(askAt(ctx, other, form(slotId))).rejects.toEqual(refusal('visit.slot_gone'));
  const { tourId } = await aSlot(ctx, 3);
  await expect(ask(ctx, tourId, form(slotId))).rejects.toEqual(refusal('visit.slot_gone'));
  expect((await slotsOf(ctx, { tourId })).map(({ id }) => id)).not.toContain(slotId);
});

test('a producer who has stopped receives nobody; what one has opened who was merged away is theirs who stays', async ({
  ctx,
}) => {
  const { producerId, slotId } = await aHost(ctx);
  const { id: kept } = await aProducer(ctx, { name: 'HTX Ong An Sơn' });
  const first = form(slotId);
  const token = await askAt(ctx, producerId, first);
  await ctx.db.execute(sql`update producers set merged_into = ${kept} where id = ${producerId}`);
  const tu = asOfficer(ctx, 'tu', 'producer_owner', OWNER(kept));
  expect(await visitsWaitingAt(tu, kept)).toBe(1);
  await answerVisit(tu, first.key, 'confirmed', '');
  expect(await visitBehind(ctx, token)).toMatchObject({ host: { title: 'HTX Ong An Sơn' } });
  await ctx.db.execute(sql`update producers set ceased_on = '2026-03-01' where id = ${kept}`);
  await expect(askAt(ctx, kept, form(slotId))).rejects.toEqual(refusal('visit.slot_gone'));
});

test('eight ask a producer at once for four places: four get one', async ({ own }) => {
  const { ctx } = own;
  await somePlaces(ctx, ['31']);
  const { producerId, slotId } = await aHost(ctx);
  const answers = await Promise.allSettled(
    Array.from({ length: 8 }, () => askAt(ctx, producerId, form(slotId, { places: '1' }))),
  );
  expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(4);
  expect(await heldOf(ctx)).toEqual([4]);
});
