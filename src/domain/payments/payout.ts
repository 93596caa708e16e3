import type { Dong } from '#src/domain/shared/dong.ts';

/** `draft`; `approved` by a second person; `paid`; `dropped`: it was never sent. */
export const PAYOUT_STATES = ['draft', 'approved', 'paid', 'dropped'] as const;
export type PayoutState = (typeof PAYOUT_STATES)[number];

/** From which sum a producer is paid out, and how many days after the buyer had the goods. */
export type PayoutRules = { least: Dong; days: number };
export const PAYOUT_RULES: PayoutRules = { least: 100_000 as Dong, days: 7 };

/** What a producer has to get: `sum` may be below nothing, and is then taken off the next payout. */
export type Due = {
  producerId: string;
  name: string;
  sum: number;
  account: { bin: string; number: string; holder: string } | null;
};

/** `pay`; `little`: waits for more; `owes`: is taken off the next; `no_account`: nobody knows where to. */
export type DueStanding = 'pay' | 'little' | 'owes' | 'no_account';

export function standingOf(
  { sum, account }: Pick<Due, 'sum' | 'account'>,
  { least }: PayoutRules,
): DueStanding {
  if (sum < 0) return 'owes';
  if (sum === 0 || sum < least) return 'little';
  return account === null ? 'no_account' : 'pay';
}
