import { sql } from 'drizzle-orm';
import { compareCards, differenceOf, settleFinding } from '#src/domain/checkout/compare-cards.ts';
import { deskOf, findPurchases, purchaseToOperate } from '#src/domain/checkout/desk.ts';
import { driftOf } from '#src/domain/checkout/drift.ts';
import { refundByHand } from '#src/domain/checkout/handle-order.ts';
import { openPayment } from '#src/domain/checkout/open-payment.ts';
import {
  decideMismatch,
  noteGivenBack,
  settleCheckout,
  settleDirect,
} from '#src/domain/checkout/settle-checkout.ts';
import { balanceOf } from '#src/domain/payments/ledger.ts';
import { GatewayDown, type PaymentGateway } from '#src/domain/payments/payment.ts';
import { carryOutRefunds } from '#src/domain/payments/refunds.ts';
import type { Context } from '#src/domain/shared/context.ts';
import type { Dong } from '#src/domain/shared/dong.ts';
import { stripePayments } from '#src/gateways/stripe.ts';
import { standInSettings, stripeStandIn, type StripeStandIn } from '#src/gateways/stripe-stand-in.ts';
import { anOffer, brokenInvariants, order } from '#tests/support/shop.ts';
import { describe, expect, NOW, test as base, TODAY } from '#tests/support/test.ts';

const test = base.extend<'cards', { gateway: PaymentGateway; standIn: StripeStandIn }>(
  'cards',
  async ({}, { onCleanup }) => {
    const standIn = await stripeStandIn({ clock: () => NOW });
    onCleanup(standIn.close);
    return { standIn, gateway: stripePayments(standInSettings(standIn)) };
  },
);

const person = (ctx: Context, id: string, more: object = {}): Context => ({
  ...ctx,
  actor: {
    kind: 'person',
    id,
    name: 'Người quản trị',
    isStrong: true,
    assignments: [{ id: 'a', role: 'administrator', scope: { kind: 'country' } }],
    ...more,
  },
});
const ofProducer = (ctx: Context, producerId: string): Context =>
  person(ctx, 'chu', {
    assignments: [{ id: 'a', role: 'producer_owner', scope: { kind: 'producer', producerId } }],
  });

async function byCard(ctx: Context, gateway: PaymentGateway, goods: readonly [string, number][]) {
  const { purchaseId, token } = await order(ctx, goods, { method: 'card' });
  await openPayment(ctx, gateway, purchaseId, token);
  const [row] = await ctx.db.execute<{ session: string; id: string }>(
    sql`select id, session from payments where purchase_id = ${purchaseId}`,
  );
  return { purchaseId, session: row!.session, paymentId: row!.id };
}

const statesOf = async (ctx: Context, purchaseId: string) =>
  (
    await ctx.db.execute<{ state: string; payment: string }>(sql`
      select o.state, y.state as payment from orders o join payment_shares s on s.order_id = o.id
      join payments y on y.id = s.payment_id where o.purchase_id = ${purchaseId} order by o.code`)
  ).map(({ state, payment }) => `${state}, ${payment}`);

const ordersOf = async (ctx: Context, purchaseId: string) =>
  (
    await ctx.db.execute<{ id: string }>(
      sql`select id from orders where purchase_id = ${purchaseId} order by code`,
    )
  ).map(({ id }) => id);

describe('another sum came', () => {
  test('the operator takes it as right: the order goes on, each producer has a share of what came', async ({
    ctx,
    cards: { gateway, standIn },
  }) => {
    const [one, two] = [await anOffer(ctx), await anOffer(ctx, { price: 90_000 as Dong })];
    const { purchaseId, session, paymentId } = await byCard(ctx, gateway, [
      [one.id, 1],
      [two.id, 1],
    ]);
    standIn.pay(session, { amount: 299_999 });
    expect(await settleCheckout(ctx, gateway, session)).toBe('mismatch');
    const boss = person(ctx, 'boss');
    expect((await deskOf(boss)).mismatches).toMatchObject([{ paymentId, asked: 300_000, came: 299_999 }]);
    await expect(decideMismatch(boss, gateway, paymentId, 'accept', ' ')).rejects.toThrow('reason_missing');
    await expect(
      decideMismatch(person(ctx, 'boss', { isStrong: false }), gateway, paymentId, 'accept', 'Lệch 1 đồng'),
    ).rejects.toThrow('second_factor_needed');
    await decideMismatch(boss, gateway, paymentId, 'accept', 'Lệch 1 đồng');
    expect(await statesOf(ctx, purchaseId)).toEqual(['placed, paid', 'placed, paid']);
    expect(await balanceOf(ctx, 'card')).toBe(299_999);
    await expect(decideMismatch(boss, gateway, paymentId, 'give_back', 'x')).rejects.toThrow('no_mismatch');
    expect((await deskOf(boss)).mismatches).toEqual([]);
    expect(await brokenInvariants(ctx)).toEqual([]);
  });

  test('the operator gives it back: what came goes back whole, and the order ends', async ({
    ctx,
    cards: { gateway, standIn },
  }) => {
    const offer = await anOffer(ctx);
    const { purchaseId, session, paymentId } = await byCard(ctx, gateway, [[offer.id, 1]]);
    standIn.pay(session, { amount: 20_000 });
    await settleCheckout(ctx, gateway, session);
    await decideMismatch(person(ctx, 'boss'), gateway, paymentId, 'give_back', 'Thiếu nhiều');
    expect(await statesOf(ctx, purchaseId)).toEqual(['cancelled, late']);
    expect([...standIn.refunds.values()].map(({ amount }) => amount)).toEqual([20_000]);
    expect(await balanceOf(ctx, 'card')).toBe(0);
    await settleCheckout(ctx, gateway, session);
    expect(standIn.refunds.size).toBe(1);
    expect(await brokenInvariants(ctx)).toEqual([]);
  });

  test('another currency is given back at the card service, and said so once', async ({
    ctx,
    cards: { gateway, standIn },
  }) => {
    const offer = await anOffer(ctx);
    const { purchaseId, session, paymentId } = await byCard(ctx, gateway, [[offer.id, 1]]);
    standIn.pay(session, { currency: 'usd' });
    await settleCheckout(ctx, gateway, session);
    const boss = person(ctx, 'boss');
    await expect(decideMismatch(boss, gateway, paymentId, 'accept', 'x')).rejects.toThrow('other_currency');
    await noteGivenBack(boss, paymentId, 're_123');
    expect(await settleCheckout(ctx, gateway, session)).toBe('lapsed');
    expect(await statesOf(ctx, purchaseId)).toEqual(['cancelled, lapsed']);
    expect(await brokenInvariants(ctx)).toEqual([]);
  });

  test('of a transfer the producer decides; of another producer nobody hears', async ({ ctx }) => {
    const offer = await anOffer(ctx);
    const stranger = await anOffer(ctx);
    const { purchaseId } = await order(ctx, [[offer.id, 1]], { method: 'transfer' });
    const [{ id } = { id: '' }] = await ctx.db.execute<{ id: string }>(
      sql`select id from payments where purchase_id = ${purchaseId}`,
    );
    await settleDirect(ctx, id, { amount: 170_000, currency: 'vnd' });
    await expect(
      decideMismatch(ofProducer(ctx, stranger.producerId), null, id, 'accept', 'x'),
    ).rejects.toThrow('not_found');
    await decideMismatch(ofProducer(ctx, offer.producerId), null, id, 'accept', 'Khách quen');
    expect(await statesOf(ctx, purchaseId)).toEqual(['placed, paid']);
    expect(await balanceOf(ctx, `direct:${offer.producerId}`)).toBe(170_000);
    expect(await brokenInvariants(ctx)).toEqual([]);
  });
});

describe('part of an order goes back', () => {
  test('packs of a line, once for each key, never more than was paid, and never by another producer', async ({
    ctx,
    cards: { gateway, standIn },
  }) => {
    const [offer, other] = [await anOffer(ctx), await anOffer(ctx)];
    const { purchaseId, session } = await byCard(ctx, gateway, [[offer.id, 2]]);
    standIn.pay(session);
    await settleCheckout(ctx, gateway, session);
    const [orderId] = await ordersOf(ctx, purchaseId);
    const [line] = await ctx.db.execute<{ id: string }>(
      sql`select id from order_lines where order_id = ${orderId!}`,
    );
    const asked = { lines: { [line!.id]: 1 }, more: 0, reason: 'Vỡ một chai', key: 'abcdefabcdef' };
    await expect(refundByHand(ofProducer(ctx, other.producerId), orderId!, asked)).rejects.toThrow(
      'not_found',
    );
    await refundByHand(ofProducer(ctx, offer.producerId), orderId!, asked);
    await refundByHand(ofProducer(ctx, offer.producerId), orderId!, asked);
    for (const wrong of [
      { lines: { [line!.id]: 3 } },
      { more: -1 },
      { lines: {}, more: 0 },
      { more: Number.NaN },
    ])
      await expect(
        refundByHand(person(ctx, 'boss'), orderId!, { ...asked, ...wrong, key: 'bbbbbbbbbbbb' }),
      ).rejects.toThrow('refund.amount_wrong');
    await expect(
      refundByHand(person(ctx, 'boss'), orderId!, {
        ...asked,
        lines: {},
        more: 180_001,
        key: 'cccccccccccc',
      }),
    ).rejects.toThrow('refund.too_much');
    await carryOutRefunds(ctx, gateway);
    expect([...standIn.refunds.values()].map(({ amount }) => amount)).toEqual([150_000]);
    expect(await statesOf(ctx, purchaseId)).toEqual(['placed, paid']);
    expect(await brokenInvariants(ctx)).toEqual([]);
  });

  test('that the card service refuses has failed, is shown, and holds up no other', async ({
    ctx,
    cards: { gateway, standIn },
  }) => {
    const offer = await anOffer(ctx);
    const [first, second] = [
      await byCard(ctx, gateway, [[offer.id, 1]]),
      await byCard(ctx, gateway, [[offer.id, 1]]),
    ];
    for (const { session } of [first, second]) {
      standIn.pay(session);
      await settleCheckout(ctx, gateway, session);
    }
    // Somebody gave it back at the service, and we have not heard.
    await gateway.refund({ session: first.session, amount: 180_000 as Dong, key: 'by hand' });
    for (const [index, { purchaseId }] of [first, second].entries())
      await refundByHand(person(ctx, 'boss'), (await ordersOf(ctx, purchaseId))[0]!, {
        lines: {},
        more: 100_000,
        reason: 'Hỏng',
        key: `abcdefabcde${index}`,
      });
    expect(await carryOutRefunds(ctx, gateway)).toEqual({ done: 1, failed: 1 });
    expect((await deskOf(person(ctx, 'boss'))).refunds).toMatchObject([
      { purchaseId: first.purchaseId, state: 'failed', asks: 1 },
    ]);
  });
});

describe('the desk', () => {
  test('finds a purchase by code or telephone, and writes down whose data were opened, once for one look', async ({
    ctx,
  }) => {
    const offer = await anOffer(ctx);
    const { purchaseId } = await order(ctx, [[offer.id, 1]]);
    const [{ code } = { code: '' }] = await ctx.db.execute<{ code: string }>(
      sql`select code from purchases where id = ${purchaseId}`,
    );
    const boss = person(ctx, 'boss');
    for (const typed of [code, code.toLowerCase(), '0912 345 678', '+84912345678'])
      expect((await findPurchases(boss, typed)).map(({ id }) => id)).toContain(purchaseId);
    expect(await findPurchases(boss, '12')).toEqual([]);
    expect((await purchaseToOperate(boss, purchaseId)).purchase.buyer.name).toBe('Trần Thị Mua');
    await purchaseToOperate(boss, purchaseId);
    const facts = await ctx.db.execute(
      sql`select actor from audit_facts where kind = 'purchase.looked_at' and subject = ${`purchase:${purchaseId}`}`,
    );
    expect(facts).toEqual([{ actor: 'person:boss' }]);
    await expect(findPurchases(ofProducer(ctx, offer.producerId), code)).rejects.toThrow('not_allowed');
  });

  test('shows what drifts: a shelf whose promise is not what holds say', async ({ ctx }) => {
    const offer = await anOffer(ctx);
    await order(ctx, [[offer.id, 1]]);
    expect(await driftOf(ctx)).toEqual([]);
    await ctx.db.execute(sql`update stock set held = held + 1 where id = ${offer.stockId}`);
    expect(await driftOf(ctx)).toEqual([{ kind: 'held_is_not_holds', subject: `stock:${offer.stockId}` }]);
  });

  test('shows holds that outlived their time, and orders that nobody took on', async ({ ctx }) => {
    const offer = await anOffer(ctx);
    await order(ctx, [[offer.id, 1]]);
    const after = { ...person(ctx, 'boss'), now: new Date(ctx.now.getTime() + 30 * 24 * 3_600_000) };
    const { holds, unconfirmed } = await deskOf(after);
    expect(holds).toMatchObject([{ packs: 1 }]);
    expect(unconfirmed).toMatchObject([{ total: 180_000 }]);
  });
});

describe('the day is compared with the card service', () => {
  const here = {
    paymentId: 'p',
    session: 's',
    amount: 100,
    state: 'paid',
    refunded: 0,
    refunding: 0,
    isClosed: false,
  } as const;
  const there = { paid: true, amount: 100, currency: 'vnd', refunded: 0 };
  test.each([
    [here, there, null],
    [null, there, 'not_here'],
    [{ ...here, state: 'lapsed' } as const, there, 'not_here'],
    [here, { ...there, paid: false }, 'not_there'],
    [here, { ...there, amount: 99 }, 'amount'],
    [here, { ...there, currency: 'usd' }, 'amount'],
    [here, { ...there, refunded: 1 }, 'refunded_more'],
    [{ ...here, refunding: 1 }, { ...there, refunded: 1 }, null],
    [{ ...here, refunded: 2 }, { ...there, refunded: 1 }, 'refunded_less'],
    [{ ...here, state: 'mismatch' } as const, { ...there, amount: 99 }, null],
  ])('%o and %o: %s', (ours, theirs, kind) => {
    expect(differenceOf(ours, theirs)).toBe(kind);
  });

  test('a payment whose every notice was lost is found and settled; a quiet day finds nothing', async ({
    ctx,
    cards: { gateway, standIn },
  }) => {
    const offer = await anOffer(ctx);
    const { purchaseId, session } = await byCard(ctx, gateway, [[offer.id, 1]]);
    expect(await compareCards(ctx, gateway, TODAY)).toEqual({ found: 0, settled: 0 });
    standIn.pay(session);
    expect(await compareCards(ctx, gateway, TODAY)).toEqual({ found: 1, settled: 1 });
    expect(await statesOf(ctx, purchaseId)).toEqual(['placed, paid']);
    expect(await compareCards(ctx, gateway, TODAY)).toEqual({ found: 0, settled: 0 });
    await gateway.refund({ session, amount: 30_000 as Dong, key: 'by hand' });
    expect(await compareCards(ctx, gateway, TODAY)).toEqual({ found: 1, settled: 1 });
    expect(await balanceOf(ctx, 'card')).toBe(150_000);
    expect(await brokenInvariants(ctx)).toEqual([]);
  });

  test('what only a person can settle is shown once, until somebody says how', async ({
    ctx,
    cards: { gateway, standIn },
  }) => {
    const offer = await anOffer(ctx);
    const { session, purchaseId } = await byCard(ctx, gateway, [[offer.id, 1]]);
    standIn.pay(session);
    await settleCheckout(ctx, gateway, session);
    standIn.sessions.get(session)!.amount = 170_000;
    await compareCards(ctx, gateway, TODAY);
    await compareCards(ctx, gateway, TODAY);
    const boss = person(ctx, 'boss');
    const { findings } = await deskOf(boss);
    expect(findings).toMatchObject([
      { kind: 'amount', purchaseId, there: { amount: 170_000 }, here: { amount: 180_000 } },
    ]);
    await settleFinding(boss, findings[0]!.id, 'Đã hỏi dịch vụ thẻ');
    await expect(settleFinding(boss, findings[0]!.id, 'lần nữa')).rejects.toThrow('finding.settled');
    await compareCards(ctx, gateway, TODAY);
    expect((await deskOf(boss)).findings).toEqual([]);
  });

  test('more than a page of sessions is read whole, and a service that is down is asked again', async ({
    cards: { gateway, standIn },
  }) => {
    const asked = (index: number) => ({
      key: `k${index}`,
      paymentId: `p${index}`,
      purchaseId: 'x',
      code: 'SL',
      total: 20_000 as Dong,
      lines: [{ name: 'Mật ong', amount: 20_000 as Dong }],
      email: null,
      language: 'vi' as const,
      expiresAt: Math.floor(NOW.getTime() / 1_000) + 3_600,
      returnUrl: 'http://127.0.0.1/a',
      cancelUrl: 'http://127.0.0.1/b',
    });
    for (let index = 0; index < 105; index += 1)
      standIn.pay((await gateway.openSession(asked(index))).session);
    const [from, until] = [new Date(NOW.getTime() - 1_000), new Date(NOW.getTime() + 1_000)];
    expect(
      new Set((await gateway.paidBetween(from, until)).paid.map(({ paymentId }) => paymentId)).size,
    ).toBe(105);
    standIn.faults.push(...Array(4).fill({ at: 'GET /v1/checkout/sessions', what: 'unsaved' }));
    await expect(gateway.paidBetween(from, until)).rejects.toThrow(GatewayDown);
  });
});
