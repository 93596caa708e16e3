import { sql } from 'drizzle-orm';
import {
  bigserial,
  boolean,
  char,
  check,
  customType,
  date,
  index,
  integer,
  pgTable,
  primaryKey,
  smallint,
  text,
  timestamp,
  uniqueIndex,
} from 'drizzle-orm/pg-core';
import type { ClaimReason, ClaimState } from '#src/domain/checkout/claim.ts';
import type { Day } from '#src/domain/shared/calendar.ts';
import type { Dong } from '#src/domain/shared/dong.ts';
import { orderLines, orders } from './orders.ts';

const bytea = customType<{ data: Uint8Array; driverData: Uint8Array }>({ dataType: () => 'bytea' });
const instant = (name: string) => timestamp(name, { withTimezone: true });

/** What a buyer says is wrong with goods that have come (yêu cầu đổi trả). */
export const claims = pgTable(
  'claims',
  {
    id: char('id', { length: 12 }).primaryKey(),
    orderId: char('order_id', { length: 12 })
      .notNull()
      .references(() => orders.id),
    reason: text('reason').$type<ClaimReason>().notNull(),
    words: text('words').notNull(),
    state: text('state').$type<ClaimState>().notNull(),
    askedAt: instant('asked_at').notNull(),
    /** Last day for the producer's answer. */
    answerBy: date('answer_by', { mode: 'string' }).$type<Day>().notNull(),
    /** What goes back to the buyer, once that was decided. */
    amount: integer('amount').$type<Dong>(),
    /** Whether the goods are to come back before the money goes. */
    wantsReturn: boolean('wants_return').notNull().default(false),
    answer: text('answer'),
    changedAt: instant('changed_at').notNull(),
  },
  (table) => [
    index('claims_order').on(table.orderId, table.askedAt),
    // One at a time: the next begins when the last has ended.
    uniqueIndex('claims_open')
      .on(table.orderId)
      .where(sql`state in ('asked', 'accepted')`),
    check('claims_state', sql`${table.state} in ('asked', 'accepted', 'refused', 'closed')`),
    check('claims_amount', sql`(${table.state} in ('accepted', 'closed')) = (${table.amount} is not null)`),
    check('claims_amount_some', sql`${table.amount} > 0`),
  ],
);

/** How many packs of which line it is about. */
export const claimLines = pgTable(
  'claim_lines',
  {
    claimId: char('claim_id', { length: 12 })
      .notNull()
      .references(() => claims.id),
    orderLineId: char('order_line_id', { length: 12 })
      .notNull()
      .references(() => orderLines.id),
    quantity: smallint('quantity').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.claimId, table.orderLineId] }),
    check('claim_lines_quantity', sql`${table.quantity} > 0`),
  ],
);

/** Photographs of the goods, made anew from what was sent. */
export const claimPictures = pgTable(
  'claim_pictures',
  {
    id: char('id', { length: 12 }).primaryKey(),
    claimId: char('claim_id', { length: 12 })
      .notNull()
      .references(() => claims.id),
    picture: bytea('picture').notNull(),
  },
  (table) => [index('claim_pictures_claim').on(table.claimId)],
);

/** All that happened to a claim, in its order; nothing is taken back. */
export const claimEvents = pgTable(
  'claim_events',
  {
    id: bigserial('id', { mode: 'number' }).primaryKey(),
    claimId: char('claim_id', { length: 12 })
      .notNull()
      .references(() => claims.id),
    at: instant('at').notNull(),
    by: text('by').notNull(),
    state: text('state').$type<ClaimState>().notNull(),
    /** Whoever has to know was written to. */
    toldAt: instant('told_at'),
  },
  (table) => [
    index('claim_events_claim').on(table.claimId, table.id),
    index('claim_events_untold')
      .on(table.id)
      .where(sql`told_at is null`),
  ],
);
