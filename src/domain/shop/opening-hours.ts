import { addDays, dayInVietnam, type Day } from '#src/domain/shared/calendar.ts';
import type { ExceptionalDay, OpeningHours } from './point-of-sale.ts';

/** Whether a place is open, and until or from when; minutes after midnight in Vietnam. */
export type OpenNow =
  | { open: true; closes: number; soon: boolean }
  /** `inDays`: 0 later today, 1 tomorrow … `null`: no opening hour in the week. */
  | { open: false; opens: { minute: number; weekday: number; inDays: number } | null };

const DAY = 24 * 60;

/** Vietnam has no summer time. */
const VIETNAM_OFFSET = 7 * 60;

/** Minutes before closing from which on it is worth saying. */
const SOON = 30;

/** Monday is 0; minutes after midnight. */
export function weekMinute(instant: Date): { weekday: number; minute: number } {
  const minutes = Math.floor(instant.getTime() / 60_000) + VIETNAM_OFFSET;
  // 1 January 1970 was a Thursday.
  return { weekday: (Math.floor(minutes / DAY) + 3) % 7, minute: ((minutes % DAY) + DAY) % DAY };
}

/**
 * Whether a place with these hours is open at the instant. Hours that close after midnight
 * (`[1080, 1560]`: 18:00 to 2:00) count for the night of the day they begin on. Exceptional days come before weekdays.
 */
export function openAt(
  hours: OpeningHours,
  instant: Date,
  exceptions: readonly ExceptionalDay[] = [],
): OpenNow {
  const { weekday, minute } = weekMinute(instant);
  const today = dayInVietnam(instant);
  const spansOn = (inDays: number) =>
    exceptionOn(addDays(today, inDays), exceptions)?.spans ?? hours[(weekday + inDays + 7) % 7] ?? [];
  const now = [
    ...spansOn(0),
    ...spansOn(-1).map(([opens, closes]) => [opens - DAY, closes - DAY] as const),
  ].filter(([opens, closes]) => opens <= minute && minute < closes);
  if (now.length > 0) {
    const closes = Math.max(...now.map(([, end]) => end));
    return { open: true, closes: closes > DAY ? closes - DAY : closes, soon: closes - minute <= SOON };
  }
  // A long holiday may fill the week.
  for (let inDays = 0; inDays <= 7 + exceptions.length; inDays += 1) {
    const day = (weekday + inDays) % 7;
    const starts = spansOn(inDays)
      .map(([opens]) => opens)
      .filter((opens) => inDays > 0 || opens > minute)
      .sort((a, b) => a - b);
    if (starts[0] !== undefined) return { open: false, opens: { minute: starts[0], weekday: day, inDays } };
  }
  return { open: false, opens: null };
}

/** What counts on the day instead of the hours of its weekday; `undefined`: those count. */
export function exceptionOn(day: Day, exceptions: readonly ExceptionalDay[]): ExceptionalDay | undefined {
  return exceptions.find((one) => one.day === day);
}

/** `7:30`, `24:00`. */
export function clock(minute: number): string {
  return `${Math.floor(minute / 60)}:${String(minute % 60).padStart(2, '0')}`;
}

export type HoursLine = { from: number; to: number; spans: OpeningHours[number] };

/** The week in as few lines as it takes: neighbouring days of the same hours together. */
export function weekOf(hours: OpeningHours): HoursLine[] {
  const lines: HoursLine[] = [];
  for (let day = 0; day < 7; day += 1) {
    const spans = hours[day] ?? [];
    const last = lines.at(-1);
    if (last && JSON.stringify(last.spans) === JSON.stringify(spans)) last.to = day;
    else lines.push({ from: day, to: day, spans });
  }
  return lines;
}
