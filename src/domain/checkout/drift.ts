import { sql } from 'drizzle-orm';
import type { Context } from '#src/domain/shared/context.ts';

/** What can only be wrong by a fault of ours, or of somebody with a shell. */
export const DRIFT_KINDS = [
  'shelf_below_nothing',
  'held_is_not_holds',
  'moves_are_not_sales',
  'hold_outlived',
  'orders_are_not_the_purchase',
  'shares_are_not_the_payment',
  'refunds_are_not_the_share',
  'ledger_is_not_zero',
  'paid_and_not_placed',
  'payout_is_not_in_the_ledger',
  'taxes_are_not_the_ledger',
] as const;
export type DriftKind = (typeof DRIFT_KINDS)[number];
export type Drift = { kind: DriftKind; subject: string };

/** By then the sweeper has freed what a hold kept. */
const HOLD_GRACE_MS = 120_000;
const MOST = 500;

/** Numbers that should be equal and are not, each with what it is about: empty on every good day. */
export async function driftOf(ctx: Pick<Context, 'db' | 'now'>): Promise<Drift[]> {
  const outlived = new Date(ctx.now.getTime() - HOLD_GRACE_MS).toISOString();
  return ctx.db.execute<Drift>(sql`
    select * from (
      select 'shelf_below_nothing' as kind, 'stock:' || id as subject from stock
        where on_hand < 0 or held < 0 or held > on_hand
      union all
      select 'held_is_not_holds', 'stock:' || k.id from stock k
        left join (select stock_id, sum(quantity) as sum from holds where state = 'held' group by stock_id) h on h.stock_id = k.id
        where k.held <> coalesce(h.sum, 0)
      union all
      select 'moves_are_not_sales', 'stock:' || k.id from stock k
        left join (select stock_id, -sum(quantity) as sum from stock_moves where kind in ('sold', 'returned') group by stock_id) v
          on v.stock_id = k.id
        left join (select stock_id, sum(quantity) as sum from holds where state = 'sold' group by stock_id) h on h.stock_id = k.id
        where coalesce(v.sum, 0) <> coalesce(h.sum, 0)
      union all
      select 'hold_outlived', 'purchase:' || purchase_id from holds
        where state = 'held' and until < ${outlived} group by purchase_id
      union all
      select 'orders_are_not_the_purchase', 'purchase:' || p.id from purchases p
        left join (select purchase_id, sum(total) as sum from orders group by purchase_id) o on o.purchase_id = p.id
        where p.total <> coalesce(o.sum, 0)
      union all
      select 'shares_are_not_the_payment', 'purchase:' || y.purchase_id from payments y
        left join (select payment_id, sum(amount) as sum from payment_shares group by payment_id) s on s.payment_id = y.id
        where y.amount <> coalesce(s.sum, 0)
      union all
      select 'refunds_are_not_the_share', 'order:' || s.order_id from payment_shares s
        left join (select order_id, sum(amount) as sum from refunds group by order_id) r on r.order_id = s.order_id
        where s.refunded > s.amount or s.refunded <> coalesce(r.sum, 0)
      union all
      select 'ledger_is_not_zero', t.cause from ledger_transfers t
        join ledger_entries e on e.transfer_id = t.id group by t.cause having sum(e.amount) <> 0
      union all
      select 'paid_and_not_placed', 'purchase:' || p.id from payments y join purchases p on p.id = y.purchase_id
        where y.state = 'paid' and p.placed_at is null
      union all
      select 'payout_is_not_in_the_ledger', 'payout:' || l.payout_id from payout_lines l join payouts u on u.id = l.payout_id
        left join ledger_transfers t on t.cause = 'payout:' || l.payout_id || ':' || l.producer_id
        left join ledger_entries e on e.transfer_id = t.id and e.account = 'producer:' || l.producer_id
        where (u.state = 'paid') <> (t.id is not null) or (e.amount is not null and e.amount <> l.amount)
      union all
      select 'taxes_are_not_the_ledger', 'order:' || t.order_id from order_taxes t
        left join (select order_id, sum(base) as base, sum(vat) as vat, sum(pit) as pit from tax_movements group by order_id) v
          on v.order_id = t.order_id
        left join (select order_id, -sum(amount) as sum from ledger_entries where account in ('tax:vat', 'tax:pit')
          group by order_id) e on e.order_id = t.order_id
        where (t.base, t.vat, t.pit) is distinct from (v.base, v.vat, v.pit) or t.vat + t.pit <> coalesce(e.sum, 0)
    ) drift order by kind, subject limit ${MOST}`);
}
