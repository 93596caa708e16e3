import { createHash, createHmac } from 'node:crypto';

/** Who asks, and where. */
export type S3Account = { key: string; secret: string; region: string };

const sha256 = (text: string | Uint8Array): string => createHash('sha256').update(text).digest('hex');
const hmac = (key: string | Uint8Array, text: string): Buffer =>
  createHmac('sha256', key).update(text).digest();

/** As the signature wants it: stricter than `encodeURIComponent`. */
const encoded = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);

/**
 * Headers of a signed request, those that were given among them.
 *
 * @source AWS Signature Version 4, "Authenticating Requests: Using the Authorization Header" of the S3 API Reference
 */
export function signedHeaders(
  { key, secret, region }: S3Account,
  {
    method,
    url,
    headers,
    body,
  }: { method: string; url: URL; headers: Record<string, string>; body: Uint8Array },
  now: Date,
): Record<string, string> {
  const instant = now.toISOString().replace(/[-:]|\.\d+/g, '');
  const scope = `${instant.slice(0, 8)}/${region}/s3/aws4_request`;
  const all: Record<string, string> = {
    ...headers,
    host: url.host,
    'x-amz-content-sha256': sha256(body),
    'x-amz-date': instant,
  };
  const names = Object.keys(all).sort();
  const path = url.pathname
    .split('/')
    .map((part) => encoded(decodeURIComponent(part)))
    .join('/');
  const query = [...url.searchParams]
    .map(([name, value]) => `${encoded(name)}=${encoded(value)}`)
    .sort()
    .join('&');
  const request = [
    method,
    path,
    query,
    ...names.map((name) => `${name}:${all[name]!.trim()}`),
    '',
    names.join(';'),
    all['x-amz-content-sha256'],
  ].join('\n');
  const toSign = ['AWS4-HMAC-SHA256', instant, scope, sha256(request)].join('\n');
  const signing = scope.split('/').reduce<string | Buffer>((from, part) => hmac(from, part), `AWS4${secret}`);
  return {
    ...all,
    authorization: `AWS4-HMAC-SHA256 Credential=${key}/${scope},SignedHeaders=${names.join(';')},Signature=${hmac(signing, toSign).toString('hex')}`,
  };
}
