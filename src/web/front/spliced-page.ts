import { constants, crc32, deflateRawSync } from 'node:zlib';
import { xml } from '#src/web/xml.ts';

/** What stands where a page differs from the next; `html`: markup of ours, put in as it is. */
export type SlotKind = 'text' | 'html';

type Piece =
  | { fixed: Buffer; packed: Buffer; sum: number; shift: number }
  /** Where it stands says how it has to be written. */
  | { slot: string; as: 'text' | 'address' | 'html' };

/**
 * A page that is the same for many but for a few places: rendered once with marks in those, and from then on put together
 * of bytes. The fixed parts are compressed once, each for itself; what is put in between is stored as it is, so that a
 * whole answer is a stream of gzip without anything having been compressed for it.
 */
export class SplicedPage {
  readonly #pieces: readonly Piece[];

  /** @param marks mark in the page → name of what goes there; marks are of letters and digits alone. */
  constructor(page: Buffer, marks: ReadonlyMap<string, { name: string; kind: SlotKind }>) {
    const text = page.toString('utf8');
    const pieces: Piece[] = [];
    let from = 0;
    const pattern = new RegExp([...marks.keys()].join('|'), 'g');
    for (const found of text.matchAll(pattern)) {
      const { name, kind } = marks.get(found[0])!;
      pieces.push(fixed(text.slice(from, found.index)));
      const before = text[found.index - 1] ?? '';
      pieces.push({ slot: name, as: kind === 'html' ? 'html' : /[=/]/.test(before) ? 'address' : 'text' });
      from = found.index + found[0].length;
    }
    pieces.push(fixed(text.slice(from)));
    this.#pieces = pieces;
  }

  plain(values: Readonly<Record<string, string>>): Buffer {
    return Buffer.concat(
      this.#pieces.map((piece) => ('fixed' in piece ? piece.fixed : bytesOf(piece, values))),
    );
  }

  /** The same as a stream of gzip. @source RFC 1951, RFC 1952. */
  gzip(values: Readonly<Record<string, string>>): Buffer {
    const parts: Buffer[] = [HEADER];
    let length = 0;
    let sum = 0;
    for (const piece of this.#pieces) {
      const bytes = 'fixed' in piece ? piece.fixed : bytesOf(piece, values);
      sum = 'fixed' in piece ? (multiplied(piece.shift, sum) ^ piece.sum) >>> 0 : crc32(bytes, sum);
      length += bytes.length;
      if ('packed' in piece) parts.push(piece.packed);
      else for (let at = 0; at < bytes.length; at += MOST_STORED) parts.push(...stored(bytes, at));
    }
    const trailer = Buffer.alloc(10);
    trailer[0] = 0x03;
    trailer.writeUInt32LE(sum, 2);
    trailer.writeUInt32LE(length, 6);
    parts.push(trailer);
    return Buffer.concat(parts);
  }
}

/** Deflate, no name, no time, no system. */
const HEADER = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff]);
const MOST_STORED = 65_535;

/** A block that is not compressed: it begins and ends with a whole byte, as what is flushed before it does. */
function stored(bytes: Buffer, at: number): Buffer[] {
  const part = bytes.subarray(at, at + MOST_STORED);
  const head = Buffer.alloc(5);
  head.writeUInt16LE(part.length, 1);
  head.writeUInt16LE(part.length ^ 0xffff, 3);
  return [head, part];
}

function fixed(text: string): Piece {
  const bytes = Buffer.from(text);
  const packed = deflateRawSync(bytes, { level: 9, finishFlush: constants.Z_SYNC_FLUSH });
  return { fixed: bytes, packed, sum: crc32(bytes), shift: powerOf(bytes.length * 8) };
}

/** Of CRC-32, its bits in reverse. */
const POLYNOMIAL = 0xedb88320;

/**
 * Product of two polynomials modulo that of CRC-32: the sum of what stands before a known part is moved on by its length
 * without reading the part again.
 */
function multiplied(one: number, other: number): number {
  let product = 0;
  let factor = other;
  for (let bit = 1 << 31; bit !== 0; bit >>>= 1) {
    if (one & bit) product ^= factor;
    factor = factor & 1 ? (factor >>> 1) ^ POLYNOMIAL : factor >>> 1;
  }
  return product >>> 0;
}

/** `x` to that power. */
function powerOf(exponent: number): number {
  let power = 0x80000000;
  let square = 0x40000000;
  for (let left = exponent; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) power = multiplied(power, square);
    square = multiplied(square, square);
  }
  return power >>> 0;
}

function bytesOf(
  { slot, as }: Extract<Piece, { slot: string }>,
  values: Readonly<Record<string, string>>,
): Buffer {
  const value = values[slot] ?? '';
  return Buffer.from(as === 'html' ? value : as === 'address' ? encodeURIComponent(value) : xml(value));
}
