import type { Day } from '#src/domain/shared/calendar.ts';

export const FAIR_KINDS = ['fair', 'festival', 'market', 'training'] as const;
export type FairKind = (typeof FAIR_KINDS)[number];

export type Fair = {
  id: string;
  slug: string;
  name: string;
  /** The same texts in English; `null`: nobody has written them. */
  nameEn: string | null;
  kind: FairKind;
  firstOn: Day;
  lastOn: Day;
  /** Minutes of the day, the same on each; `null`: whole days. */
  opensAt: number | null;
  /** More than 1440: it closes in the night. */
  closesAt: number | null;
  provinceCode: string;
  communeCode: string | null;
  spot: string | null;
  spotEn: string | null;
  latitude: number | null;
  longitude: number | null;
  organiser: string;
  about: string | null;
  aboutEn: string | null;
  results: string | null;
  resultsEn: string | null;
  publishedAt: Date | null;
  cancelledOn: Day | null;
  cancelledReason: string | null;
  revision: number;
  source: string | null;
  isExample: boolean;
  updatedAt: Date;
};

export type FairState = 'draft' | 'coming' | 'on' | 'over' | 'cancelled';

/** How the fair stands on `day`. Asked and never stored: it begins and ends with no one touching it. */
export function fairState(
  day: Day,
  fair: Pick<Fair, 'firstOn' | 'lastOn' | 'publishedAt' | 'cancelledOn'>,
): FairState {
  if (fair.publishedAt === null) return 'draft';
  if (fair.cancelledOn !== null) return 'cancelled';
  if (day < fair.firstOn) return 'coming';
  return day <= fair.lastOn ? 'on' : 'over';
}
