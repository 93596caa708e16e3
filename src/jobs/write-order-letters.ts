import { tokenOf } from '#src/domain/checkout/place-purchase.ts';
import { writeOrderNews } from '#src/domain/notifications/order-letters.ts';
import { buyerLetter, producerLetter } from '#src/i18n/order-letters.ts';
import { at, paths } from '#src/web/paths.ts';
import { addressFor } from '#src/web/site.ts';
import type { Job } from './jobs.ts';

/** Tells buyers and producers what has happened to their orders. */
export const writeOrderLetters: Job = {
  name: 'write_order_letters',
  cron: '* * * * *',
  run: async ({ db, config, secret }, goOn) => {
    const origin = addressFor(config);
    return writeOrderNews(
      { db, now: config.clock(), actor: { kind: 'system', task: 'write_order_letters' } },
      {
        toBuyer: (news) =>
          buyerLetter(news, origin + at(news.language, paths.purchase(tokenOf(secret, news.purchaseId)))),
        toProducer: (news) =>
          producerLetter(news, origin + paths.workshopOrder(news.producer.id, news.orderId)),
      },
      goOn,
    );
  },
};
