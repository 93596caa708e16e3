import { quoteLexeme } from './documents.ts';
import type { Lexicon } from './lexicon.ts';
import type { Alternative, Attempt, Group, Wanted } from './read-query.ts';
import { agreement } from './words.ts';

/** An attempt as PostgreSQL is asked: what has to be found, and what moves it up. */
export type TextQueries = {
  find: string;
  /** Tests of a found document, with what each adds; `RANKED_BY` says in which order they count. */
  tests: readonly { query: string; adds: number }[];
};

/** All words in the name · accents agree · the place is right · words follow each other · the name begins so. */
export const RANKED_BY = { inName: 16, accents: 8, place: 4, together: 2, first: 1 } as const;

/** `null` when the attempt asks for nothing. */
export function textQueries({ groups }: Attempt, lexicon: Lexicon): TextQueries | null {
  const required = groups.filter(({ isOptional }) => !isOptional);
  const asked = required.length > 0 ? all(required.map(findGroup)) : any(groups.map(findGroup));
  if (asked === '') return null;
  const goods = groups.filter(({ kind, isOptional }) => kind === 'goods' && !isOptional);
  const named = goods.length > 0 ? goods : groups;
  const places = groups.filter(({ kind }) => kind === 'place');
  const tests: { query: string; adds: number }[] = [];
  const test = (query: string, adds: number) => query !== '' && tests.push({ query, adds });
  test(
    all(
      named.map((group) =>
        any([...group.alternatives.map((alternative) => phrase(alternative, 'AB')), ...kindsOf(group)]),
      ),
    ),
    RANKED_BY.inName,
  );
  test(all(named.map((group) => accentsOf(group, lexicon))), RANKED_BY.accents);
  test(all(places.map(({ lexemes }) => any(lexemes.map(quoteLexeme)))), RANKED_BY.place);
  test(together(groups, lexicon), RANKED_BY.together);
  const first = named[0];
  if (first)
    test(
      any(
        first.alternatives.flatMap(({ words }) =>
          words[0]
            ? [`${quoteLexeme(`^${words[0].folded}`)}${words.length === 1 && words[0].prefix ? ':*' : ''}`]
            : [],
        ),
      ),
      RANKED_BY.first,
    );
  return { find: asked, tests };
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
  return any([
    ...group.alternatives.map((alternative) => phrase(alternative, alternative.strict ? 'AB' : '')),
    ...group.lexemes.map(quoteLexeme),
  ]);
}

function kindsOf(group: Group): string[] {
  return group.kind === 'goods' ? group.lexemes.map(quoteLexeme) : [];
}

/** The words of one alternative; those of our own tables with their accents and side by side. */
function phrase({ words, strict, together }: Alternative, weights: string): string {
  const pairs = words.flatMap((word, index) => {
    const next = words[index + 1];
    return next ? [quoteLexeme(`+${word.folded} ${next.folded}`)] : [];
  });
  if (strict)
    return all([...words.map(({ word }) => `${quoteLexeme(`=${word}`)}${labels(weights, false)}`), ...pairs]);
  if (together && pairs.length > 0) return all(pairs);
  return all(words.map((word) => `${quoteLexeme(word.folded)}${labels(weights, word.prefix)}`));
}

function labels(weights: string, prefix: boolean): string {
  return weights === '' && !prefix ? '' : `:${prefix ? '*' : ''}${weights}`;
}

/** Words typed with accents, as they were meant: as typed if anything is written so, else with more accents. */
function accentsOf(group: Group, lexicon: Lexicon): string {
  const literal = group.alternatives[0];
  if (!literal || literal.strict || !literal.words.some(({ hasMarks }) => hasMarks)) return '';
  const typed = all(literal.words.filter(({ hasMarks }) => hasMarks).map((word) => formsOf(word, lexicon)));
  if (typed === '') return '';
  return any([
    typed,
    ...group.alternatives.slice(1).map((alternative) => phrase(alternative, 'AB')),
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
