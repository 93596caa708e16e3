import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { vi } from 'vitest';
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';
import { writeDown } from '#src/domain/audit/audit.ts';
import { recordCertificateEvent } from '#src/domain/certification/record-event.ts';
import type { Context } from '#src/domain/shared/context.ts';
import { recallLot } from '#src/domain/traceability/kept-lots.ts';
import { projectFolder } from '#db/client.ts';
import { afterAll, beforeAll, describe, expect, test } from '#tests/support/journey.ts';
import { screenshot } from '#tests/support/browser.ts';
import { looksRight } from '#tests/support/look.ts';
import { rasterOf } from '#tests/support/pdf-raster.ts';
import { aCertificate, aProduct } from '#tests/support/register.ts';
import { startServer, type RunningServer } from '#tests/support/server.ts';
import { contextOn } from '#tests/support/shopper.ts';
import { aStampRun, STAMP_ROOT } from '#tests/support/stamps.ts';

/** Pages that are kept hear of a change a moment later, on a busy machine a long one. */
const PATIENCE = { timeout: 15_000, interval: 200 };

let server: RunningServer;
let ctx: Context & { end: () => Promise<void> };
let id: string;

const PAPER = {
  effectiveOn: '2026-03-10',
  reason: 'Kết luận kiểm tra số 12/KL',
  decisionNumber: '300/QĐ-UBND',
  decidedOn: '2026-03-09',
  issuer: 'UBND thành phố Hải Phòng',
} as const;

/** A command of the operator on the database of the server. */
async function command(args: string[], env: NodeJS.ProcessEnv = {}) {
  const child = spawn(process.execPath, ['src/cli/ocop.ts', ...args], {
    cwd: projectFolder(),
    env: {
      PATH: process.env['PATH'],
      NODE_ENV: 'test',
      DATABASE_URL: server.databaseUrl,
      DATA_DIR: join(projectFolder(), '.test', 'data'),
      ...env,
    },
  });
  let said = '';
  child.stdout.on('data', (part: Buffer) => (said += part.toString()));
  child.stderr.on('data', (part: Buffer) => (said += part.toString()));
  const code = await new Promise<number | null>((done) => child.once('close', done));
  return { code, said };
}

const written = (env: NodeJS.ProcessEnv = {}) => command(['job', 'append_log'], env);

async function published(name: string): Promise<string> {
  const product = await aProduct(ctx, { name });
  const certificate = await aCertificate(ctx, { productId: product.id });
  await writeDown(ctx, [{ kind: 'certificate.recorded', subject: `certificate:${certificate.id}` }]);
  return certificate.id;
}

beforeAll(async () => {
  server = await startServer({ demo: true, env: { STAMP_SECRET: STAMP_ROOT } });
  ctx = contextOn(server.databaseUrl);
  id = await published('Mật ong rừng tràm');
  expect((await written()).code).toBe(0);
}, 240_000);
afterAll(async () => {
  await ctx?.end();
  await server?.stop();
});

test('what the log is, is explained, and its newest lines can be read by anyone', async ({ visitor }) => {
  await published('Gạo nếp cái hoa vàng');
  await written();
  const guest = await visitor({ url: server.url, script: false });
  expect(await guest.go('/nhat-ky')).toBe(200);
  const words = await guest.page.innerText('main');
  expect(words).toContain('Gạo nếp cái hoa vàng');
  expect(words).toContain('Chưa có nơi nào làm chứng');
  await looksRight(visitor, guest, 'log');
  await guest.go('/en/nhat-ky');
  expect(await guest.page.innerText('h1')).toBe('Registry log');
});

test('a certificate says that it stands in the log, and a browser proves it without believing us', async ({
  visitor,
}) => {
  const reader = await visitor({ url: server.url });
  const { page } = reader;
  await reader.go(`/so-dang-ky/${id}`);
  await page.getByText('Trang này khớp với sổ cái.').waitFor();
  await page.getByRole('button', { name: 'Tự kiểm tra' }).click();
  for (const step of ['entry', 'root', 'signature', 'page'])
    await page.locator(`[data-step='${step}'][data-state='passed']`).waitFor();
  await page.locator(`[data-step='grown'][data-state='first']`).waitFor();
  // The log grows; the same device holds it against what it saw.
  await published('Chè Shan');
  await written();
  await page.reload();
  await page.getByRole('button', { name: 'Tự kiểm tra' }).click();
  await page.locator(`[data-step='grown'][data-state='passed']`).waitFor();
  await looksRight(visitor, reader, 'certificate-in-log');
  expect(reader.complaints).toEqual([]);
});

describe('a signed copy', () => {
  test('is good, on a telephone that reads it from paper', async ({ visitor }) => {
    const file = fileURLToPath(import.meta.resolve('zxing-wasm/reader/zxing_reader.wasm'));
    await prepareZXingModule({
      overrides: { wasmBinary: new Uint8Array(await readFile(file)).buffer },
      fireImmediately: true,
    });
    const answer = await fetch(`${server.url}/so-dang-ky/${id}.pdf`);
    expect(answer.headers.get('content-type')).toBe('application/pdf');
    const [sheet] = rasterOf(Buffer.from(await answer.arrayBuffer()), 300);
    const { width, height, dots } = sheet!;
    const png = await sharp(dots, { raw: { width, height, channels: 1 } })
      .png()
      .toBuffer();
    const [found] = await readBarcodes(new Uint8Array(png), { formats: ['QRCode'] });
    const phone = await visitor({ url: server.url });
    await phone.page.goto(found!.text);
    await phone.page.locator(`.checked[data-verdict='good']`).waitFor();
    expect(await phone.page.innerText('.checked')).toContain('Mật ong rừng tràm');
    await looksRight(visitor, phone, 'copy-good');
    expect(phone.complaints).toEqual([]);
  });

  test('is checked without script as well, and is no longer good once it was revoked', async ({
    visitor,
  }) => {
    const other = await published('Nước mắm cốt');
    await written();
    const token = await (await fetch(`${server.url}/so-dang-ky/${other}.jwt`)).text();
    const guest = await visitor({ url: server.url, script: false });
    const checked = async () => {
      await guest.go('/kiem-chung');
      await guest.page.getByLabel('Bản điện tử').fill(token);
      await guest.page.getByRole('button', { name: 'Kiểm chứng' }).click();
      return guest.page.locator('.checked').getAttribute('data-verdict');
    };
    expect(await checked()).toBe('good');
    await recordCertificateEvent(ctx, other, { ...PAPER, kind: 'revoked', ground: 'law_violation' });
    expect(await checked()).toBe('bad');
    await looksRight(visitor, guest, 'copy-bad');
    // Nothing is attested of it before the log says the same.
    await guest.go(`/so-dang-ky/${other}`);
    expect(await guest.page.innerText('main')).toContain('sổ cái đang được ghi');
    await written();
    await expect
      .poll(async () => {
        await guest.go(`/so-dang-ky/${other}`);
        return guest.page.innerText('#so-cai');
      }, PATIENCE)
      .toContain('Thu hồi');
  });

  test('is judged without a network by a device that was here before, and the page says so', async ({
    visitor,
  }) => {
    const near = await startServer({ databaseUrl: server.databaseUrl });
    const token = await (await fetch(`${near.url}/so-dang-ky/${id}.jwt`)).text();
    const phone = await visitor({ url: near.url });
    const { page } = phone;
    await phone.go(`/so-dang-ky/${id}`);
    await page.evaluate(() => navigator.serviceWorker.ready);
    // What it keeps, it fetches in the background.
    const kept = () =>
      page.evaluate(async () =>
        (await (await caches.open('files-1')).keys()).map(({ url }) => url).join(' '),
      );
    for (const part of ['/checked-copy.', '/credential.'])
      await expect.poll(kept, { timeout: 20_000 }).toContain(part);
    await phone.go(`/so-dang-ky/${id}`);
    await near.stop();
    await page.goto(`${near.url}/kiem-chung`);
    expect(await page.innerText('main')).toContain('Không có mạng.');
    await page.getByLabel('Bản điện tử').fill(token);
    await page.getByRole('button', { name: 'Kiểm chứng' }).click();
    await page.locator(`.checked[data-verdict='good']`).waitFor();
    expect(await page.innerText('.kept')).toContain('dùng khoá và danh sách lưu lúc');
    await page.goto(`${near.url}/so-dang-ky/${id}`);
    expect(await page.innerText('main')).toContain('Đây là trang máy này lưu lúc');
    await screenshot(phone, 'certificate-without-network');
    // One it never saw: it says that it cannot say anything.
    const unseen = await page.goto(`${near.url}/so-dang-ky/aaaaaaaaaaaa`);
    expect(unseen?.status()).toBe(503);
    expect(await page.innerText('main')).toContain('chưa từng mở trang này');
  });
});

test('a row changed by hand in the database is told on its page and by the audit', async ({ visitor }) => {
  const other = await published('Rượu mơ Yên Tử');
  await written();
  await server.sql`update certificates set stars = 5 where id = ${other}`;
  await server.sql`select pg_notify('public_facts', 'all')`;
  const guest = await visitor({ url: server.url });
  await expect
    .poll(async () => {
      await guest.go(`/so-dang-ky/${other}`);
      return guest.page.innerText('main');
    }, PATIENCE)
    .toContain('Khác sổ cái');
  // The first thing said, and no green beside it.
  expect(await guest.page.locator('.verdict').first().innerText()).toContain('Khác sổ cái');
  expect(await guest.page.locator('.verdict.ok').count()).toBe(0);
  await looksRight(visitor, guest, 'differs-from-log');
  // And nothing of it is signed.
  for (const kind of ['jwt', 'pdf'])
    expect((await fetch(`${server.url}/so-dang-ky/${other}.${kind}`)).status).toBe(404);
  const { code, said } = await command(['log', 'audit']);
  expect([code, said]).toEqual([1, expect.stringContaining(`KHÁC: certificate:${other}`)]);
  await server.sql`update certificates set stars = 4 where id = ${other}`;
  expect(await command(['log', 'audit'])).toMatchObject({
    code: 0,
    said: expect.stringContaining('đều khớp'),
  });
});

describe('what differs from the log is the first thing said of goods, lots and stamps', () => {
  const CERTIFIED = 'Đang được công nhận OCOP 4 sao';
  let product: Awaited<ReturnType<typeof aProduct>>;
  let certificate: string;
  let run: Awaited<ReturnType<typeof aStampRun>>;
  let pages: { goods: string; lot: string; stamp: string };

  /** Title of the first band, as it comes from the server: a browser would show what it kept. */
  const first = async (path: string) =>
    /<section class="verdict[^>]*>[\s\S]*?class="title"[^>]*>([^<]*)</.exec(
      await (await fetch(server.url + path)).text(),
    )?.[1];
  const becomes = (path: string, said: string) => expect.poll(() => first(path), PATIENCE).toBe(said);

  beforeAll(async () => {
    product = await aProduct(ctx, { name: 'Cam Cao Phong' });
    ({ id: certificate } = await aCertificate(ctx, { productId: product.id }));
    await writeDown(ctx, [{ kind: 'certificate.recorded', subject: `certificate:${certificate}` }]);
    run = await aStampRun(ctx, { productId: product.id });
    await written();
    pages = {
      goods: `/san-pham/${product.slug}/truy-xuat`,
      lot: `/t/lot/${run.lot.id}`,
      stamp: `/t/${run.codes[0]}`,
    };
  });

  test('of the certificate: kept pages too, once the audit has looked, and until it finds nothing any more', async ({
    visitor,
  }) => {
    for (const path of Object.values(pages)) await becomes(path, CERTIFIED);
    await server.sql`update certificates set stars = 5 where id = ${certificate}`;
    // Nothing has told of it, so these are the ones that were kept.
    for (const path of [pages.goods, pages.stamp]) expect(await first(path)).toBe(CERTIFIED);
    expect((await command(['log', 'audit'])).code).toBe(1);
    for (const path of Object.values(pages)) await becomes(path, 'Khác sổ cái');
    for (const [name, path] of Object.entries(pages)) {
      const guest = await visitor({ url: server.url, script: false });
      await guest.go(path);
      expect(await guest.page.locator('h1').innerText()).toBe('Khác sổ cái');
      expect(await guest.page.locator('main').innerText()).toContain('Về việc công nhận OCOP');
      expect(await guest.page.locator('.verdict.ok, main .seal').count()).toBe(0);
      await looksRight(visitor, guest, `trace-differs-${name}`);
      await guest.go(`/en${path}`);
      expect(await guest.page.locator('h1').innerText()).toBe('Differs from the log');
    }
    await server.sql`update certificates set stars = 4 where id = ${certificate}`;
    expect((await command(['log', 'audit'])).code).toBe(0);
    for (const path of Object.values(pages)) await becomes(path, CERTIFIED);
  });

  test('of the run of a stamp, and of a recall that somebody took back', async () => {
    await server.sql`update stamp_runs set state = 'closed' where id = ${run.id}`;
    expect(await first(pages.stamp)).toBe('Khác sổ cái');
    expect(await (await fetch(server.url + pages.stamp)).text()).toContain('Về đợt tem này');
    expect(await first(pages.lot)).toBe(CERTIFIED);
    await server.sql`update stamp_runs set state = 'active' where id = ${run.id}`;
    await becomes(pages.stamp, CERTIFIED);
    await recallLot({ ...ctx, actor: { kind: 'system', task: 'test' } }, run.lot.id, 'Nấm mốc');
    await written();
    await becomes(pages.lot, 'Lô hàng này đã bị thu hồi: đừng dùng');
    const [kept] = await server.sql<{ day: string }[]>`
      select recalled_on::text as day from lots where id = ${run.lot.id}`;
    await server.sql`update lots set recalled_on = null, recall_reason = null where id = ${run.lot.id}`;
    for (const path of [pages.lot, pages.stamp]) {
      expect(await first(path)).toBe('Khác sổ cái');
      expect(await (await fetch(server.url + path)).text()).toContain('Về việc thu hồi lô hàng này');
    }
    await server.sql`update lots set recalled_on = ${kept!.day}, recall_reason = 'Nấm mốc' where id = ${run.lot.id}`;
    await becomes(pages.lot, 'Lô hàng này đã bị thu hồi: đừng dùng');
  });
});

test('an auditor elsewhere works out root and every status from the files alone', async () => {
  const audited = await command(['log', 'audit', '--url', server.url, '--json'], { DATABASE_URL: '' });
  const lines = audited.said.split('\n').filter((line) => line.startsWith('{'));
  const told = JSON.parse(lines[0]!) as {
    faults: unknown[];
    statuses: { id: string; status: string; stars: number }[];
  };
  expect(told.faults).toEqual([]);
  const shown = (await (await fetch(`${server.url}/du-lieu-mo/so-dang-ky.ndjson`)).text())
    .split('\n')
    .filter(Boolean)
    .flatMap((line) => (JSON.parse(line) as { certificates: { id: string; status: string }[] }).certificates);
  const byLog = new Map(told.statuses.map((one) => [one.id, one.status]));
  expect(shown.length).toBeGreaterThan(20);
  expect(shown.map((one) => [one.id, one.status])).toEqual(shown.map((one) => [one.id, byLog.get(one.id)]));
});

describe('a witness in another office', () => {
  let office: ChildProcess;
  let address: string;
  let key: string;

  beforeAll(async () => {
    const log = (await (await fetch(`${server.url}/log/key`)).text()).trim();
    const folder = await mkdtemp(join(tmpdir(), 'witness-'));
    office = spawn(
      process.execPath,
      ['src/cli/ocop.ts', 'log', 'witness', '--name', 'truong-dai-hoc.vn/w1', '--log', log, '--port', '0'],
      { cwd: projectFolder(), env: { PATH: process.env['PATH'], NODE_ENV: 'test', DATA_DIR: folder } },
    );
    let said = '';
    office.stdout!.on('data', (part: Buffer) => (said += part.toString()));
    await vi.waitFor(() => expect(said).toContain('/add-checkpoint'), { timeout: 20_000, interval: 100 });
    key = /làm chứng: (\S+)/.exec(said)![1]!;
    address = /(http:\/\/\S+)\/add-checkpoint/.exec(said)![1]!;
  }, 30_000);
  afterAll(() => office?.kill('SIGTERM'));

  test('signs what it sees, and the log shows it', async ({ visitor }) => {
    await published('Bánh đa nem');
    const env = { LOG_WITNESSES: `${address} ${key}`, OUTSIDE_HOSTS: new URL(address).host };
    expect((await written(env)).said).toContain('witnessed 1');
    expect(await (await fetch(`${server.url}/log/checkpoint`)).text()).toContain('— truong-dai-hoc.vn/w1 ');
    const guest = await visitor({ url: server.url });
    await expect
      .poll(async () => {
        await guest.go('/nhat-ky');
        return guest.page.innerText('main');
      }, PATIENCE)
      .toContain('truong-dai-hoc.vn/w1');
  });
});

test('tiles, entries and proofs are files as the standard serves them', async () => {
  const ask = (path: string) => fetch(`${server.url}${path}`);
  const checkpoint = await ask('/log/checkpoint');
  expect([checkpoint.headers.get('content-type'), checkpoint.headers.get('cache-control')]).toEqual([
    'text/plain; charset=utf-8',
    'no-cache',
  ]);
  const size = Number((await checkpoint.text()).split('\n')[1]);
  const width = size % 256;
  const tile = await ask(`/log/tile/0/000.p/${width}`);
  expect([tile.status, tile.headers.get('content-type'), (await tile.arrayBuffer()).byteLength]).toEqual([
    200,
    'application/octet-stream',
    32 * width,
  ]);
  expect(tile.headers.get('cache-control')).toContain('immutable');
  for (const none of [
    '/log/tile/0/000',
    '/log/tile/0/0',
    '/log/entry/999999',
    '/log/proof/999999',
    '/log/../x',
    '/log/',
  ])
    expect([none, (await ask(none)).status]).toEqual([none, 404]);
  expect((await ask('/log/proof/0')).headers.get('access-control-allow-origin')).toBe('*');
});
