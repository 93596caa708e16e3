import { checkDigitOf } from '#src/domain/shared/check-digit.ts';
import type { Charset } from './ai-table.ts';
import { COUNTRY_LETTERS, COUNTRY_NUMBERS, CURRENCY_NUMBERS, PACKAGE_TYPES } from './code-lists.ts';
import { couponCode, positiveOffer } from './coupon-rules.ts';

/** Where in the value the rule is broken, from 0; `null`: it holds. */
export type ValueRule = (value: string) => number | null;

const when =
  (isBroken: (value: string) => boolean, at = 0): ValueRule =>
  (value) =>
    isBroken(value) ? at : null;

const firstOutside =
  (outside: RegExp): ValueRule =>
  (value) => {
    const at = value.search(outside);
    return at < 0 ? null : at;
  };

const CSET_82 = `!"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz`;

/**
 * The characters that a component may have.
 *
 * @source GS1 General Specifications, section 7.11 (CSET 82, 39) and 7.12 (CSET 64).
 */
export const CHARSETS: Readonly<Record<Charset, ValueRule>> = {
  N: firstOutside(/[^0-9]/),
  X: firstOutside(/[^!"%-?A-Z_a-z]/),
  Y: firstOutside(/[^#\-/0-9A-Z]/),
  Z: (value) => {
    const pads = /=*$/.exec(value)![0].length;
    const length = value.length - pads;
    if (pads > 2 || (pads > 0 && value.length % 3 !== 0)) return length;
    return firstOutside(/[^0-9A-Za-z_-]/)(value.slice(0, length));
  },
};

const digits = firstOutside(/[^0-9]/);
const asNumber =
  (isBroken: (value: number) => boolean): ValueRule =>
  (value) =>
    digits(value) ?? (isBroken(Number(value)) ? 0 : null);

/** A GS1 company prefix has four digits at least; who was given which, no list here says. */
const PREFIX_LEAST = 4;
export const companyPrefix: ValueRule = (value) =>
  value.length < PREFIX_LEAST ? 0 : digits(value.slice(0, PREFIX_LEAST));

const shifted =
  (rule: ValueRule, by: number): ValueRule =>
  (value) => {
    const at = rule(value.slice(by));
    return at === null ? null : at + by;
  };

/** Days of a month; two-digit years are of this century or have the same leap days. */
function daysIn(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

const date =
  (yearDigits: 2 | 4, mayLackDay: boolean): ValueRule =>
  (value) => {
    if (value.length !== yearDigits + 4) return 0;
    const wrong = digits(value);
    if (wrong !== null) return wrong;
    const year = Number(value.slice(0, yearDigits)) + (yearDigits === 2 ? 2000 : 0);
    const month = Number(value.slice(yearDigits, yearDigits + 2));
    const day = Number(value.slice(yearDigits + 2));
    if (month < 1 || month > 12) return yearDigits;
    if (day === 0 && mayLackDay) return null;
    return day < 1 || day > daysIn(year, month) ? yearDigits + 2 : null;
  };

const twoDigits =
  (most: number): ValueRule =>
  (value) =>
    value.length === 2 ? asNumber((number) => number > most)(value) : 0;
const hour = twoDigits(23);
const minute = twoDigits(59);

export const yymmdd = date(2, false);

/** Weights of the check pair: the first primes. */
const PRIMES: readonly number[] = (() => {
  const found: number[] = [];
  for (let number = 2; found.length < 97; number += 1)
    if (found.every((prime) => number % prime !== 0)) found.push(number);
  return found;
})();
const CSET_32 = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';

/** @source GS1 General Specifications, section 7.9.5: check character pair for alphanumeric keys. */
const checkPair: ValueRule = (value) => {
  const length = value.length - 2;
  if (length < 0 || length > PRIMES.length) return 0;
  let sum = 0;
  for (let at = 0; at < length; at += 1) {
    const weight = CSET_82.indexOf(value[at]!);
    if (weight < 0) return at;
    sum += weight * PRIMES[length - 1 - at]!;
  }
  sum %= 1021;
  return value.slice(length) === CSET_32[sum >> 5]! + CSET_32[sum & 31]! ? null : length;
};

/** @source ISO 13616-1. */
const iban: ValueRule = (value) => {
  if (value.length <= 10 || value.length > 34 || !COUNTRY_LETTERS.has(value.slice(0, 2))) return 0;
  const strange = value.search(/[^0-9A-Z]/);
  if (strange >= 0) return strange;
  let rest = 0;
  for (const sign of value.slice(4) + value.slice(0, 4)) {
    const number = Number.parseInt(sign, 36);
    rest = (rest * (number < 10 ? 10 : 100) + number) % 97;
  }
  return rest === 1 ? null : 2;
};

const piece: ValueRule = (value) => {
  const wrong = digits(value);
  if (wrong !== null) return wrong;
  if (value.length === 0 || value.length % 2 !== 0) return 0;
  const half = value.length / 2;
  const [one, total] = [BigInt(value.slice(0, half)), BigInt(value.slice(half))];
  if (one === 0n) return 0;
  if (total === 0n) return half;
  return one > total ? 0 : null;
};

const placeInSequence: ValueRule = (value) => {
  const found = /^(\d+)\/(\d+)$/.exec(value);
  if (!found) return 0;
  const [, place = '', end = ''] = found;
  if (place.startsWith('0')) return 0;
  if (end.startsWith('0')) return place.length + 1;
  return BigInt(place) > BigInt(end) ? 0 : null;
};

/**
 * What the dictionary asks of a component beyond its characters, by the names it gives these rules.
 *
 * @source GS1 Barcode Syntax Tests (https://ref.gs1.org/tools/gs1-barcode-syntax-resource/syntax-tests/).
 */
export const VALUE_RULES: Readonly<Record<string, ValueRule>> = {
  csum: (value) =>
    value.length === 0
      ? 0
      : (digits(value) ??
        (checkDigitOf(value.slice(0, -1)) === Number(value.at(-1)) ? null : value.length - 1)),
  csumalpha: checkPair,
  gcppos1: companyPrefix,
  gcppos2: (value) => (value.length < 2 ? 0 : shifted(companyPrefix, 1)(value)),
  hasnondigit: when((value) => !/[^0-9]/.test(value)),
  hh: hour,
  hhmi: (value) => (value.length === 4 ? (hour(value.slice(0, 2)) ?? shifted(minute, 2)(value)) : 0),
  hyphen: when((value) => !/^-+$/.test(value)),
  iban,
  importeridx: when((value) => !/^[-0-9A-Za-z_]$/.test(value)),
  iso3166: when((value) => !COUNTRY_NUMBERS.has(value)),
  iso3166999: when((value) => value !== '999' && !COUNTRY_NUMBERS.has(value)),
  iso3166alpha2: when((value) => !COUNTRY_LETTERS.has(value)),
  iso4217: when((value) => !CURRENCY_NUMBERS.has(value)),
  iso5218: when((value) => !/^[0129]$/.test(value)),
  latitude: (value) => (value.length === 10 ? asNumber((number) => number > 1_800_000_000)(value) : 0),
  longitude: (value) => (value.length === 10 ? asNumber((number) => number > 3_600_000_000)(value) : 0),
  mediatype: when((value) => !/^(0[1-9]|10|[89]\d)$/.test(value)),
  mi: minute,
  nonzero: (value) => digits(value) ?? (/^0*$/.test(value) ? 0 : null),
  nozeroprefix: (value) => (value.startsWith('0') ? 0 : digits(value)),
  packagetype: when((value) => !PACKAGE_TYPES.has(value)),
  pcenc: firstOutside(/%(?![0-9A-Fa-f]{2})/),
  pieceoftotal: piece,
  posinseqslash: placeInSequence,
  ss: twoDigits(59),
  winding: when((value) => !/^[019]$/.test(value)),
  yesno: when((value) => !/^[01]$/.test(value)),
  yymmd0: date(2, true),
  yymmdd,
  yyyymmd0: date(4, true),
  yyyymmdd: date(4, false),
  zero: when((value) => !/^0+$/.test(value)),
  couponcode: couponCode,
  couponposoffer: positiveOffer,
};
