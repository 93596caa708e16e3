import type { Sql } from 'postgres';
import type { ProductCard } from '#src/domain/catalogue/product-card.ts';
import { isAlcohol, PRODUCT_SETS } from '#src/domain/catalogue/product-set.ts';
import { inForce, NO_END, type CertificateStatus } from '#src/domain/certification/certificate.ts';
import type { Stars } from '#src/domain/certification/rule-set.ts';
import type { Day } from '#src/domain/shared/calendar.ts';
import type { Dong } from '#src/domain/shared/dong.ts';

const ALCOHOL = PRODUCT_SETS.filter(({ label }) => label === 'alcohol').map(({ number }) => number);

/** What a place offers, in numbers. */
export type PlaceCount = {
  /** Code of a province or of a commune. */
  code: string;
  products: number;
  /** Of them, certified today. */
  inForce: number;
  producers: number;
};

/** Places with goods on the day, by code; of all provinces, or of the communes of one. Alcohol is not counted. */
export async function placeCounts(sql: Sql, day: Day, provinceCode: string | null): Promise<PlaceCount[]> {
  const code = provinceCode === null ? sql`p.province_code` : sql`p.commune_code`;
  return sql<PlaceCount[]>`
    select ${code} as code, count(*)::int as products,
      count(*) filter (where s.status in ('valid', 'expiring', 'extended'))::int as "inForce",
      count(distinct p.producer_id)::int as producers
    from products p
    left join standings s on s.product_id = p.id and s.governs and ${day}::text::date between s.from_day and s.until_day
    where ${code} is not null and (p.withdrawn_on is null or p.withdrawn_on > ${day}::text::date)
      and (p.product_set is null or p.product_set <> all(${ALCOHOL}::smallint[]))
      ${provinceCode === null ? sql`` : sql`and p.province_code = ${provinceCode}`}
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
  cards: (Omit<ProductCard, 'place'> & { provinceCode: string | null; communeCode: string | null })[];
  total: number;
  /** How many goods are alcohol and therefore not among them. */
  alcohol: number;
  producers: PlaceProducer[];
};

type CardRow = {
  id: string;
  slug: string;
  name: string;
  nameEn: string | null;
  producer: ProductCard['producer'];
  provinceCode: string | null;
  communeCode: string | null;
  set: number | null;
  price: Dong | null;
  pack: string | null;
  isExample: boolean;
  status: CertificateStatus | null;
  stars: Stars | null;
  until: Day | null;
};

/** The goods and the producers of a commune, or of a whole province. */
export async function placeShop(
  sql: Sql,
  place: { provinceCode: string; communeCode: string | null },
  day: Day,
  most: number,
): Promise<PlaceShop> {
  const here = (row: ReturnType<Sql>) =>
    place.communeCode === null
      ? sql`${row}.province_code = ${place.provinceCode}`
      : sql`${row}.commune_code = ${place.communeCode}`;
  const today = sql`${day}::text::date`;
  const shown = sql`${here(sql`p`)} and (p.withdrawn_on is null or p.withdrawn_on > ${today})`;
  const noAlcohol = sql`(p.product_set is null or p.product_set <> all(${ALCOHOL}::smallint[]))`;
  const [cards, [counts], producers] = await Promise.all([
    sql<CardRow[]>`
      select p.id, p.slug, p.name, p.name_en as "nameEn", p.province_code as "provinceCode",
        p.commune_code as "communeCode", p.product_set as set, p.price, p.pack, p.is_example as "isExample",
        case when m.id is null then null else jsonb_build_object('id', m.id, 'slug', m.slug, 'name', m.name) end as producer,
        s.status, s.stars,
        -- A certificate that is about to run out is still the same one: its end is the end of the last stretch.
        case when s.status in ('valid', 'expiring') then (
          select max(t.until_day)::text from standings t
          where t.certificate_id = s.certificate_id and t.governs and t.status in ('valid', 'expiring'))
          else s.until_day::text end as until
      from products p
      left join producers m on m.id = p.producer_id
      left join standings s on s.product_id = p.id and s.governs and ${today} between s.from_day and s.until_day
      where ${shown} and ${noAlcohol}
      order by (s.status in ('valid', 'expiring', 'extended')) is true desc,
        case when s.status in ('valid', 'expiring', 'extended') then s.stars end desc nulls last, p.name_key
      limit ${most}`,
    sql<{ total: number; alcohol: number }[]>`
      select count(*) filter (where ${noAlcohol})::int as total, count(*) filter (where not ${noAlcohol})::int as alcohol
      from products p where ${shown}`,
    sql<PlaceProducer[]>`
      select m.id, m.slug, m.name, m.ceased_on::text as "ceasedOn",
        (select count(*)::int from products p where p.producer_id = m.id
          and (p.withdrawn_on is null or p.withdrawn_on > ${today})) as products
      from producers m where ${here(sql`m`)}
      order by (m.ceased_on is not null and m.ceased_on <= ${today}), m.name_key`,
  ]);
  return {
    cards: cards.map(({ status, stars, until, ...card }) => ({
      ...card,
      status: status ?? 'unknown',
      stars: status !== null && inForce(status) ? stars : null,
      pastStars: status === 'expired' || status === 'suspended' ? stars : null,
      until: until === NO_END ? null : until,
      isAlcohol: isAlcohol(card.set),
    })),
    total: counts?.total ?? 0,
    alcohol: counts?.alcohol ?? 0,
    producers,
  };
}
