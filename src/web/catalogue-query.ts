import { GROUPS } from '#src/domain/catalogue/product-set.ts';
import type { Stars } from '#src/domain/certification/rule-set.ts';
import {
  NO_FILTERS,
  STANDING_FILTERS,
  type ProductFilters,
  type ProductSort,
  type StandingFilter,
} from '#src/domain/search/product-search.ts';
import { tidy } from '#src/domain/shared/text.ts';
import { paths, withQuery } from './paths.ts';

/** What the address of the catalogue asks for. */
export type CatalogueQuery = {
  q: string;
  filters: ProductFilters;
  /** `null`: as usual, see `usualSort`. */
  sort: ProductSort | null;
  page: number;
  exactly: boolean;
};

/** Names of the orders in addresses. */
export const SORT_NAMES: Readonly<Record<ProductSort, string>> = {
  relevance: 'phu-hop',
  newest: 'moi',
  stars: 'sao',
  price_up: 'gia-tang',
  price_down: 'gia-giam',
  name: 'ten',
};

/** Without words nothing fits better than anything else: then what is certified, by its stars. */
export function usualSort(q: string): ProductSort {
  return q === '' ? 'stars' : 'relevance';
}

const MOST_LETTERS = 200;
export const LAST_PAGE = 500;
const MOST_PRICE = 2_000_000_000;

/** The standing filters as they stand in addresses. */
export function standingName(filter: StandingFilter): string {
  return filter.replace('_', '-');
}

/**
 * Reads an address of the catalogue. Links go round and get cut: what cannot be read is left out, never refused.
 */
export function readCatalogueQuery(search: URLSearchParams): CatalogueQuery {
  const all = <Value>(name: string, read: (text: string) => Value | undefined): Value[] => [
    ...new Set(
      search
        .getAll(name)
        .flatMap((text) => text.split(','))
        .map((text) => read(text.trim()))
        .filter((value) => value !== undefined),
    ),
  ];
  const whole = (least: number, most: number) => (text: string) => {
    const plain = text.replace(/[.\s](?=\d{3})/g, '');
    const value = /^\d{1,12}$/.test(plain) ? Number(plain) : Number.NaN;
    return value >= least && value <= most ? value : undefined;
  };
  const code = (digits: number) => (text: string) =>
    /^\d+$/.test(text) && text.length === digits ? text : undefined;
  const producer = search.get('chu-the')?.trim() ?? '';
  const sort = search.get('sap-xep')?.trim() ?? '';
  return {
    q: tidy(search.get('q') ?? '').slice(0, MOST_LETTERS),
    filters: {
      groups: all(
        'nhom',
        (text) => GROUPS.find(({ number, slug }) => String(number) === text || slug === text)?.number,
      ),
      sets: all('bo', whole(1, 26)),
      stars: all('sao', whole(3, 5)) as Stars[],
      provinces: all('tinh', code(2)),
      communes: all('xa', code(5)),
      standings: all('hieu-luc', (text) =>
        STANDING_FILTERS.find((filter) => filter === text || standingName(filter) === text),
      ),
      producerId: /^[0-9a-z]{12}$/.test(producer) ? producer : null,
      priceFrom: all('gia-tu', whole(0, MOST_PRICE))[0] ?? null,
      priceTo: all('gia-den', whole(0, MOST_PRICE))[0] ?? null,
      inStock: search.get('con-hang') === '1',
    },
    sort: (Object.keys(SORT_NAMES) as ProductSort[]).find((one) => SORT_NAMES[one] === sort) ?? null,
    page: all('trang', whole(1, LAST_PAGE))[0] ?? 1,
    exactly: search.get('dung') === '1',
  };
}

/** The names and values of an address, the first page and what is usual left out. Without language. */
export function catalogueParameters(query: Partial<CatalogueQuery>): Parameters<typeof withQuery>[1] {
  const { q = '', filters = NO_FILTERS, sort = null, page = 1, exactly = false } = query;
  return {
    q,
    nhom: filters.groups,
    bo: filters.sets,
    sao: filters.stars,
    tinh: filters.provinces,
    xa: filters.communes,
    'hieu-luc': filters.standings.map(standingName),
    'chu-the': filters.producerId,
    'gia-tu': filters.priceFrom,
    'gia-den': filters.priceTo,
    'con-hang': filters.inStock ? 1 : null,
    'sap-xep': sort === null ? null : SORT_NAMES[sort],
    trang: page === 1 ? null : page,
    dung: exactly ? 1 : null,
  };
}

export function catalogueAddress(query: Partial<CatalogueQuery>): string {
  return withQuery(paths.products, catalogueParameters(query));
}

type Lists = Pick<ProductFilters, 'groups' | 'sets' | 'stars' | 'provinces' | 'communes' | 'standings'>;

/** The query with one choice put in or taken out, from its first page. */
export function toggled<Name extends keyof Lists>(
  query: CatalogueQuery,
  name: Name,
  value: Lists[Name][number],
): CatalogueQuery {
  const chosen = query.filters[name] as readonly unknown[];
  const next = chosen.includes(value) ? chosen.filter((one) => one !== value) : [...chosen, value];
  return { ...query, page: 1, filters: { ...query.filters, [name]: next } };
}
