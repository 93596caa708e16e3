import type { Dong } from '#src/domain/shared/dong.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import type { CarrierQuote, Parcel, ParcelMade, Sender } from './carrier.ts';
import { rateFor, shippingFee } from './shipping.ts';

/** What the producer's own rates say; `null`: they do not send there. */
export function quoteByRates(
  { rates, place }: Pick<Sender, 'rates' | 'place'>,
  parcel: Pick<Parcel, 'weight' | 'goods' | 'mayBeFree'> & { to: { place: Parcel['to']['place'] } },
): CarrierQuote | null {
  const rate = rateFor(rates, place, parcel.to.place);
  if (rate === null) return null;
  return { fee: shippingFee(rate, parcel.weight, parcel.goods, parcel.mayBeFree), days: rate.days };
}

/** Whoever the producer has given the parcel to, as they typed it. @throws Refusal `order.carrier_missing`. */
export function madeByHand(typed: Parcel['typed']): ParcelMade & { carrier: string } {
  const carrier = typed?.carrier.trim().slice(0, 80);
  if (!carrier) throw new Refusal('order.carrier_missing');
  return { carrier, trackingNumber: typed?.trackingNumber?.trim().slice(0, 60) || null, fee: null };
}

/** A fee that the producer promises to nobody in particular: free from a sum on, whoever brings it. */
export function promisedFree(
  { rates, place }: Pick<Sender, 'rates' | 'place'>,
  { goods, mayBeFree, to }: Pick<Parcel, 'goods' | 'mayBeFree'> & { to: { place: Parcel['to']['place'] } },
): boolean {
  const freeFrom: Dong | null = rateFor(rates, place, to.place)?.freeFrom ?? null;
  return mayBeFree && freeFrom !== null && goods >= freeFrom;
}
