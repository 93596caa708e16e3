import { followShipments } from '#src/domain/checkout/follow-shipments.ts';
import type { Job } from './jobs.ts';

/** Asks carriers where parcels are, also when none of their notices comes through. */
export const followShipmentsJob: Job = {
  name: 'follow_shipments',
  cron: '* * * * *',
  run: async ({ db, config, carrier, secret }, goOn) =>
    carrier === null
      ? { told: 0 }
      : followShipments(
          { db, now: config.clock(), actor: { kind: 'system', task: 'follow_shipments' } },
          carrier,
          secret,
          goOn,
        ),
};
