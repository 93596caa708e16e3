import { fold, tidy } from '#src/domain/shared/text.ts';
import type { Day } from '#src/domain/shared/calendar.ts';
import { dayInText } from './read-day.ts';

/** What a cell, a title or a section says of a decision. */
export type ReadDecision = {
  /** `5445/QĐ-UBND`. */
  number: string | null;
  day: Day | null;
  year: number | null;
  doubtfulOrder: boolean;
  /** A whole day is written there that no calendar has. */
  impossibleDay: boolean;
  issuer: string | null;
  /** More than one decision is named; the first is the one read. */
  several: boolean;
};

// With accents folded away, which keeps every letter at its place.
const NUMBER =
  /(?<![\d/])(\d{1,6}[a-z]?)\s*\/?\s*((?:20\d{2}\s*\/\s*)?)\/?\s*(qd\s*[-–./]?\s*[a-z][a-z&.]*(?:\s*[-–]\s*[a-z]{2,})*)/g;
const ISSUER_BEGINS =
  /\b((?:pho )?chu tich\s+(?=ubnd|uy ban)|(?:ubnd|uy ban nhan dan)\b|bo truong bo nong|bo nong nghiep|bo nn|so nong nghiep|so nn|hoi dong danh gia|van phong dieu phoi)/;
/** What ends a name of an issuer; the stop of "TP." does not. */
const ISSUER_ENDS =
  /[,;()"“”]|\scong hoa xa hoi\b|(?<!\b(?:tp|tx|tt|t|h|q))\.|\s(?:ve|v\/v|ban hanh|cong nhan|phe duyet|kem theo|ngay|quyet dinh|danh gia|nam 20)\b|\s[-–]\s/;

/** "Quyết định số 512 ngày 05/12/2024": the letters after the stroke left out. */
const BARE_NUMBER =
  /\b(?:quyet dinh|qd)\s*(?:so)?\s*:?\s*(\d{1,6}[a-z]?)(?=\s*[,;(]?\s*(?:ngay\b|\d{1,2}\s*[-/.]\s*\d{1,2}\s*[-/.]\s*\d{2}))/g;

/** Decisions of the Prime Minister are the rules themselves, never a recognition. */
const isRule = (number: string) => /ttg$/i.test(number);
const isOfPrimeMinister = (after: string) => /^.{0,40}thu tuong/.test(after);

/** The decision named in the text; everything `null` when it names none. */
export function decisionInText(text: string): ReadDecision {
  const plain = tidy(text.slice(0, 3_000));
  const folded = fold(plain);
  const same = folded.length === plain.length;
  const whole = [...folded.matchAll(NUMBER)].filter((match) => !isRule(match[0]));
  const found =
    whole.length > 0
      ? whole
      : [...folded.matchAll(BARE_NUMBER)].filter(
          (match) => !isOfPrimeMinister(folded.slice(match.index + match[0].length)),
        );
  const first = found[0];
  if (!first)
    return {
      number: null,
      day: null,
      year: null,
      doubtfulOrder: false,
      impossibleDay: false,
      issuer: null,
      several: false,
    };
  const number =
    whole.length > 0
      ? numberAsPrinted(same ? plain.slice(first.index, first.index + first[0].length) : first[0])
      : first[1]!.toUpperCase();
  const after = plain.slice(
    first.index + first[0].length,
    found[1]?.index ?? first.index + first[0].length + 250,
  );
  const dated = dateParts(after);
  const { day, year, doubtfulOrder, unreadable } = dayInText(dated);
  const impossibleDay = unreadable && /\d{1,2}\D{1,9}\d{1,2}\D{1,9}\d{4}/.test(dated);
  const numbers = new Set(found.map((match) => match[0].replace(/\s/g, '')));
  const several = numbers.size > 1;
  return { number, day, year, doubtfulOrder, impossibleDay, issuer: issuerInText(after), several };
}

/** What a cell says that should hold a decision: "300, ngày 02/02/2024" is one there. */
export function decisionInCell(text: string): ReadDecision {
  const found = decisionInText(text);
  if (
    found.number !== null ||
    !/^\s*(so\s*:?\s*)?\d{1,6}[a-z]?\s*[,;(]?\s*(ngay|\d{1,2}\s*[-/.]\s*\d{1,2}\s*[-/.])/.test(fold(text))
  )
    return found;
  return decisionInText(`QĐ ${text}`);
}

/** Only what follows "ngày" or stands as a date: a year in the name of the issuer is not the year of the decision. */
function dateParts(text: string): string {
  const folded = fold(text);
  const at = folded.search(
    /\bngay\b|\d{1,2}\s*[-/.]\s*\d{1,2}\s*[-/.]\s*\d{2,4}|\d{4}-\d{2}-\d{2}|\bthang\b|\bnam\s+20\d{2}|\(?20\d{2}\)?/,
  );
  return at < 0 ? '' : text.slice(at, at + 60);
}

/** Who issued it, as the text names them, "của" and punctuation taken off. */
export function issuerInText(text: string): string | null {
  const plain = tidy(text);
  const folded = fold(plain);
  if (folded.length !== plain.length) return null;
  const begins = ISSUER_BEGINS.exec(folded);
  if (!begins) return null;
  const rest = folded.slice(begins.index + begins[0].length);
  const ends = ISSUER_ENDS.exec(rest);
  const length = begins[0].length + (ends ? ends.index : rest.length);
  const name = plain.slice(begins.index, begins.index + length).trim();
  // "UBND" alone names nobody.
  return name.length > 120 ||
    /^((pho )?chu tich )?(ubnd|uy ban nhan dan)( (tinh|huyen|thanh pho|xa|phuong))?$/.test(fold(name))
    ? null
    : name;
}

/** `5445 / qđ - ubnd` becomes `5445/QĐ-UBND`. */
export function numberAsPrinted(number: string): string {
  return tidy(number)
    .replace(/\s*([/–-])\s*/g, '$1')
    .replace(/–/g, '-')
    .replace(/\s+/g, '')
    .replace(/(\d[a-z]?)(QĐ|QD)/i, '$1/$2')
    .replace(/qđ|qd/i, 'QĐ')
    .replace(/QĐ[-./]?/, 'QĐ-')
    .replace(/(?<=QĐ-).*$/, (sign) => sign.toLocaleUpperCase('vi'))
    .replace(/\.+$/, '');
}

/**
 * The number in a cell of which we know that it should hold one. `null`: nothing there; `undefined`: what
 * stands there is no number of a decision.
 */
export function readDecisionNumber(text: string): string | null | undefined {
  const plain = tidy(text).slice(0, 400);
  if (/^[-–—.…/\s]*$/.test(plain)) return null;
  const { number } = decisionInCell(plain);
  if (number !== null) return number;
  const folded = fold(plain);
  if (/^(chua|khong|dang|cho)\b/.test(folded)) return null;
  // "Số 123", "QĐ số 123", "123": the letters after the stroke left out.
  const bare = /^(?:quyet dinh|qd)?\s*(?:so)?\s*:?\s*(\d{1,6}[a-z]?)\s*(?:\/\s*)?$/.exec(folded);
  if (bare) return bare[1]!.toUpperCase();
  const other = /^(?:quyet dinh|qd)?\s*(?:so)?\s*:?\s*(\d{1,6}[a-z]?\s*\/\s*[a-z0-9&/–-]+)/.exec(folded);
  if (!other || isRule(other[1]!)) return undefined;
  return folded.length === plain.length
    ? plain.slice(other[0].length - other[1]!.length, other[0].length).replace(/\s/g, '')
    : other[1]!;
}
