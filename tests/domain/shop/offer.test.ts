import type { Day } from '#src/domain/shared/calendar.ts';
import type { Dong } from '#src/domain/shared/dong.ts';
import {
  isSellable,
  labelGaps,
  lastSellingDay,
  lowestBefore,
  mayBePromoted,
  unitPrice,
  whyNotSold,
  type ExpiredRule,
  type NotSold,
  type SellingFacts,
} from '#src/domain/shop/offer.ts';
import { rateFor, shippingFee, type ShippingRate } from '#src/domain/shop/shipping.ts';
import { availableOn, takeFirstExpired, type StockRow } from '#src/domain/shop/stock.ts';
import { LABEL } from '#tests/support/shop.ts';
import { describe, expect, test } from '#tests/support/test.ts';

const TODAY: Day = '2026-03-15';
const sold: SellingFacts = {
  state: 'open',
  sellsFrom: null,
  sellsUntil: null,
  withdrawnOn: null,
  status: 'valid',
  pause: null,
  ceasedOn: null,
  isUnlicensed: false,
};

describe('why goods are not sold', () => {
  test.for<[what: string, facts: Partial<SellingFacts>, why: NotSold | null, rule?: ExpiredRule]>([
    ['nothing stands against it', {}, null],
    ['a draft', { state: 'draft' }, 'draft'],
    ['closed', { state: 'closed' }, 'closed'],
    ['taken off the register today', { withdrawnOn: TODAY }, 'withdrawn'],
    ['taken off tomorrow', { withdrawnOn: '2026-03-16' }, null],
    ['revoked', { status: 'revoked' }, 'revoked'],
    ['revoked, and paused', { status: 'revoked', pause: { from: TODAY, until: null } }, 'revoked'],
    ['run out, sold without stars', { status: 'expired' }, null],
    ['run out, not sold here', { status: 'expired' }, 'expired', 'not_at_all'],
    ['suspended, not sold here', { status: 'suspended' }, 'expired', 'not_at_all'],
    ['never certified, not sold here', { status: 'unknown' }, 'expired', 'not_at_all'],
    ['extended counts as in force', { status: 'extended' }, null, 'not_at_all'],
    ['the producer stopped today', { ceasedOn: TODAY }, 'ceased'],
    ['the first day of a pause', { pause: { from: TODAY, until: '2026-03-20' } }, 'paused'],
    ['the last day of a pause', { pause: { from: '2026-03-01', until: TODAY } }, 'paused'],
    ['the day after a pause', { pause: { from: '2026-03-01', until: '2026-03-14' } }, null],
    ['a pause without end', { pause: { from: '2026-03-01', until: null } }, 'paused'],
    ['the day before the season', { sellsFrom: '2026-03-16' }, 'not_yet'],
    ['its first day', { sellsFrom: TODAY }, null],
    ['its last day', { sellsUntil: TODAY }, null],
    ['the day after it', { sellsUntil: '2026-03-14' }, 'season_over'],
  ])('%s', ([, facts, why, rule = 'without_stars']) => {
    expect(whyNotSold(TODAY, { ...sold, ...facts }, rule)).toBe(why);
  });
});

test.for<[price: number, quantity: number | null, unit: 'g' | 'ml' | 'piece' | null, each: number | null]>([
  [150_000, 500, 'ml', 300_000],
  [95_000, 650, 'ml', 146_154],
  [1_000, 3, 'g', 333_333],
  [150_000, 12, 'piece', null],
  [150_000, null, null, null],
])('%i ₫ for %s %s is %s a kilogram or litre', ([price, quantity, unit, each]) => {
  expect(unitPrice(price as Dong, quantity, unit)).toBe(each);
});

describe('the lowest price of thirty days', () => {
  const prices = (...given: [price: number, from: string][]) =>
    given.map(([price, from]) => ({ price: price as Dong, from: new Date(from) }));
  test.for<[what: string, given: ReturnType<typeof prices>, before: number | null]>([
    ['the only price', prices([100, '2026-01-01']), null],
    ['a reduction', prices([100, '2026-01-01'], [80, '2026-03-01']), 100],
    ['a rise', prices([80, '2026-01-01'], [100, '2026-03-01']), null],
    [
      'dearer for a week to look cheaper',
      prices([80, '2026-01-01'], [120, '2026-02-22'], [90, '2026-03-01']),
      null,
    ],
    ['cheap once, long ago', prices([50, '2025-01-01'], [100, '2025-06-01'], [80, '2026-03-01']), 100],
    [
      'the lowest of several',
      prices([100, '2026-01-01'], [95, '2026-02-10'], [110, '2026-02-20'], [90, '2026-03-01']),
      95,
    ],
  ])('%s', ([, given, before]) => {
    expect(lowestBefore(given)).toBe(before);
  });
});

test('nothing is listed before its label is whole, alcohol not without degree and licence', () => {
  const product = { set: 9, label: LABEL, alcoholDegree: null, alcoholLicence: null };
  expect(labelGaps({ ...product, set: null })).toEqual(['product_set']);
  const { origin: _, ...without } = LABEL;
  expect(labelGaps({ ...product, label: without })).toContain('origin');
  const alcohol = { ...product, set: 14 };
  expect(labelGaps(alcohol)).toEqual(expect.arrayContaining(['alcohol_degree', 'alcohol_licence']));
  expect(labelGaps({ ...alcohol, alcoholDegree: 29, alcoholLicence: ' ' })).toContain('alcohol_licence');
  expect(labelGaps({ ...alcohol, alcoholDegree: 29, alcoholLicence: '12/GP' })).not.toContain(
    'alcohol_licence',
  );
  expect(mayBePromoted({ set: 14, alcoholDegree: 15 })).toBe(false);
  expect(mayBePromoted({ set: 14, alcoholDegree: null })).toBe(false);
  expect(mayBePromoted({ set: 14, alcoholDegree: 12 })).toBe(true);
  expect(mayBePromoted({ set: 1, alcoholDegree: null })).toBe(true);
});

describe('what is taken off the shelf', () => {
  const shelf = (id: string, onHand: number, given: Partial<StockRow> = {}): StockRow => ({
    id,
    offerId: 'o',
    onHand,
    held: 0,
    useBy: null,
    recalledOn: null,
    ...given,
  });
  const rows = [
    shelf('keeps', 5),
    shelf('late', 5, { useBy: '2026-09-01' }),
    shelf('early', 3, { useBy: '2026-06-01', held: 1 }),
    shelf('short', 9, { useBy: '2026-03-20' }),
    shelf('recalled', 9, { recalledOn: TODAY }),
  ];

  test('what has to be eaten first goes first; short-dated and recalled lots stay', () => {
    expect(availableOn(TODAY, rows, 7)).toBe(12);
    expect(takeFirstExpired(TODAY, rows, 8, 7)).toEqual([
      { stockId: 'early', quantity: 2 },
      { stockId: 'late', quantity: 5 },
      { stockId: 'keeps', quantity: 1 },
    ]);
    expect(takeFirstExpired(TODAY, rows, 13, 7)).toBeNull();
  });

  test('a lot sells until so many days before its use-by, that day included', () => {
    expect(lastSellingDay('2026-03-22', 7)).toBe(TODAY);
    expect(isSellable(TODAY, { useBy: '2026-03-22', recalledOn: null }, 7)).toBe(true);
    expect(isSellable(TODAY, { useBy: '2026-03-21', recalledOn: null }, 7)).toBe(false);
    expect(isSellable(TODAY, { useBy: TODAY, recalledOn: null }, 0)).toBe(true);
  });
});

describe('what sending costs', () => {
  const rate = (zone: ShippingRate['zone'], fee: number): ShippingRate => ({
    zone,
    fee: fee as Dong,
    feePerKilogram: 5_000 as Dong,
    freeFrom: 500_000 as Dong,
    days: 3,
  });
  const from = { provinceCode: '31', communeCode: '11503' };

  test('the nearest zone that has a rate counts', () => {
    const all = [rate('country', 40_000), rate('province', 20_000), rate('commune', 5_000)];
    expect(rateFor(all, from, from)?.fee).toBe(5_000);
    expect(rateFor(all, from, { provinceCode: '31', communeCode: '11000' })?.fee).toBe(20_000);
    expect(rateFor(all, from, { provinceCode: '01', communeCode: '00070' })?.fee).toBe(40_000);
    expect(rateFor([rate('country', 40_000)], from, from)?.fee).toBe(40_000);
    expect(rateFor([rate('commune', 5_000)], from, { provinceCode: '31', communeCode: '11000' })).toBeNull();
    expect(rateFor([rate('province', 5_000)], { provinceCode: null, communeCode: null }, from)).toBeNull();
  });

  test.for<[grams: number, goods: number, free: boolean, fee: number]>([
    [1, 100_000, true, 40_000],
    [1_000, 100_000, true, 40_000],
    [1_001, 100_000, true, 45_000],
    [3_000, 499_999, true, 50_000],
    [3_000, 500_000, true, 0],
    [3_000, 500_000, false, 50_000],
  ])('%i g for %i ₫ (may be free: %s): %i ₫', ([grams, goods, free, fee]) => {
    expect(shippingFee(rate('country', 40_000), grams, goods as Dong, free)).toBe(fee);
  });
});
