import { addDays, type Day } from './calendar.ts';
import years from '#content/calendar/holidays.json' with { type: 'json' };

/** Days on which offices are closed, and Saturdays on which they work instead. */
export type CalendarYear = {
  year: number;
  holidays: readonly { from: Day; to: Day; name: string }[];
  /** Days of rest on which offices work, in exchange for another day. */
  worked: readonly Day[];
  source: string;
  /** What the yearly decision has still to say, or was not seen to say; `null`: nothing. */
  toConfirm: string | null;
};

export const CALENDAR_YEARS = years as unknown as readonly CalendarYear[];

const closed = new Set<Day>(
  CALENDAR_YEARS.flatMap(({ holidays }) => holidays.flatMap(({ from, to }) => daysFrom(from, to))),
);
const worked = new Set<Day>(CALENDAR_YEARS.flatMap((year) => year.worked));

function daysFrom(from: Day, to: Day): Day[] {
  const days: Day[] = [];
  for (let day = from; day <= to; day = addDays(day, 1)) days.push(day);
  return days;
}

const held = new Set(CALENDAR_YEARS.map(({ year }) => year));
const yearOf = (day: Day): number => Number(day.slice(0, 4));

/** The first year of this time whose holidays the calendar does not hold, so that only week-ends are known; `null`: none. */
export function firstYearWithoutHolidays(from: Day, to: Day): number | null {
  for (let year = yearOf(from); year <= yearOf(to); year += 1) if (!held.has(year)) return year;
  return null;
}

/** Whether offices are open. Of years that the calendar does not hold, only week-ends are known. */
export function isWorkingDay(day: Day): boolean {
  if (closed.has(day)) return false;
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
  return worked.has(day) || (weekday !== 0 && weekday !== 6);
}

/** The day that comes so many working days after `day`; before it when `days` is negative. */
export function addWorkingDays(day: Day, days: number): Day {
  const step = days < 0 ? -1 : 1;
  let found = day;
  for (let left = Math.abs(days); left > 0;) {
    found = addDays(found, step);
    if (isWorkingDay(found)) left -= 1;
  }
  return found;
}

/** `day` if offices are open, otherwise the last day before on which they are. */
export function workingDayOnOrBefore(day: Day): Day {
  return isWorkingDay(day) ? day : addWorkingDays(day, -1);
}
