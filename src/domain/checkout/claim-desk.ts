import { sql } from 'drizzle-orm';
import { mustBeAllowed } from '#src/domain/accounts/deeds.ts';
import { dayInVietnam, type Day } from '#src/domain/shared/calendar.ts';
import type { Context } from '#src/domain/shared/context.ts';
import type { Dong } from '#src/domain/shared/dong.ts';
import type { ClaimReason, ClaimState } from './claim.ts';

export const CLAIM_VIEWS = ['late', 'open', 'settled'] as const;
export type ClaimView = (typeof CLAIM_VIEWS)[number];

export type ClaimListed = {
  id: string;
  state: ClaimState;
  reason: ClaimReason;
  order: string;
  orderId: string;
  purchaseId: string;
  producer: string;
  producerId: string;
  phone: string | null;
  goods: string;
  askedAt: string;
  answerBy: Day;
  amount: Dong | null;
  changedAt: string;
};

/**
 * Claims of the whole market for the operator: those whose producer is late, those under way by their clock, and those
 * that are settled, newest first. What buyers wrote is read where the claim is answered.
 *
 * @throws Refusal `not_allowed`.
 */
export async function claimsToWatch(
  ctx: Context,
  { view, page, perPage }: { view: ClaimView; page: number; perPage: number },
): Promise<{ claims: ClaimListed[]; counts: Record<ClaimView, number> }> {
  mustBeAllowed(ctx, 'shop.operate', 'country');
  const late = sql`(c.state = 'asked' and c.answer_by < ${dayInVietnam(ctx.now)})`;
  const [counts] = await ctx.db.execute<Record<ClaimView, number>>(sql`
    select count(*) filter (where ${late})::int as late,
      count(*) filter (where c.state in ('asked', 'accepted'))::int as open,
      count(*) filter (where c.state in ('refused', 'closed'))::int as settled from claims c`);
  const which =
    view === 'late'
      ? late
      : view === 'open'
        ? sql`c.state in ('asked', 'accepted')`
        : sql`c.state in ('refused', 'closed')`;
  const claims = await ctx.db.execute<ClaimListed>(sql`
    select c.id, c.state, c.reason, o.code as "order", o.id as "orderId", o.purchase_id as "purchaseId",
      m.name as producer, m.id as "producerId", m.phone, c.asked_at as "askedAt", c.answer_by::text as "answerBy",
      c.amount, c.changed_at as "changedAt",
      (select string_agg(i.quantity || ' × ' || (l.goods->>'name'), ', ' order by l.goods->>'name')
        from claim_lines i join order_lines l on l.id = i.order_line_id where i.claim_id = c.id) as goods
    from claims c join orders o on o.id = c.order_id join producers m on m.id = o.producer_id
    where ${which}
    order by ${view === 'settled' ? sql`c.changed_at desc` : sql`c.state = 'accepted', c.answer_by, c.asked_at`}, c.id
    limit ${perPage} offset ${(page - 1) * perPage}`);
  return { claims: [...claims], counts: counts! };
}
