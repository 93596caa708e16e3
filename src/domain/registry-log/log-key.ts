import { createPrivateKey, createPublicKey, hkdfSync, sign, type KeyObject } from 'node:crypto';
import { keyText, signatureLine, type NoteKey, type NoteKeyKind } from './note.ts';

/** Somebody who signs notes. */
export type NoteSigner = { key: NoteKey; secret: KeyObject };

/** How Ed25519 keys of 32 bytes are packed. @source RFC 8410. */
const PACKING = Buffer.from('302e020100300506032b657004220420', 'hex');

export function ed25519Of(seed: Uint8Array): { secret: KeyObject; publicKey: Uint8Array } {
  const secret = createPrivateKey({ key: Buffer.concat([PACKING, seed]), format: 'der', type: 'pkcs8' });
  const { x } = createPublicKey(secret).export({ format: 'jwk' });
  return { secret, publicKey: new Uint8Array(Buffer.from(x!, 'base64url')) };
}

/** The 32 bytes that a use of a root comes to. */
export const seedOf = (root: string, use: string): Buffer =>
  Buffer.from(hkdfSync('sha256', root, 'sao-lang log', use, 32));

/** Who signs the log, or watches it, under a name. @param root kept outside of the database. */
export function noteSigner(root: string, kind: NoteKeyKind, name: string): NoteSigner {
  const { secret, publicKey } = ed25519Of(seedOf(root, `${kind} ${name}`));
  return { key: { kind, name, publicKey }, secret };
}

/** The line with which the log signs a text. */
export const signedBy = ({ key, secret }: NoteSigner, text: string): string =>
  signatureLine(key, new Uint8Array(sign(null, Buffer.from(text), secret)));

export const signerText = ({ key }: NoteSigner): string => keyText(key);
