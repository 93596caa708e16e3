import { sql } from 'drizzle-orm';
import {
  boolean,
  char,
  check,
  date,
  doublePrecision,
  index,
  jsonb,
  pgTable,
  text,
  timestamp,
  unique,
} from 'drizzle-orm/pg-core';
import type { ExceptionalDay, OpeningHours, PointOfSaleKind } from '#src/domain/shop/point-of-sale.ts';
import type { Day } from '#src/domain/shared/calendar.ts';
import { products } from './catalogue.ts';

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
    /** Days on which other hours count, in their order. */
    exceptionalDays: jsonb('exceptional_days').$type<ExceptionalDay[]>().notNull().default([]),
    latitude: doublePrecision('latitude'),
    longitude: doublePrecision('longitude'),
    /** Last day on which someone confirmed that all this is so. */
    confirmedOn: date('confirmed_on', { mode: 'string' }).$type<Day>(),
    closedOn: date('closed_on', { mode: 'string' }).$type<Day>(),
    closedReason: text('closed_reason'),
    /** Day on which the list that brought it was taken back; it is closed since, and a list that names it opens it again. */
    takenBackOn: date('taken_back_on', { mode: 'string' }).$type<Day>(),
    /** Who keeps it true: an office or a person, in words for colleagues. */
    keeper: text('keeper'),
    source: text('source'),
    isExample: boolean('is_example').notNull().default(false),
    createdAt: timestamp('created_at', { withTimezone: true }).notNull(),
    updatedAt: timestamp('updated_at', { withTimezone: true }).notNull(),
  },
  (table) => [
    index('points_of_sale_place').on(table.provinceCode, table.communeCode),
    index('points_of_sale_name').on(table.nameKey),
    check('points_of_sale_taken_back', sql`${table.takenBackOn} is null or ${table.closedOn} is not null`),
  ],
);

/** Goods of the register that a point of sale has on its shelves. */
export const pointOfSaleGoods = pgTable(
  'point_of_sale_goods',
  {
    pointOfSaleId: char('point_of_sale_id', { length: 12 })
      .notNull()
      .references(() => pointsOfSale.id),
    productId: char('product_id', { length: 12 })
      .notNull()
      .references(() => products.id),
    addedBy: text('added_by').notNull(),
    addedAt: timestamp('added_at', { withTimezone: true }).notNull(),
  },
  (table) => [
    unique('point_of_sale_goods_once').on(table.pointOfSaleId, table.productId),
    index('point_of_sale_goods_product').on(table.productId),
  ],
);
