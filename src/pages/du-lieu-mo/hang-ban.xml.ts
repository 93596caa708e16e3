import type { APIRoute } from 'astro';
import { otherMethods } from '#src/web/api/answer-json.ts';
import { goodsFeed } from '#src/web/goods-feed.ts';

/** What is for sale, for sites that list goods of others. */
export const GET: APIRoute = goodsFeed;
export const HEAD = GET;
export const ALL: APIRoute = otherMethods;
