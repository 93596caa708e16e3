import type { APIRoute } from 'astro';
import { api, otherMethods } from '#src/web/api/answer-json.ts';
import { openApi } from '#src/web/api/openapi.ts';

export const GET: APIRoute = (astro) =>
  api(astro, async ({ origin }) => ({ body: openApi(origin), tags: ['api'] }));
export const HEAD = GET;
export const ALL: APIRoute = otherMethods;
