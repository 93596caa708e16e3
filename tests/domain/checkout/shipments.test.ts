import { sql } from 'drizzle-orm';
import { afterEach, beforeEach } from 'vitest';
import { askCarriers } from '#src/domain/checkout/carrier-quotes.ts';
import { followShipments, stepTowards, takeParcelNotice } from '#src/domain/checkout/follow-shipments.ts';
import { cancelBySeller, handOverOrder, restockReturned } from '#src/domain/checkout/handle-order.ts';
import { placePurchase } from '#src/domain/checkout/place-purchase.ts';
import { quote } from '#src/domain/checkout/quote.ts';
import { cancelParcel, labelOfParcel, parcelToSend, sendParcel } from '#src/domain/checkout/shipments.ts';
import { ORDER_STATES } from '#src/domain/orders/order.ts';
import type { Person } from '#src/domain/shared/actor.ts';
import { dayInVietnam } from '#src/domain/shared/calendar.ts';
import type { Context } from '#src/domain/shared/context.ts';
import { newId } from '#src/domain/shared/id.ts';
import { readBasket } from '#src/domain/shop/basket.ts';
import { accountKept, connectCarrier, disconnectCarrier } from '#src/domain/shop/carrier-accounts.ts';
import { ghnCarrier } from '#src/gateways/ghn.ts';
import { ghnStandIn, type GhnStandIn } from '#src/gateways/ghn-stand-in.ts';
import { anOfferSentByGhn, aPackedOrder, HANDS, places } from '#tests/support/carriers.ts';
import {
  aCart,
  aShop,
  anOffer,
  brokenInvariants,
  BUYER,
  formFor,
  RULES,
  SETTINGS,
} from '#tests/support/shop.ts';
import { describe, expect, test } from '#tests/support/test.ts';

let ghn: GhnStandIn;
const carrier = () => ghnCarrier(ghn.url);
beforeEach(async () => {
  ghn = await ghnStandIn();
});
afterEach(async () => {
  await ghn.close();
});

const later = (ctx: Context, minutes: number): Context => ({
  ...ctx,
  now: new Date(ctx.now.getTime() + minutes * 60_000),
});
const send = (ctx: Context, id: string, more: { weight?: number; commune?: string } = {}) =>
  sendParcel(ctx, carrier(), HANDS, id, { weight: 1_500, ...more });
const follow = (ctx: Context) => followShipments(ctx, carrier(), HANDS.secret);
const stateOf = async (ctx: Context, id: string) =>
  (await ctx.db.execute<{ state: string }>(sql`select state from orders where id = ${id}`))[0]!.state;
const statesOf = async (ctx: Context, id: string) =>
  (
    await ctx.db.execute<{ state: string }>(
      sql`select state from order_events where order_id = ${id} order by id`,
    )
  ).map(({ state }) => state);
const shipmentOf = async (ctx: Context, id: string) => (await parcelToSend(ctx, id)).shipment!;

describe('an account with GHN', () => {
  test('is tried before it is kept, and its token is shown to nobody', async ({ ctx }) => {
    const producerId = await aShop(ctx);
    const wrong = { shopId: ghn.shopId, token: 'not-the-token' };
    const refused = (given: { shopId: string; token: string }) =>
      expect(connectCarrier(ctx, carrier(), HANDS.secret, producerId, given)).rejects.toMatchObject({
        code: 'carrier.account_wrong',
      });
    await refused(wrong);
    await refused({ shopId: '77', token: ghn.token });
    await refused({ shopId: ghn.shopId, token: 'has spaces in it' });
    ghn.faults.push({ at: '/v2/shop/all', what: 'error' });
    await expect(
      connectCarrier(ctx, carrier(), HANDS.secret, producerId, { shopId: ghn.shopId, token: ghn.token }),
    ).rejects.toMatchObject({ code: 'carrier.down' });
    expect(await accountKept(ctx, producerId)).toBeNull();
    await connectCarrier(ctx, carrier(), HANDS.secret, producerId, { shopId: ghn.shopId, token: ghn.token });
    expect(await accountKept(ctx, producerId)).toMatchObject({
      shopId: ghn.shopId,
      shopName: 'Kho thử nghiệm',
    });
    const everywhere = await ctx.db.execute<{ text: string }>(sql`
      select to_jsonb(a)::text as text from carrier_accounts a union all select to_jsonb(f)::text from audit_facts f`);
    expect(everywhere.filter(({ text }) => text.includes(ghn.token))).toEqual([]);
  });

  test('of one producer is nothing for another', async ({ ctx }) => {
    const [mine, yours] = [await aShop(ctx), await aShop(ctx)];
    const me: Context = {
      ...ctx,
      actor: {
        kind: 'person',
        id: 'x',
        isStrong: true,
        name: '',
        assignments: [{ id: 'x', role: 'producer_owner', scope: { kind: 'producer', producerId: mine } }],
      } satisfies Person,
    };
    const given = { shopId: ghn.shopId, token: ghn.token };
    await expect(connectCarrier(me, carrier(), HANDS.secret, yours, given)).rejects.toMatchObject({
      code: 'not_found',
    });
    await expect(accountKept(me, yours)).rejects.toMatchObject({ code: 'not_found' });
    const offer = await anOfferSentByGhn(ctx, ghn, { producerId: yours });
    const { id } = await aPackedOrder(ctx, offer);
    for (const deed of [
      () => send(me, id),
      () => cancelParcel(me, carrier(), HANDS, id),
      () => labelOfParcel(me, carrier(), HANDS, id),
      () => parcelToSend(me, id),
      () => disconnectCarrier(me, yours),
    ])
      await expect(deed()).rejects.toMatchObject({ code: 'not_found' });
    expect(ghn.shipments.size).toBe(0);
  });

  test('is not forgotten while parcels are under way', async ({ ctx }) => {
    const offer = await anOfferSentByGhn(ctx, ghn);
    const { id } = await aPackedOrder(ctx, offer);
    await send(ctx, id);
    await expect(disconnectCarrier(ctx, offer.producerId)).rejects.toMatchObject({
      code: 'carrier.parcels_open',
    });
    await cancelParcel(ctx, carrier(), HANDS, id);
    await disconnectCarrier(ctx, offer.producerId);
    expect(await accountKept(ctx, offer.producerId)).toBeNull();
  });
});

describe('what sending costs', () => {
  async function asked(ctx: Context, given: Parameters<typeof anOffer>[1] = {}, goods = 2) {
    const offer = await anOfferSentByGhn(ctx, ghn, given);
    const { cartId } = await aCart(ctx, [[offer.id, goods]]);
    const wanted = { buyer: BUYER, method: 'cash' as const, deliveries: {} };
    const ask = async (at = ctx) => {
      await askCarriers(at, carrier(), HANDS, (await readBasket(at, cartId, RULES))!, wanted);
      const basket = (await readBasket(at, cartId, RULES))!;
      return quote(dayInVietnam(at.now), basket, { ...wanted, to: BUYER, isAdult: true }).groups[0]!;
    };
    return { offer, cartId, ask };
  }

  test('says GHN, once for one cart, and the order is frozen with it', async ({ ctx }) => {
    const { cartId, ask } = await asked(ctx);
    // 1.400 g: 18.000 and three halves of a kilogram, and 2.000 for collecting.
    expect(await ask()).toMatchObject({ shipping: 30_500, quotedBy: 'ghn' });
    await ask();
    expect(ghn.journal.filter((path) => path.endsWith('preview'))).toHaveLength(1);
    // Before anybody has ordered GHN hears of a commune, a weight and a sum, and of no person.
    expect(ghn.previews).toHaveLength(1);
    expect(JSON.stringify(ghn.previews)).not.toMatch(/Trần Thị Mua|912345678|Hàng Bài/);
    const form = await formFor(ctx, cartId);
    const { purchaseId } = await placePurchase(ctx, cartId, newId(), form, SETTINGS);
    const [order] = await ctx.db.execute(
      sql`select shipping_total, quoted_by from orders where purchase_id = ${purchaseId}`,
    );
    expect(order).toEqual({ shipping_total: 30_500, quoted_by: 'ghn' });
    expect(await brokenInvariants(ctx)).toEqual([]);
  });

  test('say the producer’s own rates when GHN is slow, broken or talks nonsense, and nobody waits long', async ({
    ctx,
  }) => {
    for (const fault of [
      { at: '/v2/shipping-order/preview', what: 'slow', ms: 2_500 },
      { at: '/v2/shipping-order/preview', what: 'error' },
      { at: '/v2/shipping-order/preview', what: 'nonsense' },
    ] as const) {
      ghn.faults.push(fault);
      const { ask } = await asked(ctx);
      const began = performance.now();
      expect(await ask()).toMatchObject({ shipping: 30_000, quotedBy: 'manual' });
      expect(performance.now() - began).toBeLessThan(2_200);
    }
  });

  test('that was said half an hour ago is asked anew', async ({ ctx }) => {
    const { ask } = await asked(ctx);
    ghn.faults.push({ at: '/v2/shipping-order/preview', what: 'error' });
    expect(await ask()).toMatchObject({ quotedBy: 'manual' });
    expect(await ask()).toMatchObject({ quotedBy: 'manual' });
    expect(await ask(later(ctx, 31))).toMatchObject({ quotedBy: 'ghn' });
  });

  test('is nothing where the producer sends free of charge, whoever brings it', async ({ ctx }) => {
    const producerId = await aShop(ctx, {}, [
      { zone: 'country', fee: 30_000 as never, freeFrom: 200_000 as never, days: 3 },
    ]);
    const { ask } = await asked(ctx, { producerId });
    expect(await ask()).toMatchObject({ shipping: 0, quotedBy: 'ghn' });
  });

  test('of a parcel too heavy for GHN is not asked there', async ({ ctx }) => {
    const { ask } = await asked(ctx, { weight: 26_000 });
    expect(await ask()).toMatchObject({ quotedBy: 'manual' });
    expect(ghn.journal.filter((path) => path.endsWith('preview'))).toEqual([]);
  });
});

describe('a parcel handed to GHN', () => {
  test('goes in two levels of address with the cash to be collected, once however often it is asked', async ({
    ctx,
  }) => {
    const offer = await anOfferSentByGhn(ctx, ghn);
    const { id, code } = await aPackedOrder(ctx, offer);
    await send(ctx, id);
    await send(ctx, id);
    const [made] = [...ghn.shipments.values()];
    expect(ghn.shipments.size).toBe(1);
    expect(made!.asked).toMatchObject({
      client_order_code: code,
      payment_type_id: 1,
      is_new_to_address: true,
      to_ward_name: places.nameOf(BUYER.communeCode),
      to_province_name: places.nameOf(BUYER.provinceCode),
      to_phone: '0912345678',
      cod_amount: 330_000,
      weight: 1_500,
      service_type_id: 2,
    });
    expect(made!.asked).not.toHaveProperty('to_district_id');
    expect(await shipmentOf(ctx, id)).toMatchObject({
      state: 'made',
      trackingNumber: made!.code,
      step: 'waiting',
    });
    expect(await stateOf(ctx, id)).toBe('packed');
    expect(await labelOfParcel(ctx, carrier(), HANDS, id)).toBe(
      `${ghn.url}/a5/public-api/printA5?token=${made!.code}`,
    );
  });

  test('is found again when the answer was lost, and when GHN says that the code is taken', async ({
    ctx,
  }) => {
    const offer = await anOfferSentByGhn(ctx, ghn);
    for (const what of ['cut_after', 'error', 'duplicate'] as const) {
      const { id } = await aPackedOrder(ctx, offer);
      const before = ghn.shipments.size;
      ghn.faults.push({ at: '/v2/shipping-order/create', what });
      await expect(send(ctx, id)).rejects.toMatchObject({
        code: what === 'duplicate' ? 'carrier.refused' : 'carrier.down',
      });
      await send(ctx, id);
      expect([what, ghn.shipments.size - before, (await shipmentOf(ctx, id)).state]).toEqual([
        what,
        1,
        'made',
      ]);
    }
  });

  test('of which nobody heard is found by the job', async ({ ctx }) => {
    const offer = await anOfferSentByGhn(ctx, ghn);
    const { id } = await aPackedOrder(ctx, offer);
    ghn.faults.push({ at: '/v2/shipping-order/create', what: 'cut_after' });
    await expect(send(ctx, id)).rejects.toMatchObject({ code: 'carrier.down' });
    await expect(handOverOrder(ctx, id, { carrier: 'Bưu điện', trackingNumber: null })).rejects.toMatchObject(
      {
        code: 'shipment.open',
      },
    );
    expect((await follow(later(ctx, 2))).told).toBe(1);
    expect(await shipmentOf(ctx, id)).toMatchObject({ state: 'made', step: 'waiting' });
  });

  test('that never was made stops nobody a quarter of an hour later', async ({ ctx }) => {
    const offer = await anOfferSentByGhn(ctx, ghn);
    const { id } = await aPackedOrder(ctx, offer);
    ghn.faults.push({ at: '/v2/shipping-order/create', what: 'error' });
    await expect(send(ctx, id)).rejects.toMatchObject({ code: 'carrier.down' });
    await follow(later(ctx, 2));
    expect((await shipmentOf(ctx, id)).state).toBe('asked');
    await follow(later(ctx, 16));
    expect((await shipmentOf(ctx, id)).state).toBe('refused');
    await handOverOrder(ctx, id, { carrier: 'Bưu điện', trackingNumber: null });
  });

  test('to a commune that GHN calls otherwise waits until a person says how', async ({ ctx }) => {
    const offer = await anOfferSentByGhn(ctx, ghn);
    const { id } = await aPackedOrder(ctx, offer);
    await expect(send(ctx, id, { commune: 'Phường Không Có' })).rejects.toMatchObject({
      code: 'carrier.place_unknown',
    });
    expect(await shipmentOf(ctx, id)).toMatchObject({
      state: 'refused',
      refusal: expect.stringContaining('Phường Không Có'),
    });
    await send(ctx, id, { commune: 'Phường Cửa Nam' });
    expect((await shipmentOf(ctx, id)).state).toBe('made');
  });

  test('weighs no more and collects no more than GHN takes', async ({ ctx }) => {
    const producerId = await aShop(ctx, { cashUpTo: 90_000_000 as never });
    const offer = await anOfferSentByGhn(ctx, ghn, { producerId, price: 26_000_000 as never });
    const { id } = await aPackedOrder(ctx, offer);
    await expect(send(ctx, id)).rejects.toMatchObject({ code: 'shipment.cash_too_much' });
    for (const weight of [0, 50_001, 1.5, Number.NaN])
      await expect(send(ctx, id, { weight })).rejects.toMatchObject({ code: 'shipment.weight_wrong' });
    expect(ghn.shipments.size).toBe(0);
  });

  test('is called off before it is fetched and not after; the next has a reference of its own', async ({
    ctx,
  }) => {
    const offer = await anOfferSentByGhn(ctx, ghn);
    const { id, code } = await aPackedOrder(ctx, offer);
    await send(ctx, id);
    await expect(cancelBySeller(ctx, id, 'hết hàng')).rejects.toMatchObject({ code: 'shipment.open' });
    await cancelParcel(ctx, carrier(), HANDS, id);
    expect((await shipmentOf(ctx, id)).state).toBe('cancelled');
    await expect(cancelParcel(ctx, carrier(), HANDS, id)).rejects.toMatchObject({ code: 'shipment.none' });
    await send(later(ctx, 1), id);
    const again = await shipmentOf(ctx, id);
    expect(again).toMatchObject({ state: 'made', reference: `${code}.2` });
    ghn.move(again.trackingNumber!, 'picked');
    await expect(cancelParcel(ctx, carrier(), HANDS, id)).rejects.toMatchObject({ code: 'shipment.fetched' });
  });

  test('that was called off with an answer lost is called off all the same', async ({ ctx }) => {
    const offer = await anOfferSentByGhn(ctx, ghn);
    const { id } = await aPackedOrder(ctx, offer);
    await send(ctx, id);
    ghn.faults.push({ at: '/v2/switch-status/cancel', what: 'cut_after' });
    await expect(cancelParcel(ctx, carrier(), HANDS, id)).rejects.toMatchObject({ code: 'carrier.down' });
    await follow(later(ctx, 20));
    expect((await shipmentOf(ctx, id)).state).toBe('cancelled');
    await cancelBySeller(ctx, id, 'hết hàng');
  });
});

describe('an order follows its parcel', () => {
  async function sent(ctx: Context) {
    const offer = await anOfferSentByGhn(ctx, ghn, { stock: 10 });
    const packed = await aPackedOrder(ctx, offer);
    await send(ctx, packed.id);
    return { ...packed, offer, number: (await shipmentOf(ctx, packed.id)).trackingNumber! };
  }

  test('fetched, delivered, and the cash is the producer’s', async ({ ctx }) => {
    const { id, number } = await sent(ctx);
    ghn.move(number, 'picked');
    await follow(later(ctx, 20));
    expect(await stateOf(ctx, id)).toBe('handed_over');
    ghn.move(number, 'delivered');
    await follow(later(ctx, 60));
    await follow(later(ctx, 120));
    expect(await statesOf(ctx, id)).toEqual(['placed', 'confirmed', 'packed', 'handed_over', 'delivered']);
    expect((await shipmentOf(ctx, id)).state).toBe('over');
    const [payment] = await ctx.db.execute(sql`select y.state from payments y where y.order_id = ${id}`);
    expect(payment).toEqual({ state: 'paid' });
    expect(await brokenInvariants(ctx)).toEqual([]);
  });

  test('not handed over, tried again, brought back; whether it can be sold again says the producer', async ({
    ctx,
  }) => {
    const { id, number, offer } = await sent(ctx);
    ghn.move(number, 'delivery_fail', 'Khách hẹn ngày khác');
    await follow(later(ctx, 20));
    ghn.move(number, 'delivering');
    await follow(later(ctx, 60));
    ghn.move(number, 'returned');
    await follow(later(ctx, 120));
    expect((await statesOf(ctx, id)).slice(3)).toEqual([
      'handed_over',
      'delivery_failed',
      'handed_over',
      'delivery_failed',
      'returning',
      'returned',
    ]);
    const [failed] = await ctx.db.execute(
      sql`select reason from order_events where order_id = ${id} and state = 'delivery_failed' order by id limit 1`,
    );
    expect(failed).toEqual({ reason: 'other: Khách hẹn ngày khác' });
    const onHand = async () =>
      (
        await ctx.db.execute<{ n: number }>(sql`select on_hand as n from stock where offer_id = ${offer.id}`)
      )[0]!.n;
    expect([await onHand(), (await parcelToSend(ctx, id)).mayRestock]).toEqual([8, true]);
    await restockReturned(ctx, id);
    await restockReturned(ctx, id);
    expect([await onHand(), (await parcelToSend(ctx, id)).mayRestock]).toEqual([10, false]);
    expect(await brokenInvariants(ctx)).toEqual([]);
  });

  test('a notice has GHN asked, and what it says itself counts for nothing', async ({ ctx }) => {
    const { id, number } = await sent(ctx);
    const notice = (body: string, at = ctx) => {
      const about = carrier().readNotice(body);
      return about === null ? null : takeParcelNotice(at, carrier(), HANDS.secret, about);
    };
    // Forged: it has not even been fetched.
    expect(await notice(ghn.notice(number, 'delivered'), later(ctx, 5))).toBe(true);
    expect(await stateOf(ctx, id)).toBe('packed');
    ghn.move(number, 'picked');
    const asked = ghn.journal.length;
    // In the same moment: whoever writes a thousand has us ask once.
    expect(await notice(ghn.notice(number), later(ctx, 5))).toBe(false);
    expect(ghn.journal.length).toBe(asked);
    await follow(later(ctx, 7));
    expect(await stateOf(ctx, id)).toBe('handed_over');
    expect(await notice('{"OrderCode":"LUNKNOWN1"}')).toBe(false);
    for (const body of ['{', '{"OrderCode":7}', '{"OrderCode":"a b\'--"}', '[]', 'null'])
      expect(await notice(body)).toBeNull();
  });

  test('when GHN is down nothing moves, and it is asked ever more seldom', async ({ ctx }) => {
    const { id } = await sent(ctx);
    const looks: number[] = [];
    for (let minutes = 16; minutes < 24 * 60; minutes += 1) {
      const [due] = await ctx.db.execute<{ due: boolean }>(
        sql`select look_at <= ${later(ctx, minutes).now.toISOString()} as due from shipments where order_id = ${id}`,
      );
      if (!due!.due) continue;
      ghn.faults.push({ at: '/v2/shipping-order/detail', what: 'error' });
      expect((await follow(later(ctx, minutes))).down).toBe(1);
      looks.push(minutes);
    }
    expect(looks.length).toBeLessThan(12);
    expect(await stateOf(ctx, id)).toBe('packed');
  });

  test('no order ever goes where it may not', () => {
    for (const from of ORDER_STATES)
      for (const to of ORDER_STATES) {
        let [at, steps] = [from, 0];
        for (let next = stepTowards(at, to); next !== null; next = stepTowards(at, to)) {
          at = next;
          expect((steps += 1)).toBeLessThan(6);
        }
        if (from === 'delivered' || from === 'cancelled' || from === 'completed') expect(at).toBe(from);
      }
  });
});
