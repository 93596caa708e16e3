import { and, eq, like } from 'drizzle-orm';
import { expect } from 'vitest';
import { auditFacts } from '#db/schema/audit.ts';
import { users } from '#db/schema/accounts.ts';
import { products } from '#db/schema/catalogue.ts';
import { producerDocuments } from '#db/schema/documents.ts';
import { inspectionPhotographs, publicReports } from '#db/schema/inspections.ts';
import { letters } from '#db/schema/notifications.ts';
import { IN_DATABASE } from '#src/domain/media/file-store.ts';
import { keepPaper } from '#src/domain/certification/decision-papers.ts';
import { keepStandings } from '#src/domain/certification/keep-standings.ts';
import { insertOffice } from '#src/domain/accounts/assignments.ts';
import {
  addFinding,
  addFollowUp,
  addNote,
  closeInspection,
  inspectionById,
  inspectionsDue,
  inspectionsWithin,
  inspectReport,
  MOST_PHOTOGRAPHS,
  photographOf,
  saveAnswers,
  saveMinutes,
  startInspection,
  withdrawFinding,
  type Closing,
} from '#src/domain/inspections/inspections.ts';
import {
  addLines,
  assignInspector,
  beginPlan,
  cancelInspection,
  fixPlan,
  planById,
  plansWithin,
} from '#src/domain/inspections/plans.ts';
import { proposedProducts } from '#src/domain/inspections/proposed-products.ts';
import { reportCase, takeReport } from '#src/domain/inspections/public-reports.ts';
import { stepFollowUp } from '#src/domain/inspections/step-follow-up.ts';
import type { Role, Scope } from '#src/domain/shared/actor.ts';
import type { Context } from '#src/domain/shared/context.ts';
import { newId } from '#src/domain/shared/id.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import { aCertificate, aPaper, aProducer, aProduct, anEvent } from '#tests/support/register.ts';
import { allPlaces } from '#tests/support/all-places.ts';
import { test, TODAY } from '#tests/support/test.ts';

const places = allPlaces();
const HAI_PHONG: Scope = { kind: 'province', provinceCode: '31' };
const ELSEWHERE: Scope = { kind: 'province', provinceCode: '01' };
const commune = (communeCode: string): Scope => ({ kind: 'commune', provinceCode: '31', communeCode });

/** Somebody with an office, known to the register of people. */
async function as(ctx: Context, role: Role, scope: Scope = HAI_PHONG, name: string = role) {
  const id = newId();
  const times = { createdAt: ctx.now, updatedAt: ctx.now };
  await ctx.db.insert(users).values({ id, name, email: `${id}@example.vn`, ...times });
  await insertOffice(ctx, id, role, scope);
  const actor = {
    kind: 'person',
    id,
    name,
    isStrong: true,
    assignments: [{ id: 'o', role, scope }],
  } as const;
  return { ...ctx, actor } satisfies Context;
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'done',
    (error: unknown) => (error instanceof Refusal ? error.code : String(error)),
  );
}

const inTime = { inspectorId: null, dueOn: '2026-03-31', reason: '' } as const;
const asked = { reason: null, commune: null, q: '', page: 1, perPage: 50 };
const letter = (answer: string) => ({ title: 'Trả lời', words: answer });
const told = {
  answer: letter,
  followUp: ({ followUps }: { followUps: readonly { words: string }[] }) => ({
    title: 'V/v khắc phục',
    words: followUps.map(({ words }) => words).join('; '),
  }),
};
const minutes = {
  heldOn: TODAY,
  heldAt: '9:00',
  heldWhere: 'Thôn 2',
  present: 'Giám đốc HTX',
  number: '12/BB',
  conclusion: 'Nhãn thiếu ngày.',
} as const;

async function aPlan(ctx: Context, products: readonly string[] = []) {
  const boss = await as(ctx, 'province_officer');
  const plan = await beginPlan(boss, places, { provinceCode: '31', year: 2026, quarter: 1 });
  if (products.length > 0) await addLines(boss, plan, products, inTime);
  return { boss, plan };
}

/** An inspection that has begun, of goods with a certificate. */
async function begun(ctx: Context) {
  const producer = await aProducer(ctx, { street: 'Thôn 2', email: 'htx@example.vn' });
  const product = await aProduct(ctx, { producerId: producer.id, pack: 'Chai 500 ml' });
  const certificate = await aCertificate(ctx, { productId: product.id });
  const { boss, plan } = await aPlan(ctx, [product.id]);
  const [line] = (await planById(boss, plan)).lines;
  const inspector = await as(ctx, 'inspector', HAI_PHONG, 'Lan');
  await startInspection(inspector, places, line!.id, 'anniversary_counts');
  return { id: line!.id, boss, plan, inspector, product, certificate };
}

const all = (record: Awaited<ReturnType<typeof inspectionById>>, answer: 'matches' | 'differs' = 'matches') =>
  record.lines.map(({ key, version }) => ({ key, version, answer, note: '' }));

const close = (ctx: Context, id: string, closing: Partial<Closing>) =>
  closeInspection(ctx, id, { outcome: null, report: null, ...closing }, told);

test('a product is proposed for what speaks for it: a report, a term that ends, a pause, never having been seen', async ({
  ctx,
}) => {
  const due = await aProduct(ctx, { name: 'Nước mắm sắp hết hạn' });
  await aCertificate(ctx, { productId: due.id, issuedOn: '2023-04-01' });
  const lapsed = await aProduct(ctx, { name: 'Chè hết hạn', price: 90_000 as never });
  await aCertificate(ctx, { productId: lapsed.id, issuedOn: '2022-12-01' });
  const paused = await aProduct(ctx, { name: 'Miến tạm dừng' });
  const { id: certificateId } = await aCertificate(ctx, { productId: paused.id });
  await anEvent(ctx, { certificateId, kind: 'reinstated', effectiveOn: '2026-02-01' });
  const reported = await aProduct(ctx, { name: 'Mật ong bị phản ánh' });
  await aCertificate(ctx, { productId: reported.id });
  await takeReport(
    { ...ctx, actor: { kind: 'visitor' } },
    {
      kind: 'quality',
      slug: reported.slug,
      seenAt: null,
      words: 'Mật ong bị chua từ hôm mua.',
      picture: null,
      contact: null,
      isEnglish: false,
    },
    'a',
  );
  await aProduct(ctx, { name: 'Chưa từng được công nhận' });
  const gone = await aProduct(ctx, { name: 'Đã rút', withdrawnOn: '2026-01-01' });
  await aCertificate(ctx, { productId: gone.id });

  const { boss, plan } = await aPlan(ctx);
  const proposed = await proposedProducts(boss, { id: plan, provinceCode: '31' }, asked);
  const reasons = new Map(proposed.products.map(({ name, reasons }) => [name, reasons]));
  expect(proposed.products[0]?.name).toBe('Mật ong bị phản ánh');
  expect(reasons.get('Mật ong bị phản ánh')).toContain('report_open');
  expect(reasons.get('Nước mắm sắp hết hạn')).toEqual(expect.arrayContaining(['due', 'never']));
  expect(reasons.get('Chè hết hạn')).toContain('expired_offered');
  expect(reasons.get('Miến tạm dừng')).toContain('paused');
  expect(reasons.has('Chưa từng được công nhận')).toBe(false);
  expect(reasons.has('Đã rút')).toBe(false);

  await addLines(boss, plan, [reported.id], inTime);
  const again = await proposedProducts(boss, { id: plan, provinceCode: '31' }, asked);
  expect(again.products.map(({ id }) => id)).not.toContain(reported.id);
  const [line] = (await planById(boss, plan)).lines;
  expect(line?.reasons[0]).toBe('report_open');
});

test('the checklist holds papers that the producer keeps, those kept to itself for those alone who may read them', async ({
  ctx,
}) => {
  const producer = await aProducer(ctx);
  const other = await aProducer(ctx, { name: 'HTX Khác' });
  const product = await aProduct(ctx, { producerId: producer.id });
  const beside = await aProduct(ctx, { producerId: producer.id, name: 'Gạo nếp' });
  await aCertificate(ctx, { productId: product.id });
  await aPaper(ctx, { productId: product.id, name: 'Giấy VietGAP', validUntil: '2026-12-31' });
  const bytes = await keepPaper(ctx, IN_DATABASE, Buffer.from('%PDF-1.7 a'), 'a.pdf');
  const put = (name: string, given: Partial<typeof producerDocuments.$inferInsert> = {}) =>
    ctx.db.insert(producerDocuments).values({
      id: newId(),
      producerId: producer.id,
      productId: product.id,
      kind: 'test_slip',
      name,
      paperSha256: bytes.sha256,
      paperName: 'a.pdf',
      addedBy: 'system:test',
      addedAt: ctx.now,
      ...given,
    });
  await put('Phiếu kiểm nghiệm', { isConfidential: false, validUntil: '2026-09-30' });
  await put('Hợp đồng vùng nguyên liệu', { productId: null });
  await put('Giấy của hàng khác', { productId: beside.id });
  await put('Giấy đã bỏ', { endedAt: ctx.now, endedReason: 'Đã đổi' });
  await put('Giấy của người khác', { producerId: other.id, productId: null });
  const { boss, plan } = await aPlan(ctx, [product.id]);
  const [line] = (await planById(boss, plan)).lines;
  const inspector = await as(ctx, 'inspector');
  await startInspection(inspector, places, line!.id, 'anniversary_counts');
  const asks = async (ctx: Context) =>
    (await inspectionById(ctx, line!.id)).lines
      .filter(({ key }) => /paper/.test(key))
      .map(({ about, registered }) => [about, registered]);
  expect(await asks(inspector)).toEqual(
    expect.arrayContaining([
      ['Giấy VietGAP', '2026-12-31'],
      ['Phiếu kiểm nghiệm', '2026-09-30'],
      ['Hợp đồng vùng nguyên liệu', null],
    ]),
  );
  expect(await asks(inspector)).toHaveLength(3);
  const read = await asks(await as(ctx, 'reader'));
  expect(read).toContainEqual(['Phiếu kiểm nghiệm', '2026-09-30']);
  expect(JSON.stringify(read)).not.toContain('vùng nguyên liệu');
});

test('the lot of a plan falls on the same products however often it is drawn', async ({ ctx }) => {
  for (let at = 0; at < 14; at += 1) {
    const product = await aProduct(ctx, { name: `Sản phẩm ${at}` });
    await aCertificate(ctx, { productId: product.id });
  }
  const { boss, plan } = await aPlan(ctx);
  const drawn = async () =>
    (await proposedProducts(boss, { id: plan, provinceCode: '31' }, { ...asked, reason: 'random' })).products
      .map(({ id }) => id)
      .sort();
  const first = await drawn();
  expect(first).toHaveLength(10);
  expect(await drawn()).toEqual(first);
});

test('a quarter of a province has one plan; its lines keep to the quarter and come once', async ({ ctx }) => {
  const product = await aProduct(ctx);
  const { boss, plan } = await aPlan(ctx, [product.id]);
  expect(await codeOf(beginPlan(boss, places, { provinceCode: '31', year: 2026, quarter: 1 }))).toBe(
    'inspection.plan_known',
  );
  expect(await codeOf(beginPlan(boss, places, { provinceCode: '31', year: 2025, quarter: 4 }))).toBe(
    'inspection.day_wrong',
  );
  expect(await codeOf(addLines(boss, plan, [product.id], inTime))).toBe('inspection.planned_twice');
  const other = await aProduct(ctx, { name: 'Khác' });
  expect(await codeOf(addLines(boss, plan, [other.id], { ...inTime, dueOn: '2026-04-01' }))).toBe(
    'inspection.day_wrong',
  );
  const far = await aProduct(ctx, { name: 'Nơi khác', provinceCode: '01', communeCode: null });
  expect(await codeOf(addLines(boss, plan, [far.id], inTime))).toBe('not_found');
});

test('a fixed plan changes by a line added or cancelled with a reason, and in no other way', async ({
  ctx,
}) => {
  const [one, two] = [await aProduct(ctx), await aProduct(ctx, { name: 'Khác' })];
  const { boss, plan } = await aPlan(ctx);
  expect(await codeOf(fixPlan(boss, plan))).toBe('inspection.plan_empty');
  await addLines(boss, plan, [one.id], inTime);
  await fixPlan(boss, plan);
  expect(await codeOf(fixPlan(boss, plan))).toBe('inspection.plan_fixed');
  const later = { ...boss, now: new Date(ctx.now.getTime() + 60_000) };
  expect(await codeOf(addLines(later, plan, [two.id], inTime))).toBe('reason_missing');
  await addLines(later, plan, [two.id], { ...inTime, reason: 'Có đơn thư' });
  const [first] = (await planById(boss, plan)).lines.filter(({ productId }) => productId === one.id);
  expect(await codeOf(cancelInspection(boss, first!.id, ' '))).toBe('reason_missing');
  await cancelInspection(boss, first!.id, 'Cơ sở đã ngừng');
  const { lines } = await planById(boss, plan);
  expect(lines.map(({ state, addedLater, cancelledReason }) => [state, addedLater, cancelledReason])).toEqual(
    [
      ['planned', true, null],
      ['cancelled', false, 'Cơ sở đã ngừng'],
    ],
  );
  expect(await codeOf(startInspection(boss, places, first!.id, 'anniversary_counts'))).toBe(
    'inspection.step_wrong',
  );
});

test('an inspection is given to somebody who may inspect there, and to nobody else', async ({ ctx }) => {
  const product = await aProduct(ctx);
  const { boss, plan } = await aPlan(ctx, [product.id]);
  const [line] = (await planById(boss, plan)).lines;
  const lan = await as(ctx, 'inspector', HAI_PHONG, 'Lan');
  const far = await as(ctx, 'inspector', ELSEWHERE);
  const reader = await as(ctx, 'reader');
  expect(await codeOf(assignInspector(boss, line!.id, far.actor.id))).toBe('inspection.inspector_wrong');
  expect(await codeOf(assignInspector(boss, line!.id, reader.actor.id))).toBe('inspection.inspector_wrong');
  await assignInspector(boss, line!.id, lan.actor.id);
  expect((await planById(boss, plan)).lines[0]?.inspector).toBe('Lan');
  const mine = await inspectionsWithin(lan, {
    inspectorId: lan.actor.id,
    state: 'open',
    page: 1,
    perPage: 10,
  });
  expect(mine.total).toBe(1);
});

test('the checklist keeps what the register said on the day, also when the register changes after', async ({
  ctx,
}) => {
  const { id, inspector, product, certificate } = await begun(ctx);
  await ctx.db.update(products).set({ pack: 'Chai 250 ml' }).where(eq(products.id, product.id));
  const record = await inspectionById(inspector, id);
  expect(record.certificateId).toBe(certificate.id);
  expect(record.heldOn).toBe(TODAY);
  expect(record.lines.find(({ key }) => key === 'label.pack')?.registered).toBe('Chai 500 ml');
  expect(record.inspector).toBe('Lan');
  expect(await codeOf(startInspection(inspector, places, id, 'anniversary_counts'))).toBe(
    'inspection.step_wrong',
  );
});

test.for([
  ['2022-12-01', null, '2025-12-01', '0'],
  ['2024-11-20', 'suspended', '2027-11-20', '0'],
  ['2024-11-20', null, '2027-11-20', '4'],
] as const)(
  'of a certificate of %s, %s, the checklist tells the last day of its term, %s, and the stars that may be used, %s',
  async ([issuedOn, kind, until, stars], { ctx }) => {
    const product = await aProduct(ctx);
    const { id: certificateId } = await aCertificate(ctx, { productId: product.id, issuedOn });
    if (kind) {
      await anEvent(ctx, { certificateId, kind, effectiveOn: '2026-01-10' });
      await keepStandings(ctx, [product.id], 'anniversary_counts');
    }
    const { boss, plan } = await aPlan(ctx, [product.id]);
    const [line] = (await planById(boss, plan)).lines;
    await startInspection(boss, places, line!.id, 'anniversary_counts');
    const registered = new Map(
      (await inspectionById(boss, line!.id)).lines.map(({ key, registered }) => [key, registered]),
    );
    expect([registered.get('certificate.until'), registered.get('mark.stars')]).toEqual([until, stars]);
  },
);

test('a product merged into another is inspected as the one that is kept, and its past speaks for it', async ({
  ctx,
}) => {
  const producer = await aProducer(ctx);
  const [kept, double] = [
    await aProduct(ctx, { producerId: producer.id, name: 'Mật ong hoa vải' }),
    await aProduct(ctx, { producerId: producer.id, name: 'Mật ong vải' }),
  ];
  await aCertificate(ctx, { productId: kept.id });
  const { boss, plan } = await aPlan(ctx, [double.id]);
  await ctx.db.update(products).set({ mergedInto: kept.id }).where(eq(products.id, double.id));
  const proposed = await proposedProducts(boss, { id: plan, provinceCode: '31' }, asked);
  expect(proposed.products.map(({ id }) => id)).not.toContain(kept.id);
  const [line] = (await planById(boss, plan)).lines;
  await startInspection(boss, places, line!.id, 'anniversary_counts');
  const record = await inspectionById(boss, line!.id);
  expect([record.productId, record.lines.find(({ key }) => key === 'label.name')?.registered]).toEqual([
    kept.id,
    'Mật ong hoa vải',
  ]);
  await close(boss, line!.id, { outcome: 'not_held' });
});

test('part of the checklist is kept; two inspectors on one see each other, and neither writes over the other unseen', async ({
  ctx,
}) => {
  const { id, inspector } = await begun(ctx);
  const minh = await as(ctx, 'inspector', HAI_PHONG, 'Minh');
  const name = { key: 'label.name', version: 0, answer: 'matches', note: '' } as const;
  expect(await saveAnswers(inspector, id, [name])).toEqual({ saved: ['label.name'], clashes: [] });
  const theirs = [
    { ...name, answer: 'differs', note: 'Thiếu chữ An Sơn' },
    { key: 'label.pack', version: 0, answer: 'not_seen', note: '' },
  ] as const;
  expect(await saveAnswers(minh, id, theirs)).toEqual({ saved: ['label.pack'], clashes: ['label.name'] });
  const seen = (await inspectionById(minh, id)).lines.find(({ key }) => key === 'label.name');
  expect([seen?.answer, seen?.answeredBy, seen?.version]).toEqual(['matches', 'Lan', 1]);
  await saveAnswers(minh, id, [{ ...theirs[0], version: 1 }]);
  const now = (await inspectionById(minh, id)).lines.find(({ key }) => key === 'label.name');
  expect([now?.answer, now?.answeredBy]).toEqual(['differs', 'Minh']);
  // The same answer given twice is no clash.
  expect(await saveAnswers(inspector, id, [{ ...theirs[0], version: 0 }])).toEqual({
    saved: [],
    clashes: [],
  });
});

test('two inspectors do not write over each other in the minutes', async ({ ctx }) => {
  const { id, inspector } = await begun(ctx);
  await saveMinutes(inspector, id, 0, minutes);
  const other = { ...minutes, conclusion: 'Khác' };
  expect(await codeOf(saveMinutes(inspector, id, 0, other))).toBe('inspection.changed_meanwhile');
  await saveMinutes(inspector, id, 0, minutes);
  await saveMinutes(inspector, id, 1, other);
  expect(await codeOf(saveMinutes(inspector, id, 2, { ...minutes, heldOn: '2026-03-16' }))).toBe(
    'inspection.day_wrong',
  );
});

test('an inspection closes when every line has an answer, what differs is said, and the outcome fits', async ({
  ctx,
}) => {
  const { id, inspector } = await begun(ctx);
  expect(await codeOf(close(inspector, id, {}))).toBe('inspection.outcome_missing');
  expect(await codeOf(close(inspector, id, { outcome: 'in_order' }))).toBe('inspection.unanswered');
  const record = await inspectionById(inspector, id);
  const [first, ...rest] = all(record);
  await saveAnswers(inspector, id, [{ ...first!, answer: 'differs' }, ...rest]);
  expect(await codeOf(close(inspector, id, { outcome: 'in_order' }))).toBe('inspection.note_missing');
  await saveAnswers(inspector, id, [{ ...first!, version: 1, answer: 'differs', note: 'Số khác' }]);
  await addFinding(inspector, id, { kind: 'mark', gravity: 'grave', words: 'In 5 sao', picture: null });
  expect(await codeOf(close(inspector, id, { outcome: 'in_order' }))).toBe('inspection.outcome_wrong');
  expect(await codeOf(close(inspector, id, { outcome: 'to_put_right' }))).toBe('inspection.outcome_wrong');
  await close(inspector, id, { outcome: 'proposed' });
  expect((await inspectionById(inspector, id)).state).toBe('closed');
});

test('an inspection that could not be held closes without answers', async ({ ctx }) => {
  const { id, inspector } = await begun(ctx);
  await close(inspector, id, { outcome: 'not_held' });
  expect((await inspectionById(inspector, id)).outcome).toBe('not_held');
});

test('once closed nothing in the minutes changes; what is learnt later is added', async ({ ctx }) => {
  const { id, inspector } = await begun(ctx);
  const record = await inspectionById(inspector, id);
  await saveAnswers(inspector, id, all(record));
  await addFinding(inspector, id, { kind: 'label', gravity: 'light', words: 'Chữ nhỏ', picture: null });
  const [finding] = (await inspectionById(inspector, id)).findings;
  await close(inspector, id, { outcome: 'in_order' });
  for (const work of [
    () => saveAnswers(inspector, id, all(record, 'differs')),
    () => saveMinutes(inspector, id, 1, minutes),
    () => addFinding(inspector, id, { kind: 'label', gravity: 'light', words: 'Thêm', picture: null }),
    () => withdrawFinding(inspector, id, finding!.id, 'Nhầm'),
    () => addFollowUp(inspector, id, { words: 'Sửa', days: 5, dayKind: 'working' }),
    () => close(inspector, id, { outcome: 'not_held' }),
  ])
    expect(await codeOf(work())).toBe('inspection.step_wrong');
  await addNote(inspector, id, 'Chủ thể gửi ảnh nhãn mới.');
  expect((await inspectionById(inspector, id)).notes.map(({ words }) => words)).toEqual([
    'Chủ thể gửi ảnh nhãn mới.',
  ]);
});

test('a finding taken back stays, with the reason', async ({ ctx }) => {
  const { id, inspector } = await begun(ctx);
  await addFinding(inspector, id, { kind: 'other', gravity: 'grave', words: 'Nhầm cơ sở', picture: null });
  const [finding] = (await inspectionById(inspector, id)).findings;
  expect(await codeOf(withdrawFinding(inspector, id, finding!.id, ''))).toBe('reason_missing');
  await withdrawFinding(inspector, id, finding!.id, 'Ghi nhầm');
  await saveAnswers(inspector, id, all(await inspectionById(inspector, id)));
  await close(inspector, id, { outcome: 'in_order' });
  expect((await inspectionById(inspector, id)).findings[0]?.withdrawnReason).toBe('Ghi nhầm');
});

test('what has to be put right has a last day, is told to the producer once, and is overdue until it is checked', async ({
  ctx,
}) => {
  const { id, inspector } = await begun(ctx);
  await saveAnswers(inspector, id, all(await inspectionById(inspector, id)));
  for (const days of [0, 366, 1.5])
    expect(await codeOf(addFollowUp(inspector, id, { words: 'Sửa', days, dayKind: 'working' }))).toBe(
      'inspection.days_wrong',
    );
  await addFollowUp(inspector, id, { words: 'In lại nhãn', days: 5, dayKind: 'working' });
  await addFollowUp(inspector, id, { words: 'Gỡ biển cũ', days: 1, dayKind: 'calendar' });
  const { followUps } = await inspectionById(inspector, id);
  const [label, sign] = ['In lại nhãn', 'Gỡ biển cũ'].map((one) =>
    followUps.find(({ words }) => words === one),
  );
  expect(label?.dueOn).toBe('2026-03-20');
  const step = (
    ctx: Context,
    of: string,
    from: 'open' | 'said_done',
    step: 'said_done' | 'closed' | 'sent_back',
  ) => stepFollowUp(ctx, id, of, from, { step, note: 'Xem ảnh', dueOn: null });
  await step(inspector, sign!.id, 'open', 'closed');
  expect(await codeOf(step(inspector, label!.id, 'open', 'said_done'))).toBe('inspection.step_wrong');
  await close(inspector, id, { outcome: 'to_put_right' });
  const sent = await ctx.db.select().from(letters).where(eq(letters.kind, 'inspection_follow_up'));
  expect(sent.map(({ toAddress, words }) => [toAddress, words])).toEqual([['htx@example.vn', 'In lại nhãn']]);

  const later = { ...inspector, now: new Date('2026-03-21T03:00:00Z') };
  expect((await inspectionsDue(later)).followUpsOverdue).toBe(1);
  expect(
    (await inspectionsWithin(later, { inspectorId: null, state: 'overdue', page: 1, perPage: 9 })).total,
  ).toBe(1);
  await step(later, label!.id, 'open', 'said_done');
  expect(await codeOf(step(later, label!.id, 'open', 'closed'))).toBe('inspection.step_wrong');
  await stepFollowUp(later, id, label!.id, 'said_done', {
    step: 'sent_back',
    note: 'Chưa đủ',
    dueOn: '2026-03-25',
  });
  expect((await inspectionsDue(later)).followUpsOverdue).toBe(0);
  await step(later, label!.id, 'open', 'closed');
  const done = (await inspectionById(later, id)).followUps.find(({ id }) => id === label!.id);
  expect([done?.state, done?.steps.map(({ step }) => step)]).toEqual([
    'closed',
    ['said_done', 'sent_back', 'closed'],
  ]);
});

test('a report from the public starts an inspection, and its outcome closes the case', async ({ ctx }) => {
  const product = await aProduct(ctx);
  await aCertificate(ctx, { productId: product.id });
  const visitor: Context = { ...ctx, actor: { kind: 'visitor' } };
  const report = {
    kind: 'mark_misuse',
    seenAt: null,
    words: 'In năm sao trên hộp bốn sao.',
    picture: null,
    contact: null,
    isEnglish: false,
  } as const;
  await takeReport(visitor, { ...report, slug: product.slug }, 'a');
  await takeReport(visitor, { ...report, slug: null }, 'b');
  const found = await ctx.db.select().from(publicReports);
  const [about, nothing] = [
    found.find(({ productId }) => productId !== null)!,
    found.find(({ productId }) => productId === null)!,
  ];
  const inspector = await as(ctx, 'inspector');
  const given = { inspectorId: inspector.actor.id, dueOn: '2026-03-20', note: 'Mở cuộc kiểm tra' } as const;
  const country = await as(ctx, 'inspector', { kind: 'country' });
  expect(await codeOf(inspectReport(country, nothing.id, given, letter))).toBe('inspection.no_product');
  const village = await as(ctx, 'commune_officer', commune('11503'));
  expect(await codeOf(inspectReport(village, about.id, given, letter))).toBe('not_allowed');
  const id = await inspectReport(inspector, about.id, given, letter);
  expect((await reportCase(inspector, about.id)).state).toBe('checking');
  expect(await codeOf(inspectReport(inspector, about.id, given, letter))).toBe('inspection.planned_twice');

  await startInspection(inspector, places, id, 'anniversary_counts');
  await saveAnswers(inspector, id, all(await inspectionById(inspector, id)));
  await addFinding(inspector, id, {
    kind: 'mark',
    gravity: 'grave',
    words: 'Đúng là in năm sao',
    picture: null,
  });
  const answer = { outcome: 'confirmed', answer: '' } as const;
  expect(await codeOf(close(inspector, id, { outcome: 'proposed', report: answer }))).toBe(
    'report.answer_missing',
  );
  expect((await inspectionById(inspector, id)).state).toBe('under_way');
  await close(inspector, id, {
    outcome: 'proposed',
    report: { ...answer, answer: 'Đã kiểm tra, cơ sở phải thay hộp.' },
  });
  expect((await reportCase(inspector, about.id)).outcome).toBe('confirmed');
});

test('a photograph is seen by who reaches the place; there is an end to them', async ({ ctx }) => {
  const { id, inspector } = await begun(ctx);
  const picture = new Uint8Array([1, 2, 3]);
  await addFinding(inspector, id, { kind: 'label', gravity: 'light', words: 'Nhãn', picture });
  const [photograph] = (await inspectionById(inspector, id)).photographs;
  expect([...(await photographOf(inspector, id, photograph!.id))]).toEqual([1, 2, 3]);
  const far = await as(ctx, 'inspector', ELSEWHERE);
  expect(await codeOf(photographOf(far, id, photograph!.id))).toBe('not_found');
  expect(await codeOf(photographOf(inspector, newId(), photograph!.id))).toBe('not_found');
  await ctx.db.insert(inspectionPhotographs).values(
    Array.from({ length: MOST_PHOTOGRAPHS - 1 }, () => ({
      id: newId(),
      inspectionId: id,
      picture,
      by: 'system:test',
      at: ctx.now,
    })),
  );
  expect(
    await codeOf(addFinding(inspector, id, { kind: 'label', gravity: 'light', words: 'Nữa', picture })),
  ).toBe('inspection.too_many_pictures');
});

test('what lies outside an office is not there; who may read may not write', async ({ ctx }) => {
  const { id, plan, inspector } = await begun(ctx);
  const far = await as(ctx, 'province_officer', ELSEWHERE);
  const wrongVillage = await as(ctx, 'commune_officer', commune('10804'));
  for (const actor of [far, wrongVillage]) expect(await codeOf(inspectionById(actor, id))).toBe('not_found');
  expect(await codeOf(planById(far, plan))).toBe('not_found');
  expect((await plansWithin(far)).length).toBe(0);
  expect((await planById(wrongVillage, plan)).lines).toEqual([]);
  const village = await as(ctx, 'commune_officer', commune('11503'));
  expect((await inspectionById(village, id)).id).toBe(id);
  expect((await planById(village, plan)).lines.length).toBe(1);
  const answer = [{ key: 'label.name', version: 0, answer: 'matches', note: '' }] as const;
  expect(await codeOf(saveAnswers(village, id, answer))).toBe('not_allowed');
  expect(await codeOf(saveAnswers(far, id, answer))).toBe('not_found');
  expect(await codeOf(cancelInspection(inspector, id, 'Thôi'))).toBe('not_allowed');
});

test('each step is written down with its place, and nobody who was present is named in it', async ({
  ctx,
}) => {
  const { id, inspector } = await begun(ctx);
  await saveMinutes(inspector, id, 0, { ...minutes, present: 'Bà Nguyễn Thị Hoa' });
  await saveAnswers(inspector, id, all(await inspectionById(inspector, id)));
  await close(inspector, id, { outcome: 'in_order' });
  const facts = await ctx.db
    .select()
    .from(auditFacts)
    .where(and(eq(auditFacts.subject, `inspection:${id}`), like(auditFacts.kind, 'inspection.%')));
  expect(facts.map(({ kind }) => kind)).toEqual([
    'inspection.planned',
    'inspection.started',
    'inspection.answered',
    'inspection.closed',
  ]);
  expect(
    facts.every(({ provinceCode, communeCode }) => provinceCode === '31' && communeCode === '11503'),
  ).toBe(true);
  expect(JSON.stringify(facts)).not.toContain('Hoa');
});
