import { randomBytes } from 'node:crypto';

/** Crockford's base 32 in lower case: no i, l, o, u, so that a number read over the telephone stays the same. */
const LETTERS = '0123456789abcdefghjkmnpqrstvwxyz';

/** A new identifier of 12 letters and digits (60 random bits), fit for an address. */
export function newId(): string {
  return Array.from(randomBytes(12), (byte) => LETTERS[byte & 31]).join('');
}
