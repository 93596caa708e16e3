import { journeyOf, type JourneyStep } from '#src/domain/traceability/lot-journey.ts';
import type { Site } from './site.ts';

/** The way of the lot that a pack names; empty where nobody has written anything. */
export const lotTimeline = (
  site: Pick<Site, 'db'>,
  productId: string,
  code: string,
): Promise<JourneyStep[]> => journeyOf(site, { productId, code });
