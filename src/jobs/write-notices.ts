import { writeDueNotices, type NoticeUnit } from '#src/domain/notifications/write-notices.ts';
import { addDays, dayInVietnam, startOf, type Day } from '#src/domain/shared/calendar.ts';
import type { Context } from '#src/domain/shared/context.ts';
import { keepSetting, noticesWrittenOn } from '#src/domain/shared/site-settings.ts';
import { councilOf, officerNotice, producerNotice } from '#src/i18n/notices.ts';
import type { Site } from '#src/web/site.ts';
import type { Job } from './jobs.ts';

/** Before offices open. */
const HOUR = 6;

const contextOf = ({ db, config }: Site): Context => ({
  db,
  now: config.clock(),
  actor: { kind: 'system', task: 'write_notices' },
});

/** The day whose notices have been due for writing last. */
export function lastRoundBefore(now: Date): Day {
  const today = dayInVietnam(now);
  return now.getTime() - startOf(today).getTime() < HOUR * 3_600_000 ? addDays(today, -1) : today;
}

export const writeNotices: Job = {
  name: 'write_notices',
  cron: `0 ${HOUR} * * *`,
  wasMissed: async (site) => {
    const ctx = contextOf(site);
    const written = await noticesWrittenOn(ctx);
    return written === null || written < lastRoundBefore(ctx.now);
  },
  run: async (site) => {
    const { places, config } = site;
    const ctx = contextOf(site);
    const nameOf = ({ provinceCode, communeCode }: NoticeUnit) =>
      places.nameOf(communeCode ?? provinceCode) ?? communeCode ?? provinceCode;
    const done = await writeDueNotices(ctx, config.lastDay, {
      toProducer: producerNotice,
      unitName: (unit) => councilOf(nameOf(unit)),
      toOfficer: (unit, facts, day) => officerNotice(nameOf(unit), unit, facts, day),
    });
    await keepSetting(ctx, 'notices_written', { on: dayInVietnam(ctx.now) });
    return done;
  },
};
