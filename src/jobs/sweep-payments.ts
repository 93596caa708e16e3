import { sweepPayments } from '#src/domain/checkout/sweep.ts';
import type { Job } from './jobs.ts';

/** Asks how awaited payments stand, lets go what nobody paid in time, sends money back. */
export const sweepPaymentsJob: Job = {
  name: 'sweep_payments',
  cron: '* * * * *',
  run: async ({ db, config, cards }, goOn) =>
    sweepPayments(
      { db, now: config.clock(), actor: { kind: 'system', task: 'sweep_payments' } },
      cards,
      goOn,
    ),
};
