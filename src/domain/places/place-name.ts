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
  for (const match of text.matchAll(/\p{N}+|[\p{L}\p{M}'‘’‛`´ʼ]+/gu)) {
    const word = wordOf(match[0]);
    if (word.exact) words.push({ ...word, start: match.index, end: match.index + match[0].length });
  }
  return words;
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

type Prefix = { hint: NameHint; kind: string; /** Spelt out, with its accents. */ sure: boolean };

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
    PREFIXES.set(fold(words), { hint, kind, sure: false });
    PREFIXES.set(words, { hint, kind, sure: true });
  }
  for (const words of short) PREFIXES.set(words, { hint, kind, sure: false });
}

export type Reading = {
  hint: NameHint | null;
  /** `xa`, `phuong`, `thi_tran`, `huyen` …; `null` without a prefix. */
  kind: string | null;
  keys: NameKeys;
  /** Where the name begins. */
  from: number;
};

/** The kind that the words before a name spell at `at`, longest first; `null` when none or no name is left. */
export function prefixAt(
  words: readonly Word[],
  at: number,
  to = words.length,
): (Prefix & { length: number }) | null {
  for (const length of [2, 1]) {
    if (at + length >= to) continue;
    const slice = words.slice(at, at + length);
    const prefix =
      PREFIXES.get(slice.map((word) => word.exact).join(' ')) ??
      PREFIXES.get(slice.map((word) => word.folded).join(' '));
    if (prefix) return { ...prefix, length };
  }
  return null;
}

/** The ways to read a part of an address, likeliest first: with the kind taken off, and as it stands. */
export function readingsOf(words: readonly Word[]): Reading[] {
  const whole: Reading = { hint: null, kind: null, keys: keysOf(words), from: 0 };
  const prefix = prefixAt(words, 0);
  if (!prefix) return [whole];
  const { hint, kind, length } = prefix;
  const named: Reading = { hint, kind, keys: keysOf(words.slice(length)), from: length };
  return [named, whole];
}

/** Keys of a bare or full name as our own tables write it, and its kind. */
export function nameOf(fullName: string): { keys: NameKeys; kind: string | null } {
  const words = wordsOf(fullName);
  const prefix = prefixAt(words, 0);
  return prefix?.sure
    ? { keys: keysOf(words.slice(prefix.length)), kind: prefix.kind }
    : { keys: keysOf(words), kind: null };
}
