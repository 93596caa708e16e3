import type { APIRoute } from 'astro';
import { partsOf, sitemap, sitemapIndex } from '#src/web/sitemap.ts';
import { sitemapEntries } from '#src/web/sitemap-entries.ts';
import { publicText } from '#src/web/xml.ts';

export const GET: APIRoute = async (astro) => {
  const { site } = astro.locals;
  const origin = site.config.siteUrl ?? astro.url.origin;
  const parts = partsOf(await sitemapEntries(site));
  const text = parts.length > 1 ? sitemapIndex(origin, parts.length) : sitemap(origin, parts[0] ?? []);
  return publicText(astro, 'application/xml; charset=utf-8', text, ['sitemap']);
};
