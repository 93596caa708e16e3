import type { APIRoute } from 'astro';
import { unitCalendar } from '#src/web/fair-calendar.ts';

/** The calendar of a commune, to follow. */
export const GET: APIRoute = (astro) =>
  unitCalendar(astro, astro.params['province'] ?? '', astro.params['commune'] ?? '');
