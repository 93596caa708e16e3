import ICAL from 'ical.js';
import { addDays, dayInVietnam } from '#src/domain/shared/calendar.ts';
import { paths } from '#src/web/paths.ts';
import { axe, screenshot, sticksOut } from '#tests/support/browser.ts';
import { afterAll, beforeAll, expect, test } from '#tests/support/journey.ts';
import { looksRight, signIn } from '#tests/support/look.ts';
import { officer, type PlainBrowser } from '#tests/support/officers.ts';
import { startServer, type RunningServer } from '#tests/support/server.ts';
import { brokenInvariants } from '#tests/support/shop.ts';
import { contextOn } from '#tests/support/shopper.ts';

let server: RunningServer;
let commune: PlainBrowser;
let neighbour: PlainBrowser;
const today = dayInVietnam(new Date());
const HERE = { provinceCode: '31', communeCode: '11503' };

beforeAll(async () => {
  server = await startServer({ demo: true });
  commune = await officer(server, 'commune_officer', { kind: 'commune', ...HERE });
  neighbour = await officer(server, 'tourism_staff', {
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
const eventsOf = async (path: string) =>
  new ICAL.Component(ICAL.parse((await read(path)).text) as never)
    .getAllSubcomponents('vevent')
    .map((one) => new ICAL.Event(one));

test('an officer writes down a fair, gives it a stall, publishes it and cancels it: pages and calendars follow', async ({
  visitor,
}) => {
  const guest = await visitor({ url: server.url, script: false });
  await signIn(guest, commune, server.url);
  const { page } = guest;
  await guest.go('/quan-tri/lich');
  await page.getByRole('link', { name: 'Thêm vào lịch' }).click();
  await page.getByLabel('Tên', { exact: true }).fill('Chợ quê ngày rằm');
  await page.getByLabel('Loại').selectOption('market');
  await page.getByLabel('Ngày đầu').fill(addDays(today, 3));
  await page.getByLabel('Ngày cuối').fill(addDays(today, 4));
  await page.getByLabel('Giờ mỗi ngày').fill('7:00-17:00');
  await page.getByLabel('Đơn vị tổ chức').fill('Hội Phụ nữ xã');
  await page.getByLabel('Giới thiệu').fill('Có **nếm thử**.\n\n<script>alert(1)</script>');
  await page.getByText('Tiếng Anh, cho khách nước ngoài').click();
  await page.getByLabel('Name', { exact: true }).fill('Full moon market');
  await page.getByRole('button', { name: 'Ghi lại' }).click();
  await page.getByText('Đã ghi.').waitFor();
  const office = new URL(page.url()).pathname;
  const [{ slug }] = await server.sql<[{ slug: string }]>`
    select slug from fairs where name = 'Chợ quê ngày rằm'`;
  expect((await read(paths.fair(slug))).status).toBe(404);
  expect((await read(paths.fairCalendar(slug))).status).toBe(404);
  expect((await neighbour.get(office)).status).toBe(404);
  expect((await neighbour.send(office, { viec: 'cong-bo' })).status).toBe(404);

  await page.getByLabel('Tìm chủ thể để thêm gian hàng').fill('ong mat vi du');
  await page.getByRole('button', { name: 'Tìm', exact: true }).last().click();
  await page.getByRole('button', { name: /^Thêm: Hợp tác xã Ong mật/ }).click();
  await page.getByText('Gian hàng: 1').waitFor();
  await page.getByText('Hợp tác xã Ong mật (ví dụ)').click();
  await page.getByLabel('Mật ong hoa vải (ví dụ)').check();
  await page.getByRole('button', { name: 'Ghi gian hàng' }).click();
  await page.getByText('Đã ghi.').waitFor();
  for (const path of [
    '/hoi-cho',
    '/dia-phuong/31/11503',
    '/chu-the/hop-tac-xa-ong-mat-vi-du',
    '/hoi-cho.ics',
  ])
    await read(path);
  await page.getByRole('button', { name: 'Công bố' }).click();
  await page.getByText('Đã công bố').waitFor();
  await looksRight(visitor, guest, 'lich-van-phong');

  for (const path of [
    '/hoi-cho',
    '/dia-phuong/31/11503',
    '/dia-phuong/31',
    '/chu-the/hop-tac-xa-ong-mat-vi-du',
    '/san-pham/mat-ong-hoa-vai-vi-du',
  ])
    await soon(async () => (await read(path)).text).toContain('Chợ quê ngày rằm');
  const shown = (await read(paths.fair(slug))).text;
  expect(shown).toContain('<strong>nếm thử</strong>');
  expect(shown).not.toContain('<script>alert');
  expect(shown).toContain('"@type":"SaleEvent"');
  expect(shown).toContain('/san-pham/mat-ong-hoa-vai-vi-du');
  const english = (await read(`/en${paths.fair(slug)}`)).text;
  expect(english).toMatch(/<h1[^>]* lang="en"[^>]*>Full moon market/);
  expect(english).toMatch(/<div[^>]* lang="vi"[^>]*>\s*<p>Có <strong>nếm thử/);
  expect(english).toContain('in Vietnamese only so far');
  expect((await eventsOf('/en/hoi-cho.ics')).map(({ summary }) => summary)).toContain('Full moon market');
  const feeds = [
    '/hoi-cho.ics',
    '/dia-phuong/31/hoi-cho.ics',
    '/dia-phuong/31/11503/hoi-cho.ics',
    `/hoi-cho/${slug}.ics`,
  ];
  const uids = new Set<string>();
  for (const feed of feeds) {
    expect((await read(feed)).type).toBe('text/calendar; charset=utf-8');
    const event = (await eventsOf(feed)).find(({ summary }) => summary === 'Chợ quê ngày rằm')!;
    uids.add(event.uid);
    expect(event.startDate.toJSDate().toISOString()).toBe(`${addDays(today, 3)}T00:00:00.000Z`);
  }
  expect(uids.size).toBe(1);
  expect((await eventsOf('/dia-phuong/22/hoi-cho.ics')).map(({ summary }) => summary)).not.toContain(
    'Chợ quê ngày rằm',
  );
  // A code of before leads on to the unit of today.
  const moved = await fetch(new URL('/dia-phuong/30/hoi-cho.ics', server.url), { redirect: 'manual' });
  expect([moved.status, moved.headers.get('location')]).toEqual([301, '/dia-phuong/31/hoi-cho.ics']);
  expect((await read('/sitemap.xml')).text).toContain(`/hoi-cho/${slug}`);

  await guest.go(office);
  await page.getByText('Huỷ, không tổ chức').first().click();
  await page.getByLabel('Lý do, người dân đọc được').fill('Nước lên, sân chợ ngập');
  await page.getByRole('button', { name: 'Huỷ, không tổ chức' }).click();
  await page.getByText('Đã huỷ. Trang vẫn còn').waitFor();
  for (const path of [paths.fair(slug), '/hoi-cho', '/dia-phuong/31/11503'])
    await soon(async () => (await read(path)).text).toContain('Nước lên, sân chợ ngập');
  await soon(async () =>
    (await eventsOf('/hoi-cho.ics'))
      .filter(({ summary }) => summary.endsWith('Chợ quê ngày rằm'))
      .map(({ component }) => component.getFirstPropertyValue('status')),
  ).toEqual(['CANCELLED']);
  await looksRight(visitor, guest, 'lich-van-phong-huy');
}, 120_000);

test('what came of a fair is missed in the office, told once it is over, and then read by everybody', async ({
  visitor,
}) => {
  const slug = 'cho-phien-ocop-viet-khe-thang-truoc-vi-du';
  const [{ id }] = await server.sql<[{ id: string }]>`select id from fairs where slug = ${slug}`;
  await server.sql`update fairs set results = null where id = ${id}`;
  const desk = await visitor({ url: server.url, script: false });
  await signIn(desk, commune, server.url);
  await desk.go(paths.officeFairs);
  await desk.page.getByText('chưa ghi kết quả').waitFor();
  await looksRight(visitor, desk, 'lich-van-phong-danh-sach');
  await desk.go(paths.officeFair(id));
  await desk.page.getByText('Đã xong: ghi kết quả').waitFor();
  await desk.page.getByLabel('Kết quả, ghi sau khi xong').fill('Bán **85 triệu đồng** trong hai ngày.');
  await desk.page.getByRole('button', { name: 'Ghi lại' }).click();
  await desk.page.getByText('Đã ghi.').waitFor();
  await soon(async () => (await read(paths.fair(slug))).text).toContain('<strong>85 triệu đồng</strong>');
  expect((await read('/hoi-cho?xa=11503')).text).toContain('Đã có kết quả');
  await desk.go(paths.officeFairs);
  expect(await desk.page.getByText('chưa ghi kết quả').count()).toBe(0);
}, 60_000);

test.for([360, 1280])(
  'the calendar and its pages read well at %i px, by day and by night',
  { timeout: 120_000 },
  async (width, { visitor }) => {
    for (const dark of [false, true]) {
      const guest = await visitor({ url: server.url, width, dark });
      for (const [name, path] of [
        ['lich', '/hoi-cho'],
        ['lich-tinh', '/hoi-cho?tinh=31'],
        ['lich-trong', '/hoi-cho?tinh=22'],
        ['lich-en', '/en/hoi-cho'],
        ['lich-mot', '/hoi-cho/cho-phien-ocop-viet-khe-vi-du'],
        ['lich-mot-en', '/en/hoi-cho/cho-phien-ocop-viet-khe-vi-du'],
        ['lich-huy', '/hoi-cho/hoi-cho-nong-san-quang-chinh-vi-du'],
        ['lich-qua', '/en/hoi-cho/cho-phien-ocop-viet-khe-thang-truoc-vi-du'],
        ['lich-xa', '/dia-phuong/31/11503'],
        ['lich-tinh-trang', '/dia-phuong/31'],
        ['lich-san-pham', '/san-pham/mat-ong-hoa-vai-vi-du'],
        ['lich-chu-the', '/chu-the/hop-tac-xa-ong-mat-vi-du'],
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

test('a visitor reserves on the page of a fair and collects at the stall; called off, they are told and take it back', async ({
  visitor,
}) => {
  const slug = 'cho-phien-ocop-viet-khe-vi-du';
  const [{ fair, producer }] = await server.sql<[{ fair: string; producer: string }]>`
    select s.fair_id as fair, s.producer_id as producer from fair_stalls s join fairs f on f.id = s.fair_id
    join producers m on m.id = s.producer_id where f.slug = ${slug} and m.name = 'Hợp tác xã Ong mật (ví dụ)'`;
  // Whatever day it is today.
  await server.sql`update producer_shops set lead_days = 0 where producer_id = ${producer}`;
  const owner = await officer(server, 'producer_owner', { kind: 'producer', producerId: producer });
  const desk = await visitor({ url: server.url, script: false });
  await signIn(desk, owner, server.url);
  await desk.go(paths.workshopFairs(producer));
  await desk.page.getByLabel('Mật ong hoa vải (ví dụ)').uncheck();
  await desk.page.getByRole('button', { name: 'Ghi lại' }).click();
  await desk.page.getByText('Đã ghi.').waitFor();
  await soon(async () => (await read(paths.fair(slug))).text).not.toContain('name="hoi-cho"');
  await desk.page.getByLabel('Mật ong hoa vải (ví dụ)').check();
  await desk.page.getByRole('button', { name: 'Ghi lại' }).click();
  await soon(async () => (await read(paths.fair(slug))).text).toContain('name="hoi-cho"');

  const buyer = await visitor({ url: server.url, script: false });
  const { page } = buyer;
  await buyer.go(paths.fair(slug));
  await page
    .getByRole('button', { name: /^Đặt trước, lấy tại gian: Mật ong hoa vải/ })
    .first()
    .click();
  await page.getByText('Lấy tại gian hàng ở Chợ phiên OCOP Việt Khê').waitFor();
  await page.getByRole('link', { name: 'Đặt hàng' }).first().click();
  expect(await page.getByLabel(/^Lấy tại gian hàng ở Chợ phiên/).isChecked()).toBe(true);
  await looksRight(visitor, buyer, 'dat-truoc-cach-nhan');
  await page.locator('[name=ten]').fill('Trần Thị Mua');
  await page.locator('[name=dien-thoai]').fill('0912 345 678');
  await page.locator('[name=thu]').fill('mua@example.vn');
  await page.locator('[name=tinh]').selectOption('01');
  await page.locator('[name=xa]').fill('Cửa Nam');
  await page.locator('[name=duong]').fill('12 Hàng Bài');
  await page.locator('[name=tra][value=cash]').check();
  await page.getByRole('button', { name: 'Xem lại đơn' }).click();
  await page.getByText('Gian hàng Hợp tác xã Ong mật (ví dụ), Chợ phiên OCOP Việt Khê').waitFor();
  await page.locator('[name=dong-y]').check();
  await page.getByRole('button', { name: 'Xác nhận đặt hàng' }).click();
  await page.getByText('Mã nhận hàng').waitFor();
  await looksRight(visitor, buyer, 'dat-truoc-don');
  const order = new URL(page.url()).pathname;
  const calendar = await page.getByRole('link', { name: 'Thêm ngày lấy hàng vào lịch' }).getAttribute('href');
  const [event] = await eventsOf(calendar!);
  expect(event!.summary).toMatch(/^Lấy hàng đã đặt, đơn SL/);
  expect(event!.location).toContain('Sân vận động xã, xã Việt Khê');
  expect((await read(`${order}/lay-hang.ics?don=nothing`)).status).toBe(404);

  await desk.go(paths.workshopFairs(producer));
  await desk.page.getByText('1 đơn chờ khách đến lấy').waitFor();
  await looksRight(visitor, desk, 'dat-truoc-gian-hang');
  await desk.page.getByRole('link', { name: /Trần Thị Mua/ }).click();
  await desk.page.getByRole('button', { name: 'Nhận đơn' }).click();
  await desk.page.getByText('Gian hàng Hợp tác xã Ong mật (ví dụ), Chợ phiên').waitFor();

  expect((await commune.send(paths.officeFair(fair), { viec: 'huy', 'ly-do': 'Bão vào' })).status).toBe(200);
  await page.goto(server.url + order);
  await page.getByText('Hội chợ đã huỷ.').first().waitFor();
  await page.getByText('Bão vào.').first().waitFor();
  await looksRight(visitor, buyer, 'dat-truoc-huy');
  await desk.go(paths.workshop(producer));
  await desk.page.getByText('1 đơn đặt lấy ở hội chợ đã qua hoặc đã huỷ').click();
  await desk.page.getByText('Hội chợ đã huỷ. Khách đã được báo').waitFor();
  await page.getByRole('link', { name: 'Huỷ đơn này' }).click();
  await page.getByRole('button', { name: 'Huỷ đơn này' }).click();
  await page.getByText('Đặt lại, chọn cách nhận khác').waitFor();
  const ctx = contextOn(server.databaseUrl);
  try {
    expect(await brokenInvariants(ctx)).toEqual([]);
    const told = await server.sql`select 1 from order_events where reason = 'fair_cancelled'`;
    expect(told).toHaveLength(1);
  } finally {
    await ctx.end();
  }
}, 120_000);
