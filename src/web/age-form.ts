import { dayOf, type Day } from '#src/domain/shared/calendar.ts';
import { tidy } from '#src/domain/shared/text.ts';

export const ADULT_YEARS = 18;

export type AgeRead =
  { outcome: 'adult' } | { outcome: 'minor' } | { outcome: 'unreadable'; faults: ('name' | 'birth')[] };

/**
 * Reads a declaration of name and date of birth. Neither is kept.
 *
 * @source Decree 24/2020/NĐ-CP, article 6.1: name and age before alcohol is viewed or searched for.
 */
export function readAge(form: FormData, today: Day): AgeRead {
  const text = (name: string) => {
    const value = form.get(name);
    return typeof value === 'string' ? tidy(value) : '';
  };
  const whole = (name: string) => (/^\d{1,4}$/.test(text(name)) ? Number(text(name)) : Number.NaN);
  const name = text('ten');
  const born = dayOf(whole('nam'), whole('thang'), whole('ngay'));
  const oldest = `${Number(today.slice(0, 4)) - 130}${today.slice(4)}`;
  const faults: ('name' | 'birth')[] = [
    ...(name.length < 2 || name.length > 100 || !/\p{L}/u.test(name) ? (['name'] as const) : []),
    ...(born === null || born > today || born < oldest ? (['birth'] as const) : []),
  ];
  if (faults.length > 0 || born === null) return { outcome: 'unreadable', faults };
  // Who was born on 29 February is of age on 1 March: that day, written with the year, comes after the 28th.
  const ofAge = `${Number(born.slice(0, 4)) + ADULT_YEARS}${born.slice(4)}`;
  return { outcome: ofAge <= today ? 'adult' : 'minor' };
}

/** A way back that stays on this site; `null` for any other. */
export function localReturn(given: FormDataEntryValue | null): string | null {
  // eslint-disable-next-line no-control-regex
  if (typeof given !== 'string' || !/^\/(?![/\\])[^\\\u0000-\u001f\u007f]{0,500}$/.test(given)) return null;
  const address = new URL(given, 'http://here.invalid');
  // A path may climb or hide a second slash: what the browser makes of it must be the same place.
  return address.host === 'here.invalid' && !address.pathname.startsWith('//')
    ? address.pathname + address.search
    : null;
}
