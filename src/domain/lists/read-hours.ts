import { fold } from '#src/domain/shared/text.ts';

/** Minutes after midnight, per day of the week, Monday first; `[]`: closed that day. */
export type OpeningHours = readonly (readonly Span[])[];

const MINUTES_A_DAY = 1_440;
const EVERY_DAY = [0, 1, 2, 3, 4, 5, 6];

type Span = readonly [opens: number, closes: number];

// "7h30", "07:30", "7 giờ 30", "7g30", "19.30"
const TIME = String.raw`(\d{1,2})\s*(?:(?:h|g|gio|:|\.)\s*(\d{2})?(?:\s*p(?:hut)?(?![a-z]))?)?\s*(sang|chieu|toi|am|pm)?`;
const SPAN = new RegExp(String.raw`(?<!\d)${TIME}\s*(?:-|den|toi|~)\s*${TIME}(?!\d)`, 'g');

/** Opening hours as data, as far as the text can be read without guessing; `null` otherwise. */
export function readHours(text: string): OpeningHours | null {
  const folded = fold(text).replace(/[–—]/g, '-').replace(/\s+/g, ' ').trim();
  if (folded === '') return null;
  const days = daysIn(folded);
  if (days === null) return null;
  if (/\b24\s*\/\s*(24|7)\b|\bca ngay( va)? dem\b|\b24\s*(h|gio)\b/.test(folded))
    return week(days, [[0, MINUTES_A_DAY]]);
  const rest = folded.replace(/(thu|t)\s*[2-7]\b|chu nhat|\bcn\b/g, (word) => word.replace(/\d/g, ' '));
  const spans: Span[] = [];
  for (const match of rest.matchAll(SPAN)) {
    const opens = minutes(match[1]!, match[2], match[3]);
    const closes = minutes(
      match[4]!,
      match[5],
      match[6] ?? (Number(match[4]) < Number(match[1]) ? 'pm' : undefined),
    );
    if (opens === null || closes === null || closes <= opens) return null;
    spans.push([opens, closes]);
  }
  if (spans.length === 0 || spans.length > 3) return null;
  const inOrder = spans.every(([opens], index) => index === 0 || opens >= spans[index - 1]![1]);
  return inOrder ? week(days, spans) : null;
}

function minutes(hour: string, minute: string | undefined, part: string | undefined): number | null {
  const late = (part === 'chieu' || part === 'toi' || part === 'pm') && Number(hour) < 12;
  const value = (Number(hour) + (late ? 12 : 0)) * 60 + Number(minute ?? 0);
  return Number(minute ?? 0) < 60 && value <= MINUTES_A_DAY ? value : null;
}

/** The days that the text names, Monday 0; every day when it names none; `null` when they cannot be told. */
function daysIn(folded: string): readonly number[] | null {
  const day = String.raw`(?:(?:thu|t)\s*([2-7]|hai|ba|tu|nam|sau|bay)|(chu nhat|cn))`;
  const from = new RegExp(String.raw`\b${day}\s*(?:-|den|toi)\s*${day}\b`);
  const ranges = [...folded.matchAll(new RegExp(from, 'g'))];
  const off = /\b(nghi|tru)\b/.test(folded);
  if (ranges.length > 1) return null;
  const range = ranges[0];
  if (range && !off) {
    const first = dayNumber(range[1], range[2]);
    const last = dayNumber(range[3], range[4]);
    return first <= last ? EVERY_DAY.filter((number) => first <= number && number <= last) : null;
  }
  const named = [...folded.matchAll(new RegExp(String.raw`\b${day}\b`, 'g'))].map((match) =>
    dayNumber(match[1], match[2]),
  );
  if (named.length === 0) return EVERY_DAY;
  return off ? EVERY_DAY.filter((number) => !named.includes(number)) : named.toSorted();
}

function dayNumber(weekday: string | undefined, sunday: string | undefined): number {
  if (sunday !== undefined) return 6;
  const words: Readonly<Record<string, number>> = { hai: 2, ba: 3, tu: 4, nam: 5, sau: 6, bay: 7 };
  return (words[weekday!] ?? Number(weekday)) - 2;
}

function week(days: readonly number[], spans: readonly Span[]): OpeningHours {
  return EVERY_DAY.map((number) => (days.includes(number) ? spans : []));
}
