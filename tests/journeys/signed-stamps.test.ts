import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { projectFolder } from '#db/client.ts';
import { announce, writeDown } from '#src/domain/audit/audit.ts';
import type { Context } from '#src/domain/shared/context.ts';
import { screenshot } from '#tests/support/browser.ts';
import { afterAll, beforeAll, expect, test } from '#tests/support/journey.ts';
import { looksRight } from '#tests/support/look.ts';
import { officer, plainBrowser, wordsOf, type PlainBrowser } from '#tests/support/officers.ts';
import { readPages, readPagesByZbar } from '#tests/support/read-codes.ts';
import { aCertificate, aProducer, aProduct } from '#tests/support/register.ts';
import { startServer, type RunningServer } from '#tests/support/server.ts';
import { contextOn } from '#tests/support/shopper.ts';

let server: RunningServer;
let ctx: Context & { end: () => Promise<void> };
let folder: string;
let owner: PlainBrowser;
let producerId: string;
let address: string;
let codes: string[];

/** On the machine that signs, which reaches the database and is not the site. */
function ocop(...words: string[]): Promise<{ stdout: string }> {
  const env = {
    ...process.env,
    NODE_ENV: 'production',
    MODE: '',
    DATABASE_URL: server.databaseUrl,
    DATA_DIR: folder,
    SITE_URL: server.url,
  };
  return promisify(execFile)(process.execPath, [join(projectFolder(), 'src/cli/ocop.ts'), ...words], { env });
}

const changed = (code: string): string => code.slice(0, -1) + ((Number(code.at(-1)) + 1) % 10);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sao-lang-signed-'));
  server = await startServer({ demo: true });
  ctx = contextOn(server.databaseUrl);
  producerId = (await aProducer(ctx)).id;
  const product = await aProduct(ctx, { producerId, name: 'Mật ong bạc hà' });
  const certificate = await aCertificate(ctx, { productId: product.id });
  await writeDown(ctx, [{ kind: 'certificate.recorded', subject: `certificate:${certificate.id}` }]);
  await announce(ctx, { products: [product.id] });
  owner = await officer(server, 'producer_owner', { kind: 'producer', producerId });
  const answer = await owner.ask(`/nha-san-xuat/${producerId}/tem`, {
    sp: product.id,
    lo: 'L ky',
    'ngay-lam': '2026-11-01',
    'han-dung': '2030-11-01',
    so: '60',
  });
  address = answer.headers.get('location')!.split('?')[0]!;
}, 240_000);
afterAll(async () => {
  await ctx?.end();
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
});

test('signed elsewhere and printed, every stamp is read at 300 dpi and opens its page, which says what the signature is worth', async ({
  visitor,
}) => {
  const [before = ''] = (await (await owner.ask(`${address}/in.csv`)).text())
    .split('\r\n')
    .slice(1)
    .map((line) => line.split(',')[1]!);
  const number = /Đợt (\d{4}-\d{5})/.exec(await wordsOf(await owner.ask(address)))![1]!;
  const key = join(folder, 'khoa.pem');
  await ocop('stamps', 'sign-key', 'new', key);
  for (const [dpi, name] of [
    ['300', 'ky.pdf'],
    ['203', 'cuon.pdf'],
  ]) {
    const roll = name === 'cuon.pdf' ? ['--roll', '72', '--across', '3', '--gap', '3'] : [];
    await ocop('stamps', 'sign', number, join(folder, name!), '--key', key, '--dpi', dpi!, ...roll);
    const found = await readPages(await readFile(join(folder, name!)));
    expect(new Set(found).size, name).toBe(60);
    expect(found.every((text) => text.startsWith(`${server.url}/v/`))).toBe(true);
    codes = found.map((text) => text.slice(`${server.url}/v/`.length));
  }
  await owner.ask(address, { viec: 'active', ban: '2' });

  const buyer = await visitor({ url: server.url, script: false });
  await buyer.page.goto(`${server.url}/v/${codes[0]!}`);
  const words = await buyer.page.locator('main').innerText();
  expect(words).toContain('Đang được công nhận OCOP');
  expect(words).toContain('L ky');
  expect(words).toContain('Tem có chữ ký riêng');
  expect(words).toContain('Chữ ký đúng, khoá số 0');
  expect(words).toContain(`${codes[0]!.slice(-12, -6)}-${codes[0]!.slice(-6)}`);
  expect(words).not.toMatch(/hàng giả|hàng thật|chính hãng/i);
  await looksRight(visitor, buyer, 'stamp-signed');
  const english = await wordsOf(await plainBrowser(server.url).ask(`/en/v/${codes[1]!}`));
  expect(english).toContain('The signature is right, key 0.');
  // The page of another stamp of the run is that one's, to the last link.
  const other = await (await plainBrowser(server.url).ask(`/v/${codes[2]!}`)).text();
  expect(other).toContain(`/en/v/${codes[2]!}`);
  expect(other).not.toContain(codes[0]!);
  // Whoever reports it tells the office which one it is.
  expect(other).toMatch(/href="\/bao-sai\?sp=[^"]*ma=2026-00001\+\d+"/);

  // Codes that the site could make for this run lead nowhere now.
  const own = await plainBrowser(server.url).ask(`/t/${before}`);
  expect(own.status).toBe(404);
  const refused = await owner.ask(`${address}/in.pdf?co=20&may=300`);
  expect(refused.status).toBe(409);
  const room = await wordsOf(await owner.ask(address));
  expect(room).toContain('Tờ in 20 mm nhận từ nơi giữ khoá ký.');
  expect(room).not.toContain('Tải tờ tem');
});

test('a second decoder reads what the first reads', async ({ skip }) => {
  for (const name of ['ky.pdf', 'cuon.pdf']) {
    const found = await readPagesByZbar(await readFile(join(folder, name)));
    if (found === null) return skip('zbarimg is not installed');
    expect(found.sort(), name).toEqual(codes.map((code) => `${server.url}/v/${code}`).sort());
  }
});

test('a scan of it is told once, by script and by button', async ({ visitor }) => {
  const buyer = await visitor({ url: server.url, script: false });
  await buyer.page.goto(`${server.url}/v/${codes[5]!}`);
  await buyer.page.locator('scan-told button').click();
  await buyer.page.waitForURL(/quet=da/);
  expect(new URL(buyer.page.url()).pathname).toBe(`/v/${codes[5]!}`);
  const scripted = await visitor({ url: server.url });
  await scripted.page.goto(`${server.url}/v/${codes[6]!}`);
  for (const code of [codes[5]!, codes[6]!])
    await expect
      .poll(async () => wordsOf(await plainBrowser(server.url).ask(`/v/${code}`)), { timeout: 20_000 })
      .toContain('Đến nay 1 lượt, 1 máy');
});

test('a digit changed, and digits that nobody signed, are told as any code that is none', async () => {
  const said = async (path: string) => {
    const answer = await plainBrowser(server.url).ask(path);
    return [answer.status, (await wordsOf(answer)).replaceAll(/[0-9A-Z]{6}-[0-9A-Z-]+/g, '#')];
  };
  const wrong = await said(`/v/${changed(codes[0]!)}`);
  expect(wrong[0]).toBe(404);
  expect(await said(`/v/${'1'.repeat(193)}`)).toEqual(wrong);
  expect((await plainBrowser(server.url).ask(`/v/${codes[0]!.slice(1)}`)).status).toBe(404);
  const program = await fetch(`${server.url}/api/v1/trace/${codes[0]!}`);
  expect(await program.json()).toMatchObject({ level: 2, verdict: 'valid', lot: { code: 'L ky' } });
  expect((await fetch(`${server.url}/api/v1/trace/${changed(codes[0]!)}`)).status).toBe(404);
});

test('a telephone that was here before judges a signed stamp it never saw, without a network', async ({
  visitor,
}) => {
  const near = await startServer({ databaseUrl: server.databaseUrl });
  const phone = await visitor({ url: near.url });
  const { page } = phone;
  await phone.go(`/v/${codes[7]!}`);
  await page.evaluate(() => navigator.serviceWorker.ready);
  const kept = () =>
    page.evaluate(async () =>
      (await Promise.all((await caches.keys()).map(async (name) => (await caches.open(name)).keys())))
        .flat()
        .map(({ url }) => url)
        .join(' '),
    );
  for (const part of ['/kiem-chung/tem', '/du-lieu-mo/tem-ky.json', '/tem.astro'])
    await expect.poll(kept, { timeout: 20_000 }).toContain(part);
  // The worker was not there yet when this page came first.
  await phone.go(`/v/${codes[7]!}`);
  // With a network: pasted, or read by a camera.
  await phone.go('/kiem-chung/tem');
  await page.getByLabel('Địa chỉ trong mã').fill(`${near.url}/v/${codes[8]!}`);
  await page.locator(`.found[data-verdict='right']`).waitFor();
  await page.getByLabel('Địa chỉ trong mã').fill('0ABCDEFGH012345678');
  await page.getByRole('button', { name: 'Kiểm chữ ký' }).click();
  await page.locator(`.found[data-verdict='unreadable']`).waitFor();
  await near.stop();

  await page.goto(`${near.url}/v/${codes[9]!}`);
  await page.locator(`.found[data-verdict='right']`).waitFor();
  const words = await page.innerText('.found');
  expect(words).toContain('Mật ong bạc hà');
  expect(words).toContain('01/11/2026');
  expect(words).toContain('Tem đã kích hoạt chưa');
  expect(await page.innerText('.kept')).toContain('dùng khoá lưu lúc');
  await screenshot(phone, 'signed-stamp-without-network');

  await page.goto(`${near.url}/v/${changed(codes[9]!)}`);
  await page.locator(`.found[data-verdict='wrong']`).waitFor();
  await page.goto(`${near.url}/en/v/${codes[10]!}`);
  await page.locator(`.found[data-verdict='right']`).waitFor();
  expect(await page.innerText('.found')).toContain('The signature is right');
  // One that it saw is shown as it was kept.
  await page.goto(`${near.url}/v/${codes[7]!}`);
  expect(await page.innerText('main')).toContain('Đây là trang máy này lưu lúc');
});

test('without script the site opens the page of the stamp that was pasted', async ({ visitor }) => {
  const guest = await visitor({ url: server.url, script: false });
  await guest.page.goto(`${server.url}/kiem-chung/tem`);
  await looksRight(visitor, guest, 'check-signed-stamp');
  await guest.page.getByLabel('Địa chỉ trong mã').fill(`${server.url}/v/${codes[3]!}`);
  await guest.page.getByRole('button', { name: 'Kiểm chữ ký' }).click();
  await guest.page.waitForURL(`${server.url}/v/${codes[3]!}`);
  await guest.page.goto(`${server.url}/kiem-chung/tem`);
  await guest.page.getByLabel('Địa chỉ trong mã').fill('abc');
  await guest.page.getByRole('button', { name: 'Kiểm chữ ký' }).click();
  expect(await guest.page.innerText('main')).toContain('Đây không phải mã của tem ký.');
});

test('a key that somebody changed in the database is the first thing that its stamps say', async () => {
  const said = async () => wordsOf(await plainBrowser(server.url).ask(`/v/${codes[11]!}`));
  await ocop('job', 'append_log');
  expect(await said()).not.toContain('ổ cái ghi khác');
  await server.sql`update sign_keys set ended_at = now()`;
  await server.sql`select pg_notify('public_facts', 'all')`;
  await expect.poll(said, { timeout: 20_000 }).toMatch(/^ *Khác sổ cái.*Khoá ký tem này/);
});
