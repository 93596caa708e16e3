import { expect, test } from 'vitest';
import { labelLines } from '#src/domain/catalogue/label.ts';
import { PRODUCT_SETS } from '#src/domain/catalogue/product-set.ts';

test.each([
  ['food', ['responsible', 'origin', 'netQuantity', 'ingredients', 'use', 'storage', 'warnings']],
  ['alcohol', ['responsible', 'origin', 'netQuantity', 'storage', 'warnings']],
  [
    'supplement',
    [
      'responsible',
      'origin',
      'netQuantity',
      'ingredients',
      'use',
      'storage',
      'warnings',
      'declarationNumber',
    ],
  ],
  ['textile', ['responsible', 'origin', 'materials', 'use', 'warnings', 'yearOfProduction']],
  ['handicraft', ['responsible', 'origin', 'materials', 'specifications', 'use', 'warnings']],
  ['service', []],
  [null, ['responsible', 'origin']],
] as const)('a label of %s has to say %j', (kind, due) => {
  expect(labelLines(kind, {})).toEqual(due.map((fact) => [fact, null]));
});

test('what the label says beyond its duty is shown too, and blanks count as silence', () => {
  expect(labelLines('fresh', { storage: '  ', origin: 'Việt Nam', nutrition: '60 kcal' })).toEqual([
    ['responsible', null],
    ['origin', 'Việt Nam'],
    ['netQuantity', null],
    ['nutrition', '60 kcal'],
    ['storage', null],
  ]);
});

test('every set of goods has a label, but for services', () => {
  const without = PRODUCT_SETS.filter(({ label }) => labelLines(label, {}).length === 0);
  expect(without.map(({ number }) => number)).toEqual([26]);
});
