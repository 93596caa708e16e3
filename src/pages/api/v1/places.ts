import type { APIRoute } from 'astro';
import { api, otherMethods } from '#src/web/api/answer-json.ts';
import { placeList } from '#src/web/api/places.ts';

export const GET: APIRoute = (astro) => api(astro, placeList);
export const HEAD = GET;
export const ALL: APIRoute = otherMethods;
