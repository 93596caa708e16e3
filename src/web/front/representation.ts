import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

export type Encoding = 'br' | 'gzip' | 'identity';

/** Smaller bodies do not gain by it. */
const LEAST_BYTES = 600;

const brotli = promisify(brotliCompress);
const zip = promisify(gzip);

const known = new Map<string, Encoding>();

/** The best encoding we have that this `Accept-Encoding` allows. */
export function encodingFor(accept: string | undefined): Encoding {
  if (accept === undefined || accept === '') return 'identity';
  const before = known.get(accept);
  if (before) return before;
  const refused = new Set<string>();
  const wanted = new Set<string>();
  for (const part of accept.toLowerCase().split(',')) {
    const [name = '', ...parameters] = part.split(';').map((piece) => piece.trim());
    const zero = parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter));
    (zero ? refused : wanted).add(name);
  }
  const may = (name: string): boolean => wanted.has(name) || (wanted.has('*') && !refused.has(name));
  const chosen = may('br') ? 'br' : may('gzip') ? 'gzip' : 'identity';
  // Browsers send a handful of different ones; whoever sends thousands fills nothing.
  if (known.size < 200) known.set(accept, chosen);
  return chosen;
}

export function worthEncoding(contentType: string, bytes: number): boolean {
  return (
    bytes >= LEAST_BYTES &&
    /^(text\/|application\/(json|.+\+json|javascript|xml|.+\+xml|geo\+json|manifest\+json)|image\/svg\+xml)/.test(
      contentType,
    )
  );
}

/** `effort`: `kept` for what is served again and again, `once` for what one visitor gets. */
export async function encode(body: Buffer, encoding: Encoding, effort: 'kept' | 'once'): Promise<Buffer> {
  if (encoding === 'identity') return body;
  if (encoding === 'gzip') return zip(body, { level: effort === 'kept' ? 8 : 5 });
  return brotli(body, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: effort === 'kept' ? 7 : 4,
      [constants.BROTLI_PARAM_SIZE_HINT]: body.length,
      // A window of 256 KB holds a whole page; the usual one of 4 MB would be laid out for each.
      [constants.BROTLI_PARAM_LGWIN]: 18,
    },
  });
}

/** A strong validator of exactly these bytes. Different encodings are different representations. */
export function etagOf(body: Buffer, encoding: Encoding): string {
  const hash = createHash('sha1').update(body).digest('base64url').slice(0, 20);
  return encoding === 'identity' ? `"${hash}"` : `"${hash}-${encoding}"`;
}

/** Whether the client's copy is this one (RFC 9110 §13.1.2: weak comparison, lists, `*`). */
export function isSame(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  if (ifNoneMatch === etag || ifNoneMatch === '*') return true;
  return ifNoneMatch.split(',').some((one) => one.trim().replace(/^W\//, '') === etag);
}
