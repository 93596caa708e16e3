import type { APIRoute } from 'astro';
import { api, otherMethods } from '#src/web/api/answer-json.ts';
import { digitalLink } from '#src/web/api/digital-link.ts';

export const GET: APIRoute = (astro) => api(astro, digitalLink);
export const HEAD = GET;
export const ALL: APIRoute = otherMethods;
