import { sql, type SQL } from 'drizzle-orm';
import { dayInVietnam } from '#src/domain/shared/calendar.ts';
import type { Context } from '#src/domain/shared/context.ts';
import type { AuditFact } from './audit.ts';

/** Channel on which whoever delivers hears that something waits. */
export const HOOKS_CHANNEL = 'hooks_waiting';

/** `topic` and `what` of facts that systems of others may hear of; of the rest none. */
function toldOf({ kind, subject, before, after }: AuditFact) {
  const topic = kind.split('.')[0] ?? '';
  const [noun, id] = subject.split(':');
  if (
    !['product', 'certificate', 'offer'].includes(topic) ||
    !['product', 'certificate'].includes(noun ?? '')
  )
    return [];
  const isOpen = (facts: unknown) => (facts as { state?: string } | null)?.state === 'open';
  // A draft is nobody's business yet.
  if (topic === 'offer' && !isOpen(before) && !isOpen(after)) return [];
  return [{ topic, what: kind, noun, id }];
}

/** Tells of public facts, in the transaction that makes them true: one delivery for each that wants to hear. */
export async function tellFacts(ctx: Context, facts: readonly AuditFact[]): Promise<void> {
  const told = facts.flatMap(toldOf);
  if (told.length > 0) await tellOfProducts(ctx, told);
}

/** How many packs of these goods are left has changed. */
export async function tellStock(ctx: Context, productIds: readonly string[]): Promise<void> {
  if (productIds.length > 0)
    await tellOfProducts(
      ctx,
      productIds.map((id) => ({ topic: 'stock', what: 'stock.changed', noun: 'product', id })),
    );
}

async function tellOfProducts(
  ctx: Context,
  told: readonly { topic: string; what: string; noun: string | undefined; id: string | undefined }[],
): Promise<void> {
  const today = dayInVietnam(ctx.now);
  const left = sql`coalesce((select sum(k.on_hand - k.held) from stock k left join lots t on t.id = k.lot_id
    where k.offer_id = o.id and (t.recalled_on is null or t.recalled_on > ${today}::date)
      and (t.use_by is null or t.use_by - ${today}::date >= o.short_dated_days)), 0)`;
  await write(
    ctx,
    sql`
    select r.id, f.topic || '.changed', 'product:' || p.id,
      jsonb_strip_nulls(jsonb_build_object('what', f.what,
        'product', jsonb_build_object('id', p.id, 'slug', p.slug),
        'producer', case when p.producer_id is not null then jsonb_build_object('id', p.producer_id) end,
        'certificate', case when c.id is not null then jsonb_build_object('id', c.id) end,
        'offers', case when f.topic in ('offer', 'stock') then coalesce((
          select jsonb_agg(jsonb_build_object('id', o.id, 'pack', o.pack, 'price', o.price, 'inStock', ${left} > 0)
            || case when r.producer_id is null then '{}'::jsonb else jsonb_build_object('left', ${left}) end
            order by o.price, o.id)
          from offers o where o.product_id = p.id and o.state = 'open'), '[]'::jsonb) end))
    from (
      select *, row_number() over () as n
      from jsonb_to_recordset(${JSON.stringify(told)}::jsonb) as row(topic text, what text, noun text, id text)) f
    left join certificates c on f.noun = 'certificate' and c.id = f.id
    join products p on p.id = case f.noun when 'product' then f.id else c.product_id end
    join hook_receivers r on r.ended_at is null and f.topic = any(r.topics)
      and (r.producer_id = p.producer_id
        -- Offers of alcohol are shown to nobody who has not given an age.
        or (r.producer_id is null and (f.topic not in ('offer', 'stock') or p.product_set not in (14, 15))))
    order by f.n, r.id`,
  );
}

/** An order of a producer has come to this state. */
export async function tellOrder(ctx: Context, orderId: string): Promise<void> {
  await write(ctx, ordersTold(sql`o.id = ${orderId}`));
}

/** Something was ordered: its orders begin, and once it counts for everybody, the purchase is told of, once. */
export async function tellPurchase(ctx: Context, purchaseId: string): Promise<void> {
  await write(ctx, ordersTold(sql`o.purchase_id = ${purchaseId}`));
  await tellPlaced(ctx, purchaseId);
}

export async function tellPlaced(ctx: Context, purchaseId: string): Promise<void> {
  await write(
    ctx,
    sql`
    select r.id, 'purchase.placed', 'purchase:' || p.id,
      jsonb_build_object('purchase', jsonb_build_object('id', p.id, 'code', p.code),
        'orders', (select jsonb_agg(jsonb_build_object('id', o.id, 'code', o.code, 'state', o.state,
            'producer', jsonb_build_object('id', o.producer_id)) order by o.code)
          from orders o where o.purchase_id = p.id))
    from purchases p
    join hook_receivers r on r.ended_at is null and r.producer_id is null and 'purchase' = any(r.topics)
    where p.id = ${purchaseId} and p.placed_at is not null and not exists (
      select 1 from hook_deliveries d
      where d.receiver_id = r.id and d.subject = 'purchase:' || p.id and d.type = 'purchase.placed')`,
  );
}

const ordersTold = (which: SQL): SQL => sql`
  select r.id, 'order.' || o.state, 'order:' || o.id,
    jsonb_build_object('order', jsonb_build_object('id', o.id, 'code', o.code, 'state', o.state),
      'producer', jsonb_build_object('id', o.producer_id))
  from orders o
  join hook_receivers r on r.ended_at is null and r.producer_id = o.producer_id and 'order' = any(r.topics)
  where ${which} order by o.code, r.id`;

async function write(ctx: Context, rows: SQL): Promise<void> {
  await ctx.db.execute(sql`
    with told as (
      insert into hook_deliveries (receiver_id, type, subject, data, happened_at)
      select given.*, ${ctx.now.toISOString()}::timestamptz from (${rows}) given
      returning 1)
    select pg_notify(${HOOKS_CHANNEL}, '') from told limit 1`);
}
