import { sql } from 'drizzle-orm';
import {
  bigserial,
  boolean,
  char,
  check,
  customType,
  index,
  pgTable,
  text,
  timestamp,
} from 'drizzle-orm/pg-core';
import type { ReportKind, ReportOutcome, ReportState } from '#src/domain/inspections/public-report.ts';
import { products } from './catalogue.ts';

const bytea = customType<{ data: Uint8Array; driverData: Uint8Array }>({ dataType: () => 'bytea' });
const instant = (name: string) => timestamp(name, { withTimezone: true });

/** What people who looked at a page or a pack tell us. Becomes a case that is checked and answered. */
export const publicReports = pgTable(
  'public_reports',
  {
    id: char('id', { length: 12 }).primaryKey(),
    /** SHA-256 of what the reporter's link ends with. */
    tokenHash: char('token_hash', { length: 64 }).notNull().unique(),
    kind: text('kind').$type<ReportKind>().notNull(),
    productId: char('product_id', { length: 12 }).references(() => products.id),
    /** Address of the page they came from, or the code on the pack, as they gave it. */
    seenAt: text('seen_at'),
    words: text('words').notNull(),
    /** A picture, made anew from what was sent: no camera, no place in it. */
    picture: bytea('picture'),
    /** How to reach the reporter, if they want to be; emptied some time after the case is closed. */
    contact: text('contact'),
    isEnglish: boolean('is_english').notNull().default(false),
    /** Where the goods are from; `null`: not known, then the country's. */
    provinceCode: char('province_code', { length: 2 }),
    communeCode: char('commune_code', { length: 5 }),
    state: text('state').$type<ReportState>().notNull(),
    outcome: text('outcome').$type<ReportOutcome>(),
    receivedAt: instant('received_at').notNull(),
    closedAt: instant('closed_at'),
  },
  (table) => [
    index('public_reports_state').on(table.state, table.receivedAt),
    index('public_reports_place').on(table.provinceCode, table.communeCode, table.receivedAt),
    index('public_reports_product').on(table.productId),
    check('public_reports_state_known', sql`${table.state} in ('received', 'checking', 'closed')`),
    check('public_reports_closed', sql`(${table.state} = 'closed') = (${table.outcome} is not null)`),
  ],
);

/** What was done about a report, in order. Append-only. */
export const publicReportSteps = pgTable(
  'public_report_steps',
  {
    id: bigserial('id', { mode: 'number' }).primaryKey(),
    reportId: char('report_id', { length: 12 })
      .notNull()
      .references(() => publicReports.id),
    state: text('state').$type<ReportState>().notNull(),
    outcome: text('outcome').$type<ReportOutcome>(),
    /** For colleagues. */
    note: text('note'),
    /** For the reporter. */
    answer: text('answer'),
    by: text('by').notNull(),
    at: instant('at').notNull(),
  },
  (table) => [index('public_report_steps_report').on(table.reportId, table.id)],
);
