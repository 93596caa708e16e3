import { PRODUCT_SETS } from '#src/domain/catalogue/product-set.ts';
import type { Shown, StillCard } from './documents.ts';
import type { ProductAnswer, ProductFilters, ProductQuery, ProductSort } from './product-search.ts';
import { rank } from './rank.ts';
import type { Attempt, Reading } from './read-query.ts';
import { starsOf, type StandingCode } from './standing-code.ts';
import { RANKED_BY } from './tsquery.ts';
import { foldWord, searchWords } from './words.ts';

/** As many of the best as are put in order word by word; behind them PostgreSQL's own order stands. */
const RANKED_AT_LEAST = 96;

/** A product on the way to its page. */
export type Hit = { shown: Shown; code: StandingCode; score: number };

/** Rows to read for a page. The first pages of a text query are read together, to be put in order as one. */
export function windowOf(
  page: number,
  perPage: number,
  sort: ProductSort,
  isText: boolean,
): { limit: number; offset: number; isRanked: boolean } {
  const offset = Math.min((page - 1) * perPage, 1_000_000);
  const ranked = perPage * Math.ceil(RANKED_AT_LEAST / perPage);
  return isText && sort === 'relevance' && offset < ranked
    ? { limit: ranked, offset: 0, isRanked: true }
    : { limit: perPage, offset, isRanked: false };
}

type Ranked = { hit: Hit; points: number; stars: number };

/** The hits as the words want them; certificate and stars decide between those that answer alike. */
export function ordered(hits: readonly Hit[], attempt: Attempt): Hit[] {
  return ranked(hits, attempt).map(({ hit }) => hit);
}

/** Whether the best answers well enough for what was left out of the words. */
export function isGoodEnough(hits: readonly Hit[], attempt: Attempt): boolean {
  return attempt.least === 0 || (ranked(hits, attempt)[0]?.points ?? 0) >= attempt.least;
}

function ranked(hits: readonly Hit[], { groups }: Attempt): Ranked[] {
  const kinds = groups.flatMap(({ kind, lexemes }) => (kind === 'goods' ? lexemes : []));
  const sets = PRODUCT_SETS.filter(
    ({ number, group }) => kinds.includes(`#g${group}`) || kinds.includes(`#s${number}`),
  ).map(({ number }) => `"set":${number},`);
  const provinces = kinds.flatMap((lexeme) =>
    lexeme.startsWith('@@') ? [`"provinceCode":"${lexeme.slice(2)}"`] : [],
  );
  return hits
    .map((hit) => ({
      hit,
      points: rank(groups, {
        nameWords: hit.shown.nameWords,
        get englishWords() {
          return hit.shown.englishWords;
        },
        get placeWords() {
          return hit.shown.placeWords;
        },
        get producerWords() {
          return hit.shown.producerWords;
        },
        isFromThere: (hit.score & RANKED_BY.place) !== 0,
        isOfKind: [...sets, ...provinces].some((part) => hit.shown.card.includes(part)),
      }),
      stars: starsOf(hit.code) ?? 0,
    }))
    .sort(
      (a, b) =>
        b.points - a.points ||
        b.stars - a.stars ||
        inAlphabet(b.hit.shown.newest, a.hit.shown.newest) ||
        inAlphabet(a.hit.shown.nameOrder, b.hit.shown.nameOrder),
    );
}

function inAlphabet(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** What was read, written as the first answer writes it. */
export function correctedText(
  words: readonly string[],
  first: Hit | undefined,
  { filterText }: Reading,
  typed: string,
): string {
  const name = first ? (JSON.parse(first.shown.card) as StillCard).name : '';
  const forms = new Map<string, string>();
  for (const word of name.match(/\p{L}[\p{L}\p{M}]*|\p{N}+/gu) ?? []) {
    const folded = foldWord(searchWords(word)[0] ?? '');
    if (!forms.has(folded)) forms.set(folded, word.toLocaleLowerCase('vi'));
  }
  const typedForms = new Set(searchWords(typed));
  const written = words.map((word) =>
    typedForms.has(word) && foldWord(word) !== word ? word : (forms.get(foldWord(word)) ?? word),
  );
  return [...written, filterText].filter((part) => part !== '').join(' ');
}

/** An answer that found nothing. */
export function emptyAnswer({ page }: ProductQuery): ProductAnswer {
  return {
    total: 0,
    page,
    items: [],
    facets: { groups: [], sets: [], stars: [], provinces: [], communes: [], standings: [] },
    corrected: null,
    understood: { stars: [], provinces: [], priceFrom: null, priceTo: null, groups: [] },
    places: [],
    note: null,
    alcoholHidden: false,
    code: null,
  };
}

/** Filters that were chosen count before those that were read out of the words. */
export function withUnderstood(filters: ProductFilters, { understood, attempts }: Reading): ProductFilters {
  return {
    ...filters,
    stars: filters.stars.length > 0 ? filters.stars : understood.stars,
    groups: filters.groups.length > 0 ? filters.groups : understood.groups,
    // Beside other words a province is one of the words: goods may carry its name and come from elsewhere.
    provinces: filters.provinces.length > 0 || attempts.length > 0 ? filters.provinces : understood.provinces,
    priceFrom: filters.priceFrom ?? understood.priceFrom,
    priceTo: filters.priceTo ?? understood.priceTo,
  };
}
