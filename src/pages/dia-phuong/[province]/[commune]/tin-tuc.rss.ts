import type { APIRoute } from 'astro';
import { unitNewsFeed } from '#src/web/news-feed.ts';

/** News of a commune, for news readers. */
export const GET: APIRoute = (astro) =>
  unitNewsFeed(astro, astro.params['province'] ?? '', astro.params['commune'] ?? '');
