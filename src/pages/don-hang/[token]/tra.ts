import type { APIRoute } from 'astro';
import { openPayment } from '#src/domain/checkout/open-payment.ts';
import { purchaseByToken } from '#src/domain/orders/purchases.ts';
import { GatewayDown } from '#src/domain/payments/payment.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import { goTo } from '#src/web/forms.ts';
import { at, paths, withQuery } from '#src/web/paths.ts';

/** On to where the card is typed. Asked again it leads to the same place: nothing is charged by coming here. */
export const GET: APIRoute = async ({ params, locals: { ctx, site, lang } }) => {
  const token = params['token'] ?? '';
  const purchase = await purchaseByToken(ctx, token);
  if (!purchase || !site.cards)
    return new Response(null, { status: 404, headers: { 'cache-control': 'no-store' } });
  const here = at(lang, paths.purchase(token));
  try {
    return goTo(await openPayment(ctx, site.cards, purchase.id, token));
  } catch (error) {
    if (error instanceof GatewayDown) return goTo(withQuery(here, { tra: 'sau' }));
    if (error instanceof Refusal) return goTo(here);
    throw error;
  }
};
