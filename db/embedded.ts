import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import postgres from 'postgres';
import {
  answers,
  DatabaseUnusable,
  lastKnown,
  startCluster,
  stopCluster,
  urlOf,
  type Running,
} from './cluster.ts';
import { underLock } from './folder-lock.ts';

export { DatabaseUnusable } from './cluster.ts';

/** All connections of this process carry it, so that the last process out can see that it is the last. */
export const APPLICATION = `sao-lang ${process.pid} ${randomBytes(4).toString('hex')}`;

/** Starting may wait for another process that starts, or recovers what a crash left. */
const LOCK_WITHIN_MS = 90_000;

type Held = { users: number; running: Running; stayAway: () => Promise<void> };

/** What this process holds, by data folder. */
const held = new Map<string, Promise<Held>>();

/**
 * The address of the PostgreSQL that belongs to `dataDir`, started if it is not running. Processes on one
 * data folder share one server, whoever started it; it outlives a killed process and is found again. While
 * held it is watched: should it die, it is started again under the same address. Each call has its `release`;
 * the server stops with the last release of the last process.
 *
 * @throws DatabaseUnusable
 */
export async function embeddedDatabase(
  dataDir: string,
): Promise<{ url: string; release: () => Promise<void> }> {
  const folder = resolve(dataDir);
  const holding = held.get(folder) ?? hold(folder);
  held.set(folder, holding);
  try {
    const it = await holding;
    it.users += 1;
    let released = false;
    return {
      url: urlOf(it.running),
      release: async () => {
        if (released) return;
        released = true;
        it.users -= 1;
        if (it.users > 0) return;
        held.delete(folder);
        await letGo(folder, it);
      },
    };
  } catch (error) {
    held.delete(folder);
    throw error;
  }
}

function lockOf(folder: string): string {
  return join(folder, 'postgres.lock');
}

async function hold(folder: string): Promise<Held> {
  await mkdir(folder, { recursive: true, mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
    throw new DatabaseUnusable(
      `Không tạo được thư mục dữ liệu ${folder}: ${error.message}\nThe data folder cannot be made.`,
    );
  });
  const it: Held = {
    users: 0,
    running: { dataDir: folder, port: 0, password: '', outside: null },
    stayAway: async () => {},
  };
  await present(folder, it);
  return it;
}

/** Has the server running and a connection of ours open on it: whoever would stop it sees that it is in use. */
async function present(folder: string, it: Held): Promise<void> {
  const work = async (): Promise<void> => {
    const known = await lastKnown(folder);
    it.running = known && (await answers(known)) ? known : await startCluster(folder);
    let leaving = false;
    const sql = postgres(urlOf(it.running), {
      max: 1,
      max_lifetime: null,
      idle_timeout: 0,
      fetch_types: false,
      onnotice: () => {},
      connection: { application_name: APPLICATION },
      onclose: () => {
        if (!leaving) void comeBack(folder, it, sql);
        leaving = true;
      },
    });
    it.stayAway = async () => {
      leaving = true;
      await sql.end({ timeout: 1 }).catch(() => {});
    };
    await sql`select 1`;
  };
  await underLock(lockOf(folder), LOCK_WITHIN_MS, work).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EACCES' && error.code !== 'EROFS' && error.code !== 'ENOSPC') throw error;
    throw new DatabaseUnusable(
      `Không ghi được vào ${folder}: ${error.message}\nThe data folder cannot be written to.`,
    );
  });
}

/** The server has gone although we are using it: it was killed, or its machine ran out of memory. */
async function comeBack(folder: string, it: Held, lost: postgres.Sql): Promise<void> {
  void lost.end({ timeout: 0 }).catch(() => {});
  for (let wait = 100; it.users > 0; wait = Math.min(wait * 2, 5_000)) {
    try {
      await present(folder, it);
      return;
    } catch (error) {
      console.error(`PostgreSQL: ${(error as Error).message}`);
      await sleep(wait);
    }
  }
}

async function letGo(folder: string, it: Held): Promise<void> {
  await underLock(lockOf(folder), LOCK_WITHIN_MS, async () => {
    await it.stayAway();
    if (await isUsedByOthers(it.running)) return;
    await stopCluster(folder, it.running);
  });
}

async function isUsedByOthers(running: Running): Promise<boolean> {
  const sql = postgres(urlOf(running), {
    max: 1,
    connect_timeout: 5,
    fetch_types: false,
    onnotice: () => {},
    connection: { application_name: 'who is left' },
  });
  try {
    const [others] = await sql<[{ some: boolean }]>`
      select exists (
        select from pg_stat_activity
        where application_name like 'sao-lang%' and application_name <> ${APPLICATION}
      ) as some`;
    return others.some;
  } catch {
    // It does not answer: there is nothing to keep.
    return false;
  } finally {
    await sql.end({ timeout: 1 }).catch(() => {});
  }
}
