import { describe, expect, test } from 'vitest';
import { resolvePlace, type PlaceAnswer } from '#src/domain/places/resolve-place.ts';
import { placesOfRecord } from '#tests/support/places.ts';

const places = await placesOfRecord();
const ask = (words: string) => resolvePlace(places, words);

/** `31/10804` for a commune, `37` for a province alone, `?a,b` when we ask, `-` for none. */
function short({ route, units, commune, province }: PlaceAnswer): string {
  if (commune) return `${commune.provinceCode}/${commune.code}`;
  if (route === 'split' || route === 'ambiguous') return `?${units.map(({ code }) => code).sort()}`;
  return province?.code ?? '-';
}

describe('names of the source plans', () => {
  test.each([
    ['Kim Thành', '31/10804', 'current_name'],
    ['xã Kim Thành, Hải Phòng', '31/10804', 'current_name'],
    ['Kim Thành - Hải Phòng', '31/10804', 'current_name'],
    ['Kim Thành – TP. Hải Phòng', '31/10804', 'current_name'],
    ['Kim Thành, Hải Dương', '31/10804', 'current_name'],
    ['thôn 3 Kim Thành Hải Phòng', '31/10804', 'current_name'],
    ['Việt Khê', '31/11503', 'current_name'],
    ['xã Việt Khê, thành phố Hải Phòng', '31/11503', 'current_name'],
    ['An Sơn, Thủy Nguyên', '31/11503', 'former_commune'],
    ['An Sơn (Thủy Nguyên)', '31/11503', 'former_commune'],
    ['Xã An Sơn, TP. Thủy Nguyên, Hải Phòng', '31/11503', 'former_commune'],
    ['Kỳ Sơn, Thuỷ Nguyên', '31/11503', 'former_commune'],
    ['xã Kỳ Sơn, huyện Thủy Nguyên, TP Hải Phòng', '31/11503', 'former_commune'],
    ['Quảng Trung, Quảng Xương, Thanh Hóa', '38/16489', 'former_commune'],
    ['xã Quảng Trung, H. Quảng Xương, tỉnh Thanh Hoá', '38/16489', 'former_commune'],
    ['Nam Định', '37', 'former_province'],
    ['tỉnh Nam Định', '37', 'former_province'],
    ['Kon Tum', '51', 'former_province'],
    ['KON TUM', '51', 'former_province'],
  ])('%s is %s (%s)', (words, answer, route) => {
    expect([short(ask(words)), ask(words).route]).toEqual([answer, route]);
  });
});

describe('one place however it is written', () => {
  const spellings: [string, string[]][] = [
    [
      '37/14725',
      [
        'xã Yên Thắng, huyện Yên Mô, tỉnh Ninh Bình',
        'xã Yên Thắng, H. Yên Mô, tỉnh Ninh Bình',
        'Yên Thắng, Yên Mô, Ninh Bình',
        'X. Yên Thắng, H.Yên Mô, T. Ninh Bình',
        'XÃ YÊN THẮNG, HUYỆN YÊN MÔ, TỈNH NINH BÌNH',
        'xã Yên Thắng huyện Yên Mô tỉnh Ninh Bình',
        'xã Yên Thắng - huyện Yên Mô - Ninh Bình',
        'xa yen thang, huyen yen mo, tinh ninh binh',
        'xa yen thang huyen yen mo ninh binh',
        'tỉnh Ninh Bình, huyện Yên Mô, xã Yên Thắng',
        'xã Yên Thắng, huyện Yên Mô, Ninh Bình, Việt Nam',
        'xã Yên Thắng, huyện Yên Mô, Ninh Bình. ĐT: 0229 123 4567'.replace('. ĐT', ', ĐT'),
        'xã Yên Thắng, huyện Yên Mô, tỉnh Ninh Bình'.normalize('NFD'),
      ],
    ],
    [
      '38',
      [
        'Thanh Hóa',
        'Thanh Hoá',
        'tỉnh Thanh Hoá',
        'T.Thanh Hóa',
        'THANH HOÁ',
        'Thanh Hoá'.normalize('NFD'),
        'thanh hoa',
      ],
    ],
    ['66', ['Đắk Lắk', 'Đăk Lăk', 'Đắc Lắc', 'Đak Lak', 'Dak Lak', 'tỉnh Đắk Lắk', 'DakLak', 'dac lac']],
    [
      '66/24184',
      [
        "xã Ea H'Leo, Đắk Lắk",
        'xã Ea H’Leo, Đắk Lắk',
        "Ea H'leo, Đăk Lăk",
        'Ea Hleo, Đắc Lắc',
        'Ea H‘Leo - Đắk Lắk',
      ],
    ],
    [
      '51/23500',
      ['xã Đăk Hà, Quảng Ngãi', 'xã Đắk Hà, Quảng Ngãi', 'Đak Hà, tỉnh Quảng Ngãi', 'xã Đắc Hà, Quảng Ngãi'],
    ],
    [
      '79',
      [
        'TP.HCM',
        'TPHCM',
        'TP. Hồ Chí Minh',
        'T.P Hồ Chí Minh',
        'thành phố Hồ Chí Minh',
        'tp hồ chí minh',
        'Sài Gòn',
        'Tp. HCM',
      ],
    ],
    [
      '79/27154',
      [
        'Phường 2, Quận 3, TP.HCM',
        'Phường 02, Quận 3, TP. Hồ Chí Minh',
        'P.2, Q.3, TP.HCM',
        'P2, Q3, TPHCM',
        'phường 2 quận 3 tphcm',
      ],
    ],
    [
      '79',
      [
        'Bà Rịa - Vũng Tàu',
        'Bà Rịa-Vũng Tàu',
        'tỉnh Bà Rịa – Vũng Tàu',
        'Bà Rịa Vũng Tàu',
        'BR-VT',
        'ba ria vung tau',
      ],
    ],
    ['46', ['Huế', 'TP Huế', 'Thừa Thiên Huế', 'Thừa Thiên - Huế', 'tỉnh Thừa Thiên Huế', 'TT. Huế']],
    [
      '01/10441',
      [
        'xã Mỹ Đức, Hà Nội',
        'Mĩ Đức, Hà Nội',
        'xã Mỹ Đức, TP. Hà Nội',
        'xa my duc, ha noi',
        'Mi Duc - Ha Noi',
      ],
    ],
    ['25', ['Hòa Bình', 'Hoà Bình', 'tỉnh Hoà Bình', 'hoa binh']],
  ];
  test.each(spellings.flatMap(([answer, all]) => all.map((words) => [words, answer])))(
    '%s is %s',
    (words, answer) => {
      expect(short(ask(words))).toBe(answer);
    },
  );
});

describe('what is known beside the place', () => {
  test.each([
    ['211 đường X, thành phố Hồng Ngự, Đồng Tháp', '82', 'former_district', '211 đường X'],
    ['Thôn 3, xã Kim Liên, huyện Kim Thành, T. Hải Dương', '31/10750', 'former_commune', 'Thôn 3'],
    ['Số 10 Lê Lợi, P. Phú Hội, TP Huế, Thừa Thiên Huế', '46/19789', 'former_commune', 'Số 10 Lê Lợi'],
    ['xã A, huyện B, T. Hải Dương', '31', 'province_only', 'xã A, huyện B'],
    ['đường Trần Phú, Hải Phòng', '31', 'province_only', 'đường Trần Phú'],
    ['xã Không Có, huyện Yên Mô, Ninh Bình', '37', 'former_district', 'xã Không Có'],
    ['HTX chè Thái Nguyên', '19', 'province_only', 'HTX chè'],
    ['TT. Ninh Cường', '37/14077', 'former_commune', null],
    ['huyện Yên Mô', '37', 'former_district', null],
    ['thành phố Thanh Hóa', '38', 'former_district', null],
    // Merged before 2025 and in no table: the district is sure, the commune is not looked for elsewhere.
    ['Xóm 5, Xã Nghĩa Bình, Huyện Nghĩa Hưng', '37', 'former_district', 'Xóm 5, Xã Nghĩa Bình'],
    ['xã Hương Thọ, thị xã Hương Trà, Thừa Thiên Huế', '46', 'former_district', 'xã Hương Thọ'],
    ['UBND huyện Quảng Xương', '38', 'former_district', 'UBND'],
    ['huyện đảo Lý Sơn', '51/21548', 'former_district', null],
    ['Phan Rang - Tháp Chàm', '56', 'former_district', null],
    ['abc xyz', '-', 'none', null],
    ['Việt Nam', '-', 'none', null],
    ['', '-', 'none', null],
    ['2', '-', 'none', null],
    ['xã huyện tỉnh - '.repeat(10_000), '-', 'none', null],
  ])('%s is %s (%s), beside it: %s', (words, answer, route, rest) => {
    const given = ask(words);
    expect([short(given), given.route, given.rest]).toEqual([answer, route, rest]);
  });

  test('a district alone gives the communes that were made of it', () => {
    const { candidates, former } = ask('huyện Kim Thành, Hải Dương');
    expect(candidates.map(({ code }) => code)).toEqual(
      expect.arrayContaining(['10750', '10792', '10804', '10843']),
    );
    expect(candidates.every(({ provinceCode }) => provinceCode === '31')).toBe(true);
    expect(former?.fullName).toBe('Huyện Kim Thành');
  });
});

describe('old and new of the same words', () => {
  test.each([
    // The unit of today wins when nothing old is named beside it.
    ['Yên Mô, Ninh Bình', '37/14701'],
    ['Nam Định, Ninh Bình', '37/13669'],
    ['Kỳ Sơn, Hải Phòng', '31/11503'],
    ['Kim Thành, Nghệ An', '40/17521'],
    // With the old district it is the old commune.
    ['xã Kim Thành, huyện Yên Thành, Nghệ An', '40/17521'],
    ['Quảng Trung, Quảng Bình', '44/19075'],
    // An old kind names the old unit; a kind that it had until 2026 is its own.
    ['xã Trảng Bom, Đồng Nai', '75/26248'],
    ['phường Trảng Bom, TP Đồng Nai', '75/26248'],
    // What is said to be so now.
    ['xã Kỳ Sơn (nay là xã Việt Khê), Hải Phòng', '31/11503'],
    ['Hải Dương (nay là Hải Phòng)', '31'],
    ['xã Kim Xuyên, huyện Kim Thành, Hải Dương (nay thuộc Hải Phòng)', '31/10750'],
    ['Hải Dương (cũ)', '31'],
    ['Hà Nội (Hà Tây cũ)', '01'],
    ['huyện Na Rì, Bắc Cạn', '19'],
    // A district that ended before 2025.
    ['phường Thảo Điền, Quận 2, TP.HCM', '79/27094'],
    ['xã Chợ Mới, An Giang', '91/30628'],
  ])('%s is %s', (words, answer) => {
    expect(short(ask(words))).toBe(answer);
  });
});

describe('where several fit, we ask', () => {
  test.each([
    ['Xã Đặng Xá, huyện Gia Lâm, Hà Nội', 'split', ['00541', '00562']],
    ['Tân Tiến', 'ambiguous', ['01051', '06019', '07699']],
    ['An Sơn', 'ambiguous', ['11503', '10642']],
    ['Quảng Trung', 'ambiguous', ['16489', '19075']],
    ['thị trấn An Lão, huyện An Lão', 'ambiguous', ['11629', '21609']],
  ])('%s: %s', (words, route, among) => {
    const { units, candidates, commune, ...answer } = ask(words);
    expect(answer.route).toBe(route);
    expect(commune).toBeNull();
    expect(candidates).toEqual(units);
    expect(units.map(({ code }) => code)).toEqual(expect.arrayContaining(among));
  });

  test('a name without accents means every name that folds alike', () => {
    const plain = ask('quang trung');
    expect(plain.route).toBe('ambiguous');
    expect(plain.candidates.length).toBeGreaterThan(1);
    expect(ask('Quang Trung, Thanh Hóa').exact).toBe(true);
    expect(ask('Yen Mo, Ninh Binh')).toMatchObject({ route: 'current_name', exact: false });
    expect(ask('Kon Tum').exact).toBe(true);
  });
});

describe('codes, fields apart, hints', () => {
  test.each([
    ['31/10804', '31/10804', 'code'],
    ['10804', '31/10804', 'code'],
    ['37', '37', 'code'],
    // Codes of communes that are no more.
    ['06970', '22/06978', 'former_commune'],
    ['99999', '-', 'none'],
  ])('%s is %s (%s)', (words, answer, route) => {
    expect([short(ask(words)), ask(words).route]).toEqual([answer, route]);
  });

  test.each([
    [{ commune: 'Quảng Trung', district: 'Quảng Xương', province: 'Thanh Hóa' }, '38/16489'],
    [{ commune: 'xã Yên Thắng, huyện Yên Mô', province: 'Ninh Bình' }, '37/14725'],
    [{ commune: '2', district: '3', province: 'TP.HCM' }, '79/27154'],
    [{ commune: null, district: 'Yên Mô', province: 'Ninh Bình' }, '37'],
    [{ province: 'TP Thanh Hóa' }, '38'],
    [{ commune: ' ', district: '', province: null }, '-'],
  ])('%o is %s', (parts, answer) => {
    expect(short(resolvePlace(places, parts))).toBe(answer);
  });

  test('where the list is from narrows, and is never left', () => {
    expect(short(resolvePlace(places, 'An Sơn', { provinceCode: '31' }))).toBe('31/11503');
    expect(resolvePlace(places, 'Kim Sơn', { provinceCode: '31' })).toMatchObject({
      route: 'province_only',
      rest: 'Kim Sơn',
    });
    expect(short(resolvePlace(places, 'An Sơn', { district: 'Thủy Nguyên' }))).toBe('31/11503');
    // What the words say themselves comes before the hint.
    expect(short(resolvePlace(places, 'Kim Thành, Nghệ An', { provinceCode: '31' }))).toBe('40/17521');
  });
});
