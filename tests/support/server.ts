import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import postgres from 'postgres';
import { projectFolder } from '#db/client.ts';
import { embeddedDatabase } from '#db/embedded.ts';

export type RunningServer = {
  /** `http://127.0.0.1:PORT`. */
  url: string;
  /** A client on the database of this server. */
  sql: postgres.Sql;
  databaseUrl: string;
  /** All that it has said so far. */
  said: () => string;
  pid: number;
  /** Ends it as a power cut would, if it has not ended; its database stays. */
  kill: () => Promise<void>;
  /** Ends it as a service manager would and drops its database. */
  stop: () => Promise<void>;
};

type Wanted = {
  env?: Readonly<Record<string, string>>;
  /** With the demo world; by default with an empty register. */
  demo?: boolean;
  /** A database to use, kept when the server stops; by default one of its own. */
  databaseUrl?: string;
};

const READY_WITHIN_MS = 120_000;

/** Builds the site where sources have changed since; several may ask at once. */
export async function ensureBuilt(): Promise<void> {
  const { code, said } = await run(['src/start.mjs', '--build-only']);
  if (code !== 0) throw new Error(`the site cannot be built:\n${said}`);
}

async function run(words: string[]): Promise<{ code: number | null; said: string }> {
  const child = spawn(process.execPath, words, { cwd: projectFolder(), stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  child.stdout.on('data', (part: Buffer) => (said += part.toString()));
  child.stderr.on('data', (part: Buffer) => (said += part.toString()));
  const code = await new Promise<number | null>((done) => child.once('close', done));
  return { code, said };
}

/** The real server, as it is built, on a free port, with a database of its own on the PostgreSQL of the tests. */
export async function startServer({
  env = {},
  demo = false,
  databaseUrl,
}: Wanted = {}): Promise<RunningServer> {
  const own = databaseUrl ? null : await emptyDatabase();
  const url = databaseUrl ?? own?.url ?? '';
  const child = spawn(process.execPath, ['--max-semi-space-size=16', 'src/start.mjs', '--built'], {
    cwd: projectFolder(),
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env['PATH'],
      NODE_ENV: 'test',
      DATABASE_URL: url,
      DATA_DIR: join(projectFolder(), '.test', 'data'),
      HOST: '127.0.0.1',
      PORT: '0',
      DEMO: demo ? 'yes' : 'no',
      ACCESS_LOG: 'no',
      // What is done in the background is tested where it is asked for.
      WORKER: 'no',
      ...env,
    },
  });
  let said = '';
  child.stdout.on('data', (part: Buffer) => (said += part.toString()));
  child.stderr.on('data', (part: Buffer) => (said += part.toString()));
  const stopProcess = (): Promise<void> => end(child);
  try {
    const address = await addressSaid(child, () => said);
    const sql = postgres(url, { max: 2, onnotice: () => {} });
    return {
      url: address,
      sql,
      databaseUrl: url,
      said: () => said,
      pid: child.pid ?? 0,
      kill: async () => {
        if (child.exitCode === null && child.signalCode === null) {
          const gone = new Promise<void>((done) => child.once('exit', () => done()));
          child.kill('SIGKILL');
          await gone;
        }
        await sql.end({ timeout: 1 });
      },
      stop: async () => {
        await stopProcess();
        await sql.end({ timeout: 1 });
        await own?.drop();
      },
    };
  } catch (error) {
    await stopProcess();
    await own?.drop();
    throw error;
  }
}

async function addressSaid(child: ChildProcess, said: () => string): Promise<string> {
  const deadline = Date.now() + READY_WITHIN_MS;
  while (Date.now() < deadline) {
    const address = /is ready: +(http:\S+)/.exec(said())?.[1];
    if (address) return address;
    if (child.exitCode !== null || child.signalCode !== null) break;
    await sleep(25);
  }
  throw new Error(`the server did not start:\n${said()}`);
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise<void>((done) => child.once('exit', () => done()));
  child.kill('SIGTERM');
  const patience = setTimeout(() => child.kill('SIGKILL'), 15_000);
  await gone;
  clearTimeout(patience);
}

/** A database without tables: the server brings them itself. */
export async function emptyDatabase(): Promise<{ url: string; drop: () => Promise<void> }> {
  const { url: serverUrl, release } = await embeddedDatabase(join(projectFolder(), '.test'));
  const name = `served_${randomBytes(6).toString('hex')}`;
  const admin = postgres(serverUrl, { max: 1, onnotice: () => {} });
  await admin.unsafe(`create database ${name}`);
  return {
    url: new URL(name, serverUrl).href,
    drop: async () => {
      await admin.unsafe(`drop database if exists ${name} with (force)`);
      await admin.end({ timeout: 1 });
      await release();
    },
  };
}
