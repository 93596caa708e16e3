import { sql } from 'drizzle-orm';
import { readFile } from '#src/domain/lists/read-file.ts';
import type { Dong } from '#src/domain/shared/dong.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import { offerFieldOf, readOfferSheets } from '#src/domain/shop/offer-list.ts';
import { checkOfferList, publishOfferList } from '#src/domain/shop/offer-lists.ts';
import { productsToSell } from '#src/domain/shop/kept-offers.ts';
import type { Context } from '#src/domain/shared/context.ts';
import { offerTemplate } from '#src/web/offer-template.ts';
import { delimited, utf8, xlsxFile } from '#tests/support/list-files.ts';
import { aProducer, aProduct } from '#tests/support/register.ts';
import { aLot, anOffer, aShop, brokenInvariants, LABEL, order } from '#tests/support/shop.ts';
import { expect, test } from '#tests/support/test.ts';

const HEADING = [
  'Sản phẩm',
  'Quy cách',
  'Giá (đồng)',
  'Khối lượng gửi (g)',
  'Mã lô',
  'Ngày sản xuất',
  'Hạn dùng',
  'Số gói trên kệ',
];
const csv = (rows: readonly (string | number)[][]) => utf8(delimited([HEADING, ...rows]));
const codes = (list: Awaited<ReturnType<typeof checkOfferList>>) =>
  list.sheets.flatMap(({ rows, findings }) => [
    ...findings.map(({ code }) => code),
    ...rows.flatMap(({ line, findings: its }) => its.map(({ code }) => `${line} ${code}`)),
  ]);
const shelves = (ctx: Context) =>
  ctx.db.execute<{ pack: string; price: number; lot: string | null; on_hand: number }>(sql`
    select o.pack, o.price, t.code as lot, k.on_hand from offers o left join stock k on k.offer_id = o.id
    left join lots t on t.id = k.lot_id order by o.pack, t.code nulls first`);

test.for<[heading: string, field: string | null]>([
  ['Tên sản phẩm', 'product'],
  ['Mã hàng', 'code'],
  ['GTIN', 'code'],
  ['Quy cách đóng gói', 'pack'],
  ['Đơn giá (nghìn đồng)', 'price'],
  ['Số gói trên kệ', 'stock'],
  ['Tồn kho', 'stock'],
  ['Mã lô', 'lot'],
  ['NSX', 'madeOn'],
  ['Hạn sử dụng', 'useBy'],
  ['Khối lượng khi gửi (kg)', 'weight'],
  ['Định lượng', 'quantity'],
  ['ĐVT', 'unit'],
  ['Tình trạng', 'state'],
  ['Ghi chú', null],
])('a column headed «%s» holds %s', ([heading, field]) => {
  expect(offerFieldOf(heading)).toBe(field);
});

test('amounts are read as people write them, whatever the encoding of the file', async () => {
  const text =
    'Sản phẩm;Quy cách;Giá;Định lượng;Khối lượng (kg);Số gói\nMật ong;chai;125.000đ;0,5 lít;0,7;1.200\n';
  for (const bytes of [utf8(text), new Uint8Array(Buffer.from(`\ufeff${text}`, 'utf16le'))]) {
    const [sheet] = readOfferSheets(await readFile(bytes, 'gia.csv'));
    expect(sheet!.rows).toMatchObject([
      {
        product: 'Mật ong',
        price: 125_000,
        quantity: 500,
        unit: 'ml',
        weight: 700,
        stock: 1_200,
        findings: [],
      },
    ]);
  }
});

test('a list changes prices and shelves; the same list again changes nothing', async ({ ctx }) => {
  const offer = await anOffer(ctx, {
    name: 'Mật ong hoa vải',
    pack: 'chai 500 ml',
    packKey: 'chai 500 ml',
    stock: 4,
  });
  const list = csv([
    ['Mật ong hoa vải', 'chai 500 ml', '160.000', 700, '', '', '', 9],
    ['mật ong hoa vải', 'hũ 250 ml', '90.000', 400, 'L1', '01/02/2026', '01/02/2028', 30],
    ['Mật ong hoa vải', 'hũ 250 ml', '', '', 'L2', '', '01/05/2028', 5],
  ]);
  const checked = await checkOfferList(ctx, list, 'gia.csv', { producerId: offer.producerId });
  expect(checked.summary).toMatchObject({ rows: 3, good: 3, errors: 0, changed: 3 });
  expect(checked.sheets[0]!.rows[0]).toMatchObject({
    match: 'changed',
    changes: [
      { field: 'price', before: 150_000, after: 160_000 },
      { field: 'stock', before: 4, after: 9 },
    ],
  });
  expect(checked.sheets[0]!.rows[1]).toMatchObject({ match: 'new' });
  const published = await publishOfferList(ctx, list, 'gia.csv', { seen: checked.fingerprint });
  expect(published).toMatchObject({ outcome: 'published', changes: { made: 1, changed: 1, counted: 3 } });
  expect(await shelves(ctx)).toEqual([
    { pack: 'chai 500 ml', price: 160_000, lot: null, on_hand: 9 },
    { pack: 'hũ 250 ml', price: 90_000, lot: 'L1', on_hand: 30 },
    { pack: 'hũ 250 ml', price: 90_000, lot: 'L2', on_hand: 5 },
  ]);
  const again = await publishOfferList(ctx, list, 'gia.csv');
  expect(again).toMatchObject({
    outcome: 'published',
    changes: { made: 0, changed: 0, counted: 0 },
    list: { summary: { changed: 0 } },
  });
  expect(await brokenInvariants(ctx)).toEqual([]);
});

test('with one wrong row nothing is published; the good rows alone only when asked', async ({ ctx }) => {
  const offer = await anOffer(ctx, { name: 'Mật ong', pack: 'chai', packKey: 'chai' });
  const list = csv([
    ['Mật ong', 'chai', '155.000', '', '', '', '', ''],
    ['Mật mía', 'chai', '50.000', 500, '', '', '', 3],
  ]);
  expect(await publishOfferList(ctx, list, 'gia.csv')).toMatchObject({ outcome: 'refused' });
  expect((await shelves(ctx))[0]).toMatchObject({ price: 150_000 });
  expect(await publishOfferList(ctx, list, 'gia.csv', { onlyGood: true })).toMatchObject({
    outcome: 'published',
    changes: { changed: 1 },
  });
  expect((await shelves(ctx))[0]).toMatchObject({ price: 155_000 });
  expect(offer.price).toBe(150_000);
});

test('every finding is told at once, with its line', async ({ ctx }) => {
  const producerId = await aShop(ctx);
  const other = await anOffer(ctx, { name: 'Chè xanh' });
  const offer = await anOffer(ctx, { producerId, name: 'Mật ong', pack: 'chai', packKey: 'chai', stock: 8 });
  await aProduct(ctx, { producerId, name: 'Tinh bột nghệ', productSet: 1, label: {} });
  await order(ctx, [[offer.id, 5]]);
  const list = await checkOfferList(
    ctx,
    csv([
      ['Chè xanh', 'gói', '90.000', 100, '', '', '', 1],
      ['Mật ong', 'chai', '400.000', '', '', '', '', 3],
      ['Mật ong', 'hũ', 'liên hệ sau', '', '', '', '', ''],
      ['Mật ong', 'can', '', '', '', '', '', 4],
      ['Mật ong', 'bình', '200.000', 900, '', '', '31/02/2027', 4],
      ['Mật ong', 'lọ', '200.000', 900, 'A', '05/06/2028', '05/06/2027', 4],
      ['', 'lọ', '200.000', 900, '', '', '', 4],
      ['Tinh bột nghệ', 'hộp', '200.000', 900, '', '', '', '4,5'],
    ]),
    'gia.csv',
    { producerId },
  );
  expect(codes(list)).toEqual([
    '2 product_not_found',
    '3 price_jump',
    '3 stock_fewer_than_held',
    '4 price_missing',
    '4 weight_missing',
    '5 price_missing',
    '5 weight_missing',
    '6 day_unreadable',
    '7 lot_days_wrong',
    '8 product_missing',
    '9 stock_unreadable',
    '9 label_missing',
  ]);
  expect(list.summary.good).toBe(0);
  expect(other.producerId).not.toBe(producerId);
});

test('a row may not say another price than the row of the same pack before it, nor name a lot twice', async ({
  ctx,
}) => {
  await anOffer(ctx, { name: 'Mật ong', pack: 'chai', packKey: 'chai' });
  const list = await checkOfferList(
    ctx,
    csv([
      ['Mật ong', 'chai', '150.000', '', 'A', '', '', 2],
      ['Mật ong', 'chai', '155.000', '', 'B', '', '', 2],
      ['Mật ong', 'chai', '', '', 'A', '', '', 3],
    ]),
    'gia.csv',
  );
  expect(codes(list)).toEqual(['3 rows_differ', '4 row_repeated']);
});

test('goods are named by our identifier, the end of their address, or their GTIN', async ({ ctx }) => {
  const producerId = await aShop(ctx);
  const product = await aProduct(ctx, {
    producerId,
    name: 'Mật ong',
    slug: 'mat-ong-an-son',
    gtin: '08938505974194',
    label: LABEL,
  });
  await anOffer(ctx, { producerId, productId: product.id, pack: 'chai', packKey: 'chai' });
  for (const code of [
    product.id,
    'mat-ong-an-son',
    'https://example.vn/san-pham/mat-ong-an-son',
    '8938505974194',
  ]) {
    const list = await checkOfferList(ctx, csv([[code, 'chai', '151.000', '', '', '', '', '']]), 'gia.csv');
    expect([code, codes(list), list.summary.changed]).toEqual([code, [], 1]);
  }
});

test('the template sent back as it is changes nothing, and holds no formula', async ({ ctx }) => {
  const producerId = await aShop(ctx);
  const offer = await anOffer(ctx, {
    producerId,
    name: '=1+1 mật',
    pack: '@chai',
    packKey: 'chai',
    useBy: '2028-01-01',
  });
  await aLot(ctx, offer, 7, '2028-05-01');
  await aProduct(ctx, { producerId, name: 'Chưa bán' });
  const book = await offerTemplate(await productsToSell(ctx, producerId));
  const [sheet] = await readFile(book, 'mau.xlsx');
  expect(sheet!.rows[1]!.cells.slice(1, 3).map(({ text }) => text)).toEqual(["'=1+1 mật", "'@chai"]);
  const list = await checkOfferList(ctx, book, 'mau.xlsx', { producerId });
  expect(codes(list)).toEqual([]);
  expect(list.summary).toMatchObject({ rows: 2, good: 2, changed: 0 });
});

test('what was looked at is published, not what it would have become since', async ({ ctx }) => {
  const offer = await anOffer(ctx, { name: 'Mật ong', pack: 'chai', packKey: 'chai' });
  const list = csv([['Mật ong', 'chai', '155.000', '', '', '', '', 6]]);
  const { fingerprint } = await checkOfferList(ctx, list, 'gia.csv');
  await ctx.db.execute(sql`update offers set price = ${140_000 as Dong} where id = ${offer.id}`);
  const refused = await publishOfferList(ctx, list, 'gia.csv', { seen: fingerprint }).catch(
    (error: unknown) => error,
  );
  expect(refused).toBeInstanceOf(Refusal);
  expect(refused).toMatchObject({ code: 'list.changed_meanwhile' });
});

test('a producer publishes for their own goods only, and needs an open shop', async ({ ctx }) => {
  const offer = await anOffer(ctx, { name: 'Mật ong', pack: 'chai', packKey: 'chai' });
  const closed = await aProducer(ctx);
  await aProduct(ctx, { producerId: closed.id, name: 'Chè lam', label: LABEL });
  const as = (producerId: string): Context => ({
    ...ctx,
    actor: {
      kind: 'person',
      id: 'p',
      name: 'P',
      isStrong: false,
      assignments: [{ id: 'a', role: 'producer_owner', scope: { kind: 'producer', producerId } }],
    } as unknown as Context['actor'],
  });
  const list = csv([['Mật ong', 'chai', '155.000', '', '', '', '', 6]]);
  const stranger = as(closed.id);
  await expect(
    publishOfferList(stranger, list, 'g.csv', { producerId: offer.producerId }),
  ).rejects.toMatchObject({
    code: 'not_found',
  });
  expect(codes(await checkOfferList(stranger, list, 'g.csv', { producerId: closed.id }))).toEqual([
    '2 product_not_found',
  ]);
  const own = await checkOfferList(
    stranger,
    csv([['Chè lam', 'gói', '50.000', 300, '', '', '', 2]]),
    'g.csv',
    {
      producerId: closed.id,
    },
  );
  expect(codes(own)).toEqual(['2 shop_not_open']);
});

test('a workbook without such a table is told', async ({ ctx }) => {
  const none = await checkOfferList(ctx, await xlsxFile({ name: 'A', rows: [['xin chào']] }), 'a.xlsx');
  expect(codes(none)).toEqual(['no_table']);
});
