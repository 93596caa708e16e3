import type { Sql } from 'postgres';
import type { Day } from '#src/domain/shared/calendar.ts';
import type { PointOfSaleKind } from './point-of-sale.ts';
import {
  POINTS_ORDER,
  pointsWanted,
  type PointOfSale,
  type PointsOfSaleQuery,
  pointColumns,
} from './points-of-sale.ts';

/** What the map needs of a point of sale that has coordinates. */
export type PointOnMap = {
  /** Its place in the list, from 1; those without coordinates count as well. */
  number: number;
  slug: string;
  name: string;
  kind: PointOfSaleKind;
  provinceCode: string | null;
  communeCode: string | null;
  latitude: number;
  longitude: number;
};

/** As many as a map stays smooth with; a list with more shows its first. */
export const MOST_ON_MAP = 20_000;

/** All points of the list that `query` asks for, on all its pages, as far as they have coordinates. In its order. */
export async function pointsOnMap(
  sql: Sql,
  query: Omit<PointsOfSaleQuery, 'page' | 'perPage'>,
): Promise<PointOnMap[]> {
  return sql<PointOnMap[]>`
    select * from (
      select (row_number() over (order by ${sql.unsafe(POINTS_ORDER)}))::int as number, o.slug, o.name, o.kind,
        o.province_code as "provinceCode", o.commune_code as "communeCode", o.latitude, o.longitude
      from points_of_sale o where ${pointsWanted(sql, query)}) x
    where latitude is not null and longitude is not null
    order by number limit ${MOST_ON_MAP}`;
}

/** Where goods of a producer are on the shelf on `day`, as far as the visitor may see the goods. */
export async function pointsOfSaleOfProducer(
  sql: Sql,
  producerId: string,
  day: Day,
  hiddenSets: readonly number[],
  most: number,
): Promise<PointOfSale[]> {
  return sql<PointOfSale[]>`
    select ${pointColumns(sql)} from points_of_sale o
    where (o.closed_on is null or o.closed_on > ${day}::text::date) and exists (
      select 1 from point_of_sale_goods g join products p on p.id = g.product_id
      where g.point_of_sale_id = o.id and p.producer_id = ${producerId} and p.merged_into is null
        and (p.withdrawn_on is null or p.withdrawn_on > ${day}::text::date)
        and (p.product_set is null or p.product_set <> all(${[...hiddenSets]}::smallint[])))
    order by ${sql.unsafe(POINTS_ORDER)} limit ${most}`;
}
