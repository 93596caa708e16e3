import type { APIRoute } from 'astro';
import { publicTour } from '#src/domain/tourism/tours.ts';
import { at, paths } from '#src/web/paths.ts';
import { anchorOfStop } from '#src/web/tour-page.ts';

/** What is printed at a stop opens the route there; a stop that the route has no more opens the route. */
export const GET: APIRoute = async (astro) => {
  const { ctx, lang, today } = astro.locals;
  const tour = await publicTour(ctx, astro.params['slug'] ?? '', today);
  if (!tour) return astro.rewrite('/404');
  const stop = tour.stops.find(({ key }) => key === astro.params['stop']);
  return new Response(null, {
    status: 302,
    headers: {
      location: at(lang, paths.tour(tour.slug)) + (stop ? anchorOfStop(stop.key) : ''),
      'cache-control': 'no-store',
    },
  });
};
