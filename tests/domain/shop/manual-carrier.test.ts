import { dong } from '#src/domain/shared/dong.ts';
import type { Parcel, Sender } from '#src/domain/shop/carrier.ts';
import { manualCarrier, promisedFree } from '#src/domain/shop/manual-carrier.ts';
import { NOW, expect, test } from '#tests/support/test.ts';

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

test('a carrier that the producer speaks with is quoted by their own rates, nearest zone first', async () => {
  expect(await manualCarrier.quote(sender, parcel(), NOW)).toEqual({ fee: 30_000, days: 1 });
  expect(await manualCarrier.quote(sender, parcel({ goods: dong(500_000) }), NOW)).toEqual({
    fee: 0,
    days: 1,
  });
  const far = { ...parcel().to, place: { provinceCode: '01', communeCode: '00070' } };
  expect(await manualCarrier.quote(sender, parcel({ to: far }), NOW)).toBeNull();
  expect(promisedFree(sender, parcel({ goods: dong(500_000), mayBeFree: false }))).toBe(false);
});

test('its parcel is what the producer typed, and nobody is asked about it', async () => {
  const typed = { carrier: ' Bưu điện xã ', trackingNumber: ' ' };
  expect(await manualCarrier.create(sender, parcel({ typed }))).toEqual({
    carrier: 'Bưu điện xã',
    trackingNumber: null,
    fee: null,
  });
  await expect(manualCarrier.create(sender, parcel())).rejects.toMatchObject({
    code: 'order.carrier_missing',
  });
  expect([
    await manualCarrier.label(sender, 'x'),
    await manualCarrier.track(sender, 'x'),
    await manualCarrier.find(sender, 'x'),
    manualCarrier.readNotice('{}'),
  ]).toEqual([null, null, null, null]);
});
