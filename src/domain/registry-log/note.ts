import { sha256 } from '@noble/hashes/sha2.js';
import { isSame } from './merkle.ts';

/** `log`: signs the text; `witness`: signs it together with the time at which it saw it. */
export type NoteKeyKind = 'log' | 'witness';

/** @source C2SP signed-note, tlog-cosignature. */
const TYPES: Readonly<Record<NoteKeyKind, number>> = { log: 1, witness: 4 };

/** Who signs notes: Ed25519. */
export type NoteKey = { kind: NoteKeyKind; name: string; publicKey: Uint8Array };

export type NoteSignature = { name: string; keyId: Uint8Array; bytes: Uint8Array };

/** A text with the lines of those who signed it. */
export type Note = { text: string; signatures: NoteSignature[] };

const utf8 = new TextEncoder();
const MOST_SIGNATURES = 64;

export const base64 = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes));

/** `null`: it is not base64. */
export function fromBase64(text: string): Uint8Array | null {
  if (!/^(?:[\w+/]{4})*(?:[\w+/]{2}==|[\w+/]{3}=)?$/.test(text) || text.includes('_')) return null;
  return Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
}

export function keyIdOf({ kind, name, publicKey }: NoteKey): Uint8Array {
  const head = utf8.encode(`${name}\n`);
  const bytes = new Uint8Array(head.length + 1 + publicKey.length);
  bytes.set(head);
  bytes[head.length] = TYPES[kind];
  bytes.set(publicKey, head.length + 1);
  return sha256(bytes).slice(0, 4);
}

const hex = (bytes: Uint8Array): string =>
  [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');

/** A key as people hand it on: `example.vn/log+530d903a+A…`. */
export function keyText(key: NoteKey): string {
  return `${key.name}+${hex(keyIdOf(key))}+${base64(Uint8Array.of(TYPES[key.kind], ...key.publicKey))}`;
}

/** `null`: it is no key, not one of a kind we know, or its parts do not belong together. */
export function readKey(text: string): NoteKey | null {
  const [, name, id, coded] = /^([^\s+]+)\+([0-9a-f]{8})\+([\w+/=]+)$/.exec(text.trim()) ?? [];
  const bytes = coded === undefined ? null : fromBase64(coded);
  const kind = (['log', 'witness'] as const).find((each) => TYPES[each] === bytes?.[0]);
  if (name === undefined || bytes?.length !== 33 || kind === undefined) return null;
  const key = { kind, name, publicKey: bytes.slice(1) };
  return hex(keyIdOf(key)) === id ? key : null;
}

export const signatureLine = (key: NoteKey, bytes: Uint8Array): string =>
  `— ${key.name} ${base64(Uint8Array.of(...keyIdOf(key), ...bytes))}\n`;

/** `null`: it is no note. */
export function readNote(whole: string): Note | null {
  // Line ends are the only control characters that a note may have.
  if (/[^\P{Cc}\n]/u.test(whole)) return null;
  const end = whole.lastIndexOf('\n\n');
  if (end < 0 || !whole.endsWith('\n')) return null;
  const lines = whole.slice(end + 2, -1).split('\n');
  if (lines.length > MOST_SIGNATURES) return null;
  const signatures: NoteSignature[] = [];
  for (const line of lines) {
    const [, name, coded] = /^— ([^\s+]+) (\S+)$/u.exec(line) ?? [];
    const bytes = coded === undefined ? null : fromBase64(coded);
    if (name === undefined || bytes === null || bytes.length < 5) return null;
    signatures.push({ name, keyId: bytes.slice(0, 4), bytes: bytes.slice(4) });
  }
  return { text: whole.slice(0, end + 1), signatures };
}

/** What a witness signs: the text, and when it saw it. @param time seconds since 1970. */
export const cosigned = (text: string, time: number): Uint8Array =>
  utf8.encode(`cosignature/v1\ntime ${time}\n${text}`);

/** Who of these signed. `forged`: somebody signed as one of them who is not. */
export type Signed = { by: { key: NoteKey; at: Date | null }[]; forged: boolean };

/**
 * Whose signatures a note bears, of the keys that one trusts; signatures of others say nothing.
 */
export async function signersOf({ text, signatures }: Note, keys: readonly NoteKey[]): Promise<Signed> {
  const signed: Signed = { by: [], forged: false };
  for (const { name, keyId, bytes } of signatures) {
    const key = keys.find((each) => each.name === name && isSame(keyIdOf(each), keyId));
    if (!key) continue;
    const isWitness = key.kind === 'witness';
    const time =
      isWitness && bytes.length === 72
        ? Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0))
        : null;
    const message = time === null ? utf8.encode(text) : cosigned(text, time);
    const signature = isWitness ? bytes.slice(8) : bytes;
    if (isWitness === (time !== null) && (await isSignedBy(key.publicKey, message, signature)))
      signed.by.push({ key, at: time === null ? null : new Date(time * 1000) });
    else signed.forged = true;
  }
  return signed;
}

/** Whether the owner of the key signed these bytes. Browsers that do not know Ed25519 load a library that does. */
export async function isSignedBy(
  publicKey: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
): Promise<boolean> {
  if (signature.length !== 64) return false;
  const own = (bytes: Uint8Array) => new Uint8Array(bytes);
  try {
    const key = await crypto.subtle.importKey('raw', own(publicKey), 'Ed25519', false, ['verify']);
    return await crypto.subtle.verify('Ed25519', key, own(signature), own(message));
  } catch {
    const { ed25519 } = await import('@noble/curves/ed25519.js');
    try {
      return ed25519.verify(signature, message, publicKey);
    } catch {
      return false;
    }
  }
}
