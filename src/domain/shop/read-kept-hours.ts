import { dayOf, type Day } from '#src/domain/shared/calendar.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import { fold, tidy } from '#src/domain/shared/text.ts';
import type { ExceptionalDay, OpeningHours } from './point-of-sale.ts';

type Span = readonly [opens: number, closes: number];

const DAY = 24 * 60;
const TIME = String.raw`(\d{1,2})(?:\s*(?::|h|g|\.)\s*(\d{2})?)?`;
const SPAN = new RegExp(`^${TIME}\\s*(?:-|den)\\s*${TIME}$`);

/**
 * Stretches of one day, as an officer types them: `7:30-11:30, 13h-17h30`; nothing or `nghỉ`: closed. One that ends
 * after midnight counts for the night of its day.
 *
 * @throws Refusal `point_of_sale.hours_unreadable` (details: typed).
 */
export function readSpans(typed: string): Span[] {
  const text = fold(typed).replace(/[–—]/g, '-').trim();
  if (text === '' || text === 'nghi' || text === 'dong cua') return [];
  const wrong = () => new Refusal('point_of_sale.hours_unreadable', { typed: tidy(typed).slice(0, 60) });
  const spans = text
    .split(/[,;]| va /)
    .map((part): Span => {
      const match = SPAN.exec(part.trim());
      if (!match) throw wrong();
      const at = (hour: string, minute: string | undefined) => Number(hour) * 60 + Number(minute ?? 0);
      const opens = at(match[1]!, match[2]);
      let closes = at(match[3]!, match[4]);
      if (Number(match[2] ?? 0) > 59 || Number(match[4] ?? 0) > 59 || opens >= DAY || closes > DAY)
        throw wrong();
      if (closes <= opens) closes += DAY;
      return [opens, closes];
    })
    .sort((a, b) => a[0] - b[0]);
  if (spans.length > 6 || spans.some(([opens], index) => index > 0 && opens < spans[index - 1]![1]))
    throw wrong();
  return spans;
}

/** The week from seven fields, Monday first; `null`: none of them says anything, and so the hours are not known. */
export function readWeek(typed: readonly string[]): OpeningHours | null {
  if (typed.every((text) => tidy(text) === '')) return null;
  return Array.from({ length: 7 }, (_, day) => readSpans(typed[day] ?? ''));
}

const LINE = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})\s*:?\s*(.*)$/u;
const MOST_DAYS = 60;

/**
 * Exceptional days, one a line: `2/9/2026 nghỉ Quốc khánh`, `30/4/2027 8:00-12:00 lễ`. In the order of the days.
 *
 * @throws Refusal `point_of_sale.day_unreadable` (details: typed).
 */
export function readExceptionalDays(typed: string): ExceptionalDay[] {
  const lines = typed.split(/\r?\n/).map(tidy).filter(Boolean);
  const wrong = (line: string) => new Refusal('point_of_sale.day_unreadable', { typed: line.slice(0, 60) });
  if (lines.length > MOST_DAYS) throw wrong(lines[MOST_DAYS]!);
  const days = lines.map((line): ExceptionalDay => {
    const match = LINE.exec(line);
    const day = match && dayOf(Number(match[3]), Number(match[2]), Number(match[1]));
    if (!match || day === null) throw wrong(line);
    const rest = tidy(match[4] ?? '');
    const closed = /^(nghỉ|đóng cửa)(?=\s|[,:;-]|$)/iu.exec(rest);
    if (closed) return { day: day as Day, spans: [], note: noteOf(rest.slice(closed[0].length)) };
    const hours = /^[\d:hg.\s,;–—-]+/iu.exec(rest)?.[0] ?? '';
    const spans = /\d/.test(hours) ? readSpans(hours.replace(/[,;\s-]+$/u, '')) : [];
    if (spans.length === 0) throw wrong(line);
    return { day: day as Day, spans, note: noteOf(rest.slice(hours.length)) };
  });
  days.sort((a, b) => (a.day < b.day ? -1 : 1));
  const twice = days.find(({ day }, index) => index > 0 && days[index - 1]!.day === day);
  if (twice) throw wrong(twice.day);
  return days;
}

const noteOf = (text: string): string | null => tidy(text.replace(/^[\s,:;–—-]+/u, '')).slice(0, 80) || null;
