import { beforeAll, expect, test } from 'vitest';
import type { Places } from '#src/domain/places/gazetteer.ts';
import { FORMER_PROVINCE_CODES, placeAt } from '#src/domain/places/place-at.ts';
import { resolvePlace } from '#src/domain/places/resolve-place.ts';
import { placesOfRecord } from '#tests/support/places.ts';

let places: Places;
beforeAll(async () => {
  places = await placesOfRecord();
});

test.each([
  ['37', null, 'province 37'],
  ['nam-dinh', null, 'moved 37'],
  ['kon-tum', null, 'moved 51'],
  ['ninh-binh', null, 'moved 37'],
  ['36', null, 'moved 37'],
  ['10804', null, 'moved 10804'],
  ['31', '10804', 'commune 10804'],
  ['31', '11503', 'commune 11503'],
  // The commune of another province: its own address is the right one.
  ['37', '10804', 'moved 10804'],
  ['30', '10804', 'moved 10804'],
  ['hai-duong', '10804', 'moved 10804'],
  ['31', 'viet-khe', 'moved 11503'],
  ['31', 'an-son', 'moved 11503'],
  ['99', null, 'none'],
  ['31', '99999', 'none'],
  ['31', 'khong-co-xa-nay', 'none'],
  ['..%2f', null, 'none'],
  ['31', '', 'none'],
])('/%s/%s is %s', (first, second, expected) => {
  const found = placeAt(places, first, second);
  const told =
    found.kind === 'province'
      ? found.province.code
      : found.kind === 'commune'
        ? found.commune.code
        : found.kind === 'moved'
          ? found.to.code
          : '';
  expect(`${found.kind} ${told}`.trim()).toBe(expected);
});

test('the code of an old commune leads to the commune that took it over, or asks which', () => {
  let moved = 0;
  let asked = 0;
  for (const former of places.former) {
    if (former.level !== 'commune' || !former.code || places.unit(former.code)) continue;
    const province = places.province(former.successors[0]!)!.code;
    const found = placeAt(places, province, former.code);
    const successors = [...new Set(former.successors)];
    if (found.kind === 'moved') {
      expect(successors).toEqual([found.to.code]);
      moved += 1;
    } else {
      expect(found.kind, former.fullName).toBe('ask');
      if (found.kind === 'ask')
        expect(found.candidates.map(({ code }) => code).sort()).toEqual(successors.sort());
      asked += 1;
    }
  }
  expect(moved).toBeGreaterThan(5_000);
  expect(asked).toBeGreaterThan(100);
});

/** The old codes by the names that they stood for. */
test.each([
  ['Hà Giang', '02'],
  ['Bắc Kạn', '06'],
  ['Hòa Bình', '17'],
  ['Vĩnh Phúc', '26'],
  ['Hải Dương', '30'],
  ['Thái Bình', '34'],
  ['Hà Nam', '35'],
  ['Nam Định', '36'],
  ['Quảng Nam', '49'],
  ['Phú Yên', '54'],
  ['Ninh Thuận', '58'],
  ['Bình Thuận', '60'],
  ['Kon Tum', '62'],
  ['Đắk Nông', '67'],
  ['Bình Phước', '70'],
  ['Bình Dương', '74'],
  ['Bà Rịa - Vũng Tàu', '77'],
  ['Bến Tre', '83'],
  ['Trà Vinh', '84'],
  ['Hậu Giang', '93'],
  ['Sóc Trăng', '94'],
  ['Bạc Liêu', '95'],
  ['Lào Cai', '10'],
  ['Bắc Ninh', '27'],
  ['Quảng Trị', '45'],
  ['Gia Lai', '64'],
  ['Tây Ninh', '72'],
  ['Đồng Tháp', '87'],
  ['An Giang', '89'],
])('tỉnh %s, once %s, is where its name leads', (name, code) => {
  expect(FORMER_PROVINCE_CODES[code]).toBe(resolvePlace(places, `tỉnh ${name}`).province?.code);
});
