import { expect, test } from 'vitest';
import { addDays, type Day } from '#src/domain/shared/calendar.ts';
import { whatToDo } from '#src/i18n/notices.ts';
import {
  addWorkingDays,
  CALENDAR_YEARS,
  firstYearWithoutHolidays,
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

test('a time whose holidays the calendar does not hold is told by its first year', () => {
  expect(firstYearWithoutHolidays('2026-12-01', '2027-12-31')).toBeNull();
  expect(firstYearWithoutHolidays('2027-12-30', '2028-01-04')).toBe(2028);
  expect(firstYearWithoutHolidays('2029-01-01', '2030-01-01')).toBe(2029);
});

test('a letter that counts working days says where holidays are not known', () => {
  const told = (closes: Day, lastDay: Day) =>
    whatToDo(
      { lastDay, extendedUntil: null, renewal: { opens: addDays(closes, -60), closes } },
      addDays(closes, -5),
    );
  expect(told('2027-03-07', '2027-07-05')).toContain('(ngày làm việc cuối cùng: 05/03/2027), còn');
  // 2 January 2028 is a Sunday.
  expect(told('2028-01-02', '2028-05-01')).toContain(
    '(ngày làm việc cuối cùng: 31/12/2027; chưa xét ngày nghỉ lễ năm 2028)',
  );
  expect(told('2028-01-05', '2028-05-04')).toContain('(chưa xét ngày nghỉ lễ năm 2028)');
});

test('what of the calendar was not confirmed says so', () => {
  expect(CALENDAR_YEARS.map(({ year }) => year)).toEqual([2026, 2027]);
  expect(CALENDAR_YEARS.every(({ toConfirm, source }) => toConfirm !== '' && source !== '')).toBe(true);
});
