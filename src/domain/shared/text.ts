/**
 * Vietnamese text as keys. What is displayed is always the text as it was typed; what is compared is
 * one of the forms below.
 */

/** Characters that are not seen and change how others are: controls, and marks that turn the direction of writing. */
const CONTROLS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** Text that reads as it is written, lines and tabs kept. */
export const withoutControls = (text: string): string => text.replace(CONTROLS, '');

/** Text as we store it: NFC, one kind of space, trimmed, invisible characters gone. */
export function tidy(text: string): string {
  return withoutControls(text)
    .normalize('NFC')
    .replace(/[\u200b-\u200d\u2060\ufeff\u00ad]/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}

/** Vowels whose tone is written on the first or the second. */
const TWO_PLACES = /[oòóỏõọ][aàáảãạăâeèéẻẽẹê]|[uùúủũụ][yỳýỷỹỵ]/iu;

const TONE = /[\u0300\u0301\u0303\u0309\u0323]/;

/** The two ways to write the tone of an open oa, oe, uy: the mark goes to the first vowel ("hòa", "thủy"). */
function placeTone(decomposed: string): string {
  return decomposed
    .replace(/(?<![qQ])([oO])([aAeE])([\u0300\u0301\u0303\u0309\u0323])(?![\p{L}\p{M}])/gu, '$1$3$2')
    .replace(/(?<![qQ])([uU])([yY])([\u0300\u0301\u0303\u0309\u0323])(?![\p{L}\p{M}])/gu, '$1$3$2');
}

/**
 * Lower case, NFC, one tone placement ("Hoà" and "Hòa" are one), straight quotes, every kind of dash
 * one. Accents stay: the key for "the same words, written alike".
 */
export function accentKey(text: string): string {
  const known = tidy(text);
  return (TWO_PLACES.test(known) ? placeTone(known.normalize('NFD')).normalize('NFC') : known)
    .toLowerCase()
    .replace(/[‘’‛`´ʼ]/g, "'")
    .replace(/[“”„]/g, '"')
    .replace(/[‐‑‒–—−]/g, '-');
}

/** `accentKey` without its accents, đ as d: what people type who type no accents. */
export function fold(text: string): string {
  return accentKey(text).normalize('NFD').replace(/\p{M}/gu, '').replaceAll('đ', 'd').normalize('NFC');
}

/** Folded, only letters and digits, words parted by one space. The key for "the same name". */
export function foldedWords(text: string): string {
  return fold(text)
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/** As `foldedWords`, accents kept: the key where "Kỳ Sơn" and "Kỳ Sớn" are two names. */
export function accentWords(text: string): string {
  return accentKey(text)
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/** For addresses: `Nước mắm Năm Quyền` becomes `nuoc-mam-nam-quyen`. At most 80 characters, cut at a word. */
export function slugOf(text: string): string {
  const slug = foldedWords(text)
    .replace(/[^a-z0-9 ]/g, '')
    .trim()
    .replace(/ +/g, '-');
  return slug.length <= 80 ? slug : slug.slice(0, 80).replace(/-[^-]*$/, '');
}

/** Whether the text carries any mark that `fold` takes away. */
export function hasAccents(text: string): boolean {
  return /đ/i.test(text) || /\p{M}/u.test(text.normalize('NFD')) || TONE.test(text);
}

const collator = new Intl.Collator('vi', { numeric: true });

/** Order of the Vietnamese alphabet, for `sort`. */
export function inVietnameseOrder(a: string, b: string): number {
  return collator.compare(a, b);
}
