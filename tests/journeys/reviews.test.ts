import { confirmOrder, deliverOrder, handOverOrder, packOrder } from '#src/domain/checkout/handle-order.ts';
import { afterAll, beforeAll, describe, expect, test } from '#tests/support/journey.ts';
import { looksRight, signIn } from '#tests/support/look.ts';
import { officer, type PlainBrowser } from '#tests/support/officers.ts';
import { startServer, type RunningServer } from '#tests/support/server.ts';
import { brokenInvariants } from '#tests/support/shop.ts';
import { contextOn, shopper } from '#tests/support/shopper.ts';

let server: RunningServer;
let ctx: ReturnType<typeof contextOn>;
let producer: string;
let maker: string;
let slug: string;
let offer: string;
let owner: PlainBrowser;
let admin: PlainBrowser;

beforeAll(async () => {
  server = await startServer({ demo: true });
  ctx = contextOn(server.databaseUrl);
  const [goods] = await server.sql<{ id: string; maker: string; offer: string; slug: string }[]>`
    select m.id, m.slug as maker, o.id as offer, p.slug from producers m join products p on p.producer_id = m.id
    join offers o on o.product_id = p.id where p.name like 'Mật ong%' order by o.price limit 1`;
  ({ id: producer, offer, slug, maker } = goods!);
  owner = await officer(server, 'producer_owner', { kind: 'producer', producerId: producer });
  admin = await officer(server, 'administrator');
});

afterAll(async () => {
  await ctx?.end();
  await server?.stop();
});

/** Goods that were ordered and came; where the buyer follows the order, and its line. */
async function received(more: Record<string, string> = {}): Promise<{ link: string; line: string }> {
  const buyer = shopper(server.url);
  await buyer.add(offer, 1);
  const link =
    (await buyer.confirm({ ...(await buyer.review('cash')), ...more })).headers.get('location') ?? '';
  const [order] = await server.sql<{ id: string; line: string }[]>`
    select o.id, l.id as line from orders o join order_lines l on l.order_id = o.id
    where o.producer_id = ${producer} order by o.changed_at desc limit 1`;
  await confirmOrder(ctx, order!.id);
  await packOrder(ctx, order!.id);
  await handOverOrder(ctx, order!.id, { carrier: 'Bưu điện', trackingNumber: null });
  await deliverOrder(ctx, order!.id);
  return { link, line: order!.line };
}

const product = async (): Promise<string> => (await fetch(new URL(`/san-pham/${slug}`, server.url))).text();

describe('what buyers say', () => {
  test('is written, shown, answered, reported, hidden and taken back, without script', async ({
    visitor,
  }) => {
    expect(await product()).not.toContain('sẽ mua lại');
    const { link, line } = await received({ 'moi-nhan-xet': '1' });
    const buyer = await visitor({ url: server.url, script: false });
    const { page } = buyer;
    page.setDefaultTimeout(8_000);
    await buyer.go(link);
    await looksRight(visitor, buyer, 'review-order');
    await page.getByRole('link', { name: /Viết nhận xét/ }).click();
    await looksRight(visitor, buyer, 'review-write');
    await page.getByLabel('Sẽ mua lại', { exact: true }).check();
    await page.getByLabel('Vì sao?').fill('Thơm, sánh.\nĐóng gói kỹ.');
    await page.getByRole('button', { name: 'Gửi nhận xét' }).click();
    expect(await page.locator('main').innerText()).toContain('Viết nhận xét');
    await page.getByLabel(/Tôi đồng ý hiện câu trả lời/).check();
    await page.getByLabel(/Tôi đồng ý hiện kèm tên gọi/).check();
    await page.getByRole('button', { name: 'Gửi nhận xét' }).click();
    expect(await page.locator('main').innerText()).toContain('Đã ghi nhận xét của bạn');
    await looksRight(visitor, buyer, 'review-written');

    // A second buyer, in English, with a reservation and no name.
    const second = await received();
    const guest = await visitor({ url: server.url, script: false, lang: 'en' });
    guest.page.setDefaultTimeout(8_000);
    await guest.go(`/en${second.link}`);
    await guest.page.getByRole('link', { name: /Write a review/ }).click();
    await guest.page.getByLabel('It depends').check();
    await guest.page.getByLabel('Why?').fill('Good, but the lid was hard to open.');
    await guest.page.getByLabel(/I agree that this answer/).check();
    await guest.page.getByRole('button', { name: 'Send the review' }).click();
    expect(await guest.page.locator('main').innerText()).toContain('Your review is written down');

    await guest.go(`/san-pham/${slug}`);
    await looksRight(visitor, guest, 'review-product');
    const shown = await guest.page.locator('section:has(#nhan-xet)').innerText();
    expect(shown).toContain('1 trên 2 người mua sẽ mua lại');
    expect(shown).toMatch(/Mua, Phường Cửa Nam/i);
    expect(shown).toContain('Một người mua');
    expect(shown).toContain('không phải hạng sao OCOP');
    expect(shown).not.toMatch(/★|\d sao/);
    await guest.go(`/en/san-pham/${slug}`);
    expect(await guest.page.locator('section:has(#nhan-xet)').innerText()).toContain('1 of 2 buyers');
    await guest.go(`/chu-the/${maker}`);
    expect(await guest.page.locator('main').innerText()).toContain('1 trên 2 lượt nhận xét');
    await looksRight(visitor, guest, 'review-producer');
    await guest.go(`/san-pham/${slug}/nhan-xet`);
    await looksRight(visitor, guest, 'review-all');

    const workshop = await visitor({ url: server.url, script: false });
    await signIn(workshop, owner, server.url);
    workshop.page.setDefaultTimeout(8_000);
    await workshop.go(`/nha-san-xuat/${producer}`);
    await workshop.page.getByRole('link', { name: '1 khách có điều chưa vừa ý' }).click();
    await looksRight(visitor, workshop, 'review-workshop');
    const critical = workshop.page.locator('.reviews > li', { hasText: 'lid was hard' });
    await critical.locator('summary', { hasText: 'Trả lời khách' }).click();
    await critical.getByLabel('Trả lời khách').last().fill('Chúng tôi đã đổi nắp khác.');
    await critical.getByRole('button', { name: 'Đăng câu trả lời' }).click();
    expect(await workshop.page.locator('main').innerText()).toContain('Đã đăng câu trả lời');
    expect(await product()).toContain('Chúng tôi đã đổi nắp khác.');

    await guest.go(`/san-pham/${slug}`);
    await guest.page.getByRole('link', { name: /Báo nhận xét này: Mua/ }).click();
    await looksRight(visitor, guest, 'review-report');
    await guest.page.locator('[name=vi-sao]').selectOption('advertising');
    await guest.page.getByRole('button', { name: 'Gửi' }).click();
    expect(await guest.page.locator('main').innerText()).toContain('Đã nhận');

    const desk = await visitor({ url: server.url, script: false, width: 1280 });
    await signIn(desk, admin, server.url);
    desk.page.setDefaultTimeout(8_000);
    await desk.go('/quan-tri/ban-hang');
    await desk.page.getByRole('link', { name: 'Nhận xét của người mua' }).click();
    await looksRight(visitor, desk, 'review-desk');
    await desk.page.getByLabel('Lý do').fill('Có đường dẫn quảng cáo');
    await desk.page.getByRole('button', { name: /^Ẩn/ }).click();
    expect(await desk.page.locator('main').innerText()).toContain('Đã ẩn.');
    const after = await product();
    expect(after).toContain('0 trên 1 người mua sẽ mua lại');
    expect(after).toContain('1 nhận xét bị ẩn');
    expect(after).not.toContain('Đóng gói kỹ');

    await buyer.go(`${link}/nhan-xet?mon=${line}`);
    expect(await page.locator('main').innerText()).toContain('Có đường dẫn quảng cáo');
    await looksRight(visitor, buyer, 'review-hidden');
    await page.getByRole('button', { name: 'Rút nhận xét' }).click();
    expect(await page.locator('main').innerText()).toContain('Đã rút nhận xét');
    await buyer.go(`${link}/du-lieu`);
    await looksRight(visitor, buyer, 'review-consents');
    await page.getByRole('button', { name: /Rút lại: Được hỏi nhận xét/ }).click();
    expect(await page.locator('main').innerText()).toContain('Đã rút lại sự đồng ý');
    expect([buyer.complaints, guest.complaints, workshop.complaints, desk.complaints]).toEqual([
      [],
      [],
      [],
      [],
    ]);
    expect(await brokenInvariants(ctx)).toEqual([]);
  }, 240_000);

  test('is plain words, whatever is typed, and gives search engines no stars', async ({ visitor }) => {
    const { link, line } = await received();
    const tricks = [
      '<script>alert(1)</script>',
      '<img src=x onerror=alert(1)>',
      '"><svg onload=alert(1)>',
      '[x](javascript:alert(1))',
      "{{constructor.constructor('alert(1)')()}}",
      '</textarea><iframe src=//evil.example>',
      '\u202Etxet desrever',
      '${7*7} <b>đậm</b> &lt;i&gt;',
      'data:text/html;base64,PHNjcmlwdD4=',
      '★★★★★ 5 sao',
    ].join('\n');
    const buyer = shopper(server.url);
    const sent = await buyer.send(`${link}/nhan-xet?mon=${line}`, {
      viec: 'gui',
      'mua-lai': 'yes',
      ke: tricks,
      'dong-y': '1',
      'hien-ten': '1',
      'ten-goi': '<b onclick=x>Mua\u202E</b>',
    });
    expect(sent.status).toBe(200);
    const eye = await visitor({ url: server.url });
    let dialogs = 0;
    eye.page.on('dialog', (dialog) => {
      dialogs += 1;
      void dialog.dismiss();
    });
    const [{ id }] = await server.sql<[{ id: string }]>`select id from reviews where words like '%alert%'`;
    await owner.send(`/nha-san-xuat/${producer}/nhan-xet`, {
      viec: 'tra-loi',
      'nhan-xet': id,
      loi: '<script>alert(2)</script>\u2066<img src=x onerror=alert(3)>',
    });
    for (const path of [
      `/san-pham/${slug}`,
      `/san-pham/${slug}/nhan-xet`,
      `/nhan-xet/${id}`,
      `${link}/nhan-xet?mon=${line}`,
    ]) {
      expect(await eye.go(path)).toBe(200);
      const html = await eye.page.content();
      expect(html).not.toMatch(/[\u202A-\u202E\u2066-\u2069]/);
      expect(
        await eye.page
          .locator('main script:not([type]), main iframe, main [onerror], main [onload], main [onclick]')
          .count(),
      ).toBe(0);
      expect(await eye.page.locator('main a[href^="javascript:"], main a[href^="data:"]').count()).toBe(0);
      expect(await eye.page.locator('main').innerText()).toContain(
        path.endsWith(line) ? 'alert(2)' : '<script>alert(1)</script>',
      );
    }
    expect(dialogs).toBe(0);
    expect(eye.complaints).toEqual([]);
    const data = [
      ...(await product()).matchAll(/<script type="application\/ld\+json">([\s\S]*?)<\/script>/g),
    ].map(([, json]) => JSON.parse(json!) as object);
    const text = JSON.stringify(data);
    expect(text).not.toMatch(/aggregateRating|reviewRating|"review"|alert/);
    // The one rating there is: of the certificate.
    expect(text.match(/"@type":"Rating"/g)).toHaveLength(1);
    expect(text).toContain('certificationRating');
  }, 60_000);

  test('of others is not there: with another’s link, another’s workshop, or no such review', async () => {
    const one = await received();
    const two = await received();
    const buyer = shopper(server.url);
    expect((await buyer.ask(`${one.link}/nhan-xet?mon=${two.line}`)).status).toBe(404);
    expect(
      (
        await buyer.ask(`${one.link}/nhan-xet?mon=${two.line}`, {
          viec: 'gui',
          'mua-lai': 'yes',
          'dong-y': '1',
        })
      ).status,
    ).toBe(404);
    expect((await buyer.ask(`/don-hang/${'x'.repeat(22)}/nhan-xet?mon=${two.line}`)).status).toBe(404);
    expect((await buyer.ask('/nhan-xet/000000000000')).status).toBe(404);
    expect((await buyer.ask('/nhan-xet/000000000000', { viec: 'bao', 'vi-sao': 'insult' })).status).toBe(404);
    const [other] = await server.sql<{ id: string }[]>`
      select producer_id as id from producer_shops where producer_id <> ${producer} limit 1`;
    const stranger = await officer(server, 'producer_owner', { kind: 'producer', producerId: other!.id });
    expect((await stranger.ask(`/nha-san-xuat/${producer}/nhan-xet`)).status).toBe(404);
    const [{ id }] = await server.sql<[{ id: string }]>`select id from reviews where state = 'shown' limit 1`;
    expect(
      (
        await stranger.ask(`/nha-san-xuat/${other!.id}/nhan-xet`, {
          viec: 'tra-loi',
          'nhan-xet': id,
          loi: 'Của tôi',
        })
      ).status,
    ).toBe(404);
    expect((await stranger.ask('/quan-tri/ban-hang/nhan-xet')).status).toBe(403);
  }, 60_000);
});
