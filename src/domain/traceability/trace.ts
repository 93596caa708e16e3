import type { Sql } from 'postgres';
import { PAPERS_JSON } from '#src/domain/catalogue/papers-sql.ts';
import type { LabelFacts, PublicPaper } from '#src/domain/catalogue/product.ts';
import { isAlcohol } from '#src/domain/catalogue/product-set.ts';
import type { LastDayRule } from '#src/domain/certification/certificate.ts';
import {
  CERTIFICATE_JSON,
  readOn,
  type CertificateFacts,
  type CertificateRecord,
} from '#src/domain/certification/certificates.ts';
import { PRODUCT_PICTURE, type ShownPicture } from '#src/domain/media/picture.ts';
import type { ProducerKind } from '#src/domain/producers/producer.ts';
import type { Day } from '#src/domain/shared/calendar.ts';
import { verdictOn, type Verdict } from './verdict.ts';

/** By what a product is asked for. */
export type ProductNamed = { slug: string } | { id: string } | { gtin: string };

type ProductFacts = {
  id: string;
  slug: string;
  name: string;
  nameEn: string | null;
  set: number | null;
  provinceCode: string | null;
  communeCode: string | null;
  placeAsPrinted: string | null;
  pack: string | null;
  alcoholDegree: number | null;
  gtin: string | null;
  legacyCode: string | null;
  label: LabelFacts;
  summaryVi: string | null;
  summaryEn: string | null;
  /** Markdown. */
  storyVi: string | null;
  storyEn: string | null;
  picture: ShownPicture | null;
  withdrawnOn: Day | null;
  withdrawnReason: string | null;
  source: string | null;
  isExample: boolean;
  updatedAt: string;
};

type ProducerFacts = {
  id: string;
  slug: string;
  name: string;
  kind: ProducerKind | null;
  phone: string | null;
  email: string | null;
  website: string | null;
  street: string | null;
  provinceCode: string | null;
  communeCode: string | null;
  addressAsPrinted: string | null;
  ceasedOn: Day | null;
  isExample: boolean;
};

/** Everything that the trace page of a product says, as of `day`. */
export type Trace = {
  day: Day;
  verdict: Verdict;
  product: ProductFacts;
  isAlcohol: boolean;
  producer: ProducerFacts | null;
  /** The one that speaks for the product on the day; `null`: it has none. */
  certificate: CertificateRecord | null;
  /** The others, newest first. */
  history: CertificateRecord[];
  papers: PublicPaper[];
  /** Shops that have it first, then those of the commune and, where there are none, of the province. */
  pointsOfSale: { slug: string; name: string; communeCode: string | null }[];
  /** When public facts of the product or its certificates were changed last, newest first. */
  changes: { at: string; kind: string }[];
};

const CHANGES_SHOWN = 5;
const SHOPS_SHOWN = 3;

/**
 * What is known of a product's trace at level 0, the code that every pack shares; `null`: no such product.
 * A product taken off the register is found all the same: its printed code must never lead nowhere. One
 * round trip.
 */
export async function traceProduct(
  sql: Sql,
  named: ProductNamed,
  day: Day,
  rule: LastDayRule,
): Promise<Trace | null> {
  const [row] = await sql<
    {
      product: ProductFacts;
      producer: ProducerFacts | null;
      certificates: CertificateFacts[];
      governing: string | null;
      papers: PublicPaper[];
      shops: Trace['pointsOfSale'];
      changes: Trace['changes'];
    }[]
  >`
    select
      jsonb_build_object(
        'id', p.id, 'slug', p.slug, 'name', p.name, 'nameEn', p.name_en, 'set', p.product_set,
        'provinceCode', p.province_code, 'communeCode', p.commune_code, 'placeAsPrinted', p.place_as_printed,
        'pack', p.pack, 'alcoholDegree', p.alcohol_degree, 'gtin', p.gtin, 'legacyCode', p.legacy_code,
        'label', p.label, 'summaryVi', p.summary_vi, 'summaryEn', p.summary_en,
        'picture', ${sql.unsafe(PRODUCT_PICTURE)},
        'storyVi', p.story_vi, 'storyEn', p.story_en,
        'withdrawnOn', p.withdrawn_on, 'withdrawnReason', p.withdrawn_reason, 'source', p.source,
        'isExample', p.is_example, 'updatedAt', p.updated_at) as product,
      case when m.id is null then null else jsonb_build_object(
        'id', m.id, 'slug', m.slug, 'name', m.name, 'kind', m.kind, 'phone', m.phone, 'email', m.email,
        'website', m.website, 'street', m.street, 'provinceCode', m.province_code, 'communeCode', m.commune_code,
        'addressAsPrinted', m.address_as_printed, 'ceasedOn', m.ceased_on, 'isExample', m.is_example) end as producer,
      coalesce((select jsonb_agg(${sql.unsafe(CERTIFICATE_JSON)}) from certificates c where c.product_id = p.id),
        '[]'::jsonb) as certificates,
      (select s.certificate_id from standings s
        where s.product_id = p.id and s.governs and ${day}::text::date between s.from_day and s.until_day
        limit 1) as governing,
      ${sql.unsafe(PAPERS_JSON)} as papers,
      coalesce((
        select jsonb_agg(to_jsonb(shop)) from (
          select o.slug, o.name, o.commune_code as "communeCode" from points_of_sale o
          where (o.province_code = p.province_code or exists (
              select 1 from point_of_sale_goods g where g.point_of_sale_id = o.id and g.product_id = p.id))
            and (o.closed_on is null or o.closed_on > ${day}::text::date)
          order by not exists (
              select 1 from point_of_sale_goods g where g.point_of_sale_id = o.id and g.product_id = p.id),
            (o.commune_code is distinct from p.commune_code), o.name_key limit ${SHOPS_SHOWN}) shop),
        '[]'::jsonb) as shops,
      coalesce((
        select jsonb_agg(to_jsonb(change)) from (
          select a.at, a.kind from audit_facts a
          where a.subject = any(array(
            select 'product:' || p.id union all
            select 'certificate:' || c.id from certificates c where c.product_id = p.id))
          order by a.id desc limit ${CHANGES_SHOWN}) change), '[]'::jsonb) as changes
    from products p
    left join producers m on m.id = p.producer_id
    where ${
      'slug' in named
        ? sql`p.slug = ${named.slug} and p.merged_into is null`
        : 'id' in named
          ? sql`p.id = (select coalesce(merged_into, id) from products where id = ${named.id})`
          : sql`p.id = (select coalesce(merged_into, id) from products where gtin = ${named.gtin})`
    }`;
  if (!row) return null;
  const records = readOn(day, row.certificates, rule);
  // Without a kept standing (a product that was never recognised) nothing speaks for it.
  const certificate = records.find(({ id }) => id === row.governing) ?? null;
  return {
    day,
    verdict: verdictOn(day, {
      withdrawnOn: row.product.withdrawnOn,
      ceasedOn: row.producer?.ceasedOn ?? null,
      certificate,
    }),
    product: row.product,
    isAlcohol: isAlcohol(row.product.set),
    producer: row.producer,
    certificate,
    history: records.filter((record) => record !== certificate),
    papers: row.papers,
    pointsOfSale: row.shops,
    changes: row.changes,
  };
}

/** The present slug of a product that was once found under `slug`; `null`: it never was one. */
export async function presentSlugOf(sql: Sql, slug: string): Promise<string | null> {
  const [found] = await sql<{ slug: string }[]>`
    select p.slug from products p where p.id = coalesce(
      (select merged_into from products where slug = ${slug}),
      (select product_id from product_slugs where slug = ${slug}))`;
  return found?.slug ?? null;
}

/**
 * The nine things that a trace system must hold of goods, and what the register holds of each. `pack`: it
 * belongs to one lot and stands on the pack; `null`: nobody has declared it.
 *
 * @source Decree 37/2026/NĐ-CP, article 23.5.
 */
export const TRACE_DATA = [
  'name',
  'image',
  'producer',
  'address',
  'origin',
  'events',
  'lot',
  'expiry',
  'standards',
] as const;
export type TraceDatum = (typeof TRACE_DATA)[number];

/** Of each of the nine, of a product or of one of its lots: declared here, found on the pack, or declared by nobody. */
export function declaredData(
  trace: Trace,
  lot?: { useBy: Day | null } | undefined,
  hasEvents = false,
): Record<TraceDatum, 'declared' | 'pack' | 'missing'> {
  const { product, producer, papers } = trace;
  const has = (value: unknown) => (value ? 'declared' : 'missing');
  return {
    name: 'declared',
    image: has(product.picture),
    producer: has(producer),
    address: has(producer?.addressAsPrinted || producer?.communeCode || producer?.street),
    origin: has(product.label.origin || product.communeCode || product.provinceCode),
    events: has(hasEvents),
    lot: lot ? 'declared' : 'pack',
    expiry: lot?.useBy ? 'declared' : 'pack',
    standards: has(papers.length > 0 || product.label.declarationNumber),
  };
}
