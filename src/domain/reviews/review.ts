import { addDays, type Day } from '#src/domain/shared/calendar.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';

/** Whether they would buy it again. A question and not a scale: stars on this site are the authority's alone. */
export const REVIEW_ANSWERS = ['yes', 'with_reservation', 'no'] as const;
export type ReviewAnswer = (typeof REVIEW_ANSWERS)[number];

/** `hidden` by the operator, with a reason; `taken_back` by whoever wrote it. */
export type ReviewState = 'shown' | 'hidden' | 'taken_back';

export type ReviewDeed = 'written' | 'changed' | 'taken_back' | 'replied' | 'reported' | 'hidden' | 'kept';

export const REVIEW_REPORT_REASONS = [
  'personal_data',
  'insult',
  'not_about_goods',
  'advertising',
  'unlawful',
  'other',
] as const;
export type ReviewReportReason = (typeof REVIEW_REPORT_REASONS)[number];

/** @source Law 91/2025/QH15: one consent for one purpose, with the text agreed to and when. */
export type ReviewConsent = { purpose: 'publish' | 'name'; edition: string; at: string };

/** Edition of the words that a writer agrees to. */
export const REVIEW_CONSENT_EDITION = '2026-11';

/** For so many days after delivery a review is written and changed. Ours: no law sets one. */
export const REVIEW_DAYS = 90;

/** The invitation goes to those who asked for it, once, so many days after delivery. */
export const INVITED_AFTER_DAYS = 7;

export const MOST_REVIEW_WORDS = 1_000;
export const LEAST_REVIEW_WORDS = 10;
export const MOST_REPLY_WORDS = 1_000;
export const MOST_GIVEN_NAME = 30;

export const lastDayToReview = (delivered: Day, days: number): Day => addDays(delivered, days);

/**
 * What somebody typed as plain words: lines stay, everything that is not seen goes, above all what turns the direction
 * of writing, and marks heaped upon one letter.
 */
export function plainWords(text: string): string {
  return text
    .normalize('NFC')
    .replace(/\r\n?|[\u2028\u2029]/g, '\n')
    .replace(/(?!\n)[\p{Cc}\p{Cf}\p{Co}]/gu, '')
    .replace(/(\p{M}{3})\p{M}+/gu, '$1')
    .replace(/[^\S\n]+/g, ' ')
    .replace(/ ?\n ?/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

/** On one line. */
export const plainLine = (text: string): string => plainWords(text).replace(/\s+/g, ' ');

/**
 * The words of a review. A yes may stand alone; whoever has a reservation says which.
 *
 * @throws Refusal `review.words_missing`, `review.words_too_long` (details: most).
 */
export function readReviewWords(answer: ReviewAnswer, typed: string): string {
  const words = plainWords(typed);
  if (words.length > MOST_REVIEW_WORDS)
    throw new Refusal('review.words_too_long', { most: MOST_REVIEW_WORDS });
  if (answer !== 'yes' && words.length < LEAST_REVIEW_WORDS) throw new Refusal('review.words_missing');
  return words;
}

/** What one calls somebody whose full name this is: in Vietnamese the last word. */
export const givenNameOf = (name: string): string =>
  (plainLine(name).split(' ').at(-1) ?? '').slice(0, MOST_GIVEN_NAME);
