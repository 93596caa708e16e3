import { sql } from 'drizzle-orm';
import {
  char,
  check,
  customType,
  index,
  integer,
  jsonb,
  pgTable,
  text,
  timestamp,
  unique,
} from 'drizzle-orm/pg-core';

const bytea = customType<{ data: Uint8Array; driverData: Uint8Array }>({ dataType: () => 'bytea' });

/** Lists as they were sent in, once something of them was published. */
export const lists = pgTable(
  'lists',
  {
    id: char('id', { length: 12 }).primaryKey(),
    /** Name of the file. */
    name: text('name').notNull(),
    kind: text('kind').$type<'decisions' | 'shops'>().notNull(),
    sha256: char('sha256', { length: 64 }).notNull(),
    bytes: bytea('bytes').notNull(),
    /** What the sender added: columns, decision, day, issuer, province, sheet. */
    options: jsonb('options').$type<Record<string, unknown>>().notNull(),
    /** Fingerprint of the options: the same file read otherwise is another list. */
    optionsKey: text('options_key').notNull(),
    /** What a reader of the file found, told again with the rows: sheets, columns, titles. */
    sheets: jsonb('sheets').notNull(),
    rowsPublished: integer('rows_published').notNull(),
    rowsKept: integer('rows_kept').notNull(),
    sentBy: text('sent_by').notNull(),
    sentAt: timestamp('sent_at', { withTimezone: true }).notNull(),
  },
  (table) => [
    unique('lists_file').on(table.sha256, table.kind, table.optionsKey),
    index('lists_sent').on(table.sentAt),
    check('lists_kind', sql`${table.kind} in ('decisions', 'shops')`),
  ],
);

/** Every row of such a list, with what was found and what became of it. */
export const listRows = pgTable(
  'list_rows',
  {
    listId: char('list_id', { length: 12 })
      .notNull()
      .references(() => lists.id, { onDelete: 'cascade' }),
    sheet: text('sheet').notNull(),
    line: integer('line').notNull(),
    /** The row as it was understood. */
    understood: jsonb('understood').notNull(),
    findings: jsonb('findings').notNull(),
    /** `kept`: has errors, waits to be put right. */
    outcome: text('outcome').$type<'published' | 'kept'>().notNull(),
    productId: char('product_id', { length: 12 }),
    certificateId: char('certificate_id', { length: 12 }),
    pointOfSaleId: char('point_of_sale_id', { length: 12 }),
  },
  (table) => [
    unique('list_rows_line').on(table.listId, table.sheet, table.line),
    index('list_rows_product').on(table.productId),
    index('list_rows_point').on(table.pointOfSaleId),
    check('list_rows_outcome', sql`${table.outcome} in ('published', 'kept')`),
  ],
);
