import { sql } from 'drizzle-orm';
import {
  bigserial,
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
import type { Buyer, Consent, FrozenGoods, InvoiceRequest } from '#src/domain/orders/purchase.ts';
import type { CancelledBy, DeliveryKind, OrderState } from '#src/domain/orders/order.ts';
import type { PaymentMethod } from '#src/domain/orders/purchase.ts';
import type { CarrierName } from '#src/domain/shop/carrier.ts';
import type { Day } from '#src/domain/shared/calendar.ts';
import type { Dong } from '#src/domain/shared/dong.ts';
import { users } from './accounts.ts';
import { fairs } from './fairs.ts';
import { offers, carts, stock } from './offers.ts';
import { producers } from './producers.ts';
import { pointsOfSale } from './shop.ts';
import { lots } from './traceability.ts';

const instant = (name: string) => timestamp(name, { withTimezone: true });

/** What one buyer orders at once (đơn mua): frozen before anybody is asked for money. */
export const purchases = pgTable(
  'purchases',
  {
    id: char('id', { length: 12 }).primaryKey(),
    /** What people say on the telephone and write on a transfer. */
    code: text('code').notNull().unique(),
    /** One purchase for one cart, ever. */
    cartId: char('cart_id', { length: 12 })
      .notNull()
      .unique()
      .references(() => carts.id),
    userId: text('user_id').references(() => users.id, { onDelete: 'set null' }),
    /** Of the link by which a guest follows it. */
    tokenHash: text('token_hash').notNull().unique(),
    method: text('method').$type<PaymentMethod>().notNull(),
    buyer: jsonb('buyer').$type<Buyer>().notNull(),
    /** For finding by number; `+84…`. */
    phone: text('phone').notNull(),
    invoice: jsonb('invoice').$type<InvoiceRequest>(),
    consents: jsonb('consents').$type<Consent[]>().notNull(),
    language: text('language').$type<'vi' | 'en'>().notNull(),
    goodsTotal: integer('goods_total').$type<Dong>().notNull(),
    shippingTotal: integer('shipping_total').$type<Dong>().notNull(),
    total: integer('total').$type<Dong>().notNull(),
    startedAt: instant('started_at').notNull(),
    /** From then on it is an order for everybody; `null`: payment is awaited, or never came. */
    placedAt: instant('placed_at'),
    /** It came to nothing: no payment in time, or given up. */
    lapsedAt: instant('lapsed_at'),
    /** Its buyer wants their data kept and not used: once its orders have ended the producer sees nothing of them. */
    restrictedAt: instant('restricted_at'),
    /** Who bought is no longer known; goods, lots and money stay, as the law wants. */
    forgottenAt: instant('forgotten_at'),
  },
  (table) => [
    index('purchases_phone').on(table.phone),
    index('purchases_user').on(table.userId, table.startedAt),
    index('purchases_guest_email')
      .on(sql`lower(buyer->>'email')`)
      .where(sql`user_id is null`),
    index('purchases_waiting')
      .on(table.startedAt)
      .where(sql`placed_at is null and lapsed_at is null`),
    check('purchases_total', sql`${table.total} = ${table.goodsTotal} + ${table.shippingTotal}`),
    check(
      'purchases_end',
      sql`${table.placedAt} is null or ${table.lapsedAt} is null or ${table.placedAt} <= ${table.lapsedAt}`,
    ),
  ],
);

/** Purchases that an account is to keep as soon as its address is confirmed. */
export const purchasesAwaited = pgTable(
  'purchases_awaited',
  {
    userId: text('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    purchaseId: char('purchase_id', { length: 12 })
      .notNull()
      .references(() => purchases.id),
  },
  (table) => [primaryKey({ columns: [table.userId, table.purchaseId] })],
);

/** Keys under which a purchase was asked for: the same key is the same purchase, whatever happened meanwhile. */
export const purchaseKeys = pgTable(
  'purchase_keys',
  {
    cartId: char('cart_id', { length: 12 })
      .notNull()
      .references(() => carts.id, { onDelete: 'cascade' }),
    key: text('key').notNull(),
    /** Of all that was asked with it. */
    bodyHash: text('body_hash').notNull(),
    purchaseId: char('purchase_id', { length: 12 })
      .notNull()
      .references(() => purchases.id),
  },
  (table) => [primaryKey({ columns: [table.cartId, table.key] })],
);

/** The part of one producer (đơn hàng). */
export const orders = pgTable(
  'orders',
  {
    id: char('id', { length: 12 }).primaryKey(),
    purchaseId: char('purchase_id', { length: 12 })
      .notNull()
      .references(() => purchases.id),
    producerId: char('producer_id', { length: 12 })
      .notNull()
      .references(() => producers.id),
    code: text('code').notNull().unique(),
    state: text('state').$type<OrderState>().notNull(),
    goodsTotal: integer('goods_total').$type<Dong>().notNull(),
    shippingTotal: integer('shipping_total').$type<Dong>().notNull(),
    total: integer('total').$type<Dong>().notNull(),
    delivery: text('delivery').$type<DeliveryKind>().notNull(),
    pickUpPointId: char('pick_up_point_id', { length: 12 }).references(() => pointsOfSale.id),
    /** Collected at the producer's stall there. */
    fairId: char('fair_id', { length: 12 }).references(() => fairs.id),
    /** Shown by the buyer at the counter. */
    pickUpCode: text('pick_up_code'),
    /** Day by which it should be there, as told to the buyer. */
    dueOn: date('due_on', { mode: 'string' }).$type<Day>().notNull(),
    carrier: text('carrier'),
    trackingNumber: text('tracking_number'),
    /** Whose word the shipping is: the producer's own rates, or a carrier's. */
    quotedBy: text('quoted_by').$type<CarrierName>().notNull().default('manual'),
    cancelledBy: text('cancelled_by').$type<CancelledBy>(),
    reason: text('reason'),
    placedAt: instant('placed_at'),
    changedAt: instant('changed_at').notNull(),
    version: integer('version').notNull().default(1),
  },
  (table) => [
    unique('orders_producer_once').on(table.purchaseId, table.producerId),
    index('orders_producer').on(table.producerId, table.state, table.changedAt),
    check('orders_total', sql`${table.total} = ${table.goodsTotal} + ${table.shippingTotal}`),
    index('orders_fair')
      .on(table.fairId)
      .where(sql`fair_id is not null`),
    check(
      'orders_pick_up',
      sql`num_nonnulls(${table.pickUpPointId}, ${table.fairId}) = case ${table.delivery} when 'pick_up' then 1 else 0 end`,
    ),
    check('orders_cancelled', sql`(${table.state} = 'cancelled') = (${table.cancelledBy} is not null)`),
  ],
);

export const orderLines = pgTable(
  'order_lines',
  {
    id: char('id', { length: 12 }).primaryKey(),
    orderId: char('order_id', { length: 12 })
      .notNull()
      .references(() => orders.id),
    offerId: char('offer_id', { length: 12 })
      .notNull()
      .references(() => offers.id),
    quantity: smallint('quantity').notNull(),
    price: integer('price').$type<Dong>().notNull(),
    total: integer('total').$type<Dong>().notNull(),
    /** Name, pack, certificate and label as they were when it was ordered. */
    goods: jsonb('goods').$type<FrozenGoods>().notNull(),
  },
  (table) => [
    unique('order_lines_offer').on(table.orderId, table.offerId),
    check(
      'order_lines_total',
      sql`${table.total} = ${table.price} * ${table.quantity} and ${table.quantity} > 0`,
    ),
  ],
);

/** Which lots went into the parcel. */
export const orderLineLots = pgTable(
  'order_line_lots',
  {
    orderLineId: char('order_line_id', { length: 12 })
      .notNull()
      .references(() => orderLines.id),
    stockId: char('stock_id', { length: 12 })
      .notNull()
      .references(() => stock.id),
    lotId: char('lot_id', { length: 12 }).references(() => lots.id),
    quantity: smallint('quantity').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.orderLineId, table.stockId] }),
    index('order_line_lots_lot').on(table.lotId),
  ],
);

/** All that happened to an order, in its order; nothing is taken back. */
export const orderEvents = pgTable(
  'order_events',
  {
    id: bigserial('id', { mode: 'number' }).primaryKey(),
    orderId: char('order_id', { length: 12 })
      .notNull()
      .references(() => orders.id),
    at: instant('at').notNull(),
    by: text('by').notNull(),
    state: text('state').$type<OrderState>().notNull(),
    reason: text('reason'),
    /** Whether the buyer sees it. */
    isPublic: boolean('is_public').notNull().default(true),
    /** Whoever has to know was written to. */
    toldAt: instant('told_at'),
  },
  (table) => [
    index('order_events_order').on(table.orderId, table.id),
    index('order_events_untold')
      .on(table.id)
      .where(sql`told_at is null`),
  ],
);
