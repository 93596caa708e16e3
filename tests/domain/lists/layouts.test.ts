import { describe, expect, test } from 'vitest';
import { decodeCells, type RawCell } from '#src/domain/lists/decode-cells.ts';
import type { ListRow, ReadSheet } from '#src/domain/lists/list-row.ts';
import { readHours } from '#src/domain/lists/read-hours.ts';
import { readList } from '#src/domain/lists/read-list.ts';
import { NO_CELL } from '#src/domain/lists/sheet.ts';
import { delimited, inLegacy, utf8, xlsxFile, type CellValue } from '#tests/support/list-files.ts';

type Rows = readonly (readonly CellValue[])[];

const read = async (rows: Rows, kind?: 'points_of_sale'): Promise<ReadSheet> =>
  (await readList(utf8(delimited(rows, ';')), 'danh-sach.csv', kind ? { kind } : {}))[0]!;
const told = ({ rows }: ReadSheet, fields: readonly (keyof ListRow)[]) =>
  rows.map((row) => fields.map((field) => row[field]));

describe('of several columns for one thing, what was decided counts', () => {
  test.each<[string, readonly (keyof ListRow)[], Rows, unknown[][]]>([
    [
      'stars asked for before stars given, points of its own scoring before those of the council',
      ['stars', 'points'],
      [
        [
          'TT',
          'Tên sản phẩm',
          'Chủ thể',
          'Hạng sao đề nghị',
          'Hạng sao được công nhận',
          'Điểm tự chấm',
          'Điểm Hội đồng',
        ],
        ['1', 'Vải thiều', 'HTX Vải', '5 sao', '4 sao', '92', '84,5'],
      ],
      [[4, 84.5]],
    ],
    [
      'the rank it has now, and the one after the assessment',
      ['stars'],
      [
        ['TT', 'Sản phẩm nâng hạng', 'Chủ thể', 'Hạng sao hiện tại', 'Hạng sao sau đánh giá'],
        ['1', 'Chè Thái', 'HTX Chè', '3 sao', '4 sao'],
        ['2', 'Chè xanh', 'HTX Chè', '3 sao', ''],
      ],
      [[4], [null]],
    ],
    [
      'the district asks, the council of the city decides',
      ['stars', 'points'],
      [
        ['TT', 'Sản phẩm', 'Chủ thể', 'Đề nghị của cấp huyện', '', 'Kết quả của Hội đồng thành phố', ''],
        ['', '', '', 'Điểm', 'Hạng sao', 'Điểm', 'Hạng sao'],
        ['1', 'Mắm cá linh', 'HKD Cô Hai', '72', '4 sao', '68,5', '3 sao'],
      ],
      [[3, 68.5]],
    ],
    [
      'points of two councils, the second of which saw some goods only',
      ['stars', 'points'],
      [
        ['TT', 'Sản phẩm', 'Chủ thể', 'Điểm cấp huyện', 'Điểm cấp tỉnh', 'Hạng sao'],
        ['1', 'Vải sấy', 'HTX A', '71', '74,5', '4 sao'],
        ['2', 'Mì Chũ', 'HTX B', '62', '', '3 sao'],
      ],
      [
        [4, 74.5],
        [3, 62],
      ],
    ],
    [
      'an old decision and a new one',
      ['stars', 'decisionNumber'],
      [
        ['TT', 'Sản phẩm', 'Chủ thể', 'Hạng sao cũ', 'QĐ cũ', 'Hạng sao mới', 'QĐ mới'],
        ['1', 'Tỏi', 'HTX Tỏi', '3 sao', '10/QĐ-UBND ngày 1/1/2020', '4 sao', '20/QĐ-UBND ngày 2/2/2023'],
        ['2', 'Hành', 'HTX Tỏi', '3 sao', '10/QĐ-UBND ngày 1/1/2020', '', ''],
      ],
      [
        [4, '20/QĐ-UBND'],
        [3, '10/QĐ-UBND'],
      ],
    ],
    [
      'a term from one day to another, below one heading',
      ['decisionDate', 'validUntil'],
      [
        ['TT', 'Sản phẩm', 'Chủ thể', 'Sao', 'Thời hạn công nhận', ''],
        ['', '', '', '', 'Từ ngày', 'Đến ngày'],
        ['1', 'Vải', 'HTX Vải', '4 sao', '15/12/2022', '15/12/2025'],
      ],
      [['2022-12-15', '2025-12-15']],
    ],
    [
      'councils named below one heading',
      ['stars', 'points'],
      [
        ['TT', 'Sản phẩm', 'Chủ thể', 'Điểm', '', 'Hạng sao', ''],
        ['', '', '', 'Cấp huyện', 'Cấp tỉnh', 'Cấp huyện', 'Cấp tỉnh'],
        ['1', 'Vải sấy', 'HTX A', '68', '74,5', '3 sao', '4 sao'],
        ['2', 'Mì Chũ', 'HTX B', '62', '', '3 sao', ''],
      ],
      [
        [4, 74.5],
        [3, 62],
      ],
    ],
    [
      'a first decision and a later one, which not all have',
      ['decisionNumber', 'decisionDate'],
      [
        ['TT', 'Tên sản phẩm', 'Chủ thể', 'Hạng', 'Quyết định công nhận lần đầu', 'Quyết định công nhận lại'],
        ['1', 'Nem chua', 'Cơ sở Nem', '4 sao', '100/QĐ-UBND ngày 10/1/2020', '250/QĐ-UBND ngày 10/2/2023'],
        ['2', 'Chả tôm', 'Cơ sở Chả', '3 sao', '101/QĐ-UBND ngày 10/1/2023', ''],
      ],
      [
        ['250/QĐ-UBND', '2023-02-10'],
        ['101/QĐ-UBND', '2023-01-10'],
      ],
    ],
    [
      'the points stand under the rank that they reach',
      ['stars', 'points'],
      [
        ['TT', 'Sản phẩm', 'Chủ thể', '3 sao (50-69 điểm)', '4 sao (70-89 điểm)'],
        ['1', 'Mật ong bạc hà', 'HTX A', '', '86,2'],
        ['2', 'Rượu ngô', 'HTX B', '65,5', ''],
        ['3', 'Gạo', 'HTX C', 'x', ''],
        ['4', 'Ngô', 'HTX C', '1', ''],
      ],
      [
        [4, 86.2],
        [3, 65.5],
        [3, null],
        [3, null],
      ],
    ],
  ])('%s', async (_, fields, rows, expected) => {
    expect(told(await read(rows), fields)).toEqual(expected);
  });
});

describe('goods below whoever makes them', () => {
  const SONLA = ['xã Hát Lót, huyện Mai Sơn', null] as const;
  test.each<[string, Rows, [string, string, number | null, string | null][], Record<number, string>]>([
    [
      'Roman numbers for producers',
      [
        ['TT', 'Chủ thể/Sản phẩm', 'Địa chỉ', 'Số sao'],
        ['I', 'HTX Ngọc Lan', SONLA[0], ''],
        ['1', 'Xoài sấy', '', '4'],
        ['2', 'Nhãn sấy', '', '3'],
        ['II', 'Nguyễn Thị Hoa', 'xã Phiêng Khoài', ''],
        ['1', 'Mận', '', '3'],
      ],
      [
        ['Xoài sấy', 'HTX Ngọc Lan', 4, SONLA[0]],
        ['Nhãn sấy', 'HTX Ngọc Lan', 3, SONLA[0]],
        ['Mận', 'Nguyễn Thị Hoa', 3, 'xã Phiêng Khoài'],
      ],
      { 2: 'section', 5: 'section' },
    ],
    [
      'numbers for producers, letters for goods',
      [
        ['TT', 'Tên chủ thể, sản phẩm', 'Địa bàn', 'Điểm', 'Xếp hạng'],
        ['1', 'Hợp tác xã Ea Tu', 'xã Ea Tu', '', ''],
        ['a', 'Cà phê bột', '', '72', '4 sao'],
        ['b', 'Cà phê hạt', '', '65', '3 sao'],
      ],
      [
        ['Cà phê bột', 'Hợp tác xã Ea Tu', 4, 'xã Ea Tu'],
        ['Cà phê hạt', 'Hợp tác xã Ea Tu', 3, 'xã Ea Tu'],
      ],
      { 2: 'section' },
    ],
    [
      'units, producers and goods in one column',
      [
        ['TT', 'Đơn vị/Chủ thể/Sản phẩm', 'Điểm', 'Hạng sao'],
        ['I', 'Huyện Chợ Đồn', '', ''],
        ['1', 'HTX Hoàn Thành (tổ 5, thị trấn Bằng Lũng)', '', ''],
        ['', 'Gạo Bao Thai', '75', '4 sao'],
        ['II', 'Huyện Ba Bể', '', ''],
        ['1', 'HTX Yến Dương', '', ''],
        ['', 'Bí xanh thơm', '72', '4 sao'],
      ],
      [
        ['Gạo Bao Thai', 'HTX Hoàn Thành', 4, 'tổ 5, thị trấn Bằng Lũng'],
        ['Bí xanh thơm', 'HTX Yến Dương', 4, null],
      ],
      { 2: 'section', 3: 'section', 5: 'section', 6: 'section' },
    ],
    [
      'dashes before goods, no column of numbers',
      [
        ['Tên chủ thể / sản phẩm', 'Địa chỉ', 'Số sao'],
        ['HTX Mường Động', 'xã Tú Sơn', ''],
        ['- Cam', '', '4'],
        ['- Nhãn', '', '3'],
      ],
      [
        ['Cam', 'HTX Mường Động', 4, 'xã Tú Sơn'],
        ['Nhãn', 'HTX Mường Động', 3, 'xã Tú Sơn'],
      ],
      { 2: 'section' },
    ],
    [
      'a heading that speaks of goods alone',
      [
        ['STT', 'Tên sản phẩm', 'Điểm', 'Hạng'],
        ['1', 'HTX Tiên Dương', '', ''],
        ['1.1', 'Rau cải', '72', '4 sao'],
        ['2', 'Công ty CP Ao Vua, xã Tản Lĩnh', '', ''],
        ['2.1', 'Nước khoáng', '88', '4 sao'],
      ],
      [
        ['Rau cải', 'HTX Tiên Dương', 4, null],
        ['Nước khoáng', 'Công ty CP Ao Vua', 4, 'xã Tản Lĩnh'],
      ],
      { 2: 'section', 4: 'section' },
    ],
    [
      'goods called after a firm stay goods where a column names producers',
      [
        ['STT', 'Tên sản phẩm', 'Chủ thể', 'Hạng'],
        ['1', 'Công ty Bánh Rế', 'HTX Gò Trúc', ''],
      ],
      [['Công ty Bánh Rế', 'HTX Gò Trúc', null, null]],
      {},
    ],
  ])('%s', async (_, rows, expected, skipped) => {
    const sheet = await read(rows);
    expect(
      sheet.rows.map(({ product, producer, stars, place }) => [product, producer, stars, place.address]),
    ).toEqual(expected);
    expect(Object.fromEntries(sheet.skipped.map(({ line, why }) => [line, why]))).toEqual(skipped);
  });
});

test.each<[cell: string, name: string, address: string | null, phone: string | null]>([
  [
    'HTX Dầu lạc Cẩm Tân\nĐịa chỉ: thôn Phú Lai, xã Cẩm Tân\nĐT: 0987 654 321',
    'HTX Dầu lạc Cẩm Tân',
    'thôn Phú Lai, xã Cẩm Tân',
    '+84987654321',
  ],
  ['HTX Bánh đa\nxã Dư Hàng Kênh', 'HTX Bánh đa', 'xã Dư Hàng Kênh', null],
  ['Công ty TNHH Lê Gia - xã Hoằng Phụ', 'Công ty TNHH Lê Gia', 'xã Hoằng Phụ', null],
  ['Công ty Sen, TP.Huế (ĐT 0234.3822.456)', 'Công ty Sen', 'TP.Huế', '+842343822456'],
  ['HTX Mỹ Hòa, MST 0312345678', 'HTX Mỹ Hòa, MST 0312345678', null, null],
  ['HTX nông nghiệp xã Yên Thắng', 'HTX nông nghiệp xã Yên Thắng', null, null],
])('one cell for a producer, its address and its number: %j', async (cell, name, address, phone) => {
  const [row] = (
    await read([
      ['STT', 'Tên sản phẩm', 'Thông tin chủ thể (Tên, địa chỉ, điện thoại)', 'Kết quả'],
      ['1', 'Dầu lạc', cell, 'Đạt 3 sao'],
    ])
  ).rows;
  expect([row?.producer, row?.place.address, row?.phone]).toEqual([name, address, phone]);
});

test('a telephone number that stands in the address', async () => {
  const [row] = (
    await read([
      ['STT', 'Tên sản phẩm', 'Chủ thể', 'Địa chỉ, số điện thoại', 'Sao'],
      ['1', 'Gạo', 'HTX A', 'xã Nhơn Ái, huyện Phong Điền; ĐT: 0912.345.678', '3'],
    ])
  ).rows;
  expect([row?.place.address, row?.phone]).toEqual(['xã Nhơn Ái, huyện Phong Điền', '+84912345678']);
});

test.each<[heading: string, cell: string, field: keyof ListRow, value: unknown]>([
  ['Số vào sổ cấp GCN', '01/2023-OCOP', 'certificateNumber', '01/2023-OCOP'],
  ['Star rating', '4', 'stars', 4],
  ['Expiry date', '2026-12-30', 'validUntil', '2026-12-30'],
  ['Hình thức', 'Nâng hạng', 'recognition', 'upgrade'],
  ['Ghi chú', 'Đánh giá lại', 'recognition', 'renewal'],
  ['Ghi chú', 'Đề nghị nâng hạng năm 2025', 'recognition', null],
  ['Số sao', '4 sao (đánh giá lại)', 'recognition', 'renewal'],
  ['Pháp nhân', 'Cơ sở Năm Dung', 'producer', 'Cơ sở Năm Dung'],
  ['Quyết định', 'QĐ số 2890 ngày 16/11/2022', 'decisionNumber', '2890'],
  ['Quyết định', 'QĐ số 2890 ngày 16/11/2022', 'decisionDate', '2022-11-16'],
  ['Quyết định', '300, ngày 2/2/2024', 'decisionDate', '2024-02-02'],
  ['Quyết định', '1234/QÐ-UBND', 'decisionNumber', '1234/QĐ-UBND'],
  ['Ngày công nhận', '20 tháng 11 năm 2023', 'decisionDate', '2023-11-20'],
  ['Tên sản phẩm được công nhận', 'Gạo nương', 'product', 'Gạo nương'],
  ['Ngày công nhận', '20-Nov-23', 'decisionDate', '2023-11-20'],
])('under "%s": %j', async (heading, cell, field, value) => {
  const { rows } = await read([
    ['#', 'Tên sản phẩm đăng ký', 'Điểm', heading],
    ['1', 'Gạo', '66', cell],
  ]);
  expect(rows[0]?.[field]).toEqual(value);
});

test.each<[title: string, stars: number | null]>([
  ['DANH SÁCH SẢN PHẨM ĐẠT 3 SAO', 3],
  ['DANH SÁCH SẢN PHẨM ĐẠT TỪ 3 SAO TRỞ LÊN', null],
  ['DANH SÁCH SẢN PHẨM ĐẠT 3 - 4 SAO', null],
])('a rank in the title: %s', async (title, stars) => {
  const { rows } = await read([
    [title, '', ''],
    ['STT', 'Tên sản phẩm', 'Chủ thể'],
    ['1', 'Gạo', 'HTX A'],
  ]);
  expect(rows.map((row) => row.stars)).toEqual([stars]);
});

test('ranks as signs over columns of marks', async () => {
  const sheet = await read([
    ['STT', 'Tên sản phẩm', 'Chủ thể', '★★★', '★★★★', '★★★★★'],
    ['1', 'Gạo', 'HTX', 'X', '', ''],
    ['2', 'Cam', 'HTX', '', '✓', '0'],
  ]);
  expect(told(sheet, ['product', 'stars'])).toEqual([
    ['Gạo', 3],
    ['Cam', 4],
  ]);
});

test.each<[line: readonly string[], why: string]>([
  [['', 'Cộng I', '', '02 sản phẩm'], 'total'],
  [['', 'Tổng cộng (I+II): 02', '', ''], 'total'],
  [['Danh sách ấn định 01 sản phẩm./.', '', '', ''], 'total'],
  [['* Các sản phẩm trên có giá trị 36 tháng kể từ ngày ký Quyết định.', '', '', ''], 'other'],
])('below the goods stands %j', async (line, why) => {
  const { rows, skipped } = await read([
    ['STT', 'Tên sản phẩm', 'Chủ thể', 'Sao'],
    ['1', 'Gạo', 'HTX A', '3'],
    line,
  ]);
  expect([rows.length, skipped.at(-1)?.why]).toEqual([1, why]);
});

test.each<[heading: string, cell: string, revoked: boolean]>([
  ['Tình trạng', 'Đã thu hồi', true],
  ['Ghi chú', 'Bị thu hồi theo QĐ 12/QĐ-UBND', true],
  ['Tình trạng', 'Còn hiệu lực', false],
  ['Tình trạng', 'Hết hạn', false],
])('%s: %s', async (heading, cell, revoked) => {
  const { rows } = await read([
    ['STT', 'Tên sản phẩm', 'Chủ thể', 'Sao', heading],
    ['1', 'Gạo', 'HTX A', '3', cell],
  ]);
  expect(rows[0]?.findings.some(({ code }) => code === 'row_revokes')).toBe(revoked);
});

test.each<[string, Rows, Record<number, boolean>]>([
  [
    'a second table of what was refused',
    [
      ['I. DANH SÁCH SẢN PHẨM ĐƯỢC CÔNG NHẬN', '', '', ''],
      ['TT', 'Tên sản phẩm', 'Chủ thể', 'Hạng sao'],
      ['1', 'Cá kho', 'HKD A', '4 sao'],
      ['II. DANH SÁCH SẢN PHẨM KHÔNG ĐẠT', '', '', ''],
      ['TT', 'Tên sản phẩm', 'Chủ thể', 'Điểm'],
      ['1', 'Cá khô', 'HKD B', '48'],
    ],
    { 3: false, 6: true },
  ],
  [
    'a section of what was taken away, and one after it',
    [
      ['TT', 'Tên sản phẩm', 'Chủ thể', 'Hạng sao'],
      ['I', 'Sản phẩm bị thu hồi', '', ''],
      ['1', 'Cá khô', 'HKD B', '3 sao'],
      ['II', 'Sản phẩm công nhận mới', '', ''],
      ['1', 'Cá kho', 'HKD A', '4 sao'],
    ],
    { 3: true, 5: false },
  ],
])('%s', async (_, rows, expected) => {
  const sheet = await read(rows);
  expect(
    Object.fromEntries(
      sheet.rows.map(({ line, findings }) => [
        line,
        findings.some(({ code }) => code === 'row_revokes' || code === 'list_revokes'),
      ]),
    ),
  ).toEqual(expected);
  expect(sheet.revokes).toBe(false);
});

test('a count behind the name of a district is no part of it', async () => {
  const { rows } = await read([
    ['TT', 'Huyện/Thành phố', 'Tên sản phẩm', 'Hạng sao'],
    ['1', 'Huyện Phú Lương (02 sản phẩm)', 'Chè đinh', '4'],
  ]);
  expect(rows.map(({ place }) => place.district)).toEqual(['Huyện Phú Lương']);
});

test('one heading over three columns of an address', async () => {
  const [sheet] = await readList(
    await xlsxFile({
      rows: [
        ['STT', 'Tên sản phẩm', 'Chủ thể', 'Địa chỉ', null, null, 'Sao'],
        [1, 'Trà Phìn Hồ', 'HTX Phìn Hồ', 'thôn Phìn Hồ', 'xã Thông Nguyên', 'huyện Hoàng Su Phì', 5],
      ],
      merges: ['D1:F1'],
    }),
    'a.xlsx',
  );
  expect(sheet?.rows[0]?.place.address).toBe('thôn Phìn Hồ, xã Thông Nguyên, huyện Hoàng Su Phì');
});

test('units of today and units that were in two columns: those of today, else those that were', async () => {
  const { rows } = await read([
    ['STT', 'Tên sản phẩm', 'Chủ thể', 'Xã, phường (cũ)', 'Xã, phường (mới)', 'Loại sao'],
    ['1', 'Nước mắm', 'Cơ sở Sa Châu', 'xã Giao Châu', 'xã Giao Hưng', '3'],
    ['2', 'Gạo', 'HTX A', 'xã Giao Hải', '', '3'],
  ]);
  expect(rows.map(({ place, stars }) => [place.commune, stars])).toEqual([
    ['xã Giao Hưng', 3],
    ['xã Giao Hải', 3],
  ]);
});

test.each<[product: string, degree: number | null]>([
  ['Rượu Bàu Đá 45%', 45],
  ['Rượu nếp 29,5 % vol', 29.5],
  ['Rượu gạo 100% nếp cái hoa vàng', null],
  ['Sô cô la 70%', null],
])('the degree in the name %s', async (product, degree) => {
  const { rows } = await read([
    ['STT', 'Tên sản phẩm', 'Sao'],
    ['1', product, '3'],
  ]);
  expect(rows[0]?.degree).toBe(degree);
});

test('"Đạt" reaches the rank of its section or of the title, and no rank by itself', async () => {
  const rows = [
    ['TT', 'Sản phẩm', 'Chủ thể', 'Điểm', 'Kết quả'],
    ['1', 'Gạo', 'HTX A', '60', 'Đạt'],
    ['2', 'Ngô', 'HTX B', '45', 'Không đạt'],
  ];
  const stars = async (...above: string[][]) => told(await read([...above, ...rows]), ['stars']).flat();
  expect(await stars(['DANH SÁCH SẢN PHẨM ĐẠT 3 SAO', '', '', '', ''])).toEqual([3, null]);
  expect(await stars()).toEqual([null, null]);
  const sections = await read([rows[0]!, ['I', 'Hạng 4 sao', '', '', ''], ...rows.slice(1)]);
  expect(told(sections, ['stars']).flat()).toEqual([4, null]);
});

test('a heading that explains at length how it is filled in', async () => {
  const long = `Tên sản phẩm (ghi đầy đủ tên theo Giấy chứng nhận, ${'kể cả nhãn hiệu và quy cách, '.repeat(5)}nếu có)`;
  const { rows } = await read([
    ['STT', long, 'Chủ thể', 'Hạng sao'],
    ['1', 'Cam', 'HTX Cam', '3 sao'],
  ]);
  expect(rows.map(({ product, producer }) => [product, producer])).toEqual([['Cam', 'HTX Cam']]);
});

test('columns of numbers and of goods without a heading', async () => {
  const sheet = await read([
    ['', '', 'Chủ thể', 'Hạng sao'],
    ['1', 'Cam', 'HTX Cam', '3 sao'],
    ['2', 'Bưởi', 'HTX Bưởi', '4 sao'],
  ]);
  expect(told(sheet, ['product', 'producer', 'stars'])).toEqual([
    ['Cam', 'HTX Cam', 3],
    ['Bưởi', 'HTX Bưởi', 4],
  ]);
});

test('goods called after a group of goods, their stars beside them, are no section', async () => {
  const sheet = await read([
    ['Sản phẩm', 'Sao'],
    ['Đồ uống Kombucha', '3'],
    ['Huyện Yên Mô', '2'],
    ['Trà', '4'],
  ]);
  expect(told(sheet, ['product', 'stars'])).toEqual([
    ['Đồ uống Kombucha', 3],
    ['Trà', 4],
  ]);
});

test('the province in a head that goes on with the name of the state', async () => {
  const { title } = await read([
    ['ỦY BAN NHÂN DÂN TỈNH LẠNG SƠN', '', 'CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM'],
    ['STT', 'Tên sản phẩm', 'Sao'],
    ['1', 'Vịt quay', '4'],
  ]);
  expect(title.province).toBe('TỈNH LẠNG SƠN');
});

test('a section that names a year gives it to rows without a decision', async () => {
  const sheet = await read([
    ['TT', 'Tên sản phẩm', 'Chủ thể', 'Hạng sao'],
    ['I', 'Năm 2023 (QĐ số 4012/QĐ-UBND ngày 29.12.2023)', '', ''],
    ['1', 'Chả mực', 'HKD Thoan', '4 sao'],
    ['II', 'Năm 2024', '', ''],
    ['1', 'Nước mắm', 'Công ty CP Cái Rồng', '4 sao'],
    ['', 'Đợt 2 năm 2025', '', ''],
    ['1', 'Sá sùng', 'HTX Sá sùng', '4 sao'],
  ]);
  expect(told(sheet, ['decisionNumber', 'decisionYear'])).toEqual([
    ['4012/QĐ-UBND', null],
    [null, 2024],
    [null, 2025],
  ]);
});

test('a title whose decision lacks its letters; the rules of the Prime Minister are none', async () => {
  const rows = [
    ['STT', 'Tên sản phẩm', 'Chủ thể', 'Sao'],
    ['1', 'Gạo', 'HTX A', '3'],
  ];
  const titled = async (title: string) =>
    told(await read([[title, '', '', ''], ...rows]), ['decisionNumber', 'decisionDate']);
  expect(await titled('(Kèm theo Quyết định số 512 ngày 05/12/2024 của UBND huyện Mai Sơn)')).toEqual([
    ['512', '2024-12-05'],
  ]);
  expect(await titled('Căn cứ Quyết định số 148 ngày 24/02/2023 của Thủ tướng Chính phủ')).toEqual([
    [null, null],
  ]);
});

test('letters in an old font say nothing of other cells', () => {
  const cell = (...runs: { text: string; font: string | null }[]): RawCell => ({
    ...NO_CELL,
    text: runs.map(({ text }) => text).join(''),
    font: null,
    runs,
  });
  const { rows } = decodeCells({
    name: 'Sheet1',
    hidden: false,
    hiddenRows: new Set(),
    merges: [],
    rows: [
      [cell({ text: 'Cốm dẹp ', font: null }, { text: '(gói 200g)', font: null })],
      [cell({ text: inLegacy('Bún nước lèo', 'tcvn3'), font: '.VnTime' }, { text: ' Trà Vinh', font: null })],
    ],
  });
  expect(rows.map(({ cells }) => cells[0]?.text)).toEqual(['Cốm dẹp (gói 200g)', 'Bún nước lèo Trà Vinh']);
});

describe('places to sell', () => {
  test.each<[string, Rows, (keyof ReadSheet['shops'][number])[], unknown[]]>([
    [
      'hours in two columns',
      [
        ['TT', 'Tên cửa hàng', 'Địa chỉ', 'Giờ mở cửa', 'Giờ đóng cửa'],
        ['1', 'OCOP Huế', 'xã Phú Mỹ', '7:30', '21:00'],
      ],
      ['name', 'hours'],
      ['OCOP Huế', '7:30 - 21:00'],
    ],
    [
      'no heading names the shop',
      [
        ['STT', 'HTX/Cửa hàng', 'Địa chỉ bán hàng', 'SĐT liên hệ', 'Giờ mở - đóng cửa'],
        ['1', 'Cửa hàng Măng cụt', 'P. Lái Thiêu', '0274-3755-999', 'Từ 7 giờ đến 19 giờ'],
        ['2', 'Bách hóa Xanh', 'P. Dĩ An', '1900.1908', '6h–22h'],
      ],
      ['name', 'phone', 'hours'],
      ['Cửa hàng Măng cụt', '+842743755999', 'Từ 7 giờ đến 19 giờ'],
    ],
    [
      'who keeps it is called chủ thể or phụ trách',
      [
        ['TT', 'Điểm bán', 'Chủ thể quản lý', 'Đ.Thoại', 'Mở cửa'],
        ['1', 'Trung tâm OCOP Sa Pa', 'HTX Sa Pa', '02143.871.975/0988777666', '7h-21h'],
      ],
      ['operator', 'phone'],
      ['HTX Sa Pa', '+842143871975'],
    ],
    [
      'who keeps it, with a number behind the name',
      [
        ['TT', 'Tên điểm bán', 'Người phụ trách/SĐT', 'Giờ mở cửa'],
        ['1', 'Nhà văn hóa Sa Pa', 'Anh Tuấn - 0911222333', '7:00 AM - 9:00 PM'],
      ],
      ['operator', 'phone', 'hours'],
      ['Anh Tuấn', '+84911222333', '7:00 AM - 9:00 PM'],
    ],
    [
      'when it is open is headed "Thời gian"',
      [
        ['TT', 'Điểm bán', 'Thời gian', 'GPS'],
        ['1', 'Siêu thị Đức Thành', '6h30 - 22h (T2-CN)', '22.6657 106.2522'],
      ],
      ['hours', 'latitude'],
      ['6h30 - 22h (T2-CN)', 22.6657],
    ],
    [
      'a link to a map: the place, not the middle of the map',
      [
        ['TT', 'Tên điểm', 'Phụ trách', 'Link Google Maps'],
        [
          '1',
          'Kiot 12',
          'Bà Hồng',
          'https://www.google.com/maps/place/X/@10.77,106.69,17z/data=!3d10.7725!4d106.698',
        ],
      ],
      ['operator', 'latitude', 'longitude'],
      ['Bà Hồng', 10.7725, 106.698],
    ],
  ])('%s', async (_, rows, fields, expected) => {
    const { shops } = await read(rows, 'points_of_sale');
    expect(fields.map((field) => shops[0]?.[field])).toEqual(expected);
    if (shops[0]?.hours) expect(readHours(shops[0].hours)).not.toBeNull();
  });
});
