import type { Day } from '#src/domain/shared/calendar.ts';

/** News of a commune, a province or, with neither, the country. */
export type NewsItem = {
  id: string;
  slug: string;
  title: string;
  /** In a sentence or two, for lists. */
  lead: string;
  /** Markdown. */
  body: string;
  /** The same texts in English; `null`: nobody has written them. */
  titleEn: string | null;
  leadEn: string | null;
  bodyEn: string | null;
  provinceCode: string | null;
  communeCode: string | null;
  /** Who writes, as readers are told: an office. */
  byline: string;
  picture: NewsPicture | null;
  publishedAt: Date | null;
  /** Withdrawn: its page stays, says why, and shows nothing else. */
  withdrawnOn: Day | null;
  withdrawnReason: string | null;
  source: string | null;
  isExample: boolean;
  updatedAt: Date;
};

export type NewsPicture = {
  /** What it shows, for who does not see it. */
  alt: string;
  altEn: string | null;
  credit: string | null;
  width: number;
  height: number;
  /** Of these bytes and no others: a picture that is replaced has another address. */
  mark: string;
};

export type NewsState = 'draft' | 'published' | 'withdrawn';

export function newsState({
  publishedAt,
  withdrawnOn,
}: Pick<NewsItem, 'publishedAt' | 'withdrawnOn'>): NewsState {
  if (publishedAt === null) return 'draft';
  return withdrawnOn === null ? 'published' : 'withdrawn';
}
