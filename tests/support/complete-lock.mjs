/**
 * Writes into `package-lock.json` the parts of packages that are made for other systems. npm leaves them out
 * when it writes the lock beside an installed tree, or when a registry does not carry them, and `npm ci` then
 * refuses the lock on every system. Run it after packages have changed:
 *
 *     node tests/support/complete-lock.mjs
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const SYSTEMS = ['android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'win32'];
const PROCESSORS = ['arm64', 'arm', 'x64', 'ia32', 'loong64', 'ppc64', 'riscv64', 's390x', 'wasm32'];

/**
 * @typedef {{ version?: string, optional?: boolean, dev?: boolean, os?: string[], cpu?: string[], libc?: string[],
 *   optionalDependencies?: Record<string, string> }} Entry
 */

/**
 * The entries that are missing, by their path.
 *
 * @param {Record<string, Entry>} packages
 * @returns {Record<string, Entry>}
 */
export function missingEntries(packages) {
  /** @type {Record<string, Entry>} */
  const missing = {};
  for (const [path, { optionalDependencies = {}, dev }] of Object.entries(packages)) {
    for (const [name, range] of Object.entries(optionalDependencies)) {
      const found = entrySeenFrom(packages, path, name);
      if (found && (!/^\d/.test(range) || found.version === range)) continue;
      const words = name.split(/[/.-]/);
      const os = SYSTEMS.filter((system) => words.includes(system));
      const cpu = PROCESSORS.filter((processor) => words.includes(processor)).slice(0, 1);
      missing[found ? `${path}/node_modules/${name}` : `node_modules/${name}`] = {
        version: range.replace(/^[\^~]/, ''),
        ...(cpu.length > 0 && { cpu }),
        ...(dev && { dev }),
        ...(words.includes('musl') && { libc: ['musl'] }),
        optional: true,
        ...(os.length > 0 && { os }),
      };
    }
  }
  return missing;
}

/**
 * As Node looks for a package: here, then in the folders above.
 *
 * @param {Record<string, Entry>} packages @param {string} from @param {string} name
 */
function entrySeenFrom(packages, from, name) {
  for (
    let at = from;
    ;
    at = at.includes('/node_modules/') ? at.slice(0, at.lastIndexOf('/node_modules/')) : ''
  ) {
    const entry = packages[`${at === '' ? '' : `${at}/`}node_modules/${name}`];
    if (entry || at === '') return entry;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const file = new URL('../../package-lock.json', import.meta.url);
  const lock = JSON.parse(readFileSync(file, 'utf8'));
  const missing = missingEntries(lock.packages);
  const all = Object.entries({ ...lock.packages, ...missing });
  lock.packages = Object.fromEntries(all.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
  writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
  console.log(`${Object.keys(missing).length} entries added`);
}
