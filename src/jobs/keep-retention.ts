import { keepRetention } from '#src/domain/privacy/retention.ts';
import type { Job } from './jobs.ts';

/** What has been kept as long as the schedule says is forgotten. */
export const keepRetentionJob: Job = {
  name: 'keep_retention',
  cron: '47 3 * * *',
  run: ({ db, config }, goOn) =>
    keepRetention({ db, now: config.clock(), actor: { kind: 'system', task: 'keep_retention' } }, goOn),
};
