import { createHash } from 'node:crypto';
import { eq, lt, sql } from 'drizzle-orm';
import { failedTries } from '#db/schema/accounts.ts';
import type { Context } from '#src/domain/shared/context.ts';

/** So many tries are free; then each waits twice as long as the one before, a quarter of an hour at most. */
const FREE = { account: 5, address: 30 } as const;
const FIRST_WAIT_SECONDS = 15;
const LONGEST_WAIT_SECONDS = 15 * 60;
/** Tries so long ago are forgotten. */
const FORGOTTEN_HOURS = 24;

export type Tried = { kind: 'account' | 'address'; value: string };

const keyOf = ({ kind, value }: Tried): string =>
  createHash('sha256').update(`${kind}\n${value}`).digest('hex');

/** Seconds until any of these may be tried again; 0: now. */
export async function mustWait(ctx: Context, tried: readonly Tried[]): Promise<number> {
  let wait = 0;
  for (const one of tried) {
    const [found] = await ctx.db
      .select({ blockedUntil: failedTries.blockedUntil })
      .from(failedTries)
      .where(eq(failedTries.key, keyOf(one)));
    const left = ((found?.blockedUntil?.getTime() ?? 0) - ctx.now.getTime()) / 1000;
    wait = Math.max(wait, Math.ceil(left));
  }
  return wait;
}

/** Counts a try that failed. An account that does not exist is counted like one that does. */
export async function noteFailure(ctx: Context, tried: readonly Tried[]): Promise<void> {
  const forgotten = new Date(ctx.now.getTime() - FORGOTTEN_HOURS * 3_600_000);
  await ctx.db.delete(failedTries).where(lt(failedTries.lastAt, forgotten));
  for (const one of tried) {
    const [row] = await ctx.db
      .insert(failedTries)
      .values({ key: keyOf(one), count: 1, lastAt: ctx.now })
      .onConflictDoUpdate({
        target: failedTries.key,
        set: { count: sql`${failedTries.count} + 1`, lastAt: ctx.now },
      })
      .returning({ count: failedTries.count });
    const over = (row?.count ?? 0) - FREE[one.kind];
    if (over < 0) continue;
    const seconds = Math.min(LONGEST_WAIT_SECONDS, FIRST_WAIT_SECONDS * 2 ** Math.min(over, 10));
    await ctx.db
      .update(failedTries)
      .set({ blockedUntil: new Date(ctx.now.getTime() + seconds * 1000) })
      .where(eq(failedTries.key, keyOf(one)));
  }
}

/** Whoever got in may try again as if nothing had been. */
export async function forgetFailures(ctx: Context, tried: Tried): Promise<void> {
  await ctx.db.delete(failedTries).where(eq(failedTries.key, keyOf(tried)));
}
