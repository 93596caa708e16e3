import { base64, fromBase64, readNote, type Note } from './note.ts';
import type { Hash } from './merkle.ts';

/** How far the log reaches, as its operator signs it. */
export type Checkpoint = { origin: string; size: number; root: Hash; note: Note };

/** @source C2SP tlog-checkpoint. */
export const checkpointText = ({ origin, size, root }: Omit<Checkpoint, 'note'>): string =>
  `${origin}\n${size}\n${base64(root)}\n`;

/** `null`: it is none. Says nothing on who signed it. */
export function readCheckpoint(whole: string): Checkpoint | null {
  const note = readNote(whole);
  const [origin, size, coded, ...rest] = note?.text.split('\n') ?? [];
  const root = coded === undefined ? null : fromBase64(coded);
  if (!note || !origin || !size || !/^(0|[1-9]\d{0,15})$/.test(size) || root?.length !== 32) return null;
  // After the last line end nothing; lines that others add may stand before it.
  if (rest.at(-1) !== '' || rest.slice(0, -1).includes('')) return null;
  return { origin, size: Number(size), root, note };
}
