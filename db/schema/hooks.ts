import { sql } from 'drizzle-orm';
import {
  bigserial,
  char,
  check,
  index,
  integer,
  jsonb,
  pgTable,
  smallint,
  text,
  timestamp,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import type { DeliveryState, HookTopic, PauseReason } from '#src/domain/hooks/hook.ts';
import { producers } from './producers.ts';

const instant = (name: string) => timestamp(name, { withTimezone: true });

/** Systems of others that are told when something happens. What is signed with is worked out, and kept nowhere. */
export const hookReceivers = pgTable(
  'hook_receivers',
  {
    id: char('id', { length: 12 }).primaryKey(),
    /** Whose goods and orders it hears of; `null`: of whoever answers for the site, public facts of all. */
    producerId: char('producer_id', { length: 12 }).references(() => producers.id),
    address: text('address').notNull(),
    topics: text('topics').array().$type<HookTopic[]>().notNull(),
    /** Which secret counts; the one before it counts as well until `previousUntil`. */
    generation: integer('generation').notNull().default(1),
    previousUntil: instant('previous_until'),
    madeAt: instant('made_at').notNull(),
    madeBy: text('made_by').notNull(),
    pausedAt: instant('paused_at'),
    pausedBecause: text('paused_because').$type<PauseReason>(),
    /** It was just found down: nothing is tried before then. */
    restsUntil: instant('rests_until'),
    endedAt: instant('ended_at'),
    version: integer('version').notNull().default(1),
  },
  (table) => [
    index('hook_receivers_producer').on(table.producerId),
    uniqueIndex('hook_receivers_once')
      .on(sql`coalesce(${table.producerId}, '')`, table.address)
      .where(sql`ended_at is null`),
    check('hook_receivers_paused', sql`(${table.pausedAt} is null) = (${table.pausedBecause} is null)`),
    check('hook_receivers_topics', sql`cardinality(${table.topics}) > 0`),
  ],
);

/** What each is told, written in the transaction of the fact and delivered afterwards, in this order for one subject. */
export const hookDeliveries = pgTable(
  'hook_deliveries',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    seq: bigserial('seq', { mode: 'number' }).notNull(),
    receiverId: char('receiver_id', { length: 12 })
      .notNull()
      .references(() => hookReceivers.id),
    /** `order.placed`, `product.changed` … */
    type: text('type').notNull(),
    /** `order:0a1b…`: what is told of one subject arrives in the order in which it happened. */
    subject: text('subject').notNull(),
    /** Identifiers and states; `null`: no longer kept. */
    data: jsonb('data').$type<Record<string, unknown>>(),
    happenedAt: instant('happened_at').notNull(),
    state: text('state').$type<DeliveryState>().notNull().default('waiting'),
    tries: smallint('tries').notNull().default(0),
    nextTryAt: instant('next_try_at'),
    claimedBy: text('claimed_by'),
    claimedUntil: instant('claimed_until'),
    triedAt: instant('tried_at'),
    deliveredAt: instant('delivered_at'),
    /** Of the last answer; `null`: there was none. */
    lastStatus: smallint('last_status'),
    lastMs: integer('last_ms'),
    lastFault: text('last_fault'),
  },
  (table) => [
    uniqueIndex('hook_deliveries_seq').on(table.seq),
    index('hook_deliveries_receiver').on(table.receiverId, table.seq),
    index('hook_deliveries_waiting')
      .on(table.receiverId, table.subject, table.seq)
      .where(sql`state = 'waiting'`),
    check('hook_deliveries_state', sql`${table.state} in ('waiting', 'delivered', 'failed', 'dropped')`),
  ],
);
