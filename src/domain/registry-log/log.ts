import { sql } from 'drizzle-orm';
import type { Context } from '#src/domain/shared/context.ts';
import { inclusionProof, consistencyProof, type Hash } from './merkle.ts';
import { proofText } from './proof.ts';
import { sha256Text, statementText } from './entry.ts';
import { statementsOf } from './statements.ts';
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
  standing: LogStanding;
  /** All that was written of it, oldest first. */
  lines: LogLine[];
};

/** What the log says of a subject, held against the register. */
export async function subjectInLog(ctx: Db, subject: string): Promise<SubjectInLog> {
  const [[told], lines, statements, [pending]] = await Promise.all([
    ctx.db.execute<{ hash: string }>(sql`select hash from log_subjects where subject = ${subject}`),
    ctx.db.execute<{ index: number; at: string; kind: string }>(
      sql`select index::float8 as index, at, kind from log_entries where subject = ${subject} order by index`,
    ),
    statementsOf(ctx, [subject]),
    // Anything that waits may be about it: names of makers and of goods are part of what is told.
    ctx.db.execute<{ n: number }>(sql`select 1 as n from log_pending limit 1`),
  ]);
  const statement = statements.get(subject);
  const isSame = statement !== undefined && told?.hash === sha256Text(statementText(statement));
  return {
    standing: isSame ? 'same' : pending ? 'waiting' : told ? 'differs' : 'missing',
    lines: lines.map((line) => ({ ...line, at: new Date(line.at) })),
  };
}

/** The entry as it was hashed; `null`: there is none. */
export async function entryAt(ctx: Db, index: number): Promise<string | null> {
  const [row] = await ctx.db.execute<{ entry: string }>(
    sql`select entry from log_entries where index = ${index}`,
  );
  return row?.entry ?? null;
}
