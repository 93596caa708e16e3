import { accentKey } from '#src/domain/shared/text.ts';

/**
 * Words as the search compares them. Beyond `accentKey`: letters and digits part ("ST25" is "st 25"), and
 * an i that is a whole rhyme is written i ("kỹ" is "kĩ"). Both sides go through here, so that it never shows.
 */
export function searchWords(text: string): string[] {
  const words = accentKey(text).match(/\p{L}[\p{L}\p{M}]*|\p{N}+/gu) ?? [];
  return words.map((word) => writeI(word.length > LONGEST_WORD ? word.slice(0, LONGEST_WORD) : word));
}

/** A lexeme of PostgreSQL has room for 2,046 bytes; no word that a person means is near it. */
const LONGEST_WORD = 60;

const Y_TO_I: Readonly<Record<string, string>> = { y: 'i', ý: 'í', ỳ: 'ì', ỷ: 'ỉ', ỹ: 'ĩ', ỵ: 'ị' };

function writeI(word: string): string {
  const last = word.at(-1)!;
  const short = Y_TO_I[last];
  return short !== undefined && /^[bcdđghklmnpqrstvx]+$/.test(word.slice(0, -1))
    ? word.slice(0, -1) + short
    : word;
}

const folded = new Map<string, string>();

/** A word of `searchWords` without its accents. */
export function foldWord(word: string): string {
  const known = folded.get(word);
  if (known !== undefined) return known;
  const plain = word.normalize('NFD').replace(/\p{M}/gu, '').replaceAll('đ', 'd').normalize('NFC');
  // Vietnamese has some seven thousand syllables; what is beyond them is typed once and forgotten.
  if (folded.size > 50_000) folded.clear();
  folded.set(word, plain);
  return plain;
}

export function foldedSearchWords(text: string): string[] {
  return searchWords(text).map(foldWord);
}

/**
 * How the accents of a typed word agree with those of a found one. The two fold alike.
 * `part`: all that was typed is there, and more (`nưoc` for `nước`).
 */
export type Agreement = 'same' | 'part' | 'other';

export function agreement(typed: string, found: string): Agreement {
  if (typed === found) return 'same';
  const marksTyped = marksOf(typed);
  const marksFound = marksOf(found);
  if (marksTyped.length !== marksFound.length) return 'other';
  return marksTyped.every((marks, place) => [...marks].every((mark) => marksFound[place]!.includes(mark)))
    ? 'part'
    : 'other';
}

/** For each letter, its marks; the bar of đ counts as one. Tones stand at the vowel, so they count for the word. */
function marksOf(word: string): string[] {
  const known = markedWords.get(word);
  if (known) return known;
  const marks = readMarks(word);
  if (markedWords.size > 20_000) markedWords.clear();
  markedWords.set(word, marks);
  return marks;
}

const markedWords = new Map<string, string[]>();

function readMarks(word: string): string[] {
  const marks: string[] = [];
  let tone = '';
  for (const letter of word.normalize('NFD')) {
    if (/[\u0300\u0301\u0303\u0309\u0323]/.test(letter)) tone += letter;
    else if (/\p{M}/u.test(letter)) marks[marks.length - 1] += letter;
    else marks.push(letter === 'đ' ? '-' : '');
  }
  return [...marks, tone];
}

const LETTERS =
  'aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệfghiìỉĩíịjklmnoòỏõóọôồổỗốộơờởỡớợpqrstuùủũúụưừửữứựvwxyỳỷỹýỵz';
const ORDER = new Map([...LETTERS].map((letter, index) => [letter, index + 0x30]));
const BASES = new Map(
  [...LETTERS].map((letter) => [
    letter,
    String.fromCharCode(
      ORDER.get(
        letter
          .normalize('NFD')
          .replace(/[\u0300\u0301\u0303\u0309\u0323]/g, '')
          .normalize('NFC'),
      ) ?? 0x30,
    ),
  ]),
);

/**
 * A key whose bytes sort as the Vietnamese alphabet does: a ă â b c d đ e ê …; tones decide between words that
 * are otherwise alike; numbers by their value.
 */
export function orderKey(text: string): string {
  const key = accentKey(text);
  let base = '';
  let tones = '';
  for (const part of key.match(/\d+|\p{L}|[^\p{L}\d]+/gu) ?? []) {
    if (/^\d/.test(part))
      base += `#${String(part.replace(/^0+(?=\d)/, '').length).padStart(2, '0')}${part.replace(/^0+(?=\d)/, '')}`;
    else if (/^\p{L}/u.test(part)) {
      base += BASES.get(part) ?? part;
      tones += String.fromCharCode(ORDER.get(part) ?? 0x30);
    } else base += ' ';
  }
  // Beyond so many letters the order matters to nobody, and an index entry has its limit.
  return `${base.slice(0, 160)}\u0001${tones.slice(0, 80)}`;
}
