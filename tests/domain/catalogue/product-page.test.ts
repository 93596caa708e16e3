import { productLinks, productSlugs } from '#db/schema/catalogue.ts';
import { MOST_PRODUCTS, producerPage } from '#src/domain/catalogue/producer-page.ts';
import { productPage } from '#src/domain/catalogue/product-page.ts';
import { registerCounts } from '#src/domain/catalogue/register-counts.ts';
import { keepStandings } from '#src/domain/certification/keep-standings.ts';
import { dong } from '#src/domain/shared/dong.ts';
import { allPlaces } from '#tests/support/all-places.ts';
import { aCertificate, anEvent, aPaper, aProducer, aProduct } from '#tests/support/register.ts';
import { expect, test, TODAY, type OwnDatabase } from '#tests/support/test.ts';

const places = allPlaces();
const rule = 'anniversary_counts';
const pageOf = ({ sql }: OwnDatabase, slug: string, day = TODAY as typeof TODAY) =>
  productPage(sql, places, slug, day, rule);

test('a certified product shows its stars until its certificate ends, not until it begins to run out', async ({
  own,
}) => {
  const product = await aProduct(own.ctx, { name: 'Mật ong An Sơn' });
  await aCertificate(own.ctx, { productId: product.id, issuedOn: '2024-11-20', stars: 4 });
  const page = await pageOf(own, product.slug);
  expect(page?.standing).toEqual({ stars: 4, pastStars: null, status: 'valid', until: '2027-11-20' });
  expect(page?.speaks?.decision?.issuer).toBe('UBND thành phố Hải Phòng');
});

test('of two recognitions the newer one speaks, and both stay in the history', async ({ own }) => {
  const product = await aProduct(own.ctx);
  await aCertificate(own.ctx, { productId: product.id, issuedOn: '2023-03-01', stars: 3 });
  await aCertificate(own.ctx, { productId: product.id, issuedOn: '2026-01-05', stars: 4 });
  const page = await pageOf(own, product.slug);
  expect(page?.standing.stars).toBe(4);
  expect(page?.speaks?.stars).toBe(4);
  expect(page?.certificates.map(({ stars, status }) => [stars, status])).toEqual([
    [4, 'valid'],
    [3, 'superseded'],
  ]);
});

test('a lapsed certificate leaves grey stars; a revoked one and an undated one leave none', async ({
  own,
}) => {
  const [lapsed, revoked, undated, none] = [
    await aProduct(own.ctx, { name: 'Bánh đa' }),
    await aProduct(own.ctx, { name: 'Tương ớt' }),
    await aProduct(own.ctx, { name: 'Gạo nếp' }),
    await aProduct(own.ctx, { name: 'Trà sen' }),
  ];
  await aCertificate(own.ctx, { productId: lapsed.id, issuedOn: '2022-01-10', stars: 3 });
  const held = await aCertificate(own.ctx, { productId: revoked.id, stars: 5 });
  await anEvent(own.ctx, {
    certificateId: held.id,
    kind: 'revoked',
    effectiveOn: '2026-02-01',
    ground: 'misuse_of_mark',
    reason: 'In dấu lên hàng khác',
  });
  await keepStandings(own.ctx, [revoked.id], rule);
  await aCertificate(own.ctx, { productId: undated.id, issuedOn: null, decisionId: null, issuedYear: 2023 });
  const standings = await Promise.all(
    [lapsed, revoked, undated, none].map(async ({ slug }) => (await pageOf(own, slug))?.standing),
  );
  expect(standings.map((one) => [one?.status, one?.stars, one?.pastStars])).toEqual([
    ['expired', null, 3],
    ['revoked', null, null],
    ['unknown', null, null],
    ['unknown', null, null],
  ]);
  const page = await pageOf(own, revoked.slug);
  expect(page?.speaks?.because).toMatchObject({ ground: 'misuse_of_mark', effectiveOn: '2026-02-01' });
});

test('the page says everything that was told of the product', async ({ own }) => {
  const maker = await aProducer(own.ctx, { name: 'HTX Ong mật', phone: '0912 345 678' });
  const product = await aProduct(own.ctx, {
    producerId: maker.id,
    price: dong(180_000),
    pack: 'chai 500 ml',
    label: { origin: 'Việt Nam' },
    placeAsPrinted: 'xã An Sơn, huyện Thủy Nguyên, Hải Phòng',
  });
  await aPaper(own.ctx, { productId: product.id, name: 'VietGAP trồng trọt', validUntil: '2026-01-01' });
  await own.ctx.db
    .insert(productLinks)
    .values({ productId: product.id, url: 'https://ban.example/mat-ong', seller: 'Chợ xã', seenOn: TODAY });
  await own.ctx.db.insert(productSlugs).values({ slug: 'mat-ong-cu', productId: product.id });
  const page = await pageOf(own, 'mat-ong-cu');
  expect(page?.product).toMatchObject({
    slug: product.slug,
    price: 180_000,
    pack: 'chai 500 ml',
    label: { origin: 'Việt Nam' },
  });
  expect(page?.producer).toMatchObject({ name: 'HTX Ong mật', phone: '0912 345 678' });
  expect(page?.papers).toMatchObject([{ name: 'VietGAP trồng trọt', validUntil: '2026-01-01' }]);
  expect(page?.links).toMatchObject([{ url: 'https://ban.example/mat-ong', seller: 'Chợ xã' }]);
  expect(await pageOf(own, 'chua-tung-co')).toBeNull();
});

test('neighbours are goods that are there and may be shown to everyone, the certified first', async ({
  own,
}) => {
  const maker = await aProducer(own.ctx, { name: 'HTX Việt Khê' });
  const own_ = { producerId: maker.id };
  const product = await aProduct(own.ctx, { ...own_, name: 'Mật ong' });
  const plain = await aProduct(own.ctx, { ...own_, name: 'Phấn hoa' });
  const certified = await aProduct(own.ctx, { ...own_, name: 'Sáp ong' });
  await aCertificate(own.ctx, { productId: certified.id });
  await aProduct(own.ctx, { ...own_, name: 'Rượu mật ong', productSet: 15 });
  await aProduct(own.ctx, {
    ...own_,
    name: 'Kẹo mật ong',
    withdrawnOn: '2026-01-01',
    withdrawnReason: 'Thôi làm',
  });
  const other = await aProduct(own.ctx, { name: 'Nón lá', productSet: 21 });
  const page = await pageOf(own, product.slug);
  expect(page?.fromProducer.map(({ name }) => name)).toEqual([certified.name, plain.name]);
  expect(page?.fromCommune.map(({ name }) => name)).toEqual([other.name]);
  expect(page?.fromProducer[0]?.place).toMatchObject({ communeName: 'Việt Khê', provinceName: 'Hải Phòng' });
});

test("a maker's page hides alcohol until the visitor has given their age, and says how much", async ({
  own,
}) => {
  const maker = await aProducer(own.ctx, { name: 'Cơ sở Kỳ Sơn' });
  await aProduct(own.ctx, { producerId: maker.id, name: 'Trà lá', productSet: 12 });
  await aProduct(own.ctx, { producerId: maker.id, name: 'Rượu nếp', productSet: 14 });
  await aProduct(own.ctx, { producerId: maker.id, name: 'Hàng chưa rõ', productSet: null, setBasis: null });
  const shown = async (withAlcohol: boolean) => {
    const page = await producerPage(own.sql, places, maker.slug, TODAY, withAlcohol);
    return [page?.products.map(({ name }) => name), page?.alcoholHidden];
  };
  expect(await shown(false)).toEqual([['Hàng chưa rõ', 'Trà lá'], 1]);
  expect(await shown(true)).toEqual([['Hàng chưa rõ', 'Rượu nếp', 'Trà lá'], 0]);
  expect(await producerPage(own.sql, places, 'khong-co', TODAY, true)).toBeNull();
  expect(MOST_PRODUCTS).toBeGreaterThan(3);
});

test('the counts of the home page are those of the day', async ({ own }) => {
  const product = await aProduct(own.ctx);
  await aCertificate(own.ctx, { productId: product.id, issuedOn: '2024-11-20' });
  await aProduct(own.ctx, { producerId: product.producerId, name: 'Hết hàng', withdrawnOn: '2025-01-01' });
  await aProduct(own.ctx, { name: 'Nơi khác', provinceCode: '38', communeCode: '16489' });
  expect(await registerCounts(own.sql, TODAY)).toEqual({
    inForce: 1,
    provinces: 2,
    communes: 2,
    producers: 2,
  });
  expect(await registerCounts(own.sql, '2027-11-20')).toMatchObject({ inForce: 1 });
  expect(await registerCounts(own.sql, '2027-11-21')).toMatchObject({ inForce: 0 });
});
