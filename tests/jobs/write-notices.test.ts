import { expect, test } from 'vitest';
import { lastRoundBefore } from '#src/jobs/write-notices.ts';
import { JOBS } from '#src/jobs/jobs.ts';

test.each([
  ['2027-01-04T05:59:00+07:00', '2027-01-03'],
  ['2027-01-04T06:00:00+07:00', '2027-01-04'],
  ['2027-01-04T23:59:00+07:00', '2027-01-04'],
] as const)('at %s the last round was that of %s', (now, day) => {
  expect(lastRoundBefore(new Date(now))).toBe(day);
});

test('each kind of work has a name of its own', () => {
  expect(new Set(JOBS.map(({ name }) => name)).size).toBe(JOBS.length);
});
