import { sql } from 'drizzle-orm';
import {
  bigserial,
  boolean,
  char,
  check,
  customType,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uniqueIndex,
} from 'drizzle-orm/pg-core';
import type { Proposal, ProposalState, Risk } from '#src/domain/sync/proposal.ts';
import type {
  ItemOutcome,
  RunFault,
  RunState,
  Schedule,
  SourceKind,
  SourceState,
} from '#src/domain/sync/source.ts';

const bytea = customType<{ data: Uint8Array; driverData: Uint8Array }>({ dataType: () => 'bytea' });
const instant = (name: string) => timestamp(name, { withTimezone: true });

/** Other registers, folders and addresses that this one reads by itself. */
export const sources = pgTable(
  'sources',
  {
    id: char('id', { length: 12 }).primaryKey(),
    name: text('name').notNull(),
    kind: text('kind').$type<SourceKind>().notNull(),
    /** An address, or a folder below the one that the settings name. */
    address: text('address').notNull(),
    isFolder: boolean('is_folder').notNull(),
    schedule: text('schedule').$type<Schedule>().notNull(),
    /** Name of the environment variable with the token to show; the token itself is never here. */
    tokenVariable: text('token_variable'),
    /** What it may speak of. Both `null`: the whole country. */
    provinceCode: char('province_code', { length: 2 }),
    communeCode: char('commune_code', { length: 5 }),
    isOn: boolean('is_on').notNull(),
    /** What is known of its last answer, so that only what changed since is asked for. */
    state: jsonb('state').$type<SourceState>().notNull().default({}),
    madeBy: text('made_by').notNull(),
    madeAt: instant('made_at').notNull(),
    changedAt: instant('changed_at').notNull(),
  },
  (table) => [
    check('sources_kind', sql`${table.kind} in ('decisions', 'shops', 'register', 'points', 'ministry')`),
    check('sources_schedule', sql`${table.schedule} in ('hourly', 'daily', 'weekly', 'by_hand')`),
  ],
);

/** One reading of a source, from the question to the last record. */
export const sourceRuns = pgTable(
  'source_runs',
  {
    id: char('id', { length: 12 }).primaryKey(),
    /** In the order in which they were asked for. */
    n: bigserial('n', { mode: 'number' }).notNull(),
    sourceId: char('source_id', { length: 12 })
      .notNull()
      .references(() => sources.id),
    state: text('state').$type<RunState>().notNull(),
    /** Reads all of the source; else only what changed since. */
    isFull: boolean('is_full').notNull(),
    askedBy: text('asked_by').notNull(),
    askedAt: instant('asked_at').notNull(),
    finishedAt: instant('finished_at'),
    /** Which process has it in hand, and until when it is waited for. */
    claimedBy: text('claimed_by'),
    claimedUntil: instant('claimed_until'),
    /** Parts of the answer, and how many of them are in the register. */
    parts: integer('parts').notNull().default(0),
    done: integer('done').notNull().default(0),
    /** Records in the answer, and how many the source was known to hold before. */
    answered: integer('answered').notNull().default(0),
    known: integer('known').notNull().default(0),
    seen: integer('seen').notNull().default(0),
    changed: integer('changed').notNull().default(0),
    unchanged: integer('unchanged').notNull().default(0),
    refused: integer('refused').notNull().default(0),
    waiting: integer('waiting').notNull().default(0),
    fault: jsonb('fault').$type<RunFault>(),
    /** What the source's state becomes when all is done. */
    next: jsonb('next').$type<SourceState>().notNull().default({}),
    /** Who said that a short answer is right, or dropped it. */
    decidedBy: text('decided_by'),
    decidedAt: instant('decided_at'),
    reason: text('reason'),
  },
  (table) => [
    index('source_runs_source').on(table.sourceId, table.n),
    uniqueIndex('source_runs_one_at_a_time')
      .on(table.sourceId)
      .where(sql`state in ('asked', 'fetching', 'applying', 'short')`),
  ],
);

/** The answer in parts, until the run is over. */
export const sourceAnswers = pgTable(
  'source_answers',
  {
    runId: char('run_id', { length: 12 })
      .notNull()
      .references(() => sourceRuns.id),
    position: integer('position').notNull(),
    name: text('name').notNull(),
    bytes: bytea('bytes').notNull(),
  },
  (table) => [primaryKey({ columns: [table.runId, table.position] })],
);

/** Records of a run that were not simply the same as before. */
export const sourceItems = pgTable(
  'source_items',
  {
    id: bigserial('id', { mode: 'number' }).primaryKey(),
    runId: char('run_id', { length: 12 })
      .notNull()
      .references(() => sourceRuns.id),
    /** File or feed, and the line in it. */
    part: text('part').notNull(),
    line: integer('line').notNull(),
    name: text('name').notNull(),
    outcome: text('outcome').$type<ItemOutcome>().notNull(),
    findings: jsonb('findings').notNull(),
    subject: text('subject'),
    provinceCode: char('province_code', { length: 2 }),
    communeCode: char('commune_code', { length: 5 }),
  },
  (table) => [index('source_items_run').on(table.runId, table.outcome, table.id)],
);

/** What a source is known to hold, and under which name it is here. */
export const sourceRecords = pgTable(
  'source_records',
  {
    sourceId: char('source_id', { length: 12 })
      .notNull()
      .references(() => sources.id),
    /** `r:` a record, `m:` a maker, `c:` a certificate, as the source names it. */
    key: text('key').notNull(),
    /** `product:…`; `null`: it was refused. */
    subject: text('subject'),
    runId: char('run_id', { length: 12 }).notNull(),
    /** A person has said that the source no longer holds it. Here it stays. */
    isGone: boolean('is_gone').notNull().default(false),
  },
  (table) => [primaryKey({ columns: [table.sourceId, table.key] })],
);

/** Changes that a source asks for and a person decides. */
export const sourceProposals = pgTable(
  'source_proposals',
  {
    id: char('id', { length: 12 }).primaryKey(),
    sourceId: char('source_id', { length: 12 })
      .notNull()
      .references(() => sources.id),
    /** What it is about: of one matter at most one waits. */
    slot: text('slot').notNull(),
    subject: text('subject').notNull(),
    name: text('name').notNull(),
    what: text('what').$type<Proposal['what']>().notNull(),
    risks: jsonb('risks').$type<Risk[]>().notNull(),
    before: jsonb('before').$type<Record<string, unknown>>().notNull(),
    after: jsonb('after').$type<Record<string, unknown>>().notNull(),
    /** What is needed to do it. */
    facts: jsonb('facts').$type<Record<string, unknown>>().notNull(),
    state: text('state').$type<ProposalState>().notNull(),
    provinceCode: char('province_code', { length: 2 }),
    communeCode: char('commune_code', { length: 5 }),
    /** The run that asked first, and the last one that asked the same. */
    runId: char('run_id', { length: 12 }).notNull(),
    lastRunId: char('last_run_id', { length: 12 }).notNull(),
    /** Decided, and since then the source has said what the register says: asking anew is something new. */
    isOver: boolean('is_over').notNull().default(false),
    madeAt: instant('made_at').notNull(),
    decidedBy: text('decided_by'),
    decidedAt: instant('decided_at'),
    reason: text('reason'),
  },
  (table) => [
    index('source_proposals_slot').on(table.sourceId, table.slot),
    index('source_proposals_run').on(table.lastRunId),
    uniqueIndex('source_proposals_waiting')
      .on(table.sourceId, table.slot)
      .where(sql`state = 'waiting'`),
  ],
);

/** Which source wrote a field, when it was read there and what it said. */
export const fieldOrigins = pgTable(
  'field_origins',
  {
    subject: text('subject').notNull(),
    field: text('field').notNull(),
    sourceId: char('source_id', { length: 12 })
      .notNull()
      .references(() => sources.id),
    runId: char('run_id', { length: 12 }).notNull(),
    value: jsonb('value'),
    readAt: instant('read_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.subject, table.field] })],
);
