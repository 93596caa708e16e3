import { sql } from 'drizzle-orm';
import {
  bigserial,
  boolean,
  char,
  check,
  date,
  doublePrecision,
  index,
  integer,
  pgTable,
  smallint,
  text,
  timestamp,
  unique,
  uniqueIndex,
} from 'drizzle-orm/pg-core';
import type { Day } from '#src/domain/shared/calendar.ts';
import type { Dong } from '#src/domain/shared/dong.ts';
import type { RevisionState, StopKind, WayMode } from '#src/domain/tourism/tour.ts';
import type { VisitState } from '#src/domain/tourism/visit.ts';
import { products } from './catalogue.ts';
import { producers } from './producers.ts';
import { pointsOfSale } from './shop.ts';

const instant = (name: string) => timestamp(name, { withTimezone: true });
const provinceCode = () => char('province_code', { length: 2 });
const communeCode = () => char('commune_code', { length: 5 });

/** A route for visitors; what it says stands in its revisions. */
export const tours = pgTable(
  'tours',
  {
    id: char('id', { length: 12 }).primaryKey(),
    /** Follows the title until the route is public, and never after. */
    slug: text('slug').notNull().unique(),
    /** Whose route it is; without commune the province's. */
    provinceCode: provinceCode().notNull(),
    communeCode: communeCode(),
    /** Nobody is shown round from this day to the other; without the other for good. */
    closedFrom: date('closed_from', { mode: 'string' }).$type<Day>(),
    closedUntil: date('closed_until', { mode: 'string' }).$type<Day>(),
    closedReason: text('closed_reason'),
    isExample: boolean('is_example').notNull().default(false),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  (table) => [
    index('tours_place').on(table.provinceCode, table.communeCode),
    check('tours_closed', sql`(${table.closedFrom} is null) = (${table.closedReason} is null)`),
    check(
      'tours_closed_days',
      sql`${table.closedUntil} is null or (${table.closedFrom} is not null and ${table.closedUntil} >= ${table.closedFrom})`,
    ),
  ],
);

/** What a route says, version by version: one is public, one may be worked on, the rest are history. */
export const tourRevisions = pgTable(
  'tour_revisions',
  {
    id: char('id', { length: 12 }).primaryKey(),
    tourId: char('tour_id', { length: 12 })
      .notNull()
      .references(() => tours.id),
    number: smallint('number').notNull(),
    state: text('state').$type<RevisionState>().notNull(),
    titleVi: text('title_vi').notNull(),
    titleEn: text('title_en'),
    summaryVi: text('summary_vi'),
    summaryEn: text('summary_en'),
    /** Markdown. */
    storyVi: text('story_vi'),
    storyEn: text('story_en'),
    /** When a day of the route begins, in minutes after midnight. */
    startsAt: smallint('starts_at').notNull(),
    /** Months in which it is walked; empty: all the year. */
    months: smallint('months').array().notNull().default([]),
    /** How many can be shown round at once. */
    people: smallint('people'),
    /** About what it costs a person. */
    price: integer('price').$type<Dong>(),
    priceNoteVi: text('price_note_vi'),
    priceNoteEn: text('price_note_en'),
    contactName: text('contact_name'),
    contactPhone: text('contact_phone'),
    contactEmail: text('contact_email'),
    /** Address of the page, or name of the paper, that its facts are from. */
    source: text('source'),
    /** Grows each time it is saved, so that two people do not write over each other unseen. */
    edits: integer('edits').notNull().default(1),
    writtenBy: text('written_by').notNull(),
    writtenAt: instant('written_at').notNull(),
    sentBy: text('sent_by'),
    sentAt: instant('sent_at'),
    publishedBy: text('published_by'),
    publishedAt: instant('published_at'),
    /** What whoever looked at it last wants to have changed. */
    reviewNote: text('review_note'),
  },
  (table) => [
    unique('tour_revisions_number').on(table.tourId, table.number),
    uniqueIndex('tour_revisions_open')
      .on(table.tourId)
      .where(sql`state in ('draft', 'in_review')`),
    uniqueIndex('tour_revisions_public')
      .on(table.tourId)
      .where(sql`state = 'published'`),
    check('tour_revisions_price', sql`${table.price} >= 0`),
    check('tour_revisions_starts_at', sql`${table.startsAt} between 0 and 1439`),
    check(
      'tour_revisions_published',
      sql`(${table.state} in ('published', 'replaced')) = (${table.publishedAt} is not null)`,
    ),
    check('tour_revisions_sent', sql`${table.state} <> 'in_review' or ${table.sentAt} is not null`),
  ],
);

/** Where a route stops, in order: a record of the register, or a place by its name; and the way there. */
export const tourStops = pgTable(
  'tour_stops',
  {
    id: char('id', { length: 12 }).primaryKey(),
    revisionId: char('revision_id', { length: 12 })
      .notNull()
      .references(() => tourRevisions.id),
    position: smallint('position').notNull(),
    /** The same stop in every revision: what is printed at it leads to it. */
    key: text('key').notNull(),
    kind: text('kind').$type<StopKind>().notNull(),
    producerId: char('producer_id', { length: 12 }).references(() => producers.id),
    pointOfSaleId: char('point_of_sale_id', { length: 12 }).references(() => pointsOfSale.id),
    productId: char('product_id', { length: 12 }).references(() => products.id),
    /** `null`: as the record is called. */
    nameVi: text('name_vi'),
    nameEn: text('name_en'),
    /** What is done and seen there. */
    whatVi: text('what_vi'),
    whatEn: text('what_en'),
    /** `null`: where the record is. */
    latitude: doublePrecision('latitude'),
    longitude: doublePrecision('longitude'),
    /** Minutes after midnight; `null`: as soon as one can be there. */
    arrivesAt: smallint('arrives_at'),
    minutes: smallint('minutes').notNull(),
    /** Months in which there is something to see; empty: all the year. */
    months: smallint('months').array().notNull().default([]),
    price: integer('price').$type<Dong>(),
    phone: text('phone'),
    people: smallint('people'),
    /** How one comes here from the stop before; of the first nothing. */
    wayMode: text('way_mode').$type<WayMode>(),
    /** As somebody measured it; `null`: the straight line is shown, and said to be one. */
    wayMetres: integer('way_metres'),
    wayMinutes: smallint('way_minutes'),
  },
  (table) => [
    unique('tour_stops_position').on(table.revisionId, table.position),
    unique('tour_stops_key').on(table.revisionId, table.key),
    index('tour_stops_producer').on(table.producerId),
    index('tour_stops_point_of_sale').on(table.pointOfSaleId),
    index('tour_stops_product').on(table.productId),
    check(
      'tour_stops_one_record',
      sql`num_nonnulls(${table.producerId}, ${table.pointOfSaleId}, ${table.productId}) <= 1`,
    ),
    check(
      'tour_stops_named',
      sql`${table.nameVi} is not null or num_nonnulls(${table.producerId}, ${table.pointOfSaleId}, ${table.productId}) = 1`,
    ),
    check('tour_stops_place', sql`(${table.latitude} is null) = (${table.longitude} is null)`),
    check('tour_stops_minutes', sql`${table.minutes} between 0 and 1440`),
    check('tour_stops_arrives', sql`${table.arrivesAt} between 0 and 1439`),
  ],
);

/** What can be tasted and bought at a stop. */
export const tourStopProducts = pgTable(
  'tour_stop_products',
  {
    stopId: char('stop_id', { length: 12 })
      .notNull()
      .references(() => tourStops.id, { onDelete: 'cascade' }),
    productId: char('product_id', { length: 12 })
      .notNull()
      .references(() => products.id),
  },
  (table) => [
    unique('tour_stop_products_once').on(table.stopId, table.productId),
    index('tour_stop_products_product').on(table.productId),
  ],
);

/** When visitors are received on a route, or at one stop of it, and how many. */
export const tourSlots = pgTable(
  'tour_slots',
  {
    id: char('id', { length: 12 }).primaryKey(),
    /** Who receives: those who keep a route, or a producer at their own place. */
    tourId: char('tour_id', { length: 12 }).references(() => tours.id),
    producerId: char('producer_id', { length: 12 }).references(() => producers.id),
    /** Of the route; `null`: for the whole of it, or at the producer's. */
    stopKey: text('stop_key'),
    day: date('day', { mode: 'string' }).$type<Day>().notNull(),
    /** Minutes after midnight. */
    minute: smallint('minute').notNull(),
    capacity: smallint('capacity').notNull(),
    /** Places that are kept for those who asked. */
    held: smallint('held').notNull().default(0),
    calledOffAt: instant('called_off_at'),
    calledOffReason: text('called_off_reason'),
    madeBy: text('made_by').notNull(),
    madeAt: instant('made_at').notNull(),
  },
  (table) => [
    unique('tour_slots_once')
      .on(table.tourId, table.producerId, table.stopKey, table.day, table.minute)
      .nullsNotDistinct(),
    index('tour_slots_producer')
      .on(table.producerId, table.day)
      .where(sql`producer_id is not null`),
    check('tour_slots_host', sql`num_nonnulls(${table.tourId}, ${table.producerId}) = 1`),
    check('tour_slots_stop', sql`${table.stopKey} is null or ${table.tourId} is not null`),
    check('tour_slots_held', sql`${table.held} between 0 and ${table.capacity}`),
    check('tour_slots_minute', sql`${table.minute} between 0 and 1439`),
    check(
      'tour_slots_called_off',
      sql`(${table.calledOffAt} is null) = (${table.calledOffReason} is null) and (${table.calledOffAt} is null or ${table.held} = 0)`,
    ),
  ],
);

/** Who asked to come. Places are kept for them until they are refused or call off. */
export const visitRequests = pgTable(
  'visit_requests',
  {
    id: char('id', { length: 12 }).primaryKey(),
    slotId: char('slot_id', { length: 12 })
      .notNull()
      .references(() => tourSlots.id),
    places: smallint('places').notNull(),
    name: text('name').notNull(),
    phone: text('phone').notNull(),
    email: text('email'),
    language: text('language').$type<'vi' | 'en'>().notNull(),
    /** Of what the visitor's link ends with; the link itself is kept nowhere. */
    tokenHash: text('token_hash').notNull().unique(),
    state: text('state').$type<VisitState>().notNull(),
    /** What the staff say to it. */
    answer: text('answer'),
    /** That name and telephone may be used for this visit, and by which words. */
    consentedAt: instant('consented_at').notNull(),
    consentEdition: text('consent_edition').notNull(),
    askedAt: instant('asked_at').notNull(),
    changedAt: instant('changed_at').notNull(),
    forgottenAt: instant('forgotten_at'),
  },
  (table) => [
    index('visit_requests_slot').on(table.slotId),
    check('visit_requests_places', sql`${table.places} between 1 and 500`),
  ],
);

/** What happened to a request; each told once. */
export const visitEvents = pgTable(
  'visit_events',
  {
    id: bigserial('id', { mode: 'number' }).primaryKey(),
    requestId: char('request_id', { length: 12 })
      .notNull()
      .references(() => visitRequests.id),
    at: instant('at').notNull(),
    by: text('by').notNull(),
    state: text('state').$type<VisitState>().notNull(),
    /** Whoever has to know was written to. */
    toldAt: instant('told_at'),
  },
  (table) => [
    index('visit_events_request').on(table.requestId, table.id),
    index('visit_events_untold')
      .on(table.id)
      .where(sql`told_at is null`),
  ],
);
