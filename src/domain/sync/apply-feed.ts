import { sql } from 'drizzle-orm';
import type { ListRow, ReadSheet } from '#src/domain/lists/list-row.ts';
import type { CertificateEvent } from '#src/domain/certification/certificate.ts';
import { recordEventOfSource, type EventOfSource } from '#src/domain/certification/record-event.ts';
import { comparedWithRegister } from '#src/domain/registry/check-list.ts';
import { hasErrors } from '#src/domain/registry/checked-list.ts';
import { correctProducer, correctProduct } from '#src/domain/registry/correct-register.ts';
import { keyOfProducer, keyOfProduct } from '#src/domain/registry/keys.ts';
import type { CertificateFacts, ProducerFacts, ProductFacts } from '#src/domain/registry/known-register.ts';
import type { Planned } from '#src/domain/registry/planned.ts';
import { onePublishingAtATime } from '#src/domain/registry/publish-list.ts';
import { inTransaction, type Context } from '#src/domain/shared/context.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import { tidy } from '#src/domain/shared/text.ts';
import {
  applyPlan,
  keepOutcome,
  reasonOf,
  type Batch,
  type Counts,
  type Item,
  type ItemFinding,
  type Known,
} from './batch.ts';
import { feedProduct, type FeedProduct } from './feed.ts';
import { keepOrigins, originsOf, rowsToChange } from './origins.ts';
import type { Proposal, Risk } from './proposal.ts';
import { recordProposals } from './proposals.ts';
import { areaOfSource } from './source.ts';

type FeedCertificate = FeedProduct['certificates'][number];

/** One record on its way: what the source says, and what it is here. */
type Taken = {
  line: number;
  record: FeedProduct;
  /** Here, where the source's record is known already. */
  known: string | null;
  rows: { row: ListRow; certificate: FeedCertificate | null }[];
  findings: ItemFinding[];
  changed: boolean;
  waiting: boolean;
  product: string | null;
};

const NOTHING: Omit<ListRow, 'line' | 'findings' | 'place'> = {
  product: null,
  producer: null,
  seller: null,
  representative: null,
  stars: null,
  points: null,
  decisionNumber: null,
  decisionDate: null,
  decisionYear: null,
  issuer: null,
  validUntil: null,
  group: null,
  recognition: null,
  certificateNumber: null,
  phone: null,
  email: null,
  website: null,
  link: null,
  price: null,
  pack: null,
  degree: null,
  gtin: null,
  productCode: null,
  taxCode: null,
  note: null,
};

/** What the source's records are here: key to identifier; what was merged is what it was merged into. */
export async function knownHere(
  ctx: Context,
  sourceId: string,
  keys: readonly string[],
): Promise<Map<string, string>> {
  const found = await ctx.db.execute<{ key: string; id: string }>(sql`
    select r.key, coalesce(p.merged_into, m.merged_into, split_part(r.subject, ':', 2)) as id
    from source_records r
    left join products p on r.subject = 'product:' || p.id
    left join producers m on r.subject = 'producer:' || m.id
    where r.source_id = ${sourceId} and r.subject is not null
      and r.key in (select value from jsonb_array_elements_text(${JSON.stringify(keys)}::jsonb))`);
  return new Map(found.map(({ key, id }) => [key, id]));
}

/** Brings records of another register into this one, by the rules of lists where they are new and field by field after. */
export async function applyRegister(
  ctx: Context,
  batch: Batch,
  lines: readonly string[],
  firstLine: number,
): Promise<Counts> {
  const { source, places } = batch;
  await onePublishingAtATime(ctx);
  const counts: Counts = { seen: lines.length, changed: 0, unchanged: 0, refused: 0, waiting: 0 };
  const items: Item[] = [];
  const taken: Taken[] = [];
  for (const [index, line] of lines.entries()) {
    const read = feedProduct.safeParse(asJson(line));
    const at = firstLine + index;
    const no = (name: string, code: string, details?: ItemFinding['details']) =>
      items.push({
        line: at,
        name,
        outcome: 'refused',
        findings: [{ code, ...(details && { details }) }],
        subject: null,
        provinceCode: null,
        communeCode: null,
      });
    if (!read.success) no('', 'record_unreadable', { field: read.error.issues[0]?.path.join('.') ?? '' });
    else if (read.data.isExample) no(read.data.name, 'record_example');
    else
      taken.push({
        line: at,
        record: read.data,
        known: null,
        rows: [],
        findings: [],
        changed: false,
        waiting: false,
        product: null,
      });
  }
  const here = await knownHere(
    ctx,
    source.id,
    taken.flatMap(({ record }) => [
      `r:${record.id}`,
      ...(record.producer ? [`m:${record.producer.id}`] : []),
      ...record.certificates.map(({ id }) => `c:${id}`),
    ]),
  );
  for (const one of taken) one.known = here.get(`r:${one.record.id}`) ?? null;
  const held = await rowsToChange<ProductFacts>(
    ctx,
    'product',
    taken.flatMap(({ known }) => known ?? []),
  );
  const makers = await rowsToChange<ProducerFacts>(ctx, 'producer', [
    ...[...held.values()].flatMap(({ now }) => now.producerId ?? []),
    ...taken.flatMap(({ record }) => here.get(`m:${record.producer?.id}`) ?? []),
  ]);
  for (const one of taken) rowsOf(one, held, makers, here, batch);

  const sheet: ReadSheet = {
    name: batch.part,
    kind: 'decision',
    headerLines: [],
    columns: {},
    headings: {},
    title: { decisionNumber: null, decisionDate: null, issuer: null, province: null },
    rows: taken.flatMap(({ rows }) => rows.map(({ row }) => row)),
    shops: [],
    skipped: [],
    findings: [],
    revokes: false,
  };
  const { list, plan } = await comparedWithRegister(ctx, places, [sheet], batch.part, {
    within: areaOfSource(source),
  });
  const checked = list.sheets[0]!.rows;

  // What the record is here by now, and what its certificates are.
  let at = 0;
  const certificateHere = new Map<string, string>();
  for (const one of taken)
    for (const { certificate } of one.rows) {
      const row = checked[at]!;
      at += 1;
      const outcome = plan.outcomes.get(row);
      if (hasErrors(row)) one.findings.push(...row.findings.filter(({ weight }) => weight === 'error'));
      if (outcome?.productId) one.product ??= outcome.productId;
      if (certificate && outcome?.certificateId) certificateHere.set(certificate.id, outcome.certificateId);
    }
  for (const one of taken) one.product ??= one.known;

  // Facts of the goods and their makers: those that were known here are asked field by field.
  const planned = new Map<string, Planned<ProductFacts>>(plan.products.map((row) => [row.now.id, row]));
  const plannedMakers = new Map<string, Planned<ProducerFacts>>(
    plan.producers.map((row) => [row.now.id, row]),
  );
  const knownProducts = new Set(taken.flatMap(({ known }) => known ?? []));
  for (const one of taken) {
    const { record, known } = one;
    if (known !== null && held.has(known)) {
      planned.set(known, held.get(known)!);
      const makerId = held.get(known)!.now.producerId;
      if (makerId !== null && makers.has(makerId)) plannedMakers.set(makerId, makers.get(makerId)!);
      tellProduct(held.get(known)!, record, batch);
    } else if (one.product !== null) {
      const row = planned.get(one.product);
      if (row?.isNew) {
        if (record.set !== null) {
          row.set('productSet', record.set);
          row.set('setBasis', 'stated');
        }
        row.set('placeAsPrinted', record.place.asPrinted);
      } else if (row) putBack(row, ['placeAsPrinted']);
    }
  }
  for (const row of plannedMakers.values()) {
    if (row.isNew) row.set('addressAsPrinted', null);
    else if (!makers.has(row.now.id)) putBack(row, ['addressAsPrinted']);
  }
  for (const { record, known } of taken) {
    const makerId = here.get(`m:${record.producer?.id}`);
    const maker = makerId === undefined ? undefined : (makers.get(makerId) ?? undefined);
    if (maker && record.producer && known !== null && tidy(record.producer.name) !== maker.now.name) {
      maker.set('name', tidy(record.producer.name));
      maker.set('nameKey', keyOfProducer(record.producer.name));
      plannedMakers.set(maker.now.id, maker);
    }
  }
  const proposals: Proposal[] = [];
  for (const one of taken) {
    const moved = makerMoved(one, held, makers, here);
    if (moved) proposals.push(moved);
  }

  // Entered in error there: known here by the decision, never by a row.
  const annulled = taken.flatMap(({ record }) =>
    record.certificates.filter(({ annulledOn, id }) => annulledOn !== null && here.has(`c:${id}`)),
  );
  const plannedCertificates = new Map(plan.certificates.map((row) => [row.now.id, row]));
  const toAnnul = await rowsToChange<CertificateFacts>(
    ctx,
    'certificate',
    annulled.map(({ id }) => here.get(`c:${id}`)!),
  );
  for (const { id, annulledOn } of annulled) {
    const row = toAnnul.get(here.get(`c:${id}`)!);
    if (row && row.now.annulledOn === null && row.set('annulledOn', annulledOn))
      plannedCertificates.set(row.now.id, row);
  }

  const applied = await applyPlan(
    ctx,
    batch,
    {
      ...plan,
      products: [...planned.values()].filter(({ isNew, changed }) => isNew || changed),
      producers: [...plannedMakers.values()].filter(({ isNew, changed }) => isNew || changed),
      certificates: [...plannedCertificates.values()],
    },
    proposals,
  );

  const written = new Set(applied.plan.certificates.filter(({ isNew }) => isNew).map(({ now }) => now.id));
  const wanted = new Set(
    applied.proposals
      .filter(({ what }) => what === 'certificate')
      .map(({ facts }) => (facts['certificate'] as CertificateFacts).id),
  );
  const eventsHere = await heldEvents(ctx, [...certificateHere.values()]);
  for (const one of taken) {
    for (const certificate of one.record.certificates) {
      const id = certificateHere.get(certificate.id);
      if (id === undefined) continue;
      if (wanted.has(id)) {
        await withEvents(ctx, batch, id, certificate);
        certificateHere.delete(certificate.id);
        continue;
      }
      await tellEvents(ctx, batch, one, certificate, id, written.has(id), eventsHere.get(id) ?? []);
    }
    await tellEnds(ctx, batch, one, here);
  }

  // What became of each record.
  const known: Known[] = [];
  for (const one of taken) {
    const { record, product } = one;
    const maker =
      product === null
        ? null
        : (planned.get(product)?.now.producerId ?? (await producerOf(ctx, product))) || null;
    const subjects = [
      ...(product === null ? [] : [`product:${product}`]),
      ...(maker === null ? [] : [`producer:${maker}`]),
      ...record.certificates.flatMap(({ id }) => {
        const certificate = certificateHere.get(id) ?? here.get(`c:${id}`);
        return certificate === undefined ? [] : [`certificate:${certificate}`];
      }),
    ];
    if (subjects.some((subject) => applied.changed.has(subject))) one.changed = true;
    if (subjects.some((subject) => applied.waiting.has(subject))) one.waiting = true;
    const where = { provinceCode: record.place.province, communeCode: record.place.commune };
    const item = (outcome: Item['outcome'], findings: readonly ItemFinding[]): void => {
      counts[outcome] += 1;
      items.push({
        line: one.line,
        name: record.name,
        outcome,
        findings,
        subject: subjects[0] ?? null,
        ...where,
      });
    };
    if (one.findings.length > 0) item('refused', one.findings);
    if (one.waiting) item('waiting', []);
    if (one.changed) item('changed', []);
    if (one.findings.length === 0 && !one.waiting && !one.changed) counts.unchanged += 1;
    known.push({ key: `r:${record.id}`, subject: product === null ? null : `product:${product}` });
    if (
      record.producer &&
      maker !== null &&
      !here.has(`m:${record.producer.id}`) &&
      !knownProducts.has(product!)
    )
      known.push({ key: `m:${record.producer.id}`, subject: `producer:${maker}` });
    for (const { id } of record.certificates) {
      const certificate = certificateHere.get(id);
      if (certificate !== undefined) known.push({ key: `c:${id}`, subject: `certificate:${certificate}` });
    }
  }
  counts.refused += items.filter(({ findings }) => findings[0]?.code.startsWith('record_')).length;
  await keepOutcome(ctx, batch, { items, known });
  return counts;
}

function asJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

export function putBack<Facts extends { id: string }>(row: Planned<Facts>, fields: readonly string[]): void {
  const [now, before] = [row.now as Record<string, unknown>, row.before as Record<string, unknown>];
  for (const field of fields)
    if (field in before) {
      now[field] = before[field];
      delete before[field];
    }
}

/** The rows that a list would have for it: each recognition, or the product alone. Known goods go by their names here. */
function rowsOf(
  one: Taken,
  held: ReadonlyMap<string, Planned<ProductFacts>>,
  makers: ReadonlyMap<string, Planned<ProducerFacts>>,
  here: ReadonlyMap<string, string>,
  { places }: Batch,
): void {
  const { record, line } = one;
  const own = one.known === null ? null : (held.get(one.known)?.now ?? null);
  const makerId = own?.producerId ?? here.get(`m:${record.producer?.id}`);
  const maker = makerId === undefined || makerId === null ? null : (makers.get(makerId)?.now ?? null);
  const where = maker ?? own;
  const [province, commune] =
    where && (where.communeCode ?? where.provinceCode) !== null
      ? [where.provinceCode, where.communeCode]
      : [record.place.province, record.place.commune];
  const unit = commune === null ? null : places.unit(commune);
  const place: ListRow['place'] = {
    address: null,
    hamlet: null,
    commune: null,
    district: null,
    province: unit === null && province !== null ? (places.nameOf(province) ?? province) : null,
    ...(unit?.level === 'commune' && { code: unit.code }),
  };
  const facts: ListRow = {
    ...NOTHING,
    line,
    place,
    product: own?.name ?? tidy(record.name),
    producer: own
      ? (maker?.name ?? null)
      : (maker?.name ?? (record.producer === null ? null : tidy(record.producer.name))),
    // Known goods are asked field by field instead.
    price: own ? null : record.price,
    pack: own ? null : record.pack,
    gtin: own ? null : record.gtin,
    productCode: own ? null : record.legacyCode,
    findings: [],
  };
  for (const certificate of record.certificates) {
    if (certificate.annulledOn !== null) continue;
    const { stars, points, issuedOn, issuedYear, statedUntil, number, kind, decision } = certificate;
    one.rows.push({
      certificate,
      row: {
        ...facts,
        findings: [],
        stars,
        points,
        decisionNumber: decision ? tidy(decision.number) || null : null,
        issuer: decision ? tidy(decision.issuer) || null : null,
        decisionDate: issuedOn,
        decisionYear: issuedYear,
        validUntil: statedUntil,
        certificateNumber: number,
        recognition: kind,
      },
    });
  }
  if (one.rows.length === 0) one.rows.push({ certificate: null, row: facts });
}

/** Field by field what the source says of goods that are known here; what it leaves out it does not say. */
function tellProduct(row: Planned<ProductFacts>, record: FeedProduct, { places }: Batch): void {
  const name = tidy(record.name);
  if (name !== row.now.name && row.set('name', name)) row.set('nameKey', keyOfProduct(name));
  if (record.set !== null && row.set('productSet', record.set)) row.set('setBasis', 'stated');
  const { province, commune, asPrinted } = record.place;
  const isUnit = (code: string | null) => code === null || places.unit(code) !== null;
  if (
    province !== null &&
    isUnit(province) &&
    isUnit(commune) &&
    (province !== row.now.provinceCode || commune !== null)
  ) {
    row.set('provinceCode', province);
    row.set('communeCode', commune);
  }
  if (asPrinted !== null) row.set('placeAsPrinted', asPrinted);
  if (record.pack !== null) row.set('pack', record.pack);
  if (record.price !== null) row.set('price', record.price);
  if (record.gtin !== null) row.set('gtin', record.gtin);
  if (record.legacyCode !== null) row.set('legacyCode', record.legacyCode);
}

/** The source says that other hands make it now. */
function makerMoved(
  { record, known }: Taken,
  held: ReadonlyMap<string, Planned<ProductFacts>>,
  makers: ReadonlyMap<string, Planned<ProducerFacts>>,
  here: ReadonlyMap<string, string>,
): Proposal | null {
  const own = known === null ? undefined : held.get(known)?.now;
  if (!own || record.producer === null) return null;
  const told = here.get(`m:${record.producer.id}`);
  const present = own.producerId === null ? undefined : makers.get(own.producerId)?.now;
  if (told === undefined ? present?.nameKey === keyOfProducer(record.producer.name) : told === own.producerId)
    return null;
  const name = tidy(record.producer.name);
  return {
    slot: `product:${own.id}|maker`,
    subject: `product:${own.id}`,
    name: own.name,
    what: 'maker',
    risks: ['maker_moved'],
    before: { maker: present?.name ?? null },
    after: { maker: name },
    facts: { fromId: own.producerId, makerKey: record.producer.id, makerName: name },
    provinceCode: own.provinceCode ?? present?.provinceCode ?? null,
    communeCode: own.provinceCode === null ? (present?.communeCode ?? null) : own.communeCode,
  };
}

async function heldEvents(ctx: Context, ids: readonly string[]): Promise<Map<string, CertificateEvent[]>> {
  const found = await ctx.db.execute<CertificateEvent & { id: string }>(sql`
    select certificate_id as id, kind, effective_on::text as "effectiveOn", until::text as until from certificate_events
    where certificate_id in (select value from jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb))
    order by effective_on, recorded_at, id`);
  return Map.groupBy(found, ({ id }) => id) as Map<string, (CertificateEvent & { id: string })[]>;
}

/** Bad news is taken over at once; what makes a certificate count longer or again waits, unless all of it is new here. */
async function tellEvents(
  ctx: Context,
  batch: Batch,
  one: Taken,
  certificate: FeedCertificate,
  id: string,
  isNew: boolean,
  held: readonly CertificateEvent[],
): Promise<void> {
  const isHeld = (event: EventOfSource) =>
    held.some(
      ({ kind, effectiveOn, until }) =>
        kind === event.kind && effectiveOn === event.effectiveOn && until === event.until,
    );
  const isRevoked = held.some(({ kind }) => kind === 'revoked');
  if (isRevoked && !certificate.events.some(({ kind }) => kind === 'revoked'))
    one.findings.push({ code: 'revocation_stays' });
  for (const event of certificate.events) {
    if (isHeld(event)) continue;
    const risks: Risk[] =
      event.kind === 'extended' ? ['end_later'] : event.kind === 'reinstated' ? ['undone'] : [];
    if (!isNew && risks.length > 0 && !isRevoked) {
      await recordProposals(ctx, batch.source.id, batch.runId, [
        {
          slot: `certificate:${id}|${event.kind}|${event.effectiveOn}|${event.until ?? ''}`,
          subject: `certificate:${id}`,
          name: one.record.name,
          what: 'event',
          risks,
          before: { event: null },
          after: {
            event: event.kind,
            effectiveOn: event.effectiveOn,
            until: event.until,
            decision: event.decisionNumber,
          },
          facts: { event },
          provinceCode: one.record.place.province,
          communeCode: one.record.place.commune,
        },
      ]).then((waiting) => {
        if (waiting.length > 0) one.waiting = true;
      });
      continue;
    }
    try {
      await inTransaction(ctx, (ctx) => recordEventOfSource(ctx, id, event, batch.rule, reasonOf(batch)));
      one.changed = true;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      one.findings.push({
        code: `refusal:${error.code}`,
        details: { event: event.kind, day: event.effectiveOn },
      });
    }
  }
}

/** What befell a certificate that waits comes with it when it is accepted. */
async function withEvents(
  ctx: Context,
  { source }: Batch,
  id: string,
  certificate: FeedCertificate,
): Promise<void> {
  const more = JSON.stringify({ events: certificate.events, foreign: certificate.id });
  await ctx.db.execute(sql`
    update source_proposals set facts = facts || ${more}::jsonb
    where source_id = ${source.id} and state = 'waiting' and what = 'certificate' and facts->'certificate'->>'id' = ${id}`);
}

/** Goods taken off and makers who have stopped: that goes in at once; that they are back waits. */
async function tellEnds(
  ctx: Context,
  batch: Batch,
  one: Taken,
  here: ReadonlyMap<string, string>,
): Promise<void> {
  const { record, product } = one;
  if (product === null) return;
  const [held] = await ctx.db.execute<{
    withdrawn: string | null;
    maker: string | null;
    ceased: string | null;
    makerName: string | null;
  }>(sql`
    select p.withdrawn_on::text as withdrawn, m.id as maker, m.ceased_on::text as ceased, m.name as "makerName"
    from products p left join producers m on m.id = p.producer_id where p.id = ${product}`);
  if (!held) return;
  // Of the maker only where it is the same one: other hands wait for a person.
  const maker = record.producer && (here.get(`m:${record.producer.id}`) ?? null);
  const isMaker =
    record.producer !== null &&
    (maker === null
      ? keyOfProducer(record.producer.name) === keyOfProducer(held.makerName ?? '')
      : maker === held.maker);
  const ends = [
    {
      subject: `product:${product}`,
      field: 'withdrawnOn',
      name: record.name,
      now: held.withdrawn,
      told: record.withdrawnOn,
    },
    ...(held.maker !== null && isMaker && record.producer !== null
      ? [
          {
            subject: `producer:${held.maker}`,
            field: 'ceasedOn',
            name: held.makerName ?? '',
            now: held.ceased,
            told: record.producer.ceasedOn,
          },
        ]
      : []),
  ].filter(({ now, told }) => now !== told);
  if (ends.length === 0) return;
  const origins = await originsOf(
    ctx,
    ends.map(({ subject }) => subject),
  );
  for (const { subject, field, name, now, told } of ends) {
    const origin = origins.get(`${subject}|${field}`);
    // Nobody here ever heard of it from this source: what the office wrote stands.
    if (told === null && origin?.sourceId !== batch.source.id) continue;
    const isOurs = origin
      ? JSON.stringify(origin.value) === JSON.stringify(now) && origin.sourceId === batch.source.id
      : now === null;
    const id = subject.split(':')[1]!;
    if (told !== null && isOurs) {
      try {
        await inTransaction(ctx, (ctx) =>
          field === 'withdrawnOn'
            ? correctProduct(
                ctx,
                batch.places,
                id,
                { withdrawnOn: told, withdrawnReason: reasonOf(batch) },
                reasonOf(batch),
              )
            : correctProducer(ctx, batch.places, id, { ceasedOn: told }, reasonOf(batch)),
        );
        await keepOrigins(ctx, batch.source.id, batch.runId, [{ subject, field, value: told }]);
        one.changed = true;
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        one.findings.push({ code: `refusal:${error.code}` });
      }
      continue;
    }
    const waiting = await recordProposals(ctx, batch.source.id, batch.runId, [
      {
        slot: `${subject}|${field}`,
        subject,
        name,
        what: 'fields',
        risks: [told === null ? 'undone' : 'decided_here'],
        before: { [field]: now },
        after: { [field]: told },
        facts: { fields: { [field]: told } },
        provinceCode: record.place.province,
        communeCode: record.place.commune,
      },
    ]);
    if (waiting.length > 0) one.waiting = true;
  }
}

async function producerOf(ctx: Context, productId: string): Promise<string | null> {
  const [found] = await ctx.db.execute<{ id: string | null }>(
    sql`select producer_id as id from products where id = ${productId}`,
  );
  return found?.id ?? null;
}
