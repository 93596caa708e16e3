import { checkDigitOf } from '#src/domain/shared/check-digit.ts';

/**
 * A GTIN of 8, 12, 13 or 14 digits, as it may be typed (spaces and dashes do not matter), in the one
 * form of 14. `null` when it has another length or its last digit is not the check digit of the others.
 * That its first digits are 893 says who gave the number out, not where the goods are from.
 */
export function gtin14(typed: string): string | null {
  const digits = typed.replace(/[\s.-]/g, '');
  if (!/^(\d{8}|\d{12}|\d{13}|\d{14})$/.test(digits) || /^0+$/.test(digits)) return null;
  return checkDigitOf(digits.slice(0, -1)) === Number(digits.at(-1)) ? digits.padStart(14, '0') : null;
}

/** What a GS1 Digital Link names below the product. */
export type BelowProduct = { lot: string | null; serial: string | null };
