import { Refusal } from '#src/domain/shared/refusal.ts';
import { isDay } from '#src/domain/shared/calendar.ts';
import type { Dong } from '#src/domain/shared/dong.ts';
import { day, price } from '#src/i18n/format.ts';
import type { Lang } from '#src/i18n/lang.ts';
import { refusals } from '#src/i18n/refusals.ts';
import { STATUS } from './answer.ts';

/** Words of a refusal's details that help to put it right. */
const TOLD = ['most', 'least', 'lastDay', 'until', 'number', 'names', 'candidates', 'typed'] as const;

/** Amounts of money among what a refusal tells. */
const MONEY = new Set([
  'checkout.cash_too_much',
  'checkout.card_too_much',
  'checkout.card_too_little',
  'refund.too_much',
  'claim.sum_wrong',
  'shipment.cash_too_much',
]);

/** The sentence for a refusal, with what it tells filled in where the sentence asks for it. */
export function saidOf({ code, details }: Pick<Refusal, 'code' | 'details'>, lang: Lang): string {
  return refusals[lang][code].replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = details[name] ?? '';
    return MONEY.has(code) && typeof value === 'number' ? price(value as Dong) : String(value);
  });
}

/**
 * What an officer reads when a deed is refused, and the status of the answer. `null`: there is no such thing for
 * them, and the page is not found. What went wrong otherwise is thrown on.
 */
export function refused(error: unknown): { fault: string; status: number } | null {
  if (!(error instanceof Refusal)) throw error;
  if (error.kind === 'not_found') return null;
  const told = TOLD.flatMap((name) => {
    const value = error.details[name];
    if (value === undefined || value === '') return [];
    return [typeof value === 'string' && isDay(value) ? day(value) : String(value)];
  });
  const words = saidOf(error, 'vi');
  return { fault: told.length > 0 ? `${words} (${told.join('; ')})` : words, status: STATUS[error.kind] };
}
