import { jsonb, pgTable, text, timestamp } from 'drizzle-orm/pg-core';

/** What this installation says of itself: who answers for it, whether it shows the demo world. */
export const siteSettings = pgTable('site_settings', {
  name: text('name').primaryKey(),
  value: jsonb('value').notNull(),
  updatedAt: timestamp('updated_at', { withTimezone: true }).notNull(),
});
