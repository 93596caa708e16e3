import type { APIRoute } from 'astro';
import { api, otherMethods } from '#src/web/api/answer-json.ts';
import { signedStamps } from '#src/web/api/signed-stamps.ts';

export const GET: APIRoute = (astro) => api(astro, signedStamps);
export const HEAD = GET;
export const ALL: APIRoute = otherMethods;
