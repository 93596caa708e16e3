import { deliverHooks } from '#src/domain/hooks/deliver.ts';
import { hookPausedLetter } from '#src/i18n/hooks-room.ts';
import { hookDataAddress } from '#src/web/hook-form.ts';
import { paths } from '#src/web/paths.ts';
import { addressFor } from '#src/web/site.ts';
import type { Job } from './jobs.ts';

/** Tells systems of others what has happened: asked for as soon as something has, and every minute for other tries. */
export const deliverHooksJob: Job = {
  name: 'deliver_hooks',
  cron: '* * * * *',
  run: ({ db, config, secret, hooks }, goOn) => {
    const origin = addressFor(config);
    return deliverHooks(
      { db, now: config.clock(), actor: { kind: 'system', task: 'deliver_hooks' } },
      hooks.ask,
      {
        secret,
        addressOf: (message) => hookDataAddress(message, origin),
        pauseLetter: ({ receiverId, producerId, host, because }) =>
          hookPausedLetter(
            host,
            because,
            origin +
              (producerId === null
                ? paths.officeHook(receiverId)
                : paths.workshopHook(producerId, receiverId)),
          ),
        now: config.clock,
        ...(goOn && { goOn }),
      },
    );
  },
};
