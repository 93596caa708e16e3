import { sql } from 'drizzle-orm';
import { boolean, char, check, index, integer, pgTable, text, timestamp } from 'drizzle-orm/pg-core';
import type { LetterKind, LetterState } from '#src/domain/notifications/letter.ts';

const instant = (name: string) => timestamp(name, { withTimezone: true });

/** Letters by mail, each written once in the transaction of its cause, sent afterwards, and kept. */
export const letters = pgTable(
  'letters',
  {
    id: char('id', { length: 12 }).primaryKey(),
    /** What makes it the same letter: written a second time, it is not sent again. */
    key: text('key').notNull().unique(),
    kind: text('kind').$type<LetterKind>().notNull(),
    toAddress: text('to_address').notNull(),
    toName: text('to_name'),
    title: text('title').notNull(),
    /** Plain words; emptied once sent when only its receiver may read it. */
    words: text('words').notNull(),
    isPrivate: boolean('is_private').notNull().default(false),
    /** `certificate:0a1b…`: what it is about. */
    about: text('about'),
    provinceCode: char('province_code', { length: 2 }),
    communeCode: char('commune_code', { length: 5 }),
    state: text('state').$type<LetterState>().notNull(),
    tries: integer('tries').notNull().default(0),
    lastFault: text('last_fault'),
    writtenAt: instant('written_at').notNull(),
    triedAt: instant('tried_at'),
    sentAt: instant('sent_at'),
  },
  (table) => [
    index('letters_state').on(table.state, table.writtenAt),
    index('letters_place').on(table.provinceCode, table.communeCode, table.writtenAt),
    check('letters_sent', sql`(${table.state} = 'sent') = (${table.sentAt} is not null)`),
  ],
);
