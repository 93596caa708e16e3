import { expect, test } from 'vitest';
import { readList } from '#src/domain/lists/read-list.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import { delimited, utf8, xlsxFile, zipOf } from '#tests/support/list-files.ts';

async function whyNot(bytes: Uint8Array): Promise<unknown> {
  try {
    await readList(bytes, 'a.xlsx');
  } catch (error) {
    if (error instanceof Refusal) return error.details['why'];
    throw error;
  }
  return 'read';
}

const HEAD = ['STT', 'Tên sản phẩm', 'Chủ thể', 'Hạng sao'];

test('files in which there is no list are refused with the reason', async () => {
  expect(await whyNot(new Uint8Array())).toBe('empty');
  expect(await whyNot(utf8('   \r\n\r\n'))).toBe('empty');
  expect(await whyNot(utf8('%PDF-1.4 …'))).toBe('is_pdf');
  expect(await whyNot(Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0, 0))).toBe('is_picture');
  expect(await whyNot(Uint8Array.of(0x50, 0x4b, 3, 4, 1, 2, 3))).toBe('corrupt');
  expect(
    await whyNot(Uint8Array.from({ length: 600 }, (_, index) => [0xd0, 0xcf, 0x11, 0xe0][index] ?? 0)),
  ).toBe('old_excel_unreadable');
  expect(await whyNot(zipOf('word/document.xml', utf8('<w/>'), 4))).toBe('is_word');
  const cut = await xlsxFile({ rows: [HEAD, [1, 'Gạo', 'HTX', 3]] });
  expect(await whyNot(cut.subarray(0, cut.length - 40))).toBe('corrupt');
  const names = Buffer.from('EncryptedPackage', 'utf16le');
  expect(await whyNot(Buffer.concat([Buffer.from([0xd0, 0xcf, 0x11, 0xe0]), Buffer.alloc(600), names]))).toBe(
    'encrypted',
  );
});

test('what unpacks to far more than a list is not unpacked, whatever its directory says', async () => {
  const zeros = new Uint8Array(50_000_000);
  expect(await whyNot(zipOf('xl/worksheets/sheet1.xml', zeros, 4_000_000_000))).toBe('too_large');
  expect(['corrupt', 'too_large', 'empty']).toContain(
    await whyNot(zipOf('xl/worksheets/sheet1.xml', zeros, 10)),
  );
});

test('a hundred thousand empty rows, a huge cell and endless columns are lived with', async () => {
  const rows = [
    HEAD,
    [1, 'Gạo', 'HTX Gạo', 3],
    ...Array.from({ length: 100_000 }, () => []),
    [2, 'x'.repeat(3_000_000), 'HTX', 3],
    [3, 'Ngô', 'HTX Ngô', 4, ...Array.from({ length: 3_000 }, () => 'x')],
  ];
  const started = performance.now();
  const [sheet] = await readList(utf8(delimited(rows)), 'a.csv');
  expect(sheet!.rows.map(({ line, product }) => [line, product?.slice(0, 3)])).toEqual([
    [2, 'Gạo'],
    [100_003, 'xxx'],
    [100_004, 'Ngô'],
  ]);
  expect(sheet!.rows[1]?.findings.map(({ code }) => code)).toContain('text_too_long');
  expect(performance.now() - started).toBeLessThan(15_000);
});

test('formulas are words, quotes inside a word are signs, ditto marks repeat', async () => {
  const [sheet] = await readList(
    utf8(
      'STT,Tên sản phẩm,Chủ thể,Hạng sao\n1,"=HYPERLINK(""http://x"",""Gạo"")",HTX 1,3\n2,Hộp 15" tre,HTX 2,3 sao\n3,Nón,”,4\n',
    ),
    'a.csv',
  );
  expect(sheet!.rows.map(({ product, producer, stars }) => [product, producer, stars])).toEqual([
    ['=HYPERLINK("http://x","Gạo")', 'HTX 1', 3],
    ['Hộp 15" tre', 'HTX 2', 3],
    ['Nón', 'HTX 2', 4],
  ]);
});

test('a quote that is never closed takes nothing with it', async () => {
  const [sheet] = await readList(
    utf8('STT,Tên sản phẩm,Chủ thể,Hạng sao\n1,Gạo,HTX 1,3\n2,"Khay tre,HTX 2,4\n'),
    'a.csv',
  );
  expect(sheet!.rows.map(({ producer, stars }) => [producer, stars])).toEqual([
    ['HTX 1', 3],
    ['HTX 2', 4],
  ]);
});

test('a web page that calls itself .xls is read', async () => {
  const page =
    '<html><meta charset="utf-8"><body><table><tr><td>STT</td><td>Tên sản phẩm</td><td>Chủ thể</td><td>Hạng sao</td></tr><tr><td>1</td><td>Gạo nếp</td><td>HTX Gạo</td><td>3 sao</td></tr></table></body></html>';
  const [sheet] = await readList(utf8(page), 'a.xls');
  expect(sheet!.rows.map(({ product, producer, stars }) => [product, producer, stars])).toEqual([
    ['Gạo nếp', 'HTX Gạo', 3],
  ]);
});
