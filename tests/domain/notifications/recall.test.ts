import { sql } from 'drizzle-orm';
import { confirmOrder, packOrder } from '#src/domain/checkout/handle-order.ts';
import { recallAndTell } from '#src/domain/notifications/recall-letters.ts';
import type { Context } from '#src/domain/shared/context.ts';
import { newId } from '#src/domain/shared/id.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import { readBasket } from '#src/domain/shop/basket.ts';
import { keepLot, lotsOfProducer } from '#src/domain/traceability/kept-lots.ts';
import { recallLetter } from '#src/i18n/lots-room.ts';
import { aCart, anOffer, brokenInvariants, BUYER, order, RULES } from '#tests/support/shop.ts';
import { expect, test, TODAY } from '#tests/support/test.ts';

const refused = async (work: Promise<unknown>): Promise<string> => {
  try {
    await work;
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
  return 'done';
};

/** A lot of which two buyers have packs: one with a mailbox, one with a telephone only. */
async function sold(ctx: Context) {
  const offer = await anOffer(ctx, { useBy: '2026-12-31', stock: 10 });
  const [lot] = await ctx.db.execute<{ id: string; code: string }>(
    sql`select id, code from lots where product_id = ${offer.productId}`,
  );
  for (const email of ['mua@example.vn', null]) {
    const { purchaseId } = await order(ctx, [[offer.id, 2]], { buyer: { ...BUYER, email } });
    const [row] = await ctx.db.execute<{ id: string }>(
      sql`select id from orders where purchase_id = ${purchaseId}`,
    );
    await confirmOrder(ctx, row!.id);
    await packOrder(ctx, row!.id);
  }
  return { offer, lot: lot! };
}

test('a lot that is called back is sold by nobody, and all who have packs of it are written to once', async ({
  ctx,
}) => {
  const { offer, lot } = await sold(ctx);
  const { cartId } = await aCart(ctx, [[offer.id, 1]]);
  expect(await refused(recallAndTell(ctx, lot.id, ' ', recallLetter))).toBe('reason_missing');
  expect(await recallAndTell(ctx, lot.id, 'Vượt mức dư lượng', recallLetter)).toEqual({
    written: 1,
    toCall: 1,
  });
  const letters = await ctx.db.execute<{ to_address: string; title: string; words: string }>(
    sql`select to_address, title, words from letters where key like 'recall:%'`,
  );
  expect(letters).toMatchObject([{ to_address: 'mua@example.vn', title: expect.stringContaining(lot.code) }]);
  expect(letters[0]!.words).toContain('Vượt mức dư lượng');
  expect(await recallAndTell(ctx, lot.id, 'lần nữa', recallLetter)).toBeNull();
  const [count] = await ctx.db.execute(sql`select count(*)::int as n from letters where key like 'recall:%'`);
  expect(count).toEqual({ n: 1 });
  // What lies in somebody's cart cannot be bought any more.
  const basket = await readBasket(ctx, cartId, RULES);
  expect(basket?.groups[0]?.lines[0]?.available).toBe(0);
  expect(await lotsOfProducer(ctx, offer.producerId)).toMatchObject({
    lots: [{ code: lot.code, recalledOn: TODAY, recallReason: 'Vượt mức dư lượng', orders: 2 }],
  });
  expect(await brokenInvariants(ctx)).toEqual([]);
});

test('makers and those who judge or inspect call a lot back; a commune and strangers do not', async ({
  ctx,
}) => {
  const { offer, lot } = await sold(ctx);
  const as = (role: string, scope: object): Context => ({
    ...ctx,
    actor: {
      kind: 'person',
      id: newId(),
      name: 'Ai đó',
      isStrong: false,
      assignments: [{ id: newId(), role, scope }] as never,
    },
  });
  const recall = (who: Context) => refused(recallAndTell(who, lot.id, 'vì', recallLetter));
  const commune = { kind: 'commune', provinceCode: '31', communeCode: '11503' };
  expect(await recall(as('commune_officer', commune))).toBe('not_allowed');
  expect(await recall(as('producer_owner', { kind: 'producer', producerId: newId() }))).toBe('not_found');
  expect(await recall(as('province_officer', { kind: 'province', provinceCode: '31' }))).toBe('done');
  const owner = as('producer_owner', { kind: 'producer', producerId: offer.producerId });
  await keepLot(owner, offer.productId, { lotCode: 'M 2', madeOn: '2026-03-01', useBy: '2026-09-01' });
  const days = { lotCode: 'M 2', madeOn: '2026-09-02', useBy: '2026-09-01' } as const;
  expect(await refused(keepLot(owner, offer.productId, days))).toBe('stock.lot_days_wrong');
  const { lots } = await lotsOfProducer(owner, offer.producerId);
  expect(lots.map(({ code }) => code)).toContain('M 2');
});
