import type { Sql } from 'postgres';
import type { LabelFacts, PublicPaper } from '#src/domain/catalogue/product.ts';
import type { ProductCard } from '#src/domain/catalogue/product-card.ts';
import type { LastDayRule } from '#src/domain/certification/certificate.ts';
import {
  CERTIFICATE_JSON,
  readOn,
  type CertificateFacts,
  type CertificateRecord,
} from '#src/domain/certification/certificates.ts';
import { PRODUCT_PICTURE, type ShownPicture } from '#src/domain/media/picture.ts';
import type { Places } from '#src/domain/places/gazetteer.ts';
import type { ProducerKind } from '#src/domain/producers/producer.ts';
import type { Day } from '#src/domain/shared/calendar.ts';
import type { Dong } from '#src/domain/shared/dong.ts';
import { PAPERS_JSON } from './papers-sql.ts';
import {
  ALCOHOL_SETS,
  CARD_JSON,
  cardOf,
  productStanding,
  STANDING_JSON,
  type CardRow,
  type ProductStanding,
  type StandingRow,
} from './product-cards.ts';

export type ProductFacts = {
  id: string;
  slug: string;
  name: string;
  nameEn: string | null;
  set: number | null;
  provinceCode: string | null;
  communeCode: string | null;
  placeAsPrinted: string | null;
  price: Dong | null;
  pack: string | null;
  /** Per cent by volume. */
  alcoholDegree: number | null;
  gtin: string | null;
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
  updatedOn: Day;
};

export type ProductProducer = {
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

/** A shop on another site, as a list gave it. */
export type ProductLink = { url: string; seller: string | null; price: Dong | null; seenOn: Day | null };

/** Everything that the page of one product says. */
export type ProductPage = {
  product: ProductFacts;
  producer: ProductProducer | null;
  standing: ProductStanding;
  /** The certificate that speaks for the product today; `null`: it has none. */
  speaks: CertificateRecord | null;
  /** All certificates, newest first. */
  certificates: CertificateRecord[];
  papers: PublicPaper[];
  links: ProductLink[];
  /** Other goods of the producer and of the commune; no alcohol. */
  fromProducer: ProductCard[];
  fromCommune: ProductCard[];
};

const NEIGHBOURS = 4;

type Row = Pick<ProductPage, 'product' | 'producer' | 'papers' | 'links'> & {
  standing: StandingRow;
  certificates: CertificateFacts[];
  fromProducer: CardRow[];
  fromCommune: CardRow[];
};

/**
 * The page at `slug` as it is on `day`; a former address gives the page too, whose own `slug` then differs.
 * `null`: there never was such a product. One round trip, prepared.
 */
export async function productPage(
  sql: Sql,
  places: Places,
  slug: string,
  day: Day,
  rule: LastDayRule,
): Promise<ProductPage | null> {
  const [found] = await sql.unsafe<{ page: Row }[]>(PAGE, [slug, day, [...ALCOHOL_SETS]], { prepare: true });
  if (!found) return null;
  const { standing, certificates, fromProducer, fromCommune, ...rest } = found.page;
  const records = readOn(day, certificates, rule);
  return {
    ...rest,
    standing: productStanding(standing),
    speaks: records.find(({ id }) => id === standing?.certificateId) ?? null,
    certificates: records,
    fromProducer: fromProducer.map((row) => cardOf(row, places)),
    fromCommune: fromCommune.map((row) => cardOf(row, places)),
  };
}

/** Given a slug, a day and the sets that are not shown beside others. Put together once: it is long. */
const PAGE = `select jsonb_build_object(
    'product', jsonb_build_object(
      'id', p.id, 'slug', p.slug, 'name', p.name, 'nameEn', p.name_en, 'set', p.product_set,
      'provinceCode', p.province_code, 'communeCode', p.commune_code,
      'placeAsPrinted', p.place_as_printed, 'price', p.price, 'pack', p.pack,
      'alcoholDegree', p.alcohol_degree, 'gtin', p.gtin, 'label', p.label,
      'summaryVi', p.summary_vi, 'summaryEn', p.summary_en, 'storyVi', p.story_vi, 'storyEn', p.story_en,
      'picture', ${PRODUCT_PICTURE},
      'withdrawnOn', p.withdrawn_on, 'withdrawnReason', p.withdrawn_reason, 'source', p.source,
      'isExample', p.is_example or coalesce(m.is_example, false),
      'updatedOn', to_char(p.updated_at at time zone 'Asia/Ho_Chi_Minh', 'YYYY-MM-DD')),
    'producer', case when m.id is null then null else jsonb_build_object(
      'id', m.id, 'slug', m.slug, 'name', m.name, 'kind', m.kind, 'phone', m.phone, 'email', m.email,
      'website', m.website, 'street', m.street, 'provinceCode', m.province_code,
      'communeCode', m.commune_code, 'addressAsPrinted', m.address_as_printed, 'ceasedOn', m.ceased_on,
      'isExample', m.is_example) end,
    'standing', (
      select ${STANDING_JSON} from standings s
      where s.product_id = p.id and s.governs and $2::text::date between s.from_day and s.until_day
      limit 1),
    'certificates', coalesce((
      select jsonb_agg(${CERTIFICATE_JSON}) from certificates c where c.product_id = p.id), '[]'::jsonb),
    'papers', ${PAPERS_JSON},
    'links', coalesce((
      select jsonb_agg(jsonb_build_object(
        'url', l.url, 'seller', l.seller, 'price', l.price, 'seenOn', l.seen_on) order by l.seller, l.url)
      from product_links l where l.product_id = p.id), '[]'::jsonb),
    'fromProducer', ${neighbours('o.producer_id = p.producer_id')},
    'fromCommune', ${neighbours(`o.province_code = p.province_code and o.commune_code = p.commune_code
        and o.producer_id is distinct from p.producer_id`)}) as page
  from products p left join producers m on m.id = p.producer_id
  where p.id = coalesce(
    (select coalesce(merged_into, id) from products where slug = $1),
    (select product_id from product_slugs where slug = $1))`;

/** SQL for the cards of a few other products (`o`) that go with `p`: in force first, newest first. */
function neighbours(which: string): string {
  return `coalesce((
    select jsonb_agg(near.card) from (
      select ${CARD_JSON} as card
      from (
        select o.* from products o
        where ${which} and o.id <> p.id and o.withdrawn_on is null and o.merged_into is null
          and (o.product_set is null or o.product_set <> all($3::smallint[]))
      ) p
      left join producers m on m.id = p.producer_id
      left join standings s on s.product_id = p.id and s.governs
        and $2::text::date between s.from_day and s.until_day
      order by coalesce(s.status in ('valid', 'expiring', 'extended'), false) desc, s.from_day desc nulls last, p.id
      limit ${NEIGHBOURS}
    ) near), '[]'::jsonb)`;
}
