import type { APIRoute } from 'astro';
import { pictureOfPurchase } from '#src/domain/checkout/claims.ts';
import { purchaseByToken } from '#src/domain/orders/purchases.ts';

/** A photograph that the buyer sent, for whoever has the link of the purchase. */
export const GET: APIRoute = async ({ params, locals: { ctx } }) => {
  const purchase = await purchaseByToken(ctx, params['token'] ?? '');
  const picture = purchase && (await pictureOfPurchase(ctx, purchase.id, params['picture'] ?? ''));
  if (!picture) return new Response(null, { status: 404, headers: { 'cache-control': 'no-store' } });
  return new Response(Buffer.from(picture), {
    headers: { 'content-type': 'image/jpeg', 'cache-control': 'private, no-store' },
  });
};
