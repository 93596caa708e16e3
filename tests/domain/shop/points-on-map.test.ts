import { expect } from 'vitest';
import { pointsOnMap } from '#src/domain/shop/points-on-map.ts';
import { pointsOfSalePage } from '#src/domain/shop/points-of-sale.ts';
import { aPointOfSale } from '#tests/support/register.ts';
import { test } from '#tests/support/test.ts';

test('what is on the map is what is in the list, under the same number', async ({ own: { ctx, sql } }) => {
  await aPointOfSale(ctx, { name: 'Chợ Ba', slug: 'ba', kind: 'market', latitude: 20.9, longitude: 106.6 });
  await aPointOfSale(ctx, { name: 'Cửa hàng An', slug: 'an', latitude: 20.8, longitude: 106.7 });
  await aPointOfSale(ctx, { name: 'Cửa hàng Bình', slug: 'binh' });
  await aPointOfSale(ctx, {
    name: 'Cửa hàng Chi',
    slug: 'chi',
    provinceCode: '01',
    communeCode: null,
    latitude: 21,
    longitude: 105.8,
  });
  await aPointOfSale(ctx, {
    name: 'Đã đóng',
    slug: 'dong',
    latitude: 20,
    longitude: 106,
    closedOn: '2026-01-01',
  });
  for (const asked of [
    { q: '', kinds: [], province: null, commune: null },
    { q: 'cua hang', kinds: [], province: null, commune: null },
    { q: '', kinds: ['market'] as const, province: '31', commune: null },
    { q: '', kinds: [], province: '31', commune: '11503' },
  ]) {
    const query = { ...asked, day: '2026-03-15' as const };
    const { rows } = await pointsOfSalePage(sql, { ...query, page: 1, perPage: 50 });
    const listed = rows.flatMap(({ slug, latitude }, index) =>
      latitude === null ? [] : [`${index + 1} ${slug}`],
    );
    expect(listed.length).toBeGreaterThan(0);
    expect((await pointsOnMap(sql, query)).map(({ number, slug }) => `${number} ${slug}`)).toEqual(listed);
  }
});
