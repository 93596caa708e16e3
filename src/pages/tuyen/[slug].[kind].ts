import type { APIRoute } from 'astro';
import { publicTour } from '#src/domain/tourism/tours.ts';
import { geojsonOf, gpxOf, icsOf } from '#src/web/tour-files.ts';
import { dayAsked, nextDayOf } from '#src/web/tour-page.ts';
import { tourPack } from '#src/web/tour-pack.ts';
import { tourPdf } from '#src/web/tour-pdf.ts';

const TYPES: Readonly<Record<string, string>> = {
  gpx: 'application/gpx+xml',
  geojson: 'application/geo+json',
  ics: 'text/calendar; charset=utf-8',
  pdf: 'application/pdf',
  html: 'text/html; charset=utf-8',
};

/** A route to take along. Made anew each time: few ask, and what shops say of their hours changes. */
export const GET: APIRoute = async (astro) => {
  const { ctx, site, lang, today } = astro.locals;
  const { slug = '', kind = '' } = astro.params;
  const type = TYPES[kind];
  const tour = type === undefined ? null : await publicTour(ctx, slug, today);
  if (!tour || type === undefined) return astro.rewrite('/404');
  const origin = site.config.siteUrl ?? astro.url.origin;
  const day = dayAsked(astro.url, today) ?? nextDayOf(tour, today);
  const body =
    kind === 'gpx'
      ? gpxOf(origin, lang, tour)
      : kind === 'geojson'
        ? geojsonOf(origin, lang, site.places, tour)
        : kind === 'ics'
          ? icsOf(origin, lang, site.places, tour, day)
          : kind === 'html'
            ? tourPack(site, origin, lang, tour, today)
            : await tourPdf(site, astro.url, lang, tour, today);
  return new Response(body, {
    headers: {
      'content-type': type,
      'content-disposition': `attachment; filename="${slug}.${kind}"`,
      'cache-control': 'no-store',
    },
  });
};
