import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Refusal } from '#src/domain/shared/refusal.ts';
import { problem } from '#src/web/answer.ts';
import { COOKIE_PREFIX } from '#src/web/auth.ts';
import { FRAMED_HEADER, TAGS_HEADER } from '#src/web/page.ts';
import { AGE_COOKIE } from '#src/web/visitor.ts';
import { paths } from '#src/web/paths.ts';
import type { StampTemplate } from '#src/web/stamp-words.ts';
import { bodyOf, MOST_DRAINED_BYTES } from './body.ts';
import { isDigitalLink, normalAddress, plainHost, type Asked } from './cache-key.ts';
import { mostBodyBytes, takesFiles } from './body-limits.ts';
import { cameSecurely, clientAddress } from './client-address.ts';
import type { File } from './files.ts';
import { withoutSecrets, type AccessLog } from './log.ts';
import type { AnsweredBy, Metrics } from './metrics.ts';
import { pageOf, type CachedPage, type PageCache, type Rendered, type Variant } from './page-cache.ts';
import { isLoopback, type RateLimit } from './rate-limit.ts';
import { encode, encodingFor, isSame, worthEncoding } from './representation.ts';
import { StampPages, type RenderTemplate } from './stamp-pages.ts';
import {
  contentSecurityPolicy,
  framedSecurity,
  securityHeaders,
  type HeaderList,
  type PagePolicy,
} from './security-headers.ts';

/** Renders what no file and no kept page answers; never throws for a fault of a page. */
export type Render = (
  request: Request,
  options: { clientAddress: string; template?: StampTemplate },
) => Promise<Response>;

export type Front = {
  render: Render;
  policy: PagePolicy;
  files: ReadonlyMap<string, File>;
  cache: PageCache;
  limit: RateLimit;
  metrics: Metrics;
  log: AccessLog | null;
  /** Who answers for stamps. */
  stamps: (render: RenderTemplate) => StampPages;
  /** Addresses that answer for the server itself. */
  own: ReadonlyMap<string, (req: IncomingMessage) => Promise<OwnAnswer>>;
  siteUrl: string | null;
  trustedProxies: number;
  clock: () => Date;
};

export type OwnAnswer = { status: number; type: string; body: string };

/** A visitor with one of these sees pages of their own. Other cookies are not shown to pages that are kept. */
const COOKIES_THAT_MATTER = [AGE_COOKIE, `(?:__Secure-)?${COOKIE_PREFIX}\\.[a-z_]+`];
const matters = new RegExp(`(?:^|;\\s*)(?:${COOKIES_THAT_MATTER.join('|')})=`);

/** Of a request without cookies, this is what a page may go by; the rest could poison the copy for others. */
const SEEN_BY_PAGES = [
  'accept',
  'accept-language',
  'user-agent',
  'referer',
  'if-none-match',
  'if-range',
  'range',
];

/** Pages of one buyer: they know them by a cookie that no other page looks at. */
const isOfBuyer = (path: string): boolean => /^(\/en)?\/(gio-hang|thanh-toan)(\/|$)/.test(path);

/** Pictures and recordings are the same for everybody: who has signed in keeps them as others do. */
const isForAll = (path: string): boolean => /^\/(anh|ghi)\//.test(path);

/** What is kept with marks goes when a fact changes, and with its day. */
const TEMPLATE_SECONDS = 3_600;

/** A token, a code and a position. */
const MOST_TOLD_BYTES = 2_000;

const LONGEST_SECURITY = securityHeaders(true).length;

/** Where pages of stamps tell that they were seen. */
const SCANS: ReadonlySet<string> = new Set([paths.scans, `/en${paths.scans}`]);

/** What pages tell the front, and nobody else. */
const INNER: readonly string[] = [TAGS_HEADER, FRAMED_HEADER];

const BUFFERED =
  /^(text\/html|application\/json|application\/problem\+json|application\/xml|text\/xml|image\/svg)/;

type Asking = {
  req: IncomingMessage;
  res: ServerResponse;
  id: string;
  started: number;
  head: boolean;
};

/** What became of a page that others wait for: kept, for its visitor only, or overtaken by a change. */
type Outcome = CachedPage | 'for one' | 'out of date';

/** What the server does with a request before, and after, Astro. */
export function createFront(front: Front): (req: IncomingMessage, res: ServerResponse) => void {
  const secure = front.siteUrl?.startsWith('https://') ?? false;
  const security = { plain: securityHeaders(false), secure: securityHeaders(true) };
  const prefix = randomBytes(4).toString('hex');
  let count = 0;
  /** Pages being rendered, by key: who asks meanwhile waits for the same one. */
  const rendering = new Map<string, Promise<Outcome>>();

  const fixed = front.siteUrl === null ? null : new URL(front.siteUrl);

  const stamps = front.stamps(async (url, template) => {
    const response = await front.render(new Request(url), { clientAddress: '127.0.0.1', template });
    const { headers } = response;
    if (response.status !== 200) {
      void response.body?.cancel();
      return null;
    }
    const body = Buffer.from(await response.arrayBuffer());
    return {
      tags: (headers.get(TAGS_HEADER) ?? '').split(' ').filter((tag) => tag !== ''),
      contentType: withCharset(headers.get('content-type') ?? 'text/html'),
      headers: ['content-security-policy', policyOf(headers, 'text/html', body)],
      mayBeFramed: false,
      body,
      maxAge: TEMPLATE_SECONDS,
    };
  });

  function note({ req, res, id, started }: Asking, by: AnsweredBy): void {
    front.metrics.answered(by, res.statusCode);
    front.log?.add({
      id,
      method: req.method ?? '',
      path: req.url ?? '',
      status: res.statusCode,
      ms: performance.now() - started,
      by,
    });
  }

  function securityFor(req: IncomingMessage): HeaderList {
    return secure || cameSecurely(req, front.trustedProxies) ? security.secure : security.plain;
  }

  function sendText(asking: Asking, answer: OwnAnswer, by: AnsweredBy, more: HeaderList = []): void {
    const { req, res, id, head } = asking;
    const body = Buffer.from(answer.body);
    res.writeHead(answer.status, [
      'content-type',
      answer.type,
      'content-length',
      String(body.length),
      'cache-control',
      'no-store',
      'content-security-policy',
      contentSecurityPolicy(null),
      'x-request-id',
      id,
      ...more,
      ...securityFor(req),
    ]);
    res.end(head ? undefined : body);
    note(asking, by);
  }

  function refuse(asking: Asking, status: number, title: string, more: HeaderList = []): void {
    const body = JSON.stringify({ type: 'about:blank', title, status });
    sendText(asking, { status, type: 'application/problem+json; charset=utf-8', body }, 'front', more);
  }

  function sendFile(asking: Asking, file: File): void {
    const { req, res, id, head } = asking;
    const encoding = encodingFor(req.headers['accept-encoding']);
    const chosen = file[encoding] ?? (encoding === 'br' ? file.gzip : null) ?? file.identity;
    if (isSame(req.headers['if-none-match'], chosen.etag)) {
      res.writeHead(304, chosen.headersOf304).end();
    } else {
      res.writeHead(200, [...chosen.headers, 'x-request-id', id, ...securityFor(req)]);
      res.end(head ? undefined : chosen.body);
    }
    note(asking, 'file');
  }

  function sendVariant(asking: Asking, page: CachedPage, variant: Variant, by: AnsweredBy): void {
    const { req, res, id, head } = asking;
    const age = String(Math.max(0, Math.floor((Date.now() - page.madeAt) / 1000)));
    const same = isSame(req.headers['if-none-match'], variant.etag);
    const security = securityFor(req);
    const kind = (same ? 1 : 0) + (security.length === LONGEST_SECURITY ? 2 : 0);
    const whole = (variant.whole[kind] ??= same
      ? ['age', '', ...variant.headersOf304]
      : [
          'age',
          '',
          'x-request-id',
          '',
          ...variant.headers,
          ...(page.mayBeFramed ? framedSecurity(security) : security),
        ]);
    const headers = whole.slice();
    headers[1] = age;
    if (!same) headers[3] = id;
    res.writeHead(same ? 304 : 200, headers);
    res.end(same || head ? undefined : variant.body);
    note(asking, by);
  }

  async function sendPage(asking: Asking, page: CachedPage, by: AnsweredBy): Promise<void> {
    const encoding = encodingFor(asking.req.headers['accept-encoding']);
    sendVariant(asking, page, await front.cache.variant(page, encoding), by);
  }

  /** A page that tells nobody where its visitor comes from says so itself; one for frames does not forbid them. */
  function securityBeside(headers: Headers, req: IncomingMessage): HeaderList {
    const all = headers.has(FRAMED_HEADER) ? framedSecurity(securityFor(req)) : securityFor(req);
    if (!headers.has('referrer-policy')) return all;
    const at = all.indexOf('referrer-policy');
    return all.toSpliced(at, 2);
  }

  async function sendResponse(asking: Asking, response: Response, mayBeShared: boolean): Promise<void> {
    const { req, res, id, head } = asking;
    const { status } = response;
    const type = response.headers.get('content-type');
    const list: HeaderList = [];
    let changing: string | null = null;
    for (const [name, value] of response.headers) {
      if (INNER.includes(name) || name === 'content-length' || name === 'content-security-policy') continue;
      if (name === 'vary') changing = value;
      else if (name === 'cache-control')
        // A page for one visitor is nobody else's, whatever the page itself believes.
        list.push(name, !mayBeShared && /\bpublic\b/.test(value) ? 'private, no-cache' : value);
      else if (name === 'content-type') list.push(name, withCharset(value));
      else list.push(name, value);
    }
    if (!response.headers.has('cache-control'))
      list.push('cache-control', status === 200 ? 'private, no-cache' : 'no-store');
    list.push('x-request-id', id, ...securityBeside(response.headers, req));
    const none = response.body === null || status === 204 || status === 304;
    if (none || head || type === null || !BUFFERED.test(type)) {
      list.push('content-security-policy', policyOf(response.headers, '', null));
      if (changing) list.push('vary', changing);
      const length = response.headers.get('content-length');
      if (length !== null) list.push('content-length', length);
      res.writeHead(status, list);
      if (none || head) {
        void response.body?.cancel();
        res.end();
      } else {
        await pipeline(Readable.fromWeb(response.body as Parameters<typeof Readable.fromWeb>[0]), res);
      }
      note(asking, 'page');
      return;
    }
    const plain = Buffer.from(await response.arrayBuffer());
    list.push('content-security-policy', policyOf(response.headers, type, plain));
    const may = worthEncoding(type, plain.length) && !response.headers.has('content-encoding');
    const encoding = may ? encodingFor(req.headers['accept-encoding']) : 'identity';
    const body = await encode(plain, encoding, 'once');
    if (may) changing = changing ? `${changing}, accept-encoding` : 'accept-encoding';
    if (changing) list.push('vary', changing);
    if (encoding !== 'identity') list.push('content-encoding', encoding);
    list.push('content-length', String(body.length));
    res.writeHead(status, list);
    res.end(body);
    note(asking, 'page');
  }

  function policyOf(headers: Headers, type: string, body: Buffer | null): string {
    const own = headers.get('content-security-policy');
    return own === null && body && type.startsWith('text/html')
      ? front.policy(body, headers.has(FRAMED_HEADER))
      : contentSecurityPolicy(own);
  }

  /** The page as something to keep; `null` when it is for this visitor, or not a page that says what it shows. */
  async function keepable(response: Response): Promise<Rendered | null> {
    const { headers, status } = response;
    const tags = headers.get(TAGS_HEADER);
    const control = headers.get('cache-control') ?? '';
    const maxAge = Number(/\bmax-age=(\d+)/.exec(control)?.[1] ?? 0);
    const vary = (headers.get('vary') ?? '').toLowerCase().split(/,\s*/);
    // Visitors with a cookie that matters are never answered from here: `cookie` speaks to their own browser.
    const fixedForm = vary.every((name) => ['', 'accept-encoding', 'cookie'].includes(name));
    if (
      status !== 200 ||
      tags === null ||
      !/\bpublic\b/.test(control) ||
      headers.has('set-cookie') ||
      !fixedForm
    )
      return null;
    const list: HeaderList = [];
    for (const [name, value] of headers) {
      if (
        !INNER.includes(name) &&
        !['content-type', 'content-length', 'vary', 'etag', 'content-security-policy'].includes(name)
      )
        list.push(name, value);
    }
    if (vary.includes('cookie')) list.push('vary', 'cookie');
    // Bytes, not text: pictures are kept too.
    const body = Buffer.from(await response.arrayBuffer());
    const type = withCharset(headers.get('content-type') ?? 'text/html');
    list.push('content-security-policy', policyOf(headers, type, body));
    return {
      tags: tags.split(' ').filter((tag) => tag !== ''),
      contentType: type,
      headers: list,
      mayBeFramed: headers.has(FRAMED_HEADER),
      body,
      maxAge,
    };
  }

  async function ask(
    asking: Asking,
    url: string,
    mayBeShared: boolean,
    body: 'whole' | 'left out' = 'whole',
  ): Promise<Response> {
    const { req, res } = asking;
    const headers = new Headers();
    for (const [name, value] of Object.entries(req.headers)) {
      if (value === undefined || (mayBeShared && !SEEN_BY_PAGES.includes(name))) continue;
      for (const one of Array.isArray(value) ? value : [value]) headers.append(name, one);
    }
    const method = req.method ?? 'GET';
    const options: RequestInit & { duplex?: 'half' } = { method, headers };
    if (body === 'left out') {
      headers.delete('content-length');
    } else if (method !== 'GET' && method !== 'HEAD') {
      const gone = new AbortController();
      res.once('close', () => {
        if (!res.writableFinished) gone.abort();
      });
      options.signal = gone.signal;
      options.body = bodyOf(req, res, mostBodyBytes(new URL(url).pathname));
      options.duplex = 'half';
    }
    const request = new Request(url, options);
    const before = performance.now();
    const response = await front.render(request, { clientAddress: clientAddress(req, front.trustedProxies) });
    front.metrics.rendered((performance.now() - before) / 1000);
    if (response.status >= 500)
      console.error(
        `${new Date().toISOString()} ${asking.id} ${method} ${withoutSecrets(req.url ?? '')}: ${response.status}`,
      );
    return response;
  }

  /** @returns whether it was answered. */
  async function answerStamp(asking: Asking): Promise<boolean> {
    const { req, res, id, head } = asking;
    const host = fixed?.host ?? plainHost(req.headers.host);
    if (host === null) return false;
    const protocol = fixed?.protocol ?? (cameSecurely(req, front.trustedProxies) ? 'https:' : 'http:');
    const client = clientAddress(req, front.trustedProxies);
    const made = await stamps.answer(req, `${protocol}//${host}`, client);
    if (!made) return false;
    res.writeHead(made.status, [...made.headers, 'x-request-id', id, ...securityFor(req)]);
    res.end(head ? undefined : (made.body ?? undefined));
    note(asking, 'cache');
    return true;
  }

  /** A page tells that it was seen. */
  async function takeScan(asking: Asking): Promise<void> {
    const { req, res } = asking;
    const client = clientAddress(req, front.trustedProxies);
    const host = fixed?.host ?? plainHost(req.headers.host);
    const from = req.headers.origin;
    if (from !== undefined && from !== 'null' && URL.parse(from)?.host !== host)
      return refuse(asking, 403, 'Not from here');
    const wait = isLoopback(client) ? 0 : front.limit.take(client);
    if (wait > 0) return refuse(asking, 429, 'Too many', ['retry-after', String(wait)]);
    if (saidLength(req) > MOST_TOLD_BYTES) return refuse(asking, 413, 'Too large', ['connection', 'close']);
    const parts: Buffer[] = [];
    let length = 0;
    for await (const part of req as AsyncIterable<Buffer>) {
      length += part.length;
      if (length > MOST_TOLD_BYTES) return refuse(asking, 413, 'Too large', ['connection', 'close']);
      parts.push(part);
    }
    const body = new URLSearchParams(Buffer.concat(parts).toString('utf8'));
    const outcome = await stamps.told(body, client, (req.headers['user-agent'] ?? '').slice(0, 300));
    if (outcome === 'busy') return refuse(asking, 503, 'Come again', ['retry-after', '5']);
    // Of a script nobody reads the answer; a form wants to go back to its page.
    const isForm = outcome !== 'no_place' && (req.headers.accept ?? '').includes('text/html');
    if (!isForm) {
      if (outcome !== 'noted') return refuse(asking, 400, 'Not noted');
      res.writeHead(204, ['cache-control', 'no-store', ...securityFor(req)]).end();
      return note(asking, 'front');
    }
    const location = StampPages.back(body, (req.url ?? '').startsWith('/en/'), outcome);
    sendText(asking, { status: 303, type: 'text/plain', body: '' }, 'front', ['location', location]);
  }

  async function answer(asking: Asking): Promise<void> {
    const { req } = asking;
    if (req.method === 'POST' && SCANS.has((req.url ?? '').split('?', 1)[0] ?? '')) return takeScan(asking);
    const strange =
      req.headers.authorization !== undefined ||
      (req.headers.cookie !== undefined && matters.test(req.headers.cookie));
    if ((req.method === 'GET' || asking.head) && !strange && StampPages.isAsked(req))
      if (await answerStamp(asking)) return;
    const method = req.method ?? 'GET';
    const asked = normalAddress(req.url ?? '/');
    if (!asked) return refuse(asking, 400, 'Bad address');
    const host = fixed?.host ?? plainHost(req.headers.host);
    if (host === null) return refuse(asking, 400, 'Bad host');
    const reading = method === 'GET' || method === 'HEAD';
    if (reading) {
      const own = front.own.get(asked.path);
      if (own) return sendText(asking, await own(req), 'front');
      const file = front.files.get(asked.path);
      if (file) return sendFile(asking, file);
    } else if (!['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'].includes(method)) {
      return refuse(asking, 405, 'Method not allowed', ['allow', 'GET, HEAD, POST']);
    } else if (saidLength(req) > (takesFiles(asked.path) ? MOST_DRAINED_BYTES : mostBodyBytes(asked.path))) {
      return refuse(asking, 413, 'Too large', ['connection', 'close']);
    }
    const typed = (req.url ?? '').split('?', 1)[0] ?? '';
    const isLink = isDigitalLink(asked.path);
    if (reading && typed !== '/' && !isLink && (typed.endsWith('/') || typed.includes('//')))
      return sendText(asking, { status: 308, type: 'text/plain', body: '' }, 'front', [
        'location',
        asked.path + (req.url ?? '').slice(typed.length),
      ]);
    if (costsWork(asked) || !reading) {
      const client = clientAddress(req, front.trustedProxies);
      const wait = isLoopback(client) ? 0 : front.limit.take(client);
      if (wait > 0) {
        const no = problem(new Refusal('too_many'), asked.path.startsWith('/en') ? 'en' : 'vi');
        return sendText(
          asking,
          { status: 429, type: no.headers.get('content-type') ?? '', body: await no.text() },
          'front',
          ['retry-after', String(wait)],
        );
      }
    }
    const protocol = fixed?.protocol ?? (cameSecurely(req, front.trustedProxies) ? 'https:' : 'http:');
    const origin = `${protocol}//${host}`;
    const personal =
      !reading ||
      req.headers.authorization !== undefined ||
      (req.headers.cookie !== undefined &&
        !isForAll(asked.path) &&
        (matters.test(req.headers.cookie) || isOfBuyer(asked.path)));
    if (personal) {
      // The query as it came: a form may send names that no public page reads.
      const search = (req.url ?? '').slice(typed.length);
      const address = `${origin}${asked.path}${search}`;
      const tooLong = !reading && saidLength(req) > mostBodyBytes(asked.path);
      // The page then finds no form, and says so.
      if (tooLong) for await (const _ of req as AsyncIterable<Buffer>);
      return sendResponse(asking, await ask(asking, address, false, tooLong ? 'left out' : 'whole'), false);
    }
    // A resolver passes on all that it was asked with.
    if (isLink) {
      const whole = `${origin}${asked.path}${(req.url ?? '').slice(typed.length)}`;
      return sendResponse(asking, await ask(asking, whole, true), true);
    }
    const url = `${origin}${asked.path}${asked.search}`;
    if (!asked.known) return sendResponse(asking, await ask(asking, url, true), true);
    for (let turn = 0; turn < 3; turn += 1) {
      const kept = front.cache.get(url, spelling(req));
      if (kept) return sendPage(asking, kept, 'cache');
      const underWay = front.cache.isOpen ? rendering.get(url) : undefined;
      if (!underWay) break;
      const outcome = await underWay;
      if (typeof outcome === 'object') return sendPage(asking, outcome, 'cache');
      if (outcome === 'for one') break;
    }
    const generation = front.cache.generation;
    let hand: (outcome: Outcome) => void = () => {};
    if (!rendering.has(url)) {
      const made = new Promise<Outcome>((done) => (hand = done));
      rendering.set(url, made);
      void made.then(() => rendering.delete(url));
    }
    try {
      const response = await ask(asking, url, true);
      const rendered = await keepable(response);
      if (!rendered) {
        hand('for one');
        return await sendResponse(asking, response, true);
      }
      const stored = front.cache.put(url, generation, rendered);
      // Who waited may have asked after the change that forbids to keep this page: one of them makes it anew.
      hand(stored ?? 'out of date');
      await sendPage(asking, stored ?? pageOf(url, rendered, front.clock()), 'page');
    } finally {
      hand('for one');
    }
  }

  function spelling(req: IncomingMessage): string {
    return fixed
      ? (req.url ?? '/')
      : `${req.headers.host}\n${cameSecurely(req, front.trustedProxies) ? 's' : ''}${req.url}`;
  }

  return (req, res) => {
    const asking: Asking = {
      req,
      res,
      id: `${prefix}${(count += 1).toString(36)}`,
      started: performance.now(),
      head: req.method === 'HEAD',
    };
    if (
      (req.method === 'GET' || asking.head) &&
      req.headers.authorization === undefined &&
      !(req.headers.cookie !== undefined && matters.test(req.headers.cookie))
    ) {
      const page = front.cache.spelled(spelling(req));
      if (page) {
        const encoding = worthEncoding(page.contentType, page.identity.length)
          ? encodingFor(req.headers['accept-encoding'])
          : 'identity';
        const ready = page.variants[encoding];
        if (ready) {
          sendVariant(asking, page, ready, 'cache');
          return;
        }
      }
    }
    answer(asking).catch((error: unknown) => {
      if (res.destroyed || (error as { code?: string }).code === 'ERR_STREAM_PREMATURE_CLOSE') return;
      console.error(`${new Date().toISOString()} ${asking.id} ${withoutSecrets(req.url ?? '')}`, error);
      if (res.headersSent) res.destroy();
      else refuse(asking, 500, 'Something went wrong here');
    });
  };
}

function saidLength(req: IncomingMessage): number {
  return Number(req.headers['content-length'] ?? 0);
}

/** What is asked of the database for every different question, and so is worth a limit. */
function costsWork({ path, search, known }: Asked): boolean {
  const plain = path.startsWith('/en/') ? path.slice(3) : path;
  if (!known) return true;
  return plain.startsWith('/api/') || (search !== '' && (plain === '/san-pham' || plain === '/tra-cuu'));
}

/** Astro leaves out what its pages are written in. */
function withCharset(type: string): string {
  return type === 'text/html' ? 'text/html; charset=utf-8' : type;
}
