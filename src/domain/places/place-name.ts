import { accentKey, fold } from '#src/domain/shared/text.ts';

/** One word of a place as written, with its two keys. */
export type Word = {
  /** Accents kept; one tone placement, one spelling of i/y and of Đắk. */
  exact: string;
  /** Accents away. */
  folded: string;
};

/** A name is compared without its spaces: "Đa Krông" and "Đakrông", "Ea H'Leo" and "Ea Hleo" are one. */
export type NameKeys = { exact: string; folded: string };

const DAK = new Set(['đăk', 'đắk', 'đak', 'đắc', 'đăc', 'dăk', 'dắk', 'dak']);
const LAK = new Set(['lăk', 'lắk', 'lắc', 'lăc', 'lak']);
const I_OR_Y = /^([bcdđghklmnpqrstvx]+|qu)y([\u0300\u0301\u0303\u0309\u0323]?)$/u;

// Addresses are made of few syllables: each is worked out once.
const known = new Map<string, Word>();
const KNOWN_AT_MOST = 20_000;

function wordOf(written: string): Word {
  const found = known.get(written);
  if (found) return found;
  const key = accentKey(written).replaceAll("'", '');
  const exact = DAK.has(key)
    ? 'đắk'
    : LAK.has(key)
      ? 'lắk'
      : /^\d+$/.test(key)
        ? key.replace(/^0+(?=\d)/, '')
        : key.normalize('NFD').replace(I_OR_Y, '$1i$2').normalize('NFC');
  const folded = fold(exact)
    .replace(/^(d|l)ac$/, '$1ak')
    .replace(I_OR_Y, '$1i');
  const word = { exact, folded };
  if (known.size >= KNOWN_AT_MOST) known.clear();
  known.set(written, word);
  return word;
}

export type WordAt = Word & { start: number; end: number };

/** The words of a tidy text with their places in it; letters and digits apart: `P2` is two words. */
export function wordsOf(text: string): WordAt[] {
  const words: WordAt[] = [];
  // By hand: a regular expression takes longer than all the rest of an address.
  for (let start = 0; start < text.length;) {
    const sort = sortOf(text.charCodeAt(start));
    let end = start + 1;
    while (end < text.length && sortOf(text.charCodeAt(end)) === sort) end += 1;
    if (sort !== 'other') {
      const { exact, folded } = wordOf(text.slice(start, end));
      if (exact) words.push({ exact, folded, start, end });
    }
    start = end;
  }
  return words;
}

/** Apostrophes belong to words (Ea H'Leo); from U+00C0 on all but general punctuation is letters here. */
function sortOf(code: number): 'digit' | 'letter' | 'other' {
  if (code >= 0x30 && code <= 0x39) return 'digit';
  if ((code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a)) return 'letter';
  if (code === 0x27 || code === 0x60 || code === 0xb4 || (code >= 0x2018 && code <= 0x201b)) return 'letter';
  if (code < 0xc0 || (code >= 0x2000 && code <= 0x2bff) || (code >= 0x3000 && code <= 0x303f)) return 'other';
  return 'letter';
}

export function keysOf(words: readonly Word[]): NameKeys {
  let exact = '';
  let folded = '';
  for (const word of words) {
    exact += word.exact;
    folded += word.folded;
  }
  return { exact, folded };
}

/** What the words before a name say it is. `city` is a province or an old district. */
export type NameHint = 'province' | 'city' | 'district' | 'commune';

type Prefix = { hint: NameHint; kind: string; form: 'spelt' | 'unaccented' | 'short' };

const PREFIXES = new Map<string, Prefix>();
for (const [hint, kind, full, short] of [
  ['province', 'tinh', ['tỉnh'], ['t']],
  ['city', 'thanh_pho', ['thành phố'], ['tp', 't p']],
  ['district', 'huyen', ['huyện', 'huyện đảo'], ['h']],
  ['district', 'quan', ['quận'], ['q']],
  ['district', 'thi_xa', ['thị xã'], ['tx', 't x']],
  ['commune', 'xa', ['xã'], ['x']],
  ['commune', 'phuong', ['phường'], ['p', 'f']],
  ['commune', 'thi_tran', ['thị trấn'], ['tt', 't t', 'ttr']],
  ['commune', 'dac_khu', ['đặc khu'], ['đk']],
] as const) {
  for (const words of full) {
    PREFIXES.set(fold(words), { hint, kind, form: 'unaccented' });
    PREFIXES.set(words, { hint, kind, form: 'spelt' });
  }
  for (const words of short) PREFIXES.set(words, { hint, kind, form: 'short' });
}

export type Reading = {
  hint: NameHint | null;
  /** `xa`, `phuong`, `thi_tran`, `huyen` …; `null` without a prefix. */
  kind: string | null;
  keys: NameKeys;
};

/** The kind that the words before a name spell at `at`, longest first; `null` when none or no name is left. */
export function prefixAt(
  words: readonly Word[],
  at: number,
  to = words.length,
): (Prefix & { length: number }) | null {
  const first = words[at];
  const second = words[at + 1];
  if (first && second && at + 2 < to) {
    const prefix =
      PREFIXES.get(`${first.exact} ${second.exact}`) ?? PREFIXES.get(`${first.folded} ${second.folded}`);
    if (prefix) return { ...prefix, length: 2 };
  }
  if (first && at + 1 < to) {
    const prefix = PREFIXES.get(first.exact) ?? PREFIXES.get(first.folded);
    if (prefix) return { ...prefix, length: 1 };
  }
  return null;
}

/**
 * The ways to read a part of an address, likeliest first: with the kind taken off, and as it stands.
 *
 * @param plain the text has no accents anywhere: only then is "quan" a quận before it is a name.
 */
export function readingsOf(words: readonly Word[], plain: boolean): Reading[] {
  const whole: Reading = { hint: null, kind: null, keys: keysOf(words) };
  const prefix = prefixAt(words, 0);
  if (!prefix) return [whole];
  const { hint, kind, length, form } = prefix;
  const named: Reading = { hint, kind, keys: keysOf(words.slice(length)) };
  return form === 'unaccented' && !plain ? [whole, named] : [named, whole];
}

/** Keys of a bare or full name as our own tables write it, and its kind. */
export function nameOf(fullName: string): { keys: NameKeys; kind: string | null } {
  const words = wordsOf(fullName);
  const prefix = prefixAt(words, 0);
  return prefix?.form === 'spelt'
    ? { keys: keysOf(words.slice(prefix.length)), kind: prefix.kind }
    : { keys: keysOf(words), kind: null };
}
