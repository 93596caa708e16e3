import { randomFillSync } from 'node:crypto';

/** Crockford's base 32 in lower case: no i, l, o, u, so that a number read over the telephone stays the same. */
const LETTERS = '0123456789abcdefghjkmnpqrstvwxyz';
const LENGTH = 12;

/** Chance is asked for a thousand identifiers at once: a list of products makes tens of thousands. */
const chance = new Uint8Array(LENGTH * 1_024);
let used = chance.length;

/** A new identifier of 12 letters and digits (60 random bits), fit for an address. */
export function newId(): string {
  if (used === chance.length) {
    randomFillSync(chance);
    used = 0;
  }
  let id = '';
  for (const end = used + LENGTH; used < end; used += 1) id += LETTERS[chance[used]! & 31]!;
  return id;
}
