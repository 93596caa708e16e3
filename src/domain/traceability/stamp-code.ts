import { hash, hkdfSync, timingSafeEqual } from 'node:crypto';
import { isSignedCode } from './signed-stamp.ts';

/** Letters and digits of a stamp's code, of Crockford's base 32: 18, or 20 with a longer tag. */
export const STAMP_LENGTHS = [18, 20] as const;
export type StampLength = (typeof STAMP_LENGTHS)[number];

/** Keys are good for an epoch; the first sign of a code says which. */
export const STAMP_EPOCHS = 32;
/** Counters of an epoch: 40 bits. */
export const STAMPS_AN_EPOCH = 2 ** 40;

const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const VALUES = new Map([...LETTERS].map((letter, value) => [letter, value]));
const NUMBER_SIGNS = 8;

/** A key of HMAC-SHA-256, made ready. */
type MacKey = { inner: Buffer; outer: Buffer };

const BLOCK = 64;
const DIGEST = 32;
const MOST_MESSAGE = 16;

function macKey(key: Uint8Array): MacKey {
  const padded = (pad: number, room: number) => {
    const block = Buffer.alloc(BLOCK + room);
    for (let at = 0; at < BLOCK; at += 1) block[at] = (key[at] ?? 0) ^ pad;
    return block;
  };
  return { inner: padded(0x36, MOST_MESSAGE), outer: padded(0x5c, DIGEST) };
}

/**
 * HMAC-SHA-256 of a few bytes. In two hashes at once: the hash that is fed in steps costs three times as much for
 * messages this short, and a sheet of stamps is a hundred thousand of them.
 *
 * @source RFC 2104.
 */
function mac({ inner, outer }: MacKey, message: Uint8Array): Buffer {
  inner.set(message, BLOCK);
  outer.set(hash('sha256', inner.subarray(0, BLOCK + message.length), 'buffer'), BLOCK);
  return hash('sha256', outer, 'buffer');
}

/** What makes and knows the codes of one epoch. */
export type StampKeys = { epoch: number; tag: MacKey; mask: MacKey };

/** A stamp: which key made its code, and which of that key's stamps it is. */
export type Stamp = { epoch: number; number: number };

/**
 * The keys of an epoch. They are made of one root that is kept outside of the database, so that whoever copies the
 * database can make no code.
 *
 * @param epoch 0 to 31.
 * @source RFC 5869 (HKDF with SHA-256).
 */
export function stampKeys(root: string, epoch: number): StampKeys {
  const key = (use: string) =>
    macKey(new Uint8Array(hkdfSync('sha256', root, 'sao-lang stamps', `${use} ${epoch}`, 32)));
  return { epoch, tag: key('tag'), mask: key('mask') };
}

/** Says of a root whether it is the one of before, and nothing else of it. */
export const rootMark = (root: string): string =>
  Buffer.from(hkdfSync('sha256', root, 'sao-lang stamps', 'mark', 12)).toString('base64url');

/** Signs of the tag: 45 bits, or 55 in the longer code. */
const tagSigns = (length: StampLength): number => length - 1 - NUMBER_SIGNS;

function message({ epoch, number }: Stamp, length: number): Buffer {
  const bytes = Buffer.alloc(7);
  bytes[0] = length;
  bytes[1] = epoch;
  bytes.writeUIntBE(number, 2, 5);
  return bytes;
}

/** The first `signs` of five bits each. */
function signsOf(bytes: Uint8Array, signs: number): string {
  let text = '';
  let held = 0;
  let bits = 0;
  for (const byte of bytes) {
    held = (held << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      if (text.length === signs) return text;
      bits -= 5;
      text += LETTERS[(held >> bits) & 31];
      held &= (1 << bits) - 1;
    }
  }
  return text;
}

/** 40 bits of eight signs. */
function bytesOf(signs: string): Buffer {
  let value = 0;
  for (const sign of signs) value = value * 32 + (VALUES.get(sign) ?? 0);
  const bytes = Buffer.alloc(5);
  bytes.writeUIntBE(value, 0, 5);
  return bytes;
}

const tagOf = (keys: StampKeys, stamp: Stamp, length: StampLength): string =>
  signsOf(mac(keys.tag, message(stamp, length)), tagSigns(length));

/** Hides the number, or shows it again: neighbours and sales are not read off a code. */
function masked(keys: StampKeys, tag: string, bytes: Buffer): Buffer {
  const stream = mac(keys.mask, Buffer.from(tag, 'latin1'));
  return bytes.map((byte, at) => byte ^ stream[at]!) as Buffer;
}

/**
 * The code of a stamp: a sign for the epoch, eight for its number, encrypted, and the tag, which nobody without the
 * keys can make. The same stamp has always the same code, so that none has to be kept.
 *
 * @param number 0 to 2⁴⁰ − 1.
 */
export function codeOf(keys: StampKeys, number: number, length: StampLength = 18): string {
  if (!Number.isSafeInteger(number) || number < 0 || number >= STAMPS_AN_EPOCH)
    throw new RangeError(`no stamp has number ${number}`);
  const tag = tagOf(keys, { epoch: keys.epoch, number }, length);
  const bytes = Buffer.alloc(5);
  bytes.writeUIntBE(number, 0, 5);
  return LETTERS[keys.epoch]! + signsOf(masked(keys, tag, bytes), NUMBER_SIGNS) + tag;
}

/**
 * Which stamp a code is of; `null` when it was not made with our keys: a misprint, a misreading or an invention.
 * Asks no database. That a stamp was issued is another question.
 *
 * @param code as `stampCodeOf` gives it.
 */
export function stampOf(keysOf: (epoch: number) => StampKeys, code: string): Stamp | null {
  const length = STAMP_LENGTHS.find((each) => each === code.length);
  const epoch = VALUES.get(code[0] ?? '');
  if (length === undefined || epoch === undefined) return null;
  const keys = keysOf(epoch);
  const tag = code.slice(1 + NUMBER_SIGNS);
  const number = masked(keys, tag, bytesOf(code.slice(1, 1 + NUMBER_SIGNS))).readUIntBE(0, 5);
  const stamp = { epoch, number };
  return timingSafeEqual(Buffer.from(tagOf(keys, stamp, length)), Buffer.from(tag)) ? stamp : null;
}

/** As long as what can be typed of a stamp: the digits of a signed one, with room for dashes. */
export const MOST_TYPED = 260;

/**
 * The code of a stamp as it is kept, from what someone typed or a camera read: case, spaces and dashes do
 * not matter, I and L are 1, O is 0. `null` when it cannot be such a code; says nothing on whether one was issued.
 */
export function stampCodeOf(typed: string): string | null {
  const code = typed
    .toUpperCase()
    .replace(/[\s._‐-―−-]/g, '')
    .replace(/[IL]/g, '1')
    .replace(/O/g, '0');
  return isSignedCode(code) || /^(?:[0-9A-HJKMNP-TV-Z]{18}|[0-9A-HJKMNP-TV-Z]{20})$/.test(code) ? code : null;
}

/** Digits at the end of a signed code that stand under its symbol: to compare, not to type. */
const SIGNED_PRINTED = 12;

/** As printed under the symbol, in groups of six; of a signed stamp its end. */
export function printedStampCode(code: string): string {
  const printed = isSignedCode(code) ? code.slice(-SIGNED_PRINTED) : code;
  return printed.match(/.{1,6}/g)?.join('-') ?? printed;
}
