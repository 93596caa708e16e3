import type { Sql } from 'postgres';
import { PRODUCT_SETS } from '#src/domain/catalogue/product-set.ts';

/** What the register has pages for, and when each was changed last. Alcohol and made-up goods are left out. */
export type PublicAddress =
  | { kind: 'product' | 'producer' | 'point-of-sale' | 'fair' | 'news' | 'tour'; slug: string; changed: Date }
  | { kind: 'certificate' | 'decision'; id: string; changed: Date }
  | { kind: 'province'; province: string; changed: Date | null }
  | { kind: 'commune'; province: string; commune: string; changed: Date | null };

const ALCOHOL = PRODUCT_SETS.filter(({ label }) => label === 'alcohol').map(({ number }) => number);

/** Addresses for search engines, in a fixed order. Goods that only adults may look for are not advertised. */
export async function publicAddresses(sql: Sql): Promise<PublicAddress[]> {
  return sql<PublicAddress[]>`
    with shown as materialized (
      select p.id, p.slug, p.producer_id, p.province_code, p.commune_code, p.updated_at from products p
      where not p.is_example and p.withdrawn_on is null and p.merged_into is null
        and (p.product_set is null or p.product_set <> all(${ALCOHOL}::smallint[])))
    select kind, slug, id, province, commune, changed from (
      select 1 as n, 'product' as kind, slug, null as id, null as province, null as commune, updated_at as changed from shown
      union all
      select 2, 'producer', m.slug, null, null, null, m.updated_at from producers m
        where exists (select 1 from shown s where s.producer_id = m.id)
      union all
      select 3, 'commune', null, null, province_code, commune_code, max(updated_at) from shown
        where commune_code is not null group by province_code, commune_code
      union all
      select 4, 'province', null, null, code, null, null from units where level = 'province' and valid_to is null
      union all
      select 5, 'point-of-sale', slug, null, null, null, updated_at from points_of_sale
        where not is_example and closed_on is null
      union all
      select 6, 'certificate', null, c.id, null, null, c.created_at from certificates c join shown s on s.id = c.product_id
      union all
      select 7, 'decision', null, d.id, null, null, d.created_at from decisions d
        where exists (select 1 from certificates c join shown s on s.id = c.product_id where c.decision_id = d.id)
      union all
      select 8, 'fair', slug, null, null, null, updated_at from fairs where not is_example and published_at is not null
      union all
      select 9, 'news', slug, null, null, null, updated_at from news
        where not is_example and published_at is not null and withdrawn_on is null
      union all
      select 10, 'tour', t.slug, null, null, null, t.updated_at from tours t
        where not t.is_example and exists (select from tour_revisions r where r.tour_id = t.id and r.state = 'published')
    ) a order by n, slug, province, commune, id`;
}

export type DecisionNews = {
  id: string;
  number: string;
  issuer: string;
  issuedOn: string | null;
  isExample: boolean;
  /** When the register took it in. */
  publishedAt: Date;
  /** Goods that it recognises, alcohol left out, best rank first. */
  /** Names; stars come and go, and what a reader of news has fetched cannot be taken back. */
  goods: string[];
};

const NEWS = 50;

/** The decisions that the register took in last. */
export async function latestDecisions(sql: Sql): Promise<DecisionNews[]> {
  const found = await sql<DecisionNews[]>`
    select d.id, d.number, d.issuer, d.issued_on::text as "issuedOn", d.is_example as "isExample",
      d.created_at as "publishedAt",
      coalesce((
        select jsonb_agg(p.name order by c.stars desc, p.name_key)
        from certificates c join products p on p.id = c.product_id
        where c.decision_id = d.id and c.annulled_on is null and (p.product_set is null or p.product_set <> all(${ALCOHOL}::smallint[]))),
        '[]'::jsonb) as goods
    from decisions d order by d.created_at desc, d.issued_on desc nulls last, d.id limit ${NEWS}`;
  return found.filter(({ goods }) => goods.length > 0);
}
