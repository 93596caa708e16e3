import { GROUPS } from '#src/domain/catalogue/product-set.ts';
import type { Stars } from '#src/domain/certification/rule-set.ts';
import {
  STANDING_FILTERS,
  type ProductFilters,
  type ProductSort,
  type StandingFilter,
} from '#src/domain/search/product-search.ts';
import { isDay, type Day } from '#src/domain/shared/calendar.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import { tidy } from '#src/domain/shared/text.ts';
import { LAST_PAGE, SORT_NAMES, standingName, usualSort } from '#src/web/catalogue-query.ts';

/** Longer words than these are no question. */
const MOST_LETTERS = 200;
export const MOST_PER_PAGE = 100;
export const PER_PAGE = 24;

type Read<Value> = (text: string) => Value | null;

function unreadable(parameter: string): Refusal {
  return new Refusal('parameter.unreadable', { parameter });
}

/** All values of a parameter, repeated or parted by commas. */
function all<Value>(url: URL, name: string, read: Read<Value>): Value[] {
  const given = url.searchParams.getAll(name).flatMap((text) => text.split(','));
  return given
    .map((text) => text.trim())
    .filter((text) => text !== '')
    .map((text) => {
      const value = read(text);
      if (value === null) throw unreadable(name);
      return value;
    });
}

function one<Value>(url: URL, name: string, read: Read<Value>): Value | null {
  const text = url.searchParams.get(name)?.trim() ?? '';
  if (text === '') return null;
  const value = read(text);
  if (value === null) throw unreadable(name);
  return value;
}

const within =
  (least: number, most: number): Read<number> =>
  (text) => {
    const number = /^\d{1,12}$/.test(text) ? Number(text) : Number.NaN;
    return number >= least && number <= most ? number : null;
  };
const digits =
  (length: number): Read<string> =>
  (text) =>
    new RegExp(`^\\d{${length}}$`).test(text) ? text : null;
const group: Read<number> = (text) =>
  GROUPS.find(({ number, slug }) => String(number) === text || slug === text)?.number ?? null;
const standing: Read<StandingFilter> = (text) =>
  STANDING_FILTERS.find((filter) => filter === text || standingName(filter) === text) ?? null;

/** @throws Refusal `parameter.unreadable` (details: parameter). */
export function wordsOf(url: URL): string {
  const words = tidy(url.searchParams.get('q') ?? '');
  if (words.length > MOST_LETTERS) throw unreadable('q');
  return words;
}

/** @throws Refusal `parameter.unreadable` (details: parameter). */
export function filtersOf(url: URL): ProductFilters {
  return {
    groups: all(url, 'nhom', group),
    sets: all(url, 'bo', within(1, 26)),
    stars: all(url, 'sao', within(3, 5)) as Stars[],
    provinces: all(url, 'tinh', digits(2)),
    communes: all(url, 'xa', digits(5)),
    standings: all(url, 'hieu-luc', standing),
    producerId: one(url, 'chu-the', (text) => (/^[0-9a-z]{12}$/.test(text) ? text : null)),
    priceFrom: one(url, 'gia-tu', within(0, 2_000_000_000)),
    priceTo: one(url, 'gia-den', within(0, 2_000_000_000)),
    inStock: one(url, 'con-hang', within(0, 1)) === 1,
  };
}

/** @throws Refusal `parameter.unreadable` (details: parameter). */
export function sortOf(url: URL, words: string): ProductSort {
  const named = (text: string) =>
    (Object.keys(SORT_NAMES) as ProductSort[]).find((sort) => SORT_NAMES[sort] === text) ?? null;
  return one(url, 'sap-xep', named) ?? usualSort(words);
}

export function pageOf(url: URL): { page: number; perPage: number } {
  return {
    page: one(url, 'trang', within(1, LAST_PAGE)) ?? 1,
    perPage: one(url, 'moi-trang', within(1, MOST_PER_PAGE)) ?? PER_PAGE,
  };
}

/** @throws Refusal `day.unreadable` (details: parameter). */
export function dayAsked(url: URL, name: string): Day | null {
  const text = url.searchParams.get(name)?.trim() ?? '';
  if (text === '') return null;
  if (!isDay(text)) throw new Refusal('day.unreadable', { parameter: name });
  return text;
}
