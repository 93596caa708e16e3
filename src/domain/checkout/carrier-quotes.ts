import { createHash } from 'node:crypto';
import { sql } from 'drizzle-orm';
import type { PaymentMethod } from '#src/domain/orders/purchase.ts';
import type { Places } from '#src/domain/places/gazetteer.ts';
import type { Context } from '#src/domain/shared/context.ts';
import { dong, type Dong } from '#src/domain/shared/dong.ts';
import { phoneOf } from '#src/domain/shared/phone.ts';
import type { Basket, BasketGroup } from '#src/domain/shop/basket.ts';
import { openAccount } from '#src/domain/shop/carrier-accounts.ts';
import {
  CarrierDown,
  CarrierSaysNo,
  type AccountCarrier,
  type CarrierQuote,
  type Parcel,
} from '#src/domain/shop/carrier.ts';
import { mayBePromoted } from '#src/domain/shop/offer.ts';

/** Stands where a number has to stand and none is to be told. */
const NOBODYS_PHONE = '+84900000000';

export type Destination = { provinceCode: string; communeCode: string };

/** Names the question that a carrier is asked: the same question has the same answer for a while. */
export function parcelAsked(group: BasketGroup, to: Destination, method: PaymentMethod | null): string {
  return createHash('sha256')
    .update(
      JSON.stringify([
        to.provinceCode,
        to.communeCode,
        group.weight,
        group.goods,
        method === 'cash',
        group.carrier,
      ]),
    )
    .digest('base64url')
    .slice(0, 22);
}

type Wanted = {
  buyer: Destination;
  method: PaymentMethod;
  deliveries: Readonly<Record<string, { kind: 'carrier' | 'pick_up' | 'fair' }>>;
};

/**
 * Asks the carriers that producers have accounts with what this basket costs to send, all at once, and keeps what
 * they say beside the cart. One that says nothing in time, or no, is not asked again for a while: the producer's own
 * rates count. Called outside of any transaction, before the buyer is shown the sum.
 */
export async function askCarriers(
  ctx: Context,
  carrier: AccountCarrier,
  { secret, places }: { secret: string; places: Places },
  basket: Basket,
  { buyer, method, deliveries }: Wanted,
): Promise<void> {
  await Promise.all(
    basket.groups.map(async (group) => {
      const producerId = group.producer.id;
      if (group.carrier === null || (deliveries[producerId]?.kind ?? 'carrier') !== 'carrier') return;
      const asked = parcelAsked(group, buyer, method);
      if (group.said?.parcel === asked) return;
      const account = await openAccount(ctx, secret, producerId);
      const parcel = parcelOf(group, places, buyer, method);
      const said =
        account === null || parcel === null || parcel.weight > carrier.most.weight
          ? null
          : await quoteOf(() =>
              carrier.quote({ place: group.producer, rates: group.rates, account }, parcel, ctx.now),
            );
      await ctx.db.execute(sql`
        insert into carrier_quotes (cart_id, producer_id, parcel, fee, days, asked_at)
        values (${basket.cartId}, ${producerId}, ${asked}, ${said?.fee ?? null}, ${said?.days ?? null}, ${ctx.now.toISOString()})
        on conflict (cart_id, producer_id) do update set parcel = excluded.parcel, fee = excluded.fee,
          days = excluded.days, asked_at = excluded.asked_at`);
    }),
  );
}

async function quoteOf(ask: () => Promise<CarrierQuote | null>): Promise<CarrierQuote | null> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof CarrierDown || error instanceof CarrierSaysNo) return null;
    throw error;
  }
}

/** `null`: the register of places does not know where that is. */
function parcelOf(
  group: BasketGroup,
  places: Places,
  buyer: Wanted['buyer'],
  method: PaymentMethod,
): Parcel | null {
  const commune = places.unit(buyer.communeCode);
  const province = places.unit(buyer.provinceCode);
  if (!commune || !province) return null;
  return {
    // A trial needs no name of ours.
    reference: '',
    // Nobody has ordered yet: who they are and where they live in the commune is nothing for a carrier.
    to: {
      name: commune.fullName,
      phone: phoneOf(group.producer.phone ?? '') ?? NOBODYS_PHONE,
      street: commune.fullName,
      commune: commune.fullName,
      province: province.fullName,
      place: buyer,
    },
    weight: group.weight,
    goods: group.goods,
    cash: method === 'cash' ? group.goods : dong(0),
    mayBeFree: group.lines.every(mayBePromoted),
    contents: group.lines.map(({ name, pack, quantity, price, weight }) => ({
      name: `${name}, ${pack}`,
      quantity,
      price: price as Dong,
      weight,
    })),
    note: '',
    typed: null,
  };
}
