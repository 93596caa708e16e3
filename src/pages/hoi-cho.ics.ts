import type { APIRoute } from 'astro';
import { unitCalendar } from '#src/web/fair-calendar.ts';

/** The calendar of all fairs, to follow. */
export const GET: APIRoute = (astro) => unitCalendar(astro, null, null);
