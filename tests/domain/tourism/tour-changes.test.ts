import { describe, expect, test } from 'vitest';
import { tourChanges } from '#src/domain/tourism/tour-changes.ts';
import { aStop, aTour } from '#tests/support/tours.ts';

const stops = (...keys: string[]) => keys.map((key) => aStop(key));
const told = (before: string[], after: string[]) =>
  tourChanges(aTour(stops(...before)), aTour(stops(...after))).stops.map(({ key, was, at, isMoved }) =>
    was === null
      ? `${key} new at ${at}`
      : at === null
        ? `${key} gone from ${was}`
        : isMoved
          ? `${key} ${was}→${at}`
          : `${key} changed`,
  );

describe('what became of the stops of a route', () => {
  test.each([
    [['a', 'b', 'c'], ['a', 'b', 'c'], []],
    [['a', 'b'], ['a', 'x', 'b'], ['x new at 2']],
    [['a', 'b', 'c'], ['a', 'c'], ['b gone from 2']],
    // One that is moved is told once, not all that it went past.
    [['a', 'b', 'c', 'd'], ['d', 'a', 'b', 'c'], ['d 4→1']],
    [
      ['a', 'b', 'c'],
      ['c', 'x', 'a'],
      ['c 3→1', 'x new at 2', 'b gone from 2'],
    ],
    [[], ['a'], ['a new at 1']],
  ])('%o, then %o', (before, after, changes) => {
    const all = told(before, after);
    expect(all.length).toBe(changes.length);
    // Which of two that changed places has moved is as good either way.
    if (!changes.some((change) => change === 'c 3→1')) expect(all).toEqual(changes);
    else expect(all).toEqual(expect.arrayContaining(['x new at 2', 'b gone from 2']));
  });

  test('hours, goods and words are told field by field, texts word by word', () => {
    const before = aTour([aStop('a', { arrivesAt: '11:00', what: 'Ăn cơm bếp rơm', products: ['Mật'] })], {
      story: 'Một.\n\nHai ba bốn năm.',
    });
    const after = aTour(
      [aStop('a', { arrivesAt: '11:30', what: 'Ăn cơm bếp củi', products: ['Mật', 'Sáp'] })],
      {
        story: 'Một.\n\nHai ba bốn sáu.',
        price: '200000',
      },
    );
    const { fields, stops: changed } = tourChanges(before, after);
    expect(fields.map(({ name }) => name).sort()).toEqual(['price', 'story']);
    expect(fields.find(({ name }) => name === 'story')!.changes.map(({ kind }) => kind)).toEqual([
      'same',
      'changed',
    ]);
    expect(changed).toMatchObject([{ key: 'a', isMoved: false, was: 1, at: 1 }]);
    expect(changed[0]!.fields.map(({ name }) => name).sort()).toEqual(['arrivesAt', 'products', 'what']);
    expect(changed[0]!.fields.find(({ name }) => name === 'what')!.changes[0]!.pieces).toContainEqual({
      kind: 'new',
      text: 'củi',
    });
  });

  test('two that are the same differ in nothing', () => {
    expect(tourChanges(aTour(stops('a', 'b')), aTour(stops('a', 'b')))).toEqual({ fields: [], stops: [] });
  });
});
