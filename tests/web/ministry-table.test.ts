import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { certificates, standings } from '#db/schema/certification.ts';
import { products } from '#db/schema/catalogue.ts';
import { GET as ministryRoute } from '#src/pages/du-lieu-mo/ptnt-ocop.csv.ts';
import { GET as pointsCsvRoute } from '#src/pages/du-lieu-mo/diem-ban.csv.ts';
import { GET as pointsRoute } from '#src/pages/du-lieu-mo/diem-ban.ndjson.ts';
import { GET as registerRoute } from '#src/pages/du-lieu-mo/so-dang-ky.ndjson.ts';
import { feedPoint, feedProduct } from '#src/domain/sync/feed.ts';
import { itemsOfRun } from '#src/domain/sync/sources.ts';
import { demoSite } from '#tests/support/demo-site.ts';
import { placesOfRecord } from '#tests/support/places.ts';
import { aSource, readSource } from '#tests/support/sources.ts';
import { afterAll, beforeAll, expect, test } from '#tests/support/test.ts';

let demo: Awaited<ReturnType<typeof demoSite>>;
let folder: string;
let exported: string;
beforeAll(async () => {
  demo = await demoSite();
  folder = await mkdtemp(join(tmpdir(), 'ministry-'));
  exported = await (await demo.ask(ministryRoute, '/du-lieu-mo/ptnt-ocop.csv')).text();
  await writeFile(join(folder, 'ptnt-ocop.csv'), exported);
});
afterAll(async () => {
  await demo.drop();
  await rm(folder, { recursive: true });
});

test('the table of the ministry that we hand out is read in again with no change', async () => {
  const rows = exported.trim().split('\n').length - 1;
  const id = await aSource(demo.ctx, demo.site.places, { kind: 'ministry', address: 'ptnt-ocop.csv' });
  const run = await readSource(demo.ctx, demo.site.places, id, { folder });
  const seen = (await itemsOfRun(demo.ctx, run.id, 'changed', 1, 20)).rows;
  expect([run.state, run.seen, run.changed, run.refused, run.waiting, seen.map(({ name }) => name)]).toEqual([
    'done',
    rows,
    0,
    0,
    0,
    [],
  ]);
});

test('in another register it gives goods with stars that wait for their decision, and nothing in force', async ({
  ctx,
}) => {
  const places = await placesOfRecord();
  const id = await aSource(ctx, places, { kind: 'ministry', address: 'ptnt-ocop.csv' });
  const run = await readSource(ctx, places, id, { folder });
  expect(run).toMatchObject({ state: 'done', refused: 0, waiting: 0 });
  expect(await ctx.db.select().from(products)).toHaveLength(run.seen);
  const held = await ctx.db.select().from(certificates);
  expect(held.length).toBeGreaterThan(0);
  expect(
    held.every(
      ({ decisionId, issuedOn, issuedYear }) =>
        decisionId === null && issuedOn === null && issuedYear !== null,
    ),
  ).toBe(true);
  expect(new Set((await ctx.db.select().from(standings)).map(({ status }) => status))).toEqual(
    new Set(['unknown']),
  );
});

test('a product that the ministry calls revoked and we do not is told, and changed by nobody', async () => {
  const [head, ...rows] = exported.replace('\ufeff', '').trim().split(/\r?\n/);
  const at = rows.findIndex((row) => /,[345]\*,/.test(row) && /,(valid|expiring|extended)$/.test(row));
  const revoked = rows[at]!.replace(/,[345]\*,/, ',,').replace(/,\w+$/, ',revoked');
  await writeFile(join(folder, 'thu-hoi.csv'), [head, revoked].join('\n'));
  const id = await aSource(demo.ctx, demo.site.places, { kind: 'ministry', address: 'thu-hoi.csv' });
  const before = await demo.ctx.db.select({ n: sql<number>`count(*)::int` }).from(certificates);
  const run = await readSource(demo.ctx, demo.site.places, id, { folder });
  expect(run).toMatchObject({ changed: 0, refused: 1 });
  expect((await itemsOfRun(demo.ctx, run.id, 'refused', 1, 5)).rows[0]!.findings).toMatchObject([
    { code: 'ministry_says_lost' },
  ]);
  expect(await demo.ctx.db.select({ n: sql<number>`count(*)::int` }).from(certificates)).toEqual(before);
});

test('a table without its columns is none', async ({ ctx }) => {
  await writeFile(join(folder, 'khac.csv'), 'STT,Tên sản phẩm\n1,Mật ong\n');
  const id = await aSource(ctx, await placesOfRecord(), { kind: 'ministry', address: 'khac.csv' });
  expect(await readSource(ctx, await placesOfRecord(), id, { folder })).toMatchObject({
    state: 'failed',
    fault: { why: 'ministry_columns', at: 'khac.csv' },
  });
});

test('what our open data says, our own reading understands', async () => {
  const lines = async (route: typeof registerRoute, path: string) =>
    (await (await demo.ask(route, path)).text())
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown);
  const goods = await lines(registerRoute, '/du-lieu-mo/so-dang-ky.ndjson');
  expect(goods.map((one) => feedProduct.safeParse(one).error?.issues ?? []).flat()).toEqual([]);
  const points = await lines(pointsRoute, '/du-lieu-mo/diem-ban.ndjson');
  expect(points.length).toBeGreaterThan(0);
  expect(points.map((one) => feedPoint.safeParse(one).error?.issues ?? []).flat()).toEqual([]);
});

test('points of sale are open data without a telephone, a keeper or a person', async () => {
  await demo.sql`update points_of_sale set phone = '0974 111 222', keeper = 'Chị Lan', operator = 'Bà Nguyễn Thị Hoa'`;
  for (const [route, path] of [
    [pointsRoute, '/du-lieu-mo/diem-ban.ndjson'],
    [pointsCsvRoute, '/du-lieu-mo/diem-ban.csv'],
  ] as const) {
    const text = await (await demo.ask(route, path)).text();
    expect(text).not.toMatch(/0974|Chị Lan|Nguyễn Thị Hoa/);
  }
  await demo.sql`update points_of_sale set operator = 'HTX An Sơn'`;
  expect(await (await demo.ask(pointsRoute, '/du-lieu-mo/diem-ban.ndjson')).text()).toContain('HTX An Sơn');
});
