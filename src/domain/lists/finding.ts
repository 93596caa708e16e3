/**
 * All that can be said against a row or a sheet of a list. An error keeps the row from being published, a
 * doubt asks someone to look. Codes are part of the machine output and never change their meaning; the
 * sentences are in `src/i18n/findings.ts`.
 */
export const FINDINGS = {
  // The sheet as a whole.
  no_table: 'error',
  sheet_hidden: 'doubt',
  column_missing_product: 'error',
  list_revokes: 'error',
  // Reading a row.
  product_missing: 'error',
  producer_missing: 'doubt',
  text_too_long: 'error',
  cell_broken: 'doubt',
  row_hidden: 'doubt',
  row_revokes: 'error',
  stars_missing: 'doubt',
  stars_unreadable: 'error',
  stars_not_certified: 'error',
  stars_in_two_columns: 'error',
  points_unreadable: 'doubt',
  points_below_stars: 'error',
  decision_number_missing: 'doubt',
  decision_number_unreadable: 'doubt',
  decision_number_incomplete: 'doubt',
  decision_several: 'doubt',
  decision_date_missing: 'doubt',
  decision_date_unreadable: 'error',
  decision_date_order: 'doubt',
  decision_date_future: 'error',
  decision_date_too_early: 'error',
  stars_not_theirs_to_give: 'error',
  valid_until_unreadable: 'doubt',
  valid_until_differs: 'doubt',
  valid_until_too_late: 'error',
  place_missing: 'doubt',
  place_unknown: 'doubt',
  place_split: 'doubt',
  place_ambiguous: 'doubt',
  place_spelling: 'doubt',
  alcohol_degree_missing: 'doubt',
  price_unreadable: 'doubt',
  price_range: 'doubt',
  phone_unreadable: 'doubt',
  gtin_unreadable: 'doubt',
  gtin_taken: 'error',
  // Rows beside each other, and beside the register.
  row_repeated: 'doubt',
  rows_differ_in_stars: 'error',
  similar_product: 'doubt',
  differs_from_register: 'doubt',
  older_than_register: 'doubt',
  stars_are_a_claim: 'doubt',
  row_outside_reach: 'error',
  // Places to sell.
  name_missing: 'error',
  position_unreadable: 'doubt',
  position_swapped: 'doubt',
  hours_unreadable: 'doubt',
} as const satisfies Record<string, 'error' | 'doubt'>;

export type FindingCode = keyof typeof FINDINGS;
export type Weight = 'error' | 'doubt';

export type Finding = {
  weight: Weight;
  code: FindingCode;
  /** The field of the row that it is about; `null` when it is about the whole row. */
  field: string | null;
  /** What the sentence names: the cell's text, another line, candidates. */
  details?: Readonly<Record<string, string | number>>;
};

export function finding(
  code: FindingCode,
  field: string | null = null,
  details?: Finding['details'],
): Finding {
  return { weight: FINDINGS[code], code, field, ...(details ? { details } : {}) };
}

export const isError = ({ weight }: Finding): boolean => weight === 'error';
