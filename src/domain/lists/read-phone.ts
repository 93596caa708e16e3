import type { Cell } from './sheet.ts';

/** Mobile prefixes of eleven digits and what they became in September 2018, in the order of the operators. */
const PREFIXES_OF_2018: Readonly<Record<string, string>> = {
  '0120': '070',
  '0121': '079',
  '0122': '077',
  '0126': '076',
  '0128': '078',
  '0123': '083',
  '0124': '084',
  '0125': '085',
  '0127': '081',
  '0129': '082',
  '0162': '032',
  '0163': '033',
  '0164': '034',
  '0165': '035',
  '0166': '036',
  '0167': '037',
  '0168': '038',
  '0169': '039',
  '0186': '056',
  '0188': '058',
  '0199': '059',
};

export type ReadPhone = { phone: string | null; unreadable: boolean };

/**
 * The first telephone number in the cell, as `+84…`; of several the first is kept.
 *
 * @source Decision 798/QĐ-BTTTT of 2018 (mobile prefixes).
 */
export function readPhone(cell: Cell): ReadPhone {
  // A spreadsheet that took the number for a quantity has dropped its leading 0.
  const text = cell.number !== null && Number.isInteger(cell.number) ? `0${String(cell.number)}` : cell.text;
  if (/^[-–—.…/\s]*$/.test(text) || /^(không|chưa)/i.test(text)) return { phone: null, unreadable: false };
  for (const part of text.split(/[;/,|\n]|\s[-–]\s|\s(?:và|hoặc)\s/)) {
    const phone = phoneOf(part);
    if (phone !== null) return { phone, unreadable: false };
  }
  return { phone: phoneOf(text), unreadable: phoneOf(text) === null };
}

/** "…, ĐT: 0987 654 321" or "… - 0911222333" inside an address or beside a name: the text without it, and the number. */
export function phoneInText(text: string): [rest: string, phone: string | null] {
  if (!/\d[\d\s().-]{7}/.test(text)) return [text, null];
  const found =
    /[\s,;.(–-]*(?:(?:(?:số )?điện thoại|sđt|đt|tel|hotline|liên hệ|lh)\s*[.:]*\s*(\+?[\d(][\d\s().-]{7,}\d)|(?<![\d/.:]|(?:mst|thuế|số)\s*:?)[\s(]((?:\+84|0)[\d\s().-]{8,}\d))\)?/iu.exec(
      text,
    );
  const phone = found ? phoneOf(found[1] ?? found[2]!) : null;
  if (!found || phone === null) return [text, null];
  const rest = [text.slice(0, found.index), text.slice(found.index + found[0].length)];
  return [rest.join('').replace(/^[\s,;]+|[\s,;]+$/g, ''), phone];
}

function phoneOf(text: string): string | null {
  const written = /\+?[\d(][\d\s().-]{6,}/.exec(text)?.[0] ?? '';
  let digits = written
    .replace(/[^\d+]/g, '')
    .replace(/^(\+84|0084)0?/, '0')
    .replace(/\+/g, '');
  if (/^84\d{9,10}$/.test(digits)) digits = `0${digits.slice(2)}`;
  if (/^[35789]\d{8}$/.test(digits)) digits = `0${digits}`;
  const renamed = digits.length === 11 ? PREFIXES_OF_2018[digits.slice(0, 4)] : undefined;
  if (renamed !== undefined) digits = renamed + digits.slice(4);
  if (/^0[35789]\d{8}$/.test(digits) || /^02\d{9}$/.test(digits) || /^0[2-9]\d{8}$/.test(digits))
    return `+84${digits.slice(1)}`;
  return /^1[89]00\d{4,6}$/.test(digits) ? digits : null;
}
