/** An authority's paper as a file: a PDF or a picture, and nothing that a browser would run. */
export type DecisionPaperType = 'application/pdf' | 'image/jpeg' | 'image/png' | 'image/webp';

export const MOST_PAPER_BYTES = 10 * 1024 * 1024;

const STARTS: readonly (readonly [DecisionPaperType, readonly number[]])[] = [
  ['application/pdf', [0x25, 0x50, 0x44, 0x46, 0x2d]],
  ['image/jpeg', [0xff, 0xd8, 0xff]],
  ['image/png', [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]],
];

/** What the bytes are, whatever the name says; `null`: none of what is taken. */
export function paperTypeOf(bytes: Uint8Array): DecisionPaperType | null {
  const found = STARTS.find(([, start]) => start.every((byte, index) => bytes[index] === byte));
  if (found) return found[0];
  const letters = (from: number) => String.fromCharCode(...bytes.subarray(from, from + 4));
  return letters(0) === 'RIFF' && letters(8) === 'WEBP' ? 'image/webp' : null;
}
