import { dong } from '#src/domain/shared/dong.ts';
import type { Parcel, Sender } from '#src/domain/shop/carrier.ts';
import { madeByHand, promisedFree, quoteByRates } from '#src/domain/shop/manual-carrier.ts';
import { expect, test } from '#tests/support/test.ts';

const sender: Sender = {
  place: { provinceCode: '40', communeCode: '16792' },
  rates: [
    { zone: 'province', fee: dong(20_000), feePerKilogram: dong(5_000), freeFrom: dong(500_000), days: 1 },
  ],
  account: null,
};
const parcel = (more: Partial<Parcel> = {}): Parcel => ({
  reference: 'SLABC',
  to: {
    name: 'Trần Thị Mua',
    phone: '+84912345678',
    street: '1 Lê Lợi',
    commune: 'Phường Vinh Phú',
    province: 'Tỉnh Nghệ An',
    place: { provinceCode: '40', communeCode: '16660' },
  },
  weight: 2_400,
  goods: dong(300_000),
  cash: dong(0),
  mayBeFree: true,
  contents: [],
  note: '',
  typed: null,
  ...more,
});

test('a carrier that the producer speaks with is quoted by their own rates, nearest zone first', () => {
  expect(quoteByRates(sender, parcel())).toEqual({ fee: 30_000, days: 1 });
  expect(quoteByRates(sender, parcel({ goods: dong(500_000) }))).toEqual({
    fee: 0,
    days: 1,
  });
  const far = { ...parcel().to, place: { provinceCode: '01', communeCode: '00070' } };
  expect(quoteByRates(sender, parcel({ to: far }))).toBeNull();
  expect(promisedFree(sender, parcel({ goods: dong(500_000), mayBeFree: false }))).toBe(false);
});

test('its parcel is what the producer typed', () => {
  expect(madeByHand({ carrier: ' Bưu điện xã ', trackingNumber: ' ' })).toEqual({
    carrier: 'Bưu điện xã',
    trackingNumber: null,
    fee: null,
  });
  expect(() => madeByHand(null)).toThrow(expect.objectContaining({ code: 'order.carrier_missing' }));
});
