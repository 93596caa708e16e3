import { sha256 } from '@noble/hashes/sha2.js';
import { addDays, daysBetween, type Day } from '#src/domain/shared/calendar.ts';
import type { Stamp } from './stamp-code.ts';

/**
 * Stamps that are signed: whoever has the public key can see without a network that a stamp was made by the machine that
 * signs, and this site's server cannot make one. Runs in browsers as well.
 *
 * A code is 80 bytes as one number of 193 digits, which QR holds in the fewest modules: 16 bytes that say which stamp it is,
 * of what, and 64 of the signature.
 */
export const SIGNED_DIGITS = 193;
const FACTS_BYTES = 16;
const SIGNATURE_BYTES = 64;

/** Keys that sign, by their number: four bits. */
export const SIGN_KEYS = 16;

const FORMAT = 1;
const MARK_BYTES = 5;
/** Days are counted from here; 0: it is not said. */
const FIRST_DAY: Day = '2000-01-01';
const MOST_DAYS = 0xff_ff;

/** What is signed begins so, that a signature for something else is none for a stamp. */
const CONTEXT = new TextEncoder().encode('sao-lang stamp 1\n');

/** What a signed stamp says by itself. */
export type SignedFacts = {
  /** Number of the key. */
  key: number;
  stamp: Stamp;
  /** `productMark` of its goods. */
  product: string;
  madeOn: Day | null;
  /** Last day of the certificate, as it was when the stamp was signed. */
  certifiedUntil: Day | null;
};

export type SignedCode = { facts: SignedFacts; message: Uint8Array; signature: Uint8Array };

/** By what a stamp tells its goods: the beginning of the hash of their identifier, ten hexadecimal digits. */
export const productMark = (productId: string): string =>
  hex(sha256(new TextEncoder().encode(productId)).subarray(0, MARK_BYTES));

const hex = (bytes: Uint8Array): string =>
  [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');

const dayNumber = (day: Day | null): number => {
  if (day === null) return 0;
  const days = daysBetween(FIRST_DAY, day) + 1;
  if (days < 1 || days > MOST_DAYS) throw new RangeError(`a stamp cannot say ${day}`);
  return days;
};
const dayOf = (number: number): Day | null => (number === 0 ? null : addDays(FIRST_DAY, number - 1));

/** The bytes that are signed. @throws RangeError for what has no room in them. */
export function signedMessage({ key, stamp, product, madeOn, certifiedUntil }: SignedFacts): Uint8Array {
  if (!(key >= 0 && key < SIGN_KEYS)) throw new RangeError(`there is no key ${key}`);
  const message = new Uint8Array(CONTEXT.length + FACTS_BYTES);
  message.set(CONTEXT);
  const view = new DataView(message.buffer, CONTEXT.length);
  view.setUint8(0, (FORMAT << 4) | key);
  view.setUint8(1, stamp.epoch);
  view.setUint8(2, Math.floor(stamp.number / 2 ** 32));
  view.setUint32(3, stamp.number % 2 ** 32);
  for (let at = 0; at < MARK_BYTES; at += 1)
    view.setUint8(7 + at, Number.parseInt(product.slice(2 * at, 2 * at + 2), 16));
  view.setUint16(12, dayNumber(madeOn));
  view.setUint16(14, dayNumber(certifiedUntil));
  return message;
}

/** The code of a stamp: what it says, and the signature under that. @param signature Ed25519, of `signedMessage`. */
export function signedCode(message: Uint8Array, signature: Uint8Array): string {
  const bytes = Uint8Array.of(...message.subarray(CONTEXT.length), ...signature);
  return BigInt(`0x${hex(bytes)}`)
    .toString()
    .padStart(SIGNED_DIGITS, '0');
}

/** What a code says; whether its signature is right is asked of whoever has the key. `null`: it is no such code. */
export function readSignedCode(digits: string): SignedCode | null {
  if (!isSignedCode(digits)) return null;
  const text = BigInt(digits)
    .toString(16)
    .padStart(2 * (FACTS_BYTES + SIGNATURE_BYTES), '0');
  if (text.length > 2 * (FACTS_BYTES + SIGNATURE_BYTES)) return null;
  const bytes = Uint8Array.from(text.match(/../g)!, (pair) => Number.parseInt(pair, 16));
  const view = new DataView(bytes.buffer);
  if (view.getUint8(0) >> 4 !== FORMAT) return null;
  const message = new Uint8Array(CONTEXT.length + FACTS_BYTES);
  message.set(CONTEXT);
  message.set(bytes.subarray(0, FACTS_BYTES), CONTEXT.length);
  return {
    facts: {
      key: view.getUint8(0) & 15,
      stamp: { epoch: view.getUint8(1), number: view.getUint8(2) * 2 ** 32 + view.getUint32(3) },
      product: hex(bytes.subarray(7, 7 + MARK_BYTES)),
      madeOn: dayOf(view.getUint16(12)),
      certifiedUntil: dayOf(view.getUint16(14)),
    },
    message,
    signature: bytes.subarray(FACTS_BYTES),
  };
}

export const isSignedCode = (code: string): boolean => code.length === SIGNED_DIGITS && /^\d+$/.test(code);
