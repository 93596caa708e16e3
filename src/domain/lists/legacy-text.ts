/**
 * Text typed in the fonts of before Unicode, which spreadsheets still carry: each letter stands under the
 * code of some Latin-1 letter, and only the font made it Vietnamese.
 */

import { vietnameseScore } from './syllable.ts';

export type LegacyEncoding = 'tcvn3' | 'vni';

/** @source TCVN 5712:1993, character set VN3 (ABC fonts). */
const TCVN3_CODES = '¡¢£¤¥¦§¨©ª«¬\u00ad®µ¶·¸¹»¼½¾ÆÇÈÉÊËÌÎÏÐÑÒÓÔÕÖ×ØÜÝÞßáâãäåæçèéêëìíîïñòóôõö÷øùúûüýþ';
const TCVN3_LETTERS = 'ĂÂÊÔƠƯĐăâêôơưđàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ';
const TCVN3 = new Map([...TCVN3_CODES].map((code, index) => [code, [...TCVN3_LETTERS][index]!]));

const GRAVE = '\u0300';
const ACUTE = '\u0301';
const TILDE = '\u0303';
const HOOK = '\u0309';
const DOT = '\u0323';
const CIRCUMFLEX = '\u0302';
const BREVE = '\u0306';

/** VNI for Windows writes the marks as a second letter after the vowel. */
const VNI_MARKS = new Map<string, string>([
  ['ù', ACUTE],
  ['ø', GRAVE],
  ['û', HOOK],
  ['õ', TILDE],
  ['ï', DOT],
  ['â', CIRCUMFLEX],
  ['á', CIRCUMFLEX + ACUTE],
  ['à', CIRCUMFLEX + GRAVE],
  ['å', CIRCUMFLEX + HOOK],
  ['ã', CIRCUMFLEX + TILDE],
  ['ä', CIRCUMFLEX + DOT],
  ['ê', BREVE],
  ['é', BREVE + ACUTE],
  ['è', BREVE + GRAVE],
  ['ú', BREVE + HOOK],
  ['ü', BREVE + TILDE],
  ['ë', BREVE + DOT],
]);
const VNI_LETTERS = new Map<string, string>([
  ['ñ', 'đ'],
  ['ô', 'ơ'],
  ['ö', 'ư'],
  ['í', 'í'],
  ['ì', 'ì'],
  ['æ', 'ỉ'],
  ['ó', 'ĩ'],
  ['ò', 'ị'],
  ['î', 'ỵ'],
]);
const TAKES_MARK = /[aeouyôö]/i;

function fromTcvn3(text: string): string {
  let out = '';
  for (const letter of text) out += TCVN3.get(letter) ?? letter;
  return out;
}

function fromVni(text: string): string {
  let out = '';
  for (let at = 0; at < text.length; at += 1) {
    const letter = text[at]!;
    const lower = letter.toLowerCase();
    const alone = VNI_LETTERS.get(lower);
    const base = alone === undefined ? letter : lower === letter ? alone : alone.toUpperCase();
    const next = text[at + 1]?.toLowerCase();
    const mark = next !== undefined && TAKES_MARK.test(letter) ? VNI_MARKS.get(next) : undefined;
    if (mark === undefined) out += base;
    else {
      out += (base + mark).normalize('NFC');
      at += 1;
    }
  }
  return out;
}

/** The text as Unicode, NFC. */
export function decodeLegacy(text: string, encoding: LegacyEncoding): string {
  return (encoding === 'tcvn3' ? fromTcvn3(text) : fromVni(text)).normalize('NFC');
}

export type LegacyFont = { encoding: LegacyEncoding; capitals: boolean };

/** What the name of a font says of the text in it; fonts whose name ends in H draw capitals. `null`: a Unicode font. */
export function legacyFont(name: string | null | undefined): LegacyFont | null {
  if (!name) return null;
  if (/^(\.vn|vn(time|arial))/i.test(name))
    return { encoding: 'tcvn3', capitals: /h( narrow)?$/i.test(name.trim()) };
  if (/^vni[-_ ]/i.test(name)) return { encoding: 'vni', capitals: false };
  return null;
}

/** Letters that no legacy font uses: where one stands, the text is Unicode already. */
const UNICODE_LETTER =
  /[\u0102\u0103\u0110\u0111\u0128\u0129\u0168\u0169\u01a0\u01a1\u01af\u01b0\u1ea0-\u1ef9]|\p{M}/u;

export function isUnicodeAlready(text: string): boolean {
  return UNICODE_LETTER.test(text);
}

/** Whether anything in the text could be a letter of a legacy font. */
export function mayBeLegacy(text: string): boolean {
  return /[\u00a1-\u00ff]/.test(text) && !isUnicodeAlready(text);
}

/**
 * The legacy encoding in which the texts make the best Vietnamese, or `null` when they read no better than
 * as they stand. Give many cells of one kind at once: a single short word can look right in two encodings.
 */
export function guessLegacy(texts: readonly string[]): LegacyEncoding | null {
  let plain = 0;
  let tcvn3 = 0;
  let vni = 0;
  for (const text of texts) {
    if (!mayBeLegacy(text)) continue;
    plain += vietnameseScore(text);
    tcvn3 += vietnameseScore(decodeLegacy(text, 'tcvn3'));
    vni += vietnameseScore(decodeLegacy(text, 'vni'));
  }
  const best = Math.max(plain, tcvn3, vni);
  if (best <= 0 || best === plain) return null;
  return tcvn3 >= vni ? 'tcvn3' : 'vni';
}

/** UTF-8 that someone read as Windows-1252 and saved again ("Sáº£n pháº©m"), put right; other text as it is. */
export function repairMojibake(text: string): string {
  if (
    !/[ÃÄÅÆá][\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]/.test(
      text,
    )
  )
    return text;
  const bytes: number[] = [];
  for (const letter of text) {
    const code = letter.codePointAt(0)!;
    const byte = code < 0x100 ? code : WINDOWS_1252.get(code);
    if (byte === undefined) return text;
    bytes.push(byte);
  }
  try {
    const read = new TextDecoder('utf-8', { fatal: true }).decode(Uint8Array.from(bytes));
    return vietnameseScore(read) > vietnameseScore(text) ? read : text;
  } catch {
    return text;
  }
}

const WINDOWS_1252 = new Map<number, number>(
  [
    ...new TextDecoder('windows-1252').decode(Uint8Array.from({ length: 32 }, (_, index) => 0x80 + index)),
  ].map((letter, index) => [letter.codePointAt(0)!, 0x80 + index]),
);
