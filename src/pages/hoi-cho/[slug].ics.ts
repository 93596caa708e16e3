import type { APIRoute } from 'astro';
import { publicFair } from '#src/domain/fairs/fairs.ts';
import { fairCalendar } from '#src/web/fair-calendar.ts';

/** One fair, to put into a calendar. */
export const GET: APIRoute = async (astro) => {
  const fair = await publicFair(astro.locals.site.sql, astro.params['slug'] ?? '');
  return fair ? fairCalendar(astro, fair) : new Response(null, { status: 404 });
};
