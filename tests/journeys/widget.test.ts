import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { axe, screenshot, sticksOut } from '#tests/support/browser.ts';
import { afterAll, beforeAll, expect, test } from '#tests/support/journey.ts';
import { officer } from '#tests/support/officers.ts';
import { startServer, type RunningServer } from '#tests/support/server.ts';

let server: RunningServer;
/** The site of a commune: another origin, with whatever stands in `body`. */
let theirs: Server;
let address = '';
let body = '';

beforeAll(async () => {
  server = await startServer({ demo: true, env: { TRUSTED_PROXIES: '1' } });
  theirs = createServer((_, res) => {
    res.setHeader('content-type', 'text/html; charset=utf-8');
    res.end(`<!doctype html><title>Trang của xã</title><body style="margin:0">${body}`);
  });
  await new Promise<void>((done) => theirs.listen(0, '127.0.0.1', done));
  address = `http://127.0.0.1:${(theirs.address() as AddressInfo).port}/`;
}, 120_000);
afterAll(async () => {
  theirs.close();
  await server.stop();
});

const ask = (path: string, headers: Record<string, string> = {}) =>
  fetch(new URL(path, server.url), { redirect: 'manual', headers });

test('the line that the site gives, put into a page of another origin, shows the goods; links open a window', async ({
  visitor,
}) => {
  const guest = await visitor({ url: server.url, width: 1280 });
  const { page, context } = guest;
  await guest.go('/dia-phuong/31/11503');
  await page.getByRole('link', { name: 'Đưa gian hàng này lên trang khác' }).click();
  const line = await page.getByLabel('Dòng để chép').inputValue();
  expect(line).toMatch(
    /^<iframe src="http:\/\/127[^"]+\/nhung\/11503" title="Sản phẩm OCOP của xã Việt Khê"/,
  );
  await page
    .frameLocator('iframe')
    .getByRole('link', { name: /^Mật ong hoa vải/ })
    .waitFor();
  expect(await axe(guest)).toEqual([]);
  await screenshot(guest, 'nhung-lay-ma-1280');

  body = line;
  await page.goto(address);
  const frame = page.frameLocator('iframe');
  await frame.getByText('Còn hạn công nhận đến hết').first().waitFor();
  await frame.getByText('Cửa hàng OCOP Việt Khê (ví dụ)').waitFor();
  await frame.getByText('Chợ phiên OCOP Việt Khê (ví dụ)').waitFor();
  expect(await page.frames()[1]!.evaluate(() => document.querySelectorAll('script').length)).toBe(0);
  const opened = context.waitForEvent('page');
  await frame.getByRole('link', { name: /^Mật ong hoa vải/ }).click();
  const other = await opened;
  await other.waitForLoadState();
  expect(new URL(other.url()).pathname).toBe('/san-pham/mat-ong-hoa-vai-vi-du');
  expect(await other.evaluate(() => window.opener)).toBeNull();
  expect(page.url()).toBe(address);
  await screenshot(guest, 'nhung-o-trang-khac-1280');

  // No other page of the site lets itself be shown there.
  body = `<iframe src="${server.url}/san-pham/mat-ong-hoa-vai-vi-du"></iframe>`;
  await page.goto(address);
  await expect.poll(() => guest.complaints.join('\n')).toMatch(/frame-ancestors 'none'|X-Frame-Options/);
  expect(page.frames()[1]?.url()).not.toContain('/san-pham/');
}, 60_000);

test.for([280, 360, 900])(
  'in a frame of %i px all is read, by day and by night',
  async (width, { visitor }) => {
    for (const dark of [false, true]) {
      const guest = await visitor({ url: server.url, width, dark });
      for (const [name, path] of [
        ['nhung-xa', '/nhung/11503'],
        ['nhung-tinh', '/nhung/31'],
        ['nhung-en', '/en/nhung/38'],
        ['nhung-trong', '/nhung/11506'],
      ] as const) {
        expect(await guest.go(path), path).toBe(200);
        expect.soft(await axe(guest), path).toEqual([]);
        expect.soft(await sticksOut(guest), path).toBe(false);
        expect
          .soft(
            await guest.page.evaluate(() =>
              [...document.links]
                .filter(({ target, rel }) => target !== '_blank' || rel !== 'noopener')
                .map(({ href }) => href),
            ),
            path,
          )
          .toEqual([]);
        await screenshot(guest, `${name}-${width}${dark ? '-toi' : ''}`);
      }
      expect(guest.complaints).toEqual([]);
    }
  },
);

test('fresh and kept, by http and https, packed or not, it may be framed and nothing else may', async () => {
  const signedIn = await officer(server, 'administrator');
  const cookie = [...signedIn.jar].map(([name, value]) => `${name}=${value}`).join('; ');
  for (const [path, framed] of [
    ['/nhung/31', true],
    ['/en/nhung/11503', true],
    ['/nhung', false],
    ['/nhung/99', false],
    ['/dia-phuong/31', false],
  ] as const)
    for (const more of [{}, { 'x-forwarded-proto': 'https' }, { cookie }] as Record<string, string>[])
      for (const encoding of ['identity', 'gzip', 'br', 'br'])
        for (const time of ['fresh', 'kept']) {
          const answer = await ask(path, { ...more, 'accept-encoding': encoding });
          const said = `${path} ${JSON.stringify(Object.keys(more))} ${encoding} ${time}`;
          await answer.arrayBuffer();
          const { headers } = answer;
          expect(headers.get('x-frame-options'), said).toBe(framed ? null : 'DENY');
          expect(headers.get('content-security-policy'), said).toMatch(
            framed ? /frame-ancestors http: https:$/ : /frame-ancestors 'none'$/,
          );
          expect(headers.get('x-may-be-framed'), said).toBeNull();
          expect(headers.get('x-content-type-options'), said).toBe('nosniff');
          expect(headers.get('strict-transport-security'), said).toBe(
            'x-forwarded-proto' in more ? 'max-age=31536000' : null,
          );
          const etag = headers.get('etag');
          if (etag !== null) {
            const again = await ask(path, { ...more, 'accept-encoding': encoding, 'if-none-match': etag });
            expect([again.status, again.headers.get('x-frame-options')], said).toEqual([304, null]);
          }
        }
}, 60_000);

test('stars go with the certificate: what has expired says so in the frame of others too', async () => {
  const [{ slug, id }] = await server.sql<[{ slug: string; id: string }]>`
    select p.slug, p.id from products p join standings s on s.product_id = p.id and s.governs
      and current_date between s.from_day and s.until_day
    where s.status = 'valid' and p.province_code = '31' and p.commune_code = '11503' and p.product_set <> 14 limit 1`;
  const line = async () => {
    const text = await (await ask('/nhung/11503')).text();
    return text.slice(text.lastIndexOf('<li', text.indexOf(`/san-pham/${slug}`))).split('</li>')[0]!;
  };
  expect(await line()).toMatch(/class="seal seal-4"/);
  await server.sql`update standings set status = 'expired' where product_id = ${id}`;
  await server.sql`select pg_notify('public_facts', 'place:11503')`;
  await expect.poll(line).not.toMatch(/class="seal seal-4"/);
  expect(await line()).toMatch(/[Hh]ết hạn/);
});

test('a place is found by its name of before, and an old code leads on', async ({ visitor }) => {
  const guest = await visitor({ url: server.url });
  await guest.go('/nhung');
  expect(await axe(guest)).toEqual([]);
  await guest.page.getByLabel('Xã, phường hoặc tỉnh').fill('xã Phù Ninh, Thủy Nguyên, Hải Phòng');
  await guest.page.getByRole('button', { name: 'Lấy mã nhúng' }).click();
  await guest.page.getByLabel('Dòng để chép').waitFor();
  expect(await sticksOut(guest)).toBe(false);
  await screenshot(guest, 'nhung-lay-ma-360');
  await guest.page.getByLabel('Xã, phường hoặc tỉnh').fill('không có nơi nào thế');
  await guest.page.getByRole('button', { name: 'Lấy mã nhúng' }).click();
  await guest.page.getByText('Không tìm thấy nơi nào như vậy').waitFor();
  const moved = await ask('/nhung/30');
  expect([moved.status, moved.headers.get('location')]).toEqual([301, '/nhung/31']);
  expect((await ask('/nhung/khong-co')).status).toBe(404);
});
