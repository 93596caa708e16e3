import { readCheckpoint, type Checkpoint } from './checkpoint.ts';
import { isSame, leafHash, rootByInclusion, type Hash } from './merkle.ts';
import { base64, fromBase64, signersOf, type NoteKey, type Signed } from './note.ts';

/** What proves to anyone, without asking us, that an entry stands in the log. */
export type LogProof = { index: number; hashes: readonly Hash[]; checkpoint: string };

/** @source C2SP tlog-proof. */
export const proofText = ({ index, hashes, checkpoint }: LogProof): string =>
  ['c2sp.org/tlog-proof@v1', `index ${index}`, ...hashes.map(base64), '', checkpoint].join('\n');

/** `null`: it is none. */
export function readProof(text: string): LogProof | null {
  const [, head, checkpoint] = /^c2sp\.org\/tlog-proof@v1\n([\s\S]*?)\n\n([\s\S]*)$/.exec(text) ?? [];
  const lines = head?.split('\n') ?? [];
  if (lines[0]?.startsWith('extra ')) lines.shift();
  const index = /^index (0|[1-9]\d{0,15})$/.exec(lines.shift() ?? '')?.[1];
  const hashes = lines.map(fromBase64).filter((hash) => hash?.length === 32);
  if (index === undefined || checkpoint === undefined || hashes.length !== lines.length) return null;
  return { index: Number(index), hashes: hashes as Hash[], checkpoint };
}

/** What was found of a proof, step by step: the first `false` is what is wrong. */
export type ProofCheck = {
  readable: boolean;
  /** The operator whose key we trust signed the root. */
  signed: boolean;
  /** The entry leads to that root. */
  included: boolean;
  checkpoint: Checkpoint | null;
  signers: Signed['by'];
};

/** Whether the entry stands in the log of one of these keys. Needs nothing but what it is given. */
export async function checkProof(
  entry: Uint8Array,
  text: string,
  keys: readonly NoteKey[],
): Promise<ProofCheck> {
  const proof = readProof(text);
  const checkpoint = proof && readCheckpoint(proof.checkpoint);
  if (!proof || !checkpoint)
    return { readable: false, signed: false, included: false, checkpoint: null, signers: [] };
  const { by, forged } = await signersOf(checkpoint.note, keys);
  const signed = !forged && by.some(({ key }) => key.kind === 'log' && key.name === checkpoint.origin);
  const root = rootByInclusion(leafHash(entry), { index: proof.index, size: checkpoint.size }, proof.hashes);
  return {
    readable: true,
    signed,
    included: root !== null && isSame(root, checkpoint.root),
    checkpoint,
    signers: by,
  };
}
