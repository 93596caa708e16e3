import type { APIRoute } from 'astro';
import { latestDecisions } from '#src/domain/reports/public-addresses.ts';
import type { Day } from '#src/domain/shared/calendar.ts';
import { pageWords } from '#src/i18n/pages.ts';
import { at, paths } from '#src/web/paths.ts';
import { publicText, xml } from '#src/web/xml.ts';

export const GET: APIRoute = async (astro) => {
  const { lang, site } = astro.locals;
  const origin = site.config.siteUrl ?? astro.url.origin;
  const { feed } = pageWords[lang];
  const items = (await latestDecisions(site.sql)).map((decision) => {
    const { number, issuer, issuedOn, goods, isExample } = decision;
    const link = origin + at(lang, paths.decision(decision.id));
    const names = goods.join('; ');
    return `<item>
<title>${xml(feed.decision(number, issuer, issuedOn as Day | null, goods.length))}</title>
<link>${xml(link)}</link>
<guid isPermaLink="false">${xml(`decision:${decision.id}`)}</guid>
<pubDate>${decision.publishedAt.toUTCString()}</pubDate>
<description>${xml(isExample ? `${feed.example} ${names}` : names)}</description>
</item>`;
  });
  const text = `<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom">
<channel>
<title>${xml(feed.title)}</title>
<link>${xml(origin + at(lang, paths.register))}</link>
<description>${xml(feed.description)}</description>
<language>${lang}</language>
<atom:link href="${xml(origin + at(lang, paths.feed))}" rel="self" type="application/rss+xml"/>
${items.join('\n')}
</channel>
</rss>
`;
  return publicText(astro, 'application/rss+xml; charset=utf-8', text, ['decisions']);
};
