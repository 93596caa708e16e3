import { addDays, endOfTerm, type Day } from '#src/domain/shared/calendar.ts';
import { ruleSet, type RuleSetName, type Stars } from './rule-set.ts';

/** How a product came by the certificate. */
export type CertificateKind = 'first' | 'upgrade' | 'renewal';

/** @source Decision 26/2026/QĐ-TTg, article 8. `not_recorded` is for revocations older than this site. */
export type RevocationGround =
  | 'false_dossier'
  | 'criteria_no_longer_met'
  | 'law_violation'
  | 'misuse_of_mark'
  | 'ceased_production'
  | 'other_authority_conclusion'
  | 'not_recorded';

export type CertificateEventKind = 'extended' | 'suspended' | 'reinstated' | 'revoked';

export type CertificateEvent = {
  kind: CertificateEventKind;
  /** First day on which it counts. */
  effectiveOn: Day;
  /** Last day of an extension. */
  until: Day | null;
};

export const CERTIFICATE_STATUSES = [
  'unknown',
  'not_yet',
  'valid',
  'expiring',
  'extended',
  'expired',
  'suspended',
  'superseded',
  'revoked',
] as const;
export type CertificateStatus = (typeof CERTIFICATE_STATUSES)[number];

/** What the status of a certificate depends on, besides the day. */
export type StandingFacts = {
  /** Day of the decision; `null`: not known, and then there is no status but `unknown`. */
  issuedOn: Day | null;
  ruleSet: RuleSetName | null;
  /** Last day that the decision itself prints. */
  statedUntil: Day | null;
  /** In the order in which they count. */
  events: readonly CertificateEvent[];
  /** Day of the next recognition of the same product, from which on this certificate is history. */
  supersededOn: Day | null;
  /** Entered in error and taken back on that day: it never counted, and says nothing of the product. */
  annulledOn?: Day | null;
};

/** Whether the anniversary of the decision still counts as a day of validity. */
export type LastDayRule = 'anniversary_counts' | 'day_before';

/** Days before the end from which on the certificate is shown as running out. */
export const EXPIRING_DAYS = 180;

/** A day later than all we will ever ask about: "nothing known ends it". */
export const NO_END: Day = '9999-12-31';

/**
 * The last day of the certificate's own term; `null` when the day of the decision is not known.
 *
 * @source Decision 26/2026/QĐ-TTg, article 4.3: 36 months from the day of issue. Sources differ on whether the
 *   anniversary itself still counts, so it is a setting, and the page prints "đến hết ngày …".
 */
export function lastDayOf(
  facts: Pick<StandingFacts, 'issuedOn' | 'ruleSet' | 'statedUntil'>,
  rule: LastDayRule = 'anniversary_counts',
): Day | null {
  if (facts.issuedOn === null || facts.ruleSet === null) return null;
  if (facts.statedUntil !== null) return facts.statedUntil;
  const anniversary = endOfTerm(facts.issuedOn, ruleSet(facts.ruleSet).validityMonths);
  return rule === 'anniversary_counts' ? anniversary : addDays(anniversary, -1);
}

/** The last day of an extension that counts on top of the term; `null` when there is none. */
function extendedTo(day: Day, facts: StandingFacts, lastDay: Day): Day | null {
  const given = facts.events
    .filter(({ kind, effectiveOn }) => kind === 'extended' && effectiveOn <= day)
    .at(-1);
  if (!given?.until) return null;
  const most = addDays(lastDay, (facts.ruleSet && ruleSet(facts.ruleSet).extensionDays) ?? 0);
  return given.until < most ? given.until : most;
}

/**
 * How the certificate stood on `day`. Asked and never stored as such: it changes with no one touching it.
 *
 * First match wins: entered in error (unknown), revoked, unknown, suspended, superseded, not yet, valid or expiring, extended, expired.
 * A certificate that a newer recognition replaced stays replaced, also after the newer one has ended.
 */
export function statusOn(
  day: Day,
  facts: StandingFacts,
  rule: LastDayRule = 'anniversary_counts',
): CertificateStatus {
  if (facts.annulledOn) return 'unknown';
  const happened = facts.events.filter(({ effectiveOn }) => effectiveOn <= day);
  if (happened.some(({ kind }) => kind === 'revoked')) return 'revoked';
  const lastDay = lastDayOf(facts, rule);
  if (facts.issuedOn === null || lastDay === null) return 'unknown';
  const pause = happened.filter(({ kind }) => kind === 'suspended' || kind === 'reinstated').at(-1);
  if (pause?.kind === 'suspended') return 'suspended';
  if (facts.supersededOn !== null && facts.supersededOn <= day) return 'superseded';
  if (day < facts.issuedOn) return 'not_yet';
  if (day <= lastDay) return day < addDays(lastDay, -EXPIRING_DAYS) ? 'valid' : 'expiring';
  const extension = extendedTo(day, facts, lastDay);
  return extension !== null && day <= extension ? 'extended' : 'expired';
}

/** Whether stars may be shown as held: only from a certificate in force. */
export function inForce(status: CertificateStatus): boolean {
  return status === 'valid' || status === 'expiring' || status === 'extended';
}

export type Stretch = { from: Day; until: Day; status: CertificateStatus };

/** First day of the oldest stretch: earlier than any decision. */
const BEGINNING: Day = '2000-01-01';

/** The status of the certificate on every day, as stretches without gaps, oldest first. */
export function stretchesOf(facts: StandingFacts, rule: LastDayRule = 'anniversary_counts'): Stretch[] {
  const lastDay = lastDayOf(facts, rule);
  const turns = new Set<Day>([BEGINNING]);
  const turn = (day: Day | null) => day !== null && day > BEGINNING && turns.add(day);
  turn(facts.issuedOn);
  turn(facts.supersededOn);
  for (const { effectiveOn } of facts.events) turn(effectiveOn);
  if (lastDay !== null) {
    turn(addDays(lastDay, -EXPIRING_DAYS));
    turn(addDays(lastDay, 1));
    for (const { kind, until } of facts.events) if (kind === 'extended' && until) turn(addDays(until, 1));
    const most = facts.ruleSet === null ? null : ruleSet(facts.ruleSet).extensionDays;
    if (most !== null) turn(addDays(lastDay, most + 1));
  }
  const days = [...turns].sort();
  const stretches: Stretch[] = [];
  for (const [index, from] of days.entries()) {
    const next = days[index + 1];
    const until = next === undefined ? NO_END : addDays(next, -1);
    const status = statusOn(from, facts, rule);
    const last = stretches.at(-1);
    if (last?.status === status) last.until = until;
    else stretches.push({ from, until, status });
  }
  return stretches;
}

export type HeldCertificate = Omit<StandingFacts, 'supersededOn'> & { id: string; stars: Stars };

export type Standing = Stretch & { certificateId: string; stars: Stars; governs: boolean };

/**
 * The standings of all certificates of one product. On each day one certificate speaks for the product:
 * the newest whose decision is out; before the first decision that one; without any dated decision the
 * last one given.
 */
export function standingsOf(
  held: readonly HeldCertificate[],
  rule: LastDayRule = 'anniversary_counts',
): Standing[] {
  const dated = held
    .filter((certificate) => certificate.issuedOn !== null && !certificate.annulledOn)
    .sort((a, b) => (a.issuedOn! < b.issuedOn! ? -1 : a.issuedOn! > b.issuedOn! ? 1 : 0));
  // Of what was entered in error nothing follows, unless there is nothing else.
  const undated = [
    ...held.filter(({ annulledOn }) => annulledOn),
    ...held.filter(({ issuedOn, annulledOn }) => issuedOn === null && !annulledOn),
  ];
  const standings: Standing[] = [];
  for (const [index, certificate] of dated.entries()) {
    const next =
      dated.slice(index + 1).find(({ issuedOn }) => issuedOn! > certificate.issuedOn!)?.issuedOn ?? null;
    const isLastOfItsDay = dated[index + 1]?.issuedOn !== certificate.issuedOn;
    const speaksFrom =
      index === 0 || dated[0]!.issuedOn === certificate.issuedOn ? BEGINNING : certificate.issuedOn!;
    const speaksUntil = next === null ? NO_END : addDays(next, -1);
    for (const stretch of stretchesOf({ ...certificate, supersededOn: next }, rule)) {
      // A stretch never crosses the day on which another certificate begins to speak, except the ones before the decision.
      for (const part of cut(stretch, speaksFrom, speaksUntil)) {
        const governs = isLastOfItsDay && part.from >= speaksFrom && part.until <= speaksUntil;
        standings.push({ ...part, certificateId: certificate.id, stars: certificate.stars, governs });
      }
    }
  }
  for (const [index, certificate] of undated.entries()) {
    for (const stretch of stretchesOf({ ...certificate, supersededOn: null }, rule)) {
      const governs = dated.length === 0 && index === undated.length - 1;
      standings.push({ ...stretch, certificateId: certificate.id, stars: certificate.stars, governs });
    }
  }
  return standings;
}

/** The stretch in parts, so that none lies both inside and outside `from` to `until`. */
function cut(stretch: Stretch, from: Day, until: Day): Stretch[] {
  const parts: Stretch[] = [];
  let start = stretch.from;
  for (const edge of [from, until === NO_END ? NO_END : addDays(until, 1)]) {
    if (start < edge && edge <= stretch.until && edge !== NO_END) {
      parts.push({ ...stretch, from: start, until: addDays(edge, -1) });
      start = edge;
    }
  }
  parts.push({ ...stretch, from: start });
  return parts;
}
