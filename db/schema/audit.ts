import { bigserial, char, index, jsonb, pgTable, text, timestamp } from 'drizzle-orm/pg-core';

/** Who changed which public fact, when, from what to what, and why. A trigger refuses any change to it. */
export const auditFacts = pgTable(
  'audit_facts',
  {
    id: bigserial('id', { mode: 'number' }).primaryKey(),
    at: timestamp('at', { withTimezone: true }).notNull(),
    actor: text('actor').notNull(),
    /** `certificate.revoked`, `product.changed` … */
    kind: text('kind').notNull(),
    /** `product:0a1b…`, `certificate:…`. */
    subject: text('subject').notNull(),
    before: jsonb('before'),
    after: jsonb('after'),
    reason: text('reason'),
    /** Where what it is about belonged when it was written; `null`: nowhere in particular. */
    provinceCode: char('province_code', { length: 2 }),
    communeCode: char('commune_code', { length: 5 }),
  },
  (table) => [
    index('audit_facts_subject').on(table.subject, table.id),
    index('audit_facts_province').on(table.provinceCode, table.id),
    index('audit_facts_commune').on(table.communeCode, table.id),
    index('audit_facts_kind').on(table.kind, table.id),
  ],
);
