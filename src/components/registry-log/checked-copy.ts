import type { CertificateCredential, CheckedCredential } from '#src/domain/registry-log/credential.ts';
import { day } from '#src/i18n/format.ts';

export type CopyVerdict = 'good' | 'bad' | 'unknown' | 'foreign' | 'unreadable';

/** What to say of a copy as a whole; what could not be looked at never makes it good. */
export function overall(checked: CheckedCredential, own: string): CopyVerdict {
  if (checked.issuer === null) return 'unreadable';
  if (checked.issuer !== own) return 'foreign';
  const steps = [checked.signature, checked.term, ...Object.values(checked.statuses)];
  if (steps.includes('failed')) return 'bad';
  return steps.includes('unknown') ? 'unknown' : 'good';
}

/** What a copy says, for people. */
export function factsOf({ credentialSubject: it }: CertificateCredential) {
  const { certification } = it;
  return {
    product: it.name,
    producer: it.producer ?? '–',
    stars: '★'.repeat(it.stars),
    decision: certification.certificationIdentification ?? '–',
    agency: certification.certificationAgency ?? '–',
    from: day(certification.certificationStartDate),
    until: day(certification.certificationEndDate),
    isExample: it.isExample,
  };
}
