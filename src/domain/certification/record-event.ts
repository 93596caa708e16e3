import { and, asc, eq, gt, isNull, min } from 'drizzle-orm';
import { products } from '#db/schema/catalogue.ts';
import { certificateEvents, certificates } from '#db/schema/certification.ts';
import { mustBeAllowed } from '#src/domain/accounts/deeds.ts';
import { announce, writeDown } from '#src/domain/audit/audit.ts';
import { addDays, type Day } from '#src/domain/shared/calendar.ts';
import { actorName } from '#src/domain/shared/actor.ts';
import { inTransaction, type Context } from '#src/domain/shared/context.ts';
import { newId } from '#src/domain/shared/id.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import { tidy } from '#src/domain/shared/text.ts';
import { whereOfProduct } from '#src/domain/producers/where.ts';
import {
  lastDayOf,
  type CertificateEvent,
  type CertificateEventKind,
  type LastDayRule,
  type RevocationGround,
} from './certificate.ts';
import { paperColumns, type HandedPaper } from './decision-papers.ts';
import { keepStandings } from './keep-standings.ts';
import { ruleSet } from './rule-set.ts';

/** The grounds that an authority may give; `not_recorded` is only for what old lists leave out. */
export const REVOCATION_GROUNDS = [
  'false_dossier',
  'criteria_no_longer_met',
  'law_violation',
  'misuse_of_mark',
  'ceased_production',
  'other_authority_conclusion',
] as const satisfies readonly RevocationGround[];

/** The authority's paper that says so. */
type Decided = {
  /** First day on which it counts. */
  effectiveOn: Day;
  reason: string;
  decisionNumber: string;
  decidedOn: Day;
  issuer: string;
};

/** What an officer may write down about a certificate. */
export type NewCertificateEvent =
  | (Decided & { kind: 'extended'; until: Day })
  | (Decided & { kind: 'revoked'; ground: (typeof REVOCATION_GROUNDS)[number] })
  | (Decided & { kind: 'suspended' | 'reinstated' });

/**
 * Writes down that an authority has extended, suspended, reinstated or revoked a certificate. Nothing is
 * taken out of the register: what was, stays, with the ground and the paper. The same event a second time
 * is refused, and changes nothing.
 *
 * @source Decision 26/2026/QĐ-TTg, article 8 (revocation and its grounds), article 12.3 (a certificate that
 *   waits for its re-assessment goes on until the result, 180 days at most).
 * @throws Refusal `not_allowed`, `not_found`, `second_factor_needed`, `paper.gone`, `certificate.not_found`, `certificate.paper_missing`, `certificate.too_early`,
 *   `certificate.revoked`, `certificate.superseded`, `certificate.not_extendable`, `certificate.extension_too_long`
 *   (details: most), `certificate.extended` (details: until), `certificate.suspended`, `certificate.not_suspended`.
 */
export async function recordCertificateEvent(
  ctx: Context,
  certificateId: string,
  event: NewCertificateEvent,
  rule: LastDayRule = 'anniversary_counts',
  paper: HandedPaper | null = null,
): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const found = await mustBeRecordable(ctx, certificateId, event, rule);
    const file = await paperColumns(ctx, paper);

    await ctx.db.insert(certificateEvents).values({
      id: newId(),
      certificateId,
      kind: event.kind,
      effectiveOn: event.effectiveOn,
      until: event.kind === 'extended' ? event.until : null,
      ground: event.kind === 'revoked' ? event.ground : null,
      reason: tidy(event.reason),
      decisionNumber: tidy(event.decisionNumber),
      decidedOn: event.decidedOn,
      issuer: tidy(event.issuer),
      ...file,
      recordedBy: actorName(ctx.actor),
      recordedAt: ctx.now,
    });
    await keepStandings(ctx, [found.product.id], rule);
    await writeDown(ctx, [
      {
        kind: `certificate.${event.kind}`,
        subject: `certificate:${certificateId}`,
        after: { ...event, productId: found.product.id, ...(paper && { paper: paper.name }) },
        reason: tidy(event.reason),
      },
    ]);
    const { id, producerId, provinceCode, communeCode } = found.product;
    await announce(ctx, {
      products: [id],
      tags: [
        'decisions',
        ...(producerId ? [`producer:${producerId}`] : []),
        ...[provinceCode, communeCode].filter((code) => code !== null).map((code) => `place:${code}`),
      ],
    });
  });
}

/**
 * Asks what `recordCertificateEvent` would ask, and writes nothing.
 *
 * @throws Refusal as `recordCertificateEvent`.
 */
export async function mustBeRecordable(
  ctx: Context,
  certificateId: string,
  event: NewCertificateEvent,
  rule: LastDayRule,
): Promise<Found> {
  const found = await certificateToChange(ctx, certificateId);
  mustBeAllowed(ctx, 'certificate.change', (await whereOfProduct(ctx, found.product.id))!);
  mustFit(found, event, rule);
  return found;
}

/** As another register tells it: what that one does not say of the paper stays unsaid. */
export type EventOfSource = {
  kind: CertificateEventKind;
  effectiveOn: Day;
  until: Day | null;
  ground: RevocationGround | null;
  reason: string | null;
  decisionNumber: string | null;
  decidedOn: Day | null;
  issuer: string | null;
};

/**
 * Writes down what another register says has befallen a certificate, by the rules of `recordCertificateEvent`, save
 * that the paper may be unknown here: the source answers for it, and the audit names it in `because`.
 *
 * @throws Refusal as `recordCertificateEvent`, without `certificate.paper_missing`.
 */
export async function recordEventOfSource(
  ctx: Context,
  certificateId: string,
  event: EventOfSource,
  rule: LastDayRule,
  because: string,
): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const found = await certificateToChange(ctx, certificateId);
    mustBeAllowed(ctx, 'certificate.change', (await whereOfProduct(ctx, found.product.id))!);
    const { kind, effectiveOn } = event;
    const until = kind === 'extended' ? event.until : null;
    const ground = kind === 'revoked' ? (event.ground ?? 'not_recorded') : null;
    if (kind === 'extended' && until === null) throw new Refusal('certificate.not_extendable');
    mustFollow(found, { kind, effectiveOn, until }, rule);
    const { reason, decisionNumber, decidedOn, issuer } = event;
    await ctx.db.insert(certificateEvents).values({
      id: newId(),
      certificateId,
      kind,
      effectiveOn,
      until,
      ground,
      reason,
      decisionNumber,
      decidedOn,
      issuer,
      recordedBy: actorName(ctx.actor),
      recordedAt: ctx.now,
    });
    await keepStandings(ctx, [found.product.id], rule);
    await writeDown(ctx, [
      {
        kind: `certificate.${kind}`,
        subject: `certificate:${certificateId}`,
        after: { ...event, until, ground, productId: found.product.id },
        reason: because,
      },
    ]);
    const { id, producerId, provinceCode, communeCode } = found.product;
    await announce(ctx, {
      products: [id],
      tags: [
        'decisions',
        ...(producerId ? [`producer:${producerId}`] : []),
        ...[provinceCode, communeCode].filter((code) => code !== null).map((code) => `place:${code}`),
      ],
    });
  });
}

type Found = Awaited<ReturnType<typeof certificateToChange>>;

async function certificateToChange(ctx: Context, certificateId: string) {
  const [found] = await ctx.db
    .select({
      certificate: certificates,
      product: {
        id: products.id,
        producerId: products.producerId,
        provinceCode: products.provinceCode,
        communeCode: products.communeCode,
      },
    })
    .from(certificates)
    .innerJoin(products, eq(products.id, certificates.productId))
    .where(eq(certificates.id, certificateId))
    // Two officers who write about one certificate come one after the other, and the second is asked again.
    .for('no key update', { of: certificates });
  if (!found) throw new Refusal('certificate.not_found');
  const events = await ctx.db
    .select()
    .from(certificateEvents)
    .where(eq(certificateEvents.certificateId, certificateId))
    .orderBy(asc(certificateEvents.effectiveOn), asc(certificateEvents.recordedAt));
  const { issuedOn, productId } = found.certificate;
  const [next] =
    issuedOn === null
      ? []
      : await ctx.db
          .select({ supersededOn: min(certificates.issuedOn) })
          .from(certificates)
          .where(
            and(
              eq(certificates.productId, productId),
              gt(certificates.issuedOn, issuedOn),
              isNull(certificates.annulledOn),
            ),
          );
  return { ...found, events, supersededOn: (next?.supersededOn ?? null) as Day | null };
}

function mustFit(found: Found, event: NewCertificateEvent, rule: LastDayRule): void {
  if (![event.reason, event.decisionNumber, event.issuer].every((text) => tidy(text) !== '')) {
    throw new Refusal('certificate.paper_missing');
  }
  const until = event.kind === 'extended' ? event.until : null;
  mustFollow(found, { kind: event.kind, effectiveOn: event.effectiveOn, until }, rule);
}

/** Whether it may come after what has befallen the certificate so far. */
function mustFollow(
  { certificate, events, supersededOn }: Found,
  event: CertificateEvent,
  rule: LastDayRule,
): void {
  if (certificate.issuedOn !== null && event.effectiveOn < certificate.issuedOn) {
    throw new Refusal('certificate.too_early');
  }
  const revoked = events.find(({ kind }) => kind === 'revoked');
  if (revoked) throw new Refusal('certificate.revoked', { on: revoked.effectiveOn });

  if (event.kind === 'suspended' || event.kind === 'reinstated') {
    const pause = events.filter(({ kind }) => kind === 'suspended' || kind === 'reinstated').at(-1);
    if (event.kind === 'suspended' && pause?.kind === 'suspended') throw new Refusal('certificate.suspended');
    if (event.kind === 'reinstated' && pause?.kind !== 'suspended')
      throw new Refusal('certificate.not_suspended');
    if (pause && event.effectiveOn < pause.effectiveOn) throw new Refusal('certificate.too_early');
  }

  if (event.kind === 'extended') {
    const lastDay = lastDayOf(certificate, rule);
    const days = certificate.ruleSet === null ? null : ruleSet(certificate.ruleSet).extensionDays;
    const { until } = event;
    if (
      lastDay === null ||
      days === null ||
      until === null ||
      until <= lastDay ||
      until < event.effectiveOn
    ) {
      throw new Refusal('certificate.not_extendable');
    }
    if (supersededOn !== null && supersededOn <= event.effectiveOn)
      throw new Refusal('certificate.superseded');
    const most = addDays(lastDay, days);
    if (until > most) throw new Refusal('certificate.extension_too_long', { most });
    const given = events.filter(({ kind }) => kind === 'extended').at(-1);
    if (given?.until && until <= given.until) {
      throw new Refusal('certificate.extended', { until: given.until });
    }
  }
}
