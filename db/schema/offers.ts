import { sql } from 'drizzle-orm';
import {
  boolean,
  char,
  check,
  date,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  timestamp,
  unique,
} from 'drizzle-orm/pg-core';
import type { HoldState } from '#src/domain/shop/stock.ts';
import type { OfferState, QuantityUnit } from '#src/domain/shop/offer.ts';
import type { Day } from '#src/domain/shared/calendar.ts';
import type { Dong } from '#src/domain/shared/dong.ts';
import { users } from './accounts.ts';
import { products } from './catalogue.ts';
import { fairs } from './fairs.ts';
import { producers } from './producers.ts';
import { pointsOfSale } from './shop.ts';
import { lots } from './traceability.ts';

const instant = (name: string) => timestamp(name, { withTimezone: true });

/** How a producer sells: how they are paid, when they rest, what the law wants known of a seller. */
export const producerShops = pgTable(
  'producer_shops',
  {
    producerId: char('producer_id', { length: 12 })
      .primaryKey()
      .references(() => producers.id),
    openedAt: instant('opened_at').notNull(),
    pausedFrom: date('paused_from', { mode: 'string' }).$type<Day>(),
    /** Last day of the pause; `null` with a first day: until further notice. */
    pausedUntil: date('paused_until', { mode: 'string' }).$type<Day>(),
    pauseNote: text('pause_note'),
    /** Working days from the order to the carrier. */
    leadDays: smallint('lead_days').notNull().default(2),
    /** Cash on delivery up to this total; `null`: none. */
    cashUpTo: integer('cash_up_to').$type<Dong>(),
    /** The account that transfers go to: six digits of the bank, number, holder as the bank writes them. */
    bankBin: char('bank_bin', { length: 6 }),
    bankAccount: text('bank_account'),
    bankHolder: text('bank_holder'),
    /** Whether the operator may take cards for them and pay out. */
    takesCards: boolean('takes_cards').notNull().default(true),
    /** Licence or registration to sell alcohol (Decree 105/2017/NĐ-CP, article 4). */
    alcoholLicence: text('alcohol_licence'),
    version: integer('version').notNull().default(1),
    updatedAt: instant('updated_at').notNull(),
  },
  (table) => [
    check(
      'producer_shops_bank',
      sql`(${table.bankBin} is null) = (${table.bankAccount} is null) and (${table.bankBin} is null) = (${table.bankHolder} is null)`,
    ),
    check(
      'producer_shops_pause',
      sql`${table.pausedUntil} is null or ${table.pausedFrom} <= ${table.pausedUntil}`,
    ),
    check('producer_shops_lead', sql`${table.leadDays} between 0 and 60`),
  ],
);

/** What sending costs, by how far the buyer is from the producer: the nearest zone with a rate counts. */
export const shippingRates = pgTable(
  'shipping_rates',
  {
    producerId: char('producer_id', { length: 12 })
      .notNull()
      .references(() => producers.id),
    zone: text('zone').$type<'commune' | 'province' | 'country'>().notNull(),
    fee: integer('fee').$type<Dong>().notNull(),
    /** For each further kilogram begun after the first. */
    feePerKilogram: integer('fee_per_kilogram')
      .$type<Dong>()
      .notNull()
      .default(0 as Dong),
    /** Goods for this much and more travel free; `null`: never. */
    freeFrom: integer('free_from').$type<Dong>(),
    /** Days on the way. */
    days: smallint('days').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.producerId, table.zone] }),
    check('shipping_rates_fee', sql`${table.fee} >= 0 and ${table.feePerKilogram} >= 0`),
  ],
);

/** Where a producer's buyers can fetch their goods. */
export const pickUpPoints = pgTable(
  'pick_up_points',
  {
    producerId: char('producer_id', { length: 12 })
      .notNull()
      .references(() => producers.id),
    pointOfSaleId: char('point_of_sale_id', { length: 12 })
      .notNull()
      .references(() => pointsOfSale.id),
  },
  (table) => [primaryKey({ columns: [table.producerId, table.pointOfSaleId] })],
);

/** One pack of a product for sale. */
export const offers = pgTable(
  'offers',
  {
    id: char('id', { length: 12 }).primaryKey(),
    productId: char('product_id', { length: 12 })
      .notNull()
      .references(() => products.id),
    /** As the label says: "chai 500 ml". */
    pack: text('pack').notNull(),
    packKey: text('pack_key').notNull(),
    /** What is in one pack, so that a kilogram or litre can be priced; both or neither. */
    quantity: integer('quantity'),
    unit: text('unit').$type<QuantityUnit>(),
    price: integer('price').$type<Dong>().notNull(),
    /** Packed for the way, in grams. */
    weight: integer('weight').notNull(),
    state: text('state').$type<OfferState>().notNull(),
    mostPerOrder: smallint('most_per_order').notNull().default(99),
    /** Selling window; `null`: no end on that side. */
    sellsFrom: date('sells_from', { mode: 'string' }).$type<Day>(),
    sellsUntil: date('sells_until', { mode: 'string' }).$type<Day>(),
    /** Sold ahead: sent from this day on. */
    shipsFrom: date('ships_from', { mode: 'string' }).$type<Day>(),
    /** A lot with fewer days than this until its use-by is not sold. */
    shortDatedDays: smallint('short_dated_days').notNull().default(7),
    /** Provinces it is sent to; `null`: all. */
    sentTo: jsonb('sent_to').$type<string[]>(),
    version: integer('version').notNull().default(1),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  (table) => [
    unique('offers_pack').on(table.productId, table.packKey),
    check('offers_price', sql`${table.price} > 0`),
    check('offers_weight', sql`${table.weight} > 0`),
    check('offers_most', sql`${table.mostPerOrder} between 1 and 999`),
    check(
      'offers_quantity',
      sql`(${table.quantity} is null) = (${table.unit} is null) and ${table.quantity} > 0`,
    ),
    check('offers_state', sql`${table.state} in ('draft', 'open', 'closed')`),
    check('offers_window', sql`${table.sellsFrom} <= ${table.sellsUntil}`),
  ],
);

/** Every price an offer ever had, so that the lowest of thirty days can stand beside a reduction. */
export const offerPrices = pgTable(
  'offer_prices',
  {
    offerId: char('offer_id', { length: 12 })
      .notNull()
      .references(() => offers.id),
    price: integer('price').$type<Dong>().notNull(),
    from: instant('from').notNull(),
    setBy: text('set_by').notNull(),
  },
  (table) => [index('offer_prices_offer').on(table.offerId, table.from)],
);

/** Packs of one offer from one lot in one place. */
export const stock = pgTable(
  'stock',
  {
    id: char('id', { length: 12 }).primaryKey(),
    offerId: char('offer_id', { length: 12 })
      .notNull()
      .references(() => offers.id),
    /** `null`: goods that are not made in lots. */
    lotId: char('lot_id', { length: 12 }).references(() => lots.id),
    /** `null`: at the producer's. */
    pointOfSaleId: char('point_of_sale_id', { length: 12 }).references(() => pointsOfSale.id),
    onHand: integer('on_hand').notNull(),
    /** Of these, promised to buyers who have not paid or not been confirmed. */
    held: integer('held').notNull().default(0),
  },
  (table) => [
    unique('stock_once').on(table.offerId, table.lotId, table.pointOfSaleId).nullsNotDistinct(),
    check('stock_never_negative', sql`${table.onHand} >= 0`),
    check('stock_held', sql`${table.held} between 0 and ${table.onHand}`),
  ],
);

/** Why there is as much as there is: nothing changes without a line here. */
export const stockMoves = pgTable(
  'stock_moves',
  {
    stockId: char('stock_id', { length: 12 })
      .notNull()
      .references(() => stock.id),
    at: instant('at').notNull(),
    by: text('by').notNull(),
    kind: text('kind').$type<'counted' | 'sold' | 'returned' | 'spoiled'>().notNull(),
    quantity: integer('quantity').notNull(),
    /** Of the line that sold or returned it. */
    orderLineId: char('order_line_id', { length: 12 }),
    reason: text('reason'),
  },
  (table) => [index('stock_moves_stock').on(table.stockId, table.at)],
);

/** Packs promised to one line of an order. */
export const holds = pgTable(
  'holds',
  {
    id: char('id', { length: 12 }).primaryKey(),
    stockId: char('stock_id', { length: 12 })
      .notNull()
      .references(() => stock.id),
    purchaseId: char('purchase_id', { length: 12 }).notNull(),
    orderLineId: char('order_line_id', { length: 12 }).notNull(),
    quantity: integer('quantity').notNull(),
    state: text('state').$type<HoldState>().notNull(),
    /** Given back when nothing has come by then. */
    until: instant('until').notNull(),
  },
  (table) => [
    index('holds_purchase').on(table.purchaseId),
    index('holds_open')
      .on(table.until)
      .where(sql`state = 'held'`),
    check('holds_quantity', sql`${table.quantity} > 0`),
    check('holds_state', sql`${table.state} in ('held', 'sold', 'freed')`),
  ],
);

/** What someone means to buy. */
export const carts = pgTable(
  'carts',
  {
    id: char('id', { length: 12 }).primaryKey(),
    /** Of the browser that keeps it; `null`: it belongs to an account. */
    tokenHash: text('token_hash').unique(),
    userId: text('user_id').references(() => users.id, { onDelete: 'cascade' }),
    /** Ordered so: it no longer changes, and what is added begins another. */
    purchaseId: char('purchase_id', { length: 12 }),
    version: integer('version').notNull().default(1),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  (table) => [
    index('carts_user').on(table.userId),
    index('carts_updated').on(table.updatedAt),
    check('carts_owner', sql`(${table.tokenHash} is null) <> (${table.userId} is null)`),
  ],
);

export const cartLines = pgTable(
  'cart_lines',
  {
    cartId: char('cart_id', { length: 12 })
      .notNull()
      .references(() => carts.id, { onDelete: 'cascade' }),
    offerId: char('offer_id', { length: 12 })
      .notNull()
      .references(() => offers.id),
    quantity: integer('quantity').notNull(),
    /** What the buyer last saw and agreed to; told when it has changed since. */
    priceSeen: integer('price_seen').$type<Dong>().notNull(),
    /** Stars in force as last seen; `null`: none. */
    starsSeen: smallint('stars_seen'),
    /** Put in on the page of a fair, to be collected there; `null`: not. */
    fairId: char('fair_id', { length: 12 }).references(() => fairs.id),
    addedAt: instant('added_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.cartId, table.offerId] }),
    check('cart_lines_quantity', sql`${table.quantity} between 1 and 999`),
  ],
);
