import { sql } from 'drizzle-orm';
import { openPayment } from '#src/domain/checkout/open-payment.ts';
import { settleCheckout, settleDirect } from '#src/domain/checkout/settle-checkout.ts';
import { sweepPayments } from '#src/domain/checkout/sweep.ts';
import { takeNotice } from '#src/domain/checkout/take-notice.ts';
import { balanceOf } from '#src/domain/payments/ledger.ts';
import { ForgedNotice, GatewayDown, type PaymentGateway } from '#src/domain/payments/payment.ts';
import { askRefund, carryOutRefunds } from '#src/domain/payments/refunds.ts';
import type { Context } from '#src/domain/shared/context.ts';
import type { Dong } from '#src/domain/shared/dong.ts';
import { newId } from '#src/domain/shared/id.ts';
import { stripePayments } from '#src/gateways/stripe.ts';
import { stripeStandIn, type StripeStandIn } from '#src/gateways/stripe-stand-in.ts';
import { anOffer, brokenInvariants, order } from '#tests/support/shop.ts';
import { describe, expect, NOW, test as base } from '#tests/support/test.ts';

const SECRET = 'whsec_of_the_tests';

/** The gateway as in production, talking to a stand-in over HTTP. */
const test = base.extend<'cards', { gateway: PaymentGateway; standIn: StripeStandIn }>(
  'cards',
  async ({}, { onCleanup }) => {
    const standIn = await stripeStandIn({ secret: SECRET, clock: () => NOW });
    onCleanup(standIn.close);
    const { host, port } = standIn;
    return {
      standIn,
      gateway: stripePayments({
        key: 'sk_test',
        webhookSecrets: [SECRET],
        server: { protocol: 'http', host, port },
      }),
    };
  },
);

const later = (ctx: Context, minutes: number): Context => ({
  ...ctx,
  now: new Date(ctx.now.getTime() + minutes * 60_000),
});

async function paidByCard(ctx: Context, gateway: PaymentGateway, goods: readonly [string, number][]) {
  const { purchaseId, token } = await order(ctx, goods, { method: 'card' });
  const payUrl = await openPayment(ctx, gateway, purchaseId, token);
  const [{ session, id } = { session: '', id: '' }] = await ctx.db.execute<{ session: string; id: string }>(
    sql`select id, session from payments where purchase_id = ${purchaseId}`,
  );
  return { purchaseId, token, payUrl, session, paymentId: id };
}

const statesOf = async (ctx: Context, purchaseId: string) =>
  (
    await ctx.db.execute<{ state: string; payment: string }>(sql`
      select o.state, y.state as payment from orders o
      join payment_shares s on s.order_id = o.id join payments y on y.id = s.payment_id
      where o.purchase_id = ${purchaseId} order by o.code`)
  ).map(({ state, payment }) => `${state}, ${payment}`);

const onHand = async (ctx: Context, stockId: string) =>
  (
    await ctx.db.execute<{ on_hand: number; held: number }>(
      sql`select on_hand, held from stock where id = ${stockId}`,
    )
  )[0];

describe('a payment by card', () => {
  test('is one charge for two producers, with a stored share for each, and is told any number of times', async ({
    ctx,
    cards: { gateway, standIn },
  }) => {
    const [one, two] = [await anOffer(ctx), await anOffer(ctx, { price: 90_000 as Dong })];
    const { purchaseId, session, payUrl } = await paidByCard(ctx, gateway, [
      [one.id, 2],
      [two.id, 1],
    ]);
    expect(payUrl).toContain(standIn.url);
    expect(await settleCheckout(ctx, gateway, session)).toBe('unpaid');
    standIn.pay(session);
    expect(await settleCheckout(ctx, gateway, session)).toBe('paid_now');
    expect(await settleCheckout(ctx, gateway, session)).toBe('paid_before');
    expect(await statesOf(ctx, purchaseId)).toEqual(['placed, paid', 'placed, paid']);
    expect(await onHand(ctx, one.stockId)).toEqual({ on_hand: 8, held: 0 });
    expect(await balanceOf(ctx, 'card')).toBe(450_000);
    expect(await balanceOf(ctx, `producer:${one.producerId}`)).toBe(-330_000);
    expect(await balanceOf(ctx, `producer:${two.producerId}`)).toBe(-120_000);
    expect(await brokenInvariants(ctx)).toEqual([]);
  });

  test('notices come ten at once and again after three days: one settlement', async ({
    own: { ctx },
    cards: { gateway, standIn },
  }) => {
    const offer = await anOffer(ctx);
    const { purchaseId, session } = await paidByCard(ctx, gateway, [[offer.id, 1]]);
    standIn.pay(session);
    const { body, signature } = standIn.notice('checkout.session.completed', session, { id: 'evt_1' });
    const notice = gateway.readNotice(body, signature, ctx.now)!;
    await Promise.all(Array.from({ length: 10 }, () => takeNotice(ctx, gateway, notice)));
    await takeNotice(later(ctx, 3 * 24 * 60), gateway, notice);
    expect(await ctx.db.execute(sql`select count(*)::int as n from payment_notices`)).toEqual([{ n: 1 }]);
    expect(await ctx.db.execute(sql`select count(*)::int as n from ledger_transfers`)).toEqual([{ n: 1 }]);
    expect(await onHand(ctx, offer.stockId)).toEqual({ on_hand: 9, held: 0 });
    expect(await statesOf(ctx, purchaseId)).toEqual(['placed, paid']);
    expect(await brokenInvariants(ctx)).toEqual([]);
  });

  test('notices out of order leave what the gateway says: a late "expired" frees nothing, a refund ends refunded', async ({
    ctx,
    cards: { gateway, standIn },
  }) => {
    const offer = await anOffer(ctx);
    const { purchaseId, session, paymentId } = await paidByCard(ctx, gateway, [[offer.id, 1]]);
    standIn.pay(session);
    const told = (kind: string) => {
      const { body, signature } = standIn.notice(kind, session);
      return takeNotice(ctx, gateway, gateway.readNotice(body, signature, ctx.now)!);
    };
    await told('checkout.session.expired');
    expect(await statesOf(ctx, purchaseId)).toEqual(['placed, paid']);
    await gateway.refund({ session, amount: 180_000 as Dong, key: 'by hand' });
    await told('charge.refunded');
    await told('checkout.session.completed');
    expect(await statesOf(ctx, purchaseId)).toEqual(['cancelled, paid']);
    expect(
      await ctx.db.execute(sql`select state, amount, reason from refunds where payment_id = ${paymentId}`),
    ).toEqual([{ state: 'done', amount: 180_000, reason: 'at_gateway' }]);
    expect(await onHand(ctx, offer.stockId)).toEqual({ on_hand: 10, held: 0 });
    expect(await balanceOf(ctx, 'card')).toBe(0);
    expect(standIn.refunds.size).toBe(1);
    expect(await brokenInvariants(ctx)).toEqual([]);
  });

  test('no notice ever comes: the sweeper finds it paid', async ({ ctx, cards: { gateway, standIn } }) => {
    const offer = await anOffer(ctx);
    const { purchaseId, session } = await paidByCard(ctx, gateway, [[offer.id, 1]]);
    standIn.pay(session);
    expect(await sweepPayments(later(ctx, 2), gateway)).toMatchObject({ paid_now: 1 });
    expect(await statesOf(ctx, purchaseId)).toEqual(['placed, paid']);
  });

  test('the gateway made a session and our process died: the next try gets the same session', async ({
    ctx,
    cards: { gateway, standIn },
  }) => {
    const offer = await anOffer(ctx);
    const { purchaseId, token } = await order(ctx, [[offer.id, 1]], { method: 'card' });
    standIn.faults.push(
      { at: 'POST /v1/checkout/sessions', what: 'cut_after' },
      { at: 'POST /v1/checkout/sessions', what: 'cut_after' },
    );
    await expect(openPayment(ctx, gateway, purchaseId, token)).rejects.toThrow(GatewayDown);
    expect(standIn.sessions.size).toBe(1);
    const url = await openPayment(ctx, gateway, purchaseId, token);
    expect(standIn.sessions.size).toBe(1);
    expect(await openPayment(ctx, gateway, purchaseId, token)).toBe(url);
    expect(await onHand(ctx, offer.stockId)).toEqual({ on_hand: 10, held: 1 });
  });

  test.for(['unsaved', 'busy', 'cut_before'] as const)(
    'the gateway is down (%s): the purchase waits, and a try later works',
    async (what, { ctx, cards: { gateway, standIn } }) => {
      const offer = await anOffer(ctx);
      const { purchaseId, token } = await order(ctx, [[offer.id, 1]], { method: 'card' });
      standIn.faults.push({ at: 'POST', what }, { at: 'POST', what });
      await expect(openPayment(ctx, gateway, purchaseId, token)).rejects.toThrow(GatewayDown);
      expect(await statesOf(ctx, purchaseId)).toEqual(['awaiting_payment, awaited']);
      standIn.faults.length = 0;
      expect(await openPayment(ctx, gateway, purchaseId, token)).toContain('/pay/');
    },
  );

  test('the gateway keeps a fault under the key: another key is used, and one session made', async ({
    ctx,
    cards: { gateway, standIn },
  }) => {
    const offer = await anOffer(ctx);
    const { purchaseId, token } = await order(ctx, [[offer.id, 1]], { method: 'card' });
    standIn.faults.push({ at: 'POST', what: 'error' });
    expect(await openPayment(ctx, gateway, purchaseId, token)).toContain('/pay/');
    expect(standIn.sessions.size).toBe(1);
  });

  test.for([
    ['one đồng less', { amount: 179_999 }],
    ['another currency', { currency: 'usd' }],
  ] as const)(
    '%s is not taken for it: a person looks',
    async ([, as], { ctx, cards: { gateway, standIn } }) => {
      const offer = await anOffer(ctx);
      const { purchaseId, session } = await paidByCard(ctx, gateway, [[offer.id, 1]]);
      standIn.pay(session, as);
      expect(await settleCheckout(ctx, gateway, session)).toBe('mismatch');
      expect(await statesOf(ctx, purchaseId)).toEqual(['awaiting_payment, mismatch']);
      expect(await balanceOf(ctx, 'card')).toBe(0);
      await sweepPayments(later(ctx, 60), gateway);
      expect(await onHand(ctx, offer.stockId)).toEqual({ on_hand: 10, held: 0 });
      expect(await brokenInvariants(later(ctx, 60))).toEqual([]);
    },
  );

  test('nobody pays: the session ends first, then the goods are free', async ({
    ctx,
    cards: { gateway, standIn },
  }) => {
    const offer = await anOffer(ctx);
    const { purchaseId, session } = await paidByCard(ctx, gateway, [[offer.id, 1]]);
    await sweepPayments(later(ctx, 46), gateway);
    expect(standIn.sessions.get(session)!.status).toBe('expired');
    expect(await statesOf(ctx, purchaseId)).toEqual(['cancelled, lapsed']);
    expect(await onHand(ctx, offer.stockId)).toEqual({ on_hand: 10, held: 0 });
  });

  test('paid in the moment in which its time is over: it is an order, not a loss', async ({
    ctx,
    cards: { gateway, standIn },
  }) => {
    const offer = await anOffer(ctx);
    const { purchaseId, session } = await paidByCard(ctx, gateway, [[offer.id, 1]]);
    standIn.pay(session);
    await sweepPayments(later(ctx, 46), gateway);
    expect(await statesOf(ctx, purchaseId)).toEqual(['placed, paid']);
  });

  test.for([
    ['some are left', 2, 'placed, paid', 0],
    ['they are gone', 1, 'cancelled, late', 1],
  ] as const)(
    'money that comes after the hold, when %s',
    async ([, stock, state, refunds], { ctx, cards: { gateway, standIn } }) => {
      const offer = await anOffer(ctx, { stock });
      const first = await paidByCard(ctx, gateway, [[offer.id, 1]]);
      // The gateway was away when the time was over: the session stayed open there.
      await ctx.db.execute(sql`update payments set session = 'cs_elsewhere' where id = ${first.paymentId}`);
      await ctx.db.execute(sql`update payments set session = null where id = ${first.paymentId}`);
      await sweepPayments(later(ctx, 46), gateway);
      await ctx.db.execute(sql`update payments set session = ${first.session} where id = ${first.paymentId}`);
      const second = await paidByCard(later(ctx, 47), gateway, [[offer.id, 1]]);
      standIn.pay(second.session);
      await settleCheckout(later(ctx, 48), gateway, second.session);
      standIn.pay(first.session);
      await settleCheckout(later(ctx, 49), gateway, first.session);
      await settleCheckout(later(ctx, 50), gateway, first.session);
      expect(await statesOf(ctx, first.purchaseId)).toEqual([state]);
      expect(standIn.refunds.size).toBe(refunds);
      expect(await brokenInvariants(ctx)).toEqual([]);
    },
  );

  test('a certificate that runs out on the way is frozen as it was; one that is revoked stops the order and the money goes back', async ({
    ctx,
    cards: { gateway, standIn },
  }) => {
    const offer = await anOffer(ctx);
    const { purchaseId, session } = await paidByCard(ctx, gateway, [[offer.id, 1]]);
    standIn.pay(session);
    await ctx.db.execute(sql`update standings set status = 'revoked' where product_id = ${offer.productId}`);
    await settleCheckout(ctx, gateway, session);
    expect(await statesOf(ctx, purchaseId)).toEqual(['cancelled, late']);
    expect(await ctx.db.execute(sql`select reason, amount, state from refunds`)).toEqual([
      { reason: 'revoked', amount: 180_000, state: 'done' },
    ]);
    expect(await onHand(ctx, offer.stockId)).toEqual({ on_hand: 10, held: 0 });
    expect(await balanceOf(ctx, 'card')).toBe(0);
    expect(await brokenInvariants(ctx)).toEqual([]);
  });
});

describe('giving back', () => {
  test('never more than came, once for each key, and the ledger says so', async ({
    ctx,
    cards: { gateway, standIn },
  }) => {
    const [one, two] = [await anOffer(ctx), await anOffer(ctx)];
    const { purchaseId, session } = await paidByCard(ctx, gateway, [
      [one.id, 1],
      [two.id, 1],
    ]);
    standIn.pay(session);
    await settleCheckout(ctx, gateway, session);
    const [{ id: orderId } = { id: '' }] = await ctx.db.execute<{ id: string }>(
      sql`select id from orders where purchase_id = ${purchaseId} and producer_id = ${one.producerId}`,
    );
    const asked = { orderId, amount: 100_000 as Dong, reason: 'claim', key: 'claim:1' };
    expect(await askRefund(ctx, asked)).toBe(await askRefund(ctx, asked));
    await expect(askRefund(ctx, { ...asked, key: 'claim:2' })).rejects.toMatchObject({
      code: 'refund.too_much',
      details: { left: 80_000 },
    });
    standIn.faults.push(
      { at: 'POST /v1/refunds', what: 'cut_after' },
      { at: 'POST /v1/refunds', what: 'cut_before' },
    );
    expect(await carryOutRefunds(ctx, gateway)).toEqual({ done: 0, failed: 1 });
    // It waits before it is tried again.
    expect(await carryOutRefunds(ctx, gateway)).toEqual({ done: 0, failed: 0 });
    const then = { ...ctx, now: new Date(ctx.now.getTime() + 61_000) };
    expect(await carryOutRefunds(then, gateway)).toEqual({ done: 1, failed: 0 });
    expect(await carryOutRefunds(then, gateway)).toEqual({ done: 0, failed: 0 });
    expect(standIn.refunds.size).toBe(1);
    expect(await balanceOf(ctx, `producer:${one.producerId}`)).toBe(-80_000);
    expect(await brokenInvariants(ctx)).toEqual([]);
  });

  test('of an order that nobody paid there is nothing to give back', async ({ ctx }) => {
    const offer = await anOffer(ctx);
    const { purchaseId } = await order(ctx, [[offer.id, 1]], { method: 'transfer' });
    const [{ id: orderId } = { id: '' }] = await ctx.db.execute<{ id: string }>(
      sql`select id from orders where purchase_id = ${purchaseId}`,
    );
    await expect(
      askRefund(ctx, { orderId, amount: 1 as Dong, reason: 'x', key: newId() }),
    ).rejects.toMatchObject({ code: 'refund.nothing_paid' });
  });
});

describe('a transfer to the producer', () => {
  test('that has come makes the order; another sum waits for a person', async ({ ctx }) => {
    const offer = await anOffer(ctx);
    const { purchaseId } = await order(ctx, [[offer.id, 1]], { method: 'transfer' });
    const [{ id } = { id: '' }] = await ctx.db.execute<{ id: string }>(
      sql`select id from payments where purchase_id = ${purchaseId}`,
    );
    expect(await settleDirect(ctx, id, { amount: 180_000, currency: 'vnd' })).toBe('paid_now');
    expect(await settleDirect(ctx, id, { amount: 180_000, currency: 'vnd' })).toBe('paid_before');
    expect(await statesOf(ctx, purchaseId)).toEqual(['placed, paid']);
    expect(await balanceOf(ctx, `direct:${offer.producerId}`)).toBe(180_000);
    expect(await balanceOf(ctx, 'card')).toBe(0);
    const other = await order(ctx, [[offer.id, 1]], { method: 'transfer' });
    const [{ id: otherId } = { id: '' }] = await ctx.db.execute<{ id: string }>(
      sql`select id from payments where purchase_id = ${other.purchaseId}`,
    );
    expect(await settleDirect(ctx, otherId, { amount: 150_000, currency: 'vnd' })).toBe('mismatch');
  });
});

describe('a notice', () => {
  test.for([
    ['without a signature', () => null, undefined],
    [
      'signed with another secret',
      (sign: (how: object) => string) => sign({ secret: 'whsec_other' }),
      undefined,
    ],
    ['with one space more in it', (sign: (how: object) => string) => sign({}), ' '],
    [
      '301 seconds old',
      (sign: (how: object) => string) => sign({ at: NOW.getTime() / 1_000 - 301 }),
      undefined,
    ],
    [
      'from an hour ahead',
      (sign: (how: object) => string) => sign({ at: NOW.getTime() / 1_000 + 3_600 }),
      undefined,
    ],
  ] as const)('%s is refused', ([, signed, added], { cards: { gateway, standIn } }) => {
    const { body } = standIn.notice('checkout.session.completed', 'cs_test_1', { id: 'evt_1' });
    const signature = signed(
      (how) => standIn.notice('checkout.session.completed', 'cs_test_1', { id: 'evt_1', ...how }).signature,
    );
    expect(() => gateway.readNotice(body + (added ?? ''), signature, NOW)).toThrow(ForgedNotice);
  });

  test('signed with the secret of before is taken while that is listed', ({ cards: { standIn } }) => {
    const { body, signature } = standIn.notice('checkout.session.completed', 'cs_test_1');
    const both = stripePayments({ key: 'sk_test', webhookSecrets: ['whsec_new', SECRET], server: null });
    expect(both.readNotice(body, signature, NOW)).toMatchObject({ session: 'cs_test_1' });
  });
});
