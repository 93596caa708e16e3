import { foldedWords } from '#src/domain/shared/text.ts';
import type { Day } from '#src/domain/shared/calendar.ts';

/**
 * About the last day on which a label may still carry an address from before the mergers of 1 July 2025:
 * two years, as long as nobody is misled and the goods can be traced.
 *
 * @source Decree 37/2026/NĐ-CP, article 98.5.
 */
export const OLD_ADDRESS_UNTIL: Day = '2027-06-30';

const NO_LONGER = /\b(huyen|quan|thi xa|thi tran|tp truc thuoc)\b/;

/**
 * Whether a printed address is one from before the mergers: it names a level that is gone, or leaves out
 * the commune or the province of today.
 *
 * @param names of the commune and the province today, without their kinds; those not known are left out.
 */
export function isFormerAddress(printed: string, names: readonly string[]): boolean {
  const words = ` ${foldedWords(printed)} `;
  if (NO_LONGER.test(words.replace(/\bduong quan\b/g, ''))) return true;
  return names.some((name) => !words.includes(` ${foldedWords(name)} `));
}
