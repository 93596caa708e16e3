import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { announce } from '#src/domain/audit/audit.ts';
import { productPage } from '#src/domain/catalogue/product-page.ts';
import { loadPlaces } from '#src/domain/places/places.ts';
import { addDays, dayInVietnam } from '#src/domain/shared/calendar.ts';
import type { Context } from '#src/domain/shared/context.ts';
import type { Dong } from '#src/domain/shared/dong.ts';
import { newId } from '#src/domain/shared/id.ts';
import { keepOffer, keepShop, type OfferForm, type ShopForm } from '#src/domain/shop/keep-offers.ts';
import { offersOfProduct } from '#src/domain/shop/product-offers.ts';
import { packOrder, confirmOrder } from '#src/domain/checkout/handle-order.ts';
import { parcelsOnPaper } from '#src/domain/checkout/packing.ts';
import { deliveryNotesPdf } from '#src/web/parcel-pdf.ts';
import { officer, plainBrowser, wordsOf } from '#tests/support/officers.ts';
import { ensureBuilt, startServer, type RunningServer } from '#tests/support/server.ts';
import { aShop, anOffer, BUYER, LABEL, order, RULES } from '#tests/support/shop.ts';
import { contextOn, DETAILS, shopper, type Shopper } from '#tests/support/shopper.ts';
import { pdfText } from '#tests/support/pdf-text.ts';

/**
 * What Vietnamese law asks of whoever sells alcohol at a distance, rule by rule (Law 44/2019/QH14; Decrees
 * 24/2020/NĐ-CP and 105/2017/NĐ-CP), on the built server.
 */
let server: RunningServer;
let ctx: Context & { end: () => Promise<void> };
const TODAY = dayInVietnam(new Date());
const NAME = 'Rượu nếp men lá Kỳ Sơn';
let wine: Awaited<ReturnType<typeof anOffer>>;
let slug: string;

beforeAll(async () => {
  await ensureBuilt();
  server = await startServer({ demo: true });
  ctx = contextOn(server.databaseUrl);
  wine = await alcohol(ctx, 29.5, NAME);
  const [row] = await ctx.db.execute<{ slug: string }>(
    sql`select slug from products where id = ${wine.productId}`,
  );
  slug = row!.slug;
}, 240_000);
afterAll(async () => {
  await ctx?.end();
  await server?.stop();
});

/** An offer of alcohol of so many degrees, of a producer who may sell it. */
async function alcohol(
  ctx: Context,
  degree: number | null,
  name = `Rượu ${newId()}`,
  licence = '12/GP-UBND',
) {
  const producerId = await aShop(ctx, { alcoholLicence: licence });
  const offer = await anOffer(ctx, { producerId, set: 14, name });
  await ctx.db
    .execute(sql`update products set alcohol_degree = ${degree}, price = 150000, pack = 'chai 500 ml',
    summary_vi = 'Thơm nồng men lá' where id = ${offer.productId}`);
  await announce(ctx, { products: [offer.productId] });
  return offer;
}

/** Somebody who has given a name and a date of birth. */
async function declared(birthYear = 1990): Promise<Shopper> {
  const browser = shopper(server.url);
  await browser.ask('/do-tuoi', { ten: 'Vi Văn An', ngay: '5', thang: '9', nam: String(birthYear) });
  return browser;
}

const pageOf = async (path: string, browser = plainBrowser(server.url)) => wordsOf(await browser.ask(path));

test('A-01: name and age are declared before alcohol is viewed, searched for, put into a basket or ordered', async () => {
  const stranger = shopper(server.url);
  expect(await pageOf(`/san-pham/${slug}`, stranger)).toContain('Đây là đồ uống có cồn');
  expect(await pageOf(`/san-pham/${slug}`, stranger)).not.toContain('Thơm nồng');
  const put = await stranger.add(wine.id);
  expect(put.headers.get('location')).toBe(`/do-tuoi?ve=${encodeURIComponent(`/san-pham/${slug}`)}`);
  expect((await stranger.get('/gio-hang')).text).not.toContain(NAME);

  // Found by who may look for it, and neither found nor completed for others.
  const search = `/san-pham?q=${encodeURIComponent('rượu nếp men lá kỳ sơn')}`;
  const finder = await declared();
  await expect.poll(async () => pageOf(search, finder), { timeout: 15_000 }).toContain(NAME);
  expect(await pageOf(search, stranger)).not.toContain(NAME);
  const suggest = `/api/v1/suggest?q=${encodeURIComponent('rượu nếp men')}`;
  expect((await stranger.get(suggest)).text).not.toContain(slug);

  // A name without an age, an age without a name, and too young an age open nothing.
  for (const form of [
    { ten: 'Vi Văn An', ngay: '', thang: '', nam: '' },
    { ten: '', ngay: '5', thang: '9', nam: '1990' },
    { ten: 'Vi Văn An', ngay: '5', thang: '9', nam: '2010' },
  ])
    expect((await stranger.ask('/do-tuoi', form)).status).toBeGreaterThanOrEqual(400);
  expect(stranger.jar.get('tuoi')).toBeUndefined();

  const adult = await declared();
  expect(await pageOf(`/san-pham/${slug}`, adult)).toContain('Thơm nồng');
  expect((await adult.add(wine.id)).headers.get('location')).toContain('/gio-hang');
  expect(await pageOf('/gio-hang', adult)).toContain(NAME);
  // The telephone goes to somebody else: what lies in the basket is not shown, and can be taken out unseen.
  adult.jar.delete('tuoi');
  expect(await pageOf('/gio-hang', adult)).not.toContain(NAME);
  expect((await adult.ask('/thanh-toan')).headers.get('location')).toContain('/do-tuoi');
  expect((await adult.ask('/gio-hang', { viec: 'bo-ruou', so: '0' })).status).toBe(303);
  expect(await pageOf('/gio-hang', adult)).toContain('trống');
});

test('A-02: an order of alcohol takes name, residence and a payment that is not cash, also for goods that are fetched', async () => {
  const adult = await declared();
  await adult.add(wine.id);
  for (const missing of ['ten', 'duong', 'xa'] as const) {
    const answer = await adult.ask('/thanh-toan', {
      ...DETAILS,
      [missing]: '',
      tra: 'transfer',
      viec: 'xem',
    });
    expect(answer.status, missing).toBe(422);
  }
  const form = await adult.review('transfer');
  expect((await adult.confirm(form)).status, 'without saying that they are of age').toBe(422);
  expect((await adult.confirm({ ...form, 'du-tuoi': '1' })).status).toBe(303);
  const [kept] = await ctx.db.execute<{ buyer: typeof BUYER; method: string; consents: object[] }>(sql`
    select p.buyer, p.method, p.consents from purchases p join orders o on o.purchase_id = p.id
    where o.producer_id = ${wine.producerId} order by p.started_at desc limit 1`);
  expect(kept).toMatchObject({
    method: 'transfer',
    buyer: {
      name: 'Trần Thị Mua',
      street: '12 Hàng Bài',
      communeCode: expect.stringMatching(/^\d{5}$/) as string,
    },
  });
  expect(kept!.consents).toContainEqual(expect.objectContaining({ purpose: 'age' }));
});

test('A-03: alcohol is not paid in cash, so never on delivery', async () => {
  const adult = await declared();
  await adult.add(wine.id);
  const details = await adult.ask('/thanh-toan');
  expect(await details.text()).not.toContain('value="cash"');
  await expect(adult.review('cash')).rejects.toThrow('không cho trả tiền mặt');
  await expect(order(ctx, [[wine.id, 1]], { method: 'cash' })).rejects.toThrow('no_cash_for_alcohol');
});

test('A-04: alcohol is in no front page, recommendation, list of places, feed, sitemap, snippet or preview', async () => {
  const adult = await declared();
  const [{ commune_code: commune } = { commune_code: '' }] = await ctx.db.execute<{ commune_code: string }>(
    sql`select commune_code from products where id = ${wine.productId}`,
  );
  for (const path of [
    '/',
    `/dia-phuong/31/${commune}`,
    '/dia-phuong/31',
    '/du-lieu-mo/hang-ban.xml',
    '/quyet-dinh.rss',
  ])
    expect((await adult.get(path)).text, path).not.toContain(NAME);
  for (const path of ['/sitemap.xml', '/sitemap-1.xml'])
    expect((await adult.get(path)).text, path).not.toContain(slug);
  const { text } = await adult.get(`/san-pham/${slug}`);
  expect(text).toContain('noindex');
  expect(text).not.toMatch(/property="og:|name="description"|application\/ld\+json/);
  expect((await adult.ask(`/san-pham/${slug}/the.png`)).status).toBe(404);
  // Beside other goods of the same maker and the same commune.
  const honey = await anOffer(ctx, { producerId: wine.producerId });
  const page = await productPage(
    server.sql,
    await loadPlaces(ctx),
    (await ctx.db.execute<{ slug: string }>(sql`select slug from products where id = ${honey.productId}`))[0]!
      .slug,
    TODAY,
    'anniversary_counts',
  );
  expect([...page!.fromProducer, ...page!.fromCommune].map(({ name }) => name)).not.toContain(NAME);
});

test('A-05: the paper on the parcel tells the carrier to hand it to people of 18 and more, and the packer to check', async () => {
  const { purchaseId } = await order(ctx, [[wine.id, 1]], { method: 'transfer' });
  const [row] = await ctx.db.execute<{ id: string }>(sql`
    update orders set state = 'placed' where purchase_id = ${purchaseId} returning id`);
  await confirmOrder(ctx, row!.id);
  const owner = await officer(server, 'producer_owner', { kind: 'producer', producerId: wine.producerId });
  const at = `/nha-san-xuat/${wine.producerId}/don-hang/${row!.id}`;
  expect(await pageOf(at, owner)).toContain('Chỉ giao cho người từ 18 tuổi');
  await packOrder(ctx, row!.id);
  const parcels = await parcelsOnPaper(ctx, wine.producerId, [row!.id]);
  const pdf = await deliveryNotesPdf(
    parcels,
    () => 'https://ocop.example.vn/',
    () => null,
  );
  expect(plainText(pdf)).toContain('chỉgiaochongườitừ18tuổi');
});

/** Words of a PDF whose parts are not marked, without spaces. */
function plainText(pdf: Uint8Array): string {
  return pdfText(pdf)
    .said.map(({ text }) => text)
    .join('')
    .replace(/\s/g, '');
}

const form = (given: Partial<OfferForm> = {}): OfferForm => ({
  pack: 'chai 650 ml',
  quantity: 650,
  unit: 'ml',
  price: 100_000 as Dong,
  weight: 900,
  state: 'open',
  mostPerOrder: 99,
  sellsFrom: null,
  sellsUntil: null,
  shipsFrom: null,
  shortDatedDays: 7,
  sentTo: null,
  ...given,
});
const shop = (fee: number, given: Partial<ShopForm> = {}): ShopForm => ({
  leadDays: 2,
  cashUpTo: null,
  account: null,
  takesCards: true,
  alcoholLicence: '12/GP-UBND',
  rates: [{ zone: 'country', fee: fee as Dong, feePerKilogram: 0 as Dong, freeFrom: 1 as Dong, days: 3 }],
  pickUpPoints: [],
  pause: null,
  ...given,
});

test('A-06: from 15 degrees on nothing is promoted: no reduction shown, nothing sent free, nothing sold ahead', async () => {
  const strong = await alcohol(ctx, 15);
  await ctx.db.execute(
    sql`update offer_prices set price = 300000, "from" = "from" - interval '5 days' where offer_id = ${strong.id}`,
  );
  await ctx.db.execute(
    sql`insert into offer_prices (offer_id, price, "from", set_by) values (${strong.id}, 150000, now(), 'test')`,
  );
  const shown = await offersOfProduct(server.sql, strong.productId, TODAY, RULES);
  expect(shown.offers[0]).toMatchObject({ before: null });
  await expect(keepOffer(ctx, strong.productId, form({ shipsFrom: addDays(TODAY, 60) }))).rejects.toThrow(
    'no_promotion',
  );
  await expect(keepShop(ctx, strong.producerId, shop(0))).rejects.toThrow('no_free_sending');
  // Free from a sum on is kept for other goods, and does not count for these.
  await keepShop(ctx, strong.producerId, shop(30_000));
  const { purchaseId } = await order(ctx, [[strong.id, 2]], { method: 'card' });
  const [paid] = await ctx.db.execute<{ shipping_total: number }>(
    sql`select shipping_total from purchases where id = ${purchaseId}`,
  );
  expect(paid!.shipping_total).toBe(30_000);
  const free = await alcohol(ctx, 40);
  await ctx.db.execute(sql`update shipping_rates set fee = 0 where producer_id = ${free.producerId}`);
  await expect(keepOffer(ctx, free.productId, form())).rejects.toThrow('no_free_sending');
});

test('A-07: below 15 degrees goods may be sold as others are, behind the age, with their warning beside them', async () => {
  const weak = await alcohol(ctx, 12, 'Rượu vang mơ nhẹ');
  await ctx.db.execute(
    sql`update products set label = ${JSON.stringify({ ...LABEL, warnings: 'Người dưới 18 tuổi không được uống rượu' })}::jsonb
      where id = ${weak.productId}`,
  );
  await keepShop(ctx, weak.producerId, shop(0));
  await keepOffer(ctx, weak.productId, form({ shipsFrom: addDays(TODAY, 60) }));
  const [row] = await ctx.db.execute<{ slug: string }>(
    sql`select slug from products where id = ${weak.productId}`,
  );
  expect(await pageOf(`/san-pham/${row!.slug}`)).toContain('Đây là đồ uống có cồn');
  const seen = await pageOf(`/san-pham/${row!.slug}`, await declared());
  expect(seen).toContain('Người dưới 18 tuổi không được uống rượu');
  expect(seen).toContain('chai 650 ml');
});

test('A-08: alcohol is offered only by whoever holds a licence, and no longer when it is gone', async () => {
  const offer = await alcohol(ctx, 29.5, undefined, '');
  await expect(keepOffer(ctx, offer.productId, form())).rejects.toThrow('offer.label_missing');
  await keepShop(ctx, offer.producerId, shop(30_000));
  await keepOffer(ctx, offer.productId, form());
  await keepShop(ctx, offer.producerId, shop(30_000, { alcoholLicence: null }));
  const shown = await offersOfProduct(server.sql, offer.productId, TODAY, RULES);
  expect(shown.offers.map(({ notSold }) => notSold)).toEqual(['unlicensed', 'unlicensed']);
  await expect(order(ctx, [[offer.id, 1]], { method: 'card' })).rejects.toThrow('offer.not_sold');
});

test('A-09: whoever packs bottles is reminded of stamp and label', async () => {
  const { purchaseId } = await order(ctx, [[wine.id, 1]], { method: 'transfer' });
  const [row] = await ctx.db.execute<{ id: string }>(sql`
    update orders set state = 'confirmed' where purchase_id = ${purchaseId} returning id`);
  const owner = await officer(server, 'producer_owner', { kind: 'producer', producerId: wine.producerId });
  expect(await pageOf(`/nha-san-xuat/${wine.producerId}/don-hang/${row!.id}`, owner)).toContain(
    'mỗi chai phải có tem và nhãn',
  );
});

test('A-10: who scans a bottle sees safety and certificate before the age, and the story, price and shop after it', async () => {
  await ctx.db.execute(
    sql`update products set label = ${JSON.stringify({ ...LABEL, warnings: 'Đã uống rượu thì không lái xe' })}::jsonb,
      story_vi = 'Men lá của bản, ủ chín ngày' where id = ${wine.productId}`,
  );
  const before = await pageOf(`/san-pham/${slug}/truy-xuat`);
  for (const words of [
    NAME,
    'HTX Nông nghiệp An Sơn',
    'Đã uống rượu thì không lái xe',
    'Đang được công nhận',
  ])
    expect(before).toContain(words);
  for (const words of ['Thơm nồng', 'Men lá của bản', '150.000']) expect(before).not.toContain(words);
  const page = await pageOf(`/san-pham/${slug}`);
  for (const words of ['Thơm nồng', 'Men lá của bản', '150.000']) expect(page).not.toContain(words);
  const after = await pageOf(`/san-pham/${slug}`, await declared());
  for (const words of ['Thơm nồng', 'Men lá của bản', '150.000']) expect(after).toContain(words);
});

test('A-11: the degree drives all of this: without it nothing is published, and what was is not sold any more', async () => {
  const offer = await alcohol(ctx, null);
  await expect(keepOffer(ctx, offer.productId, form())).rejects.toThrow('offer.label_missing');
  const shown = await offersOfProduct(server.sql, offer.productId, TODAY, RULES);
  expect(shown.offers.map(({ notSold }) => notSold)).toEqual(['unlicensed']);
  await expect(order(ctx, [[offer.id, 1]], { method: 'card' })).rejects.toThrow('offer.not_sold');
  await ctx.db.execute(sql`update products set alcohol_degree = 29.5 where id = ${offer.productId}`);
  await keepOffer(ctx, offer.productId, form());
});
