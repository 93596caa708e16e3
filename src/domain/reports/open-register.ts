import type { Sql } from 'postgres';
import { isAlcohol, productSet } from '#src/domain/catalogue/product-set.ts';
import { inForce, type CertificateStatus, type LastDayRule } from '#src/domain/certification/certificate.ts';
import { CERTIFICATE_JSON, readOn, type CertificateFacts } from '#src/domain/certification/certificates.ts';
import type { Stars } from '#src/domain/certification/rule-set.ts';
import type { Day } from '#src/domain/shared/calendar.ts';

/** One product of the open register, with every certificate it ever had and how each stands on `on`. */
export type OpenProduct = {
  id: string;
  slug: string;
  name: string;
  nameEn: string | null;
  /** Names of the business; never a telephone, mail or street of a person. */
  producer: { id: string; slug: string; name: string; kind: string | null; ceasedOn: Day | null } | null;
  place: { province: string | null; commune: string | null; asPrinted: string | null };
  set: number | null;
  group: number | null;
  isAlcohol: boolean;
  pack: string | null;
  price: number | null;
  gtin: string | null;
  legacyCode: string | null;
  withdrawnOn: Day | null;
  source: string | null;
  isExample: boolean;
  /** The last change of the product, its producer or one of its certificates; not the turn of a day. */
  changedAt: string;
  on: Day;
  certificates: OpenCertificate[];
};

export type OpenCertificate = Omit<CertificateFacts, 'decision' | 'events'> & {
  decision: CertificateFacts['decision'];
  events: Omit<CertificateFacts['events'][number], 'id'>[];
  status: CertificateStatus;
  /** Stars in force on the day; `null` otherwise. */
  starsInForce: Stars | null;
  from: Day | null;
  until: Day | null;
  /** Speaks for the product on the day. */
  governs: boolean;
};

export type OpenRegisterQuery = {
  on: Day;
  rule: LastDayRule;
  /** Only products that changed at or after this instant. */
  changedSince: Date | null;
};

const ROWS_AT_ONCE = 500;

/** When the product, its producer or one of its certificates was changed last, in SQL. */
const changedAt = (sql: Sql) => sql`greatest(p.updated_at, m.updated_at,
  (select max(greatest(c.created_at, d.created_at,
    (select max(e.recorded_at) from certificate_events e where e.certificate_id = c.id)))
   from certificates c left join decisions d on d.id = c.decision_id where c.product_id = p.id))`;

/**
 * Names the state of the register: as long as it stays the same, so does every export of one day. Changes
 * with every change of a public fact.
 */
export async function registerVersion(sql: Sql): Promise<{ version: string; changedAt: Date | null }> {
  const [row] = await sql<{ last: string | null; changed: Date | null; n: string }[]>`
    select (select max(id) from audit_facts)::text as last,
      (select max(at) from audit_facts) as changed,
      (select count(*) from products)::text as n`;
  return { version: `${row?.last ?? 0}-${row?.n ?? 0}`, changedAt: row?.changed ?? null };
}

/** The whole register, product by product in a fixed order, read in parts: memory does not grow with it. */
export async function* openRegister(
  sql: Sql,
  { on, rule, changedSince }: OpenRegisterQuery,
): AsyncGenerator<OpenProduct> {
  const since = changedSince === null ? sql`` : sql`where t.changed >= ${changedSince}`;
  const parts = sql<
    {
      product: Omit<OpenProduct, 'certificates' | 'on' | 'changedAt' | 'group' | 'isAlcohol'>;
      changed: Date;
      certificates: CertificateFacts[];
      governing: string | null;
    }[]
  >`
    select t.*,
      (select s.certificate_id from standings s where s.product_id = t.id and s.governs
        and ${on}::text::date between s.from_day and s.until_day limit 1) as governing
    from (
      select p.id, ${changedAt(sql)} as changed, jsonb_build_object(
          'id', p.id, 'slug', p.slug, 'name', p.name, 'nameEn', p.name_en,
          'producer', case when m.id is null then null else jsonb_build_object(
            'id', m.id, 'slug', m.slug, 'name', m.name, 'kind', m.kind, 'ceasedOn', m.ceased_on) end,
          'place', jsonb_build_object(
            'province', p.province_code, 'commune', p.commune_code, 'asPrinted', p.place_as_printed),
          'set', p.product_set, 'pack', p.pack, 'price', p.price, 'gtin', p.gtin, 'legacyCode', p.legacy_code,
          'withdrawnOn', p.withdrawn_on, 'source', p.source, 'isExample', p.is_example) as product,
        coalesce((select jsonb_agg(${sql.unsafe(CERTIFICATE_JSON)}) from certificates c where c.product_id = p.id),
          '[]'::jsonb) as certificates
      from products p left join producers m on m.id = p.producer_id
      where p.merged_into is null
      order by p.id) t ${since}`.cursor(ROWS_AT_ONCE);
  for await (const rows of parts) {
    for (const { product, changed, certificates, governing } of rows) {
      const alcohol = isAlcohol(product.set);
      yield {
        ...product,
        group: product.set === null ? null : productSet(product.set).group,
        isAlcohol: alcohol,
        // Of alcohol the register gives what its certificate says, and nothing that sells it.
        price: alcohol ? null : product.price,
        changedAt: changed.toISOString(),
        on,
        certificates: readOn(on, certificates, rule).map((record) => ({
          id: record.id,
          number: record.number,
          kind: record.kind,
          stars: record.stars,
          points: record.points,
          ruleSet: record.ruleSet,
          issuedOn: record.issuedOn,
          issuedYear: record.issuedYear,
          statedUntil: record.statedUntil,
          annulledOn: record.annulledOn,
          annulledReason: record.annulledReason,
          source: record.source,
          decision: record.decision,
          events: record.events.map(
            ({ kind, effectiveOn, until, ground, reason, decisionNumber, decidedOn, issuer }) => ({
              kind,
              effectiveOn,
              until,
              ground,
              reason,
              decisionNumber,
              decidedOn,
              issuer,
            }),
          ),
          status: record.status,
          starsInForce: inForce(record.status) ? record.stars : null,
          from: record.term.from,
          until: record.term.until,
          governs: record.id === governing,
        })),
      };
    }
  }
}
