import { daysBetween, type Day } from '#src/domain/shared/calendar.ts';
import { inForce, type CertificateStatus } from '#src/domain/certification/certificate.ts';
import type { CertificateRecord } from '#src/domain/certification/certificates.ts';
import type { Stars } from '#src/domain/certification/rule-set.ts';

/** What the band at the top says. `no_certificate`: the register holds none for this product. */
export type VerdictCode = 'withdrawn' | 'ceased' | 'no_certificate' | CertificateStatus;

/** `ok`: in force today. `soon`: look closer. `bad`: not in force. `none`: nothing can be said. */
export type VerdictTone = 'ok' | 'soon' | 'bad' | 'none';

export type Verdict = {
  code: VerdictCode;
  tone: VerdictTone;
  /** How the certificate stands, also when `code` says something weightier first. */
  status: CertificateStatus | null;
  /** Stars in force on the day; `null` otherwise. */
  stars: Stars | null;
  /** Stars held before, when the certificate has ended and was not revoked. */
  pastStars: Stars | null;
  /** Last day in force, as known on the day. */
  until: Day | null;
  /** Day on which the state of `code` began, where it has one. */
  since: Day | null;
  /** Days left when the end is near; 0 on the last day. */
  daysLeft: number | null;
};

const TONES: Readonly<Record<CertificateStatus, VerdictTone>> = {
  valid: 'ok',
  expiring: 'ok',
  extended: 'soon',
  expired: 'bad',
  suspended: 'bad',
  revoked: 'bad',
  superseded: 'none',
  not_yet: 'none',
  unknown: 'none',
};

const WEIGHT: readonly VerdictTone[] = ['ok', 'none', 'soon', 'bad'];

/**
 * What someone with the pack in hand has to know first. Green only for a certificate in force today. A
 * product taken off the register or a producer who has stopped is said before the certificate, and never
 * makes a bad certificate look better.
 */
export function verdictOn(
  day: Day,
  about: {
    withdrawnOn: Day | null;
    ceasedOn: Day | null;
    /** The one that speaks for the product. */
    certificate: Pick<CertificateRecord, 'status' | 'stars' | 'issuedOn' | 'term' | 'because'> | null;
  },
): Verdict {
  const { certificate } = about;
  const status = certificate?.status ?? null;
  const holds = status !== null && inForce(status);
  const until = certificate?.term.until ?? null;
  const verdict: Verdict = {
    code: status ?? 'no_certificate',
    tone: status === null ? 'none' : TONES[status],
    status,
    stars: certificate && holds ? certificate.stars : null,
    pastStars: certificate && (status === 'expired' || status === 'suspended') ? certificate.stars : null,
    until,
    since: certificate && status ? sinceOf(status, certificate, until) : null,
    daysLeft: status === 'expiring' || status === 'extended' ? until && daysBetween(day, until) : null,
  };
  const first = (code: VerdictCode, since: Day, tone: VerdictTone): Verdict => ({
    ...verdict,
    code,
    since,
    tone: WEIGHT.indexOf(verdict.tone) > WEIGHT.indexOf(tone) ? verdict.tone : tone,
  });
  if (about.withdrawnOn !== null && about.withdrawnOn <= day)
    return first('withdrawn', about.withdrawnOn, 'none');
  if (about.ceasedOn !== null && about.ceasedOn <= day) return first('ceased', about.ceasedOn, 'soon');
  return verdict;
}

function sinceOf(
  status: CertificateStatus,
  certificate: Pick<CertificateRecord, 'issuedOn' | 'because'>,
  until: Day | null,
): Day | null {
  if (certificate.because) return certificate.because.effectiveOn;
  if (status === 'expired') return until;
  return status === 'unknown' ? null : certificate.issuedOn;
}
