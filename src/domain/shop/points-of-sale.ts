import type { Sql } from 'postgres';
import type { Stars } from '#src/domain/certification/rule-set.ts';
import type { Day } from '#src/domain/shared/calendar.ts';
import { foldedWords } from '#src/domain/shared/text.ts';
import type { ExceptionalDay, OpeningHours, PointOfSaleKind } from './point-of-sale.ts';

/** A place where OCOP goods are shown and sold, as it is known today. */
export type PointOfSale = {
  id: string;
  slug: string;
  name: string;
  kind: PointOfSaleKind;
  operator: string | null;
  street: string | null;
  addressAsPrinted: string | null;
  provinceCode: string | null;
  communeCode: string | null;
  phone: string | null;
  /** As written. */
  hours: string | null;
  /** `null`: what is written could not be read, or nothing is. */
  openingHours: OpeningHours | null;
  /** Days on which other hours count, in their order. */
  exceptionalDays: ExceptionalDay[];
  latitude: number | null;
  longitude: number | null;
  confirmedOn: Day | null;
  closedOn: Day | null;
  closedReason: string | null;
  /** It was never to be here: the list that brought it was taken back. */
  takenBackOn: Day | null;
  keeper: string | null;
  source: string | null;
  isExample: boolean;
};

/** For `PointOfSale`, of `points_of_sale o`. */
export function pointColumns(sql: Sql) {
  return sql`o.id, o.slug, o.name, o.kind, o.operator, o.street, o.address_as_printed as "addressAsPrinted",
    o.province_code as "provinceCode", o.commune_code as "communeCode", o.phone, o.hours,
    o.opening_hours as "openingHours", o.exceptional_days as "exceptionalDays",
    o.closed_reason as "closedReason", o.taken_back_on::text as "takenBackOn", o.keeper, o.latitude, o.longitude, o.confirmed_on::text as "confirmedOn",
    o.closed_on::text as "closedOn", o.source, o.is_example as "isExample"`;
}

/** `null`: no such place. Found also when it has closed, and then it says so. */
export async function pointOfSale(sql: Sql, slug: string): Promise<PointOfSale | null> {
  const [found] = await sql<
    PointOfSale[]
  >`select ${pointColumns(sql)} from points_of_sale o where o.slug = ${slug}`;
  return found ?? null;
}

export type PointsOfSaleQuery = {
  /** Words of the name, the address or who runs it. */
  q: string;
  kinds: readonly PointOfSaleKind[];
  province: string | null;
  commune: string | null;
  /** From 1. */
  page: number;
  perPage: number;
  day: Day;
};

export type PointsOfSalePage = {
  total: number;
  rows: PointOfSale[];
  /** Of all that are open, whatever is asked for. */
  kinds: { value: PointOfSaleKind; count: number }[];
  provinces: { value: string; count: number }[];
};

/** The order of every list of them. */
export const POINTS_ORDER = 'o.province_code nulls last, o.name_key, o.id';

const pointsAlive = (sql: Sql, day: Day) => sql`(o.closed_on is null or o.closed_on > ${day}::text::date)`;

/** Which of `points_of_sale o` a list shows; the map beside it shows the same. */
export function pointsWanted(sql: Sql, query: Omit<PointsOfSaleQuery, 'page' | 'perPage'>) {
  const words = foldedWords(query.q).split(' ').filter(Boolean).slice(0, 8);
  return sql`${pointsAlive(sql, query.day)}
    ${query.kinds.length === 0 ? sql`` : sql`and o.kind = any(${[...query.kinds]}::text[])`}
    ${query.province === null ? sql`` : sql`and o.province_code = ${query.province}`}
    ${query.commune === null ? sql`` : sql`and o.commune_code = ${query.commune}`}
    ${words.reduce((all, word) => sql`${all} and strpos(o.name_key, ${word}) > 0`, sql``)}`;
}

/** Those that have not closed, by province and name. */
export async function pointsOfSalePage(sql: Sql, query: PointsOfSaleQuery): Promise<PointsOfSalePage> {
  const wanted = pointsWanted(sql, query);
  const alive = pointsAlive(sql, query.day);
  const [[summary], rows] = await Promise.all([
    sql<{ total: number; kinds: Record<string, number> | null; provinces: Record<string, number> | null }[]>`
      select (select count(*)::int from points_of_sale o where ${wanted}) as total,
        (select jsonb_object_agg(kind, n) from (
          select o.kind, count(*)::int as n from points_of_sale o where ${alive} group by o.kind) x) as kinds,
        (select jsonb_object_agg(province_code, n) from (
          select o.province_code, count(*)::int as n from points_of_sale o
          where ${alive} and o.province_code is not null group by o.province_code) x) as provinces`,
    sql<PointOfSale[]>`
      select ${pointColumns(sql)} from points_of_sale o where ${wanted}
      order by ${sql.unsafe(POINTS_ORDER)}
      limit ${query.perPage} offset ${(query.page - 1) * query.perPage}`,
  ]);
  const counts = <Value extends string>(found: Record<string, number> | null | undefined) =>
    Object.entries(found ?? {}).map(([value, count]) => ({ value: value as Value, count }));
  return {
    total: summary?.total ?? 0,
    rows,
    kinds: counts<PointOfSaleKind>(summary?.kinds),
    provinces: counts<string>(summary?.provinces),
  };
}

/** Goods of the register that a point of sale has, as far as the visitor may see them; by name. */
export type StockedProduct = {
  id: string;
  slug: string;
  name: string;
  set: number | null;
  stars: Stars | null;
};

/** @param hiddenSets goods that this visitor has not asked to see: alcohol. */
export async function stockOf(
  sql: Sql,
  pointOfSaleId: string,
  day: Day,
  hiddenSets: readonly number[],
): Promise<StockedProduct[]> {
  return sql<StockedProduct[]>`
    select p.id, p.slug, p.name, p.product_set as set,
      case when s.status in ('valid', 'expiring', 'extended') then s.stars end as stars
    from point_of_sale_goods g join products p on p.id = g.product_id
    left join standings s on s.product_id = p.id and s.governs and ${day}::text::date between s.from_day and s.until_day
    where g.point_of_sale_id = ${pointOfSaleId} and p.merged_into is null
      and (p.withdrawn_on is null or p.withdrawn_on > ${day}::text::date)
      and (p.product_set is null or p.product_set <> all(${[...hiddenSets]}::smallint[]))
    order by p.name_key, p.id limit 500`;
}

/** Where a product is on the shelf today, by name. */
export async function pointsOfSaleWith(
  sql: Sql,
  productId: string,
  day: Day,
  most: number,
): Promise<PointOfSale[]> {
  return sql<PointOfSale[]>`
    select ${pointColumns(sql)} from point_of_sale_goods g join points_of_sale o on o.id = g.point_of_sale_id
    where g.product_id = ${productId} and (o.closed_on is null or o.closed_on > ${day}::text::date)
    order by ${sql.unsafe(POINTS_ORDER)} limit ${most}`;
}
