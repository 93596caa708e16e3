import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Heard = { headers: IncomingHttpHeaders; body: string; at: number };

export type HookListener = {
  url: string;
  /** `host:port`, for the settings that let it be told although it lies inside. */
  host: string;
  heard: Heard[];
  /** How the next messages are answered; by default 204. */
  answer: (heard: Heard) => { status: number; headers?: Record<string, string>; afterMs?: number };
  close: () => Promise<void>;
};

/** A system of somebody else that hears of facts. */
export async function hookListener(): Promise<HookListener> {
  const listener: HookListener = {
    url: '',
    host: '',
    heard: [],
    answer: () => ({ status: 204 }),
    close: async () => {},
  };
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (part: string) => (body += part));
    request.on('end', () => {
      const heard = { headers: request.headers, body, at: Date.now() };
      listener.heard.push(heard);
      const { status, headers = {}, afterMs = 0 } = listener.answer(heard);
      setTimeout(() => response.writeHead(status, headers).end(), afterMs);
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  listener.host = `localhost:${port}`;
  listener.url = `http://localhost:${port}/nhan`;
  listener.close = () =>
    new Promise((done) => {
      server.closeAllConnections();
      server.close(() => done());
    });
  return listener;
}
