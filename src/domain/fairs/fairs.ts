import type { Sql } from 'postgres';
import { ALCOHOL_SETS } from '#src/domain/catalogue/product-cards.ts';
import type { Stars } from '#src/domain/certification/rule-set.ts';
import type { Day } from '#src/domain/shared/calendar.ts';
import type { Fair, FairKind } from './fair.ts';

function columns(sql: Sql) {
  return sql`f.id, f.slug, f.name, f.name_en as "nameEn", f.kind, f.first_on::text as "firstOn", f.last_on::text as "lastOn",
    f.opens_at as "opensAt", f.closes_at as "closesAt", f.province_code as "provinceCode",
    f.commune_code as "communeCode", f.spot, f.spot_en as "spotEn", f.latitude, f.longitude,
    f.organiser, f.about, f.about_en as "aboutEn", f.results, f.results_en as "resultsEn",
    f.published_at as "publishedAt", f.cancelled_on::text as "cancelledOn",
    f.cancelled_reason as "cancelledReason", f.revision, f.source, f.is_example as "isExample",
    f.updated_at as "updatedAt"`;
}

/** As the public sees it, cancelled and past ones too; `null`: none such, or not published. */
export async function publicFair(sql: Sql, slug: string): Promise<Fair | null> {
  const [found] = await sql<Fair[]>`
    select ${columns(sql)} from fairs f where f.slug = ${slug} and f.published_at is not null`;
  return found ?? null;
}

export type FairsAsked = {
  /** Codes; `null`: everywhere. A province takes its communes in. */
  province: string | null;
  commune: string | null;
  kind?: FairKind | null;
  /** With a stall of this producer. */
  producerId?: string;
  /** With this product among the goods. */
  productId?: string;
};

function wanted(sql: Sql, asked: FairsAsked) {
  return sql`f.published_at is not null
    ${asked.province === null ? sql`` : sql`and f.province_code = ${asked.province}`}
    ${asked.commune === null ? sql`` : sql`and f.commune_code = ${asked.commune}`}
    ${asked.kind ? sql`and f.kind = ${asked.kind}` : sql``}
    ${
      asked.producerId === undefined
        ? sql``
        : sql`and exists (select from fair_stalls s where s.fair_id = f.id and s.producer_id = ${asked.producerId})`
    }
    ${
      asked.productId === undefined
        ? sql``
        : sql`and exists (select from fair_goods g where g.fair_id = f.id and g.product_id = ${asked.productId})`
    }`;
}

/** Published fairs whose last day is `from` or later, in their order; cancelled ones are among them. */
export async function fairsFrom(sql: Sql, asked: FairsAsked, from: Day, most: number): Promise<Fair[]> {
  return sql<Fair[]>`
    select ${columns(sql)} from fairs f where f.last_on >= ${from}::text::date and ${wanted(sql, asked)}
    order by f.first_on, f.last_on, f.id limit ${most}`;
}

/** Published fairs of the past, of which the last day is before `day`; those that ended last come first. */
export async function pastFairs(
  sql: Sql,
  asked: Pick<FairsAsked, 'province' | 'commune' | 'kind'>,
  day: Day,
  page: number,
  perPage: number,
): Promise<{ total: number; rows: Fair[] }> {
  const where = sql`f.last_on < ${day}::text::date and ${wanted(sql, asked)}`;
  const [[count], rows] = await Promise.all([
    sql<{ total: number }[]>`select count(*)::int as total from fairs f where ${where}`,
    sql<Fair[]>`
      select ${columns(sql)} from fairs f where ${where}
      order by f.last_on desc, f.first_on desc, f.id limit ${perPage} offset ${(page - 1) * perPage}`,
  ]);
  return { total: count?.total ?? 0, rows };
}

/** Where there are published fairs. */
export async function placesWithFairs(
  sql: Sql,
): Promise<{ province: string; commune: string | null; count: number }[]> {
  return sql<{ province: string; commune: string | null; count: number }[]>`
    select province_code as province, commune_code as commune, count(*)::int as count
    from fairs where published_at is not null group by 1, 2 order by 1, 2`;
}

export type Stall = {
  producerId: string;
  slug: string;
  name: string;
  /** In their own words. */
  brings: string | null;
  /** `stars`: of a certificate in force on the day. */
  goods: { id: string; slug: string; name: string; stars: Stars | null; isReservable: boolean }[];
};

/** Who comes and what they bring; alcohol is not named among the goods, nor what the register no longer holds. */
export async function stallsOf(sql: Sql, fairId: string, day: Day): Promise<Stall[]> {
  const today = sql`${day}::text::date`;
  return sql<Stall[]>`
    select m.id as "producerId", m.slug, m.name, s.brings,
      coalesce((
        select jsonb_agg(jsonb_build_object('id', p.id, 'slug', p.slug, 'name', p.name,
          'isReservable', g.is_reservable, 'stars',
          case when t.status in ('valid', 'expiring', 'extended') then t.stars end) order by p.name_key)
        from fair_goods g join products p on p.id = g.product_id
        left join standings t on t.product_id = p.id and t.governs and ${today} between t.from_day and t.until_day
        where g.fair_id = s.fair_id and p.producer_id = m.id and p.merged_into is null
          and (p.withdrawn_on is null or p.withdrawn_on > ${today})
          and (p.product_set is null or p.product_set <> all(${[...ALCOHOL_SETS]}::smallint[]))), '[]') as goods
    from fair_stalls s join producers m on m.id = s.producer_id and m.merged_into is null
    where s.fair_id = ${fairId} order by m.name_key, m.id`;
}
