import { sql } from 'drizzle-orm';
import { checkedDocument } from '#src/domain/epcis/check-events.ts';
import { keepEvents } from '#src/domain/epcis/keep-events.ts';
import { lotUri } from '#src/domain/epcis/known-things.ts';
import { keepOrigin } from '#src/domain/epcis/origin.ts';
import { makeToken, tokensOf } from '#src/domain/epcis/tokens.ts';
import type { Context } from '#src/domain/shared/context.ts';
import { journeyOf } from '#src/domain/traceability/lot-journey.ts';
import { shownDeedOf, type LotDeed } from '#src/domain/traceability/lot-event.ts';
import { recallLot } from '#src/domain/traceability/kept-lots.ts';
import { moveRun, spoilStamps, stampRun } from '#src/domain/traceability/stamp-runs.ts';
import {
  declareLotEvent,
  emptyDeed,
  HOME,
  tellLotEvent,
  type DeedForm,
} from '#src/domain/traceability/tell-lot-event.ts';
import { eventsWithin, type WatchQuestion } from '#src/domain/traceability/watched-events.ts';
import { aCertificate, aProducer, aProduct } from '#tests/support/register.ts';
import { aBareLot } from '#tests/support/lots.ts';
import { aStampRun } from '#tests/support/stamps.ts';
import { asOfficer } from '#tests/support/tours.ts';
import { expect, test } from '#tests/support/test.ts';

const ORIGIN = 'https://lang.example';

const deedForm = (deed: LotDeed, given: Partial<DeedForm> = {}): DeedForm => ({
  ...emptyDeed(deed),
  at: '2026-03-14T08:00',
  place: { known: HOME },
  amount: { quantity: 12.5, unit: 'KGM' },
  ...given,
});

/** Honey of one commune, tea of another province. */
async function world(ctx: Context) {
  await keepOrigin(ctx, ORIGIN);
  const made = async (name: string, place: { provinceCode: string; communeCode: string }) => {
    const producer = await aProducer(ctx, { name: `HTX ${name}`, ...place });
    const product = await aProduct(ctx, { producerId: producer.id, name, ...place });
    await aCertificate(ctx, { productId: product.id });
    return { producer, product, lot: await aBareLot(ctx, product.id, { code: 'L 7' }) };
  };
  return {
    honey: await made('Mật ong An Sơn', { provinceCode: '31', communeCode: '11503' }),
    tea: await made('Chè Tà Xùa', { provinceCode: '14', communeCode: '03981' }),
  };
}

const seen = async (ctx: Context, asked: Partial<WatchQuestion> = {}) =>
  eventsWithin(ctx, { deed: null, product: '', before: null, most: 50, ...asked });

test('an officer sees what was told of lots of their place, the latest first, and who told it', async ({
  ctx,
}) => {
  const { honey, tea } = await world(ctx);
  await ctx.db.execute(sql`
    insert into users (id, name, email, created_at, updated_at) values ('chu', 'Bà Lan', 'lan@example.vn', now(), now())`);
  const owner = asOfficer(ctx, 'chu', 'producer_owner', { kind: 'producer', producerId: honey.producer.id });
  await tellLotEvent(owner, honey.lot, deedForm('harvest'));
  await tellLotEvent(ctx, tea.lot, deedForm('pack'));
  await tellLotEvent(
    owner,
    honey.lot,
    deedForm('dispatch', { at: '2026-03-13T08:00', whom: 'Chị Mai, chợ phiên', toProvince: '01' }),
  );
  const commune = asOfficer(ctx, 'xa', 'commune_officer', {
    kind: 'commune',
    provinceCode: '31',
    communeCode: '11503',
  });
  const events = await seen(commune);
  expect(events).toMatchObject([
    {
      deed: 'dispatch',
      product: 'Mật ong An Sơn',
      lot: { id: honey.lot, code: 'L 7' },
      producer: 'HTX Mật ong An Sơn',
      quantity: 12.5,
      unit: 'KGM',
      toProvince: '01',
      happenedAt: new Date('2026-03-13T01:00:00Z'),
      toldAt: ctx.now,
      source: 'form',
      by: 'Bà Lan',
      wrong: null,
      putsRight: false,
    },
    { deed: 'harvest', happenedAt: new Date('2026-03-14T01:00:00Z'), by: 'Bà Lan' },
  ]);
  // To whom goods went is the producer's to show.
  expect(JSON.stringify(events)).not.toContain('Mai');
  const inspector = asOfficer(ctx, 'kt', 'inspector', { kind: 'province', provinceCode: '14' });
  expect(await seen(inspector)).toMatchObject([{ deed: 'pack', product: 'Chè Tà Xùa' }]);
  expect(await seen(ctx)).toHaveLength(3);
  for (const role of ['tourism_staff', 'producer_owner'] as const)
    expect(await seen(asOfficer(ctx, 'x', role, { kind: 'province', provinceCode: '31' }))).toEqual([]);
});

test('events are found by what was done and by the name of the goods, and read on from any of them', async ({
  ctx,
}) => {
  const { honey, tea } = await world(ctx);
  for (const day of ['10', '11', '12'])
    await tellLotEvent(ctx, honey.lot, deedForm('harvest', { at: `2026-03-${day}T08:00` }));
  await tellLotEvent(ctx, tea.lot, deedForm('harvest'));
  await tellLotEvent(ctx, tea.lot, deedForm('pack'));
  const deeds = async (asked: Partial<WatchQuestion>) =>
    (await seen(ctx, asked)).map(({ deed, product }) => `${deed} ${product}`);
  expect(await deeds({ deed: 'pack' })).toEqual(['pack Chè Tà Xùa']);
  expect(await deeds({ deed: 'harvest', product: 'che xua' })).toEqual(['harvest Chè Tà Xùa']);
  expect(await deeds({ product: 'MẬT ONG' })).toHaveLength(3);
  expect(await deeds({ product: 'rượu' })).toEqual([]);
  expect(await deeds({ product: '!!' })).toEqual([]);
  const first = await seen(ctx, { most: 2 });
  const rest = await seen(ctx, { before: first.at(-1)!.seq });
  expect(new Set([...first, ...rest].map(({ seq }) => seq)).size).toBe(5);
  // Goods that were joined into others keep their lots.
  await ctx.db.execute(
    sql`update products set merged_into = ${tea.product.id} where id = ${honey.product.id}`,
  );
  expect(await deeds({ product: 'mật' })).toEqual([]);
  expect(await deeds({ product: 'chè' })).toHaveLength(5);
});

test('what was declared wrong stays, and says so; what stands in its place says that', async ({ ctx }) => {
  const { honey } = await world(ctx);
  await tellLotEvent(ctx, honey.lot, deedForm('harvest'));
  const [wrong] = await journeyOf(ctx, { id: honey.lot });
  const later = { ...ctx, now: new Date('2026-03-16T03:00:00Z') };
  await tellLotEvent(
    later,
    honey.lot,
    deedForm('harvest', { amount: { quantity: 21, unit: 'KGM' }, insteadOf: wrong!.id }),
  );
  await tellLotEvent(later, honey.lot, deedForm('pack'));
  const untrue = (await journeyOf(ctx, { id: honey.lot })).find(({ deed }) => deed === 'pack');
  await declareLotEvent(later, honey.lot, untrue!.id);
  expect(await seen(ctx)).toMatchObject([
    { deed: 'pack', wrong: { at: later.now, isPutRight: false }, putsRight: false },
    { deed: 'harvest', quantity: 21, wrong: null, putsRight: true },
    { deed: 'harvest', quantity: 12.5, wrong: { at: later.now, isPutRight: true }, putsRight: false },
  ]);
});

test('the kind that is kept with an event is the one by which it is shown', async ({ ctx }) => {
  const { honey } = await world(ctx);
  const run = await aStampRun(ctx, { productId: honey.product.id, lotCode: 'L 7' });
  await spoilStamps(ctx, run.id, { from: 3, until: 4, kind: 'stolen', reason: 'mất', version: run.version });
  const recalled = await stampRun(ctx, run.id);
  await spoilStamps(ctx, run.id, {
    from: 5,
    until: 6,
    kind: 'recalled',
    reason: 'mốc',
    version: recalled.version,
  });
  await moveRun(ctx, run.id, { to: 'closed', version: (await stampRun(ctx, run.id)).version });
  await recallLot(ctx, honey.lot, 'Nấm mốc');
  const lot = lotUri(ORIGIN, { id: honey.lot, code: 'L 7', gtin: null });
  const at = (minute: number) => `2026-03-14T08:${String(minute).padStart(2, '0')}:00+07:00`;
  const steps = [
    'packing',
    'shipping',
    'https://ref.gs1.org/cbv/BizStep-departing',
    'sampling',
    'inspecting',
    'encoding',
    'commissioning',
    'storing',
    'creating_class_instance',
    'https://he-thong.example/packing',
    undefined,
  ];
  const checked = checkedDocument({
    '@context': ['https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld'],
    type: 'EPCISDocument',
    schemaVersion: '2.0',
    creationDate: '2026-03-15T03:00:00Z',
    epcisBody: {
      eventList: [
        ...steps.map((bizStep, minute) => ({
          type: 'ObjectEvent',
          eventTime: at(minute),
          eventTimeZoneOffset: '+07:00',
          action: 'OBSERVE',
          ...(bizStep && { bizStep }),
          quantityList: [{ epcClass: lot, quantity: 20 }],
        })),
        {
          type: 'TransformationEvent',
          eventTime: at(40),
          eventTimeZoneOffset: '+07:00',
          inputQuantityList: [{ epcClass: lot, quantity: 5, uom: 'KGM' }],
          outputQuantityList: [{ epcClass: `${ORIGIN}/x`, quantity: 4, uom: 'KGM' }],
        },
      ],
    },
  });
  if ('faults' in checked) throw new Error(JSON.stringify(checked.faults));
  const owner = asOfficer(ctx, 'chu', 'producer_owner', { kind: 'producer', producerId: honey.producer.id });
  await makeToken(owner, honey.producer.id, { name: 'Phần mềm kho', scopes: ['capture'] });
  const [token] = await tokensOf(owner, honey.producer.id);
  const machine = { ...ctx, actor: { kind: 'system', task: `epcis ${token!.id}` } } as const;
  await keepEvents(
    machine,
    { producerId: honey.producer.id, source: 'machine', origin: ORIGIN },
    checked.events,
  );
  const kept = await ctx.db.execute<{ deed: string; event: never }>(
    sql`select deed, event from epcis_events`,
  );
  expect(kept.length).toBeGreaterThan(15);
  expect(kept.map(({ deed }) => deed)).toEqual(kept.map(({ event }) => shownDeedOf(event)));
  expect(new Set(kept.map(({ deed }) => deed)).size).toBe(12);
  const told = await seen(ctx);
  expect(told).toHaveLength(kept.length);
  expect(told[0]).toMatchObject({ deed: 'process', source: 'machine', by: 'Phần mềm kho' });
  expect(told.at(-1)).toMatchObject({ source: 'register', by: null });
});
