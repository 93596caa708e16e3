import { GROUPS, PRODUCT_SETS, isAlcohol, type SectorNumber } from '#src/domain/catalogue/product-set.ts';

/** Groups of goods that hold nothing but alcohol. */
export const ALCOHOL_GROUPS: readonly number[] = GROUPS.map(({ number }) => number).filter((group) =>
  PRODUCT_SETS.filter((set) => set.group === group).every((set) => isAlcohol(set.number)),
);

/** The groups of a sector that the catalogue filters by when a visitor chooses the sector; none of alcohol. */
export function groupsOf(sector: SectorNumber): number[] {
  return GROUPS.filter((group) => group.sector === sector && !ALCOHOL_GROUPS.includes(group.number)).map(
    ({ number }) => number,
  );
}
