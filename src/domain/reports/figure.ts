import type { Day } from '#src/domain/shared/calendar.ts';

/** What plans set targets for: new recognitions by rank, goods in force, shares of producers, points of sale. */
export const MEASURES = [
  'recognised',
  'recognised_3',
  'recognised_4',
  'recognised_5',
  'in_force',
  'modern_channels',
  'cooperatives',
  'enterprises',
  'points_of_sale',
] as const;
export type Measure = (typeof MEASURES)[number];

/** Measures in per cent of producers with goods in force. */
export const SHARES: ReadonlySet<Measure> = new Set(['modern_channels', 'cooperatives', 'enterprises']);

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
