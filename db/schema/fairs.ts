import { sql } from 'drizzle-orm';
import {
  boolean,
  char,
  check,
  date,
  doublePrecision,
  index,
  integer,
  pgTable,
  primaryKey,
  smallint,
  text,
  timestamp,
} from 'drizzle-orm/pg-core';
import type { FairKind } from '#src/domain/fairs/fair.ts';
import type { Day } from '#src/domain/shared/calendar.ts';
import { products } from './catalogue.ts';
import { producers } from './producers.ts';

/** Fairs, festivals, markets and training days. */
export const fairs = pgTable(
  'fairs',
  {
    id: char('id', { length: 12 }).primaryKey(),
    slug: text('slug').notNull().unique(),
    name: text('name').notNull(),
    /** The same texts in English, where somebody has written them. */
    nameEn: text('name_en'),
    kind: text('kind').$type<FairKind>().notNull(),
    firstOn: date('first_on', { mode: 'string' }).$type<Day>().notNull(),
    lastOn: date('last_on', { mode: 'string' }).$type<Day>().notNull(),
    /** Minutes of the day, the same on each; more than 1440: it closes in the night. Both or neither. */
    opensAt: smallint('opens_at'),
    closesAt: smallint('closes_at'),
    provinceCode: char('province_code', { length: 2 }).notNull(),
    communeCode: char('commune_code', { length: 5 }),
    /** Where in the commune, in words. */
    spot: text('spot'),
    spotEn: text('spot_en'),
    latitude: doublePrecision('latitude'),
    longitude: doublePrecision('longitude'),
    organiser: text('organiser').notNull(),
    about: text('about'),
    aboutEn: text('about_en'),
    /** What came of it, told afterwards. */
    results: text('results'),
    resultsEn: text('results_en'),
    publishedAt: timestamp('published_at', { withTimezone: true }),
    cancelledOn: date('cancelled_on', { mode: 'string' }).$type<Day>(),
    cancelledReason: text('cancelled_reason'),
    /** Raised with each change that calendars have to hear of. */
    revision: integer('revision').notNull().default(0),
    source: text('source'),
    isExample: boolean('is_example').notNull().default(false),
    createdAt: timestamp('created_at', { withTimezone: true }).notNull(),
    updatedAt: timestamp('updated_at', { withTimezone: true }).notNull(),
  },
  (table) => [
    index('fairs_by_place').on(table.provinceCode, table.communeCode, table.lastOn),
    index('fairs_by_day').on(table.lastOn),
    check('fairs_kind', sql`${table.kind} in ('fair', 'festival', 'market', 'training')`),
    check('fairs_days', sql`${table.lastOn} >= ${table.firstOn}`),
    check(
      'fairs_hours',
      sql`(${table.opensAt} is null) = (${table.closesAt} is null) and ${table.opensAt} >= 0 and ${table.closesAt} > ${table.opensAt}`,
    ),
    check('fairs_position', sql`(${table.latitude} is null) = (${table.longitude} is null)`),
    check('fairs_cancelled', sql`(${table.cancelledOn} is null) = (${table.cancelledReason} is null)`),
  ],
);

/** Who has a stall at a fair, and what they bring in their own words. */
export const fairStalls = pgTable(
  'fair_stalls',
  {
    fairId: char('fair_id', { length: 12 })
      .notNull()
      .references(() => fairs.id),
    producerId: char('producer_id', { length: 12 })
      .notNull()
      .references(() => producers.id),
    brings: text('brings'),
  },
  (table) => [
    primaryKey({ columns: [table.fairId, table.producerId] }),
    index('fair_stalls_by_producer').on(table.producerId),
  ],
);

/** Goods of the register that a stall brings. */
export const fairGoods = pgTable(
  'fair_goods',
  {
    fairId: char('fair_id', { length: 12 })
      .notNull()
      .references(() => fairs.id),
    productId: char('product_id', { length: 12 })
      .notNull()
      .references(() => products.id),
    /** Its producer lets it be ordered ahead and collected at their stall. */
    isReservable: boolean('is_reservable').notNull().default(false),
  },
  (table) => [
    primaryKey({ columns: [table.fairId, table.productId] }),
    index('fair_goods_by_product').on(table.productId),
  ],
);
