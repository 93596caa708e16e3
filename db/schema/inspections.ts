import { sql } from 'drizzle-orm';
import {
  bigserial,
  boolean,
  char,
  check,
  customType,
  date,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  timestamp,
  unique,
  uniqueIndex,
} from 'drizzle-orm/pg-core';
import type {
  Answer,
  DayKind,
  FindingKind,
  FollowUpState,
  FollowUpStep,
  Gravity,
  InspectionOutcome,
  PlanReason,
} from '#src/domain/inspections/inspection.ts';
import type { ReportKind, ReportOutcome, ReportState } from '#src/domain/inspections/public-report.ts';
import type { Day } from '#src/domain/shared/calendar.ts';
import { users } from './accounts.ts';
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

/** What a province inspects in a quarter. Once fixed, lines are added or cancelled, with a reason, and never taken out. */
export const inspectionPlans = pgTable(
  'inspection_plans',
  {
    id: char('id', { length: 12 }).primaryKey(),
    provinceCode: char('province_code', { length: 2 }).notNull(),
    year: smallint('year').notNull(),
    quarter: smallint('quarter').notNull(),
    madeBy: text('made_by').notNull(),
    madeAt: instant('made_at').notNull(),
    fixedBy: text('fixed_by'),
    fixedAt: instant('fixed_at'),
  },
  (table) => [
    unique('inspection_plans_quarter').on(table.provinceCode, table.year, table.quarter),
    check('inspection_plans_quarter_known', sql`${table.quarter} between 1 and 4`),
    check('inspection_plans_fixed', sql`(${table.fixedAt} is null) = (${table.fixedBy} is null)`),
  ],
);

/** An inspection of one product: a line of a plan, or held for a cause, and then what was found. */
export const inspections = pgTable(
  'inspections',
  {
    id: char('id', { length: 12 }).primaryKey(),
    /** `null`: not planned, held for a cause. */
    planId: char('plan_id', { length: 12 }).references(() => inspectionPlans.id),
    productId: char('product_id', { length: 12 })
      .notNull()
      .references(() => products.id),
    /** Where the goods belonged when it was written down. */
    provinceCode: char('province_code', { length: 2 }),
    communeCode: char('commune_code', { length: 5 }),
    /** Why, as it stood when it was chosen. */
    reasons: jsonb('reasons').$type<PlanReason[]>().notNull(),
    /** Why, in words; asked for where a fixed plan is added to. */
    addedReason: text('added_reason'),
    reportId: char('report_id', { length: 12 }).references(() => publicReports.id),
    inspectorId: text('inspector_id').references(() => users.id),
    dueOn: date('due_on', { mode: 'string' }).$type<Day>().notNull(),
    addedBy: text('added_by').notNull(),
    addedAt: instant('added_at').notNull(),
    cancelledBy: text('cancelled_by'),
    cancelledAt: instant('cancelled_at'),
    cancelledReason: text('cancelled_reason'),
    startedBy: text('started_by'),
    startedAt: instant('started_at'),
    /** Day of which the checklist holds what the register says. */
    heldOn: date('held_on', { mode: 'string' }).$type<Day>(),
    certificateId: char('certificate_id', { length: 12 }),
    /** Time and place of the inspection, as the minutes say them. */
    heldAt: text('held_at'),
    heldWhere: text('held_where'),
    /** Who was there for the producer, by office; by name where it is needed. */
    present: text('present'),
    /** Who inspected, as they were called when it was closed: minutes name them also after an account is closed. */
    team: jsonb('team').$type<string[]>(),
    /** Of the minutes, as the office numbers them. */
    number: text('number'),
    conclusion: text('conclusion'),
    outcome: text('outcome').$type<InspectionOutcome>(),
    closedBy: text('closed_by'),
    closedAt: instant('closed_at'),
    /** Rises with each change of what the minutes say beside checklist and findings. */
    version: integer('version').notNull().default(0),
  },
  (table) => [
    index('inspections_plan').on(table.planId),
    uniqueIndex('inspections_once')
      .on(table.planId, table.productId)
      .where(sql`cancelled_at is null`),
    index('inspections_product').on(table.productId, table.closedAt),
    index('inspections_place').on(table.provinceCode, table.communeCode, table.dueOn),
    index('inspections_report').on(table.reportId),
    check(
      'inspections_cancelled',
      sql`(${table.cancelledAt} is null) = (${table.cancelledReason} is null) and (${table.cancelledAt} is null or ${table.closedAt} is null)`,
    ),
    check(
      'inspections_closed',
      sql`(${table.closedAt} is null) = (${table.outcome} is null) and (${table.closedAt} is null or ${table.startedAt} is not null)`,
    ),
  ],
);

/** The checklist as it was when the inspection began, and what was found of each line. */
export const inspectionLines = pgTable(
  'inspection_lines',
  {
    inspectionId: char('inspection_id', { length: 12 })
      .notNull()
      .references(() => inspections.id),
    key: text('key').notNull(),
    position: smallint('position').notNull(),
    about: text('about'),
    registered: text('registered'),
    answer: text('answer').$type<Answer>(),
    note: text('note'),
    version: integer('version').notNull().default(0),
    answeredBy: text('answered_by'),
    answeredAt: instant('answered_at'),
  },
  (table) => [primaryKey({ columns: [table.inspectionId, table.key] })],
);

/** What was found amiss. Taken back, with a reason, never taken away. */
export const inspectionFindings = pgTable(
  'inspection_findings',
  {
    id: char('id', { length: 12 }).primaryKey(),
    inspectionId: char('inspection_id', { length: 12 })
      .notNull()
      .references(() => inspections.id),
    kind: text('kind').$type<FindingKind>().notNull(),
    gravity: text('gravity').$type<Gravity>().notNull(),
    words: text('words').notNull(),
    by: text('by').notNull(),
    at: instant('at').notNull(),
    withdrawnBy: text('withdrawn_by'),
    withdrawnAt: instant('withdrawn_at'),
    withdrawnReason: text('withdrawn_reason'),
  },
  (table) => [
    index('inspection_findings_inspection').on(table.inspectionId, table.at),
    check(
      'inspection_findings_withdrawn',
      sql`(${table.withdrawnAt} is null) = (${table.withdrawnReason} is null)`,
    ),
  ],
);

/** Photographs, made anew from what was sent: no camera, no place in them. */
export const inspectionPhotographs = pgTable(
  'inspection_photographs',
  {
    id: char('id', { length: 12 }).primaryKey(),
    inspectionId: char('inspection_id', { length: 12 })
      .notNull()
      .references(() => inspections.id),
    findingId: char('finding_id', { length: 12 }).references(() => inspectionFindings.id),
    words: text('words'),
    picture: bytea('picture').notNull(),
    by: text('by').notNull(),
    at: instant('at').notNull(),
  },
  (table) => [index('inspection_photographs_inspection').on(table.inspectionId, table.at)],
);

/** What the producer has to put right, and by when. */
export const inspectionFollowUps = pgTable(
  'inspection_follow_ups',
  {
    id: char('id', { length: 12 }).primaryKey(),
    inspectionId: char('inspection_id', { length: 12 })
      .notNull()
      .references(() => inspections.id),
    words: text('words').notNull(),
    days: smallint('days').notNull(),
    dayKind: text('day_kind').$type<DayKind>().notNull(),
    dueOn: date('due_on', { mode: 'string' }).$type<Day>().notNull(),
    state: text('state').$type<FollowUpState>().notNull(),
    by: text('by').notNull(),
    at: instant('at').notNull(),
  },
  (table) => [
    index('inspection_follow_ups_inspection').on(table.inspectionId, table.at),
    index('inspection_follow_ups_due')
      .on(table.dueOn)
      .where(sql`state <> 'closed'`),
    check('inspection_follow_ups_state', sql`${table.state} in ('open', 'said_done', 'closed')`),
  ],
);

/** What became of it, in order. Append-only. */
export const inspectionFollowUpSteps = pgTable(
  'inspection_follow_up_steps',
  {
    id: bigserial('id', { mode: 'number' }).primaryKey(),
    followUpId: char('follow_up_id', { length: 12 })
      .notNull()
      .references(() => inspectionFollowUps.id),
    step: text('step').$type<FollowUpStep>().notNull(),
    note: text('note').notNull(),
    /** The new last day, where it was sent back with one. */
    dueOn: date('due_on', { mode: 'string' }).$type<Day>(),
    by: text('by').notNull(),
    at: instant('at').notNull(),
  },
  (table) => [index('inspection_follow_up_steps_follow_up').on(table.followUpId, table.id)],
);

/** What is said after the minutes are closed: nothing in them is changed. Append-only. */
export const inspectionNotes = pgTable(
  'inspection_notes',
  {
    id: bigserial('id', { mode: 'number' }).primaryKey(),
    inspectionId: char('inspection_id', { length: 12 })
      .notNull()
      .references(() => inspections.id),
    words: text('words').notNull(),
    by: text('by').notNull(),
    at: instant('at').notNull(),
  },
  (table) => [index('inspection_notes_inspection').on(table.inspectionId, table.id)],
);
