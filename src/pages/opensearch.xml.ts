import type { APIRoute } from 'astro';
import { words } from '#src/i18n/ui.ts';
import { at, paths } from '#src/web/paths.ts';
import { publicText, xml } from '#src/web/xml.ts';

export const GET: APIRoute = (astro) => {
  const { lang, site } = astro.locals;
  const origin = site.config.siteUrl ?? astro.url.origin;
  const text = `<?xml version="1.0" encoding="UTF-8"?>
<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">
<ShortName>${xml(words[lang].brand)}</ShortName>
<Description>${xml(words[lang].search.label)}</Description>
<Language>${lang}</Language>
<InputEncoding>UTF-8</InputEncoding>
<Image width="32" height="32" type="image/x-icon">${xml(`${origin}/favicon.ico`)}</Image>
<Url type="text/html" template="${xml(`${origin}${at(lang, paths.products)}?q={searchTerms}`)}"/>
<Url type="application/opensearchdescription+xml" rel="self" template="${xml(`${origin}${at(lang, '/opensearch.xml')}`)}"/>
</OpenSearchDescription>
`;
  return publicText(astro, 'application/opensearchdescription+xml; charset=utf-8', text, ['site']);
};
