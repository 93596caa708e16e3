import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

type Document = Record<string, unknown> & { id: string };
type Index = { documents: Map<string, Document>; settings: Record<string, unknown> };
type Query = {
  indexUid?: string;
  q?: string;
  filter?: string;
  facets?: string[];
  sort?: string[];
  limit?: number;
  offset?: number;
  page?: number;
  hitsPerPage?: number;
  attributesToSearchOn?: string[];
  federationOptions?: { weight: number };
};

export type MeilisearchStandIn = {
  url: string;
  /** What the server does wrong from now on. */
  fault: { isDown: boolean; failTasks: boolean; slowMs: number };
  requests: () => number;
  close: () => Promise<void>;
};

/**
 * A small server with the semantics of Meilisearch that the adapter relies on, as its reference describes them:
 * tasks that are done later and may fail, keys, the filter grammar, all words or none, one slip from four
 * letters, the last word as a beginning, facet counts, whole totals by page, swapping, federated questions.
 */
export async function meilisearchStandIn(key: string | null = null): Promise<MeilisearchStandIn> {
  const indexes = new Map<string, Index>();
  const tasks: {
    uid: number;
    type: string;
    status: string;
    indexUid: string | null;
    error: object | null;
  }[] = [];
  const fault = { isDown: false, failTasks: false, slowMs: 0 };
  let requests = 0;

  function enqueue(type: string, indexUid: string | null, work: () => void): object {
    const task = { uid: tasks.length, type, indexUid, status: 'enqueued', error: null as object | null };
    tasks.push(task);
    setTimeout(() => {
      try {
        if (fault.failTasks) throw new Failure('internal', 'the disk is full');
        work();
        task.status = 'succeeded';
      } catch (error) {
        task.status = 'failed';
        task.error =
          error instanceof Failure
            ? error.body()
            : { message: String(error), code: 'internal', type: 'internal' };
      }
    }, 5);
    return { taskUid: task.uid, indexUid, status: 'enqueued', type, enqueuedAt: new Date(0).toISOString() };
  }

  function index(uid: string): Index {
    const found = indexes.get(uid);
    if (!found) throw new Failure('index_not_found', `Index \`${uid}\` not found.`, 404);
    return found;
  }

  function route(method: string, path: string, body: unknown): { status: number; body: unknown } {
    const parts = path.split('/').filter(Boolean);
    if (path === '/health') return { status: 200, body: { status: 'available' } };
    if (parts[0] === 'tasks') {
      const task = tasks[Number(parts[1])];
      if (!task) throw new Failure('task_not_found', 'no such task', 404);
      return { status: 200, body: task };
    }
    if (path === '/swap-indexes') {
      const [{ indexes: pair }] = body as [{ indexes: [string, string] }];
      return accepted(
        enqueue('indexSwap', null, () => {
          const [a, b] = pair.map(index) as [Index, Index];
          indexes.set(pair[0], b).set(pair[1], a);
        }),
      );
    }
    if (path === '/multi-search')
      return { status: 200, body: multi(body as { queries: Query[]; federation?: { limit?: number } }) };
    if (path === '/indexes' && method === 'POST') {
      const { uid } = body as { uid: string };
      return accepted(
        enqueue('indexCreation', uid, () => {
          if (indexes.has(uid)) throw new Failure('index_already_exists', uid);
          indexes.set(uid, { documents: new Map(), settings: {} });
        }),
      );
    }
    const uid = parts[1] ?? '';
    if (parts[0] !== 'indexes') throw new Failure('not_found', path, 404);
    if (parts.length === 2 && method === 'DELETE') {
      return accepted(
        enqueue('indexDeletion', uid, () => {
          index(uid);
          indexes.delete(uid);
        }),
      );
    }
    if (parts.length === 2) {
      index(uid);
      return { status: 200, body: { uid, primaryKey: 'id' } };
    }
    if (parts[2] === 'settings')
      return accepted(
        enqueue('settingsUpdate', uid, () => void (index(uid).settings = body as Record<string, unknown>)),
      );
    if (parts[2] === 'stats')
      return {
        status: 200,
        body: { numberOfDocuments: index(uid).documents.size, isIndexing: false, fieldDistribution: {} },
      };
    if (parts[2] === 'documents' && parts[3] === 'delete-batch') {
      return accepted(
        enqueue('documentDeletion', uid, () =>
          (body as string[]).forEach((id) => index(uid).documents.delete(id)),
        ),
      );
    }
    if (parts[2] === 'documents') {
      return accepted(
        enqueue('documentAdditionOrUpdate', uid, () => {
          const to = indexes.get(uid) ?? { documents: new Map<string, Document>(), settings: {} };
          indexes.set(uid, to);
          for (const document of body as Document[]) to.documents.set(document.id, document);
        }),
      );
    }
    if (parts[2] === 'search') return { status: 200, body: answer(index(uid), body as Query) };
    throw new Failure('not_found', path, 404);
  }

  function multi({ queries, federation }: { queries: Query[]; federation?: { limit?: number } }): object {
    if (!federation)
      return {
        results: queries.map((query) => ({
          indexUid: query.indexUid,
          ...answer(index(query.indexUid!), query),
        })),
      };
    const best = new Map<string, { hit: object; score: number; position: number }>();
    for (const [position, query] of queries.entries()) {
      const to = index(query.indexUid!);
      for (const { document, score } of found(to, query)) {
        const weighted = score * (query.federationOptions?.weight ?? 1);
        const known = best.get(document.id);
        if (!known || weighted > known.score)
          best.set(document.id, { hit: shown(to, document), score: weighted, position });
      }
    }
    const hits = [...best.values()]
      .sort((a, b) => b.score - a.score)
      .slice(0, federation.limit ?? 20)
      .map(({ hit, score, position }) => ({
        ...hit,
        _federation: {
          indexUid: queries[position]!.indexUid,
          queriesPosition: position,
          weightedRankingScore: score,
        },
      }));
    return {
      hits,
      processingTimeMs: 1,
      limit: federation.limit ?? 20,
      offset: 0,
      estimatedTotalHits: best.size,
    };
  }

  const server = createServer((request, response) => {
    requests += 1;
    void handle(request, response);
  });
  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    if (fault.isDown) return void request.socket.destroy();
    if (fault.slowMs > 0) await new Promise((done) => setTimeout(done, fault.slowMs));
    const url = new URL(request.url ?? '/', 'http://stand-in');
    let reply: { status: number; body: unknown };
    try {
      if (key !== null && url.pathname !== '/health') {
        const given = request.headers.authorization;
        if (!given) throw new Failure('missing_authorization_header', 'no key', 401);
        if (given !== `Bearer ${key}`) throw new Failure('invalid_api_key', 'wrong key', 403);
      }
      const text = Buffer.concat(chunks).toString();
      reply = route(request.method ?? 'GET', url.pathname, text === '' ? null : JSON.parse(text));
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      reply = { status: error.status, body: error.body() };
    }
    response.writeHead(reply.status, { 'content-type': 'application/json' }).end(JSON.stringify(reply.body));
  }
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    fault,
    requests: () => requests,
    close: () =>
      new Promise((done) => {
        server.closeAllConnections();
        server.close(() => done());
      }),
  };
}

class Failure extends Error {
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status = 400) {
    super(message);
    this.code = code;
    this.status = status;
  }

  body(): object {
    return { message: this.message, code: this.code, type: 'invalid_request', link: '' };
  }
}

function accepted(task: object): { status: number; body: unknown } {
  return { status: 202, body: task };
}

function answer(index: Index, query: Query): object {
  let all = found(index, query);
  for (const rule of [...(query.sort ?? [])].reverse()) {
    const [attribute, direction] = rule.split(':') as [string, string];
    // Documents without the attribute come last, whichever way.
    all = all.toSorted((a, b) => {
      const [left, right] = [a.document[attribute], b.document[attribute]];
      if (left === null || left === undefined || right === null || right === undefined)
        return Number(left == null) - Number(right == null);
      return (left < right ? -1 : left > right ? 1 : 0) * (direction === 'desc' ? -1 : 1);
    });
  }
  const facetDistribution = Object.fromEntries(
    (query.facets ?? []).map((facet) => {
      const counts: Record<string, number> = {};
      for (const { document } of all) {
        for (const value of [document[facet]].flat())
          if (value !== null && value !== undefined) counts[String(value)] = (counts[String(value)] ?? 0) + 1;
      }
      return [facet, counts];
    }),
  );
  const isPaged = query.page !== undefined || query.hitsPerPage !== undefined;
  const size = isPaged ? (query.hitsPerPage ?? 20) : (query.limit ?? 20);
  const from = isPaged ? ((query.page ?? 1) - 1) * size : (query.offset ?? 0);
  return {
    hits: all.slice(from, from + size).map(({ document }) => shown(index, document)),
    query: query.q ?? '',
    processingTimeMs: 1,
    ...(query.facets ? { facetDistribution } : {}),
    ...(isPaged
      ? {
          page: query.page ?? 1,
          hitsPerPage: size,
          totalHits: all.length,
          totalPages: Math.ceil(all.length / Math.max(1, size)),
        }
      : { limit: size, offset: from, estimatedTotalHits: all.length }),
  };
}

function shown({ settings }: Index, document: Document): object {
  const attributes = settings['displayedAttributes'] as string[] | undefined;
  return attributes
    ? Object.fromEntries(attributes.map((attribute) => [attribute, document[attribute]]))
    : document;
}

// Words

const fold = (text: string) =>
  text.normalize('NFKD').replace(/\p{M}/gu, '').replaceAll('đ', 'd').replaceAll('Đ', 'D').toLowerCase();
const words = (text: string) => fold(text).match(/[\p{L}\p{N}]+/gu) ?? [];

function found(index: Index, query: Query): { document: Document; score: number }[] {
  const {
    searchableAttributes = [],
    synonyms = {},
    filterableAttributes = [],
    typoTolerance = {},
  } = index.settings as {
    searchableAttributes?: string[];
    synonyms?: Record<string, string[]>;
    filterableAttributes?: string[];
    typoTolerance?: { disableOnAttributes?: string[] };
  };
  const passes = query.filter ? readFilter(query.filter, filterableAttributes) : () => true;
  const asked = words(query.q ?? '');
  const attributes = query.attributesToSearchOn ?? searchableAttributes;
  const hits: { document: Document; score: number }[] = [];
  for (const document of index.documents.values()) {
    if (!passes(document)) continue;
    const score =
      asked.length === 0
        ? 1
        : textScore(document, asked, attributes, synonyms, typoTolerance.disableOnAttributes ?? []);
    if (score > 0) hits.push({ document, score });
  }
  return hits.sort(
    (a, b) => b.score - a.score || Number(b.document['newest']) - Number(a.document['newest']),
  );
}

/** All words or nothing; a phrase of the synonym table may stand for itself by one of its others. */
function textScore(
  document: Document,
  asked: readonly string[],
  attributes: readonly string[],
  synonyms: Record<string, string[]>,
  exact: readonly string[],
): number {
  let sum = 0;
  for (let at = 0; at < asked.length;) {
    let best = 0;
    let taken = 1;
    for (let length = Math.min(4, asked.length - at); length > 0; length -= 1) {
      const phrase = asked.slice(at, at + length).join(' ');
      for (const other of synonyms[phrase] ?? []) {
        const score = attributes.some((attribute) =>
          ` ${words(String(document[attribute] ?? '')).join(' ')} `.includes(` ${words(other).join(' ')} `),
        )
          ? 0.8
          : 0;
        if (score > best) [best, taken] = [score, length];
      }
    }
    const isLast = at === asked.length - 1;
    const literal = Math.max(
      0,
      ...attributes.map(
        (attribute, rank) =>
          wordScore(
            words(String(document[attribute] ?? '')),
            asked[at]!,
            isLast,
            !exact.includes(attribute),
          ) /
          (1 + rank / 10),
      ),
    );
    if (literal >= best) [best, taken] = [literal, 1];
    if (best === 0) return 0;
    sum += best * taken;
    at += taken;
  }
  return sum / asked.length;
}

function wordScore(found: readonly string[], asked: string, isLast: boolean, mayTypo: boolean): number {
  let best = 0;
  for (const word of found) {
    if (word === asked) return 1;
    if (isLast && word.startsWith(asked)) best = Math.max(best, 0.9);
    else if (mayTypo && asked.length >= 4 && !/^\d+$/.test(asked) && isOneSlip(word, asked))
      best = Math.max(best, 0.7);
  }
  return best;
}

function isOneSlip(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false;
  let at = 0;
  while (at < a.length && a[at] === b[at]) at += 1;
  return (
    a.slice(at + 1) === b.slice(at) ||
    a.slice(at) === b.slice(at + 1) ||
    a.slice(at + 1) === b.slice(at + 1) ||
    (a[at] === b[at + 1] && a[at + 1] === b[at] && a.slice(at + 2) === b.slice(at + 2))
  );
}

// Filters: OR, AND, NOT, parentheses, =, !=, <, <=, >, >=, IN [...], EXISTS

type Test = (document: Document) => boolean;

function readFilter(text: string, allowed: readonly string[]): Test {
  const tokens = text.match(/"(?:\\.|[^"\\])*"|[()[\],]|<=|>=|!=|=|<|>|[^\s()[\],=<>!]+/g) ?? [];
  let at = 0;
  const next = () => tokens[at++] ?? '';
  const wrong = (): never => {
    throw new Failure('invalid_search_filter', `Was expecting an operation at ${at}: ${text}`);
  };
  const value = (token: string) =>
    token.startsWith('"') ? token.slice(1, -1).replace(/\\(.)/g, '$1') : token;
  const any = (): Test => {
    const parts = [all()];
    while (tokens[at] === 'OR') {
      at += 1;
      parts.push(all());
    }
    return (document) => parts.some((part) => part(document));
  };
  const all = (): Test => {
    const parts = [one()];
    while (tokens[at] === 'AND') {
      at += 1;
      parts.push(one());
    }
    return (document) => parts.every((part) => part(document));
  };
  const one = (): Test => {
    if (tokens[at] === 'NOT') {
      at += 1;
      const not = one();
      return (document) => !not(document);
    }
    if (tokens[at] === '(') {
      at += 1;
      const inner = any();
      if (next() !== ')') wrong();
      return inner;
    }
    const attribute = next();
    if (!allowed.includes(attribute))
      throw new Failure('invalid_search_filter', `Attribute \`${attribute}\` is not filterable.`);
    const operator = next();
    const held = (document: Document) =>
      [document[attribute]].flat().filter((each) => each !== null && each !== undefined);
    if (operator === 'EXISTS') return (document) => document[attribute] !== undefined;
    if (operator === 'IN') {
      if (next() !== '[') wrong();
      const values: string[] = [];
      for (let token = next(); token !== ']'; token = next()) {
        if (token === '') wrong();
        if (token !== ',') values.push(value(token).toLowerCase());
      }
      return (document) => held(document).some((each) => values.includes(String(each).toLowerCase()));
    }
    const wanted = value(next());
    switch (operator) {
      case '=':
        return (document) =>
          held(document).some((each) => String(each).toLowerCase() === wanted.toLowerCase());
      case '!=':
        return (document) =>
          !held(document).some((each) => String(each).toLowerCase() === wanted.toLowerCase());
      case '<':
        return (document) => held(document).some((each) => Number(each) < Number(wanted));
      case '<=':
        return (document) => held(document).some((each) => Number(each) <= Number(wanted));
      case '>':
        return (document) => held(document).some((each) => Number(each) > Number(wanted));
      case '>=':
        return (document) => held(document).some((each) => Number(each) >= Number(wanted));
      default:
        return wrong();
    }
  };
  const whole = any();
  if (at < tokens.length) wrong();
  return whole;
}
