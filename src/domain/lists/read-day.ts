import { dayOf, type Day } from '#src/domain/shared/calendar.ts';
import { fold } from '#src/domain/shared/text.ts';
import type { Cell } from './sheet.ts';

/** What a cell or a phrase says of a day. All `null`: it says nothing. */
export type ReadDay = {
  day: Day | null;
  /** Of a phrase that gives no day: "năm 2023", "tháng 6/2024". */
  year: number | null;
  /** Month and day may have been changed over: `05/20/2024` can only be the American order. */
  doubtfulOrder: boolean;
  /** Something stands there, and it is no day. */
  unreadable: boolean;
};

const NOTHING: ReadDay = { day: null, year: null, doubtfulOrder: false, unreadable: false };
const UNREADABLE: ReadDay = { ...NOTHING, unreadable: true };
const given = (day: Day | null, doubtfulOrder = false): ReadDay =>
  day === null ? UNREADABLE : { ...NOTHING, day, doubtfulOrder };

const WORDS =
  /(?:ngay\s*(\d{1,2})\s*(?:thang|\/|-|\.)|(?<!\d)(\d{1,2})\s*thang)\s*(\d{1,2})\s*(?:,?\s*nam|\/|-|\.)\s*(\d{4})/;
/** As spreadsheets in English write days: 20-Nov-23. */
const ENGLISH =
  /(?<!\d)(\d{1,2})[-\s](jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[-,\s]+(\d{4}|\d{2})(?!\d)/;
const ENGLISH_MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');
const YEAR_FIRST = /(?<!\d)(\d{4})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*(\d{1,2})(?!\d)/;
const DAY_FIRST = /(?<![\d/])(\d{1,2})\s*([-/.])\s*(\d{1,2})\s*\2\s*(\d{4}|\d{2})(?![\d/])/;
const MONTH_YEAR = /(?:thang\s*)?(?<!\d)(\d{1,2})\s*(?:nam|[-/.])\s*(\d{4})(?!\d)/;
const YEAR = /(?<![\d/])((?:19|20)\d{2})(?![\d/])/;

/** The day that is written somewhere in the text. */
export function dayInText(text: string): ReadDay {
  const folded = fold(text.slice(0, 500));
  if (folded === '') return NOTHING;
  const words = WORDS.exec(folded);
  if (words) return ordered(Number(words[1] ?? words[2]), Number(words[3]), Number(words[4]), false);
  const english = ENGLISH.exec(folded);
  if (english)
    return given(dayOf(fullYear(english[3]!), ENGLISH_MONTHS.indexOf(english[2]!) + 1, Number(english[1])));
  const iso = YEAR_FIRST.exec(folded);
  if (iso) return given(dayOf(Number(iso[1]), Number(iso[2]), Number(iso[3])));
  const plain = DAY_FIRST.exec(folded);
  if (plain) {
    return ordered(Number(plain[1]), Number(plain[3]), fullYear(plain[4]!), true);
  }
  const compact = /^(20\d{2})(\d{2})(\d{2})$/.exec(folded);
  if (compact) return given(dayOf(Number(compact[1]), Number(compact[2]), Number(compact[3])));
  const quarter = /\b(?:quy|dot|lan)\s*[ivx\d]+\s*[/,-]?\s*(?:nam\s*)?(20\d{2})(?!\d)/.exec(folded);
  if (quarter) return { ...NOTHING, year: Number(quarter[1]) };
  const month = MONTH_YEAR.exec(folded);
  if (month && Number(month[1]) <= 12) return { ...NOTHING, year: Number(month[2]) };
  const year = YEAR.exec(folded);
  return year ? { ...NOTHING, year: Number(year[1]) } : UNREADABLE;
}

const fullYear = (written: string): number => (written.length === 2 ? 2000 : 0) + Number(written);

function ordered(date: number, month: number, year: number, mayBeAmerican: boolean): ReadDay {
  const day = dayOf(year, month, date);
  if (day !== null || !mayBeAmerican) return given(day);
  return given(dayOf(year, date, month), true);
}

/** A number in a column of dates: a year, a day written without signs, or the spreadsheet's own count of days. */
function dayInNumber(number: number): ReadDay {
  if (Number.isInteger(number) && number >= 1990 && number <= 2100) return { ...NOTHING, year: number };
  if (number > 20_000_000 && number < 21_000_000) return dayInText(String(number));
  if (number > 30_000 && number < 80_000) {
    const days = Math.floor(number);
    return given(new Date(Date.UTC(1899, 11, 30) + days * 86_400_000).toISOString().slice(0, 10) as Day);
  }
  return UNREADABLE;
}

export function readDay(cell: Cell): ReadDay {
  if (cell.day !== null) return { ...NOTHING, day: cell.day };
  if (cell.number !== null) return dayInNumber(cell.number);
  if (/^\s*[-–—.…/]*\s*$/.test(cell.text)) return NOTHING;
  if (/^\d{5}$/.test(cell.text)) return dayInNumber(Number(cell.text));
  return dayInText(cell.text);
}
