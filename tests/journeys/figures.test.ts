import { readXlsx } from 'hucre/xlsx';
import { afterAll, beforeAll, describe, expect, test } from '#tests/support/journey.ts';
import { axe, screenshot, sticksOut } from '#tests/support/browser.ts';
import { officer } from '#tests/support/officers.ts';
import { startServer, type RunningServer } from '#tests/support/server.ts';

let server: RunningServer;
beforeAll(async () => {
  server = await startServer({ demo: true });
}, 240_000);
afterAll(() => server.stop());

test('a commune sets a target and takes its report home; another commune’s is not there', async ({
  visitor,
}) => {
  const boss = await officer(server, 'commune_officer', {
    kind: 'commune',
    provinceCode: '31',
    communeCode: '11503',
  });
  const { page, context, go, complaints } = await visitor({ url: server.url, width: 1280, script: false });
  await context.addCookies([...boss.jar].map(([name, value]) => ({ name, value, url: server.url })));
  await go('/quan-tri/so-lieu');
  expect(await page.locator('h2').first().innerText()).toContain('Xã Việt Khê, Thành phố Hải Phòng');
  await page.getByText('Đặt chỉ tiêu', { exact: true }).click();
  await page.locator('select[name=chi-tieu]').selectOption('recognised_4');
  await page.getByLabel('Giá trị').fill('2');
  await page.getByLabel('Theo văn bản').fill('=HYPERLINK("x") Kế hoạch 05/KH-UBND');
  await page.getByRole('button', { name: 'Lưu chỉ tiêu' }).click();
  await page.getByText('Đã lưu chỉ tiêu.').waitFor();
  expect(await page.getByRole('meter', { name: 'Sản phẩm được công nhận 4 sao' }).count()).toBe(1);

  const file = await boss.ask('/quan-tri/so-lieu.xlsx');
  const book = await readXlsx(new Uint8Array(await file.arrayBuffer()));
  expect(book.sheets.map(({ name }) => name)).toEqual(['Kết quả', 'Chủ thể', 'Chỉ tiêu']);
  expect(String(book.sheets[0]?.rows[0]?.[0])).toContain('Xã Việt Khê');
  expect(book.sheets[2]?.rows[1]?.[3]).toBe('=HYPERLINK("x") Kế hoạch 05/KH-UBND');
  for (const path of [
    '/quan-tri/so-lieu?dia-ban=10804',
    '/quan-tri/so-lieu.xlsx?dia-ban=10804',
    '/quan-tri/so-lieu?dia-ban=38',
  ])
    expect((await boss.ask(path)).status, path).toBe(404);
  expect(complaints).toEqual([]);
});

describe.each([
  { width: 360, dark: true },
  { width: 1280, dark: false },
])('at $width px, dark $dark', ({ width, dark }) => {
  test('the report of the country reads well', async ({ visitor }) => {
    const boss = await officer(server, 'administrator');
    const guest = await visitor({ url: server.url, width, dark });
    await guest.context.addCookies([...boss.jar].map(([name, value]) => ({ name, value, url: server.url })));
    expect(await guest.go('/quan-tri/so-lieu?nam=2023')).toBe(200);
    await screenshot(guest, `so-lieu-${width}${dark ? '-dark' : ''}`);
    expect(await sticksOut(guest)).toBe(false);
    expect(await axe(guest)).toEqual([]);
    expect(guest.complaints).toEqual([]);
  });
});
