import { accentKey, fold, hasAccents } from '#src/domain/shared/text.ts';
import type { Cell } from './sheet.ts';

/** What a cell says of stars. */
export type ReadStars =
  | { kind: 'none' }
  | { kind: 'stars'; stars: number }
  /** Judged, and not good enough for any certificate. */
  | { kind: 'not_recognised' }
  | { kind: 'unreadable' };

const NONE: ReadStars = { kind: 'none' };
const UNREADABLE: ReadStars = { kind: 'unreadable' };

const WORDS: Readonly<Record<string, number>> = { mot: 1, hai: 2, ba: 3, bon: 4, tu: 4, nam: 5 };
const ROMAN: Readonly<Record<string, number>> = { i: 1, ii: 2, iii: 3, iv: 4, v: 5 };
const WORDED =
  /(?<!\p{L})(?<!(?:xã|phường|thị trấn|tt\.?|xa|phuong|thi tran)\s+)(một|hai|ba|bốn|tư|năm|mot|bon|tu|nam)\s*(?:\(\s*0?\d\s*\)\s*)?sao(?!\p{L})/gu;
const FULL_STARS = /[★⭐✭✮✯✪🌟⋆]/gu;

const of = (stars: number): ReadStars => (stars >= 1 && stars <= 5 ? { kind: 'stars', stars } : UNREADABLE);

/** "Đạt": recognised, with a rank that is told elsewhere. */
export const isPass = ({ text }: Cell): boolean =>
  /^(dat|duoc cong nhan|cong nhan)$/.test(fold(text.slice(0, 40)));

/** Stars in a cell of which we know that it should hold stars. */
export function readStars(cell: Cell): ReadStars {
  if (cell.number !== null) return Number.isInteger(cell.number) ? of(cell.number) : UNREADABLE;
  const text = fold(cell.text).slice(0, 200);
  if (/^[-–—.…/\s]*$/.test(text) || /^(chua xac dinh|khong co|chua co|khong|n\/a)$/.test(text)) return NONE;
  if (/\b(khong dat|chua dat|truot|bi loai|khong cong nhan)\b/.test(text)) return { kind: 'not_recognised' };
  const found = starsInFolded(text, cell.text);
  if (found !== null) return found;
  const bare =
    /^0?(\d)(?:[.,]0+)?$/.exec(text) ?? /^(?:hang|loai|dat|muc|xep hang|ocop)\s*0?(\d)$/.exec(text);
  if (bare) return of(Number(bare[1]));
  const roman = ROMAN[text.replace(/^hang\s+/, '')];
  if (roman !== undefined) return of(roman);
  const word = WORDS[text.replace(/^hang\s+/, '')];
  return word === undefined ? UNREADABLE : of(word);
}

/** Stars in a phrase that may be about anything: a section heading, a name. `null`: it speaks of no stars. */
export function starsInText(text: string): number | null {
  const found = starsInFolded(fold(text.slice(0, 300)), text);
  return found?.kind === 'stars' ? found.stars : null;
}

function starsInFolded(folded: string, text: string): ReadStars | null {
  // "4 sao (tiềm năng 5 sao)": what is hoped for is not what is held.
  const held = folded.replace(/\(?\b(tiem nang|du kien|de nghi|huong toi|phan dau)[^)]*\)?/g, ' ');
  // "3 - 4 sao", "từ 3 sao trở lên": of several ranks none is named.
  if (/(?<!\d)[1-5]\s*(?:-|\/|hoac)\s*[1-5]\s*sao\b|\bsao\s+tro len\b/.test(held)) return UNREADABLE;
  const counted = [...held.matchAll(/(?<!\d)0?(\d)\s*(?:-|\s)?\s*sao\b/g)].map((match) => Number(match[1]));
  // "Bà Sáo" is a name, "ba sao" is a rank; the town of Ba Sao has its kind before it.
  const words = hasAccents(text) ? accentKey(text) : held;
  const worded = [...words.matchAll(WORDED)].map((match) => WORDS[fold(match[1]!)]!);
  const bracketed = [...held.matchAll(/\(\s*0?(\d)\s*\)\s*sao\b/g)].map((match) => Number(match[1]));
  const all = [...new Set([...counted, ...worded, ...bracketed])];
  if (all.length === 1) return of(all[0]!);
  if (all.length > 1) {
    // Of an upgrade the new rank counts; of two that are merely named, neither.
    const upgrade = /(?:len|thanh)\s*(?:hang\s*)?0?(\d)\s*sao/.exec(held);
    return upgrade ? of(Number(upgrade[1])) : UNREADABLE;
  }
  if (held !== folded && !/\d/.test(held)) return NONE;
  const signs = text.match(FULL_STARS)?.length ?? 0;
  if (signs > 0)
    return /(?<![\d.,])[1-5]\s*[★⭐]/u.test(text) && signs === 1
      ? of(Number(/[1-5]/.exec(text)![0]))
      : of(signs);
  const asterisk = /(?<![\d.,])0?(\d)\s*\*/.exec(held);
  if (asterisk) return of(Number(asterisk[1]));
  const asterisks = /^[^\w*]*(\*+)[^\w*]*$/.exec(held.replaceAll(' ', ''));
  return asterisks ? of(asterisks[1]!.length) : null;
}

/** Whether a cell under a heading of one rank ("3 sao") marks that rank as the one held. */
export function isMark(cell: Cell): boolean {
  if (cell.number !== null) return cell.number > 0;
  return cell.text !== '' && !/^([-–—.…/]+|0|khong)$/.test(fold(cell.text));
}
