import { sql } from 'drizzle-orm';
import {
  bigserial,
  char,
  check,
  date,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  unique,
} from 'drizzle-orm/pg-core';
import type { FindingKind, PaymentState, RefundState, SessionAsked } from '#src/domain/payments/payment.ts';
import type { PayoutState } from '#src/domain/payments/payout.ts';
import type { Day } from '#src/domain/shared/calendar.ts';
import type { Dong } from '#src/domain/shared/dong.ts';
import { orders, purchases } from './orders.ts';
import { producers } from './producers.ts';

const instant = (name: string) => timestamp(name, { withTimezone: true });

/** One asking for money: a card session for the whole purchase, a transfer or cash for one producer's order. */
export const payments = pgTable(
  'payments',
  {
    id: char('id', { length: 12 }).primaryKey(),
    purchaseId: char('purchase_id', { length: 12 })
      .notNull()
      .references(() => purchases.id),
    /** `null`: for the whole purchase. */
    orderId: char('order_id', { length: 12 }).references(() => orders.id),
    method: text('method').$type<'card' | 'transfer' | 'cash'>().notNull(),
    amount: integer('amount').$type<Dong>().notNull(),
    state: text('state').$type<PaymentState>().notNull(),
    /** Words of a transfer by which it is found again. */
    message: text('message').unique(),
    /** What was asked of the card gateway, to the letter: the same key with other words is refused there. */
    asked: jsonb('asked').$type<SessionAsked>(),
    session: text('session').unique(),
    payUrl: text('pay_url'),
    /** Nothing that comes later is expected. */
    until: instant('until'),
    paidAt: instant('paid_at'),
    /** What came, when it is not what was asked. */
    received: jsonb('received').$type<{ amount: number; currency: string; givenBack?: string }>(),
    createdAt: instant('created_at').notNull(),
  },
  (table) => [
    index('payments_purchase').on(table.purchaseId),
    index('payments_waiting')
      .on(table.until)
      .where(sql`state = 'awaited'`),
    check('payments_amount', sql`${table.amount} > 0`),
  ],
);

/** Each producer's share of one charge: stored when the order is frozen, never worked out again. */
export const paymentShares = pgTable(
  'payment_shares',
  {
    paymentId: char('payment_id', { length: 12 })
      .notNull()
      .references(() => payments.id),
    orderId: char('order_id', { length: 12 })
      .notNull()
      .references(() => orders.id),
    amount: integer('amount').$type<Dong>().notNull(),
    refunded: integer('refunded')
      .$type<Dong>()
      .notNull()
      .default(0 as Dong),
  },
  (table) => [
    primaryKey({ columns: [table.paymentId, table.orderId] }),
    check('payment_shares_refunded', sql`${table.refunded} between 0 and ${table.amount}`),
  ],
);

/** Notices of the gateway, each once. */
export const paymentNotices = pgTable('payment_notices', {
  id: text('id').primaryKey(),
  kind: text('kind').notNull(),
  session: text('session'),
  receivedAt: instant('received_at').notNull(),
  settledAt: instant('settled_at'),
});

/** Money to give back. */
export const refunds = pgTable(
  'refunds',
  {
    id: char('id', { length: 12 }).primaryKey(),
    paymentId: char('payment_id', { length: 12 })
      .notNull()
      .references(() => payments.id),
    orderId: char('order_id', { length: 12 })
      .notNull()
      .references(() => orders.id),
    /** The same key is the same refund. */
    key: text('key').notNull().unique(),
    amount: integer('amount').$type<Dong>().notNull(),
    reason: text('reason').notNull(),
    state: text('state').$type<RefundState>().notNull(),
    /** At the gateway. */
    reference: text('reference'),
    asks: integer('asks').notNull().default(0),
    /** How often it was tried in vain; from so many on a person says when it is tried again. */
    tries: integer('tries').notNull().default(0),
    /** Not before; `null`: at once. */
    tryAt: instant('try_at'),
    /** The buyer was written to. */
    toldAt: instant('told_at'),
    by: text('by').notNull(),
    createdAt: instant('created_at').notNull(),
    changedAt: instant('changed_at').notNull(),
  },
  (table) => [
    index('refunds_order').on(table.orderId),
    index('refunds_open')
      .on(table.createdAt)
      .where(sql`state in ('asked', 'failed')`),
    index('refunds_untold')
      .on(table.id)
      .where(sql`state = 'done' and told_at is null`),
    check('refunds_amount', sql`${table.amount} > 0`),
  ],
);

/** Movements of money; the entries of one add up to nothing. */
export const ledgerTransfers = pgTable('ledger_transfers', {
  id: char('id', { length: 12 }).primaryKey(),
  /** What it is about: `payment:…`, `refund:…`, `payout:…`. Once each. */
  cause: text('cause').notNull().unique(),
  at: instant('at').notNull(),
});

export const ledgerEntries = pgTable(
  'ledger_entries',
  {
    id: bigserial('id', { mode: 'number' }).primaryKey(),
    transferId: char('transfer_id', { length: 12 })
      .notNull()
      .references(() => ledgerTransfers.id),
    /** `card`: money the operator took by card; `direct`: a producer took it themselves; `producer:ID`: theirs. */
    account: text('account').notNull(),
    orderId: char('order_id', { length: 12 }).references(() => orders.id),
    amount: integer('amount').notNull(),
  },
  (table) => [
    index('ledger_entries_account').on(table.account, table.id),
    index('ledger_entries_order').on(table.orderId),
  ],
);

/** Lines of a bank statement, matched to a payment or waiting for a person. */
export const statementLines = pgTable(
  'statement_lines',
  {
    id: char('id', { length: 12 }).primaryKey(),
    producerId: char('producer_id', { length: 12 }).notNull(),
    on: date('on', { mode: 'string' }).$type<Day>().notNull(),
    amount: integer('amount').$type<Dong>().notNull(),
    words: text('words').notNull(),
    /** Of the bank; the same line is not read twice. */
    reference: text('reference').notNull(),
    paymentId: char('payment_id', { length: 12 }).references(() => payments.id),
    settledBy: text('settled_by'),
    /** What a person said it is, when it pays for no order. */
    note: text('note'),
    createdAt: instant('created_at').notNull(),
  },
  (table) => [
    unique('statement_lines_once').on(table.producerId, table.reference),
    index('statement_lines_open')
      .on(table.producerId)
      .where(sql`payment_id is null and settled_by is null`),
  ],
);

/** Where the card service and the site do not say the same; each is found once and settled once. */
export const cardFindings = pgTable(
  'card_findings',
  {
    id: char('id', { length: 12 }).primaryKey(),
    /** What differs, and how: the same difference is the same finding. */
    key: text('key').notNull().unique(),
    on: date('on', { mode: 'string' }).$type<Day>().notNull(),
    kind: text('kind').$type<FindingKind>().notNull(),
    session: text('session').notNull(),
    paymentId: char('payment_id', { length: 12 }).references(() => payments.id),
    /** Paid and given back, at the service and here; `null`: not at all. */
    there: jsonb('there').$type<{ amount: number; currency: string; refunded: number }>(),
    here: jsonb('here').$type<{ amount: number; state: PaymentState; refunded: number }>(),
    foundAt: instant('found_at').notNull(),
    settledAt: instant('settled_at'),
    settledBy: text('settled_by'),
    note: text('note'),
  },
  (table) => [
    index('card_findings_open')
      .on(table.foundAt)
      .where(sql`settled_at is null`),
    check('card_findings_settled', sql`(${table.settledAt} is null) = (${table.settledBy} is null)`),
  ],
);

/** What the operator sends to producers in one go. */
export const payouts = pgTable(
  'payouts',
  {
    id: char('id', { length: 12 }).primaryKey(),
    state: text('state').$type<PayoutState>().notNull(),
    /** Orders delivered until then are in it. */
    deliveredUntil: instant('delivered_until').notNull(),
    madeAt: instant('made_at').notNull(),
    madeBy: text('made_by').notNull(),
    approvedAt: instant('approved_at'),
    approvedBy: text('approved_by'),
    paidAt: instant('paid_at'),
    paidBy: text('paid_by'),
    /** Of the bank. */
    reference: text('reference'),
  },
  (table) => [
    check('payouts_two_people', sql`${table.approvedBy} is null or ${table.approvedBy} <> ${table.madeBy}`),
    check('payouts_paid', sql`(${table.state} = 'paid') = (${table.paidAt} is not null)`),
  ],
);

/** One transfer of it. The account is the one of the day it was made. */
export const payoutLines = pgTable(
  'payout_lines',
  {
    payoutId: char('payout_id', { length: 12 })
      .notNull()
      .references(() => payouts.id),
    producerId: char('producer_id', { length: 12 })
      .notNull()
      .references(() => producers.id),
    amount: integer('amount').$type<Dong>().notNull(),
    bankBin: char('bank_bin', { length: 6 }).notNull(),
    bankAccount: text('bank_account').notNull(),
    bankHolder: text('bank_holder').notNull(),
    message: text('message').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.payoutId, table.producerId] }),
    index('payout_lines_producer').on(table.producerId),
    check('payout_lines_amount', sql`${table.amount} > 0`),
  ],
);
