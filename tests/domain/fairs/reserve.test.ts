import { sql } from 'drizzle-orm';
import {
  cancelByBuyer,
  cancelBySeller,
  confirmOrder,
  deliverOrder,
  packOrder,
} from '#src/domain/checkout/handle-order.ts';
import { parcelsOnPaper } from '#src/domain/checkout/packing.ts';
import { settleDirect } from '#src/domain/checkout/settle-checkout.ts';
import { placePurchase } from '#src/domain/checkout/place-purchase.ts';
import {
  cancelFair,
  keepFair,
  keepStall,
  publishFair,
  reviveFair,
  stallsKept,
  takeStall,
  type FairForm,
} from '#src/domain/fairs/keep-fair.ts';
import { keepReservations, ownStalls, strandedOrders } from '#src/domain/fairs/reserve.ts';
import { writeOrderNews } from '#src/domain/notifications/order-letters.ts';
import { purchaseByToken } from '#src/domain/orders/purchases.ts';
import type { Context } from '#src/domain/shared/context.ts';
import type { Dong } from '#src/domain/shared/dong.ts';
import { newId } from '#src/domain/shared/id.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import { readBasket } from '#src/domain/shop/basket.ts';
import { addToCart, newToken } from '#src/domain/shop/carts.ts';
import { buyerLetter, producerLetter } from '#src/i18n/order-letters.ts';
import { stallAndDays } from '#src/web/stall-place.ts';
import { typedOf } from '#src/web/checkout-form.ts';
import { placesOfRecord } from '#tests/support/places.ts';
import {
  aCart,
  anOffer,
  aShop,
  brokenInvariants,
  formFor,
  order,
  RULES,
  SETTINGS,
} from '#tests/support/shop.ts';
import { expect, test } from '#tests/support/test.ts';

const places = await placesOfRecord();
const FORM: FairForm = {
  name: 'Hội chợ OCOP mùa xuân',
  kind: 'fair',
  firstOn: '2026-03-20',
  lastOn: '2026-03-22',
  hours: '8:00-17:00',
  commune: '11503',
  spot: 'Sân vận động xã',
  position: '',
  organiser: 'UBND xã Việt Khê',
  about: '',
  results: '',
  nameEn: '',
  spotEn: '',
  aboutEn: '',
  resultsEn: '',
};
const codeOf = (error: unknown): string => (error instanceof Refusal ? error.code : String(error));

/** A fair to come with the stall of a producer who lets their honey be reserved. */
async function aStall(ctx: Context, given: Partial<FairForm> = {}, stock = 10) {
  const producerId = await aShop(ctx);
  const honey = await anOffer(ctx, { producerId, stock, name: 'Mật ong' });
  const tea = await anOffer(ctx, { producerId, name: 'Trà' });
  const fairId = await keepFair(ctx, places, null, { ...FORM, ...given }, '31');
  await publishFair(ctx, fairId);
  await keepStall(ctx, fairId, producerId, '', [honey.productId, tea.productId]);
  await keepReservations(ctx, producerId, fairId, [honey.productId]);
  const toFair = { deliveries: { [producerId]: { kind: 'fair', fairId } } } as const;
  return { producerId, fairId, honey, tea, toFair };
}
const orderOf = async (ctx: Context, token: string) => (await purchaseByToken(ctx, token))!.orders[0]!;
const letters = async (ctx: Context) => {
  await writeOrderNews(ctx, {
    toBuyer: (news) =>
      buyerLetter(
        news,
        'https://example.vn/don',
        news.fair && stallAndDays(news.language, places, news.producer.name, news.fair),
      ),
    toProducer: (news) => producerLetter(news, 'https://example.vn/don', null),
  });
  const rows = await ctx.db.execute<{ title: string; words: string }>(
    sql`select title, words from letters where kind = 'order' order by split_part(key, ':', 2)::int`,
  );
  return rows;
};

test('goods are reserved at the price of every order and without carriage, for the days of the fair', async ({
  ctx,
}) => {
  const { honey, toFair, producerId, fairId } = await aStall(ctx);
  const { token } = await order(ctx, [[honey.id, 2]], toFair);
  const its = await orderOf(ctx, token);
  expect(its).toMatchObject({
    delivery: 'pick_up',
    shippingTotal: 0,
    total: 300_000,
    pickUp: null,
    dueOn: '2026-03-20',
    fair: { id: fairId, name: FORM.name, firstOn: '2026-03-20', spot: FORM.spot, hasStall: true },
  });
  expect(its.pickUpCode).toMatch(/^[0-9A-Z]{6}$/);
  expect(await ownStalls(ctx, producerId)).toMatchObject([
    { id: fairId, orders: [{ id: its.id, goods: '2 × Mật ong' }] },
  ]);
  const [first] = await letters(ctx);
  expect(first!.words).toContain('Hội chợ OCOP mùa xuân, Sân vận động xã, xã Việt Khê, thành phố Hải Phòng');
  expect(first!.words).toContain('20/03/2026 – 22/03/2026, 8:00–17:00 mỗi ngày');
  expect(first!.words).toContain(its.pickUpCode);
  await confirmOrder(ctx, its.id);
  expect(await parcelsOnPaper(ctx, producerId, null)).toMatchObject([{ pickUp: null, fair: { id: fairId } }]);
  await packOrder(ctx, its.id);
  await expect(deliverOrder(ctx, its.id, 'SAI')).rejects.toThrow('order.code_wrong');
  await deliverOrder(ctx, its.id, its.pickUpCode);
  expect(await brokenInvariants(ctx)).toEqual([]);
});

test('a producer alone says what is reserved, and only of goods that their own stall brings', async ({
  ctx,
}) => {
  const { producerId, fairId, honey, tea } = await aStall(ctx);
  const wine = await anOffer(ctx, { producerId, set: 14, name: 'Rượu' });
  await keepStall(ctx, fairId, producerId, 'Nếm thử', [honey.productId, tea.productId, wine.productId]);
  // The office changes the stall: what the producer has said stays.
  const reserved = async () =>
    (await stallsKept(ctx, fairId))[0]!.goods.filter((one) => one.isReservable).map(({ id }) => id);
  expect(await reserved()).toEqual([honey.productId]);
  await keepReservations(ctx, producerId, fairId, [tea.productId, wine.productId]);
  expect(await reserved()).toEqual([tea.productId]);
  const person = { kind: 'person', id: 'p1', name: 'A', isStrong: false } as const;
  const of = (owns: string) =>
    ({
      ...ctx,
      actor: {
        ...person,
        assignments: [{ id: 'a', role: 'producer_owner', scope: { kind: 'producer', producerId: owns } }],
      },
    }) as Context;
  await keepReservations(of(producerId), producerId, fairId, []);
  expect(await reserved()).toEqual([]);
  await expect(keepReservations(of('other'), producerId, fairId, [])).rejects.toThrow('not_found');
  await expect(keepReservations(of('other'), 'other', fairId, [])).rejects.toThrow('not_found');
  const facts = await ctx.db.execute(
    sql`select 1 from audit_facts where kind = 'fair.reserved_kept' and subject = ${`fair:${fairId}`}`,
  );
  expect(facts).toHaveLength(3);
});

test.for<
  [
    code: string,
    given: Partial<FairForm>,
    spoil?: (ctx: Context, at: Awaited<ReturnType<typeof aStall>>) => Promise<unknown>,
  ]
>([
  ['checkout.fair_gone', {}, (ctx, { fairId }) => cancelFair(ctx, fairId, 'Mưa')],
  ['checkout.fair_gone', {}, (ctx, { fairId, producerId }) => takeStall(ctx, fairId, producerId)],
  ['checkout.fair_gone', {}, (ctx, { fairId, producerId }) => keepReservations(ctx, producerId, fairId, [])],
  ['checkout.fair_gone', { firstOn: '2026-03-14', lastOn: '2026-03-14' }],
  // Two working days from a Sunday are Tuesday.
  ['checkout.fair_too_soon', { firstOn: '2026-03-15', lastOn: '2026-03-16' }],
  [
    'checkout.not_at_stall',
    {},
    (ctx, { fairId, producerId, tea }) => keepReservations(ctx, producerId, fairId, [tea.productId]),
  ],
  [
    'checkout.changed',
    {},
    (ctx, { fairId }) => keepFair(ctx, places, fairId, { ...FORM, spot: 'Chợ' }, '31'),
  ],
])(
  'what changed before it was confirmed is said, not ordered: %s %o',
  async ([code, given, spoil], { ctx }) => {
    const at = await aStall(ctx, {}).then(async (made) => {
      if (given.firstOn) await keepFair(ctx, places, made.fairId, { ...FORM, ...given }, '31');
      return made;
    });
    const { cartId } = await aCart(ctx, [[at.honey.id, 1]]);
    const form = await formFor(ctx, cartId, at.toFair);
    await spoil?.(ctx, at);
    const tried = placePurchase(ctx, cartId, newId(), form, SETTINGS);
    expect(codeOf(await tried.catch((error: unknown) => error))).toBe(code);
  },
);

test('what was chosen on the page of the fair is collected there unless the buyer says otherwise', async ({
  ctx,
}) => {
  const { honey, tea, fairId, producerId } = await aStall(ctx);
  const owner = { token: newToken() };
  await addToCart(ctx, owner, honey.id, 1, false, fairId);
  const first = async () => {
    const basket = (await readBasket(ctx, owner, RULES))!;
    return typedOf(null, basket).deliveries[producerId];
  };
  expect(await first()).toBe(`hoi-cho-${fairId}`);
  await addToCart(ctx, owner, tea.id, 1, false, fairId);
  expect(await first()).toBe('giao');
});

test('whoever reserved hears once that the fair is moved, called off, and takes place after all', async ({
  ctx,
}) => {
  const { honey, toFair, fairId } = await aStall(ctx);
  const { token, purchaseId } = await order(ctx, [[honey.id, 1]], toFair);
  const its = await orderOf(ctx, token);
  await confirmOrder(ctx, its.id);
  await expect(cancelByBuyer(ctx, purchaseId, its.id)).rejects.toThrow('order.not_now');
  await letters(ctx);
  await keepFair(ctx, places, fairId, { ...FORM, about: 'Có múa lân' }, '31');
  await keepFair(ctx, places, fairId, { ...FORM, firstOn: '2026-03-27', lastOn: '2026-03-29' }, '31');
  await letters(ctx);
  expect((await orderOf(ctx, token)).dueOn).toBe('2026-03-27');
  await cancelFair(ctx, fairId, 'Mưa bão');
  await letters(ctx);
  await reviveFair(ctx, fairId, 'Trời tạnh');
  await letters(ctx);
  const all = await letters(ctx);
  expect(all.map(({ title }) => title.replace(its.code, ''))).toEqual([
    'Biên nhận đơn hàng ',
    'Hội chợ đổi ngày hoặc chỗ, đơn ',
    'Hội chợ đã huỷ, đơn ',
    'Hội chợ vẫn diễn ra, đơn ',
  ]);
  expect(all[1]!.words).toContain('27/03/2026 – 29/03/2026');
  expect(all[2]!.words).toContain('Lý do: Mưa bão');
  // They agreed to other days: they may take it back, though it is confirmed.
  await cancelByBuyer(ctx, purchaseId, its.id);
  expect(await brokenInvariants(ctx)).toEqual([]);
});

test('what nobody collects goes back to the shelf and the money to the buyer, as with every order', async ({
  ctx,
}) => {
  const { honey, toFair, producerId, fairId } = await aStall(ctx);
  const { token } = await order(ctx, [[honey.id, 3]], { ...toFair, method: 'cash' });
  const its = await orderOf(ctx, token);
  await confirmOrder(ctx, its.id);
  await packOrder(ctx, its.id);
  expect(await strandedOrders(ctx, producerId)).toBe(0);
  const later = { ...ctx, now: new Date('2026-03-23T02:00:00Z') };
  expect(await strandedOrders(later, producerId)).toBe(1);
  expect((await ownStalls(later, producerId)).map(({ id }) => id)).toEqual([fairId]);
  await cancelBySeller(later, its.id, 'Khách không đến lấy');
  expect(await ownStalls(later, producerId)).toEqual([]);
  const [shelf] = await ctx.db.execute(sql`select on_hand, held from stock where id = ${honey.stockId}`);
  expect(shelf).toEqual({ on_hand: 10, held: 0 });
  expect(await brokenInvariants(ctx)).toEqual([]);
});

test('the last pack is reserved or sent, never both', async ({ own: { ctx } }) => {
  const { honey, toFair } = await aStall(ctx, {}, 1);
  for (let round = 0; round < 5; round += 1) {
    await ctx.db.execute(sql`update stock set on_hand = held + 1 where id = ${honey.stockId}`);
    const asked = [];
    for (const given of [toFair, {}, toFair, {}]) {
      const { cartId } = await aCart(ctx, [[honey.id, 1]]);
      asked.push({ cartId, form: await formFor(ctx, cartId, given) });
    }
    const ended = await Promise.allSettled(
      asked.map(({ cartId, form }) => placePurchase(ctx, cartId, newId(), form, SETTINGS)),
    );
    expect(ended.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await brokenInvariants(ctx)).toEqual([]);
  }
});

test('a fair is called off while many reserve: who got an order is told, the others got none', async ({
  own: { ctx },
}) => {
  const { honey, toFair, fairId } = await aStall(ctx, {}, 200);
  for (let round = 0; round < 4; round += 1) {
    await ctx.db.execute(sql`delete from order_events`);
    const asked = [];
    for (let buyer = 0; buyer < 12; buyer += 1) {
      const { cartId } = await aCart(ctx, [[honey.id, 1]]);
      asked.push({ cartId, form: await formFor(ctx, cartId, toFair) });
    }
    const read = (await readBasket(ctx, asked[0]!.cartId, RULES))!;
    const [ended] = await Promise.all([
      Promise.allSettled(
        asked.map(({ cartId, form }, index) =>
          placePurchase(ctx, cartId, newId(), form, SETTINGS, index === 0 ? read : null),
        ),
      ),
      cancelFair(ctx, fairId, 'Mưa bão'),
    ]);
    const placed = ended.flatMap((each) => (each.status === 'fulfilled' ? [each.value.purchaseId] : []));
    expect(
      new Set(ended.flatMap((each) => (each.status === 'rejected' ? [codeOf(each.reason)] : []))),
    ).toEqual(new Set(placed.length < 12 ? ['checkout.fair_gone'] : []));
    const told = await ctx.db.execute<{ id: string }>(sql`
      select o.purchase_id as id from order_events e join orders o on o.id = e.order_id
      where e.reason = 'fair_cancelled'
        and o.purchase_id in (select jsonb_array_elements_text(${JSON.stringify(placed)}::jsonb))`);
    expect(told.map(({ id }) => id).toSorted()).toEqual(placed.toSorted());
    expect(await brokenInvariants(ctx)).toEqual([]);
    await reviveFair(ctx, fairId, 'Tạnh');
  }
});

test('a transfer for goods of a fair that was called off is given back when the buyer takes the order back', async ({
  ctx,
}) => {
  const { honey, toFair, fairId } = await aStall(ctx);
  const { token, purchaseId } = await order(ctx, [[honey.id, 1]], { ...toFair, method: 'transfer' });
  const its = await orderOf(ctx, token);
  await settleDirect(ctx, its.payment.id, { amount: 150_000 as Dong, currency: 'vnd' });
  await confirmOrder(ctx, its.id);
  await cancelFair(ctx, fairId, 'Mưa bão');
  expect(await orderOf(ctx, token)).toMatchObject({
    state: 'confirmed',
    fair: { cancelledReason: 'Mưa bão' },
  });
  await cancelByBuyer(ctx, purchaseId, its.id);
  expect((await orderOf(ctx, token)).refunds).toMatchObject([{ amount: 150_000 }]);
  expect(await brokenInvariants(ctx)).toEqual([]);
});

test('a stall that is taken away is told, and that it is there again; of what is past nothing', async ({
  ctx,
}) => {
  const { honey, toFair, fairId, producerId } = await aStall(ctx, { nameEn: 'Spring fair' });
  const { token } = await order(ctx, [[honey.id, 1]], { ...toFair, language: 'en' });
  const its = await orderOf(ctx, token);
  const [receipt] = await letters(ctx);
  expect(receipt!.words).toContain('Spring fair, Sân vận động xã');
  await takeStall(ctx, fairId, producerId);
  await takeStall(ctx, fairId, producerId);
  expect((await orderOf(ctx, token)).fair?.hasStall).toBe(false);
  await keepStall(ctx, fairId, producerId, '', [honey.productId]);
  await keepStall(ctx, fairId, producerId, 'Nếm thử', [honey.productId]);
  await confirmOrder(ctx, its.id);
  const later = { ...ctx, now: new Date('2026-03-24T02:00:00Z') };
  await keepFair(later, places, fairId, { ...FORM, nameEn: 'Spring fair', spot: 'Chợ' }, '31');
  await takeStall(later, fairId, producerId);
  const told = await ctx.db.execute<{ reason: string }>(
    sql`select reason from order_events where order_id = ${its.id} and reason is not null order by id`,
  );
  expect(told.map(({ reason }) => reason)).toEqual(['fair_stall_gone', 'fair_revived']);
  const all = await letters(ctx);
  expect(all.map(({ title }) => title.replace(its.code, '')).slice(1)).toEqual([
    'No stall at the fair any more, order ',
    'The fair takes place after all, order ',
  ]);
});
