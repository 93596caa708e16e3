import { readdir, readFile, writeFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { fingerprintOfSources, FINGERPRINT } from '../sources.mjs';

const WORTH_PACKING = new Set(['.css', '.js', '.svg', '.json', '.txt', '.xml', '.webmanifest', '.html']);

/**
 * The adapter given, with our own way in: `src/entry.ts` decides what is served, and Astro is one part of it.
 *
 * @param {import('astro').AstroIntegration} adapter
 * @returns {import('astro').AstroIntegration}
 */
export function withOwnEntry(adapter) {
  const done = adapter.hooks['astro:config:done'];
  return {
    ...adapter,
    hooks: {
      ...adapter.hooks,
      'astro:config:done': (given) =>
        done?.({
          ...given,
          setAdapter: (described) =>
            given.setAdapter({
              ...described,
              serverEntrypoint: fileURLToPath(new URL('../entry.ts', import.meta.url)),
            }),
        }),
    },
  };
}

/**
 * Leaves beside each file its packed forms, and in the folder what it was built from, so that a start knows
 * whether to build again.
 *
 * @returns {import('astro').AstroIntegration}
 */
export function finishedBuild() {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  let fingerprint = '';
  return {
    name: 'finished-build',
    hooks: {
      // Before the first file is read: a file that is saved meanwhile makes the next start build again.
      'astro:build:start': async () => {
        fingerprint = await fingerprintOfSources(root);
      },
      'astro:build:done': async ({ dir }) => {
        await packFiles(fileURLToPath(dir));
        await writeFile(join(root, 'dist', FINGERPRINT), fingerprint);
      },
    },
  };
}

/**
 * Refuses to build a page that nobody has said who may open (`gates.ts`), and an entry whose page is gone.
 *
 * @param {Readonly<Record<string, unknown>>} gates
 * @returns {import('astro').AstroIntegration}
 */
export function everyRouteHasAGate(gates) {
  return {
    name: 'every-route-has-a-gate',
    hooks: {
      'astro:routes:resolved': ({ routes }) => {
        const own = routes.filter(({ origin }) => origin === 'project').map(({ pattern }) => pattern);
        const open = own.filter((pattern) => !(pattern in gates));
        const left = Object.keys(gates).filter((pattern) => !own.includes(pattern));
        if (open.length > 0) throw new Error(`No gate in src/web/gates.ts for: ${open.join(', ')}`);
        if (left.length > 0) throw new Error(`Gates in src/web/gates.ts for no page: ${left.join(', ')}`);
      },
    },
  };
}

/** @param {string} folder */
async function packFiles(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  await Promise.all(
    entries
      .filter((entry) => entry.isFile() && WORTH_PACKING.has(extname(entry.name)))
      .map(async (entry) => {
        const path = join(entry.parentPath, entry.name);
        const body = await readFile(path);
        if (body.length < 600) return;
        const best = { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } };
        await writeFile(`${path}.br`, await promisify(brotliCompress)(body, best));
        await writeFile(`${path}.gz`, await promisify(gzip)(body, { level: 9 }));
      }),
  );
}
