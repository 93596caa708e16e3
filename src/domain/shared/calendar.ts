/** A calendar day in Vietnam, `YYYY-MM-DD`. Days compare correctly as plain strings. */
export type Day = `${number}-${number}-${number}`;

/** From the year on in which all of the country has kept one time: UTC+7, no summer time. */
const ONE_TIME = Date.UTC(1976, 0);
const AHEAD_MS = 7 * 3_600_000;

const formerClocks = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Asia/Ho_Chi_Minh',
  dateStyle: 'short',
  timeStyle: 'short',
});

/** What clocks in Vietnam show at the given instant: `2026-11-24 09:41`. */
export function clockInVietnam(instant: Date): string {
  const time = instant.getTime();
  return time < ONE_TIME
    ? formerClocks.format(instant)
    : new Date(time + AHEAD_MS).toISOString().slice(0, 16).replace('T', ' ');
}

/** The day it is in Vietnam at the given instant. */
export const dayInVietnam = (instant: Date): Day => clockInVietnam(instant).slice(0, 10) as Day;

/** The instant at which `day` begins in Vietnam. */
export function startOf(day: Day): Date {
  return new Date(`${day}T00:00:00+07:00`);
}

/** `null` when the three numbers name no day of the calendar. */
export function dayOf(year: number, month: number, date: number): Day | null {
  const made = new Date(Date.UTC(year, month - 1, date));
  const exists =
    made.getUTCFullYear() === year && made.getUTCMonth() === month - 1 && made.getUTCDate() === date;
  return exists ? (made.toISOString().slice(0, 10) as Day) : null;
}

/** Whether the text is a day that exists, written `YYYY-MM-DD`. */
export function isDay(text: string): text is Day {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  return match !== null && dayOf(Number(match[1]), Number(match[2]), Number(match[3])) === text;
}

export function addDays(day: Day, days: number): Day {
  return new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10) as Day;
}

/** Whole days from `from` to `to`; negative when `to` comes first. */
export function daysBetween(from: Day, to: Day): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);
}

/**
 * The day on which a term of whole months, counted from `day`, ends. The term runs to the end of
 * that day. When the last month has no such day, the term ends on that month's last day.
 *
 * @source Civil Code 91/2015/QH13, articles 147(2) and 148(3).
 */
export function endOfTerm(day: Day, months: number): Day {
  const [year, month, date] = day.split('-').map(Number) as [number, number, number];
  const lastOfMonth = new Date(Date.UTC(year, month + months, 0)).getUTCDate();
  const end = new Date(Date.UTC(year, month - 1 + months, Math.min(date, lastOfMonth)));
  return end.toISOString().slice(0, 10) as Day;
}
