import { Refusal } from '#src/domain/shared/refusal.ts';

/** Why no list could be read from a file at all. The sentences are in `src/i18n/findings.ts`. */
export const UNREADABLE = [
  'empty',
  'encrypted',
  'corrupt',
  'too_large',
  'is_pdf',
  'is_word',
  'is_picture',
  'not_a_list',
  'no_such_sheet',
  'old_excel_unreadable',
] as const;
export type Unreadable = (typeof UNREADABLE)[number];

/** The refusal of a file in which nothing can be read. */
export function unreadable(why: Unreadable): Refusal {
  return new Refusal('decision_list.unreadable', { why });
}
