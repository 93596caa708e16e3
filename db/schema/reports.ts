import { sql } from 'drizzle-orm';
import {
  char,
  check,
  date,
  index,
  numeric,
  pgTable,
  smallint,
  text,
  timestamp,
  unique,
} from 'drizzle-orm/pg-core';
import type { EvidenceKind } from '#src/domain/reports/evidence.ts';
import type { Measure } from '#src/domain/reports/figure.ts';
import type { Day } from '#src/domain/shared/calendar.ts';
import { products } from './catalogue.ts';
import { decisionPapers } from './certification.ts';
import { producers } from './producers.ts';

/** What a unit has set out to reach in a year, as its plan says. Changed by an officer; the audit has what stood before. */
export const targets = pgTable(
  'targets',
  {
    id: char('id', { length: 12 }).primaryKey(),
    year: smallint('year').notNull(),
    /** Both `null`: the country. */
    provinceCode: char('province_code', { length: 2 }),
    communeCode: char('commune_code', { length: 5 }),
    measure: text('measure').$type<Measure>().notNull(),
    /** A count, or per cent for shares: the least that is to be reached. */
    value: numeric('value', { precision: 8, scale: 1, mode: 'number' }).notNull(),
    /** Where the plan gives a range: its upper end. */
    valueTo: numeric('value_to', { precision: 8, scale: 1, mode: 'number' }),
    /** The plan or decision that sets it. */
    source: text('source').notNull(),
    setBy: text('set_by').notNull(),
    setAt: timestamp('set_at', { withTimezone: true }).notNull(),
  },
  (table) => [
    unique('targets_of_unit')
      .on(table.year, table.provinceCode, table.communeCode, table.measure)
      .nullsNotDistinct(),
    check('targets_value', sql`${table.value} >= 0`),
    check('targets_range', sql`${table.valueTo} > ${table.value}`),
  ],
);

/**
 * That a producer sells on a modern channel, draws on an area of raw material, or is bound to partners by contract: what
 * shares of producers in reports are counted from. Nothing is deleted; what was a mistake is withdrawn with a reason.
 */
export const evidence = pgTable(
  'evidence',
  {
    id: char('id', { length: 12 }).primaryKey(),
    producerId: char('producer_id', { length: 12 })
      .notNull()
      .references(() => producers.id),
    /** `null`: for all that the producer makes. */
    productId: char('product_id', { length: 12 }).references(() => products.id),
    kind: text('kind').$type<EvidenceKind>().notNull(),
    /** The chain, the shop, the area, or whom the contract is with. */
    partner: text('partner').notNull(),
    /** Of the paper that says so; its number, its file, or both. */
    paperNumber: text('paper_number'),
    paperSha256: char('paper_sha256', { length: 64 }).references(() => decisionPapers.sha256),
    paperName: text('paper_name'),
    holdsFrom: date('holds_from', { mode: 'string' }).$type<Day>().notNull(),
    /** Last day; `null`: none is known. */
    holdsUntil: date('holds_until', { mode: 'string' }).$type<Day>(),
    recordedBy: text('recorded_by').notNull(),
    recordedAt: timestamp('recorded_at', { withTimezone: true }).notNull(),
    withdrawnAt: timestamp('withdrawn_at', { withTimezone: true }),
    withdrawnReason: text('withdrawn_reason'),
  },
  (table) => [
    index('evidence_producer').on(table.producerId),
    index('evidence_product').on(table.productId),
    index('evidence_paper').on(table.paperSha256),
    check('evidence_days', sql`${table.holdsUntil} >= ${table.holdsFrom}`),
    check('evidence_has_a_paper', sql`${table.paperNumber} is not null or ${table.paperSha256} is not null`),
    check('evidence_file', sql`(${table.paperSha256} is null) = (${table.paperName} is null)`),
    check('evidence_withdrawn', sql`(${table.withdrawnAt} is null) = (${table.withdrawnReason} is null)`),
  ],
);
