import { runSources } from '#src/domain/sync/run-sources.ts';
import type { Job } from './jobs.ts';

/** Looks every few minutes which source has its turn, goes on where another was killed, and comes when asked. */
export const syncSources: Job = {
  name: 'sync_sources',
  cron: '*/5 * * * *',
  run: async ({ db, config, outside, places }, goOn) => {
    const runs = await runSources(
      { db, now: config.clock(), actor: { kind: 'system', task: 'sync_sources' } },
      { outside, places, rule: config.lastDay, now: config.clock, ...(goOn && { goOn }) },
    );
    const sum = (name: 'changed' | 'refused' | 'waiting') => runs.reduce((all, run) => all + run[name], 0);
    return {
      runs: runs.length,
      failed: runs.filter(({ state }) => state === 'failed').length,
      changed: sum('changed'),
      refused: sum('refused'),
      waiting: sum('waiting'),
    };
  },
};
