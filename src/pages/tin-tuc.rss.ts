import type { APIRoute } from 'astro';
import { unitNewsFeed } from '#src/web/news-feed.ts';

/** All news, for news readers. */
export const GET: APIRoute = (astro) => unitNewsFeed(astro, null, null);
