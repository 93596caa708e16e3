import { addDays, type Day } from '#src/domain/shared/calendar.ts';
import { addWorkingDays } from '#src/domain/shared/working-days.ts';

/** Why a product is proposed for an inspection; a person chooses. The first says most. */
export const PLAN_REASONS = [
  'report_open',
  'report_upheld',
  'paused',
  'expired_offered',
  'due',
  'never',
  'long_ago',
  'random',
  'chosen',
] as const;
export type PlanReason = (typeof PLAN_REASONS)[number];

/** After so many days an inspection lies long ago; reports and pauses count for as long. A habit, not a law. */
export const LONG_AGO_DAYS = 365;
/** How many products are drawn by lot for each plan. */
export const DRAWN = 10;

export type Quarter = 1 | 2 | 3 | 4;

export function quarterOf(day: Day): { year: number; quarter: Quarter } {
  return { year: Number(day.slice(0, 4)), quarter: Math.ceil(Number(day.slice(5, 7)) / 3) as Quarter };
}

const twoDigits = (value: number) => String(value).padStart(2, '0');

export function firstDayOf({ year, quarter }: { year: number; quarter: number }): Day {
  return `${year}-${twoDigits(quarter * 3 - 2)}-01` as Day;
}

export function lastDayOf({ year, quarter }: { year: number; quarter: number }): Day {
  const next = quarter === 4 ? { year: year + 1, quarter: 1 } : { year, quarter: quarter + 1 };
  return addDays(firstDayOf(next), -1);
}

export type InspectionState = 'planned' | 'under_way' | 'closed' | 'cancelled';

export function stateOfInspection(facts: {
  startedAt: Date | null;
  closedAt: Date | null;
  cancelledAt: Date | null;
}): InspectionState {
  if (facts.cancelledAt) return 'cancelled';
  if (facts.closedAt) return 'closed';
  return facts.startedAt ? 'under_way' : 'planned';
}

/** What was found of one line of the checklist; `null`, where it is stored: not looked at yet. */
export const ANSWERS = ['matches', 'differs', 'not_seen', 'not_applicable'] as const;
export type Answer = (typeof ANSWERS)[number];

export const FINDING_KINDS = [
  'mark',
  'label',
  'certificate',
  'quality',
  'food_safety',
  'production',
  'promotion',
  'other',
] as const;
export type FindingKind = (typeof FINDING_KINDS)[number];

export const GRAVITIES = ['light', 'serious', 'grave'] as const;
export type Gravity = (typeof GRAVITIES)[number];

/** `proposed`: to the authority that decides, on the certificate for example; nothing follows of itself. */
export const INSPECTION_OUTCOMES = ['in_order', 'to_put_right', 'proposed', 'not_held'] as const;
export type InspectionOutcome = (typeof INSPECTION_OUTCOMES)[number];

export const FOLLOW_UP_STEPS = ['said_done', 'closed', 'sent_back'] as const;
export type FollowUpStep = (typeof FOLLOW_UP_STEPS)[number];
export type FollowUpState = 'open' | 'said_done' | 'closed';

export const DAY_KINDS = ['calendar', 'working'] as const;
export type DayKind = (typeof DAY_KINDS)[number];

export const MOST_DAYS = 365;

/** The last day of a term of so many days, counted from the day after `from`. */
export function lastDayOfTerm(from: Day, days: number, kind: DayKind): Day {
  return kind === 'working' ? addWorkingDays(from, days) : addDays(from, days);
}

/** Whether something still has to be done on `day` that should have been done before. */
export function isOverdue(day: Day, followUp: { state: FollowUpState; dueOn: Day }): boolean {
  return followUp.state !== 'closed' && followUp.dueOn < day;
}

/** The state that a step leads to; `null`: it cannot be taken from here. */
export function afterStep(from: FollowUpState, step: FollowUpStep): FollowUpState | null {
  if (from === 'closed') return null;
  if (step === 'said_done') return from === 'open' ? 'said_done' : null;
  return step === 'closed' ? 'closed' : 'open';
}
