/** What a request would rather have, in the order of the header; `q` 0: not at all. */
export type Preference = { value: string; q: number };

/** Reads `Accept` or `Accept-Language`. A weight that cannot be read counts as 1. @source RFC 9110, section 12.4.2. */
export function preferences(header: string | null): Preference[] {
  return (header ?? '')
    .split(',')
    .map((part) => {
      const [value = '', ...parameters] = part.split(';').map((piece) => piece.trim().toLowerCase());
      const weight = /^q=([01](?:\.\d{0,3})?)$/.exec(parameters.find((each) => each.startsWith('q=')) ?? '');
      return { value, q: weight ? Math.min(1, Number(weight[1])) : 1 };
    })
    .filter(({ value }) => value !== '');
}

/** How welcome a media type is; the most exact entry counts. Everything is, where nothing is said. */
export function typeQuality(accept: readonly Preference[], type: string): number {
  if (accept.length === 0) return 1;
  const ranges = [type, `${type.split('/', 1)[0]}/*`, '*/*'];
  for (const range of ranges) {
    const found = accept.find(({ value }) => value === range);
    if (found) return found.q;
  }
  return 0;
}

/** How welcome a language is: `vi` for who asks for `vi-VN` too. */
export function languageQuality(accept: readonly Preference[], lang: string): number {
  if (accept.length === 0) return 1;
  const own = accept.filter(({ value }) => value === lang || value.startsWith(`${lang}-`));
  if (own.length > 0) return Math.max(...own.map(({ q }) => q));
  return accept.find(({ value }) => value === '*')?.q ?? 0;
}

export const LINKSET = 'application/linkset+json';
const DATA = [LINKSET, 'application/json', 'application/ld+json'] as const;
export type LinksetType = (typeof DATA)[number];

/**
 * The form in which someone would rather have the list of links than a page; `null`: a page, as browsers do. What is
 * named goes before what only a wildcard lets in.
 */
export function linksetPreferred(accept: readonly Preference[]): LinksetType | null {
  const named = (type: string) => accept.find(({ value }) => value === type)?.q ?? 0;
  const page = Math.max(named('text/html'), named('application/xhtml+xml'), named('text/*'));
  const any = named('*/*');
  const best = DATA.toSorted((one, other) => named(other) - named(one))[0]!;
  const q = named(best);
  return q > 0 && q > page && q >= any ? best : null;
}
