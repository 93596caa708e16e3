import { sql } from 'drizzle-orm';
import { writeDown } from '#src/domain/audit/audit.ts';
import { emptyReview } from '#src/domain/reviews/write-review.ts';
import type { Context } from '#src/domain/shared/context.ts';

/** Whether all its orders have ended and no money or claim is under way. */
export async function hasEnded(ctx: Pick<Context, 'db'>, purchaseId: string): Promise<boolean> {
  const [open] = await ctx.db.execute(sql`
    select 1 from orders o where o.purchase_id = ${purchaseId} and (
      o.state not in ('delivered', 'completed', 'cancelled', 'returned')
      or exists (select from claims c where c.order_id = o.id and c.state in ('asked', 'accepted'))
      or exists (select from refunds r where r.order_id = o.id and r.state <> 'done')) limit 1`);
  return !open;
}

/**
 * Who bought is forgotten: name, telephone, address, words, photographs, reviews, the link. What the law makes us keep
 * stays: goods with their labels, lots, money, what an invoice was asked with. May be repeated.
 *
 * @source Decree 37/2026/NĐ-CP, article 41.6: label data with seller, contract, invoice and transaction for five years.
 */
export async function forgetPurchase(ctx: Context, purchaseId: string): Promise<void> {
  const [held] = await ctx.db.execute<{ email: string | null }>(sql`
    select p.buyer->>'email' as email from purchases p where p.id = ${purchaseId} and p.forgotten_at is null for update`);
  if (!held) return;
  const reviews = await ctx.db.execute<{ id: string }>(sql`
    select r.id from reviews r join order_lines l on l.id = r.order_line_id join orders o on o.id = l.order_id
    where o.purchase_id = ${purchaseId} and r.state <> 'taken_back'`);
  for (const { id } of reviews) await emptyReview(ctx, id);
  const theirs = sql`(select o.id from orders o where o.purchase_id = ${purchaseId})`;
  await ctx.db.execute(sql`
    delete from claim_pictures where claim_id in (select id from claims where order_id in ${theirs})`);
  await ctx.db.execute(sql`update claims set words = '' where order_id in ${theirs}`);
  // Behind the carrier's reason there may stand whom they met at the door.
  await ctx.db.execute(sql`update order_events set reason = split_part(reason, ':', 1)
    where order_id in ${theirs} and state = 'delivery_failed'`);
  await ctx.db.execute(sql`update orders set reason = split_part(reason, ':', 1)
    where id in ${theirs} and reason like '%: %'`);
  await ctx.db.execute(sql`
    update letters set words = '',
      to_address = case when lower(to_address) = lower(${held.email}) then 'nobody@forgotten.invalid' else to_address end,
      to_name = case when lower(to_address) = lower(${held.email}) then null else to_name end
    where state not in ('waiting', 'handing_over')
      and about in (select 'order:' || o.id from orders o where o.purchase_id = ${purchaseId}
        union all select 'review:' || r.id from reviews r join order_lines l on l.id = r.order_line_id
          join orders o on o.id = l.order_id where o.purchase_id = ${purchaseId})`);
  await ctx.db.execute(sql`
    update purchases set phone = '', user_id = null, token_hash = 'forgotten:' || id,
      buyer = jsonb_build_object('name', '', 'phone', '', 'email', null, 'provinceCode', buyer->'provinceCode',
        'communeCode', buyer->'communeCode', 'street', '', 'oldAddress', null, 'note', null),
      invoice = case when invoice is null or jsonb_typeof(invoice) = 'null' then invoice else invoice || '{"email": ""}' end,
      forgotten_at = ${ctx.now.toISOString()}
    where id = ${purchaseId}`);
  await writeDown(ctx, [{ kind: 'purchase.forgotten', subject: `purchase:${purchaseId}` }]);
}
