import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';

/** File in `dist` that says what it was built from. */
export const FINGERPRINT = 'built-from';

/** All that a build reads. */
const SOURCES = ['src', 'db', 'content', 'public', 'astro.config.mjs', 'package-lock.json', 'tsconfig.json'];

/**
 * One line that changes when any source does.
 *
 * @param {string} root folder of the project
 * @returns {Promise<string>}
 */
export async function fingerprintOfSources(root) {
  /** @type {string[]} */
  const paths = [];
  for (const name of SOURCES) {
    const inside = await readdir(join(root, name), { recursive: true, withFileTypes: true }).catch(
      () => null,
    );
    if (!inside) paths.push(join(root, name));
    else for (const entry of inside) if (entry.isFile()) paths.push(join(entry.parentPath, entry.name));
  }
  paths.sort();
  const bodies = await Promise.all(paths.map((path) => readFile(path).catch(() => Buffer.alloc(0))));
  const hash = createHash('sha256');
  paths.forEach((path, at) => {
    const body = bodies[at] ?? Buffer.alloc(0);
    hash.update(`${relative(root, path)}\0${body.length}\0`).update(body);
  });
  return hash.digest('hex');
}
