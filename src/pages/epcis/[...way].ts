import type { APIRoute } from 'astro';
import { epcis } from '#src/web/epcis/epcis.ts';

/** The path as it was typed: names of events and of things hold slashes, and stand here escaped. */
export const ALL: APIRoute = (astro) =>
  epcis(astro, new URL(astro.request.url).pathname.replace(/^\/(en\/)?epcis\/?/, '').replace(/\/$/, ''));
