import { exceptionOn } from '#src/domain/shop/opening-hours.ts';
import type { ExceptionalDay, OpeningHours } from '#src/domain/shop/point-of-sale.ts';
import { addDays, type Day } from '#src/domain/shared/calendar.ts';
import type { StopKind, WayMode } from './tour.ts';

const DAY = 24 * 60;
const EARTH_METRES = 6_371_000;

type Point = { latitude: number | null; longitude: number | null };

/** The straight line between two points in metres; `null`: one of them is not known. */
export function straightMetres(from: Point, to: Point): number | null {
  if (from.latitude === null || from.longitude === null || to.latitude === null || to.longitude === null)
    return null;
  const radians = (degrees: number) => (degrees * Math.PI) / 180;
  const [north, east] = [radians(to.latitude - from.latitude), radians(to.longitude - from.longitude)];
  const half =
    Math.sin(north / 2) ** 2 +
    Math.cos(radians(from.latitude)) * Math.cos(radians(to.latitude)) * Math.sin(east / 2) ** 2;
  return Math.round(2 * EARTH_METRES * Math.asin(Math.sqrt(half)));
}

/** Kilometres an hour on country roads: proposals of ours, which whoever knows the way writes over. */
const SPEED: Readonly<Record<WayMode, number>> = { foot: 4, bicycle: 12, motorbike: 30, car: 35, boat: 12 };

/** Roads bend: so much longer than the straight line a way is taken to be when its minutes are proposed. */
const BEND = 1.3;

/** Minutes for a way, proposed in steps of five. */
export function proposedMinutes(metres: number, mode: WayMode, isStraight: boolean): number {
  const real = isStraight ? metres * BEND : metres;
  return Math.max(5, Math.round(real / 1_000 / (SPEED[mode] / 60) / 5) * 5);
}

/** What of a stop decides when one is there. */
export type TimedStop = Point & {
  kind: StopKind;
  arrivesAt: number | null;
  minutes: number;
  wayMode: WayMode | null;
  wayMetres: number | null;
  wayMinutes: number | null;
};

/** From the stop before. */
export type Way = {
  mode: WayMode;
  /** `null`: nobody knows. */
  metres: number | null;
  /** As the crow flies: nobody has measured it. */
  isStraight: boolean;
  minutes: number;
  /** The minutes are worked out and not known. */
  isProposed: boolean;
};

export type PlannedStop = {
  /** From 0: the day of the route. */
  day: number;
  /** Minutes after midnight of that day. A bed is left when the next day begins. */
  arrives: number;
  leaves: number;
  way: Way | null;
  /** So many minutes later than the time that is set for it. */
  late: number;
};

export function wayTo(before: TimedStop, stop: TimedStop): Way {
  const mode = stop.wayMode ?? 'car';
  const straight = stop.wayMetres === null ? straightMetres(before, stop) : null;
  const metres = stop.wayMetres ?? straight;
  return {
    mode,
    metres,
    isStraight: straight !== null,
    minutes:
      stop.wayMinutes ?? (metres === null ? 0 : proposedMinutes(metres, mode, stop.wayMetres === null)),
    isProposed: stop.wayMinutes === null,
  };
}

/** When one is where. After a bed a new day begins: at the hour at which the route does, or as the next stop wants it. */
export function planOf(startsAt: number, stops: readonly TimedStop[]): PlannedStop[] {
  const plan: PlannedStop[] = [];
  for (const [index, stop] of stops.entries()) {
    const before = stops[index - 1];
    const last = plan.at(-1);
    const way = before ? wayTo(before, stop) : null;
    const isMorning = before?.kind === 'bed';
    const earliest =
      last && !isMorning
        ? last.leaves + way!.minutes
        : isMorning && stop.arrivesAt !== null
          ? stop.arrivesAt
          : startsAt + (way?.minutes ?? 0);
    const arrives = Math.max(stop.arrivesAt ?? 0, earliest);
    plan.push({
      day: (last?.day ?? 0) + (isMorning ? 1 : 0),
      arrives,
      leaves: stop.kind === 'bed' ? arrives : arrives + stop.minutes,
      way,
      late: stop.arrivesAt === null ? 0 : arrives - stop.arrivesAt,
    });
  }
  return plan;
}

/** How long a route takes: whole days, and for one day its hours. */
export function lengthOf(startsAt: number, plan: readonly PlannedStop[]): { days: number; minutes: number } {
  const last = plan.at(-1);
  if (!last) return { days: 0, minutes: 0 };
  return { days: last.day + 1, minutes: last.day === 0 ? Math.max(0, last.leaves - startsAt) : 0 };
}

/** What is known of the place of a stop that may stand in a visitor's way. */
export type StopPlace = {
  months: readonly number[];
  /** Whether it has hours at all: a point of sale. */
  hasHours: boolean;
  openingHours: OpeningHours | null;
  exceptionalDays: readonly ExceptionalDay[];
  /** Closed for good, or stopped working, from that day. */
  goneOn: Day | null;
};

export type StopWarning =
  | { kind: 'gone'; on: Day }
  | { kind: 'out_of_season' }
  | { kind: 'closed_day'; note: string | null }
  | { kind: 'closed_then'; spans: OpeningHours[number] }
  | { kind: 'closes_before'; at: number }
  | { kind: 'hours_unknown' }
  | { kind: 'late'; minutes: number }
  | { kind: 'past_midnight' };

/** Monday is 0. */
export const weekdayOf = (day: Day): number => (new Date(Date.parse(day)).getUTCDay() + 6) % 7;
export const monthOf = (day: Day): number => Number(day.slice(5, 7));

function hoursWarning(
  spans: OpeningHours[number],
  { arrives, leaves }: PlannedStop,
  note: string | null,
): StopWarning | null {
  if (spans.length === 0) return { kind: 'closed_day', note };
  const open = spans.find(([opens, closes]) => opens <= arrives && arrives < closes);
  if (!open) return { kind: 'closed_then', spans };
  return open[1] < leaves ? { kind: 'closes_before', at: open[1] } : null;
}

/** What stands in the way of whoever comes to the stop when the route begins on `first`. */
export function warningsOn(first: Day, place: StopPlace, planned: PlannedStop): StopWarning[] {
  const day = addDays(first, planned.day);
  const found: StopWarning[] = [];
  if (place.goneOn !== null && place.goneOn <= day) found.push({ kind: 'gone', on: place.goneOn });
  if (place.months.length > 0 && !place.months.includes(monthOf(day))) found.push({ kind: 'out_of_season' });
  if (place.hasHours && found.every(({ kind }) => kind !== 'gone')) {
    const exception = exceptionOn(day, place.exceptionalDays);
    const spans = exception?.spans ?? place.openingHours?.[weekdayOf(day)];
    const hours = spans && hoursWarning(spans, planned, exception?.note ?? null);
    if (hours) found.push(hours);
    if (!spans) found.push({ kind: 'hours_unknown' });
  }
  if (planned.late > 0) found.push({ kind: 'late', minutes: planned.late });
  if (planned.arrives >= DAY) found.push({ kind: 'past_midnight' });
  return found;
}

/** Days of the week on which the place is not open when the route comes to it. */
export function closedWeekdays(place: StopPlace, planned: PlannedStop): number[] {
  const { openingHours: hours } = place;
  if (!place.hasHours || hours === null) return [];
  return [0, 1, 2, 3, 4, 5, 6].filter((weekday) => {
    const found = hoursWarning(hours[weekday] ?? [], planned, null);
    return found !== null && found.kind !== 'closes_before';
  });
}

/** Whether a route is walked on the day at all. */
export function isClosedOn(
  day: Day,
  { closedFrom, closedUntil }: { closedFrom: Day | null; closedUntil: Day | null },
): boolean {
  return closedFrom !== null && closedFrom <= day && (closedUntil === null || day <= closedUntil);
}
