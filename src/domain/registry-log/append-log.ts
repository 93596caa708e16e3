import { sql } from 'drizzle-orm';
import { announce } from '#src/domain/audit/audit.ts';
import { inTransaction, type Context } from '#src/domain/shared/context.ts';
import { checkpointText } from './checkpoint.ts';
import { givePlaces } from './credentials.ts';
import { entryText, kindOf, sha256Text, statementText, type LogEntry, type Statement } from './entry.ts';
import { noteSigner, signedBy, signerText } from './log-key.ts';
import { EMPTY_ROOT, leafHash, type Hash } from './merkle.ts';
import { makeSalts, statementsOf, subjectsTouched } from './statements.ts';
import { grow, rootOfEdge, TILE_WIDTH, type Edge, type FullTile } from './tiles.ts';

/** Tag of pages that show what the log says of any certificate. */
export const LOG_TAG = 'log';
/** Tag of pages that say it where register and log differ. */
export const AUDIT_TAG = 'log-audit';
/** Tag of what shows what the log says of this subject. */
export const logTag = (subject: string): string => `log:${subject}`;

const SUBJECTS_A_TIME = 2_000;
const TOLD_ONE_BY_ONE = 100;

export type LogWriter = {
  /** Makes the log's key; kept outside of the database. */
  root: string;
  /** The log's name, where it has none yet. */
  origin: string;
  /** What else is true of this site: how days are counted, its host, its keys; by subject. */
  settings: Readonly<Record<string, Statement>>;
};

/** `key_changed`: the log was begun with another key, and nothing is written until that one is back. */
export type Appended = { entries: number } | { fault: 'key_changed' };

/**
 * Looks at what has changed and writes into the log what is to be told of it, each batch in one transaction: entries,
 * hashes and the signed root become visible together, or none of them. May be called by many at once, and again.
 */
export async function appendLog(
  ctx: Context,
  writer: LogWriter,
  goOn = (): boolean => true,
): Promise<Appended> {
  let entries = 0;
  for (let isFirst = true; goOn(); isFirst = false) {
    const done = await inTransaction(ctx, (ctx) => appendSome(ctx, writer, isFirst));
    if (done === 'key_changed') return { fault: done };
    entries += done.entries;
    if (!done.more) break;
  }
  return { entries };
}

async function appendSome(
  ctx: Context,
  { root, origin: wanted, settings }: LogWriter,
  withSettings: boolean,
): Promise<{ entries: number; more: boolean } | 'key_changed'> {
  // Only one writes at a time: whoever holds this row.
  let [state] = await ctx.db.execute<{ origin: string; key: string; size: number }>(
    sql`select origin, key, size::float8 as size from log_state for update`,
  );
  if (!state) {
    const key = signerText(noteSigner(root, 'log', wanted));
    [state] = await ctx.db.execute<{ origin: string; key: string; size: number }>(sql`
      insert into log_state (origin, key, begun_at) values (${wanted}, ${key}, ${ctx.now.toISOString()})
      on conflict do nothing returning origin, key, size::float8 as size`);
    // Somebody else has just begun it.
    if (!state) return { entries: 0, more: true };
  }
  const signer = noteSigner(root, 'log', state.origin);
  if (signerText(signer) !== state.key) return 'key_changed';

  const pending = await ctx.db.execute<{ id: number; subject: string }>(
    sql`select id::float8 as id, subject from log_pending order by id limit ${SUBJECTS_A_TIME}`,
  );
  const touched = await subjectsTouched(ctx, [...new Set(pending.map(({ subject }) => subject))]);
  await makeSalts(ctx, touched);
  await givePlaces(
    ctx,
    touched.filter((subject) => subject.startsWith('certificate:')).map((subject) => subject.slice(12)),
  );
  const statements = await statementsOf(ctx, touched);
  if (withSettings)
    for (const [subject, statement] of Object.entries(settings)) statements.set(subject, statement);
  const news = await whatIsNew(ctx, statements);
  if (pending.length > 0) {
    const ids = JSON.stringify(pending.map(({ id }) => id));
    await ctx.db.execute(sql`
      delete from log_pending where id in (select value::bigint from jsonb_array_elements_text(${ids}::jsonb))`);
  }
  const more = pending.length === SUBJECTS_A_TIME;
  if (news.length === 0) return { entries: 0, more };

  const edge = await edgeOf(ctx, state.size);
  const full: FullTile[] = [];
  const at = `${ctx.now.toISOString().slice(0, 19)}Z`;
  const rows = news.map(({ subject, statement, before, hash }) => {
    const entry: LogEntry = { v: 1, at, kind: kindOf(subject, before, statement), subject, statement };
    const text = entryText(entry);
    const leaf = leafHash(new TextEncoder().encode(text));
    const index = edge.size;
    full.push(...grow(edge, leaf));
    return { index, kind: entry.kind, subject, entry: text, leaf: hex(leaf), hash };
  });
  await ctx.db.execute(sql`
    with given as (select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as row(index bigint, kind text, subject text, entry text, leaf text, hash text)),
    written as (
      insert into log_entries (index, at, kind, subject, entry, leaf)
      select index, ${at}::timestamptz, kind, subject, entry, decode(leaf, 'hex') from given)
    insert into log_subjects (subject, index, hash) select subject, index, hash from given
    on conflict (subject) do update set index = excluded.index, hash = excluded.hash`);
  const tiles = full.map(({ level, n, bytes, root }) => ({ level, n, bytes: hex(bytes), root: hex(root) }));
  if (tiles.length > 0)
    await ctx.db.execute(sql`
      insert into log_tiles (level, n, bytes, root)
      select level, n, decode(bytes, 'hex'), decode(root, 'hex')
      from jsonb_to_recordset(${JSON.stringify(tiles)}::jsonb) as row(level int, n bigint, bytes text, root text)`);
  const text = checkpointText({
    origin: state.origin,
    size: edge.size,
    root: rootOfEdge(edge) ?? EMPTY_ROOT,
  });
  await ctx.db.execute(sql`
    insert into log_checkpoints (size, note, at)
    values (${edge.size}, ${`${text}\n${signedBy(signer, text)}`}, ${ctx.now.toISOString()})`);
  await ctx.db.execute(sql`update log_state set size = ${edge.size}`);
  await announce(ctx, {
    tags: [LOG_TAG, ...(rows.length > TOLD_ONE_BY_ONE ? [] : rows.map(({ subject }) => logTag(subject)))],
  });
  return { entries: rows.length, more };
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

type News = { subject: string; statement: Statement; before: Statement | null; hash: string };

/** What the log does not say yet. */
async function whatIsNew(ctx: Context, statements: ReadonlyMap<string, Statement>): Promise<News[]> {
  if (statements.size === 0) return [];
  const told = await ctx.db.execute<{ subject: string; hash: string; entry: string }>(sql`
    select s.subject, s.hash, e.entry from log_subjects s join log_entries e on e.index = s.index
    where s.subject in (select value from jsonb_array_elements_text(${JSON.stringify([...statements.keys()])}::jsonb))`);
  const known = new Map(told.map((row) => [row.subject, row]));
  const news: News[] = [];
  for (const [subject, statement] of statements) {
    const hash = sha256Text(statementText(statement));
    const before = known.get(subject);
    if (before?.hash === hash) continue;
    news.push({
      subject,
      statement,
      hash,
      before: before ? (JSON.parse(before.entry) as LogEntry).statement : null,
    });
  }
  return news;
}

/** The end of the tree, from what is kept. */
async function edgeOf(ctx: Context, size: number): Promise<Edge> {
  const rows: Hash[][] = [];
  for (let level = 0, width = size; width > 0; level += 1, width = Math.floor(width / TILE_WIDTH)) {
    const from = width - (width % TILE_WIDTH);
    const found = await ctx.db.execute<{ hash: Uint8Array }>(
      level === 0
        ? sql`select leaf as hash from log_entries where index >= ${from} order by index`
        : sql`select root as hash from log_tiles where level = ${level - 1} and n >= ${from} order by n`,
    );
    rows.push(found.map(({ hash }) => new Uint8Array(hash)));
  }
  return { size, rows };
}
