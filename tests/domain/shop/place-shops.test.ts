import { placeCounts, placeShop } from '#src/domain/shop/place-shops.ts';
import { pointOfSale, pointsOfSalePage } from '#src/domain/shop/points-of-sale.ts';
import { aCertificate, aPointOfSale, aProducer, aProduct } from '#tests/support/register.ts';
import { placesOfRecord } from '#tests/support/places.ts';
import { expect, test, TODAY } from '#tests/support/test.ts';

test('a commune shows its goods, the certified ones first, and only counts its alcohol', async ({ own }) => {
  const { ctx, sql } = own;
  const maker = await aProducer(ctx);
  const inCommune = { producerId: maker.id, provinceCode: '31', communeCode: '11503' };
  const plain = await aProduct(ctx, { ...inCommune, name: 'A chưa công nhận' });
  const good = await aProduct(ctx, { ...inCommune, name: 'Mật ong' });
  const best = await aProduct(ctx, { ...inCommune, name: 'Nem' });
  await aProduct(ctx, { ...inCommune, name: 'Rượu nếp', productSet: 14 });
  await aProduct(ctx, { ...inCommune, name: 'Đã rút', withdrawnOn: '2026-01-01' });
  // Says no place of its own, and so is where its producer is.
  const placeless = await aProduct(ctx, {
    name: 'Không ghi nơi',
    producerId: maker.id,
    provinceCode: null,
    communeCode: null,
  });
  await aProduct(ctx, { name: 'Nơi khác', producerId: null, provinceCode: '37', communeCode: null });
  await aCertificate(ctx, { productId: good.id, stars: 3 });
  await aCertificate(ctx, { productId: best.id, stars: 4 });

  const places = await placesOfRecord();
  const shop = await placeShop(sql, places, { provinceCode: '31', communeCode: '11503' }, TODAY, 100);
  expect(shop.cards.map(({ id }) => id)).toEqual([best.id, good.id, plain.id, placeless.id]);
  expect(shop).toMatchObject({ total: 4, alcohol: 1, producers: [{ id: maker.id }] });
  expect(shop.cards[0]).toMatchObject({
    stars: 4,
    place: { communeName: 'Việt Khê', provinceName: 'Hải Phòng' },
  });
  const province = await placeShop(sql, places, { provinceCode: '31', communeCode: null }, TODAY, 1);
  expect([province.cards.length, province.total]).toEqual([1, 4]);

  const ofCountry = await placeCounts(sql, TODAY, null);
  expect(ofCountry.find(({ code }) => code === '31')).toEqual({
    code: '31',
    products: 4,
    inForce: 2,
    producers: 1,
  });
  expect(await placeCounts(sql, TODAY, '31')).toEqual([
    { code: '11503', products: 4, inForce: 2, producers: 1 },
  ]);
  // The certificates of 20/11/2024 have lapsed by then, and not one number still counts them.
  expect((await placeCounts(sql, '2028-01-01', '31'))[0]).toMatchObject({ products: 4, inForce: 0 });
});

test('points of sale are found by name without accents, by kind and place; closed ones only by address', async ({
  own,
}) => {
  const { ctx, sql } = own;
  await aPointOfSale(ctx);
  await aPointOfSale(ctx, {
    name: 'Góc OCOP Siêu thị Sông Hồng',
    kind: 'supermarket',
    provinceCode: '37',
    communeCode: null,
  });
  const closed = await aPointOfSale(ctx, { name: 'Quầy cũ', closedOn: '2026-01-01' });
  const query = {
    q: '',
    kinds: [],
    province: null,
    commune: null,
    page: 1,
    perPage: 10,
    day: TODAY,
  } as const;
  const names = async (change: Partial<Parameters<typeof pointsOfSalePage>[1]>) =>
    (await pointsOfSalePage(sql, { ...query, ...change })).rows.map(({ name }) => name);
  expect(await names({})).toEqual(['Điểm bán OCOP Việt Khê', 'Góc OCOP Siêu thị Sông Hồng']);
  expect(await names({ q: 'sieu thi' })).toEqual(['Góc OCOP Siêu thị Sông Hồng']);
  expect(await names({ kinds: ['shop'] })).toEqual(['Điểm bán OCOP Việt Khê']);
  expect(await names({ province: '37' })).toHaveLength(1);
  expect(await names({ commune: '11503' })).toHaveLength(1);
  expect((await pointsOfSalePage(sql, query)).kinds).toHaveLength(2);
  expect(await pointOfSale(sql, closed.slug)).toMatchObject({ closedOn: '2026-01-01' });
  expect(await pointOfSale(sql, 'khong-co')).toBeNull();
});
