import { sql } from 'drizzle-orm';
import { tellOrder } from '#src/domain/audit/tell.ts';
import { actorName } from '#src/domain/shared/actor.ts';
import type { Context } from '#src/domain/shared/context.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import type { Day } from '#src/domain/shared/calendar.ts';
import { mayFollow, WAITS_AT_STALL, type CancelledBy, type FairNews, type OrderState } from './order.ts';

export type HeldOrder = {
  id: string;
  code: string;
  purchaseId: string;
  producerId: string;
  state: OrderState;
  version: number;
};

/** The order, locked until the transaction ends. @throws Refusal `not_found`. */
export async function lockOrder(ctx: Context, id: string): Promise<HeldOrder> {
  const [found] = await ctx.db.execute<HeldOrder>(sql`
    select id, code, purchase_id as "purchaseId", producer_id as "producerId", state, version
    from orders where id = ${id} for update`);
  if (!found) throw new Refusal('not_found');
  return found;
}

/** Brings a locked order into its next state, and writes it down. @throws Refusal `order.not_now` (details: state). */
export async function moveOrder(
  ctx: Context,
  order: Pick<HeldOrder, 'id' | 'state'>,
  to: OrderState,
  { reason = null, cancelledBy = null }: { reason?: string | null; cancelledBy?: CancelledBy | null } = {},
): Promise<void> {
  if (!mayFollow(order.state, to)) throw new Refusal('order.not_now', { state: order.state });
  const now = ctx.now.toISOString();
  await ctx.db.execute(sql`
    with moved as (
      update orders set state = ${to}, cancelled_by = ${cancelledBy}, reason = coalesce(${reason}, reason),
        placed_at = case when ${to} = 'placed' then ${now}::timestamptz else placed_at end,
        changed_at = ${now}, version = version + 1
      where id = ${order.id} returning id)
    insert into order_events (order_id, at, by, state, reason)
    select id, ${now}::timestamptz, ${actorName(ctx.actor)}, ${to}, ${reason} from moved`);
  await tellOrder(ctx, order.id);
}

/**
 * Notes on every order that is still to be collected at a fair what has become of it: its buyer is written to, once,
 * and may take it back. The order goes on as it is.
 *
 * @param of one producer's stall, or all.
 * @param days on which it takes place now: goods are due then.
 */
export async function noteOnFairOrders(
  ctx: Context,
  fairId: string,
  news: FairNews,
  { of = null, days = null }: { of?: string | null; days?: { firstOn: Day; lastOn: Day } | null } = {},
): Promise<void> {
  const now = ctx.now.toISOString();
  await ctx.db.execute(sql`
    with waiting as (
      select id from orders where fair_id = ${fairId}
        and state in (select jsonb_array_elements_text(${JSON.stringify(WAITS_AT_STALL)}::jsonb))
        and (${of}::text is null or producer_id = ${of})
      order by id for update),
    due as (
      update orders set due_on = greatest(${days?.firstOn ?? null}::date, least(due_on, ${days?.lastOn ?? null}::date))
      where ${days !== null} and id in (select id from waiting))
    insert into order_events (order_id, at, by, state, reason)
    select o.id, ${now}::timestamptz, ${actorName(ctx.actor)}, o.state, ${news} from orders o
    where o.id in (select id from waiting)`);
}
