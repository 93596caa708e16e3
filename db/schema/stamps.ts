import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  char,
  check,
  date,
  index,
  integer,
  pgTable,
  smallint,
  text,
  timestamp,
  unique,
} from 'drizzle-orm/pg-core';
import type { Day } from '#src/domain/shared/calendar.ts';
import type { SpoiltKind, StampRunState } from '#src/domain/traceability/stamp-run.ts';
import { lots } from './traceability.ts';
import { products } from './catalogue.ts';

const instant = (name: string) => timestamp(name, { withTimezone: true });

/** Keys of stamps by their epoch. The keys are not here: what is kept of their root only tells it from another. */
export const stampEpochs = pgTable(
  'stamp_epochs',
  {
    epoch: smallint('epoch').primaryKey(),
    rootMark: text('root_mark').notNull(),
    /** Number of the next stamp that has not been issued. */
    next: bigint('next', { mode: 'number' }).notNull().default(0),
    begunAt: instant('begun_at').notNull(),
    begunBy: text('begun_by').notNull(),
    /** From then on none is issued; those there are stay good. */
    endedAt: instant('ended_at'),
  },
  (table) => [check('stamp_epochs_of_five_bits', sql`${table.epoch} between 0 and 31`)],
);

/** Public keys of those who sign stamps; who has such a secret has it elsewhere. */
export const signKeys = pgTable(
  'sign_keys',
  {
    number: smallint('number').primaryKey(),
    /** Ed25519, 32 bytes in base64url. */
    publicKey: text('public_key').notNull().unique(),
    begunAt: instant('begun_at').notNull(),
    begunBy: text('begun_by').notNull(),
    endedAt: instant('ended_at'),
  },
  (table) => [check('sign_keys_of_four_bits', sql`${table.number} between 0 and 15`)],
);

/** Stamps ordered together for one lot: numbers of an epoch without a gap. A stamp itself is no row. */
export const stampRuns = pgTable(
  'stamp_runs',
  {
    id: char('id', { length: 12 }).primaryKey(),
    /** As printed at the foot of its sheets: year and place in it. */
    number: text('number').notNull().unique(),
    productId: char('product_id', { length: 12 })
      .notNull()
      .references(() => products.id),
    lotId: char('lot_id', { length: 12 })
      .notNull()
      .references(() => lots.id),
    epoch: smallint('epoch')
      .notNull()
      .references(() => stampEpochs.epoch),
    first: bigint('first', { mode: 'number' }).notNull(),
    count: integer('count').notNull(),
    /** Characters of a code: 18 or 20. */
    length: smallint('length').$type<18 | 20>().notNull(),
    state: text('state').$type<StampRunState>().notNull(),
    orderedAt: instant('ordered_at').notNull(),
    changedAt: instant('changed_at').notNull(),
    version: integer('version').notNull().default(1),
    /** On goods that many people take in their hands: a shelf, a fair. */
    isOnDisplay: boolean('is_on_display').notNull().default(false),
    /** Numbers under scratch fields were handed out for it. */
    hasPins: boolean('has_pins').notNull().default(false),
    /** Province where the goods are sold, when they are sold in one alone. */
    market: char('market', { length: 2 }),
    /** Signed elsewhere: then codes that this site could make are none of its stamps. */
    signKey: smallint('sign_key').references(() => signKeys.number),
    signedAt: instant('signed_at'),
    /** What its stamps say for ever, whatever lot and certificate become. */
    signedMadeOn: date('signed_made_on', { mode: 'string' }).$type<Day>(),
    signedCertifiedUntil: date('signed_certified_until', { mode: 'string' }).$type<Day>(),
  },
  (table) => [
    unique('stamp_runs_range').on(table.epoch, table.first),
    index('stamp_runs_ordered').on(table.orderedAt),
    check('stamp_runs_signed', sql`(${table.signKey} is null) = (${table.signedAt} is null)`),
    index('stamp_runs_product').on(table.productId, table.orderedAt),
    check('stamp_runs_some', sql`${table.count} > 0`),
  ],
);

/** Stamps of a run that nobody may trust any more. */
export const spoiltStamps = pgTable(
  'spoilt_stamps',
  {
    id: char('id', { length: 12 }).primaryKey(),
    runId: char('run_id', { length: 12 })
      .notNull()
      .references(() => stampRuns.id),
    /** Places in the run, from 1, both included. */
    from: integer('from_place').notNull(),
    until: integer('until_place').notNull(),
    kind: text('kind').$type<SpoiltKind>().notNull(),
    reason: text('reason').notNull(),
    at: instant('at').notNull(),
    by: text('by').notNull(),
  },
  (table) => [
    index('spoilt_stamps_run').on(table.runId),
    check('spoilt_stamps_order', sql`${table.from} between 1 and ${table.until}`),
  ],
);
