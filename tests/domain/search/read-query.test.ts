import { readTelex, readVni } from '#src/domain/search/keyboard.ts';
import { lexiconOf } from '#src/domain/search/lexicon.ts';
import { placeNamesOf } from '#src/domain/search/place-names.ts';
import { readQuery } from '#src/domain/search/read-query.ts';
import { agreement, foldedSearchWords, orderKey, searchWords } from '#src/domain/search/words.ts';
import { allPlaces } from '#tests/support/all-places.ts';
import { describe, expect, test } from '#tests/support/test.ts';

const places = placeNamesOf(allPlaces());
const names = [
  'Nước mắm Cát Hải',
  'Nước mắm Phú Quốc',
  'Mật ong rừng',
  'Chè Thái Nguyên',
  'Gạo ST25',
  'Rượu nếp',
];
const counts = new Map<string, number>();
for (const name of names.flatMap((each) => [each, each, each])) {
  const words = searchWords(name);
  const folded = foldedSearchWords(name);
  const lexemes = [
    ...folded,
    ...words.map((word) => `=${word}`),
    ...folded.slice(1).map((word, at) => `+${folded[at]} ${word}`),
  ];
  for (const lexeme of new Set(lexemes)) counts.set(lexeme, (counts.get(lexeme) ?? 0) + 1);
}
const lexicon = lexiconOf(
  [...counts].map(([word, count]) => ({ word, count })),
  [],
);
const read = (q: string, exactly = false) => readQuery(q, { lexicon, places }, exactly);
const first = (q: string) =>
  read(q)
    .attempts[0]?.groups.flatMap(({ alternatives }) => alternatives[0]?.words.map(({ word }) => word) ?? [])
    .join(' ');

test.each([
  ['dưới 200k', null, 200_000],
  ['giá dưới 1,5 triệu', null, 1_500_000],
  ['từ 100k đến 300 nghìn', 100_000, 300_000],
  ['tu 100 den 300 nghin', 100_000, 300_000],
  ['100k-200k', 100_000, 200_000],
  ['trên 50.000đ', 50_000, null],
  ['< 200 ngàn', null, 200_000],
] as const)('"%s" is a price from %s to %s', (words, from, to) => {
  const { understood, attempts } = read(`mật ong ${words}`);
  expect(understood).toMatchObject({ priceFrom: from, priceTo: to });
  expect(attempts[0]?.groups).toHaveLength(2);
});

test.each([
  ['4 sao', [4]],
  ['bốn sao', [4]],
  ['nam sao', [5]],
  ['5*', [5]],
  ['★★★', [3]],
  ['từ 4 sao', [4, 5]],
  ['3 sao trở lên', [3, 4, 5]],
  ['4 star', [4]],
  ['nấm sao', []],
  ['2 sao', []],
] as const)('"%s" asks for the stars %j', (words, stars) => {
  expect(read(`chè ${words}`).understood.stars).toEqual(stars);
});

test.each([
  ['nuowcs mawms', 'nước mắm'],
  ['nu7o7c1 ma8m1', 'nước mắm'],
  ['nuoc71 mam81', 'nước mắm'],
  ['nuocmam', 'nuoc mam'],
  ['matongrung', 'mat ong rung'],
  ['ruuo nep', 'ruou nep'],
  ['nước mắm', 'nước mắm'],
  ['Hoà', 'hòa'],
])('"%s" is read as "%s"', (typed, words) => {
  expect(first(typed)).toBe(words);
});

describe('codes', () => {
  test.each(['OCOP-4-2024-0012', '5445/QĐ-UBND', '8934600000123', '893 4600 000123', '0a1b2c3d4e5f'])(
    '%s surely is one',
    (q) => {
      expect(read(q).isSurelyCode).toBe(true);
    },
  );
  test.each(['gạo ST25', 'st-25', 'nước mắm 500ml', 'mật ong 2024', '4 sao', 'chè'])('%s is none', (q) => {
    expect(read(q).isSurelyCode).toBe(false);
  });
});

test('taken as they stand, words are neither repaired nor widened', () => {
  const { attempts } = read('nuowcs mawm', true);
  expect(attempts).toHaveLength(1);
  expect(attempts[0]).toMatchObject({ corrected: null });
});

test.each([
  ['maatj', 'mật'],
  ['dduwowngf', 'đường'],
  ['duwaf', 'dừa'],
  ['thuyr', 'thủy'],
  ['nguyeenx', 'nguyễn'],
  ['tra', null],
])('the Telex keys %s give %s', (keys, word) => {
  expect(readTelex(keys)).toBe(word);
});

test.each([
  ['d9u7o7ng2', 'đường'],
  ['ruou75', 'rượu'],
  ['st25', null],
  ['b12', null],
])('the VNI keys %s give %s', (keys, word) => {
  expect(readVni(keys)).toBe(word);
});

test('accents agree, agree as far as they were typed, or do not', () => {
  expect(agreement('nước', 'nước')).toBe('same');
  expect(agreement('nưoc', 'nước')).toBe('part');
  expect(agreement('dứa', 'dừa')).toBe('other');
});

test('names stand in the order of the Vietnamese alphabet, numbers by their value', () => {
  const sorted = ['An', 'Ăn', 'Ân', 'Bà', 'Dừa', 'Đào', 'Gạo 2', 'Gạo 10', 'Ô mai', 'Ớt'];
  expect(sorted.toReversed().sort((a, b) => (orderKey(a) < orderKey(b) ? -1 : 1))).toEqual(sorted);
});
