import { inStockOn, stockDays, type Selling, type StockedOffer } from '#src/domain/search/stock-days.ts';
import { dayNumber } from '#src/domain/search/standing-code.ts';
import type { Day } from '#src/domain/shared/calendar.ts';
import { expect, test } from '#tests/support/test.ts';

const offer: StockedOffer = {
  sellsFrom: null,
  sellsUntil: null,
  shortDatedDays: 7,
  lots: [{ useBy: null, recalledOn: null }],
};
const selling: Selling = { offers: [offer], pause: null, ceasedOn: null };

test.for<[what: string, selling: Selling, there: Day[], gone: Day[]]>([
  ['goods that do not spoil', selling, ['2020-01-01', '2040-01-01'], []],
  ['an empty shelf', { ...selling, offers: [{ ...offer, lots: [] }] }, [], ['2026-03-15']],
  [
    'goods of a season',
    { ...selling, offers: [{ ...offer, sellsFrom: '2026-05-01', sellsUntil: '2026-06-30' }] },
    ['2026-05-01', '2026-06-30'],
    ['2026-04-30', '2026-07-01'],
  ],
  [
    'a lot that stops selling a week before its use-by',
    { ...selling, offers: [{ ...offer, lots: [{ useBy: '2026-04-10', recalledOn: null }] }] },
    ['2026-04-03'],
    ['2026-04-04'],
  ],
  [
    'a lot that is recalled',
    { ...selling, offers: [{ ...offer, lots: [{ useBy: null, recalledOn: '2026-04-10' }] }] },
    ['2026-04-09'],
    ['2026-04-10'],
  ],
  [
    'a shop that rests',
    { ...selling, pause: { from: '2026-04-01', until: '2026-04-05' } },
    ['2026-03-31', '2026-04-06'],
    ['2026-04-01', '2026-04-05'],
  ],
  [
    'a shop that rests until further notice',
    { ...selling, pause: { from: '2026-04-01', until: null } },
    ['2026-03-31'],
    ['2027-04-01'],
  ],
  ['a producer who has stopped', { ...selling, ceasedOn: '2026-04-01' }, ['2026-03-31'], ['2026-04-01']],
  [
    'one lot after the other',
    {
      ...selling,
      offers: [
        { ...offer, shortDatedDays: 0, lots: [{ useBy: '2026-04-10', recalledOn: null }] },
        { ...offer, sellsFrom: '2026-05-01' },
      ],
    },
    ['2026-04-10', '2026-05-01'],
    ['2026-04-11', '2026-04-30'],
  ],
])('%s', ([, facts, there, gone]) => {
  const days = stockDays(facts);
  expect(days).toEqual(days.toSorted((a, b) => a - b));
  for (const day of there) expect([day, inStockOn(dayNumber(day), days)]).toEqual([day, true]);
  for (const day of gone) expect([day, inStockOn(dayNumber(day), days)]).toEqual([day, false]);
});
