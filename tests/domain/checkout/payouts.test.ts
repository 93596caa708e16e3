import { sql } from 'drizzle-orm';
import {
  accountOf,
  approvePayout,
  dropPayout,
  keepPayoutRules,
  makePayout,
  markPaidOut,
  payoutOf,
  payoutsDue,
} from '#src/domain/checkout/payouts.ts';
import {
  confirmOrder,
  deliverOrder,
  handOverOrder,
  packOrder,
  refundByHand,
} from '#src/domain/checkout/handle-order.ts';
import { openPayment } from '#src/domain/checkout/open-payment.ts';
import { settleCheckout } from '#src/domain/checkout/settle-checkout.ts';
import { deskOf, tryRefundsAgain } from '#src/domain/checkout/desk.ts';
import { balanceOf } from '#src/domain/payments/ledger.ts';
import { standingOf } from '#src/domain/payments/payout.ts';
import type { PaymentGateway } from '#src/domain/payments/payment.ts';
import { carryOutRefunds } from '#src/domain/payments/refunds.ts';
import type { Context } from '#src/domain/shared/context.ts';
import type { Dong } from '#src/domain/shared/dong.ts';
import { stripePayments } from '#src/gateways/stripe.ts';
import { standInSettings, stripeStandIn, type StripeStandIn } from '#src/gateways/stripe-stand-in.ts';
import { anOffer, brokenInvariants, order } from '#tests/support/shop.ts';
import { describe, expect, NOW, test as base } from '#tests/support/test.ts';

/** `time`: what the card service's clock says. */
const test = base.extend<'cards', { gateway: PaymentGateway; standIn: StripeStandIn; time: { now: Date } }>(
  'cards',
  async ({}, { onCleanup }) => {
    const time = { now: NOW };
    const standIn = await stripeStandIn({ clock: () => time.now });
    onCleanup(standIn.close);
    return { time, standIn, gateway: stripePayments(standInSettings(standIn)) };
  },
);
const admin = (ctx: Context, id: string): Context => ({
  ...ctx,
  actor: {
    kind: 'person',
    id,
    name: id,
    isStrong: true,
    assignments: [{ id: 'a', role: 'administrator', scope: { kind: 'country' } }],
  },
});
const later = (ctx: Context, days: number): Context => ({
  ...ctx,
  now: new Date(ctx.now.getTime() + days * 86_400_000),
});
const wording = (code: string) => `SAO LANG TRA TIEN ${code}`;

/** Paid by card and in the buyer's hands. */
async function delivered(
  ctx: Context,
  { gateway, standIn }: { gateway: PaymentGateway; standIn: StripeStandIn },
  offerId: string,
  quantity: number,
): Promise<string> {
  const { purchaseId, token } = await order(ctx, [[offerId, quantity]], { method: 'card' });
  await openPayment(ctx, gateway, purchaseId, token);
  const [row] = await ctx.db.execute<{ session: string; order_id: string }>(sql`
    select y.session, o.id as order_id from payments y join orders o on o.purchase_id = y.purchase_id
    where y.purchase_id = ${purchaseId}`);
  standIn.pay(row!.session);
  await settleCheckout(ctx, gateway, row!.session);
  const id = row!.order_id;
  await confirmOrder(ctx, id);
  await packOrder(ctx, id);
  await handOverOrder(ctx, id, { carrier: 'Bưu điện', trackingNumber: null });
  await deliverOrder(ctx, id);
  return id;
}

const paidOut = async (ctx: Context): Promise<string> => {
  const id = await makePayout(admin(ctx, 'an'), wording);
  await approvePayout(admin(ctx, 'binh'), id);
  await markPaidOut(admin(ctx, 'an'), id, 'FT-1');
  return id;
};
const refund = (ctx: Context, id: string, more: number, key: string) =>
  refundByHand(admin(ctx, 'an'), id, { lines: {}, more, reason: 'Hỏng', key });

test.each([
  [-1, true, 'owes'],
  [99_999, true, 'little'],
  [100_000, true, 'pay'],
  [100_000, false, 'no_account'],
])('%s đồng, account known: %s: %s', (sum, known, standing) => {
  const account = known ? { bin: '970436', number: '1', holder: 'A' } : null;
  expect(standingOf({ sum, account }, { least: 100_000 as Dong, days: 7 })).toBe(standing);
});

describe('paying producers out', () => {
  test('of what buyers have had for a week, after a second person approved it, entered once', async ({
    ctx,
    cards,
  }) => {
    const offer = await anOffer(ctx);
    await delivered(ctx, cards, offer.id, 2);
    await expect(makePayout(admin(later(ctx, 6), 'an'), wording)).rejects.toThrow('nothing_due');
    const then = later(ctx, 8);
    const id = await makePayout(admin(then, 'an'), wording);
    await expect(makePayout(admin(then, 'binh'), wording)).rejects.toThrow('open_one');
    await expect(approvePayout(admin(then, 'an'), id)).rejects.toThrow('same_person');
    await expect(markPaidOut(admin(then, 'an'), id, 'FT-1')).rejects.toThrow('not_now');
    await approvePayout(admin(then, 'binh'), id);
    await expect(markPaidOut(admin(then, 'an'), id, ' ')).rejects.toThrow('reference_missing');
    await markPaidOut(admin(then, 'an'), id, 'FT-1');
    await expect(markPaidOut(admin(then, 'an'), id, 'FT-1')).rejects.toThrow('not_now');
    expect((await payoutOf(admin(then, 'an'), id)).lines).toMatchObject([
      { amount: 330_000, bin: '970436', account: '0011001234567' },
    ]);
    expect(await balanceOf(ctx, 'card')).toBe(0);
    expect(await balanceOf(ctx, `producer:${offer.producerId}`)).toBe(0);
    await expect(makePayout(admin(then, 'an'), wording)).rejects.toThrow('nothing_due');
    expect(await brokenInvariants(then)).toEqual([]);
  });

  test('a refund after the payout leaves the producer below nothing, and the next payout takes it off', async ({
    ctx,
    cards,
  }) => {
    const offer = await anOffer(ctx);
    const first = await delivered(ctx, cards, offer.id, 2);
    const then = later(ctx, 8);
    await paidOut(then);
    await refund(then, first, 150_000, 'abcdefabcde1');
    expect(await carryOutRefunds(then, cards.gateway)).toEqual({ done: 1, failed: 0 });
    expect(await balanceOf(ctx, `producer:${offer.producerId}`)).toBe(150_000);
    expect((await payoutsDue(admin(then, 'an'))).due).toMatchObject([{ sum: -150_000, standing: 'owes' }]);
    cards.time.now = then.now;
    await delivered(then, cards, offer.id, 2);
    const id = await paidOut(later(ctx, 20));
    expect((await payoutOf(admin(ctx, 'an'), id)).lines).toMatchObject([{ amount: 180_000 }]);
    expect(await balanceOf(ctx, `producer:${offer.producerId}`)).toBe(0);
    const account = await accountOf(ctx, offer.producerId, { from: ctx.now, until: later(ctx, 30).now });
    expect(account.lines.map(({ kind, amount, balance }) => [kind, amount, balance])).toEqual([
      ['payment', 330_000, 330_000],
      ['payout', -330_000, 0],
      ['refund', -150_000, -150_000],
      ['payment', 330_000, 180_000],
      ['payout', -180_000, 0],
    ]);
    expect(await brokenInvariants(later(ctx, 20))).toEqual([]);
  });

  test('what is being given back is not paid out; a dropped payout is due again; rules are data', async ({
    ctx,
    cards,
  }) => {
    const offer = await anOffer(ctx);
    const id = await delivered(ctx, cards, offer.id, 2);
    const then = later(ctx, 8);
    await refund(then, id, 30_000, 'abcdefabcde2');
    const draft = await makePayout(admin(then, 'an'), wording);
    expect((await payoutOf(admin(then, 'binh'), draft)).lines).toMatchObject([{ amount: 300_000 }]);
    await dropPayout(admin(then, 'an'), draft);
    await keepPayoutRules(admin(then, 'an'), { least: 300_001, days: 0 });
    await expect(makePayout(admin(then, 'an'), wording)).rejects.toThrow('nothing_due');
    await expect(keepPayoutRules(admin(then, 'an'), { least: -1, days: 0 })).rejects.toThrow('rules_wrong');
  });

  test('whole and part given back at once: never more than the share; what fails is shown and tried again', async ({
    own: { ctx },
    cards,
  }) => {
    const [offer, other] = [await anOffer(ctx), await anOffer(ctx)];
    const id = await delivered(ctx, cards, offer.id, 2);
    const answers = await Promise.allSettled([
      refund(ctx, id, 330_000, 'abcdefabcde3'),
      refund(ctx, id, 100_000, 'abcdefabcde4'),
      refund(ctx, id, 330_000, 'abcdefabcde3'),
      refund(ctx, id, 100_000, 'abcdefabcde4'),
    ]);
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(2);
    const stranger: Context = {
      ...admin(ctx, 'la'),
      actor: {
        kind: 'person',
        id: 'la',
        name: 'la',
        isStrong: true,
        assignments: [
          { id: 'a', role: 'producer_owner', scope: { kind: 'producer', producerId: other.producerId } },
        ],
      },
    };
    await expect(
      refundByHand(stranger, id, { lines: {}, more: 1, reason: 'x', key: 'abcdefabcde5' }),
    ).rejects.toThrow('not_found');
    await expect(accountOf(stranger, offer.producerId, { from: NOW, until: NOW })).rejects.toThrow(
      'not_found',
    );
    cards.standIn.faults.push(
      { at: 'POST /v1/refunds', what: 'error' },
      { at: 'POST /v1/refunds', what: 'error' },
    );
    expect(await carryOutRefunds(ctx, cards.gateway)).toEqual({ done: 0, failed: 1 });
    expect((await deskOf(admin(ctx, 'an'))).refunds).toMatchObject([{ orderId: id, state: 'failed' }]);
    expect(await tryRefundsAgain(admin(ctx, 'an'), cards.gateway, id)).toEqual({ done: 1, failed: 0 });
    expect(cards.standIn.refunds.size).toBe(1);
    expect((await deskOf(admin(ctx, 'an'))).refunds).toEqual([]);
    expect(await brokenInvariants(ctx)).toEqual([]);
  });
});
