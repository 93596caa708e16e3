import { expect, test } from 'vitest';
import type { CertificateStatus } from '#src/domain/certification/certificate.ts';
import type { CertificateRecord } from '#src/domain/certification/certificates.ts';
import type { Day } from '#src/domain/shared/calendar.ts';
import { verdictOn } from '#src/domain/traceability/verdict.ts';

const TODAY: Day = '2026-03-15';

type Held = Pick<CertificateRecord, 'status' | 'stars' | 'issuedOn' | 'term' | 'because'>;

function held(
  status: CertificateStatus,
  until: Day | null = '2026-11-20',
  becauseOn: Day | null = null,
): Held {
  return {
    status,
    stars: 4,
    issuedOn: status === 'unknown' ? null : '2023-11-20',
    term: { from: '2023-11-20', lastDay: until, until, renewal: null },
    because: becauseOn && {
      id: 'e',
      kind: 'revoked',
      effectiveOn: becauseOn,
      until: null,
      ground: null,
      reason: null,
      decisionNumber: null,
      decidedOn: null,
      issuer: null,
    },
  };
}

test.each([
  ['valid', held('valid'), { tone: 'ok', stars: 4, pastStars: null, daysLeft: null, since: '2023-11-20' }],
  ['expiring', held('expiring', '2026-03-20'), { tone: 'ok', stars: 4, daysLeft: 5 }],
  ['expiring', held('expiring', TODAY), { tone: 'ok', stars: 4, daysLeft: 0 }],
  ['extended', held('extended', '2026-05-01', '2026-02-01'), { tone: 'soon', stars: 4, daysLeft: 47 }],
  ['expired', held('expired', '2026-03-14'), { tone: 'bad', stars: null, pastStars: 4, since: '2026-03-14' }],
  [
    'suspended',
    held('suspended', '2026-11-20', '2026-03-01'),
    { tone: 'bad', stars: null, pastStars: 4, since: '2026-03-01' },
  ],
  [
    'revoked',
    held('revoked', '2026-02-28', '2026-03-01'),
    { tone: 'bad', stars: null, pastStars: null, since: '2026-03-01' },
  ],
  ['not_yet', held('not_yet'), { tone: 'none', stars: null, pastStars: null }],
  ['superseded', held('superseded'), { tone: 'none', stars: null, pastStars: null }],
  ['unknown', held('unknown', null), { tone: 'none', stars: null, pastStars: null, since: null }],
  ['no_certificate', null, { tone: 'none', stars: null, status: null }],
] as const)('%s', (code, certificate, expected) => {
  const verdict = verdictOn(TODAY, { withdrawnOn: null, ceasedOn: null, certificate });
  expect(verdict).toMatchObject({ code, ...expected });
});

test.each([
  ['a product taken off', '2026-01-01', null, 'valid', 'withdrawn', 'none'],
  ['one that will be taken off later', '2026-03-16', null, 'valid', 'valid', 'ok'],
  ['a producer who has stopped', null, '2026-01-01', 'valid', 'ceased', 'soon'],
  ['both', '2026-01-01', '2025-01-01', 'valid', 'withdrawn', 'none'],
  // What is worse keeps its colour.
  ['taken off and revoked', '2026-01-01', null, 'revoked', 'withdrawn', 'bad'],
  ['stopped and lapsed', null, '2026-01-01', 'expired', 'ceased', 'bad'],
  ['stopped and never recognised', null, '2026-01-01', null, 'ceased', 'soon'],
] as const)('%s is said first', (_, withdrawnOn, ceasedOn, status, code, tone) => {
  const certificate = status && held(status);
  expect(verdictOn(TODAY, { withdrawnOn, ceasedOn, certificate })).toMatchObject({ code, tone, status });
});

test('green is only what is in force today', () => {
  for (const status of [
    'unknown',
    'not_yet',
    'extended',
    'expired',
    'suspended',
    'superseded',
    'revoked',
  ] as const) {
    const { tone } = verdictOn(TODAY, { withdrawnOn: null, ceasedOn: null, certificate: held(status) });
    expect(tone, status).not.toBe('ok');
  }
});
