import type { Sql } from 'postgres';
import type { ProductCard } from '#src/domain/catalogue/product-card.ts';
import type { Places } from '#src/domain/places/gazetteer.ts';
import type { Day } from '#src/domain/shared/calendar.ts';
import { ALCOHOL_SETS, CARD_JSON, cardOf, type CardRow } from './product-cards.ts';
import type { ProductProducer } from './product-page.ts';

/** Everything that the page of one producer says. */
export type ProducerPage = {
  producer: ProductProducer & {
    taxCode: string | null;
    latitude: number | null;
    longitude: number | null;
    about: string | null;
    /** Markdown. */
    storyVi: string | null;
    storyEn: string | null;
    source: string | null;
  };
  /** In force first, then by name. */
  products: ProductCard[];
  /** Goods of theirs that are shown only after the visitor has given their age. */
  alcoholHidden: number;
};

/** A producer with more goods than this has them in the catalogue, which knows pages. */
export const MOST_PRODUCTS = 60;

type Row = { producer: ProducerPage['producer']; products: CardRow[]; alcohol: number };

/**
 * The page at `slug` as it is on `day`; that of a producer written down twice gives the one that was kept, whose own
 * `slug` then differs. `null`: there is no such producer. One round trip, prepared.
 */
export async function producerPage(
  sql: Sql,
  places: Places,
  slug: string,
  day: Day,
  withAlcohol: boolean,
): Promise<ProducerPage | null> {
  const hidden = (withAlcohol ? [] : ALCOHOL_SETS) as number[];
  const [found] = await sql<{ page: Row }[]>`
    select jsonb_build_object(
      'producer', jsonb_build_object(
        'id', m.id, 'slug', m.slug, 'name', m.name, 'kind', m.kind, 'taxCode', m.tax_code, 'phone', m.phone,
        'email', m.email, 'website', m.website, 'street', m.street, 'provinceCode', m.province_code,
        'communeCode', m.commune_code, 'addressAsPrinted', m.address_as_printed, 'latitude', m.latitude,
        'longitude', m.longitude, 'about', m.about, 'storyVi', m.story_vi, 'storyEn', m.story_en, 'ceasedOn', m.ceased_on, 'source', m.source,
        'isExample', m.is_example),
      'alcohol', (
        select count(*) from products p
        where p.producer_id = m.id and p.withdrawn_on is null and p.merged_into is null and p.product_set = any(${hidden}::smallint[])),
      'products', coalesce((
        select jsonb_agg(own.card) from (
          select ${sql.unsafe(CARD_JSON)} as card
          from products p
          left join standings s on s.product_id = p.id and s.governs
            and ${day}::text::date between s.from_day and s.until_day
          where p.producer_id = m.id and p.withdrawn_on is null and p.merged_into is null
            and (p.product_set is null or p.product_set <> all(${hidden}::smallint[]))
          order by coalesce(s.status in ('valid', 'expiring', 'extended'), false) desc, p.name_key, p.id
          limit ${MOST_PRODUCTS}
        ) own), '[]'::jsonb)) as page
    from producers m
    where m.id = (select coalesce(merged_into, id) from producers where slug = ${slug})`;
  if (!found) return null;
  const { producer, products, alcohol } = found.page;
  return { producer, products: products.map((row) => cardOf(row, places)), alcoholHidden: alcohol };
}
