import { lt } from 'drizzle-orm';
import { failedTries, sessions, verifications } from '#db/schema/accounts.ts';
import { forgetDeliveries } from '#src/domain/hooks/receivers.ts';
import { forgetContacts } from '#src/domain/inspections/public-reports.ts';
import { forgetDrafts } from '#src/domain/registry/drafts.ts';
import { forgetOldRuns } from '#src/domain/sync/sources.ts';
import { forgetCarts } from '#src/domain/shop/carts.ts';
import type { Job } from './jobs.ts';

const DAY_MS = 86_400_000;

/**
 * What has run out is not kept: sessions, one-time values, counts of failed tries, how to reach who reported, drafts of
 * lists, old readings of sources, carts left behind, what other systems were told.
 */
export const cleanUp: Job = {
  name: 'clean_up',
  cron: '17 3 * * *',
  run: async ({ db, config }) => {
    const now = config.clock();
    const ctx = { db, now, actor: { kind: 'system', task: 'clean_up' } } as const;
    const [gone, values, tries, contacts, runs, drafts, carts, told] = await Promise.all([
      db.delete(sessions).where(lt(sessions.expiresAt, now)).returning({ id: sessions.id }),
      db.delete(verifications).where(lt(verifications.expiresAt, now)).returning({ id: verifications.id }),
      db
        .delete(failedTries)
        .where(lt(failedTries.lastAt, new Date(now.getTime() - DAY_MS)))
        .returning({ key: failedTries.key }),
      forgetContacts(ctx),
      forgetOldRuns(ctx),
      forgetDrafts(ctx),
      forgetCarts({ db, now }),
      forgetDeliveries(ctx),
    ]);
    return {
      sessions: gone.length,
      verifications: values.length,
      failedTries: tries.length,
      contacts,
      runs,
      drafts,
      carts,
      told,
    };
  },
};
