import type { APIRoute } from 'astro';
import { labelOfParcel } from '#src/domain/checkout/shipments.ts';
import { orderToSee } from '#src/domain/orders/purchases.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import { notFoundPage, orNull } from '#src/web/not-found.ts';
import { paths, withQuery } from '#src/web/paths.ts';
import { goTo } from '#src/web/forms.ts';

/** On to the carrier's label: its address is good for half an hour, and is kept nowhere. */
export const GET: APIRoute = async (context) => {
  const { ctx, site } = context.locals;
  const [producer, id] = [context.params['producer'] ?? '', context.params['id'] ?? ''];
  const seen = await orNull(orderToSee(ctx, id));
  if (!seen || seen.order.producer.id !== producer || site.carrier === null) return notFoundPage(context);
  try {
    const address = await labelOfParcel(ctx, site.carrier, site, id);
    if (site.carrierStandIn === null) return goTo(address);
    // What stands in for the carrier is on this machine, and the browser may be on another.
    const label = await fetch(address);
    return new Response(await label.text(), {
      headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'private, no-store' },
    });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return goTo(withQuery(paths.workshopOrder(producer, id), { nhan: error.code }));
  }
};
