import type { Day } from '#src/domain/shared/calendar.ts';
import { accentWords, foldedWords } from '#src/domain/shared/text.ts';

/** How we know the set of goods: the list says so, an officer chose it, or the name tells. */
export type SetBasis = 'stated' | 'chosen' | 'from_name';

/**
 * Papers with a term that a product or its producer holds.
 *
 * @source Decision 26/2026/QĐ-TTg, Annex III, form 02 (list of evidence); Decree 15/2018/NĐ-CP.
 */
export const PAPER_KINDS = [
  'quality_declaration',
  'food_safety',
  'test_slip',
  'vietgap',
  'globalgap',
  'organic',
  'haccp',
  'iso',
  'other_standard',
  'trademark',
  'geographical_indication',
  'collective_mark',
  'certification_mark',
  'patent_or_design',
] as const;
export type PaperKind = (typeof PAPER_KINDS)[number];

/**
 * What the law wants on the label, as far as it is the same for every lot.
 *
 * @source Decree 37/2026/NĐ-CP, article 42 and Annex I.
 */
export type LabelFacts = {
  responsible?: string;
  origin?: string;
  netQuantity?: string;
  ingredients?: string;
  materials?: string;
  specifications?: string;
  nutrition?: string;
  warnings?: string;
  use?: string;
  storage?: string;
  declarationNumber?: string;
  yearOfProduction?: string;
};

/**
 * The key under which a producer's product is found again: the folded words, by which it is searched and
 * put in order, and after them the accented ones, which tell apart what one household makes of coconut
 * (mứt dừa) and of pineapple (mứt dứa). Numbers count: ST24 is not ST25.
 */
export function productKey(name: string): string {
  return `${foldedWords(name)} | ${accentWords(name)}`;
}

export type Paper = {
  kind: PaperKind;
  name: string;
  number: string | null;
  issuer: string | null;
  issuedOn: Day | null;
  validUntil: Day | null;
};

/** As everybody may read it. */
export type PublicPaper = Paper & {
  id: string;
  source: string | null;
  /** The producer's own paper whose file is there to be read; `null`: the register knows of it alone. */
  document: string | null;
};
