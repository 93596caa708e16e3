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
import type { FilePlace } from '#src/domain/media/file-store.ts';
import type { PictureFormat } from '#src/domain/media/picture.ts';
import type { RecordingType } from '#src/domain/media/recording.ts';
import { producers } from './producers.ts';

const bytea = customType<{ data: Uint8Array; driverData: Uint8Array }>({ dataType: () => 'bytea' });

/** Every file that is kept, once, by the hash of its bytes; facts speak of it by that. */
export const storedFiles = pgTable(
  'stored_files',
  {
    sha256: char('sha256', { length: 64 }).primaryKey(),
    size: integer('size').notNull(),
    place: text('place').$type<FilePlace>().notNull(),
    keptAt: timestamp('kept_at', { withTimezone: true }).notNull(),
  },
  (table) => [
    index('stored_files_kept').on(table.keptAt),
    check('stored_files_place', sql`${table.place} in ('database', 'folder', 's3')`),
  ],
);

/** Bytes of files that lie in the database, from the first on. */
export const storedFileParts = pgTable(
  'stored_file_parts',
  {
    sha256: char('sha256', { length: 64 })
      .notNull()
      .references(() => storedFiles.sha256),
    number: smallint('number').notNull(),
    bytes: bytea('bytes').notNull(),
  },
  (table) => [primaryKey({ columns: [table.sha256, table.number] })],
);

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
    sha256: char('sha256', { length: 64 })
      .notNull()
      .references(() => storedFiles.sha256),
  },
  (table) => [
    primaryKey({ columns: [table.hash, table.width, table.format] }),
    index('picture_files_file').on(table.sha256),
  ],
);

/** Sound and films that a producer keeps here, each as one file. What is said in them stands in the story. */
export const recordings = pgTable(
  'recordings',
  {
    id: char('id', { length: 12 }).primaryKey(),
    /** What a story calls it by; the same number never names another one. */
    number: integer('number').notNull().generatedAlwaysAsIdentity(),
    producerId: char('producer_id', { length: 12 })
      .notNull()
      .references(() => producers.id),
    /** For whoever keeps it; the story says by itself what is heard. */
    title: text('title').notNull(),
    type: text('type').$type<RecordingType>().notNull(),
    sha256: char('sha256', { length: 64 })
      .notNull()
      .references(() => storedFiles.sha256),
    /** The office of the place has taken it off every page, and says why. */
    hiddenAt: timestamp('hidden_at', { withTimezone: true }),
    hiddenReason: text('hidden_reason'),
    sentBy: text('sent_by').notNull(),
    sentAt: timestamp('sent_at', { withTimezone: true }).notNull(),
  },
  (table) => [
    unique('recordings_number').on(table.number),
    index('recordings_producer').on(table.producerId, table.number),
    index('recordings_file').on(table.sha256),
    check('recordings_hidden', sql`(${table.hiddenAt} is null) = (${table.hiddenReason} is null)`),
  ],
);

/** A recording that is on its way over a slow line, and may break off; what is not finished within a day goes. */
export const recordingUploads = pgTable(
  'recording_uploads',
  {
    id: char('id', { length: 12 }).primaryKey(),
    producerId: char('producer_id', { length: 12 })
      .notNull()
      .references(() => producers.id),
    sentBy: text('sent_by').notNull(),
    /** How the telephone knows the file again. */
    mark: text('mark').notNull(),
    size: integer('size').notNull(),
    begunAt: timestamp('begun_at', { withTimezone: true }).notNull(),
  },
  (table) => [
    unique('recording_uploads_mark').on(table.producerId, table.sentBy, table.mark, table.size),
    index('recording_uploads_begun').on(table.begunAt),
  ],
);

export const recordingUploadParts = pgTable(
  'recording_upload_parts',
  {
    uploadId: char('upload_id', { length: 12 })
      .notNull()
      .references(() => recordingUploads.id, { onDelete: 'cascade' }),
    number: smallint('number').notNull(),
    bytes: bytea('bytes').notNull(),
  },
  (table) => [primaryKey({ columns: [table.uploadId, table.number] })],
);
