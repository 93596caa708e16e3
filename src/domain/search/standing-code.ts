import {
  CERTIFICATE_STATUSES,
  inForce,
  NO_END,
  type CertificateStatus,
} from '#src/domain/certification/certificate.ts';
import type { Stars } from '#src/domain/certification/rule-set.ts';
import { addDays, daysBetween, type Day } from '#src/domain/shared/calendar.ts';
import type { ExpiredRule } from '#src/domain/shop/offer.ts';
import type { StandingFilter } from './product-search.ts';

/** Status and stars of one stretch in one small number: ten times the place of the status, plus the stars. */
export type StandingCode = number;

/** A product without any certificate. */
export const NO_CERTIFICATE: StandingCode = 0;

/** What the code says; `unknown` with no stars for a product that has no certificate. */
export type CodedStanding = { status: CertificateStatus; held: Stars | null };

export function codeOf(status: CertificateStatus, stars: Stars): StandingCode {
  return CERTIFICATE_STATUSES.indexOf(status) * 10 + stars;
}

export function readCode(code: StandingCode): CodedStanding {
  const stars = code % 10;
  return {
    status: CERTIFICATE_STATUSES[Math.floor(code / 10)] ?? 'unknown',
    held: stars === 3 || stars === 4 || stars === 5 ? stars : null,
  };
}

/** Stars in force, or `null`. */
export function starsOf(code: StandingCode): Stars | null {
  const { status, held } = readCode(code);
  return inForce(status) ? held : null;
}

/** Stars once held when none are in force; never from a revoked certificate, nor from one without a day. */
export function pastStarsOf(code: StandingCode): Stars | null {
  const { status, held } = readCode(code);
  return status === 'expired' || status === 'suspended' || status === 'superseded' ? held : null;
}

/** Whether goods that stand so may be sold, by the rule of the deployment. */
export function sellable(code: StandingCode, expired: ExpiredRule): boolean {
  const { status } = readCode(code);
  return inForce(status) || (status !== 'revoked' && expired === 'without_stars');
}

const FILTERS: Readonly<Record<CertificateStatus, readonly StandingFilter[]>> = {
  unknown: ['unknown'],
  not_yet: ['unknown'],
  valid: ['in_force'],
  expiring: ['in_force', 'expiring'],
  extended: ['in_force'],
  expired: ['expired'],
  suspended: ['suspended'],
  superseded: ['expired'],
  revoked: ['revoked'],
};

/** The choices of the validity filter under which the standing falls: one that runs out is in force too. */
export function filtersOf(code: StandingCode): readonly StandingFilter[] {
  return FILTERS[readCode(code).status];
}

/** All codes there are. */
export const ALL_CODES: readonly StandingCode[] = [
  NO_CERTIFICATE,
  ...CERTIFICATE_STATUSES.flatMap((status) => ([3, 4, 5] as const).map((stars) => codeOf(status, stars))),
];

const EPOCH: Day = '1970-01-01';

/** Days since 1970-01-01. */
export function dayNumber(day: Day): number {
  return daysBetween(EPOCH, day);
}

export function dayOfNumber(number: number): Day {
  return addDays(EPOCH, number);
}

/** Place in the stretches of the one that holds `day`; they begin at `days` and have no gaps. */
export function stretchOn(day: number, days: readonly number[]): number {
  let at = 0;
  while (at + 1 < days.length && days[at + 1]! <= day) at += 1;
  return at;
}

/** The last day of a stretch; `null` when nothing known ends it. */
export function lastDayOfStretch(at: number, days: readonly number[]): Day | null {
  const next = days[at + 1];
  return next === undefined || next > dayNumber(NO_END) ? null : dayOfNumber(next - 1);
}
