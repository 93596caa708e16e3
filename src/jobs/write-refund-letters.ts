import { tokenOf } from '#src/domain/checkout/place-purchase.ts';
import { writeRefundNews } from '#src/domain/notifications/refund-letters.ts';
import { refundLetter } from '#src/i18n/refund-letters.ts';
import { at, paths } from '#src/web/paths.ts';
import { addressFor } from '#src/web/site.ts';
import type { Job } from './jobs.ts';

/** Tells buyers that money has gone back. */
export const writeRefundLetters: Job = {
  name: 'write_refund_letters',
  cron: '* * * * *',
  run: async ({ db, config, secret }, goOn) => {
    const origin = addressFor(config);
    return writeRefundNews(
      { db, now: config.clock(), actor: { kind: 'system', task: 'write_refund_letters' } },
      (news) =>
        refundLetter(news, origin + at(news.language, paths.purchase(tokenOf(secret, news.purchaseId)))),
      goOn,
    );
  },
};
