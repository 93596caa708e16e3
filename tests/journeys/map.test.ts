import { gzipSync } from 'node:zlib';
import { axe, screenshot, sticksOut } from '#tests/support/browser.ts';
import { startServer, type RunningServer } from '#tests/support/server.ts';
import { afterAll, beforeAll, describe, expect, test } from '#tests/support/journey.ts';

let many: RunningServer;
beforeAll(async () => {
  many = await startServer();
  await many.sql`
    insert into points_of_sale (id, slug, name, name_key, kind, province_code, latitude, longitude, created_at, updated_at)
    select lpad(n::text, 12, '0'), 'diem-ban-so-' || n, 'Điểm bán số ' || n, 'diem ban so ' || lpad(n::text, 5, '0'), 'shop', '31',
      8.6 + (n * 7919 % 5000) * 0.0028, 103 + (n * 104729 % 5000) * 0.0012, now(), now()
    from generate_series(1, 5000) n`;
  await many.sql`
    insert into producers (id, slug, name, name_key, province_code, latitude, longitude, created_at, updated_at)
    values ('m00000000001', 'ong-an', 'Ong An', 'ong an', '31', 20.9, 106.6, now(), now())`;
  await many.sql`
    insert into products (id, slug, name, name_key, producer_id, created_at, updated_at)
    values ('p00000000001', 'mat-ong-an', 'Mật ong An', 'mat ong an', 'm00000000001', now(), now())`;
  await many.sql`
    insert into point_of_sale_goods (point_of_sale_id, product_id, added_by, added_at)
    values ('000000000007', 'p00000000001', 'cán bộ', now())`;
});
afterAll(() => many.stop());

describe.for([
  { width: 360, dark: false },
  { width: 1280, dark: true },
] as const)('%o', ({ width, dark }) => {
  test.for([
    ['map-list', '/diem-ban'],
    ['map-province', '/en/dia-phuong/31'],
    ['map-commune', '/dia-phuong/31/11503'],
    ['map-point', '/en/diem-ban/cua-hang-ocop-viet-khe-vi-du'],
  ] as const)('%s moves with script and is a drawing without', async ([name, path], { visitor, site }) => {
    const guest = await visitor({ width, dark });
    expect(await guest.go(path)).toBe(200);
    await guest.page.locator('points-map').scrollIntoViewIfNeeded();
    await guest.page.locator('points-map[data-ready]').waitFor();
    expect(await guest.page.locator('points-map .mark').count()).toBeGreaterThan(0);
    expect(await axe(guest)).toEqual([]);
    expect(await sticksOut(guest)).toBe(false);
    await screenshot(guest, `${name}-${width}${dark ? '-dark' : ''}`);
    expect(guest.complaints).toEqual([]);
    const plain = await visitor({ width, dark, script: false });
    await plain.go(path);
    for (const button of await plain.page.locator('points-map button').all())
      expect(await button.isVisible()).toBe(false);
    const text = (await plain.page.locator('points-map svg').allTextContents()).join(' ');
    expect(text).toMatch(/Hoàng Sa\s*\(Đà Nẵng\)/);
    expect(text).toMatch(/Trường Sa\s*\(Khánh Hòa\)/);
    for (const link of await plain.page.locator('points-map .marks a').all()) {
      const href = (await link.getAttribute('href')) ?? '';
      if (href.startsWith('#')) expect(await plain.page.locator(href).count()).toBe(1);
    }
    expect(await sticksOut(plain)).toBe(false);
    await screenshot(plain, `${name}-${width}${dark ? '-dark' : ''}-plain`);
    const html = await fetch(site + path);
    expect(html.headers.get('content-security-policy')).not.toMatch(/(script|style)-src[^;]*unsafe-inline/);
    expect(Buffer.byteLength(await html.text())).toBeLessThan(100_000);
  });
});

test('five thousand points: every one is in the map, few marks are drawn, and keys reach a single one', async ({
  visitor,
}) => {
  const guest = await visitor({ width: 1280, url: many.url });
  expect(await guest.go('/diem-ban')).toBe(200);
  await guest.page.locator('points-map[data-ready="5000"]').waitFor();
  const faces = await guest.page.locator('points-map .mark').allInnerTexts();
  expect(faces.length).toBeLessThan(200);
  const view = guest.page.locator('points-map .view');
  await view.focus();
  await view.press('PageDown');
  expect(await guest.page.locator('points-map .told').innerText()).toContain('1. Điểm bán số 1');
  await view.press('PageDown');
  expect(await guest.page.locator('points-map .told').innerText()).toContain('2. Điểm bán số 2');
  for (let times = 0; times < 5; times++) await view.press('+');
  await expect.poll(() => guest.page.locator('points-map .mark.chosen').count()).toBe(1);
  // Measured, not judged: how long a frame takes while the map is moved and brought closer.
  const frames = await guest.page.evaluate(async () => {
    const box = document.querySelector<HTMLElement>('points-map .view')!;
    const press = (key: string) => box.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
    press('0');
    const times: number[] = [];
    let before = performance.now();
    for (let frame = 0; frame < 120; frame++) {
      press(frame % 40 < 4 ? '+' : frame % 40 < 36 ? 'ArrowDown' : '0');
      await new Promise((next) => requestAnimationFrame(next));
      times.push(performance.now() - before);
      before = performance.now();
    }
    times.sort((a, b) => a - b);
    return { median: times[60], p95: times[114], worst: times[119] };
  });
  console.info('frames with 5,000 points, ms', frames);
  await view.press('0');
  await view.press('Tab');
  expect(guest.complaints).toEqual([]);
  const answer = await fetch(`${many.url}/diem-ban/ban-do.json`);
  const etag = answer.headers.get('etag') ?? '';
  const body = await answer.text();
  console.info('data gzip', gzipSync(body).length);
  expect(JSON.parse(body).names).toHaveLength(5000);
  expect((await fetch(answer.url, { headers: { 'if-none-match': etag } })).status).toBe(304);
});

test('where I am is asked on a tap alone and never leaves the device', async ({ visitor }) => {
  const guest = await visitor({ url: many.url });
  await guest.context.grantPermissions(['geolocation']);
  await guest.context.setGeolocation({ latitude: 20.86, longitude: 106.68 });
  await guest.go('/diem-ban');
  await guest.page.locator('points-map[data-ready]').waitFor();
  const asked: string[] = [];
  guest.page.on('request', (request) => asked.push(request.url()));
  await guest.page.getByRole('button', { name: 'Gần tôi' }).click();
  await guest.page.locator('points-map .me').waitFor();
  expect(await guest.page.locator('points-map .told a').count()).toBe(3);
  expect(asked).toEqual([]);
  expect(await guest.page.locator('points-map').innerText()).toContain('không gửi đi và không lưu');
});

test('a producer is on the map with the shops that have their goods', async ({ visitor }) => {
  const guest = await visitor({ url: many.url, script: false });
  expect(await guest.go('/chu-the/ong-an')).toBe(200);
  const marks = await guest.page
    .locator('points-map .marks a')
    .evaluateAll((all) => all.map((one) => one.ariaLabel));
  expect(marks.join('; ')).toContain('1. Ong An');
  expect(marks.join('; ')).toContain('2. Điểm bán số 7');
  expect(await guest.page.locator('#diem-2').innerText()).toContain('Điểm bán số 7');
  expect(await guest.page.locator('#noi-lam-ra').count()).toBe(1);
  const shop = await visitor({ url: many.url });
  await shop.go('/so-dang-ky');
  expect(await shop.page.content()).not.toContain('PointsMap');
});

test('tiles come from the one house that the deployment names, and the page says whose they are', async ({
  visitor,
}) => {
  const server = await startServer({
    databaseUrl: many.databaseUrl,
    env: { MAP_TILES: 'https://tiles.example.vn/{z}/{x}/{y}.png', MAP_ATTRIBUTION: 'Cục Đo đạc (ví dụ)' },
  });
  const policy = (await fetch(`${server.url}/diem-ban`)).headers.get('content-security-policy') ?? '';
  expect(/img-src ([^;]*)/.exec(policy)?.[1]).toBe("'self' data: https://tiles.example.vn");
  const guest = await visitor({ url: server.url });
  const asked: string[] = [];
  await guest.context.route('https://tiles.example.vn/**', (route) => {
    asked.push(route.request().url());
    return route.fulfill({ contentType: 'image/svg+xml', body: '<svg xmlns="http://www.w3.org/2000/svg"/>' });
  });
  await guest.go('/diem-ban');
  await guest.page.locator('points-map[data-ready]').waitFor();
  await expect.poll(() => asked.length).toBeGreaterThan(1);
  expect(asked.every((address) => /\/\d+\/\d+\/\d+\.png$/.test(address))).toBe(true);
  expect(await guest.page.locator('points-map').innerText()).toContain('Cục Đo đạc (ví dụ)');
  expect(await guest.page.locator('points-map .names').innerHTML()).toContain('Trường Sa');
  expect(guest.complaints.filter((one) => !one.endsWith('https://tiles.example.vn'))).toEqual([]);
  await server.kill();
});
