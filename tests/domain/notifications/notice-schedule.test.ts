import { expect, test } from 'vitest';
import { noticeDueOn, noticeScheduleOn } from '#src/domain/notifications/notice-schedule.ts';

const LAST_DAY = '2027-06-30';

test.each([
  ['2026-12-01', 'valid', null, 'nothing before the first'],
  ['2026-12-02', 'valid', 'T-210', 'thirty days before dossiers are taken'],
  ['2026-12-31', 'valid', 'T-210', 'still, where the site stood still on the day'],
  ['2027-01-01', 'expiring', 'T-180', 'dossiers are taken, holiday or not'],
  ['2027-01-29', 'expiring', 'T-150', 'the 31st is a Sunday: the Friday before'],
  ['2027-02-23', 'expiring', 'T-127', 'a week left'],
  ['2027-03-02', 'expiring', 'T-120', 'the last day for a dossier'],
  ['2027-04-28', 'expiring', null, 'late by more than thirty days is not given any more'],
  ['2027-04-29', 'expiring', 'T-60', 'the 30th of April and the 1st of May are holidays'],
  ['2027-05-31', 'expiring', 'T-30', 'thirty days left'],
  ['2027-06-30', 'expiring', 'T-0', 'the last day'],
  ['2027-07-10', 'expired', 'T-0', 'late'],
  ['2027-07-31', 'expired', null, 'a month after, without extension'],
  ['2027-07-30', 'extended', 'T+30', 'a month after, extended'],
  ['2027-07-29', 'extended', 'T-0', 'not yet'],
  ['2027-03-02', 'suspended', null, 'what is suspended is not reminded'],
  ['2027-03-02', 'revoked', null, 'nor what is revoked'],
] as const)('on %s, %s: %s (%s)', (day, status, milestone, _why) => {
  expect(noticeDueOn(day, LAST_DAY, status)?.milestone ?? null).toBe(milestone);
});

test('a last day for papers that falls on a week-end is told on the working day before', () => {
  // 120 days before 1 July 2027 is 3 March; before 5 July it is Sunday, 7 March.
  expect(noticeDueOn('2027-03-05', '2027-07-05', 'expiring')).toMatchObject({
    milestone: 'T-120',
    dueOn: '2027-03-05',
  });
});

test('there is no schedule before the decision of May 2026', () => {
  expect(noticeScheduleOn('2026-05-21')).toBeNull();
  expect(noticeScheduleOn('2026-05-22')?.milestones).toHaveLength(9);
});
