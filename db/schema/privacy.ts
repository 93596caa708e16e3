import { sql } from 'drizzle-orm';
import {
  bigserial,
  char,
  check,
  date,
  index,
  integer,
  pgTable,
  text,
  timestamp,
  uniqueIndex,
} from 'drizzle-orm/pg-core';
import type { Right, RightsOutcome } from '#src/domain/privacy/right.ts';
import type { Day } from '#src/domain/shared/calendar.ts';
import { users } from './accounts.ts';
import { purchases } from './orders.ts';

const instant = (name: string) => timestamp(name, { withTimezone: true });

/** What somebody asks about their own data, and what became of it. */
export const rightsRequests = pgTable(
  'rights_requests',
  {
    id: char('id', { length: 12 }).primaryKey(),
    /** Of the link by which it is followed. */
    tokenHash: text('token_hash').notNull().unique(),
    right: text('right').$type<Right>().notNull(),
    /** How it was shown whose data they are: one of the three. */
    purchaseId: char('purchase_id', { length: 12 }).references(() => purchases.id),
    userId: text('user_id').references(() => users.id),
    email: text('email'),
    /** Where the answer goes, as it was known before; `null`: it stands behind the link alone. */
    contact: text('contact'),
    words: text('words').notNull(),
    language: text('language').$type<'vi' | 'en'>().notNull(),
    receivedAt: instant('received_at').notNull(),
    acknowledgeBy: date('acknowledge_by', { mode: 'string' }).$type<Day>().notNull(),
    acknowledgedAt: instant('acknowledged_at'),
    answerBy: date('answer_by', { mode: 'string' }).$type<Day>().notNull(),
    extendedTo: date('extended_to', { mode: 'string' }).$type<Day>(),
    extensionReason: text('extension_reason'),
    closedAt: instant('closed_at'),
    outcome: text('outcome').$type<RightsOutcome>(),
    answer: text('answer'),
  },
  (table) => [
    // The same is not asked twice while it is open.
    uniqueIndex('rights_requests_open')
      .on(table.right, sql`coalesce(${table.purchaseId}, ${table.userId}, ${table.email})`)
      .where(sql`closed_at is null`),
    index('rights_requests_received').on(table.receivedAt),
    check('rights_requests_closed', sql`(${table.closedAt} is null) = (${table.outcome} is null)`),
    check(
      'rights_requests_extended',
      sql`(${table.extendedTo} is null) = (${table.extensionReason} is null)`,
    ),
  ],
);

/** Links by mail that show whose data they are: whoever reads the mailbox. Only their hash is kept, for a day. */
export const rightsLinks = pgTable(
  'rights_links',
  {
    tokenHash: text('token_hash').primaryKey(),
    email: text('email').notNull(),
    expiresAt: instant('expires_at').notNull(),
  },
  (table) => [index('rights_links_expire').on(table.expiresAt)],
);

/** What went wrong with people's data: the register that the law wants, by when it was told, and what was done. */
export const incidents = pgTable(
  'incidents',
  {
    id: char('id', { length: 12 }).primaryKey(),
    /** When somebody here came to know: the clock runs from then. */
    learnedAt: instant('learned_at').notNull(),
    what: text('what').notNull(),
    /** Which data, in words of the register and without any of them. */
    data: text('data').notNull(),
    /** How many people; `null`: not known yet. */
    people: integer('people'),
    recordedBy: text('recorded_by').notNull(),
    recordedAt: instant('recorded_at').notNull(),
    /** When the authority was told, and where and under which number. */
    notifiedAt: instant('notified_at'),
    notifiedTo: text('notified_to'),
    closedAt: instant('closed_at'),
    /** What came of it; with no notice, why none had to be given. */
    conclusion: text('conclusion'),
  },
  (table) => [
    index('incidents_learned').on(table.learnedAt),
    check('incidents_notified', sql`(${table.notifiedAt} is null) = (${table.notifiedTo} is null)`),
    check('incidents_closed', sql`(${table.closedAt} is null) = (${table.conclusion} is null)`),
    check('incidents_people', sql`${table.people} >= 0`),
  ],
);

/** What was done about an incident, in its order; nothing is taken back. */
export const incidentNotes = pgTable(
  'incident_notes',
  {
    id: bigserial('id', { mode: 'number' }).primaryKey(),
    incidentId: char('incident_id', { length: 12 })
      .notNull()
      .references(() => incidents.id),
    at: instant('at').notNull(),
    by: text('by').notNull(),
    words: text('words').notNull(),
  },
  (table) => [index('incident_notes_incident').on(table.incidentId, table.id)],
);
