/**
 * `npm run ocop -- …`. Plain JavaScript without dependencies, so that whatever Node the machine has can read it:
 * it goes on with the Node that the project brings along.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const own = join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');

if (!existsSync(own)) {
  console.error('Chưa cài đặt. Hãy chạy npm start (hoặc npm ci) một lần rồi chạy lại lệnh này.');
  process.exitCode = 1;
} else {
  const child = spawn(own, [join(root, 'src', 'cli', 'ocop.ts'), ...process.argv.slice(2)], {
    cwd: root,
    // Files are named as seen from where the command was typed.
    env: { ...process.env, INIT_CWD: process.env['INIT_CWD'] ?? process.cwd() },
    stdio: 'inherit',
  });
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => void child.kill('SIGTERM'));
  process.exitCode = await new Promise((done) => {
    child.once('error', () => done(1));
    child.once('exit', (code) => done(code ?? 1));
  });
}
