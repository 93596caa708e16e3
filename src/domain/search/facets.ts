import { isAlcohol, productSet } from '#src/domain/catalogue/product-set.ts';
import type { Stars } from '#src/domain/certification/rule-set.ts';
import {
  STANDING_FILTERS,
  type FacetCount,
  type ProductFacets,
  type ProductFilters,
  type StandingFilter,
} from './product-search.ts';
import { ALL_CODES, filtersOf, starsOf, type StandingCode } from './standing-code.ts';

/** How many of the products found are alike in all that facets count. */
export type CubeCell = {
  province: string | null;
  commune: string | null;
  set: number | null;
  code: StandingCode;
  count: number;
};

const STARS_OF = new Map<StandingCode, Stars | null>(ALL_CODES.map((code) => [code, starsOf(code)]));
const FILTERS_OF = new Map<StandingCode, readonly StandingFilter[]>(
  ALL_CODES.map((code) => [code, filtersOf(code)]),
);

/**
 * Total and facets of one answer. Each facet is counted without its own choice.
 *
 * @param cells all that the words and the price find, whatever the other filters say, alcohol included.
 */
export function countFacets(
  cells: readonly CubeCell[],
  filters: ProductFilters,
  withAlcohol: boolean,
): { total: number; facets: ProductFacets; alcoholHidden: boolean } {
  const groups = new Map<number, number>();
  const sets = new Map<number, number>();
  const stars = new Map<Stars, number>();
  const provinces = new Map<string, number>();
  const communes = new Map<string, number>();
  const standings = new Map<StandingFilter, number>();
  let total = 0;
  let alcoholHidden = false;

  for (const { province, commune, set, code, count } of cells) {
    const group = set === null ? null : productSet(set).group;
    const held = STARS_OF.get(code) ?? null;
    const under = FILTERS_OF.get(code) ?? [];
    const missed =
      Number(!fits(filters.groups, group)) +
      Number(!fits(filters.sets, set)) +
      Number(!fits(filters.stars, held)) +
      Number(!fits(filters.provinces, province)) +
      Number(!fits(filters.communes, commune)) +
      Number(filters.standings.length > 0 && !under.some((filter) => filters.standings.includes(filter)));
    if (missed > 1) continue;
    if (!withAlcohol && isAlcohol(set)) {
      if (missed === 0) alcoholHidden = true;
      continue;
    }
    // With one miss, the cell counts for that facet alone.
    const onlyMiss = (fit: boolean) => missed === 0 || !fit;
    if (missed === 0) total += count;
    if (group !== null && onlyMiss(fits(filters.groups, group))) add(groups, group, count);
    if (set !== null && onlyMiss(fits(filters.sets, set))) add(sets, set, count);
    if (held !== null && onlyMiss(fits(filters.stars, held))) add(stars, held, count);
    if (province !== null && onlyMiss(fits(filters.provinces, province))) add(provinces, province, count);
    if (commune !== null && onlyMiss(fits(filters.communes, commune))) add(communes, commune, count);
    if (
      onlyMiss(filters.standings.length === 0 || under.some((filter) => filters.standings.includes(filter)))
    ) {
      for (const filter of under) add(standings, filter, count);
    }
  }
  return {
    total,
    alcoholHidden,
    facets: {
      groups: listed(groups, (a, b) => a - b),
      sets: listed(sets, (a, b) => a - b),
      stars: listed(stars, (a, b) => b - a),
      provinces: listed(provinces, byCount(provinces)),
      communes: listed(communes, byCount(communes)),
      standings: listed(standings, (a, b) => STANDING_FILTERS.indexOf(a) - STANDING_FILTERS.indexOf(b)),
    },
  };
}

function fits<Value>(chosen: readonly Value[], value: Value | null): boolean {
  return chosen.length === 0 || (value !== null && chosen.includes(value));
}

function add<Value>(counts: Map<Value, number>, value: Value, count: number): void {
  counts.set(value, (counts.get(value) ?? 0) + count);
}

function byCount(counts: ReadonlyMap<string, number>): (a: string, b: string) => number {
  return (a, b) => counts.get(b)! - counts.get(a)! || (a < b ? -1 : 1);
}

function listed<Value>(
  counts: ReadonlyMap<Value, number>,
  order: (a: Value, b: Value) => number,
): FacetCount<Value>[] {
  return [...counts.keys()].sort(order).map((value) => ({ value, count: counts.get(value)! }));
}
