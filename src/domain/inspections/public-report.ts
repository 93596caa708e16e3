import { Refusal } from '#src/domain/shared/refusal.ts';
import { tidy } from '#src/domain/shared/text.ts';

export const REPORT_KINDS = [
  'wrong_facts',
  'mark_misuse',
  'counterfeit',
  'quality',
  'food_safety',
  'other',
] as const;
export type ReportKind = (typeof REPORT_KINDS)[number];

export const REPORT_STATES = ['received', 'checking', 'closed'] as const;
export type ReportState = (typeof REPORT_STATES)[number];

/** `passed_on`: to the authority whose matter it is. */
export const REPORT_OUTCOMES = [
  'confirmed',
  'corrected',
  'not_confirmed',
  'passed_on',
  'not_enough',
] as const;
export type ReportOutcome = (typeof REPORT_OUTCOMES)[number];

export const LEAST_WORDS = 10;
export const MOST_WORDS = 4_000;

/** @throws Refusal `report.too_short`. */
export function readWords(text: string): string {
  const words = text.normalize('NFC').trim().slice(0, MOST_WORDS);
  if (tidy(words).length < LEAST_WORDS) throw new Refusal('report.too_short');
  return words;
}

/** Whether a case may go from one state to the other: forward, or taken up again after it was closed. */
export function mayBecome(from: ReportState, to: ReportState): boolean {
  return (
    (from === 'received' && to !== 'received') ||
    (from === 'checking' && to !== 'received') ||
    (from === 'closed' && to === 'checking')
  );
}
