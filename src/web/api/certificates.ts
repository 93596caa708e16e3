import { inForce } from '#src/domain/certification/certificate.ts';
import { certificateById, type CertificateRecord } from '#src/domain/certification/certificates.ts';
import type { Day } from '#src/domain/shared/calendar.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import { at, paths } from '#src/web/paths.ts';
import type { ApiAnswer, ApiCall } from './answer-json.ts';
import { dayAsked } from './read-parameters.ts';

/** How one certificate stands on the day of the record. */
export function standingFields(record: CertificateRecord) {
  const { decision, because } = record;
  return {
    id: record.id,
    on: record.day,
    status: record.status,
    stars: inForce(record.status) ? record.stars : null,
    rank: record.stars,
    from: record.term.from,
    until: record.term.until,
    decision: {
      // Empty in the register where a source gives none.
      number: decision?.number || null,
      date: decision?.issuedOn ?? record.issuedOn,
      issuer: decision?.issuer || null,
    },
    reason: because?.reason ?? null,
    ground: because?.ground ?? null,
  };
}

export function certificateFields({ origin, lang }: ApiCall, record: CertificateRecord) {
  return { ...standingFields(record), url: origin + at(lang, paths.certificate(record.id)) };
}

async function found({ site, params }: ApiCall, day: Day) {
  const id = (params['id'] ?? '').toLowerCase();
  const record = /^[0-9a-z]{12}$/.test(id)
    ? await certificateById(site.sql, id, day, site.config.lastDay)
    : null;
  if (!record) throw new Refusal('certificate.not_found');
  return record;
}

/** @throws Refusal `certificate.not_found`. */
export async function certificate(call: ApiCall): Promise<ApiAnswer> {
  const record = await found(call, call.today);
  const { product, producer } = record;
  const { origin, lang } = call;
  return {
    body: {
      ...standingFields(record),
      number: record.number,
      kind: record.kind,
      points: record.points,
      ruleSet: record.ruleSet,
      issuedYear: record.issuedYear ?? record.decision?.issuedYear ?? null,
      statedUntil: record.statedUntil,
      annulledOn: record.annulledOn,
      supersededOn: record.supersededOn,
      events: record.events.map(({ kind, effectiveOn, until, ground, reason, decisionNumber }) => ({
        kind,
        effectiveOn,
        until,
        ground,
        reason,
        decisionNumber,
      })),
      product: {
        id: product.id,
        slug: product.slug,
        name: product.name,
        withdrawnOn: product.withdrawnOn,
        url: origin + at(lang, paths.product(product.slug)),
      },
      producer: producer && { id: producer.id, slug: producer.slug, name: producer.name },
      others: record.others.map(({ id, status, stars }) => ({
        id,
        status,
        rank: stars,
        url: origin + at(lang, paths.certificate(id)),
      })),
      source: record.source,
      isExample: product.isExample,
      url: origin + at(lang, paths.certificate(record.id)),
    },
    tags: [`product:${product.id}`, ...(producer ? [`producer:${producer.id}`] : [])],
  };
}

/**
 * How the certificate stood or will stand on any day, as the register knows it today.
 *
 * @throws Refusal `certificate.not_found`, `day.unreadable`.
 */
export async function certificateStatus(call: ApiCall): Promise<ApiAnswer> {
  const record = await found(call, dayAsked(call.url, 'on') ?? call.today);
  return { body: standingFields(record), tags: [`product:${record.product.id}`] };
}
