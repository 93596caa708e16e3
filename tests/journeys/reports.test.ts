import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from '#tests/support/journey.ts';
import { axe, screenshot, sticksOut } from '#tests/support/browser.ts';
import { officer } from '#tests/support/officers.ts';
import { startServer, type RunningServer } from '#tests/support/server.ts';

let server: RunningServer;
beforeAll(async () => {
  server = await startServer({ demo: true });
}, 240_000);
afterAll(() => server.stop());

async function aPicture(): Promise<Buffer> {
  return sharp({ create: { width: 900, height: 600, channels: 3, background: '#b5302a' } })
    .withExif({ IFD3: { GPSLatitude: '21/1 1/1 0/1', GPSLatitudeRef: 'N' } })
    .jpeg()
    .toBuffer();
}

describe.each([{ script: true }, { script: false }])('with scripts $script', ({ script }) => {
  test('from the trace page somebody sends a report with a picture; an officer answers; the answer is read by the link', async ({
    visitor,
  }) => {
    const [product] = await server.sql<[{ slug: string; name: string }]>`
      select slug, name from products where commune_code = '11503' and product_set not in (14, 15) limit 1`;
    const { page, go, complaints } = await visitor({ url: server.url, script });
    await go(`/san-pham/${product.slug}/truy-xuat`);
    await page.getByRole('link', { name: 'Gửi phản ánh' }).click();
    await page.getByLabel('Chuyện gì').selectOption('counterfeit');
    await page.getByLabel('Kể rõ').fill('Tem dán chồng lên tem khác.\nMua ở chợ huyện sáng nay.');
    await page
      .getByLabel('Ảnh')
      .setInputFiles({ name: 'tem.jpg', mimeType: 'image/jpeg', buffer: await aPicture() });
    await page.getByRole('button', { name: 'Gửi phản ánh' }).click();
    const link = await page.locator('.link a').getAttribute('href');

    const [sent] = await server.sql<[{ id: string; picture: Buffer; commune_code: string }]>`
      select id, picture, commune_code from public_reports order by received_at desc limit 1`;
    expect(sent.commune_code).toBe('11503');
    expect((await sharp(sent.picture).metadata()).exif).toBeUndefined();

    const boss = await officer(server, 'commune_officer', {
      kind: 'commune',
      provinceCode: '31',
      communeCode: '11503',
    });
    const room = await visitor({ url: server.url, script, width: 1280 });
    await room.context.addCookies(boss.cookies());
    await room.go('/quan-tri/phan-anh');
    await room.page.getByRole('link', { name: 'Nghi hàng giả' }).first().click();
    const attached = room.page.getByAltText('Ảnh kèm theo');
    await expect.poll(() => attached.evaluate((img: HTMLImageElement) => img.naturalWidth)).toBe(900);
    await room.page.getByRole('button', { name: 'Nhận xử lý' }).click();
    await room.page.getByLabel('Trả lời người phản ánh').fill('Đã kiểm tra: tem in lỗi, chủ thể thay tem.');
    await room.page.getByLabel('Kết quả').selectOption('confirmed');
    await room.page.getByRole('button', { name: 'Trả lời và đóng' }).click();
    await room.page.getByText('Đã ghi.').waitFor();

    await go(new URL(link!).pathname);
    expect(await page.locator('main').innerText()).toContain('tem in lỗi, chủ thể thay tem');
    expect([...complaints, ...room.complaints]).toEqual([]);

    const other = await officer(server, 'commune_officer', {
      kind: 'commune',
      provinceCode: '31',
      communeCode: '10804',
    });
    expect((await other.ask(`/quan-tri/phan-anh/${sent.id}`)).status).toBe(404);
    expect((await other.ask(`/quan-tri/phan-anh/${sent.id}/anh.jpg`)).status).toBe(404);
  });
});

test('what is no picture is told, and nothing of what was written is lost', async ({ visitor }) => {
  const { page, go } = await visitor({ url: server.url });
  await go('/bao-sai');
  await page.getByLabel('Kể rõ').fill('Trang ghi sai địa chỉ của chủ thể.');
  await page
    .getByLabel('Ảnh')
    .setInputFiles({ name: 'a.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('<svg onload=alert(1)>') });
  await page.getByRole('button', { name: 'Gửi phản ánh' }).click();
  await page.getByText('Không đọc được ảnh').waitFor();
  expect(await page.getByLabel('Kể rõ').inputValue()).toBe('Trang ghi sai địa chỉ của chủ thể.');
});

describe.each([
  { lang: 'vi', width: 360, dark: false },
  { lang: 'en', width: 360, dark: true },
  { lang: 'vi', width: 1280, dark: false },
] as const)('$lang at $width px, dark $dark', ({ lang, width, dark }) => {
  test('the form and the rooms read well', async ({ visitor }) => {
    const guest = await visitor({ url: server.url, width, dark, lang });
    const boss = await officer(server, 'administrator');
    await guest.context.addCookies(boss.cookies());
    const [one] = await server.sql<[{ id: string }]>`select id from public_reports limit 1`;
    for (const [name, path] of [
      ['bao-sai', lang === 'en' ? '/en/bao-sai' : '/bao-sai'],
      ['phan-anh', '/quan-tri/phan-anh?tinh-trang=closed'],
      ['phan-anh-mot', `/quan-tri/phan-anh/${one.id}`],
    ] as const) {
      expect(await guest.go(path)).toBe(200);
      await screenshot(guest, `${name}-${lang}-${width}${dark ? '-dark' : ''}`);
      expect(await sticksOut(guest), path).toBe(false);
      expect(await axe(guest), path).toEqual([]);
    }
    expect(guest.complaints).toEqual([]);
  });
});

test('a picture from a telephone is taken, one of 30 MB gets a page that says so', async ({ visitor }) => {
  const { page, go } = await visitor({ url: server.url });
  const send = async (buffer: Buffer) => {
    await go('/bao-sai');
    await page.getByLabel('Kể rõ').fill('Trang ghi sai địa chỉ của chủ thể.');
    await page.getByLabel('Ảnh').setInputFiles({ name: 'a.jpg', mimeType: 'image/jpeg', buffer });
    await page.getByRole('button', { name: 'Gửi phản ánh' }).click();
  };
  const noise = Buffer.from(Array.from({ length: 2_400 * 1_600 * 3 }, (_, at) => (at * 7_919) % 251));
  const large = await sharp(noise, { raw: { width: 2_400, height: 1_600, channels: 3 } })
    .jpeg({ quality: 100 })
    .toBuffer();
  expect(large.length).toBeGreaterThan(2_000_000);
  await send(large);
  await page.getByText('Đã nhận.').waitFor();
  await send(Buffer.alloc(30 * 1024 * 1024, 1));
  await page.getByText('nhỏ hơn 10 MB').first().waitFor();
});
