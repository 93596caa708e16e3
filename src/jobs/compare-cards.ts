import { compareCardsSince } from '#src/domain/checkout/compare-cards.ts';
import { addDays, dayInVietnam } from '#src/domain/shared/calendar.ts';
import { cardsComparedOn } from '#src/domain/shared/site-settings.ts';
import type { Context } from '#src/domain/shared/context.ts';
import type { Site } from '#src/web/site.ts';
import type { Job } from './jobs.ts';

const contextOf = ({ db, config }: Pick<Site, 'db' | 'config'>): Context => ({
  db,
  now: config.clock(),
  actor: { kind: 'system', task: 'compare_cards' },
});

/** Compares the day before with the card service, and days on which nothing ran. */
export const compareCardsJob: Job = {
  name: 'compare_cards',
  cron: '20 3 * * *',
  wasMissed: async (site) => {
    if (site.cards === null || site.mode !== 'marketplace') return false;
    const ctx = contextOf(site);
    const on = await cardsComparedOn(ctx);
    return on !== null && on < addDays(dayInVietnam(ctx.now), -1);
  },
  run: async (site) =>
    site.cards === null || site.mode !== 'marketplace'
      ? { found: 0, settled: 0 }
      : compareCardsSince(contextOf(site), site.cards),
};
