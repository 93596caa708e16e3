import { isIPv4, isIPv6 } from 'node:net';

/** A line that cannot be read. */
export class BadRange extends Error {
  override name = 'BadRange';
}

type Range = { from: bigint; to: bigint; province: string };

/** Which province an address is of; `null`: nobody knows. */
export type ProvinceOf = (address: string) => string | null;

/**
 * Reads which addresses are of which province: one range a line, `203.0.113.0/24 31` or `203.0.113.0-203.0.113.255 31`,
 * also of IPv6; `#` begins a remark. Where ranges lie in one another, the smallest speaks.
 *
 * @throws BadRange naming the line.
 */
export function readScanPlaces(text: string, isProvince: (code: string) => boolean): ProvinceOf {
  const ranges: { 4: Range[]; 6: Range[] } = { 4: [], 6: [] };
  for (const [at, line] of text.split(/\r?\n/).entries()) {
    const words = line
      .replace(/#.*/, '')
      .trim()
      .split(/[\s,;]+/);
    if (words[0] === '' || words[0] === undefined) continue;
    const [range, province = ''] = words;
    const read = rangeOf(range);
    if (!read || !isProvince(province)) throw new BadRange(`${at + 1}: ${line.trim().slice(0, 80)}`);
    ranges[read.family].push({ from: read.from, to: read.to, province });
  }
  const flat = { 4: flattened(ranges[4]), 6: flattened(ranges[6]) };
  return (address) => {
    const read = numberOf(address);
    return read ? find(flat[read.family], read.value) : null;
  };
}

function rangeOf(text: string): { family: 4 | 6; from: bigint; to: bigint } | null {
  const [first = '', second] = text.split('-');
  if (second !== undefined) {
    const from = numberOf(first);
    const to = numberOf(second);
    return from && to && from.family === to.family && from.value <= to.value
      ? { family: from.family, from: from.value, to: to.value }
      : null;
  }
  const [head = '', length] = first.split('/');
  const from = numberOf(head);
  if (!from) return null;
  const bits = from.family === 4 ? 32 : 128;
  const kept = length === undefined ? bits : /^\d{1,3}$/.test(length) ? Number(length) : -1;
  if (kept < 0 || kept > bits) return null;
  const rest = (1n << BigInt(bits - kept)) - 1n;
  return { family: from.family, from: from.value & ~rest, to: from.value | rest };
}

/** Addresses of IPv4 that come as IPv6 are IPv4. */
function numberOf(address: string): { family: 4 | 6; value: bigint } | null {
  const plain = address.startsWith('::ffff:') && isIPv4(address.slice(7)) ? address.slice(7) : address;
  if (isIPv4(plain))
    return { family: 4, value: plain.split('.').reduce((sum, part) => sum * 256n + BigInt(part), 0n) };
  if (!isIPv6(plain) || plain.includes('%')) return null;
  const [head = '', tail] = plain.split('::');
  const parts = (text: string) =>
    text
      .split(':')
      .filter(Boolean)
      .flatMap((part) => {
        if (!part.includes('.')) return [BigInt(`0x${part}`)];
        const [a = 0, b = 0, c = 0, d = 0] = part.split('.').map(Number);
        return [BigInt(a * 256 + b), BigInt(c * 256 + d)];
      });
  const left = parts(head);
  const right = tail === undefined ? [] : parts(tail);
  const all = [...left, ...Array<bigint>(Math.max(0, 8 - left.length - right.length)).fill(0n), ...right];
  return { family: 6, value: all.reduce((sum, part) => (sum << 16n) + part, 0n) };
}

type Flat = { starts: bigint[]; provinces: (string | null)[] };

/** Ranges side by side: from each start on, until the next. */
function flattened(ranges: readonly Range[]): Flat {
  const byWidth = ranges.toSorted((one, other) => {
    const wide = other.to - other.from - (one.to - one.from);
    return wide > 0n ? 1 : wide < 0n ? -1 : 0;
  });
  const starts = [...new Set(ranges.flatMap(({ from, to }) => [from, to + 1n]))].sort((one, other) =>
    one < other ? -1 : 1,
  );
  const provinces: (string | null)[] = Array<null>(starts.length).fill(null);
  for (const { from, to, province } of byWidth)
    for (let at = indexOf(starts, from); at < starts.length && starts[at]! <= to; at += 1)
      provinces[at] = province;
  return { starts, provinces };
}

/** The last start that is not after the value; -1: none. */
function indexOf(starts: readonly bigint[], value: bigint): number {
  let low = 0;
  let high = starts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (starts[middle]! <= value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

const find = ({ starts, provinces }: Flat, value: bigint): string | null =>
  provinces[indexOf(starts, value)] ?? null;

/** The network that an address is of: 24 bits of IPv4, 56 of IPv6. What is finer is of one household. */
export function networkOf(address: string): string {
  const read = numberOf(address);
  if (!read) return 'unknown';
  return `${read.family}:${read.family === 4 ? read.value >> 8n : read.value >> 72n}`;
}
