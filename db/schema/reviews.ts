import { sql } from 'drizzle-orm';
import { bigserial, char, check, index, jsonb, pgTable, text, timestamp, unique } from 'drizzle-orm/pg-core';
import type {
  ReviewAnswer,
  ReviewConsent,
  ReviewDeed,
  ReviewReportReason,
  ReviewState,
} from '#src/domain/reviews/review.ts';
import { products } from './catalogue.ts';
import { orderLines } from './orders.ts';

const instant = (name: string) => timestamp(name, { withTimezone: true });

/** What somebody who bought says of the goods: an answer in words, never a number that could be taken for stars. */
export const reviews = pgTable(
  'reviews',
  {
    id: char('id', { length: 12 }).primaryKey(),
    orderLineId: char('order_line_id', { length: 12 })
      .notNull()
      .references(() => orderLines.id),
    productId: char('product_id', { length: 12 })
      .notNull()
      .references(() => products.id),
    answer: text('answer').$type<ReviewAnswer>().notNull(),
    /** Plain; emptied when it is taken back. */
    words: text('words').notNull(),
    /** As the buyer wants to be called; `null`: a buyer. */
    givenName: text('given_name'),
    communeCode: char('commune_code', { length: 5 }),
    consents: jsonb('consents').$type<ReviewConsent[]>().notNull(),
    language: text('language').$type<'vi' | 'en'>().notNull(),
    state: text('state').$type<ReviewState>().notNull(),
    writtenAt: instant('written_at').notNull(),
    changedAt: instant('changed_at'),
    /** It was hidden once: written anew it is looked at before it is shown. */
    hiddenAt: instant('hidden_at'),
    /** Since when somebody waits for the operator to look at it. */
    askedAt: instant('asked_at'),
    reply: text('reply'),
    repliedAt: instant('replied_at'),
    repliedBy: text('replied_by'),
  },
  (table) => [
    unique('reviews_line_once').on(table.orderLineId),
    index('reviews_product').on(table.productId, table.writtenAt),
    index('reviews_asked')
      .on(table.askedAt)
      .where(sql`asked_at is not null`),
    check('reviews_answer', sql`${table.answer} in ('yes', 'with_reservation', 'no')`),
    check('reviews_state', sql`${table.state} in ('shown', 'hidden', 'taken_back')`),
    check('reviews_name', sql`(${table.givenName} is null) = (${table.communeCode} is null)`),
    check('reviews_reply', sql`(${table.reply} is null) = (${table.repliedAt} is null)`),
    check(
      'reviews_taken_back',
      sql`${table.state} <> 'taken_back' or (${table.words} = '' and ${table.givenName} is null and ${table.reply} is null)`,
    ),
  ],
);

/** Why somebody thinks that a review should not stand there. Who they are is not asked. */
export const reviewReports = pgTable(
  'review_reports',
  {
    id: char('id', { length: 12 }).primaryKey(),
    reviewId: char('review_id', { length: 12 })
      .notNull()
      .references(() => reviews.id, { onDelete: 'cascade' }),
    /** `producer`, or `visitor`. */
    by: text('by').$type<'producer' | 'visitor'>().notNull(),
    reason: text('reason').$type<ReviewReportReason>().notNull(),
    words: text('words').notNull(),
    at: instant('at').notNull(),
    settledAt: instant('settled_at'),
  },
  (table) => [index('review_reports_review').on(table.reviewId, table.at)],
);

/** All that happened to a review, in its order. */
export const reviewEvents = pgTable(
  'review_events',
  {
    id: bigserial('id', { mode: 'number' }).primaryKey(),
    reviewId: char('review_id', { length: 12 })
      .notNull()
      .references(() => reviews.id, { onDelete: 'cascade' }),
    at: instant('at').notNull(),
    by: text('by').notNull(),
    deed: text('deed').$type<ReviewDeed>().notNull(),
    /** Of the operator, read by both sides. */
    reason: text('reason'),
    /** What stood there before it was changed; gone once the review is taken back. */
    before: jsonb('before').$type<{ answer: ReviewAnswer; words: string }>(),
  },
  (table) => [index('review_events_review').on(table.reviewId, table.id)],
);
