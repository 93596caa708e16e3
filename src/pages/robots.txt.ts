import type { APIRoute } from 'astro';
import { publicText } from '#src/web/xml.ts';

export const GET: APIRoute = (astro) => {
  const origin = astro.locals.site.config.siteUrl ?? astro.url.origin;
  // Filters and searches make endless addresses of the same goods; a stamp is for whoever holds the pack.
  const text = `User-agent: *
Allow: /
Disallow: /api/
Disallow: /t/
Disallow: /en/t/
Disallow: /v/
Disallow: /en/v/
Disallow: /do-tuoi
Disallow: /en/do-tuoi
Disallow: /san-pham?
Disallow: /en/san-pham?
Disallow: /so-dang-ky?
Disallow: /en/so-dang-ky?
Disallow: /tra-cuu?
Disallow: /en/tra-cuu?

Sitemap: ${origin}/sitemap.xml
`;
  return publicText(astro, 'text/plain; charset=utf-8', text, ['site']);
};
