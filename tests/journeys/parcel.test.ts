import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from '#tests/support/journey.ts';
import { looksRight, signIn } from '#tests/support/look.ts';
import { officer, type PlainBrowser } from '#tests/support/officers.ts';
import { startServer, type RunningServer } from '#tests/support/server.ts';
import { aLot, brokenInvariants } from '#tests/support/shop.ts';
import { contextOn, shopper } from '#tests/support/shopper.ts';

let server: RunningServer;
let ctx: ReturnType<typeof contextOn>;
let producer: string;
let offer: string;
let owner: PlainBrowser;

beforeAll(async () => {
  server = await startServer({ demo: true });
  ctx = contextOn(server.databaseUrl);
  const [goods] = await server.sql<{ id: string; offer: string; product: string }[]>`
    select m.id, o.id as offer, p.id as product from producers m join products p on p.producer_id = m.id
    join offers o on o.product_id = p.id where p.name like 'Mật ong%' order by o.price limit 1`;
  producer = goods!.id;
  offer = goods!.offer;
  await aLot(ctx, { id: offer, productId: goods!.product }, 30, '2029-09-01');
  owner = await officer(server, 'producer_owner', { kind: 'producer', producerId: producer });
});

afterAll(async () => {
  await ctx?.end();
  await server?.stop();
});

/** An order by cash on delivery; where its buyer follows it, and its id. */
async function ordered(): Promise<{ link: string; id: string }> {
  const buyer = shopper(server.url);
  await buyer.add(offer, 2);
  const link = (await buyer.confirm(await buyer.review('cash'))).headers.get('location') ?? '';
  const [order] = await server.sql<
    { id: string }[]
  >`select id from orders where producer_id = ${producer} order by changed_at desc limit 1`;
  return { link, id: order!.id };
}

describe('a parcel', () => {
  test('is packed from another lot, printed for, delivered, claimed about and paid back, without script', async ({
    visitor,
  }) => {
    const { link, id } = await ordered();
    const workshop = await visitor({ url: server.url, script: false });
    await signIn(workshop, owner, server.url);
    const { page } = workshop;
    page.setDefaultTimeout(8_000);
    await workshop.go(`/nha-san-xuat/${producer}/don-hang/${id}`);
    await page.getByRole('button', { name: 'Nhận đơn này' }).click();
    await page.getByText('Đã lấy lô khác').click();
    await looksRight(visitor, workshop, 'parcel-pack');
    const counts = page.locator('.shelf input');
    await counts.nth(0).fill('0');
    await counts.nth(1).fill('1');
    await page.getByRole('button', { name: 'Đã đóng gói xong' }).click();
    expect(await page.getByRole('alert').innerText()).toContain('cộng lại phải đúng 2');
    await page.locator('.shelf input').nth(1).fill('2');
    await page.getByRole('button', { name: 'Đã đóng gói xong' }).click();
    expect(await page.locator('main').innerText()).toContain('Lô lấy từ kệ');

    await workshop.go(`/nha-san-xuat/${producer}/don-hang`);
    await page
      .getByRole('checkbox', { name: /Chọn đơn/ })
      .first()
      .check();
    await looksRight(visitor, workshop, 'parcel-orders');
    for (const kind of ['phieu-nhat', 'phieu-giao']) {
      const paper = await owner.ask(`/nha-san-xuat/${producer}/don-hang/${kind}.pdf?don=${id}`);
      expect(paper.headers.get('content-type')).toBe('application/pdf');
      expect(
        Buffer.from(await paper.arrayBuffer())
          .subarray(0, 5)
          .toString(),
      ).toBe('%PDF-');
    }

    await workshop.go(`/nha-san-xuat/${producer}/don-hang/${id}`);
    await page.getByLabel('Bên giao hàng').fill('Bưu điện');
    await page.getByRole('button', { name: 'Đã giao cho bên vận chuyển' }).click();
    await page.getByText('Giao chưa được').first().click();
    await page.getByLabel('Vì sao chưa giao được').selectOption('no_answer');
    await page.getByRole('button', { name: 'Giao chưa được' }).click();
    const buyer = await visitor({ url: server.url, script: false, lang: 'en' });
    buyer.page.setDefaultTimeout(8_000);
    await buyer.go(`/en${link}`);
    expect(await buyer.page.locator('main').innerText()).toContain('Nobody answered the telephone');
    await page.getByLabel('Bên giao hàng').fill('Bưu điện');
    await page.getByRole('button', { name: 'Gửi lại' }).click();
    await page.getByRole('button', { name: /Khách đã nhận hàng/ }).click();

    await buyer.go(`/en${link}`);
    await buyer.page.getByRole('link', { name: 'Something wrong?' }).click();
    await looksRight(visitor, buyer, 'parcel-claim');
    await buyer.page.locator('[name=vi-sao]').selectOption('damaged');
    await buyer.page.locator('[name^="so-"]').fill('1');
    await buyer.page.locator('[name=ke]').fill('The lid was broken.');
    const photo = await sharp({ create: { width: 900, height: 600, channels: 3, background: '#a60' } })
      .withExif({ IFD0: { Make: 'Máy ảnh' }, IFD3: { GPSLatitudeRef: 'N' } })
      .jpeg()
      .toBuffer();
    const file = (name: string) => ({ name, mimeType: 'image/jpeg', buffer: photo });
    await buyer.page.getByLabel('Photographs').setInputFiles([file('1.jpg'), file('2.jpg')]);
    await buyer.page.getByRole('button', { name: 'Send the claim' }).click();
    expect(await buyer.page.locator('main').innerText()).toContain('Waiting for the producer’s answer');
    await looksRight(visitor, buyer, 'parcel-claimed');
    const address = await buyer.page.locator('.pictures img').first().getAttribute('src');
    const picture = Buffer.from(await (await fetch(new URL(address!, server.url))).arrayBuffer());
    expect((await sharp(picture).metadata()).exif).toBeUndefined();
    expect(
      (await fetch(new URL(address!.replace(/[^/]+\.jpg$/, '000000000000.jpg'), server.url))).status,
    ).toBe(404);

    await workshop.go(`/nha-san-xuat/${producer}`);
    await page.getByRole('link', { name: '1 yêu cầu đổi trả chờ trả lời' }).click();
    await page.locator('.orders a').first().click();
    expect(await page.locator('main').innerText()).toMatch(/Còn \d ngày để trả lời/);
    await looksRight(visitor, workshop, 'parcel-answer');
    await page.getByLabel('Khách gửi hàng về trước').check();
    await page.getByRole('button', { name: 'Chấp nhận', exact: true }).click();
    const onHand = async () =>
      (
        await server.sql<{ n: number }[]>`select sum(on_hand)::int as n from stock where offer_id = ${offer}`
      )[0]!.n;
    const before = await onHand();
    await looksRight(visitor, workshop, 'parcel-come-back');
    await page.getByLabel(/số gói còn bán được/).fill('1');
    await page.getByRole('button', { name: 'Hàng đã về' }).click();
    expect(await onHand()).toBe(before + 1);
    expect(await page.locator('main').innerText()).toContain('Cần hoàn');
    await looksRight(visitor, workshop, 'parcel-answered');
    await buyer.go(`/en${link}`);
    expect(await buyer.page.locator('main').innerText()).toContain('Settled');
    expect([workshop.complaints, buyer.complaints]).toEqual([[], []]);
    expect(await brokenInvariants(ctx)).toEqual([]);
  }, 150_000);

  test('of one producer is nothing that another sees, prints or answers', async () => {
    const { id } = await ordered();
    const [other] = await server.sql<
      { id: string }[]
    >`select id from producers where id <> ${producer} limit 1`;
    const stranger = await officer(server, 'producer_owner', { kind: 'producer', producerId: other!.id });
    for (const path of [
      `/nha-san-xuat/${producer}/don-hang/phieu-giao.pdf?don=${id}`,
      `/nha-san-xuat/${other!.id}/don-hang/phieu-giao.pdf?don=${id}`,
      `/nha-san-xuat/${other!.id}/don-hang/phieu-nhat.pdf?don=${id}`,
    ])
      expect([path, (await stranger.ask(path)).status]).toEqual([path, 404]);
  });
});
