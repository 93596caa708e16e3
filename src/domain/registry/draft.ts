import type { Where } from '#src/domain/accounts/deeds.ts';
import type { Scope } from '#src/domain/shared/actor.ts';
import type { ListOptions } from './check-list.ts';

export type ListKind = 'decisions' | 'shops';

/** What whoever works on a draft has added to the file. */
export type StoredOptions = Omit<ListOptions, 'within'>;

export type DraftState = 'open' | 'put_aside' | 'published' | 'undone';

type Facts = { publishedAt: Date | null; undoneAt: Date | null; putAsideAt: Date | null };

export function stateOf({ publishedAt, undoneAt, putAsideAt }: Facts): DraftState {
  if (undoneAt) return 'undone';
  if (publishedAt) return 'published';
  return putAsideAt ? 'put_aside' : 'open';
}

type Place = { provinceCode: string | null; communeCode: string | null };

/** Where the deeds on a draft are done. */
export function whereIs({ provinceCode, communeCode }: Place): Where {
  return provinceCode === null ? 'country' : { provinceCode, communeCode };
}

/** The office's area that a draft may speak of. */
export function areaOf({ provinceCode, communeCode }: Place): Scope {
  if (provinceCode === null) return { kind: 'country' };
  return communeCode === null
    ? { kind: 'province', provinceCode }
    : { kind: 'commune', provinceCode, communeCode };
}

/**
 * A file that was sent in and never published is kept so long: after it was put aside, and after anybody last worked on
 * it. It names people, and nothing public rests on it; what was published stays, since it is what the register stands on.
 */
export const DRAFT_DAYS = { putAside: 90, open: 365 } as const;
