import { sql } from 'drizzle-orm';
import { mustBeAllowed } from '#src/domain/accounts/deeds.ts';
import { lockOrder } from '#src/domain/orders/change-order.ts';
import { askRefund } from '#src/domain/payments/refunds.ts';
import { actorName } from '#src/domain/shared/actor.ts';
import { dayInVietnam, type Day } from '#src/domain/shared/calendar.ts';
import { inTransaction, type Context } from '#src/domain/shared/context.ts';
import type { Dong } from '#src/domain/shared/dong.ts';
import { newId } from '#src/domain/shared/id.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import { putBackSome } from '#src/domain/shop/holds.ts';
import { addWorkingDays } from '#src/domain/shared/working-days.ts';
import { announceGoods } from './settle-checkout.ts';
import {
  ANSWER_WORKING_DAYS,
  lastDayToClaim,
  MOST_CLAIM_WORDS,
  MOST_PICTURES,
  type ClaimDays,
  type ClaimReason,
  type ClaimState,
} from './claim.ts';

export type ClaimRecord = {
  id: string;
  orderId: string;
  state: ClaimState;
  reason: ClaimReason;
  words: string;
  askedAt: string;
  answerBy: Day;
  amount: Dong | null;
  wantsReturn: boolean;
  answer: string | null;
  lines: { id: string; name: string; pack: string; quantity: number; total: Dong }[];
  pictures: string[];
};

const CLAIM = sql`jsonb_build_object('id', c.id, 'orderId', c.order_id, 'state', c.state, 'reason', c.reason,
  'words', c.words, 'askedAt', c.asked_at, 'answerBy', c.answer_by, 'amount', c.amount,
  'wantsReturn', c.wants_return, 'answer', c.answer,
  'lines', (select jsonb_agg(jsonb_build_object('id', l.id, 'name', l.goods->'name', 'pack', l.goods->'pack',
      'quantity', i.quantity, 'total', i.quantity * l.price) order by l.goods->>'name', l.id)
    from claim_lines i join order_lines l on l.id = i.order_line_id where i.claim_id = c.id),
  'pictures', coalesce((select jsonb_agg(i.id order by i.id) from claim_pictures i where i.claim_id = c.id), '[]'::jsonb))`;

/** Of every order of a purchase, oldest first. For whoever has its link. */
export async function claimsOfPurchase(ctx: Pick<Context, 'db'>, purchaseId: string): Promise<ClaimRecord[]> {
  const rows = await ctx.db.execute<{ claim: ClaimRecord }>(sql`
    select ${CLAIM} as claim from claims c join orders o on o.id = c.order_id
    where o.purchase_id = ${purchaseId} order by c.asked_at`);
  return rows.map(({ claim }) => claim);
}

/** Of one order, newest first. @throws Refusal `not_found`. */
export async function claimsOfOrder(
  ctx: Context,
  order: { id: string; producer: { id: string } },
): Promise<ClaimRecord[]> {
  mustBeAllowed(ctx, 'order.handle', whereOf(order.producer.id));
  const rows = await ctx.db.execute<{ claim: ClaimRecord }>(
    sql`select ${CLAIM} as claim from claims c where c.order_id = ${order.id} order by c.asked_at desc`,
  );
  return rows.map(({ claim }) => claim);
}

export type Claimable = {
  lines: {
    id: string;
    name: string;
    pack: string;
    /** Packs about which nothing was claimed and accepted yet. */
    left: number;
    /** `null`: it was not delivered. */
    until: Day | null;
  }[];
  /** Still a line that something may be said about, and no claim that waits. */
  isOpen: boolean;
};

/** What the buyer may still claim of an order, and until when. */
export async function claimableOf(
  ctx: Pick<Context, 'db' | 'now'>,
  orderId: string,
  days: ClaimDays,
): Promise<Claimable> {
  const rows = await ctx.db.execute<{
    id: string;
    name: string;
    pack: string;
    set: number | null;
    left: number;
    delivered: string | null;
    waits: boolean;
  }>(sql`
    select l.id, l.goods->>'name' as name, l.goods->>'pack' as pack, (l.goods->>'set')::int as set,
      l.quantity - coalesce((select sum(i.quantity) from claim_lines i join claims c on c.id = i.claim_id
        where i.order_line_id = l.id and c.state in ('accepted', 'closed')), 0)::int as left,
      case when o.state in ('delivered', 'completed') then
        (select max(e.at) from order_events e where e.order_id = o.id and e.state = 'delivered') end as delivered,
      exists (select 1 from claims c where c.order_id = o.id and c.state in ('asked', 'accepted')) as waits
    from order_lines l join orders o on o.id = l.order_id where o.id = ${orderId} order by l.goods->>'name', l.id`);
  const today = dayInVietnam(ctx.now);
  const lines = rows.map(({ id, name, pack, set, left, delivered }) => ({
    id,
    name,
    pack,
    left,
    until: delivered === null ? null : lastDayToClaim(dayInVietnam(new Date(delivered)), set, days),
  }));
  return {
    lines,
    isOpen:
      !rows.some(({ waits }) => waits) &&
      lines.some(({ left, until }) => left > 0 && until !== null && today <= until),
  };
}

export type NewClaim = {
  orderId: string;
  reason: ClaimReason;
  words: string;
  /** Packs by line of the order. */
  quantities: Readonly<Record<string, number>>;
  /** JPEG, made anew. */
  pictures: readonly Uint8Array[];
};

/**
 * The buyer says what is wrong with goods that have come.
 *
 * @param purchaseId whose link the buyer has.
 * @returns the claim.
 * @throws Refusal `not_found`, `claim.words_missing`, `claim.pictures_too_many` (details: most), `claim.lines_missing`,
 *   `claim.days_over`, `claim.open`.
 */
export async function askClaim(
  ctx: Context,
  purchaseId: string,
  asked: NewClaim,
  days: ClaimDays,
): Promise<string> {
  return inTransaction(ctx, async (ctx) => {
    const order = await lockOrder(ctx, asked.orderId);
    if (order.purchaseId !== purchaseId) throw new Refusal('not_found');
    const words = asked.words.trim().slice(0, MOST_CLAIM_WORDS);
    if (words === '') throw new Refusal('claim.words_missing');
    if (asked.pictures.length > MOST_PICTURES)
      throw new Refusal('claim.pictures_too_many', { most: MOST_PICTURES });
    const wanted = Object.entries(asked.quantities).filter(([, quantity]) => quantity !== 0);
    if (wanted.length === 0) throw new Refusal('claim.lines_missing');
    const [waits] = await ctx.db.execute(
      sql`select 1 from claims where order_id = ${order.id} and state in ('asked', 'accepted')`,
    );
    if (waits) throw new Refusal('claim.open');
    const today = dayInVietnam(ctx.now);
    const { lines } = await claimableOf(ctx, order.id, days);
    for (const [lineId, quantity] of wanted) {
      const line = lines.find(({ id }) => id === lineId);
      if (!line || !Number.isSafeInteger(quantity) || quantity < 1 || quantity > line.left)
        throw new Refusal('claim.lines_missing');
      if (line.until === null || today > line.until) throw new Refusal('claim.days_over');
    }
    const id = newId();
    const now = ctx.now.toISOString();
    await ctx.db.execute(sql`
      insert into claims (id, order_id, reason, words, state, asked_at, answer_by, changed_at)
      values (${id}, ${order.id}, ${asked.reason}, ${words}, 'asked', ${now},
        ${addWorkingDays(today, ANSWER_WORKING_DAYS)}, ${now})`);
    await ctx.db.execute(sql`
      insert into claim_lines (claim_id, order_line_id, quantity)
      select ${id}, key, value::smallint from jsonb_each_text(${JSON.stringify(Object.fromEntries(wanted))}::jsonb)`);
    for (const picture of asked.pictures)
      await ctx.db.execute(sql`insert into claim_pictures (id, claim_id, picture)
        values (${newId()}, ${id}, decode(${Buffer.from(picture).toString('base64')}, 'base64'))`);
    await noteClaim(ctx, id, 'asked');
    return id;
  });
}

/**
 * The claim is right: money goes back, at once or when the goods have come back. Who keeps the whole market may also
 * accept what the producer has refused.
 *
 * @throws Refusal `not_found`, `claim.not_now`, `claim.sum_wrong` (details: left).
 */
export async function acceptClaim(
  ctx: Context,
  claimId: string,
  { amount, wantsReturn, answer }: { amount: number; wantsReturn: boolean; answer: string },
): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const claim = await claimToAnswer(ctx, claimId);
    if (claim.state === 'refused') mustBeAllowed(ctx, 'order.handle', 'country');
    else if (claim.state !== 'asked') throw new Refusal('claim.not_now');
    const left = await leftToRefund(ctx, claim.orderId);
    if (!Number.isSafeInteger(amount) || amount < 1 || amount > left)
      throw new Refusal('claim.sum_wrong', { left });
    const said = answer.trim().slice(0, MOST_CLAIM_WORDS) || null;
    const to: ClaimState = wantsReturn ? 'accepted' : 'closed';
    await ctx.db
      .execute(sql`update claims set state = ${to}, amount = ${amount}, wants_return = ${wantsReturn},
      answer = ${said}, changed_at = ${ctx.now.toISOString()} where id = ${claimId}`);
    if (!wantsReturn) await refundClaim(ctx, claimId, claim.orderId, amount as Dong);
    await noteClaim(ctx, claimId, to);
  });
}

/** @throws Refusal `not_found`, `claim.not_now`, `reason_missing`. */
export async function refuseClaim(ctx: Context, claimId: string, why: string): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const claim = await claimToAnswer(ctx, claimId);
    if (claim.state !== 'asked') throw new Refusal('claim.not_now');
    const answer = why.trim().slice(0, MOST_CLAIM_WORDS);
    if (answer === '') throw new Refusal('reason_missing');
    await ctx.db.execute(sql`update claims set state = 'refused', answer = ${answer},
      changed_at = ${ctx.now.toISOString()} where id = ${claimId}`);
    await noteClaim(ctx, claimId, 'refused');
  });
}

/**
 * Goods of a claim are back: the money goes, and what can be sold again stands on the shelf.
 *
 * @param fit packs that can be sold again, by line; lines that are not named: none.
 * @throws Refusal `not_found`, `claim.not_now`, `claim.fit_wrong`.
 */
export async function receiveClaimed(
  ctx: Context,
  claimId: string,
  fit: Readonly<Record<string, number>> = {},
): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const claim = await claimToAnswer(ctx, claimId);
    if (claim.state !== 'accepted' || claim.amount === null) throw new Refusal('claim.not_now');
    await ctx.db.execute(sql`update claims set state = 'closed', changed_at = ${ctx.now.toISOString()}
      where id = ${claimId}`);
    await restock(ctx, claimId, claim.orderId, fit);
    // Meanwhile something else may have been given back of the same money.
    const due = Math.min(claim.amount, await leftToRefund(ctx, claim.orderId));
    if (due > 0) await refundClaim(ctx, claimId, claim.orderId, due as Dong);
    await noteClaim(ctx, claimId, 'closed');
  });
}

async function restock(
  ctx: Context,
  claimId: string,
  orderId: string,
  fit: Readonly<Record<string, number>>,
): Promise<void> {
  const back = Object.entries(fit).filter(([, packs]) => packs !== 0);
  if (back.length === 0) return;
  const lines = await ctx.db.execute<{ id: string; quantity: number }>(
    sql`select order_line_id as id, quantity from claim_lines where claim_id = ${claimId}`,
  );
  for (const [lineId, packs] of back) {
    const line = lines.find(({ id }) => id === lineId);
    if (!line || !Number.isSafeInteger(packs) || packs < 0 || packs > line.quantity)
      throw new Refusal('claim.fit_wrong');
  }
  await putBackSome(ctx, orderId, Object.fromEntries(back));
  await announceGoods(ctx, orderId);
}

/** What of the money that came for an order has not gone back yet. */
export async function leftToRefund(ctx: Pick<Context, 'db'>, orderId: string): Promise<Dong> {
  const [share] = await ctx.db.execute<{ left: number }>(sql`
    select s.amount - s.refunded as left from payment_shares s join payments y on y.id = s.payment_id
    where s.order_id = ${orderId} and y.state = 'paid'`);
  return (share?.left ?? 0) as Dong;
}

const refundClaim = (ctx: Context, claimId: string, orderId: string, amount: Dong): Promise<string> =>
  askRefund(ctx, { orderId, amount, reason: 'claim', key: `claim:${claimId}` });

type ClaimHeld = { orderId: string; producerId: string; state: ClaimState; amount: Dong | null };

/** The claim, its order locked before it, as everybody locks them. */
async function claimToAnswer(ctx: Context, claimId: string): Promise<ClaimHeld> {
  const [whose] = await ctx.db.execute<{ order_id: string }>(
    sql`select order_id from claims where id = ${claimId}`,
  );
  if (!whose) throw new Refusal('not_found');
  const order = await lockOrder(ctx, whose.order_id);
  mustBeAllowed(ctx, 'order.handle', whereOf(order.producerId));
  const [claim] = await ctx.db.execute<{ state: ClaimState; amount: Dong | null }>(
    sql`select state, amount from claims where id = ${claimId} for update`,
  );
  return { orderId: order.id, producerId: order.producerId, ...claim! };
}

async function noteClaim(ctx: Context, claimId: string, state: ClaimState): Promise<void> {
  await ctx.db.execute(sql`insert into claim_events (claim_id, at, by, state)
    values (${claimId}, ${ctx.now.toISOString()}, ${actorName(ctx.actor)}, ${state})`);
}

/** A photograph of a claim, a JPEG: for whoever has the link of its purchase. `null`: there is none. */
export async function pictureOfPurchase(
  ctx: Pick<Context, 'db'>,
  purchaseId: string,
  pictureId: string,
): Promise<Uint8Array | null> {
  const [found] = await ctx.db.execute<{ picture: Uint8Array }>(sql`
    select i.picture from claim_pictures i join claims c on c.id = i.claim_id join orders o on o.id = c.order_id
    where i.id = ${pictureId} and o.purchase_id = ${purchaseId}`);
  return found?.picture ?? null;
}

/** A photograph of a claim about an order of this producer. @throws Refusal `not_found`. */
export async function pictureOfProducer(
  ctx: Context,
  producerId: string,
  pictureId: string,
): Promise<Uint8Array> {
  mustBeAllowed(ctx, 'order.handle', whereOf(producerId));
  const [found] = await ctx.db.execute<{ picture: Uint8Array }>(sql`
    select i.picture from claim_pictures i join claims c on c.id = i.claim_id join orders o on o.id = c.order_id
    where i.id = ${pictureId} and o.producer_id = ${producerId}`);
  if (!found) throw new Refusal('not_found');
  return found.picture;
}

const whereOf = (producerId: string) => ({ provinceCode: null, communeCode: null, producerId });
