import { sql } from 'drizzle-orm';
import { afterEach, beforeEach } from 'vitest';
import { confirmRefund, refundByHand } from '#src/domain/checkout/handle-order.ts';
import { confirmTransfer } from '#src/domain/checkout/handle-order.ts';
import { deskOf, tryRefundsAgain } from '#src/domain/checkout/desk.ts';
import { openPayment } from '#src/domain/checkout/open-payment.ts';
import { settleCheckout } from '#src/domain/checkout/settle-checkout.ts';
import { sweepPayments } from '#src/domain/checkout/sweep.ts';
import { writeRefundNews } from '#src/domain/notifications/refund-letters.ts';
import { MOST_TRIES } from '#src/domain/payments/refunds.ts';
import type { Context } from '#src/domain/shared/context.ts';
import { standInSettings, stripeStandIn, type StripeStandIn } from '#src/gateways/stripe-stand-in.ts';
import { stripePayments } from '#src/gateways/stripe.ts';
import { refundLetter } from '#src/i18n/refund-letters.ts';
import { anOffer, brokenInvariants, order } from '#tests/support/shop.ts';
import { describe, expect, NOW, test } from '#tests/support/test.ts';

let standIn: StripeStandIn;
const gateway = () => stripePayments(standInSettings(standIn));
beforeEach(async () => {
  standIn = await stripeStandIn({ clock: () => NOW });
});
afterEach(async () => {
  await standIn.close();
});

const later = (ctx: Context, minutes: number): Context => ({
  ...ctx,
  now: new Date(ctx.now.getTime() + minutes * 60_000),
});
const write = (ctx: Context) =>
  writeRefundNews(ctx, (news) => refundLetter(news, 'https://x.vn/don-hang/abc'));
const lettersOf = (ctx: Context) =>
  ctx.db.execute<{ title: string; words: string; to_address: string }>(
    sql`select title, words, to_address from letters where kind = 'refund' order by title`,
  );

/** An order that was paid by card, of which 100.000 ₫ are to go back. */
async function toRefund(ctx: Context, language: 'vi' | 'en' = 'vi') {
  const offer = await anOffer(ctx);
  const { purchaseId, token } = await order(ctx, [[offer.id, 1]], { method: 'card', language });
  await openPayment(ctx, gateway(), purchaseId, token);
  const [{ session }] = (await ctx.db.execute<{ session: string }>(
    sql`select session from payments where purchase_id = ${purchaseId}`,
  )) as unknown as [{ session: string }];
  standIn.pay(session);
  await settleCheckout(ctx, gateway(), session);
  const [{ id }] = (await ctx.db.execute<{ id: string }>(
    sql`select id from orders where purchase_id = ${purchaseId}`,
  )) as unknown as [{ id: string }];
  const asked = { lines: {}, more: 100_000, reason: 'Hỏng nắp', key: 'abcdefabcdef' };
  await refundByHand(ctx, id, asked);
  return { id, session };
}

describe('a refund by card', () => {
  test('that the service does not answer is tried ever more seldom, then waits for a person, who tries again', async ({
    ctx,
  }) => {
    const { id } = await toRefund(ctx);
    const tried: number[] = [];
    for (let minutes = 0; minutes < 12 * 60; minutes += 1) {
      standIn.faults.length = 0;
      standIn.faults.push(
        ...Array.from({ length: 2 }, () => ({ at: 'POST /v1/refunds', what: 'unsaved' }) as const),
      );
      const before = standIn.journal.filter((line) => line === 'POST /v1/refunds').length;
      await sweepPayments(later(ctx, minutes), gateway());
      if (standIn.journal.filter((line) => line === 'POST /v1/refunds').length > before) tried.push(minutes);
    }
    expect(tried).toEqual([0, 1, 3, 7, 15, 31, 63, 127]);
    expect(tried).toHaveLength(MOST_TRIES);
    const waits = later(ctx, 12 * 60);
    expect((await deskOf(waits)).refunds).toMatchObject([{ orderId: id, tries: MOST_TRIES, tryAt: null }]);
    expect(await write(waits)).toEqual({ letters: 0 });
    standIn.faults.length = 0;
    expect(await tryRefundsAgain(waits, gateway(), id)).toEqual({ done: 1, failed: 0 });
    expect(standIn.refunds.size).toBe(1);
    expect((await deskOf(waits)).refunds).toEqual([]);
    expect(await brokenInvariants(waits)).toEqual([]);
  });

  test('is told once, in the buyer’s language, with the sum and the way', async ({ ctx }) => {
    await toRefund(ctx, 'en');
    await sweepPayments(ctx, gateway());
    expect(await write(ctx)).toEqual({ letters: 1 });
    expect(await write(later(ctx, 1))).toEqual({ letters: 0 });
    const [letter, ...more] = await lettersOf(ctx);
    expect(more).toEqual([]);
    expect(letter!.to_address).toBe('mua@example.vn');
    expect(letter!.title).toMatch(/^100\.000\s₫ given back, order SL/);
    expect(letter!.words).toContain('the card that was charged');
  });
});

test.for([1, 20])('%i processes at once write one letter about one refund', async (processes, { own }) => {
  const { ctx } = own;
  const offer = await anOffer(ctx);
  const { purchaseId } = await order(ctx, [[offer.id, 1]], { method: 'transfer' });
  const [{ id }] = (await ctx.db.execute<{ id: string }>(
    sql`select id from orders where purchase_id = ${purchaseId}`,
  )) as unknown as [{ id: string }];
  await confirmTransfer(ctx, id);
  await refundByHand(ctx, id, { lines: {}, more: 50_000, reason: 'x', key: 'abcdefabcdef' });
  const [refund] = await ctx.db.execute<{ id: string }>(sql`select id from refunds where order_id = ${id}`);
  await write(ctx);
  expect(await lettersOf(ctx)).toEqual([]);
  await confirmRefund(ctx, refund!.id, 'FT2607');
  await confirmRefund(ctx, refund!.id, 'FT2607');
  const written = await Promise.all(Array.from({ length: processes }, () => write(ctx)));
  expect(written.reduce((sum, { letters }) => sum + letters, 0)).toBe(1);
  const [letter, ...more] = await lettersOf(ctx);
  expect(more).toEqual([]);
  expect(letter!.words).toContain('chuyển khoản lại');
  expect(letter!.words).toContain('FT2607');
});
