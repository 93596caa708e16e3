import type { APIRoute } from 'astro';
import { unitCalendar } from '#src/web/fair-calendar.ts';

/** The calendar of a province, to follow. */
export const GET: APIRoute = (astro) => unitCalendar(astro, astro.params['province'] ?? '', null);
