import { sql } from 'drizzle-orm';
import { CLAIM_DAYS } from '#src/domain/checkout/claim.ts';
import { claimsToWatch } from '#src/domain/checkout/claim-desk.ts';
import { askClaim, refuseClaim } from '#src/domain/checkout/claims.ts';
import { confirmOrder, deliverOrder, handOverOrder, packOrder } from '#src/domain/checkout/handle-order.ts';
import { linesToTake, moneyToTake, noteTaken, ordersToTake } from '#src/domain/checkout/producer-data.ts';
import type { Context } from '#src/domain/shared/context.ts';
import { anOffer, BUYER, order } from '#tests/support/shop.ts';
import { expect, test } from '#tests/support/test.ts';

const later = (ctx: Context, days: number): Context => ({
  ...ctx,
  now: new Date(ctx.now.getTime() + days * 86_400_000),
});
const as = (ctx: Context, role: string, scope: object): Context => ({
  ...ctx,
  actor: {
    kind: 'person',
    id: role,
    isStrong: true,
    assignments: [{ role, scope }],
  } as unknown as Context['actor'],
});

async function claimed(ctx: Context) {
  const offer = await anOffer(ctx);
  const { purchaseId } = await order(ctx, [[offer.id, 2]]);
  const [row] = await ctx.db.execute<{ id: string; line: string }>(sql`
    select o.id, l.id as line from orders o join order_lines l on l.order_id = o.id where o.purchase_id = ${purchaseId}`);
  const { id: orderId, line } = row!;
  await confirmOrder(ctx, orderId);
  await packOrder(ctx, orderId);
  await handOverOrder(ctx, orderId, { carrier: 'Bưu điện', trackingNumber: null });
  await deliverOrder(ctx, orderId);
  const id = await askClaim(
    ctx,
    purchaseId,
    { orderId, reason: 'missing', words: 'Thiếu một chai', quantities: { [line]: 1 }, pictures: [] },
    CLAIM_DAYS,
  );
  return { id, orderId, purchaseId, offer };
}

test('the operator sees who is late with an answer, from the day after the last', async ({ ctx }) => {
  // Sunday 15 March 2026: answered within three working days, by the 18th.
  const { id } = await claimed(ctx);
  const watch = async (days: number, view: 'late' | 'open' | 'settled' = 'late') => {
    const desk = as(later(ctx, days), 'administrator', { kind: 'country' });
    return claimsToWatch(desk, { view, page: 1, perPage: 9 });
  };
  expect((await watch(3)).counts).toEqual({ late: 0, open: 1, settled: 0 });
  expect((await watch(4)).claims).toMatchObject([
    { id, answerBy: '2026-03-18', goods: expect.stringMatching(/^1 × /) },
  ]);
  await refuseClaim(later(ctx, 5), id, 'Đủ hai chai');
  expect((await watch(6)).counts).toEqual({ late: 0, open: 0, settled: 1 });
  expect((await watch(6, 'settled')).claims).toHaveLength(1);
  await expect(
    claimsToWatch(as(ctx, 'producer_owner', { kind: 'producer', producerId: 'x' }), {
      view: 'open',
      page: 1,
      perPage: 9,
    }),
  ).rejects.toMatchObject({ code: 'not_allowed' });
});

test('a producer takes home what is theirs and nothing of another, and no buyer who is kept back', async ({
  ctx,
}) => {
  const one = await claimed(ctx);
  await claimed(ctx);
  const maker = as(ctx, 'producer_owner', { kind: 'producer', producerId: one.offer.producerId });
  const pages = { page: 1, perPage: 100 };
  const [taken, ...more] = await ordersToTake(maker, one.offer.producerId, pages);
  expect(more).toEqual([]);
  expect(taken).toMatchObject({
    buyer: BUYER.name,
    phone: BUYER.phone,
    total: 330_000,
    paymentState: 'paid',
  });
  expect(await linesToTake(maker, one.offer.producerId, pages)).toMatchObject([
    { quantity: 2, total: 300_000 },
  ]);
  const money = await moneyToTake(maker, one.offer.producerId, pages);
  expect(money.reduce((sum, { amount }) => sum + amount, 0)).toBe(330_000);
  await ctx.db.execute(sql`update purchases set restricted_at = now() where id = ${one.purchaseId}`);
  expect(await ordersToTake(maker, one.offer.producerId, pages)).toMatchObject([
    { buyer: '', phone: '', street: '', communeCode: '' },
  ]);
  const stranger = as(ctx, 'producer_owner', { kind: 'producer', producerId: 'x' });
  for (const ask of [ordersToTake, linesToTake, moneyToTake])
    await expect(ask(stranger, one.offer.producerId, pages)).rejects.toMatchObject({ code: 'not_found' });
  await expect(noteTaken(stranger, one.offer.producerId)).rejects.toMatchObject({ code: 'not_found' });
});
