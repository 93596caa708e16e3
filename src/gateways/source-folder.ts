import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import type { ReadFolder } from '#src/domain/sync/read-answer.ts';

const LISTS = /\.(csv|tsv|txt|xlsx|xls|ndjson)$/i;
const MOST_FILES = 200;
const MOST_BYTES = 40_000_000;

/** Lists that lie in a folder of this machine, below the one that the settings allow; nothing else is opened. */
export function sourceFolder(root: string | null): ReadFolder {
  return async (path) => {
    if (root === null) return { fault: 'no_folder_setting' };
    const base = await realpath(root).catch(() => null);
    if (base === null) return { fault: 'folder_missing' };
    const wanted = resolve(base, `.${sep}${path}`);
    const isBelow = (real: string) =>
      real === base || (!relative(base, real).startsWith('..') && real.startsWith(base + sep));
    if (!isBelow(wanted)) return { fault: 'folder_outside' };
    const real = await realpath(wanted).catch(() => null);
    if (real === null) return { fault: 'folder_missing' };
    if (!isBelow(real)) return { fault: 'folder_outside' };
    const found = await stat(real);
    const names = found.isDirectory()
      ? (await readdir(real)).filter((name) => LISTS.test(name) && !name.startsWith('.')).sort()
      : [''];
    if (names.length > MOST_FILES) return { fault: 'too_many_files' };
    const files: { name: string; bytes: Uint8Array }[] = [];
    for (const name of names) {
      // A link that leads out of the folder is no list of it.
      const file = await realpath(join(real, name)).catch(() => null);
      if (file === null || !isBelow(file)) continue;
      const about = await stat(file);
      if (!about.isFile()) continue;
      if (about.size > MOST_BYTES) return { fault: 'file_too_large', name: name || path };
      files.push({ name: name || (path.split('/').at(-1) ?? path), bytes: await readFile(file) });
    }
    return files.length === 0 ? { fault: 'folder_empty' } : { files };
  };
}
