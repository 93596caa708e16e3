import type { APIRoute } from 'astro';
import { partsOf, sitemap } from '#src/web/sitemap.ts';
import { sitemapEntries } from '#src/web/sitemap-entries.ts';
import { publicText } from '#src/web/xml.ts';

export const GET: APIRoute = async (astro) => {
  const { site } = astro.locals;
  const part = partsOf(await sitemapEntries(site))[Number(astro.params['part']) - 1];
  if (!part) return new Response(null, { status: 404 });
  const origin = site.config.siteUrl ?? astro.url.origin;
  return publicText(astro, 'application/xml; charset=utf-8', sitemap(origin, part), ['sitemap']);
};
