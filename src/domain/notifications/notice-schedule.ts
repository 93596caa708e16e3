import type { CertificateStatus } from '#src/domain/certification/certificate.ts';
import { addDays, daysBetween, type Day } from '#src/domain/shared/calendar.ts';
import { workingDayOnOrBefore } from '#src/domain/shared/working-days.ts';
import schedules from '#content/notices/certificate-term.json' with { type: 'json' };

export type NoticeReceiver = 'producer' | 'commune' | 'province';

/** Named by its distance in days from the last day of the term. */
export type Milestone = 'T-210' | 'T-180' | 'T-150' | 'T-127' | 'T-120' | 'T-60' | 'T-30' | 'T-0' | 'T+30';

export type NoticeSchedule = {
  /** In force from that day on. */
  from: Day;
  /** Earliest first. */
  milestones: readonly {
    name: Milestone;
    /** From the last day of the certificate's own term. */
    days: number;
    /** Where offices are closed on that day, it is the last working day before: what it asks for needs an office. */
    onWorkingDay: boolean;
    /** Only while an extension runs. */
    whileExtended?: true;
    to: readonly NoticeReceiver[];
  }[];
  /** A notice that could not be given on its day still is, until the next is due, and so many days at most. */
  lateForDays: number;
  source: string;
};

export const NOTICE_SCHEDULES = schedules as unknown as readonly NoticeSchedule[];

/** The schedule in force on `day`; `null` before the first. */
export function noticeScheduleOn(day: Day): NoticeSchedule | null {
  return NOTICE_SCHEDULES.filter(({ from }) => from <= day).at(-1) ?? null;
}

export type DueNotice = { milestone: Milestone; dueOn: Day; to: readonly NoticeReceiver[] };

/** Certificates in these states still speak for goods that somebody has to do something about. */
const SPEAKING: readonly CertificateStatus[] = ['valid', 'expiring', 'extended', 'expired'];

/**
 * The notice that is to be given on `day` of a certificate whose term ends on `lastDay`, if it was not given yet.
 * Of several whose days have passed only the latest: older ones ask for what can no longer be done. `null`: none.
 */
export function noticeDueOn(day: Day, lastDay: Day, status: CertificateStatus): DueNotice | null {
  const schedule = noticeScheduleOn(day);
  if (!schedule || !SPEAKING.includes(status)) return null;
  const reached = schedule.milestones
    .filter(({ whileExtended }) => whileExtended === undefined || status === 'extended')
    .map((milestone) => {
      const on = addDays(lastDay, milestone.days);
      return { ...milestone, dueOn: milestone.onWorkingDay ? workingDayOnOrBefore(on) : on };
    })
    .filter(({ dueOn }) => dueOn <= day)
    .at(-1);
  if (!reached || daysBetween(reached.dueOn, day) > schedule.lateForDays) return null;
  return { milestone: reached.name, dueOn: reached.dueOn, to: reached.to };
}

/** How far from `day` the last days lie of certificates that may have a notice due. */
export function lastDaysConcerned(day: Day): { from: Day; to: Day } | null {
  const schedule = noticeScheduleOn(day);
  if (!schedule) return null;
  const offsets = schedule.milestones.map(({ days }) => days);
  // A fortnight more: no row of holidays is longer.
  return {
    from: addDays(day, -Math.max(...offsets) - schedule.lateForDays),
    to: addDays(day, -Math.min(...offsets) + 14),
  };
}
