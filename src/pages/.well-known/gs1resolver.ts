import type { APIRoute } from 'astro';
import { api, otherMethods } from '#src/web/api/answer-json.ts';
import { description } from '#src/web/resolver/description.ts';

export const GET: APIRoute = (astro) => api(astro, description);
export const HEAD = GET;
export const ALL: APIRoute = otherMethods;
