import { createServer, get, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import postgres from 'postgres';

/**
 * What our pages are held against, in one process:
 *
 * - a `node:http` server with an LRU of Buffers and ETag, that sends the bodies it has fetched from our own;
 * - `/read/SLUG`: `node:http` and one read through postgres.js, a body of the same size.
 *
 * Arguments: address of our server, address of the database, paths to fetch (JSON). Prints its own address.
 */
type Kept = { body: Buffer; etag: string; headers: string[] };

const [site = '', database = '', paths = '[]', slug = ''] = process.argv.slice(2);
const kept = new Map<string, Kept>();
const MOST = 1_000;

for (const path of JSON.parse(paths) as string[]) {
  const { body, headers } = await fetched(path);
  const etag = headers.etag ?? '';
  const list = ['content-type', 'text/html; charset=utf-8', 'etag', etag, 'vary', 'accept-encoding'];
  list.push('cache-control', headers['cache-control'] ?? '', 'content-length', String(body.length));
  list.push('content-encoding', headers['content-encoding'] ?? 'identity');
  kept.set(path, { body, etag, headers: list });
}

/** The very bytes: `fetch` would unpack them. */
function fetched(path: string): Promise<{ body: Buffer; headers: IncomingHttpHeaders }> {
  return new Promise((done, fail) => {
    get(`${site}${path}`, { headers: { 'accept-encoding': 'gzip, deflate, br' } }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () => done({ body: Buffer.concat(parts), headers: response.headers }));
    }).on('error', fail);
  });
}

const [first] = kept.values();
const filler = Buffer.alloc(first?.body.length ?? 10_000, 'x');
const sql = postgres(database, { max: 10 });

const server = createServer((req: IncomingMessage, res) => {
  const path = req.url ?? '/';
  if (path.startsWith('/read/')) {
    void sql`select * from products where slug = ${slug}`.then(([product]) => {
      res.writeHead(200, [
        'content-type',
        'text/html; charset=utf-8',
        'content-length',
        String(filler.length),
      ]);
      res.end(product ? filler : 'nothing');
    });
    return;
  }
  const page = kept.get(path);
  if (!page) {
    res.writeHead(404).end();
    return;
  }
  // The last asked stands last.
  kept.delete(path);
  kept.set(path, page);
  if (kept.size > MOST) kept.delete(kept.keys().next().value ?? '');
  if (req.headers['if-none-match'] === page.etag) res.writeHead(304, page.headers.slice(2, 8)).end();
  else res.writeHead(200, page.headers).end(page.body);
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  console.log(`http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`);
});
