import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';

/** How the next answers go wrong. */
export type SourceFaultOnDemand =
  'slow' | 'cut_off' | 'status_500' | 'status_404' | 'html' | 'redirect_inside' | 'gzip_bomb';

export type SourceServer = {
  url: string;
  port: number;
  /** What lies at each path; an ETag follows from it. */
  files: Map<string, { type: string; body: string }>;
  fault: SourceFaultOnDemand | null;
  asked: { method: string; path: string; status: number; authorization: string | undefined }[];
  close: () => Promise<void>;
};

/** Another register, or an office's web space, with faults on demand. */
export async function sourceServer(): Promise<SourceServer> {
  const stand: SourceServer = {
    url: '',
    port: 0,
    files: new Map(),
    fault: null,
    asked: [],
    close: async () => {},
  };
  const answer = (request: IncomingMessage, response: ServerResponse): number => {
    const url = new URL(request.url ?? '/', 'http://x');
    const file = stand.files.get(url.pathname);
    switch (stand.fault) {
      case 'slow':
        response.writeHead(200, { 'content-type': 'text/csv' });
        response.write('STT,');
        return 200;
      case 'status_500':
        response.writeHead(500).end('no');
        return 500;
      case 'status_404':
        response.writeHead(404).end('no');
        return 404;
      case 'html':
        response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><p>Bảo trì</p>');
        return 200;
      case 'redirect_inside':
        response.writeHead(302, { location: `http://127.0.0.1:${stand.port}${url.pathname}` }).end();
        return 302;
      case 'gzip_bomb':
        response
          .writeHead(200, { 'content-type': 'text/csv', 'content-encoding': 'gzip' })
          .end(gzipSync(Buffer.alloc(60_000_000)));
        return 200;
      default:
    }
    if (!file) {
      response.writeHead(404).end();
      return 404;
    }
    let { body } = file;
    const since = url.searchParams.get('changedSince');
    if (since !== null)
      body = body
        .split('\n')
        .filter((line) => line !== '' && (JSON.parse(line) as { changedAt: string }).changedAt >= since)
        .map((line) => `${line}\n`)
        .join('');
    const etag = `"${Buffer.byteLength(file.body)}-${[...file.body].reduce((sum, letter) => (sum * 31 + letter.codePointAt(0)!) % 1_000_003, 7)}"`;
    if (request.headers['if-none-match'] === etag) {
      response.writeHead(304, { etag }).end();
      return 304;
    }
    response.writeHead(200, { 'content-type': file.type, etag, 'content-length': Buffer.byteLength(body) });
    if (request.method === 'HEAD') response.end();
    else if (stand.fault === 'cut_off') {
      response.write(body.slice(0, Math.floor(body.length / 2)));
      setTimeout(() => response.destroy(), 20);
    } else response.end(body);
    return 200;
  };
  const server = createServer((request, response) => {
    const status = answer(request, response);
    stand.asked.push({
      method: request.method ?? '',
      path: request.url ?? '',
      status,
      authorization: request.headers.authorization,
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  stand.port = (server.address() as AddressInfo).port;
  stand.url = `http://localhost:${stand.port}`;
  stand.close = () =>
    new Promise((done) => {
      server.closeAllConnections();
      server.close(() => done());
    });
  return stand;
}
