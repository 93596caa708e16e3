import { sql } from 'drizzle-orm';
import { char, check, numeric, pgTable, smallint, text, timestamp, unique } from 'drizzle-orm/pg-core';
import type { Measure } from '#src/domain/reports/figure.ts';

/** What a unit has set out to reach in a year, as its plan says. Changed by an officer; the audit has what stood before. */
export const targets = pgTable(
  'targets',
  {
    id: char('id', { length: 12 }).primaryKey(),
    year: smallint('year').notNull(),
    /** Both `null`: the country. */
    provinceCode: char('province_code', { length: 2 }),
    communeCode: char('commune_code', { length: 5 }),
    measure: text('measure').$type<Measure>().notNull(),
    /** A count, or per cent for shares. */
    value: numeric('value', { precision: 8, scale: 1, mode: 'number' }).notNull(),
    /** The plan or decision that sets it. */
    source: text('source').notNull(),
    setBy: text('set_by').notNull(),
    setAt: timestamp('set_at', { withTimezone: true }).notNull(),
  },
  (table) => [
    unique('targets_of_unit')
      .on(table.year, table.provinceCode, table.communeCode, table.measure)
      .nullsNotDistinct(),
    check('targets_value', sql`${table.value} >= 0`),
  ],
);
