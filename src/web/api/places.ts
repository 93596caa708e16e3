import type { Unit } from '#src/domain/places/place.ts';
import { resolvePlace } from '#src/domain/places/resolve-place.ts';
import type { Places } from '#src/domain/places/gazetteer.ts';
import type { Suggestion } from '#src/domain/search/product-search.ts';
import { at, paths, withQuery } from '#src/web/paths.ts';
import type { ApiAnswer, ApiCall } from './answer-json.ts';
import { wordsOf } from './read-parameters.ts';

const SUGGESTIONS = 8;

/** Which unit of today the words mean, old names included. Where several fit, all: this never guesses. */
export async function placeList({ url, site: { places } }: ApiCall): Promise<ApiAnswer> {
  const q = wordsOf(url);
  if (q === '') return { body: { items: [] }, tags: ['places'] };
  const { units, route, candidates, former } = resolvePlace(places, q);
  return {
    body: {
      items: units.map((unit) => ({
        ...unitFields(places, unit),
        route,
        candidates: candidates.map((candidate) => unitFields(places, candidate)),
        former: former && {
          name: former.fullName,
          district: former.district,
          province: former.province,
        },
      })),
    },
    tags: ['places'],
  };
}

function unitFields(places: Places, unit: Unit) {
  return {
    kind: unit.level,
    code: unit.code,
    name: unit.fullName,
    province: { code: unit.provinceCode, name: places.nameOf(unit.provinceCode) ?? unit.fullName },
  };
}

/** What the words typed so far may become; for the search box. */
export async function suggestionList(call: ApiCall): Promise<ApiAnswer> {
  const { url, site, today, adult, origin } = call;
  const typed = wordsOf(url);
  const lang = url.searchParams.get('lang') === 'en' ? 'en' : call.lang;
  const found =
    typed === ''
      ? []
      : await site.search.suggest(typed, { day: today, withAlcohol: adult, most: SUGGESTIONS });
  const items = found.map((one) => ({
    kind: one.kind,
    text: one.text,
    url: origin + at(lang, addressOf(one)),
  }));
  return { body: { items }, isByAge: true };
}

function addressOf(suggestion: Suggestion): string {
  switch (suggestion.kind) {
    case 'product':
      return paths.product(suggestion.slug);
    case 'producer':
      return paths.producer(suggestion.slug);
    case 'place':
      return suggestion.communeCode === null
        ? paths.province(suggestion.provinceCode)
        : paths.commune(suggestion.provinceCode, suggestion.communeCode);
    case 'words':
      return withQuery(paths.products, { q: suggestion.text });
  }
}
