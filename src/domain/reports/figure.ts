import type { Day } from '#src/domain/shared/calendar.ts';

/**
 * What plans set targets for: products recognised for the first time and all that were recognised, by rank; goods in
 * force, shares of producers, points of sale.
 */
export const MEASURES = [
  'first',
  'first_3',
  'first_4',
  'first_5',
  'recognised',
  'recognised_3',
  'recognised_4',
  'recognised_5',
  'in_force',
  'modern_channels',
  'value_chains',
  'cooperatives',
  'enterprises',
  'points_of_sale',
] as const;
export type Measure = (typeof MEASURES)[number];

/** Measures in per cent of producers with goods in force. */
export const SHARES: ReadonlySet<Measure> = new Set([
  'modern_channels',
  'value_chains',
  'cooperatives',
  'enterprises',
]);

/** How a figure stands to a target; a range is reached from its lower end on. */
export type TargetState = 'below' | 'reached' | 'beyond';
export function stateOfTarget(
  reached: number | null,
  { value, valueTo }: { value: number; valueTo: number | null },
): TargetState {
  if (reached === null || reached < value) return 'below';
  return valueTo !== null && reached > valueTo ? 'beyond' : 'reached';
}

export const PERIODS = ['year', 'first_half', 'second_half'] as const;
export type Period = (typeof PERIODS)[number];

/** First and last day of a period; of one that still runs the last day is today. */
export function daysOf(year: number, period: Period, today: Day): { from: Day; to: Day } {
  const from: Day = `${year}-${period === 'second_half' ? '07-01' : '01-01'}` as Day;
  const end: Day = `${year}-${period === 'first_half' ? '06-30' : '12-31'}` as Day;
  return { from, to: end < today ? end : today < from ? from : today };
}

/** Per cent to one digit; `null` of nothing. */
export function percent(part: number, whole: number): number | null {
  return whole === 0 ? null : Math.round((part * 1_000) / whole) / 10;
}
