import { foldWord } from './words.ts';

/** What the index knows of words: enough to see that something is mistyped, and what was meant. */
export type Lexicon = {
  /** Products that have the folded word anywhere; 0: unknown. */
  count(folded: string): number;
  /** Forms of the folded word with their accents, most frequent first. */
  forms(folded: string): readonly { word: string; count: number }[];
  /** Products in which the second folded word follows the first in one name. */
  pair(first: string, second: string): number;
  /** Known words one edit away, a swap of neighbours counting as one. */
  near(folded: string): readonly string[];
  /** Known words that begin so, most frequent first. */
  beginning(prefix: string, most: number): readonly string[];
  /** Words that follow the word in names, most frequent first; without those that only alcohol has, if asked. */
  following(
    first: string,
    prefix: string,
    most: number,
    withAlcohol: boolean,
  ): readonly { word: string; count: number }[];
  /** Whether goods other than alcohol have the word. */
  isOpen(folded: string): boolean;
  /** Products that carry a lexeme of a place or a kind of goods. */
  lexemes(lexeme: string): number;
};

/** One row of what `ts_stat` tells. */
export type LexemeCount = { word: string; count: number };

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';

/**
 * The lexicon of one state of the index. Words are syllables, so that it stays small: some ten thousand words
 * and as many pairs, whatever the number of products.
 *
 * @param all every lexeme with the number of products that have it; see `tsvectorOf` for their first letters.
 * @param alcohol the same of alcohol alone.
 */
export function lexiconOf(all: readonly LexemeCount[], alcohol: readonly LexemeCount[]): Lexicon {
  const counts = new Map<string, number>();
  const forms = new Map<string, { word: string; count: number }[]>();
  const pairs = new Map<string, number>();
  const followers = new Map<string, { word: string; count: number }[]>();
  const others = new Map<string, number>();
  for (const { word: lexeme, count } of all) {
    const rest = lexeme.slice(1);
    switch (lexeme[0]) {
      case '=': {
        put(forms, foldWord(rest), { word: rest, count });
        break;
      }
      case '+': {
        pairs.set(rest, count);
        const gap = rest.indexOf(' ');
        put(followers, rest.slice(0, gap), { word: rest.slice(gap + 1), count });
        break;
      }
      case '@':
      case '#':
      case '^':
      case '~':
        others.set(lexeme, count);
        break;
      default:
        counts.set(lexeme, count);
    }
  }
  for (const list of forms.values()) list.sort((a, b) => b.count - a.count);
  for (const list of followers.values()) list.sort((a, b) => b.count - a.count);
  const hidden = new Map(alcohol.map(({ word, count }) => [word, count]));
  const isOpen = (lexeme: string, count: number) => count > (hidden.get(lexeme) ?? 0);
  const sorted = [...counts.keys()].sort();
  // A letter or two begin thousands of words: put in order once.
  const begun = new Map<string, readonly LexemeCount[]>();
  const allBeginning = (prefix: string): readonly LexemeCount[] => {
    const known = begun.get(prefix);
    if (known) return known;
    const found: LexemeCount[] = [];
    for (let at = firstAtLeast(sorted, prefix); sorted[at]?.startsWith(prefix); at += 1) {
      found.push({ word: sorted[at]!, count: counts.get(sorted[at]!)! });
    }
    found.sort((a, b) => b.count - a.count);
    if (found.length > 50) begun.set(prefix, found);
    return found;
  };

  return {
    count: (folded) => counts.get(folded) ?? 0,
    forms: (folded) => forms.get(folded) ?? [],
    pair: (first, second) => pairs.get(`${first} ${second}`) ?? 0,
    near: (folded) => (folded.length > 24 ? [] : [...editsOf(folded)].filter((word) => counts.has(word))),
    beginning: (prefix, most) =>
      allBeginning(prefix)
        .slice(0, most)
        .map(({ word }) => word),
    following: (first, prefix, most, withAlcohol) =>
      (followers.get(first) ?? [])
        .filter(
          ({ word, count }) => word.startsWith(prefix) && (withAlcohol || isOpen(`+${first} ${word}`, count)),
        )
        .slice(0, most),
    isOpen: (folded) => isOpen(folded, counts.get(folded) ?? 0),
    lexemes: (lexeme) => others.get(lexeme) ?? 0,
  };
}

/** Knows no word: nothing is repaired. */
export const NO_LEXICON: Lexicon = lexiconOf([], []);

/** Every text one edit away: a letter too many, too few, another one, or two neighbours swapped. */
function editsOf(word: string): Set<string> {
  const edits = new Set<string>();
  for (let at = 0; at <= word.length; at += 1) {
    const before = word.slice(0, at);
    const after = word.slice(at);
    if (after !== '') edits.add(before + after.slice(1));
    if (after.length > 1) edits.add(before + after[1] + after[0] + after.slice(2));
    for (const letter of LETTERS) {
      if (after !== '') edits.add(before + letter + after.slice(1));
      edits.add(before + letter + after);
    }
  }
  edits.delete(word);
  return edits;
}

function firstAtLeast(sorted: readonly string[], text: string): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! < text) low = middle + 1;
    else high = middle;
  }
  return low;
}

function put<Value>(map: Map<string, Value[]>, key: string, value: Value): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}
