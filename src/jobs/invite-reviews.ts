import { tokenOf } from '#src/domain/checkout/place-purchase.ts';
import { inviteReviews } from '#src/domain/reviews/invite.ts';
import { invitationLetter } from '#src/i18n/review-letters.ts';
import { at, paths } from '#src/web/paths.ts';
import { addressFor } from '#src/web/site.ts';
import type { Job } from './jobs.ts';

/** Asks buyers who agreed to it what they think of the goods. */
export const inviteReviewsJob: Job = {
  name: 'invite_reviews',
  cron: '40 9 * * *',
  run: async ({ db, config, secret, mode }, goOn) => {
    if (mode !== 'marketplace') return { letters: 0 };
    const origin = addressFor(config);
    return inviteReviews(
      { db, now: config.clock(), actor: { kind: 'system', task: 'invite_reviews' } },
      (invitation) => {
        const token = tokenOf(secret, invitation.purchaseId);
        return invitationLetter(
          invitation,
          origin + at(invitation.language, paths.purchase(token)),
          origin + at(invitation.language, paths.purchaseData(token)),
        );
      },
      goOn,
    );
  },
};
