import type { LabelFacts } from '#src/domain/catalogue/product.ts';
import type { LabelKind } from '#src/domain/catalogue/product-set.ts';

type Fact = keyof LabelFacts;

const COMMON: readonly Fact[] = ['responsible', 'origin'];

const BY_KIND: Readonly<Record<LabelKind, readonly Fact[]>> = {
  food: ['netQuantity', 'ingredients', 'warnings', 'use', 'storage'],
  fresh: ['netQuantity', 'storage'],
  alcohol: ['netQuantity', 'warnings', 'storage'],
  drink: ['netQuantity', 'ingredients', 'warnings', 'use', 'storage'],
  supplement: ['netQuantity', 'ingredients', 'warnings', 'use', 'storage', 'declarationNumber'],
  cosmetic: ['netQuantity', 'ingredients', 'use', 'warnings'],
  textile: ['materials', 'use', 'yearOfProduction', 'warnings'],
  handicraft: ['materials', 'specifications', 'use', 'warnings'],
  other: ['netQuantity', 'use', 'storage'],
  service: [],
};

const ALL: readonly Fact[] = [
  'responsible',
  'origin',
  'netQuantity',
  'ingredients',
  'materials',
  'specifications',
  'nutrition',
  'use',
  'storage',
  'warnings',
  'declarationNumber',
  'yearOfProduction',
];

/**
 * What a listing of such goods has to say of the label, in the order of the label, with what it does say;
 * `null`: it should and does not. What is said beyond the duty is there too. Lot facts (dates) are not: they
 * belong on the pack and on the trace page. A service has no label; unknown goods are held to what is common.
 *
 * @source Decree 37/2026/NĐ-CP, article 42 and Annex I.
 */
export function labelLines(kind: LabelKind | null, label: LabelFacts): [fact: Fact, said: string | null][] {
  const due = kind === 'service' ? [] : [...COMMON, ...(kind === null ? [] : BY_KIND[kind])];
  return ALL.filter((fact) => due.includes(fact) || label[fact]?.trim()).map((fact) => [
    fact,
    label[fact]?.trim() || null,
  ]);
}
