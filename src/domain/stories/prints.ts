import { foldedWords } from '#src/domain/shared/text.ts';
import { wordsOf } from './story.ts';

/** So many words in a row are seldom the same by chance. */
const IN_A_ROW = 5;
/** Of a text, the sequences with the smallest numbers: two texts with much in common share many of them. */
const SAMPLE = 200;

function numberOf(words: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < words.length; at += 1) {
    hash ^= words.charCodeAt(at);
    hash = Math.imul(hash, 0x01000193);
  }
  return hash | 0;
}

/** All sequences of words of a text, as numbers. Empty for one of a few words. */
export function sequencesOf(text: string): Set<number> {
  const words = foldedWords(wordsOf(text)).split(' ');
  const found = new Set<number>();
  for (let at = 0; at + IN_A_ROW <= words.length; at += 1)
    found.add(numberOf(words.slice(at, at + IN_A_ROW).join(' ')));
  return found;
}

/** What is kept of a text to find it by. */
export function printsOf(text: string): number[] {
  return [...sequencesOf(text)].sort((a, b) => a - b).slice(0, SAMPLE);
}

/** How much of `text` stands in `other` as well, from 0 to 1. */
export function shareIn(text: string, other: string): number {
  const own = sequencesOf(text);
  if (own.size === 0) return 0;
  const theirs = sequencesOf(other);
  let both = 0;
  for (const one of own) if (theirs.has(one)) both += 1;
  return both / own.size;
}

/** From this share on a text is another one's. */
export const COPIED = 0.3;
