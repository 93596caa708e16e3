import { drizzle } from 'drizzle-orm/postgres-js';
import postgres from 'postgres';
import { inject, test as base } from 'vitest';
import type { Database } from '#db/client.ts';
import type { Context } from '#src/domain/shared/context.ts';

export { afterAll, beforeAll, describe, expect } from 'vitest';

/** The clock of the tests stands still: 10:00 in Vietnam, 15 March 2026. */
export const NOW = new Date('2026-03-15T03:00:00Z');
export const TODAY = '2026-03-15';

export type OwnDatabase = { url: string; sql: postgres.Sql; ctx: Context };

class RollBack extends Error {}

/** A database of its own, copied from the migrated template; dropped by `drop`. */
export async function ownDatabase(): Promise<OwnDatabase & { drop: () => Promise<void> }> {
  const serverUrl = inject('serverUrl');
  const name = `test_${process.pid}_${Math.random().toString(36).slice(2, 10)}`;
  const admin = postgres(serverUrl, {
    max: 1,
    onnotice: () => {},
    connection: { application_name: 'sao-lang' },
  });
  // Two copies of one template cannot be made at once: PostgreSQL wants it unused.
  await admin`select pg_advisory_lock(4321002)`;
  await admin.unsafe(`create database ${name} template ${inject('template')}`);
  await admin`select pg_advisory_unlock(4321002)`;
  const url = new URL(name, serverUrl).href;
  const sql = postgres(url, { max: 5, onnotice: () => {} });
  const forDrizzle = postgres(url, { max: 5, onnotice: () => {} });
  return {
    url,
    sql,
    ctx: { db: drizzle(forDrizzle), now: NOW, actor: { kind: 'system', task: 'test' } },
    drop: async () => {
      await Promise.all([sql.end({ timeout: 1 }), forDrizzle.end({ timeout: 1 })]);
      await admin.unsafe(`drop database if exists ${name} with (force)`);
      await admin.end({ timeout: 1 });
    },
  };
}

type Fixtures = {
  /** In a transaction that is thrown away after the test. */
  ctx: Context;
  /** For tests of races and of killed processes. */
  own: OwnDatabase;
};

/** `test` with a real database: `ctx` for what fits in a transaction, `own` for a database of its own. */
export const test = base
  .extend('workerDatabase', { scope: 'worker' }, async ({}, { onCleanup }) => {
    const database = await ownDatabase();
    onCleanup(database.drop);
    return database.ctx.db as Database;
  })
  .extend<'ctx', Fixtures['ctx']>('ctx', async ({ workerDatabase }, { onCleanup }) => {
    let hand: (ctx: Context) => void = () => {};
    let finish: () => void = () => {};
    const handed = new Promise<Context>((done) => (hand = done));
    const finished = new Promise<void>((done) => (finish = done));
    const transaction = workerDatabase
      .transaction(async (db) => {
        hand({ db, now: NOW, actor: { kind: 'system', task: 'test' } });
        await finished;
        throw new RollBack();
      })
      .catch((error: unknown) => {
        if (!(error instanceof RollBack)) throw error;
      });
    onCleanup(async () => {
      finish();
      await transaction;
    });
    return handed;
  })
  .extend<'own', Fixtures['own']>('own', async ({}, { onCleanup }) => {
    const database = await ownDatabase();
    onCleanup(database.drop);
    return database;
  });
