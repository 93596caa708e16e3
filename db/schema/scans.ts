import { sql } from 'drizzle-orm';
import {
  bigint,
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
} from 'drizzle-orm/pg-core';
import type { Fired } from '#src/domain/scans/scan-rules.ts';
import type { Day } from '#src/domain/shared/calendar.ts';
import { products } from './catalogue.ts';
import { stampRuns } from './stamps.ts';
import { lots } from './traceability.ts';

const instant = (name: string) => timestamp(name, { withTimezone: true });
const bytes = customType<{ data: Uint8Array; driverData: Uint8Array }>({ dataType: () => 'bytea' });

/** What devices are known by on one day. Destroyed after thirty days: then nobody can tell whose a hash was. */
export const scanKeys = pgTable('scan_keys', {
  day: date('day', { mode: 'string' }).$type<Day>().primaryKey(),
  key: bytes('key').notNull(),
});

/** Each scan that was told, for ninety days. */
export const scans = pgTable(
  'scans',
  {
    /** Of the page that told of it: the same page tells once. */
    id: char('id', { length: 16 }).primaryKey(),
    at: instant('at').notNull(),
    runId: char('run_id', { length: 12 }).notNull(),
    /** Place in the run, from 1. */
    place: integer('place').notNull(),
    province: char('province', { length: 2 }),
    /** 48 bits that mean something only with the key of their day. */
    device: bigint('device', { mode: 'number' }).notNull(),
    network: bigint('network', { mode: 'number' }).notNull(),
    /** `false`: the same device had scanned it within a day. */
    counts: boolean('counts').notNull(),
    /** How many stamps of the run one network scanned within the hour, when they were too many. */
    cluster: integer('cluster'),
  },
  (table) => [
    index('scans_stamp').on(table.runId, table.place, table.at),
    // What was marked is found by the mark, and is not read again with each scan that comes.
    index('scans_network')
      .on(table.runId, table.network, table.at)
      .where(sql`cluster is null`),
    index('scans_cluster')
      .on(table.runId, table.network, table.at)
      .where(sql`cluster is not null`),
    index('scans_at').on(table.at),
  ],
);

/** A stamp that somebody has scanned, or whose number under the scratch field somebody tried. All others are no row. */
export const scannedStamps = pgTable(
  'scanned_stamps',
  {
    runId: char('run_id', { length: 12 })
      .notNull()
      .references(() => stampRuns.id),
    place: integer('place').notNull(),
    firstAt: instant('first_at'),
    firstProvince: char('first_province', { length: 2 }),
    count: integer('count').notNull().default(0),
    /** Sixteen at most, packed as `scan-history.ts` says; those after them are only counted. */
    devices: bytes('devices')
      .notNull()
      .default(sql`''::bytea`),
    moreDevices: integer('more_devices').notNull().default(0),
    /** One bit for each province. */
    provinces: bigint('provinces', { mode: 'number' }).notNull().default(0),
    lastAt: instant('last_at'),
    lastProvince: char('last_province', { length: 2 }),
    /** By the rules of `rules_of`, as the history stood when it was scanned last. */
    points: smallint('points').notNull().default(0),
    fired: jsonb('fired').$type<Fired[]>().notNull().default([]),
    rulesOf: date('rules_of', { mode: 'string' }).$type<Day>(),
    /** The heaviest band that its maker and the office were told of. */
    toldPoints: smallint('told_points').notNull().default(0),
    /** What went before does not weigh any more. */
    resetAt: instant('reset_at'),
    resetReason: text('reset_reason'),
    resetBy: text('reset_by'),
    pinTries: smallint('pin_tries').notNull().default(0),
    pinTriedAt: instant('pin_tried_at'),
    pinUsedAt: instant('pin_used_at'),
    pinDevice: bigint('pin_device', { mode: 'number' }),
  },
  (table) => [
    primaryKey({ columns: [table.runId, table.place] }),
    index('scanned_stamps_points')
      .on(table.points)
      .where(sql`points >= 30`),
    check('scanned_stamps_reset', sql`(${table.resetAt} is null) = (${table.resetReason} is null)`),
  ],
);

/** How often stamps of a lot were scanned, by hour and province; empty: nobody knows where. */
export const scanCounts = pgTable(
  'scan_counts',
  {
    productId: char('product_id', { length: 12 })
      .notNull()
      .references(() => products.id),
    lotId: char('lot_id', { length: 12 })
      .notNull()
      .references(() => lots.id),
    province: text('province').notNull(),
    hour: instant('hour').notNull(),
    count: integer('count').notNull(),
  },
  (table) => [primaryKey({ columns: [table.productId, table.lotId, table.province, table.hour] })],
);
