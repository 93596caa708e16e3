import { sql } from 'drizzle-orm';
import {
  char,
  check,
  customType,
  index,
  integer,
  pgTable,
  primaryKey,
  smallint,
  text,
  timestamp,
  unique,
} from 'drizzle-orm/pg-core';
import type { PictureFormat } from '#src/domain/media/picture.ts';
import { producers } from './producers.ts';

const bytea = customType<{ data: Uint8Array; driverData: Uint8Array }>({ dataType: () => 'bytea' });

/** Photographs that a producer keeps here. What a camera wrote into them is gone before they come this far. */
export const pictures = pgTable(
  'pictures',
  {
    id: char('id', { length: 12 }).primaryKey(),
    /** What a story calls it by; the same number never names another one. */
    number: integer('number').notNull().generatedAlwaysAsIdentity(),
    producerId: char('producer_id', { length: 12 })
      .notNull()
      .references(() => producers.id),
    /** Of the bytes that are shown: its address, which can be kept for ever. */
    hash: char('hash', { length: 24 }).notNull(),
    /** Of the largest that is kept. */
    width: smallint('width').notNull(),
    height: smallint('height').notNull(),
    /** What is to be seen, for who does not see it. `null`: nobody has said yet, and it is shown nowhere. */
    alt: text('alt'),
    altEn: text('alt_en'),
    /** Who took it. */
    credit: text('credit'),
    /** The point that stays in view when a picture is cut, in hundredths from the left and from above. */
    focusX: smallint('focus_x').notNull().default(50),
    focusY: smallint('focus_y').notNull().default(50),
    /** The office of the place has taken it off every page, and says why. */
    hiddenAt: timestamp('hidden_at', { withTimezone: true }),
    hiddenReason: text('hidden_reason'),
    sentBy: text('sent_by').notNull(),
    sentAt: timestamp('sent_at', { withTimezone: true }).notNull(),
  },
  (table) => [
    unique('pictures_number').on(table.number),
    index('pictures_producer').on(table.producerId, table.number),
    index('pictures_hash').on(table.hash),
    check('pictures_alt', sql`${table.alt} <> ''`),
    check('pictures_focus', sql`${table.focusX} between 0 and 100 and ${table.focusY} between 0 and 100`),
    check('pictures_hidden', sql`(${table.hiddenAt} is null) = (${table.hiddenReason} is null)`),
    check('pictures_size', sql`${table.width} > 0 and ${table.height} > 0`),
  ],
);

/** The same picture in every size and form that browsers may ask for. */
export const pictureFiles = pgTable(
  'picture_files',
  {
    hash: char('hash', { length: 24 }).notNull(),
    width: smallint('width').notNull(),
    format: text('format').$type<PictureFormat>().notNull(),
    bytes: bytea('bytes').notNull(),
  },
  (table) => [primaryKey({ columns: [table.hash, table.width, table.format] })],
);
