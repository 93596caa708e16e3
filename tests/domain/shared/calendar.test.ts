import { expect, test } from 'vitest';
import {
  addDays,
  clockInVietnam,
  dayInVietnam,
  dayOf,
  daysBetween,
  endOfTerm,
  isDay,
  startOf,
} from '#src/domain/shared/calendar.ts';

test('the day turns at midnight in Vietnam', () => {
  expect(dayInVietnam(new Date('2026-11-24T16:59:59Z'))).toBe('2026-11-24');
  expect(dayInVietnam(new Date('2026-11-24T17:00:00Z'))).toBe('2026-11-25');
  expect(startOf('2026-11-25').toISOString()).toBe('2026-11-24T17:00:00.000Z');
});

test('on every day since 1970 clocks show what the list of time zones gives', () => {
  const zone = new Intl.DateTimeFormat('sv-SE', {
    timeZone: 'Asia/Ho_Chi_Minh',
    dateStyle: 'short',
    timeStyle: 'short',
  });
  for (let day = 0; day < 40_000; day += 1)
    for (const hour of [15.99, 16, 16.99, 17]) {
      const instant = new Date((day * 24 + hour) * 3_600_000);
      if (clockInVietnam(instant) !== zone.format(instant)) expect.fail(instant.toISOString());
    }
});

test.each([
  ['2023-11-24', 36, '2026-11-24'],
  ['2023-08-31', 6, '2024-02-29'],
  ['2024-02-29', 36, '2027-02-28'],
] as const)('%s and %i months end on %s', (day, months, end) => {
  expect(endOfTerm(day, months)).toBe(end);
});

test('the window of re-assessment of a decision of 24/11/2023 is 28/05/2026 to 27/07/2026', () => {
  const end = endOfTerm('2023-11-24', 36);
  expect(addDays(end, -180)).toBe('2026-05-28');
  expect(addDays(end, -120)).toBe('2026-07-27');
  expect(daysBetween('2026-05-28', end)).toBe(180);
});

test('a day that does not exist is none', () => {
  expect(dayOf(2023, 2, 29)).toBeNull();
  expect(dayOf(2024, 2, 29)).toBe('2024-02-29');
  expect(isDay('2023-13-01')).toBe(false);
  expect(isDay('2023-1-1')).toBe(false);
  expect(isDay('2023-01-01')).toBe(true);
});
