import { sql } from 'drizzle-orm';
import {
  bigserial,
  boolean,
  char,
  check,
  index,
  integer,
  jsonb,
  numeric,
  pgTable,
  primaryKey,
  text,
  timestamp,
  unique,
  uniqueIndex,
} from 'drizzle-orm/pg-core';
import type { EventFault, EventJson } from '#src/domain/epcis/check-events.ts';
import type { EventSource, ThingRole, TokenScope } from '#src/domain/epcis/kept-event.ts';
import type { Json } from '#src/domain/epcis/event-hash.ts';
import type { ShownDeed } from '#src/domain/traceability/lot-event.ts';
import { pictures } from './media.ts';
import { producers } from './producers.ts';
import { lots } from './traceability.ts';

const instant = (name: string) => timestamp(name, { withTimezone: true });
const producer = () =>
  char('producer_id', { length: 12 })
    .notNull()
    .references(() => producers.id);

/** What systems of a producer sign in with. What they show is kept nowhere: only its hash. */
export const epcisTokens = pgTable(
  'epcis_tokens',
  {
    id: char('id', { length: 12 }).primaryKey(),
    producerId: producer(),
    name: text('name').notNull(),
    hash: char('hash', { length: 64 }).notNull().unique(),
    scopes: text('scopes').array().$type<TokenScope[]>().notNull(),
    madeAt: instant('made_at').notNull(),
    madeBy: text('made_by').notNull(),
    lastUsedAt: instant('last_used_at'),
    revokedAt: instant('revoked_at'),
  },
  (table) => [
    index('epcis_tokens_producer').on(table.producerId, table.madeAt),
    check('epcis_tokens_scopes', sql`cardinality(${table.scopes}) > 0`),
  ],
);

/** Documents that a system sent: taken whole, or not at all. */
export const epcisCaptures = pgTable(
  'epcis_captures',
  {
    id: char('id', { length: 12 }).primaryKey(),
    seq: bigserial('seq', { mode: 'number' }).notNull(),
    producerId: producer(),
    tokenId: char('token_id', { length: 12 })
      .notNull()
      .references(() => epcisTokens.id),
    at: instant('at').notNull(),
    isTaken: boolean('is_taken').notNull(),
    count: integer('count').notNull(),
    faults: jsonb('faults').$type<EventFault[]>().notNull(),
  },
  (table) => [index('epcis_captures_producer').on(table.producerId, table.seq)],
);

const STEP = `substring(biz_step from '[a-z_]+$')`;
const DEED = sql.raw(`case
  when disposition like '%recalled' then case when event ? 'saolang:stampRun' then 'stamps_recalled' else 'recalled' end
  when type = 'TransformationEvent' then 'process'
  else coalesce(
    case when event ? 'saolang:stampRun' then case ${STEP} when 'encoding' then 'stamps_ordered' when 'commissioning' then 'stamps_active'
      when 'decommissioning' then 'stamps_spoilt' when 'other' then 'stamps_closed' end end,
    case ${STEP} when 'creating_class_instance' then 'harvest' when 'packing' then 'pack' when 'inspecting' then 'test'
      when 'sampling' then 'test' when 'shipping' then 'dispatch' when 'departing' then 'dispatch' end,
    'other') end`);

/** What happened to goods, as it was told. Nothing is changed or deleted: what was wrong is said to be wrong by another. */
export const epcisEvents = pgTable(
  'epcis_events',
  {
    id: char('id', { length: 12 }).primaryKey(),
    seq: bigserial('seq', { mode: 'number' }).notNull(),
    /** What its content is called. */
    hash: text('hash').notNull(),
    /** Of what declares the event of this hash wrong; empty: it declares nothing. */
    declaration: text('declaration').notNull().default(''),
    /** As it was called by who told of it; otherwise its hash. */
    eventId: text('event_id').notNull(),
    producerId: producer(),
    source: text('source').$type<EventSource>().notNull(),
    type: text('type').notNull(),
    eventTime: instant('event_time').notNull(),
    offset: text('time_zone_offset').notNull(),
    recordTime: instant('record_time').notNull(),
    action: text('action'),
    /** Words of the vocabulary and places are kept written out, in the one form in which they are compared. */
    bizStep: text('biz_step'),
    disposition: text('disposition'),
    readPoint: text('read_point'),
    bizLocation: text('biz_location'),
    transformationId: text('transformation_id'),
    /** As it was told, without names of its own for itself and for the moment of keeping. */
    event: jsonb('event').$type<EventJson>().notNull(),
    /** What its prefixes mean. */
    context: jsonb('context').$type<Json>().notNull(),
    captureId: char('capture_id', { length: 12 }).references(() => epcisCaptures.id),
    keptBy: text('kept_by').notNull(),
    /** Which of our words tells of it, as `shownDeedOf` says. */
    deed: text('deed').$type<ShownDeed>().generatedAlwaysAs(DEED),
  },
  (table) => [
    unique('epcis_events_hash').on(table.hash, table.producerId, table.declaration),
    index('epcis_events_id').on(table.eventId),
    index('epcis_events_recorded').on(table.producerId, table.seq),
    index('epcis_events_happened').on(table.producerId, table.eventTime),
    index('epcis_events_seq').on(table.seq),
    index('epcis_events_deed').on(table.deed, table.seq),
    // All that a list of the office asks of events before it knows which it shows.
    index('epcis_events_listed')
      .on(table.id, table.seq, table.deed)
      .where(sql`${table.declaration} = ''`),
    index('epcis_events_declared')
      .on(table.producerId)
      .where(sql`${table.declaration} <> ''`),
  ],
);

/** What an event is about: single things and classes of them, in their canonical form. */
export const epcisThings = pgTable(
  'epcis_things',
  {
    eventId: char('event_id', { length: 12 })
      .notNull()
      .references(() => epcisEvents.id),
    place: integer('place').notNull(),
    role: text('role').$type<ThingRole>().notNull(),
    uri: text('uri').notNull(),
    /** The lot of this register that it is. */
    lotId: char('lot_id', { length: 12 }).references(() => lots.id),
    /** The lot of which it is a single pack, told by its stamp. */
    packOf: char('pack_of', { length: 12 }).references(() => lots.id),
    quantity: numeric('quantity'),
    unit: text('unit'),
  },
  (table) => [
    primaryKey({ columns: [table.eventId, table.place] }),
    index('epcis_things_uri').on(table.uri),
    index('epcis_things_lot_event')
      .on(table.lotId, table.eventId)
      .where(sql`${table.lotId} is not null`),
    index('epcis_things_pack')
      .on(table.packOf, table.eventId)
      .where(sql`${table.packOf} is not null`),
  ],
);

/** Photographs that belong to what was told. */
export const epcisEvidence = pgTable(
  'epcis_evidence',
  {
    eventId: char('event_id', { length: 12 })
      .notNull()
      .references(() => epcisEvents.id),
    pictureId: char('picture_id', { length: 12 })
      .notNull()
      .references(() => pictures.id, { onDelete: 'cascade' }),
  },
  (table) => [primaryKey({ columns: [table.eventId, table.pictureId] })],
);

/**
 * Whom and what a producer names in their events: buyers, suppliers, laboratories, places of their own, materials. An
 * event holds the identifier alone, so that a name can be forgotten and the event stays what it was.
 */
export const epcisNames = pgTable(
  'epcis_names',
  {
    id: char('id', { length: 12 }).primaryKey(),
    producerId: producer(),
    kind: text('kind').$type<'party' | 'place' | 'material'>().notNull(),
    /** `null`: forgotten. */
    name: text('name'),
    nameKey: text('name_key'),
    madeAt: instant('made_at').notNull(),
    usedAt: instant('used_at').notNull(),
  },
  (table) => [
    uniqueIndex('epcis_names_once')
      .on(table.producerId, table.kind, table.nameKey)
      .where(sql`${table.nameKey} is not null`),
    check('epcis_names_both', sql`(${table.name} is null) = (${table.nameKey} is null)`),
  ],
);
