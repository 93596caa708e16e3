import type { APIRoute } from 'astro';
import { latestDecisions } from '#src/domain/reports/public-addresses.ts';
import type { Day } from '#src/domain/shared/calendar.ts';
import { pageWords } from '#src/i18n/pages.ts';
import { at, paths } from '#src/web/paths.ts';
import { rss } from '#src/web/rss.ts';
import { publicText } from '#src/web/xml.ts';

export const GET: APIRoute = async (astro) => {
  const { lang, site } = astro.locals;
  const origin = site.config.siteUrl ?? astro.url.origin;
  const { feed } = pageWords[lang];
  const text = rss(
    {
      title: feed.title,
      description: feed.description,
      lang,
      link: origin + at(lang, paths.register),
      self: origin + at(lang, paths.feed),
    },
    (await latestDecisions(site.sql)).map((decision) => {
      const { number, issuer, issuedOn, goods, isExample } = decision;
      const names = goods.join('; ');
      return {
        title: feed.decision(number, issuer, issuedOn as Day | null, goods.length),
        link: origin + at(lang, paths.decision(decision.id)),
        id: `decision:${decision.id}`,
        at: decision.publishedAt,
        description: isExample ? `${feed.example} ${names}` : names,
      };
    }),
  );
  return publicText(astro, 'application/rss+xml; charset=utf-8', text, ['decisions']);
};
