import { sql } from 'drizzle-orm';
import { lockOrder, moveOrder } from '#src/domain/orders/change-order.ts';
import type { OrderState } from '#src/domain/orders/order.ts';
import { inTransaction, type Context } from '#src/domain/shared/context.ts';
import type { Dong } from '#src/domain/shared/dong.ts';
import { openAccount } from '#src/domain/shop/carrier-accounts.ts';
import {
  CarrierDown,
  CarrierSaysNo,
  LAST_STEPS,
  type AccountCarrier,
  type ParcelStep,
  type ShipmentState,
  type Tracked,
} from '#src/domain/shop/carrier.ts';
import { deliverOrder, receiveReturn, startReturn } from './handle-order.ts';

const MINUTE_MS = 60_000;
/** How soon a parcel is asked about again, in minutes. */
const SOON = { waiting: 15, other: 30 };
/** When there was no answer: twice as long each time, up to this. */
const LONGEST_WAIT = 6 * 60;
/** While one process asks, the others let it be. */
const ASKING = 3;
/** A parcel that may have been made and cannot be found so long after is none. */
const NOT_MADE_AFTER = 15;
/** What has not ended by then nobody follows any more. */
const MOST_DAYS = 90;
/** A notice that comes so soon after the last look changes nothing: whoever sends many has us ask for none. */
const LOOKED_SECONDS = 20;
const AT_ONCE = 200;

type Followed = {
  id: string;
  state: ShipmentState;
  reference: string;
  trackingNumber: string | null;
  askedAt: string;
  looksFailed: number;
  producerId: string;
};

const FOLLOWED = sql`s.id, s.state, s.reference, s.tracking_number as "trackingNumber", s.asked_at as "askedAt",
  s.looks_failed as "looksFailed", o.producer_id as "producerId"`;

export type Looked = 'told' | 'not_found' | 'down' | 'no_account';

/** Asks the carrier about every parcel whose turn it is. May run in any number of processes at once. */
export async function followShipments(
  ctx: Context,
  carrier: AccountCarrier,
  secret: string,
  goOn: () => boolean = () => true,
): Promise<Record<Looked, number>> {
  const counted: Record<Looked, number> = { told: 0, not_found: 0, down: 0, no_account: 0 };
  for (let left = AT_ONCE; left > 0 && goOn(); left -= 1) {
    const [next] = await ctx.db.execute<Followed>(sql`
      with next as (
        select id from shipments where look_at <= ${ctx.now.toISOString()} order by look_at limit 1 for update skip locked)
      update shipments s set look_at = ${minutesFrom(ctx, ASKING)} from next, orders o
      where s.id = next.id and o.id = s.order_id returning ${FOLLOWED}`);
    if (!next) break;
    counted[await look(ctx, carrier, secret, next)] += 1;
  }
  return counted;
}

/**
 * Somebody says that there is news of a parcel. Nothing of what they say is believed: the carrier is asked.
 *
 * @returns whether it was asked now; `false`: no such parcel, or it has just been asked.
 */
export async function takeParcelNotice(
  ctx: Context,
  carrier: AccountCarrier,
  secret: string,
  trackingNumber: string,
): Promise<boolean> {
  const since = new Date(ctx.now.getTime() - LOOKED_SECONDS * 1_000).toISOString();
  const [found] = await ctx.db.execute<Followed>(sql`
    update shipments s set look_at = ${minutesFrom(ctx, ASKING)} from orders o
    where s.tracking_number = ${trackingNumber} and s.state = 'made' and o.id = s.order_id
      and (s.said_at is null or s.said_at <= ${since})
      and not (s.look_at > ${ctx.now.toISOString()} and s.look_at <= ${minutesFrom(ctx, ASKING)} and s.looks_failed = 0)
    returning ${FOLLOWED}`);
  if (!found) {
    // Looked at a moment ago: what has happened since is asked soon.
    await ctx.db
      .execute(sql`update shipments set look_at = least(look_at, ${minutesFrom(ctx, 1)}::timestamptz)
      where tracking_number = ${trackingNumber} and state = 'made' and look_at is not null`);
    return false;
  }
  await look(ctx, carrier, secret, found);
  return true;
}

async function look(
  ctx: Context,
  carrier: AccountCarrier,
  secret: string,
  { id, state, reference, trackingNumber, askedAt, looksFailed, producerId }: Followed,
): Promise<Looked> {
  const account = await openAccount(ctx, secret, producerId);
  if (account === null) {
    await lookAgain(ctx, id, LONGEST_WAIT);
    return 'no_account';
  }
  const sender = { place: { provinceCode: null, communeCode: null }, rates: [], account };
  try {
    const told =
      trackingNumber === null
        ? await carrier.find(sender, reference)
        : await carrier.track(sender, trackingNumber);
    if (told) {
      await applyTracked(ctx, id, told);
      return 'told';
    }
  } catch (error) {
    if (!(error instanceof CarrierDown || error instanceof CarrierSaysNo)) throw error;
    await lookAgain(ctx, id, Math.min(LONGEST_WAIT, SOON.waiting * 2 ** Math.min(looksFailed, 8)));
    return 'down';
  }
  const minutes = (ctx.now.getTime() - new Date(askedAt).getTime()) / MINUTE_MS;
  if (state === 'asked' && minutes >= NOT_MADE_AFTER)
    await ctx.db.execute(sql`update shipments set state = 'refused', look_at = null
      where id = ${id} and state = 'asked'`);
  else await lookAgain(ctx, id, state === 'asked' ? 2 : SOON.other);
  return 'not_found';
}

const minutesFrom = (ctx: Pick<Context, 'now'>, minutes: number): string =>
  new Date(ctx.now.getTime() + minutes * MINUTE_MS).toISOString();

async function lookAgain(ctx: Context, id: string, minutes: number): Promise<void> {
  await ctx.db.execute(sql`update shipments set look_at = ${minutesFrom(ctx, minutes)},
    looks_failed = least(looks_failed + 1, 1000) where id = ${id} and look_at is not null`);
}

/**
 * Writes down what the carrier says of a parcel, and brings its order to where the parcel is. May be told any number
 * of times, in any order and at once: an order goes only where it may go from where it is.
 */
export async function applyTracked(
  ctx: Context,
  shipmentId: string,
  told: Tracked & { fee?: Dong | null },
): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const [whose] = await ctx.db.execute<{ order_id: string }>(
      sql`select order_id from shipments where id = ${shipmentId}`,
    );
    if (!whose) throw new Error(`no shipment ${shipmentId}`);
    // The order first, as everybody locks them.
    await lockOrder(ctx, whose.order_id);
    const [shipment] = await ctx.db.execute<{
      state: ShipmentState;
      trackingNumber: string | null;
      madeAt: string | null;
    }>(
      sql`select state, tracking_number as "trackingNumber", made_at as "madeAt" from shipments
        where id = ${shipmentId} for update`,
    );
    if (!shipment || shipment.state === 'cancelled' || shipment.state === 'over') return;
    await note(ctx, shipmentId, shipment.madeAt, told);
    if (shipment.trackingNumber === null)
      await ctx.db.execute(sql`update orders set carrier = 'GHN', tracking_number = ${told.trackingNumber}
        where id = ${whose.order_id}`);
    if (told.step === 'cancelled')
      await ctx.db.execute(sql`update orders set carrier = null, tracking_number = null
        where id = ${whose.order_id} and state = 'packed'`);
    await bring(ctx, whose.order_id, told);
  });
}

async function note(
  ctx: Context,
  id: string,
  madeAt: string | null,
  { trackingNumber, step, said, fee }: Tracked & { fee?: Dong | null },
): Promise<void> {
  const now = ctx.now.toISOString();
  const isLast = LAST_STEPS.includes(step);
  const state: ShipmentState = step === 'cancelled' ? 'cancelled' : isLast ? 'over' : 'made';
  const age = madeAt === null ? 0 : ctx.now.getTime() - new Date(madeAt).getTime();
  const next =
    isLast || age > MOST_DAYS * 24 * 60 * MINUTE_MS
      ? null
      : minutesFrom(ctx, step === 'waiting' ? SOON.waiting : SOON.other);
  await ctx.db.execute(sql`
    update shipments set state = ${state}, tracking_number = ${trackingNumber}, fee = coalesce(${fee ?? null}::int, fee),
      step = ${step}, said = coalesce(${said || null}, said), said_at = ${now}, refusal = null,
      made_at = coalesce(made_at, ${now}::timestamptz), ended_at = ${isLast ? now : null}::timestamptz, look_at = ${next}::timestamptz,
      looks_failed = 0
    where id = ${id}`);
}

/** Where the order of a parcel belongs. What is not here leaves the order where it is. */
const BELONGS: Readonly<Partial<Record<ParcelStep, OrderState>>> = {
  on_the_way: 'handed_over',
  delivered: 'delivered',
  failed: 'delivery_failed',
  returning: 'returning',
  returned: 'returned',
};

/** The next step of an order on the way to where its parcel is; `null`: there, or no way leads there. */
export function stepTowards(from: OrderState, to: OrderState): OrderState | null {
  const comesBack = to === 'returning' || to === 'returned';
  if (from === to) return null;
  if (from === 'packed') return 'handed_over';
  if (from === 'handed_over')
    return to === 'delivered'
      ? 'delivered'
      : to === 'delivery_failed' || comesBack
        ? 'delivery_failed'
        : null;
  if (from === 'delivery_failed')
    return comesBack ? 'returning' : to === 'delivered' || to === 'handed_over' ? 'handed_over' : null;
  if (from === 'returning') return to === 'returned' ? 'returned' : null;
  return null;
}

async function bring(ctx: Context, orderId: string, { step, why }: Tracked): Promise<void> {
  const to = BELONGS[step];
  if (to === undefined) return;
  for (;;) {
    const order = await lockOrder(ctx, orderId);
    const next = stepTowards(order.state, to);
    if (next === null) return;
    // What the carrier tells has happened already: nobody is asked whether it may.
    if (next === 'handed_over') await moveOrder(ctx, order, next);
    else if (next === 'delivery_failed')
      await moveOrder(ctx, order, next, { reason: why ? `other: ${why}` : 'other' });
    else if (next === 'delivered') await deliverOrder(ctx, orderId);
    else if (next === 'returning') await startReturn(ctx, orderId, 'carrier_returns');
    // Whether the goods can be sold again says who sees them.
    else await receiveReturn(ctx, orderId, false, 'carrier_returned');
  }
}
