import { setTimeout as sleep } from 'node:timers/promises';
import type { Keeper } from '#src/domain/media/file-store.ts';
import { signedHeaders, type S3Account } from './s3-signature.ts';

/** Where files lie, and as whom we ask. */
export type S3Settings = S3Account & { address: string };

/** `https://KEY:SECRET@s3.example.vn/bucket/folder?region=vn-1`; `null`: something of it is missing. */
export function readS3Url(text: string): S3Settings | null {
  const url = new URL(text);
  const [key, secret] = [decodeURIComponent(url.username), decodeURIComponent(url.password)];
  const path = url.pathname.replace(/\/+$/, '');
  if (key === '' || secret === '' || path === '') return null;
  return { key, secret, region: url.searchParams.get('region') ?? 'us-east-1', address: url.origin + path };
}

const TRIES = 3;
const WAIT_MS = 200;
const TIMEOUT_MS = 15_000;
/** Large files on slow lines take longer than an answer does. */
const MS_A_MEGABYTE = 4_000;

/** S3 said no, or said nothing at all. */
export class S3Fault extends Error {
  override name = 'S3Fault';
}

/** Any service that speaks S3, asked by path. What went wrong on the way is tried again; every deed may be repeated. */
export function s3Files(settings: S3Settings, clock: () => Date): Keeper {
  async function once(method: string, url: URL, headers: Record<string, string>, body: Uint8Array) {
    const { host: _host, ...signed } = signedHeaders(settings, { method, url, headers, body }, clock());
    // Until it answers: what is read of it then takes as long as whoever reads.
    const late = new AbortController();
    const timer = setTimeout(
      () => late.abort(new Error('no answer in time')),
      TIMEOUT_MS + Math.ceil(body.length / 2 ** 20) * MS_A_MEGABYTE,
    );
    try {
      return await fetch(url, {
        method,
        headers: signed,
        body: method === 'PUT' ? (body as BodyInit) : null,
        redirect: 'error',
        signal: late.signal,
      });
    } finally {
      clearTimeout(timer);
    }
  }
  async function ask(
    method: 'GET' | 'PUT' | 'DELETE',
    name: string,
    headers: Record<string, string> = {},
    body = new Uint8Array(),
  ): Promise<Response | null> {
    const url = new URL(`${settings.address}/${name}`);
    let why = '';
    for (let tries = 0; tries < TRIES; tries += 1) {
      if (tries > 0) await sleep(WAIT_MS * 4 ** (tries - 1));
      const answer = await once(method, url, headers, body).catch((error: Error) => {
        why = String(error.cause ?? error);
        return null;
      });
      if (answer?.ok) return answer;
      if (!answer) continue;
      const said = (await answer.text().catch(() => '')).slice(0, 300);
      if (answer.status === 404 && !/NoSuchBucket/.test(said)) return null;
      why = `${answer.status} ${said}`;
      if (answer.status < 500 && answer.status !== 429) break;
    }
    throw new S3Fault(`${method} ${url.host}/…/${name.slice(0, 12)}: ${why}`);
  }
  return {
    write: async (name, bytes) => {
      const answer = await ask(
        'PUT',
        name,
        { 'content-type': 'application/octet-stream' },
        Uint8Array.from(bytes),
      );
      await answer?.body?.cancel();
      if (answer === null) throw new S3Fault(`PUT ${name}: 404`);
    },
    read: async (name, range) => {
      const answer = await ask('GET', name, range && { range: `bytes=${range.from}-${range.to}` });
      if (range && answer && answer.status !== 206) {
        await answer.body?.cancel();
        throw new S3Fault(`GET ${name}: the range was not answered (${answer.status})`);
      }
      return answer && answer.body;
    },
    remove: async (name) => {
      const answer = await ask('DELETE', name);
      await answer?.body?.cancel();
    },
  };
}
