import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eq, sql } from 'drizzle-orm';
import { beforeEach } from 'vitest';
import { certificates } from '#db/schema/certification.ts';
import { products } from '#db/schema/catalogue.ts';
import { pointsOfSale } from '#db/schema/shop.ts';
import { auditFacts } from '#db/schema/audit.ts';
import { fieldOrigins, sourceProposals, sources } from '#db/schema/sync.ts';
import type { Places } from '#src/domain/places/gazetteer.ts';
import { correctProduct } from '#src/domain/registry/correct-register.ts';
import { publishDecisionList } from '#src/domain/registry/publish-list.ts';
import type { Context } from '#src/domain/shared/context.ts';
import { originsShown } from '#src/domain/sync/origins.ts';
import { decideProposal, proposalsWithin } from '#src/domain/sync/proposals.ts';
import { runSources } from '#src/domain/sync/run-sources.ts';
import { lastTurn } from '#src/domain/sync/source.ts';
import {
  askForRun,
  decideShortRun,
  itemsOfRun,
  sourcesWithin,
  switchSource,
} from '#src/domain/sync/sources.ts';
import { delimited, utf8, type CellValue } from '#tests/support/list-files.ts';
import { placesOfRecord } from '#tests/support/places.ts';
import { sourceServer, type SourceServer } from '#tests/support/source-server.ts';
import { aSource, readSource } from '#tests/support/sources.ts';
import { afterAll, beforeAll, describe, expect, test } from '#tests/support/test.ts';

let places: Places;
let server: SourceServer;
let folder: string;
beforeAll(async () => {
  places = await placesOfRecord();
  server = await sourceServer();
  folder = await mkdtemp(join(tmpdir(), 'sources-'));
});
beforeEach(() => {
  server.fault = null;
  server.asked.length = 0;
});
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

const HEAD = [
  'STT',
  'Tên sản phẩm',
  'Chủ thể',
  'Địa chỉ',
  'Hạng sao',
  'Số QĐ',
  'Ngày QĐ',
  'Cơ quan ban hành',
  'Hiệu lực đến',
];
const AT = 'xã Yên Thắng, huyện Yên Mô, tỉnh Ninh Bình';
type Line = { name: string; stars?: number; decision?: string; on?: string; until?: string };
const list = (...lines: Line[]): string =>
  Buffer.from(
    utf8(
      delimited([
        HEAD,
        ...lines.map(
          (
            { name, stars = 3, decision = '12/QĐ-UBND', on = '05/06/2024', until = '' },
            index,
          ): CellValue[] => [
            index + 1,
            name,
            'HTX Mật ong',
            AT,
            `${stars} sao`,
            decision,
            on,
            'UBND tỉnh Ninh Bình',
            until,
          ],
        ),
      ]),
    ),
  ).toString('utf8');
const put = (...lines: Line[]) => server.files.set('/ds.csv', { type: 'text/csv', body: list(...lines) });
const address = () => ({ address: `${server.url}/ds.csv` });
const officer = (ctx: Context, role: 'administrator' | 'province_officer', provinceCode = '37'): Context => ({
  ...ctx,
  actor: {
    kind: 'person',
    id: 'officer',
    name: 'Cán bộ',
    isStrong: true,
    assignments: [
      {
        id: 'a',
        role,
        scope: role === 'administrator' ? { kind: 'country' } : { kind: 'province', provinceCode },
      },
    ],
  },
});
const only = async (ctx: Context) => (await ctx.db.select().from(certificates))[0]!;

describe('a list at an address', () => {
  test('comes in as one by hand, names its source, and a second reading finds nothing new', async ({
    ctx,
  }) => {
    put({ name: 'Mật ong' }, { name: 'Gạo nếp', stars: 4 }, { name: '', stars: 3 });
    const id = await aSource(ctx, places, address());
    const run = await readSource(ctx, places, id);
    expect(run).toMatchObject({ state: 'done', seen: 3, changed: 2, refused: 1, waiting: 0, unchanged: 0 });
    expect(await itemsOfRun(ctx, run.id, 'refused', 1, 10)).toMatchObject({
      rows: [{ line: 4, findings: [{ code: 'product_missing' }] }],
    });
    const [product] = await ctx.db.select().from(products).where(eq(products.name, 'Mật ong'));
    const [fact] = await ctx.db
      .select()
      .from(auditFacts)
      .where(eq(auditFacts.subject, `product:${product!.id}`));
    expect(fact).toMatchObject({ actor: `system:source:${id}`, reason: 'Sổ của tỉnh · ds.csv' });
    expect(await originsShown(ctx, `product:${product!.id}`)).toMatchObject([
      { source: 'Sổ của tỉnh', fields: expect.arrayContaining(['name', 'producerId']) },
    ]);
    expect((await readSource(ctx, places, id)).state).toBe('not_changed');
    expect(server.asked.at(-1)?.status).toBe(304);
    expect(await readSource(ctx, places, id, { full: true })).toMatchObject({
      state: 'done',
      changed: 0,
      waiting: 0,
      unchanged: 2,
    });
  });

  test('more stars, and a later last day, wait; fewer stars of what it wrote itself do not', async ({
    ctx,
  }) => {
    put({ name: 'Mật ong', stars: 4, until: '05/06/2026' });
    const id = await aSource(ctx, places, address());
    await readSource(ctx, places, id);
    put({ name: 'Mật ong', stars: 3, until: '05/06/2026' });
    expect(await readSource(ctx, places, id)).toMatchObject({ changed: 1, waiting: 0 });
    put({ name: 'Mật ong', stars: 4, until: '05/06/2027' });
    expect(await readSource(ctx, places, id)).toMatchObject({ changed: 0, waiting: 1 });
    expect(await only(ctx)).toMatchObject({ stars: 3, statedUntil: '2026-06-05' });
    const { rows } = await proposalsWithin(ctx, { sourceId: id, isOpen: true, most: 10 });
    expect(rows).toMatchObject([
      {
        name: 'Mật ong',
        risks: ['stars_up', 'end_later'],
        before: { stars: 3, statedUntil: '2026-06-05' },
        after: { stars: 4, statedUntil: '2027-06-05' },
        provinceCode: '37',
      },
    ]);
    await decideProposal(
      officer(ctx, 'province_officer'),
      places,
      rows[0]!.id,
      { accept: true, reason: 'Có quyết định' },
      'anniversary_counts',
    );
    expect(await only(ctx)).toMatchObject({ stars: 4, statedUntil: '2027-06-05' });
    const facts = await ctx.db.select().from(auditFacts).where(eq(auditFacts.actor, 'person:officer'));
    expect(facts.map(({ kind }) => kind)).toEqual(['certificate.changed', 'source.accepted']);
    expect(facts[0]!.reason).toBe('Sổ của tỉnh: Có quyết định');
  });

  test('a further recognition with more stars waits, and comes in whole when it is accepted', async ({
    ctx,
  }) => {
    put({ name: 'Mật ong' });
    const id = await aSource(ctx, places, address());
    await readSource(ctx, places, id);
    put({ name: 'Mật ong' }, { name: 'Mật ong', stars: 4, decision: '99/QĐ-UBND', on: '05/06/2025' });
    expect(await readSource(ctx, places, id)).toMatchObject({ seen: 2, changed: 0, waiting: 2 });
    expect(await ctx.db.select().from(certificates)).toHaveLength(1);
    const { rows } = await proposalsWithin(ctx, { sourceId: id, isOpen: true, most: 10 });
    expect(rows).toMatchObject([
      { what: 'certificate', risks: ['stars_up', 'end_later'], after: { stars: 4, decision: '99/QĐ-UBND' } },
    ]);
    await decideProposal(ctx, places, rows[0]!.id, { accept: true, reason: 'Đúng' }, 'anniversary_counts');
    expect(await ctx.db.select().from(certificates)).toHaveLength(2);
    expect(await readSource(ctx, places, id, { full: true })).toMatchObject({
      changed: 0,
      waiting: 0,
      unchanged: 2,
    });
  });

  test('what was refused is not asked again until the source says something else', async ({ ctx }) => {
    put({ name: 'Mật ong' });
    const id = await aSource(ctx, places, address());
    await readSource(ctx, places, id);
    put({ name: 'Mật ong', stars: 4 });
    await readSource(ctx, places, id);
    const asked = async () => (await proposalsWithin(ctx, { sourceId: id, isOpen: true, most: 10 })).rows;
    await decideProposal(
      ctx,
      places,
      (await asked())[0]!.id,
      { accept: false, reason: 'Không có quyết định' },
      'anniversary_counts',
    );
    expect((await only(ctx)).stars).toBe(3);
    expect(await readSource(ctx, places, id, { full: true })).toMatchObject({ waiting: 0, changed: 0 });
    put({ name: 'Mật ong', stars: 3 });
    expect(await readSource(ctx, places, id)).toMatchObject({ waiting: 0, unchanged: 1 });
    put({ name: 'Mật ong', stars: 4 });
    expect(await readSource(ctx, places, id)).toMatchObject({ waiting: 1 });
    put({ name: 'Mật ong', stars: 3 });
    expect(await readSource(ctx, places, id)).toMatchObject({ waiting: 0 });
    expect((await ctx.db.select().from(sourceProposals)).map(({ state }) => state).sort()).toEqual([
      'overtaken',
      'refused',
    ]);
  });

  test('what an officer put right here is not written over in silence', async ({ ctx }) => {
    server.files.set('/ds.csv', {
      type: 'text/csv',
      body: list({ name: 'Mật ong' })
        .replace('Hiệu lực đến', 'Quy cách')
        .replace(/,\r?\n?$/, ',chai 500 ml\n'),
    });
    const id = await aSource(ctx, places, address());
    await readSource(ctx, places, id);
    const [product] = await ctx.db.select().from(products);
    await correctProduct(officer(ctx, 'administrator'), places, product!.id, { pack: '' }, 'Sai quy cách');
    const run = await readSource(ctx, places, id, { full: true });
    expect(run).toMatchObject({ changed: 0, waiting: 1 });
    expect((await ctx.db.select().from(products))[0]!.pack).toBeNull();
    expect((await proposalsWithin(ctx, { sourceId: id, isOpen: true, most: 1 })).rows).toMatchObject([
      { risks: ['decided_here'], after: { pack: 'chai 500 ml' } },
    ]);
  });

  test('a list that an officer published is not changed by a source that knows better', async ({ ctx }) => {
    await publishDecisionList(
      officer(ctx, 'administrator'),
      places,
      Buffer.from(list({ name: 'Mật ong', stars: 4 })),
      'tay.csv',
    );
    put({ name: 'Mật ong', stars: 3 });
    const id = await aSource(ctx, places, address());
    expect(await readSource(ctx, places, id)).toMatchObject({ changed: 0, waiting: 1 });
    expect((await only(ctx)).stars).toBe(4);
  });

  test('a short answer stops for a person, deletes nothing, and goes on when it is right', async ({
    ctx,
  }) => {
    const all = ['A', 'B', 'C', 'D', 'E'].map((name) => ({ name: `Mật ong ${name}` }));
    put(...all);
    const id = await aSource(ctx, places, address());
    await readSource(ctx, places, id);
    put(...all.slice(0, 4));
    expect(await readSource(ctx, places, id)).toMatchObject({ state: 'done', unchanged: 4 });
    put(...all.slice(0, 3));
    const short = await readSource(ctx, places, id);
    expect(short).toMatchObject({ state: 'short', answered: 3, known: 5, changed: 0 });
    expect((await readSource(ctx, places, id)).id).toBe(short.id);
    await expect(decideShortRun(officer(ctx, 'province_officer'), short.id, true, 'x')).rejects.toMatchObject(
      { code: 'not_allowed' },
    );
    await decideShortRun(officer(ctx, 'administrator'), short.id, true, 'Hai loại không làm nữa');
    expect(await readSource(ctx, places, id)).toMatchObject({ id: short.id, state: 'done', unchanged: 3 });
    expect(await ctx.db.select().from(products)).toHaveLength(5);
    put(...all.slice(1, 3), { name: 'Mật ong mới' });
    expect(await readSource(ctx, places, id)).toMatchObject({ state: 'done', changed: 1 });
  });

  test('a short answer that is dropped leaves no trace but the run', async ({ ctx }) => {
    put({ name: 'A' }, { name: 'B' }, { name: 'C' });
    const id = await aSource(ctx, places, address());
    await readSource(ctx, places, id);
    put({ name: 'D' });
    const short = await readSource(ctx, places, id);
    await decideShortRun(ctx, short.id, false, 'Tệp hỏng');
    expect(await ctx.db.select().from(products)).toHaveLength(3);
    put({ name: 'A' }, { name: 'B' }, { name: 'C' }, { name: 'D' });
    expect(await readSource(ctx, places, id)).toMatchObject({ state: 'done', changed: 1 });
  });

  test.for([
    ['slow', 'too_slow'],
    ['cut_off', 'cut_off'],
    ['status_500', 'status'],
    ['status_404', 'status'],
    ['html', 'wrong_type'],
    ['redirect_inside', 'inner_address'],
    ['gzip_bomb', 'too_large'],
  ] as const)(
    'when the answer is %s the run fails, says why and where, and the register stays',
    async ([fault, why], { ctx }) => {
      put({ name: 'Mật ong' });
      const id = await aSource(ctx, places, address());
      await readSource(ctx, places, id);
      put({ name: 'Mật ong', stars: 4 });
      server.fault = fault;
      const run = await readSource(ctx, places, id, { full: true });
      expect(run).toMatchObject({ state: 'failed', fault: { why } });
      expect(run.fault!.at).toBeTruthy();
      expect((await only(ctx)).stars).toBe(3);
      server.fault = null;
      expect(await readSource(ctx, places, id)).toMatchObject({ state: 'done', waiting: 1 });
    },
  );

  test('the token is read from the variable that the source names, and is nowhere in the register', async ({
    ctx,
  }) => {
    put({ name: 'Mật ong' });
    const id = await aSource(ctx, places, { ...address(), tokenVariable: 'SOURCE_TOKEN_TINH' });
    expect(await readSource(ctx, places, id)).toMatchObject({
      state: 'failed',
      fault: { why: 'token_missing', at: 'SOURCE_TOKEN_TINH' },
    });
    await readSource(ctx, places, id, { tokens: { SOURCE_TOKEN_TINH: 'chi-may-chu-biet' } });
    expect(server.asked.at(-1)?.authorization).toBe('Bearer chi-may-chu-biet');
    await expect(aSource(ctx, places, { ...address(), tokenVariable: 'SECRET' })).rejects.toMatchObject({
      code: 'source.token_wrong',
    });
  });

  test('a source speaks of its own area alone', async ({ ctx }) => {
    put({ name: 'Mật ong' });
    const id = await aSource(ctx, places, { ...address(), area: '31' });
    const run = await readSource(ctx, places, id);
    expect(run).toMatchObject({ changed: 0, refused: 1 });
    expect((await itemsOfRun(ctx, run.id, 'refused', 1, 5)).rows[0]!.findings).toMatchObject(
      expect.arrayContaining([expect.objectContaining({ code: 'row_outside_reach' })]),
    );
  });

  test('an officer of another province sees neither the source nor what waits', async ({ ctx }) => {
    put({ name: 'Mật ong' });
    const id = await aSource(ctx, places, { ...address(), area: '37' });
    await readSource(ctx, places, id);
    put({ name: 'Mật ong', stars: 4 });
    const run = await readSource(ctx, places, id);
    const [proposal] = await ctx.db.select().from(sourceProposals);
    const [here, elsewhere] = [
      officer(ctx, 'province_officer', '37'),
      officer(ctx, 'province_officer', '31'),
    ];
    expect(await sourcesWithin(here)).toMatchObject([{ id, waiting: 1 }]);
    expect(await sourcesWithin(elsewhere)).toEqual([]);
    expect((await itemsOfRun(elsewhere, run.id, 'waiting', 1, 5)).counts.waiting).toBe(0);
    await expect(
      decideProposal(elsewhere, places, proposal!.id, { accept: true, reason: 'x' }, 'anniversary_counts'),
    ).rejects.toMatchObject({ code: 'not_found' });
  });

  test('a source that is switched off is not read, and what it told stays', async ({ ctx }) => {
    put({ name: 'Mật ong' });
    const id = await aSource(ctx, places, address());
    await readSource(ctx, places, id);
    await switchSource(ctx, id, false, 'Hết hợp tác');
    await expect(askForRun(ctx, id, false)).rejects.toMatchObject({ code: 'source.off' });
    expect(await ctx.db.select().from(products)).toHaveLength(1);
    expect((await ctx.db.select().from(fieldOrigins)).length).toBeGreaterThan(5);
  });
});

describe('a folder of this machine', () => {
  test('what was refused of one list is not asked again because another list names the product', async ({
    ctx,
  }) => {
    await mkdir(join(folder, 'nam'), { recursive: true });
    await writeFile(join(folder, 'nam', '2023.csv'), list({ name: 'Mật ong' }));
    const id = await aSource(ctx, places, { address: 'nam' });
    await readSource(ctx, places, id, { folder });
    await writeFile(
      join(folder, 'nam', '2025.csv'),
      list({ name: 'Mật ong', stars: 4, decision: '99/QĐ-UBND', on: '05/06/2025' }),
    );
    expect(await readSource(ctx, places, id, { folder })).toMatchObject({ waiting: 1, unchanged: 1 });
    const { rows } = await proposalsWithin(ctx, { sourceId: id, isOpen: true, most: 5 });
    await decideProposal(
      ctx,
      places,
      rows[0]!.id,
      { accept: false, reason: 'Chưa có quyết định' },
      'anniversary_counts',
    );
    for (let again = 0; again < 2; again += 1)
      expect(await readSource(ctx, places, id, { folder, full: true })).toMatchObject({
        waiting: 0,
        unchanged: 2,
      });
  });

  test('gives all its lists; what lies outside is not opened', async ({ ctx }) => {
    await mkdir(join(folder, 'tinh'), { recursive: true });
    await writeFile(join(folder, 'tinh', 'a.csv'), list({ name: 'Mật ong' }));
    await writeFile(join(folder, 'tinh', 'b.csv'), list({ name: 'Gạo nếp' }));
    const outside = await mkdtemp(join(tmpdir(), 'outside-'));
    await writeFile(join(outside, 'c.csv'), list({ name: 'Bí mật' }));
    await symlink(join(outside, 'c.csv'), join(folder, 'tinh', 'c.csv')).catch(() => {});
    await symlink(outside, join(folder, 'ra-ngoai')).catch(() => {});
    const id = await aSource(ctx, places, { address: '/tinh' });
    expect(await readSource(ctx, places, id, { folder })).toMatchObject({
      state: 'done',
      parts: 2,
      changed: 2,
    });
    expect((await ctx.db.select().from(products)).map(({ name }) => name).sort()).toEqual([
      'Gạo nếp',
      'Mật ong',
    ]);
    expect((await readSource(ctx, places, id, { folder })).state).toBe('not_changed');
    const away = await aSource(ctx, places, { address: 'ra-ngoai' });
    expect(await readSource(ctx, places, away, { folder })).toMatchObject({
      fault: { why: 'folder_outside' },
    });
    expect(await readSource(ctx, places, away)).toMatchObject({ fault: { why: 'no_folder_setting' } });
    await expect(aSource(ctx, places, { address: '../etc' })).rejects.toMatchObject({
      code: 'source.address_wrong',
    });
    await rm(outside, { recursive: true });
  });

  test('a run that stops between two files goes on with the second, and takes the first no second time', async ({
    ctx,
  }) => {
    await mkdir(join(folder, 'hai'), { recursive: true });
    await writeFile(join(folder, 'hai', 'a.csv'), list({ name: 'Mật ong' }));
    await writeFile(join(folder, 'hai', 'b.csv'), list({ name: 'Gạo nếp' }));
    const id = await aSource(ctx, places, { address: 'hai' });
    let asked = 0;
    const stopped = await readSource(ctx, places, id, { folder, goOn: () => (asked += 1) < 3 });
    expect(stopped).toMatchObject({ state: 'applying', done: 1, parts: 2, changed: 1 });
    expect(await readSource(ctx, places, id, { folder })).toMatchObject({
      id: stopped.id,
      state: 'done',
      done: 2,
      changed: 2,
    });
    expect(
      await ctx.db
        .select({ kind: auditFacts.kind })
        .from(auditFacts)
        .where(eq(auditFacts.kind, 'product.recorded')),
    ).toHaveLength(2);
  });
});

test('points of sale come in as a shop list by hand, the newest word right where the source wrote the one before', async ({
  ctx,
}) => {
  const shops = (hours: string) =>
    server.files.set('/diem-ban.csv', {
      type: 'text/csv',
      body: Buffer.from(
        utf8(
          delimited([
            ['STT', 'Tên điểm bán', 'Địa chỉ', 'Giờ mở cửa'],
            [1, 'Cửa hàng OCOP Yên Mô', AT, hours],
          ]),
        ),
      ).toString(),
    });
  shops('7:00 - 17:00');
  const id = await aSource(ctx, places, { kind: 'shops', address: `${server.url}/diem-ban.csv` });
  expect(await readSource(ctx, places, id)).toMatchObject({ changed: 1 });
  shops('8:00 - 18:00');
  expect(await readSource(ctx, places, id)).toMatchObject({ changed: 1, waiting: 0 });
  expect((await ctx.db.select().from(pointsOfSale))[0]!.hours).toBe('8:00 - 18:00');
  await ctx.db.update(pointsOfSale).set({ hours: '9:00 - 12:00' });
  shops('8:00 - 19:00');
  expect(await readSource(ctx, places, id)).toMatchObject({ changed: 0, waiting: 1 });
});

test('a source whose turn has come is read once, by one process', async ({ own: { ctx } }) => {
  put({ name: 'Mật ong' });
  const id = await aSource(ctx, places, { ...address(), schedule: 'hourly' });
  const { fetchOutside } = await import('#src/gateways/fetch-outside.ts');
  const tools = {
    outside: {
      ask: fetchOutside({ innerHosts: ['localhost'] }),
      folder: async () => ({ fault: 'folder_missing' as const }),
      token: () => undefined,
    },
    places,
    rule: 'anniversary_counts' as const,
  };
  const both = (await Promise.all([runSources(ctx, tools), runSources(ctx, tools)])).flat();
  expect(both).toMatchObject([{ sourceId: id, state: 'done', changed: 1 }]);
  expect(await runSources(ctx, tools)).toEqual([]);
  const later = { ...ctx, now: new Date(ctx.now.getTime() + 3_600_000) };
  expect(await runSources(later, tools)).toMatchObject([{ state: 'not_changed' }]);
  expect(await ctx.db.execute(sql`select 1 from source_answers`)).toHaveLength(0);
  expect((await ctx.db.select().from(sources))[0]!.state.fullAt).toBeTruthy();
});

test.each([
  ['hourly', '2026-03-15T03:20:00Z', '2026-03-15T03:00:00.000Z'],
  ['daily', '2026-03-15T03:20:00Z', '2026-03-14T19:00:00.000Z'],
  ['daily', '2026-03-14T18:20:00Z', '2026-03-13T19:00:00.000Z'],
  ['weekly', '2026-03-15T03:20:00Z', '2026-03-08T19:00:00.000Z'],
  ['weekly', '2026-03-16T03:20:00Z', '2026-03-15T19:00:00.000Z'],
] as const)('the last turn of %s before %s was at %s', (schedule, now, turn) => {
  expect(lastTurn(schedule, new Date(now))!.toISOString()).toBe(turn);
});
