import type { APIContext } from 'astro';
import { midSentence } from '#src/components/places/place-name.ts';
import { latestNews } from '#src/domain/news/news.ts';
import { placeAt } from '#src/domain/places/place-at.ts';
import { newsIn } from '#src/i18n/in-language.ts';
import { newsWords } from '#src/i18n/news.ts';
import { words as ui } from '#src/i18n/ui.ts';
import { movedTo } from './place-answer.ts';
import { at, paths, withQuery } from './paths.ts';
import { rss } from './rss.ts';
import { publicText } from './xml.ts';

const MOST = 50;

/** News of a province, a commune or, with nothing asked, the country, for news readers; old addresses of units lead on. */
export async function unitNewsFeed(
  asking: Pick<APIContext, 'request' | 'locals' | 'url' | 'redirect'>,
  first: string | null,
  second: string | null,
): Promise<Response> {
  const { lang, site } = asking.locals;
  const said = newsWords[lang];
  const place = first === null ? null : placeAt(site.places, first, second);
  const moved = place && movedTo(place);
  if (moved) return asking.redirect(at(lang, `${moved}/tin-tuc.rss`), 301);
  if (place && place.kind !== 'province' && place.kind !== 'commune')
    return new Response(null, { status: 404 });
  const province = place?.province ?? null;
  const commune = place?.kind === 'commune' ? place.commune : null;
  const found = await latestNews(
    site.sql,
    { province: province?.code ?? null, commune: commune?.code ?? null },
    MOST,
  );
  const origin = site.config.siteUrl ?? asking.url.origin;
  const unit = commune ?? province;
  const [page, self] = commune
    ? [withQuery(paths.news, { xa: commune.code }), paths.communeNewsFeed(commune.provinceCode, commune.code)]
    : province
      ? [withQuery(paths.news, { tinh: province.code }), paths.provinceNewsFeed(province.code)]
      : [paths.news, paths.newsFeed];
  const name = unit ? (lang === 'vi' ? midSentence(unit.fullName) : unit.name) : said.country;
  const text = rss(
    {
      title: `${ui[lang].brand} · ${said.of(name)}`,
      description: said.description,
      lang,
      link: origin + at(lang, page),
      self: origin + at(lang, self),
    },
    found
      .map((one) => newsIn(lang, one))
      .map((item) => ({
        title: item.isExample ? `[${ui[lang].example}] ${item.title}` : item.title,
        link: origin + at(lang, paths.newsItem(item.slug)),
        id: `news:${item.id}`,
        at: item.publishedAt ?? item.updatedAt,
        description: item.lead,
      })),
  );
  return publicText(asking, 'application/rss+xml; charset=utf-8', text, ['news', 'places', 'site']);
}
