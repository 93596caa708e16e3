import type { Database, Transaction } from '#db/client.ts';
import type { Actor } from './actor.ts';

/** What every command and question of the domain is given first. Nothing in the domain reads the clock. */
export type Context = {
  db: Database | Transaction;
  now: Date;
  actor: Actor;
};

/** Runs `work` in one transaction; inside, only the inner `ctx` is used. Within a transaction it is a savepoint. */
export async function inTransaction<Ctx extends Context, Result>(
  ctx: Ctx,
  work: (ctx: Ctx) => Promise<Result>,
): Promise<Result> {
  return ctx.db.transaction((db) => work({ ...ctx, db }));
}
