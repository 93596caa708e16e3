import { sha256 } from '@noble/hashes/sha2.js';

/** 32 bytes. */
export type Hash = Uint8Array;

/** The hash of a tree without leaves. */
export const EMPTY_ROOT: Hash = sha256(new Uint8Array());

/**
 * The hash of one entry.
 *
 * @source RFC 6962, section 2.1.
 */
export function leafHash(entry: Uint8Array): Hash {
  const bytes = new Uint8Array(1 + entry.length);
  bytes.set(entry, 1);
  return sha256(bytes);
}

/** The hash of two subtrees side by side. */
export function nodeHash(left: Hash, right: Hash): Hash {
  const bytes = new Uint8Array(65);
  bytes[0] = 1;
  bytes.set(left, 1);
  bytes.set(right, 33);
  return sha256(bytes);
}

export const isSame = (one: Uint8Array, other: Uint8Array): boolean =>
  one.length === other.length && one.every((byte, at) => byte === other[at]);

/** The hash of subtrees of one size, side by side; `null`: there are none. */
export function rootOfRow(hashes: readonly Hash[]): Hash | null {
  if (hashes.length < 2) return hashes[0] ?? null;
  const half = powerBelow(hashes.length);
  return nodeHash(rootOfRow(hashes.slice(0, half))!, rootOfRow(hashes.slice(half))!);
}

/** The largest power of two below `size`. */
function powerBelow(size: number): number {
  let power = 1;
  while (power * 2 < size) power *= 2;
  return power;
}

/** The hash of the `index`th subtree of 2^`level` leaves, all of which are there. */
export type HashReader = (level: number, index: number) => Promise<Hash>;

/** The hash of the leaves from `from` up to, not including, `until`. */
async function rangeHash(read: HashReader, from: number, until: number): Promise<Hash> {
  const size = until - from;
  if (Number.isInteger(Math.log2(size)) && from % size === 0) return read(Math.log2(size), from / size);
  const half = powerBelow(size);
  const [left, right] = await Promise.all([
    rangeHash(read, from, from + half),
    rangeHash(read, from + half, until),
  ]);
  return nodeHash(left, right);
}

/** The hash of the first `size` leaves. */
export async function rootAt(read: HashReader, size: number): Promise<Hash> {
  return size === 0 ? EMPTY_ROOT : rangeHash(read, 0, size);
}

/**
 * What proves that a leaf stands in the tree of the first `size` leaves: from its neighbour up to the root.
 *
 * @param index 0 to `size` − 1.
 * @source RFC 6962, section 2.1.1.
 */
export async function inclusionProof(read: HashReader, index: number, size: number): Promise<Hash[]> {
  const walk = async (from: number, until: number): Promise<Hash[]> => {
    if (until - from === 1) return [];
    const middle = from + powerBelow(until - from);
    return index < middle
      ? [...(await walk(from, middle)), await rangeHash(read, middle, until)]
      : [...(await walk(middle, until)), await rangeHash(read, from, middle)];
  };
  return walk(0, size);
}

/**
 * What proves that the tree of `size` leaves began as the tree of `before` leaves.
 *
 * @param before 0 to `size`; of an empty tree there is nothing to prove.
 * @source RFC 6962, section 2.1.2.
 */
export async function consistencyProof(read: HashReader, before: number, size: number): Promise<Hash[]> {
  const walk = async (old: number, from: number, until: number, isWhole: boolean): Promise<Hash[]> => {
    if (old === until - from) return isWhole ? [] : [await rangeHash(read, from, until)];
    const half = powerBelow(until - from);
    return old <= half
      ? [...(await walk(old, from, from + half, isWhole)), await rangeHash(read, from + half, until)]
      : [...(await walk(old - half, from + half, until, false)), await rangeHash(read, from, from + half)];
  };
  return before === 0 || before === size ? [] : walk(before, 0, size, true);
}

/** The root that a proof leads to; `null`: it is too long or too short for its place. */
export function rootByInclusion(
  leaf: Hash,
  { index, size }: { index: number; size: number },
  proof: readonly Hash[],
): Hash | null {
  if (!(Number.isSafeInteger(index) && Number.isSafeInteger(size)) || index < 0 || index >= size) return null;
  let place = index;
  let last = size - 1;
  let hash = leaf;
  for (const step of proof) {
    if (last === 0) return null;
    if (place % 2 === 1 || place === last) {
      hash = nodeHash(step, hash);
      while (place % 2 === 0 && place !== 0) {
        place /= 2;
        last = Math.floor(last / 2);
      }
    } else hash = nodeHash(hash, step);
    place = Math.floor(place / 2);
    last = Math.floor(last / 2);
  }
  return last === 0 ? hash : null;
}

type Head = { size: number; root: Hash };

/** Whether a proof shows that the later tree began as the earlier one. */
export function isConsistent(before: Head, now: Head, proof: readonly Hash[]): boolean {
  if (before.size > now.size) return false;
  if (before.size === 0) return proof.length === 0 && isSame(before.root, EMPTY_ROOT);
  if (before.size === now.size) return proof.length === 0 && isSame(before.root, now.root);
  const steps = Number.isInteger(Math.log2(before.size)) ? [before.root, ...proof] : [...proof];
  const [first, ...rest] = steps;
  if (!first) return false;
  let place = before.size - 1;
  let last = now.size - 1;
  while (place % 2 === 1) {
    place = Math.floor(place / 2);
    last = Math.floor(last / 2);
  }
  let old = first;
  let young = first;
  for (const step of rest) {
    if (last === 0) return false;
    if (place % 2 === 1 || place === last) {
      old = nodeHash(step, old);
      young = nodeHash(step, young);
      while (place % 2 === 0 && place !== 0) {
        place /= 2;
        last = Math.floor(last / 2);
      }
    } else young = nodeHash(young, step);
    place = Math.floor(place / 2);
    last = Math.floor(last / 2);
  }
  return last === 0 && isSame(old, before.root) && isSame(young, now.root);
}
