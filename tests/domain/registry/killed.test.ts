import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { projectFolder } from '#db/client.ts';
import { listOfRows } from '#tests/bench/lists.ts';
import { expect, test } from '#tests/support/test.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sao-lang-killed-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function ocop(
  url: string,
  ...words: string[]
): { child: ChildProcess; ended: Promise<{ code: number | null; out: string }> } {
  const child = spawn(process.execPath, [join(projectFolder(), 'src/cli/ocop.ts'), ...words], {
    env: { ...process.env, NODE_ENV: 'production', MODE: '', DATABASE_URL: url, DATA_DIR: folder },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  child.stdout.on('data', (part: Buffer) => (out += part.toString()));
  const ended = new Promise<{ code: number | null; out: string }>((done) =>
    child.once('close', (code) => done({ code, out })),
  );
  return { child, ended };
}

test(
  'killed while it writes, nothing is half applied, and the next try does all of it',
  { timeout: 180_000 },
  async ({ own: { url, sql } }) => {
    const rows = 1_500;
    const file = join(folder, 'danh-sach.xlsx');
    await writeFile(file, await listOfRows(rows));
    // Places and all else that a first command puts in.
    expect((await ocop(url, 'places', 'resolve', 'Kim Thành').ended).code).toBe(0);
    for (const moment of [/Ghi: /, /Tính hiệu lực/, /Lưu danh sách/]) {
      const { child, ended } = ocop(url, 'decisions', 'publish', file);
      await new Promise<void>((seen) => {
        let said = '';
        child.stderr!.on('data', (part: Buffer) => {
          said += part.toString();
          if (moment.test(said)) seen();
        });
        child.once('close', () => seen());
      });
      child.kill('SIGKILL');
      expect((await ended).code, String(moment)).toBeNull();
      const [held] =
        await sql`select (select count(*) from producers)::int + (select count(*) from products)::int
      + (select count(*) from decisions)::int + (select count(*) from certificates)::int + (select count(*) from standings)::int
      + (select count(*) from lists)::int + (select count(*) from audit_facts where kind like '%.recorded')::int as facts`;
      expect(held, String(moment)).toEqual({ facts: 0 });
    }
    const done = await ocop(url, 'decisions', 'publish', '--json', file).ended;
    expect(done.code).toBe(0);
    expect(JSON.parse(done.out)).toMatchObject({ outcome: 'published', summary: { rows, good: rows } });
    expect((await sql`select count(*)::int as count from list_rows`)[0]).toEqual({ count: rows });
    const again = await ocop(url, 'decisions', 'publish', '--json', file).ended;
    expect(JSON.parse(again.out)).toMatchObject({ changes: { total: 0 } });
  },
);
