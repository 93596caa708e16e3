import type { APIContext } from 'astro';
import { parcelsOnPaper, type ParcelOnPaper } from '#src/domain/checkout/packing.ts';
import { shopToKeep } from '#src/domain/shop/kept-offers.ts';
import { goTo } from './forms.ts';
import { notFoundPage, orNull } from './not-found.ts';
import { paths, withQuery } from './paths.ts';

/** Paper for the orders that the address names (`don`, any number of times), or for all that wait to be packed. */
export async function parcelsPrinted(
  astro: APIContext,
  print: (orders: readonly ParcelOnPaper[]) => Promise<Response>,
): Promise<Response> {
  const producerId = astro.params['producer'] ?? '';
  const chosen = astro.url.searchParams.getAll('don').filter((id) => id !== '');
  const orders = await orNull(
    parcelsOnPaper(astro.locals.ctx, producerId, chosen.length === 0 ? null : chosen.slice(0, 200)),
  );
  const shop = await orNull(shopToKeep(astro.locals.ctx, producerId));
  if (orders === null || shop === null) return notFoundPage(astro);
  if (orders.length === 0) return goTo(withQuery(paths.workshopOrders(producerId), { in: 'khong' }));
  return print(orders);
}
