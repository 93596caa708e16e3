import { sql } from 'drizzle-orm';
import { mustBeAllowed } from '#src/domain/accounts/deeds.ts';
import { writeDown } from '#src/domain/audit/audit.ts';
import type { FindingKind, PaymentGateway, PaymentState } from '#src/domain/payments/payment.ts';
import { actorName } from '#src/domain/shared/actor.ts';
import { addDays, dayInVietnam, startOf, type Day } from '#src/domain/shared/calendar.ts';
import { inTransaction, type Context } from '#src/domain/shared/context.ts';
import { newId } from '#src/domain/shared/id.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import { cardsComparedOn, keepSetting } from '#src/domain/shared/site-settings.ts';
import { settleCheckout } from './settle-checkout.ts';

/** Of a card payment, what the site holds. */
export type PaidHere = {
  paymentId: string;
  session: string;
  amount: number;
  state: PaymentState;
  /** Given back, as far as we know. */
  refunded: number;
  /** And what is still on its way. */
  refunding: number;
  /** Somebody gave it back outside. */
  isClosed: boolean;
};
export type Side = { paid: boolean; amount: number; currency: string; refunded: number };

/** How the two differ; `null`: they do not. What waits for a person already is no finding. */
export function differenceOf(here: PaidHere | null, there: Side): FindingKind | null {
  if (here === null) return there.paid ? 'not_here' : null;
  if (here.isClosed || here.state === 'mismatch') return null;
  const isPaidHere = here.state === 'paid' || here.state === 'late';
  if (!there.paid) return isPaidHere ? 'not_there' : null;
  if (!isPaidHere) return 'not_here';
  if (there.amount !== here.amount || there.currency !== 'vnd') return 'amount';
  if (there.refunded > here.refunded + here.refunding) return 'refunded_more';
  return there.refunded < here.refunded ? 'refunded_less' : null;
}

/** What a new call to the gateway puts right by itself. */
const MENDABLE: readonly FindingKind[] = ['not_here', 'refunded_more'];
const MOST_DAYS = 7;

/**
 * Compares all whole days since the last that was compared, a week at most. May be repeated, and by several at once:
 * the same difference is found once.
 *
 * @throws GatewayDown: days before are compared, and the next call goes on.
 */
export async function compareCardsSince(
  ctx: Context,
  gateway: PaymentGateway,
): Promise<{ found: number; settled: number }> {
  const yesterday = addDays(dayInVietnam(ctx.now), -1);
  const last = await cardsComparedOn(ctx);
  const earliest = addDays(yesterday, 1 - MOST_DAYS);
  let day = last === null || last >= yesterday ? yesterday : addDays(last, 1);
  if (day < earliest) day = earliest;
  const counted = { found: 0, settled: 0 };
  for (; day <= yesterday; day = addDays(day, 1)) {
    const { found, settled } = await compareCards(ctx, gateway, day);
    counted.found += found;
    counted.settled += settled;
    await keepSetting(ctx, 'cards_compared', { on: day });
  }
  return counted;
}

/** Compares what was paid and given back on one day. @throws GatewayDown */
export async function compareCards(
  ctx: Context,
  gateway: PaymentGateway,
  on: Day,
): Promise<{ found: number; settled: number }> {
  const [from, until] = [startOf(on), startOf(addDays(on, 1))];
  // A session lives a day at most: what was paid on this day began the day before, at the earliest.
  const there = await gateway.paidBetween(startOf(addDays(on, -1)), until);
  const here = await paidHere(
    ctx,
    sql`y.session in (select value from jsonb_array_elements_text(${JSON.stringify(there.paid.map(({ session }) => session))}::jsonb))
      or y.id in (select value from jsonb_array_elements_text(${JSON.stringify(there.refundedOf)}::jsonb))
      or (y.paid_at >= ${from.toISOString()} and y.paid_at < ${until.toISOString()})
      or exists (select 1 from refunds r where r.payment_id = y.id and r.state = 'done'
        and r.changed_at >= ${from.toISOString()} and r.changed_at < ${until.toISOString()})`,
  );
  const bySession = new Map(here.map((payment) => [payment.session, payment]));
  const sides = new Map<string, Side>(there.paid.map((side) => [side.session, { ...side, paid: true }]));
  for (const { session } of here)
    if (!sides.has(session)) sides.set(session, await gateway.readSession(session));
  // Sessions that were not asked for by this site are somebody else's.
  const ours = new Set(
    there.paid.filter(({ paymentId }) => paymentId !== null).map(({ session }) => session),
  );
  const counted = { found: 0, settled: 0 };
  for (const [session, side] of sides) {
    const payment = bySession.get(session) ?? null;
    if (payment === null && !ours.has(session)) continue;
    const kind = differenceOf(payment, side);
    if (kind === null) continue;
    const id = await noteFinding(ctx, on, kind, session, payment, side);
    if (id === null) continue;
    counted.found += 1;
    if (MENDABLE.includes(kind) && payment !== null && (await mend(ctx, gateway, id, session)))
      counted.settled += 1;
  }
  return counted;
}

/** Asks about a difference once more; it is settled when there is none any longer. @throws GatewayDown; Refusal `not_found`. */
export async function recheckFinding(ctx: Context, gateway: PaymentGateway, id: string): Promise<void> {
  mustBeAllowed(ctx, 'shop.operate', 'country');
  const [found] = await ctx.db.execute<{ session: string }>(
    sql`select session from card_findings where id = ${id} and settled_at is null`,
  );
  if (!found) throw new Refusal('not_found');
  await mend(ctx, gateway, id, found.session);
}

/** A person says how a difference was settled. @throws Refusal `reason_missing`, `not_found`, `finding.settled`. */
export async function settleFinding(ctx: Context, id: string, note: string): Promise<void> {
  mustBeAllowed(ctx, 'shop.operate', 'country');
  const words = note.trim().slice(0, 500);
  if (!words) throw new Refusal('reason_missing');
  await inTransaction(ctx, async (ctx) => {
    const [known] = await ctx.db.execute<{ kind: FindingKind; session: string }>(
      sql`select kind, session from card_findings where id = ${id}`,
    );
    if (!known) throw new Refusal('not_found');
    if (!(await close(ctx, id, words))) throw new Refusal('finding.settled');
    await writeDown(ctx, [
      { kind: 'finding.settled', subject: `finding:${id}`, before: known, reason: words },
    ]);
  });
}

async function mend(ctx: Context, gateway: PaymentGateway, id: string, session: string): Promise<boolean> {
  await settleCheckout(ctx, gateway, session);
  const [payment] = await paidHere(ctx, sql`y.session = ${session}`);
  const side = await gateway.readSession(session);
  return differenceOf(payment ?? null, side) === null && close(ctx, id, null);
}

async function close(ctx: Context, id: string, note: string | null): Promise<boolean> {
  const closed = await ctx.db.execute(sql`
    update card_findings set settled_at = ${ctx.now.toISOString()}, settled_by = ${actorName(ctx.actor)}, note = ${note}
    where id = ${id} and settled_at is null returning id`);
  return closed.length > 0;
}

async function paidHere(ctx: Context, which: ReturnType<typeof sql>): Promise<PaidHere[]> {
  return ctx.db.execute<PaidHere>(sql`
    select y.id as "paymentId", y.session, y.amount, y.state, (y.received->>'givenBack') is not null as "isClosed",
      coalesce((select sum(amount) from refunds r where r.payment_id = y.id and r.state = 'done'), 0)::float8 as refunded,
      coalesce((select sum(amount) from refunds r where r.payment_id = y.id and r.state <> 'done'), 0)::float8 as refunding
    from payments y where y.method = 'card' and y.session is not null and (${which}) order by y.id`);
}

/** @returns the finding, when it is open. The same difference is found once; a person's word on it stays. */
async function noteFinding(
  ctx: Context,
  on: Day,
  kind: FindingKind,
  session: string,
  payment: PaidHere | null,
  { paid, amount, currency, refunded }: Side,
): Promise<string | null> {
  const there = paid ? { amount, currency, refunded } : null;
  const isPaidHere = payment?.state === 'paid' || payment?.state === 'late';
  const here =
    payment && isPaidHere
      ? { amount: payment.amount, state: payment.state, refunded: payment.refunded }
      : null;
  const key = `${kind}:${session}:${there ? `${amount}${currency}-${refunded}` : '-'}:${here ? `${here.amount}-${here.refunded}` : '-'}`;
  const [row] = await ctx.db.execute<{ id: string; is_open: boolean }>(sql`
    insert into card_findings as f (id, key, "on", kind, session, payment_id, there, here, found_at)
    values (${newId()}, ${key}, ${on}, ${kind}, ${session}, ${payment?.paymentId ?? null},
      ${there && JSON.stringify(there)}::jsonb, ${here && JSON.stringify(here)}::jsonb, ${ctx.now.toISOString()})
    on conflict (key) do update set kind = f.kind returning f.id, f.settled_at is null as is_open`);
  return row?.is_open ? row.id : null;
}
