import { sql } from 'drizzle-orm';
import {
  boolean,
  char,
  check,
  date,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  timestamp,
} from 'drizzle-orm/pg-core';
import type { LetterKind, LetterState } from '#src/domain/notifications/letter.ts';
import type { Milestone, NoticeReceiver } from '#src/domain/notifications/notice-schedule.ts';
import type { Day } from '#src/domain/shared/calendar.ts';
import { certificates } from './certification.ts';

const instant = (name: string) => timestamp(name, { withTimezone: true });

/** Letters by mail, each written once in the transaction of its cause, sent afterwards, and kept. */
export const letters = pgTable(
  'letters',
  {
    id: char('id', { length: 12 }).primaryKey(),
    /** What makes it the same letter: written a second time, it is not sent again. */
    key: text('key').notNull().unique(),
    kind: text('kind').$type<LetterKind>().notNull(),
    /** `null`: mail cannot reach them; somebody prints the letter and hands it over. */
    toAddress: text('to_address'),
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
    /** Not before then, after a fault that may pass. */
    nextTryAt: instant('next_try_at'),
    /** Who is sending it now, and until when that is believed: whoever was killed is waited for no longer. */
    claimedBy: text('claimed_by'),
    claimedUntil: instant('claimed_until'),
    /** Day on which somebody gave it to its receiver on paper. */
    handedOn: date('handed_on', { mode: 'string' }).$type<Day>(),
    /** Who said that it has arrived, where no mail server did. */
    settledBy: text('settled_by'),
  },
  (table) => [
    index('letters_state').on(table.state, table.writtenAt),
    index('letters_about').on(table.about),
    index('letters_place').on(table.provinceCode, table.communeCode, table.writtenAt),
    check('letters_sent', sql`(${table.state} = 'sent') = (${table.sentAt} is not null)`),
    check('letters_handed', sql`(${table.state} = 'handed_over') = (${table.handedOn} is not null)`),
    check(
      'letters_address',
      sql`${table.toAddress} is not null or ${table.state} in ('to_hand_over', 'handed_over')`,
    ),
  ],
);

/** Which notice of which certificate has been given to whom: each once, ever. */
export const notices = pgTable(
  'notices',
  {
    certificateId: char('certificate_id', { length: 12 })
      .notNull()
      .references(() => certificates.id),
    milestone: text('milestone').$type<Milestone>().notNull(),
    receiver: text('receiver').$type<NoticeReceiver>().notNull(),
    /** The day it was due; written later where the site stood still. */
    dueOn: date('due_on', { mode: 'string' }).$type<Day>().notNull(),
    writtenAt: instant('written_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.certificateId, table.milestone, table.receiver] })],
);
