import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { afterEach, beforeEach } from 'vitest';
import { filesCommand } from '#src/cli/files.ts';
import { keepPaper } from '#src/domain/certification/decision-papers.ts';
import { FILE_PLACES, IN_DATABASE, PART_BYTES, type FileStore } from '#src/domain/media/file-store.ts';
import { fileBytes, fileStream, hashOf, keepFile, moveFiles, sweepFiles } from '#src/domain/media/files.ts';
import { pictureFile, removePicture } from '#src/domain/media/pictures.ts';
import type { Context } from '#src/domain/shared/context.ts';
import { fileFolder } from '#src/gateways/file-folder.ts';
import { readS3Url, s3Files } from '#src/gateways/s3.ts';
import { aProduct } from '#tests/support/register.ts';
import { aPicture } from '#tests/support/pictures.ts';
import { s3StandIn, type S3StandIn } from '#tests/support/s3-stand-in.ts';
import { expect, NOW, test } from '#tests/support/test.ts';

let folder: string;
let service: S3StandIn;
let store: FileStore;
let missed: string[];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kho-'));
  service = await s3StandIn();
  missed = [];
  store = {
    into: 'database',
    outside: { folder: fileFolder(folder), s3: s3Files(readS3Url(service.url)!, () => NOW) },
    missing: (sha256) => missed.push(sha256),
  };
});
afterEach(async () => {
  await service.close();
  await rm(folder, { recursive: true });
});

const LONG = Buffer.alloc(PART_BYTES * 2 + 77, 'giọng kể của bà Lan ');
const later = (ctx: Context, days: number): Context => ({ ...ctx, now: new Date(+NOW + days * 86_400_000) });
const inFolder = (name: string) => join(folder, name.slice(0, 2), name);

test.for(FILE_PLACES)(
  'a file in %s is given whole and in part, and kept twice it is one',
  async (into, { ctx }) => {
    const here = { ...store, into };
    const sha256 = await keepFile(ctx, here, LONG);
    expect(await keepFile(ctx, here, LONG)).toBe(sha256);
    const file = { sha256, size: LONG.length };
    expect(hashOf((await fileBytes(ctx, here, file))!)).toBe(sha256);
    for (const range of [
      { from: 0, to: 0 },
      { from: PART_BYTES - 2, to: PART_BYTES + 2 },
      { from: 5, to: LONG.length - 1 },
    ]) {
      const part = await new Response((await fileStream(ctx, here, file, range)) as BodyInit).bytes();
      expect(Buffer.from(part).equals(LONG.subarray(range.from, range.to + 1))).toBe(true);
    }
    expect(await ctx.db.execute(sql`select count(*)::int as n from stored_files`)).toEqual([{ n: 1 }]);
  },
);

test('a file that is gone from its place is told, and is not there', async ({ ctx }) => {
  const sha256 = await keepFile(ctx, { ...store, into: 'folder' }, LONG);
  await rm(inFolder(sha256));
  expect(await fileBytes(ctx, store, { sha256, size: LONG.length })).toBeNull();
  expect(missed).toEqual([sha256]);
});

test('a place that cannot be reached is no file that is gone', async ({ ctx }) => {
  const sha256 = await keepFile(ctx, { ...store, into: 's3' }, LONG);
  service.troubles.push('unavailable', 'unavailable', 'unavailable');
  await expect(fileBytes(ctx, store, { sha256, size: LONG.length })).rejects.toThrow();
  await expect(fileBytes(ctx, IN_DATABASE, { sha256, size: LONG.length })).rejects.toThrow(/no setting/);
  expect(missed).toEqual([]);
});

test('what no fact speaks of goes after a day, and what one speaks of stays', async ({ ctx }) => {
  const here: FileStore = { ...store, into: 'folder' };
  const { producerId } = await aProduct(ctx);
  const picture = await aPicture(ctx, producerId!, undefined, here);
  await keepPaper(ctx, here, Buffer.from('%PDF-1.7 giấy'), 'giấy.pdf');
  const left = await keepFile(ctx, here, LONG);
  expect(await sweepFiles(ctx, here)).toBe(0);
  expect(await sweepFiles(later(ctx, 2), here)).toBe(1);
  await expect(readFile(inFolder(left))).rejects.toThrow('ENOENT');
  const asked = { hash: picture.hash, width: 960, format: 'jpeg' } as const;
  expect(await pictureFile(ctx, here, asked)).not.toBeNull();
  await removePicture(ctx, producerId!, picture.id);
  expect(await pictureFile(ctx, here, asked)).toBeNull();
  expect(await sweepFiles(later(ctx, 2), here)).toBe(1);
  expect(missed).toEqual([]);
});

test('the same picture sent once more is kept from the sweep', async ({ ctx }) => {
  await keepFile(ctx, store, LONG);
  await keepFile(later(ctx, 5), store, LONG);
  expect(await sweepFiles(later(ctx, 5), store)).toBe(0);
});

test('all files go from the database to a folder, to S3 and back, and every picture is shown meanwhile', async ({
  ctx,
}) => {
  const { producerId } = await aProduct(ctx);
  const { hash } = await aPicture(ctx, producerId!, undefined, store);
  await keepFile(ctx, store, LONG);
  const shown = async () =>
    (await pictureFile(ctx, store, { hash, width: 960, format: 'jpeg' }))?.subarray(0, 3).join();
  const before = await shown();
  for (const place of ['folder', 's3', 'database'] as const) {
    expect(await moveFiles(ctx, store, place)).toMatchObject({ files: 2, faults: [] });
    expect(await moveFiles(ctx, store, place)).toMatchObject({ files: 0, faults: [] });
    expect(await shown()).toBe(before);
    expect(service.objects.size).toBe(place === 's3' ? 2 : 0);
    const [parts] = await ctx.db.execute<{ n: number }>(
      sql`select count(*)::int as n from stored_file_parts`,
    );
    expect(parts!.n).toBe(place === 'database' ? 4 : 0);
  }
});

test('a move that breaks off goes on where it was, and leaves what is damaged', async ({ ctx }) => {
  const names: string[] = [];
  for (const text of ['a', 'b', 'c'])
    names.push(await keepFile(ctx, { ...store, into: 'folder' }, Buffer.from(text)));
  await writeFile(inFolder(names[0]!), 'khác');
  service.troubles.push('forbidden');
  await expect(moveFiles(ctx, store, 's3')).rejects.toThrow();
  expect(await moveFiles(ctx, store, 's3')).toMatchObject({
    files: 2,
    faults: [{ sha256: names[0], fault: 'damaged', place: 'folder' }],
  });
  expect(await readFile(inFolder(names[0]!), 'utf8')).toBe('khác');
});

test('the command moves, checks, and says what is missing', async ({ ctx }) => {
  const sha256 = await keepFile(ctx, store, LONG);
  const said: string[] = [];
  const tools = {
    ctx,
    store,
    out: (line: string) => said.push(line),
    err: (line: string) => said.push(line),
    json: false,
  };
  expect(await filesCommand(['move', 'folder'], tools)).toBe(0);
  expect(await filesCommand(['check'], tools)).toBe(0);
  await rm(inFolder(sha256));
  expect(await filesCommand(['check'], tools)).toBe(1);
  expect(said.join('\n')).toContain(`${sha256} (thư mục): không có ở nơi cất`);
  await expect(filesCommand(['move', 'nhà'], tools)).rejects.toThrow('files move');
  await expect(filesCommand(['move', 's3'], { ...tools, store: IN_DATABASE })).rejects.toThrow('S3_URL');
});
