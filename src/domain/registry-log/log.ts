import { sql } from 'drizzle-orm';
import type { Context } from '#src/domain/shared/context.ts';
import { inclusionProof, consistencyProof, type Hash } from './merkle.ts';
import { proofText } from './proof.ts';
import { sha256Text, statementText } from './entry.ts';
import { pendingOf, statementsOf } from './statements.ts';
import { bundled, hashesOf, joined, TILE_WIDTH, type Tile, type TileReader } from './tiles.ts';

type Db = Pick<Context, 'db'>;

/** The newest root, as it was signed and seen. */
export type LogHead = { origin: string; key: string; size: number; note: string; at: Date };

/** `null`: nothing was written yet. */
export async function logHead(ctx: Db): Promise<LogHead | null> {
  const [row] = await ctx.db.execute<Omit<LogHead, 'at'> & { at: string }>(sql`
    select s.origin, s.key, c.size::float8 as size, c.note || c.cosignatures as note, c.at
    from log_state s join log_checkpoints c on c.size = s.size`);
  return row ? { ...row, at: new Date(row.at) } : null;
}

/** A tile of the tree as it is now; `null`: it has none of this width. */
export async function tileBytes(ctx: Db, { level, n, width }: Tile): Promise<Uint8Array | null> {
  const from = n * TILE_WIDTH;
  if (level === 'entries') {
    const rows = await ctx.db.execute<{ entry: string }>(
      sql`select entry from log_entries where index >= ${from} and index < ${from + width} order by index`,
    );
    return rows.length === width ? bundled(rows.map(({ entry }) => new TextEncoder().encode(entry))) : null;
  }
  if (width === TILE_WIDTH) {
    const [row] = await ctx.db.execute<{ bytes: Uint8Array }>(
      sql`select bytes from log_tiles where level = ${level} and n = ${n}`,
    );
    return row ? new Uint8Array(row.bytes) : null;
  }
  const rows = await ctx.db.execute<{ hash: Uint8Array }>(
    level === 0
      ? sql`select leaf as hash from log_entries where index >= ${from} and index < ${from + width} order by index`
      : sql`select root as hash from log_tiles where level = ${level - 1} and n >= ${from} and n < ${from + width} order by n`,
  );
  return rows.length === width ? joined(rows.map(({ hash }) => new Uint8Array(hash))) : null;
}

export const tilesOf =
  (ctx: Db): TileReader =>
  (tile) =>
    tileBytes(ctx, tile);

/** What proves that the entry stands in the log, with the newest root; `null`: there is no such entry. */
export async function logProof(ctx: Db, index: number): Promise<string | null> {
  const head = await logHead(ctx);
  if (!head || index >= head.size) return null;
  const hashes = await inclusionProof(hashesOf(tilesOf(ctx), head.size), index, head.size);
  return proofText({ index, hashes, checkpoint: head.note });
}

/** What proves that the log of `size` entries began as it was at `before`. */
export async function growthProof(ctx: Db, before: number, size: number): Promise<Hash[]> {
  return consistencyProof(hashesOf(tilesOf(ctx), size), before, size);
}

/**
 * How the register stands to the log. `waiting`: it changed a moment ago, and the log has not been written yet;
 * `differs`: it says something else than the log, which no deed of ours does; `missing`: the log does not know it.
 */
export type LogStanding = 'same' | 'waiting' | 'differs' | 'missing';

export type LogLine = { index: number; at: Date; kind: string };

export type SubjectInLog = {
  /** Whether there is a log at all. */
  begun: boolean;
  standing: LogStanding;
  /** All that was written of it, oldest first. */
  lines: LogLine[];
};

/** What the log says of a subject, held against the register. */
export async function subjectInLog(ctx: Db, subject: string): Promise<SubjectInLog> {
  const [[told], lines, statements, pending, [state]] = await Promise.all([
    ctx.db.execute<{ hash: string }>(sql`select hash from log_subjects where subject = ${subject}`),
    ctx.db.execute<{ index: number; at: string; kind: string }>(
      sql`select index::float8 as index, at, kind from log_entries where subject = ${subject} order by index`,
    ),
    statementsOf(ctx, [subject]),
    pendingOf(ctx, [subject]),
    ctx.db.execute<{ n: number }>(sql`select 1 as n from log_state`),
  ]);
  const statement = statements.get(subject);
  const isSame = statement !== undefined && told?.hash === sha256Text(statementText(statement));
  return {
    begun: state !== undefined,
    standing: isSame ? 'same' : pending.has(subject) ? 'waiting' : told ? 'differs' : 'missing',
    lines: lines.map((line) => ({ ...line, at: new Date(line.at) })),
  };
}

/** Of these subjects, those of which the register says something else than the log, whatever waits to be written. */
async function unlike(ctx: Db, subjects: readonly string[]): Promise<string[]> {
  const [told, statements] = await Promise.all([
    ctx.db.execute<{ subject: string; hash: string }>(sql`
      select subject, hash from log_subjects
      where subject in (select value from jsonb_array_elements_text(${JSON.stringify(subjects)}::jsonb))`),
    statementsOf(ctx, subjects),
  ]);
  const hashes = new Map(told.map(({ subject, hash }) => [subject, hash]));
  return subjects.filter((subject) => {
    const statement = statements.get(subject);
    const hash = hashes.get(subject);
    if (statement === undefined) return hash !== undefined;
    // Of a lot the log speaks from its recall on.
    if (hash === undefined) return !('recalledOn' in statement) || statement.recalledOn !== null;
    return hash !== sha256Text(statementText(statement));
  });
}

/**
 * Of these subjects, those of which the register says something else than the log, or the log nothing. What waits to be
 * written is none of them; before there is a log, none is.
 */
export async function differingOf(ctx: Db, subjects: readonly string[]): Promise<string[]> {
  const found = await unlike(ctx, subjects);
  if (found.length === 0) return [];
  const [waiting, [state]] = await Promise.all([
    pendingOf(ctx, found),
    ctx.db.execute<{ n: number }>(sql`select 1 as n from log_state`),
  ]);
  const suspected = state ? found.filter((subject) => !waiting.has(subject)) : [];
  // What was written between the one look and the other waits no more, and does not differ.
  return suspected.length === 0 ? [] : unlike(ctx, suspected);
}

/** The entry as it was hashed; `null`: there is none. */
export async function entryAt(ctx: Db, index: number): Promise<string | null> {
  const [row] = await ctx.db.execute<{ entry: string }>(
    sql`select entry from log_entries where index = ${index}`,
  );
  return row?.entry ?? null;
}

/** Where the entry with this hash stands; `null`: nowhere. */
export async function indexOfLeaf(ctx: Db, leaf: Uint8Array): Promise<number | null> {
  if (leaf.length !== 32) return null;
  const hex = Buffer.from(leaf).toString('hex');
  const [row] = await ctx.db.execute<{ index: number }>(
    sql`select index::float8 as index from log_entries where leaf = decode(${hex}, 'hex') limit 1`,
  );
  return row?.index ?? null;
}

/** A line of the log as people read it: what goods it is about. */
export type ReadableLine = LogLine & {
  subject: string;
  product: { name: string; slug: string } | null;
  stars: number | null;
};

const LINES_A_PAGE = 50;

/** The newest lines, newest first. @param before only older ones than this. */
export async function newestLines(ctx: Db, before: number | null): Promise<ReadableLine[]> {
  const rows = await ctx.db.execute<Omit<ReadableLine, 'at'> & { at: string }>(sql`
    select e.index::float8 as index, e.at, e.kind, e.subject,
      (select jsonb_build_object('name', p.name, 'slug', p.slug) from products p
        where p.id = coalesce(e.entry::jsonb->'statement'->'product'->>'id', e.entry::jsonb->'statement'->>'product')) as product,
      (e.entry::jsonb->'statement'->>'stars')::int as stars
    from log_entries e where ${before}::bigint is null or e.index < ${before}
    order by e.index desc limit ${LINES_A_PAGE}`);
  return rows.map((row) => ({ ...row, at: new Date(row.at) }));
}

export type WitnessState = { name: string; size: number; at: Date; fault: string | null };

export async function witnessStates(ctx: Db): Promise<WitnessState[]> {
  const rows = await ctx.db.execute<Omit<WitnessState, 'at'> & { at: string }>(
    sql`select name, size::float8 as size, at, fault from log_witnesses order by name`,
  );
  return rows.map((row) => ({ ...row, at: new Date(row.at) }));
}
