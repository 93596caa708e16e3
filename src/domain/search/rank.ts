import type { Alternative, Group, Wanted } from './read-query.ts';
import { agreement, foldWord } from './words.ts';

/** What the ranking reads of a document. */
export type Candidate = {
  nameWords: readonly string[];
  englishWords: readonly string[];
  placeWords: readonly string[];
  producerWords: readonly string[];
  /** Whether all places that were named are its own. */
  isFromThere: boolean;
  /** Whether it is of a kind of goods that was named. */
  isOfKind: boolean;
};

/** Weights, in points; a word found in the name as it was typed is worth 100 shared among the groups. */
const TOGETHER = 25;
/** What a thing is stands first in its name: more than another word for it loses. */
const FIRST = 25;
const WHOLE_NAME = 6;
/** Our own other word for what was typed comes after what was typed. */
const SYNONYM = 0.85;
/** All that was typed is in the producer's name, side by side: better than the same words here and there. */
const PRODUCER = 0.9;
const FROM_THERE = 0.9;
/** Goods of a kind come before others that only have its name: "gia vị" is not a fish with spices. */
const OF_KIND = 1.1;
const OF_KIND_TOO = 0.2;

type Match = {
  value: number;
  at: number | null;
  words: number;
  matched: number;
  isOther?: boolean;
  isKind?: boolean;
};

/**
 * How well a document answers, in whole points: alike within a point means that certificate and stars decide.
 * Folded words found it; here the accents, the order and the place in the name tell.
 */
export function rank(groups: readonly Group[], candidate: Candidate): number {
  const folded = candidate.nameWords.map(foldWord);
  let sum = 0;
  let counted = 0;
  let pairs = 0;
  let pairsTogether = 0;
  let first = 0;
  let covered = 0;
  let before: number | null = null;
  for (const [index, group] of groups.entries()) {
    const best = bestMatch(group, candidate, folded, before);
    const isClassifier = group.kind === 'goods' && group.isOptional;
    if (isClassifier && best.value === 0) continue;
    sum += best.value;
    counted += 1;
    covered += best.matched;
    // Another word for it stands for all that was typed, whether it has more words or fewer.
    const typed = best.isOther ? (group.alternatives[0]?.words.length ?? 1) : best.words;
    pairs += typed - 1 + (index > 0 ? 1 : 0);
    if (best.isKind) pairsTogether += typed - 1;
    if (best.at !== null) {
      pairsTogether +=
        (best.isOther ? SYNONYM * (typed - 1) : best.matched - 1) +
        (before !== null && best.at === before + 1 ? 1 : 0);
      if (best.at === 0) first = best.value;
      before = best.at + best.matched - 1;
    } else before = null;
  }
  if (counted === 0) return 0;
  const points =
    (100 * sum) / counted +
    (pairs > 0 ? (TOGETHER * pairsTogether) / pairs : 0) +
    FIRST * first +
    (covered >= folded.length && pairsTogether === pairs ? WHOLE_NAME : 0);
  return Math.round(pairsTogether < pairs ? Math.max(points, byProducer(groups, candidate)) : points);
}

function byProducer(groups: readonly Group[], { producerWords }: Candidate): number {
  const words = groups.flatMap(({ alternatives }) =>
    alternatives[0]?.strict === false ? alternatives[0].words : [],
  );
  let best = 0;
  for (let at = 0; words.length > 1 && at + words.length <= producerWords.length; at += 1) {
    let sum = 0;
    for (const [index, word] of words.entries()) {
      const other = producerWords[at + index]!;
      const value = agrees(word, other, foldWord(other));
      if (value === 0) {
        sum = 0;
        break;
      }
      sum += value;
    }
    best = Math.max(best, sum / words.length);
  }
  return best === 0 ? 0 : PRODUCER * best * 100 + TOGETHER + FIRST;
}

function bestMatch(
  group: Group,
  candidate: Candidate,
  folded: readonly string[],
  before: number | null,
): Match {
  let best: Match = { value: 0, at: null, words: 1, matched: 0 };
  for (const [index, alternative] of group.alternatives.entries()) {
    const found = match(alternative, candidate, folded, before);
    const value = found.value * (index === 0 ? 1 : SYNONYM);
    if (value > best.value) best = { ...found, value, isOther: index > 0 };
  }
  const isOfKind = group.kind === 'goods' && group.lexemes.length > 0 && candidate.isOfKind;
  if (isOfKind && best.value > 0) best = { ...best, value: best.value + OF_KIND_TOO };
  const otherwise =
    group.kind === 'place' ? (candidate.isFromThere ? FROM_THERE : 0) : isOfKind ? OF_KIND : 0;
  // A name that has the place's name and is from there comes before one that only has the name.
  if (group.kind === 'place' && candidate.isFromThere && best.value > 0)
    return { ...best, value: best.value + 0.2 };
  return otherwise > best.value
    ? {
        value: otherwise,
        at: null,
        words: group.alternatives[0]?.words.length ?? 1,
        matched: 0,
        isKind: isOfKind,
      }
    : best;
}

/** The words of an alternative in the name, side by side if they can be; else wherever they are. */
function match(
  { words, strict, together = false }: Alternative,
  candidate: Candidate,
  folded: readonly string[],
  before: number | null,
): Match {
  let best: Match = { value: 0, at: null, words: words.length, matched: 0 };
  for (let at = 0; at + words.length <= folded.length; at += 1) {
    let sum = 0;
    for (const [index, word] of words.entries()) {
      const value = agrees(word, candidate.nameWords[at + index]!, folded[at + index]!);
      if (value === 0) {
        sum = 0;
        break;
      }
      sum += value;
    }
    const value = sum / words.length;
    const follows = before !== null && at === before + 1;
    if (value > best.value || (value === best.value && value > 0 && follows)) {
      best = { value, at, words: words.length, matched: words.length };
    }
  }
  if (best.value > 0.8 || strict || together) return best;
  // Scattered over the name or over other fields.
  let sum = 0;
  for (const word of words) sum += anywhere(word, candidate, folded);
  const scattered = sum / words.length;
  return scattered > best.value
    ? {
        value: scattered,
        at: words.length === 1 ? firstAt(words[0]!, candidate, folded) : null,
        words: words.length,
        matched: words.length === 1 ? 1 : 0,
      }
    : best;
}

function firstAt(word: Wanted, candidate: Candidate, folded: readonly string[]): number | null {
  const at = folded.findIndex((_, index) => agrees(word, candidate.nameWords[index]!, folded[index]!) > 0);
  return at === -1 ? null : at;
}

function anywhere(word: Wanted, candidate: Candidate, folded: readonly string[]): number {
  let best = 0;
  for (const [index, name] of candidate.nameWords.entries())
    best = Math.max(best, agrees(word, name, folded[index]!));
  if (best > 0.5) return best;
  for (const [words, weight] of [
    [candidate.englishWords, 0.8],
    [candidate.producerWords, 0.5],
    [candidate.placeWords, 0.45],
  ] as const) {
    for (const other of words) best = Math.max(best, weight * agrees(word, other, foldWord(other)));
  }
  return best;
}

/** How well a wanted word is met by a word, from 0 to 1. */
function agrees(wanted: Wanted, word: string, folded: string): number {
  if (folded !== wanted.folded) {
    if (!wanted.prefix || !folded.startsWith(wanted.folded)) return 0;
    return wanted.hasMarks && !beginsAlike(wanted.word, word) ? 0.3 : 0.7;
  }
  if (!wanted.hasMarks) return 0.95;
  const how = agreement(wanted.word, word);
  return how === 'same' ? 1 : how === 'part' ? 0.9 : 0.3;
}

function beginsAlike(typed: string, word: string): boolean {
  const begun = word.slice(0, typed.length);
  return foldWord(begun) === foldWord(typed) && agreement(typed, begun) !== 'other';
}
