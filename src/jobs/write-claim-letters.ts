import { tokenOf } from '#src/domain/checkout/place-purchase.ts';
import { writeClaimNews } from '#src/domain/notifications/claim-letters.ts';
import { buyerClaimLetter, producerClaimLetter } from '#src/i18n/claim-letters.ts';
import { at, paths } from '#src/web/paths.ts';
import { addressFor } from '#src/web/site.ts';
import type { Job } from './jobs.ts';

/** Tells buyers and producers what has happened to claims. */
export const writeClaimLetters: Job = {
  name: 'write_claim_letters',
  cron: '* * * * *',
  run: async ({ db, config, secret }) => {
    const origin = addressFor(config);
    return writeClaimNews(
      { db, now: config.clock(), actor: { kind: 'system', task: 'write_claim_letters' } },
      {
        toBuyer: (news) =>
          buyerClaimLetter(
            news,
            origin + at(news.language, paths.purchase(tokenOf(secret, news.purchaseId))),
          ),
        toProducer: (news) =>
          producerClaimLetter(news, origin + paths.workshopOrder(news.producer.id, news.orderId)),
      },
    );
  },
};
