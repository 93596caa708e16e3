import { sql } from 'drizzle-orm';
import {
  type AnyPgColumn,
  bigserial,
  boolean,
  char,
  check,
  date,
  index,
  integer,
  jsonb,
  numeric,
  pgTable,
  smallint,
  text,
  timestamp,
  unique,
} from 'drizzle-orm/pg-core';
import type { LabelFacts, PaperKind, SetBasis } from '#src/domain/catalogue/product.ts';
import type { Day } from '#src/domain/shared/calendar.ts';
import type { Dong } from '#src/domain/shared/dong.ts';
import { pictures } from './media.ts';
import { producers } from './producers.ts';

export const products = pgTable(
  'products',
  {
    id: char('id', { length: 12 }).primaryKey(),
    slug: text('slug').notNull().unique(),
    name: text('name').notNull(),
    /** `productKey(name)`; one producer has one product of a key. */
    nameKey: text('name_key').notNull(),
    /** `null`: the source names no producer. Such products are told apart by place. */
    producerId: char('producer_id', { length: 12 }).references(() => producers.id),
    /** Set of goods (bộ sản phẩm) 1 to 26; nhóm and ngành follow from it. */
    productSet: smallint('product_set'),
    setBasis: text('set_basis').$type<SetBasis>(),
    provinceCode: char('province_code', { length: 2 }),
    communeCode: char('commune_code', { length: 5 }),
    placeAsPrinted: text('place_as_printed'),
    /** Price asked for one pack; `null` when no one says. */
    price: integer('price').$type<Dong>(),
    pack: text('pack'),
    /** Per cent by volume. */
    alcoholDegree: numeric('alcohol_degree', { precision: 4, scale: 1, mode: 'number' }),
    gtin: char('gtin', { length: 14 }).unique(),
    legacyCode: text('legacy_code'),
    /** Content of the label by law, by kind of goods. */
    label: jsonb('label').$type<LabelFacts>().notNull().default({}),
    summaryVi: text('summary_vi'),
    summaryEn: text('summary_en'),
    /** Markdown. */
    storyVi: text('story_vi'),
    storyEn: text('story_en'),
    nameEn: text('name_en'),
    /** What stands for the goods on pages and cards; `null`: the sign of their group. */
    pictureId: char('picture_id', { length: 12 }).references(() => pictures.id),
    withdrawnOn: date('withdrawn_on', { mode: 'string' }).$type<Day>(),
    withdrawnReason: text('withdrawn_reason'),
    /** It was written down twice: what it is now lies there, and its address leads there. */
    mergedInto: char('merged_into', { length: 12 }).references((): AnyPgColumn => products.id),
    source: text('source'),
    isExample: boolean('is_example').notNull().default(false),
    createdAt: timestamp('created_at', { withTimezone: true }).notNull(),
    updatedAt: timestamp('updated_at', { withTimezone: true }).notNull(),
  },
  (table) => [
    unique('products_name_of_producer').on(table.producerId, table.nameKey),
    index('products_name').on(table.nameKey),
    index('products_place').on(table.provinceCode, table.communeCode),
    index('products_picture').on(table.pictureId),
    index('products_merged').on(table.mergedInto),
    check('products_merged_elsewhere', sql`${table.mergedInto} <> ${table.id}`),
    check('products_set', sql`${table.productSet} between 1 and 26`),
    check('products_set_basis', sql`(${table.productSet} is null) = (${table.setBasis} is null)`),
    check('products_price', sql`${table.price} >= 0`),
  ],
);

/** Papers with a term: standards, intellectual property, declarations, permits. Shown with their validity. */
export const productPapers = pgTable(
  'product_papers',
  {
    id: char('id', { length: 12 }).primaryKey(),
    productId: char('product_id', { length: 12 })
      .notNull()
      .references(() => products.id),
    kind: text('kind').$type<PaperKind>().notNull(),
    name: text('name').notNull(),
    number: text('number'),
    issuer: text('issuer'),
    issuedOn: date('issued_on', { mode: 'string' }).$type<Day>(),
    validUntil: date('valid_until', { mode: 'string' }).$type<Day>(),
    source: text('source'),
  },
  (table) => [index('product_papers_product').on(table.productId)],
);

/** Where else the goods are sold: shops on other sites, as shop lists give them. */
export const productLinks = pgTable(
  'product_links',
  {
    productId: char('product_id', { length: 12 })
      .notNull()
      .references(() => products.id),
    url: text('url').notNull(),
    seller: text('seller'),
    price: integer('price').$type<Dong>(),
    seenOn: date('seen_on', { mode: 'string' }).$type<Day>(),
    /** Day of the list that named it first: since then the goods are known to be sold there. */
    firstSeenOn: date('first_seen_on', { mode: 'string' }).$type<Day>(),
  },
  (table) => [unique('product_links_url').on(table.productId, table.url)],
);

/** Addresses that products had before; each leads to the present one for ever. */
export const productSlugs = pgTable('product_slugs', {
  slug: text('slug').primaryKey(),
  productId: char('product_id', { length: 12 })
    .notNull()
    .references(() => products.id),
});

/** Products that a search index has still to read again, written in the transaction that changed them. */
export const changedProducts = pgTable('changed_products', {
  id: bigserial('id', { mode: 'number' }).primaryKey(),
  productId: char('product_id', { length: 12 }).notNull(),
});
