import { sql } from 'drizzle-orm';
import { mustBeAllowed } from '#src/domain/accounts/deeds.ts';
import { isAlcohol } from '#src/domain/catalogue/product-set.ts';
import { lockOrder } from '#src/domain/orders/change-order.ts';
import type { Buyer, FrozenGoods } from '#src/domain/orders/purchase.ts';
import type { Places } from '#src/domain/places/gazetteer.ts';
import { actorName } from '#src/domain/shared/actor.ts';
import { inTransaction, type Context } from '#src/domain/shared/context.ts';
import { dong, type Dong } from '#src/domain/shared/dong.ts';
import { passing } from '#src/domain/shared/fault-point.ts';
import { newId } from '#src/domain/shared/id.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import { asRefusal, openAccount } from '#src/domain/shop/carrier-accounts.ts';
import {
  CarrierSaysNo,
  type AccountCarrier,
  type Parcel,
  type ParcelStep,
  type Sender,
  type ShipmentState,
} from '#src/domain/shop/carrier.ts';
import { mustNotBeSold } from '#src/domain/shop/holds.ts';
import { applyTracked } from './follow-shipments.ts';

/** What opens accounts and names places. */
export type Hands = {
  secret: string;
  places: Places;
  /** What the carrier is told of goods that go to adults only. */
  adultsOnly: string;
};

const whereOf = (producerId: string) => ({ provinceCode: null, communeCode: null, producerId });
/** When it is looked whether a parcel was made of which nobody heard. */
const FIRST_LOOK_MS = 60_000;

export type ShipmentRecord = {
  id: string;
  reference: string;
  state: ShipmentState;
  trackingNumber: string | null;
  weight: number;
  cash: Dong;
  fee: Dong | null;
  said: string | null;
  step: ParcelStep | null;
  refusal: string | null;
  askedAt: string;
  saidAt: string | null;
};

export type ParcelToSend = {
  /** `null`: the producer has no account with a carrier. */
  shopName: string | null;
  /** Packs as they are weighed for the way, in grams. */
  weight: number;
  shipment: ShipmentRecord | null;
  /** The carrier has brought it back, and nobody has said yet whether it can be sold again. */
  mayRestock: boolean;
};

/** What there is to send of an order, and what was sent by a carrier last. @throws Refusal `not_found`. */
export async function parcelToSend(ctx: Context, orderId: string): Promise<ParcelToSend> {
  const [row] = await ctx.db.execute<ParcelToSend & { producerId: string }>(sql`
    select o.producer_id as "producerId", v.shop_name as "shopName",
      (select sum(l.quantity * f.weight)::int from order_lines l join offers f on f.id = l.offer_id where l.order_id = o.id) as weight,
      (select jsonb_build_object('id', s.id, 'reference', s.reference, 'state', s.state,
          'trackingNumber', s.tracking_number, 'weight', s.weight, 'cash', s.cash, 'fee', s.fee, 'said', s.said,
          'step', s.step, 'refusal', s.refusal, 'askedAt', s.asked_at, 'saidAt', s.said_at)
        from shipments s where s.order_id = o.id order by s.asked_at desc, s.reference desc limit 1) as shipment,
      o.state = 'returned' and exists (select 1 from shipments s where s.order_id = o.id and s.step = 'returned')
        and exists (select 1 from holds h join order_lines l on l.id = h.order_line_id
          where l.order_id = o.id and h.state = 'sold') as "mayRestock"
    from orders o left join carrier_accounts v on v.producer_id = o.producer_id where o.id = ${orderId}`);
  if (!row) throw new Refusal('not_found');
  const { producerId, ...parcel } = row;
  mustBeAllowed(ctx, 'order.handle', whereOf(producerId));
  return parcel;
}

type Begun = { id: string; reference: string; sender: Sender; parcel: Parcel; isNew: boolean };

/**
 * Hands the parcel of a packed order to the carrier that its producer has an account with. May be repeated: an order
 * has one parcel at a time, and the carrier makes one of each reference, so that whoever was killed between its
 * answer and ours finds what was made. No row is locked while it is asked.
 *
 * @param weight in grams, with the box.
 * @param commune as the carrier writes it, where it does not know the name of the register of places.
 * @throws Refusal `not_found`, `order.not_now`, `order.must_not_be_sold`, `shipment.weight_wrong` (details: most),
 *   `shipment.cash_too_much` (details: most), `carrier.…` (details: said).
 */
export async function sendParcel(
  ctx: Context,
  carrier: AccountCarrier,
  hands: Hands,
  orderId: string,
  { weight, commune = null }: { weight: number; commune?: string | null },
): Promise<void> {
  const begun = await inTransaction(ctx, (ctx) => begin(ctx, carrier, hands, orderId, weight, commune));
  if (begun === 'made') return;
  const { id, reference, sender, parcel, isNew } = begun;
  try {
    const before = isNew ? null : await asking(() => carrier.find(sender, reference));
    if (before) return await applyTracked(ctx, id, before);
    const { trackingNumber, fee } = await carrier.create(sender, parcel);
    await passing('after_parcel_made');
    await noteMade(ctx, id, trackingNumber, fee);
  } catch (error) {
    if (!(error instanceof CarrierSaysNo)) return await asRefusal(() => Promise.reject(error));
    const made = error.why === 'known' ? await asking(() => carrier.find(sender, reference)) : null;
    if (made) return await applyTracked(ctx, id, made);
    await ctx.db.execute(sql`update shipments set state = 'refused', refusal = ${error.words}, look_at = null
      where id = ${id} and state = 'asked'`);
    await asRefusal(() => Promise.reject(error));
  }
}

const asking = asRefusal;

async function begin(
  ctx: Context,
  carrier: AccountCarrier,
  { secret, places, adultsOnly }: Hands,
  orderId: string,
  weight: number,
  commune: string | null,
): Promise<Begun | 'made'> {
  const order = await lockOrder(ctx, orderId);
  mustBeAllowed(ctx, 'order.handle', whereOf(order.producerId));
  const [open] = await ctx.db.execute<{ id: string; reference: string; state: ShipmentState }>(sql`
    select id, reference, state from shipments
    where order_id = ${orderId} and state in ('asked', 'refused', 'made') for update`);
  if (open?.state === 'made') return 'made';
  const facts = await factsOf(ctx, orderId);
  if (order.state !== 'packed' || facts.delivery !== 'carrier')
    throw new Refusal('order.not_now', { state: order.state });
  const why = await mustNotBeSold(ctx, orderId);
  if (why !== null) throw new Refusal('order.must_not_be_sold', { why });
  if (!Number.isSafeInteger(weight) || weight < 1 || weight > carrier.most.weight)
    throw new Refusal('shipment.weight_wrong', { most: carrier.most.weight });
  if (facts.cash > carrier.most.cash)
    throw new Refusal('shipment.cash_too_much', { most: carrier.most.cash });
  const account = await openAccount(ctx, secret, order.producerId);
  if (account === null) throw new Refusal('carrier.not_connected');
  const id = open?.id ?? newId();
  const reference = open?.reference ?? (await nextReference(ctx, orderId, order.code));
  const now = ctx.now.toISOString();
  await ctx.db.execute(sql`
    insert into shipments (id, order_id, carrier, reference, state, weight, cash, asked_by, asked_at, look_at)
    values (${id}, ${orderId}, 'ghn', ${reference}, 'asked', ${weight}, ${facts.cash}, ${actorName(ctx.actor)}, ${now},
      ${new Date(ctx.now.getTime() + FIRST_LOOK_MS).toISOString()})
    on conflict (id) do update set state = 'asked', refusal = null, weight = excluded.weight, cash = excluded.cash,
      asked_at = excluded.asked_at, look_at = excluded.look_at, looks_failed = 0`);
  const parcel = parcelOf(facts, places, { reference, weight, commune, adultsOnly });
  const sender = { place: facts.from, rates: [], account };
  return { id, reference, sender, parcel, isNew: open === undefined };
}

/** A parcel that was called off is not made again under its reference. */
async function nextReference(ctx: Context, orderId: string, code: string): Promise<string> {
  const [before] = await ctx.db.execute<{ count: number }>(
    sql`select count(*)::int as count from shipments where order_id = ${orderId}`,
  );
  return before && before.count > 0 ? `${code}.${before.count + 1}` : code;
}

type Facts = {
  delivery: string;
  /** Still to be collected. */
  cash: Dong;
  goods: Dong;
  buyer: Buyer;
  from: Sender['place'];
  lines: { quantity: number; price: Dong; weight: number; goods: FrozenGoods }[];
};

async function factsOf(ctx: Context, orderId: string): Promise<Facts> {
  const [facts] = await ctx.db.execute<Facts>(sql`
    select o.delivery, o.goods_total as goods, p.buyer,
      case when y.method = 'cash' and y.state = 'awaited' then o.total else 0 end as cash,
      jsonb_build_object('provinceCode', m.province_code, 'communeCode', m.commune_code) as from,
      (select jsonb_agg(jsonb_build_object('quantity', l.quantity, 'price', l.price, 'weight', f.weight, 'goods', l.goods)
          order by l.goods->>'name', l.id)
        from order_lines l join offers f on f.id = l.offer_id where l.order_id = o.id) as lines
    from orders o join purchases p on p.id = o.purchase_id join producers m on m.id = o.producer_id
    join payment_shares s on s.order_id = o.id join payments y on y.id = s.payment_id where o.id = ${orderId}`);
  if (!facts) throw new Refusal('not_found');
  return facts;
}

function parcelOf(
  { buyer, cash, goods, lines }: Facts,
  places: Places,
  given: { reference: string; weight: number; commune: string | null; adultsOnly: string },
): Parcel {
  const commune = given.commune?.trim() || places.unit(buyer.communeCode)?.fullName;
  const province = places.unit(buyer.provinceCode)?.fullName;
  // Two units have become one since the order: a person says which name it is.
  if (!commune || !province) throw new Refusal('carrier.place_unknown', { said: '' });
  const hasAlcohol = lines.some((line) => isAlcohol(line.goods.set));
  return {
    reference: given.reference,
    to: { name: buyer.name, phone: buyer.phone, street: buyer.street, commune, province, place: buyer },
    weight: given.weight,
    goods,
    cash: dong(cash),
    mayBeFree: false,
    contents: lines.map(({ quantity, price, weight, goods: { name, pack } }) => ({
      name: `${name}, ${pack}`,
      quantity,
      price,
      weight,
    })),
    note: [hasAlcohol ? given.adultsOnly : null, buyer.oldAddress, buyer.note].filter(Boolean).join('. '),
    typed: null,
  };
}

async function noteMade(
  ctx: Context,
  id: string,
  trackingNumber: string | null,
  fee: Dong | null,
): Promise<void> {
  if (trackingNumber === null) throw new Error(`shipment ${id} was made without a number`);
  await applyTracked(ctx, id, { trackingNumber, step: 'waiting', said: '', why: null, fee });
}

type Open = {
  id: string;
  reference: string;
  state: ShipmentState;
  trackingNumber: string | null;
  sender: Sender;
};

/** The parcel of an order that is with a carrier, or may be. @throws Refusal `not_found`, `shipment.none`. */
async function openParcel(ctx: Context, { secret }: Pick<Hands, 'secret'>, orderId: string): Promise<Open> {
  const [found] = await ctx.db.execute<
    Omit<Open, 'sender'> & { producerId: string; place: Sender['place'] }
  >(sql`
    select s.id, s.reference, s.state, s.tracking_number as "trackingNumber", o.producer_id as "producerId",
      jsonb_build_object('provinceCode', m.province_code, 'communeCode', m.commune_code) as place
    from orders o join producers m on m.id = o.producer_id
    left join shipments s on s.order_id = o.id and s.state in ('asked', 'made') where o.id = ${orderId}`);
  if (!found) throw new Refusal('not_found');
  const { producerId, place, ...parcel } = found;
  mustBeAllowed(ctx, 'order.handle', whereOf(producerId));
  if (parcel.id === null) throw new Refusal('shipment.none');
  const account = await openAccount(ctx, secret, producerId);
  if (account === null) throw new Refusal('carrier.not_connected');
  return { ...parcel, sender: { place, rates: [], account } };
}

/**
 * Calls off a parcel that nobody has fetched yet; the order may then be sent another way, or cancelled.
 *
 * @throws Refusal `not_found`, `shipment.none`, `shipment.fetched` (details: said), `carrier.…`.
 */
export async function cancelParcel(
  ctx: Context,
  carrier: AccountCarrier,
  hands: Pick<Hands, 'secret'>,
  orderId: string,
): Promise<void> {
  const { id, reference, trackingNumber, sender } = await openParcel(ctx, hands, orderId);
  const number = trackingNumber ?? (await asRefusal(() => carrier.find(sender, reference)))?.trackingNumber;
  if (number === undefined) {
    // Should it be made after all in this moment, it is found under the same reference when it is asked again.
    await ctx.db.execute(sql`update shipments set state = 'refused', refusal = null, look_at = null
      where id = ${id} and state = 'asked'`);
    return;
  }
  try {
    await carrier.cancel(sender, number);
  } catch (error) {
    if (error instanceof CarrierSaysNo && error.why !== 'account')
      throw new Refusal('shipment.fetched', { said: error.words });
    await asRefusal(() => Promise.reject(error));
  }
  await applyTracked(ctx, id, { trackingNumber: number, step: 'cancelled', said: '', why: null });
}

/** Address of a label to be printed at once. @throws Refusal `not_found`, `shipment.none`, `carrier.…`. */
export async function labelOfParcel(
  ctx: Context,
  carrier: AccountCarrier,
  hands: Pick<Hands, 'secret'>,
  orderId: string,
): Promise<string> {
  const { trackingNumber, sender } = await openParcel(ctx, hands, orderId);
  if (trackingNumber === null) throw new Refusal('shipment.none');
  const address = await asRefusal(() => carrier.label(sender, trackingNumber));
  if (address === null) throw new Refusal('shipment.none');
  return address;
}
