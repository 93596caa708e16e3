import type { Places } from '#src/domain/places/gazetteer.ts';
import { dong } from '#src/domain/shared/dong.ts';
import { groupName, setName, words } from '#src/i18n/catalogue.ts';
import { price } from '#src/i18n/format.ts';
import type { Lang } from '#src/i18n/lang.ts';
import { words as statuses } from '#src/i18n/statuses.ts';
import { catalogueAddress, toggled, type CatalogueQuery } from '#src/web/catalogue-query.ts';

/** A filter that is on, in words, with the address of the list without it. */
export type ChosenFilter = { name: string; without: string };

export function chosenFilters(lang: Lang, places: Places, query: CatalogueQuery): ChosenFilter[] {
  const said = words[lang].catalogue;
  const { filters } = query;
  const place = (code: string) => places.unit(code)?.fullName ?? code;
  const without = (filters: Partial<CatalogueQuery['filters']>) =>
    catalogueAddress({ ...query, page: 1, filters: { ...query.filters, ...filters } });
  const listed = [
    ...filters.groups.map((value) => ({
      name: groupName(lang, value),
      query: toggled(query, 'groups', value),
    })),
    ...filters.sets.map((value) => ({ name: setName(lang, value), query: toggled(query, 'sets', value) })),
    ...filters.stars.map((value) => ({ name: said.stars(value), query: toggled(query, 'stars', value) })),
    ...filters.standings.map((value) => ({
      name: statuses[lang].filters[value],
      query: toggled(query, 'standings', value),
    })),
    ...filters.provinces.map((value) => ({ name: place(value), query: toggled(query, 'provinces', value) })),
    ...filters.communes.map((value) => ({ name: place(value), query: toggled(query, 'communes', value) })),
  ].map(({ name, query }) => ({ name, without: catalogueAddress(query) }));
  return [
    ...listed,
    ...(filters.priceFrom === null
      ? []
      : [{ name: said.priceFrom(price(dong(filters.priceFrom))), without: without({ priceFrom: null }) }]),
    ...(filters.priceTo === null
      ? []
      : [{ name: said.priceTo(price(dong(filters.priceTo))), without: without({ priceTo: null }) }]),
    ...(filters.inStock ? [{ name: said.inStock, without: without({ inStock: false }) }] : []),
    ...(filters.producerId === null
      ? []
      : [{ name: said.producerOnly, without: without({ producerId: null }) }]),
  ];
}
