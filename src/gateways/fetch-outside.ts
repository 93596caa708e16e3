import { lookup as resolve, type LookupAddress } from 'node:dns';
import { request as askHttp, type IncomingMessage } from 'node:http';
import { request as askHttps } from 'node:https';
import { BlockList, isIP, isIPv6, type LookupFunction } from 'node:net';
import { pipeline, type Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { OutsideFault, type AskOutside, type OutsideAnswer } from '#src/domain/shared/outside.ts';

const MOST_BYTES = 40_000_000;
const WITHIN_MS = 60_000;
const MOST_REDIRECTS = 5;

/** Nobody's business of ours: this machine, the network around it, what clouds tell their machines, no one. */
const INNER = new BlockList();
for (const [net, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const)
  INNER.addSubnet(net, bits, 'ipv4');
for (const [net, bits] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const)
  INNER.addSubnet(net, bits, 'ipv6');
/** Of IPv6 only what is handed out to the world; all else (loopback, local, mapped, translated) is inner. */
const WORLD = new BlockList();
WORLD.addSubnet('2000::', 3, 'ipv6');

/** Whether an address lies where a server of the public must not send its own requests. */
export function isInnerAddress(address: string): boolean {
  const plain = address.replace(/%.*$/, '');
  return isIPv6(plain)
    ? !WORLD.check(plain, 'ipv6') || INNER.check(plain, 'ipv6')
    : INNER.check(plain, 'ipv4');
}

type Settings = {
  /** Inner hosts that may be asked all the same: `host` or `host:port`; also without encryption. */
  innerHosts?: readonly string[];
  /** Nothing is sent that others on the way could read. */
  onlyEncrypted?: boolean;
};

/** Whether a host was named as one that may be asked although it lies inside. */
export const isNamedHost = (
  { hostname, host, port, protocol }: URL,
  innerHosts: readonly string[],
): boolean =>
  innerHosts.some(
    (one) =>
      one === hostname || one === host || one === `${hostname}:${port || (protocol === 'https:' ? 443 : 80)}`,
  );

/** What may be asked: each name is resolved once, all its addresses are looked at, and those very ones connected to. */
function guard({ innerHosts = [], onlyEncrypted = false }: Settings) {
  const isNamed = (url: URL): boolean => isNamedHost(url, innerHosts);
  return {
    lookupOf:
      (url: URL): LookupFunction =>
      (hostname, options, done) => {
        resolve(hostname, { all: true, verbatim: true }, (error, found: LookupAddress[]) => {
          if (error) return void done(error, '', 0);
          if (found.length === 0 || (!isNamed(url) && found.some(({ address }) => isInnerAddress(address))))
            return void done(new OutsideFault('inner_address', url.hostname), '', 0);
          if (options.all) return void done(null, found as never);
          done(null, found[0]!.address, found[0]!.family);
        });
      },
    readAddress: (address: string, from?: URL): URL => {
      let url: URL;
      try {
        url = new URL(address, from);
      } catch {
        throw new OutsideFault('address_wrong', address.slice(0, 100));
      }
      if (
        !/^https?:$/.test(url.protocol) ||
        (onlyEncrypted && url.protocol !== 'https:' && !isNamed(url)) ||
        url.username !== '' ||
        url.password !== '' ||
        url.hostname === ''
      )
        throw new OutsideFault('address_wrong', url.hostname || address.slice(0, 100));
      const literal = url.hostname.replace(/^\[|\]$/g, '');
      if (isIP(literal) !== 0 && !isNamed(url) && isInnerAddress(literal))
        throw new OutsideFault('inner_address', url.hostname);
      return url;
    },
  };
}

/**
 * Whether an address could be asked now; nothing is sent. Asked again when it is: names move.
 *
 * @throws OutsideFault
 */
export function lookOutside(settings: Settings = {}): (address: string) => Promise<void> {
  const { lookupOf, readAddress } = guard(settings);
  return (address) =>
    new Promise((done, fail) => {
      const url = readAddress(address);
      const hostname = url.hostname.replace(/^\[|\]$/g, '');
      if (isIP(hostname) !== 0) return done();
      lookupOf(url)(hostname, { all: true }, (error) => {
        if (!error) return done();
        fail(error instanceof OutsideFault ? error : new OutsideFault('unknown_host', hostname));
      });
    });
}

/**
 * Asks servers outside, and only them: http and https; every name is resolved once, checked, and that very address
 * connected to, again after each redirection. What identifies us is not carried to another host.
 */
export function fetchOutside(settings: Settings = {}): AskOutside {
  const { lookupOf, readAddress } = guard(settings);

  return async (address, asked = {}) => {
    const { mostBytes = MOST_BYTES, withinMs = WITHIN_MS, body } = asked;
    let { method = 'GET' } = asked;
    const over = AbortSignal.timeout(withinMs);
    let url = readAddress(address);
    let headers: Record<string, string> = { ...asked.headers };
    for (let hop = 0; ; hop += 1) {
      const answer = await ask(url, method, headers, body, over);
      const status = answer.statusCode ?? 0;
      const to = answer.headers.location;
      if (![301, 302, 303, 307, 308].includes(status) || to === undefined)
        return { ...read(answer, url, mostBytes, over), status };
      answer.destroy();
      if (hop === MOST_REDIRECTS) throw new OutsideFault('redirected_too_often', url.hostname);
      const next = readAddress(to, url);
      if (url.protocol === 'https:' && next.protocol === 'http:')
        throw new OutsideFault('address_wrong', next.hostname);
      if (next.origin !== url.origin)
        headers = Object.fromEntries(
          Object.entries(headers).filter(([name]) => !/^(authorization|cookie|x-.*)$/i.test(name)),
        );
      // What was handed over is not handed on: whoever takes a message says so at its own address.
      if (method === 'POST') throw new OutsideFault('redirected_too_often', url.hostname);
      method = status === 303 && method !== 'HEAD' ? 'GET' : method;
      url = next;
    }
  };

  function ask(
    url: URL,
    method: string,
    headers: Record<string, string>,
    body: string | undefined,
    over: AbortSignal,
  ): Promise<IncomingMessage> {
    return new Promise((done, fail) => {
      const request = (url.protocol === 'https:' ? askHttps : askHttp)(url, {
        method,
        // One connection a question: none that was checked for another name is used again.
        agent: false,
        lookup: lookupOf(url),
        signal: over,
        headers: {
          'user-agent': 'SaoLang',
          'accept-encoding': 'gzip, deflate, br',
          ...headers,
          ...(body !== undefined && { 'content-length': String(Buffer.byteLength(body)) }),
        },
      });
      request.once('response', done);
      request.once('error', (error) => fail(faultOf(error, url.hostname, over)));
      request.end(body);
    });
  }
}

function read(
  answer: IncomingMessage,
  url: URL,
  mostBytes: number,
  over: AbortSignal,
): Omit<OutsideAnswer, 'status'> {
  const encoding = (answer.headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  const unpack =
    encoding === 'gzip' || encoding === 'x-gzip'
      ? createGunzip()
      : encoding === 'deflate'
        ? createInflate()
        : encoding === 'br'
          ? createBrotliDecompress()
          : null;
  if (unpack === null && encoding !== 'identity' && encoding !== '') {
    answer.destroy();
    throw new OutsideFault('encoding_unreadable', url.hostname);
  }
  async function* body(): AsyncGenerator<Uint8Array> {
    let packed = 0;
    let unpacked = 0;
    if (unpack)
      answer.on('data', (part: Buffer) => {
        packed += part.length;
        if (packed > mostBytes) answer.destroy(new OutsideFault('too_large', url.hostname));
      });
    const stream: Readable = unpack ? pipeline(answer, unpack, () => {}) : answer;
    try {
      for await (const part of stream) {
        unpacked += (part as Buffer).length;
        // A little packed so that it becomes very much is stopped while it unpacks.
        if (unpacked > mostBytes) throw new OutsideFault('too_large', url.hostname);
        yield part as Buffer;
      }
      if (!answer.complete) throw new OutsideFault('cut_off', url.hostname);
    } catch (error) {
      throw faultOf(error, url.hostname, over);
    } finally {
      answer.destroy();
    }
  }
  return {
    headers: Object.fromEntries(
      Object.entries(answer.headers).map(([name, value]) => [name, Array.isArray(value) ? value[0] : value]),
    ),
    address: url.href,
    body: { [Symbol.asyncIterator]: body },
    close: () => void answer.destroy(),
  };
}

function faultOf(error: unknown, host: string, over: AbortSignal): Error {
  if (error instanceof OutsideFault) return error;
  if (over.aborted) return new OutsideFault('too_slow', host);
  const { code = '' } = error as NodeJS.ErrnoException;
  if (/^(ENOTFOUND|EAI_\w+)$/.test(code)) return new OutsideFault('unknown_host', host);
  if (/CERT|SELF_SIGNED|UNABLE_TO|ALTNAME|^ERR_(SSL|TLS)/.test(code))
    return new OutsideFault('host_certificate', host);
  if (code === 'ECONNRESET' || code === 'Z_BUF_ERROR' || code === 'ERR_STREAM_PREMATURE_CLOSE')
    return new OutsideFault('cut_off', host);
  if (/^(Z_|ERR__ERROR_FORMAT|ERR_BROTLI|ERR_PADDING)/.test(code))
    return new OutsideFault('encoding_unreadable', host);
  if (/^(E[A-Z]+|HPE_\w+|ERR_HTTP\w*|UND_\w+)$/.test(code)) return new OutsideFault('unreachable', host);
  return error instanceof Error ? error : new Error(String(error));
}
