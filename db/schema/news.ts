import { sql } from 'drizzle-orm';
import {
  boolean,
  char,
  check,
  customType,
  date,
  index,
  pgTable,
  smallint,
  text,
  timestamp,
} from 'drizzle-orm/pg-core';
import type { Day } from '#src/domain/shared/calendar.ts';

const bytea = customType<{ data: Uint8Array; driverData: Uint8Array }>({ dataType: () => 'bytea' });

/** News of a commune, a province, or the country (neither). */
export const news = pgTable(
  'news',
  {
    id: char('id', { length: 12 }).primaryKey(),
    slug: text('slug').notNull().unique(),
    title: text('title').notNull(),
    lead: text('lead').notNull(),
    body: text('body').notNull(),
    /** The same texts in English, where somebody has written them. */
    titleEn: text('title_en'),
    leadEn: text('lead_en'),
    bodyEn: text('body_en'),
    provinceCode: char('province_code', { length: 2 }),
    communeCode: char('commune_code', { length: 5 }),
    byline: text('byline').notNull(),
    publishedAt: timestamp('published_at', { withTimezone: true }),
    withdrawnOn: date('withdrawn_on', { mode: 'string' }).$type<Day>(),
    withdrawnReason: text('withdrawn_reason'),
    source: text('source'),
    isExample: boolean('is_example').notNull().default(false),
    createdAt: timestamp('created_at', { withTimezone: true }).notNull(),
    updatedAt: timestamp('updated_at', { withTimezone: true }).notNull(),
  },
  (table) => [
    index('news_by_place').on(table.provinceCode, table.communeCode, table.publishedAt),
    index('news_by_day').on(table.publishedAt),
    check('news_place', sql`${table.communeCode} is null or ${table.provinceCode} is not null`),
    check('news_withdrawn', sql`(${table.withdrawnOn} is null) = (${table.withdrawnReason} is null)`),
    check('news_withdrawn_published', sql`${table.withdrawnOn} is null or ${table.publishedAt} is not null`),
  ],
);

/** The picture of a piece of news, made anew from what was sent; apart, so that lists do not read it. */
export const newsPictures = pgTable('news_pictures', {
  newsId: char('news_id', { length: 12 })
    .primaryKey()
    .references(() => news.id),
  picture: bytea('picture').notNull(),
  /** Beginning of the hash of its bytes. */
  mark: char('mark', { length: 12 }).notNull(),
  width: smallint('width').notNull(),
  height: smallint('height').notNull(),
  /** What it shows, for who does not see it. */
  alt: text('alt').notNull(),
  altEn: text('alt_en'),
  credit: text('credit'),
});
