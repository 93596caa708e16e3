import {
  boolean,
  char,
  date,
  doublePrecision,
  index,
  jsonb,
  pgTable,
  text,
  timestamp,
} from 'drizzle-orm/pg-core';
import type { OpeningHours, PointOfSaleKind } from '#src/domain/shop/point-of-sale.ts';
import type { Day } from '#src/domain/shared/calendar.ts';

/** Places where OCOP goods are shown and sold. */
export const pointsOfSale = pgTable(
  'points_of_sale',
  {
    id: char('id', { length: 12 }).primaryKey(),
    slug: text('slug').notNull().unique(),
    name: text('name').notNull(),
    nameKey: text('name_key').notNull(),
    kind: text('kind').$type<PointOfSaleKind>().notNull(),
    operator: text('operator'),
    street: text('street'),
    addressAsPrinted: text('address_as_printed'),
    provinceCode: char('province_code', { length: 2 }),
    communeCode: char('commune_code', { length: 5 }),
    phone: text('phone'),
    /** Opening hours as written. */
    hours: text('hours'),
    /** The same as data, where it could be read. */
    openingHours: jsonb('opening_hours').$type<OpeningHours>(),
    latitude: doublePrecision('latitude'),
    longitude: doublePrecision('longitude'),
    /** Last day on which someone confirmed that all this is so. */
    confirmedOn: date('confirmed_on', { mode: 'string' }).$type<Day>(),
    closedOn: date('closed_on', { mode: 'string' }).$type<Day>(),
    source: text('source'),
    isExample: boolean('is_example').notNull().default(false),
    createdAt: timestamp('created_at', { withTimezone: true }).notNull(),
    updatedAt: timestamp('updated_at', { withTimezone: true }).notNull(),
  },
  (table) => [
    index('points_of_sale_place').on(table.provinceCode, table.communeCode),
    index('points_of_sale_name').on(table.nameKey),
  ],
);
