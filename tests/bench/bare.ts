import { createServer } from 'node:http';
import { parentPort, workerData } from 'node:worker_threads';

/** `node:http` and nothing else: answers `/N` with the Nth of the bodies that it was given. */
const bodies = (workerData as Uint8Array[]).map((body) => Buffer.from(body));
const server = createServer((request, response) => {
  const body = bodies[Number(request.url?.slice(1))] ?? Buffer.alloc(0);
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'content-length': body.length });
  response.end(body);
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  parentPort?.postMessage(typeof address === 'object' && address ? address.port : 0);
});
