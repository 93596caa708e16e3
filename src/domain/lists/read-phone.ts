import { phoneOf } from '#src/domain/shared/phone.ts';
import type { Cell } from './sheet.ts';

export type ReadPhone = { phone: string | null; unreadable: boolean };

/** The first telephone number in the cell, as `+84…`; of several the first is kept. */
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
