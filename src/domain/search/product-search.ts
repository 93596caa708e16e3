import type { ProductCard } from '#src/domain/catalogue/product-card.ts';
import type { Stars } from '#src/domain/certification/rule-set.ts';
import type { Day } from '#src/domain/shared/calendar.ts';

/** The validity filter of the catalogue (`hieu-luc` in addresses). */
export const STANDING_FILTERS = [
  'in_force',
  'expiring',
  'expired',
  'suspended',
  'revoked',
  'unknown',
] as const;
export type StandingFilter = (typeof STANDING_FILTERS)[number];

export type ProductSort = 'relevance' | 'newest' | 'stars' | 'price_up' | 'price_down' | 'name';

/** Within one list any value will do; between lists all must fit. Empty list: no such filter. */
export type ProductFilters = {
  /** Groups (nhóm) 1 to 17. */
  groups: readonly number[];
  /** Sets (bộ) 1 to 26. */
  sets: readonly number[];
  /** Stars in force on the day. */
  stars: readonly Stars[];
  provinces: readonly string[];
  communes: readonly string[];
  standings: readonly StandingFilter[];
  producerId: string | null;
  priceFrom: number | null;
  priceTo: number | null;
  /** Only what can be ordered here on the day. */
  inStock: boolean;
};

export const NO_FILTERS: ProductFilters = {
  groups: [],
  sets: [],
  stars: [],
  provinces: [],
  communes: [],
  standings: [],
  producerId: null,
  priceFrom: null,
  priceTo: null,
  inStock: false,
};

export type ProductQuery = {
  /** As typed. Empty: everything, by `sort`. */
  q: string;
  filters: ProductFilters;
  sort: ProductSort;
  /** From 1. */
  page: number;
  perPage: number;
  /** The day for which stars and statuses are asked. */
  day: Day;
  /** Alcohol is found only by visitors who have declared their age. */
  withAlcohol: boolean;
  /** Take the words as they are typed: no repair. */
  exactly?: boolean;
};

export type FacetCount<Value> = { value: Value; count: number };

/** Each facet counted without its own choice, so that the numbers say what a click would give. */
export type ProductFacets = {
  groups: FacetCount<number>[];
  sets: FacetCount<number>[];
  stars: FacetCount<Stars>[];
  provinces: FacetCount<string>[];
  communes: FacetCount<string>[];
  standings: FacetCount<StandingFilter>[];
};

/** A commune or province that the words name, to be shown above the goods. */
export type PlaceAnswer = {
  provinceCode: string;
  communeCode: string | null;
  name: string;
  provinceName: string;
  /** The old name that was typed, when the place is called otherwise now. */
  formerName: string | null;
};

export type ProductAnswer = {
  total: number;
  page: number;
  items: ProductCard[];
  facets: ProductFacets;
  /** What was read instead of what was typed; `null` when nothing was changed. */
  corrected: string | null;
  /** Filters that were read out of the words ("4 sao", "dưới 200k", "quảng ninh"), for showing. */
  understood: {
    stars: readonly Stars[];
    provinces: readonly string[];
    priceFrom: number | null;
    priceTo: number | null;
    groups: readonly number[];
  };
  /** Places that the words name. */
  places: PlaceAnswer[];
  /** `builtin_instead`: the configured engine is down and PostgreSQL answered. */
  note: 'builtin_instead' | null;
  /** Whether alcohol would have been among the answers, had the age been declared. */
  alcoholHidden: boolean;
  /**
   * The words are a code that no product has; nothing that merely looks like it is shown. `null`: no code, or
   * one whose products these are.
   */
  code: { typed: string; isKnown: false } | null;
};

export type Suggestion =
  | { kind: 'product'; text: string; slug: string }
  | { kind: 'words'; text: string }
  | { kind: 'place'; text: string; provinceCode: string; communeCode: string | null }
  | { kind: 'producer'; text: string; slug: string };

/** What the site needs of a search engine. One contract suite holds every engine to it. */
export type ProductSearch = {
  search(query: ProductQuery): Promise<ProductAnswer>;
  suggest(typed: string, options: { day: Day; withAlcohol: boolean; most: number }): Promise<Suggestion[]>;
  /** Reads these products again and brings the index in line; unknown ids leave it. May be repeated. */
  index(ids: readonly string[]): Promise<void>;
  /** Others have changed the index: the next question is answered from what stands in it then. */
  changed(): void;
  /** Builds the whole index anew while the old one goes on answering. */
  rebuild(progress?: (done: number, total: number) => void): Promise<void>;
  health(): Promise<'ok' | 'down'>;
  stats(): Promise<{ documents: number }>;
};
