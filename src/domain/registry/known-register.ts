import { sql } from 'drizzle-orm';
import type { Context } from '#src/domain/shared/context.ts';
import type { Day } from '#src/domain/shared/calendar.ts';
import type { RuleSetName, Stars } from '#src/domain/certification/rule-set.ts';
import type { CertificateKind } from '#src/domain/certification/certificate.ts';

export type ProducerFacts = {
  id: string;
  slug: string;
  name: string;
  nameKey: string;
  kind: string | null;
  taxCode: string | null;
  phone: string | null;
  email: string | null;
  website: string | null;
  street: string | null;
  provinceCode: string | null;
  communeCode: string | null;
  addressAsPrinted: string | null;
  source: string | null;
};

export type ProductFacts = {
  id: string;
  slug: string;
  name: string;
  nameKey: string;
  producerId: string | null;
  productSet: number | null;
  setBasis: string | null;
  provinceCode: string | null;
  communeCode: string | null;
  placeAsPrinted: string | null;
  price: number | null;
  pack: string | null;
  alcoholDegree: number | null;
  gtin: string | null;
  legacyCode: string | null;
  source: string | null;
};

export type DecisionFacts = {
  id: string;
  number: string;
  numberKey: string;
  issuer: string;
  issuerKey: string;
  issuerLevel: string | null;
  issuedOn: Day | null;
  issuedYear: number | null;
  ruleSet: RuleSetName | null;
  provinceCode: string | null;
  source: string | null;
};

export type CertificateFacts = {
  id: string;
  productId: string;
  decisionId: string | null;
  number: string | null;
  kind: CertificateKind | null;
  stars: Stars;
  points: number | null;
  ruleSet: RuleSetName | null;
  issuedOn: Day | null;
  issuedYear: number | null;
  statedUntil: Day | null;
  /** Entered in error; a list that states it again makes it count. */
  annulledOn: Day | null;
  source: string | null;
};

export type LinkFacts = {
  productId: string;
  url: string;
  seller: string | null;
  price: number | null;
  /** `null` of one that is new. */
  seenOn: Day | null;
};

export type PointFacts = {
  id: string;
  slug: string;
  name: string;
  nameKey: string;
  kind: string;
  operator: string | null;
  street: string | null;
  addressAsPrinted: string | null;
  provinceCode: string | null;
  communeCode: string | null;
  phone: string | null;
  hours: string | null;
  openingHours: unknown;
  latitude: number | null;
  longitude: number | null;
  source: string | null;
  /** Brought by a list that was taken back; a list that names it opens it again. */
  takenBackOn?: Day | null;
};

/** A record merged into another: under its names and places that other one is found. */
export type ProducerAlias = {
  nameKey: string;
  provinceCode: string | null;
  communeCode: string | null;
  keptId: string;
};
export type ProductAlias = {
  nameKey: string;
  producerId: string | null;
  gtin: string | null;
  keptId: string;
};

/** What the register holds of all that a list may speak of. */
export type KnownRegister = {
  producers: ProducerFacts[];
  products: ProductFacts[];
  producerAliases: ProducerAlias[];
  productAliases: ProductAlias[];
  decisions: DecisionFacts[];
  certificates: CertificateFacts[];
  links: LinkFacts[];
  points: PointFacts[];
};

export type Wanted = {
  producerKeys: readonly string[];
  productKeys: readonly string[];
  decisionKeys: readonly string[];
  gtins: readonly string[];
  links: readonly string[];
  pointKeys: readonly string[];
};

/** Reads what a list may speak of, in a handful of statements however long the list is. */
export async function knownRegister(ctx: Context, wanted: Wanted): Promise<KnownRegister> {
  const among = (values: readonly (string | null)[]) =>
    sql`(select value from jsonb_array_elements_text(${JSON.stringify([...new Set(values)])}::jsonb))`;
  const rows = async <Row>(query: ReturnType<typeof sql>) =>
    (await ctx.db.execute(query)) as unknown as Row[];
  const producers = await rows<ProducerFacts>(sql`
    select id, slug, name, name_key as "nameKey", kind, tax_code as "taxCode", phone, email, website, street,
      province_code as "provinceCode", commune_code as "communeCode", address_as_printed as "addressAsPrinted", source
    from producers where merged_into is null and (name_key in ${among(wanted.producerKeys)}
      or id in (select merged_into from producers where name_key in ${among(wanted.producerKeys)}))
    order by created_at, id`);
  const producerAliases = await rows<ProducerAlias>(sql`
    select name_key as "nameKey", province_code as "provinceCode", commune_code as "communeCode",
      merged_into as "keptId"
    from producers where merged_into in ${among(producers.map(({ id }) => id))} order by created_at, id`);
  const links = await rows<LinkFacts>(sql`
    select product_id as "productId", url, seller, price, seen_on::text as "seenOn"
    from product_links where url in ${among(wanted.links)}`);
  const products = await rows<ProductFacts>(sql`
    select id, slug, name, name_key as "nameKey", producer_id as "producerId", product_set as "productSet",
      set_basis as "setBasis", province_code as "provinceCode", commune_code as "communeCode",
      place_as_printed as "placeAsPrinted", price, pack, alcohol_degree::float8 as "alcoholDegree", gtin,
      legacy_code as "legacyCode", source
    from products
    where merged_into is null and (
      name_key in ${among(wanted.productKeys)} or producer_id in ${among(producers.map(({ id }) => id))}
      or id in ${among(links.map(({ productId }) => productId))} or gtin in ${among(wanted.gtins)}
      or id in (
        select merged_into from products
        where name_key in ${among(wanted.productKeys)} or gtin in ${among(wanted.gtins)}))
    order by created_at, id`);
  const productAliases = await rows<ProductAlias>(sql`
    select p.name_key as "nameKey", coalesce(m.merged_into, m.id) as "producerId", p.gtin, p.merged_into as "keptId"
    from products p left join producers m on m.id = p.producer_id
    where p.merged_into in ${among(products.map(({ id }) => id))} order by p.created_at, p.id`);
  const certificates = await rows<CertificateFacts>(sql`
    select id, product_id as "productId", decision_id as "decisionId", number, kind, stars,
      points::float8 as points, rule_set as "ruleSet", issued_on::text as "issuedOn", issued_year as "issuedYear",
      stated_until::text as "statedUntil", annulled_on::text as "annulledOn", source
    from certificates where product_id in ${among(products.map(({ id }) => id))}
    order by issued_on nulls first, created_at, id`);
  const decisions = await rows<DecisionFacts>(sql`
    select id, number, number_key as "numberKey", issuer, issuer_key as "issuerKey", issuer_level as "issuerLevel",
      issued_on::text as "issuedOn", issued_year as "issuedYear", rule_set as "ruleSet",
      province_code as "provinceCode", source
    from decisions
    where number_key in ${among(wanted.decisionKeys)} or id in ${among(certificates.map(({ decisionId }) => decisionId).filter((id) => id !== null))}
    order by created_at, id`);
  const points =
    wanted.pointKeys.length === 0
      ? []
      : await rows<PointFacts>(sql`
    select id, slug, name, name_key as "nameKey", kind, operator, street, address_as_printed as "addressAsPrinted",
      province_code as "provinceCode", commune_code as "communeCode", phone, hours, opening_hours as "openingHours",
      latitude, longitude, source, taken_back_on::text as "takenBackOn"
    from points_of_sale where name_key in ${among(wanted.pointKeys)} order by created_at, id`);
  return { producers, products, producerAliases, productAliases, decisions, certificates, links, points };
}
