import type { APIContext } from 'astro';
import { publicTour } from '#src/domain/tourism/tours.ts';
import { paths } from './paths.ts';
import { qrFile } from './qr-answer.ts';

/** Large enough for a sign at the door. */
const PIXELS = 1_000;

/** A symbol that opens a route, or one stop of it: for signs and leaflets. */
export async function tourQrAnswer(astro: APIContext, stopKey: string | null): Promise<Response> {
  const { ctx, today } = astro.locals;
  const { slug = '', kind } = astro.params;
  const tour = await publicTour(ctx, slug, today);
  if (!tour || (stopKey !== null && !tour.stops.some(({ key }) => key === stopKey)))
    return astro.rewrite('/404');
  const path = stopKey === null ? paths.tour(slug) : paths.tourStop(slug, stopKey);
  return qrFile(astro, kind, { path, name: stopKey ?? slug, tags: `tour:${tour.id}`, pixels: PIXELS });
}
