import { sql } from 'drizzle-orm';
import { dayInVietnam } from '#src/domain/shared/calendar.ts';
import type { Context } from '#src/domain/shared/context.ts';
import { auditTiles, compareRegister, type AuditedLog, type Difference } from './audit-log.ts';
import { logHead, tilesOf } from './log.ts';
import { readKey } from './note.ts';

export type AuditedRegister = { log: AuditedLog; differences: Difference[] };

/** Reads our own log as a stranger would, and the register beside it; `null`: there is no log yet. */
export async function auditRegister(ctx: Context): Promise<AuditedRegister | null> {
  const head = await logHead(ctx);
  if (!head) return null;
  const key = readKey(head.key);
  const log = await auditTiles(head.note, tilesOf(ctx), key ? [key] : []);
  const differences = await compareRegister(ctx, log.latest, dayInVietnam(ctx.now));
  await ctx.db.execute(sql`
    update log_state set audited_at = ${ctx.now.toISOString()}, differences = ${differences.length + log.faults.length}`);
  return { log, differences };
}

/** When the register was last held against the log, and how much differed. */
export type LastAudit = { at: Date; differences: number };

export async function lastAudit(ctx: Pick<Context, 'db'>): Promise<LastAudit | null> {
  const [row] = await ctx.db.execute<{ at: string; differences: number }>(
    sql`select audited_at as at, differences from log_state where audited_at is not null`,
  );
  return row ? { at: new Date(row.at), differences: row.differences } : null;
}
