import { dong, type Dong } from '#src/domain/shared/dong.ts';

export const ZONES = ['commune', 'province', 'country'] as const;
export type Zone = (typeof ZONES)[number];

export type ShippingRate = {
  zone: Zone;
  fee: Dong;
  feePerKilogram: Dong;
  freeFrom: Dong | null;
  days: number;
};

type Place = { provinceCode: string | null; communeCode: string | null };

/** The rate for a parcel from one place to the other: of the nearest zone that has one; `null`: it is not sent there. */
export function rateFor(rates: readonly ShippingRate[], from: Place, to: Place): ShippingRate | null {
  const near: Zone[] = [];
  if (from.provinceCode !== null && from.provinceCode === to.provinceCode) {
    if (from.communeCode !== null && from.communeCode === to.communeCode) near.push('commune');
    near.push('province');
  }
  near.push('country');
  for (const zone of near) {
    const found = rates.find((rate) => rate.zone === zone);
    if (found) return found;
  }
  return null;
}

/**
 * What it costs to send goods of so many grams and so much money.
 *
 * @param mayBeFree not where the law forbids to give anything along with the goods.
 */
export function shippingFee(rate: ShippingRate, weight: number, goods: Dong, mayBeFree: boolean): Dong {
  if (mayBeFree && rate.freeFrom !== null && goods >= rate.freeFrom) return dong(0);
  return dong(rate.fee + Math.max(0, Math.ceil(weight / 1_000) - 1) * rate.feePerKilogram);
}
