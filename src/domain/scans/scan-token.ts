import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** A page that lay open for longer tells of no scan: whoever opens it again gets another token. */
export const TOKEN_MINUTES = 60;

const RANDOM_BYTES = 12;
const MAC_BYTES = 12;
const TOKEN = /^[A-Za-z0-9_-]{38}$/;

const macOf = (secret: string, code: string, body: Buffer): Buffer =>
  createHmac('sha256', secret).update(`scan ${code} `).update(body).digest().subarray(0, MAC_BYTES);

/**
 * What a page of a stamp is handed, so that it may tell once that it was opened: minute and chance, signed for its code.
 *
 * @param code as `stampCodeOf` gives it.
 */
export function scanToken(secret: string, code: string, now: Date): string {
  const body = Buffer.alloc(4 + RANDOM_BYTES);
  body.writeUInt32BE(Math.floor(now.getTime() / 60_000));
  randomBytes(RANDOM_BYTES).copy(body, 4);
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
