import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

const VERSION = 'v1';

const keyOf = (secret: string, purpose: string): Buffer =>
  Buffer.from(hkdfSync('sha256', secret, '', `sao-lang seal ${purpose}`, 32));

/**
 * Words that only this deployment can read again (AES-256-GCM).
 *
 * @param purpose what they are for: sealed for one purpose they are opened for no other.
 * @param about whom they belong to: moved to another row they are not opened.
 */
export function seal(secret: string, purpose: string, about: string, words: string): string {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', keyOf(secret, purpose), nonce);
  cipher.setAAD(Buffer.from(about));
  const sealed = Buffer.concat([cipher.update(words, 'utf8'), cipher.final()]);
  return [VERSION, nonce, sealed, cipher.getAuthTag()]
    .map((part) => (typeof part === 'string' ? part : part.toString('base64url')))
    .join('.');
}

/** What was sealed; `null`: by another secret, for something else, or changed since. */
export function unseal(secret: string, purpose: string, about: string, sealed: string): string | null {
  const [version, nonce, words, tag] = sealed.split('.');
  if (version !== VERSION || !nonce || words === undefined || !tag) return null;
  try {
    const decipher = createDecipheriv(
      'aes-256-gcm',
      keyOf(secret, purpose),
      Buffer.from(nonce, 'base64url'),
      { authTagLength: 16 },
    );
    decipher.setAAD(Buffer.from(about));
    decipher.setAuthTag(Buffer.from(tag, 'base64url'));
    return Buffer.concat([decipher.update(Buffer.from(words, 'base64url')), decipher.final()]).toString(
      'utf8',
    );
  } catch {
    return null;
  }
}
