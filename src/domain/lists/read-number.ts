import { fold } from '#src/domain/shared/text.ts';
import type { Cell } from './sheet.ts';

/** What a cell says of a quantity; `unreadable` when something stands there that is none. */
export type ReadNumber = { value: number | null; unreadable: boolean; doubtful: boolean };

const NOTHING: ReadNumber = { value: null, unreadable: false, doubtful: false };
const UNREADABLE: ReadNumber = { value: null, unreadable: true, doubtful: false };
const read = (value: number, doubtful = false): ReadNumber => ({ value, unreadable: false, doubtful });

const isBlank = (text: string) => /^[-–—.…/\s]*$/.test(text);

/** Points out of 100: `65,8`, `65.8`, `65,8 điểm`, `65,8/100`. */
export function readPoints(cell: Cell): ReadNumber {
  if (cell.number !== null) return points(cell.number);
  const text = fold(cell.text).slice(0, 100);
  if (isBlank(text)) return NOTHING;
  const found =
    /^(?:dat\s*|tong\s*)?(\d{1,3})(?:\s*[.,]\s*(\d{1,4}))?\s*(?:d|diem)?\s*(?:\/\s*100)?\s*(?:d|diem)?$/.exec(
      text,
    );
  return found ? points(Number(`${found[1]}.${found[2] ?? 0}`)) : UNREADABLE;
}

function points(value: number): ReadNumber {
  return value >= 0 && value <= 100 ? read(Math.round(value * 100) / 100) : UNREADABLE;
}

/** @param unit what the heading says a number stands for: 1,000 under "nghìn đồng". */
export function readPrice(cell: Cell, unit = 1): ReadNumber {
  if (cell.number !== null) return price(cell.number * unit);
  const text = fold(cell.text).slice(0, 200).replaceAll('₫', 'd');
  if (isBlank(text) || /^(lien he|thoa thuan|theo thoi gia|theo mua|chua co|khong)/.test(text))
    return NOTHING;
  const half = /^(\d+)\s*(?:trieu|tr)\s*(\d)(?:00)?$/.exec(text);
  if (half) return price(Number(`${half[1]}.${half[2]}`) * 1_000_000);
  const found = /(\d[\d.,\s]*)\s*(trieu|tr|nghin|ngan|k|dong|vnd|vnđ|d)?\b/.exec(text);
  if (!found) return UNREADABLE;
  const amount = amountOf(found[1]!);
  if (amount === null) return UNREADABLE;
  const word = found[2] ?? '';
  const times = word.startsWith('tr')
    ? 1_000_000
    : /^(ng|k)/.test(word)
      ? 1_000
      : /^(d|v)/.test(word)
        ? 1
        : unit;
  // "85 – 100k": the first number has the unit of the second, and the lowest price is the one to show.
  const range = /^\s*[-–—~]|^\s*(den|toi)\b/.test(text.slice(found.index + found[0].length));
  if (range && word === '') {
    const rest = readPrice(
      { ...cell, text: text.slice(found.index + found[0].length).replace(/^\s*([-–—~]|den|toi)\s*/, '') },
      unit,
    );
    const scale =
      rest.value !== null && amount < 1_000 && rest.value >= 1_000
        ? /trieu|tr\b/.test(text)
          ? 1_000_000
          : 1_000
        : times;
    return { ...price(amount * scale), doubtful: true };
  }
  return { ...price(amount * times), doubtful: range };
}

/** Digits with signs between: groups of three are thousands, whatever sign parts them; else a decimal. */
function amountOf(written: string): number | null {
  const digits = written
    .trim()
    .replace(/[.,]+$/, '')
    .replace(/\s+/g, '');
  if (/^\d+$/.test(digits)) return Number(digits);
  if (/^\d{1,3}([.,]\d{3})+$/.test(digits)) return Number(digits.replace(/[.,]/g, ''));
  const cents = /^(\d{1,3}(?:([.,])\d{3})*)([.,])(\d{1,2})$/.exec(digits);
  if (cents && cents[2] !== cents[3]) return Number(`${cents[1]!.replace(/[.,]/g, '')}.${cents[4]}`);
  return null;
}

function price(value: number): ReadNumber {
  const whole = Math.round(value);
  if (!Number.isSafeInteger(whole) || whole < 0 || whole > 2_000_000_000) return UNREADABLE;
  if (whole === 0) return NOTHING;
  // Nothing costs less than a thousand đồng: a number in thousands, most likely.
  return whole < 1_000 ? UNREADABLE : read(whole);
}

/** What a number under this heading counts: `(nghìn đồng)`, `(1.000đ)`, `(triệu đồng)`. */
export function unitOfHeading(heading: string): number {
  const folded = fold(heading);
  if (/trieu/.test(folded)) return 1_000_000;
  return /nghin|ngan|1[.,]?000|\bx\s*1000/.test(folded) ? 1_000 : 1;
}

/** Per cent by volume: `29,5 %`, `39%vol`, `độ cồn 40`. */
export function readDegree(text: string): number | null {
  const found =
    /(\d{1,2})(?:[.,](\d))?\s*(?:%|do\b|°|vol)/.exec(fold(text).replace(/º/g, '°')) ??
    /^(\d{1,2})(?:[.,](\d))?$/.exec(text.trim());
  const value = found ? Number(`${found[1]}.${found[2] ?? 0}`) : Number.NaN;
  return value > 0 && value < 97 ? value : null;
}

/** Whole months of a term: `36 tháng`, `3 năm`, `36`. */
export function readMonths(text: string): number | null {
  const folded = fold(text);
  const years = /(\d{1,2})\s*nam/.exec(folded);
  if (years) return Number(years[1]) * 12;
  const months = /(\d{1,3})\s*(?:thang|t\b)?/.exec(folded);
  return months && Number(months[1]) > 0 && Number(months[1]) <= 120 ? Number(months[1]) : null;
}

/** A GTIN of 8, 12, 13 or 14 digits with a right check digit, brought to 14; `undefined` for none at all. */
export function readGtin(text: string): string | null | undefined {
  const digits = text.replace(/[\s.-]/g, '');
  if (digits === '') return undefined;
  if (!/^(\d{8}|\d{12,14})$/.test(digits)) return null;
  const padded = digits.padStart(14, '0');
  const sum = [...padded].reduce(
    (total, digit, index) => total + Number(digit) * (index % 2 === 0 ? 3 : 1),
    0,
  );
  return sum % 10 === 0 ? padded : null;
}
