import { sql } from 'drizzle-orm';
import { boolean, char, check, date, index, integer, pgTable, text, timestamp } from 'drizzle-orm/pg-core';
import type { PaperKind } from '#src/domain/catalogue/product.ts';
import type { Day } from '#src/domain/shared/calendar.ts';
import { products } from './catalogue.ts';
import { decisionPapers } from './certification.ts';
import { producers } from './producers.ts';

/** Papers that producers keep themselves, each with its file; shown to everybody only when they say so. */
export const producerDocuments = pgTable(
  'producer_documents',
  {
    id: char('id', { length: 12 }).primaryKey(),
    producerId: char('producer_id', { length: 12 })
      .notNull()
      .references(() => producers.id),
    /** `null`: it is for all that the producer makes. */
    productId: char('product_id', { length: 12 }).references(() => products.id),
    kind: text('kind').$type<PaperKind>().notNull(),
    name: text('name').notNull(),
    number: text('number'),
    issuer: text('issuer'),
    issuedOn: date('issued_on', { mode: 'string' }).$type<Day>(),
    /** Last day on which it holds; `null`: it names none. */
    validUntil: date('valid_until', { mode: 'string' }).$type<Day>(),
    isConfidential: boolean('is_confidential').notNull().default(true),
    paperSha256: char('paper_sha256', { length: 64 })
      .notNull()
      .references(() => decisionPapers.sha256),
    paperName: text('paper_name').notNull(),
    addedBy: text('added_by').notNull(),
    addedAt: timestamp('added_at', { withTimezone: true }).notNull(),
    endedAt: timestamp('ended_at', { withTimezone: true }),
    endedReason: text('ended_reason'),
    version: integer('version').notNull().default(1),
  },
  (table) => [
    index('producer_documents_producer').on(table.producerId),
    index('producer_documents_file').on(table.paperSha256),
    check('producer_documents_ended', sql`(${table.endedAt} is null) = (${table.endedReason} is null)`),
    check('producer_documents_days', sql`${table.validUntil} >= ${table.issuedOn}`),
  ],
);
