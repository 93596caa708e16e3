import type { APIRoute } from 'astro';
import { api, otherMethods } from '#src/web/api/answer-json.ts';
import { trace } from '#src/web/api/trace.ts';

export const GET: APIRoute = (astro) => api(astro, trace);
export const HEAD = GET;
export const ALL: APIRoute = otherMethods;
