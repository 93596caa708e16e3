import type { UNREADABLE } from '#src/domain/lists/unreadable.ts';
import type { Scope } from '#src/domain/shared/actor.ts';
import { addDays, dayInVietnam, startOf } from '#src/domain/shared/calendar.ts';
import type { OutsideFaultKind } from '#src/domain/shared/outside.ts';

/**
 * What a source is: lists of decisions or of points of sale as offices make them; the open register or the open
 * points of sale of another Sao Làng; the table in which the ministry exchanges products.
 */
export const SOURCE_KINDS = ['register', 'points', 'decisions', 'shops', 'ministry'] as const;
export type SourceKind = (typeof SOURCE_KINDS)[number];

export const SCHEDULES = ['hourly', 'daily', 'weekly', 'by_hand'] as const;
export type Schedule = (typeof SCHEDULES)[number];

/** Sent record by record, with the question "what changed since". */
export const isFeed = (kind: SourceKind): boolean => kind === 'register' || kind === 'points';

export type SourceState = {
  /** Of the last answer that is all in: what names it, so that the same is not read twice. */
  tag?: string;
  /** The newest change that the source told of. */
  since?: string;
  /** When all of it was read last. */
  fullAt?: string;
};

/**
 * `asked` waits for a process; `fetching` and `applying` are under way, or go on with the next process; `short`
 * waits for a person. The others are over.
 */
export const RUN_STATES = [
  'asked',
  'fetching',
  'applying',
  'short',
  'done',
  'not_changed',
  'failed',
  'dropped',
] as const;
export type RunState = (typeof RUN_STATES)[number];

export const ITEM_OUTCOMES = ['refused', 'waiting', 'changed'] as const;
export type ItemOutcome = (typeof ITEM_OUTCOMES)[number];

export type RunFault = {
  why:
    | OutsideFaultKind
    | 'status'
    | 'wrong_type'
    | 'answer_empty'
    | 'no_folder_setting'
    | 'folder_missing'
    | 'folder_outside'
    | 'folder_empty'
    | 'too_many_files'
    | 'file_too_large'
    | 'token_missing'
    | 'ministry_columns'
    | `list_${(typeof UNREADABLE)[number]}`
    | 'ours';
  /** Where: host, file, variable or status. */
  at?: string;
};

/** A source that holds so much less than before is read only when a person has looked. */
export const LEAST_SHARE = 0.8;

/** An answer with everything that holds far less than the source is known to hold. */
export const isShort = (answered: number, known: number): boolean => answered < known * LEAST_SHARE;

/** Days after which everything is read again: what a source took out it never says by itself. */
export const FULL_AFTER_DAYS = 7;

/** In the night, when nobody works on lists. */
const HOUR = 2;
const HOUR_MS = 3_600_000;

/** The last instant at which a source of this schedule was to be read; `null`: only when asked. */
export function lastTurn(schedule: Schedule, now: Date): Date | null {
  switch (schedule) {
    case 'by_hand':
      return null;
    case 'hourly':
      return new Date(Math.floor(now.getTime() / HOUR_MS) * HOUR_MS);
    case 'daily':
    case 'weekly': {
      const today = dayInVietnam(now);
      // 5 January 1970 was a Monday.
      const back =
        schedule === 'daily'
          ? 0
          : (Math.floor((startOf(today).getTime() + 7 * HOUR_MS) / (24 * HOUR_MS)) + 3) % 7;
      const turn = startOf(addDays(today, -back)).getTime() + HOUR * HOUR_MS;
      return new Date(turn <= now.getTime() ? turn : turn - (schedule === 'daily' ? 1 : 7) * 24 * HOUR_MS);
    }
  }
}

type Place = { provinceCode: string | null; communeCode: string | null };

export function areaOfSource({ provinceCode, communeCode }: Place): Scope {
  if (provinceCode === null) return { kind: 'country' };
  return communeCode === null
    ? { kind: 'province', provinceCode }
    : { kind: 'commune', provinceCode, communeCode };
}
