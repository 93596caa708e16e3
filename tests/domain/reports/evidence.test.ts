import { sql } from 'drizzle-orm';
import { productLinks, products } from '#db/schema/catalogue.ts';
import { decisionPapers } from '#db/schema/certification.ts';
import { auditFacts } from '#db/schema/audit.ts';
import { IN_DATABASE } from '#src/domain/media/file-store.ts';
import { keepPaper } from '#src/domain/certification/decision-papers.ts';
import { mergeProducers, mergeProducts } from '#src/domain/registry/merge-records.ts';
import { evidenceOn } from '#src/domain/reports/evidence.ts';
import {
  evidenceForProducer,
  evidenceOfProducer,
  evidencePaper,
  evidenceWithin,
} from '#src/domain/reports/evidence-kept.ts';
import { stateOfTarget } from '#src/domain/reports/figure.ts';
import { figuresOf, reached, setTarget, targetsOf } from '#src/domain/reports/figures.ts';
import {
  endEvidence,
  recordEvidence,
  withdrawEvidence,
  type EvidenceForm,
} from '#src/domain/reports/keep-evidence.ts';
import type { Role, Scope } from '#src/domain/shared/actor.ts';
import type { Day } from '#src/domain/shared/calendar.ts';
import type { Context } from '#src/domain/shared/context.ts';
import type { Refusal } from '#src/domain/shared/refusal.ts';
import { aCertificate, aProducer, aProduct } from '#tests/support/register.ts';
import { expect, test, TODAY } from '#tests/support/test.ts';

const vietKhe = { provinceCode: '31', communeCode: '11503' } as const;
const as = (ctx: Context, role: Role, scope: Scope): Context => ({
  ...ctx,
  actor: { kind: 'person', id: role, name: role, isStrong: false, assignments: [{ id: 'o', role, scope }] },
});
const officer = (ctx: Context) => as(ctx, 'commune_officer', { kind: 'commune', ...vietKhe });
const neighbour = (ctx: Context) =>
  as(ctx, 'commune_officer', { kind: 'commune', provinceCode: '31', communeCode: '10804' });

const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (error: unknown) => (error as Refusal).code,
  );

const FORM: EvidenceForm = {
  kind: 'modern_channel',
  partner: 'Siêu thị Co.opmart Hải Phòng',
  paperNumber: '12/HĐ-2025',
  productId: null,
  from: '2025-04-01',
  until: '2026-03-31',
};

/** A producer with goods in force from 2025 on. */
async function aMaker(ctx: Context, name: string): Promise<{ id: string; productId: string }> {
  const maker = await aProducer(ctx, { name, kind: 'household' });
  const product = await aProduct(ctx, { name: `Hàng của ${name}`, producerId: maker.id });
  await aCertificate(ctx, { productId: product.id, stars: 3, issuedOn: '2025-01-10', kind: 'first' });
  return { id: maker.id, productId: product.id };
}

const sharesOn = async (ctx: Context, to: Day) => {
  const held = await figuresOf(ctx, vietKhe, { from: '2025-01-01', to });
  return { modern: reached(held, 'modern_channels'), chains: reached(held, 'value_chains') };
};

test('a contract is counted from its first day to its last, and a share has names behind it', async ({
  ctx,
}) => {
  const [one, two] = [await aMaker(ctx, 'HTX Một'), await aMaker(ctx, 'HTX Hai')];
  const id = await recordEvidence(officer(ctx), one.id, FORM, null);
  await recordEvidence(
    officer(ctx),
    two.id,
    { ...FORM, kind: 'raw_material_area', partner: 'Vùng cói Kim Thành, mã HP-0012', until: null },
    null,
  );
  await recordEvidence(
    officer(ctx),
    two.id,
    {
      ...FORM,
      kind: 'linkage_contract',
      partner: 'HTX Nông nghiệp An Sơn',
      from: '2025-06-01',
      productId: two.productId,
    },
    null,
  );
  expect(await sharesOn(ctx, '2025-03-31')).toEqual({ modern: 0, chains: 0 });
  expect(await sharesOn(ctx, '2025-04-01')).toEqual({ modern: 50, chains: 50 });
  expect(await sharesOn(ctx, '2026-03-31')).toEqual({ modern: 50, chains: 50 });
  expect(await sharesOn(ctx, '2026-04-01')).toEqual({ modern: 0, chains: 50 });
  const held = await figuresOf(ctx, vietKhe, { from: '2025-01-01', to: '2025-12-31' });
  expect(held).toMatchObject({
    onModernChannels: 1,
    modernByPaper: 1,
    withArea: 1,
    withLinkage: 1,
    inValueChain: 1,
  });

  const told = await evidenceWithin(officer(ctx), { kind: null, day: '2025-12-31', page: 1, perPage: 50 });
  expect(told.rows.map(({ producer, kind }) => [producer.name, kind])).toEqual([
    ['HTX Hai', 'linkage_contract'],
    ['HTX Hai', 'raw_material_area'],
    ['HTX Một', 'modern_channel'],
  ]);
  expect([told.total, told.producers]).toEqual([3, 2]);
  const over = await evidenceWithin(officer(ctx), {
    kind: 'modern_channel',
    day: '2026-04-01',
    page: 1,
    perPage: 50,
  });
  expect(over.rows).toEqual([]);

  // It ended early: reports to an earlier day count it still.
  await endEvidence(officer(ctx), one.id, id, '2025-12-30');
  await endEvidence(officer(ctx), one.id, id, '2025-12-30');
  expect((await sharesOn(ctx, '2025-12-30')).modern).toBe(50);
  expect((await sharesOn(ctx, '2025-12-31')).modern).toBe(0);
  // It was a mistake: no report counts it.
  await withdrawEvidence(officer(ctx), one.id, id, 'Ghi nhầm chủ thể');
  expect((await sharesOn(ctx, '2025-12-30')).modern).toBe(0);
  expect(await evidenceOfProducer(officer(ctx), one.id)).toMatchObject([
    { id, withdrawnReason: 'Ghi nhầm chủ thể', paperNumber: '12/HĐ-2025', recordedBy: null },
  ]);
  expect((await ctx.db.select().from(auditFacts)).map(({ kind, subject }) => [kind, subject])).toEqual([
    ['evidence.recorded', `producer:${one.id}`],
    ['evidence.recorded', `producer:${two.id}`],
    ['evidence.recorded', `producer:${two.id}`],
    ['evidence.ended', `producer:${one.id}`],
    ['evidence.withdrawn', `producer:${one.id}`],
  ]);
});

test('a shop on the net that a list names is evidence too, and nobody had to record it', async ({ ctx }) => {
  const maker = await aMaker(ctx, 'HTX Một');
  await ctx.db.insert(productLinks).values({
    productId: maker.productId,
    url: 'https://shop.example/1',
    seller: 'Gian hàng Một',
    firstSeenOn: '2025-05-04',
    seenOn: '2025-09-01',
  });
  const { rows } = await evidenceWithin(officer(ctx), {
    kind: null,
    day: '2025-05-04',
    page: 1,
    perPage: 50,
  });
  expect(rows).toMatchObject([
    {
      id: null,
      kind: 'modern_channel',
      partner: 'Gian hàng Một',
      url: 'https://shop.example/1',
      from: '2025-05-04',
    },
  ]);
  expect(await figuresOf(ctx, vietKhe, { from: '2025-01-01', to: '2025-05-04' })).toMatchObject({
    onModernChannels: 1,
    modernByPaper: 0,
  });
  await ctx.db.update(products).set({ withdrawnOn: '2025-08-01' });
  const later = await evidenceWithin(officer(ctx), { kind: null, day: '2025-08-01', page: 1, perPage: 50 });
  expect(later.rows).toEqual([]);
});

test('evidence wants a kind, a partner, a day and a paper: its number, its file, or both', async ({
  ctx,
}) => {
  const maker = await aMaker(ctx, 'HTX Một');
  const other = await aMaker(ctx, 'HTX Hai');
  const sent = (given: Partial<EvidenceForm>, paper: Parameters<typeof recordEvidence>[3] = null) =>
    codeOf(recordEvidence(officer(ctx), maker.id, { ...FORM, ...given }, paper));
  expect(await sent({ kind: 'x' })).toBe('evidence.kind_missing');
  expect(await sent({ partner: ' ' })).toBe('evidence.partner_missing');
  expect(await sent({ from: null })).toBe('evidence.day_missing');
  expect(await sent({ until: '2025-03-31' })).toBe('evidence.days_wrong');
  expect(await sent({ paperNumber: ' ' })).toBe('evidence.paper_missing');
  expect(await sent({ productId: other.productId })).toBe('not_found');
  expect(await sent({ paperNumber: '' }, { sha256: 'a'.repeat(64), name: 'hop-dong.pdf' })).toBe(
    'paper.gone',
  );
  const paper = await keepPaper(officer(ctx), IN_DATABASE, Buffer.from('%PDF-1.7 hợp đồng'), 'hop-dong.pdf');
  expect(await sent({ paperNumber: '' }, paper)).toBe('done');
  const [held] = (await evidenceOfProducer(officer(ctx), maker.id))!;
  expect(held).toMatchObject({ paperNumber: null, file: { name: 'hop-dong.pdf', type: 'application/pdf' } });
  expect(await codeOf(withdrawEvidence(officer(ctx), maker.id, held!.id!, ' '))).toBe('reason_missing');
  expect(await codeOf(endEvidence(officer(ctx), maker.id, held!.id!, '2025-03-31'))).toBe(
    'evidence.days_wrong',
  );
  expect(await codeOf(endEvidence(officer(ctx), other.id, held!.id!, null))).toBe('not_found');
  await withdrawEvidence(officer(ctx), maker.id, held!.id!, 'Nhầm');
  expect(await codeOf(endEvidence(officer(ctx), maker.id, held!.id!, null))).toBe('evidence.withdrawn');

  // What evidence took up stays, however much is handed in afterwards.
  const later: Context = { ...officer(ctx), now: new Date(ctx.now.getTime() + 3 * 86_400_000) };
  await keepPaper(later, IN_DATABASE, Buffer.from('%PDF-1.7 khác'), 'khac.pdf');
  expect(await ctx.db.select().from(decisionPapers)).toHaveLength(2);
});

test('officers of the place record it and read it with the papers of the producer; nobody else does either', async ({
  ctx,
}) => {
  const maker = await aMaker(ctx, 'HTX Một');
  const paper = await keepPaper(officer(ctx), IN_DATABASE, Buffer.from('%PDF-1.7 1'), 'hop-dong.pdf');
  const id = await recordEvidence(officer(ctx), maker.id, FORM, paper);
  const province: Scope = { kind: 'province', provinceCode: '31' };
  for (const [who, mayRecord, mayRead] of [
    [as(ctx, 'province_officer', province), 'done', true],
    [as(ctx, 'inspector', province), 'not_allowed', true],
    [as(ctx, 'council_secretary', province), 'not_allowed', true],
    [as(ctx, 'tourism_staff', province), 'not_allowed', false],
    [as(ctx, 'reader', { kind: 'country' }), 'not_allowed', false],
    [as(ctx, 'producer_owner', { kind: 'producer', producerId: maker.id }), 'not_allowed', false],
    [neighbour(ctx), 'not_found', false],
  ] as const) {
    expect(await codeOf(recordEvidence(who, maker.id, { ...FORM, partner: 'Chuỗi khác' }, null))).toBe(
      mayRecord,
    );
    expect((await evidenceOfProducer(who, maker.id)) !== null).toBe(mayRead);
    expect((await evidencePaper(who, IN_DATABASE, id)) !== null).toBe(mayRead);
    const { rows } = await evidenceWithin(who, { kind: null, day: TODAY, page: 1, perPage: 50 });
    expect(rows.length > 0).toBe(mayRead);
    if (mayRecord !== 'done')
      expect(await codeOf(withdrawEvidence(who, maker.id, id, 'Nhầm'))).toBe(mayRecord);
  }
});

test('a house reads what is recorded of it and its papers, nothing of others, and not what was a mistake', async ({
  ctx,
}) => {
  const [maker, other] = [await aMaker(ctx, 'HTX Một'), await aMaker(ctx, 'HTX Hai')];
  const paper = async (name: string) =>
    keepPaper(officer(ctx), IN_DATABASE, Buffer.from(`%PDF-1.7 ${name}`), name);
  const id = await recordEvidence(officer(ctx), maker.id, FORM, await paper('hop-dong.pdf'));
  const theirs = await recordEvidence(officer(ctx), other.id, FORM, await paper('cua-ho.pdf'));
  const mistake = await recordEvidence(
    officer(ctx),
    maker.id,
    { ...FORM, kind: 'linkage_contract', partner: 'Ghi nhầm nhà' },
    await paper('nham.pdf'),
  );
  const house = as(ctx, 'producer_member', { kind: 'producer', producerId: maker.id });
  expect(await evidenceForProducer(house, maker.id)).toHaveLength(2);
  await withdrawEvidence(officer(ctx), maker.id, mistake, 'Của HTX Hai');
  expect(await evidenceForProducer(house, maker.id)).toMatchObject([
    { id, partner: FORM.partner, paperNumber: FORM.paperNumber, from: FORM.from, until: FORM.until },
  ]);
  const fileOf = async (who: Context, evidence: string, producerId: string) =>
    (await evidencePaper(who, IN_DATABASE, evidence, producerId))?.name ?? null;
  expect(await fileOf(house, id, maker.id)).toBe('hop-dong.pdf');
  expect(await fileOf(house, mistake, maker.id)).toBeNull();
  expect(await fileOf(house, theirs, maker.id)).toBeNull();
  expect(await fileOf(house, theirs, other.id)).toBeNull();
  expect(await codeOf(evidenceForProducer(house, other.id))).toBe('not_found');
  expect(await codeOf(evidenceForProducer(officer(ctx), maker.id))).toBe('not_allowed');
});

test('what two records show of one producer is shown by the one that is kept', async ({ ctx }) => {
  const [one, two] = [await aMaker(ctx, 'HTX Một'), await aMaker(ctx, 'HTX Hai')];
  await recordEvidence(ctx, two.id, { ...FORM, productId: two.productId }, null);
  await mergeProducers(ctx, one.id, two.id, [], 'Một cơ sở');
  const goods = await ctx.db.execute<{ id: string }>(
    sql`select id from products where producer_id = ${one.id} and merged_into is null`,
  );
  expect(goods).toHaveLength(2);
  await ctx.db.execute(sql`delete from certificates where product_id = ${two.productId}`);
  await mergeProducts(ctx, one.productId, two.productId, [], 'Một sản phẩm', 'anniversary_counts');
  expect(await evidenceOfProducer(ctx, one.id)).toMatchObject([
    { producer: { id: one.id }, product: { id: one.productId } },
  ]);
  expect(await evidenceOfProducer(ctx, two.id)).toBeNull();
});

test.for([
  ['2025-03-31', null, 'to_come'],
  ['2025-04-01', null, 'holds'],
  ['2026-03-31', null, 'holds'],
  ['2026-04-01', null, 'over'],
  ['2025-04-01', 'Nhầm', 'withdrawn'],
] as const)('on %s, withdrawn because of %s: %s', ([day, withdrawnReason, state]) => {
  expect(evidenceOn(day, { from: '2025-04-01', until: '2026-03-31', withdrawnReason })).toBe(state);
});

test('a plan may set a range: reached from its lower end, beyond it above the upper one', async ({ ctx }) => {
  const target = {
    measure: 'modern_channels',
    value: 30,
    valueTo: 50,
    source: 'Kế hoạch 21/KH-UBND',
  } as const;
  await setTarget(officer(ctx), 2026, vietKhe, target);
  expect(await targetsOf(ctx, 2026, vietKhe)).toEqual([target]);
  expect([null, 0, 29.9, 30, 50, 50.1].map((now) => stateOfTarget(now, target))).toEqual([
    'below',
    'below',
    'below',
    'reached',
    'reached',
    'beyond',
  ]);
  expect(stateOfTarget(200, { value: 30, valueTo: null })).toBe('reached');
  for (const valueTo of [30, 20, 101, Number.NaN])
    expect(await codeOf(setTarget(officer(ctx), 2026, vietKhe, { ...target, valueTo }))).toBe(
      'target.unreadable',
    );
  // The same again is nothing new; one number instead of the range is.
  await setTarget(officer(ctx), 2026, vietKhe, target);
  await setTarget(officer(ctx), 2026, vietKhe, { ...target, valueTo: null });
  expect((await ctx.db.select().from(auditFacts)).map(({ before, after }) => [before, after])).toMatchObject([
    [null, { value: 30, valueTo: 50 }],
    [
      { value: 30, valueTo: 50 },
      { value: 30, valueTo: null },
    ],
  ]);
});
