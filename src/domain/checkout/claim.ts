import { isFresh } from '#src/domain/catalogue/product-set.ts';
import { addDays, type Day } from '#src/domain/shared/calendar.ts';

/** `accepted`: the goods are awaited, then the money goes back; `closed`: the money is on its way back. */
export const CLAIM_STATES = ['asked', 'accepted', 'refused', 'closed'] as const;
export type ClaimState = (typeof CLAIM_STATES)[number];

export const CLAIM_REASONS = [
  'damaged',
  'spoiled',
  'wrong_goods',
  'missing',
  'not_as_described',
  'changed_mind',
] as const;
export type ClaimReason = (typeof CLAIM_REASONS)[number];

/** Why a carrier could not hand a parcel over, as the carriers tell it. */
export const FAIL_REASONS = [
  'no_answer',
  'wrong_address',
  'not_there',
  'refused_parcel',
  'refused_to_pay',
  'never_ordered',
  'other',
] as const;
export type FailReason = (typeof FAIL_REASONS)[number];

/** For so many days after delivery a claim is taken, by the kind of goods. */
export type ClaimDays = Readonly<Record<'fresh' | 'other', number>>;

/** What a deployment goes by that sets none: as the terms of sale say. */
export const CLAIM_DAYS: ClaimDays = { fresh: 2, other: 7 };

/** The producer answers within so many working days. */
export const ANSWER_WORKING_DAYS = 3;
export const MOST_PICTURES = 5;
export const MOST_CLAIM_WORDS = 2_000;

/** The last day on which something may be said about goods that came on `delivered`. */
export const lastDayToClaim = (delivered: Day, set: number | null, days: ClaimDays): Day =>
  addDays(delivered, days[isFresh(set) ? 'fresh' : 'other']);
