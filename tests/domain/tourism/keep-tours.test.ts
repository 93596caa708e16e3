import { eq } from 'drizzle-orm';
import { tourRevisions, tours, tourStops } from '#db/schema/tourism.ts';
import { auditEntries } from '#src/domain/audit/audit.ts';
import { mergeProducers, mergeProducts } from '#src/domain/registry/merge-records.ts';
import {
  closeTour,
  keepTour,
  newStopKey,
  publishTour,
  returnTour,
  sendTour,
  stopCandidates,
  tourOfOffice,
  toursOfOffice,
  versionsOf,
} from '#src/domain/tourism/keep-tours.ts';
import {
  publicTour,
  publicTours,
  toursWithPointOfSale,
  toursWithProducer,
  toursWithProduct,
} from '#src/domain/tourism/tours.ts';
import { placesOfRecord } from '#tests/support/places.ts';
import { aCertificate, aPointOfSale, aProducer, aProduct } from '#tests/support/register.ts';
import { expect, test, TODAY } from '#tests/support/test.ts';
import { asOfficer, aStop, aTour } from '#tests/support/tours.ts';

const places = await placesOfRecord();
const refusal = (code: string) => expect.objectContaining({ code });

async function aWorld(ctx: Parameters<typeof aProducer>[0]) {
  const producer = await aProducer(ctx, { latitude: 20.99, longitude: 106.59 });
  const product = await aProduct(ctx, { producerId: producer.id! });
  await aCertificate(ctx, { productId: product.id! });
  const shop = await aPointOfSale(ctx, { latitude: 21, longitude: 106.6 });
  return { producer, product, shop };
}

const stopsOf = ({ producer, product, shop }: Awaited<ReturnType<typeof aWorld>>) => [
  aStop('noi-lam', { record: `producer:${producer.id}`, products: [product.id!] }, 'production_site'),
  aStop('dinh-lang', { position: '20.97, 106.58' }),
  aStop('cua-hang', { record: `point_of_sale:${shop.id}` }, 'point_of_sale'),
];

test('one makes a route, another makes it public; a new version is worked on while the old one stands', async ({
  ctx,
}) => {
  const world = await aWorld(ctx);
  const [an, binh] = [asOfficer(ctx, 'an'), asOfficer(ctx, 'binh')];
  const id = await keepTour(an, places, null, aTour(stopsOf(world)), 0, '31');
  expect(await publicTours(ctx, TODAY)).toEqual([]);
  await sendTour(an, id);
  await expect(keepTour(an, places, id, aTour(stopsOf(world)), 1, '31')).rejects.toEqual(
    refusal('tour.in_review'),
  );
  await expect(publishTour(an, id)).rejects.toEqual(refusal('tour.same_person'));
  await publishTour(binh, id);
  await expect(publishTour(binh, id)).rejects.toEqual(refusal('tour.not_in_review'));

  const shown = (await publicTour(ctx, 'mot-ngay-voi-ong', TODAY))!;
  expect(shown.stops.map(({ key, kind }) => [key, kind])).toEqual([
    ['noi-lam', 'production_site'],
    ['dinh-lang', 'sight'],
    ['cua-hang', 'point_of_sale'],
  ]);
  expect(shown.stops[0]).toMatchObject({ latitude: 20.99, products: [{ id: world.product.id, stars: 4 }] });

  await keepTour(an, places, id, aTour(stopsOf(world).slice(0, 2), { title: 'Hai ngày' }), 1, '31');
  expect((await publicTour(ctx, 'mot-ngay-voi-ong', TODAY))!.title).toBe('Một ngày với ong');
  expect((await tourOfOffice(an, id)).title).toBe('Hai ngày');
  await sendTour(an, id);
  await publishTour(binh, id);
  // What is printed leads on: the address stays when the title changes.
  expect((await publicTour(ctx, 'mot-ngay-voi-ong', TODAY))!.title).toBe('Hai ngày');
  expect((await versionsOf(an, id)).map(({ number, state }) => [number, state])).toEqual([
    [2, 'published'],
    [1, 'replaced'],
  ]);
  const written = await auditEntries(ctx, {
    within: [{ provinceCode: '31', communeCode: null }],
    kind: null,
    subject: `tour:${id}`,
    before: null,
    most: 20,
  });
  expect(written.map(({ kind }) => kind)).toEqual([
    'tour.published',
    'tour.sent',
    'tour.begun_again',
    'tour.published',
    'tour.sent',
    'tour.made',
  ]);
});

test('whoever looked at it gives it back with what is missing; the writer takes it back without', async ({
  ctx,
}) => {
  const [an, binh] = [asOfficer(ctx, 'an'), asOfficer(ctx, 'binh')];
  const id = await keepTour(an, places, null, aTour([aStop('a'), aStop('b')]), 0, '31');
  await sendTour(an, id);
  await expect(returnTour(binh, id, ' ')).rejects.toEqual(refusal('reason_missing'));
  await returnTour(binh, id, 'Thiếu giờ ăn trưa');
  expect(await tourOfOffice(an, id)).toMatchObject({ state: 'draft', reviewNote: 'Thiếu giờ ăn trưa' });
  await sendTour(an, id);
  await returnTour(an, id, '');
  await expect(returnTour(an, id, '')).rejects.toEqual(refusal('tour.not_in_review'));
});

test.for([
  ['no title', {}, { title: ' ' }, 'tour.title_missing'],
  ['a stop without name', { name: '' }, {}, 'tour.stop_name_missing'],
  ['a stop somewhere else', { position: 'ở kia' }, {}, 'point_of_sale.position_unreadable'],
  ['an hour that is none', { arrivesAt: '25:00' }, {}, 'tour.clock_wrong'],
  ['minutes in words', { minutes: 'lâu' }, {}, 'tour.number_wrong'],
  ['a month that is none', { months: '13' }, {}, 'tour.months_wrong'],
  ['kilometres in words', { wayLength: 'xa' }, {}, 'tour.number_wrong'],
  ['a record that is gone', { record: 'producer:000000000000' }, {}, 'tour.record_gone'],
  ['a place that is none', {}, { commune: 'Đâu đó' }, 'register.place_unclear'],
] as const)('%s is refused', async ([, stop, given, code], { ctx }) => {
  const form = aTour([aStop('a'), aStop('b', stop)], given);
  await expect(keepTour(asOfficer(ctx, 'an'), places, null, form, 0, '31')).rejects.toEqual(refusal(code));
});

test('what two people write at once is not written over unseen', async ({ ctx }) => {
  const an = asOfficer(ctx, 'an');
  const id = await keepTour(an, places, null, aTour([aStop('a')]), 0, '31');
  await keepTour(asOfficer(ctx, 'binh'), places, id, aTour([aStop('a'), aStop('b')]), 1, '31');
  await expect(keepTour(an, places, id, aTour([]), 1, '31')).rejects.toEqual(
    refusal('tour.changed_meanwhile'),
  );
  expect((await tourOfOffice(an, id)).stops).toHaveLength(2);
});

test('a commune keeps its own routes, and knows nothing of those of others', async ({ ctx }) => {
  const vietKhe = asOfficer(ctx, 'an', 'tourism_staff', {
    kind: 'commune',
    provinceCode: '31',
    communeCode: '11503',
  });
  const id = await keepTour(vietKhe, places, null, aTour([aStop('a'), aStop('b')]), 0, '31');
  const elsewhere = asOfficer(ctx, 'xa', 'tourism_staff', { kind: 'province', provinceCode: '01' });
  await expect(tourOfOffice(elsewhere, id)).rejects.toEqual(refusal('not_found'));
  await expect(sendTour(elsewhere, id)).rejects.toEqual(refusal('not_found'));
  await expect(closeTour(elsewhere, id, { from: TODAY, until: '', reason: 'x' })).rejects.toEqual(
    refusal('not_found'),
  );
  expect(await toursOfOffice(elsewhere)).toEqual([]);
  expect(await toursOfOffice(asOfficer(ctx, 'doc', 'reader'))).toEqual([]);
  expect(await toursOfOffice(vietKhe)).toMatchObject([{ id, stops: 2, state: 'draft', isPublic: false }]);
  await expect(
    keepTour(vietKhe, places, null, aTour([], { commune: 'thành phố Hải Phòng' }), 0, '31'),
  ).rejects.toEqual(refusal('not_allowed'));
});

test('a route closed for a reason says from when to when, and is no more shown elsewhere', async ({
  ctx,
}) => {
  const world = await aWorld(ctx);
  const [an, binh] = [asOfficer(ctx, 'an'), asOfficer(ctx, 'binh')];
  const id = await keepTour(an, places, null, aTour(stopsOf(world)), 0, '31');
  await sendTour(an, id);
  await publishTour(binh, id);
  expect(await toursWithProduct(ctx, world.product.id!, TODAY)).toMatchObject([{ stopKey: 'noi-lam' }]);
  expect(await toursWithProducer(ctx, world.producer.id!, TODAY)).toHaveLength(1);
  expect(await toursWithPointOfSale(ctx, world.shop.id!, TODAY)).toMatchObject([{ stopKey: 'cua-hang' }]);
  await expect(closeTour(an, id, { from: TODAY, until: '', reason: '' })).rejects.toEqual(
    refusal('reason_missing'),
  );
  await expect(closeTour(an, id, { from: TODAY, until: '2026-01-01', reason: 'lũ' })).rejects.toEqual(
    refusal('tour.days_wrong'),
  );
  await closeTour(an, id, { from: TODAY, until: '2026-04-01', reason: 'Nước lũ' });
  expect(await publicTour(ctx, 'mot-ngay-voi-ong', TODAY)).toMatchObject({ closedReason: 'Nước lũ' });
  expect(await toursWithProduct(ctx, world.product.id!, TODAY)).toEqual([]);
  expect(await toursWithProduct(ctx, world.product.id!, '2026-04-02')).toHaveLength(1);
  await closeTour(an, id, { from: '', until: '', reason: '' });
  expect(await toursWithProduct(ctx, world.product.id!, TODAY)).toHaveLength(1);
});

test('alcohol is not put on a route, and what was, is not shown', async ({ ctx }) => {
  const { producer } = await aWorld(ctx);
  const wine = await aProduct(ctx, { producerId: producer.id!, name: 'Rượu nếp', productSet: 14 });
  const an = asOfficer(ctx, 'an');
  await expect(
    keepTour(an, places, null, aTour([aStop('a', { products: [wine.id!] })]), 0, '31'),
  ).rejects.toEqual(refusal('tour.record_gone'));
});

test('a name that is printed at a stop is given to no other stop', async ({ ctx }) => {
  const an = asOfficer(ctx, 'an');
  const id = await keepTour(an, places, null, aTour([aStop('vuon-ong'), aStop('b')]), 0, '31');
  expect(await newStopKey(an, id, 'Vườn ong', [])).toBe('vuon-ong-2');
  expect(await newStopKey(an, id, 'Đình làng', ['dinh-lang'])).toBe('dinh-lang-2');
});

test('stops are found by the name of who makes, of what they make, and of where it is sold', async ({
  ctx,
}) => {
  const { producer, shop } = await aWorld(ctx);
  await aProduct(ctx, { name: 'Làng du lịch ong', productSet: 26, producerId: producer.id! });
  const found = async (typed: string) =>
    (await stopCandidates(ctx, typed, 10)).map(({ record, kind }) => `${kind} ${record.split(':')[0]}`);
  expect(await found('mat ong')).toEqual(['production_site producer']);
  expect(await found('lang du lich')).toEqual(['community_tourism product', 'production_site producer']);
  expect(await found(shop.name!)).toEqual(['point_of_sale point_of_sale']);
  expect(await found('')).toEqual([]);
});

test('records that become one take their stops along', async ({ ctx }) => {
  const world = await aWorld(ctx);
  const twin = await aProducer(ctx, { name: 'HTX Ong An Sơn' });
  const twinProduct = await aProduct(ctx, { producerId: twin.id!, name: 'Mật ong nhãn' });
  const an = asOfficer(ctx, 'an');
  const id = await keepTour(
    an,
    places,
    null,
    aTour([
      aStop('a', { record: `producer:${twin.id}`, products: [twinProduct.id!, world.product.id!] }),
      aStop('b', { record: `product:${twinProduct.id}` }),
    ]),
    0,
    '31',
  );
  await mergeProducers(ctx, world.producer.id!, twin.id!, [], 'ghi hai lần');
  await mergeProducts(ctx, world.product.id!, twinProduct.id!, [], 'ghi hai lần', 'anniversary_counts');
  const { stops } = await tourOfOffice(an, id);
  expect(stops.map(({ record }) => record?.id)).toEqual([world.producer.id, world.product.id]);
  expect(stops[0]!.products.map((one) => one.id)).toEqual([world.product.id]);
});

test('the database keeps one draft and one public version of a route', async ({ ctx }) => {
  const an = asOfficer(ctx, 'an');
  const id = await keepTour(an, places, null, aTour([aStop('a'), aStop('b')]), 0, '31');
  const [held] = await ctx.db.select().from(tourRevisions).where(eq(tourRevisions.tourId, id));
  await expect(
    ctx.db.transaction((db) => db.insert(tourRevisions).values({ ...held!, id: '000000000001', number: 2 })),
  ).rejects.toThrow();
  expect(await ctx.db.$count(tours)).toBe(1);
  expect(await ctx.db.$count(tourStops)).toBe(2);
});
