import { sql } from 'drizzle-orm';
import {
  type AnyPgColumn,
  boolean,
  char,
  check,
  date,
  doublePrecision,
  index,
  pgTable,
  text,
  timestamp,
} from 'drizzle-orm/pg-core';
import type { Day } from '#src/domain/shared/calendar.ts';
import type { ProducerKind } from '#src/domain/producers/producer.ts';

/** Who makes the goods (chủ thể). Found again by `nameKey` within a province. */
export const producers = pgTable(
  'producers',
  {
    id: char('id', { length: 12 }).primaryKey(),
    slug: text('slug').notNull().unique(),
    name: text('name').notNull(),
    /** `producerKey(name)`: the same producer however the list spells its legal form. */
    nameKey: text('name_key').notNull(),
    /** `null`: the list does not say, and the name does not tell. */
    kind: text('kind').$type<ProducerKind>(),
    taxCode: text('tax_code'),
    phone: text('phone'),
    email: text('email'),
    website: text('website'),
    /** House, street, hamlet: what stands before the commune. */
    street: text('street'),
    provinceCode: char('province_code', { length: 2 }),
    communeCode: char('commune_code', { length: 5 }),
    /** The address as the list or the label writes it, old names included. */
    addressAsPrinted: text('address_as_printed'),
    latitude: doublePrecision('latitude'),
    longitude: doublePrecision('longitude'),
    about: text('about'),
    /** Markdown, as the office let it through. */
    storyVi: text('story_vi'),
    storyEn: text('story_en'),
    ceasedOn: date('ceased_on', { mode: 'string' }).$type<Day>(),
    /** It was written down twice: what it is now lies there, and its address leads there. */
    mergedInto: char('merged_into', { length: 12 }).references((): AnyPgColumn => producers.id),
    /** Address of the page or name of the list that the facts are from. */
    source: text('source'),
    /** Made up to show how the site works, and marked so wherever it is shown. */
    isExample: boolean('is_example').notNull().default(false),
    createdAt: timestamp('created_at', { withTimezone: true }).notNull(),
    updatedAt: timestamp('updated_at', { withTimezone: true }).notNull(),
  },
  (table) => [
    index('producers_name').on(table.nameKey, table.provinceCode),
    index('producers_place').on(table.provinceCode, table.communeCode),
    index('producers_merged').on(table.mergedInto),
    check('producers_merged_elsewhere', sql`${table.mergedInto} <> ${table.id}`),
    check(
      'producers_commune_in_province',
      sql`${table.communeCode} is null or ${table.provinceCode} is not null`,
    ),
  ],
);
