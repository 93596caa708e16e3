import { sql } from 'drizzle-orm';
import { connectCarrier } from '#src/domain/shop/carrier-accounts.ts';
import { confirmOrder, packOrder } from '#src/domain/checkout/handle-order.ts';
import type { Context } from '#src/domain/shared/context.ts';
import { ghnCarrier } from '#src/gateways/ghn.ts';
import type { GhnStandIn } from '#src/gateways/ghn-stand-in.ts';
import { allPlaces } from './all-places.ts';
import { anOffer, order, SETTINGS, type OfferGiven } from './shop.ts';

export const places = allPlaces();
export const HANDS = { secret: SETTINGS.secret, places, adultsOnly: 'Chỉ giao cho người từ 18 tuổi' };

/** An offer of a producer whose GHN account is connected. */
export async function anOfferSentByGhn(ctx: Context, ghn: GhnStandIn, given: OfferGiven = {}) {
  const offer = await anOffer(ctx, given);
  await connectCarrier(ctx, ghnCarrier(ghn.url), HANDS.secret, offer.producerId, {
    shopId: ghn.shopId,
    token: ghn.token,
  });
  return offer;
}

/** A packed order of that offer, ready for the carrier. */
export async function aPackedOrder(
  ctx: Context,
  offer: { id: string },
  given: Parameters<typeof order>[2] = {},
): Promise<{ id: string; code: string; purchaseId: string; token: string }> {
  const { purchaseId, token } = await order(ctx, [[offer.id, 2]], given);
  const [row] = await ctx.db.execute<{ id: string; code: string }>(
    sql`select id, code from orders where purchase_id = ${purchaseId}`,
  );
  await confirmOrder(ctx, row!.id);
  await packOrder(ctx, row!.id);
  return { ...row!, purchaseId, token };
}
