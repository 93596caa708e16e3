import { expect, test } from 'vitest';
import { readPrinted } from '#src/domain/traceability/printed.ts';
import { printedStampCode, stampCodeOf } from '#src/domain/traceability/stamp-code.ts';

const HOSTS = ['ocop.example.vn', 'localhost:4321'];

test.each([
  ['', []],
  ['mật ong An Sơn', ['words']],
  ['Gạo ST25', ['words']],
  ['https://ocop.example.vn/san-pham/mat-ong/truy-xuat', ['address']],
  ['ocop.example.vn/t/3K7Z9', ['address']],
  ['/so-dang-ky/0a1b2c3d4e5f', ['address']],
  ['https://khac.example.com/abc', ['foreign']],
  ['8935001213598', ['gtin', 'words']],
  ['893 5001 213598', ['gtin', 'words']],
  ['8935001213599', ['gtin_misread', 'words']],
  ['3K7Z9Q-ABCDEF-012345', ['stamp', 'words']],
  ['3k7z9q abcdef o1234l', ['stamp', 'words']],
  ['0a1b2c3d4e5f', ['certificate', 'words']],
  ['0A1B-2C3D-4E5F', ['certificate', 'words']],
  ['BQFAHKQMZAJQ', ['certificate', 'words']],
  ['5445/QĐ-UBND', ['decision', 'words']],
  ['5445/QÐ-UBND', ['decision', 'words']],
  ['5445 qd ubnd', ['decision', 'words']],
  ['5445QDUBND', ['decision', 'words']],
  ['quyết định số 5445', ['decision', 'words']],
  ['QĐ 5445', ['decision', 'words']],
  ['5445', ['decision', 'words']],
  ['26/2026/QĐ-TTg', ['decision', 'words']],
])('“%s” is read as %j', (typed, kinds) => {
  expect(readPrinted(typed, HOSTS).map(({ kind }) => kind)).toEqual(kinds);
});

test('an address of ours keeps its path alone, without the language', () => {
  expect(readPrinted('https://OCOP.example.vn/en/so-dang-ky/0a1b2c3d4e5f?x=1#y', HOSTS)).toEqual([
    { kind: 'address', path: '/so-dang-ky/0a1b2c3d4e5f' },
  ]);
});

test.each([
  ['5445/QĐ-UBND', '5445/qdubnd'],
  ['Số: 05445 / QĐ–UBND', '5445/qdubnd'],
  ['Quyết định 5445', '5445'],
  ['26/2026/QĐ-TTg', '26/2026/qdttg'],
])('the decision “%s” is found under %s', (typed, key) => {
  expect(readPrinted(typed, HOSTS)[0]).toEqual({ kind: 'decision', key });
});

test('a stamp code is the same however it is typed', () => {
  const code = '3K7Z9QABCDEF012345';
  for (const typed of [
    '3K7Z9Q-ABCDEF-012345',
    '3k7z9q abcdef o12345',
    '3K7Z9QABCDEFOI2345',
    '3K7Z9Q–ABCDEF.0L2345',
  ])
    expect(stampCodeOf(typed), typed).toBe(code);
  expect(printedStampCode(code)).toBe('3K7Z9Q-ABCDEF-012345');
});

test.each(['3K7Z9QABCDEF01234', '3K7Z9QABCDEF0123456', '3K7Z9QABCDEF01234U', ''])(
  '“%s” is no stamp code',
  (typed) => {
    expect(stampCodeOf(typed)).toBeNull();
  },
);
