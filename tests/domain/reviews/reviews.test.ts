import { sql } from 'drizzle-orm';
import postgres from 'postgres';
import {
  confirmOrder,
  confirmTransfer,
  deliverOrder,
  failDelivery,
  handOverOrder,
  packOrder,
  startReturn,
} from '#src/domain/checkout/handle-order.ts';
import { withdrawConsent } from '#src/domain/orders/consents.ts';
import type { Consent } from '#src/domain/orders/purchase.ts';
import { inviteReviews } from '#src/domain/reviews/invite.ts';
import {
  decideReview,
  replyToReview,
  reportReview,
  reviewsOfWorkshop,
  reviewsToModerate,
} from '#src/domain/reviews/moderate.ts';
import { reviewCountsOfProducer, reviewsOfProduct } from '#src/domain/reviews/public-reviews.ts';
import { plainWords, REVIEW_DAYS } from '#src/domain/reviews/review.ts';
import {
  reviewableOf,
  takeBackReview,
  writeReview,
  type NewReview,
} from '#src/domain/reviews/write-review.ts';
import type { Context } from '#src/domain/shared/context.ts';
import { invitationLetter } from '#src/i18n/review-letters.ts';
import { anOffer, brokenInvariants, BUYER, order } from '#tests/support/shop.ts';
import { describe, expect, ownDatabase, test } from '#tests/support/test.ts';

const later = (ctx: Context, days: number): Context => ({
  ...ctx,
  now: new Date(ctx.now.getTime() + days * 86_400_000),
});
const as = (id: string, role: string, scope: object): Context['actor'] =>
  ({ kind: 'person', id, isStrong: true, assignments: [{ role, scope }] }) as unknown as Context['actor'];
const operator = (ctx: Context): Context => ({
  ...ctx,
  actor: as('admin', 'administrator', { kind: 'country' }),
});
const maker = (ctx: Context, producerId: string): Context => ({
  ...ctx,
  actor: as('owner', 'producer_owner', { kind: 'producer', producerId }),
});
const letter = () => ({ title: 'Ẩn', words: 'Lý do' });

/** One pack that came. */
async function bought(ctx: Context, given: Parameters<typeof anOffer>[1] & { consents?: Consent[] } = {}) {
  const { consents, ...rest } = given;
  const offer = await anOffer(ctx, rest);
  const { purchaseId } = await order(ctx, [[offer.id, 1]], {
    method: 'transfer',
    ...(consents && { consents }),
  });
  const [row] = await ctx.db.execute<{ id: string; line: string }>(sql`
    select o.id, l.id as line from orders o join order_lines l on l.order_id = o.id where o.purchase_id = ${purchaseId}`);
  const { id: orderId, line } = row!;
  const write = (at: Context = ctx, more: Partial<NewReview> = {}) =>
    writeReview(
      at,
      purchaseId,
      { lineId: line, answer: 'yes', words: 'Thơm, đậm.', givenName: null, language: 'vi', ...more },
      REVIEW_DAYS,
    );
  return { offer, purchaseId, orderId, line, write };
}

async function delivered(ctx: Context, given: Parameters<typeof bought>[1] = {}) {
  const one = await bought(ctx, given);
  await confirmTransfer(ctx, one.orderId);
  await confirmOrder(ctx, one.orderId);
  await packOrder(ctx, one.orderId);
  await handOverOrder(ctx, one.orderId, { carrier: 'Bưu điện', trackingNumber: null });
  await deliverOrder(ctx, one.orderId);
  return one;
}

const stateOf = async (ctx: Context, id: string) => {
  const [row] = await ctx.db.execute<{
    state: string;
    words: string;
    asked: boolean;
    reply: string | null;
    name: string | null;
    commune: string | null;
  }>(sql`select state, words, asked_at is not null as asked, reply, given_name as name, commune_code as commune
    from reviews where id = ${id}`);
  return row!;
};

describe('a review', () => {
  test('is written by who received the goods, and by nobody before or with another’s link', async ({
    ctx,
  }) => {
    const waiting = await bought(ctx);
    await expect(waiting.write()).rejects.toMatchObject({ code: 'not_found' });
    const one = await delivered(ctx);
    const other = await delivered(ctx);
    await expect(
      writeReview(
        ctx,
        other.purchaseId,
        { lineId: one.line, answer: 'yes', words: '', givenName: null, language: 'vi' },
        REVIEW_DAYS,
      ),
    ).rejects.toMatchObject({ code: 'not_found' });
    const id = await one.write();
    expect(await stateOf(ctx, id)).toMatchObject({ state: 'shown', name: null, commune: null });
  });

  test('is written too of goods that came and went back, not of what never came', async ({ ctx }) => {
    const one = await delivered(ctx);
    await startReturn(ctx, one.orderId, 'Không vừa ý');
    await one.write(ctx, { answer: 'no', words: 'Chai bị hở nắp khi tới.' });
    const lost = await bought(ctx);
    await confirmTransfer(ctx, lost.orderId);
    await confirmOrder(ctx, lost.orderId);
    await packOrder(ctx, lost.orderId);
    await handOverOrder(ctx, lost.orderId, { carrier: 'Bưu điện', trackingNumber: null });
    await failDelivery(ctx, lost.orderId, 'no_answer');
    await expect(lost.write()).rejects.toMatchObject({ code: 'not_found' });
  });

  test('is written and changed for ninety days; taken back whenever its writer wants', async ({ ctx }) => {
    const one = await delivered(ctx);
    const id = await one.write(later(ctx, 90), { givenName: 'Mua' });
    expect(await stateOf(ctx, id)).toMatchObject({ name: 'Mua', commune: BUYER.communeCode });
    await expect(one.write(later(ctx, 91))).rejects.toMatchObject({ code: 'review.days_over' });
    await takeBackReview(later(ctx, 400), one.purchaseId, one.line);
    expect(await stateOf(ctx, id)).toMatchObject({
      state: 'taken_back',
      words: '',
      name: null,
      commune: null,
    });
    await takeBackReview(later(ctx, 400), one.purchaseId, one.line);
  });

  test('keeps what stood there before for the operator, until it is taken back', async ({ ctx }) => {
    const one = await delivered(ctx);
    const id = await one.write();
    expect(await one.write(ctx, { answer: 'with_reservation', words: 'Nắp chai khó mở quá.' })).toBe(id);
    const before = async () =>
      ctx.db.execute<{ before: { words: string } | null }>(
        sql`select before from review_events where review_id = ${id} and before is not null`,
      );
    expect((await before()).map((row) => row.before?.words)).toEqual(['Thơm, đậm.']);
    await takeBackReview(ctx, one.purchaseId, one.line);
    expect(await before()).toHaveLength(0);
    const [audit] = await ctx.db.execute<{ facts: string }>(
      sql`select string_agg(f::text, ' ') as facts from audit_facts f where subject = ${`review:${id}`}`,
    );
    expect(audit!.facts).not.toMatch(/Thơm|Nắp/);
  });

  test('with a reservation says which; a yes may stand alone', async ({ ctx }) => {
    const one = await delivered(ctx);
    await one.write(ctx, { words: '' });
    await expect(one.write(ctx, { answer: 'no', words: 'Dở' })).rejects.toMatchObject({
      code: 'review.words_missing',
    });
    await expect(one.write(ctx, { words: 'a'.repeat(1_001) })).rejects.toMatchObject({
      code: 'review.words_too_long',
      details: { most: 1_000 },
    });
  });

  test('is not taken of drinks of fifteen degrees and more', async ({ ctx }) => {
    const one = await delivered(ctx, { set: 14 });
    await ctx.db.execute(sql`update products set alcohol_degree = 29 where id = ${one.offer.productId}`);
    expect(await reviewableOf(ctx, one.purchaseId, REVIEW_DAYS)).toEqual([]);
    await expect(one.write()).rejects.toMatchObject({ code: 'not_found' });
  });
});

test('of one line there is one review, however many are sent at once', async () => {
  const own = await ownDatabase();
  try {
    const one = await delivered(own.ctx);
    const ids = await Promise.all(
      Array.from({ length: 8 }, (_, n) => one.write(own.ctx, { words: `Lần thứ ${n}, thơm và đậm.` })),
    );
    expect(new Set(ids).size).toBe(1);
    const [{ count }] = await own.sql<[{ count: number }]>`select count(*)::int as count from reviews`;
    expect(count).toBe(1);
    await expect(
      own.sql`insert into reviews (id, order_line_id, product_id, answer, words, consents, language, state, written_at)
        select 'another00000', order_line_id, product_id, answer, words, consents, language, state, written_at from reviews`,
    ).rejects.toThrow('reviews_line_once');
    const sees = postgres(own.url, { max: 1, onnotice: () => {} });
    const shown = await reviewsOfProduct(sees, one.offer.productId, { perPage: 5 });
    expect(shown).toMatchObject({ total: 1, hidden: 0, counts: { yes: 1, with_reservation: 0, no: 0 } });
    // Merged into another record it is still said of the goods.
    const two = await delivered(own.ctx, { producerId: one.offer.producerId });
    await two.write(own.ctx, { answer: 'no', words: 'Không như mong đợi.' });
    await own.sql`update products set merged_into = ${one.offer.productId} where id = ${two.offer.productId}`;
    expect((await reviewsOfProduct(sees, one.offer.productId, { perPage: 5 })).counts).toEqual({
      yes: 1,
      with_reservation: 0,
      no: 1,
    });
    expect(await reviewCountsOfProducer(sees, one.offer.producerId)).toEqual({
      yes: 1,
      with_reservation: 0,
      no: 1,
    });
    // Hidden: not counted, and said to be hidden.
    const { reviews } = await reviewsOfProduct(sees, one.offer.productId, { perPage: 5 });
    const no = reviews.find(({ answer }) => answer === 'no')!;
    await decideReview(operator(own.ctx), no.id, 'hide', 'Có số điện thoại', letter);
    expect(await reviewsOfProduct(sees, one.offer.productId, { perPage: 5 })).toMatchObject({
      total: 1,
      hidden: 1,
    });
    await sees.end();
    expect(await brokenInvariants(own.ctx)).toEqual([]);
  } finally {
    await own.drop();
  }
});

describe('the producer', () => {
  test('answers once, and only of their own goods', async ({ ctx }) => {
    const one = await delivered(ctx);
    const id = await one.write();
    const other = await delivered(ctx);
    await expect(replyToReview(maker(ctx, other.offer.producerId), id, 'Cảm ơn')).rejects.toMatchObject({
      code: 'not_found',
    });
    const owner = maker(ctx, one.offer.producerId);
    await replyToReview(owner, id, 'Cảm ơn bạn \u202Eđã mua');
    expect((await stateOf(ctx, id)).reply).toBe('Cảm ơn bạn đã mua');
    await expect(replyToReview(owner, id, 'Và nữa')).rejects.toMatchObject({ code: 'review.replied' });
  });

  test('may report, cannot hide, and does not read what stood there before', async ({ ctx }) => {
    const one = await delivered(ctx);
    const id = await one.write(ctx, { answer: 'no', words: 'Lừa đảo, đừng mua.' });
    await one.write(ctx, { answer: 'no', words: 'Không vừa ý chút nào.' });
    const owner = maker(ctx, one.offer.producerId);
    await reportReview(owner, id, { reason: 'insult', words: '' }, null);
    await expect(decideReview(owner, id, 'hide', 'Chê', letter)).rejects.toMatchObject({
      code: 'not_allowed',
    });
    expect(await stateOf(ctx, id)).toMatchObject({ state: 'shown', asked: true });
    const { reviews } = await reviewsOfWorkshop(owner, one.offer.producerId, { page: 1, perPage: 10 });
    expect(JSON.stringify(reviews)).not.toContain('Lừa đảo');
    const stranger = maker(ctx, (await delivered(ctx)).offer.producerId);
    await expect(
      reviewsOfWorkshop(stranger, one.offer.producerId, { page: 1, perPage: 10 }),
    ).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('the operator', () => {
  test('hides with a reason that the writer is told; changed, it is looked at before it is shown', async ({
    ctx,
  }) => {
    const one = await delivered(ctx);
    const id = await one.write();
    await expect(decideReview(operator(ctx), id, 'hide', ' ', letter)).rejects.toMatchObject({
      code: 'reason_missing',
    });
    await decideReview(operator(ctx), id, 'hide', 'Có số điện thoại', letter);
    await expect(decideReview(operator(ctx), id, 'hide', 'Nữa', letter)).rejects.toMatchObject({
      code: 'review.not_now',
    });
    const [sent] = await ctx.db.execute<{ to_address: string }>(
      sql`select to_address from letters where about = ${`review:${id}`}`,
    );
    expect(sent?.to_address).toBe(BUYER.email);
    await one.write(ctx, { words: 'Đã bỏ số.' });
    expect(await stateOf(ctx, id)).toMatchObject({ state: 'hidden', asked: true });
    // Not even by taking it back first.
    await takeBackReview(ctx, one.purchaseId, one.line);
    await one.write(ctx, { words: 'Viết lại từ đầu.' });
    expect(await stateOf(ctx, id)).toMatchObject({ state: 'hidden', asked: true });
    expect(
      (await reviewsToModerate(operator(ctx), { view: 'waiting', page: 1, perPage: 9 })).reviews,
    ).toHaveLength(1);
    await decideReview(operator(ctx), id, 'keep', 'Đúng quy tắc', letter);
    expect(await stateOf(ctx, id)).toMatchObject({ state: 'shown', asked: false });
    const [own] = await reviewableOf(ctx, one.purchaseId, REVIEW_DAYS);
    expect(own?.review?.decisions.map(({ deed, reason }) => [deed, reason])).toEqual([
      ['hidden', 'Có số điện thoại'],
      ['kept', 'Đúng quy tắc'],
    ]);
  });

  test('gets reports of anybody; a program that does not stop has to wait', async ({ ctx }) => {
    const one = await delivered(ctx);
    const id = await one.write();
    const visitor: Context = { ...ctx, actor: { kind: 'visitor' } };
    const report = () => reportReview(visitor, id, { reason: 'advertising', words: '' }, '198.51.100.7');
    await expect(
      reportReview(visitor, id, { reason: 'other', words: '' }, '198.51.100.7'),
    ).rejects.toMatchObject({ code: 'review.words_missing' });
    let refused = 0;
    for (let n = 0; n < 40; n += 1)
      await report().catch((error: { code?: string }) => {
        expect(error.code).toBe('too_many');
        refused += 1;
      });
    expect(refused).toBeGreaterThan(5);
    await expect(reviewsToModerate(visitor, { view: 'all', page: 1, perPage: 9 })).rejects.toMatchObject({
      code: 'not_allowed',
    });
  });
});

describe('the letter that asks', () => {
  const agreed: Consent[] = [
    { purpose: 'terms', edition: '1', at: '2026-03-15' },
    { purpose: 'review', edition: '1', at: '2026-03-15' },
  ];
  const run = (ctx: Context) =>
    inviteReviews(ctx, (it) => invitationLetter(it, 'https://x/', 'https://x/du-lieu'));

  test('goes once, a week after delivery, and only to who agreed', async ({ ctx }) => {
    await delivered(ctx);
    const one = await delivered(ctx, { consents: agreed });
    expect(await run(later(ctx, 6))).toEqual({ letters: 0 });
    expect(await run(later(ctx, 7))).toEqual({ letters: 1 });
    expect(await run(later(ctx, 8))).toEqual({ letters: 0 });
    const written = await ctx.db.execute<{ about: string }>(
      sql`select about from letters where key like 'review_invitation:%'`,
    );
    expect(written.map(({ about }) => about)).toEqual([`order:${one.orderId}`]);
  });

  test('does not go to who took the consent back, or has said what there is to say', async ({ ctx }) => {
    const changed = await delivered(ctx, { consents: agreed });
    await withdrawConsent(ctx, changed.purchaseId, 'review');
    await withdrawConsent(ctx, changed.purchaseId, 'review');
    const said = await delivered(ctx, { consents: agreed });
    await said.write();
    expect(await run(later(ctx, 7))).toEqual({ letters: 0 });
    const [facts] = await ctx.db.execute<{ count: number }>(
      sql`select count(*)::int as count from audit_facts where kind = 'consent.withdrawn'`,
    );
    expect(facts!.count).toBe(1);
  });
});

test.for([
  ['\u202Egnoht\u202C thơm', 'gnoht thơm'],
  ['a\u2066b\u2069\u200Fc\u061Cd', 'abcd'],
  ['Thơ\u0000m\u0007\u001B[31m', 'Thơm[31m'],
  ['một  \t hai\r\n\r\n\r\n\r\nba', 'một hai\n\nba'],
  ['Z' + '\u0301'.repeat(60), 'Ź\u0301\u0301\u0301'],
  ['\u200B\uFEFF ', ''],
] as const)('%j is kept as %j', ([typed, kept]) => {
  expect(plainWords(typed)).toBe(kept);
});
