import { randomBytes } from 'node:crypto';
import { mkdir, open, readdir, readFile, stat, unlink, utimes, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';

/** A journal whose process has given no sign for so long is nobody's any more. */
const FORSAKEN_MS = 120_000;

/**
 * What one process was told and has not put into the database yet, on disk: a line is there for good before `append`
 * answers. Once everything in it is in the database the file is emptied, so that nothing lies about for longer than
 * it has to.
 */
export class ScanJournal {
  readonly #folder: string;
  readonly #path: string;
  #file: FileHandle | null = null;
  #inode = 0;
  #waiting: { line: string; done: () => void; fail: (error: unknown) => void }[] = [];
  #writing: Promise<void> | null = null;
  /** Lines that are on disk and not yet in the database. */
  #open = 0;
  #bytes = 0;

  constructor(folder: string, name = `${process.pid}-${randomBytes(6).toString('hex')}`) {
    this.#folder = folder;
    this.#path = join(folder, `${name}.jsonl`);
  }

  append(line: string): Promise<void> {
    return new Promise((done, fail) => {
      this.#waiting.push({ line, done, fail });
      this.#writing ??= this.#write().finally(() => {
        this.#writing = null;
      });
    });
  }

  /** So many lines are in the database now. */
  kept(lines: number): void {
    this.#open = Math.max(0, this.#open - lines);
  }

  /** What came while a line was being written goes down with the next, in one. */
  async #write(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0);
      try {
        const file = (this.#file ??= await this.#create());
        if (this.#open === 0 && this.#bytes > 0) {
          await file.truncate(0);
          this.#bytes = 0;
        }
        const text = batch.map(({ line }) => `${line}\n`).join('');
        await file.appendFile(text);
        await file.datasync();
        this.#bytes += text.length;
        this.#open += batch.length;
        for (const { done } of batch) done();
      } catch (error) {
        for (const { fail } of batch) fail(error);
      }
    }
  }

  async #create(): Promise<FileHandle> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const file = await open(this.#path, 'a', 0o600);
    this.#inode = (await file.stat()).ino;
    return file;
  }

  /**
   * A sign of life; empties the file when nothing in it is needed.
   *
   * @param pending lines that have to be in it: they are written anew when somebody took the file for forsaken.
   */
  async beat(pending: () => readonly string[]): Promise<void> {
    if (!this.#file || this.#writing) return;
    const there = await stat(this.#path).catch(() => null);
    if (there?.ino !== this.#inode) {
      await this.#file.close();
      this.#file = null;
      this.#open = 0;
      this.#bytes = 0;
      await Promise.all(pending().map((line) => this.append(line)));
      return;
    }
    if (this.#open === 0 && this.#bytes > 0) {
      this.#bytes = 0;
      await this.#file.truncate(0);
    }
    const now = new Date();
    await utimes(this.#path, now, now);
  }

  /** Lines of other journals; `done` throws a journal away that is nobody's any more. */
  async others(): Promise<{ lines: string[]; done: () => Promise<void> }[]> {
    const names = await readdir(this.#folder).catch(() => [] as string[]);
    const found = [];
    for (const name of names.filter((each) => each.endsWith('.jsonl'))) {
      const path = join(this.#folder, name);
      if (path === this.#path) continue;
      const seen = await stat(path).catch(() => null);
      const text = seen && (await readFile(path, 'utf8').catch(() => null));
      if (seen === null || text === null) continue;
      // What was being written when its process was killed has no end, and nobody was told that it was counted.
      const lines = text.split('\n').slice(0, -1).filter(Boolean);
      const forsaken = Date.now() - seen.mtimeMs > FORSAKEN_MS;
      found.push({ lines, done: async () => void (forsaken && (await unlink(path).catch(() => {}))) });
    }
    return found;
  }

  /** Only when everything is in the database. */
  async close(): Promise<void> {
    await this.#writing;
    await this.#file?.close();
    if (this.#file && this.#open === 0) await unlink(this.#path).catch(() => {});
    this.#file = null;
  }
}
