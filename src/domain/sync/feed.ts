/** The open data of another Sao Làng, as far as this one reads it. More fields may come; none is needed but these. */

import { z } from 'zod';
import { isDay, type Day } from '#src/domain/shared/calendar.ts';
import { POINT_OF_SALE_KINDS } from '#src/domain/shop/point-of-sale.ts';

const id = z.string().min(1).max(64);
const name = z.string().min(1).max(300);
const text = z
  .string()
  .max(2_000)
  .nullish()
  .transform((value) => value ?? null);
const day = z
  .custom<Day>((value) => typeof value === 'string' && isDay(value))
  .nullish()
  .transform((value) => value ?? null);
const whole = z
  .number()
  .int()
  .nullish()
  .transform((value) => value ?? null);

const place = z.object({ province: text, commune: text, asPrinted: text });

const event = z.object({
  kind: z.enum(['extended', 'suspended', 'reinstated', 'revoked']),
  effectiveOn: z.custom<Day>((value) => typeof value === 'string' && isDay(value)),
  until: day,
  ground: z
    .enum([
      'false_dossier',
      'criteria_no_longer_met',
      'law_violation',
      'misuse_of_mark',
      'ceased_production',
      'other_authority_conclusion',
      'not_recorded',
    ])
    .nullish()
    .transform((value) => value ?? null),
  reason: text,
  decisionNumber: text,
  decidedOn: day,
  issuer: text,
});

export const feedProduct = z.object({
  id,
  name,
  producer: z
    .object({ id, name, ceasedOn: day })
    .nullish()
    .transform((value) => value ?? null),
  place,
  set: z
    .number()
    .int()
    .min(1)
    .max(26)
    .nullish()
    .transform((value) => value ?? null),
  pack: text,
  price: whole,
  gtin: text,
  legacyCode: text,
  withdrawnOn: day,
  isExample: z.boolean().default(false),
  changedAt: z.iso.datetime({ offset: true }),
  certificates: z
    .array(
      z.object({
        id,
        number: text,
        kind: z
          .enum(['first', 'upgrade', 'renewal'])
          .nullish()
          .transform((value) => value ?? null),
        stars: z.number().int().min(1).max(5),
        points: z
          .number()
          .min(0)
          .max(100)
          .nullish()
          .transform((value) => value ?? null),
        issuedOn: day,
        issuedYear: whole,
        statedUntil: day,
        annulledOn: day,
        decision: z
          .object({ number: z.string(), issuer: z.string() })
          .nullish()
          .transform((value) => value ?? null),
        events: z.array(event).max(200),
      }),
    )
    .max(100),
});
export type FeedProduct = z.infer<typeof feedProduct>;

const spans = z
  .array(z.array(z.tuple([z.number().int().min(0).max(1440), z.number().int().min(0).max(2880)])).max(8))
  .length(7);

export const feedPoint = z.object({
  id,
  name,
  kind: z.enum(POINT_OF_SALE_KINDS).catch('other'),
  operator: text,
  street: text,
  place,
  hours: text,
  openingHours: spans.nullish().transform((value) => value ?? null),
  latitude: z
    .number()
    .min(-90)
    .max(90)
    .nullish()
    .transform((value) => value ?? null),
  longitude: z
    .number()
    .min(-180)
    .max(180)
    .nullish()
    .transform((value) => value ?? null),
  closedOn: day,
  isExample: z.boolean().default(false),
  changedAt: z.iso.datetime({ offset: true }),
});
export type FeedPoint = z.infer<typeof feedPoint>;
