import { sql } from 'drizzle-orm';
import { checkedDocument, checkedEvent } from '#src/domain/epcis/check-events.ts';
import { answeredEvent, findEvents } from '#src/domain/epcis/find-events.ts';
import { keepEvents } from '#src/domain/epcis/keep-events.ts';
import { lotUri } from '#src/domain/epcis/known-things.ts';
import { keepOrigin, originOf, readTag } from '#src/domain/epcis/origin.ts';
import { keepRetention } from '#src/domain/privacy/retention.ts';
import type { Context } from '#src/domain/shared/context.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import { recallLot } from '#src/domain/traceability/kept-lots.ts';
import type { LotDeed } from '#src/domain/traceability/lot-event.ts';
import { journeyOf, lotDesk, oneStep } from '#src/domain/traceability/lot-journey.ts';
import { moveRun, orderStamps, spoilStamps, stampRun } from '#src/domain/traceability/stamp-runs.ts';
import {
  declareLotEvent,
  emptyDeed,
  HOME,
  tellLotEvent,
  type DeedForm,
} from '#src/domain/traceability/tell-lot-event.ts';
import { eventsWithin } from '#src/domain/traceability/watched-events.ts';
import { readAmount } from '#src/web/lot-event-form.ts';
import { aCertificate, aProducer, aProduct } from '#tests/support/register.ts';
import { aBareLot } from '#tests/support/lots.ts';
import { aStampRun } from '#tests/support/stamps.ts';
import { asOfficer } from '#tests/support/tours.ts';
import { expect, test } from '#tests/support/test.ts';

const deedForm = (deed: LotDeed, given: Partial<DeedForm> = {}): DeedForm => ({
  ...emptyDeed(deed),
  at: '2026-03-14T08:00',
  place: { known: HOME },
  amount: { quantity: 12.5, unit: 'KGM' },
  ...given,
});

async function world(ctx: Context) {
  await keepOrigin(ctx, 'https://lang.example');
  const producer = await aProducer(ctx, { provinceCode: '31', communeCode: '11503' });
  const [leaves, tea] = [
    await aProduct(ctx, { producerId: producer.id, name: 'Chè búp tươi' }),
    await aProduct(ctx, { producerId: producer.id, name: 'Chè khô' }),
  ];
  return {
    producer,
    tea,
    leafLot: await aBareLot(ctx, leaves.id, { code: 'B1' }),
    teaLot: await aBareLot(ctx, tea.id, { code: 'K1' }),
    owner: asOfficer(ctx, 'chu', 'producer_owner', { kind: 'producer', producerId: producer.id }),
  };
}

const refused = async (work: Promise<unknown>): Promise<string> => {
  try {
    await work;
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
  return 'done';
};

/** Every event of a producer, as the standard answers it. */
const answered = async (ctx: Context, producerId: string) => {
  const found = await findEvents(ctx, { producerId }, await originOf(ctx), {
    orderBy: 'recordTime',
    direction: 'asc',
    most: 100,
  });
  return found.map((each) => ({ '@context': each.context, ...answeredEvent(each) }));
};

test('five deeds of a household are five events of the standard, and a way that can be followed back', async ({
  ctx,
}) => {
  const { producer, leafLot, teaLot, owner } = await world(ctx);
  await tellLotEvent(owner, leafLot, deedForm('harvest', { place: { name: 'Nương Tà Xùa' } }));
  await tellLotEvent(
    owner,
    teaLot,
    deedForm('process', {
      at: '2026-03-14T10:00',
      inputs: [{ lotId: leafLot, quantity: 10, unit: 'KGM' }],
      materials: [{ name: 'Hoa nhài', from: 'Bà Lan', quantity: 1, unit: 'KGM' }],
      outputs: [{ code: 'K2', quantity: 2, unit: 'KGM' }],
    }),
  );
  await tellLotEvent(
    owner,
    teaLot,
    deedForm('pack', { at: '2026-03-14T11:00', amount: { quantity: 40, unit: 'piece' } }),
  );
  await tellLotEvent(owner, teaLot, deedForm('test', { at: '2026-03-14T12:00', laboratory: 'QUATEST 1' }));
  await tellLotEvent(
    owner,
    teaLot,
    deedForm('dispatch', { at: '2026-03-14T13:00', whom: 'Cửa hàng Sao Việt', toProvince: '01' }),
  );

  const events = await answered(ctx, producer.id);
  expect(events).toHaveLength(5);
  for (const event of events) expect(checkedEvent(event), JSON.stringify(event)).toHaveProperty('events');
  // Names of people stand nowhere in what can never be changed.
  expect(JSON.stringify(events)).not.toMatch(/Lan|Sao Việt|QUATEST/);

  const way = await journeyOf(ctx, { id: teaLot });
  expect(way.map(({ deed, isBefore }) => [deed, isBefore])).toEqual([
    ['harvest', true],
    ['process', false],
    ['pack', false],
    ['test', false],
    ['dispatch', false],
  ]);
  expect(way[0]!.place).toEqual({ kind: 'named', name: 'Nương Tà Xùa' });
  expect(way[4]).toMatchObject({ to: ['Cửa hàng Sao Việt'], toProvince: '01' });
  expect(way[3]).toMatchObject({ passed: true, laboratory: 'QUATEST 1' });
  expect(oneStep(way).map(({ direction, goods, lot, party }) => [direction, goods, lot, party])).toEqual([
    ['back', 'Chè búp tươi', 'B1', null],
    ['back', 'Hoa nhài', null, 'Bà Lan'],
    ['forward', 'Chè khô', 'K1', 'Cửa hàng Sao Việt'],
  ]);
  const [leaf] = (await journeyOf(ctx, { id: leafLot })).filter(({ deed }) => deed === 'process');
  expect(leaf).toMatchObject({ wentIn: true, isBefore: false });
  expect(oneStep([leaf!]).map(({ direction, lot }) => [direction, lot])).toEqual([
    ['forward', 'K1'],
    ['forward', 'K2'],
  ]);
});

test('the same deed sent twice, as after a bad line, is one', async ({ ctx }) => {
  const { leafLot, owner, producer } = await world(ctx);
  const form = deedForm('harvest', { place: { name: 'Nương Tà Xùa' } });
  expect(await tellLotEvent(owner, leafLot, form)).toEqual({ isNew: true });
  expect(await tellLotEvent(owner, leafLot, { ...form, place: { name: ' nương  tà xùa' } })).toEqual({
    isNew: false,
  });
  expect(await answered(ctx, producer.id)).toHaveLength(1);
});

test('a deed that is told again rightly takes the place of the wrong one, and the wrong one stays', async ({
  ctx,
}) => {
  const { leafLot, owner, producer } = await world(ctx);
  await tellLotEvent(owner, leafLot, deedForm('harvest'));
  const [wrong] = await journeyOf(ctx, { id: leafLot });
  const right = deedForm('harvest', { amount: { quantity: 21, unit: 'KGM' }, insteadOf: wrong!.id });
  await tellLotEvent(owner, leafLot, right);
  const way = await journeyOf(ctx, { id: leafLot });
  expect(way.map(({ parts }) => parts[0]!.quantity)).toEqual([21]);
  const events = await answered(ctx, producer.id);
  expect(events).toHaveLength(3);
  expect(events[2]).toMatchObject({
    eventID: events[0]!['eventID' as never],
    errorDeclaration: { reason: 'incorrect_data', correctiveEventIDs: [events[1]!['eventID' as never]] },
  });
  await declareLotEvent(owner, leafLot, way[0]!.id);
  expect(await journeyOf(ctx, { id: leafLot })).toEqual([]);
  expect(await refused(declareLotEvent(owner, leafLot, way[0]!.id))).toBe('event.declared');
});

test('what a system tells of single packs stands on the way of their lot, once for each thing done, with how many', async ({
  ctx,
}) => {
  const { producer, tea, owner } = await world(ctx);
  await aCertificate(ctx, { productId: tea.id });
  const run = await aStampRun(ctx, { productId: tea.id, lotCode: 'K1', count: 30 });
  const at = (place: number) => `https://lang.example/t/${run.codes[place]}`;
  const event = (day: number, bizStep: string, packs: readonly number[], more: object = {}) => ({
    type: 'ObjectEvent',
    eventTime: `2026-03-${day}T08:00:00+07:00`,
    eventTimeZoneOffset: '+07:00',
    action: 'OBSERVE',
    bizStep,
    epcList: packs.map(at),
    ...more,
  });
  const keep = async (...events: object[]) => {
    const checked = checkedDocument({
      '@context': ['https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld'],
      type: 'EPCISDocument',
      schemaVersion: '2.0',
      creationDate: '2026-03-15T03:00:00Z',
      epcisBody: { eventList: JSON.parse(JSON.stringify(events)) },
    });
    if ('faults' in checked) throw new Error(JSON.stringify(checked.faults));
    await keepEvents(
      ctx,
      {
        producerId: producer.id,
        source: 'machine',
        origin: 'https://lang.example',
        runOf: (code) => (run.codes.includes(code) ? run.id : null),
      },
      checked.events,
    );
  };
  await keep(
    event(11, 'shipping', [1, 2, 3]),
    event(12, 'shipping', [3, 4]),
    event(13, 'storing', [9]),
    event(14, 'packing', [5, 6], {
      quantityList: [{ epcClass: lotUri('https://lang.example', { ...run.lot, gtin: null }), quantity: 2 }],
    }),
  );
  const way = async () =>
    (await journeyOf(owner, { id: run.lot.id }))
      .filter(({ source }) => source === 'machine')
      .map(({ deed, at, packs, parts }) => [
        deed,
        at.toISOString().slice(8, 10),
        packs && [packs.count, packs.from.toISOString().slice(8, 10)],
        parts.length,
      ]);
  expect(await way()).toEqual([
    ['dispatch', '12', [4, '11'], 0],
    ['other', '13', [1, '13'], 0],
    // About the lot itself: its packs stand in it.
    ['pack', '14', null, 1],
  ]);
  await keep(
    event(12, 'shipping', [3, 4], {
      errorDeclaration: { declarationTime: '2026-03-15T03:00:00Z', reason: 'did_not_occur' },
    }),
  );
  expect((await way())[0]).toEqual(['dispatch', '11', [3, '11'], 0]);
  expect(
    (await eventsWithin(ctx, { deed: 'dispatch', product: '', before: null, most: 9 })).at(-1),
  ).toMatchObject({
    lot: { code: 'K1' },
    packs: 3,
    quantity: null,
  });
});

test('the way of a lot is found by its index, however much was told of others', async ({ ctx }) => {
  const { leafLot, teaLot, owner } = await world(ctx);
  await tellLotEvent(owner, leafLot, deedForm('harvest'));
  await tellLotEvent(owner, teaLot, deedForm('pack'));
  await ctx.db.execute(sql`
    insert into lots (id, product_id, code, created_by, created_at)
    select 'o' || lpad(n::text, 11, '0'), l.product_id, 'M ' || n, 'test', now() from generate_series(1, 4000) n, lots l
    where l.id = ${leafLot}`);
  await ctx.db.execute(sql`
    insert into epcis_things (event_id, place, role, uri, lot_id)
    select e.id, n, 'class', 'https://lang.example/' || n, 'o' || lpad((1 + n % 4000)::text, 11, '0')
    from generate_series(1, 20000) n, (select event_id as id from epcis_things where lot_id = ${leafLot}) e`);
  await ctx.db.execute(sql`analyze epcis_things`);
  // So few rows would be read through all the same.
  await ctx.db.execute(sql`set local enable_seqscan = off`);
  // Of this transaction alone.
  const rowsRead = async () => {
    const [row] = await ctx.db.execute<{ n: number }>(sql`
      select coalesce(sum(seq_tup_read + idx_tup_fetch), 0)::int as n from pg_stat_xact_user_tables where relname = 'epcis_things'`);
    return row!.n;
  };
  const before = await rowsRead();
  expect(await journeyOf(ctx, { id: teaLot })).toHaveLength(1);
  expect((await rowsRead()) - before).toBeLessThan(100);
});

test('what cannot be so is refused, and what is another household’s is not there', async ({ ctx }) => {
  const { leafLot, teaLot, owner } = await world(ctx);
  const tell = (form: DeedForm, lot = teaLot) => refused(tellLotEvent(owner, lot, form));
  expect(await tell(deedForm('harvest', { at: '2026-03-16T08:00' }))).toBe('event.when_wrong');
  expect(await tell(deedForm('harvest', { at: 'hôm qua' }))).toBe('event.when_wrong');
  expect(await tell(deedForm('harvest', { amount: { quantity: 0, unit: 'KGM' } }))).toBe(
    'event.quantity_wrong',
  );
  expect(await tell(deedForm('harvest', { place: { name: ' ' } }))).toBe('event.place_missing');
  expect(await tell(deedForm('harvest', { place: { known: 'khongcotrong' } }))).toBe('event.place_missing');
  expect(await tell(deedForm('process'))).toBe('event.nothing');
  expect(await tell(deedForm('dispatch'))).toBe('event.whom_missing');
  expect(await tell(deedForm('test', { documentId: 'khongcotrong' }))).toBe('not_found');
  const other = asOfficer(ctx, 'khac', 'producer_owner', { kind: 'producer', producerId: 'khongcotrong' });
  expect(await refused(tellLotEvent(other, leafLot, deedForm('harvest')))).toBe('not_found');
  expect(await refused(lotDesk(other, 'khongcotrong', leafLot))).toBe('not_found');
  const stranger = await world(ctx).then(({ leafLot: lot }) => lot);
  expect(await tell(deedForm('process', { inputs: [{ lotId: stranger, quantity: 1, unit: 'KGM' }] }))).toBe(
    'not_found',
  );
  await recallLot(owner, teaLot, 'Mốc');
  expect(await tell(deedForm('dispatch', { whom: 'Chợ phiên' }))).toBe('event.lot_recalled');
});

test('stamps and recalls are written down in the same breath', async ({ ctx }) => {
  const { producer, tea, owner } = await world(ctx);
  await aCertificate(ctx, { productId: tea.id });
  const root = 'a root that only this test has, of more than 32 characters';
  const lot = { lotCode: 'K9', madeOn: null, useBy: null, count: 50, length: 18 } as const;
  const id = await orderStamps(owner, root, tea.id, lot);
  const version = async () => (await stampRun(owner, id)).version;
  await moveRun(owner, id, { to: 'active', version: await version() });
  await spoilStamps(owner, id, {
    from: 3,
    until: 4,
    kind: 'stolen',
    reason: 'mất',
    version: await version(),
  });
  await moveRun(owner, id, { to: 'closed', version: await version() });
  const { lot: of, number } = await stampRun(owner, id);
  await recallLot(owner, of.id, 'Mốc');
  const events = await answered(ctx, producer.id);
  for (const event of events) expect(checkedEvent(event)).toHaveProperty('events');
  const way = await journeyOf(ctx, { id: of.id });
  expect(new Set(way.map(({ deed }) => deed))).toEqual(
    new Set(['stamps_ordered', 'stamps_active', 'stamps_spoilt', 'stamps_closed', 'recalled']),
  );
  expect(way.find(({ deed }) => deed === 'stamps_spoilt')!.run).toEqual({ number, from: 3, until: 4 });
  expect(events.map((event) => (event as { disposition?: string }).disposition)).toEqual([
    'encoded',
    'active',
    'stolen',
    undefined,
    'recalled',
  ]);
});

test('a name that is forgotten is gone from the way of a lot, and the event stays what it was', async ({
  ctx,
}) => {
  const { leafLot, owner, producer } = await world(ctx);
  await tellLotEvent(owner, leafLot, deedForm('dispatch', { whom: 'Chị Mai, chợ phiên' }));
  const before = await answered(ctx, producer.id);
  expect((await keepRetention({ ...ctx, now: new Date('2031-03-14T03:00:00Z') })).lotNames).toBe(0);
  expect((await keepRetention({ ...ctx, now: new Date('2031-03-16T03:00:00Z') })).lotNames).toBe(1);
  const [step] = await journeyOf(ctx, { id: leafLot });
  expect(step!.to).toEqual([]);
  expect(await answered(ctx, producer.id)).toEqual(before);
});

test.each([
  ['12,5', 12.5],
  ['1.250', 1250],
  ['1.5', 1.5],
  [' 40 ', 40],
  ['', null],
  ['-3', Number.NaN],
  ['năm', Number.NaN],
] as const)('%s is read as %s', (typed, amount) => {
  expect(readAmount(typed)).toEqual(amount);
});

test('an identifier of ours is read back, and nobody else’s', () => {
  expect(readTag('tag:lang.example,2026:party/0a1b2c3d4e5f')).toEqual({ kind: 'party', id: '0a1b2c3d4e5f' });
  expect(readTag('tag:lang.example,2026:party/x')).toBeNull();
});
