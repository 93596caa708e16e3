import { quoteLexeme } from './documents.ts';
import type { Lexicon } from './lexicon.ts';
import type { Alternative, Attempt, Group, Wanted } from './read-query.ts';
import { agreement } from './words.ts';

/** An attempt as PostgreSQL is asked: what has to be found, and what moves it up. */
export type TextQueries = {
  find: string;
  /** All tests at once; `null` when there are none. */
  strict: string | null;
  /** One for each of `RANKED_BY`, in its order; `null` where it says nothing. */
  tests: readonly (string | null)[];
};

/** Points: all words in the name · accents agree · the place is right · words follow each other · the name begins so. */
export const RANKED_BY = { inName: 16, accents: 8, place: 4, together: 2, first: 1 } as const;

/** `null` when the attempt asks for nothing. */
export function textQueries({ groups }: Attempt, lexicon: Lexicon): TextQueries | null {
  const required = groups.filter(({ isOptional }) => !isOptional);
  const find = required.length > 0 ? all(required.map(findGroup)) : any(groups.map(findGroup));
  if (find === '') return null;
  const goods = groups.filter(({ kind, isOptional }) => kind === 'goods' && !isOptional);
  const named = goods.length > 0 ? goods : groups;
  const places = groups.filter(({ kind }) => kind === 'place');
  const tests = [
    all(
      named.map((group) => any([...group.alternatives.map((each) => phrase(each, true)), ...kindsOf(group)])),
    ),
    all(named.map((group) => accentsOf(group, lexicon))),
    all(places.map(({ lexemes }) => any(lexemes.map(quoteLexeme)))),
    together(groups, lexicon),
    any((named[0]?.alternatives ?? []).map(firstWord)),
  ].map((query) => (query === '' ? null : query));
  const asked = tests.filter((query) => query !== null);
  return { find, strict: asked.length === 0 ? null : all([find, ...asked]), tests };
}

function firstWord({ words }: Alternative): string {
  const [word] = words;
  return word ? `${quoteLexeme(`^${word.folded}`)}${words.length === 1 && word.prefix ? ':*' : ''}` : '';
}

function all(parts: readonly string[]): string {
  return parts
    .filter((part) => part !== '')
    .map((part) => `(${part})`)
    .join(' & ');
}

function any(parts: readonly string[]): string {
  return parts
    .filter((part) => part !== '')
    .map((part) => `(${part})`)
    .join(' | ');
}

function findGroup(group: Group): string {
  return any([...group.alternatives.map((each) => phrase(each, false)), ...group.lexemes.map(quoteLexeme)]);
}

function kindsOf(group: Group): string[] {
  return group.kind === 'goods' ? group.lexemes.map(quoteLexeme) : [];
}

/** The words of one alternative; those of our own tables with their accents, side by side, and in the name. */
function phrase({ words, strict, together }: Alternative, inName: boolean): string {
  const pairs = words.flatMap((word, index) => {
    const next = words[index + 1];
    return next ? [quoteLexeme(`+${word.folded} ${next.folded}`)] : [];
  });
  if (strict) return all([...words.map(({ word }) => quoteLexeme(`=${word}`)), ...pairs]);
  if (together && pairs.length > 0) return all(pairs);
  return all(
    words.map(({ folded, prefix }) => `${quoteLexeme(`${inName ? '~' : ''}${folded}`)}${prefix ? ':*' : ''}`),
  );
}

/** Words typed with accents, as they were meant: as typed if anything is written so, else with more accents. */
function accentsOf(group: Group, lexicon: Lexicon): string {
  const literal = group.alternatives[0];
  if (!literal || literal.strict || !literal.words.some(({ hasMarks }) => hasMarks)) return '';
  const typed = all(literal.words.filter(({ hasMarks }) => hasMarks).map((word) => formsOf(word, lexicon)));
  if (typed === '') return '';
  return any([
    typed,
    ...group.alternatives.slice(1).map((alternative) => phrase(alternative, true)),
    ...kindsOf(group),
  ]);
}

function formsOf({ word, folded }: Wanted, lexicon: Lexicon): string {
  const forms = lexicon.forms(folded).map((form) => form.word);
  const meant = forms.includes(word) ? [word] : forms.filter((form) => agreement(word, form) === 'part');
  return any(meant.map((form) => quoteLexeme(`=${form}`)));
}

function together(groups: readonly Group[], lexicon: Lexicon): string {
  const words = groups.flatMap(({ alternatives }) =>
    alternatives[0]?.strict === false ? alternatives[0].words : [],
  );
  return all(
    words.flatMap((word, index) => {
      const next = words[index + 1];
      return next && lexicon.pair(word.folded, next.folded) > 0
        ? [quoteLexeme(`+${word.folded} ${next.folded}`)]
        : [];
    }),
  );
}
