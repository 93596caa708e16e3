import { sql } from 'drizzle-orm';
import {
  char,
  check,
  index,
  integer,
  pgTable,
  primaryKey,
  smallint,
  text,
  timestamp,
  uniqueIndex,
} from 'drizzle-orm/pg-core';
import type { CarrierName, ParcelStep, ShipmentState } from '#src/domain/shop/carrier.ts';
import type { Dong } from '#src/domain/shared/dong.ts';
import { carts } from './offers.ts';
import { orders } from './orders.ts';
import { producers } from './producers.ts';

const instant = (name: string) => timestamp(name, { withTimezone: true });

/** A producer's own account with a carrier: what is collected on delivery goes to them. */
export const carrierAccounts = pgTable('carrier_accounts', {
  producerId: char('producer_id', { length: 12 })
    .primaryKey()
    .references(() => producers.id),
  carrier: text('carrier').$type<CarrierName>().notNull(),
  /** The carrier's number of the shop that parcels are fetched from. */
  shopId: text('shop_id').notNull(),
  /** As the carrier calls it. */
  shopName: text('shop_name').notNull(),
  /** Sealed with the secret of the deployment; nobody is shown it again. */
  sealedToken: text('sealed_token').notNull(),
  connectedAt: instant('connected_at').notNull(),
  connectedBy: text('connected_by').notNull(),
});

/** What a carrier said a cart costs to send; the order is frozen with it. */
export const carrierQuotes = pgTable(
  'carrier_quotes',
  {
    cartId: char('cart_id', { length: 12 })
      .notNull()
      .references(() => carts.id, { onDelete: 'cascade' }),
    producerId: char('producer_id', { length: 12 })
      .notNull()
      .references(() => producers.id),
    /** What it was asked about: another place, weight or sum is another question. */
    parcel: text('parcel').notNull(),
    /** `null`: it said nothing in time, or no; the producer's own rates count. */
    fee: integer('fee').$type<Dong>(),
    days: smallint('days'),
    askedAt: instant('asked_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.cartId, table.producerId] }),
    check('carrier_quotes_said', sql`(${table.fee} is null) = (${table.days} is null) and ${table.fee} >= 0`),
  ],
);

/** A parcel of an order with a carrier (vận đơn). */
export const shipments = pgTable(
  'shipments',
  {
    id: char('id', { length: 12 }).primaryKey(),
    orderId: char('order_id', { length: 12 })
      .notNull()
      .references(() => orders.id),
    carrier: text('carrier').$type<CarrierName>().notNull(),
    /** Ours, by which the carrier knows that it was asked before. */
    reference: text('reference').notNull().unique(),
    state: text('state').$type<ShipmentState>().notNull(),
    /** The carrier's number; `null`: nobody knows yet whether it made one. */
    trackingNumber: text('tracking_number').unique(),
    /** In grams, as it was told. */
    weight: integer('weight').notNull(),
    /** To be collected from the buyer, for the producer. */
    cash: integer('cash').$type<Dong>().notNull(),
    /** What the carrier asks of the producer; the buyer pays what the order says. */
    fee: integer('fee').$type<Dong>(),
    /** The carrier's own word for where it is, and what it means here. */
    said: text('said'),
    step: text('step').$type<ParcelStep>(),
    /** Why the carrier refused it, in its words. */
    refusal: text('refusal'),
    askedBy: text('asked_by').notNull(),
    askedAt: instant('asked_at').notNull(),
    madeAt: instant('made_at'),
    saidAt: instant('said_at'),
    endedAt: instant('ended_at'),
    /** When the carrier is asked next; `null`: no more. */
    lookAt: instant('look_at'),
    /** Questions in a row that had no answer. */
    looksFailed: smallint('looks_failed').notNull().default(0),
  },
  (table) => [
    index('shipments_order').on(table.orderId),
    // One parcel at a time: the next begins when the last has ended.
    uniqueIndex('shipments_open')
      .on(table.orderId)
      .where(sql`state in ('asked', 'refused', 'made')`),
    index('shipments_look')
      .on(table.lookAt)
      .where(sql`look_at is not null`),
    check('shipments_state', sql`${table.state} in ('asked', 'refused', 'made', 'cancelled', 'over')`),
    check(
      'shipments_made',
      sql`${table.state} not in ('made', 'over') or ${table.trackingNumber} is not null`,
    ),
    check('shipments_weight', sql`${table.weight} > 0 and ${table.cash} >= 0`),
  ],
);
