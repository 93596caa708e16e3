import { fileURLToPath } from 'node:url';
import { readFile } from 'node:fs/promises';
import ICAL from 'ical.js';
import type { Page } from 'playwright-core';
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';
import { paths } from '#src/web/paths.ts';
import { axe, screenshot, sticksOut, type Visitor } from '#tests/support/browser.ts';
import { afterAll, beforeAll, describe, expect, test } from '#tests/support/journey.ts';
import { officer, type PlainBrowser } from '#tests/support/officers.ts';
import { pdfText } from '#tests/support/pdf-text.ts';
import { startServer, type RunningServer } from '#tests/support/server.ts';

const MINUTE = 60_000;
const EXAMPLE = 'mot-ngay-voi-ong-va-hoa-vai-vi-du';
const TWO_DAYS = 'hai-ngay-o-ban-mot-dem-ben-bep-lua-vi-du';
let server: RunningServer;
let staff: PlainBrowser;
let other: PlainBrowser;

beforeAll(async () => {
  server = await startServer({ demo: true });
  const haiPhong = { kind: 'province', provinceCode: '31' } as const;
  staff = await officer(server, 'tourism_staff', haiPhong, { strong: false, name: 'Lê Thị Tuyến' });
  other = await officer(server, 'tourism_staff', haiPhong, { strong: false, name: 'Vũ Văn Xem' });
}, 240_000);
afterAll(() => server.stop());

/** A cheap telephone on a bad day: 400 kbit/s, 400 ms. */
async function slowly({ context, page }: Visitor): Promise<void> {
  const client = await context.newCDPSession(page);
  await client.send('Network.enable');
  await client.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: 400,
    downloadThroughput: 400_000 / 8,
    uploadThroughput: 400_000 / 8,
  });
}

const namesOf = (page: Page): Promise<string[]> => page.locator('[data-stop] [data-name]').allTextContents();
const keysOnly = async (page: Page, name: string | RegExp): Promise<void> => {
  await page.waitForLoadState();
  await page.getByRole('button', { name }).focus();
  await page.keyboard.press('Enter');
};

test('tourism staff make a route of five stops on a telephone with a bad network, and somebody else makes it public', async ({
  visitor,
}) => {
  const began = Date.now();
  const guest = await visitor({ url: server.url });
  const { page } = guest;
  await guest.context.addCookies(staff.cookies());
  await slowly(guest);
  await guest.go('/quan-tri');
  await page.getByRole('link', { name: 'Tuyến tham quan' }).first().click();
  await page.getByRole('link', { name: 'Lập tuyến mới' }).click();
  await page.getByLabel('Tên tuyến').fill('Sáng ở trại ong, chiều ở chợ');
  await page.getByLabel('Tuyến của xã').fill('Việt Khê');
  await page.getByRole('button', { name: 'Bắt đầu' }).click();
  await page.getByLabel('Tìm trong sổ').fill('ong mat');
  await keysOnly(page, 'Tìm');
  await screenshot(guest, 'tours-make-1-search');
  await keysOnly(page, 'Thêm vào tuyến: Hợp tác xã Ong mật (ví dụ)');
  await page.locator('#diem-hop-tac-xa-ong-mat-vi-du').waitFor();
  await page.waitForLoadState();
  await page.getByLabel('Tìm trong sổ').fill('viet khe');
  await page.keyboard.press('Enter');
  await keysOnly(page, /Thêm vào tuyến: Cửa hàng OCOP Việt Khê/);
  for (const [name, kind, position] of [
    ['Đình làng', 'sight', '20.99212, 106.58740'],
    ['Bữa trưa nhà bà Tư', 'meal', '21.00331, 106.58630'],
    ['Chợ phiên', 'festival', ''],
  ] as const) {
    await page.waitForLoadState();
    await page.getByLabel('Tên điểm').fill(name);
    await page.locator('[name="moi-loai"]').selectOption(kind);
    await page.locator('[name="moi-vi-tri"]').fill(position);
    await keysOnly(page, 'Thêm điểm này');
    await page.locator('[data-name]', { hasText: name }).waitFor();
  }
  expect(await namesOf(page)).toEqual([
    'Hợp tác xã Ong mật (ví dụ)',
    'Cửa hàng OCOP Việt Khê (ví dụ)',
    'Đình làng',
    'Bữa trưa nhà bà Tư',
    'Chợ phiên',
  ]);
  // With the keys: the shop comes last, the village hall first.
  const down = page.getByRole('button', { name: 'Đưa xuống: Cửa hàng OCOP Việt Khê (ví dụ)' });
  await down.focus();
  for (let step = 0; step < 3; step += 1) await page.keyboard.press('Enter');
  expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe(
    'Đưa lên: Cửa hàng OCOP Việt Khê (ví dụ)',
  );
  await keysOnly(page, 'Đưa lên: Đình làng');
  expect(await page.locator('p[data-told]').textContent()).toContain('Đình làng: bây giờ là điểm 1');
  // With the mouse or a finger: lunch before the market anyway.
  const grip = page.locator('#diem-cho-phien .grip');
  await grip.scrollIntoViewIfNeeded();
  const from = (await grip.boundingBox())!;
  await page.mouse.move(from.x + 10, from.y + 10);
  await page.mouse.down();
  const middle = async (id: string) => {
    const { y, height } = (await page.locator(id).boundingBox())!;
    return y + height / 2;
  };
  const up = (await middle('#diem-bua-trua-nha-ba-tu')) - (await middle('#diem-cho-phien'));
  await page.mouse.move(from.x + 10, from.y + 10 + up - 6, { steps: 8 });
  await screenshot(guest, 'tours-make-2-drag');
  await page.mouse.up();
  expect(await namesOf(page)).toEqual([
    'Đình làng',
    'Hợp tác xã Ong mật (ví dụ)',
    'Chợ phiên',
    'Bữa trưa nhà bà Tư',
    'Cửa hàng OCOP Việt Khê (ví dụ)',
  ]);
  await page.getByLabel('Một, hai câu mời khách').fill('Xem mở cầu ong rồi đi chợ quê.');
  await page.getByRole('button', { name: 'Ghi và gửi xem lại' }).click();
  await page.getByText('Đã gửi xem lại').waitFor();
  await screenshot(guest, 'tours-make-3-sent');
  expect(Date.now() - began).toBeLessThan(10 * MINUTE);
  expect(await namesOf(page)).toEqual([]);
  expect(await page.getByRole('button', { name: 'Công bố' }).count()).toBe(0);
  expect(await page.getByText('Cần xem lại').count()).toBeGreaterThan(0);
  expect(await axe(guest)).toEqual([]);
  expect(guest.complaints).toEqual([]);

  const address = new URL(page.url()).pathname;
  const reviewer = await visitor({ url: server.url });
  await reviewer.context.addCookies(other.cookies());
  await reviewer.go(address);
  expect(await sticksOut(reviewer)).toBe(false);
  expect(await axe(reviewer)).toEqual([]);
  await screenshot(reviewer, 'tours-make-4-review');
  await reviewer.page.getByRole('button', { name: 'Công bố' }).click();
  await reviewer.page.getByText('Đã công bố').waitFor();
  const shown = await reviewer.go('/tuyen/sang-o-trai-ong-chieu-o-cho');
  expect(shown).toBe(200);
  expect(await reviewer.page.locator('.steps .name').allTextContents()).toHaveLength(5);
}, 240_000);

test('a finger drags a stop by its grip, and scrolls the page everywhere else', async ({ visitor }) => {
  const guest = await visitor({ url: server.url });
  const { page, context } = guest;
  await context.addCookies(staff.cookies());
  await guest.go(paths.officeTour('moi'));
  await page.getByLabel('Tên tuyến').fill('Kéo bằng ngón tay');
  await page.getByLabel('Tuyến của xã').fill('Việt Khê, Hải Phòng');
  await page.getByRole('button', { name: 'Bắt đầu' }).click();
  for (const name of ['Một', 'Hai', 'Ba', 'Bốn']) {
    await page.getByLabel('Tên điểm').fill(name);
    await page.getByRole('button', { name: 'Thêm điểm này' }).click();
    await page.locator('[data-name]', { hasText: name }).waitFor();
  }
  const hand = await context.newCDPSession(page);
  await hand.send('Emulation.setTouchEmulationEnabled', { enabled: true, maxTouchPoints: 1 });
  await hand.send('Emulation.setEmitTouchEventsForMouse', { enabled: false });
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', x = 0, y = 0) =>
    hand.send('Input.dispatchTouchEvent', { type, touchPoints: type === 'touchEnd' ? [] : [{ x, y }] });
  const centreOf = async (place: string) => {
    const { x, y, width, height } = (await page.locator(place).boundingBox())!;
    return { x: x + width / 2, y: y + height / 2 };
  };
  const swipe = async (from: { x: number; y: number }, by: number) => {
    await touch('touchStart', from.x, from.y);
    for (let step = 1; step <= 12; step += 1) {
      await touch('touchMove', from.x, from.y + (by * step) / 12);
      await page.evaluate(() => new Promise(requestAnimationFrame));
    }
  };
  const grip = page.locator('#diem-ba .grip');
  await grip.scrollIntoViewIfNeeded();
  const { width, height } = (await grip.boundingBox())!;
  expect(Math.min(width, height)).toBeGreaterThanOrEqual(48);
  // Onto the first: all fold up while one is held, so that the way is a short one.
  const from = await centreOf('#diem-ba .grip');
  await touch('touchStart', from.x, from.y);
  await page.locator('.stops.is-dragged').waitFor();
  const up = (await centreOf('#diem-mot')).y - (await centreOf('#diem-ba')).y;
  for (let step = 1; step <= 12; step += 1) await touch('touchMove', from.x, from.y + ((up - 8) * step) / 12);
  await screenshot(guest, 'tours-touch-drag');
  await touch('touchEnd');
  expect(await namesOf(page)).toEqual(['Ba', 'Một', 'Hai', 'Bốn']);
  expect(await page.locator('p[data-told]').textContent()).toContain('Ba: bây giờ là điểm 1');
  // The same finger beside the grip moves the page, and no stop.
  await page.locator('#diem-hai .what').scrollIntoViewIfNeeded();
  const before = await page.evaluate(() => scrollY);
  await swipe(await centreOf('#diem-hai .what'), -160);
  await touch('touchEnd');
  await page.waitForFunction((was) => scrollY > was + 60, before);
  expect(await namesOf(page)).toEqual(['Ba', 'Một', 'Hai', 'Bốn']);
  await page.getByRole('button', { name: 'Ghi lại' }).last().click();
  await page.getByText('Đã ghi.').waitFor();
  expect(await namesOf(page)).toEqual(['Ba', 'Một', 'Hai', 'Bốn']);
  expect(guest.complaints).toEqual([]);
});

test('whoever reviews a new version sees what has changed, and an older one can be taken again', async ({
  visitor,
}) => {
  const maker = await visitor({ url: server.url, script: false });
  const { page } = maker;
  await maker.context.addCookies(staff.cookies());
  const publish = async () => {
    await page.getByRole('button', { name: 'Ghi và gửi xem lại' }).click();
    const reviewer = await visitor({ url: server.url });
    await reviewer.context.addCookies(other.cookies());
    await reviewer.go(new URL(page.url()).pathname);
    const changes = await reviewer.page
      .locator('section', { has: reviewer.page.locator('#khac') })
      .innerText();
    await screenshot(reviewer, 'tours-changes-review');
    expect(await axe(reviewer)).toEqual([]);
    expect(await sticksOut(reviewer)).toBe(false);
    await reviewer.page.getByRole('button', { name: 'Công bố' }).click();
    await reviewer.page.getByText('Đã công bố').waitFor();
    await reviewer.close();
    await page.goto(new URL(page.url()).pathname);
    return changes;
  };
  await maker.go(paths.officeTour('moi'));
  await page.getByLabel('Tên tuyến').fill('Đường ra bến');
  await page.getByLabel('Tuyến của xã').fill('Việt Khê, Hải Phòng');
  await page.getByRole('button', { name: 'Bắt đầu' }).click();
  for (const name of ['Cổng chợ', 'Bến đò', 'Quán nước']) {
    await page.getByLabel('Tên điểm').fill(name);
    await page.getByRole('button', { name: 'Thêm điểm này' }).click();
  }
  expect(await publish()).toContain('Bản đầu tiên');
  await page.getByRole('button', { name: 'Bỏ: Cổng chợ' }).click();
  await page.getByRole('button', { name: 'Đưa lên: Quán nước' }).click();
  await page.locator('[name="ben-do.phut"]').fill('25');
  await page.getByLabel('Một, hai câu mời khách').fill('Xuống bến nghe nước.');
  const changes = await publish();
  for (const words of [
    'Khác với bản đang công bố',
    'Bỏ điểm này, trước đứng thứ 1',
    'Đổi thứ tự so với các điểm còn lại.',
    'Ở lại (phút)',
    'Xuống bến nghe nước.',
  ])
    expect(changes).toContain(words);
  await page.getByRole('link', { name: 'Bản 1', exact: true }).click();
  await page.getByRole('button', { name: 'Lấy lại bản 1 thành bản mới' }).click();
  expect(await page.locator('main').innerText()).toContain('Đã lấy lại thành bản mới');
  expect(await namesOf(page)).toEqual(['Cổng chợ', 'Bến đò', 'Quán nước']);
  await page.locator('select[name=ban]').selectOption({ label: 'Bản 3, đang soạn' });
  await page.locator('select[name=so]').selectOption({ label: 'Bản 2, đang công bố' });
  await page.getByRole('button', { name: 'So', exact: true }).click();
  const compared = await page.locator('main').innerText();
  expect(compared).toContain('Bản 3 so với Bản 2');
  expect(compared).toContain('Thêm điểm này, đứng thứ 1');
  await screenshot(maker, 'tours-changes-compare');
});

test('the route of real facts says where each stop is from, and nothing that no source says', async ({
  visitor,
}) => {
  const guest = await visitor({ url: server.url });
  expect(await guest.go('/tuyen/bon-noi-lam-ra-o-dat-yen-mo')).toBe(200);
  const words = await guest.page.locator('main').innerText();
  expect(words).not.toContain('ví dụ');
  expect(words.match(/Nguồn: htxraucuquavantra/g)).toHaveLength(4);
  expect(words).toContain('không nói nơi nào nhận khách');
  expect(await axe(guest)).toEqual([]);
  expect(await sticksOut(guest)).toBe(false);
  await screenshot(guest, 'tours-real');
  expect(guest.complaints).toEqual([]);
});

test('without script stops are put in order by buttons, and nothing that was typed is lost', async ({
  visitor,
}) => {
  const guest = await visitor({ url: server.url, script: false });
  const { page } = guest;
  await guest.context.addCookies(staff.cookies());
  await guest.go(paths.officeTour('moi'));
  await page.getByLabel('Tên tuyến').fill('Đi bộ quanh làng');
  await page.getByLabel('Tuyến của xã').fill('Việt Khê, Hải Phòng');
  await page.getByRole('button', { name: 'Bắt đầu' }).click();
  for (const name of ['Cổng làng', 'Giếng cổ']) {
    await page.getByLabel('Tên điểm').fill(name);
    await page.getByRole('button', { name: 'Thêm điểm này' }).click();
  }
  await page.locator('[name="gieng-co.phut"]').fill('7');
  await page.getByRole('button', { name: 'Đưa lên: Giếng cổ' }).click();
  expect(await namesOf(page)).toEqual(['Giếng cổ', 'Cổng làng']);
  expect(await page.locator('[name="gieng-co.phut"]').inputValue()).toBe('7');
  await page.locator('[name="gieng-co.phut"]').fill('lâu');
  await page.getByRole('button', { name: 'Ghi lại' }).last().click();
  expect(await page.getByRole('alert').textContent()).toContain('con số');
  expect(await page.locator('[name="gieng-co.phut"]').inputValue()).toBe('lâu');
  await page.getByRole('button', { name: 'Bỏ: Cổng làng' }).click();
  expect(await page.getByRole('alert').textContent()).toContain('con số');
});

describe.for([
  { width: 360, dark: false, script: true },
  { width: 360, dark: true, script: false },
  { width: 1280, dark: true, script: true },
] as const)('%o', ({ width, dark, script }) => {
  test.for([
    ['tours-list', '/tuyen'],
    ['tours-one', `/tuyen/${EXAMPLE}`],
    ['tours-two-days', `/en/tuyen/${TWO_DAYS}`],
  ] as const)('%s is whole, clean and light', async ([name, path], { visitor }) => {
    const guest = await visitor({ url: server.url, width, dark, script });
    expect(await guest.go(path)).toBe(200);
    if (path !== '/tuyen') expect(await guest.page.locator('.steps .name').count()).toBe(5);
    if (script) expect(await axe(guest)).toEqual([]);
    expect(await sticksOut(guest)).toBe(false);
    await screenshot(guest, `${name}-${width}${dark ? '-dark' : ''}`);
    expect(guest.complaints).toEqual([]);
  });
});

test('a route page is there within 100 KB and two and a half seconds on a bad network', async ({
  visitor,
}) => {
  const guest = await visitor({ url: server.url });
  const { page, context } = guest;
  await slowly(guest);
  const client = await context.newCDPSession(page);
  await client.send('Network.enable');
  let bytes = 0;
  client.on('Network.loadingFinished', ({ encodedDataLength }) => (bytes += encodedDataLength));
  await page.addInitScript(() => {
    new PerformanceObserver((list) => {
      (globalThis as unknown as { largest: number }).largest = list.getEntries().at(-1)!.startTime;
    }).observe({ type: 'largest-contentful-paint', buffered: true });
  });
  await guest.go(`/tuyen/${EXAMPLE}`);
  await page.waitForLoadState('networkidle');
  const largest = await page.evaluate(() => (globalThis as unknown as { largest: number }).largest);
  expect([bytes < 100 * 1024, bytes]).toEqual([true, bytes]);
  expect([largest < 2_500, largest]).toEqual([true, largest]);
});

test('filters leave what fits: province, month, length, way of moving', async ({ visitor }) => {
  const { page, go } = await visitor({ url: server.url, script: false });
  const titles = () => page.locator('.tours h2').allTextContents();
  await go('/tuyen?tinh=15');
  expect((await titles()).join()).toContain('Hai ngày');
  expect(await titles()).toHaveLength(1);
  await go('/tuyen?thang=12&dai=longer');
  expect(await titles()).toHaveLength(1);
  await go('/tuyen?thang=12&tinh=31&di=bicycle');
  expect((await titles()).join()).not.toContain('hoa vải');
  await go('/tuyen?di=boat');
  expect(await page.locator('main').textContent()).toContain('Chưa có tuyến nào như vậy');
});

test('a chosen day is looked at: a shop that is shut, a month out of season', async ({ visitor }) => {
  const { page, go } = await visitor({ url: server.url, script: false });
  // Sunday, 4 April 2027: the shop closes at noon. The Monday after, all is open.
  await go(`/tuyen/${EXAMPLE}?ngay=2027-04-04`);
  const told = () => page.locator('.before').textContent();
  expect(await told()).toContain('không mở vào giờ bạn đến; mở 8:00–12:00');
  await go(`/tuyen/${EXAMPLE}?ngay=2027-04-05`);
  expect(await told()).toContain('Không thấy gì cản trở');
  await go(`/tuyen/${EXAMPLE}?ngay=2027-07-05`);
  expect(await told()).toContain('không đúng mùa');
});

test('what is taken along is what others can read', async ({ visitor }) => {
  const guest = await visitor({ url: server.url });
  await guest.go(`/tuyen/${EXAMPLE}`);
  const of = (kind: 'gpx' | 'geojson' | 'ics' | 'pdf', query = '') =>
    fetch(server.url + paths.tourFile(EXAMPLE, kind) + query);
  const gpx = await guest.page.evaluate(
    (text) => {
      const read = new DOMParser().parseFromString(text, 'application/xml');
      const inside = (tag: string) => [
        ...read.getElementsByTagNameNS('http://www.topografix.com/GPX/1/1', tag),
      ];
      return {
        faults: read.getElementsByTagName('parsererror').length,
        version: read.documentElement.getAttribute('version'),
        root: inside('gpx')[0] && [...inside('gpx')[0]!.children].map(({ localName }) => localName),
        wpt: [...inside('wpt')[1]!.children].map(({ localName }) => localName),
        at: inside('rtept').map((one) => [Number(one.getAttribute('lat')), Number(one.getAttribute('lon'))]),
      };
    },
    await (await of('gpx')).text(),
  );
  expect(gpx).toMatchObject({ faults: 0, version: '1.1' });
  // The order that the schema of GPX 1.1 lays down.
  expect(gpx.root).toEqual(['metadata', ...Array.from({ length: 5 }, () => 'wpt'), 'rte']);
  expect(gpx.wpt).toEqual(['name', 'desc', 'link', 'type']);
  expect(gpx.at[1]).toEqual([21.00164, 106.5812]);

  const json = (await (await of('geojson')).json()) as {
    type: string;
    features: {
      geometry: { type: string; coordinates: number[] | number[][] };
      properties: { name: string };
    }[];
  };
  expect(json.type).toBe('FeatureCollection');
  expect(json.features.map(({ geometry }) => geometry.type)).toEqual([
    ...Array.from({ length: 5 }, () => 'Point'),
    'LineString',
  ]);
  expect(json.features[1]).toMatchObject({ geometry: { coordinates: [106.5812, 21.00164] } });

  const calendar = new ICAL.Component(
    ICAL.parse(await (await of('ics', '?ngay=2027-04-05')).text()) as never,
  );
  const events = calendar.getAllSubcomponents('vevent').map((one) => new ICAL.Event(one));
  expect(events.map(({ summary }) => summary.slice(0, 2))).toEqual(['1.', '2.', '3.', '4.', '5.']);
  expect(events[0]!.startDate.toJSDate().toISOString()).toBe('2027-04-05T00:30:00.000Z');

  const pdf = await of('pdf');
  expect(pdf.headers.get('content-type')).toBe('application/pdf');
  const said = pdfText(new Uint8Array(await pdf.arrayBuffer()));
  expect(said.pages, 'five stops lie on one page').toBe(1);
  const words = said.said
    .map(({ text }) => text)
    .join(' ')
    .replace(/\s+/g, '');
  expect(words).toContain('ĐìnhlàngVíDụ');
  expect(words).toContain('7:30');

  const wasm = await readFile(fileURLToPath(import.meta.resolve('zxing-wasm/reader/zxing_reader.wasm')));
  prepareZXingModule({ overrides: { wasmBinary: wasm.buffer as ArrayBuffer } });
  const code = await fetch(server.url + paths.tourStopQr(EXAMPLE, 'trai-ong', 'png'));
  const [read] = await readBarcodes(new Blob([await code.arrayBuffer()]));
  expect(read?.text).toBe(server.url + paths.tourStop(EXAMPLE, 'trai-ong'));
  await guest.page.goto(read!.text);
  expect(new URL(guest.page.url()).hash).toBe('#diem-trai-ong');
});

test('a saved route is whole without a network, asks for nothing, and is small', async ({ visitor }) => {
  const answer = await fetch(server.url + paths.tourFile(TWO_DAYS, 'html'));
  expect(answer.headers.get('content-disposition')).toContain('attachment');
  const html = await answer.text();
  expect(Buffer.byteLength(html)).toBeLessThan(40 * 1024);
  const { page, context } = await visitor({ url: server.url });
  await context.setOffline(true);
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  await page.setContent(html);
  expect(asked).toEqual([]);
  const text = await page.locator('body').textContent();
  for (const said of ['Ngày 2', 'Bản lưu ngày', 'Đường ruộng bậc thang', '8:30', 'OCOP 3 sao'])
    expect(text).toContain(said);
  expect(await page.locator('svg circle').count()).toBe(5);
  expect(await page.locator('script, link, img').count()).toBe(0);
  await screenshot({ page }, 'tours-pack');
});

test('what people write on a route is never markup, in the page, the files or the saved copy', async ({
  visitor,
}) => {
  const evil = '<img src=x onerror=hit()>"\'</script><script>hit()</script>]]>&';
  const [tour] = await server.sql<[{ id: string; slug: string }]>`
    select id, slug from tours where slug = ${TWO_DAYS}`;
  await server.sql`
    update tour_revisions set story_vi = ${evil}, summary_vi = ${evil}, source = ${`javascript:hit()${evil}`}, contact_name = ${evil}
    where tour_id = ${tour.id}`;
  await server.sql`
    update tour_stops set name_vi = ${evil}, what_vi = ${evil}, phone = ${evil}
    where revision_id in (select id from tour_revisions where tour_id = ${tour.id})`;
  const guest = await visitor({ url: server.url });
  const { page } = guest;
  // With a query it is made anew: the copy that is kept knows nothing of what was done behind its back.
  await guest.go(`/tuyen/${tour.slug}?ngay=${new Date(Date.now() + 86_400_000).toISOString().slice(0, 10)}`);
  const injected = () =>
    page.evaluate(() => document.querySelectorAll('img[src="x"], a[href^="javascript:"]').length);
  expect(await page.locator('.steps .name').first().textContent()).toContain('<img src=x');
  expect(await injected()).toBe(0);
  expect(guest.complaints).toEqual([]);
  await page.setContent(await (await fetch(server.url + paths.tourFile(tour.slug, 'html'))).text());
  expect(await injected()).toBe(0);
  expect(await page.locator('script').count()).toBe(0);
  const gpx = await (await fetch(server.url + paths.tourFile(tour.slug, 'gpx'))).text();
  expect(
    await page.evaluate(
      (text) =>
        new DOMParser().parseFromString(text, 'application/xml').getElementsByTagName('parsererror').length,
      gpx,
    ),
  ).toBe(0);
});

test('a visitor asks to come without script, is confirmed, and calls off by the link', async ({
  visitor,
}) => {
  const [tour] = await server.sql<[{ id: string }]>`select id from tours where slug = ${EXAMPLE}`;
  const host = await visitor({ url: server.url });
  await host.context.addCookies(staff.cookies());
  await host.go(paths.officeVisits(tour.id));
  const day = new Date(Date.now() + 9 * 86_400_000).toISOString().slice(0, 10);
  await host.page.getByLabel('Ngày', { exact: true }).fill(day);
  await host.page.getByLabel('Giờ', { exact: true }).fill('8h30');
  await host.page.getByLabel('Số chỗ').fill('3');
  await host.page.getByRole('button', { name: 'Mở', exact: true }).click();
  await host.page.getByText('Đã mở').waitFor();

  const guest = await visitor({ url: server.url, script: false, lang: 'en' });
  const { page } = guest;
  await guest.go(`/en/tuyen/${EXAMPLE}`);
  await page.getByRole('link', { name: 'Ask to visit' }).click();
  await screenshot(guest, 'tours-ask');
  await page.getByLabel('Day and time').selectOption({ index: 1 });
  await page.getByLabel('How many people').fill('4');
  await page.getByLabel('Your name').fill('Ann Visitor');
  await page.locator('[name="dien-thoai"]').fill('0912 345 678');
  await page.locator('[name="thu"]').fill('ann@example.com');
  await page.getByLabel('I agree').check();
  await page.getByRole('button', { name: 'Send and keep my places' }).click();
  expect(await page.getByRole('alert').textContent()).toContain(
    'not so many places left. Bring fewer people',
  );
  expect(await page.getByRole('alert').textContent()).toContain('(3)');
  await page.getByLabel('How many people').fill('3');
  await page.getByRole('button', { name: 'Send and keep my places' }).click();
  await page.locator('.link a').click();
  expect(await page.locator('main').textContent()).toContain('Places kept, waiting for an answer');

  await host.go(paths.officeTours);
  await host.page.getByRole('link', { name: '1 người xin đến, chờ trả lời' }).click();
  expect(await axe(host)).toEqual([]);
  expect(await sticksOut(host)).toBe(false);
  await screenshot(host, 'tours-slots');
  await host.page.getByRole('button', { name: 'Xác nhận: Ann Visitor' }).click();
  await host.page.getByText('Đã trả lời').waitFor();
  await page.reload();
  expect(await page.locator('main').textContent()).toContain('Confirmed');
  await page.getByRole('button', { name: 'I cannot come' }).click();
  expect(await page.locator('main').textContent()).toContain('You called off');
  await screenshot(guest, 'tours-visit');
  const [slot] = await server.sql<[{ held: number }]>`select held from tour_slots where tour_id = ${tour.id}`;
  expect(slot.held).toBe(0);
  expect([...guest.complaints, ...host.complaints]).toEqual([]);
});

test('a route that is closed for a reason says so at once, on its page and in the list, and opens again', async () => {
  const [tour] = await server.sql<[{ id: string }]>`select id from tours where slug = ${EXAMPLE}`;
  const page = async (path: string) => (await fetch(server.url + path)).text();
  for (const path of [`/tuyen/${EXAMPLE}`, '/tuyen', '/san-pham/mat-ong-hoa-vai-vi-du']) await page(path);
  const today = new Date(Date.now() + 7 * 3_600_000).toISOString().slice(0, 10);
  await staff.send(paths.officeTour(tour.id), {
    viec: 'dong',
    'tu-ngay': today,
    'den-ngay': '',
    'ly-do': 'Đường sạt lở',
  });
  // Kept pages hear of it through the database, a moment after the form was answered.
  const shows = (path: string, words: string) => expect.poll(async () => (await page(path)).includes(words));
  await shows(`/tuyen/${EXAMPLE}`, 'Đường sạt lở').toBe(true);
  await shows('/tuyen', 'Ngừng từ').toBe(true);
  await shows('/san-pham/mat-ong-hoa-vai-vi-du', `/tuyen/${EXAMPLE}#`).toBe(false);
  await staff.send(paths.officeTour(tour.id), { viec: 'dong', 'tu-ngay': '', 'den-ngay': '', 'ly-do': '' });
  await shows(`/tuyen/${EXAMPLE}`, 'Đường sạt lở').toBe(false);
  await shows('/san-pham/mat-ong-hoa-vai-vi-du', `/tuyen/${EXAMPLE}#`).toBe(true);
});

test('from the goods to the route and back: taste it there, order what you tasted', async ({ visitor }) => {
  const { page, go } = await visitor({ url: server.url });
  await go('/san-pham/mat-ong-hoa-vai-vi-du');
  await page.getByRole('link', { name: 'Một ngày với ong và hoa vải (ví dụ)' }).click();
  expect(new URL(page.url()).hash).toBe('#diem-trai-ong');
  await page.getByRole('link', { name: 'Đặt món bạn đã nếm: Mật ong hoa vải (ví dụ)' }).first().click();
  expect(page.url()).toContain('/san-pham/mat-ong-hoa-vai-vi-du#dat-mua');
});

test('where nothing is sold a route says nothing of ordering', async ({ visitor }) => {
  const catalogue = await startServer({ demo: true, env: { MODE: 'catalogue' } });
  try {
    const { page, go } = await visitor({ url: catalogue.url });
    expect(await go(`/tuyen/${EXAMPLE}`)).toBe(200);
    const text = await page.locator('main').textContent();
    expect(text).toContain('Nếm và mua ở đây');
    expect(text).not.toMatch(/Đặt món|giỏ hàng/i);
  } finally {
    await catalogue.stop();
  }
});
