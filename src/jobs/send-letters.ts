import { sendWaitingLetters } from '#src/domain/notifications/send-letters.ts';
import { mailOf } from '#src/i18n/notices.ts';
import type { Job } from './jobs.ts';

/** Asked for as soon as a letter is written, and every minute for those that wait for another try. */
export const sendLetters: Job = {
  name: 'send_letters',
  cron: '* * * * *',
  run: ({ db, mail, config }, goOn) =>
    sendWaitingLetters({ db, now: config.clock(), actor: { kind: 'system', task: 'send_letters' } }, mail, {
      mailOf,
      now: config.clock,
      ...(goOn && { goOn }),
    }),
};
