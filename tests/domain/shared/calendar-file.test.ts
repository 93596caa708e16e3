import ICAL from 'ical.js';
import { expect, test } from 'vitest';
import { calendarFile, type CalendarEvent } from '#src/domain/shared/calendar-file.ts';

const fair: CalendarEvent = {
  uid: '7.fair@sao-lang',
  updatedAt: new Date('2026-11-01T02:00:00Z'),
  revision: 3,
  firstOn: '2026-12-05',
  lastOn: '2026-12-07',
  hours: { from: 7 * 60 + 30, until: 21 * 60 },
  summary: 'Chợ phiên Bắc Hà; gạo, rượu và mật ong \\ cho cả nhà, từ sáng sớm đến khi chợ tan 🌾',
  place: 'Chợ Bắc Hà, Lào Cai',
  point: { latitude: 22.53, longitude: 104.29 },
  about: 'Dòng một\nDòng hai',
  address: 'https://saolang.example/hoi-cho/cho-phien-bac-ha',
  cancelled: false,
};

/** What another program reads out of the file. */
const read = (file: string) =>
  new ICAL.Component(ICAL.parse(file) as never)
    .getAllSubcomponents('vevent')
    .map((event) => new ICAL.Event(event));

test('another program reads a fair of three days as three mornings at the hour of Vietnam', () => {
  const file = calendarFile('Lịch OCOP', 'vi', [fair]);
  expect(Math.max(...file.split('\r\n').map((line) => Buffer.byteLength(line)))).toBeLessThanOrEqual(75);
  const [event] = read(file);
  expect(event).toMatchObject({
    uid: fair.uid,
    summary: fair.summary,
    location: fair.place,
    description: fair.about,
    sequence: 3,
  });
  const days = event!.iterator();
  const mornings = Array.from({ length: 4 }, () => days.next()?.toJSDate().toISOString());
  expect(mornings).toEqual([
    '2026-12-05T00:30:00.000Z',
    '2026-12-06T00:30:00.000Z',
    '2026-12-07T00:30:00.000Z',
    undefined,
  ]);
});

test('without hours the days are whole, and what is cancelled says so', () => {
  const [event] = read(calendarFile('Lịch OCOP', 'vi', [{ ...fair, hours: null, cancelled: true }]));
  expect([event!.startDate.isDate, event!.startDate.toString(), event!.endDate.toString()]).toEqual([
    true,
    '2026-12-05',
    '2026-12-08',
  ]);
  expect(event!.component.getFirstPropertyValue('status')).toBe('CANCELLED');
});
