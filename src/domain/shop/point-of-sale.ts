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

/** Minutes after midnight, per day of the week, Monday first; `[]`: closed that day. */
export type OpeningHours = readonly (readonly (readonly [opens: number, closes: number])[])[];
