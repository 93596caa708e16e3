import { sql } from 'drizzle-orm';
import { certificateEvents } from '#db/schema/certification.ts';
import { keepStandings } from '#src/domain/certification/keep-standings.ts';
import type { Context } from '#src/domain/shared/context.ts';
import { newId } from '#src/domain/shared/id.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import { IssuedStamps, stampFacts, stampWarning } from '#src/domain/traceability/issued-stamps.ts';
import { codeOf } from '#src/domain/traceability/stamp-code.ts';
import { moduleOf } from '#src/domain/traceability/stamp-run.ts';
import {
  isRootKnown,
  moveRun,
  orderStamps,
  renewStampKeys,
  runsOfProducer,
  runsWithin,
  spoilStamps,
  spoiltCount,
  stampRun,
} from '#src/domain/traceability/stamp-runs.ts';
import { aCertificate, aProducer, aProduct } from '#tests/support/register.ts';
import { describe, expect, test, TODAY } from '#tests/support/test.ts';

const ROOT = 'a root that only this test has, of more than 32 characters';

const FORM = {
  lotCode: 'L 07/03',
  madeOn: '2026-03-01',
  useBy: '2026-09-01',
  count: 100,
  length: 18,
} as const;

async function certified(ctx: Context, given: Parameters<typeof aCertificate>[1] = {}) {
  const producer = await aProducer(ctx, { provinceCode: '31', communeCode: '11593' });
  const product = await aProduct(ctx, { producerId: producer.id, communeCode: '11593' });
  const certificate = await aCertificate(ctx, { productId: product.id, ...given });
  return { producer, product, certificate };
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

async function known(ctx: Context, root = ROOT): Promise<IssuedStamps> {
  const stamps = new IssuedStamps(root);
  await stamps.read(ctx);
  return stamps;
}

test('stamps of two runs lie side by side: each code leads to its run and its place, and none beyond', async ({
  ctx,
}) => {
  const { product } = await certified(ctx);
  const one = await orderStamps(ctx, ROOT, product.id, FORM);
  const other = await orderStamps(ctx, ROOT, product.id, {
    ...FORM,
    lotCode: 'L 08/03',
    count: 3,
    length: 20,
  });
  const stamps = await known(ctx);
  const [first, second] = [await stampRun(ctx, one), await stampRun(ctx, other)];
  expect([first.number, second.number]).toEqual(['2026-00001', '2026-00002']);
  const keys = stamps.keysOf(first.epoch);
  expect(stamps.find(codeOf(keys, first.first))).toMatchObject({ runId: one, place: 1 });
  expect(stamps.find(codeOf(keys, first.first + 99))).toMatchObject({ runId: one, place: 100 });
  expect(stamps.find(codeOf(keys, second.first, 20))).toMatchObject({ runId: other, place: 1 });
  expect(stamps.find(codeOf(keys, second.first + 2, 20))).toMatchObject({ runId: other, place: 3 });
  // Made with our keys, ordered by nobody.
  expect(stamps.find(codeOf(keys, second.first + 3))).toBeNull();
  expect(stamps.find(codeOf(stamps.keysOf(9), first.first))).toBeNull();
  const rows = await ctx.db.execute<{ n: number }>(sql`select count(*)::int as n from stamp_runs`);
  expect(rows[0]).toEqual({ n: 2 });
});

describe('who gets no stamps', () => {
  test('goods without a certificate, and those whose certificate has run out', async ({ ctx }) => {
    const none = await aProduct(ctx);
    expect(await refused(orderStamps(ctx, ROOT, none.id, FORM))).toBe('stamp.not_certified');
    const { product } = await certified(ctx, { issuedOn: '2022-01-01' });
    expect(await refused(orderStamps(ctx, ROOT, product.id, FORM))).toBe('stamp.not_certified');
  });

  test('a certificate that is suspended stops new runs, and those ordered are not activated', async ({
    ctx,
  }) => {
    const { product, certificate } = await certified(ctx);
    const id = await orderStamps(ctx, ROOT, product.id, FORM);
    await ctx.db.insert(certificateEvents).values({
      id: newId(),
      certificateId: certificate.id,
      kind: 'suspended',
      effectiveOn: TODAY,
      recordedAt: ctx.now,
      recordedBy: 'test',
    });
    await keepStandings(ctx, [product.id], 'anniversary_counts');
    expect(await refused(orderStamps(ctx, ROOT, product.id, FORM))).toBe('stamp.not_certified');
    const { version } = await stampRun(ctx, id);
    expect(await refused(moveRun(ctx, id, { to: 'active', version }))).toBe('stamp.not_certified');
  });

  test('a lot that was recalled or is past its use-by; a count that is none; a lot without a name', async ({
    ctx,
  }) => {
    const { product } = await certified(ctx);
    await orderStamps(ctx, ROOT, product.id, FORM);
    expect(
      await refused(orderStamps(ctx, ROOT, product.id, { ...FORM, lotCode: 'cũ', useBy: '2026-03-14' })),
    ).toBe('stamp.lot_past');
    expect(await refused(orderStamps(ctx, ROOT, product.id, { ...FORM, lotCode: ' ' }))).toBe(
      'stamp.lot_missing',
    );
    for (const count of [0, -1, 1.5, 100_001, Number.NaN])
      expect(await refused(orderStamps(ctx, ROOT, product.id, { ...FORM, count }))).toBe('stamp.count_wrong');
    await ctx.db.execute(sql`update lots set recalled_on = ${TODAY}::date where product_id = ${product.id}`);
    expect(await refused(orderStamps(ctx, ROOT, product.id, FORM))).toBe('stamp.lot_recalled');
  });
});

test('a run goes forwards, leaves steps out, and never back', async ({ ctx }) => {
  const { product } = await certified(ctx);
  const id = await orderStamps(ctx, ROOT, product.id, FORM);
  const move = async (to: Parameters<typeof moveRun>[2]['to']) =>
    refused(moveRun(ctx, id, { to, version: (await stampRun(ctx, id)).version }));
  expect(await move('closed')).toBe('stamp.state_wrong');
  expect(await move('printed')).toBe('done');
  expect(await move('active')).toBe('done');
  expect(await move('printed')).toBe('stamp.state_wrong');
  expect(await move('closed')).toBe('done');
  expect(await move('active')).toBe('stamp.state_wrong');
  expect(await refused(moveRun(ctx, id, { to: 'closed', version: 1 }))).toBe('changed_meanwhile');
});

test('what a stamp says: recalled before stolen, stolen before torn, not on goods yet, past its day', async ({
  ctx,
}) => {
  const { product } = await certified(ctx);
  const id = await orderStamps(ctx, ROOT, product.id, FORM);
  const says = async (place: number, day: typeof TODAY | '2026-09-02' = TODAY) =>
    stampWarning(day, (await stampFacts(ctx, { runId: id, place }))!);
  expect(await says(1)).toBe('not_active');
  await moveRun(ctx, id, { to: 'active', version: 1 });
  expect(await says(1)).toBeNull();
  expect(await says(1, '2026-09-02')).toBe('past');
  await spoilStamps(ctx, id, { from: 5, until: 9, kind: 'spoilt', reason: 'in lệch', version: 2 });
  await spoilStamps(ctx, id, { from: 9, until: 12, kind: 'stolen', reason: 'mất cuộn', version: 3 });
  expect(await Promise.all([4, 5, 9, 12, 13].map((place) => says(place)))).toEqual([
    null,
    'spoilt',
    'stolen',
    'stolen',
    null,
  ]);
  expect(spoiltCount((await stampRun(ctx, id)).spoilt)).toBe(8);
  for (const [from, until] of [
    [0, 3],
    [8, 7],
    [100, 101],
    [1.5, 2],
  ] as const)
    expect(
      await refused(spoilStamps(ctx, id, { from, until, kind: 'spoilt', reason: 'x', version: 4 })),
    ).toBe('stamp.range_wrong');
  expect(
    await refused(spoilStamps(ctx, id, { from: 1, until: 1, kind: 'spoilt', reason: ' ', version: 4 })),
  ).toBe('reason_missing');
  await spoilStamps(ctx, id, { from: 9, until: 9, kind: 'recalled', reason: 'nắp hở', version: 4 });
  await spoilStamps(ctx, id, { from: 9, until: 9, kind: 'spoilt', reason: 'rách', version: 5 });
  expect(await says(9)).toBe('recalled');
  await ctx.db.execute(sql`update lots set recalled_on = ${TODAY}::date where product_id = ${product.id}`);
  expect(await says(12)).toBe('recalled');
});

test('new keys make new codes, and the old ones stay good; another root makes none', async ({ ctx }) => {
  const { product } = await certified(ctx);
  const old = await stampRun(ctx, await orderStamps(ctx, ROOT, product.id, FORM));
  expect(await renewStampKeys(ctx, ROOT)).toBe(old.epoch + 1);
  const fresh = await stampRun(ctx, await orderStamps(ctx, ROOT, product.id, FORM));
  expect([fresh.epoch, fresh.first]).toEqual([old.epoch + 1, 0]);
  const stamps = await known(ctx);
  expect(stamps.find(codeOf(stamps.keysOf(old.epoch), old.first))).toMatchObject({ runId: old.id, place: 1 });
  expect(stamps.find(codeOf(stamps.keysOf(fresh.epoch), 0))).toMatchObject({ runId: fresh.id, place: 1 });
  const other = 'another root, also of more than 32 characters';
  expect([await isRootKnown(ctx, ROOT), await isRootKnown(ctx, other)]).toEqual([true, false]);
  expect(await refused(orderStamps(ctx, other, product.id, FORM))).toBe('stamp.root_changed');
  expect((await known(ctx, other)).find(codeOf(stamps.keysOf(fresh.epoch), 0))).toBeNull();
});

test('ordered at once, runs never share a stamp', async ({ own: { ctx } }) => {
  const { product } = await certified(ctx);
  const ids = await Promise.all(
    Array.from({ length: 12 }, (_, at) => orderStamps(ctx, ROOT, product.id, { ...FORM, count: at + 1 })),
  );
  const runs = await Promise.all(ids.map((id) => stampRun(ctx, id)));
  const taken = runs.flatMap(({ first, count }) => Array.from({ length: count }, (_, at) => first + at));
  expect(new Set(taken).size).toBe((12 * 13) / 2);
  expect(Math.max(...taken)).toBe(taken.length - 1);
  expect(new Set(runs.map(({ number }) => number)).size).toBe(12);
});

test('a producer has only their own runs, an officer those of their place', async ({ ctx }) => {
  const { producer, product } = await certified(ctx);
  const id = await orderStamps(ctx, ROOT, product.id, FORM);
  const as = (role: 'producer_owner' | 'commune_officer', scope: object): Context => ({
    ...ctx,
    actor: {
      kind: 'person',
      id: newId(),
      name: 'Ai đó',
      isStrong: false,
      assignments: [{ role, scope }] as never,
    },
  });
  const owner = as('producer_owner', { kind: 'producer', producerId: producer.id });
  const stranger = as('producer_owner', { kind: 'producer', producerId: newId() });
  const here = as('commune_officer', { kind: 'commune', provinceCode: '31', communeCode: '11593' });
  const elsewhere = as('commune_officer', { kind: 'commune', provinceCode: '31', communeCode: '11599' });
  expect((await runsOfProducer(owner, producer.id)).map((run) => run.id)).toEqual([id]);
  expect((await runsWithin(here)).map((run) => run.id)).toEqual([id]);
  expect(await runsWithin(elsewhere)).toEqual([]);
  expect(await refused(stampRun(stranger, id))).toBe('not_found');
  expect(await refused(stampRun(elsewhere, id))).toBe('not_found');
  expect(await refused(orderStamps(here, ROOT, product.id, FORM))).toBe('not_allowed');
  expect(await refused(moveRun(here, id, { to: 'active', version: 1 }))).toBe('not_allowed');
  expect(
    await refused(spoilStamps(here, id, { from: 1, until: 2, kind: 'stolen', reason: 'mất', version: 1 })),
  ).toBe('done');
});

test('modules come out in whole dots, and those too small for a telephone are refused', () => {
  // As measured: 15 mm at 300 dpi is 4 dots, 16 mm is 5; at 203 dpi 15 mm is 3 dots.
  expect(moduleOf(3, 15, 300)).toMatchObject({ dots: 4, fit: 'small' });
  expect(moduleOf(3, 16, 300)).toMatchObject({ dots: 5, fit: 'fine' });
  expect(moduleOf(3, 15, 203)).toMatchObject({ dots: 3, fit: 'small' });
  expect(moduleOf(3, 15, 'vector')).toMatchObject({ dots: null, fit: 'fine' });
  expect(moduleOf(6, 15, 300)).toMatchObject({ fit: 'too_small' });
  expect(moduleOf(3, 16, 300).side).toBeCloseTo(0.4233, 4);
});
