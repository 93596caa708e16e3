import { z } from 'zod';
import { STAMP_WARNINGS } from '#src/domain/traceability/issued-stamps.ts';
import { CERTIFICATE_STATUSES } from '#src/domain/certification/certificate.ts';
import { PAPER_KINDS } from '#src/domain/catalogue/product.ts';
import { PRODUCER_KINDS } from '#src/domain/producers/producer.ts';
import { STANDING_FILTERS } from '#src/domain/search/product-search.ts';

/**
 * What the JSON API answers. The document at `/api/openapi.json` is made from these, and tests hold live
 * answers against them. Fields may be added; none is renamed or taken away.
 */
const day = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/)
  .meta({ description: 'A calendar day in Vietnam.' });
const id = z.string().regex(/^[0-9a-hjkmnp-tv-z]{12}$/);
const stars = z.literal([3, 4, 5]);
const starsInForce = stars.nullable().meta({
  description: 'Stars held on the day asked for; null unless a certificate is in force then.',
});
const status = z.enum(CERTIFICATE_STATUSES);
const url = z.url();
const count = z.int().nonnegative();

const party = z.object({ id, name: z.string(), slug: z.string() }).nullable().meta({
  description: 'Who makes the goods; null when the source names nobody.',
});

const place = z.object({
  province: z.string().nullable().meta({ description: 'Code of the province, two digits.' }),
  commune: z.string().nullable().meta({ description: 'Code of the commune, five digits.' }),
  name: z.string().nullable().meta({ description: 'Both names of today, for showing.' }),
});

const card = {
  id,
  slug: z.string(),
  name: z.string(),
  nameEn: z.string().nullable(),
  producer: party,
  place,
  group: z.int().min(1).max(17).nullable().meta({ description: 'Group of goods (nhóm), 1 to 17.' }),
  set: z.int().min(1).max(26).nullable().meta({ description: 'Set of goods (bộ), 1 to 26.' }),
  stars: starsInForce,
  status,
  until: day.nullable().meta({ description: 'Last day of that status as far as known.' }),
  price: z
    .int()
    .nonnegative()
    .nullable()
    .meta({ description: 'Whole đồng for one pack; null when no one says.' }),
  pack: z.string().nullable(),
  isExample: z.boolean().meta({ description: 'Made up to show how the site works.' }),
  url,
};

const facet = <Value extends z.ZodType>(value: Value) => z.array(z.object({ value, count }));

export const ProductCard = z.object(card).meta({ id: 'ProductCard' });

export const ProductList = z
  .object({
    total: count,
    page: z.int().min(1),
    perPage: z.int().min(1),
    items: z.array(ProductCard),
    facets: z.object({
      sao: facet(stars),
      nhom: facet(z.int()),
      bo: facet(z.int()),
      tinh: facet(z.string()),
      xa: facet(z.string()),
      'hieu-luc': facet(z.enum(STANDING_FILTERS)),
    }),
    corrected: z.string().nullable().meta({ description: 'What the search read instead of what was typed.' }),
    understood: z.object({
      sao: z.array(stars),
      tinh: z.array(z.string()),
      nhom: z.array(z.int()),
      'gia-tu': z.int().nullable(),
      'gia-den': z.int().nullable(),
    }),
    alcoholHidden: z.boolean().meta({
      description:
        'Alcohol would have been among the answers; it is listed only in a browser that has declared an age here.',
    }),
    note: z.enum(['builtin_instead']).nullable().meta({
      description: 'builtin_instead: the search server is down, and the built-in search answers.',
    }),
  })
  .meta({ id: 'ProductList' });

const decision = z
  .object({
    number: z.string().nullable(),
    date: day.nullable(),
    issuer: z.string().nullable().meta({ description: 'As it was named that day.' }),
  })
  .meta({ description: 'The decision that recognises the product; null where the register does not know.' });

const event = z.object({
  kind: z.enum(['extended', 'suspended', 'reinstated', 'revoked']),
  effectiveOn: day,
  until: day.nullable(),
  ground: z.string().nullable(),
  reason: z.string().nullable(),
  decisionNumber: z.string().nullable(),
});

export const CertificateStatusAnswer = z
  .object({
    id,
    on: day,
    status,
    stars: starsInForce,
    rank: stars.meta({ description: 'Stars that the decision gives, in force or not.' }),
    from: day.nullable().meta({ description: 'First day of the term.' }),
    until: day.nullable().meta({ description: 'Last day in force, as known on the day asked for.' }),
    decision,
    reason: z.string().nullable().meta({ description: 'Why it is extended, suspended or revoked.' }),
    ground: z.string().nullable().meta({ description: 'Ground of a revocation.' }),
  })
  .meta({ id: 'CertificateStatus' });

export const Certificate = z
  .object({
    ...CertificateStatusAnswer.shape,
    number: z.string().nullable().meta({ description: 'Serial printed on the certificate, if it has one.' }),
    kind: z.enum(['first', 'upgrade', 'renewal']).nullable(),
    points: z.number().nullable(),
    ruleSet: z.string().nullable().meta({ description: 'The decree that the certificate follows.' }),
    issuedYear: z.int().nullable().meta({ description: 'What a source gives that knows no day.' }),
    statedUntil: day.nullable().meta({ description: 'Last day as the decision itself prints it.' }),
    annulledOn: day
      .nullable()
      .meta({ description: 'Day on which it was taken back as entered in error; it has never counted.' }),
    supersededOn: day.nullable(),
    events: z.array(event),
    product: z.object({ id, slug: z.string(), name: z.string(), withdrawnOn: day.nullable(), url }),
    producer: party,
    others: z.array(z.object({ id, status, rank: stars, url })).meta({
      description: 'Other certificates of the same product, newest first.',
    }),
    source: z.string().nullable(),
    isExample: z.boolean(),
    url,
  })
  .meta({ id: 'Certificate' });

const certificateOfProduct = CertificateStatusAnswer.extend({ url });

const label = z.record(z.string(), z.string()).meta({ description: 'What the law wants on the label.' });
const paper = z.object({
  kind: z.enum(PAPER_KINDS),
  name: z.string(),
  number: z.string().nullable(),
  issuer: z.string().nullable(),
  issuedOn: day.nullable(),
  validUntil: day.nullable(),
});

const maker = z
  .object({
    id,
    slug: z.string(),
    name: z.string(),
    kind: z.enum(PRODUCER_KINDS).nullable(),
    addressAsPrinted: z.string().nullable().meta({ description: 'Old names included.' }),
    ceasedOn: day.nullable(),
    url,
  })
  .nullable();

const story = z.object({ vi: z.string().nullable(), en: z.string().nullable() });

export const Product = z
  .object({
    ...card,
    producer: maker,
    placeAsPrinted: z.string().nullable(),
    gtin: z.string().nullable(),
    isAlcohol: z.boolean().meta({
      description: 'Then only safety and certificate facts are given: no price, no story, no summary.',
    }),
    alcoholDegree: z.number().nullable(),
    label,
    papers: z.array(paper),
    summary: story,
    story: story.meta({ description: 'Markdown.' }),
    withdrawnOn: day.nullable(),
    withdrawnReason: z.string().nullable(),
    certificate: certificateOfProduct
      .nullable()
      .meta({ description: 'The one that speaks for the product today.' }),
    history: z.array(certificateOfProduct),
    source: z.string().nullable(),
    updatedAt: z.string(),
    traceUrl: url,
  })
  .meta({ id: 'Product' });

export const Trace = z
  .object({
    code: z.string(),
    level: z.union([z.literal(0), z.literal(1), z.literal(2)]).meta({
      description:
        '0: the code that all packs of a product share. 1: a code of its own on a stamp. 2: the same, signed by a machine other than this site’s. Each can be copied; none says that a pack is genuine.',
    }),
    verdict: z
      .enum(['withdrawn', 'ceased', 'no_certificate', ...STAMP_WARNINGS, ...CERTIFICATE_STATUSES])
      .meta({
        description: 'What weighs most: of the stamp and its lot first, then of product and certificate.',
      }),
    tone: z.enum(['ok', 'soon', 'bad', 'none']),
    since: day.nullable(),
    until: day.nullable(),
    product: z.object({
      id,
      slug: z.string(),
      name: z.string(),
      set: z.int().nullable(),
      pack: z.string().nullable(),
      gtin: z.string().nullable(),
      place,
      placeAsPrinted: z.string().nullable(),
      producer: maker,
      label,
      withdrawnOn: day.nullable(),
      isAlcohol: z.boolean(),
      isExample: z.boolean(),
      url,
    }),
    lot: z
      .object({
        code: z.string(),
        madeOn: day.nullable(),
        useBy: day.nullable(),
        recalledOn: day.nullable(),
        recallReason: z.string().nullable(),
        certifiedThen: z
          .boolean()
          .nullable()
          .meta({ description: 'On the day it was made; null: that day is not known.' }),
      })
      .nullable()
      .meta({ description: 'Level 0 knows no lot.' }),
    certificate: certificateOfProduct.nullable(),
    scans: z
      .object({
        first: z.string().nullable(),
        devices: count.nullable(),
        provinces: z.array(z.string().regex(/^\d{2}$/)).nullable(),
      })
      .meta({
        description:
          'provinces: codes of where it was scanned. null: not counted at this level. Asking here never counts as a scan.',
      }),
  })
  .meta({ id: 'Trace' });

export const DigitalLink = z
  .object({
    uri: z.string(),
    stem: z.string().meta({ description: 'What stands before the key; it belongs to the host.' }),
    key: z.string().meta({ description: 'The identifier of the key: 01 for a GTIN.' }),
    ais: z
      .record(z.string().regex(/^\d{2,4}$/), z.string())
      .meta({ description: 'Values by application identifier.' }),
    elements: z
      .array(
        z.object({
          ai: z.string(),
          title: z.string().meta({ description: 'As GS1 calls it.' }),
          value: z.string(),
          from: z.enum(['path', 'query']),
        }),
      )
      .meta({ description: 'The same in order: the key, what qualifies it, then the query.' }),
  })
  .meta({ id: 'DigitalLink' });

const unit = z.object({
  kind: z.enum(['province', 'commune']),
  code: z.string(),
  name: z.string(),
  province: z.object({ code: z.string(), name: z.string() }),
});

export const PlaceList = z
  .object({
    items: z.array(
      unit.extend({
        route: z
          .enum([
            'current_name',
            'former_commune',
            'former_district',
            'former_province',
            'code',
            'split',
            'ambiguous',
            'province_only',
            'none',
          ])
          .meta({ description: 'How the words led here.' }),
        candidates: z.array(unit).meta({
          description: 'Not empty: several units fit, and only a person can say which.',
        }),
        former: z
          .object({ name: z.string(), district: z.string().nullable(), province: z.string().nullable() })
          .nullable()
          .meta({ description: 'The old unit that was named, now part of this one.' }),
      }),
    ),
  })
  .meta({ id: 'PlaceList' });

export const SuggestionList = z
  .object({
    items: z.array(
      z.object({ kind: z.enum(['product', 'words', 'place', 'producer']), text: z.string(), url }),
    ),
  })
  .meta({ id: 'SuggestionList' });

/** RFC 9457. */
export const Problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.string(),
    detail: z.string(),
    parameter: z.string().optional().meta({ description: 'The parameter that could not be read.' }),
    ai: z.string().optional().meta({ description: 'The application identifier it is about.' }),
    at: z
      .int()
      .nonnegative()
      .optional()
      .meta({ description: 'The character of the address at which it shows, from 0.' }),
  })
  .meta({ id: 'Problem' });
