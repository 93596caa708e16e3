import type { APIRoute } from 'astro';
import { api, otherMethods } from '#src/web/api/answer-json.ts';
import { productList } from '#src/web/api/products.ts';

export const GET: APIRoute = (astro) => api(astro, productList);
export const HEAD = GET;
export const ALL: APIRoute = otherMethods;
