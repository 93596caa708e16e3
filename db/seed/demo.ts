import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { parse } from 'yaml';
import { z } from 'zod';
import { holdDemoFairs } from './demo-fairs.ts';
import { tellDemoNews } from './demo-news.ts';
import { openDemoShops } from './demo-shops.ts';
import { openDemoTours } from './demo-tours.ts';
import { projectFolder } from '#db/client.ts';
import { productPapers, products } from '#db/schema/catalogue.ts';
import { certificateEvents, certificates, decisions } from '#db/schema/certification.ts';
import { producers } from '#db/schema/producers.ts';
import { pointsOfSale } from '#db/schema/shop.ts';
import { announce, writeDown, type AuditFact } from '#src/domain/audit/audit.ts';
import { PAPER_KINDS, productKey } from '#src/domain/catalogue/product.ts';
import type { LastDayRule } from '#src/domain/certification/certificate.ts';
import { decisionKey, issuerKey } from '#src/domain/certification/decision.ts';
import { keepStandings } from '#src/domain/certification/keep-standings.ts';
import { rulebookOn, ruleSet, type RuleSetName, type Stars } from '#src/domain/certification/rule-set.ts';
import { PRODUCER_KINDS, producerKey, producerKindOf } from '#src/domain/producers/producer.ts';
import { addDays, dayInVietnam, endOfTerm, isDay, type Day } from '#src/domain/shared/calendar.ts';
import { inTransaction, type Context } from '#src/domain/shared/context.ts';
import { dong } from '#src/domain/shared/dong.ts';
import { demoWorldOf, keepSetting } from '#src/domain/shared/site-settings.ts';
import { foldedWords, slugOf, tidy } from '#src/domain/shared/text.ts';
import { POINT_OF_SALE_KINDS, type OpeningHours } from '#src/domain/shop/point-of-sale.ts';

const day = z.custom<Day>((value) => typeof value === 'string' && isDay(value), 'YYYY-MM-DD');
const stars = z.literal([3, 4, 5]);
/** Whole days from the day on which the demo world is made. */
const offset = z.int();
const code2 = z.string().regex(/^\d{2}$/);
const code5 = z.string().regex(/^\d{5}$/);

const realProduct = z.strictObject({
  name: z.string(),
  set: z.int().min(1).max(26).optional(),
  producer: z.string().optional(),
  province: code2,
  commune: code5.optional(),
  printed: z.string(),
  price: z.int().optional(),
  pack: z.string().optional(),
  /** What the source says of the recognition; without a day it has no status. */
  certificate: z
    .strictObject({
      stars,
      points: z.number().optional(),
      decision: z.string().optional(),
      issuer: z.string(),
      issuedOn: day.optional(),
      issuedYear: z.int().optional(),
    })
    .optional(),
  /** Stars that the source names without a decision that could be checked. */
  claim: z.strictObject({ stars, year: z.int().optional() }).optional(),
  source: z.url({ protocol: /^https?$/ }),
});

const exampleCertificate = z.strictObject({
  stars,
  points: z.number(),
  decision: z.string(),
  issuer: z.string(),
  level: z.enum(['district', 'province', 'ministry']).default('province'),
  rules: z.custom<RuleSetName>((name) => ruleSet(name as RuleSetName) !== undefined).optional(),
  issued: offset.optional(),
  endsIn: offset.optional(),
  kind: z.enum(['first', 'upgrade', 'renewal']),
  events: z
    .array(
      z.strictObject({
        kind: z.enum(['extended', 'suspended', 'reinstated', 'revoked']),
        on: offset,
        until: offset.optional(),
        ground: z.enum(['law_violation', 'ceased_production']).optional(),
        reason: z.string(),
        decision: z.string(),
        /** Where it is not the one that recognised. */
        issuer: z.string().optional(),
      }),
    )
    .default([]),
});

const example = z.strictObject({
  name: z.string(),
  nameEn: z.string(),
  producer: z.string(),
  set: z.int(),
  price: z.int().optional(),
  pack: z.string().optional(),
  gtin: z.string().optional(),
  alcoholDegree: z.number().optional(),
  summaryVi: z.string(),
  summaryEn: z.string(),
  storyVi: z.string().optional(),
  storyEn: z.string().optional(),
  label: z.record(z.string(), z.string()).default({}),
  papers: z
    .array(
      z.strictObject({
        kind: z.enum(PAPER_KINDS),
        name: z.string(),
        number: z.string(),
        issuer: z.string().optional(),
        issued: offset,
        until: offset.optional(),
      }),
    )
    .default([]),
  withdrawnOn: offset.optional(),
  withdrawnReason: z.string().optional(),
  certificates: z.array(exampleCertificate),
});

const exampleProducer = z.strictObject({
  id: z.string(),
  name: z.string(),
  kind: z.enum(PRODUCER_KINDS),
  street: z.string(),
  province: code2,
  commune: code5,
  printed: z.string(),
  about: z.string().optional(),
  ceasedOn: offset.optional(),
});

const hours = z.array(z.tuple([z.int(), z.int()]));
const pointOfSale = z.strictObject({
  name: z.string(),
  kind: z.enum(POINT_OF_SALE_KINDS),
  operator: z.string().optional(),
  street: z.string().optional(),
  province: code2,
  commune: code5.optional(),
  printed: z.string(),
  phone: z.string().optional(),
  hours: z.string().optional(),
  opening: z.strictObject({ weekdays: hours, saturday: hours, sunday: hours }).optional(),
  latitude: z.number().optional(),
  longitude: z.number().optional(),
  confirmed: offset.optional(),
  example: z.boolean().default(false),
  source: z.url().optional(),
});

const owner = z.strictObject({
  name: z.string(),
  registration: z.string(),
  address: z.string(),
  phone: z.string(),
  email: z.string(),
  representative: z.string(),
});

/** The files of the demo world, read and checked. */
export async function readDemoWorld() {
  const read = async <Shape extends z.ZodType>(name: string, shape: Shape): Promise<z.infer<Shape>> =>
    shape.parse(parse(await readFile(join(projectFolder(), 'content', 'demo', name), 'utf8')));
  const [real, examples, places, who] = await Promise.all([
    read('real-products.yaml', z.array(realProduct)),
    read(
      'examples.yaml',
      z.strictObject({ producers: z.array(exampleProducer), products: z.array(example) }),
    ),
    read('points-of-sale.yaml', z.array(pointOfSale)),
    read('owner.yaml', owner),
  ]);
  return { real, examples, places, owner: who };
}

export type DemoLoaded = {
  /** `already`: it is there; `register_not_empty`: there are real entries, and nothing was touched. */
  outcome: 'made' | 'already' | 'register_not_empty';
  madeOn: Day | null;
  products: number;
};

/** Any number that nobody else locks on. */
const DEMO_LOCK = 4_321_003;

/**
 * Fills an empty register with the demo world, in one transaction: real goods as single facts with
 * their sources, and plainly marked examples of every state around today. Calling it again changes
 * nothing; a register that already holds something is left alone.
 */
export async function loadDemo(ctx: Context, rule: LastDayRule): Promise<DemoLoaded> {
  const world = await readDemoWorld();
  return inTransaction(ctx, async (ctx) => {
    await ctx.db.execute(sql`select pg_advisory_xact_lock(${DEMO_LOCK})`);
    const madeOn = await demoWorldOf(ctx);
    if (madeOn !== null) return { outcome: 'already', madeOn, products: 0 };
    const [taken] = await ctx.db.select({ id: products.id }).from(products).limit(1);
    if (taken) return { outcome: 'register_not_empty', madeOn: null, products: 0 };

    const today = dayInVietnam(ctx.now);
    const rows = new Rows(ctx.now);
    for (const product of world.real) addReal(rows, product);
    const makers = new Map(world.examples.producers.map((maker) => [maker.id, addMaker(rows, maker, today)]));
    for (const product of world.examples.products) addExample(rows, product, makers, today);
    for (const place of world.places) addPlace(rows, place, today);

    await ctx.db.insert(producers).values(rows.producers);
    await ctx.db.insert(products).values(rows.products);
    await ctx.db.insert(productPapers).values(rows.papers);
    await ctx.db.insert(decisions).values([...rows.decisions.values()]);
    await ctx.db.insert(certificates).values(rows.certificates);
    await ctx.db.insert(certificateEvents).values(rows.events);
    await ctx.db.insert(pointsOfSale).values(rows.places);
    const ids = rows.products.map(({ id }) => id);
    await keepStandings(ctx, ids, rule);
    const examples = {
      producers: new Map([...makers].map(([name, { id }]) => [name, id])),
      products: new Map(rows.products.filter(({ isExample }) => isExample).map(({ name, id }) => [name, id])),
      pointsOfSale: new Map(
        rows.places.filter(({ isExample }) => isExample).map(({ name, id }) => [name, id]),
      ),
    };
    await openDemoShops(ctx, examples.producers, examples.products);
    const real = <Row extends { id: string; name: string; isExample?: boolean | undefined }>(
      held: ReadonlyMap<string, string>,
      all: readonly Row[],
    ) =>
      new Map([
        ...all.filter(({ isExample }) => !isExample).map(({ name, id }) => [name, id] as const),
        ...held,
      ]);
    await openDemoTours(ctx, {
      ...examples,
      producers: real(examples.producers, rows.producers),
      products: real(examples.products, rows.products),
    });
    await holdDemoFairs(ctx, idOf, examples.producers, examples.products);
    await tellDemoNews(ctx, idOf);
    await keepSetting(ctx, 'owner', { ...world.owner, isExample: true });
    await keepSetting(ctx, 'demo_world', { madeOn: today });
    await writeDown(ctx, rows.facts());
    await announce(ctx, { tags: ['all'], products: ids });
    return { outcome: 'made', madeOn: today, products: ids.length };
  });
}

type Insert<Table extends { $inferInsert: unknown }> = Table['$inferInsert'];

/** All that will be inserted; identifiers follow from names, so that every demo world has the same addresses. */
class Rows {
  readonly producers: Insert<typeof producers>[] = [];
  readonly products: Insert<typeof products>[] = [];
  readonly papers: Insert<typeof productPapers>[] = [];
  readonly decisions = new Map<string, Insert<typeof decisions>>();
  readonly certificates: Insert<typeof certificates>[] = [];
  readonly events: Insert<typeof certificateEvents>[] = [];
  readonly places: Insert<typeof pointsOfSale>[] = [];
  readonly now: Date;
  readonly #slugs = new Set<string>();

  constructor(now: Date) {
    this.now = now;
  }

  get times() {
    return { createdAt: this.now, updatedAt: this.now };
  }

  slug(kind: string, name: string, otherwise: string): string {
    for (let slug = slugOf(name); ; slug = slugOf(`${name} ${otherwise}`)) {
      if (this.#slugs.has(`${kind}/${slug}`)) {
        if (slug === slugOf(`${name} ${otherwise}`)) throw new Error(`two ${kind} of the address ${slug}`);
        continue;
      }
      this.#slugs.add(`${kind}/${slug}`);
      return slug;
    }
  }

  /** One decision for all rows that name it. */
  decision(values: Omit<Insert<typeof decisions>, 'id' | 'numberKey' | 'issuerKey' | 'createdAt'>): string {
    const keys = { numberKey: decisionKey(values.number), issuerKey: issuerKey(values.issuer) };
    const key = `${keys.numberKey} ${keys.issuerKey} ${values.issuedOn ?? ''}`;
    const id = idOf('decision', key);
    if (!this.decisions.has(key)) this.decisions.set(key, { ...values, ...keys, id, createdAt: this.now });
    return id;
  }

  facts(): AuditFact[] {
    const added = (kind: string, rows: readonly { id: string }[]): AuditFact[] =>
      rows.map((row) => ({
        kind: `${kind}.added`,
        subject: `${kind}:${row.id}`,
        after: row,
        reason: 'demo world',
      }));
    return [
      ...added('producer', this.producers),
      ...added('product', this.products),
      ...added('decision', [...this.decisions.values()]),
      ...added('certificate', this.certificates),
      ...this.events.map((event) => ({
        kind: `certificate.${event.kind}`,
        subject: `certificate:${event.certificateId}`,
        after: event,
        reason: event.reason ?? null,
      })),
      ...added('point_of_sale', this.places),
    ];
  }
}

const LETTERS = '0123456789abcdefghjkmnpqrstvwxyz';

function idOf(kind: string, key: string): string {
  const hash = createHash('sha256').update(`${kind}:${key}`).digest();
  return Array.from(hash.subarray(0, 12), (byte) => LETTERS[byte & 31]).join('');
}

function rulesOn(issuedOn: Day | undefined): RuleSetName | null {
  return issuedOn === undefined ? null : (rulebookOn(issuedOn)?.name ?? null);
}

function addReal(rows: Rows, it: z.infer<typeof realProduct>): void {
  const producerId = it.producer === undefined ? null : realProducer(rows, it.producer, it);
  const slug = rows.slug('product', it.name, it.producer ?? it.printed);
  const productId = idOf('product', slug);
  rows.products.push({
    ...rows.times,
    id: productId,
    slug,
    name: tidy(it.name),
    nameKey: productKey(it.name),
    producerId,
    productSet: it.set ?? null,
    setBasis: it.set === undefined ? null : 'from_name',
    provinceCode: it.province,
    communeCode: it.commune ?? null,
    placeAsPrinted: it.printed,
    price: it.price === undefined ? null : dong(it.price),
    pack: it.pack ?? null,
    source: it.source,
  });
  const found = it.certificate;
  if (found) {
    const rules = rulesOn(found.issuedOn);
    const decisionId =
      found.decision === undefined && found.issuedOn === undefined
        ? null
        : rows.decision({
            // A source may give the day and the issuer, and leave out the number.
            number: found.decision ?? '',
            issuer: found.issuer,
            issuerLevel: / huyện /.test(found.issuer) ? 'district' : 'province',
            issuedOn: found.issuedOn ?? null,
            issuedYear: found.issuedYear ?? null,
            ruleSet: rules,
            provinceCode: it.province,
            source: it.source,
          });
    rows.certificates.push({
      id: idOf('certificate', slug),
      productId,
      decisionId,
      stars: found.stars as Stars,
      points: found.points ?? null,
      ruleSet: rules,
      issuedOn: found.issuedOn ?? null,
      issuedYear: found.issuedYear ?? null,
      source: it.source,
      createdAt: rows.now,
    });
  } else if (it.claim) {
    rows.certificates.push({
      id: idOf('certificate', slug),
      productId,
      stars: it.claim.stars as Stars,
      issuedYear: it.claim.year ?? null,
      source: it.source,
      createdAt: rows.now,
    });
  }
}

function realProducer(rows: Rows, name: string, it: z.infer<typeof realProduct>): string {
  const key = producerKey(name);
  const id = idOf('producer', `${key} ${it.province}`);
  if (!rows.producers.some((producer) => producer.id === id)) {
    rows.producers.push({
      ...rows.times,
      id,
      slug: rows.slug('producer', name, it.printed),
      name: tidy(name),
      nameKey: key,
      kind: producerKindOf(name),
      provinceCode: it.province,
      communeCode: it.commune ?? null,
      addressAsPrinted: it.printed,
      source: it.source,
    });
  }
  return id;
}

type Maker = { id: string; it: z.infer<typeof exampleProducer> };

function addMaker(rows: Rows, it: z.infer<typeof exampleProducer>, today: Day): Maker {
  const id = idOf('producer', `example ${it.id}`);
  rows.producers.push({
    ...rows.times,
    id,
    slug: rows.slug('producer', it.name, it.id),
    name: it.name,
    nameKey: producerKey(it.name),
    kind: it.kind,
    street: it.street,
    provinceCode: it.province,
    communeCode: it.commune,
    addressAsPrinted: it.printed,
    about: it.about ?? null,
    ceasedOn: it.ceasedOn === undefined ? null : addDays(today, it.ceasedOn),
    isExample: true,
  });
  return { id, it };
}

function addExample(
  rows: Rows,
  it: z.infer<typeof example>,
  makers: ReadonlyMap<string, Maker>,
  today: Day,
): void {
  const maker = makers.get(it.producer);
  if (!maker) throw new Error(`${it.name}: no producer ${it.producer}`);
  const slug = rows.slug('product', it.name, it.producer);
  const productId = idOf('product', slug);
  rows.products.push({
    ...rows.times,
    id: productId,
    slug,
    name: it.name,
    nameEn: it.nameEn,
    nameKey: productKey(it.name),
    producerId: maker.id,
    productSet: it.set,
    setBasis: 'chosen',
    provinceCode: maker.it.province,
    communeCode: maker.it.commune,
    placeAsPrinted: maker.it.printed,
    price: it.price === undefined ? null : dong(it.price),
    pack: it.pack ?? null,
    alcoholDegree: it.alcoholDegree ?? null,
    gtin: it.gtin ?? null,
    label: it.label,
    summaryVi: it.summaryVi,
    summaryEn: it.summaryEn,
    storyVi: it.storyVi ?? null,
    storyEn: it.storyEn ?? null,
    withdrawnOn: it.withdrawnOn === undefined ? null : addDays(today, it.withdrawnOn),
    withdrawnReason: it.withdrawnReason ?? null,
    isExample: true,
  });
  for (const [index, paper] of it.papers.entries()) {
    rows.papers.push({
      id: idOf('paper', `${slug} ${index}`),
      productId,
      kind: paper.kind,
      name: paper.name,
      number: paper.number,
      issuer: paper.issuer ?? null,
      issuedOn: addDays(today, paper.issued),
      validUntil: paper.until === undefined ? null : addDays(today, paper.until),
    });
  }
  for (const given of it.certificates) {
    const issuedOn = issueDay(given, today);
    const rules = given.rules ?? rulesOn(issuedOn);
    const decisionId = rows.decision({
      number: given.decision,
      issuer: given.issuer,
      issuerLevel: given.level,
      issuedOn,
      ruleSet: rules,
      provinceCode: maker.it.province,
      title: 'Công nhận kết quả đánh giá, phân hạng sản phẩm OCOP (ví dụ)',
      isExample: true,
    });
    const certificateId = idOf('certificate', `${slug} ${given.decision}`);
    rows.certificates.push({
      id: certificateId,
      productId,
      decisionId,
      kind: given.kind,
      stars: given.stars as Stars,
      points: given.points,
      ruleSet: rules,
      issuedOn,
      createdAt: rows.now,
    });
    for (const event of given.events) {
      rows.events.push({
        id: idOf('event', `${certificateId} ${event.kind}`),
        certificateId,
        kind: event.kind,
        effectiveOn: addDays(today, event.on),
        until: event.until === undefined ? null : addDays(today, event.until),
        ground: event.ground ?? null,
        reason: event.reason,
        decisionNumber: event.decision,
        decidedOn: addDays(today, event.on),
        issuer: event.issuer ?? given.issuer,
        recordedBy: 'system:demo',
        recordedAt: rows.now,
      });
    }
  }
}

/** Told by its own day, or by the day on which its term of 36 months ends. */
function issueDay({ issued, endsIn }: z.infer<typeof exampleCertificate>, today: Day): Day {
  if (issued !== undefined) return addDays(today, issued);
  if (endsIn === undefined) throw new Error('a certificate needs `issued` or `endsIn`');
  return endOfTerm(addDays(today, endsIn), -36);
}

function addPlace(rows: Rows, it: z.infer<typeof pointOfSale>, today: Day): void {
  const slug = rows.slug('point-of-sale', it.name, it.printed);
  const week: OpeningHours | null = it.opening
    ? [...Array.from({ length: 5 }, () => it.opening!.weekdays), it.opening.saturday, it.opening.sunday]
    : null;
  rows.places.push({
    ...rows.times,
    id: idOf('point-of-sale', slug),
    slug,
    name: it.name,
    nameKey: foldedWords(it.name),
    kind: it.kind,
    operator: it.operator ?? null,
    street: it.street ?? null,
    addressAsPrinted: it.printed,
    provinceCode: it.province,
    communeCode: it.commune ?? null,
    phone: it.phone ?? null,
    hours: it.hours ?? null,
    openingHours: week,
    latitude: it.latitude ?? null,
    longitude: it.longitude ?? null,
    confirmedOn: it.confirmed === undefined ? null : addDays(today, it.confirmed),
    source: it.source ?? null,
    isExample: it.example,
  });
}
