import { sql } from 'drizzle-orm';
import {
  char,
  check,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  unique,
} from 'drizzle-orm/pg-core';
import type { Comment, ReviewOutcome, VersionKind } from '#src/domain/stories/story.ts';
import { products } from './catalogue.ts';
import { producers } from './producers.ts';

/** What is told of a producer, or of one of their goods. What is public stands with the producer or the goods themselves. */
export const stories = pgTable(
  'stories',
  {
    id: char('id', { length: 12 }).primaryKey(),
    /** One of the two: a producer's own story, or that of goods, which go to another producer with it. */
    producerId: char('producer_id', { length: 12 }).references(() => producers.id),
    productId: char('product_id', { length: 12 }).references(() => products.id),
    /** Number of the newest version; forms carry it, so that two who write at once do not overwrite each other. */
    revision: integer('revision').notNull().default(0),
    /** Waits for the office. `null`: none does. */
    sentVersion: integer('sent_version'),
    sentAt: timestamp('sent_at', { withTimezone: true }),
    sentBy: text('sent_by'),
    publishedVersion: integer('published_version'),
    publishedAt: timestamp('published_at', { withTimezone: true }),
    /** A sample of the word sequences of what is published, by which copies are found. */
    prints: integer('prints')
      .array()
      .notNull()
      .default(sql`'{}'::integer[]`),
    /** What is read out over the commune's loudspeakers, where somebody has put the proposal right. */
    radio: text('radio'),
  },
  (table) => [
    unique('stories_producer').on(table.producerId),
    unique('stories_product').on(table.productId),
    index('stories_sent').on(table.sentAt),
    index('stories_prints').using('gin', table.prints),
    check('stories_of_one', sql`num_nonnulls(${table.producerId}, ${table.productId}) = 1`),
    check(
      'stories_sent_whole',
      sql`num_nulls(${table.sentVersion}, ${table.sentAt}, ${table.sentBy}) in (0, 3)`,
    ),
  ],
);

/** Each saved text; never changed. One that was saved by itself gives way to the next of the same sitting. */
export const storyVersions = pgTable(
  'story_versions',
  {
    storyId: char('story_id', { length: 12 })
      .notNull()
      .references(() => stories.id),
    /** 0: what stood in the register before anybody wrote here. */
    number: integer('number').notNull(),
    /** Markdown. */
    vi: text('vi').notNull(),
    en: text('en').notNull(),
    kind: text('kind').$type<VersionKind>().notNull(),
    /** Of `back`: the version whose text it is. */
    fromNumber: integer('from_number'),
    author: text('author').notNull(),
    at: timestamp('at', { withTimezone: true }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.storyId, table.number] })],
);

/** What the office said of a version. */
export const storyReviews = pgTable(
  'story_reviews',
  {
    id: char('id', { length: 12 }).primaryKey(),
    storyId: char('story_id', { length: 12 })
      .notNull()
      .references(() => stories.id),
    version: integer('version').notNull(),
    outcome: text('outcome').$type<ReviewOutcome>().notNull(),
    note: text('note').notNull(),
    comments: jsonb('comments').$type<Comment[]>().notNull(),
    by: text('by').notNull(),
    at: timestamp('at', { withTimezone: true }).notNull(),
  },
  (table) => [index('story_reviews_story').on(table.storyId, table.at)],
);
