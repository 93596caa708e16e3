import type { Database, Transaction } from '#db/client.ts';

/** Who does it. `system` names the task, so that the audit can tell. */
export type Actor =
  | { kind: 'visitor' }
  | { kind: 'system'; task: string }
  /** Someone with a shell on the machine: may do everything, under the name given. */
  | { kind: 'operator'; name: string };

/** What every command and question of the domain is given first. Nothing in the domain reads the clock. */
export type Context = {
  db: Database | Transaction;
  now: Date;
  actor: Actor;
};

export function actorName(actor: Actor): string {
  return actor.kind === 'visitor'
    ? 'visitor'
    : actor.kind === 'system'
      ? `system:${actor.task}`
      : `operator:${actor.name}`;
}

/** Runs `work` in one transaction; inside, only the inner `ctx` is used. Within a transaction it is a savepoint. */
export async function inTransaction<Ctx extends Context, Result>(
  ctx: Ctx,
  work: (ctx: Ctx) => Promise<Result>,
): Promise<Result> {
  return ctx.db.transaction((db) => work({ ...ctx, db }));
}
