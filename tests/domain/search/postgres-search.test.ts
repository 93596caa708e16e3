import { NO_FILTERS, type ProductQuery } from '#src/domain/search/product-search.ts';
import { postgresSearch } from '#src/domain/search/postgres-search.ts';
import { aFormer, aUnit, fillRegister, searchPlaces } from '#tests/support/search-register.ts';
import { expect, test, TODAY } from '#tests/support/test.ts';

const asked: ProductQuery = {
  q: '',
  filters: NO_FILTERS,
  sort: 'relevance',
  page: 1,
  perPage: 24,
  day: TODAY,
  withAlcohol: false,
};
const places = searchPlaces(
  [
    aUnit('22', 'Tỉnh Quảng Ninh'),
    aUnit('31', 'Thành phố Hải Phòng'),
    aUnit('11503', 'Phường Việt Khê', '31'),
  ],
  [aFormer('commune', 'Xã Kỳ Sơn', 'Huyện Thủy Nguyên', 'Thành phố Hải Phòng', '11503')],
);

test('without words everything is listed, alcohol aside, and each filter counts what a click would give', async ({
  own,
}) => {
  await fillRegister(own.sql, [
    { name: 'Nước mắm Cát Hải', set: 9, stars: 4, province: '31' },
    { name: 'Chả mực Hạ Long', set: 8, stars: 5, province: '22' },
    { name: 'Ruốc hàu', set: 8, stars: 3, province: '22', issuedOn: '2022-01-01' },
    { name: 'Rượu nếp Kỳ Sơn', set: 14, stars: 4, province: '31', commune: '11503' },
    { name: 'Miến dong', set: 6, province: '22' },
    { name: 'Bánh cũ', set: 6, province: '22', withdrawn: true },
  ]);
  const search = postgresSearch({ sql: own.sql, places: () => places });
  await search.rebuild();

  const all = await search.search(asked);
  expect(all.total).toBe(4);
  expect(all.alcoholHidden).toBe(true);
  expect(all.items.map(({ name, stars }) => [name, stars])).toEqual([
    ['Chả mực Hạ Long', 5],
    ['Nước mắm Cát Hải', 4],
    ['Miến dong', null],
    ['Ruốc hàu', null],
  ]);
  expect(all.items.at(-1)).toMatchObject({ status: 'expired', pastStars: 3, stars: null });

  const chosen = await search.search({ ...asked, filters: { ...NO_FILTERS, provinces: ['22'], stars: [5] } });
  expect(chosen.total).toBe(1);
  expect(chosen.facets.provinces).toEqual([{ value: '22', count: 1 }]);
  expect(chosen.facets.stars).toEqual([{ value: 5, count: 1 }]);
  expect(chosen.facets.groups).toEqual([{ value: 3, count: 1 }]);

  const grown = await search.search({ ...asked, withAlcohol: true, q: 'ruou nep' });
  expect(grown.items.map(({ name }) => name)).toEqual(['Rượu nếp Kỳ Sơn']);
  expect((await search.search({ ...asked, q: 'nước mắm' })).total).toBe(1);
});
