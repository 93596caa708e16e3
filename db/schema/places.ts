import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  char,
  check,
  date,
  doublePrecision,
  index,
  pgTable,
  primaryKey,
  text,
  timestamp,
  unique,
} from 'drizzle-orm/pg-core';
import type { FormerLevel, UnitKind, UnitLevel } from '#src/domain/places/place.ts';
import type { Day } from '#src/domain/shared/calendar.ts';

/**
 * Provinces and communes since the district level ended, each row as it stood from one day to another.
 * The code alone is no key: it stays when a commune becomes a ward, and may be given out anew.
 */
export const units = pgTable(
  'units',
  {
    /** Two digits for a province, five for a commune. */
    code: text('code').notNull(),
    validFrom: date('valid_from', { mode: 'string' }).$type<Day>().notNull(),
    /** The last day on which it stood so; `null`: it stands so. */
    validTo: date('valid_to', { mode: 'string' }).$type<Day>(),
    level: text('level').$type<UnitLevel>().notNull(),
    kind: text('kind').$type<UnitKind>().notNull(),
    /** Without its kind: `Kim Thành`. */
    name: text('name').notNull(),
    /** `Xã Kim Thành`. */
    fullName: text('full_name').notNull(),
    /** A province's own code for a province. */
    provinceCode: char('province_code', { length: 2 }).notNull(),
    /** Centre of the area; `null` where nobody has given it. */
    latitude: doublePrecision('latitude'),
    longitude: doublePrecision('longitude'),
    slug: text('slug').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.code, table.validFrom] }),
    index('units_province').on(table.provinceCode, table.level),
    check('units_level', sql`${table.level} in ('province', 'commune')`),
    check('units_kind', sql`${table.kind} in ('thanh_pho', 'tinh', 'xa', 'phuong', 'dac_khu')`),
    check('units_days', sql`${table.validTo} is null or ${table.validTo} >= ${table.validFrom}`),
    check('units_code', sql`${table.code} ~ '^([0-9]{2}|[0-9]{5})$'`),
  ],
);

/**
 * Units that are no more, one row for each unit that took them over. Districts stand here only where a
 * district became a unit itself; of the others, their communes tell.
 */
export const formerUnits = pgTable(
  'former_units',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    level: text('level').$type<FormerLevel>().notNull(),
    /** The office's old code; `null` for an older or differently spelt name. */
    code: text('code'),
    fullName: text('full_name').notNull(),
    /** Of a commune. */
    district: text('district'),
    /** Of a commune and of a district; of a short name for a province, that province. */
    province: text('province'),
    successorCode: text('successor_code').notNull(),
    /** Went to more than one unit. */
    split: boolean('split').notNull(),
    /** How much of it this successor took. */
    how: text('how').$type<'whole' | 'part'>().notNull(),
    source: text('source').notNull(),
    /** When an office's own table said so. What it said is not touched by our reference data any more. */
    importedAt: timestamp('imported_at', { withTimezone: true }),
  },
  (table) => [
    unique('former_units_key')
      .on(table.level, table.fullName, table.district, table.province, table.successorCode)
      .nullsNotDistinct(),
    index('former_units_successor').on(table.successorCode),
    check('former_units_level', sql`${table.level} in ('province', 'district', 'commune')`),
    check('former_units_how', sql`${table.how} in ('whole', 'part')`),
  ],
);
