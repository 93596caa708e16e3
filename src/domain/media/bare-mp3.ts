import { Refusal } from '#src/domain/shared/refusal.ts';

/** Thousands of bits a second of layer III, by the four bits that say so: version 1, then versions 2 and 2.5. */
const RATES = [
  [32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
  [8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
] as const;
const SAMPLES = [44_100, 48_000, 32_000] as const;
/** Padding that some writers leave between their words and the sound. */
const MOST_PADDING = 4_096;

/** How long the frame that begins here is; `null`: none does. */
function frameAt(bytes: Uint8Array, at: number): number | null {
  const [first = 0, second = 0, third = 0] = bytes.subarray(at, at + 3);
  if (first !== 0xff || (second & 0xe6) !== 0xe2) return null;
  const version = (second >> 3) & 3;
  const rate = RATES[version === 3 ? 0 : 1][(third >> 4) - 1];
  const samples = SAMPLES[(third >> 2) & 3];
  if (version === 1 || rate === undefined || samples === undefined) return null;
  const slower = version === 3 ? 1 : version === 2 ? 2 : 4;
  return Math.floor(((version === 3 ? 144 : 72) * rate * 1000) / (samples / slower)) + ((third >> 1) & 1);
}

/**
 * The sound of an MP3, without ID3 and APE before and after it, where names, pictures and places stand.
 *
 * @throws Refusal `recording.unreadable`: two frames do not follow one another.
 * @source ISO/IEC 11172-3; ID3v2.4.0, section 3.1; APEv2
 */
export function bareMp3(bytes: Uint8Array): Uint8Array {
  const letters = (from: number, count: number) => String.fromCharCode(...bytes.subarray(from, from + count));
  let from = 0;
  while (letters(from, 3) === 'ID3') {
    const [a = 0, b = 0, c = 0, d = 0] = bytes.subarray(from + 6, from + 10);
    from += 10 + ((a << 21) | (b << 14) | (c << 7) | d) + ((bytes[from + 5] ?? 0) & 0x10 ? 10 : 0);
  }
  let to = bytes.length;
  for (let was = -1; was !== to;) {
    was = to;
    if (letters(to - 128, 3) === 'TAG') to -= 128;
    if (letters(to - 32, 8) === 'APETAGEX') {
      const view = new DataView(bytes.buffer, bytes.byteOffset + to - 32, 32);
      to -= view.getUint32(12, true) + (view.getUint32(20, true) & 0x80000000 ? 32 : 0);
    }
  }
  for (let at = from; at < Math.min(from + MOST_PADDING, to); at += 1) {
    const length = frameAt(bytes, at);
    if (length !== null && at + length < to && frameAt(bytes, at + length) !== null)
      return bytes.subarray(at, to);
  }
  throw new Refusal('recording.unreadable');
}
