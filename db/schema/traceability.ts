import { char, date, index, pgTable, text, timestamp, unique } from 'drizzle-orm/pg-core';
import type { Day } from '#src/domain/shared/calendar.ts';
import { products } from './catalogue.ts';

/** Goods made at one time, as the code on the pack names them. */
export const lots = pgTable(
  'lots',
  {
    id: char('id', { length: 12 }).primaryKey(),
    productId: char('product_id', { length: 12 })
      .notNull()
      .references(() => products.id),
    /** As printed on the pack. */
    code: text('code').notNull(),
    madeOn: date('made_on', { mode: 'string' }).$type<Day>(),
    /** Last day on which it may be eaten; `null`: it does not spoil. */
    useBy: date('use_by', { mode: 'string' }).$type<Day>(),
    /** From that day on nobody sells it. */
    recalledOn: date('recalled_on', { mode: 'string' }).$type<Day>(),
    recallReason: text('recall_reason'),
    createdBy: text('created_by').notNull(),
    createdAt: timestamp('created_at', { withTimezone: true }).notNull(),
  },
  (table) => [
    unique('lots_code').on(table.productId, table.code),
    index('lots_use_by').on(table.productId, table.useBy),
  ],
);
