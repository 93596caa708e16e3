import { sql } from 'drizzle-orm';
import {
  bigint,
  bigserial,
  boolean,
  char,
  customType,
  date,
  index,
  integer,
  pgTable,
  smallint,
  text,
} from 'drizzle-orm/pg-core';
import type { Day } from '#src/domain/shared/calendar.ts';

const tsvector = customType<{ data: string }>({ dataType: () => 'tsvector' });

/**
 * One row: rises with every transaction that writes documents, so that what a process remembers of the
 * index can tell that it is out of date. Its row lock makes writers wait for each other.
 */
export const searchState = pgTable('search_state', {
  only: boolean('only').primaryKey().default(true),
  version: bigint('version', { mode: 'number' }).notNull(),
});

/**
 * One product as it is found and listed, without joins. Made from the register by `documents.ts`, whole;
 * never edited. Withdrawn products have none.
 */
export const searchDocuments = pgTable(
  'search_documents',
  {
    productId: char('product_id', { length: 12 }).primaryKey(),
    /** `search_state.version` of the transaction that wrote it. */
    version: bigint('version', { mode: 'number' }).notNull(),
    /** Of all that follows: an unchanged document is not written again. */
    fingerprint: char('fingerprint', { length: 22 }).notNull(),
    producerId: char('producer_id', { length: 12 }),
    provinceCode: char('province_code', { length: 2 }),
    communeCode: char('commune_code', { length: 5 }),
    productSet: smallint('product_set'),
    price: integer('price'),
    isAlcohol: boolean('is_alcohol').notNull(),
    /** Day of the newest dated recognition; the day the product was written down when there is none. */
    newest: date('newest', { mode: 'string' }).$type<Day>().notNull(),
    /** Days since 1970-01-01, rising, on which it begins to be there for sale here and stops to be, by turns. */
    stockDays: integer('stock_days')
      .array()
      .notNull()
      .default(sql`'{}'`),
    /** First days of the stretches of `standings`, as days since 1970-01-01, rising, without gaps. */
    standingDays: integer('standing_days').array().notNull(),
    /** What `standing-code.ts` makes of status and stars, one for each stretch. */
    standingCodes: smallint('standing_codes').array().notNull(),
    /** Bytes that sort as the Vietnamese alphabet does. */
    nameOrder: text('name_order').notNull(),
    /** What `documents.ts` says of lexemes: folded words, `=` accented words, `+` pairs, `@` places, `#` kinds of goods. */
    words: tsvector('words').notNull(),
    /** Certificate and decision numbers, GTIN, codes, capital letters and digits only. */
    codes: text('codes').array().notNull(),
    /**
     * What the ranking and the card need of it, as `documents.ts` writes it down. Kept out of line, as the
     * lexemes are: counting and choosing read thousands of rows, showing reads a hundred.
     */
    card: text('card').notNull(),
  },
  (table) => [
    index('search_documents_words').using('gin', table.words),
    index('search_documents_codes').using('gin', table.codes),
    index('search_documents_version').on(table.version),
    index('search_documents_producer').on(table.producerId),
    index('search_documents_place').on(table.provinceCode, table.communeCode),
    index('search_documents_set').on(table.productSet),
    index('search_documents_name').on(table.nameOrder),
    index('search_documents_newest').on(table.newest),
    index('search_documents_price').on(table.price),
  ],
);

/** Products that a second engine has still to read while it is down; the built-in one has them already. */
export const searchBacklog = pgTable('search_backlog', {
  id: bigserial('id', { mode: 'number' }).primaryKey(),
  productId: char('product_id', { length: 12 }).notNull(),
});
