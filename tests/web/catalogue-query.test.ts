import { expect, test } from 'vitest';
import { catalogueAddress, readCatalogueQuery, toggled } from '#src/web/catalogue-query.ts';

const read = (search: string) => readCatalogueQuery(new URLSearchParams(search));

test('an address is read and written again as it was', () => {
  const address =
    '/san-pham?q=m%E1%BA%ADt+ong&nhom=2&nhom=4&bo=4&sao=4&tinh=31&xa=11503&hieu-luc=in-force&chu-the=0123456789ab&gia-tu=50000&gia-den=200000&sap-xep=gia-tang&trang=3&dung=1';
  expect(catalogueAddress(read(address.split('?')[1] ?? ''))).toBe(address);
});

test('names of groups, lists with commas and dots in prices are understood', () => {
  const { filters } = read('nhom=mat-ong,che,5&sao=3,4&gia-den=1.250.000');
  expect(filters.groups).toEqual([5]);
  expect(filters.stars).toEqual([3, 4]);
  expect(filters.priceTo).toBe(1_250_000);
});

test.each([
  'sao=6',
  'sao=x',
  'tinh=1',
  'tinh=abc',
  'nhom=99',
  'trang=0',
  'trang=-1',
  'trang=9999999',
  'gia-tu=-5',
  'gia-den=1e9',
  'hieu-luc=alles',
  "chu-the='--",
  'sap-xep=loạn',
])('what cannot be read (%s) is left out', (search) => {
  expect(catalogueAddress(read(search))).toBe('/san-pham');
});

test('a choice goes in and out, and the list begins at its first page', () => {
  const query = read('sao=3&trang=4');
  const more = toggled(query, 'stars', 4);
  expect(catalogueAddress(more)).toBe('/san-pham?sao=3&sao=4');
  expect(catalogueAddress(toggled(more, 'stars', 3))).toBe('/san-pham?sao=4');
});
