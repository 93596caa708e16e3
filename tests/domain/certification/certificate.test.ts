import { describe, expect, test } from 'vitest';
import {
  lastDayOf,
  NO_END,
  standingsOf,
  statusOn,
  stretchesOf,
  type CertificateEvent,
  type HeldCertificate,
  type StandingFacts,
} from '#src/domain/certification/certificate.ts';
import { addDays, type Day } from '#src/domain/shared/calendar.ts';

const issued = {
  issuedOn: '2023-11-24',
  ruleSet: '148/QĐ-TTg',
  statedUntil: null,
  events: [],
  supersededOn: null,
} as const satisfies StandingFacts;

const event = (
  kind: CertificateEvent['kind'],
  effectiveOn: Day,
  until: Day | null = null,
): CertificateEvent => ({
  kind,
  effectiveOn,
  until,
});

test.each([
  ['2023-11-24', '2026-11-24'],
  ['2023-11-30', '2026-11-30'],
  ['2024-02-29', '2027-02-28'],
] as const)('a certificate of %s counts to the end of %s', (issuedOn, lastDay) => {
  expect(lastDayOf({ ...issued, issuedOn })).toBe(lastDay);
  expect(lastDayOf({ ...issued, issuedOn }, 'day_before')).toBe(addDays(lastDay, -1));
});

test.each<[Day, Partial<StandingFacts>, string]>([
  ['2023-11-23', {}, 'not_yet'],
  ['2023-11-24', {}, 'valid'],
  ['2026-05-27', {}, 'valid'],
  ['2026-05-28', {}, 'expiring'],
  ['2026-11-24', {}, 'expiring'],
  ['2026-11-25', {}, 'expired'],
  ['2026-11-25', { events: [event('extended', '2026-11-20', '2027-03-01')] }, 'extended'],
  ['2027-03-01', { events: [event('extended', '2026-11-20', '2027-03-01')] }, 'extended'],
  ['2027-03-02', { events: [event('extended', '2026-11-20', '2027-03-01')] }, 'expired'],
  // 180 days after 24/11/2026 is 23/05/2027, whatever the extension says.
  ['2027-05-23', { events: [event('extended', '2026-11-20', '2028-01-01')] }, 'extended'],
  ['2027-05-24', { events: [event('extended', '2026-11-20', '2028-01-01')] }, 'expired'],
  ['2025-01-09', { events: [event('revoked', '2025-01-10')] }, 'valid'],
  ['2025-01-10', { events: [event('revoked', '2025-01-10')] }, 'revoked'],
  ['2030-01-01', { events: [event('revoked', '2025-01-10')] }, 'revoked'],
  ['2025-02-01', { events: [event('suspended', '2025-02-01')] }, 'suspended'],
  ['2025-03-01', { events: [event('suspended', '2025-02-01'), event('reinstated', '2025-03-01')] }, 'valid'],
  ['2025-02-01', { events: [event('suspended', '2025-01-01'), event('revoked', '2025-02-01')] }, 'revoked'],
  ['2025-06-01', { supersededOn: '2025-06-01' }, 'superseded'],
  ['2025-05-31', { supersededOn: '2025-06-01' }, 'valid'],
  ['2025-06-01', { issuedOn: null, ruleSet: null }, 'unknown'],
  ['2025-06-01', { issuedOn: null, ruleSet: null, events: [event('revoked', '2025-01-01')] }, 'revoked'],
  ['2025-06-02', { statedUntil: '2025-06-01' }, 'expired'],
])('on %s, with %o, it is %s', (day, facts, status) => {
  expect(statusOn(day, { ...issued, ...facts })).toBe(status);
});

test('the stretches say on every single day what the rule says', () => {
  const facts: StandingFacts = {
    ...issued,
    events: [
      event('suspended', '2024-05-05'),
      event('reinstated', '2024-06-07'),
      event('extended', '2026-11-01', '2027-02-01'),
    ],
  };
  const stretches = stretchesOf(facts);
  for (let day: Day = '2023-11-01'; day < '2027-12-31'; day = addDays(day, 1)) {
    const at = stretches.filter(({ from, until }) => from <= day && day <= until);
    expect(
      at.map(({ status }) => status),
      day,
    ).toEqual([statusOn(day, facts)]);
  }
});

describe('several certificates of one product', () => {
  const held = (
    id: string,
    issuedOn: Day | null,
    stars: 3 | 4 | 5,
    events: CertificateEvent[] = [],
  ): HeldCertificate => ({
    id,
    stars,
    issuedOn,
    ruleSet: issuedOn === null ? null : '148/QĐ-TTg',
    statedUntil: null,
    events,
  });
  const speaks = (certificates: HeldCertificate[], day: Day) => {
    const now = standingsOf(certificates).filter(
      ({ governs, from, until }) => governs && from <= day && day <= until,
    );
    expect(now).toHaveLength(1);
    return [now[0]!.certificateId, now[0]!.status, now[0]!.stars];
  };

  test('an upgrade speaks from its day on, and the older one is history', () => {
    const both = [held('new', '2024-06-01', 4), held('old', '2023-03-01', 3)];
    expect(speaks(both, '2024-05-31')).toEqual(['old', 'valid', 3]);
    expect(speaks(both, '2024-06-01')).toEqual(['new', 'valid', 4]);
    const old = standingsOf(both).filter(({ certificateId }) => certificateId === 'old');
    expect(old.find(({ from, until }) => from <= '2024-07-01' && '2024-07-01' <= until)?.status).toBe(
      'superseded',
    );
  });

  test('when the newer one is revoked the older does not come back', () => {
    const both = [
      held('old', '2023-03-01', 3),
      held('new', '2024-06-01', 4, [event('revoked', '2025-01-01')]),
    ];
    expect(speaks(both, '2025-01-01')).toEqual(['new', 'revoked', 4]);
  });

  test('a recognition without a day does not take the word from a dated one', () => {
    expect(speaks([held('dated', '2024-06-01', 4), held('claimed', null, 5)], '2025-01-01')).toEqual([
      'dated',
      'valid',
      4,
    ]);
    expect(speaks([held('claimed', null, 5)], '2025-01-01')).toEqual(['claimed', 'unknown', 5]);
  });

  test('before its first decision, and long after its last, the product still has one that speaks', () => {
    const one = [held('one', '2024-06-01', 4)];
    expect(speaks(one, '2020-01-01')).toEqual(['one', 'not_yet', 4]);
    expect(speaks(one, NO_END)).toEqual(['one', 'expired', 4]);
  });
});
