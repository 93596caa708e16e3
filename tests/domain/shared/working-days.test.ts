import { expect, test } from 'vitest';
import {
  addWorkingDays,
  CALENDAR_YEARS,
  isWorkingDay,
  workingDayOnOrBefore,
} from '#src/domain/shared/working-days.ts';

test.each([
  ['2026-11-27', true, 'a Friday'],
  ['2026-11-28', false, 'a Saturday'],
  ['2026-11-29', false, 'a Sunday'],
  ['2026-02-18', false, 'the second day of Tết'],
  ['2026-04-27', false, 'the day in place of the Hùng Kings'],
  ['2026-08-22', true, 'a Saturday worked in exchange'],
  ['2026-08-31', false, 'the Monday exchanged for it'],
  ['2027-09-02', false, 'National Day'],
] as const)('%s: offices are open %s, %s', (day, open, _why) => {
  expect(isWorkingDay(day)).toBe(open);
});

test.each([
  ['2026-11-27', 1, '2026-11-30'],
  ['2026-11-27', 5, '2026-12-04'],
  ['2026-02-13', 1, '2026-02-23'],
  ['2026-02-23', -1, '2026-02-13'],
  ['2026-11-28', 0, '2026-11-28'],
] as const)('%s and %i working days: %s', (day, days, then) => {
  expect(addWorkingDays(day, days)).toBe(then);
});

test('a day on which offices are closed gives way to the last working day before', () => {
  expect(workingDayOnOrBefore('2026-11-29')).toBe('2026-11-27');
  expect(workingDayOnOrBefore('2026-11-27')).toBe('2026-11-27');
});

test('what of the calendar was not confirmed says so', () => {
  expect(CALENDAR_YEARS.map(({ year }) => year)).toEqual([2026, 2027]);
  expect(CALENDAR_YEARS.every(({ toConfirm, source }) => toConfirm !== '' && source !== '')).toBe(true);
});
