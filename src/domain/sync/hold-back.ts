/**
 * What of a plan a source may do by itself. It adds what is new and fills what is empty; it changes again what it
 * wrote itself and nobody has touched since. All else waits for a person, and so does whatever makes a product stand
 * better than it did: more stars, a later last day, a revocation or suspension that no longer counts.
 */

import { sql } from 'drizzle-orm';
import {
  lastDayOf,
  statusOn,
  type CertificateEvent,
  type LastDayRule,
} from '#src/domain/certification/certificate.ts';
import type { RuleSetName, Stars } from '#src/domain/certification/rule-set.ts';
import type { CertificateFacts, DecisionFacts } from '#src/domain/registry/known-register.ts';
import type { Plan } from '#src/domain/registry/plan.ts';
import type { Planned } from '#src/domain/registry/planned.ts';
import { dayInVietnam, type Day } from '#src/domain/shared/calendar.ts';
import type { Context } from '#src/domain/shared/context.ts';
import { originsOf, plannedOf, type AnyFacts, type AnyPlanned, type Noun, type Origin } from './origins.ts';
import type { Proposal, Risk } from './proposal.ts';

/** Fields that are decided together. */
const TOGETHER: Readonly<Record<string, string>> = {
  nameKey: 'name',
  setBasis: 'productSet',
  communeCode: 'place',
  provinceCode: 'place',
  openingHours: 'hours',
  stars: 'standing',
  points: 'standing',
  statedUntil: 'standing',
  issuedOn: 'standing',
  issuedYear: 'standing',
  ruleSet: 'standing',
  decisionId: 'standing',
  annulledOn: 'standing',
  number: 'number',
  numberKey: 'number',
  issuer: 'issuer',
  issuerKey: 'issuer',
  issuerLevel: 'issuer',
};
/** Follow from the others, or say only where a row came from. */
const UNASKED = new Set([
  'nameKey',
  'setBasis',
  'openingHours',
  'ruleSet',
  'issuedYear',
  'numberKey',
  'issuerKey',
  'issuerLevel',
  'source',
]);

export type Held = { plan: Plan; proposals: Proposal[] };

type HeldCertificateRow = {
  id: string;
  productId: string;
  stars: Stars;
  issuedOn: Day | null;
  ruleSet: RuleSetName | null;
  statedUntil: Day | null;
  annulledOn: Day | null;
  decisionId: string | null;
  events: CertificateEvent[];
};

type Where = { name: string; provinceCode: string | null; communeCode: string | null };

export async function holdBack(ctx: Context, plan: Plan, sourceId: string, rule: LastDayRule): Promise<Held> {
  const rows = plannedOf(plan);
  const subjects = rows.filter(([, row]) => !row.isNew).map(([noun, row]) => `${noun}:${row.now.id}`);
  const [origins, byHand] = await Promise.all([originsOf(ctx, subjects), emptiedByHand(ctx, subjects)]);
  const newProducts = new Set(plan.products.filter(({ isNew }) => isNew).map(({ now }) => now.id));
  const held = await heldCertificates(
    ctx,
    plan.certificates.map(({ now }) => now.productId).filter((id) => !newProducts.has(id)),
  );
  const wheres = await wheresOf(ctx, rows, plan);
  const today = dayInVietnam(ctx.now);
  const proposals: Proposal[] = [];
  const heldNew = new Set<Planned<CertificateFacts>>();

  for (const certificate of plan.certificates) {
    if (!certificate.isNew || newProducts.has(certificate.now.productId)) continue;
    const risks = risksOfNew(certificate.now, held.get(certificate.now.productId) ?? [], today, rule);
    if (risks.length === 0) continue;
    heldNew.add(certificate);
    const decision = plan.decisions.find(({ now }) => now.id === certificate.now.decisionId)?.now ?? null;
    const before = governing(held.get(certificate.now.productId) ?? []);
    const where = wheres.get(`product:${certificate.now.productId}`);
    const number = decision?.number ?? (await decisionNumber(ctx, certificate.now.decisionId));
    proposals.push({
      slot: `recognition:${certificate.now.productId}|${number ?? ''}|${certificate.now.issuedOn ?? ''}`,
      subject: `product:${certificate.now.productId}`,
      name: where?.name ?? '',
      what: 'certificate',
      risks,
      before: { stars: before?.stars ?? null, lastDay: before ? lastDayOf(before, rule) : null },
      after: {
        stars: certificate.now.stars,
        lastDay: lastDayOf(certificate.now, rule),
        decision: number,
        issuer: decision?.issuer ?? null,
        issuedOn: certificate.now.issuedOn,
      },
      facts: { certificate: { ...certificate.now }, decision },
      provinceCode: where?.provinceCode ?? null,
      communeCode: where?.communeCode ?? null,
    });
  }

  for (const [noun, row] of rows) {
    if (row.isNew) continue;
    const subject = `${noun}:${row.now.id}`;
    const groups = Map.groupBy(Object.keys(row.before), (field) => TOGETHER[field] ?? field);
    for (const [group, fields] of groups) {
      if (fields.every((field) => UNASKED.has(field))) continue;
      const risks = new Set<Risk>(
        noun === 'certificate' || noun === 'decision' ? risksOfChange(row, rule) : [],
      );
      if (noun === 'product' && group === 'producerId' && row.before['producerId'] !== null)
        risks.add('maker_moved');
      for (const field of fields)
        if (
          !UNASKED.has(field) &&
          !isOurs(
            origins.get(`${subject}|${field}`),
            row.before[field],
            sourceId,
            byHand.has(`${subject}|${field}`),
          )
        )
          risks.add('decided_here');
      if (risks.size === 0) continue;
      const told = fields.filter((field) => !UNASKED.has(field));
      const where = wheres.get(subject);
      const decisionId = row.now['decisionId'];
      proposals.push({
        slot: `${subject}|${group}`,
        subject,
        name: where?.name ?? '',
        what: 'fields',
        risks: [...risks],
        before: Object.fromEntries(told.map((field) => [field, row.before[field] ?? null])),
        after: Object.fromEntries(told.map((field) => [field, row.now[field] ?? null])),
        facts: {
          fields: Object.fromEntries(fields.map((field) => [field, row.now[field] ?? null])),
          decision: fields.includes('decisionId')
            ? (plan.decisions.find(({ now, isNew }) => isNew && now.id === decisionId)?.now ?? null)
            : null,
        },
        provinceCode: where?.provinceCode ?? null,
        communeCode: where?.communeCode ?? null,
      });
      for (const field of fields) putBack(row, field);
    }
    // Where a row is from is said only where something of it came in.
    if (Object.keys(row.before).every((field) => field === 'source')) putBack(row, 'source');
  }

  const certificates = plan.certificates.filter(
    (certificate) => !heldNew.has(certificate) && (certificate.isNew || certificate.changed),
  );
  const needed = new Set(certificates.map(({ now }) => now.decisionId));
  const changed = <Facts extends { id: string }>(list: readonly Planned<Facts>[]) =>
    list.filter((row) => row.isNew || row.changed);
  return {
    plan: {
      ...plan,
      producers: changed(plan.producers),
      products: changed(plan.products),
      points: changed(plan.points),
      certificates,
      decisions: changed(plan.decisions).filter(
        (decision: Planned<DecisionFacts>) => !decision.isNew || needed.has(decision.now.id),
      ),
    },
    proposals,
  };
}

function putBack(row: AnyPlanned, field: string): void {
  const before = row.before as Record<string, unknown>;
  (row.now as Record<string, unknown>)[field] = before[field];
  delete before[field];
}

/** Whether the field holds what this source wrote, or nothing that anybody decided. */
function isOurs(origin: Origin | undefined, held: unknown, sourceId: string, byHand: boolean): boolean {
  if (origin === undefined) return held === null && !byHand;
  if (JSON.stringify(origin.value ?? null) !== JSON.stringify(held ?? null)) return false;
  return origin.sourceId === sourceId || held === null;
}

function risksOfChange(row: AnyPlanned, rule: LastDayRule): Risk[] {
  const risks: Risk[] = [];
  const { before } = row;
  const now = row.now as unknown as CertificateFacts;
  if ('annulledOn' in before && before['annulledOn'] !== null && now.annulledOn === null)
    risks.push('undone');
  // Stars that no decision vouched for were never in force: naming the decision is a first recognition.
  if (before['decisionId'] === null) return risks;
  if ('stars' in before && now.stars > Number(before['stars'])) risks.push('stars_up');
  if (['issuedOn', 'statedUntil', 'ruleSet'].some((field) => field in before)) {
    const { statedUntil = null } = now as Partial<CertificateFacts>;
    const then = lastDayOf({ ...now, statedUntil, ...(before as Partial<CertificateFacts>) }, rule);
    const later = lastDayOf({ ...now, statedUntil }, rule);
    if (later !== null && (then === null || later > then)) risks.push('end_later');
  }
  return risks;
}

function governing(held: readonly HeldCertificateRow[]): HeldCertificateRow | null {
  return (
    held.filter(({ annulledOn, decisionId }) => annulledOn === null && decisionId !== null).at(-1) ?? null
  );
}

/** What a further recognition changes for a product that has had one. */
function risksOfNew(
  now: CertificateFacts,
  held: readonly HeldCertificateRow[],
  today: Day,
  rule: LastDayRule,
): Risk[] {
  const before = governing(held);
  if (before === null) return [];
  const risks: Risk[] = [];
  const isOlder = now.issuedOn !== null && before.issuedOn !== null && now.issuedOn < before.issuedOn;
  if (isOlder) return [];
  const status = statusOn(today, { ...before, supersededOn: null }, rule);
  if (status === 'revoked' || status === 'suspended') risks.push('undone');
  if (now.stars > before.stars) risks.push('stars_up');
  const [then, later] = [lastDayOf(before, rule), lastDayOf(now, rule)];
  if (later !== null && (then === null || later > then)) risks.push('end_later');
  return risks;
}

/** By product, oldest first. */
async function heldCertificates(
  ctx: Context,
  productIds: readonly string[],
): Promise<Map<string, HeldCertificateRow[]>> {
  const found = await ctx.db.execute<HeldCertificateRow>(sql`
    select c.id, c.product_id as "productId", c.stars, c.issued_on::text as "issuedOn", c.rule_set as "ruleSet",
      c.stated_until::text as "statedUntil", c.annulled_on::text as "annulledOn", c.decision_id as "decisionId",
      coalesce((select jsonb_agg(jsonb_build_object('kind', e.kind, 'effectiveOn', e.effective_on, 'until', e.until)
        order by e.effective_on, e.recorded_at, e.id)
        from certificate_events e where e.certificate_id = c.id), '[]'::jsonb) as events
    from certificates c
    where c.product_id in (select value from jsonb_array_elements_text(${JSON.stringify([...new Set(productIds)])}::jsonb))
    order by c.issued_on nulls first, c.created_at, c.id`);
  return Map.groupBy(found, ({ productId }) => productId);
}

/** Fields that a person has emptied: the last that was written down of them is nothing. */
async function emptiedByHand(ctx: Context, subjects: readonly string[]): Promise<Set<string>> {
  const found = await ctx.db.execute<{ subject: string; field: string }>(sql`
    select distinct f.subject, field.key as field
    from audit_facts f, jsonb_each(f.after) field
    where f.subject in (select value from jsonb_array_elements_text(${JSON.stringify([...new Set(subjects)])}::jsonb))
      and jsonb_typeof(f.after) = 'object' and field.value = 'null'::jsonb and f.actor not like 'system:%'`);
  return new Set(found.map(({ subject, field }) => `${subject}|${field}`));
}

async function decisionNumber(ctx: Context, id: string | null): Promise<string | null> {
  if (id === null) return null;
  const [found] = await ctx.db.execute<{ number: string }>(
    sql`select number from decisions where id = ${id}`,
  );
  return found?.number ?? null;
}

/** What the rows are called and where they belong, by subject; decisions belong to their province. */
async function wheresOf(
  ctx: Context,
  rows: readonly [Noun, AnyPlanned][],
  plan: Plan,
): Promise<Map<string, Where>> {
  const ids = (noun: Noun) =>
    JSON.stringify(rows.filter(([one]) => one === noun).map(([, { now }]) => now.id));
  const products = JSON.stringify([
    ...rows.filter(([one]) => one === 'product').map(([, { now }]) => now.id),
    ...plan.certificates.map(({ now }) => now.productId),
  ]);
  const among = (list: string) => sql`(select value from jsonb_array_elements_text(${list}::jsonb))`;
  const found = await ctx.db.execute<Where & { subject: string }>(sql`
    select 'product:' || p.id as subject, p.name, coalesce(p.province_code, m.province_code) as "provinceCode",
      case when p.province_code is null then m.commune_code else p.commune_code end as "communeCode"
    from products p left join producers m on m.id = p.producer_id where p.id in ${among(products)}
    union all select 'producer:' || id, name, province_code, commune_code from producers where id in ${among(ids('producer'))}
    union all select 'point_of_sale:' || id, name, province_code, commune_code from points_of_sale where id in ${among(ids('point_of_sale'))}
    union all select 'decision:' || id, number, province_code, null from decisions where id in ${among(ids('decision'))}`);
  const wheres = new Map<string, Where>(found.map(({ subject, ...where }) => [subject, where]));
  for (const { now } of plan.certificates as readonly { now: AnyFacts | CertificateFacts }[]) {
    const where = wheres.get(`product:${String((now as CertificateFacts).productId)}`);
    if (where) wheres.set(`certificate:${now.id}`, where);
  }
  return wheres;
}
