import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  char,
  check,
  customType,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
} from 'drizzle-orm/pg-core';
import type { ListKind, StoredOptions } from '#src/domain/registry/draft.ts';
import type { Changes } from '#src/domain/registry/write-plan.ts';
import { users } from './accounts.ts';

const bytea = customType<{ data: Uint8Array; driverData: Uint8Array }>({ dataType: () => 'bytea' });
const instant = (name: string) => timestamp(name, { withTimezone: true });

/** Lists that an office works on, from the moment the file came in. Nothing of them is public. */
export const listDrafts = pgTable(
  'list_drafts',
  {
    id: char('id', { length: 12 }).primaryKey(),
    name: text('name').notNull(),
    kind: text('kind').$type<ListKind>().notNull(),
    /** The file as it was sent; never changed. */
    bytes: bytea('bytes').notNull(),
    size: integer('size').notNull(),
    /** What was added and put right since. */
    options: jsonb('options').$type<StoredOptions>().notNull(),
    /** Whose list it is: rows of elsewhere cannot be published with it. Both `null`: the country's. */
    provinceCode: char('province_code', { length: 2 }),
    communeCode: char('commune_code', { length: 5 }),
    /** Counts up with every change, so that a form made before somebody else's change is told. */
    version: integer('version').notNull().default(1),
    sentBy: text('sent_by').notNull(),
    sentAt: instant('sent_at').notNull(),
    changedBy: text('changed_by').notNull(),
    changedAt: instant('changed_at').notNull(),
    putAsideAt: instant('put_aside_at'),
    publishedBy: text('published_by'),
    publishedAt: instant('published_at'),
    /** The list as it is kept. */
    listId: char('list_id', { length: 12 }),
    changes: jsonb('changes').$type<Changes>(),
    onlyGood: boolean('only_good'),
    /** Facts of the audit that it made lie after the first and up to the last of these. */
    factsAfter: bigint('facts_after', { mode: 'number' }),
    factsUpTo: bigint('facts_up_to', { mode: 'number' }),
    undoneBy: text('undone_by'),
    undoneAt: instant('undone_at'),
    undoneReason: text('undone_reason'),
  },
  (table) => [
    index('list_drafts_place').on(table.provinceCode, table.communeCode, table.changedAt),
    index('list_drafts_changed').on(table.changedAt),
    index('list_drafts_list').on(table.listId),
    check('list_drafts_kind', sql`${table.kind} in ('decisions', 'shops')`),
    check('list_drafts_published', sql`(${table.publishedAt} is null) = (${table.listId} is null)`),
    check(
      'list_drafts_undone',
      sql`${table.undoneAt} is null or (${table.publishedAt} is not null and ${table.undoneReason} is not null)`,
    ),
  ],
);

/** Who looked at a draft last when, so that two officers on one list see each other. */
export const listDraftViews = pgTable(
  'list_draft_views',
  {
    draftId: char('draft_id', { length: 12 })
      .notNull()
      .references(() => listDrafts.id, { onDelete: 'cascade' }),
    userId: text('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    seenAt: instant('seen_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.draftId, table.userId] })],
);
