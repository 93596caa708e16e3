import { eq, sql } from 'drizzle-orm';
import { decisionPapers } from '#db/schema/certification.ts';
import { producerDocuments } from '#db/schema/documents.ts';
import { IN_DATABASE } from '#src/domain/media/file-store.ts';
import { productPage } from '#src/domain/catalogue/product-page.ts';
import { keepPaper } from '#src/domain/certification/decision-papers.ts';
import { byValidity, validityOn } from '#src/domain/documents/document.ts';
import {
  documentFile,
  documentKept,
  documentsForOffice,
  documentsKept,
} from '#src/domain/documents/documents.ts';
import {
  addDocument,
  changeDocument,
  endDocument,
  type DocumentForm,
} from '#src/domain/documents/keep-documents.ts';
import { mergeProducers, mergeProducts } from '#src/domain/registry/merge-records.ts';
import type { Role, Scope } from '#src/domain/shared/actor.ts';
import type { Context } from '#src/domain/shared/context.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import { traceProduct } from '#src/domain/traceability/trace.ts';
import { placesOfRecord } from '#tests/support/places.ts';
import { aPaper, aProducer, aProduct } from '#tests/support/register.ts';
import { expect, test, TODAY } from '#tests/support/test.ts';

const places = await placesOfRecord();
const RULE = 'anniversary_counts';

const as = (ctx: Context, role: Role, scope: Scope, id = 'owner'): Context => ({
  ...ctx,
  actor: {
    kind: 'person',
    id,
    name: 'Chị Hoa',
    isStrong: false,
    assignments: [{ id: 'office', role, scope }],
  },
});
const ownerOf = (ctx: Context, producerId: string) =>
  as(ctx, 'producer_owner', { kind: 'producer', producerId });
const stranger = (ctx: Context): Context => ({ ...ctx, actor: { kind: 'visitor' } });

const FORM: DocumentForm = {
  kind: 'test_slip',
  name: 'Phiếu kiểm nghiệm mật ong',
  number: '079090001234',
  issuer: 'Trung tâm Kiểm nghiệm',
  issuedOn: '2025-06-01',
  validUntil: '2026-06-01',
  productId: null,
  isConfidential: true,
};

let scans = 0;
/** A scan that nobody has sent before. */
const aScan = (ctx: Context) =>
  keepPaper(ctx, IN_DATABASE, Buffer.from(`%PDF-1.7 ${(scans += 1)}`), 'phieu.pdf');

const refused = async (work: Promise<unknown>): Promise<string> => {
  try {
    await work;
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
  return 'done';
};

async function household(ctx: Context) {
  const producer = await aProducer(ctx, { provinceCode: '31', communeCode: '11503' });
  const product = await aProduct(ctx, { producerId: producer.id, name: `Mật ong ${producer.id}` });
  const owner = ownerOf(ctx, producer.id);
  const add = async (given: Partial<DocumentForm> = {}) =>
    addDocument(owner, producer.id, { ...FORM, ...given }, await aScan(owner));
  return { producer, product, owner, add };
}

test.each([
  [null, 'no_end'],
  ['2026-03-14', 'expired'],
  ['2026-03-15', 'ending'],
  ['2026-05-14', 'ending'],
  ['2026-05-15', 'valid'],
] as const)('a paper that holds until %s is, on 15 March 2026, %s', (validUntil, expected) => {
  expect(validityOn(TODAY, { validUntil })).toBe(expected);
});

test('what has expired comes first, then what ends soonest, last what names no end', () => {
  const days = [null, '2027-01-01', '2026-01-01', '2026-04-01'] as const;
  const sorted = days
    .map((validUntil, index) => ({ validUntil, name: 'A', id: String(index) }))
    .sort(byValidity);
  expect(sorted.map(({ validUntil }) => validUntil)).toEqual([
    '2026-01-01',
    '2026-04-01',
    '2027-01-01',
    null,
  ]);
});

test('a paper is its producer’s alone until they say otherwise, and again when they take it back', async ({
  own,
}) => {
  const { ctx, sql: client } = own;
  const { producer, product, owner, add } = await household(ctx);
  const other = await aProduct(ctx, { producerId: producer.id, name: 'Sáp ong' });
  await aPaper(ctx, { productId: product.id });
  const id = await add({ productId: product.id });
  const shown = async (slug = product.slug) =>
    (await productPage(client, places, slug, TODAY, RULE))!.papers.map((paper) => paper.document);
  const traced = async () =>
    (await traceProduct(client, { slug: product.slug }, TODAY, RULE))!.papers.map((paper) => paper.document);
  expect(await shown()).toEqual([null]);
  expect(await documentFile(stranger(ctx), IN_DATABASE, id)).toBeNull();
  expect((await documentFile(owner, IN_DATABASE, id))?.type).toBe('application/pdf');

  await changeDocument(
    owner,
    producer.id,
    id,
    1,
    { ...FORM, productId: product.id, isConfidential: false },
    null,
  );
  expect(await shown()).toEqual([id, null]);
  expect(await traced()).toEqual([id, null]);
  expect(await shown(other.slug)).toEqual([]);
  expect((await documentFile(stranger(ctx), IN_DATABASE, id))?.name).toBe('phieu.pdf');

  await changeDocument(owner, producer.id, id, 2, { ...FORM, isConfidential: false }, null);
  expect([await shown(), await shown(other.slug)]).toEqual([[id, null], [id]]);

  await changeDocument(owner, producer.id, id, 3, FORM, null);
  expect([await shown(), await traced()]).toEqual([[null], [null]]);
  expect(await documentFile(stranger(ctx), IN_DATABASE, id)).toBeNull();
});

test('officers of the place read what is confidential, those next door and whoever only reads do not', async ({
  ctx,
}) => {
  const { producer, product, add } = await household(ctx);
  const id = await add();
  const commune = (communeCode: string): Scope => ({ kind: 'commune', provinceCode: '31', communeCode });
  const people: [Context, boolean][] = [
    [as(ctx, 'commune_officer', commune('11503'), 'here'), true],
    [as(ctx, 'commune_officer', commune('10804'), 'next door'), false],
    [as(ctx, 'province_officer', { kind: 'province', provinceCode: '31' }, 'province'), true],
    [as(ctx, 'province_officer', { kind: 'province', provinceCode: '38' }, 'elsewhere'), false],
    [as(ctx, 'tourism_staff', { kind: 'province', provinceCode: '31' }, 'tourism'), false],
    [as(ctx, 'reader', { kind: 'country' }, 'reader'), false],
    [ownerOf(ctx, (await aProducer(ctx, { name: 'Nhà bên' })).id), false],
    [stranger(ctx), false],
  ];
  for (const [who, reads] of people) {
    const told = JSON.stringify(who.actor);
    expect((await documentFile(who, IN_DATABASE, id)) !== null, told).toBe(reads);
    expect((await documentsForOffice(who, { producerId: producer.id })) !== null, told).toBe(reads);
    expect((await documentsForOffice(who, { productId: product.id })) !== null, told).toBe(reads);
  }
});

test('what was taken away is on no page, and says why to those who kept it', async ({ own }) => {
  const { ctx, sql: client } = own;
  const { producer, product, owner, add } = await household(ctx);
  const id = await add({ isConfidential: false });
  expect(await refused(endDocument(owner, producer.id, id, 1, ' '))).toBe('reason_missing');
  await endDocument(owner, producer.id, id, 1, 'Đã có phiếu mới');
  expect((await productPage(client, places, product.slug, TODAY, RULE))!.papers).toEqual([]);
  expect(await documentFile(stranger(ctx), IN_DATABASE, id)).toBeNull();
  expect(await documentFile(owner, IN_DATABASE, id)).not.toBeNull();
  expect(await documentKept(owner, producer.id, id)).toMatchObject({ endedReason: 'Đã có phiếu mới' });
  const officer = as(ctx, 'province_officer', { kind: 'province', provinceCode: '31' });
  expect(await documentsForOffice(officer, { producerId: producer.id })).toEqual([]);
  expect(await refused(changeDocument(owner, producer.id, id, 2, FORM, null))).toBe('document.ended');
  expect(await refused(endDocument(owner, producer.id, id, 2, 'Lần nữa'))).toBe('document.ended');
});

test('what cannot be a paper is refused, each with its own reason', async ({ ctx }) => {
  const { producer, owner, add } = await household(ctx);
  const notTheirs = await aProduct(ctx, { name: 'Của nhà khác' });
  expect(await refused(add({ kind: 'letter' }))).toBe('document.kind_missing');
  expect(await refused(add({ name: '  ' }))).toBe('document.name_missing');
  expect(await refused(add({ issuedOn: '2026-03-16', validUntil: null }))).toBe('document.day_ahead');
  expect(await refused(add({ validUntil: '2025-05-31' }))).toBe('document.days_wrong');
  expect(await refused(add({ productId: notTheirs.id }))).toBe('not_found');
  expect(await refused(addDocument(owner, producer.id, FORM, null))).toBe('document.file_missing');
  const scan = await aScan({ ...owner, actor: { kind: 'operator', name: 'someone else' } });
  expect(await refused(addDocument(owner, producer.id, FORM, scan))).toBe('paper.gone');
  expect(await refused(keepPaper(owner, IN_DATABASE, Buffer.from('<html>'), 'trang.pdf'))).toBe(
    'paper.unreadable',
  );
  expect(await documentsKept(owner, producer.id)).toEqual([]);
});

test('a house has room for a hundred papers; what was taken away makes room', async ({ ctx }) => {
  const { producer, owner, add } = await household(ctx);
  const first = await add();
  await ctx.db.execute(sql`
    insert into producer_documents (id, producer_id, kind, name, paper_sha256, paper_name, added_by, added_at)
    select 'n' || lpad(n::text, 11, '0'), producer_id, kind, name, paper_sha256, paper_name, added_by, added_at
    from producer_documents, generate_series(1, 99) n where id = ${first}`);
  expect(await refused(add())).toBe('document.too_many');
  await endDocument(owner, producer.id, first, 1, 'Không dùng nữa');
  expect(await refused(add())).toBe('done');
});

test('two people at one paper: who comes second is told, and overwrites nothing', async ({ ctx }) => {
  const { producer, owner, add } = await household(ctx);
  const id = await add();
  await changeDocument(owner, producer.id, id, 1, { ...FORM, name: 'Tên mới' }, null);
  expect(await refused(changeDocument(owner, producer.id, id, 1, FORM, null))).toBe('changed_meanwhile');
  expect(await refused(endDocument(owner, producer.id, id, 1, 'Bỏ'))).toBe('changed_meanwhile');
  expect(await refused(changeDocument(owner, producer.id, id, 2, { ...FORM, name: 'Tên mới' }, null))).toBe(
    'register.nothing_changed',
  );
  expect((await documentKept(owner, producer.id, id)).name).toBe('Tên mới');
});

test('the audit knows who did what to which paper, and neither its number nor its file', async ({ ctx }) => {
  const { producer, owner, add } = await household(ctx);
  const id = await add();
  await changeDocument(owner, producer.id, id, 1, { ...FORM, number: '079090009999' }, await aScan(owner));
  await endDocument(owner, producer.id, id, 2, 'Đã có phiếu mới');
  const facts = await ctx.db.execute<{ kind: string; province: string; all: string }>(sql`
    select kind, province_code as province, f::text as all from audit_facts f
    where subject = ${`producer:${producer.id}`} and kind like 'document.%' order by id`);
  expect(facts.map(({ kind }) => kind)).toEqual(['document.added', 'document.replaced', 'document.ended']);
  for (const { province, all } of facts) {
    expect(province).toBe('31');
    expect(all).toContain(id);
    expect(all).not.toMatch(/07909000|phieu\.pdf/);
  }
});

test('a file that a paper was given stays; one that was replaced or never taken up goes after a day', async ({
  ctx,
}) => {
  const { producer, owner, add } = await household(ctx);
  const id = await add();
  await changeDocument(owner, producer.id, id, 1, FORM, await aScan(owner));
  await aScan(owner);
  const later = { ...owner, now: new Date(ctx.now.getTime() + 25 * 3_600_000) };
  const newest = await aScan(later);
  const [held] = await ctx.db.select().from(producerDocuments).where(eq(producerDocuments.id, id));
  const left = await ctx.db.select({ sha256: decisionPapers.sha256 }).from(decisionPapers);
  expect(left.map(({ sha256 }) => sha256).sort()).toEqual([held!.paperSha256, newest.sha256].sort());
});

test('papers go with a producer that was written down twice, and with a product of the same house', async ({
  ctx,
}) => {
  const kept = await household(ctx);
  const other = await household(ctx);
  const id = await other.add({ productId: other.product.id, isConfidential: false });
  await mergeProducers(ctx, kept.producer.id, other.producer.id, [], 'Ghi hai lần');
  expect((await documentsKept(kept.owner, kept.producer.id)).map((one) => one.id)).toEqual([id]);
  expect(await refused(documentsKept(other.owner, other.producer.id))).toBe('not_found');
  await mergeProducts(ctx, kept.product.id, other.product.id, [], 'Ghi hai lần', RULE);
  expect((await documentKept(kept.owner, kept.producer.id, id)).product?.id).toBe(kept.product.id);
});

test('papers of one house never come to another because their goods are made one', async ({ ctx }) => {
  const kept = await household(ctx);
  const other = await household(ctx);
  const id = await other.add({ productId: other.product.id });
  await mergeProducts(ctx, kept.product.id, other.product.id, [], 'Một sản phẩm', RULE);
  expect(await documentsKept(kept.owner, kept.producer.id)).toEqual([]);
  expect(await documentFile(kept.owner, IN_DATABASE, id)).toBeNull();
  const form = { ...FORM, productId: other.product.id, name: 'Vẫn của nhà' };
  await changeDocument(other.owner, other.producer.id, id, 1, form, null);
  expect((await documentKept(other.owner, other.producer.id, id)).name).toBe('Vẫn của nhà');
});
