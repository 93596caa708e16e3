import sharp from 'sharp';
import { paths } from '#src/web/paths.ts';
import { axe, screenshot, sticksOut } from '#tests/support/browser.ts';
import { afterAll, beforeAll, expect, test } from '#tests/support/journey.ts';
import { looksRight, signIn } from '#tests/support/look.ts';
import { officer, type PlainBrowser } from '#tests/support/officers.ts';
import { startServer, type RunningServer } from '#tests/support/server.ts';

let server: RunningServer;
let commune: PlainBrowser;
let neighbour: PlainBrowser;

beforeAll(async () => {
  server = await startServer({ demo: true });
  commune = await officer(server, 'commune_officer', {
    kind: 'commune',
    provinceCode: '31',
    communeCode: '11503',
  });
  neighbour = await officer(server, 'commune_officer', {
    kind: 'commune',
    provinceCode: '31',
    communeCode: '11506',
  });
}, 120_000);
afterAll(() => server.stop());

const read = async (path: string) => {
  const response = await fetch(new URL(path, server.url));
  return { status: response.status, type: response.headers.get('content-type'), text: await response.text() };
};
const soon = <Value>(ask: () => Promise<Value>) => expect.poll(ask, { timeout: 8_000 });

test('an officer writes a piece with a picture, publishes it and withdraws it: pages and feeds follow', async ({
  visitor,
}) => {
  const guest = await visitor({ url: server.url, script: false });
  await signIn(guest, commune, server.url);
  const { page } = guest;
  await guest.go('/quan-tri/tin');
  await page.getByRole('link', { name: 'Viết tin' }).click();
  await page.getByLabel('Tiêu đề', { exact: true }).fill('Mùa mật & hội làng <b>mới</b>');
  await page.getByLabel('Tóm tắt').fill('Mật "đặc" hơn năm ngoái; 5 < 6.');
  await page
    .getByLabel('Nội dung')
    .fill('# Mời bà con\n\nĐến **xem quay mật**.\n\n<img src=x onerror=alert(1)>');
  await page.getByLabel('Đơn vị đưa tin').fill('UBND xã Việt Khê');
  const photograph = await sharp({
    create: { width: 2400, height: 1350, channels: 3, background: '#c98f2b' },
  })
    .withExif({ IFD0: { Copyright: 'bí mật' }, IFD3: { GPSLatitudeRef: 'N' } })
    .jpeg()
    .toBuffer();
  await page
    .getByLabel('Tệp ảnh')
    .setInputFiles({ name: 'mat.jpg', mimeType: 'image/jpeg', buffer: photograph });
  await page.getByRole('button', { name: 'Ghi lại' }).click();
  await page.getByText('Hãy ghi ảnh cho thấy gì').waitFor();
  await page.getByLabel('Ảnh cho thấy gì').fill('Cầu ong đầy mật trong nắng');
  await page.getByLabel('Người chụp').fill('Chị Hòa');
  await page
    .getByLabel('Tệp ảnh')
    .setInputFiles({ name: 'mat.jpg', mimeType: 'image/jpeg', buffer: photograph });
  await page.getByRole('button', { name: 'Ghi lại' }).click();
  await page.getByText('Đã ghi.').waitFor();
  const office = new URL(page.url()).pathname;
  await looksRight(visitor, guest, 'tin-van-phong');
  const [{ slug, mark }] = await server.sql<[{ slug: string; mark: string }]>`
    select n.slug, k.mark from news n join news_pictures k on k.news_id = n.id`;
  const image = paths.newsPicture(slug, mark);
  expect([(await read(paths.newsItem(slug))).status, (await read(image)).status]).toEqual([404, 404]);
  for (const path of [office, `${office}/anh.jpg`])
    expect((await neighbour.get(path)).status, path).toBe(404);
  expect((await neighbour.send(office, { viec: 'cong-bo' })).status).toBe(404);

  const pages = ['/tin-tuc', '/en/tin-tuc', '/tin-tuc?xa=11503', '/dia-phuong/31/11503', '/dia-phuong/31'];
  const feeds = ['/tin-tuc.rss', '/dia-phuong/31/tin-tuc.rss', '/dia-phuong/31/11503/tin-tuc.rss'];
  for (const path of [...pages, ...feeds]) expect((await read(path)).text).not.toContain(slug);
  await page.getByRole('button', { name: 'Công bố' }).click();
  await page.getByText('Đã công bố').first().waitFor();
  for (const path of [...pages, ...feeds]) await soon(async () => (await read(path)).text).toContain(slug);
  const shown = (await read(paths.newsItem(slug))).text;
  expect(shown).toContain('<strong>xem quay mật</strong>');
  expect(shown).toContain('"@type":"NewsArticle"');
  expect(shown).toContain('alt="Cầu ong đầy mật trong nắng"');
  expect(/<main[\s\S]*<\/main>/.exec(shown)?.[0]).not.toMatch(/<img src=x|<b>mới/);
  expect((await read('/sitemap.xml')).text).toContain(`/tin-tuc/${slug}`);

  const served = await fetch(new URL(image, server.url));
  expect(served.headers.get('content-type')).toBe('image/jpeg');
  const { width, exif } = await sharp(Buffer.from(await served.arrayBuffer())).metadata();
  expect([width, exif]).toEqual([1600, undefined]);

  await guest.go(office);
  await page.getByText('Rút tin').first().click();
  await page.getByLabel('Lý do, người đọc thấy được').fill('Ghi nhầm ngày');
  await page.getByRole('button', { name: 'Rút tin' }).click();
  await page.getByText('Đã rút. Trang vẫn còn').waitFor();
  for (const path of [...pages, ...feeds])
    await soon(async () => (await read(path)).text).not.toContain(slug);
  const gone = (await read(paths.newsItem(slug))).text;
  expect(gone).toContain('Ghi nhầm ngày');
  expect(gone).not.toContain('xem quay mật');
  await soon(async () => (await read(image)).status).toBe(404);
}, 120_000);

test('who reads English reads what was written so, and is told what was not', async () => {
  const slug = 'viet-khe-vao-vu-mat-hoa-vai-vi-du';
  expect((await read(`/en${paths.newsItem(slug)}`)).text).toMatch(
    /<h1[^>]* lang="en"[^>]*>Lychee honey season begins[\s\S]*from 7 to 10/,
  );
  expect((await read('/en/tin-tuc.rss')).text).toContain('Lychee honey season begins');
  expect((await read('/tin-tuc.rss')).text).not.toContain('Lychee honey season begins');
  const other = 'hai-phong-mo-lop-viet-cau-chuyen-san-pham-vi-du';
  const untold = (await read(`/en${paths.newsItem(other)}`)).text;
  expect(untold).toMatch(/<h1[^>]* lang="vi"/);
  expect(untold).toContain('in Vietnamese only so far');
});

test('a feed is XML that a browser reads, with all that RSS asks for', async ({ visitor }) => {
  const guest = await visitor({ url: server.url });
  await guest.go('/tin-tuc');
  for (const path of [
    '/tin-tuc.rss',
    '/en/tin-tuc.rss',
    '/dia-phuong/31/tin-tuc.rss',
    '/dia-phuong/31/11503/tin-tuc.rss',
    '/quyet-dinh.rss',
  ]) {
    const { type, text } = await read(path);
    expect(type).toBe('application/rss+xml; charset=utf-8');
    const found = await guest.page.evaluate((xml) => {
      const parsed = new DOMParser().parseFromString(xml, 'application/xml');
      const one = (within: Element | Document, name: string) =>
        within.querySelector(`:scope > ${name}`)?.textContent ?? null;
      const channel = parsed.querySelector('rss[version="2.0"] > channel');
      return {
        wrong: parsed.querySelector('parsererror')?.textContent ?? null,
        channel: channel && ['title', 'link', 'description', 'language'].map((name) => one(channel, name)),
        self: parsed.getElementsByTagNameNS('http://www.w3.org/2005/Atom', 'link')[0]?.getAttribute('href'),
        items: [...parsed.querySelectorAll('item')].map((item) =>
          ['title', 'link', 'guid', 'pubDate', 'description'].map((name) => one(item, name)),
        ),
      };
    }, text);
    expect(found.wrong, path).toBeNull();
    expect(found.channel, path).not.toContain(null);
    expect(found.self).toBe(server.url + path);
    expect(found.items.length, path).toBeGreaterThan(0);
    for (const item of found.items) {
      expect(item).not.toContain(null);
      expect(Number.isNaN(Date.parse(item[3]!))).toBe(false);
      expect(item[1]).toMatch(/^http:\/\/127/);
    }
    expect(new Set(found.items.map((item) => item[2])).size).toBe(found.items.length);
  }
});

test.for([360, 1280])(
  'news reads well at %i px, by day and by night',
  { timeout: 120_000 },
  async (width, { visitor }) => {
    for (const dark of [false, true]) {
      const guest = await visitor({ url: server.url, width, dark });
      for (const [name, path] of [
        ['tin', '/tin-tuc'],
        ['tin-en', '/en/tin-tuc?tinh=31'],
        ['tin-trong', '/tin-tuc?tinh=22'],
        ['tin-mot', '/tin-tuc/viet-khe-vao-vu-mat-hoa-vai-vi-du'],
        ['tin-nghi-dinh', '/en/tin-tuc/danh-gia-lai-ocop-nop-ho-so-truoc-khi-giay-het-han-120-den-180-ngay'],
        ['tin-xa', '/dia-phuong/31/11503'],
        ['tin-tinh', '/dia-phuong/31'],
      ] as const) {
        expect(await guest.go(path), path).toBe(200);
        expect.soft(await axe(guest), path).toEqual([]);
        expect.soft(await sticksOut(guest), path).toBe(false);
        await screenshot(guest, `${name}-${width}${dark ? '-toi' : ''}`);
      }
      expect(guest.complaints).toEqual([]);
    }
  },
);
