import { sql } from 'drizzle-orm';
import { mustBeAllowed } from '#src/domain/accounts/deeds.ts';
import { writeDown } from '#src/domain/audit/audit.ts';
import { CARD, enter, producerAccount } from '#src/domain/payments/ledger.ts';
import {
  PAYOUT_RULES,
  standingOf,
  type Due,
  type DueStanding,
  type PayoutRules,
  type PayoutState,
} from '#src/domain/payments/payout.ts';
import { actorName } from '#src/domain/shared/actor.ts';
import type { Day } from '#src/domain/shared/calendar.ts';
import { inTransaction, type Context } from '#src/domain/shared/context.ts';
import type { Dong } from '#src/domain/shared/dong.ts';
import { newId } from '#src/domain/shared/id.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import { keepSetting, payoutRulesKept } from '#src/domain/shared/site-settings.ts';

/** By which producers are paid out here. */
export async function payoutRules(ctx: Context): Promise<PayoutRules> {
  const kept = await payoutRulesKept(ctx);
  return kept ? { least: kept.least as Dong, days: kept.days } : PAYOUT_RULES;
}

/** @throws Refusal `payout.rules_wrong`. */
export async function keepPayoutRules(ctx: Context, rules: { least: number; days: number }): Promise<void> {
  mustBeAllowed(ctx, 'money.move', 'country');
  const whole = (value: number, most: number) => Number.isInteger(value) && value >= 0 && value <= most;
  if (!whole(rules.least, 100_000_000) || !whole(rules.days, 90)) throw new Refusal('payout.rules_wrong');
  await inTransaction(ctx, async (ctx) => {
    const before = await payoutRules(ctx);
    await keepSetting(ctx, 'payout_rules', rules);
    await writeDown(ctx, [{ kind: 'payout.rules', subject: 'site:payouts', before, after: rules }]);
  });
}

/**
 * What each producer has to get by now: the shares of orders that their buyers have had for long enough, less what
 * is being given back, less all that was paid out. Below nothing where money went back after it was paid out.
 */
async function dueNow(ctx: Context, deliveredUntil: Date): Promise<Due[]> {
  return ctx.db.execute<Due>(sql`
    with owed as (
      select e.account, e.order_id, -sum(e.amount) as sum from ledger_entries e
      where e.account like 'producer:%' group by e.account, e.order_id),
    ripe as (
      select w.account, sum(case
        when w.order_id is null then w.sum
        when o.state in ('delivered', 'completed') and d.at <= ${deliveredUntil.toISOString()}::timestamptz
          then w.sum - coalesce(r.open, 0)
        else 0 end) as sum
      from owed w left join orders o on o.id = w.order_id
      left join lateral (select min(at) as at from order_events where order_id = o.id and state = 'delivered') d on true
      left join lateral (select sum(amount) as open from refunds where order_id = o.id and state <> 'done') r on true
      group by w.account)
    select m.id as "producerId", m.name, ripe.sum::float8 as sum,
      case when h.bank_bin is null then null else jsonb_build_object(
        'bin', h.bank_bin, 'number', h.bank_account, 'holder', h.bank_holder) end as account
    from ripe join producers m on ripe.account = 'producer:' || m.id
    left join producer_shops h on h.producer_id = m.id
    where ripe.sum <> 0 order by m.name_key, m.id`);
}

const untilOf = (ctx: Context, { days }: PayoutRules): Date =>
  new Date(ctx.now.getTime() - days * 86_400_000);

/** What there is to pay out, and why not where not. */
export async function payoutsDue(
  ctx: Context,
): Promise<{ rules: PayoutRules; due: (Due & { standing: DueStanding })[] }> {
  mustBeAllowed(ctx, 'shop.operate', 'country');
  const rules = await payoutRules(ctx);
  const due = await dueNow(ctx, untilOf(ctx, rules));
  return { rules, due: due.map((one) => ({ ...one, standing: standingOf(one, rules) })) };
}

/** Serialises whoever makes payouts: two drafts at once would pay twice. */
const ONE_AT_A_TIME = sql`select pg_advisory_xact_lock(4321015)`;

/**
 * Makes a payout of all that is due. There is one open payout at a time: what is in it is not due twice.
 *
 * @param wording what the producer reads on their statement, from the code of the payout.
 * @throws Refusal `payout.open_one`, `payout.nothing_due`.
 */
export async function makePayout(ctx: Context, wording: (code: string) => string): Promise<string> {
  mustBeAllowed(ctx, 'money.move', 'country');
  return inTransaction(ctx, async (ctx) => {
    await ctx.db.execute(ONE_AT_A_TIME);
    const [open] = await ctx.db.execute(sql`select 1 from payouts where state in ('draft', 'approved')`);
    if (open) throw new Refusal('payout.open_one');
    const { rules, due } = await payoutsDue(ctx);
    const lines = due.flatMap(({ producerId, sum, account, standing }) =>
      standing === 'pay' && account !== null ? [{ producerId, sum, ...account }] : [],
    );
    if (lines.length === 0) throw new Refusal('payout.nothing_due');
    const id = newId();
    await ctx.db.execute(sql`
      insert into payouts (id, state, delivered_until, made_at, made_by)
      values (${id}, 'draft', ${untilOf(ctx, rules).toISOString()}, ${ctx.now.toISOString()}, ${actorName(ctx.actor)})`);
    await ctx.db.execute(sql`
      insert into payout_lines (payout_id, producer_id, amount, bank_bin, bank_account, bank_holder, message)
      select ${id}, l."producerId", l.sum, l.bin, l.number, l.holder, ${wording(id.slice(0, 8).toUpperCase())}
      from jsonb_to_recordset(${JSON.stringify(lines)}::jsonb) as l("producerId" text, sum int, bin text, number text, holder text)`);
    await writeDown(ctx, [
      {
        kind: 'payout.made',
        subject: `payout:${id}`,
        after: { producers: lines.length, total: lines.reduce((total, { sum }) => total + sum, 0) },
      },
    ]);
    return id;
  });
}

async function lockPayout(ctx: Context, id: string): Promise<{ state: PayoutState; madeBy: string }> {
  mustBeAllowed(ctx, 'money.move', 'country');
  const [found] = await ctx.db.execute<{ state: PayoutState; madeBy: string }>(
    sql`select state, made_by as "madeBy" from payouts where id = ${id} for update`,
  );
  if (!found) throw new Refusal('not_found');
  return found;
}

/** A second person looked at it. @throws Refusal `not_found`, `payout.not_now`, `payout.same_person`. */
export async function approvePayout(ctx: Context, id: string): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const { state, madeBy } = await lockPayout(ctx, id);
    if (state !== 'draft') throw new Refusal('payout.not_now');
    if (madeBy === actorName(ctx.actor)) throw new Refusal('payout.same_person');
    await ctx.db.execute(sql`update payouts set state = 'approved', approved_at = ${ctx.now.toISOString()},
      approved_by = ${actorName(ctx.actor)} where id = ${id}`);
    await writeDown(ctx, [{ kind: 'payout.approved', subject: `payout:${id}` }]);
  });
}

/**
 * The bank has sent all of it: each producer's account says so, once.
 *
 * @throws Refusal `not_found`, `payout.not_now`, `payout.reference_missing`.
 */
export async function markPaidOut(ctx: Context, id: string, reference: string): Promise<void> {
  const words = reference.trim().slice(0, 80);
  await inTransaction(ctx, async (ctx) => {
    const { state } = await lockPayout(ctx, id);
    if (state !== 'approved') throw new Refusal('payout.not_now');
    if (!words) throw new Refusal('payout.reference_missing');
    await ctx.db.execute(sql`update payouts set state = 'paid', paid_at = ${ctx.now.toISOString()},
      paid_by = ${actorName(ctx.actor)}, reference = ${words} where id = ${id}`);
    const lines = await ctx.db.execute<{ producer_id: string; amount: number }>(
      sql`select producer_id, amount from payout_lines where payout_id = ${id} order by producer_id`,
    );
    for (const { producer_id: producerId, amount } of lines)
      await enter(ctx, `payout:${id}:${producerId}`, [
        { account: producerAccount(producerId), amount, orderId: null },
        { account: CARD, amount: -amount, orderId: null },
      ]);
    await writeDown(ctx, [{ kind: 'payout.paid', subject: `payout:${id}`, after: { reference: words } }]);
  });
}

/** It is not sent after all; what was in it is due again. @throws Refusal `not_found`, `payout.not_now`. */
export async function dropPayout(ctx: Context, id: string): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const { state } = await lockPayout(ctx, id);
    if (state !== 'draft' && state !== 'approved') throw new Refusal('payout.not_now');
    await ctx.db.execute(sql`update payouts set state = 'dropped' where id = ${id}`);
    await writeDown(ctx, [{ kind: 'payout.dropped', subject: `payout:${id}` }]);
  });
}

export type PayoutListed = { id: string; state: PayoutState; madeAt: string; producers: number; total: Dong };

export async function payoutsMade(ctx: Context, most = 100): Promise<PayoutListed[]> {
  mustBeAllowed(ctx, 'shop.operate', 'country');
  return ctx.db.execute(sql`
    select u.id, u.state, u.made_at as "madeAt", count(l.producer_id)::int as producers,
      coalesce(sum(l.amount), 0)::float8 as total
    from payouts u left join payout_lines l on l.payout_id = u.id
    group by u.id order by u.state in ('draft', 'approved') desc, u.made_at desc limit ${most}`);
}

export type PayoutLine = {
  producer: string;
  amount: Dong;
  bin: string;
  account: string;
  holder: string;
  message: string;
};
export type PayoutRecord = {
  id: string;
  state: PayoutState;
  madeAt: string;
  madeBy: string;
  approvedBy: string | null;
  paidBy: string | null;
  reference: string | null;
  isMine: boolean;
  lines: PayoutLine[];
};

/** @throws Refusal `not_found`. */
export async function payoutOf(ctx: Context, id: string): Promise<PayoutRecord> {
  mustBeAllowed(ctx, 'shop.operate', 'country');
  const [found] = await ctx.db.execute<Omit<PayoutRecord, 'isMine' | 'lines'> & { maker: string }>(sql`
    select u.id, u.state, u.made_at as "madeAt", u.reference, u.made_by as maker,
      coalesce((select name from users where u.made_by = 'person:' || id), u.made_by) as "madeBy",
      coalesce((select name from users where u.approved_by = 'person:' || id), u.approved_by) as "approvedBy",
      coalesce((select name from users where u.paid_by = 'person:' || id), u.paid_by) as "paidBy"
    from payouts u where u.id = ${id}`);
  if (!found) throw new Refusal('not_found');
  const { maker, ...payout } = found;
  const lines = await ctx.db.execute<PayoutLine>(sql`
    select m.name as producer, l.amount, l.bank_bin as bin, l.bank_account as account, l.bank_holder as holder, l.message
    from payout_lines l join producers m on m.id = l.producer_id where l.payout_id = ${id} order by m.name_key, m.id`);
  return { ...payout, isMine: maker === actorName(ctx.actor), lines };
}

export type AccountLine = {
  at: string;
  /** `payment`, `refund`, `payout`. */
  kind: string;
  order: string | null;
  /** More for the producer above nothing, less below. */
  amount: number;
  balance: number;
};
export type ProducerAccount = {
  opening: number;
  lines: AccountLine[];
  closing: number;
  /** What the producer took themselves in this time, refunds taken off. */
  direct: number;
};

/**
 * What the operator took and paid for a producer between two days, both included, line by line: opening balance and
 * all lines add up to the closing one.
 *
 * @throws Refusal `not_found`.
 */
export async function accountOf(
  ctx: Context,
  producerId: string,
  { from, until }: { from: Date; until: Date },
): Promise<ProducerAccount> {
  mustBeAllowed(ctx, 'order.handle', { provinceCode: null, communeCode: null, producerId });
  const account = producerAccount(producerId);
  const [start, end] = [from.toISOString(), until.toISOString()];
  const [{ opening } = { opening: 0 }] = await ctx.db.execute<{ opening: number }>(sql`
    select coalesce(-sum(e.amount), 0)::float8 as opening from ledger_entries e join ledger_transfers t on t.id = e.transfer_id
    where e.account = ${account} and t.at < ${start}`);
  const [{ direct } = { direct: 0 }] = await ctx.db.execute<{ direct: number }>(sql`
    select coalesce(sum(e.amount), 0)::float8 as direct from ledger_entries e join ledger_transfers t on t.id = e.transfer_id
    where e.account = ${`direct:${producerId}`} and t.at >= ${start} and t.at < ${end}`);
  const entries = await ctx.db.execute<Omit<AccountLine, 'balance'>>(sql`
    select t.at, split_part(t.cause, ':', 1) as kind, o.code as "order", -e.amount as amount
    from ledger_entries e join ledger_transfers t on t.id = e.transfer_id left join orders o on o.id = e.order_id
    where e.account = ${account} and t.at >= ${start} and t.at < ${end} order by t.at, e.id`);
  let balance = opening;
  const lines = entries.map((entry) => ({ ...entry, balance: (balance += entry.amount) }));
  return { opening, lines, closing: balance, direct };
}

/** The two days of an account that nobody asked for otherwise: this month. */
export const monthOf = (today: Day): { from: Day; until: Day } => ({
  from: `${today.slice(0, 8)}01` as Day,
  until: today,
});
