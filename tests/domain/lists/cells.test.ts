import { describe, expect, test } from 'vitest';
import { setFromName } from '#src/domain/catalogue/set-from-name.ts';
import { decodeLegacy, guessLegacy, legacyFont, repairMojibake } from '#src/domain/lists/legacy-text.ts';
import { packInName } from '#src/domain/lists/pack-in-name.ts';
import { readDay } from '#src/domain/lists/read-day.ts';
import { decisionInText, readDecisionNumber } from '#src/domain/lists/read-decision.ts';
import { readHours } from '#src/domain/lists/read-hours.ts';
import { readGtin, readPoints, readPrice } from '#src/domain/lists/read-number.ts';
import { readPhone } from '#src/domain/lists/read-phone.ts';
import { readPosition } from '#src/domain/lists/read-position.ts';
import { readStars } from '#src/domain/lists/read-stars.ts';
import { columnIndex, columnName, type Cell } from '#src/domain/lists/sheet.ts';

const cell = (value: string | number): Cell => ({
  text: String(value),
  number: typeof value === 'number' ? value : null,
  day: null,
  broken: false,
});

test.each<[string | number, string | number | null]>([
  ['5/6/2024', '2024-06-05'],
  ['05-06-24', '2024-06-05'],
  ['5.6.2024', '2024-06-05'],
  ['Ngày 05 tháng 6 năm 2024', '2024-06-05'],
  ['2024-06-05', '2024-06-05'],
  ['20240605', '2024-06-05'],
  ['14/10/2024 (đợt 2)', '2024-10-14'],
  ['05/20/2024', '2024-05-20'],
  [45448, '2024-06-05'],
  ['45448', '2024-06-05'],
  [2023, 2023],
  ['Năm 2023', 2023],
  ['tháng 6/2024', 2024],
  ['Quý IV/2023', 2023],
  ['31/02/2024', null],
  ['chưa có', null],
  ['', null],
])('a day written %o is %o', (written, expected) => {
  const { day, year } = readDay(cell(written));
  expect(day ?? year).toBe(expected);
});

test.each<[string | number, number | 'none' | 'not_recognised' | 'unreadable']>([
  [3, 3],
  ['3', 3],
  ['3*', 3],
  ['3 sao', 3],
  ['Ba sao', 3],
  ['ba (03) sao', 3],
  ['★★★', 3],
  ['★★★☆☆', 3],
  ['***', 3],
  ['5★', 5],
  ['OCOP 4 sao', 4],
  ['Hạng 3', 3],
  ['III', 3],
  ['Đạt 3 sao cấp tỉnh', 3],
  ['4 sao (tiềm năng 5 sao)', 4],
  ['3 sao lên 4 sao', 4],
  ['2 sao', 2],
  ['', 'none'],
  ['Tiềm năng 5 sao', 'none'],
  ['Không đạt', 'not_recognised'],
  ['3-4 sao', 'unreadable'],
  ['6 sao', 'unreadable'],
  ['Đạt', 'unreadable'],
])('stars written %o are %o', (written, expected) => {
  const read = readStars(cell(written));
  expect(read.kind === 'stars' ? read.stars : read.kind).toBe(expected);
});

test.each<[string | number, number | null]>([
  ['65,8', 65.8],
  [65.8, 65.8],
  ['65,8 điểm', 65.8],
  ['65,8/100', 65.8],
  ['658', null],
  ['Đạt', null],
])('points written %o are %o', (written, expected) => expect(readPoints(cell(written)).value).toBe(expected));

test.each<[string | number, number | null, number?]>([
  ['567.000đ', 567_000],
  ['567,000', 567_000],
  ['567.000 VNĐ', 567_000],
  [160_000, 160_000],
  ['1,000,000', 1_000_000],
  ['1.250.000,00', 1_250_000],
  ['1,2 triệu', 1_200_000],
  ['1 triệu 2', 1_200_000],
  ['85k', 85_000],
  ['85 nghìn', 85_000],
  ['120.000đ/hộp', 120_000],
  ['85-100k', 85_000],
  ['250', 250_000, 1_000],
  ['25,5', 25_500, 1_000],
  ['Liên hệ', null],
  ['abc', null],
])('a price written %o is %o', (written, expected, unit = 1) =>
  expect(readPrice(cell(written), unit).value).toBe(expected),
);

test.each<[string | number, string | null]>([
  ['0974.488.888', '+84974488888'],
  [974_488_888, '+84974488888'],
  ['+84 974 488 888', '+84974488888'],
  ['0168 123 4567', '+84381234567'],
  ['0123.456.7890', '+84834567890'],
  ['(024) 3826 1234', '+842438261234'],
  ['0912345678 - 0987654321', '+84912345678'],
  ['ĐT: 0912 345 678 (Anh Hùng)', '+84912345678'],
  ['1900 1234', '19001234'],
  ['abc', null],
])('a telephone number written %o is %o', (written, expected) =>
  expect(readPhone(cell(written)).phone).toBe(expected),
);

test.each<[string, string | null, string | null, string | null]>([
  ['6154/QĐ-UBND ngày 14/10/2024', '6154/QĐ-UBND', '2024-10-14', null],
  [
    '(Kèm theo Quyết định số 123/QĐ-UBND ngày 05 tháng 6 năm 2024 của Chủ tịch UBND tỉnh Ninh Bình)',
    '123/QĐ-UBND',
    '2024-06-05',
    'Chủ tịch UBND tỉnh Ninh Bình',
  ],
  [
    'Căn cứ Quyết định số 148/QĐ-TTg ngày 24/02/2023; Quyết định số 12/QĐ-UBND ngày 1/2/2024 của Ủy ban nhân dân huyện Yên Mô về việc công nhận',
    '12/QĐ-UBND',
    '2024-02-01',
    'Ủy ban nhân dân huyện Yên Mô',
  ],
  [
    '1234/QĐ-BNNMT ngày 3/4/2026 của Bộ trưởng Bộ Nông nghiệp và Môi trường',
    '1234/QĐ-BNNMT',
    '2026-04-03',
    'Bộ trưởng Bộ Nông nghiệp và Môi trường',
  ],
  ['Số: 2700 / QĐ – UBND', '2700/QĐ-UBND', null, null],
  [
    'Ban hành kèm theo Quyết định số        /QĐ-UBND ngày    tháng   năm 2024 của UBND tỉnh A',
    null,
    null,
    null,
  ],
])('the decision in %o', (text, number, day, issuer) =>
  expect(decisionInText(text)).toMatchObject({ number, day, issuer }),
);

test.each<[string, string | null | undefined]>([
  ['2700', '2700'],
  ['QĐ số 45', '45'],
  ['chưa có', null],
  ['-', null],
  ['abc', undefined],
])('a number of a decision written %o is %o', (written, expected) =>
  expect(readDecisionNumber(written)).toBe(expected),
);

test('opening hours become a timetable where they can', () => {
  const day = [[450, 1020]];
  expect(readHours('7h30 - 17h')).toEqual(Array(7).fill(day));
  expect(readHours('7:00 AM - 9:00 PM')).toEqual(Array(7).fill([[420, 1_260]]));
  expect(readHours('T2–T7: 7h30 đến 17:00')).toEqual([...Array(6).fill(day), []]);
  expect(readHours('7 giờ 30 - 17 giờ (nghỉ CN)')).toEqual([...Array(6).fill(day), []]);
  expect(readHours('24/24')).toEqual(Array(7).fill([[0, 1440]]));
  expect(readHours('7h-11h30, 13h30-17h')?.[0]).toEqual([
    [420, 690],
    [810, 1020],
  ]);
  expect(readHours('sáng')).toBeNull();
});

test('positions in every manner; the wrong way round is put right, abroad is not believed', () => {
  const there = { latitude: 20.25, longitude: 105.97 };
  expect(readPosition('20.25', '105.97').position).toEqual(there);
  expect(readPosition('20,25', '105,97').position).toEqual(there);
  expect(readPosition('105.97', '20.25')).toEqual({ position: there, swapped: true, unreadable: false });
  expect(readPosition('', '', '20.25, 105.97').position).toEqual(there);
  expect(readPosition(`20°15'00"N`, `105°58'12"E`).position).toEqual(there);
  expect(readPosition('', '', 'https://maps.google.com/?q=20.25,105.97').position).toEqual(there);
  expect(readPosition('48.85', '2.35')).toMatchObject({ position: null, unreadable: true });
});

test('barcodes with a right check digit count', () => {
  expect(readGtin('893 4588 01211 2')).toBe('08934588012112');
  expect(readGtin('8934588012113')).toBeNull();
  expect(readGtin('')).toBeUndefined();
});

test.each([
  ['Dầu dừa (chai 500ml)', 'chai 500ml'],
  ['Kho quẹt - hộp 250gr', 'hộp 250gr'],
  ['KHÔ CÁ_400g_TAM NÔNG', '400g'],
  ['Nón lá', null],
])('the pack in %o is %o', (name, pack) => expect(packInName(name)).toBe(pack));

test('columns are named as spreadsheets name them', () => {
  expect([0, 25, 26, 701, 702].map(columnName)).toEqual(['A', 'Z', 'AA', 'ZZ', 'AAA']);
  expect(['A', 'z', 'AA', 'AAA'].map(columnIndex)).toEqual([0, 25, 26, 702]);
  expect(columnIndex('1')).toBeNull();
});

describe('letters of before Unicode', () => {
  test.each([
    [
      'tcvn3',
      'Tªn s¶n phÈm, Chñ thÓ, §Þa chØ, Q§-UBND, H\u00ad¬ng',
      'Tên sản phẩm, Chủ thể, Địa chỉ, QĐ-UBND, Hương',
    ],
    [
      'vni',
      'Teân saûn phaåm, Chuû theå, Ñòa chæ, QÑ-UBND, Höông, Myõ Quyù',
      'Tên sản phẩm, Chủ thể, Địa chỉ, QĐ-UBND, Hương, Mỹ Quý',
    ],
    ['vni', 'ÑOÀNG THAÙP, NÖÔÙC MAÉM', 'ĐỒNG THÁP, NƯỚC MẮM'],
  ] as const)('%s: %s', (encoding, typed, meant) => {
    expect(decodeLegacy(typed, encoding)).toBe(meant);
    expect(guessLegacy([typed])).toBe(encoding);
  });

  test('Unicode is left alone', () => {
    expect(guessLegacy(['Hà Nội, Cà Mau, Sóc Trăng', 'Lô Lô, Bé, Tô hà', 'Café Mê Linh'])).toBeNull();
    expect(repairMojibake('Sản phẩm')).toBe('Sản phẩm');
    expect(repairMojibake('Sáº£n pháº©m')).toBe('Sản phẩm');
  });

  test('fonts tell', () => {
    expect(legacyFont('.VnTime')).toEqual({ encoding: 'tcvn3', capitals: false });
    expect(legacyFont('.VnTimeH')).toEqual({ encoding: 'tcvn3', capitals: true });
    expect(legacyFont('VNI-Times')).toEqual({ encoding: 'vni', capitals: false });
    expect(legacyFont('Times New Roman')).toBeNull();
  });
});

test.each<[string, string | null, number | null]>([
  ['Rượu nếp men lá Kỳ Sơn', null, 14],
  ['Rượu vang nho', null, 15],
  ['Vang sim', null, 15],
  ['Ba kích ngâm rượu', null, 15],
  ['Ruou nep', null, 14],
  ['Bia thủ công', null, 15],
  ['Rượu gì đó', 'Thực phẩm', 14],
  ['Sản vật', 'Đồ uống / Đồ uống có cồn', 15],
  ['Cơm rượu nếp', null, 6],
  ['Nấm rượu', null, 1],
  ['Giấm rượu', null, 9],
  ['Bình rượu gốm', null, 21],
  ['Nghệ vàng', null, 10],
  ['Mật ong An Sơn', null, 4],
  ['Na bở An Sơn', null, 1],
  ['nước mắm Năm Quyền', null, 9],
  ['nem Huân Hồng', null, 8],
  ['Chè Thái Nguyên', null, 11],
  ['Trà mướp đắng Mai Hương', null, 12],
  ['Vải thiều', null, 1],
  ['Vải thổ cẩm', null, 22],
  ['Xoài sấy dẻo', null, 7],
  ['Gạo ST25', 'Thực phẩm/Thực phẩm thô, sơ chế', 3],
  ['Homestay Bản Lác', null, 26],
  ['Tên riêng', null, null],
])('%s in the group %s is of set %o', (name, group, set) =>
  expect(setFromName(name, group)?.set ?? null).toBe(set),
);
