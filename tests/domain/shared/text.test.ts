import { expect, test } from 'vitest';
import {
  accentKey,
  accentWords,
  fold,
  foldedWords,
  hasAccents,
  inVietnameseOrder,
  slugOf,
  tidy,
} from '#src/domain/shared/text.ts';

test.each([
  ['Hoà Bình', 'Hòa Bình'],
  ['Thanh Hoá', 'Thanh Hóa'],
  ['thuỷ', 'thủy'],
  ['khoẻ', 'khỏe'],
  ['Uỷ ban', 'Ủy ban'],
  ['Nước mắm'.normalize('NFD'), 'Nước mắm'],
  ['Ea H’Leo', "Ea H'Leo"],
  ['Bà Rịa – Vũng Tàu', 'Bà Rịa - Vũng Tàu'],
])('%s and %s have one key', (a, b) => {
  expect(accentKey(a)).toBe(accentKey(b));
});

test.each([
  ['quý', 'quý'],
  ['quả', 'quả'],
  ['xoài', 'xoài'],
  ['hoàn', 'hoàn'],
  ['toàn', 'toàn'],
  ['ngoằn ngoèo', 'ngoằn ngoèo'],
])('the tone of %s stays where it is', (word, key) => {
  expect(accentKey(word)).toBe(key);
});

test('đ is a letter of its own and still found as d', () => {
  expect(fold('Đặc sản Đắk Lắk')).toBe('dac san dak lak');
  expect(hasAccents('đa')).toBe(true);
  expect(hasAccents('da')).toBe(false);
  expect(hasAccents('Ecohost')).toBe(false);
});

test('words are parted by one space, whatever stands between them', () => {
  expect(foldedWords('  Gạo ST-25 (5kg), “loại 1” ')).toBe('gao st 25 5kg loai 1');
  expect(accentWords('Chè – Shan_tuyết')).toBe('chè shan tuyết');
  expect(tidy('a\u200b\u00a0 b\n')).toBe('a b');
});

test('addresses have letters, digits and dashes, and end at a word', () => {
  expect(slugOf('Đường thốt nốt – 500g')).toBe('duong-thot-not-500g');
  expect(slugOf('★★★')).toBe('');
  expect(slugOf('mật ong '.repeat(20))).toMatch(/^mat-ong(-mat-ong)*(-mat)?$/);
  expect(slugOf('mật ong '.repeat(20)).length).toBeLessThanOrEqual(80);
});

test('the alphabet is the Vietnamese one', () => {
  expect(['đào', 'dừa', 'ổi', 'ăn', 'êm', 'an', 'em', 'dứa'].sort(inVietnameseOrder)).toEqual([
    'an',
    'ăn',
    'dừa',
    'dứa',
    'đào',
    'em',
    'êm',
    'ổi',
  ]);
});
