import { expect, test } from 'vitest';
import { suggestPlaces } from '#src/domain/places/suggest-places.ts';
import { placesOfRecord } from '#tests/support/places.ts';

const places = await placesOfRecord();
const names = (typed: string, most = 8) =>
  suggestPlaces(places, typed, most).map(({ name, within }) => `${name} · ${within}`);

test.each([
  ['kim tha', 'Xã Kim Thành · Hải Phòng'],
  ['Kim Thành', 'Xã Kim Thành · Hải Phòng'],
  ['xã Kim Th', 'Xã Kim Thành · Hải Phòng'],
  ['kim thanh hai ph', 'Xã Kim Thành · Hải Phòng'],
  ['Nam Đị', 'Tỉnh Nam Định · '],
  ['nam dinh', 'Tỉnh Nam Định · '],
  ['huyện Yên Mô', 'Huyện Yên Mô · Tỉnh Ninh Bình'],
  ['quận 10', 'Quận 10 · Thành phố Hồ Chí Minh'],
  ["ea h'l", "Xã Ea H'Leo · Đắk Lắk"],
  ['hà n', 'Thành phố Hà Nội · '],
])('%s gives first %s', (typed, first) => {
  expect(names(typed)[0]).toBe(first);
});

test('an old name says what it is today', () => {
  const found = suggestPlaces(places, 'Kỳ Sơn', 20).find(({ within }) => within.includes('Thủy Nguyên'));
  expect(found?.former?.fullName).toBe('Xã Kỳ Sơn');
  expect(found?.units.map(({ fullName }) => fullName)).toEqual(['Xã Việt Khê']);
});

test('names whose accents agree come before the others', () => {
  const found = names('Đông Hà', 30).map(
    (name) => name.startsWith('Phường Đông Hà') || name.includes('Đông Hà'),
  );
  expect(found.indexOf(false) === -1 || found.lastIndexOf(true) < found.length).toBe(true);
  expect(names('Đông Hà')[0]).toMatch(/ Đông Hà /);
});

test('no more than asked for, and nothing for nothing', () => {
  expect(names('t', 5)).toHaveLength(5);
  expect(names('')).toEqual([]);
  expect(names('zzzz')).toEqual([]);
});
