import { sql } from 'drizzle-orm';
import { placePurchase, type CheckoutForm } from '#src/domain/checkout/place-purchase.ts';
import { sweepPayments } from '#src/domain/checkout/sweep.ts';
import type { Dong } from '#src/domain/shared/dong.ts';
import { newId } from '#src/domain/shared/id.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import { addToCart, mergeCarts, newToken, setQuantity } from '#src/domain/shop/carts.ts';
import { readBasket } from '#src/domain/shop/basket.ts';
import {
  aCart,
  aLot,
  anOffer,
  aShop,
  brokenInvariants,
  formFor,
  order,
  RULES,
  SETTINGS,
} from '#tests/support/shop.ts';
import { describe, expect, test } from '#tests/support/test.ts';

const codeOf = (error: unknown): string => (error instanceof Refusal ? error.code : String(error));

describe('ordering', () => {
  test('goods of two producers become one purchase with an order for each, and the goods are held', async ({
    ctx,
  }) => {
    const honey = await anOffer(ctx, { price: 150_000 as Dong });
    const tea = await anOffer(ctx, { price: 90_000 as Dong });
    const { purchaseId } = await order(ctx, [
      [honey.id, 2],
      [tea.id, 1],
    ]);
    const orders = await ctx.db.execute(
      sql`select producer_id, state, goods_total, shipping_total, total from orders where purchase_id = ${purchaseId} order by total`,
    );
    expect(orders).toEqual([
      {
        producer_id: tea.producerId,
        state: 'placed',
        goods_total: 90_000,
        shipping_total: 30_000,
        total: 120_000,
      },
      {
        producer_id: honey.producerId,
        state: 'placed',
        goods_total: 300_000,
        shipping_total: 30_000,
        total: 330_000,
      },
    ]);
    const [purchase] = await ctx.db.execute(sql`select total, code from purchases where id = ${purchaseId}`);
    expect(purchase).toMatchObject({ total: 450_000, code: expect.stringMatching(/^SL[0-9A-Z]{8}$/) });
    expect(await ctx.db.execute(sql`select on_hand, held from stock where id = ${honey.stockId}`)).toEqual([
      { on_hand: 10, held: 2 },
    ]);
    expect(await brokenInvariants(ctx)).toEqual([]);
  });

  test('what has to be eaten first goes first, and a lot that is soon over is not sold', async ({ ctx }) => {
    const offer = await anOffer(ctx, { stock: 3, useBy: '2026-09-01', shortDatedDays: 7 });
    const soon = await aLot(ctx, offer, 2, '2026-03-20');
    const sooner = await aLot(ctx, offer, 2, '2026-06-01');
    await order(ctx, [[offer.id, 4]]);
    expect(
      await ctx.db.execute(
        sql`select stock_id, quantity from holds where stock_id in (${offer.stockId}, ${soon}, ${sooner}) order by quantity, stock_id = ${offer.stockId}`,
      ),
    ).toEqual(
      expect.arrayContaining([
        { stock_id: sooner, quantity: 2 },
        { stock_id: offer.stockId, quantity: 2 },
      ]),
    );
    await expect(order(ctx, [[offer.id, 2]])).rejects.toMatchObject({
      code: 'offer.out_of_stock',
      details: { left: 1 },
    });
  });

  test('the same key is the same purchase, other words under it are refused, and a cart is ordered once', async ({
    ctx,
  }) => {
    const offer = await anOffer(ctx);
    const { cartId } = await aCart(ctx, [[offer.id, 1]]);
    const form = await formFor(ctx, cartId);
    const first = await placePurchase(ctx, cartId, 'key', form, SETTINGS);
    expect(await placePurchase(ctx, cartId, 'key', form, SETTINGS)).toEqual({ ...first, isNew: false });
    const other = { ...form, buyer: { ...form.buyer, street: '99 Hàng Bài' } };
    await expect(placePurchase(ctx, cartId, 'key', other, SETTINGS)).rejects.toMatchObject({
      code: 'checkout.key_reused',
    });
    expect(await placePurchase(ctx, cartId, 'another key', other, SETTINGS)).toEqual({
      ...first,
      isNew: false,
    });
    expect(
      await ctx.db.execute(sql`select count(*)::int as n from purchases where cart_id = ${cartId}`),
    ).toEqual([{ n: 1 }]);
  });

  test('a price that changed since the buyer looked is told, and nothing is held', async ({ ctx }) => {
    const offer = await anOffer(ctx);
    const { cartId } = await aCart(ctx, [[offer.id, 1]]);
    const form = await formFor(ctx, cartId);
    await ctx.db.execute(sql`update offers set price = 160000 where id = ${offer.id}`);
    await expect(placePurchase(ctx, cartId, newId(), form, SETTINGS)).rejects.toMatchObject({
      code: 'checkout.changed',
    });
    expect(await ctx.db.execute(sql`select held from stock where id = ${offer.stockId}`)).toEqual([
      { held: 0 },
    ]);
  });

  test('a certificate that ran out is sold without stars and told; a revoked one is not sold', async ({
    ctx,
  }) => {
    const old = await anOffer(ctx, { certificate: { issuedOn: '2023-03-01' } });
    const { purchaseId } = await order(ctx, [[old.id, 1]]);
    const [line] = await ctx.db.execute<{ goods: { certificate: unknown } }>(sql`
      select l.goods from order_lines l join orders o on o.id = l.order_id where o.purchase_id = ${purchaseId}`);
    expect(line!.goods.certificate).toMatchObject({ status: 'expired', stars: null });
    const { cartId } = await aCart(ctx, [[old.id, 1]]);
    const form = await formFor(ctx, cartId);
    const strict = { ...SETTINGS, rules: { expired: 'not_at_all' } as const };
    await expect(placePurchase(ctx, cartId, newId(), form, strict)).rejects.toMatchObject({
      code: 'offer.not_sold',
      details: { why: 'expired' },
    });
  });

  test.for([
    ['alcohol is not paid in cash', { set: 14 }, {}, 'checkout.no_cash_for_alcohol'],
    [
      'alcohol is not sold before the age was declared',
      { set: 14 },
      { method: 'transfer', isAdult: false },
      'checkout.age_not_declared',
    ],
    [
      'a card takes no less than its least',
      { price: 1_000 as Dong },
      { method: 'card', deliveries: 'pick' },
      'checkout.pick_up_gone',
    ],
    [
      'a card takes no more than eight digits',
      { price: 60_000_000 as Dong, quantity2: 2 },
      { method: 'card' },
      'checkout.card_too_much',
    ],
    ['cash has its most', { price: 3_000_000 as Dong }, {}, 'checkout.cash_too_much'],
    ['goods that are sent to some provinces only', { sentTo: ['31'] }, {}, 'checkout.goods_not_sent_there'],
    ['goods out of season', { sellsFrom: '2026-04-01' }, {}, 'offer.not_sold'],
  ] as const)('%s', async ([, given, asked, code], { ctx }) => {
    const { quantity2, ...offerGiven } = given as Record<string, unknown> & { quantity2?: number };
    const offer = await anOffer(ctx, offerGiven as never);
    const { deliveries, ...rest } = asked as { deliveries?: string };
    const tried = order(ctx, [[offer.id, quantity2 ?? 1]], {
      ...rest,
      ...(deliveries && {
        deliveries: { [offer.producerId]: { kind: 'pick_up', pointOfSaleId: 'nowhere' } },
      }),
    } as never);
    expect(codeOf(await tried.catch((error: unknown) => error))).toBe(code);
  });

  test('an order on which nobody confirmed the cash lapses, and the goods are free again', async ({
    ctx,
  }) => {
    const offer = await anOffer(ctx);
    const { purchaseId } = await order(ctx, [[offer.id, 3]]);
    const later = { ...ctx, now: new Date(ctx.now.getTime() + 73 * 3_600_000) };
    await sweepPayments(later, null);
    expect(
      await ctx.db.execute(sql`select state, cancelled_by from orders where purchase_id = ${purchaseId}`),
    ).toEqual([{ state: 'cancelled', cancelled_by: 'timeout' }]);
    expect(await ctx.db.execute(sql`select on_hand, held from stock where id = ${offer.stockId}`)).toEqual([
      { on_hand: 10, held: 0 },
    ]);
    expect(await brokenInvariants(later)).toEqual([]);
  });

  test('kept pages are told of an order where they say how many are left, and not before', async ({
    ctx,
  }) => {
    const [many, few] = [await anOffer(ctx, { stock: 100 }), await anOffer(ctx, { stock: 11 })];
    const told = async (productId: string) =>
      (await ctx.db.execute(sql`select 1 from changed_products where product_id = ${productId}`)).length > 0;
    await order(ctx, [[many.id, 1]]);
    await order(ctx, [[few.id, 1]], { method: 'transfer' });
    expect([await told(many.productId), await told(few.productId)]).toEqual([false, true]);
  });

  test('a transfer asks each producer’s own account, with words that find it again', async ({ ctx }) => {
    const [one, two] = [await anOffer(ctx), await anOffer(ctx)];
    const { purchaseId } = await order(
      ctx,
      [
        [one.id, 1],
        [two.id, 1],
      ],
      { method: 'transfer' },
    );
    const asked = await ctx.db.execute<{ amount: number; message: string; state: string }>(
      sql`select amount, message, state from payments where purchase_id = ${purchaseId} order by message`,
    );
    expect(asked).toEqual([
      { amount: 180_000, message: expect.stringMatching(/^SL[0-9A-Z]{8} 1$/), state: 'awaited' },
      { amount: 180_000, message: expect.stringMatching(/^SL[0-9A-Z]{8} 2$/), state: 'awaited' },
    ]);
  });
});

describe('the cart', () => {
  test('a guest’s three and an account’s nine of ten become ten, and it is told', async ({ ctx }) => {
    const offer = await anOffer(ctx, { stock: 10 });
    await ctx.db.execute(sql`insert into users (id, name, email, email_verified, created_at, updated_at)
      values ('u1', 'Người mua', 'mua@example.vn', true, now(), now())`);
    await addToCart(ctx, { userId: 'u1' }, offer.id, 9);
    const token = newToken();
    await addToCart(ctx, { token }, offer.id, 3);
    expect(await mergeCarts(ctx, token, 'u1')).toEqual({
      summed: [{ offerId: offer.id, quantity: 10, wanted: 12 }],
    });
    expect(await mergeCarts(ctx, token, 'u1')).toEqual({ summed: [] });
  });

  test('goods added after the order begin another cart of the account', async ({ ctx }) => {
    const offer = await anOffer(ctx);
    await ctx.db.execute(sql`insert into users (id, name, email, email_verified, created_at, updated_at)
      values ('u1', 'Người mua', 'mua@example.vn', true, now(), now())`);
    const { cartId } = await addToCart(ctx, { userId: 'u1' }, offer.id, 1);
    await placePurchase(ctx, cartId, 'key', await formFor(ctx, cartId), SETTINGS);
    const again = await addToCart(ctx, { userId: 'u1' }, offer.id, 2);
    expect(again.cartId).not.toBe(cartId);
    expect((await readBasket(ctx, cartId, RULES))!.groups[0]!.lines[0]!.quantity).toBe(1);
  });

  test('never more than the producer gives one buyer', async ({ ctx }) => {
    const offer = await anOffer(ctx, { mostPerOrder: 4 });
    const { owner, cartId } = await aCart(ctx, [[offer.id, 9]]);
    const quantity = async () => (await readBasket(ctx, cartId, RULES))!.groups[0]?.lines[0]?.quantity;
    expect(await quantity()).toBe(4);
    await setQuantity(ctx, owner, offer.id, 2);
    expect(await quantity()).toBe(2);
    await setQuantity(ctx, owner, offer.id, 0);
    expect(await quantity()).toBeUndefined();
  });
});

describe('many at once', () => {
  test('ten packs, fifty buyers: ten orders, forty told that it is sold out', async ({ own: { ctx } }) => {
    const offer = await anOffer(ctx, { stock: 10 });
    for (let round = 0; round < 2; round += 1) {
      await ctx.db.execute(sql`update stock set on_hand = held + 10 where id = ${offer.stockId}`);
      const carts = [];
      for (let buyer = 0; buyer < 50; buyer += 1) {
        const { cartId } = await aCart(ctx, [[offer.id, 1]]);
        carts.push({ cartId, form: await formFor(ctx, cartId) });
      }
      const ended = await Promise.allSettled(
        carts.map(({ cartId, form }) => placePurchase(ctx, cartId, newId(), form, SETTINGS)),
      );
      expect(ended.filter(({ status }) => status === 'fulfilled')).toHaveLength(10);
      expect(
        new Set(ended.flatMap((each) => (each.status === 'rejected' ? [codeOf(each.reason)] : []))),
      ).toEqual(new Set(['offer.out_of_stock']));
      expect(await brokenInvariants(ctx)).toEqual([]);
    }
  });

  test('two baskets with the same two last packs in opposite order: one order with both, the other nothing', async ({
    own: { ctx },
  }) => {
    const shop = await aShop(ctx);
    const [x, y] = [
      await anOffer(ctx, { producerId: shop, stock: 1 }),
      await anOffer(ctx, { producerId: shop, stock: 1 }),
    ];
    for (let round = 0; round < 10; round += 1) {
      await ctx.db.execute(sql`update stock set on_hand = held + 1`);
      const baskets = [
        await aCart(ctx, [
          [x.id, 1],
          [y.id, 1],
        ]),
        await aCart(ctx, [
          [y.id, 1],
          [x.id, 1],
        ]),
      ];
      const forms: CheckoutForm[] = [];
      for (const { cartId } of baskets) forms.push(await formFor(ctx, cartId));
      const ended = await Promise.allSettled(
        baskets.map(({ cartId }, index) => placePurchase(ctx, cartId, newId(), forms[index]!, SETTINGS)),
      );
      expect(ended.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
      expect(await brokenInvariants(ctx)).toEqual([]);
    }
  });

  test('a double click orders once', async ({ own: { ctx } }) => {
    const offer = await anOffer(ctx);
    const { cartId } = await aCart(ctx, [[offer.id, 1]]);
    const form = await formFor(ctx, cartId);
    const ended = await Promise.all(
      Array.from({ length: 10 }, () => placePurchase(ctx, cartId, 'key', form, SETTINGS)),
    );
    expect(new Set(ended.map(({ purchaseId }) => purchaseId)).size).toBe(1);
    expect(ended.filter(({ isNew }) => isNew)).toHaveLength(1);
  });
});
