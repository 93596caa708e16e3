import { tokenOf } from '#src/domain/checkout/place-purchase.ts';
import { writeOrderNews, type OrderNews } from '#src/domain/notifications/order-letters.ts';
import { buyerLetter, producerLetter } from '#src/i18n/order-letters.ts';
import type { Places } from '#src/domain/places/gazetteer.ts';
import { at, paths } from '#src/web/paths.ts';
import { addressFor } from '#src/web/site.ts';
import { stallAndDays } from '#src/web/stall-place.ts';
import type { Job } from './jobs.ts';

const stallOf = ({ fair, language, producer }: OrderNews, places: Places): string | null =>
  fair && stallAndDays(language, places, producer.name, fair);

/** Tells buyers and producers what has happened to their orders. */
export const writeOrderLetters: Job = {
  name: 'write_order_letters',
  cron: '* * * * *',
  run: async ({ db, config, secret, places }, goOn) => {
    const origin = addressFor(config);
    return writeOrderNews(
      { db, now: config.clock(), actor: { kind: 'system', task: 'write_order_letters' } },
      {
        toBuyer: (news) =>
          buyerLetter(
            news,
            origin + at(news.language, paths.purchase(tokenOf(secret, news.purchaseId))),
            stallOf(news, places),
          ),
        toProducer: (news) =>
          producerLetter(
            news,
            origin + paths.workshopOrder(news.producer.id, news.orderId),
            stallOf({ ...news, language: 'vi' }, places),
          ),
      },
      goOn,
    );
  },
};
