import { axe, screenshot, sticksOut } from '#tests/support/browser.ts';
import { describe, expect, test } from '#tests/support/journey.ts';

test.for([
  ['/dia-phuong/nam-dinh', '/dia-phuong/37'],
  ['/dia-phuong/kon-tum', '/dia-phuong/51'],
  ['/dia-phuong/36', '/dia-phuong/37'],
  ['/dia-phuong/11503', '/dia-phuong/31/11503'],
  ['/dia-phuong/30/10804', '/dia-phuong/31/10804'],
  ['/dia-phuong/31/viet-khe', '/dia-phuong/31/11503'],
  ['/en/dia-phuong/nam-dinh', '/en/dia-phuong/37'],
] as const)('%s leads for good to %s', async ([from, to], { site }) => {
  const answer = await fetch(site + from, { redirect: 'manual' });
  expect([answer.status, answer.headers.get('location')]).toEqual([301, to]);
  expect((await fetch(site + to)).status).toBe(200);
});

test.for(['/dia-phuong/99', '/dia-phuong/31/99999', '/dia-phuong/xa-khong-co', '/diem-ban/khong-co'])(
  '%s is not there',
  async (path, { site }) => {
    expect((await fetch(site + path)).status).toBe(404);
  },
);

test('an old name is typed, and the place of today opens', async ({ visitor }) => {
  const guest = await visitor({ script: false });
  await guest.go('/dia-phuong');
  const field = guest.page.locator('main input[name=q]');
  await field.fill('xã Kỳ Sơn, huyện Thủy Nguyên');
  await field.press('Enter');
  await guest.page.waitForURL(/\/dia-phuong\/31\/11503/);
  expect(await guest.page.locator('h1').innerText()).toBe('Xã Việt Khê');
  expect(await guest.page.locator('main').innerText()).toContain('Trước 01/7/2025');
});

test('where several places may be meant, the page asks', async ({ visitor }) => {
  const guest = await visitor();
  await guest.go(`/dia-phuong?q=${encodeURIComponent('xã Tân Tiến')}`);
  expect(await guest.page.locator('h1').innerText()).toContain('bạn muốn tới nơi nào?');
  const choices = guest.page.locator('main section .btn');
  expect(await choices.count()).toBeGreaterThan(1);
  expect(await axe(guest)).toEqual([]);
  await choices.first().click();
  expect(guest.page.url()).toMatch(/\/dia-phuong\/\d{2}\/\d{5}$/);
});

test.for([
  '/dia-phuong/31/10798',
  `/dia-phuong?q=${encodeURIComponent('xã Hòa Bình, huyện Kim Thành, tỉnh Hải Dương')}`,
])('a commune that was divided asks which part is meant: %s', async (path, { visitor }) => {
  const guest = await visitor({ script: false });
  expect(await guest.go(path)).toBe(200);
  const text = await guest.page.locator('main').innerText();
  expect(text).toContain('đã được chia về nhiều nơi');
  expect(text).toContain('Xã Kim Thành');
  expect(await guest.page.locator('main section .btn').count()).toBe(2);
  expect(await guest.page.locator('meta[name=robots]').getAttribute('content')).toBe('noindex');
});

test('the shop of a commune: goods, makers, points of sale; alcohol is only counted', async ({ visitor }) => {
  const guest = await visitor({ script: false });
  await guest.go('/dia-phuong/31/11503');
  const text = await guest.page.locator('main').innerText();
  expect(text).toContain('Mật ong hoa vải');
  expect(text).toContain('Hợp tác xã Ong mật');
  expect(text).toContain('Cửa hàng OCOP Việt Khê');
  expect(text).toContain('chỉ hiện sau khi khai tuổi');
  expect(text).not.toContain('Rượu nếp cái hoa vàng');
});

test('a commune without goods says so, and where to look', async ({ visitor }) => {
  const guest = await visitor({ script: false });
  expect(await guest.go('/dia-phuong/38/16489')).toBe(200);
  await guest.go('/dia-phuong/01/00004');
  expect(await guest.page.locator('main').innerText()).toContain('Sổ chưa có sản phẩm nào của nơi này');
});

test('whether a shop is open is told by the clock of the request, and kept by nobody', async ({
  site,
  visitor,
}) => {
  const guest = await visitor({ script: false });
  // Sunday 22 November 2026, 10:00 in Vietnam: open from 8 to 12.
  await guest.go('/diem-ban/cua-hang-ocop-viet-khe-vi-du');
  expect(await guest.page.locator('main').innerText()).toContain('Đang mở cửa, đến 12:00');
  expect(await guest.page.locator('a[href^="geo:"]').count()).toBe(1);
  const answer = await fetch(`${site}/diem-ban/cua-hang-ocop-viet-khe-vi-du`);
  expect(answer.headers.get('cache-control')).toContain('no-store');
  const plain = await fetch(`${site}/diem-ban/cua-hang-ocop-lang-son-minh-phat`);
  expect(plain.headers.get('cache-control')).toContain('public');
});

test('points of sale are filtered by province without script', async ({ visitor }) => {
  const guest = await visitor({ script: false });
  await guest.go('/diem-ban');
  await guest.page.selectOption('select[name=tinh]', '20');
  await guest.page.locator('main form button').click();
  await guest.page.waitForURL(/tinh=20/);
  expect(await guest.page.locator('.shops li').count()).toBe(1);
});

const PAGES = [
  ['places', '/dia-phuong'],
  ['province', '/dia-phuong/31'],
  ['commune', '/dia-phuong/31/11503'],
  ['points-of-sale', '/diem-ban'],
  ['point-of-sale', '/diem-ban/cua-hang-ocop-viet-khe-vi-du'],
] as const;

describe.for([
  { lang: 'vi', width: 360, dark: false },
  { lang: 'en', width: 360, dark: true },
  { lang: 'vi', width: 1280, dark: false },
] as const)('%o', ({ lang, width, dark }) => {
  test.for(PAGES)('%s reads well', async ([name, path], { visitor, site }) => {
    const guest = await visitor({ lang, width, dark });
    const address = (lang === 'en' ? '/en' : '') + path;
    expect(await guest.go(address)).toBe(200);
    expect(await axe(guest)).toEqual([]);
    expect(await sticksOut(guest)).toBe(false);
    await screenshot(guest, `${name}-${lang}-${width}${dark ? '-dark' : ''}`);
    expect(guest.complaints).toEqual([]);
    expect(Buffer.byteLength(await (await fetch(site + address)).text())).toBeLessThan(100_000);
  });
});
