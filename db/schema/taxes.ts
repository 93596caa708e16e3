import { sql } from 'drizzle-orm';
import {
  bigserial,
  char,
  check,
  date,
  index,
  integer,
  pgTable,
  smallint,
  text,
  timestamp,
} from 'drizzle-orm/pg-core';
import type { LegalForm, TaxCategory } from '#src/domain/payments/withholding.ts';
import type { Day } from '#src/domain/shared/calendar.ts';
import type { Dong } from '#src/domain/shared/dong.ts';
import { orders } from './orders.ts';
import { producers } from './producers.ts';

const instant = (name: string) => timestamp(name, { withTimezone: true });

/** What the tax office wants known of a seller. Apart from their shop: nothing of it is shown to anybody else. */
export const sellerTaxFacts = pgTable('seller_tax_facts', {
  producerId: char('producer_id', { length: 12 })
    .primaryKey()
    .references(() => producers.id),
  legalForm: text('legal_form').$type<LegalForm>().notNull(),
  /** `null`: nobody has said, and the highest rate counts. */
  category: text('category').$type<TaxCategory>(),
  taxNumber: text('tax_number'),
  /** Number of the owner's identity card, sealed: nobody reads it in the database. */
  personalIdSealed: text('personal_id_sealed'),
  updatedAt: instant('updated_at').notNull(),
});

/** What is withheld of one order: by which rates is settled when it is, and stays. */
export const orderTaxes = pgTable(
  'order_taxes',
  {
    orderId: char('order_id', { length: 12 })
      .primaryKey()
      .references(() => orders.id),
    producerId: char('producer_id', { length: 12 })
      .notNull()
      .references(() => producers.id),
    legalForm: text('legal_form').$type<LegalForm>().notNull(),
    category: text('category').$type<TaxCategory>(),
    /** The first day of the rates that counted, and the rates in hundredths of a per cent. */
    ratesFrom: date('rates_from', { mode: 'string' }).$type<Day>().notNull(),
    vatRate: smallint('vat_rate').notNull(),
    pitRate: smallint('pit_rate').notNull(),
    /** As it stands after all corrections. */
    base: integer('base').$type<Dong>().notNull(),
    vat: integer('vat').$type<Dong>().notNull(),
    pit: integer('pit').$type<Dong>().notNull(),
    withheldAt: instant('withheld_at').notNull(),
  },
  (table) => [
    index('order_taxes_producer').on(table.producerId),
    check('order_taxes_whole', sql`${table.base} >= 0 and ${table.vat} >= 0 and ${table.pit} >= 0`),
  ],
);

/** How that came to be, line by line: withheld once, less for each refund. Each has its movement in the ledger. */
export const taxMovements = pgTable(
  'tax_movements',
  {
    id: bigserial('id', { mode: 'number' }).primaryKey(),
    /** Of the ledger; once each. */
    cause: text('cause').notNull().unique(),
    orderId: char('order_id', { length: 12 })
      .notNull()
      .references(() => orderTaxes.orderId),
    producerId: char('producer_id', { length: 12 }).notNull(),
    at: instant('at').notNull(),
    base: integer('base').notNull(),
    vat: integer('vat').notNull(),
    pit: integer('pit').notNull(),
  },
  (table) => [
    index('tax_movements_at').on(table.at, table.producerId),
    index('tax_movements_order').on(table.orderId),
  ],
);
