import { expect } from 'vitest';
import { productLinks } from '#db/schema/catalogue.ts';
import { auditFacts } from '#db/schema/audit.ts';
import { keepStandings } from '#src/domain/certification/keep-standings.ts';
import { daysOf } from '#src/domain/reports/figure.ts';
import { figuresOf, reached, setTarget, targetsOf } from '#src/domain/reports/figures.ts';
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
  await ctx.db.insert(productLinks).values({ productId: honey.id, url: 'https://shop.example/mat-ong' });
  await aPointOfSale(ctx, { provinceCode: '31', communeCode: '11503' });
}

test('a year is counted from facts with their days, for a commune, a province and the country', async ({
  ctx,
}) => {
  await aWorld(ctx);
  const year = daysOf(2025, 'year', '2026-03-15');
  expect(await figuresOf(ctx, vietKhe, year)).toEqual({
    inForce: { 3: 1, 4: 1, 5: 0 },
    recognised: { 3: 1, 4: 1, 5: 0 },
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
    { measure: 'recognised', value: 3, source: 'Kế hoạch 12/KH-UBND' },
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
