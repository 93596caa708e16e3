import { Refusal } from '#src/domain/shared/refusal.ts';
import type { RecordingType } from './recording.ts';

type Page = { at: number; end: number; serial: number; lacing: Uint8Array; body: number };

const KINDS = [
  { head: 'OpusHead', tags: 'OpusTags', after: [] },
  { head: '\x01vorbis', tags: '\x03vorbis', after: [1] },
] as const;

const CHECKS = Array.from({ length: 256 }, (_, byte) => {
  let sum = byte << 24;
  for (let bit = 0; bit < 8; bit += 1) sum = sum & 0x80000000 ? (sum << 1) ^ 0x04c11db7 : sum << 1;
  return sum;
});

/**
 * Empties the comments of an Ogg of one stream of sound, in place; its pages get new sums.
 *
 * @throws Refusal as `bareRecording`.
 * @source RFC 3533, sections 5 and 6; RFC 7845, section 5.2; Vorbis I, section 5
 */
export function bareOgg(bytes: Uint8Array): RecordingType {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const letters = (from: number, count: number) => String.fromCharCode(...bytes.subarray(from, from + count));
  const pages: Page[] = [];
  for (let at = 0; at < bytes.length;) {
    if (letters(at, 4) !== 'OggS') throw new Refusal('recording.unreadable');
    const lacing = bytes.subarray(at + 27, at + 27 + view.getUint8(at + 26));
    const body = at + 27 + lacing.length;
    const end = body + lacing.reduce((sum, one) => sum + one, 0);
    if (end > bytes.length) throw new Refusal('recording.unreadable');
    pages.push({ at, end, serial: view.getUint32(at + 14, true), lacing, body });
    at = end;
  }
  const [first, ...others] = pages;
  // A second stream is a film, or words of somebody else.
  if (!first || others.some(({ serial }) => serial !== first.serial)) throw new Refusal('recording.codec');
  const kind = KINDS.find(({ head }) => letters(first.body, head.length) === head);
  if (!kind) throw new Refusal('recording.codec');

  const pieces: { page: Page; from: number; to: number }[] = [];
  search: for (const page of others) {
    let from = page.body;
    for (const length of page.lacing) {
      pieces.push({ page, from, to: from + length });
      from += length;
      if (length < 255) break search;
    }
  }
  const room = pieces.reduce((sum, { from, to }) => sum + to - from, 0);
  const bare = [...kind.tags]
    .map((letter) => letter.charCodeAt(0))
    .concat(Array<number>(8).fill(0), kind.after);
  if (room < bare.length || letters(pieces[0]!.from, kind.tags.length) !== kind.tags)
    throw new Refusal('recording.unreadable');
  let put = 0;
  for (const { from, to } of pieces)
    for (let at = from; at < to; at += 1, put += 1) bytes[at] = bare[put] ?? 0;
  for (const { at, end } of new Set(pieces.map(({ page }) => page))) {
    view.setUint32(at + 22, 0);
    let sum = 0;
    for (let byte = at; byte < end; byte += 1)
      sum = (sum << 8) ^ CHECKS[((sum >>> 24) ^ bytes[byte]!) & 0xff]!;
    view.setUint32(at + 22, sum >>> 0, true);
  }
  return 'audio/ogg';
}
