import { createHash, createHmac } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What goes wrong with the next requests, one after the other; `cut_half`: half of the answer, then nothing. */
export type S3Trouble = 'unavailable' | 'cut' | 'cut_half' | 'forbidden';

export type S3StandIn = {
  /** As the settings want it. */
  url: string;
  troubles: S3Trouble[];
  objects: Map<string, Buffer>;
  /** Method and path, as they came. */
  journal: string[];
  close: () => Promise<void>;
};

const KEY = 'THUKHOA';
const SECRET = 'bí mật/+của kho';
const REGION = 'vn-thu';

/** Worked out from what came over the line, in the words of the service's own description. */
function isSigned(req: IncomingMessage, body: Buffer): boolean {
  const said =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request,\s*SignedHeaders=([^,]+),\s*Signature=([0-9a-f]{64})$/.exec(
      req.headers.authorization ?? '',
    );
  if (!said) return false;
  const [, key, day, region, names, signature] = said as unknown as [
    string,
    string,
    string,
    string,
    string,
    string,
  ];
  const hash = (data: string | Buffer) => createHash('sha256').update(data).digest('hex');
  const mac = (secret: string | Buffer, data: string) => createHmac('sha256', secret).update(data).digest();
  const payload = String(req.headers['x-amz-content-sha256']);
  const at = String(req.headers['x-amz-date']);
  if (key !== KEY || region !== REGION || payload !== hash(body) || !at.startsWith(day)) return false;
  if (!['host', 'x-amz-content-sha256', 'x-amz-date'].every((name) => names.split(';').includes(name)))
    return false;
  const [path, query = ''] = (req.url ?? '').split('?');
  const headers = names.split(';').map((name) => `${name}:${String(req.headers[name]).trim()}\n`);
  const canonical = `${req.method}\n${path}\n${query}\n${headers.join('')}\n${names}\n${payload}`;
  const text = `AWS4-HMAC-SHA256\n${at}\n${day}/${region}/s3/aws4_request\n${hash(canonical)}`;
  const signing = mac(mac(mac(mac(`AWS4${SECRET}`, day), region), 's3'), 'aws4_request');
  return mac(signing, text).toString('hex') === signature;
}

/** A bucket that looks at every signature, keeps objects, and goes wrong when it is told to. */
export async function s3StandIn(): Promise<S3StandIn> {
  const objects = new Map<string, Buffer>();
  const troubles: S3Trouble[] = [];
  const journal: string[] = [];
  const server = createServer((req, res) => {
    const parts: Buffer[] = [];
    req.on('data', (part: Buffer) => parts.push(part));
    req.on('end', () => {
      const body = Buffer.concat(parts);
      journal.push(`${req.method} ${req.url}`);
      const fail = (status: number, code: string) =>
        void res
          .writeHead(status, { 'content-type': 'application/xml' })
          .end(`<Error><Code>${code}</Code></Error>`);
      const trouble = troubles.shift();
      if (trouble === 'unavailable') return fail(503, 'SlowDown');
      if (trouble === 'cut') return void req.socket.destroy();
      if (trouble === 'forbidden' || !isSigned(req, body)) return fail(403, 'SignatureDoesNotMatch');
      const name = /^\/kho\/([0-9a-f]{64})$/.exec(req.url ?? '')?.[1];
      if (name === undefined) return fail(404, 'NoSuchBucket');
      if (req.method === 'PUT') {
        objects.set(name, body);
        return void res.writeHead(200).end();
      }
      if (req.method === 'DELETE') {
        objects.delete(name);
        return void res.writeHead(204).end();
      }
      const found = objects.get(name);
      if (!found) return fail(404, 'NoSuchKey');
      const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(req.headers.range ?? '') ?? [];
      const shown = from === undefined ? found : found.subarray(Number(from), Number(to) + 1);
      res.writeHead(from === undefined ? 200 : 206, { 'content-length': shown.length });
      if (trouble === 'cut_half') {
        res.write(shown.subarray(0, shown.length / 2), () => req.socket.destroy());
        return;
      }
      res.end(shown);
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${KEY}:${encodeURIComponent(SECRET)}@127.0.0.1:${port}/kho?region=${REGION}`,
    troubles,
    objects,
    journal,
    close: async () => {
      server.closeAllConnections();
      await new Promise<void>((done) => server.close(() => done()));
    },
  };
}
