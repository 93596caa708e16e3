import { createServer, type IncomingMessage } from 'node:http';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import {
  auditTiles,
  statusesByLog,
  type AuditedLog,
  type Difference,
} from '#src/domain/registry-log/audit-log.ts';
import { auditRegister } from '#src/domain/registry-log/audit-register.ts';
import { logHead } from '#src/domain/registry-log/log.ts';
import { noteSigner, signerText } from '#src/domain/registry-log/log-key.ts';
import { base64, readKey } from '#src/domain/registry-log/note.ts';
import { tilePath } from '#src/domain/registry-log/tiles.ts';
import { witness, type Seen, type WitnessMemory } from '#src/domain/registry-log/witness.ts';
import { dayInVietnam } from '#src/domain/shared/calendar.ts';
import { secretOf } from '#src/web/site.ts';
import { WrongUsage, type CommandTools, type ExitCode } from './command.ts';

const OPTIONS = {
  url: { type: 'string' },
  key: { type: 'string' },
  name: { type: 'string' },
  log: { type: 'string', multiple: true },
  port: { type: 'string' },
  host: { type: 'string' },
} as const;

/** `log audit|key|witness`. */
export async function logCommand(args: readonly string[], tools: CommandTools): Promise<ExitCode> {
  let parsed;
  try {
    parsed = parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw new WrongUsage(`Tùy chọn không đúng: ${(error as Error).message}`);
  }
  const { values, positionals } = parsed;
  const [verb, ...more] = positionals;
  if (more.length > 0) throw new WrongUsage(`Thừa: ${more.join(' ')}`);
  switch (verb) {
    case 'audit':
      return values.url === undefined ? auditOwn(tools) : auditOther(values.url, values.key ?? null, tools);
    case 'key': {
      const head = await logHead((await tools.open()).ctx);
      tools.out(head?.key ?? 'Sổ cái chưa có dòng nào.');
      return head ? 0 : 1;
    }
    case 'witness':
      return runWitness(values, tools);
    default:
      throw new WrongUsage('Cần log audit, log key hoặc log witness.');
  }
}

async function auditOwn({ open, config, out, json }: CommandTools): Promise<ExitCode> {
  const { ctx } = await open();
  const audited = await auditRegister(ctx);
  if (!audited) {
    out(json ? JSON.stringify({ size: 0, faults: [], differences: [] }) : 'Sổ cái chưa có dòng nào.');
    return 0;
  }
  return tell(audited.log, audited.differences, { now: config.clock(), out, json });
}

/** Another site's log, by its files alone: nothing of it is believed but the key. */
async function auditOther(
  url: string,
  key: string | null,
  { config, out, err, json }: CommandTools,
): Promise<ExitCode> {
  if (!URL.canParse(url)) throw new WrongUsage(`Địa chỉ không đúng: ${url}`);
  const base = `${new URL(url).origin}/log/`;
  const ask = async (path: string): Promise<Uint8Array | null> => {
    const answer = await fetch(base + path);
    if (answer.status === 404) return null;
    if (!answer.ok) throw new Error(`${base}${path}: ${answer.status}`);
    return new Uint8Array(await answer.arrayBuffer());
  };
  const text = async (path: string) => new TextDecoder().decode((await ask(path)) ?? new Uint8Array());
  try {
    const told = readKey(key ?? (await text('key')));
    if (!told) throw new WrongUsage('Không đọc được khoá của sổ cái.');
    if (key === null) err(`Tin khoá mà trang ấy tự đưa: ${await text('key')}`);
    const log = await auditTiles(await text('checkpoint'), (tile) => ask(tilePath(tile)), [told]);
    return tell(log, [], { now: config.clock(), out, json });
  } catch (error) {
    if (error instanceof WrongUsage) throw error;
    err(`Không đọc được sổ cái: ${(error as Error).message}`);
    return 1;
  }
}

function tell(
  log: AuditedLog,
  differences: readonly Difference[],
  { now, out, json }: { now: Date; out: (line: string) => void; json: boolean },
): ExitCode {
  const { checkpoint, faults, signers, latest } = log;
  const day = dayInVietnam(now);
  const statuses = statusesByLog(latest, day);
  const isGood = faults.length === 0 && differences.length === 0;
  if (json)
    out(
      JSON.stringify({
        origin: checkpoint?.origin ?? null,
        size: checkpoint?.size ?? 0,
        root: checkpoint && base64(checkpoint.root),
        signedBy: signers.map(({ key }) => key.name),
        faults,
        differences,
        on: day,
        statuses: [...statuses].map(([id, { status, stars }]) => ({ id, status, stars })),
      }),
    );
  else {
    out(
      `Sổ cái ${checkpoint?.origin ?? '?'}: ${checkpoint?.size ?? 0} dòng, ${statuses.size} giấy công nhận.`,
    );
    out(`Ký bởi: ${signers.map(({ key }) => key.name).join(', ') || 'không ai mà ta biết'}.`);
    for (const fault of faults) out(`SAI: ${Object.values(fault).join(' ')}`);
    for (const { subject, kind } of differences) out(`KHÁC: ${subject} (${DIFFERENCES[kind]})`);
    if (isGood) out('Gốc, chữ ký và mọi tình trạng đều khớp.');
  }
  return isGood ? 0 : 1;
}

const DIFFERENCES: Readonly<Record<Difference['kind'], string>> = {
  differs: 'sổ đăng ký nói khác dòng cuối của sổ cái',
  unlogged: 'sổ cái không có dòng nào',
  vanished: 'sổ đăng ký không còn',
  status: 'tình trạng đang hiện khác với sổ cái',
};

const MOST_BODY = 64 * 1024;

/** A small office that watches logs of others: it keeps one number and one hash of each. Runs until it is stopped. */
async function runWitness(
  {
    name,
    log = [],
    port = '4399',
    host = '127.0.0.1',
  }: { name?: string; log?: string[]; port?: string; host?: string },
  { config, out }: CommandTools,
): Promise<ExitCode> {
  const logs = log.flatMap((text) => readKey(text) ?? []);
  if (name === undefined || !/^[^\s+]+$/.test(name) || logs.length === 0 || logs.length !== log.length)
    throw new WrongUsage('Cần --name TÊN và --log KHOÁ cho mỗi sổ cái muốn xem (lấy ở /log/key).');
  const signer = noteSigner(config.logSecret ?? (await secretOf(config)), 'witness', name);
  const memory = await memoryIn(join(config.dataDir, 'witness.json'));
  const server = createServer(async (req, res) => {
    const body = req.method === 'POST' && req.url === '/add-checkpoint' ? await bodyOf(req) : null;
    const answer =
      body === null
        ? { status: 404, type: 'text/plain; charset=utf-8', body: 'not found\n' }
        : await witness(body, logs, signer, memory, config.clock());
    res.writeHead(answer.status, { 'content-type': answer.type }).end(answer.body);
  });
  await new Promise<void>((done, fail) => {
    server.once('error', fail);
    server.listen(Number(port), host, done);
  });
  const address = server.address();
  out(`Khoá của nơi làm chứng: ${signerText(signer)}`);
  out(`Nghe ở http://${host}:${typeof address === 'object' ? address?.port : port}/add-checkpoint`);
  await new Promise<void>((done) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => done());
  });
  server.close();
  server.closeAllConnections();
  return 0;
}

async function bodyOf(req: IncomingMessage): Promise<string | null> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of req as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > MOST_BODY) return null;
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

/** What was seen, in a file that is replaced as a whole. One process writes it, one question after the other. */
async function memoryIn(file: string): Promise<WitnessMemory> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const kept = new Map<string, Seen>(
    Object.entries(JSON.parse(await readFile(file, 'utf8').catch(() => '{}')) as Record<string, Seen>),
  );
  let last = Promise.resolve();
  return {
    seen: async (origin) => kept.get(origin) ?? null,
    keep: (origin, before, now) => {
      const done = last.then(async () => {
        const present = kept.get(origin) ?? null;
        if (present?.size !== before?.size || present?.root !== before?.root) return false;
        const text = JSON.stringify({ ...Object.fromEntries(kept), [origin]: now });
        await writeFile(`${file}.new`, text, { mode: 0o600, flush: true });
        await rename(`${file}.new`, file);
        kept.set(origin, now);
        return true;
      });
      last = done.then(
        () => {},
        () => {},
      );
      return done;
    },
  };
}
