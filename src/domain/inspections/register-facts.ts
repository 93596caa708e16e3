import { sql } from 'drizzle-orm';
import type { LabelFacts } from '#src/domain/catalogue/product.ts';
import { inForce, type CertificateStatus, type LastDayRule } from '#src/domain/certification/certificate.ts';
import { lastDaySql } from '#src/domain/certification/last-day-sql.ts';
import type { Stars } from '#src/domain/certification/rule-set.ts';
import type { Places } from '#src/domain/places/gazetteer.ts';
import type { Day } from '#src/domain/shared/calendar.ts';
import type { Context } from '#src/domain/shared/context.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import type { ChecklistFacts } from './checklist.ts';

const MOST_PAPERS = 12;
const MOST_SHOPS = 6;

type Row = {
  name: string;
  pack: string | null;
  gtin: string | null;
  label: LabelFacts;
  set: number | null;
  alcoholDegree: number | null;
  producer: string | null;
  street: string | null;
  addressAsPrinted: string | null;
  producerProvince: string | null;
  producerCommune: string | null;
  placeAsPrinted: string | null;
  provinceCode: string | null;
  communeCode: string | null;
  certificateId: string | null;
  status: CertificateStatus | null;
  number: string | null;
  stars: Stars | null;
  until: Day | null;
  decision: string | null;
  issuer: string | null;
  decidedOn: Day | null;
  papers: ChecklistFacts['papers'] | null;
  shops: string[] | null;
};

/**
 * What the register holds of a product on a day, for a checklist, papers that the producer keeps among it, those kept to
 * oneself too; and which certificate speaks for it.
 */
export async function registerFacts(
  ctx: Pick<Context, 'db'>,
  places: Places,
  productId: string,
  day: Day,
  rule: LastDayRule,
): Promise<ChecklistFacts & { certificateId: string | null }> {
  const [row] = (await ctx.db.execute(sql`
    select p.name, p.pack, p.gtin, p.label, p.product_set::int as set, p.alcohol_degree::float8 as "alcoholDegree",
      m.name as producer, m.street, m.address_as_printed as "addressAsPrinted", m.province_code as "producerProvince",
      m.commune_code as "producerCommune", p.place_as_printed as "placeAsPrinted",
      coalesce(p.province_code, m.province_code) as "provinceCode",
      case when p.province_code is null then m.commune_code else p.commune_code end as "communeCode",
      s.certificate_id as "certificateId", s.status, c.number, s.stars::int as stars,
      case when s.status = 'extended' then s.until_day::text else (${lastDaySql(rule)})::text end as until,
      d.number as decision, d.issuer, c.issued_on::text as "decidedOn",
      (select jsonb_agg(jsonb_build_object('name', a.name, 'number', a.number, 'validUntil', a.valid_until,
          'isConfidential', a.is_confidential) order by a.kind, a.issued_on desc nulls last, a.id)
        from (
          select * from (
            select id, kind, name, number, issued_on, valid_until, false as is_confidential
            from product_papers where product_id = p.id
            union all
            select id, kind, name, number, issued_on, valid_until, is_confidential from producer_documents k
            where k.producer_id = p.producer_id and (k.product_id is null or k.product_id = p.id) and k.ended_at is null) every
          order by kind, issued_on desc nulls last, id limit ${MOST_PAPERS}) a) as papers,
      (select jsonb_agg(o.name order by o.name_key) from (
        select s.name, s.name_key from point_of_sale_goods g join points_of_sale s on s.id = g.point_of_sale_id
        where g.product_id = p.id and s.closed_on is null order by s.name_key limit ${MOST_SHOPS}) o) as shops
    from products p left join producers m on m.id = p.producer_id
    left join standings s on s.product_id = p.id and s.governs and ${day}::date between s.from_day and s.until_day
    left join certificates c on c.id = s.certificate_id left join decisions d on d.id = c.decision_id
    where p.id = ${productId}`)) as unknown as Row[];
  if (!row) throw new Refusal('product.not_found');
  const named = (...codes: (string | null)[]) =>
    codes.flatMap((code) => (code === null ? [] : [places.nameOf(code) ?? code])).join(', ');
  const registered = [row.street, named(row.producerCommune, row.producerProvince)]
    .filter(Boolean)
    .join(', ');
  return {
    certificateId: row.certificateId,
    certificate:
      row.status === null || row.stars === null
        ? null
        : {
            number: row.number,
            decision: [row.decision, row.issuer].filter(Boolean).join(', ') || null,
            decidedOn: row.decidedOn,
            stars: row.stars,
            until: row.until,
            inForce: inForce(row.status),
          },
    name: row.name,
    pack: row.pack,
    gtin: row.gtin,
    label: row.label,
    set: row.set,
    alcoholDegree: row.alcoholDegree,
    producer:
      row.producer === null
        ? null
        : { name: row.producer, address: registered || row.addressAsPrinted || null },
    place: named(row.communeCode, row.provinceCode) || row.placeAsPrinted || null,
    papers: row.papers ?? [],
    pointsOfSale: row.shops ?? [],
  };
}
