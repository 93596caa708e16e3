import { sql } from 'drizzle-orm';
import { confirmOrder, packOrder } from '#src/domain/checkout/handle-order.ts';
import { recallAndTell, recallStampsAndTell } from '#src/domain/notifications/recall-letters.ts';
import type { Context } from '#src/domain/shared/context.ts';
import { newId } from '#src/domain/shared/id.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import { readBasket } from '#src/domain/shop/basket.ts';
import { orderStamps, stampRun } from '#src/domain/traceability/stamp-runs.ts';
import { stampFacts, stampWarning } from '#src/domain/traceability/issued-stamps.ts';
import { keepLot, lotsOfProducer } from '#src/domain/traceability/kept-lots.ts';
import { recallLetter } from '#src/i18n/lots-room.ts';
import { aCertificate } from '#tests/support/register.ts';
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

test('some packs of a lot are called back by their stamps: their pages say so, all who may have one are told how to look, and the rest is sold on', async ({
  ctx,
}) => {
  const { offer, lot } = await sold(ctx);
  await aCertificate(ctx, { productId: offer.productId });
  const root = 'a root that only this test has, of more than 32 characters';
  const run = await stampRun(
    ctx,
    await orderStamps(ctx, root, offer.productId, {
      lotCode: lot.code,
      madeOn: null,
      useBy: null,
      count: 20,
      length: 18,
    }),
  );
  const range = { from: 5, until: 8, reason: 'Nắp hở', version: run.version };
  expect(await refused(recallStampsAndTell(ctx, run.id, { ...range, until: 21 }, recallLetter))).toBe(
    'stamp.range_wrong',
  );
  expect(await recallStampsAndTell(ctx, run.id, range, recallLetter)).toEqual({ written: 1, toCall: 1 });
  const [letter] = await ctx.db.execute<{ title: string; words: string }>(
    sql`select title, words from letters where key like 'recall:%'`,
  );
  expect(letter!.title).toContain('một phần lô');
  expect(letter!.words).toContain('tem số 5 đến 8');
  expect(letter!.words).toContain('không biết gói của bạn');
  const says = async (place: number) => {
    const facts = (await stampFacts(ctx, { runId: run.id, place }))!;
    return [stampWarning(TODAY, facts), facts.packsRecallReason, facts.lot.recalledOn];
  };
  expect(await says(4)).toEqual(['not_active', null, null]);
  expect(await says(5)).toEqual(['recalled', 'Nắp hở', null]);
  const { cartId } = await aCart(ctx, [[offer.id, 1]]);
  const basket = await readBasket(ctx, cartId, RULES);
  expect(basket?.groups[0]?.lines[0]?.available).toBeGreaterThan(0);
  // Who may look at runs may not call back what others made.
  const commune: Context = {
    ...ctx,
    actor: {
      kind: 'person',
      id: newId(),
      name: 'Ai đó',
      isStrong: false,
      assignments: [
        {
          id: newId(),
          role: 'commune_officer',
          scope: { kind: 'commune', provinceCode: '31', communeCode: '11503' },
        },
      ] as never,
    },
  };
  expect(await refused(recallStampsAndTell(commune, run.id, { ...range, version: 2 }, recallLetter))).toBe(
    'not_allowed',
  );
  // Once the whole lot was called back nobody is written to again.
  await recallAndTell(ctx, lot.id, 'Cả lô', recallLetter);
  const again = { from: 9, until: 9, reason: 'Nắp hở', version: 2 };
  expect(await recallStampsAndTell(ctx, run.id, again, recallLetter)).toEqual({ written: 0, toCall: 0 });
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
