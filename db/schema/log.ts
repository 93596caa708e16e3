import { sql } from 'drizzle-orm';
import {
  bigint,
  bigserial,
  char,
  check,
  customType,
  index,
  integer,
  pgTable,
  primaryKey,
  smallint,
  text,
  timestamp,
  unique,
} from 'drizzle-orm/pg-core';
import { certificates } from './certification.ts';

const bytea = customType<{ data: Uint8Array; driverData: Uint8Array }>({ dataType: () => 'bytea' });
const instant = (name: string) => timestamp(name, { withTimezone: true });

/** The registry log: one row, which whoever appends holds while doing so. */
export const logState = pgTable(
  'log_state',
  {
    only: smallint('only').primaryKey().default(1),
    /** The log's name for ever: the site's address when it began. */
    origin: text('origin').notNull(),
    /** Whose signatures count: `name+id+key`. */
    key: text('key').notNull(),
    size: bigint('size', { mode: 'number' }).notNull().default(0),
    begunAt: instant('begun_at').notNull(),
    /** When all rows were last held against the log, and how many differed. */
    auditedAt: instant('audited_at'),
    differences: integer('differences'),
  },
  (table) => [check('log_state_only', sql`${table.only} = 1`)],
);

/** What the public relies on, as it was when it became so. A trigger refuses any change. */
export const logEntries = pgTable(
  'log_entries',
  {
    index: bigint('index', { mode: 'number' }).primaryKey(),
    at: instant('at').notNull(),
    kind: text('kind').notNull(),
    /** `certificate:…`, `stamp_run:…`, `lot:…`, `setting:…`. */
    subject: text('subject').notNull(),
    /** Canonical JSON: the bytes that are hashed. */
    entry: text('entry').notNull(),
    leaf: bytea('leaf').notNull(),
  },
  (table) => [
    index('log_entries_subject').on(table.subject, table.index),
    index('log_entries_leaf').on(table.leaf),
  ],
);

/** Rows of 256 hashes that will not change any more. */
export const logTiles = pgTable(
  'log_tiles',
  {
    level: smallint('level').notNull(),
    n: bigint('n', { mode: 'number' }).notNull(),
    bytes: bytea('bytes').notNull(),
    root: bytea('root').notNull(),
  },
  (table) => [primaryKey({ columns: [table.level, table.n] })],
);

/** Every root that was signed, with who saw it. */
export const logCheckpoints = pgTable(
  'log_checkpoints',
  {
    size: bigint('size', { mode: 'number' }).primaryKey(),
    note: text('note').notNull(),
    /** Lines of witnesses, to be read behind the note. */
    cosignatures: text('cosignatures').notNull().default(''),
    at: instant('at').notNull(),
  },
  (table) => [index('log_checkpoints_at').on(table.at, table.size)],
);

/** What was last told of a subject. */
export const logSubjects = pgTable('log_subjects', {
  subject: text('subject').primaryKey(),
  index: bigint('index', { mode: 'number' })
    .notNull()
    .references(() => logEntries.index),
  /** SHA-256 of the statement, base64. */
  hash: text('hash').notNull(),
});

/** Subjects that changed, written in the transaction that changed them, until they are looked at. */
export const logPending = pgTable('log_pending', {
  id: bigserial('id', { mode: 'number' }).primaryKey(),
  /** `certificate:…`, `product:…`, `producer:…`, `stamp_run:…`, `lot:…`. */
  subject: text('subject').notNull(),
});

/** What makes sealed values guessable to nobody; `null`: destroyed, and the value is told no more. */
export const logSalts = pgTable('log_salts', {
  subject: text('subject').primaryKey(),
  salt: text('salt'),
});

/** How far each witness has seen the log. */
export const logWitnesses = pgTable('log_witnesses', {
  name: text('name').primaryKey(),
  size: bigint('size', { mode: 'number' }).notNull(),
  at: instant('at').notNull(),
  /** Why it was last refused; `null`: it was not. */
  fault: text('fault'),
});

/** Where a certificate's bit stands in the lists of revoked and suspended ones; drawn at random. */
export const credentialPlaces = pgTable(
  'credential_places',
  {
    certificateId: char('certificate_id', { length: 12 })
      .primaryKey()
      .references(() => certificates.id),
    place: integer('place').notNull(),
  },
  (table) => [
    unique('credential_places_place').on(table.place),
    check('credential_places_positive', sql`${table.place} >= 0`),
  ],
);

/** Lists as they were at a time, so that an old one can be asked for. */
export const statusLists = pgTable(
  'status_lists',
  {
    purpose: text('purpose').$type<'revocation' | 'suspension'>().notNull(),
    /** From 1. */
    list: integer('list').notNull(),
    at: instant('at').notNull(),
    sha256: text('sha256').notNull(),
    /** As it is served: GZIP in base64url. */
    encoded: text('encoded').notNull(),
  },
  (table) => [primaryKey({ columns: [table.purpose, table.list, table.at] })],
);
