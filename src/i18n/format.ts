import { clockInVietnam, type Day } from '#src/domain/shared/calendar.ts';
import type { Dong } from '#src/domain/shared/dong.ts';
import type { Lang } from './lang.ts';

const NARROW_SPACE = '\u202f';

/** `1.250.000 ₫`, in both languages: it is what the price tag says. */
export function price(amount: Dong): string {
  return `${number(amount)}${NARROW_SPACE}₫`;
}

// Made once: making one costs more than the page around it.
const numbers = { vi: new Intl.NumberFormat('vi-VN'), en: new Intl.NumberFormat('en-GB') };

export function number(value: number, lang: Lang = 'vi'): string {
  return numbers[lang].format(value);
}

/** `24/11/2026`, in both languages: as it stands on the certificate. */
export function day(value: Day): string {
  return value.split('-').reverse().join('/');
}

/** `09:41, 22/11/2026` in Vietnam. */
export function moment(instant: Date): string {
  const [date, time] = clockInVietnam(instant).split(' ');
  return `${time}, ${day(date as Day)}`;
}
