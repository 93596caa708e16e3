import { addDays, dayInVietnam, type Day } from '#src/domain/shared/calendar.ts';
import { addWorkingDays } from '#src/domain/shared/working-days.ts';

/** What a person may ask about data that are theirs. */
export const RIGHTS = ['see', 'correct', 'restrict', 'object', 'withdraw', 'delete'] as const;
export type Right = (typeof RIGHTS)[number];

export const RIGHTS_OUTCOMES = ['done', 'done_in_part', 'refused'] as const;
export type RightsOutcome = (typeof RIGHTS_OUTCOMES)[number];

/**
 * Days until the answer.
 *
 * @source Law 91/2025/QH15 and Decree 356/2025/NĐ-CP (read in secondary copies).
 */
export const ANSWER_DAYS: Readonly<Record<Right, number>> = {
  see: 10,
  correct: 10,
  restrict: 15,
  object: 15,
  withdraw: 15,
  delete: 20,
};
/** That it has come is said within so many working days. */
export const ACKNOWLEDGE_WORKING_DAYS = 2;

/** By when a request of that day is acknowledged and answered. */
export function clocksOf(right: Right, received: Date): { acknowledgeBy: Day; answerBy: Day } {
  const day = dayInVietnam(received);
  return {
    acknowledgeBy: addWorkingDays(day, ACKNOWLEDGE_WORKING_DAYS),
    answerBy: addDays(day, ANSWER_DAYS[right]),
  };
}

/** The last day to which the answer may be put off: once, and by no more than the term itself (ours). */
export const lastExtension = (right: Right, answerBy: Day): Day => addDays(answerBy, ANSWER_DAYS[right]);

export const MOST_RIGHTS_WORDS = 2_000;

/** Whose data: shown by the link of an order, by signing in, or by reading the mailbox. */
export type Whose =
  | { kind: 'purchase'; purchaseId: string }
  | { kind: 'account'; userId: string }
  | { kind: 'email'; email: string };
