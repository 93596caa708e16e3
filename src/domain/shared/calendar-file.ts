import { addDays, daysBetween, startOf, type Day } from './calendar.ts';

/** What happens, as calendars of other programs take it. */
export type CalendarEvent = {
  /** Never reused, and never made of what may change: a name, a place, an address. */
  uid: string;
  updatedAt: Date;
  /** Grows with every change that others have to see. */
  revision: number;
  /** First and last day, both included. */
  firstOn: Day;
  lastOn: Day;
  /** Minutes after midnight in Vietnam, the same on each day; null for whole days. */
  hours: { from: number; until: number } | null;
  summary: string;
  place: string;
  point: { latitude: number; longitude: number } | null;
  about: string;
  address: string;
  cancelled: boolean;
};

const MOST_OCTETS = 75;
const bytes = new TextEncoder();

/** Lines of at most 75 octets, never cut within a sign. @source RFC 5545, section 3.1. */
function folded(line: string): string {
  const parts: string[] = [];
  let part = '';
  let octets = 0;
  for (const sign of line) {
    const size = bytes.encode(sign).length;
    if (octets + size > MOST_OCTETS) {
      parts.push(part);
      part = ' ';
      octets = 1;
    }
    part += sign;
    octets += size;
  }
  return [...parts, part].join('\r\n');
}

/** @source RFC 5545, section 3.3.11. */
const escaped = (text: string): string =>
  text
    // oxlint-disable-next-line no-control-regex
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g, '')
    .replace(/[\\;,]/g, (sign) => `\\${sign}`)
    .replace(/\r\n|\r|\n/g, '\\n');

const utc = (instant: Date): string => instant.toISOString().replace(/[-:]|\.\d{3}/g, '');

/** Instants are in UTC: Vietnam knows no summer time, so that a daily hour is the same hour there. */
function when({ firstOn, lastOn, hours }: CalendarEvent): string[] {
  if (!hours)
    return [
      `DTSTART;VALUE=DATE:${firstOn.replaceAll('-', '')}`,
      // The end of whole days is the day after the last.
      `DTEND;VALUE=DATE:${addDays(lastOn, 1).replaceAll('-', '')}`,
    ];
  const at = (minute: number): string => utc(new Date(startOf(firstOn).getTime() + minute * 60_000));
  const days = daysBetween(firstOn, lastOn) + 1;
  return [
    `DTSTART:${at(hours.from)}`,
    `DTEND:${at(hours.until)}`,
    ...(days > 1 ? [`RRULE:FREQ=DAILY;COUNT=${days}`] : []),
  ];
}

/**
 * A calendar that programs read or subscribe to. The same events give the same octets.
 *
 * @source RFC 5545; REFRESH-INTERVAL and NAME of RFC 7986.
 */
export function calendarFile(name: string, lang: string, events: readonly CalendarEvent[]): string {
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Sao Lang//Lich OCOP//VI',
    'CALSCALE:GREGORIAN',
    `NAME:${escaped(name)}`,
    `X-WR-CALNAME:${escaped(name)}`,
    'X-WR-TIMEZONE:Asia/Ho_Chi_Minh',
    'REFRESH-INTERVAL;VALUE=DURATION:PT6H',
    ...events.flatMap((event) => [
      'BEGIN:VEVENT',
      `UID:${event.uid}`,
      `DTSTAMP:${utc(event.updatedAt)}`,
      `LAST-MODIFIED:${utc(event.updatedAt)}`,
      `SEQUENCE:${event.revision}`,
      ...when(event),
      `SUMMARY;LANGUAGE=${lang}:${escaped(event.summary)}`,
      ...(event.place ? [`LOCATION:${escaped(event.place)}`] : []),
      ...(event.point ? [`GEO:${event.point.latitude.toFixed(6)};${event.point.longitude.toFixed(6)}`] : []),
      ...(event.about ? [`DESCRIPTION:${escaped(event.about)}`] : []),
      `URL:${event.address}`,
      `STATUS:${event.cancelled ? 'CANCELLED' : 'CONFIRMED'}`,
      'TRANSP:TRANSPARENT',
      'END:VEVENT',
    ]),
    'END:VCALENDAR',
  ];
  return lines.map((line) => `${folded(line)}\r\n`).join('');
}
