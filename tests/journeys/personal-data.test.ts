import { confirmOrder, deliverOrder, handOverOrder, packOrder } from '#src/domain/checkout/handle-order.ts';
import { afterAll, beforeAll, describe, expect, test } from '#tests/support/journey.ts';
import { looksRight, signIn } from '#tests/support/look.ts';
import { officer, type PlainBrowser } from '#tests/support/officers.ts';
import { startServer, type RunningServer } from '#tests/support/server.ts';
import { contextOn, shopper } from '#tests/support/shopper.ts';

let server: RunningServer;
let ctx: ReturnType<typeof contextOn>;
let admin: PlainBrowser;
let offer: string;

beforeAll(async () => {
  server = await startServer({ demo: true });
  ctx = contextOn(server.databaseUrl);
  const [goods] = await server.sql<{ offer: string }[]>`
    select o.id as offer from products p join offers o on o.product_id = p.id where p.name like 'Mật ong%' order by o.price limit 1`;
  offer = goods!.offer;
  admin = await officer(server, 'administrator');
});

afterAll(async () => {
  await ctx?.end();
  await server?.stop();
});

async function bought(thu: string, isDelivered = true): Promise<{ link: string; orderId: string }> {
  const buyer = shopper(server.url);
  await buyer.add(offer, 1);
  const link = (await buyer.confirm(await buyer.review('cash', { thu }))).headers.get('location') ?? '';
  const [order] = await server.sql<{ id: string }[]>`select id from orders order by changed_at desc limit 1`;
  if (isDelivered) {
    await confirmOrder(ctx, order!.id);
    await packOrder(ctx, order!.id);
    await handOverOrder(ctx, order!.id, { carrier: 'Bưu điện', trackingNumber: null });
    await deliverOrder(ctx, order!.id);
  }
  return { link, orderId: order!.id };
}

/** The link in the newest letter to this address. */
async function linkMailedTo(address: string): Promise<string> {
  const [letter] = await server.sql<{ words: string }[]>`
    select words from letters where to_address = ${address} and kind = 'rights' order by written_at desc limit 1`;
  return new URL(/https?:\S+/.exec(letter?.words ?? '')?.[0] ?? 'http://none/').pathname;
}

describe('a person and their data', () => {
  test('by the mailbox: sees, takes home, asks for deletion; the operator deletes and answers; without script', async ({
    visitor,
  }) => {
    await bought('hoa@example.vn');
    const person = await visitor({ url: server.url, script: false });
    const { page } = person;
    page.setDefaultTimeout(8_000);
    await person.go('/phap-ly/quyen-rieng-tu');
    await looksRight(visitor, person, 'data-policy');
    expect(await page.locator('main').innerText()).toContain('Giữ bao lâu');
    await page.locator('footer').getByRole('link', { name: 'Quyền với dữ liệu của bạn' }).click();
    await looksRight(visitor, person, 'data-public');
    await page.getByLabel('Thư điện tử').fill('hoa@example.vn');
    await page.getByRole('button', { name: 'Gửi liên kết' }).click();
    const said = await page.locator('main').innerText();
    expect(said).toContain('liên kết đang được gửi');
    // The same words for an address that nobody knows.
    await page.getByLabel('Thư điện tử').fill('khong-ai@example.vn');
    await page.getByRole('button', { name: 'Gửi liên kết' }).click();
    expect(await page.locator('main').innerText()).toBe(said);
    expect(await person.go(await linkMailedTo('khong-ai@example.vn'))).toBe(200);
    expect(await page.locator('main').innerText()).toContain('Thư đã gửi tới địa chỉ này: 1');

    const desk = await linkMailedTo('hoa@example.vn');
    await person.go(desk);
    await looksRight(visitor, person, 'data-desk');
    expect(await page.locator('main').innerText()).toContain('12 Hàng Bài');
    const file = await fetch(new URL(`${desk}?tai=json`, server.url));
    expect(file.headers.get('cache-control')).toContain('no-store');
    const taken = (await file.json()) as { purchases: { buyer: { email: string } }[] };
    expect(taken.purchases.map(({ buyer }) => buyer.email)).toEqual(['hoa@example.vn']);
    await page.locator('[name=quyen]').selectOption('delete');
    await page.getByRole('button', { name: 'Gửi yêu cầu' }).click();
    const follow = await page.locator('.link a').getAttribute('href');
    await person.go(follow!);
    await looksRight(visitor, person, 'data-follow');
    expect(await page.locator('main').innerText()).toContain('Đã nhận, chưa có người xem');

    const office = await visitor({ url: server.url, script: false, width: 1280 });
    await signIn(office, admin, server.url);
    office.page.setDefaultTimeout(8_000);
    await office.go('/quan-tri/du-lieu-ca-nhan');
    await looksRight(visitor, office, 'data-office');
    expect(await office.page.locator('main').innerText()).toMatch(/còn \d+ ngày để báo đã nhận/);
    await office.page.getByRole('link', { name: 'Xóa dữ liệu của tôi' }).click();
    await looksRight(visitor, office, 'data-case');
    await office.page.getByRole('button', { name: 'Báo đã nhận' }).click();
    await office.page.locator('summary', { hasText: 'Xóa dữ liệu cá nhân' }).click();
    await office.page.getByRole('button', { name: 'Xóa dữ liệu cá nhân' }).click();
    expect(await office.page.locator('main').innerText()).toContain('Đã xóa.');
    await office.page.locator('summary', { hasText: 'Trả lời và đóng' }).click();
    await office.page.getByLabel('Câu trả lời').fill('Đã xóa mọi thứ không buộc phải giữ.');
    await office.page.getByRole('button', { name: 'Gửi câu trả lời' }).click();
    expect(await office.page.locator('main').innerText()).toContain('Đã trả lời.');
    await person.go(follow!);
    expect(await page.locator('main').innerText()).toContain('Đã xóa mọi thứ không buộc phải giữ.');
    const [left] = await server.sql<{ count: number }[]>`
      select count(*)::int as count from purchases where buyer::text like '%hoa@example.vn%'`;
    expect(left!.count).toBe(0);
    expect([person.complaints, office.complaints]).toEqual([[], []]);
  }, 180_000);

  test('by the link of the order, and by the account; in English too', async ({ visitor }) => {
    const { link } = await bought('lan@example.vn', false);
    const buyer = await visitor({ url: server.url, script: false, lang: 'en' });
    buyer.page.setDefaultTimeout(8_000);
    await buyer.go(`/en${link}`);
    await buyer.page.getByRole('link', { name: 'Your data in this order' }).click();
    await looksRight(visitor, buyer, 'data-order');
    await buyer.page.locator('[name=quyen]').selectOption('correct');
    await buyer.page.getByRole('button', { name: 'Send the request' }).click();
    expect(await buyer.page.getByRole('alert').innerText()).toContain('what is to be corrected');
    await buyer.page.locator('[name=ke]').fill('My street is Hàng Trống.');
    await buyer.page.getByRole('button', { name: 'Send the request' }).click();
    expect(await buyer.page.locator('main').innerText()).toContain('Received, nobody has looked yet');
    await buyer.go('/en/quyen-du-lieu');
    expect(await buyer.page.locator('main').innerText()).toContain('within 2 working days');

    const account = await visitor({ url: server.url, script: false });
    await signIn(account, admin, server.url);
    await account.go('/tai-khoan');
    await account.page.getByRole('link', { name: 'Dữ liệu của bạn', exact: true }).click();
    await looksRight(visitor, account, 'data-account');
    expect(await account.page.locator('main').innerText()).toContain('Máy đang đăng nhập');
    expect(await account.page.locator('main').innerText()).not.toContain('lan@example.vn');
    // Nobody else’s link, request or case.
    const stranger = await officer(server, 'reader');
    for (const [path, status] of [
      [`/don-hang/${'x'.repeat(22)}/du-lieu`, 404],
      ['/quyen-du-lieu/khong-co', 404],
      ['/quyen-du-lieu/yeu-cau/khong-co', 404],
      ['/quan-tri/du-lieu-ca-nhan', 403],
    ] as const)
      expect([path, (await stranger.ask(path)).status]).toEqual([path, status]);
    expect((await admin.ask('/quan-tri/du-lieu-ca-nhan/000000000000')).status).toBe(404);
    expect([buyer.complaints, account.complaints]).toEqual([[], []]);
  }, 120_000);
});
