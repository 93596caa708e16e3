import { sql } from 'drizzle-orm';
import { CLAIM_DAYS } from '#src/domain/checkout/claim.ts';
import {
  acceptClaim,
  askClaim,
  claimableOf,
  claimsOfPurchase,
  pictureOfProducer,
  receiveClaimed,
  refuseClaim,
} from '#src/domain/checkout/claims.ts';
import {
  confirmOrder,
  confirmRefund,
  deliverOrder,
  failDelivery,
  handOverOrder,
  packOrder,
  receiveReturn,
  startReturn,
} from '#src/domain/checkout/handle-order.ts';
import { writeClaimNews } from '#src/domain/notifications/claim-letters.ts';
import type { Context } from '#src/domain/shared/context.ts';
import type { Person } from '#src/domain/shared/actor.ts';
import { buyerClaimLetter, producerClaimLetter } from '#src/i18n/claim-letters.ts';
import { failSaid } from '#src/i18n/claims.ts';
import { aLot, anOffer, brokenInvariants, order } from '#tests/support/shop.ts';
import { describe, expect, test } from '#tests/support/test.ts';

const later = (ctx: Context, days: number): Context => ({
  ...ctx,
  now: new Date(ctx.now.getTime() + days * 86_400_000),
});

/** Three packs at 150.000 ₫ that were delivered and paid in cash; 30.000 ₫ for sending. */
async function delivered(ctx: Context, given: Parameters<typeof anOffer>[1] = {}) {
  const offer = await anOffer(ctx, given);
  return { offer, ...(await deliveredOf(ctx, offer.id)) };
}

async function deliveredOf(ctx: Context, offerId: string) {
  const { purchaseId } = await order(ctx, [[offerId, 3]]);
  const [row] = await ctx.db.execute<{ id: string; line: string }>(sql`
    select o.id, l.id as line from orders o join order_lines l on l.order_id = o.id where o.purchase_id = ${purchaseId}`);
  await confirmOrder(ctx, row!.id);
  await packOrder(ctx, row!.id);
  await handOverOrder(ctx, row!.id, { carrier: 'Bưu điện', trackingNumber: null });
  await deliverOrder(ctx, row!.id);
  const ask = (at: Context, quantity = 1, more = {}) =>
    askClaim(
      at,
      purchaseId,
      {
        orderId: row!.id,
        reason: 'damaged',
        words: 'Chai vỡ nắp',
        quantities: { [row!.line]: quantity },
        pictures: [],
        ...more,
      },
      CLAIM_DAYS,
    );
  return { purchaseId, orderId: row!.id, line: row!.line, ask };
}

const person = (
  id: string,
  scope: Person['assignments'][number]['scope'],
  role: 'administrator' | 'producer_owner',
) => ({ kind: 'person', id, isStrong: true, assignments: [{ role, scope }] }) as unknown as Context['actor'];

const refundsOf = async (ctx: Context, orderId: string) =>
  ctx.db.execute<{ id: string; amount: number; key: string; state: string }>(
    sql`select id, amount, key, state from refunds where order_id = ${orderId}`,
  );

describe('a claim', () => {
  test('is taken up to seven days after delivery, for fresh food two', async ({ ctx }) => {
    const kept = await delivered(ctx, { set: 5 });
    const fresh = await delivered(ctx, { set: 1 });
    const open = async (days: number, orderId: string) =>
      (await claimableOf(later(ctx, days), orderId, CLAIM_DAYS)).isOpen;
    expect([await open(7, kept.orderId), await open(8, kept.orderId)]).toEqual([true, false]);
    expect([await open(2, fresh.orderId), await open(3, fresh.orderId)]).toEqual([true, false]);
    await expect(fresh.ask(later(ctx, 3))).rejects.toMatchObject({ code: 'claim.days_over' });
    await fresh.ask(later(ctx, 2));
  });

  test('is not taken for more packs than were bought, without a word, for another’s order, or before delivery', async ({
    ctx,
  }) => {
    const { ask, line, orderId } = await delivered(ctx);
    await expect(ask(ctx, 4)).rejects.toMatchObject({ code: 'claim.lines_missing' });
    await expect(ask(ctx, 0)).rejects.toMatchObject({ code: 'claim.lines_missing' });
    await expect(ask(ctx, 1, { words: ' ' })).rejects.toMatchObject({ code: 'claim.words_missing' });
    const other = await delivered(ctx);
    await expect(
      askClaim(
        ctx,
        other.purchaseId,
        { orderId, reason: 'damaged', words: 'x', quantities: { [line]: 1 }, pictures: [] },
        CLAIM_DAYS,
      ),
    ).rejects.toMatchObject({ code: 'not_found' });
    const offer = await anOffer(ctx);
    const { purchaseId } = await order(ctx, [[offer.id, 1]]);
    const [early] = await ctx.db.execute<{ id: string }>(
      sql`select id from orders where purchase_id = ${purchaseId}`,
    );
    expect((await claimableOf(ctx, early!.id, CLAIM_DAYS)).isOpen).toBe(false);
  });

  test('waits for its answer before another may be made', async ({ ctx }) => {
    const { ask } = await delivered(ctx);
    await ask(ctx);
    await expect(ask(ctx)).rejects.toMatchObject({ code: 'claim.open' });
  });

  test('accepted without the goods gives back at once; asked twice it is one refund', async ({ ctx }) => {
    const { ask, orderId } = await delivered(ctx);
    const claim = await ask(ctx);
    await acceptClaim(ctx, claim, { amount: 150_000, wantsReturn: false, answer: 'Xin lỗi bạn' });
    await expect(
      acceptClaim(ctx, claim, { amount: 150_000, wantsReturn: false, answer: '' }),
    ).rejects.toMatchObject({ code: 'claim.not_now' });
    const [refund, ...more] = await refundsOf(ctx, orderId);
    expect(refund).toMatchObject({ amount: 150_000, key: `claim:${claim}`, state: 'asked' });
    expect(more).toEqual([]);
    await confirmRefund(ctx, refund!.id, 'FT123');
    expect(await brokenInvariants(ctx)).toEqual([]);
  });

  test('that wants the goods back gives the money when they have come', async ({ ctx }) => {
    const { ask, orderId } = await delivered(ctx);
    const claim = await ask(ctx, 2);
    await acceptClaim(ctx, claim, { amount: 300_000, wantsReturn: true, answer: '' });
    expect(await refundsOf(ctx, orderId)).toEqual([]);
    await receiveClaimed(ctx, claim);
    await expect(receiveClaimed(ctx, claim)).rejects.toMatchObject({ code: 'claim.not_now' });
    expect((await refundsOf(ctx, orderId)).map(({ amount }) => amount)).toEqual([300_000]);
    expect(await brokenInvariants(ctx)).toEqual([]);
  });

  test('puts back on the shelf what the producer says can be sold again, once, and no more than came back', async ({
    ctx,
  }) => {
    const { ask, offer, line, orderId } = await delivered(ctx, { stock: 10 });
    const claim = await ask(ctx, 2);
    await acceptClaim(ctx, claim, { amount: 300_000, wantsReturn: true, answer: '' });
    const onHand = async () =>
      (
        await ctx.db.execute<{ n: number }>(
          sql`select sum(on_hand)::int as n from stock where offer_id = ${offer.id}`,
        )
      )[0]!.n;
    const other = await delivered(ctx);
    for (const fit of [
      { [line]: 3 },
      { [line]: -1 },
      { [line]: 0.5 },
      { [line]: Number.NaN },
      { [other.line]: 1 },
    ])
      await expect(receiveClaimed(ctx, claim, fit)).rejects.toMatchObject({ code: 'claim.fit_wrong' });
    expect(await onHand()).toBe(7);
    await receiveClaimed(ctx, claim, { [line]: 1 });
    await expect(receiveClaimed(ctx, claim, { [line]: 1 })).rejects.toMatchObject({ code: 'claim.not_now' });
    expect(await onHand()).toBe(8);
    expect(await brokenInvariants(ctx)).toEqual([]);
    // The rest comes back later, and is what is left.
    await startReturn(ctx, orderId, 'đổi ý');
    await receiveReturn(ctx, orderId, true, 'đã nhận');
    expect(await onHand()).toBe(10);
    expect(await brokenInvariants(ctx)).toEqual([]);
  });

  test('about goods of two lots puts them with the one that has to be eaten first', async ({ ctx }) => {
    const offer = await anOffer(ctx, { stock: 2, useBy: '2026-09-01' });
    await aLot(ctx, offer, 5, '2026-12-01');
    const { ask, line } = await deliveredOf(ctx, offer.id);
    const claim = await ask(ctx, 3);
    await acceptClaim(ctx, claim, { amount: 300_000, wantsReturn: true, answer: '' });
    await receiveClaimed(ctx, claim, { [line]: 3 });
    const shelves = await ctx.db.execute<{ n: number }>(sql`
      select k.on_hand as n from stock k join lots t on t.id = k.lot_id where k.offer_id = ${offer.id} order by t.use_by`);
    expect(shelves.map(({ n }) => n)).toEqual([2, 5]);
    expect(await brokenInvariants(ctx)).toEqual([]);
  });

  test('gives back no more than came, and never what went back before', async ({ ctx }) => {
    const { ask } = await delivered(ctx);
    const claim = await ask(ctx);
    await expect(
      acceptClaim(ctx, claim, { amount: 480_001, wantsReturn: false, answer: '' }),
    ).rejects.toMatchObject({ code: 'claim.sum_wrong', details: { left: 480_000 } });
    await acceptClaim(ctx, claim, { amount: 150_000, wantsReturn: false, answer: '' });
    const second = await ask(ctx, 2);
    await expect(
      acceptClaim(ctx, second, { amount: 330_001, wantsReturn: false, answer: '' }),
    ).rejects.toMatchObject({ code: 'claim.sum_wrong', details: { left: 330_000 } });
    await refuseClaim(ctx, second, 'Hàng đã mở nắp');
    await expect(ask(ctx, 3)).rejects.toMatchObject({ code: 'claim.lines_missing' });
  });

  test('is refused with a reason only; the operator may accept it after all, the producer not', async ({
    ctx,
  }) => {
    const { ask, offer, orderId } = await delivered(ctx);
    const claim = await ask(ctx);
    await expect(refuseClaim(ctx, claim, '  ')).rejects.toMatchObject({ code: 'reason_missing' });
    const owner = {
      ...ctx,
      actor: person('chu', { kind: 'producer', producerId: offer.producerId }, 'producer_owner'),
    };
    await refuseClaim(owner, claim, 'Ảnh không rõ');
    const yes = { amount: 150_000, wantsReturn: false, answer: '' };
    await expect(acceptClaim(owner, claim, yes)).rejects.toMatchObject({ name: 'Refusal' });
    await acceptClaim({ ...ctx, actor: person('dh', { kind: 'country' }, 'administrator') }, claim, yes);
    expect(await refundsOf(ctx, orderId)).toHaveLength(1);
  });

  test('of another producer is not found, its photographs neither', async ({ ctx }) => {
    const { ask, purchaseId, offer } = await delivered(ctx);
    const claim = await ask(ctx, 1, { pictures: [Buffer.from('a picture')] });
    const [{ pictures } = { pictures: [] }] = await claimsOfPurchase(ctx, purchaseId);
    const stranger = {
      ...ctx,
      actor: person(
        'la',
        { kind: 'producer', producerId: (await anOffer(ctx)).producerId },
        'producer_owner',
      ),
    };
    await expect(refuseClaim(stranger, claim, 'x')).rejects.toMatchObject({ code: 'not_found' });
    await expect(pictureOfProducer(stranger, offer.producerId, pictures[0]!)).rejects.toMatchObject({
      code: 'not_found',
    });
    expect(Buffer.from(await pictureOfProducer(ctx, offer.producerId, pictures[0]!)).toString()).toBe(
      'a picture',
    );
  });

  test('is told to the producer once and to the buyer at each step, in their language', async ({ ctx }) => {
    const { ask, purchaseId, offer } = await delivered(ctx);
    await ctx.db.execute(sql`update purchases set language = 'en' where id = ${purchaseId}`);
    await ctx.db.execute(sql`update producers set email = 'htx@example.vn' where id = ${offer.producerId}`);
    const tell = () =>
      writeClaimNews(ctx, {
        toBuyer: (news) => buyerClaimLetter(news, 'https://ocop.example.vn/en/don-hang/x'),
        toProducer: (news) => producerClaimLetter(news, 'https://ocop.example.vn/nha-san-xuat/x'),
      });
    const claim = await ask(ctx);
    expect(await tell()).toEqual({ letters: 2 });
    expect(await tell()).toEqual({ letters: 0 });
    await acceptClaim(ctx, claim, { amount: 150_000, wantsReturn: false, answer: '' });
    expect(await tell()).toEqual({ letters: 1 });
    const letters = await ctx.db.execute<{ title: string; to_address: string }>(
      sql`select title, to_address from letters where kind = 'claim' order by title`,
    );
    expect(letters.map(({ title }) => title.replace(/SL\w+/, 'CODE'))).toEqual([
      'Claim or return, order CODE: Settled',
      'Claim or return, order CODE: Waiting for the producer’s answer',
      'Khách yêu cầu đổi trả, đơn CODE',
    ]);
  });
});

describe('a parcel that was not handed over', () => {
  test('has a reason from the list; another reason is told in words', async ({ ctx }) => {
    const offer = await anOffer(ctx);
    const { purchaseId } = await order(ctx, [[offer.id, 1]]);
    const [{ id } = { id: '' }] = await ctx.db.execute<{ id: string }>(
      sql`select id from orders where purchase_id = ${purchaseId}`,
    );
    await confirmOrder(ctx, id);
    await packOrder(ctx, id);
    await handOverOrder(ctx, id, { carrier: 'Bưu điện', trackingNumber: null });
    await expect(ctx.db.transaction((db) => failDelivery({ ...ctx, db }, id, 'other'))).rejects.toMatchObject(
      { code: 'reason_missing' },
    );
    await failDelivery(ctx, id, 'refused_parcel', 'hộp móp');
    const [row] = await ctx.db.execute<{ reason: string }>(sql`select reason from orders where id = ${id}`);
    expect(failSaid(row!.reason, 'vi')).toBe('Khách từ chối nhận: hộp móp');
    expect(failSaid(row!.reason, 'en')).toBe('The parcel was refused: hộp móp');
    expect(failSaid('Xe hỏng: mai giao', 'vi')).toBe('Xe hỏng: mai giao');
  });
});
