import { fromUrlText, through, urlText } from './packed.ts';

/**
 * Lists of revoked and of suspended certificates, a bit for each.
 *
 * @source W3C Bitstring Status List 1.0.
 */
export const STATUS_PURPOSES = ['revocation', 'suspension'] as const;
export type StatusPurpose = (typeof STATUS_PURPOSES)[number];

/** The least a list may have, so that a question for one certificate hides among many. */
export const LIST_BITS = 131_072;
/** How long an answer may be kept. */
export const LIST_TTL_MS = 900_000;

export const isPurpose = (text: string): text is StatusPurpose =>
  STATUS_PURPOSES.some((purpose) => purpose === text);

/** The list, from 1, and the bit of it that a place is. */
export const inList = (place: number) => ({
  list: Math.floor(place / LIST_BITS) + 1,
  bit: place % LIST_BITS,
});

/** The first bit is the leftmost of the first byte. */
export function bitsOf(set: Iterable<number>): Uint8Array {
  const bits = new Uint8Array(LIST_BITS / 8);
  for (const bit of set) bits[bit >> 3]! |= 0x80 >> (bit & 7);
  return bits;
}

export const bitAt = (bits: Uint8Array, bit: number): boolean =>
  ((bits[bit >> 3] ?? 0) & (0x80 >> (bit & 7))) !== 0;

/** GZIP in base64url, marked as such. */
export async function encodedList(bits: Uint8Array): Promise<string> {
  const packed = await through(bits, new CompressionStream('gzip'));
  return `u${urlText(packed)}`;
}

/** @throws RangeError when it is no list, too short or too long. */
export async function decodedList(encoded: string): Promise<Uint8Array> {
  if (!/^u[\w-]+$/.test(encoded)) throw new RangeError('no list in base64url');
  const bits = await through(fromUrlText(encoded.slice(1)), new DecompressionStream('gzip')).catch(
    () => null,
  );
  if (bits === null || bits.length * 8 < LIST_BITS) throw new RangeError('list is unreadable or too short');
  return bits;
}
