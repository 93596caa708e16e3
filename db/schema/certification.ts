import { sql } from 'drizzle-orm';
import {
  boolean,
  char,
  check,
  date,
  foreignKey,
  index,
  integer,
  numeric,
  pgTable,
  smallint,
  text,
  timestamp,
  unique,
} from 'drizzle-orm/pg-core';
import type {
  CertificateEventKind,
  CertificateKind,
  CertificateStatus,
  RevocationGround,
} from '#src/domain/certification/certificate.ts';
import type { DecisionPaperType } from '#src/domain/certification/decision-paper.ts';
import type { Level, RuleSetName, Stars } from '#src/domain/certification/rule-set.ts';
import type { Day } from '#src/domain/shared/calendar.ts';
import { products } from './catalogue.ts';
import { storedFiles } from './media.ts';

/** Papers as files, each kept once under the hash of its bytes; who may read one is asked of what it belongs to. */
export const decisionPapers = pgTable('decision_papers', {
  sha256: char('sha256', { length: 64 })
    .primaryKey()
    .references(() => storedFiles.sha256),
  /** By its bytes, whatever its name says. */
  type: text('type').$type<DecisionPaperType>().notNull(),
  size: integer('size').notNull(),
  keptBy: text('kept_by').notNull(),
  keptAt: timestamp('kept_at', { withTimezone: true }).notNull(),
});

/** Decisions that recognise products. Number, issuer and day together name one. */
export const decisions = pgTable(
  'decisions',
  {
    id: char('id', { length: 12 }).primaryKey(),
    /** As printed: `5445/QĐ-UBND`. */
    number: text('number').notNull(),
    /** `decisionKey(number)`. */
    numberKey: text('number_key').notNull(),
    /** The issuer's name as it was that day, never renamed: `UBND huyện Yên Mô`. Empty: the list does not say. */
    issuer: text('issuer').notNull(),
    issuerKey: text('issuer_key').notNull(),
    issuerLevel: text('issuer_level').$type<Level>(),
    /** `null`: not known, and then nothing it recognises has a status. */
    issuedOn: date('issued_on', { mode: 'string' }).$type<Day>(),
    /** What a source gives that knows no day. */
    issuedYear: smallint('issued_year'),
    ruleSet: text('rule_set').$type<RuleSetName>(),
    provinceCode: char('province_code', { length: 2 }),
    title: text('title'),
    source: text('source'),
    isExample: boolean('is_example').notNull().default(false),
    createdAt: timestamp('created_at', { withTimezone: true }).notNull(),
  },
  (table) => [
    unique('decisions_number_issuer_day')
      .on(table.numberKey, table.issuerKey, table.issuedOn)
      .nullsNotDistinct(),
    index('decisions_issued').on(table.issuedOn),
  ],
);

/** Facts only. Whether one is in force is asked of `certificate.ts`, with a day. */
export const certificates = pgTable(
  'certificates',
  {
    id: char('id', { length: 12 }).primaryKey(),
    productId: char('product_id', { length: 12 })
      .notNull()
      .references(() => products.id),
    /** `null`: a source claims the stars and names no decision. */
    decisionId: char('decision_id', { length: 12 }).references(() => decisions.id),
    /** Serial printed on the certificate, if it has one. */
    number: text('number'),
    kind: text('kind').$type<CertificateKind>(),
    stars: smallint('stars').$type<Stars>().notNull(),
    points: numeric('points', { precision: 5, scale: 2, mode: 'number' }),
    ruleSet: text('rule_set').$type<RuleSetName>(),
    /** Day of the decision. */
    issuedOn: date('issued_on', { mode: 'string' }).$type<Day>(),
    issuedYear: smallint('issued_year'),
    /** Last day as the decision itself prints it; `null` where the rule set alone gives it. */
    statedUntil: date('stated_until', { mode: 'string' }).$type<Day>(),
    /** Entered in error and taken back on that day: kept, and counts for nothing. */
    annulledOn: date('annulled_on', { mode: 'string' }).$type<Day>(),
    annulledReason: text('annulled_reason'),
    source: text('source'),
    /** The decision as a file. */
    paperSha256: char('paper_sha256', { length: 64 }).references(() => decisionPapers.sha256),
    paperName: text('paper_name'),
    createdAt: timestamp('created_at', { withTimezone: true }).notNull(),
  },
  (table) => [
    unique('certificates_decision_product').on(table.productId, table.decisionId).nullsNotDistinct(),
    /** So that what follows from a certificate can be held to its product. */
    unique('certificates_id_product').on(table.id, table.productId),
    index('certificates_decision').on(table.decisionId),
    check('certificates_stars', sql`${table.stars} between 3 and 5`),
    check('certificates_points', sql`${table.points} between 0 and 100`),
    check('certificates_rule_set', sql`${table.issuedOn} is null or ${table.ruleSet} is not null`),
  ],
);

/** What befell a certificate after it was issued. Append-only. */
export const certificateEvents = pgTable(
  'certificate_events',
  {
    id: char('id', { length: 12 }).primaryKey(),
    certificateId: char('certificate_id', { length: 12 })
      .notNull()
      .references(() => certificates.id),
    kind: text('kind').$type<CertificateEventKind>().notNull(),
    /** First day on which it counts. */
    effectiveOn: date('effective_on', { mode: 'string' }).$type<Day>().notNull(),
    /** Last day of an extension. */
    until: date('until', { mode: 'string' }).$type<Day>(),
    ground: text('ground').$type<RevocationGround>(),
    reason: text('reason'),
    decisionNumber: text('decision_number'),
    decidedOn: date('decided_on', { mode: 'string' }).$type<Day>(),
    issuer: text('issuer'),
    /** The authority's paper as a file. */
    paperSha256: char('paper_sha256', { length: 64 }).references(() => decisionPapers.sha256),
    paperName: text('paper_name'),
    recordedBy: text('recorded_by').notNull(),
    recordedAt: timestamp('recorded_at', { withTimezone: true }).notNull(),
  },
  (table) => [
    index('certificate_events_certificate').on(table.certificateId, table.effectiveOn),
    check('certificate_events_extension', sql`(${table.kind} = 'extended') = (${table.until} is not null)`),
    check('certificate_events_revocation', sql`(${table.kind} = 'revoked') = (${table.ground} is not null)`),
  ],
);

/**
 * For each certificate, its status on every day, as stretches of days. Worked out from the facts above
 * in the transaction that changes them, by `standingsOf`; nothing here goes out of date as days go by,
 * so that SQL can ask "on this day" without repeating the rule.
 */
export const standings = pgTable(
  'standings',
  {
    certificateId: char('certificate_id', { length: 12 }).notNull(),
    /** Of the certificate. */
    productId: char('product_id', { length: 12 }).notNull(),
    /** First day of the stretch. */
    fromDay: date('from_day', { mode: 'string' }).$type<Day>().notNull(),
    /** Last day of the stretch, `9999-12-31` when nothing known ends it. */
    untilDay: date('until_day', { mode: 'string' }).$type<Day>().notNull(),
    status: text('status').$type<CertificateStatus>().notNull(),
    stars: smallint('stars').$type<Stars>().notNull(),
    /** Whether this certificate speaks for its product in this stretch. */
    governs: boolean('governs').notNull(),
  },
  (table) => [
    // One look for two references: a list of products makes tens of thousands of stretches.
    foreignKey({
      name: 'standings_certificate',
      columns: [table.certificateId, table.productId],
      foreignColumns: [certificates.id, certificates.productId],
    })
      .onDelete('cascade')
      .onUpdate('cascade'),
    unique('standings_stretch').on(table.certificateId, table.fromDay),
    index('standings_product')
      .on(table.productId, table.fromDay)
      .where(sql`governs`),
    check('standings_order', sql`${table.fromDay} <= ${table.untilDay}`),
  ],
);
