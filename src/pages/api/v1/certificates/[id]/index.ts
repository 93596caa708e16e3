import type { APIRoute } from 'astro';
import { api, otherMethods } from '#src/web/api/answer-json.ts';
import { certificate } from '#src/web/api/certificates.ts';

export const GET: APIRoute = (astro) => api(astro, certificate);
export const HEAD = GET;
export const ALL: APIRoute = otherMethods;
