import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from '#tests/support/journey.ts';
import { looksRight, signIn } from '#tests/support/look.ts';
import { officer, plainBrowser, type PlainBrowser } from '#tests/support/officers.ts';
import { aPhotograph } from '#tests/support/pictures.ts';
import { startServer, type RunningServer } from '#tests/support/server.ts';

let server: RunningServer;
let producer: string;
let slug: string;
let name: string;
let owner: PlainBrowser;

beforeAll(async () => {
  server = await startServer({ demo: true });
  const [goods] = await server.sql<{ id: string; slug: string; name: string }[]>`
    select m.id, p.slug, p.name from producers m join products p on p.producer_id = m.id
    where p.name like 'Mật ong%' and exists (select from offers o where o.product_id = p.id) order by p.id limit 1`;
  ({ id: producer, slug, name } = goods!);
  owner = await officer(server, 'producer_owner', { kind: 'producer', producerId: producer });
});
afterAll(() => server?.stop());

const address = () => `/nha-san-xuat/${producer}/anh`;
const upload = (hue: number, side?: number) =>
  aPhotograph(hue, side).then((buffer) => ({ name: 'IMG_0001.jpg', mimeType: 'image/jpeg', buffer }));

describe('pictures of a producer', () => {
  test('are sent, described, chosen and taken away without script; the goods show them', async ({
    visitor,
  }) => {
    const maker = await visitor({ url: server.url, script: false });
    await signIn(maker, owner, server.url);
    const { page } = maker;
    page.setDefaultTimeout(10_000);
    expect(await maker.go(address())).toBe(200);
    await looksRight(visitor, maker, 'pictures-none');
    await page.getByLabel(/Chọn ảnh/).setInputFiles([await upload(30, 1800), await upload(200, 1200)]);
    await page.getByLabel('Người chụp').fill('Chị Hoa');
    await page.getByRole('button', { name: 'Gửi ảnh' }).click();
    expect(await page.locator('main').innerText()).toContain('Đã nhận ảnh');
    expect(await page.getByText('Chưa dùng được: còn thiếu lời tả ảnh.').count()).toBe(2);
    await looksRight(visitor, maker, 'pictures-waiting');

    const first = page.locator('section.one').last();
    await first.getByLabel('Trong ảnh có gì?').fill('Chai mật ong đặt trên bàn gỗ');
    await first.getByLabel(/Từ trái sang/).fill('70');
    await first.getByLabel(/Từ trên xuống/).fill('40');
    await first.getByRole('button', { name: /^Lưu/ }).click();
    expect(await page.locator('main').innerText()).toContain('Đã lưu.');
    const described = page.locator('section.one', { hasText: 'Chai mật ong đặt trên bàn gỗ' });
    await described.getByLabel('Làm ảnh chính của sản phẩm').selectOption({ label: name });
    await described.getByRole('button', { name: /^Chọn/ }).click();
    expect(await page.locator('main').innerText()).toContain(`Đang là ảnh chính của: ${name}`);
    await looksRight(visitor, maker, 'pictures-chosen');

    const buyer = await visitor({ url: server.url });
    expect(await buyer.go(`/san-pham/${slug}`)).toBe(200);
    await looksRight(visitor, buyer, 'pictures-product');
    const img = buyer.page.locator('figure.picture img');
    expect(await img.getAttribute('alt')).toBe('Chai mật ong đặt trên bàn gỗ');
    expect([await img.getAttribute('width'), await img.getAttribute('height')]).toEqual(['1600', '1200']);
    expect(await img.evaluate((element) => getComputedStyle(element).objectPosition)).toBe('70% 40%');
    // What the browser took is the smallest form that it reads, kept for ever, and nothing of the telephone is in it.
    const taken = await img.evaluate((element) => (element as HTMLImageElement).currentSrc);
    expect(taken).toMatch(/\/anh\/[0-9a-f]{24}-\d+\.avif$/);
    const file = await fetch(taken);
    expect(file.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(file.headers.get('x-content-type-options')).toBe('nosniff');
    expect(file.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(file.headers.getSetCookie()).toEqual([]);
    expect((await sharp(await file.arrayBuffer()).metadata()).exif).toBeUndefined();
    expect(buyer.complaints).toEqual([]);
    // Who has signed in keeps it as well.
    expect((await owner.ask(new URL(taken).pathname)).headers.get('cache-control')).toContain('immutable');

    for (const path of ['/san-pham?q=mat+ong', `/san-pham/${slug}/truy-xuat`, `/en/san-pham/${slug}`]) {
      await buyer.go(path);
      expect(await buyer.page.locator('.photo img').count(), path).toBeGreaterThan(0);
    }
    await buyer.go('/san-pham?q=mat+ong');
    await looksRight(visitor, buyer, 'pictures-cards');
    const card = await fetch(new URL(`/san-pham/${slug}/the.png`, server.url));
    expect(card.status).toBe(200);
    const { data } = await sharp(await card.arrayBuffer())
      .extract({ left: 30, top: 30, width: 400, height: 560 })
      .raw()
      .toBuffer({ resolveWithObject: true });
    expect(new Set(data).size).toBeGreaterThan(60);

    await page.locator('section.one', { hasText: 'Chai mật ong' }).getByText('Xoá ảnh này').click();
    await page
      .locator('section.one', { hasText: 'Chai mật ong' })
      .getByRole('button', { name: /^Xoá hẳn/ })
      .click();
    expect(await page.locator('main').innerText()).toContain('Đã xoá ảnh.');
    expect((await fetch(taken)).status).toBe(404);
    const bare = await plainBrowser(server.url).get(`/san-pham/${slug}`);
    expect(bare.text).not.toContain('/anh/');
    expect(bare.text).toContain('group-sign');
  }, 120_000);

  test('with script a photograph is made smaller before it is sent, and a tap says what matters', async ({
    visitor,
  }) => {
    const maker = await visitor({ url: server.url });
    await signIn(maker, owner, server.url);
    const { page } = maker;
    await maker.go(address());
    const photograph = await upload(90, 4000);
    expect(photograph.buffer.length).toBeGreaterThan(1_500_000);
    await page.getByLabel(/Chọn ảnh/).setInputFiles([photograph]);
    const [request] = await Promise.all([
      page.waitForRequest((one) => one.method() === 'POST'),
      page.getByRole('button', { name: 'Gửi ảnh' }).click(),
    ]);
    const { requestBodySize } = await request.sizes();
    expect(requestBodySize).toBeLessThan(700_000);
    await page.getByText('Đã nhận ảnh').waitFor();
    const one = page.locator('section.one').first();
    const whole = one.locator('.whole');
    await whole.scrollIntoViewIfNeeded();
    const box = (await whole.boundingBox())!;
    await whole.click({ position: { x: box.width * 0.25, y: box.height * 0.75 } });
    expect(Number(await one.getByLabel(/Từ trái sang/).inputValue())).toBeCloseTo(25, -1);
    expect(Number(await one.getByLabel(/Từ trên xuống/).inputValue())).toBeCloseTo(75, -1);
    await one.getByLabel('Trong ảnh có gì?').fill('Tổ ong trên cây nhãn');
    await one.getByRole('button', { name: /^Lưu/ }).click();
    await page.getByText('Đã lưu.').waitFor();
    expect(maker.complaints).toEqual([]);

    // The office of the place sees it, takes it off with a reason, and its owner reads why.
    const [at] = await server.sql<{ province: string; commune: string }[]>`
      select province_code as province, commune_code as commune from producers where id = ${producer}`;
    const reader = await visitor({ url: server.url, width: 1280, script: false });
    await signIn(
      reader,
      await officer(server, 'commune_officer', {
        kind: 'commune',
        provinceCode: at!.province,
        communeCode: at!.commune,
      }),
      server.url,
    );
    expect(await reader.go('/quan-tri/cau-chuyen/anh')).toBe(200);
    await looksRight(visitor, reader, 'pictures-office');
    const seen = reader.page.locator('li', { hasText: 'Tổ ong trên cây nhãn' });
    const fileAt = (await seen.locator('img').getAttribute('src'))!;
    expect((await fetch(new URL(fileAt, server.url))).status).toBe(200);
    await seen.getByText('Gỡ khỏi mọi trang').first().click();
    await seen.getByLabel('Vì sao gỡ?').fill('Ảnh của nơi khác');
    await seen.getByRole('button', { name: /^Gỡ/ }).click();
    expect(await reader.page.locator('main').innerText()).toContain('Đã gỡ ảnh.');
    expect((await fetch(new URL(fileAt, server.url))).status).toBe(404);
    await maker.go(address());
    expect(await page.locator('main').innerText()).toContain(
      'Cán bộ đã gỡ ảnh này khỏi mọi trang: Ảnh của nơi khác',
    );
    await looksRight(visitor, maker, 'pictures-taken-off');
  }, 60_000);

  test('what is no picture is refused with a sentence, and fifty at once do not stop the site', async () => {
    const send = (file: File) => owner.send(address(), { viec: 'gui', anh: file });
    const svg = new File(
      ['<svg xmlns="http://www.w3.org/2000/svg"><script>hit()</script></svg>'],
      '../../x.png',
      {
        type: 'image/png',
      },
    );
    const refused = await send(svg);
    expect(refused.status).toBe(415);
    expect(refused.text).toContain('Không đọc được ảnh');
    const bytes = await aPhotograph(300, 900);
    const begun = performance.now();
    const many = Promise.all(
      Array.from({ length: 50 }, () =>
        send(new File([new Uint8Array(bytes)], 'a.jpg', { type: 'image/jpeg' })),
      ),
    );
    const others: number[] = [];
    for (let asked = 0; asked < 20; asked += 1) {
      const at = performance.now();
      expect((await plainBrowser(server.url).get('/gioi-thieu')).status).toBe(200);
      others.push(performance.now() - at);
    }
    const answers = (await many).map(({ status }) => status);
    console.log(
      `fifty pictures: ${Math.round(performance.now() - begun)} ms; others waited at most ${Math.round(Math.max(...others))} ms`,
    );
    for (const status of answers) expect([200, 429]).toContain(status);
    expect(Math.max(...others)).toBeLessThan(1_000);
  }, 120_000);
});
