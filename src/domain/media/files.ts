import { createHash } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { inTransaction, type Context } from '#src/domain/shared/context.ts';
import { PART_BYTES, type ByteRange, type FilePlace, type FileStore, type Keeper } from './file-store.ts';

/** What no fact speaks of a day after it came is taken away. */
const SWEPT_AFTER = sql.raw(`interval '1 day'`);

export const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** @throws Error: the settings do not say how to reach that place. */
function keeperOf({ outside }: FileStore, place: FilePlace): Keeper | null {
  if (place === 'database') return null;
  const keeper = outside[place];
  if (!keeper) throw new Error(`files lie in "${place}", which no setting says how to reach`);
  return keeper;
}

async function putParts(ctx: Context, sha256: string, bytes: Uint8Array): Promise<void> {
  for (let number = 0; number * PART_BYTES < bytes.length; number += 1)
    await ctx.db.execute(sql`
      insert into stored_file_parts (sha256, number, bytes)
      values (${sha256}, ${number}, ${bytes.subarray(number * PART_BYTES, (number + 1) * PART_BYTES)})
      on conflict do nothing`);
}

/**
 * Keeps a file until a fact speaks of it. Before the transaction of that fact: what lies outside is written while
 * nothing is locked, and what then comes to nothing is swept. Kept twice, it is one file.
 *
 * @returns the name by which facts speak of it.
 */
export async function keepFile(ctx: Context, store: FileStore, bytes: Uint8Array): Promise<string> {
  const sha256 = hashOf(bytes);
  const place = await inTransaction(ctx, async (ctx) => {
    // The row before the bytes: whoever sweeps sees it, and leaves what is young.
    const [row] = await ctx.db.execute<{ place: FilePlace }>(sql`
      insert into stored_files (sha256, size, place, kept_at)
      values (${sha256}, ${bytes.length}, ${store.into}, ${ctx.now.toISOString()})
      on conflict (sha256) do update set kept_at = excluded.kept_at
      returning place`);
    if (row!.place === 'database') await putParts(ctx, sha256, bytes);
    return row!.place;
  });
  await keeperOf(store, place)?.write(sha256, bytes);
  return sha256;
}

async function placeOf(ctx: Pick<Context, 'db'>, sha256: string): Promise<FilePlace | null> {
  const [row] = await ctx.db.execute<{ place: FilePlace }>(
    sql`select place from stored_files where sha256 = ${sha256}`,
  );
  return row?.place ?? null;
}

async function partOf(ctx: Pick<Context, 'db'>, sha256: string, number: number): Promise<Uint8Array | null> {
  const [row] = await ctx.db.execute<{ bytes: Uint8Array }>(
    sql`select bytes from stored_file_parts where sha256 = ${sha256} and number = ${number}`,
  );
  return row?.bytes ?? null;
}

/** Parts one after the other, each when somebody wants it. */
async function partsFrom(
  ctx: Pick<Context, 'db'>,
  sha256: string,
  { from, to }: ByteRange,
): Promise<ReadableStream<Uint8Array> | null> {
  let at = from;
  const next = async (): Promise<Uint8Array | null> => {
    const number = Math.floor(at / PART_BYTES);
    const part = await partOf(ctx, sha256, number);
    const piece = part?.subarray(at - number * PART_BYTES, to + 1 - number * PART_BYTES) ?? null;
    if (piece === null || piece.length === 0) return null;
    at += piece.length;
    return piece;
  };
  const first = await next();
  if (first === null) return null;
  return new ReadableStream<Uint8Array>(
    {
      start: (controller) => controller.enqueue(first),
      pull: async (controller) => {
        const piece = at <= to ? await next() : null;
        if (piece) controller.enqueue(piece);
        else if (at <= to) controller.error(new Error(`a part of ${sha256} is gone`));
        else controller.close();
      },
    },
    new ByteLengthQueuingStrategy({ highWaterMark: PART_BYTES }),
  );
}

/**
 * The bytes of a file, or a range of them, from wherever it lies. `null`: it is not there, which is told.
 *
 * @throws Error where the place cannot be reached.
 */
export async function fileStream(
  ctx: Pick<Context, 'db'>,
  store: FileStore,
  { sha256, size }: { sha256: string; size: number },
  range: ByteRange = { from: 0, to: size - 1 },
): Promise<ReadableStream<Uint8Array> | null> {
  let before: FilePlace | null = null;
  for (;;) {
    const place = await placeOf(ctx, sha256);
    // Moved while we looked: then it is where the row says now.
    if (place === null || place === before) {
      store.missing(sha256, place ?? store.into);
      return null;
    }
    const keeper = keeperOf(store, place);
    const isWhole = range.from === 0 && range.to === size - 1;
    const found = keeper
      ? await keeper.read(sha256, isWhole ? undefined : range)
      : await partsFrom(ctx, sha256, range);
    if (found) return found;
    before = place;
  }
}

/** The whole of a file that fits in memory. `null` as `fileStream`. */
export async function fileBytes(
  ctx: Pick<Context, 'db'>,
  store: FileStore,
  file: { sha256: string; size: number },
): Promise<Uint8Array<ArrayBuffer> | null> {
  const stream = await fileStream(ctx, store, file);
  return stream && new Uint8Array(await new Response(stream as BodyInit).arrayBuffer());
}

/** SQL: some fact speaks of the file `f`. */
const IS_SPOKEN_OF = sql.raw(`(exists (select from picture_files i where i.sha256 = f.sha256)
  or exists (select from decision_papers d where d.sha256 = f.sha256)
  or exists (select from recordings r where r.sha256 = f.sha256))`);

/**
 * Takes away what came to nothing: files that no fact speaks of, a day after they came. Any number may sweep at once.
 *
 * @returns how many.
 */
export async function sweepFiles(
  ctx: Context,
  store: FileStore,
  goOn: () => boolean = () => true,
): Promise<number> {
  let swept = 0;
  for (;;) {
    if (!goOn()) return swept;
    const isGone = await inTransaction(ctx, async (ctx) => {
      // Held while its bytes go: whoever keeps the same bytes again at this moment has to write them after us.
      const [file] = await ctx.db.execute<{ sha256: string; place: FilePlace }>(sql`
        select f.sha256, f.place from stored_files f
        where f.kept_at < ${ctx.now.toISOString()}::timestamptz - ${SWEPT_AFTER} and not ${IS_SPOKEN_OF}
        order by f.kept_at limit 1 for update skip locked`);
      if (!file) return false;
      await ctx.db.execute(sql`delete from stored_file_parts where sha256 = ${file.sha256}`);
      await ctx.db.execute(sql`delete from stored_files where sha256 = ${file.sha256}`);
      await keeperOf(store, file.place)?.remove(file.sha256);
      return true;
    });
    if (!isGone) return swept;
    swept += 1;
  }
}

export type FileFault = { sha256: string; place: FilePlace; fault: 'missing' | 'damaged' };
export type Walked = { files: number; bytes: number; faults: FileFault[] };

type Row = { sha256: string; size: number; place: FilePlace };

async function walk(
  ctx: Context,
  from: (place: FilePlace) => boolean,
  each: (file: Row) => Promise<FileFault['fault'] | null>,
): Promise<Walked> {
  const walked: Walked = { files: 0, bytes: 0, faults: [] };
  for (let last = ''; ;) {
    const rows = await ctx.db.execute<Row>(sql`
      select sha256, size, place from stored_files where sha256 > ${last} order by sha256 limit 200`);
    if (rows.length === 0) return walked;
    for (const file of rows.filter(({ place }) => from(place))) {
      const fault = await each(file);
      if (fault) walked.faults.push({ sha256: file.sha256, place: file.place, fault });
      else {
        walked.files += 1;
        walked.bytes += file.size;
      }
    }
    last = rows.at(-1)!.sha256;
  }
}

async function readWhole(
  ctx: Context,
  store: FileStore,
  file: Row,
): Promise<Uint8Array | FileFault['fault']> {
  const bytes = await fileBytes(ctx, { ...store, missing: () => {} }, file);
  if (bytes === null) return 'missing';
  return hashOf(bytes) === file.sha256 ? bytes : 'damaged';
}

/** Reads every file where it lies, and compares it with its name. */
export async function checkFiles(ctx: Context, store: FileStore): Promise<Walked> {
  return walk(
    ctx,
    () => true,
    async (file) => {
      const read = await readWhole(ctx, store, file);
      return typeof read === 'string' ? read : null;
    },
  );
}

/**
 * Brings all files to one place, while the site runs. Each is read, compared with its name, written, read there and
 * compared once more before the old one goes; broken off, it goes on where it was. What is missing or damaged stays.
 *
 * @throws Error where a place cannot be reached.
 */
export async function moveFiles(ctx: Context, store: FileStore, to: FilePlace): Promise<Walked> {
  const target = keeperOf(store, to);
  return walk(
    ctx,
    (place) => place !== to,
    async (file) => {
      const bytes = await readWhole(ctx, store, file);
      if (typeof bytes === 'string') return bytes;
      if (target) {
        await target.write(file.sha256, bytes);
        const there = await target.read(file.sha256);
        if (
          !there ||
          hashOf(new Uint8Array(await new Response(there as BodyInit).arrayBuffer())) !== file.sha256
        )
          throw new Error(`${file.sha256} did not arrive in "${to}" as it was sent`);
      }
      await inTransaction(ctx, async (ctx) => {
        const moved = await ctx.db.execute(sql`
          update stored_files set place = ${to} where sha256 = ${file.sha256} and place = ${file.place} returning 1`);
        if (moved.length === 0) return;
        if (target) await ctx.db.execute(sql`delete from stored_file_parts where sha256 = ${file.sha256}`);
        else await putParts(ctx, file.sha256, bytes);
      });
      await keeperOf(store, file.place)?.remove(file.sha256);
      return null;
    },
  );
}
