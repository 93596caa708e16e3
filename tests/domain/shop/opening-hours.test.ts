import { expect, test } from 'vitest';
import { clock, openAt, weekOf } from '#src/domain/shop/opening-hours.ts';
import type { OpeningHours } from '#src/domain/shop/point-of-sale.ts';

const morning = [450, 690] as const;
const afternoon = [810, 1020] as const;
/** Monday to Friday 7:30–11:30 and 13:30–17:00, Saturday the morning, Sunday closed. */
const office: OpeningHours = [...Array.from({ length: 5 }, () => [morning, afternoon]), [morning], []];
/** Every night from 18:00 to 2:00. */
const night: OpeningHours = Array.from({ length: 7 }, () => [[1080, 1560]] as const);

test.each([
  // 16 March 2026 is a Monday.
  ['2026-03-16T07:29', office, { open: false, opens: { minute: 450, weekday: 0, inDays: 0 } }],
  ['2026-03-16T07:30', office, { open: true, closes: 690, soon: false }],
  ['2026-03-16T11:05', office, { open: true, closes: 690, soon: true }],
  ['2026-03-16T11:30', office, { open: false, opens: { minute: 810, weekday: 0, inDays: 0 } }],
  ['2026-03-16T17:00', office, { open: false, opens: { minute: 450, weekday: 1, inDays: 1 } }],
  ['2026-03-21T12:00', office, { open: false, opens: { minute: 450, weekday: 0, inDays: 2 } }],
  ['2026-03-22T09:00', office, { open: false, opens: { minute: 450, weekday: 0, inDays: 1 } }],
  ['2026-03-16T01:59', night, { open: true, closes: 120, soon: true }],
  ['2026-03-16T02:00', night, { open: false, opens: { minute: 1080, weekday: 0, inDays: 0 } }],
  ['2026-03-16T23:59', night, { open: true, closes: 120, soon: false }],
  ['2026-03-16T10:00', [], { open: false, opens: null }],
])('at %s in Vietnam', (time, hours, expected) => {
  expect(openAt(hours as OpeningHours, new Date(`${time}:00+07:00`))).toEqual(expected);
});

test('days of the same hours are told in one line', () => {
  expect(weekOf(office).map(({ from, to }) => [from, to])).toEqual([
    [0, 4],
    [5, 5],
    [6, 6],
  ]);
  expect(weekOf(night)).toHaveLength(1);
  expect([clock(450), clock(0), clock(1440)]).toEqual(['7:30', '0:00', '24:00']);
});
