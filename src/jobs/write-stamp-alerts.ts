import { writeStampAlerts } from '#src/domain/notifications/stamp-letters.ts';
import { stampLetter } from '#src/i18n/stamp-letters.ts';
import { paths } from '#src/web/paths.ts';
import { addressFor } from '#src/web/site.ts';
import type { Job } from './jobs.ts';

/** Tells makers and offices of stamps that nobody should trust. */
export const writeStampAlertsJob: Job = {
  name: 'write_stamp_alerts',
  cron: '*/5 * * * *',
  run: async ({ db, config, places }) => {
    const origin = addressFor(config);
    return writeStampAlerts(
      { db, now: config.clock(), actor: { kind: 'system', task: 'write_stamp_alerts' } },
      (news, to) => {
        const page =
          to === 'office' || news.producer === null
            ? paths.officeStampRun(news.runId)
            : paths.workshopStampRun(news.producer.id, news.runId);
        return stampLetter(news, origin + page, (code) => places.unit(code)?.name ?? code);
      },
    );
  },
};
