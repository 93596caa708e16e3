import { publishDecisionList } from '#src/domain/registry/publish-list.ts';
import { producerPage } from '#src/domain/catalogue/producer-page.ts';
import { productPage } from '#src/domain/catalogue/product-page.ts';
import { registerPage, statusOfCertificateOn } from '#src/domain/certification/certificates.ts';
import { likelyPairs } from '#src/domain/registry/office-register.ts';
import { mergeProducers, mergeProducts } from '#src/domain/registry/merge-records.ts';
import { publicAddresses } from '#src/domain/reports/public-addresses.ts';
import { documentsOf } from '#src/domain/search/documents.ts';
import { placeNamesOf } from '#src/domain/search/place-names.ts';
import { stockProduct } from '#src/domain/shop/keep-point-of-sale.ts';
import { pointsOfSaleWith } from '#src/domain/shop/points-of-sale.ts';
import { traceProduct, presentSlugOf } from '#src/domain/traceability/trace.ts';
import { products } from '#db/schema/catalogue.ts';
import { delimited, utf8 } from '#tests/support/list-files.ts';
import { placesOfRecord } from '#tests/support/places.ts';
import {
  aCertificate,
  aDecision,
  aPaper,
  aPointOfSale,
  aProducer,
  aProduct,
} from '#tests/support/register.ts';
import { expect, test, TODAY } from '#tests/support/test.ts';

const places = await placesOfRecord();
const RULE = 'anniversary_counts';

test('two records of a product become one: all it held is found, and the old address leads on', async ({
  own,
}) => {
  const { ctx, sql } = own;
  const { id: producerId } = await aProducer(ctx);
  const kept = await aProduct(ctx, { producerId, name: 'Mật ong An Sơn' });
  const other = await aProduct(ctx, {
    producerId,
    name: 'Mật ong rừng An Sơn',
    gtin: '08930000000019',
    price: 90_000 as never,
  });
  const old = await aCertificate(ctx, { productId: other.id, issuedOn: '2022-05-01', stars: 3 });
  const now = await aCertificate(ctx, { productId: kept.id });
  await aPaper(ctx, { productId: other.id });
  const shop = await aPointOfSale(ctx);
  await stockProduct(ctx, shop.id, other.id, true);

  await mergeProducts(ctx, kept.id, other.id, ['name', 'price'], 'Ghi hai lần', RULE);

  const page = await productPage(sql, places, other.slug, TODAY, RULE);
  expect(page?.product).toMatchObject({
    slug: kept.slug,
    name: 'Mật ong rừng An Sơn',
    price: 90_000,
    gtin: '08930000000019',
  });
  expect(page?.certificates.map(({ id }) => id)).toEqual([now.id, old.id]);
  expect(page?.papers).toHaveLength(1);
  expect(await presentSlugOf(sql, other.slug)).toBe(kept.slug);
  expect((await traceProduct(sql, { gtin: '08930000000019' }, TODAY, RULE))?.product.id).toBe(kept.id);
  expect((await pointsOfSaleWith(sql, kept.id, TODAY, 5)).map(({ id }) => id)).toEqual([shop.id]);
  expect(await statusOfCertificateOn(sql, old.id, TODAY)).toMatchObject({
    status: 'superseded',
    governs: false,
  });
  expect(await documentsOf(sql, [other.id], placeNamesOf(places))).toEqual([]);
  const addresses = await publicAddresses(sql);
  expect(addresses.some((one) => 'slug' in one && one.slug === other.slug)).toBe(false);
  const facts =
    await sql`select after from audit_facts where subject = ${`product:${other.id}`} and kind = 'product.merged'`;
  expect(facts[0]?.['after']).toMatchObject({ mergedInto: kept.id, moved: { certificates: [old.id] } });
});

test('two records with a certificate of one decision are two products', async ({ ctx }) => {
  const decision = await aDecision(ctx);
  const a = await aCertificate(ctx, { decisionId: decision.id });
  const b = await aCertificate(ctx, { decisionId: decision.id });
  await expect(mergeProducts(ctx, a.productId, b.productId, [], 'thử', RULE)).rejects.toThrow(
    'merge.one_decision',
  );
});

test('a code that was printed leads on, whichever record had it', async ({ own }) => {
  const { ctx, sql } = own;
  const a = await aProduct(ctx, { gtin: '08930000000019' });
  const b = await aProduct(ctx, { gtin: '08930000000026', name: 'Mật ong 2' });
  await mergeProducts(ctx, a.id, b.id, ['gtin'], 'Ghi hai lần', RULE);
  for (const gtin of ['08930000000019', '08930000000026'])
    expect((await traceProduct(sql, { gtin }, TODAY, RULE))?.product.id).toBe(a.id);
});

test('two records of a producer become one, and its goods with it', async ({ own }) => {
  const { ctx, sql } = own;
  const kept = await aProducer(ctx, { name: 'HTX Việt Khê' });
  const other = await aProducer(ctx, { name: 'Hợp tác xã Việt Khê', phone: '0912345678' });
  expect((await likelyPairs(ctx, 10)).map(({ a, b }) => [a.id, b.id].sort())).toContainEqual(
    [kept.id, other.id].sort(),
  );
  const product = await aProduct(ctx, { producerId: other.id });
  await mergeProducers(ctx, kept.id, other.id, ['phone'], 'Ghi hai lần');
  const page = await producerPage(sql, places, other.slug, TODAY, false);
  expect(page?.producer).toMatchObject({ slug: kept.slug, phone: '0912345678', name: 'HTX Việt Khê' });
  expect(page?.products.map(({ id }) => id)).toEqual([product.id]);
  expect(await likelyPairs(ctx, 10)).toEqual([]);
  await expect(mergeProducers(ctx, kept.id, other.id, [], 'thử')).rejects.toThrow('merge.same');
});

test('goods of one name are merged before their producers, in either order of what was kept', async ({
  ctx,
}) => {
  const kept = await aProducer(ctx, { name: 'HTX Việt Khê' });
  const other = await aProducer(ctx, { name: 'Hợp tác xã Việt Khê' });
  const a = await aProduct(ctx, { producerId: kept.id });
  const b = await aProduct(ctx, { producerId: other.id });
  await expect(mergeProducers(ctx, kept.id, other.id, [], 'thử')).rejects.toThrow('merge.same_goods');
  await mergeProducts(ctx, b.id, a.id, [], 'Ghi hai lần', RULE);
  await mergeProducers(ctx, kept.id, other.id, [], 'Ghi hai lần');
});

test('the register lists no record twice', async ({ own }) => {
  const { ctx, sql } = own;
  const a = await aCertificate(ctx, { decisionId: null, issuedOn: null });
  const b = await aCertificate(ctx, { decisionId: null, issuedOn: null });
  await mergeProducts(ctx, a.productId, b.productId, [], 'Ghi hai lần', RULE);
  const page = await registerPage(sql, {
    q: '',
    statuses: [],
    province: null,
    stars: [],
    year: null,
    issuer: '',
    sort: 'newest',
    page: 1,
    perPage: 20,
    day: TODAY,
    rule: RULE,
    hiddenSets: [],
  });
  expect(page.rows.map(({ id }) => id)).toEqual([a.id]);
});

test('a list that names a record merged away means the one that was kept', async ({ ctx }) => {
  const row = (product: string, producer: string) =>
    utf8(
      delimited([
        [
          'STT',
          'Tên sản phẩm',
          'Chủ thể',
          'Địa chỉ',
          'Hạng sao',
          'Điểm',
          'Số QĐ',
          'Ngày QĐ',
          'Cơ quan ban hành',
        ],
        [
          1,
          product,
          producer,
          'xã Yên Thắng, huyện Yên Mô, tỉnh Ninh Bình',
          '3 sao',
          60,
          '12/QĐ-UBND',
          '05/06/2023',
          'UBND huyện Yên Mô',
        ],
      ]),
    );
  const publish = (bytes: Uint8Array) => publishDecisionList(ctx, places, bytes, 'danh-sach.csv', {});
  await publish(row('Mật ong Yên Thắng', 'HTX Mật ong'));
  const [product] = await ctx.db.select().from(products);
  const other = await aProducer(ctx, { name: 'HTX Ong mật', provinceCode: '37', communeCode: null });
  const honey = await aProduct(ctx, {
    producerId: other.id,
    name: 'Mật ong rừng',
    provinceCode: '37',
    communeCode: null,
  });
  await mergeProducts(ctx, product!.id, honey.id, [], 'Ghi hai lần', RULE);
  await mergeProducers(ctx, product!.producerId!, other.id, [], 'Ghi hai lần');
  const published = await publish(row('Mật ong rừng', 'HTX Ong mật'));
  expect(published).toMatchObject({
    outcome: 'published',
    changes: { products: { added: 0 }, producers: { added: 0 } },
  });
});
