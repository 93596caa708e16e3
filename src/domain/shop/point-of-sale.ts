import type { Day } from '#src/domain/shared/calendar.ts';

/** @source Plans of communes and provinces (shops, corners in supermarkets, hotels, rest stops, airports). */
export const POINT_OF_SALE_KINDS = [
  'shop',
  'centre',
  'showroom',
  'supermarket',
  'market',
  'production_site',
  'hotel_restaurant',
  'rest_stop',
  'airport_station',
  'commune_point',
  'other',
] as const;
export type PointOfSaleKind = (typeof POINT_OF_SALE_KINDS)[number];

/** A day on which other hours count than those of its weekday; no spans: closed. */
export type ExceptionalDay = {
  day: Day;
  spans: readonly (readonly [opens: number, closes: number])[];
  /** Why, for the public: a holiday, a fair. */
  note: string | null;
};

/** Minutes after midnight, per day of the week, Monday first; `[]`: closed that day. */
export type OpeningHours = readonly (readonly (readonly [opens: number, closes: number])[])[];
