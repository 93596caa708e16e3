import { dueCertificates, dueOverview, type DueQuestion } from '#src/domain/reports/due-certificates.ts';
import { keepStandings } from '#src/domain/certification/keep-standings.ts';
import type { Day } from '#src/domain/shared/calendar.ts';
import type { Context } from '#src/domain/shared/context.ts';
import { aCertificate, anEvent, aProducer, aProduct } from '#tests/support/register.ts';
import { expect, test } from '#tests/support/test.ts';

const asked: DueQuestion = {
  day: '2027-01-15',
  rule: 'anniversary_counts',
  reach: 'all',
  states: [],
  province: null,
  commune: null,
  q: '',
  page: 1,
  perPage: 50,
};

async function aProductWith(
  ctx: Context,
  name: string,
  issuedOn: Day,
  given: Parameters<typeof aProduct>[1] = {},
) {
  const product = await aProduct(ctx, { name, ...given });
  return aCertificate(ctx, { productId: product.id, issuedOn });
}

const stateOn = async (ctx: Context, day: Day) =>
  (await dueCertificates(ctx, { ...asked, day })).rows.map(({ state }) => state);

test('what a certificate is due for, by the day', async ({ ctx }) => {
  // Its term ends on 30 June 2027; dossiers are taken from 1 January to 2 March.
  await aProductWith(ctx, 'Mật ong', '2024-06-30', { price: null });
  const days = [
    ['2026-12-01', 'in_force'],
    ['2026-12-02', 'soon'],
    ['2027-01-01', 'open'],
    ['2027-02-15', 'open'],
    ['2027-02-16', 'closing'],
    ['2027-03-02', 'closing'],
    ['2027-03-03', 'late'],
    ['2027-06-30', 'late'],
    ['2027-07-01', 'expired'],
    ['2027-12-28', 'expired'],
    ['2027-12-29', 'expired_before'],
  ] as const;
  for (const [day, state] of days) expect([day, ...(await stateOn(ctx, day))]).toEqual([day, state]);
});

test('goods whose certificate has lapsed and that still have a price are told first', async ({ ctx }) => {
  await aProductWith(ctx, 'Nước mắm', '2021-06-30', { price: 90_000 as never });
  await aProductWith(ctx, 'Mật ong', '2024-06-30');
  const { states, first } = await dueOverview(ctx, asked, 5);
  expect(states).toMatchObject({ expired_offered: 1, open: 1 });
  expect(first.expired_offered?.[0]).toMatchObject({ product: 'Nước mắm', lastDay: '2024-06-30' });
});

test('suspended, revoked and extended certificates are told as such; goods no longer made are not told', async ({
  ctx,
}) => {
  for (const [kind, name] of [
    ['suspended', 'Một'],
    ['revoked', 'Hai'],
    ['extended', 'Ba'],
  ] as const) {
    const { id, productId } = await aProductWith(ctx, name, '2024-01-10');
    await anEvent(ctx, {
      certificateId: id,
      kind,
      effectiveOn: '2027-01-11',
      ...(kind === 'extended' && { until: '2027-05-01' }),
    });
    await keepStandings(ctx, [productId], 'anniversary_counts');
  }
  await aProductWith(ctx, 'Bốn', '2024-06-30', { withdrawnOn: '2026-01-01' });
  const { states, rows } = await dueCertificates(ctx, asked);
  expect(states).toMatchObject({ suspended: 1, revoked: 1, extended: 1, other: 1, open: 0 });
  expect(rows.find(({ state }) => state === 'extended')?.extendedUntil).toBe('2027-05-01');
});

test('an officer of a commune sees the commune, of a province the province, and nobody else anything', async ({
  ctx,
}) => {
  await aProductWith(ctx, 'Của xã', '2024-06-30');
  await aProductWith(ctx, 'Xã khác', '2024-06-30', { communeCode: '11506' });
  await aProductWith(ctx, 'Tỉnh khác', '2024-06-30', { provinceCode: '38', communeCode: '16489' });
  const seen = async (reach: DueQuestion['reach']) =>
    (await dueCertificates(ctx, { ...asked, reach })).rows.map(({ product }) => product).sort();
  expect(await seen([{ kind: 'commune', provinceCode: '31', communeCode: '11503' }])).toEqual(['Của xã']);
  expect(await seen([{ kind: 'province', provinceCode: '31' }])).toEqual(['Của xã', 'Xã khác']);
  expect(await seen('all')).toHaveLength(3);
  expect(await seen([{ kind: 'producer', producerId: (await aProducer(ctx)).id }])).toEqual([]);
  expect(await seen([])).toEqual([]);
});

test('goods that name no place of their own are due where their maker is', async ({ ctx }) => {
  const maker = await aProducer(ctx, { provinceCode: '38', communeCode: '16489' });
  await aProductWith(ctx, 'Theo chủ thể', '2024-06-30', {
    producerId: maker.id,
    provinceCode: null,
    communeCode: null,
  });
  const reach = [{ kind: 'commune', provinceCode: '38', communeCode: '16489' }] as const;
  expect((await dueCertificates(ctx, { ...asked, reach })).rows).toMatchObject([
    { product: 'Theo chủ thể', provinceCode: '38', communeCode: '16489' },
  ]);
  expect((await dueCertificates(ctx, { ...asked, province: '31' })).total).toBe(0);
  expect((await dueOverview(ctx, { ...asked, reach }, 5)).states.open).toBe(1);
});

test('filtered by state, place and words, a page at a time', async ({ ctx }) => {
  await aProductWith(ctx, 'Mật ong rừng', '2024-06-30');
  await aProductWith(ctx, 'Mật ong hoa vải', '2024-06-29');
  await aProductWith(ctx, 'Gạo nếp', '2025-06-30');
  expect(await dueCertificates(ctx, { ...asked, states: ['open'] })).toMatchObject({ total: 2 });
  expect((await dueCertificates(ctx, { ...asked, q: 'mat ong hoa' })).rows).toMatchObject([
    { product: 'Mật ong hoa vải' },
  ]);
  expect(
    (await dueCertificates(ctx, { ...asked, states: ['open'], perPage: 1, page: 2 })).rows,
  ).toMatchObject([{ product: 'Mật ong rừng' }]);
  expect((await dueCertificates(ctx, { ...asked, commune: '11506' })).total).toBe(0);
});
