import { expect, test } from 'vitest';
import {
  closedWeekdays,
  isClosedOn,
  lengthOf,
  planOf,
  straightMetres,
  warningsOn,
  wayTo,
  type StopPlace,
  type TimedStop,
} from '#src/domain/tourism/day-plan.ts';
import { lengthKind, readClock, readMonths, writeMonths } from '#src/domain/tourism/tour.ts';

const stop = (given: Partial<TimedStop> = {}): TimedStop => ({
  kind: 'sight',
  arrivesAt: null,
  minutes: 60,
  wayMode: 'car',
  wayMetres: null,
  wayMinutes: 20,
  latitude: null,
  longitude: null,
  ...given,
});
const shop = (given: Partial<StopPlace> = {}): StopPlace => ({
  months: [],
  hasHours: true,
  openingHours: [
    ...Array.from(
      { length: 6 },
      () =>
        [
          [450, 690],
          [810, 1_080],
        ] as [number, number][],
    ),
    [],
  ],
  exceptionalDays: [],
  goneOn: null,
  ...given,
});

test.each([
  ['3-5, 9', [3, 4, 5, 9], '3–5, 9'],
  ['11-2', [1, 2, 11, 12], '11–2'],
  ['6', [6], '6'],
  ['', [], ''],
  ['1-12', [], ''],
] as const)('months typed as %s', (typed, months, written) => {
  expect(readMonths(typed)).toEqual(months);
  expect(writeMonths(months)).toBe(written);
});
test.each(['13', '0', 'mùa xuân', '3-', '3–5–7'])('%s names no months', (typed) => {
  expect(readMonths(typed)).toBeNull();
});
test.each([
  ['7:30', 450],
  ['7h30', 450],
  ['14h', 840],
  ['9', 540],
  ['24:00', null],
  ['7:75', null],
  ['sáng', null],
] as const)('%s as a time of day', (typed, minute) => {
  expect(readClock(typed)).toBe(minute);
});

test('one is at the next stop when one has stayed and gone; a set hour is waited for, and missed when it is too early', () => {
  const plan = planOf(480, [
    stop(),
    stop({ arrivesAt: 600 }),
    stop({ arrivesAt: 610 }),
    stop({ minutes: 15 }),
  ]);
  expect(plan.map(({ arrives, leaves, late }) => [arrives, leaves, late])).toEqual([
    [480, 540, 0],
    [600, 660, 0],
    [680, 740, 70],
    [760, 775, 0],
  ]);
  expect(lengthOf(480, plan)).toEqual({ days: 1, minutes: 295 });
  expect(lengthKind(lengthOf(480, plan))).toBe('half');
});

test('after a bed a new day begins at the hour of the route', () => {
  const plan = planOf(420, [stop(), stop({ kind: 'bed' }), stop({ wayMinutes: 30 })]);
  expect(plan.map(({ day, arrives }) => [day, arrives])).toEqual([
    [0, 420],
    [0, 500],
    [1, 450],
  ]);
  expect(lengthOf(420, plan).days).toBe(2);
  const early = planOf(780, [stop({ kind: 'bed' }), stop({ arrivesAt: 510 })]);
  expect(early[1]).toMatchObject({ day: 1, arrives: 510, late: 0 });
});

test('a way that nobody measured is the straight line, and says so', () => {
  const [from, to] = [
    stop({ latitude: 20.99509, longitude: 106.59212 }),
    stop({ latitude: 21.04, longitude: 106.59212, wayMinutes: null, wayMode: 'bicycle' }),
  ];
  expect(straightMetres(from, to)).toBeGreaterThan(4_980);
  expect(straightMetres(from, to)).toBeLessThan(5_010);
  expect(wayTo(from, to)).toMatchObject({ mode: 'bicycle', isStraight: true, isProposed: true, minutes: 30 });
  expect(wayTo(from, { ...to, wayMetres: 8_000 })).toMatchObject({
    metres: 8_000,
    isStraight: false,
    minutes: 40,
  });
  expect(wayTo(stop(), { ...to, wayMinutes: null })).toMatchObject({ metres: null, minutes: 0 });
});

// 2026-03-15 is a Sunday.
test.each([
  ['2026-03-16', 480, 60, []],
  ['2026-03-16', 660, 60, ['closes_before']],
  ['2026-03-16', 700, 30, ['closed_then']],
  ['2026-03-15', 480, 60, ['closed_day']],
] as const)('on %s at minute %i for %i minutes: %j', (day, arrives, stay, kinds) => {
  const planned = { day: 0, arrives, leaves: arrives + stay, way: null, late: 0 };
  expect(warningsOn(day, shop(), planned).map(({ kind }) => kind)).toEqual(kinds);
});

test('holidays come before weekdays, and the second day of a route is looked at on its own day', () => {
  const planned = { day: 1, arrives: 480, leaves: 540, way: null, late: 0 };
  const closed = shop({ exceptionalDays: [{ day: '2026-03-17', spans: [], note: 'giỗ tổ nghề' }] });
  expect(warningsOn('2026-03-16', closed, planned)).toEqual([{ kind: 'closed_day', note: 'giỗ tổ nghề' }]);
  expect(warningsOn('2026-03-17', closed, planned)).toEqual([]);
});

test('what is out of season, gone, or keeps no hours is said', () => {
  const planned = { day: 0, arrives: 480, leaves: 540, way: null, late: 0 };
  const kinds = (place: Partial<StopPlace>) =>
    warningsOn('2026-03-16', shop(place), planned).map(({ kind }) => kind);
  expect(kinds({ months: [5, 6] })).toEqual(['out_of_season']);
  expect(kinds({ goneOn: '2026-01-01' })).toEqual(['gone']);
  expect(kinds({ goneOn: '2026-12-01' })).toEqual([]);
  expect(kinds({ openingHours: null })).toEqual(['hours_unknown']);
  expect(kinds({ hasHours: false, openingHours: null })).toEqual([]);
});

test('days of the week on which a shop is shut when the route comes', () => {
  expect(closedWeekdays(shop(), { day: 0, arrives: 480, leaves: 500, way: null, late: 0 })).toEqual([6]);
  expect(closedWeekdays(shop(), { day: 0, arrives: 700, leaves: 720, way: null, late: 0 })).toHaveLength(7);
});

test.each([
  [{ closedFrom: null, closedUntil: null }, false],
  [{ closedFrom: '2026-03-10', closedUntil: null }, true],
  [{ closedFrom: '2026-03-10', closedUntil: '2026-03-14' }, false],
  [{ closedFrom: '2026-03-10', closedUntil: '2026-03-15' }, true],
  [{ closedFrom: '2026-03-16', closedUntil: null }, false],
] as const)('closed %o on 15 March: %s', (days, closed) => {
  expect(isClosedOn('2026-03-15', days)).toBe(closed);
});
