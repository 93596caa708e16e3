import type { SQL } from 'drizzle-orm';
import { PgDialect } from 'drizzle-orm/pg-core';
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

const DIALECT = new PgDialect();

/**
 * The rows of a statement that is always worded the same: the database reads and plans it once for each connection,
 * and answers in one round trip instead of two. Only for what many wait for; never for words put together anew.
 */
export async function prepared<Row extends Record<string, unknown>>(
  { db }: Pick<Context, 'db'>,
  statement: SQL,
): Promise<Row[]> {
  const { session } = db._;
  return session
    .prepareQuery<{
      execute: Row[];
      all: unknown;
      values: unknown;
    }>(DIALECT.sqlToQuery(statement), undefined, 'kept', false)
    .execute();
}
