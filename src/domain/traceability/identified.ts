import type { Sql } from 'postgres';
import type { Day } from '#src/domain/shared/calendar.ts';

/** What a resolver has to know of goods to say where to read of them. */
export type IdentifiedGoods = {
  id: string;
  slug: string;
  name: string;
  nameEn: string | null;
  gtin: string | null;
  isWithdrawn: boolean;
  provinceCode: string | null;
  communeCode: string | null;
  /** The one that speaks for them on the day. */
  certificateId: string | null;
  /** Whether a shop that is open has them. */
  isSoldInShops: boolean;
};

/** One round trip; `null`: the register holds no such goods. */
export async function identifiedGoods(
  sql: Sql,
  named: { gtin: string } | { id: string },
  day: Day,
): Promise<IdentifiedGoods | null> {
  const [found] = await sql<IdentifiedGoods[]>`
    select p.id, p.slug, p.name, p.name_en as "nameEn", p.gtin,
      coalesce(p.withdrawn_on <= ${day}::text::date, false) as "isWithdrawn",
      case when m.commune_code is not null then m.province_code else p.province_code end as "provinceCode",
      coalesce(m.commune_code, p.commune_code) as "communeCode",
      (select s.certificate_id from standings s where s.product_id = p.id and s.governs
        and ${day}::text::date between s.from_day and s.until_day limit 1) as "certificateId",
      exists (select 1 from point_of_sale_goods g join points_of_sale o on o.id = g.point_of_sale_id
        where g.product_id = p.id and (o.closed_on is null or o.closed_on > ${day}::text::date)) as "isSoldInShops"
    from products p left join producers m on m.id = p.producer_id
    where p.id = (select coalesce(merged_into, id) from products where ${
      'gtin' in named ? sql`gtin = ${named.gtin}` : sql`id = ${named.id}`
    })`;
  return found ?? null;
}

export type IdentifiedLot = {
  id: string;
  productId: string;
  code: string;
  madeOn: Day | null;
  useBy: Day | null;
  recalledOn: Day | null;
  recallReason: string | null;
};

/**
 * A lot by its identifier, or by goods and its code as printed or as a Digital Link has it; `null`: none is known. A lot
 * of goods that were merged is one of what they are now.
 */
export async function identifiedLot(
  sql: Sql,
  named: { id: string } | { productId: string; code: string },
): Promise<IdentifiedLot | null> {
  const [found] = await sql<IdentifiedLot[]>`
    select l.id, p.id as "productId", l.code, l.made_on::text as "madeOn", l.use_by::text as "useBy",
      l.recalled_on::text as "recalledOn", l.recall_reason as "recallReason"
    from lots l join products p on p.id = (select coalesce(merged_into, id) from products where id = l.product_id)
    where ${
      'id' in named
        ? sql`l.id = ${named.id}`
        : sql`p.id = ${named.productId} and (l.code = ${named.code} or regexp_replace(l.code, '\\s', '', 'g') = ${named.code})
          order by l.code = ${named.code} desc, l.created_at limit 1`
    }`;
  return found ?? null;
}
