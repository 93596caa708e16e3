import { Refusal } from '#src/domain/shared/refusal.ts';
import { phoneOf } from '#src/domain/shared/phone.ts';
import { tidy } from '#src/domain/shared/text.ts';

/** Fewer characters are guessed from a stolen table of hashes. */
export const LEAST_PASSWORD = 10;
export const MOST_PASSWORD = 128;

/** What people take first; a longer list is of no use where tries are counted. */
const GUESSED =
  /^(.)\1+$|^(0?123456789\d*|1234567890|9876543210|qwertyuiop.*|password\d*|matkhau\d*|iloveyou\d*|anhyeuem\d*|abc123.*|saolang\d*|vietnam\d*)$/i;

/** @throws Refusal `user.email_unreadable`. */
export function readEmail(text: string): string {
  const email = tidy(text).toLowerCase();
  if (email.length > 200 || !/^[^\s@<>"',;:()[\]\\]+@[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(email))
    throw new Refusal('user.email_unreadable');
  return email;
}

/** `+84912345678`. @throws Refusal `user.phone_unreadable`. */
export function readOwnPhone(text: string): string {
  const phone = phoneOf(tidy(text));
  if (phone === null) throw new Refusal('user.phone_unreadable');
  return phone;
}

/** What somebody without an e-mail address is kept under: no mail reaches it (RFC 2606). */
export const addressOfPhone = (phone: string): string => `${phone.replace('+', '')}@phone.invalid`;

/** Whether mail can reach it. */
export const isRealAddress = (email: string): boolean => !email.endsWith('.invalid');

/** @throws Refusal `user.password_weak`. */
export function mustBePassword(password: string, about: readonly string[] = []): void {
  const lower = password.toLowerCase();
  const isAbout = about.some((word) => word.length >= 4 && lower.includes(word.toLowerCase()));
  if (
    password.length < LEAST_PASSWORD ||
    password.length > MOST_PASSWORD ||
    GUESSED.test(password) ||
    isAbout
  )
    throw new Refusal('user.password_weak');
}
