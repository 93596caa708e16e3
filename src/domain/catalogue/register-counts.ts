import type { Sql } from 'postgres';
import type { Day } from '#src/domain/shared/calendar.ts';

/** How much the register holds, as it is on one day. */
export type RegisterCounts = {
  /** Products with a certificate in force, alcohol included: they are counted, not shown. */
  inForce: number;
  /** Places and producers of products that are not withdrawn. */
  provinces: number;
  communes: number;
  producers: number;
};

/** One round trip, prepared. */
export async function registerCounts(sql: Sql, day: Day): Promise<RegisterCounts> {
  const [counts] = await sql<[RegisterCounts]>`
    select
      (select count(*)::int from standings s join products p on p.id = s.product_id
        where s.governs and ${day}::text::date between s.from_day and s.until_day
          and s.status in ('valid', 'expiring', 'extended') and p.withdrawn_on is null and p.merged_into is null) as "inForce",
      count(distinct coalesce(p.province_code, m.province_code))::int as provinces,
      count(distinct coalesce(p.commune_code, m.commune_code))::int as communes,
      count(distinct p.producer_id)::int as producers
    from products p left join producers m on m.id = p.producer_id
    where p.withdrawn_on is null and p.merged_into is null`;
  return counts;
}
