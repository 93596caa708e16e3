import {
  certificateById,
  decisionById,
  registerPage,
  type RegisterQuery,
} from '#src/domain/certification/certificates.ts';
import { recordCertificateEvent } from '#src/domain/certification/record-event.ts';
import { lookUp } from '#src/domain/traceability/look-up.ts';
import { declaredData, presentSlugOf, traceProduct } from '#src/domain/traceability/trace.ts';
import { productSlugs } from '#db/schema/catalogue.ts';
import {
  aCertificate,
  aDecision,
  aPaper,
  aPointOfSale,
  aProducer,
  aProduct,
} from '#tests/support/register.ts';
import { expect, test, TODAY } from '#tests/support/test.ts';

const RULE = 'anniversary_counts';

test('a trace tells the certificate that speaks today, and the older one as history', async ({ own }) => {
  const { ctx, sql } = own;
  const product = await aProduct(ctx, { name: 'Nước mắm Năm Quyền', gtin: '08935001213598', productSet: 9 });
  const old = await aCertificate(ctx, { productId: product.id, issuedOn: '2022-05-01', stars: 3 });
  const now = await aCertificate(ctx, { productId: product.id, issuedOn: '2025-04-20', stars: 4 });
  await aPaper(ctx, { productId: product.id, name: 'VietGAP', number: 'VG-12', validUntil: '2026-01-01' });
  await aPointOfSale(ctx);
  const trace = await traceProduct(sql, { slug: product.slug }, TODAY, RULE);
  expect(trace).toMatchObject({
    verdict: { code: 'valid', tone: 'ok', stars: 4, until: '2028-04-20' },
    certificate: { id: now.id, status: 'valid' },
    history: [{ id: old.id, status: 'superseded' }],
    papers: [{ number: 'VG-12', validUntil: '2026-01-01' }],
    pointsOfSale: [{ name: 'Điểm bán OCOP Việt Khê' }],
  });
  for (const named of [{ id: product.id }, { gtin: '08935001213598' }]) {
    expect((await traceProduct(sql, named, TODAY, RULE))?.product.id).toBe(product.id);
  }
  expect((await traceProduct(sql, { slug: product.slug }, '2024-01-01', RULE))?.verdict).toMatchObject({
    status: 'valid',
    stars: 3,
  });
});

test('what nobody has declared is said to be missing, what stands on the pack is not', async ({ own }) => {
  const product = await aProduct(own.ctx, { producerId: null, provinceCode: null, communeCode: null });
  const bare = await traceProduct(own.sql, { id: product.id }, TODAY, RULE);
  expect(declaredData(bare!)).toEqual({
    name: 'declared',
    image: 'missing',
    producer: 'missing',
    address: 'missing',
    origin: 'missing',
    events: 'missing',
    lot: 'pack',
    expiry: 'pack',
    standards: 'missing',
  });
  expect(bare?.verdict.code).toBe('no_certificate');
});

test('a code once printed leads somewhere: taken off, stopped, or renamed', async ({ own }) => {
  const { ctx, sql } = own;
  const gone = await aProduct(ctx, { withdrawnOn: '2026-01-01', withdrawnReason: 'Chủ thể xin rút' });
  const maker = await aProducer(ctx, { ceasedOn: '2025-06-30' });
  const left = await aProduct(ctx, { producerId: maker.id });
  expect((await traceProduct(sql, { slug: gone.slug }, TODAY, RULE))?.verdict.code).toBe('withdrawn');
  expect((await traceProduct(sql, { slug: left.slug }, TODAY, RULE))?.verdict.code).toBe('ceased');
  await ctx.db.insert(productSlugs).values({ slug: 'ten-cu', productId: left.id });
  expect(await presentSlugOf(sql, 'ten-cu')).toBe(left.slug);
  expect(await presentSlugOf(sql, 'chua-tung-co')).toBeNull();
  expect(await traceProduct(sql, { slug: 'chua-tung-co' }, TODAY, RULE)).toBeNull();
});

test('a certificate page tells its term, its window and its events on any day', async ({ own }) => {
  const { ctx, sql } = own;
  const { id } = await aCertificate(ctx, { issuedOn: '2026-06-01', ruleSet: '26/2026/QĐ-TTg' });
  await recordCertificateEvent(ctx, id, {
    kind: 'revoked',
    ground: 'ceased_production',
    effectiveOn: '2027-02-01',
    reason: 'Xã xác nhận ngừng sản xuất',
    decisionNumber: '77/QĐ-UBND',
    decidedOn: '2027-01-28',
    issuer: 'UBND thành phố Hải Phòng',
  });
  expect(await certificateById(sql, id, '2026-05-31', RULE)).toMatchObject({
    status: 'not_yet',
    because: null,
  });
  expect(await certificateById(sql, id, '2027-01-31', RULE)).toMatchObject({
    status: 'valid',
    term: { until: '2029-06-01', renewal: { opens: '2028-12-03', closes: '2029-02-01' } },
  });
  expect(await certificateById(sql, id, '2027-02-01', RULE)).toMatchObject({
    status: 'revoked',
    because: { ground: 'ceased_production', decisionNumber: '77/QĐ-UBND' },
    term: { until: '2027-01-31', lastDay: '2029-06-01' },
  });
  expect(await certificateById(sql, 'nosuchnumber', TODAY, RULE)).toBeNull();
});

const everything: RegisterQuery = {
  q: '',
  statuses: [],
  province: null,
  stars: [],
  year: null,
  issuer: '',
  sort: 'newest',
  page: 1,
  perPage: 10,
  day: TODAY,
  rule: RULE,
  hiddenSets: [],
};

test('the register holds the bad ones too, counted by status', async ({ own }) => {
  const { ctx, sql } = own;
  const honey = await aProduct(ctx, { name: 'Mật ong hoa nhãn' });
  const wine = await aProduct(ctx, { name: 'Rượu nếp men lá', productSet: 14, provinceCode: '38' });
  const decision = await aDecision(ctx, {
    number: '5445/QĐ-UBND',
    issuer: 'UBND huyện Yên Mô',
    issuedOn: '2022-01-10',
  });
  const lapsed = await aCertificate(ctx, {
    productId: honey.id,
    decisionId: decision.id,
    issuedOn: '2022-01-10',
    stars: 3,
  });
  const good = await aCertificate(ctx, { productId: wine.id, issuedOn: '2025-02-02', stars: 4 });
  const claimed = await aCertificate(ctx, { issuedOn: null, issuedYear: 2021, stars: 5 });
  const ids = async (query: Partial<RegisterQuery>) =>
    (await registerPage(sql, { ...everything, ...query })).rows.map(({ id }) => id);

  const all = await registerPage(sql, everything);
  expect(all.total).toBe(3);
  expect(all.years).toEqual([2025, 2022, 2021]);
  expect(Object.fromEntries(all.statuses.map(({ value, count }) => [value, count]))).toEqual({
    expired: 1,
    valid: 1,
    unknown: 1,
  });
  expect(all.rows.map(({ id }) => id)).toEqual([good.id, lapsed.id, claimed.id]);
  expect(all.rows[1]).toMatchObject({
    status: 'expired',
    until: '2025-01-10',
    decision: { issuer: 'UBND huyện Yên Mô' },
  });
  expect(await ids({ statuses: ['expired', 'unknown'] })).toEqual([lapsed.id, claimed.id]);
  expect(await ids({ province: '38' })).toEqual([good.id]);
  expect(await ids({ stars: [5] })).toEqual([claimed.id]);
  expect(await ids({ year: 2021 })).toEqual([claimed.id]);
  expect(await ids({ issuer: 'yen mo' })).toEqual([lapsed.id]);
  expect(await ids({ q: 'mật ong nhãn' })).toEqual([lapsed.id]);
  expect(await ids({ q: '5445/QĐ-UBND' })).toEqual([lapsed.id]);
  expect(await ids({ q: "x' or 1=1 --%" })).toEqual([]);
  expect(await ids({ hiddenSets: [14, 15] })).toEqual([lapsed.id, claimed.id]);
  expect(await ids({ sort: 'ending' })).toEqual([good.id, lapsed.id, claimed.id]);
  expect(await ids({ page: 2, perPage: 2 })).toEqual([claimed.id]);
  expect(await ids({ day: '2022-06-01', statuses: ['valid'] })).toEqual([lapsed.id]);
  // Asked for a status, the counts of the others stay, so that one can go on to them.
  expect((await registerPage(sql, { ...everything, statuses: ['valid'] })).statuses).toHaveLength(3);
});

test('a decision is found as it is typed, and lists what it recognises', async ({ own }) => {
  const { ctx, sql } = own;
  const decision = await aDecision(ctx, { number: '5445/QĐ-UBND', issuer: 'UBND huyện Yên Mô' });
  await aDecision(ctx, { number: '54450/QĐ-UBND' });
  const one = await aCertificate(ctx, { decisionId: decision.id, number: 'GCN-07' });
  for (const typed of ['5445/QĐ-UBND', '5445 qd-ubnd', '5445', 'Quyết định số 5445/QÐ-UBND']) {
    const { decisions } = await lookUp(sql, typed, [], true, () => false);
    expect(
      decisions.map(({ id }) => id),
      typed,
    ).toEqual([decision.id]);
  }
  expect(await lookUp(sql, 'gcn-07', [], true, () => false)).toMatchObject({
    certificates: [{ id: one.id }],
    goTo: null,
  });
  expect((await lookUp(sql, one.id.toUpperCase(), [], true, () => false)).goTo).toEqual({
    kind: 'certificate',
    id: one.id,
  });
  const other = await aCertificate(ctx, { decisionId: null });
  await sql.begin(async (tx) => {
    await tx`set local session_replication_role = replica`;
    await tx`update certificates set id = 'bqfahkqmzajq' where id = ${other.id}`;
  });
  expect((await lookUp(sql, 'BQFA-HKQM-ZAJQ', [], true, () => false)).goTo).toMatchObject({
    id: 'bqfahkqmzajq',
  });
  expect((await lookUp(sql, 'caphesachvar', [], true, () => false)).readings).toEqual([
    { kind: 'words', text: 'caphesachvar' },
  ]);
  expect((await lookUp(sql, '8935001213598', [], true, () => false)).goTo).toBeNull();
  expect(await decisionById(sql, decision.id, TODAY, RULE)).toMatchObject({
    number: '5445/QĐ-UBND',
    rows: [{ id: one.id, status: 'valid', until: '2027-11-20' }],
  });
});
