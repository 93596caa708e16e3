import type { Sql } from 'postgres';
import { ALCOHOL_SETS, CARD_JSON, cardOf, type CardRow } from '#src/domain/catalogue/product-cards.ts';
import type { ProductCard } from '#src/domain/catalogue/product-card.ts';
import type { Places } from '#src/domain/places/gazetteer.ts';
import type { Day } from '#src/domain/shared/calendar.ts';

/** What a place offers, in numbers; alcohol is not counted. */
export type PlaceCount = {
  /** Code of a province or of a commune. */
  code: string;
  products: number;
  /** Of them, certified today. */
  inForce: number;
  producers: number;
};

/** A product stands where it says, and where it says nothing, where its producer is. */
function placeOf(sql: Sql) {
  return sql`
    coalesce(p.province_code, m.province_code) as province,
    case when p.province_code is null then m.commune_code else p.commune_code end as commune`;
}

/** Places that have goods on the day: all provinces, or the communes of one. */
export async function placeCounts(sql: Sql, day: Day, provinceCode: string | null): Promise<PlaceCount[]> {
  const today = sql`${day}::text::date`;
  return sql<PlaceCount[]>`
    select ${provinceCode === null ? sql`province` : sql`commune`} as code, count(*)::int as products,
      count(*) filter (where status in ('valid', 'expiring', 'extended'))::int as "inForce",
      count(distinct producer_id)::int as producers
    from (
      select p.producer_id, s.status, ${placeOf(sql)}
      from products p
      left join producers m on m.id = p.producer_id
      left join standings s on s.product_id = p.id and s.governs and ${today} between s.from_day and s.until_day
      where (p.withdrawn_on is null or p.withdrawn_on > ${today}) and p.merged_into is null
        and (p.product_set is null or p.product_set <> all(${[...ALCOHOL_SETS]}::smallint[]))) placed
    where ${provinceCode === null ? sql`province is not null` : sql`province = ${provinceCode} and commune is not null`}
    group by 1`;
}

export type PlaceProducer = {
  id: string;
  slug: string;
  name: string;
  products: number;
  ceasedOn: Day | null;
};

export type PlaceShop = {
  /** Those in force first, by stars; alcohol left out. */
  cards: ProductCard[];
  /** All such goods, also those beyond `most`. */
  total: number;
  /** How many goods are alcohol and therefore not among them. */
  alcohol: number;
  producers: PlaceProducer[];
};

/** The goods and the producers of a commune, or of a whole province. */
export async function placeShop(
  sql: Sql,
  places: Places,
  place: { provinceCode: string; communeCode: string | null },
  day: Day,
  most: number,
): Promise<PlaceShop> {
  const today = sql`${day}::text::date`;
  const at = (row: ReturnType<Sql>) =>
    place.communeCode === null
      ? sql`${row}.province_code = ${place.provinceCode}`
      : sql`${row}.province_code = ${place.provinceCode} and ${row}.commune_code = ${place.communeCode}`;
  const alive = sql`((p.withdrawn_on is null or p.withdrawn_on > ${today}) and p.merged_into is null)`;
  const alcohol = sql`p.product_set = any(${[...ALCOHOL_SETS]}::smallint[]) as alcohol`;
  // In two halves, each by an index: those that say where they are from, and those whose producer is here.
  const placed = sql`(
    select p.id, ${alcohol} from products p where ${at(sql`p`)} and ${alive}
    union all
    select p.id, ${alcohol} from producers m join products p on p.producer_id = m.id
    where p.province_code is null and ${at(sql`m`)} and ${alive}) placed`;
  const [cards, [counts], producers] = await Promise.all([
    sql<{ card: CardRow }[]>`
      select ${sql.unsafe(CARD_JSON)} as card
      from ${placed}
      join products p on p.id = placed.id
      left join producers m on m.id = p.producer_id
      left join standings s on s.product_id = p.id and s.governs and ${today} between s.from_day and s.until_day
      where placed.alcohol is not true
      order by (s.status in ('valid', 'expiring', 'extended')) is true desc,
        case when s.status in ('valid', 'expiring', 'extended') then s.stars end desc nulls last, p.name_key, p.id
      limit ${most}`,
    sql<{ total: number; alcohol: number }[]>`
      select count(*) filter (where placed.alcohol is not true)::int as total,
        count(*) filter (where placed.alcohol)::int as alcohol
      from ${placed}`,
    sql<PlaceProducer[]>`
      select m.id, m.slug, m.name, m.ceased_on::text as "ceasedOn",
        (select count(*)::int from products p where p.producer_id = m.id
          and p.merged_into is null and (p.withdrawn_on is null or p.withdrawn_on > ${today})) as products
      from producers m
      where ${at(sql`m`)} and m.merged_into is null
      order by (m.ceased_on is not null and m.ceased_on <= ${today}), m.name_key`,
  ]);
  return {
    cards: cards.map(({ card }) => cardOf(card, places)),
    total: counts?.total ?? 0,
    alcohol: counts?.alcohol ?? 0,
    producers,
  };
}
