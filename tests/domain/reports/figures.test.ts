import { expect } from 'vitest';
import { eq } from 'drizzle-orm';
import { productLinks, products } from '#db/schema/catalogue.ts';
import { producers } from '#db/schema/producers.ts';
import { auditFacts } from '#db/schema/audit.ts';
import { keepStandings } from '#src/domain/certification/keep-standings.ts';
import { daysOf } from '#src/domain/reports/figure.ts';
import { figuresOf, reached, setTarget, targetsOf } from '#src/domain/reports/figures.ts';
import type { CertificateKind } from '#src/domain/certification/certificate.ts';
import type { Stars } from '#src/domain/certification/rule-set.ts';
import type { Day } from '#src/domain/shared/calendar.ts';
import type { Context } from '#src/domain/shared/context.ts';
import type { Role, Scope } from '#src/domain/shared/actor.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import { aCertificate, anEvent, aPointOfSale, aProducer, aProduct } from '#tests/support/register.ts';
import { test } from '#tests/support/test.ts';

const vietKhe = { provinceCode: '31', communeCode: '11503' };
const haiPhong = { provinceCode: '31', communeCode: null };
const country = { provinceCode: null, communeCode: null };

async function aWorld(ctx: Context): Promise<void> {
  const cooperative = await aProducer(ctx, { name: 'HTX Mật ong', kind: 'cooperative' });
  const household = await aProducer(ctx, { name: 'Hộ kinh doanh Na', kind: 'household' });
  const elsewhere = await aProducer(ctx, {
    name: 'Công ty Chè',
    kind: 'enterprise',
    provinceCode: '19',
    communeCode: '05503',
  });
  const honey = await aProduct(ctx, { name: 'Mật ong', producerId: cooperative.id });
  const apple = await aProduct(ctx, { name: 'Na bở', producerId: household.id });
  const wine = await aProduct(ctx, { name: 'Nem', producerId: household.id });
  const gone = await aProduct(ctx, { name: 'Bún', producerId: household.id });
  const tea = await aProduct(ctx, {
    name: 'Chè',
    producerId: elsewhere.id,
    provinceCode: null,
    communeCode: null,
  });
  await aCertificate(ctx, { productId: honey.id, stars: 4, issuedOn: '2025-03-10', kind: 'first' });
  await aCertificate(ctx, { productId: apple.id, stars: 3, issuedOn: '2025-09-10', kind: 'renewal' });
  await aCertificate(ctx, { productId: wine.id, stars: 3, issuedOn: '2022-05-10', kind: 'first' });
  const revoked = await aCertificate(ctx, { productId: gone.id, stars: 3, issuedOn: '2024-02-10' });
  await anEvent(ctx, { certificateId: revoked.id, kind: 'revoked', effectiveOn: '2025-04-01' });
  await keepStandings(ctx, [gone.id], 'anniversary_counts');
  await aCertificate(ctx, { productId: tea.id, stars: 5, issuedOn: '2025-01-15', kind: 'first' });
  await ctx.db.insert(productLinks).values({
    productId: honey.id,
    url: 'https://shop.example/mat-ong',
    firstSeenOn: '2025-05-04',
    seenOn: '2026-02-01',
  });
  await aPointOfSale(ctx, {
    provinceCode: '31',
    communeCode: '11503',
    createdAt: new Date('2025-03-31T17:00:00Z'),
  });
}

test('a year is counted from facts with their days, for a commune, a province and the country', async ({
  ctx,
}) => {
  await aWorld(ctx);
  const year = daysOf(2025, 'year', '2026-03-15');
  expect(await figuresOf(ctx, vietKhe, year)).toEqual({
    inForce: { 3: 1, 4: 1, 5: 0 },
    recognised: { 3: 1, 4: 1, 5: 0 },
    first: { 3: 0, 4: 1, 5: 0 },
    byKind: { first: 1, renewal: 1, upgrade: 0, unknown: 0 },
    // The certificate of 2022 ran to 10/5/2025.
    expired: 1,
    revoked: 1,
    expiring: 0,
    producers: [
      { kind: 'cooperative', count: 1 },
      { kind: 'household', count: 1 },
    ],
    onModernChannels: 1,
    modernByPaper: 0,
    withArea: 0,
    withLinkage: 0,
    inValueChain: 0,
    pointsOfSale: 1,
    undated: 0,
    examples: 0,
  });
  expect((await figuresOf(ctx, haiPhong, year)).recognised).toEqual({ 3: 1, 4: 1, 5: 0 });
  expect((await figuresOf(ctx, country, year)).recognised).toEqual({ 3: 1, 4: 1, 5: 1 });
  expect((await figuresOf(ctx, { provinceCode: '19', communeCode: '05503' }, year)).inForce).toEqual({
    3: 0,
    4: 0,
    5: 1,
  });
});

test('a half-year counts its own days, and the past stays as it was', async ({ ctx }) => {
  await aWorld(ctx);
  const first = await figuresOf(ctx, vietKhe, daysOf(2025, 'first_half', '2026-03-15'));
  expect([first.recognised, first.inForce]).toEqual([
    { 3: 0, 4: 1, 5: 0 },
    { 3: 0, 4: 1, 5: 0 },
  ]);
  const second = await figuresOf(ctx, vietKhe, daysOf(2025, 'second_half', '2026-03-15'));
  expect([second.recognised, second.revoked, second.expired]).toEqual([{ 3: 1, 4: 0, 5: 0 }, 0, 0]);
});

test('new are products recognised for the first time: not what was assessed again or moved up, and once a product', async ({
  ctx,
}) => {
  await aWorld(ctx);
  const maker = await aProducer(ctx, { name: 'HTX Chả', kind: 'cooperative' });
  const given = async (
    name: string,
    certificates: { stars: Stars; issuedOn: Day; kind: CertificateKind }[],
  ) => {
    const product = await aProduct(ctx, { name, producerId: maker.id });
    for (const certificate of certificates)
      await aCertificate(ctx, { productId: product.id, ...certificate });
  };
  await given('Chả mực', [
    { stars: 3, issuedOn: '2025-02-10', kind: 'first' },
    { stars: 4, issuedOn: '2025-11-10', kind: 'upgrade' },
  ]);
  await given('Chả cá', [{ stars: 4, issuedOn: '2025-06-10', kind: 'renewal' }]);
  await given('Chả tôm', [{ stars: 4, issuedOn: '2024-06-10', kind: 'first' }]);
  const held = await figuresOf(ctx, vietKhe, daysOf(2025, 'year', '2026-03-15'));
  expect([
    reached(held, 'first'),
    reached(held, 'first_3'),
    reached(held, 'first_4'),
    reached(held, 'first_5'),
  ]).toEqual([2, 1, 1, 0]);
  expect([reached(held, 'recognised'), reached(held, 'recognised_4')]).toEqual([4, 3]);
});

test('what is written down today changes no report of the past: shops on the net and points of sale count from their day', async ({
  ctx,
}) => {
  await aWorld(ctx);
  const told = async () => {
    const { onModernChannels, pointsOfSale } = await figuresOf(ctx, vietKhe, {
      from: '2025-01-01',
      to: '2025-12-31',
    });
    return { onModernChannels, pointsOfSale };
  };
  const on = async (to: Day) => {
    const { onModernChannels, pointsOfSale } = await figuresOf(ctx, vietKhe, { from: '2025-01-01', to });
    return [onModernChannels, pointsOfSale];
  };
  // Its last list names the shop in 2026; it was known since 4/5/2025. The point was opened on 1/4/2025 in Vietnam.
  expect(await on('2025-03-31')).toEqual([0, 0]);
  expect(await on('2025-04-01')).toEqual([0, 1]);
  expect(await on('2025-05-04')).toEqual([1, 1]);
  const before = await told();
  expect(before).toEqual({ onModernChannels: 1, pointsOfSale: 1 });
  const [household] = await ctx.db.select().from(producers).where(eq(producers.kind, 'household'));
  const apple = (await ctx.db.select().from(products)).find(({ name }) => name === 'Na bở')!;
  expect(apple.producerId).toBe(household!.id);
  await ctx.db.insert(productLinks).values({
    productId: apple.id,
    url: 'https://shop.example/na',
    firstSeenOn: '2026-01-05',
    seenOn: '2026-01-05',
  });
  await aPointOfSale(ctx, { name: 'Điểm mới', createdAt: new Date('2026-01-05T00:00:00Z') });
  expect(await told()).toEqual(before);
  expect(await on('2026-01-05')).toEqual([2, 2]);
  // Goods that were taken off the register are no evidence from then on, and were until then.
  await ctx.db.update(products).set({ withdrawnOn: '2026-02-01' }).where(eq(products.id, apple.id));
  const nem = await aProduct(ctx, { name: 'Nem chua', producerId: household!.id });
  await aCertificate(ctx, { productId: nem.id, stars: 3, issuedOn: '2025-06-10', kind: 'first' });
  expect(await on('2026-01-31')).toEqual([2, 2]);
  expect(await on('2026-02-01')).toEqual([1, 2]);
  // Nor is what was one and the same as another record.
  await ctx.db.update(products).set({ mergedInto: nem.id }).where(eq(products.id, apple.id));
  expect(await on('2026-01-31')).toEqual([1, 2]);
});

test.for([
  [2025, 'year', '2026-03-15', '2025-01-01', '2025-12-31'],
  [2026, 'year', '2026-03-15', '2026-01-01', '2026-03-15'],
  [2026, 'second_half', '2026-03-15', '2026-07-01', '2026-07-01'],
  [2024, 'first_half', '2026-03-15', '2024-01-01', '2024-06-30'],
] as const)('%s, %s, as of %s: from %s to %s', ([year, period, today, from, to]) => {
  expect(daysOf(year, period, today)).toEqual({ from, to });
});

test('shares are per cent of producers with goods in force, and nothing is divided by none', async ({
  ctx,
}) => {
  await aWorld(ctx);
  const year = daysOf(2025, 'year', '2026-03-15');
  const held = await figuresOf(ctx, vietKhe, year);
  expect([
    reached(held, 'cooperatives'),
    reached(held, 'modern_channels'),
    reached(held, 'in_force'),
  ]).toEqual([50, 50, 2]);
  expect(
    reached(await figuresOf(ctx, { provinceCode: '01', communeCode: null }, year), 'cooperatives'),
  ).toBeNull();
});

test('a target is set with its plan, by officers of the unit, and what stood before is written down', async ({
  ctx,
}) => {
  const as = (role: Role, scope: Scope): Context => ({
    ...ctx,
    actor: { kind: 'person', id: role, name: role, isStrong: false, assignments: [{ id: 'o', role, scope }] },
  });
  const officer = as('commune_officer', { kind: 'commune', ...vietKhe });
  const codeOf = (work: Promise<unknown>) =>
    work.then(
      () => 'done',
      (error: unknown) => (error as Refusal).code,
    );
  const target = (value: number | null, source = 'Kế hoạch 12/KH-UBND') => ({
    measure: 'recognised' as const,
    value,
    source,
  });
  expect(await codeOf(setTarget(officer, 2026, vietKhe, target(2)))).toBe('done');
  expect(await codeOf(setTarget(officer, 2026, vietKhe, target(3)))).toBe('done');
  expect(await targetsOf(ctx, 2026, vietKhe)).toEqual([
    { measure: 'recognised', value: 3, valueTo: null, source: 'Kế hoạch 12/KH-UBND' },
  ]);
  expect(await targetsOf(ctx, 2026, haiPhong)).toEqual([]);
  expect(await ctx.db.select().from(auditFacts)).toMatchObject([
    { kind: 'target.set', before: null, communeCode: '11503' },
    { before: { value: 2 }, after: { value: 3 } },
  ]);
  expect(await codeOf(setTarget(officer, 2026, vietKhe, target(2.5)))).toBe('target.unreadable');
  expect(await codeOf(setTarget(officer, 2026, vietKhe, { ...target(120), measure: 'cooperatives' }))).toBe(
    'target.unreadable',
  );
  expect(await codeOf(setTarget(officer, 2026, vietKhe, target(2, ' ')))).toBe('target.source_missing');
  expect(await codeOf(setTarget(officer, 2026, haiPhong, target(2)))).toBe('not_found');
  expect(
    await codeOf(setTarget(as('reader', { kind: 'commune', ...vietKhe }), 2026, vietKhe, target(2))),
  ).toBe('not_allowed');
  expect(await codeOf(setTarget(officer, 2026, vietKhe, target(null)))).toBe('done');
  expect(await targetsOf(ctx, 2026, vietKhe)).toEqual([]);
});
