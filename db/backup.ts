import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { finished, pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import postgres from 'postgres';
import { migrateDatabase, projectFolder } from './client.ts';
import { APPLICATION } from './embedded.ts';

/** A file that is no backup of ours, is cut off, or fits nothing here; said in a sentence. */
export class BackupUnusable extends Error {
  override name = 'BackupUnusable';
}

export type Told = { table: string; rows: number };
export type Summary = { tables: number; rows: number };

/**
 * The file, unpacked, is a row of frames: four bytes of length, then so many bytes. A frame of JSON says what
 * follows: the header; for each table its name and columns, then its rows, some hundred a frame, as PostgreSQL
 * writes them in JSON, and an empty frame; at the end the sums, so that a file that was cut off is known.
 */
type Header = { format: 'sao-lang backup'; version: 1; at: string; schema: number };
type TableHead = { table: string; columns: string[] };
type End = { end: true; tables: number; rows: number };

const ROWS_A_FRAME = 500;
/** Of tables that hold bytes: a frame is a text, and a text has an end. */
const FILES_A_FRAME = 4;
const MIGRATIONS = 'drizzle.__drizzle_migrations';
/** Holds facts somebody would miss. */
const REGISTER = ['producers', 'products', 'decisions', 'certificates', 'points_of_sale'];

function client(url: string): postgres.Sql {
  return postgres(url, { max: 1, onnotice: () => {}, connection: { application_name: APPLICATION } });
}

/** Writes all data, as they are at one moment, into `file`; the site may go on changing them meanwhile. */
export async function backUp(
  url: string,
  file: string,
  now: Date,
  tell: (told: Told) => void,
): Promise<Summary> {
  const making = `${file}.making`;
  const sql = client(url);
  try {
    const packed = createGzip({ level: 6 });
    const out = createWriteStream(making, { mode: 0o600, flags: 'w' });
    const written = pipeline(packed, out);
    const put = async (frame: Buffer): Promise<void> => {
      const length = Buffer.alloc(4);
      length.writeUInt32BE(frame.length);
      packed.write(length);
      if (!packed.write(frame))
        await Promise.race([new Promise((done) => packed.once('drain', done)), written]);
    };
    const summary = await sql.begin('isolation level repeatable read read only', async (sql) => {
      const [newest] = await sql<[{ schema: string }]>`
        select max(created_at) as schema from drizzle.__drizzle_migrations`;
      await put(
        json({ format: 'sao-lang backup', version: 1, at: now.toISOString(), schema: Number(newest.schema) }),
      );
      const tables = await tablesInOrder(sql);
      let rows = 0;
      for (const table of tables) {
        const columns = await columnsOf(sql, table);
        await put(json({ table, columns }));
        let count = 0;
        // Never read here: numbers and instants stay as PostgreSQL writes them.
        const reading = sql.unsafe<{ line: string }[]>(
          `select row_to_json(r)::text as line from (select ${list(columns)} from ${qualified(table)}) r`,
        );
        const atOnce = (await holdsBytes(sql, table)) ? FILES_A_FRAME : ROWS_A_FRAME;
        for await (const part of reading.cursor(atOnce)) {
          await put(Buffer.from(`[${part.map(({ line }) => line).join(',')}]`));
          count += part.length;
        }
        await put(Buffer.alloc(0));
        rows += count;
        tell({ table, rows: count });
      }
      await put(json({ end: true, tables: tables.length, rows }));
      return { tables: tables.length, rows };
    });
    packed.end();
    await written;
    // On the disk before it takes its name: what is called a backup is whole.
    const handle = await open(making, 'r+');
    await handle.sync();
    await handle.close();
    await rename(making, file);
    return summary;
  } finally {
    await rm(making, { force: true });
    await sql.end({ timeout: 5 });
  }
}

/**
 * Reads a backup into a database without a register. All or nothing; then the tables are brought up to this
 * version.
 *
 * @throws BackupUnusable
 */
export async function restore(url: string, file: string, tell: (told: Told) => void): Promise<Summary> {
  const sql = client(url);
  try {
    const summary = await sql.begin(async (sql) => {
      await mustBeEmpty(sql);
      const frames = framesOf(file);
      const header = await nextJson<Header>(frames);
      if (header.format !== 'sao-lang backup' || header.version !== 1)
        throw new BackupUnusable('Tệp này không phải bản sao lưu của Sao Làng.');
      await sql.unsafe(
        'drop schema if exists drizzle cascade; drop schema public cascade; create schema public',
      );
      await makeTables(sql, header.schema);
      const inward = await letGoOfInwardReferences(sql);
      let tables = 0;
      let rows = 0;
      for (;;) {
        const head = await nextJson<TableHead | End>(frames);
        if ('end' in head) {
          if (head.tables !== tables || head.rows !== rows)
            throw new BackupUnusable('Bản sao lưu không trọn vẹn.');
          for (const { table, name, definition } of inward)
            await sql.unsafe(`alter table ${qualified(table)} add constraint "${name}" ${definition}`);
          await setSequences(sql);
          return { tables, rows };
        }
        const columns = list(head.columns);
        const table = qualified(head.table);
        let count = 0;
        for (let frame = await nextFrame(frames); frame.length > 0; frame = await nextFrame(frames)) {
          const put = await sql.unsafe(
            `insert into ${table} (${columns}) overriding system value
             select ${columns} from json_populate_recordset(null::${table}, $1::text::json)`,
            [frame.toString()],
          );
          count += put.count;
        }
        tables += 1;
        rows += count;
        tell({ table: head.table, rows: count });
      }
    });
    await sql`select pg_notify('public_facts', 'all')`;
    await migrateDatabase(url);
    return summary;
  } finally {
    await sql.end({ timeout: 5 });
  }
}

async function mustBeEmpty(sql: postgres.TransactionSql): Promise<void> {
  for (const table of REGISTER) {
    const [there] = await sql<
      [{ name: string | null }]
    >`select to_regclass(${`public.${table}`})::text as name`;
    if (there.name === null) continue;
    const [held] = await sql<[{ some: boolean }]>`select exists (select from ${sql(table)}) as some`;
    if (held.some)
      throw new BackupUnusable(
        'Cơ sở dữ liệu này đã có sổ đăng ký. Chỉ phục hồi vào cơ sở dữ liệu trống: đặt DATABASE_URL hoặc DATA_DIR khác.',
      );
  }
}

/** The tables as they were in the version that made the backup. */
async function makeTables(sql: postgres.TransactionSql, schema: number): Promise<void> {
  const folder = join(projectFolder(), 'db', 'migrations');
  const { entries } = JSON.parse(await readFile(join(folder, 'meta', '_journal.json'), 'utf8')) as {
    entries: { when: number; tag: string }[];
  };
  if (!entries.some(({ when }) => when === schema))
    throw new BackupUnusable(
      schema > Math.max(...entries.map(({ when }) => when))
        ? 'Bản sao lưu này do phiên bản mới hơn tạo ra. Hãy nâng cấp phần mềm trước khi phục hồi.'
        : 'Bản sao lưu này không thuộc phần mềm này.',
    );
  await sql.unsafe('create schema drizzle');
  await sql.unsafe(
    `create table ${MIGRATIONS} (id serial primary key, hash text not null, created_at bigint)`,
  );
  for (const { when, tag } of entries.filter((entry) => entry.when <= schema)) {
    const text = await readFile(join(folder, `${tag}.sql`), 'utf8');
    for (const statement of text.split('--> statement-breakpoint')) await sql.unsafe(statement);
    const hash = createHash('sha256').update(text).digest('hex');
    await sql`insert into drizzle.__drizzle_migrations (hash, created_at) values (${hash}, ${when})`;
  }
  // Some migrations bring rows along; the backup has them as they became.
  const tables = await tablesInOrder(sql);
  if (tables.length > 0) await sql.unsafe(`truncate ${tables.map(qualified).join(', ')}`);
}

type InwardReference = { table: string; name: string; definition: string };

/** A row may refer to one of its own table that comes later: such references hold again once all rows are there. */
async function letGoOfInwardReferences(sql: postgres.TransactionSql): Promise<InwardReference[]> {
  const found = await sql<InwardReference[]>`
    select a.relname as "table", c.conname as name, pg_get_constraintdef(c.oid) as definition
    from pg_constraint c join pg_class a on a.oid = c.conrelid
    where c.contype = 'f' and c.connamespace = 'public'::regnamespace and c.conrelid = c.confrelid`;
  for (const { table, name } of found)
    await sql.unsafe(`alter table ${qualified(table)} drop constraint "${name}"`);
  return [...found];
}

/** Tables after those that they refer to. */
async function tablesInOrder(sql: postgres.TransactionSql): Promise<string[]> {
  const tables = await sql<{ name: string }[]>`
    select relname as name from pg_class
    where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') order by relname`;
  const references = await sql<{ from: string; to: string }[]>`
    select a.relname as "from", b.relname as "to" from pg_constraint c
    join pg_class a on a.oid = c.conrelid join pg_class b on b.oid = c.confrelid
    where c.contype = 'f' and c.connamespace = 'public'::regnamespace and c.conrelid <> c.confrelid`;
  const ordered: string[] = [];
  const left = new Set(tables.map(({ name }) => name));
  while (left.size > 0) {
    const ready = [...left].filter(
      (name) => !references.some(({ from, to }) => from === name && left.has(to)),
    );
    if (ready.length === 0) throw new Error(`tables refer to one another: ${[...left].join(', ')}`);
    for (const name of ready) {
      left.delete(name);
      ordered.push(name);
    }
  }
  return ordered;
}

async function columnsOf(sql: postgres.TransactionSql, table: string): Promise<string[]> {
  const columns = await sql<{ name: string }[]>`
    select attname as name from pg_attribute
    where attrelid = ${qualified(table)}::regclass and attnum > 0 and not attisdropped and attgenerated = ''
    order by attnum`;
  return columns.map(({ name }) => name);
}

async function holdsBytes(sql: postgres.TransactionSql, table: string): Promise<boolean> {
  const found = await sql`
    select from pg_attribute
    where attrelid = ${qualified(table)}::regclass and attnum > 0 and not attisdropped and atttypid = 'bytea'::regtype`;
  return found.length > 0;
}

/** Numbers that are given out go on after the last one in use. */
async function setSequences(sql: postgres.TransactionSql): Promise<void> {
  const owned = await sql<{ sequence: string; table: string; column: string }[]>`
    select s.oid::regclass::text as sequence, t.oid::regclass::text as "table", quote_ident(a.attname) as "column"
    from pg_class s
    join pg_depend d on d.objid = s.oid and d.classid = 'pg_class'::regclass and d.deptype in ('a', 'i')
    join pg_class t on t.oid = d.refobjid
    join pg_attribute a on a.attrelid = t.oid and a.attnum = d.refobjsubid
    where s.relkind = 'S' and s.relnamespace = 'public'::regnamespace`;
  for (const { sequence, table, column } of owned)
    await sql.unsafe(`select setval('${sequence}', greatest((select max(${column}) from ${table}), 1),
      exists (select from ${table}))`);
  // Some are shared by several columns, or only asked by name: they stand where these left them.
}

async function* framesOf(file: string): AsyncGenerator<Buffer> {
  const packed = createReadStream(file);
  const plain = createGunzip();
  const feeding = pipeline(packed, plain);
  feeding.catch(() => {});
  let rest: Buffer = Buffer.alloc(0);
  try {
    for await (const part of plain as AsyncIterable<Buffer>) {
      rest = rest.length === 0 ? part : Buffer.concat([rest, part]);
      let at = 0;
      while (rest.length - at >= 4) {
        const length = rest.readUInt32BE(at);
        if (rest.length - at - 4 < length) break;
        yield rest.subarray(at + 4, at + 4 + length);
        at += 4 + length;
      }
      rest = rest.subarray(at);
    }
    await finished(plain).catch(() => {});
  } catch (error) {
    throw new BackupUnusable(`Không đọc được bản sao lưu: ${(error as Error).message}`, { cause: error });
  }
}

async function nextFrame(frames: AsyncGenerator<Buffer>): Promise<Buffer> {
  const { value, done } = await frames.next();
  if (done) throw new BackupUnusable('Bản sao lưu bị cắt ngang, không trọn vẹn.');
  return value;
}

async function nextJson<Shape>(frames: AsyncGenerator<Buffer>): Promise<Shape> {
  const frame = await nextFrame(frames);
  try {
    return JSON.parse(frame.toString()) as Shape;
  } catch {
    throw new BackupUnusable('Tệp này không phải bản sao lưu của Sao Làng.');
  }
}

function json(value: Header | TableHead | End): Buffer {
  return Buffer.from(JSON.stringify(value));
}

function list(columns: readonly string[]): string {
  return columns.map(quoted).join(', ');
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

function qualified(table: string): string {
  return `public.${quoted(table)}`;
}
