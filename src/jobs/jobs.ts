import type { Site } from '#src/web/site.ts';
import { appendLogJob } from './append-log.ts';
import { auditLogJob } from './audit-log.ts';
import { cleanUp } from './clean-up.ts';
import { compareCardsJob } from './compare-cards.ts';
import { followShipmentsJob } from './follow-shipments.ts';
import { inviteReviewsJob } from './invite-reviews.ts';
import { keepRetentionJob } from './keep-retention.ts';
import { deliverHooksJob } from './deliver-hooks.ts';
import { sendLetters } from './send-letters.ts';
import { sweepFilesJob } from './sweep-files.ts';
import { syncSources } from './sync-sources.ts';
import { sweepPaymentsJob } from './sweep-payments.ts';
import { writeClaimLetters } from './write-claim-letters.ts';
import { writeOrderLetters } from './write-order-letters.ts';
import { writeVisitLetters } from './write-visit-letters.ts';
import { writeRefundLetters } from './write-refund-letters.ts';
import { writeStampAlertsJob } from './write-stamp-alerts.ts';
import { writeNotices } from './write-notices.ts';

/** Work that is done later, by whichever process has time; may be repeated. */
export type Job = {
  name: string;
  /** When it is due, in Vietnam. */
  cron: string;
  /** Whether its last time passed while nothing ran: then it is done at the start. */
  wasMissed?: (site: Site) => Promise<boolean>;
  /** What it has done, counted; `goOn`: whether this process still has time. */
  run: (site: Site, goOn?: () => boolean) => Promise<Record<string, number>>;
};

export const JOBS: readonly Job[] = [
  sendLetters,
  writeNotices,
  syncSources,
  sweepPaymentsJob,
  followShipmentsJob,
  compareCardsJob,
  writeOrderLetters,
  writeClaimLetters,
  writeRefundLetters,
  writeVisitLetters,
  writeStampAlertsJob,
  inviteReviewsJob,
  deliverHooksJob,
  appendLogJob,
  auditLogJob,
  cleanUp,
  keepRetentionJob,
  sweepFilesJob,
];
