import { sweepFiles } from '#src/domain/media/files.ts';
import { forgetUploads } from '#src/domain/media/recordings.ts';
import type { Job } from './jobs.ts';

/** Files that no fact speaks of: sent and never taken up, or taken away since; what broke off on its way. */
export const sweepFilesJob: Job = {
  name: 'sweep_files',
  cron: '23 * * * *',
  run: async ({ db, config, files }, goOn) => {
    const ctx = { db, now: config.clock(), actor: { kind: 'system', task: 'sweep_files' } } as const;
    return { files: await sweepFiles(ctx, files, goOn), uploads: await forgetUploads(ctx) };
  },
};
