/** What a visitor comes to. @source DOMAIN: set 26 and the sites that community tourism joins. */
export const STOP_KINDS = [
  'production_site',
  'point_of_sale',
  'community_tourism',
  'sight',
  'model_village',
  'festival',
  'meal',
  'bed',
] as const;
export type StopKind = (typeof STOP_KINDS)[number];

export const WAY_MODES = ['foot', 'bicycle', 'motorbike', 'car', 'boat'] as const;
export type WayMode = (typeof WAY_MODES)[number];

export type RevisionState = 'draft' | 'in_review' | 'published' | 'replaced';

/** The set of goods whose products are themselves places to go. */
export const TOURISM_SET = 26;

/** So many stops and no more: a day has an end, and so has a leaflet. */
export const MOST_STOPS = 30;

/** How long one stays, until somebody says otherwise. */
export const USUAL_MINUTES: Readonly<Record<StopKind, number>> = {
  production_site: 60,
  point_of_sale: 30,
  community_tourism: 120,
  sight: 45,
  model_village: 60,
  festival: 120,
  meal: 75,
  bed: 0,
};

/** `3-5, 9`: months as they are typed; `null`: they cannot be read. Nothing typed, or all twelve: all the year. */
export function readMonths(typed: string): number[] | null {
  const months = new Set<number>();
  for (const part of typed.split(/[,;\s]+/).filter(Boolean)) {
    const [, first, last] = /^(\d{1,2})(?:[-–—](\d{1,2}))?$/.exec(part) ?? [];
    if (first === undefined) return null;
    const [from, to] = [Number(first), Number(last ?? first)];
    if (from < 1 || from > 12 || to < 1 || to > 12) return null;
    // A season may go over the new year: 11-2.
    for (let month = from; ; month = (month % 12) + 1) {
      months.add(month);
      if (month === to) break;
    }
  }
  return months.size === 12 ? [] : [...months].sort((a, b) => a - b);
}

/** The months in as few words as it takes: `3–5, 9`; over the new year `11–2`. */
export function writeMonths(months: readonly number[]): string {
  const held = new Set(months);
  const starts = months.filter((month) => !held.has(((month + 10) % 12) + 1));
  return starts
    .map((first) => {
      let last = first;
      while (held.has((last % 12) + 1) && (last % 12) + 1 !== first) last = (last % 12) + 1;
      return last === first ? `${first}` : `${first}–${last}`;
    })
    .join(', ');
}

/** `7:30`, `7h30`, `7h`, `7`: minutes after midnight; `null`: no time of day. */
export function readClock(typed: string): number | null {
  const [, hour, minute] = /^(\d{1,2})(?:\s*[:hg.]\s*(\d{2})?)?$/i.exec(typed.trim()) ?? [];
  if (hour === undefined) return null;
  const read = Number(hour) * 60 + Number(minute ?? 0);
  return Number(hour) <= 23 && Number(minute ?? 0) <= 59 ? read : null;
}

export const LENGTHS = ['half', 'day', 'longer'] as const;
export type LengthKind = (typeof LENGTHS)[number];

/** More than that is not half a day. */
const HALF_DAY_MINUTES = 5 * 60;

export function lengthKind({ days, minutes }: { days: number; minutes: number }): LengthKind {
  return days > 1 ? 'longer' : minutes > HALF_DAY_MINUTES ? 'day' : 'half';
}
