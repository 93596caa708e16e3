/**
 * `npm start`. Plain JavaScript without dependencies, so that whatever Node the machine has can read it: it
 * installs what is missing, goes on with the Node that the project brings along, builds what has changed, and
 * serves.
 *
 * `--built`: serve what is built, install and build nothing. `--build-only`: install, build and stop.
 * `--verify`: install, then run every check. `--command …`: one of the commands of `npm run ocop`.
 * `--worker`: do the work for later in a process of its own.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { FINGERPRINT, fingerprintOfSources } from './sources.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const words = process.argv.slice(2);
const given = new Set(words.slice(0, 1));
/** What a command says is for programs: our own words stay out of it. */
const screen = given.has('--command') ? process.stderr : process.stdout;
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

if (major < 20) {
  fail(
    `Cần Node 20 trở lên; máy này có Node ${process.versions.node}. Tải tại https://nodejs.org rồi chạy lại.`,
    `Node 20 or later is needed; this machine has ${process.versions.node}.`,
  );
}
// Commands name files as seen from where they were typed.
process.env['INIT_CWD'] ??= process.cwd();
process.chdir(root);
if (process.env['npm_lifecycle_event'] === 'start' && !process.send) endWithNpm();
await main();

async function main() {
  if (!given.has('--built')) {
    await install();
    if (await goOnWithOwnNode()) return;
    if (given.has('--verify')) return verify();
    await build();
  }
  if (given.has('--command')) await command();
  else if (!given.has('--build-only')) await serve();
}

async function install() {
  const lock = join(root, 'package-lock.json');
  const stamp = join(root, 'node_modules', '.installed-from');
  const wanted = createHash('sha256').update(readFileSync(lock)).digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  // Somebody may have installed by hand: npm's own note is then younger than the lock.
  const note = join(root, 'node_modules', '.package-lock.json');
  if (existsSync(note) && existsSync(ownNode()) && statSync(note).mtimeMs >= statSync(lock).mtimeMs) {
    writeFileSync(stamp, wanted);
    return;
  }
  say(
    'Đang cài đặt các gói cần thiết (chỉ lần đầu, vài phút)…',
    'Installing what is needed (first time only)…',
  );
  const code = await whileTelling(async () => {
    const exact = await npm(['ci']);
    // A registry that lacks what only other systems need makes npm refuse a lock that would do here.
    return exact === 0 ? exact : npm(['install', '--no-save']);
  });
  if (code !== 0 || !existsSync(ownNode()))
    fail(
      'Không cài đặt được. Hãy kiểm tra kết nối mạng rồi chạy lại lệnh này.',
      'Installing failed. Check the network and run the same command again.',
    );
  writeFileSync(stamp, wanted);
}

/** @param {string[]} words @returns {Promise<number>} */
function npm(words) {
  const quietly = [...words, '--no-audit', '--no-fund', '--loglevel=error'];
  // The npm that runs us, if one does.
  const program = process.env['npm_execpath'];
  if (program?.endsWith('.js')) return run(process.execPath, [program, ...quietly], { quiet: true });
  const windows = process.platform === 'win32';
  return run(windows ? 'npm.cmd' : 'npm', quietly, { quiet: true, shell: windows });
}

function ownNode() {
  const bin = join(root, 'node_modules', 'node', 'bin');
  return join(bin, process.platform === 'win32' ? 'node.exe' : 'node');
}

/** Whether another process has done the rest. */
async function goOnWithOwnNode() {
  if (major > 22 || (major === 22 && minor >= 18)) return false;
  const child = spawn(ownNode(), [...process.execArgv, fileURLToPath(import.meta.url), ...words], {
    // The fourth is a line between the two: when it breaks, the child knows that nobody waits for it any more.
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  // npm and the terminal signal the whole group, a service manager only this process: hand it on, end with it.
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']))
    process.on(signal, () => void (signal === 'SIGTERM' && child.kill(signal)));
  process.exitCode = await new Promise((done) => {
    child.once('error', () => done(1));
    child.once('exit', (code) => done(code ?? 1));
  });
  return true;
}

/**
 * npm puts a shell between itself and us. Asked to stop, it tells the shell, and the shell ends without a word:
 * we would go on serving with nobody who could stop us. That we have another parent is all there is to see.
 */
function endWithNpm() {
  const shell = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === shell) return;
    clearInterval(watch);
    process.kill(process.pid, 'SIGTERM');
  }, 500);
  watch.unref();
}

async function build() {
  if (await isBuilt()) return;
  await alone(buildNow);
}

async function isBuilt() {
  const built = join(root, 'dist', FINGERPRINT);
  return existsSync(built) && readFileSync(built, 'utf8') === (await fingerprintOfSources(root));
}

async function buildNow() {
  if (await isBuilt()) return;
  say('Đang dựng trang…', 'Building the site…');
  const astro = join(root, 'node_modules', 'astro', 'bin', 'astro.mjs');
  const code = await whileTelling(() => run(process.execPath, [astro, 'build'], { quiet: true }));
  if (code !== 0) fail('Không dựng được trang; lỗi ở trên.', 'The build failed; see above.');
}

/**
 * Two builds at once would write through one another: the second waits for the first.
 *
 * @param {() => Promise<void>} work
 */
async function alone(work) {
  const lock = join(root, 'node_modules', '.building');
  for (;;) {
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' });
      break;
    } catch {
      const holder = existsSync(lock) ? Number(readFileSync(lock, 'utf8')) : process.pid;
      if (holder === 0 || !isAlive(holder)) rmSync(lock, { force: true });
      await new Promise((done) => setTimeout(done, 300));
    }
  }
  try {
    await work();
  } finally {
    rmSync(lock, { force: true });
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function verify() {
  const reports = ['rules', 'journeys'].map((name) => join(root, '.test', `${name}.json`));
  for (const report of reports) rmSync(report, { force: true });
  const npmWords = ['run', 'verify'];
  const program = process.env['npm_execpath'];
  const windows = process.platform === 'win32';
  const code = program?.endsWith('.js')
    ? await run(process.execPath, [program, ...npmWords])
    : await run(windows ? 'npm.cmd' : 'npm', npmWords, { shell: windows });
  const sums = reports
    .filter((report) => existsSync(report))
    .map((report) => JSON.parse(readFileSync(report, 'utf8')));
  /** @param {string} name */
  const sum = (name) => sums.reduce((all, report) => all + report[name], 0);
  console.log(
    `\n${sum('numPassedTests')} passed, ${sum('numFailedTests')} failed, ${sum('numPendingTests')} skipped`,
  );
  process.exitCode = code;
}

async function command() {
  const { commands } = await import(pathToFileURL(join(root, 'dist', 'server', 'entry.mjs')).href);
  const { ocop } = await commands();
  // Whoever reads only the beginning of our words (`| head`) is no reason to fall over.
  process.stdout.on('error', (/** @type {NodeJS.ErrnoException} */ error) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(0);
  });
  process.exitCode = await ocop(words.slice(1));
}

async function serve() {
  const entry = join(root, 'dist', 'server', 'entry.mjs');
  if (!existsSync(entry))
    fail('Chưa có bản dựng. Hãy chạy npm run build.', 'Nothing is built yet. Run npm run build.');
  const { server } = await import(pathToFileURL(entry).href);
  const { serveFromTerminal, workFromTerminal } = await server();
  await (given.has('--worker') ? workFromTerminal() : serveFromTerminal());
}

/**
 * Runs a program to its end and gives its exit code. `quiet`: what it says is shown only when it fails.
 *
 * @param {string} program
 * @param {string[]} words
 * @param {{ quiet?: boolean, shell?: boolean }} [options]
 * @returns {Promise<number>}
 */
function run(program, words, { quiet = false, shell = false } = {}) {
  const child = spawn(program, words, {
    cwd: root,
    shell,
    stdio: quiet ? ['ignore', 'pipe', 'pipe'] : ['ignore', 'inherit', 'inherit'],
  });
  let said = '';
  child.stdout?.on('data', (part) => (said += part));
  child.stderr?.on('data', (part) => (said += part));
  return new Promise((done) => {
    child.once('error', (error) => {
      console.error(error.message);
      done(1);
    });
    child.once('close', (code) => {
      if (code !== 0 && quiet) process.stderr.write(said);
      done(code ?? 1);
    });
  });
}

/**
 * A dot every two seconds: something is going on.
 *
 * @template T
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
async function whileTelling(work) {
  const started = Date.now();
  const timer = setInterval(() => screen.write('.'), 2_000);
  try {
    return await work();
  } finally {
    clearInterval(timer);
    screen.write(` ${Math.round((Date.now() - started) / 1000)} s\n`);
  }
}

/** @param {string} vietnamese @param {string} english */
function say(vietnamese, english) {
  screen.write(`${vietnamese}\n  ${english}\n`);
}

/** @param {string} vietnamese @param {string} english @returns {never} */
function fail(vietnamese, english) {
  console.error(`\n${vietnamese}\n${english}`);
  process.exit(1);
}
