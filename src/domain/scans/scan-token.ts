import { hash, randomFillSync, timingSafeEqual } from 'node:crypto';

/** A page that lay open for longer tells of no scan: whoever opens it again gets another token. */
export const TOKEN_MINUTES = 60;

const RANDOM_BYTES = 12;
const MAC_BYTES = 12;
const TOKEN = /^[A-Za-z0-9_-]{38}$/;

/** In two hashes at once: a page of a stamp has no time for a third. @source RFC 2104. */
function macOf(secret: string, code: string, body: Buffer): Buffer {
  const { inner, outer } = padsOf(secret);
  const text = hash('sha256', Buffer.concat([inner, Buffer.from(`scan ${code} `), body]), 'buffer');
  return hash('sha256', Buffer.concat([outer, text]), 'buffer').subarray(0, MAC_BYTES);
}

const BLOCK = 64;
let pads: { secret: string; inner: Buffer; outer: Buffer } | undefined;

function padsOf(secret: string): { inner: Buffer; outer: Buffer } {
  if (pads?.secret !== secret) {
    const bytes = Buffer.from(secret);
    const key = bytes.length > BLOCK ? hash('sha256', bytes, 'buffer') : bytes;
    const padded = (pad: number) =>
      Buffer.from(Array.from({ length: BLOCK }, (_, at) => (key[at] ?? 0) ^ pad));
    pads = { secret, inner: padded(0x36), outer: padded(0x5c) };
  }
  return pads;
}

/** Chance for many tokens at once: to ask for it costs more than all else that a token takes. */
const chance = Buffer.alloc(RANDOM_BYTES * 512);
let used = chance.length;

/**
 * What a page of a stamp is handed, so that it may tell once that it was opened: minute and chance, signed for its code.
 *
 * @param code as `stampCodeOf` gives it.
 */
export function scanToken(secret: string, code: string, now: Date): string {
  const body = Buffer.alloc(4 + RANDOM_BYTES);
  body.writeUInt32BE(Math.floor(now.getTime() / 60_000));
  if (used === chance.length) {
    randomFillSync(chance);
    used = 0;
  }
  chance.copy(body, 4, used, (used += RANDOM_BYTES));
  return Buffer.concat([body, macOf(secret, code, body)]).toString('base64url');
}

/** What makes the scan of this token one scan, 16 signs; `null`: the token is not ours, not of this code, or too old. */
export function scanOfToken(secret: string, code: string, token: string, now: Date): string | null {
  if (!TOKEN.test(token)) return null;
  const bytes = Buffer.from(token, 'base64url');
  const body = bytes.subarray(0, 4 + RANDOM_BYTES);
  if (!timingSafeEqual(macOf(secret, code, body), bytes.subarray(4 + RANDOM_BYTES))) return null;
  const age = Math.floor(now.getTime() / 60_000) - body.readUInt32BE();
  return age >= 0 && age <= TOKEN_MINUTES ? body.subarray(4).toString('base64url') : null;
}
