import { eq } from 'drizzle-orm';
import { beforeEach } from 'vitest';
import { auditFacts } from '#db/schema/audit.ts';
import { products } from '#db/schema/catalogue.ts';
import { certificateEvents, certificates } from '#db/schema/certification.ts';
import { producers } from '#db/schema/producers.ts';
import { pointsOfSale } from '#db/schema/shop.ts';
import type { Places } from '#src/domain/places/gazetteer.ts';
import { correctProduct } from '#src/domain/registry/correct-register.ts';
import type { Context } from '#src/domain/shared/context.ts';
import { decideProposal, proposalsWithin } from '#src/domain/sync/proposals.ts';
import { itemsOfRun } from '#src/domain/sync/sources.ts';
import { placesOfRecord } from '#tests/support/places.ts';
import { sourceServer, type SourceServer } from '#tests/support/source-server.ts';
import { aSource, readSource } from '#tests/support/sources.ts';
import { afterAll, beforeAll, describe, expect, test } from '#tests/support/test.ts';

let places: Places;
let server: SourceServer;
beforeAll(async () => {
  places = await placesOfRecord();
  server = await sourceServer();
});
beforeEach(() => {
  server.fault = null;
  server.asked.length = 0;
});
afterAll(() => server.close());

type Json = Record<string, unknown>;
let clock = 0;
/** As the open data of another Sao Làng writes it. */
const product = (given: Json = {}): Json => ({
  id: 'foreign00001',
  name: 'Mật ong An Sơn',
  producer: { id: 'maker0000001', slug: 'x', name: 'HTX An Sơn', kind: 'cooperative', ceasedOn: null },
  place: { province: '31', commune: '11503', asPrinted: 'xã An Sơn, Hải Phòng' },
  set: 4,
  pack: 'chai 500 ml',
  price: 120_000,
  gtin: null,
  legacyCode: null,
  withdrawnOn: null,
  isExample: false,
  changedAt: new Date(Date.UTC(2026, 0, 1) + (clock += 60_000)).toISOString(),
  certificates: [certificate()],
  ...given,
});
const certificate = (given: Json = {}): Json => ({
  id: 'foreigncert1',
  number: null,
  kind: 'first',
  stars: 4,
  points: 82,
  issuedOn: '2024-11-20',
  issuedYear: null,
  statedUntil: null,
  annulledOn: null,
  decision: { id: 'd', number: '15/QĐ-UBND', issuer: 'UBND thành phố Hải Phòng' },
  events: [],
  ...given,
});
const event = (kind: string, effectiveOn: string, given: Json = {}): Json => ({
  kind,
  effectiveOn,
  until: null,
  ground: kind === 'revoked' ? 'law_violation' : null,
  reason: null,
  decisionNumber: '7/QĐ-UBND',
  decidedOn: effectiveOn,
  issuer: 'UBND thành phố Hải Phòng',
  ...given,
});
const put = (...rows: Json[]) =>
  server.files.set('/du-lieu-mo/so-dang-ky.ndjson', {
    type: 'application/x-ndjson',
    body: rows.map((row) => `${JSON.stringify(row)}\n`).join(''),
  });
const register = (ctx: Context) =>
  aSource(ctx, places, { kind: 'register', address: server.url, name: 'Sổ Hải Phòng' });
const waiting = async (ctx: Context, sourceId: string) =>
  (await proposalsWithin(ctx, { sourceId, isOpen: true, most: 20 })).rows;
const accept = { accept: true, reason: 'Đã xem quyết định' };

describe('the register of another Sao Làng', () => {
  test('comes in with makers, certificates and what befell them, and asks next time for nothing', async ({
    ctx,
  }) => {
    put(
      product({
        certificates: [
          certificate({ events: [event('suspended', '2025-02-01'), event('reinstated', '2025-03-01')] }),
        ],
      }),
    );
    const id = await register(ctx);
    expect(await readSource(ctx, places, id)).toMatchObject({
      state: 'done',
      isFull: true,
      seen: 1,
      changed: 1,
      waiting: 0,
      refused: 0,
    });
    expect(await ctx.db.select().from(products)).toMatchObject([
      {
        name: 'Mật ong An Sơn',
        productSet: 4,
        setBasis: 'stated',
        price: 120_000,
        pack: 'chai 500 ml',
        communeCode: '11503',
        placeAsPrinted: 'xã An Sơn, Hải Phòng',
      },
    ]);
    expect((await ctx.db.select().from(certificateEvents)).map(({ kind }) => kind).sort()).toEqual([
      'reinstated',
      'suspended',
    ]);
    expect(await readSource(ctx, places, id)).toMatchObject({ state: 'not_changed', seen: 0 });
    expect(server.asked.map(({ method, status }) => `${method} ${status}`)).toEqual([
      'HEAD 200',
      'GET 200',
      'HEAD 304',
    ]);
  });

  test('only what changed since is asked for, and so little is no short answer', async ({ ctx }) => {
    const rows = Array.from({ length: 8 }, (_, at) => {
      clock += 3_600_000;
      return product({ id: `foreign-${at}`, name: `Trà số ${at}`, certificates: [] });
    });
    put(...rows);
    const id = await register(ctx);
    await readSource(ctx, places, id);
    clock += 3_600_000;
    const changed = { ...product({ id: 'foreign-3', name: 'Trà số 3', certificates: [] }), price: 90_000 };
    put(...rows.map((row) => (row['id'] === 'foreign-3' ? changed : row)));
    expect(await readSource(ctx, places, id)).toMatchObject({
      state: 'done',
      isFull: false,
      answered: 2,
      changed: 1,
    });
    expect(server.asked.at(-1)!.path).toContain('changedSince=');
    put(...rows.slice(0, 4));
    expect(await readSource(ctx, places, id, { full: true })).toMatchObject({
      state: 'short',
      answered: 4,
      known: 8,
    });
  });

  test('a changed name and price of what it wrote itself go in; the product stays the same one', async ({
    ctx,
  }) => {
    put(product());
    const id = await register(ctx);
    await readSource(ctx, places, id);
    put(product({ name: 'Mật ong hoa An Sơn', price: 150_000 }));
    expect(await readSource(ctx, places, id)).toMatchObject({ changed: 1, waiting: 0 });
    expect(await ctx.db.select().from(products)).toMatchObject([
      { name: 'Mật ong hoa An Sơn', price: 150_000 },
    ]);
    expect(await ctx.db.select().from(certificates)).toHaveLength(1);
  });

  test('what an officer put right waits for a person, whatever else of the record goes in', async ({
    ctx,
  }) => {
    put(product());
    const id = await register(ctx);
    await readSource(ctx, places, id);
    const [held] = await ctx.db.select().from(products);
    await correctProduct(
      { ...ctx, actor: { kind: 'operator', name: 'lan' } },
      places,
      held!.id,
      { name: 'Mật ong rừng An Sơn' },
      'Tên đúng',
    );
    put(product({ name: 'Mật ong hoa An Sơn', price: 150_000 }));
    expect(await readSource(ctx, places, id)).toMatchObject({ changed: 1, waiting: 1 });
    expect(await ctx.db.select().from(products)).toMatchObject([
      { name: 'Mật ong rừng An Sơn', price: 150_000 },
    ]);
    expect(await waiting(ctx, id)).toMatchObject([
      {
        risks: ['decided_here'],
        before: { name: 'Mật ong rừng An Sơn' },
        after: { name: 'Mật ong hoa An Sơn' },
      },
    ]);
  });

  test('a revocation goes in at once; an extension and a reinstatement wait', async ({ ctx }) => {
    put(
      product(),
      product({
        id: 'foreign00002',
        name: 'Gạo nếp',
        certificates: [certificate({ id: 'c2', issuedOn: '2023-04-20' })],
      }),
    );
    const id = await register(ctx);
    await readSource(ctx, places, id);
    put(
      product({ certificates: [certificate({ events: [event('revoked', '2026-01-10')] })] }),
      product({
        id: 'foreign00002',
        name: 'Gạo nếp',
        certificates: [
          certificate({
            id: 'c2',
            issuedOn: '2023-04-20',
            events: [
              event('suspended', '2026-01-10'),
              event('reinstated', '2026-02-10'),
              event('extended', '2026-03-01', { until: '2026-08-01' }),
            ],
          }),
        ],
      }),
    );
    expect(await readSource(ctx, places, id)).toMatchObject({ changed: 2, waiting: 1 });
    expect((await ctx.db.select().from(certificateEvents)).map(({ kind }) => kind).sort()).toEqual([
      'revoked',
      'suspended',
    ]);
    const rows = await waiting(ctx, id);
    expect(rows.flatMap(({ risks }) => risks).sort()).toEqual(['end_later', 'undone']);
    for (const { id } of rows) await decideProposal(ctx, places, id, accept, 'anniversary_counts');
    expect((await ctx.db.select().from(certificateEvents)).map(({ kind }) => kind).sort()).toEqual([
      'extended',
      'reinstated',
      'revoked',
      'suspended',
    ]);
    expect(await readSource(ctx, places, id, { full: true })).toMatchObject({
      changed: 0,
      waiting: 0,
      unchanged: 2,
    });
  });

  test('a revocation that the source forgets stays, and is told', async ({ ctx }) => {
    put(product({ certificates: [certificate({ events: [event('revoked', '2026-01-10')] })] }));
    const id = await register(ctx);
    await readSource(ctx, places, id);
    put(product());
    const run = await readSource(ctx, places, id);
    expect(run).toMatchObject({ refused: 1, changed: 0 });
    expect((await itemsOfRun(ctx, run.id, 'refused', 1, 5)).rows[0]).toMatchObject({
      findings: [{ code: 'revocation_stays' }],
    });
    expect(await ctx.db.select().from(certificateEvents)).toHaveLength(1);
  });

  test('stars up and other hands wait; accepted, they are done, with their history', async ({ ctx }) => {
    put(product());
    const id = await register(ctx);
    await readSource(ctx, places, id);
    put(
      product({
        producer: { id: 'maker0000002', name: 'Công ty Mật Việt', ceasedOn: '2026-03-01' },
        certificates: [
          certificate(),
          certificate({
            id: 'c-new',
            kind: 'upgrade',
            stars: 5,
            points: 95,
            issuedOn: '2025-12-20',
            decision: { number: '99/QĐ-BNNMT', issuer: 'Bộ Nông nghiệp và Môi trường' },
            events: [event('suspended', '2026-02-01')],
          }),
        ],
      }),
    );
    expect(await readSource(ctx, places, id)).toMatchObject({ changed: 0, waiting: 1 });
    expect((await ctx.db.select().from(producers))[0]!.ceasedOn).toBeNull();
    const rows = await waiting(ctx, id);
    expect(rows.map(({ what }) => what).sort()).toEqual(['certificate', 'maker']);
    expect(rows.find(({ what }) => what === 'maker')).toMatchObject({
      before: { maker: 'HTX An Sơn' },
      after: { maker: 'Công ty Mật Việt' },
    });
    for (const { id } of rows) await decideProposal(ctx, places, id, accept, 'anniversary_counts');
    expect((await ctx.db.select().from(certificates)).map(({ stars }) => stars).sort()).toEqual([4, 5]);
    expect(await ctx.db.select().from(certificateEvents)).toMatchObject([{ kind: 'suspended' }]);
    const [held] = await ctx.db
      .select({ maker: producers.name })
      .from(products)
      .innerJoin(producers, eq(producers.id, products.producerId));
    expect(held).toEqual({ maker: 'Công ty Mật Việt' });
    expect(await readSource(ctx, places, id, { full: true })).toMatchObject({
      changed: 1,
      waiting: 0,
      unchanged: 0,
    });
  });

  test('goods taken off go in, that they are back waits; entered in error counts for nothing', async ({
    ctx,
  }) => {
    put(product());
    const id = await register(ctx);
    await readSource(ctx, places, id);
    put(product({ withdrawnOn: '2026-02-01', certificates: [certificate({ annulledOn: '2026-02-02' })] }));
    expect(await readSource(ctx, places, id)).toMatchObject({ changed: 1, waiting: 0 });
    expect(await ctx.db.select().from(products)).toMatchObject([{ withdrawnOn: '2026-02-01' }]);
    expect(await ctx.db.select().from(certificates)).toMatchObject([{ annulledOn: '2026-02-02' }]);
    put(product());
    expect(await readSource(ctx, places, id)).toMatchObject({ changed: 0, waiting: 1 });
    expect((await waiting(ctx, id)).map(({ risks }) => risks)).toEqual([['undone'], ['undone']]);
  });

  test('records that cannot be read, examples and stars that are not theirs to give are refused by line', async ({
    ctx,
  }) => {
    put(
      product({ id: 'a', isExample: true }),
      { id: 'b', name: 5 },
      product({
        id: 'c',
        name: 'Chè',
        certificates: [certificate({ id: 'c5', stars: 5, points: null, issuedOn: '2024-11-20' })],
      }),
    );
    const id = await register(ctx);
    const run = await readSource(ctx, places, id);
    expect(run).toMatchObject({ seen: 3, refused: 3 });
    expect(
      (await itemsOfRun(ctx, run.id, 'refused', 1, 5)).rows.map(({ line, findings }) => [
        line,
        (findings as { code: string }[])[0]!.code,
      ]),
    ).toEqual([
      [1, 'record_example'],
      [2, 'record_unreadable'],
      [3, 'stars_not_theirs_to_give'],
    ]);
  });

  test('a feed that is cut off at the end of a line is no answer, nor one that is a page', async ({
    ctx,
  }) => {
    put(product());
    const id = await register(ctx);
    const file = server.files.get('/du-lieu-mo/so-dang-ky.ndjson')!;
    server.files.set('/du-lieu-mo/so-dang-ky.ndjson', { ...file, body: file.body + file.body.slice(0, 50) });
    expect(await readSource(ctx, places, id)).toMatchObject({ state: 'failed', fault: { why: 'cut_off' } });
    server.fault = 'html';
    expect(await readSource(ctx, places, id)).toMatchObject({
      state: 'failed',
      fault: { why: 'wrong_type' },
    });
    expect(await ctx.db.select().from(products)).toEqual([]);
  });

  test('two hundred and more records go in part by part, each once, also when it stops in between', async ({
    ctx,
  }) => {
    put(
      ...Array.from({ length: 230 }, (_, at) =>
        product({ id: `f${at}`, name: `Trà ${at}`, certificates: [certificate({ id: `c${at}` })] }),
      ),
    );
    const id = await register(ctx);
    let asked = 0;
    expect(await readSource(ctx, places, id, { goOn: () => (asked += 1) < 3 })).toMatchObject({
      state: 'applying',
      done: 1,
      changed: 100,
    });
    expect(await readSource(ctx, places, id)).toMatchObject({ state: 'done', seen: 230, changed: 230 });
    expect(
      await ctx.db.select().from(auditFacts).where(eq(auditFacts.kind, 'product.recorded')),
    ).toHaveLength(230);
  });
});

test('points of sale of another Sao Làng come in, close and wait before they open again', async ({ ctx }) => {
  const point = (given: Json = {}): Json => ({
    id: 'point0000001',
    name: 'Điểm bán OCOP Việt Khê',
    kind: 'commune_point',
    operator: null,
    street: 'Thôn 3',
    place: { province: '31', commune: '11503', asPrinted: null },
    hours: '7:00 - 17:00',
    openingHours: null,
    latitude: 20.9,
    longitude: 106.6,
    closedOn: null,
    isExample: false,
    changedAt: new Date(Date.UTC(2026, 0, 1) + (clock += 60_000)).toISOString(),
    ...given,
  });
  const put = (...rows: Json[]) =>
    server.files.set('/du-lieu-mo/diem-ban.ndjson', {
      type: 'application/x-ndjson',
      body: rows.map((row) => `${JSON.stringify(row)}\n`).join(''),
    });
  put(point());
  const id = await aSource(ctx, places, { kind: 'points', address: server.url });
  expect(await readSource(ctx, places, id)).toMatchObject({ changed: 1 });
  expect(await ctx.db.select().from(pointsOfSale)).toMatchObject([
    { kind: 'commune_point', street: 'Thôn 3', communeCode: '11503' },
  ]);
  put(point({ name: 'Cửa hàng OCOP Việt Khê', closedOn: '2026-03-01' }));
  expect(await readSource(ctx, places, id)).toMatchObject({ changed: 1, waiting: 0 });
  expect(await ctx.db.select().from(pointsOfSale)).toMatchObject([
    { name: 'Cửa hàng OCOP Việt Khê', closedOn: '2026-03-01' },
  ]);
  put(point({ name: 'Cửa hàng OCOP Việt Khê' }));
  expect(await readSource(ctx, places, id)).toMatchObject({ changed: 0, waiting: 1 });
  const [asked] = await waiting(ctx, id);
  await decideProposal(ctx, places, asked!.id, accept, 'anniversary_counts');
  expect((await ctx.db.select().from(pointsOfSale))[0]!.closedOn).toBeNull();
});
