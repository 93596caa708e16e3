import { sign } from 'node:crypto';
import { readCheckpoint } from './checkpoint.ts';
import type { NoteSigner } from './log-key.ts';
import { EMPTY_ROOT, isConsistent, isSame, type Hash } from './merkle.ts';
import { base64, cosigned, fromBase64, signatureLine, signersOf, type NoteKey } from './note.ts';

/** What a witness remembers of a log: how far it has seen it, and nothing else. */
export type Seen = { size: number; root: string };

/** Keeps what was seen, if it is still what was seen before: two requests at once must not undo each other. */
export type WitnessMemory = {
  seen: (origin: string) => Promise<Seen | null>;
  /** `false`: it was something else meanwhile. */
  keep: (origin: string, before: Seen | null, now: Seen) => Promise<boolean>;
};

export type WitnessAnswer = { status: number; type: string; body: string };

const plain = (status: number, body: string): WitnessAnswer => ({
  status,
  type: 'text/plain; charset=utf-8',
  body: `${body}\n`,
});

const MOST_STEPS = 63;

/** A question of a log, read; `null`: it is none. */
function readQuestion(body: string): { old: number; proof: Hash[]; checkpoint: string } | null {
  const end = body.indexOf('\n\n');
  const [first = '', ...lines] = body.slice(0, Math.max(0, end)).split('\n');
  const old = /^old (0|[1-9]\d{0,15})$/.exec(first)?.[1];
  const proof = lines.map(fromBase64);
  if (old === undefined || lines.length > MOST_STEPS || !proof.every((hash) => hash?.length === 32))
    return null;
  return { old: Number(old), proof: proof as Hash[], checkpoint: body.slice(end + 2) };
}

/**
 * Answers a log that asks to have its newest root seen: signs it, if the log has only grown.
 *
 * @param body of `POST /add-checkpoint`.
 * @param logs whose keys the witness knows.
 * @source C2SP tlog-witness.
 */
export async function witness(
  body: string,
  logs: readonly NoteKey[],
  signer: NoteSigner,
  memory: WitnessMemory,
  now: Date,
): Promise<WitnessAnswer> {
  const question = readQuestion(body);
  const checkpoint = question && readCheckpoint(question.checkpoint);
  if (!question || !checkpoint) return plain(400, 'not a question for a witness');
  const { origin, size, root } = checkpoint;
  const known = logs.filter(({ kind, name }) => kind === 'log' && name === origin);
  if (known.length === 0) return plain(404, 'unknown log');
  const { by, forged } = await signersOf(checkpoint.note, known);
  if (forged || by.length === 0) return plain(403, 'not signed by the log');
  if (question.old > size) return plain(400, 'the log was larger before');
  const seen = await memory.seen(origin);
  const before = { size: seen?.size ?? 0, root: seen ? (fromBase64(seen.root) ?? EMPTY_ROOT) : EMPTY_ROOT };
  const conflict = (known: Seen | null): WitnessAnswer => ({
    status: 409,
    type: 'text/x.tlog.size',
    body: `${known?.size ?? 0}\n`,
  });
  if (question.old !== before.size) return conflict(seen);
  const isWhole = size > 0 || isSame(root, EMPTY_ROOT);
  if (!isWhole || !isConsistent(before, { size, root }, question.proof))
    return plain(422, 'the log did not only grow');
  if (!(await memory.keep(origin, seen, { size, root: base64(root) })))
    return conflict(await memory.seen(origin));
  const time = Math.floor(now.getTime() / 1000);
  const stamp = new Uint8Array(8);
  new DataView(stamp.buffer).setBigUint64(0, BigInt(time));
  const signature = sign(null, cosigned(checkpoint.note.text, time), signer.secret);
  return {
    status: 200,
    type: 'text/plain; charset=utf-8',
    body: signatureLine(signer.key, Uint8Array.of(...stamp, ...signature)),
  };
}
