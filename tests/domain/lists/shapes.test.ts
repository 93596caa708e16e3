import { describe, expect, test } from 'vitest';
import type { ReadOptions, ReadSheet } from '#src/domain/lists/list-row.ts';
import { readList } from '#src/domain/lists/read-list.ts';
import {
  delimited,
  inLegacy,
  latin1,
  utf16,
  utf8,
  windows1258,
  xlsxFile,
} from '#tests/support/list-files.ts';

const readOne = async (bytes: Uint8Array, options: ReadOptions = {}): Promise<ReadSheet> =>
  (await readList(bytes, 'danh-sach.csv', options))[0]!;

/** Line, product, stars and whatever else the test is about. */
const told = (sheet: ReadSheet, ...fields: (keyof ReadSheet['rows'][number])[]) =>
  sheet.rows.map((row) => [row.line, row.product, row.stars, ...fields.map((field) => row[field])]);
const why = (sheet: ReadSheet) =>
  Object.fromEntries(sheet.skipped.map(({ line, why: reason }) => [line, reason]));

const PLAIN = [
  ['TT', 'Tên sản phẩm', 'Chủ thể', 'Địa chỉ', 'Hạng sao', 'Số QĐ', 'Ngày QĐ'],
  [
    1,
    'Chè Shan tuyết Phình Hồ',
    'HTX Chè Phình Hồ',
    'xã Phình Hồ, huyện Trạm Tấu, tỉnh Yên Bái',
    '4 sao',
    '1234/QĐ-UBND',
    '05/06/2024',
  ],
  [
    2,
    'Mật ong bạc hà',
    'Hộ kinh doanh Vàng Thị Mỷ',
    'xã Púng Luông, huyện Mù Cang Chải, tỉnh Yên Bái',
    '3 sao',
    '1234/QĐ-UBND',
    '05/06/2024',
  ],
] as const;
const PLAIN_TOLD = [
  [2, 'Chè Shan tuyết Phình Hồ', 4, 'HTX Chè Phình Hồ', '1234/QĐ-UBND', '2024-06-05'],
  [3, 'Mật ong bạc hà', 3, 'Hộ kinh doanh Vàng Thị Mỷ', '1234/QĐ-UBND', '2024-06-05'],
];

describe('the same list is read alike in every encoding', () => {
  const text = (delimiter = ',') => delimited(PLAIN, delimiter);
  test.each<[string, Uint8Array]>([
    ['UTF-8', utf8(text())],
    ['UTF-8 with its mark, semicolons', utf8(text(';'), true)],
    ['UTF-8, tabs', utf8(text('\t'))],
    ['UTF-8, bars', utf8(text('|'))],
    ['decomposed letters', utf8(text().normalize('NFD'))],
    ['UTF-16 little end first', utf16(text('\t'))],
    ['UTF-16 big end first', utf16(text('\t'), { bigEndian: true })],
    ['UTF-16 without its mark', utf16(text('\t'), { mark: false })],
    ['Windows-1258', windows1258(text(';'))],
    ['TCVN3', latin1(inLegacy(text(','), 'tcvn3'))],
    ['VNI', latin1(inLegacy(text(','), 'vni'))],
    ['TCVN3 saved as UTF-8', utf8(inLegacy(text(';'), 'tcvn3'))],
    [
      'UTF-8 read as Windows-1252 and saved again',
      utf8(new TextDecoder('windows-1252').decode(utf8(text()))),
    ],
    ['a line for the spreadsheet program first', utf8(`sep=;\r\n${text(';')}`)],
  ])('%s', async (_, bytes) => {
    expect(told(await readOne(bytes), 'producer', 'decisionNumber', 'decisionDate')).toEqual(PLAIN_TOLD);
  });

  test('a workbook in a VNI font, and one sheet of it in Unicode', async () => {
    const vni = PLAIN.map((row) =>
      row.map((cell) => (typeof cell === 'string' ? inLegacy(cell, 'vni') : cell)),
    );
    const sheets = await readList(
      await xlsxFile(
        { name: 'VNI', rows: vni, font: 'VNI-Times' },
        { name: 'Unicode', rows: PLAIN, font: 'Times New Roman' },
      ),
      'a.xlsx',
    );
    for (const sheet of sheets)
      expect(told(sheet, 'producer', 'decisionNumber', 'decisionDate')).toEqual(PLAIN_TOLD);
  });

  test('capitals come from the font', async () => {
    const rows = [
      PLAIN[0].map((cell) => inLegacy(cell, 'tcvn3')),
      [1, inLegacy('chè shan tuyết', 'tcvn3'), 'HTX', 'A', '3', '1/Q§-UBND', '1/2/2024'],
    ];
    const sheet = await readOne(await xlsxFile({ rows, font: '.VnTimeH' }));
    expect(sheet.rows[0]?.product).toBe('CHÈ SHAN TUYẾT');
  });

  test('columns pasted from elsewhere: TCVN3 beside Unicode, no fonts told', async () => {
    const rows = PLAIN.map((row) =>
      row.map((cell, column) => (typeof cell === 'string' && column === 2 ? inLegacy(cell, 'tcvn3') : cell)),
    );
    expect(told(await readOne(utf8(delimited(rows))), 'producer', 'decisionNumber', 'decisionDate')).toEqual(
      PLAIN_TOLD,
    );
  });
});

describe('shapes in which provinces send their lists', () => {
  test('a two-row header, sections by rank, totals and signatures', async () => {
    const sheet = await readOne(
      await xlsxFile({
        rows: [
          [
            'ỦY BAN NHÂN DÂN\nTỈNH HÀ GIANG',
            null,
            null,
            null,
            'CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM',
            null,
            null,
          ],
          [null, null, null, null, 'Độc lập - Tự do - Hạnh phúc', null, null],
          ['DANH SÁCH SẢN PHẨM ĐƯỢC CÔNG NHẬN ĐẠT SAO OCOP NĂM 2023', null, null, null, null, null, null],
          [
            '(Kèm theo Quyết định số 2468/QĐ-UBND ngày 25 tháng 12 năm 2023',
            null,
            null,
            null,
            null,
            null,
            null,
          ],
          ['của Chủ tịch Ủy ban nhân dân tỉnh Hà Giang)', null, null, null, null, null, null],
          [null, null, null, null, null, null, null],
          ['Số TT', 'Sản phẩm', 'Đơn vị', null, 'Kết quả', null, 'Ghi chú'],
          [null, null, 'Tên chủ thể', 'Địa chỉ', 'Tổng điểm', 'Xếp hạng', null],
          ['(1)', '(2)', '(3)', '(4)', '(5)', '(6)', '(7)'],
          ['A', 'HẠNG 4 SAO (01 sản phẩm)', null, null, null, null, null],
          [
            1,
            'Thịt bò khô Cao nguyên đá',
            'Công ty TNHH Cao nguyên đá',
            'thị trấn Đồng Văn, huyện Đồng Văn',
            '78,25',
            null,
            null,
          ],
          ['B', 'HẠNG 3 SAO (02 sản phẩm)', null, null, null, null, null],
          [1, 'Cam sành', 'HTX Cam Vàng', 'xã Vĩnh Hảo, huyện Bắc Quang', 65.5, null, null],
          [2, 'Hồng không hạt', 'HTX Cam Vàng', 'xã Vĩnh Hảo, huyện Bắc Quang', 61, null, null],
          [null, 'Tổng cộng: 03 sản phẩm', null, null, null, null, null],
          [null, null, null, null, 'Hà Giang, ngày 25 tháng 12 năm 2023', null, null],
          ['Nơi nhận:', null, null, null, 'KT. CHỦ TỊCH', null, null],
          ['- Như Điều 3;', null, null, null, 'PHÓ CHỦ TỊCH', null, null],
          ['- Lưu: VT, KTN.', null, null, null, '(Đã ký)', null, null],
          [null, null, null, null, 'Hoàng Gia Long', null, null],
        ],
        merges: [
          'A3:G3',
          'A4:G4',
          'A5:G5',
          'A7:A8',
          'B7:B8',
          'C7:D7',
          'E7:F7',
          'G7:G8',
          'B10:G10',
          'B12:G12',
        ],
      }),
    );
    expect(sheet.headerLines).toEqual([7, 8]);
    expect(sheet.title).toMatchObject({ decisionNumber: '2468/QĐ-UBND', decisionDate: '2023-12-25' });
    expect(told(sheet, 'points', 'decisionNumber', 'decisionDate', 'issuer')).toEqual([
      [
        11,
        'Thịt bò khô Cao nguyên đá',
        4,
        78.25,
        '2468/QĐ-UBND',
        '2023-12-25',
        'Chủ tịch Ủy ban nhân dân tỉnh Hà Giang',
      ],
      [13, 'Cam sành', 3, 65.5, '2468/QĐ-UBND', '2023-12-25', 'Chủ tịch Ủy ban nhân dân tỉnh Hà Giang'],
      [14, 'Hồng không hạt', 3, 61, '2468/QĐ-UBND', '2023-12-25', 'Chủ tịch Ủy ban nhân dân tỉnh Hà Giang'],
    ]);
    expect(why(sheet)).toEqual({
      1: 'title',
      2: 'title',
      3: 'title',
      4: 'title',
      5: 'title',
      6: 'blank',
      9: 'other',
      10: 'section',
      12: 'section',
      15: 'total',
      16: 'signature',
      17: 'signature',
      18: 'signature',
      19: 'signature',
      20: 'signature',
    });
  });

  test('sections by old district and by commune; the next district ends the commune before it', async () => {
    const sheet = await readOne(
      utf8(
        delimited([
          ['STT', 'Tên sản phẩm OCOP', 'Chủ thể', 'Số sao'],
          ['I', 'Huyện Thạch Thất', '', ''],
          ['', 'Xã Bình Phú', '', ''],
          ['1', 'Quạt nan', 'Hộ Nguyễn Văn A', '3*'],
          ['II', 'HUYỆN BA VÌ (02 sản phẩm)', '', ''],
          ['1', 'Sữa chua Ba Vì', 'Công ty CP Sữa', '4*'],
          ['2', 'Chè Ba Trại', 'HTX Ba Trại', '***'],
          ['Cộng', '', '3', ''],
        ]),
      ),
    );
    expect(told(sheet)).toEqual([
      [4, 'Quạt nan', 3],
      [6, 'Sữa chua Ba Vì', 4],
      [7, 'Chè Ba Trại', 3],
    ]);
    expect(sheet.rows.map(({ place }) => [place.district, place.commune])).toEqual([
      ['Huyện Thạch Thất', 'Xã Bình Phú'],
      ['HUYỆN BA VÌ', null],
      ['HUYỆN BA VÌ', null],
    ]);
    expect(why(sheet)).toEqual({ 2: 'section', 3: 'section', 5: 'section', 8: 'total' });
  });

  test('a decision in every row, number and day in one cell, years alone', async () => {
    const sheet = await readOne(
      utf8(
        delimited(
          [
            ['TT', 'Sản phẩm', 'Tên cơ sở', 'Xếp loại', 'Quyết định công nhận', 'Năm công nhận'],
            [
              '1',
              'Nước mắm Cát Hải',
              'Công ty CP Chế biến dịch vụ thủy sản Cát Hải',
              'Bốn sao',
              'QĐ số 3456/QĐ-UBND, ngày 30.12.2022 của UBND thành phố Hải Phòng',
              '',
            ],
            ['2', 'Bún khô', 'HTX Bún', 'ba (03) sao', '', '2021'],
            ['3', 'Ổi', 'HTX Ổi', 'Đạt 3 sao', '77 /QĐ - UBND', 'năm 2022'],
          ],
          ';',
        ),
      ),
    );
    expect(told(sheet, 'decisionNumber', 'decisionDate', 'decisionYear', 'issuer')).toEqual([
      [2, 'Nước mắm Cát Hải', 4, '3456/QĐ-UBND', '2022-12-30', null, 'UBND thành phố Hải Phòng'],
      [3, 'Bún khô', 3, null, null, 2021, null],
      [4, 'Ổi', 3, '77/QĐ-UBND', null, 2022, null],
    ]);
  });

  test('marks under columns of rank, in any case', async () => {
    const sheet = await readOne(
      await xlsxFile({
        rows: [
          ['STT', 'TÊN SẢN PHẨM', 'ĐƠN VỊ SẢN XUẤT', 'PHÂN HẠNG', null, null],
          [null, null, null, '3 sao', '4 sao', '5 sao'],
          [1, 'Miến dong', 'HTX Miến', 'x', null, null],
          [2, 'Rượu ngô', 'HTX Rượu', null, 'X', null],
          [3, 'Cốm', 'HTX Cốm', null, 'x', 'x'],
        ],
        merges: ['A1:A2', 'B1:B2', 'C1:C2', 'D1:F1'],
      }),
    );
    expect(told(sheet)).toEqual([
      [3, 'Miến dong', 3],
      [4, 'Rượu ngô', 4],
      [5, 'Cốm', null],
    ]);
    expect(sheet.rows[2]?.findings.map(({ code }) => code)).toEqual(['stars_in_two_columns']);
    expect(sheet.headerLines).toEqual([1, 2]);
  });

  test('a header that returns on every page, and a row that is there twice', async () => {
    const sheet = await readOne(
      utf8(
        delimited(
          [
            ['TT', 'Tên SP', 'HTX/hộ', 'Hạng'],
            ['1', 'Cà phê', 'HTX A', '3'],
            ['2', 'Tiêu', 'HTX B', '3'],
            ['TT', 'Tên SP', 'HTX/hộ', 'Hạng'],
            ['3', 'Điều', 'HTX C', '4'],
            ['4', 'Cà phê', 'HTX A', '3'],
          ],
          '\t',
        ),
      ),
    );
    expect(told(sheet)).toEqual([
      [2, 'Cà phê', 3],
      [3, 'Tiêu', 3],
      [5, 'Điều', 4],
    ]);
    expect(sheet.skipped).toEqual([
      { line: 4, why: 'repeat' },
      { line: 6, why: 'repeat', repeats: 2 },
    ]);
  });

  test('merged cells give their value to every row; empty ones beside them give nothing', async () => {
    const sheet = await readOne(
      await xlsxFile({
        rows: [
          ['TT', 'Chủ thể', 'Sản phẩm', 'Sao', 'Quyết định'],
          [1, 'HTX Một', 'Gạo nếp', 3, '12/QĐ-UBND ngày 1/3/2024'],
          [null, null, 'Gạo tẻ', 3, null],
          [2, 'HTX Hai', 'Ngô', 4, null],
          [3, null, 'Khoai', 3, null],
        ],
        merges: ['A2:A3', 'B2:B3', 'E2:E3'],
      }),
    );
    expect(told(sheet, 'producer', 'decisionNumber', 'decisionDate')).toEqual([
      [2, 'Gạo nếp', 3, 'HTX Một', '12/QĐ-UBND', '2024-03-01'],
      [3, 'Gạo tẻ', 3, 'HTX Một', '12/QĐ-UBND', '2024-03-01'],
      [4, 'Ngô', 4, 'HTX Hai', null, null],
      [5, 'Khoai', 3, null, null, null],
    ]);
  });

  test('in a text file a row without a number goes on with the one above', async () => {
    const sheet = await readOne(
      utf8(
        delimited([
          ['STT', 'Chủ thể', 'Tên sản phẩm', 'Hạng sao'],
          ['1', 'HTX Một', 'Gạo nếp', '3'],
          ['', '', 'Gạo tẻ', '4'],
          ['2', '', 'Ngô', '3'],
          ['3', 'HTX Ba', 'Kê', '3'],
          ['4', '-nt-', 'Vừng', '3'],
        ]),
      ),
    );
    expect(told(sheet, 'producer')).toEqual([
      [2, 'Gạo nếp', 3, 'HTX Một'],
      [3, 'Gạo tẻ', 4, 'HTX Một'],
      [4, 'Ngô', 3, null],
      [5, 'Kê', 3, 'HTX Ba'],
      [6, 'Vừng', 3, 'HTX Ba'],
    ]);
  });

  test('real dates, counts of days, and a title with its day left blank', async () => {
    const sheet = await readOne(
      await xlsxFile({
        rows: [
          [
            'DANH SÁCH (Ban hành kèm theo Quyết định số       /QĐ-UBND ngày     tháng     năm 2024 của UBND tỉnh Sơn La)',
          ],
          ['Stt', 'Tên sản phẩm/dịch vụ', 'Chủ thể OCOP', 'Kết quả phân hạng', 'Ngày cấp', 'Hiệu lực đến'],
          [1, 'Mận hậu', 'HTX Mận', 3, new Date('2024-06-05T00:00:00Z'), new Date('2027-06-05T00:00:00Z')],
          [2, 'Xoài', 'HTX Xoài', 4, 45448, '05/06/2027'],
        ],
        merges: ['A1:F1'],
      }),
    );
    expect(told(sheet, 'decisionNumber', 'decisionDate', 'validUntil')).toEqual([
      [3, 'Mận hậu', 3, null, '2024-06-05', '2027-06-05'],
      [4, 'Xoài', 4, null, '2024-06-05', '2027-06-05'],
    ]);
  });

  test('three-row header, groups and places apart, ranks as signs', async () => {
    const sheet = await readOne(
      await xlsxFile({
        rows: [
          ['TT', 'Thông tin sản phẩm', null, 'Thông tin chủ thể', null, null, null, 'Đánh giá', null],
          [null, 'Tên sản phẩm', 'Nhóm sản phẩm', 'Tên', 'Địa chỉ', null, null, 'Điểm', 'Sao'],
          [null, null, null, null, 'Thôn/xóm', 'Xã/phường', 'Huyện/thành phố', null, null],
          [
            1,
            'Nón lá',
            'Thủ công mỹ nghệ',
            'THT Nón lá',
            'thôn Đông',
            'xã Phú Mỹ',
            'huyện Phú Vang',
            '71',
            '★★★★',
          ],
          [2, 'Trà sen', 'Đồ uống', 'Công ty Sen', '', 'phường Thủy Biều', 'TP. Huế', '55,5', '★★★'],
        ],
        merges: ['A1:A3', 'B1:C1', 'D1:G1', 'E2:G2', 'H1:I1', 'B2:B3', 'C2:C3', 'D2:D3', 'H2:H3', 'I2:I3'],
      }),
    );
    expect(sheet.headerLines).toEqual([1, 2, 3]);
    expect(told(sheet, 'producer', 'points', 'group')).toEqual([
      [4, 'Nón lá', 4, 'THT Nón lá', 71, 'Thủ công mỹ nghệ'],
      [5, 'Trà sen', 3, 'Công ty Sen', 55.5, 'Đồ uống'],
    ]);
    expect(sheet.rows[0]?.place).toMatchObject({
      hamlet: 'thôn Đông',
      commune: 'xã Phú Mỹ',
      district: 'huyện Phú Vang',
    });
  });

  test('a list without accents', async () => {
    const sheet = await readOne(
      utf8(
        delimited([
          ['STT', 'Ten san pham', 'Chu the', 'Dia chi', 'Hang sao', 'So quyet dinh', 'Ngay ban hanh'],
          [
            '1',
            'Mat ong rung U Minh',
            'HTX Mat ong',
            'xa Nguyen Phich, huyen U Minh, Ca Mau',
            '3 sao',
            '1122/QD-UBND',
            '2024-07-01',
          ],
        ]),
      ),
    );
    expect(told(sheet, 'producer', 'decisionNumber', 'decisionDate')).toEqual([
      [2, 'Mat ong rung U Minh', 3, 'HTX Mat ong', '1122/QĐ-UBND', '2024-07-01'],
    ]);
  });

  test('no header at all: columns are told by what stands in them', async () => {
    const sheet = await readOne(
      utf8(
        delimited([
          ['1', 'Bưởi Diễn', 'HTX Bưởi Diễn', 'xã Minh Khai, huyện Bắc Từ Liêm, Hà Nội', '4 sao'],
          ['2', 'Cam Canh', 'Hộ kinh doanh Lê Văn Cam', 'xã Kim An, huyện Thanh Oai, Hà Nội', '3 sao'],
          ['3', 'Giò chả Ước Lễ', 'Công ty TNHH Ước Lễ', 'xã Tân Ước, huyện Thanh Oai, Hà Nội', '4 sao'],
        ]),
      ),
    );
    expect(told(sheet, 'producer')).toEqual([
      [1, 'Bưởi Diễn', 4, 'HTX Bưởi Diễn'],
      [2, 'Cam Canh', 3, 'Hộ kinh doanh Lê Văn Cam'],
      [3, 'Giò chả Ước Lễ', 4, 'Công ty TNHH Ước Lễ'],
    ]);
  });

  test('quoted cells with line breaks count as one line, and are read as one line', async () => {
    const sheet = await readOne(
      utf8(
        'STT,Tên sản phẩm,"Chủ thể\n(tên, địa chỉ)",Hạng sao\n1,"Bánh\nđa cua","HTX Bánh đa\nxã Dư Hàng Kênh",3 sao\n2,Tương ớt,HTX Ớt,4 sao\n',
      ),
    );
    expect(told(sheet)).toEqual([
      [2, 'Bánh đa cua', 3],
      [3, 'Tương ớt', 4],
    ]);
  });

  test('two annexes below each other on one sheet, each with its decision', async () => {
    const sheet = await readOne(
      utf8(
        delimited([
          ['PHỤ LỤC I (kèm theo Quyết định số 11/QĐ-UBND ngày 02/02/2023 của UBND tỉnh Lào Cai)', '', '', ''],
          ['STT', 'Tên sản phẩm', 'Chủ thể', 'Hạng sao'],
          ['1', 'Tương ớt Mường Khương', 'HTX Ớt', '4 sao'],
          ['', '', '', ''],
          [
            'PHỤ LỤC II (kèm theo Quyết định số 22/QĐ-UBND ngày 03/03/2023 của UBND tỉnh Lào Cai)',
            '',
            '',
            '',
          ],
          ['TT', 'Sản phẩm', 'Hạng sao', 'Chủ thể'],
          ['1', 'Gạo Séng cù', '3 sao', 'HTX Gạo'],
        ]),
      ),
    );
    expect(told(sheet, 'producer', 'decisionNumber', 'decisionDate')).toEqual([
      [3, 'Tương ớt Mường Khương', 4, 'HTX Ớt', '11/QĐ-UBND', '2023-02-02'],
      [7, 'Gạo Séng cù', 3, 'HTX Gạo', '22/QĐ-UBND', '2023-03-03'],
    ]);
    expect(sheet.headerLines).toEqual([2, 6]);
  });

  test('several sheets, one of them hidden, one of notes', async () => {
    const rows = (stars: number) => [
      ['STT', 'Tên sản phẩm', 'Chủ thể', 'Hạng sao'],
      [1, `Sản vật ${stars}`, 'HTX', stars],
    ];
    const sheets = await readList(
      await xlsxFile(
        { name: '3 sao', rows: rows(3) },
        { name: '4 sao', rows: rows(4) },
        { name: 'nháp', rows: rows(5), hidden: true },
        { name: 'ghi chú', rows: [['Liên hệ Văn phòng điều phối'], ['Điện thoại 0912345678']] },
      ),
      'a.xlsx',
    );
    expect(sheets.map(({ name, rows: read }) => [name, read.length])).toEqual([
      ['3 sao', 1],
      ['4 sao', 1],
      ['nháp', 0],
      ['ghi chú', 0],
    ]);
    expect(sheets[3]?.skipped.map(({ why: reason }) => reason)).toEqual(['other', 'other']);
  });

  test('columns, decision, day and issuer can be given where the file lacks them', async () => {
    const bytes = utf8(
      delimited([
        ['Cột 1', 'Cột 2', 'Cột 3'],
        ['Chè', 'Nhà Chè', '3'],
        ['Cơm lam', 'Nhà Cơm', '4'],
      ]),
    );
    const sheet = await readOne(bytes, {
      columns: { product: 'A', producer: 'B', stars: 'C' },
      decision: '9/QĐ-UBND',
      date: '2024-01-02',
      issuer: 'UBND tỉnh Điện Biên',
    });
    expect(told(sheet, 'producer', 'decisionNumber', 'decisionDate', 'issuer').slice(-2)).toEqual([
      [2, 'Chè', 3, 'Nhà Chè', '9/QĐ-UBND', '2024-01-02', 'UBND tỉnh Điện Biên'],
      [3, 'Cơm lam', 4, 'Nhà Cơm', '9/QĐ-UBND', '2024-01-02', 'UBND tỉnh Điện Biên'],
    ]);
  });

  test('the decision itself is the sheet: its number, place and day above the title', async () => {
    const sheet = await readOne(
      utf8(
        delimited([
          ['UBND HUYỆN HOÀI ĐỨC', '', 'CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM', ''],
          ['Số: 4567/QĐ-UBND', '', 'Độc lập - Tự do - Hạnh phúc', ''],
          ['', '', 'Hoài Đức, ngày 15 tháng 11 năm 2023', ''],
          ['DANH SÁCH CÁC SẢN PHẨM ĐƯỢC CÔNG NHẬN', '', '', ''],
          ['STT', 'Tên sản phẩm', 'Chủ thể', 'Xếp hạng'],
          ['01', 'Miến dong Minh Hồng', 'HTX Miến dong', '4 sao'],
        ]),
      ),
    );
    expect(told(sheet, 'decisionNumber', 'decisionDate', 'issuer')).toEqual([
      [6, 'Miến dong Minh Hồng', 4, '4567/QĐ-UBND', '2023-11-15', 'UBND HUYỆN HOÀI ĐỨC'],
    ]);
  });

  test('the rank stands in the title alone, or in the name of the sheet', async () => {
    const rows = [
      ['(Kèm theo Quyết định số: 1502/QĐ-UBND ngày 20/11/2024 của UBND huyện Lệ Thủy)', '', ''],
      ['TT', 'Tên sản phẩm', 'Tên cơ sở sản xuất'],
      ['1', 'Khoai deo', 'Hộ Nguyễn Thị C'],
    ];
    const titled = await readOne(
      utf8(delimited([['Phụ lục: DANH SÁCH SẢN PHẨM ĐẠT 3 SAO', '', ''], ...rows])),
    );
    expect(titled.rows.map(({ stars }) => stars)).toEqual([3]);
    const named = await readOne(await xlsxFile({ name: 'OCOP 4 sao', rows }));
    expect(named.rows.map(({ stars }) => stars)).toEqual([4]);
  });

  test('producer and address in one cell, points beside the stars, counts beside a numbered district', async () => {
    const sheet = await readOne(
      utf8(
        delimited([
          ['STT', 'Địa phương/Tên sản phẩm', 'Tên chủ thể/ Địa chỉ', 'Kết quả', 'Số, ngày QĐ'],
          ['1', 'Huyện Yên Mô', '', '2', ''],
          [
            '1.1',
            'Bột rau má',
            'HTX Vân Trà, xã Yên Thắng, huyện Yên Mô',
            'Đạt 3 sao (65,8 điểm)',
            '5445/QĐ-UBND ngày 12/12/2023',
          ],
          ['1.2', 'Yến sào', 'HTX Yến (xã Yên Nhân)', '3 sao', 'nt'],
        ]),
      ),
    );
    expect(told(sheet, 'producer', 'points', 'decisionNumber', 'decisionDate')).toEqual([
      [3, 'Bột rau má', 3, 'HTX Vân Trà', 65.8, '5445/QĐ-UBND', '2023-12-12'],
      [4, 'Yến sào', 3, 'HTX Yến', null, '5445/QĐ-UBND', '2023-12-12'],
    ]);
    expect(sheet.rows[0]?.place.address).toBe('xã Yên Thắng, huyện Yên Mô');
    expect(why(sheet)).toEqual({ 2: 'section' });
  });

  test('groups as sections, totals under each, names under titles of signers', async () => {
    const sheet = await readOne(
      utf8(
        delimited(
          [
            ['TT', 'Sản phẩm', 'Chủ thể', 'Địa chỉ', 'Số sao đạt'],
            ['A', 'NHÓM THỰC PHẨM', '', '', ''],
            ['I', 'Gia vị', '', '', ''],
            ['1', 'Tương Sa Nam', 'HTX Sa Nam', 'thị trấn Nam Đàn', '4'],
            ['', 'Cộng nhóm I', '1', '', ''],
            ['B', 'NHÓM ĐỒ UỐNG', '', '', ''],
            ['1', 'Trà gừng', 'Công ty A', 'xã X', '3'],
            ['Người lập biểu', '', '', 'TRƯỞNG PHÒNG', ''],
            ['Nguyễn Văn B', '', '', 'Trần C', ''],
          ],
          ';',
        ),
      ),
    );
    expect(told(sheet, 'group')).toEqual([
      [4, 'Tương Sa Nam', 4, 'Gia vị'],
      [7, 'Trà gừng', 3, 'NHÓM ĐỒ UỐNG'],
    ]);
    expect(why(sheet)).toEqual({
      2: 'section',
      3: 'section',
      5: 'total',
      6: 'section',
      8: 'signature',
      9: 'signature',
    });
  });

  test('places to sell, with positions in every manner', async () => {
    const sheet = await readOne(
      utf8(
        delimited(
          [
            ['DANH SÁCH ĐIỂM BÁN VÀ GIỚI THIỆU SẢN PHẨM OCOP', '', '', '', '', ''],
            ['TT', 'Tên điểm bán', 'Địa chỉ', 'SĐT', 'Giờ mở cửa', 'Tọa độ'],
            [
              '1',
              'Cửa hàng OCOP Lạng Sơn',
              '211 Trần Đăng Ninh, TP Lạng Sơn',
              '0974.488.888',
              '7h30 - 21h',
              '21.853, 106.761',
            ],
            ['2', 'Siêu thị Nông sản', 'Số 1 đường A', '0168 1234567', 'cả tuần', `106°45'39"E 21°51'10"N`],
            ['3', 'Quầy chợ Đông Kinh', '', 'không', '', '1, 2'],
          ],
          ';',
        ),
      ),
      { kind: 'points_of_sale' },
    );
    expect(sheet.kind).toBe('points_of_sale');
    expect(
      sheet.shops.map(({ line, name, phone, latitude, longitude }) => [
        line,
        name,
        phone,
        latitude,
        longitude,
      ]),
    ).toEqual([
      [3, 'Cửa hàng OCOP Lạng Sơn', '+84974488888', 21.853, 106.761],
      [4, 'Siêu thị Nông sản', '+84381234567', 21.8527778, 106.7608333],
      [5, 'Quầy chợ Đông Kinh', null, null, null],
    ]);
    expect(sheet.shops.map(({ findings }) => findings.map(({ code }) => code))).toEqual([
      [],
      ['hours_unreadable', 'position_swapped'],
      ['position_unreadable'],
    ]);
  });
});
