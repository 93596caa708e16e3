import { expect, test } from 'vitest';
import { standingsOf } from '#src/domain/certification/certificate.ts';
import type { Day } from '#src/domain/shared/calendar.ts';
import { cardOn } from '#src/domain/search/documents.ts';
import { codeOf, dayNumber } from '#src/domain/search/standing-code.ts';

const still = {} as Parameters<typeof cardOn>[1];

/** A certificate of 36 months from 20/11/2024, extended on its last day to 01/03/2028. */
const governing = standingsOf([
  {
    id: 'c',
    stars: 4,
    issuedOn: '2024-11-20',
    ruleSet: '26/2026/QĐ-TTg',
    statedUntil: null,
    events: [{ kind: 'extended', effectiveOn: '2027-11-20', until: '2028-03-01' }],
  },
]).filter(({ governs }) => governs);

test.each([
  ['2024-11-19', 'not_yet', null, null, '2024-11-19'],
  ['2026-03-15', 'valid', 4, null, '2028-03-01'],
  ['2027-11-20', 'expiring', 4, null, '2028-03-01'],
  ['2027-11-21', 'extended', 4, null, '2028-03-01'],
  ['2028-03-02', 'expired', null, 4, null],
] as const)('on %s the card says %s, and the last day in force', (day, status, stars, pastStars, until) => {
  const card = cardOn(
    day as Day,
    still,
    governing.map(({ from }) => dayNumber(from)),
    governing.map((standing) => codeOf(standing.status, standing.stars)),
    'without_stars',
  );
  expect(card).toMatchObject({ status, stars, pastStars, until });
});
