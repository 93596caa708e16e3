import type { Paper } from '#src/domain/catalogue/product.ts';
import type { DecisionPaperType } from '#src/domain/certification/decision-paper.ts';
import { addDays, type Day } from '#src/domain/shared/calendar.ts';

/** A paper that a producer keeps, with its file. */
export type ProducerDocument = Paper & {
  id: string;
  producerId: string;
  /** `null`: it is for all that the producer makes. */
  product: { id: string; name: string } | null;
  isConfidential: boolean;
  file: { name: string; type: DecisionPaperType; size: number };
  /** Of a person, as they are called now; of others `null`. */
  addedBy: string | null;
  addedAt: Date;
  endedAt: Date | null;
  endedReason: string | null;
  version: number;
};

export type DocumentValidity = 'expired' | 'ending' | 'valid' | 'no_end';

/** Days before the end from which on a paper is told apart: a new test or a new audit takes about so long. */
export const ENDING_DAYS = 60;

/** How a paper stands on `day`. Asked and never stored. */
export function validityOn(day: Day, { validUntil }: Pick<Paper, 'validUntil'>): DocumentValidity {
  if (validUntil === null) return 'no_end';
  if (validUntil < day) return 'expired';
  return validUntil <= addDays(day, ENDING_DAYS) ? 'ending' : 'valid';
}

/** What wants doing first: expired, then what ends soonest, last what names no end. */
export function byValidity(
  a: Pick<ProducerDocument, 'validUntil' | 'name' | 'id'>,
  b: Pick<ProducerDocument, 'validUntil' | 'name' | 'id'>,
): number {
  const [first, second] = [a.validUntil ?? '9999-12-31', b.validUntil ?? '9999-12-31'];
  if (first !== second) return first < second ? -1 : 1;
  return a.name.localeCompare(b.name, 'vi') || (a.id < b.id ? -1 : 1);
}
