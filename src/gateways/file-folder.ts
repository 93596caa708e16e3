import { randomBytes } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import type { Keeper } from '#src/domain/media/file-store.ts';

const isMissing = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ENOENT';

/** Files in a folder of this machine, or of one that all machines share: `ab/abcd…`. */
export function fileFolder(root: string): Keeper {
  const pathOf = (name: string): string => {
    if (!/^[0-9a-f]{64}$/.test(name)) throw new Error(`no name of a file: ${name}`);
    return join(root, name.slice(0, 2), name);
  };
  return {
    write: async (name, bytes) => {
      const path = pathOf(name);
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      // On the disk before it takes its name: what is called a file is whole.
      const making = `${path}.${randomBytes(4).toString('hex')}`;
      try {
        const handle = await open(making, 'wx', 0o600);
        try {
          await handle.writeFile(bytes);
          await handle.sync();
        } finally {
          await handle.close();
        }
        await rename(making, path);
      } finally {
        await rm(making, { force: true });
      }
    },
    read: async (name, range) => {
      const handle = await open(pathOf(name), 'r').catch((error: unknown) => {
        if (isMissing(error)) return null;
        throw error;
      });
      if (!handle) return null;
      const stream = handle.createReadStream(range && { start: range.from, end: range.to });
      return Readable.toWeb(stream) as ReadableStream<Uint8Array>;
    },
    remove: async (name) => rm(pathOf(name), { force: true }),
  };
}
