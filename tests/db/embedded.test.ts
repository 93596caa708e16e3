import { spawn, type ChildProcess } from 'node:child_process';
import { chmod, chown, cp, mkdir, mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import postgres from 'postgres';
import { afterEach, expect, test as base } from 'vitest';
import { projectFolder } from '#db/client.ts';
import { ownDatabase } from '#tests/support/test.ts';

const isRoot = process.getuid?.() === 0;
const NOBODY = { uid: 65_534, gid: 65_534 };

type Holder = {
  child: ChildProcess;
  pid: number;
  /** Until it has the database, or says why not. */
  opened: Promise<string>;
  /** Lets it end by itself. */
  close: () => Promise<void>;
  kill: () => Promise<void>;
};

const holders: Holder[] = [];
afterEach(async () => {
  await Promise.all(holders.splice(0).map((holder) => holder.close()));
});

function holder(dataDir: string, { env = {}, user = {} }: { env?: object; user?: object } = {}): Holder {
  const child = spawn(process.execPath, ['tests/db/holder.ts', dataDir], {
    cwd: projectFolder(),
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { PATH: process.env['PATH'], ...env },
    ...user,
  });
  let said = '';
  const ended = new Promise<void>((done) => child.once('close', () => done()));
  const opened = new Promise<string>((done) => {
    child.stdout?.on('data', (part: Buffer) => {
      said += part.toString();
      if (/^(open|refused) .*\n/.test(said)) done(said.trim());
    });
    void ended.then(() => done(said.trim()));
  });
  const it: Holder = {
    child,
    pid: child.pid ?? 0,
    opened,
    close: async () => {
      child.stdin?.end();
      await ended;
    },
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
  holders.push(it);
  return it;
}

async function urlFrom(it: Holder): Promise<string> {
  const said = await it.opened;
  expect(said).toMatch(/^open postgres:/);
  return said.slice('open '.length);
}

async function ask<Row>(url: string, query: string): Promise<Row[]> {
  const sql = postgres(url, { max: 1, connect_timeout: 3, onnotice: () => {} });
  try {
    return (await sql.unsafe(query)) as unknown as Row[];
  } finally {
    await sql.end({ timeout: 1 });
  }
}

const isUp = (url: string): Promise<boolean> =>
  ask(url, 'select 1').then(
    () => true,
    () => false,
  );

async function serverPid(dataDir: string): Promise<number> {
  return Number((await readFile(join(dataDir, 'postgres', 'pg', 'postmaster.pid'), 'utf8')).split('\n')[0]);
}

const test = base.extend<{ dataDir: string }>({
  // A name as people give to folders.
  dataDir: async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'dữ liệu '));
    await chmod(folder, 0o755);
    await use(join(folder, 'sao làng'));
    await rm(folder, { recursive: true, force: true });
  },
});

test('two processes that start at once share one server, and the last one out stops it', async ({
  dataDir,
}) => {
  const [first, second] = [holder(dataDir), holder(dataDir)];
  const url = await urlFrom(first);
  expect(await urlFrom(second)).toBe(url);
  await first.close();
  expect(await isUp(url)).toBe(true);
  await second.close();
  expect(await isUp(url)).toBe(false);
});

test('what was acknowledged is there after the server and its user are killed together', async ({
  dataDir,
}) => {
  const first = holder(dataDir);
  const url = await urlFrom(first);
  await ask(url, 'create table kept (n int); insert into kept select generate_series(1, 1000)');
  expect(
    await ask(url, `select current_setting('fsync') || current_setting('synchronous_commit') as s`),
  ).toEqual([{ s: 'onon' }]);
  const pid = await serverPid(dataDir);
  process.kill(pid, 'SIGKILL');
  await first.kill();

  const again = holder(dataDir);
  expect(await ask(await urlFrom(again), 'select count(*)::int as n from kept')).toEqual([{ n: 1000 }]);
});

test('a server that is killed under its user comes back at the same address', async ({ dataDir }) => {
  const url = await urlFrom(holder(dataDir));
  await ask(url, 'create table kept (n int); insert into kept values (7)');
  process.kill(await serverPid(dataDir), 'SIGKILL');
  const deadline = Date.now() + 20_000;
  while (!(await isUp(url)) && Date.now() < deadline) await sleep(100);
  expect(await ask(url, 'select n from kept')).toEqual([{ n: 7 }]);
});

test('a server whose users were all killed is found again, and stopped by the next', async ({ dataDir }) => {
  const first = holder(dataDir);
  const url = await urlFrom(first);
  await first.kill();
  expect(await isUp(url)).toBe(true);
  const second = holder(dataDir);
  expect(await urlFrom(second)).toBe(url);
  await second.close();
  expect(await isUp(url)).toBe(false);
});

test('lock files from before a restart, whose numbers now belong to others, hold nobody up', async ({
  dataDir,
}) => {
  const first = holder(dataDir);
  await urlFrom(first);
  const pidFile = join(dataDir, 'postgres', 'pg', 'postmaster.pid');
  const asItWas = await readFile(pidFile, 'utf8');
  await first.close();
  // Both name this very process, which is alive and neither of the two.
  await writeFile(pidFile, asItWas.replace(/^\d+/, String(process.pid)));
  if (isRoot) await chown(pidFile, NOBODY.uid, NOBODY.gid);
  const lock = join(dataDir, 'postgres.lock');
  await writeFile(lock, `${process.pid} gone`);
  await utimes(lock, new Date(0), new Date(0));
  await urlFrom(holder(dataDir));
});

test('a lost state file locks nobody out', async ({ dataDir }) => {
  const first = holder(dataDir);
  await ask(await urlFrom(first), 'create table kept (n int)');
  await first.kill();
  await rm(join(dataDir, 'postgres.json'));
  expect(await ask(await urlFrom(holder(dataDir)), 'select count(*)::int as n from kept')).toEqual([
    { n: 0 },
  ]);
});

test('a first start that is killed half way leaves nothing that stops the next', async ({ dataDir }) => {
  const first = holder(dataDir);
  await sleep(350);
  await first.kill();
  expect(await isUp(await urlFrom(holder(dataDir)))).toBe(true);
});

test.runIf(isRoot)('it works under a home that the user of the server may not enter', async ({ dataDir }) => {
  await mkdir(dataDir, { recursive: true });
  await chmod(join(dataDir, '..'), 0o700);
  const first = holder(dataDir);
  await ask(await urlFrom(first), 'create table kept (n int)');
  await first.close();
  const again = holder(dataDir);
  expect(await ask(await urlFrom(again), 'select count(*)::int as n from kept')).toEqual([{ n: 0 }]);

  // A copy of the folder does not write into the data of its original.
  const copy = `${dataDir} bản sao`;
  await cp(dataDir, copy, { recursive: true });
  const other = holder(copy);
  await expect(ask(await urlFrom(other), 'select from kept')).rejects.toThrow(/does not exist/);
  await Promise.all([again.close(), other.close()]);
  for (const folder of [dataDir, copy]) {
    const { outside } = JSON.parse(await readFile(join(folder, 'postgres.json'), 'utf8')) as {
      outside: string;
    };
    expect(outside).toMatch(/^\/var\/lib\/sao-lang\//);
    await rm(outside, { recursive: true });
  }
});

test.runIf(isRoot)(
  'it works for a user without rights, and says where that user may not write',
  async ({ dataDir }) => {
    const folder = join(dataDir, '..');
    await chown(folder, NOBODY.uid, NOBODY.gid);
    const own = holder(dataDir, { user: NOBODY });
    expect(await isUp(await urlFrom(own))).toBe(true);
    await chown(folder, 0, 0);
    const closed = holder(join(folder, 'khác'), { user: NOBODY });
    expect(await closed.opened).toMatch(/^refused DatabaseUnusable Không tạo được thư mục dữ liệu/);
  },
);

test('a database that is given and cannot be reached, or is not UTF-8, is refused in a sentence', async ({
  dataDir,
}) => {
  const nowhere = holder(dataDir, { env: { DATABASE_URL: 'postgres://ai:mat-khau@127.0.0.1:9/sao' } });
  const said = await nowhere.opened;
  expect(said).toMatch(/^refused DatabaseUnusable Không kết nối được/);
  expect(said).not.toContain('mat-khau');

  const { url, sql, drop } = await ownDatabase();
  const name = `ascii_${process.pid}`;
  await sql.unsafe(`create database ${name} encoding 'SQL_ASCII' locale 'C' template template0`);
  const ascii = holder(dataDir, { env: { DATABASE_URL: new URL(name, url).href } });
  expect(await ascii.opened).toMatch(/^refused DatabaseUnusable .*SQL_ASCII; cần UTF8/);
  await sql.unsafe(`drop database ${name}`);
  await drop();
});
