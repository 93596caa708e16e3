import { sql } from 'drizzle-orm';
import { confirmOrder, handOverOrder, packOrder } from '#src/domain/checkout/handle-order.ts';
import { packingOf, parcelsOnPaper } from '#src/domain/checkout/packing.ts';
import type { Context } from '#src/domain/shared/context.ts';
import { deliveryNotesPdf, pickListPdf, totalsOf } from '#src/web/parcel-pdf.ts';
import { aLot, anOffer, brokenInvariants, order } from '#tests/support/shop.ts';
import { describe, expect, test, TODAY } from '#tests/support/test.ts';

/** Five packs bought, taken from a lot of three and one of twenty. */
async function toPack(ctx: Context) {
  const offer = await anOffer(ctx, { stock: 3, useBy: '2026-06-01' });
  const later = await aLot(ctx, offer, 20, '2026-09-01');
  const { purchaseId } = await order(ctx, [[offer.id, 5]]);
  const [row] = await ctx.db.execute<{ id: string; line: string }>(sql`
    select o.id, l.id as line from orders o join order_lines l on l.order_id = o.id where o.purchase_id = ${purchaseId}`);
  await confirmOrder(ctx, row!.id);
  return { offer, first: offer.stockId, later, orderId: row!.id, line: row!.line };
}

const lotsIn = async (ctx: Context, line: string) =>
  (
    await ctx.db.execute<{ stock_id: string; quantity: number }>(
      sql`select stock_id, quantity from order_line_lots where order_line_id = ${line} order by quantity`,
    )
  ).map(({ stock_id, quantity }) => [stock_id, quantity]);

const onHand = async (ctx: Context, stockId: string) =>
  (await ctx.db.execute<{ n: number }>(sql`select on_hand as n from stock where id = ${stockId}`))[0]?.n;

describe('at packing', () => {
  test('the producer sees what was taken from the shelf, the lot that expires first before the others', async ({
    ctx,
  }) => {
    const { first, later, orderId } = await toPack(ctx);
    const [line] = await packingOf(ctx, orderId);
    expect(line?.shelves.map(({ stockId, taken, most }) => [stockId, taken, most])).toEqual([
      [first, 3, 3],
      [later, 2, 5],
    ]);
  });

  test('lots as they were taken go in when nothing is said', async ({ ctx }) => {
    const { first, later, orderId, line } = await toPack(ctx);
    await packOrder(ctx, orderId);
    expect(await lotsIn(ctx, line)).toEqual([
      [later, 2],
      [first, 3],
    ]);
    expect(await brokenInvariants(ctx)).toEqual([]);
  });

  test('other lots may go in: those taken come back to the shelf, and the moves tell both', async ({
    ctx,
  }) => {
    const { first, later, orderId, line } = await toPack(ctx);
    await packOrder(ctx, orderId, {
      [line]: [
        { stockId: later, quantity: 5 },
        { stockId: first, quantity: 0 },
      ],
    });
    expect(await lotsIn(ctx, line)).toEqual([[later, 5]]);
    expect([await onHand(ctx, first), await onHand(ctx, later)]).toEqual([3, 15]);
    expect(await brokenInvariants(ctx)).toEqual([]);
  });

  test('what is not there, or does not add up, is refused and nothing moves', async ({ ctx }) => {
    const { first, later, orderId, line } = await toPack(ctx);
    const refused = (lots: { stockId: string; quantity: number }[]) =>
      ctx.db
        .transaction((db) => packOrder({ ...ctx, db }, orderId, { [line]: lots }))
        .then(
          () => 'packed',
          (error: { code?: string }) => error.code,
        );
    expect(await refused([{ stockId: later, quantity: 4 }])).toBe('pack.count_wrong');
    expect(
      await refused([
        { stockId: later, quantity: 6 },
        { stockId: first, quantity: -1 },
      ]),
    ).toBe('pack.count_wrong');
    expect(await refused([{ stockId: first, quantity: 5 }])).toBe('pack.not_on_shelf');
    const elsewhere = await anOffer(ctx);
    expect(await refused([{ stockId: elsewhere.stockId, quantity: 5 }])).toBe('pack.not_on_shelf');
    expect([await onHand(ctx, first), await onHand(ctx, later)]).toEqual([0, 18]);
    expect(await brokenInvariants(ctx)).toEqual([]);
  });

  test('packs that are promised to another buyer are not on the shelf', async ({ ctx }) => {
    const { offer, later, orderId, line } = await toPack(ctx);
    await order(ctx, [[offer.id, 16]], { method: 'transfer' });
    await expect(
      packOrder(ctx, orderId, { [line]: [{ stockId: later, quantity: 5 }] }),
    ).rejects.toMatchObject({ code: 'pack.not_on_shelf' });
  });

  test('a recalled lot goes into no parcel; another lot in its place does', async ({ ctx }) => {
    const { first, later, orderId, line } = await toPack(ctx);
    await ctx.db.execute(sql`update lots set recalled_on = ${TODAY}, recall_reason = 'Nấm mốc'
      where id = (select lot_id from stock where id = ${first})`);
    const attempt = (chosen = {}) =>
      ctx.db.transaction((db) => packOrder({ ...ctx, db }, orderId, chosen)).catch((error) => error.code);
    expect(await attempt()).toBe('pack.lot_recalled');
    await packOrder(ctx, orderId, { [line]: [{ stockId: later, quantity: 5 }] });
    expect(await lotsIn(ctx, line)).toEqual([[later, 5]]);
    expect(await brokenInvariants(ctx)).toEqual([]);
  });

  test('a short-dated lot is not put in', async ({ ctx }) => {
    const { offer, later, first, orderId, line } = await toPack(ctx);
    const short = await aLot(ctx, offer, 9, '2026-03-18');
    await expect(
      packOrder(ctx, orderId, {
        [line]: [
          { stockId: short, quantity: 2 },
          { stockId: first, quantity: 3 },
        ],
      }),
    ).rejects.toMatchObject({ code: 'pack.lot_refused' });
    expect(await onHand(ctx, later)).toBe(18);
  });

  test('a parcel whose lot is recalled after packing is not handed over', async ({ ctx }) => {
    const { first, orderId } = await toPack(ctx);
    await packOrder(ctx, orderId);
    await ctx.db.execute(sql`update lots set recalled_on = ${TODAY}, recall_reason = 'Nấm mốc'
      where id = (select lot_id from stock where id = ${first})`);
    await expect(
      handOverOrder(ctx, orderId, { carrier: 'Bưu điện', trackingNumber: null }),
    ).rejects.toMatchObject({ code: 'order.must_not_be_sold' });
  });
});

describe('paper for the packing table', () => {
  test('adds up by product, pack and lot what all orders need', async ({ ctx }) => {
    const { offer, orderId } = await toPack(ctx);
    const second = await order(ctx, [[offer.id, 4]]);
    const [other] = await ctx.db.execute<{ id: string }>(
      sql`select id from orders where purchase_id = ${second.purchaseId}`,
    );
    await confirmOrder(ctx, other!.id);
    const waiting = await parcelsOnPaper(ctx, offer.producerId, null);
    expect(waiting.map(({ id }) => id).sort()).toEqual([orderId, other!.id].sort());
    expect(totalsOf(waiting).map(({ useBy, quantity }) => [useBy, quantity])).toEqual([
      ['2026-06-01', 3],
      ['2026-09-01', 6],
    ]);
  });

  test('is only of this producer’s own orders', async ({ ctx }) => {
    const { orderId } = await toPack(ctx);
    const other = await anOffer(ctx);
    await expect(parcelsOnPaper(ctx, other.producerId, [orderId])).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  test('holds of the buyer what the carrier needs: no mail address, no invoice', async ({ ctx }) => {
    const { offer, orderId } = await toPack(ctx);
    const orders = await parcelsOnPaper(ctx, offer.producerId, [orderId]);
    expect(JSON.stringify(orders)).not.toContain('mua@example.vn');
    const notes = await deliveryNotesPdf(
      [...orders, ...orders],
      () => 'https://ocop.example.vn/don/1',
      (code) => code,
    );
    expect(
      Buffer.from(notes)
        .toString('latin1')
        .match(/\/Type \/Page\b/g),
    ).toHaveLength(2);
    const list = await pickListPdf(orders, 'HTX An Sơn', TODAY);
    expect(Buffer.from(list).toString('latin1')).toMatch(/^%PDF-/);
  });
});
