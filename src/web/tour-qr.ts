import type { APIContext } from 'astro';
import { publicTour } from '#src/domain/tourism/tours.ts';
import { qrPng, qrSvg } from '#src/domain/traceability/qr.ts';
import { printedOrigin } from './origin.ts';
import { secondsToKeep, TAGS_HEADER } from './page.ts';
import { paths } from './paths.ts';

/** Large enough for a sign at the door. */
const PIXELS = 1_000;

/** A picture of the address that opens a route, or one stop of it: for signs and leaflets. */
export async function tourQrAnswer(astro: APIContext, stopKey: string | null): Promise<Response> {
  const { ctx, site, today } = astro.locals;
  const { slug = '', kind } = astro.params;
  const tour = await publicTour(ctx, slug, today);
  const isKnown = tour && (stopKey === null || tour.stops.some(({ key }) => key === stopKey));
  if (!isKnown || (kind !== 'svg' && kind !== 'png')) return astro.rewrite('/404');
  const address =
    printedOrigin(site, astro.url) + (stopKey === null ? paths.tour(slug) : paths.tourStop(slug, stopKey));
  const body = kind === 'svg' ? qrSvg(address) : new Uint8Array(await qrPng(address, PIXELS));
  return new Response(body, {
    headers: {
      'content-type': kind === 'svg' ? 'image/svg+xml' : 'image/png',
      'content-disposition': `inline; filename="qr-${stopKey ?? slug}.${kind}"`,
      'cache-control': `public, max-age=${secondsToKeep(ctx.now)}, must-revalidate`,
      [TAGS_HEADER]: `tour:${tour.id}`,
    },
  });
}
