import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import postgres from 'postgres';
import { beforeEach, afterEach } from 'vitest';
import { backUp, BackupUnusable, restore } from '#db/backup.ts';
import { loadDemo } from '#db/seed/demo.ts';
import { seedPlaces } from '#src/domain/places/seed-places.ts';
import { emptyDatabase } from '#tests/support/server.ts';
import { expect, NOW, test } from '#tests/support/test.ts';

let folder: string;
let target: { url: string; drop: () => Promise<void> };
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sao lưu '));
  target = await emptyDatabase();
});
afterEach(async () => {
  await target.drop();
  await rm(folder, { recursive: true });
});

/** Every table with the number of its rows and one sum over what is in them. */
async function contents(sql: postgres.Sql): Promise<Record<string, string>> {
  const tables = await sql<{ name: string }[]>`
    select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' order by 1`;
  const all: Record<string, string> = {};
  for (const { name } of tables) {
    const [{ sum }] = await sql<[{ sum: string }]>`
      select count(*) || ' ' || coalesce(md5(string_agg(t::text, e'\n' order by t::text)), '') as sum
      from ${sql(name)} t`;
    all[name] = sum;
  }
  return all;
}

test('a register that is backed up and restored is the same, and goes on counting', async ({ own }) => {
  await seedPlaces(own.ctx);
  await loadDemo(own.ctx, 'anniversary_counts');
  // Hundreds of records merged into one that is read after all of them.
  await own.sql`
    insert into producers (id, slug, name, name_key, created_at, updated_at)
    select 'twice' || lpad(n::text, 7, '0'), 'twice-' || n, 'HTX', 'htx', now(), now() from generate_series(1, 1200) n`;
  await own.sql`
    update producers set merged_into = 'twice0001200' where id like 'twice%' and id <> 'twice0001200'`;
  await own.sql`update producers set about = 'kept' where id = 'twice0001200'`;
  const file = join(folder, 'sổ.ocop');
  const saved = await backUp(own.url, file, NOW, () => {});
  expect(saved.rows).toBeGreaterThan(3_000);

  expect(await restore(target.url, file, () => {})).toEqual(saved);
  const there = postgres(target.url, { max: 1, onnotice: () => {} });
  try {
    expect(await contents(there)).toEqual(await contents(own.sql));
    // Facts stay append-only, and new ones get numbers of their own.
    await expect(there`delete from audit_facts`).rejects.toThrow();
    await there`insert into audit_facts (kind, subject, actor, at) values ('test', 'test', 'test', now())`;
  } finally {
    await there.end();
  }
  // A second time there is something to lose.
  await expect(restore(target.url, file, () => {})).rejects.toThrow(BackupUnusable);
});

test('a backup that is cut off, or is none, changes nothing', async ({ own }) => {
  await seedPlaces(own.ctx);
  const file = join(folder, 'sổ.ocop');
  await backUp(own.url, file, NOW, () => {});
  const whole = await readFile(file);
  await writeFile(file, whole.subarray(0, whole.length * 0.9));
  await expect(restore(target.url, file, () => {})).rejects.toThrow(BackupUnusable);
  await writeFile(file, 'không phải bản sao lưu');
  await expect(restore(target.url, file, () => {})).rejects.toThrow(BackupUnusable);
  const there = postgres(target.url, { max: 1, onnotice: () => {} });
  expect(await contents(there)).toEqual({});
  await there.end();
});
