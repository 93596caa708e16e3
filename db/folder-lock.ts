import { randomBytes } from 'node:crypto';
import { open, readFile, rm, stat, unlink, utimes } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

const BEAT_MS = 1_000;
/** A holder that has not been heard of for so long is dead, or its machine was. */
const STALE_MS = 8_000;

/**
 * Runs `work` while no other process on this machine runs work under the same file. The holder touches the
 * file as long as it lives, so that a lock left by a killed process is known by its age, whoever has its
 * process number now.
 *
 * @throws Error when it could not be had in `withinMs`.
 */
export async function underLock<Result>(
  path: string,
  withinMs: number,
  work: () => Promise<Result>,
): Promise<Result> {
  const token = `${process.pid} ${randomBytes(6).toString('hex')}`;
  const deadline = Date.now() + withinMs;
  while (!(await take(path, token))) {
    if (await isStale(path)) await takeAway(path);
    else if (Date.now() > deadline) throw new Error(`another process holds ${path}`);
    else await sleep(50);
  }
  const beat = setInterval(() => {
    const now = new Date();
    utimes(path, now, now).catch(() => {});
  }, BEAT_MS);
  try {
    return await work();
  } finally {
    clearInterval(beat);
    if ((await readFile(path, 'utf8').catch(() => '')) === token) await unlink(path).catch(() => {});
  }
}

async function take(path: string, token: string): Promise<boolean> {
  try {
    const file = await open(path, 'wx', 0o600);
    await file.writeFile(token);
    await file.close();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

async function isStale(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => null);
  if (!found) return false;
  if (Date.now() - found.mtimeMs > STALE_MS) return true;
  const holder = Number((await readFile(path, 'utf8').catch(() => '')).split(' ')[0]);
  return holder > 0 && holder !== process.pid && !isAlive(holder);
}

/** Only one takes a dead lock away: else the second would take away the lock of the first. */
async function takeAway(path: string): Promise<void> {
  const right = `${path}.removing`;
  const found = await stat(right).catch(() => null);
  if (found && Date.now() - found.mtimeMs > STALE_MS) await rm(right, { force: true });
  if (!(await take(right, String(process.pid)))) {
    await sleep(50);
    return;
  }
  try {
    if (await isStale(path)) await rm(path, { force: true });
  } finally {
    await rm(right, { force: true });
  }
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
