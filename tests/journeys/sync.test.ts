import { execFile, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { drizzle } from 'drizzle-orm/postgres-js';
import postgres from 'postgres';
import { inject } from 'vitest';
import { projectFolder } from '#db/client.ts';
import { recordCertificateEvent } from '#src/domain/certification/record-event.ts';
import { loadPlaces } from '#src/domain/places/places.ts';
import { correctProduct } from '#src/domain/registry/correct-register.ts';
import type { Context } from '#src/domain/shared/context.ts';
import { axe, newVisitor, screenshot, sticksOut, type Visitor } from '#tests/support/browser.ts';
import { afterAll, beforeAll, describe, expect, test } from '#tests/support/journey.ts';
import { officer, type PlainBrowser } from '#tests/support/officers.ts';
import { startServer, type RunningServer } from '#tests/support/server.ts';

const CLOCK = '2026-11-22T03:00:00Z';
const HOUR = 3_600_000;
let there: RunningServer;
let here: RunningServer;
let admin: PlainBrowser;
let province: PlainBrowser;
let folder: string;
const visitors: Visitor[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sources-'));
  there = await startServer({ demo: true, env: { TEST_CLOCK: CLOCK } });
  here = await startServer({
    env: { TEST_CLOCK: CLOCK, SOURCES_DIR: folder, OUTSIDE_HOSTS: new URL(there.url).host },
  });
  admin = await officer(here, 'administrator');
  province = await officer(here, 'province_officer', { kind: 'province', provinceCode: '37' });
}, 240_000);
afterAll(async () => {
  await Promise.all(visitors.map((visitor) => visitor.close()));
  await Promise.all([there.stop(), here.stop()]);
  await rm(folder, { recursive: true, force: true });
});

type Said = { code: number; out: string };

const settings = (more: Record<string, string> = {}) => ({
  PATH: process.env['PATH'],
  NODE_ENV: 'test',
  DATABASE_URL: here.databaseUrl,
  DATA_DIR: join(projectFolder(), '.test', 'data'),
  DEMO: 'no',
  TEST_CLOCK: CLOCK,
  SOURCES_DIR: folder,
  OUTSIDE_HOSTS: new URL(there.url).host,
  ...more,
});

const ocop = (words: readonly string[], more: Record<string, string> = {}): Promise<Said> =>
  new Promise((done) =>
    execFile(
      process.execPath,
      ['src/start.mjs', '--command', ...words],
      { cwd: projectFolder(), env: settings(more) },
      (error, out, err) => done({ code: error ? Number(error.code) : 0, out: out + err }),
    ),
  );
type Run = {
  state: string;
  isFull: boolean;
  seen: number;
  changed: number;
  waiting: number;
  refused: number;
  unchanged: number;
};
const sync = async (name: string, clock = CLOCK): Promise<Run> => {
  const { out } = await ocop(['sync', name, '--json'], { TEST_CLOCK: clock });
  return (JSON.parse(/\{"runs".*\}/.exec(out)?.[0] ?? '{"runs":[]}') as { runs: Run[] }).runs[0]!;
};

/** Someone at the other register, an hour later each time. */
async function atTheOther(hours: number, work: (ctx: Context) => Promise<void>): Promise<void> {
  const client = postgres(there.databaseUrl, { max: 1, onnotice: () => {} });
  await work({
    db: drizzle(client),
    now: new Date(Date.parse(CLOCK) + hours * HOUR),
    actor: { kind: 'operator', name: 'test' },
  });
  await client.end();
}

async function add(form: Record<string, string>): Promise<string> {
  const answer = await admin.ask('/quan-tri/nguon', { lich: 'by_hand', bien: '', 'dia-ban': '', ...form });
  const to = answer.headers.get('location') ?? '';
  expect(to, await answer.text()).toMatch(/^\/quan-tri\/nguon\/\w{12}\?xong=ghi$/);
  return to.replace(/\?.*/, '');
}

async function visitorOf(officer: PlainBrowser, width: number, dark = false): Promise<Visitor> {
  const visitor = await newVisitor({ endpoint: inject('browserEndpoint'), url: here.url }, { width, dark });
  visitors.push(visitor);
  await visitor.context.addCookies(officer.cookies());
  return visitor;
}

describe('one Sao Làng follows another', () => {
  test('everything comes over, then nothing until something changes: a product, a revocation', async () => {
    await add({ ten: 'Sổ bên kia', loai: 'register', 'dia-chi': there.url });
    const [{ n }] = await there.sql<[{ n: number }]>`
      select count(*)::int as n from products where not is_example and merged_into is null`;
    expect(await sync('Sổ bên kia')).toMatchObject({ state: 'done', isFull: true, changed: n });
    const names = (sql: RunningServer['sql']) => sql`
      select p.name, m.name as maker, p.commune_code, (select count(*)::int from certificates c where c.product_id = p.id) as certificates,
        (select s.status from standings s where s.product_id = p.id and s.governs and '2026-11-22' between s.from_day and s.until_day) as status
      from products p left join producers m on m.id = p.producer_id
      where not p.is_example and p.merged_into is null order by p.name, m.name`;
    // A decision without its number is a claim here, as on any list: nothing of it is in force.
    const numberless = await there.sql<{ name: string }[]>`
      select p.name from products p join certificates c on c.product_id = p.id join decisions d on d.id = c.decision_id
      where d.number = ''`;
    const vouched = (rows: readonly { name?: string }[]) =>
      rows.filter((row) => !numberless.some(({ name }) => name === row.name));
    expect(vouched(await names(here.sql))).toEqual(vouched(await names(there.sql)));
    expect(await sync('Sổ bên kia')).toMatchObject({ state: 'not_changed', seen: 0 });

    const [one] = await there.sql<{ product: string; certificate: string; name: string }[]>`
      select p.id as product, c.id as certificate, p.name from products p join certificates c on c.product_id = p.id
      join decisions d on d.id = c.decision_id and d.number <> ''
      join standings s on s.certificate_id = c.id and s.governs and '2026-11-22' between s.from_day and s.until_day
      where not p.is_example and s.status in ('valid', 'expiring') order by p.name limit 1`;
    await atTheOther(2, async (ctx) => {
      await correctProduct(ctx, await loadPlaces(ctx), one!.product, { pack: 'hộp 12 gói' }, 'Bao bì mới');
      await recordCertificateEvent(ctx, one!.certificate, {
        kind: 'revoked',
        ground: 'law_violation',
        effectiveOn: '2026-11-22',
        reason: 'Vi phạm',
        decisionNumber: '9/QĐ-UBND',
        decidedOn: '2026-11-21',
        issuer: 'UBND tỉnh',
      });
    });
    const run = await sync('Sổ bên kia', '2026-11-22T06:00:00Z');
    expect(run).toMatchObject({ state: 'done', isFull: false, changed: 1 });
    const [now] = await here.sql`
      select p.pack, e.kind, e.ground, e.decision_number as number from products p join certificates c on c.product_id = p.id
      join certificate_events e on e.certificate_id = c.id where p.name = ${one!.name} and e.kind = 'revoked'`;
    expect(now).toMatchObject({
      pack: 'hộp 12 gói',
      kind: 'revoked',
      ground: 'law_violation',
      number: '9/QĐ-UBND',
    });
    expect(await sync('Sổ bên kia', '2026-11-22T06:00:00Z')).toMatchObject({ state: 'not_changed' });
  }, 120_000);

  test('its points of sale follow in the same way', async () => {
    await add({ ten: 'Điểm bán bên kia', loai: 'points', 'dia-chi': there.url });
    await there.sql`update points_of_sale set is_example = false`;
    const [{ n }] = await there.sql<[{ n: number }]>`select count(*)::int as n from points_of_sale`;
    expect(n).toBeGreaterThan(0);
    expect(await sync('Điểm bán bên kia')).toMatchObject({ state: 'done', changed: n });
    expect(await sync('Điểm bán bên kia')).toMatchObject({ state: 'not_changed' });
  }, 60_000);
});

const HEAD = 'STT,Tên sản phẩm,Chủ thể,Địa chỉ,Hạng sao,Số QĐ,Ngày QĐ,Cơ quan ban hành';
const line = (
  name: string,
  stars: number,
  number = '345/QĐ-UBND',
  at = 'xã Yên Thắng, huyện Yên Mô, tỉnh Ninh Bình',
) => `1,${name},HTX Yên Thắng,"${at}",${stars} sao,${number},05/06/2025,UBND tỉnh Ninh Bình`;

describe('the room', () => {
  let source: string;

  test('a source is added, read, and what it asks for stands before and after', async () => {
    await writeFile(
      join(folder, 'ninh-binh.csv'),
      [HEAD, line('Mật ong', 3), line('Gạo nếp', 4), line('', 3)].join('\n'),
    );
    const visitor = await visitorOf(admin, 1280);
    expect(await visitor.go('/quan-tri/nguon')).toBe(200);
    const { page } = visitor;
    await page.getByText('Thêm nguồn').first().click();
    await page.getByLabel('Tên nguồn').fill('Danh sách Ninh Bình');
    await page.getByLabel('Nguồn là gì').selectOption('decisions');
    await page.getByLabel('Địa chỉ hoặc thư mục').fill('ninh-binh.csv');
    await page.getByLabel('Địa bàn').fill('Ninh Bình');
    await page.getByRole('button', { name: 'Thêm nguồn' }).click();
    await page.getByRole('status').filter({ hasText: 'Đã lưu' }).waitFor();
    source = new URL(page.url()).pathname;
    await page.getByRole('button', { name: 'Đọc ngay' }).click();
    await page.getByRole('status').filter({ hasText: 'Đã xếp hàng' }).waitFor();
    expect((await ocop(['job', 'sync_sources'])).out).toContain('changed 2');
    await writeFile(
      join(folder, 'ninh-binh.csv'),
      [HEAD, line('Mật ong', 4), line('Gạo nếp', 4), line('', 3)].join('\n'),
    );
    const { code, out } = await ocop(['sync', 'Danh sách Ninh Bình']);
    expect([code, out]).toEqual([1, expect.stringContaining('Chờ quyết định: 1')]);
    await visitor.go(source);
    const card = page.locator('article').filter({ hasText: 'Mật ong' });
    expect(await card.innerText()).toContain('Tăng hạng sao');
    expect((await card.innerText()).replace(/\s+/g, ' ')).toContain('3 sao 4 sao');
    expect(visitor.complaints).toEqual([]);
  }, 90_000);

  test('the officer of the province finds it on the first page, and decides with a reason', async () => {
    const visitor = await visitorOf(province, 360);
    const { page } = visitor;
    await visitor.go('/quan-tri');
    await page.getByRole('link', { name: /thay đổi từ nguồn chờ quyết định/ }).click();
    expect(await page.locator('main').innerText()).toContain('Danh sách Ninh Bình');
    await page.getByRole('link', { name: 'Danh sách Ninh Bình' }).click();
    expect(await page.getByRole('button', { name: 'Đọc ngay' }).count()).toBe(0);
    await page.getByLabel('Lý do').fill('Có quyết định 345');
    await page.getByRole('button', { name: 'Nhận', exact: true }).click();
    await page.getByRole('status').filter({ hasText: 'Đã nhận' }).waitFor();
    const [held] =
      await here.sql`select c.stars from certificates c join products p on p.id = c.product_id where p.name = 'Mật ong'`;
    expect(held).toMatchObject({ stars: 4 });
    await page.locator('table a').first().click();
    expect(await page.locator('main').innerText()).toMatch(/Thiếu tên sản phẩm/);
    expect(visitor.complaints).toEqual([]);
  }, 60_000);

  test('a product and a certificate say which source wrote what, and when it was read', async () => {
    const [one] = await here.sql<{ product: string; certificate: string }[]>`
      select p.id as product, c.id as certificate from products p join certificates c on c.product_id = p.id where p.name = 'Gạo nếp'`;
    for (const path of [
      `/quan-tri/san-pham/${one!.product}`,
      `/quan-tri/giay-chung-nhan/${one!.certificate}`,
    ])
      expect(await (await province.ask(path)).text()).toMatch(
        /Từ\s*<b[^>]*>Danh sách Ninh Bình<\/b>, đọc lúc/,
      );
  });

  test('a short answer is shown with what to do, and a failed one with why and where', async () => {
    await writeFile(join(folder, 'ninh-binh.csv'), [HEAD, line('Gạo nếp', 4)].join('\n'));
    expect(await sync('Danh sách Ninh Bình')).toMatchObject({ state: 'short' });
    expect(/nguồn trả lời quá ngắn/.test(await (await province.ask('/quan-tri')).text())).toBe(true);
    const [run] = await here.sql<{ id: string }[]>`select id from source_runs where state = 'short'`;
    const page = `${source}/lan/${run!.id}`;
    expect(await (await province.ask(page)).text()).toContain('Câu trả lời ngắn bất thường');
    const dropped = await province.ask(page, { viec: 'bo', 'ly-do': 'Tệp thiếu dòng' });
    expect(dropped.status).toBe(303);
    await writeFile(join(folder, 'ninh-binh.csv'), '%PDF-1.7');
    expect(await sync('Danh sách Ninh Bình')).toMatchObject({ state: 'failed' });
    expect(await (await province.ask(source)).text()).toMatch(/PDF[^<]*ninh-binh\.csv/);
    expect(await (await province.ask('/quan-tri')).text()).toContain('nguồn không đọc được');
  }, 60_000);

  test('an officer of elsewhere, and one of a commune, find no such source', async () => {
    const away = await officer(here, 'province_officer', { kind: 'province', provinceCode: '31' });
    expect((await away.ask(source)).status).toBe(404);
    expect((await away.ask(source, { viec: 'doc' })).status).toBe(404);
    expect((await province.ask(source, { viec: 'tat', 'ly-do': 'x' })).status).toBe(403);
    const commune = await officer(here, 'commune_officer', {
      kind: 'commune',
      provinceCode: '37',
      communeCode: '14725',
    });
    expect((await commune.ask(source)).status).toBe(403);
  });

  test('all of it reads at 360 and 1280 pixels, and axe finds nothing', async () => {
    for (const stars of [3, 4]) {
      if (stars === 4) await sync('Danh sách Ninh Bình');
      await writeFile(
        join(folder, 'ninh-binh.csv'),
        [HEAD, line('Mật ong', stars), line('Gạo nếp', 4, '346/QĐ-UBND'), line('', 3)].join('\n'),
      );
    }
    expect(await sync('Danh sách Ninh Bình')).toMatchObject({ state: 'done', waiting: 1 });
    const runs = await here.sql<{ id: string; state: string }[]>`
      select distinct on (state) id, state from source_runs where source_id = ${source.split('/').at(-1)!} order by state, n desc`;
    const [honey] = await here.sql<{ id: string }[]>`select id from products where name = 'Mật ong'`;
    for (const width of [360, 1280]) {
      const visitor = await visitorOf(admin, width, width === 360);
      for (const path of [
        '/quan-tri/nguon',
        source,
        ...runs.map(({ id }) => `${source}/lan/${id}`),
        `/quan-tri/san-pham/${honey!.id}`,
        '/quan-tri',
      ]) {
        expect([path, await visitor.go(path)]).toEqual([path, 200]);
        for (const details of await visitor.page.locator('main details').all())
          await details.evaluate((element) => element.setAttribute('open', ''));
        expect([path, width, ...(await axe(visitor))]).toEqual([path, width]);
        expect([path, width, await sticksOut(visitor)]).toEqual([path, width, false]);
        const name =
          path === source
            ? 'one'
            : path.includes('/lan/')
              ? `run-${runs.find(({ id }) => path.endsWith(id))?.state}`
              : path.includes('/san-pham/')
                ? 'product'
                : path.split('/').at(-1);
        await screenshot(visitor, `sources-${name}-${width}`);
      }
      expect(visitor.complaints).toEqual([]);
    }
  }, 120_000);
});

test('a run that is killed goes on where it was, and nothing of it is there twice', async () => {
  const rows = Array.from({ length: 3_000 }, (_, at) =>
    JSON.stringify({
      id: `f${at}`,
      name: `Trà số ${at}`,
      producer: { id: 'm1', name: 'HTX Trà', ceasedOn: null },
      place: { province: '37', commune: '14725', asPrinted: null },
      isExample: false,
      changedAt: '2026-11-01T00:00:00Z',
      certificates: [],
    }),
  );
  const { sourceServer } = await import('#tests/support/source-server.ts');
  const other = await sourceServer();
  try {
    other.files.set('/du-lieu-mo/so-dang-ky.ndjson', {
      type: 'application/x-ndjson',
      body: `${rows.join('\n')}\n`,
    });
    const id = (await add({ ten: 'Sổ lớn', loai: 'register', 'dia-chi': other.url })).split('/').at(-1)!;
    const hosts = { OUTSIDE_HOSTS: `localhost:${other.port}` };
    const child = spawn(process.execPath, ['src/cli/ocop.ts', 'sync', 'Sổ lớn'], {
      cwd: projectFolder(),
      env: settings(hosts),
      stdio: 'ignore',
    });
    const gone = new Promise((done) => child.once('exit', done));
    const run = async () =>
      (
        await here.sql<
          { state: string; done: number; seen: number }[]
        >`select state, done, seen from source_runs where source_id = ${id}`
      )[0];
    for (let left = 600; left > 0 && ((await run())?.done ?? 0) < 3; left -= 1) await sleep(20);
    child.kill('SIGKILL');
    await gone;
    const killed = await run();
    expect(killed).toMatchObject({ state: 'applying' });
    expect(killed!.done).toBeGreaterThanOrEqual(3);
    expect(killed!.done).toBeLessThan(30);
    // Others wait for whoever may still be at it.
    await ocop(['sync', 'Sổ lớn'], hosts);
    expect((await run())?.done).toBe(killed!.done);
    await ocop(['sync', 'Sổ lớn'], { ...hosts, TEST_CLOCK: '2026-11-22T03:10:00Z' });
    expect(await run()).toMatchObject({ state: 'done', done: 30, seen: 3_000 });
    const [count] = await here.sql`
      select (select count(*)::int from products where name like 'Trà số %') as goods,
        (select count(*)::int from audit_facts where kind = 'product.recorded' and actor = ${`system:source:${id}`}) as facts,
        (select count(*)::int from source_runs where source_id = ${id}) as runs`;
    expect(count).toMatchObject({ goods: 3_000, facts: 3_000, runs: 1 });
  } finally {
    await other.close();
  }
}, 180_000);

test('the command says by its code what happened', async () => {
  expect((await ocop(['sync', 'không có'])).code).toBe(2);
  expect((await ocop(['sync', 'a', 'b'])).code).toBe(2);
  const all = await ocop(['sync', 'Điểm bán bên kia']);
  expect([all.code, all.out]).toEqual([0, expect.stringContaining('Nguồn không đổi')]);
});

test('whoever presses the button waits for no turn of the clock: the worker reads at once', async () => {
  await writeFile(join(folder, 'ngay.csv'), [HEAD, line('Trà sen', 3)].join('\n'));
  const working = await startServer({ env: { TEST_CLOCK: CLOCK, SOURCES_DIR: folder, WORKER: 'yes' } });
  try {
    const boss = await officer(working, 'administrator');
    const made = await boss.ask('/quan-tri/nguon', {
      ten: 'Đọc ngay',
      loai: 'decisions',
      'dia-chi': 'ngay.csv',
      lich: 'by_hand',
      bien: '',
      'dia-ban': '',
    });
    const source = (made.headers.get('location') ?? '').replace(/\?.*/, '');
    const run = (await boss.ask(source, { viec: 'doc' })).headers.get('location') ?? '';
    expect(run).toMatch(/\/lan\/\w{12}\?xong=doc$/);
    const state = async () =>
      (await working.sql<{ state: string }[]>`select state from source_runs`)[0]?.state;
    for (let left = 100; left > 0 && (await state()) !== 'done'; left -= 1) await sleep(100);
    expect(await state()).toBe('done');
    expect(/Đọc xong/.test(await (await boss.ask(run)).text())).toBe(true);
  } finally {
    await working.stop();
  }
}, 120_000);
