import { sql } from 'drizzle-orm';
import type { Context } from '#src/domain/shared/context.ts';
import { newId } from '#src/domain/shared/id.ts';

export type Entry = { account: string; amount: number; orderId: string | null };

/** Money the operator holds from cards. */
export const CARD = 'card';
/** What the operator owes a producer, below nothing; above nothing, what the producer owes. */
export const producerAccount = (producerId: string): string => `producer:${producerId}`;
/** Money that a producer took themselves: by transfer, or in cash by the carrier. */
export const directAccount = (producerId: string): string => `direct:${producerId}`;
export const directSales = (producerId: string): string => `direct_sales:${producerId}`;

/** What was withheld and is owed to the state, below nothing. */
export const TAX_ACCOUNTS = { vat: 'tax:vat', pit: 'tax:pit' } as const;

/**
 * Writes a movement of money down; once for each cause, however often it is asked.
 *
 * @throws Error when the entries do not add up to nothing.
 */
export async function enter(ctx: Context, cause: string, entries: readonly Entry[]): Promise<void> {
  if (entries.reduce((sum, { amount }) => sum + amount, 0) !== 0)
    throw new Error(`the entries of ${cause} do not add up`);
  const id = newId();
  await ctx.db.execute(sql`
    with moved as (
      insert into ledger_transfers (id, cause, at) values (${id}, ${cause}, ${ctx.now.toISOString()}::timestamptz)
      on conflict (cause) do nothing returning id)
    insert into ledger_entries (transfer_id, account, order_id, amount)
    select moved.id, e.account, e."orderId", e.amount
    from moved, jsonb_to_recordset(${JSON.stringify(entries)}::jsonb) as e(account text, "orderId" text, amount int)`);
}

/** What stands on an account; `0` for one that nothing was ever entered in. */
export async function balanceOf(ctx: Pick<Context, 'db'>, account: string): Promise<number> {
  const [row] = await ctx.db.execute<{ balance: number }>(
    sql`select coalesce(sum(amount), 0)::float8 as balance from ledger_entries where account = ${account}`,
  );
  return row?.balance ?? 0;
}
