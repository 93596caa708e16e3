import { sql } from 'drizzle-orm';
import { users } from '#db/schema/accounts.ts';
import { CLAIM_DAYS } from '#src/domain/checkout/claim.ts';
import { askClaim, refuseClaim } from '#src/domain/checkout/claims.ts';
import {
  confirmOrder,
  confirmTransfer,
  deliverOrder,
  failDelivery,
  handOverOrder,
  packOrder,
} from '#src/domain/checkout/handle-order.ts';
import { orderToSee, ordersOfProducer } from '#src/domain/orders/purchases.ts';
import { personData } from '#src/domain/privacy/person-data.ts';
import {
  acknowledgeRequest,
  answerRequest,
  askRight,
  correctBuyer,
  extendRequest,
  forgetPerson,
  mailboxBehind,
  requestBehind,
  requestsToHandle,
  restrictPurchases,
  sendRightsLink,
} from '#src/domain/privacy/requests.ts';
import { keepRetention, RETENTION } from '#src/domain/privacy/retention.ts';
import { clocksOf, type Right, type Whose } from '#src/domain/privacy/right.ts';
import { REVIEW_DAYS } from '#src/domain/reviews/review.ts';
import { writeReview } from '#src/domain/reviews/write-review.ts';
import type { Context } from '#src/domain/shared/context.ts';
import { dataWords } from '#src/i18n/personal-data.ts';
import { rightsLetters } from '#src/i18n/rights-letters.ts';
import { anOffer, brokenInvariants, BUYER, order } from '#tests/support/shop.ts';
import { describe, expect, NOW, test } from '#tests/support/test.ts';

const at = (ctx: Context, days: number): Context => ({
  ...ctx,
  now: new Date(ctx.now.getTime() + days * 86_400_000),
});
const years = (ctx: Context, count: number): Context => ({
  ...ctx,
  now: new Date(Date.UTC(NOW.getUTCFullYear() + count, NOW.getUTCMonth(), NOW.getUTCDate() + 1)),
});
const as = (ctx: Context, role: string, scope: object, isStrong = true): Context => ({
  ...ctx,
  actor: {
    kind: 'person',
    id: role,
    isStrong,
    assignments: [{ role, scope }],
  } as unknown as Context['actor'],
});
const operator = (ctx: Context, isStrong = true): Context =>
  as(ctx, 'administrator', { kind: 'country' }, isStrong);
const letter = () => ({ title: 'Thư', words: 'Lời thư' });

/** Goods that came, about which the buyer claimed and wrote a review. */
async function delivered(ctx: Context, given: Parameters<typeof order>[2] = {}) {
  const offer = await anOffer(ctx);
  const { purchaseId, token } = await order(ctx, [[offer.id, 1]], { method: 'transfer', ...given });
  const [row] = await ctx.db.execute<{ id: string; line: string }>(sql`
    select o.id, l.id as line from orders o join order_lines l on l.order_id = o.id where o.purchase_id = ${purchaseId}`);
  const { id: orderId, line } = row!;
  await confirmTransfer(ctx, orderId);
  await confirmOrder(ctx, orderId);
  await packOrder(ctx, orderId);
  await handOverOrder(ctx, orderId, { carrier: 'Bưu điện', trackingNumber: null });
  await failDelivery(ctx, orderId, 'no_answer', 'Hàng xóm là bà Lan không nhận hộ');
  await handOverOrder(ctx, orderId, { carrier: 'Bưu điện', trackingNumber: null });
  await deliverOrder(ctx, orderId);
  const claim = await askClaim(
    ctx,
    purchaseId,
    {
      orderId,
      reason: 'damaged',
      words: 'Chị Mua ở số 12 thấy chai vỡ',
      quantities: { [line]: 1 },
      pictures: [new Uint8Array([1, 2, 3])],
    },
    CLAIM_DAYS,
  );
  await refuseClaim(ctx, claim, 'Chai không vỡ');
  await writeReview(
    ctx,
    purchaseId,
    { lineId: line, answer: 'yes', words: 'Thơm lắm', givenName: 'Mua', language: 'vi' },
    REVIEW_DAYS,
  );
  return { offer, purchaseId, token, orderId, line, claim };
}

async function ask(ctx: Context, whose: Whose, right: Right, words = '') {
  const token = await askRight(ctx, whose, { right, words, language: 'vi' }, letter);
  return { token, id: (await requestBehind(ctx, token))!.id };
}

/** All that the database holds of the purchase in words, as one text. */
async function allWords(ctx: Context, purchaseId: string): Promise<string> {
  const [row] = await ctx.db.execute<{ all: string }>(sql`
    select concat_ws(' ', (select p::text from purchases p where p.id = ${purchaseId}),
      (select string_agg(o::text, ' ') from orders o where o.purchase_id = ${purchaseId}),
      (select string_agg(e::text, ' ') from order_events e join orders o on o.id = e.order_id where o.purchase_id = ${purchaseId}),
      (select string_agg(c::text, ' ') from claims c join orders o on o.id = c.order_id where o.purchase_id = ${purchaseId}),
      (select string_agg(r::text, ' ') from reviews r join order_lines l on l.id = r.order_line_id
        join orders o on o.id = l.order_id where o.purchase_id = ${purchaseId}),
      (select string_agg(v::text, ' ') from review_events v),
      (select string_agg(t::text, ' ') from letters t where t.state not in ('waiting', 'handing_over')),
      (select string_agg(f::text, ' ') from audit_facts f)) as all`);
  return row!.all;
}
const PERSONAL = /Trần Thị Mua|912345678|mua@example|Hàng Bài|bà Lan|chai vỡ|Thơm lắm|"Mua"/;

test.for([
  // 14/03/2026 is a Saturday.
  ['see', '2026-03-14T03:00:00Z', '2026-03-17', '2026-03-24'],
  ['correct', '2026-03-13T03:00:00Z', '2026-03-17', '2026-03-23'],
  ['restrict', '2026-03-16T03:00:00Z', '2026-03-18', '2026-03-31'],
  ['object', '2026-03-16T03:00:00Z', '2026-03-18', '2026-03-31'],
  ['withdraw', '2026-03-16T03:00:00Z', '2026-03-18', '2026-03-31'],
  ['delete', '2026-03-16T18:00:00Z', '2026-03-19', '2026-04-06'],
  // Over 30 April and 1 May.
  ['delete', '2026-04-29T03:00:00Z', '2026-05-05', '2026-05-19'],
] as const)(
  'to %s, asked at %s, is acknowledged by %s and answered by %s',
  ([right, when, acknowledge, answer]) => {
    expect(clocksOf(right, new Date(when))).toEqual({ acknowledgeBy: acknowledge, answerBy: answer });
  },
);

describe('what is kept about somebody', () => {
  test('is shown to who has the link of the order, and of that order alone', async ({ ctx }) => {
    const one = await delivered(ctx);
    await delivered(ctx, { buyer: { ...BUYER, name: 'Người Khác', email: 'khac@example.vn' } });
    const data = await personData(ctx, { kind: 'purchase', purchaseId: one.purchaseId });
    expect(data.purchases).toHaveLength(1);
    expect(data.purchases[0]).toMatchObject({
      buyer: { name: BUYER.name, phone: BUYER.phone },
      orders: [
        {
          claims: [{ words: 'Chị Mua ở số 12 thấy chai vỡ', pictures: 1 }],
          reviews: [{ words: 'Thơm lắm' }],
        },
      ],
    });
    expect(data.account).toBeNull();
    expect(JSON.stringify(data)).not.toContain('Người Khác');
  });

  test('is not shown to an account that only carries the same address', async ({ ctx }) => {
    await delivered(ctx);
    await ctx.db
      .insert(users)
      .values({ id: 'u1', name: 'Kẻ lạ', email: BUYER.email, createdAt: NOW, updatedAt: NOW });
    const data = await personData(ctx, { kind: 'account', userId: 'u1' });
    expect(data.purchases).toEqual([]);
    expect(data.letters).toEqual([]);
    const byMail = await personData(ctx, { kind: 'email', email: BUYER.email.toUpperCase() });
    expect(byMail.purchases).toHaveLength(1);
  });

  test('is shown by a link to the mailbox, for a day; asked too often, one has to wait', async ({ ctx }) => {
    let token = '';
    await sendRightsLink(ctx, ' Mua@Example.vn ', '198.51.100.1', (given) => {
      token = given;
      return letter();
    });
    expect(await mailboxBehind(ctx, token)).toBe('mua@example.vn');
    expect(await mailboxBehind(at(ctx, 1.01), token)).toBeNull();
    expect(await mailboxBehind(ctx, `${token}x`)).toBeNull();
    await expect(sendRightsLink(ctx, 'không phải', '198.51.100.1', letter)).rejects.toMatchObject({
      code: 'rights.email_wrong',
    });
    const tries = Array.from({ length: 8 }, (_, n) => n);
    const refused: string[] = [];
    for (const n of tries)
      await sendRightsLink(ctx, 'mua@example.vn', `198.51.100.${n}`, letter).catch(
        (error: { code: string }) => refused.push(error.code),
      );
    expect(new Set(refused)).toEqual(new Set(['too_many']));
  });
});

describe('a request', () => {
  test('is acknowledged, put off once and answered, each told by letter; and by nobody else', async ({
    ctx,
  }) => {
    const { purchaseId } = await delivered(ctx);
    const whose: Whose = { kind: 'purchase', purchaseId };
    const { id, token } = await ask(ctx, whose, 'object', 'Đừng gọi điện cho tôi');
    await expect(ask(ctx, whose, 'object', 'Lần nữa')).rejects.toMatchObject({ code: 'rights.open' });
    await expect(ask(ctx, whose, 'correct')).rejects.toMatchObject({ code: 'rights.words_missing' });
    const producer = as(ctx, 'producer_owner', { kind: 'producer', producerId: 'x' });
    await expect(requestsToHandle(producer, { open: true, page: 1, perPage: 9 })).rejects.toMatchObject({
      code: 'not_allowed',
    });
    const desk = operator(ctx);
    await acknowledgeRequest(desk, id, rightsLetters);
    await expect(acknowledgeRequest(desk, id, rightsLetters)).rejects.toMatchObject({
      code: 'rights.not_now',
    });
    const extend = (until: `${number}-${number}-${number}`) =>
      extendRequest(desk, id, { until, reason: 'Phải hỏi nhà sản xuất' }, rightsLetters);
    await expect(extend('2026-03-30')).rejects.toMatchObject({ code: 'rights.day_wrong' });
    await expect(extend('2026-04-15')).rejects.toMatchObject({ code: 'rights.day_wrong' });
    await extend('2026-04-14');
    await expect(extend('2026-04-14')).rejects.toMatchObject({ code: 'rights.extended' });
    await answerRequest(desk, id, { outcome: 'done', answer: 'Đã dặn' }, rightsLetters);
    await expect(
      answerRequest(desk, id, { outcome: 'done', answer: 'Nữa' }, rightsLetters),
    ).rejects.toMatchObject({ code: 'rights.closed' });
    expect(await requestBehind(ctx, token)).toMatchObject({
      outcome: 'done',
      answer: 'Đã dặn',
      extendedTo: '2026-04-14',
    });
    const letters = await ctx.db.execute<{ to_address: string }>(
      sql`select to_address from letters where about = ${`rights:${id}`}`,
    );
    expect(letters.map((row) => row.to_address)).toEqual(Array(4).fill(BUYER.email));
    const [facts] = await ctx.db.execute<{ all: string }>(
      sql`select string_agg(f::text, ' ') as all from audit_facts f where subject = ${`rights:${id}`}`,
    );
    expect(facts!.all).not.toMatch(/Đừng gọi|Đã dặn/);
    // Now it may be asked again.
    await ask(ctx, whose, 'object', 'Lần nữa');
  });

  test('to correct puts right what stood wrong; the audit says which and not what', async ({ ctx }) => {
    const one = await delivered(ctx);
    const other = await delivered(ctx);
    const { id } = await ask(
      ctx,
      { kind: 'purchase', purchaseId: one.purchaseId },
      'correct',
      'Tên tôi là Mùa',
    );
    const now = { name: 'Trần Thị Mùa', phone: '0987654321', email: '', street: '14 Hàng Bài' };
    await expect(correctBuyer(operator(ctx), id, other.purchaseId, now)).rejects.toMatchObject({
      code: 'not_found',
    });
    await expect(
      correctBuyer(operator(ctx), id, one.purchaseId, { ...now, phone: '12' }),
    ).rejects.toMatchObject({
      code: 'rights.phone_wrong',
    });
    await correctBuyer(operator(ctx), id, one.purchaseId, now);
    const [row] = await ctx.db.execute<{ buyer: object; phone: string }>(
      sql`select buyer, phone from purchases where id = ${one.purchaseId}`,
    );
    expect(row).toMatchObject({
      phone: '+84987654321',
      buyer: { name: 'Trần Thị Mùa', email: null, communeCode: BUYER.communeCode },
    });
    const [fact] = await ctx.db.execute<{ after: { fields: string } }>(
      sql`select after from audit_facts where kind = 'purchase.corrected'`,
    );
    expect(fact!.after.fields).toBe('name, phone, email, street');
  });

  test('to restrict hides the buyer from the producer once the order has ended', async ({ ctx }) => {
    const one = await delivered(ctx);
    const producerId = one.offer.producerId;
    const maker = as(ctx, 'producer_owner', { kind: 'producer', producerId });
    const seen = async () => {
      const { orders } = await ordersOfProducer(maker, producerId, { open: false });
      const { orders: found } = await ordersOfProducer(maker, producerId, { typed: '0912345678' });
      return [(await orderToSee(maker, one.orderId)).buyer?.name ?? null, orders[0]?.buyerName, found.length];
    };
    expect(await seen()).toEqual([BUYER.name, BUYER.name, 1]);
    const { id } = await ask(ctx, { kind: 'purchase', purchaseId: one.purchaseId }, 'restrict');
    await restrictPurchases(operator(ctx), id, true);
    expect(await seen()).toEqual([null, '', 0]);
    await restrictPurchases(operator(ctx), id, false);
    expect(await seen()).toEqual([BUYER.name, BUYER.name, 1]);
  });

  test('to delete forgets who bought, and keeps goods, lots and money', async ({ ctx }) => {
    const one = await delivered(ctx);
    await ctx.db.execute(sql`update letters set state = 'kept'`);
    const money = async () =>
      ctx.db
        .execute(sql`select l.goods, l.total, s.amount from order_lines l join payment_shares s on s.order_id = l.order_id
        where l.order_id = ${one.orderId}`);
    const before = await money();
    expect(await allWords(ctx, one.purchaseId)).toMatch(PERSONAL);
    const { id } = await ask(ctx, { kind: 'purchase', purchaseId: one.purchaseId }, 'delete');
    await expect(forgetPerson(operator(ctx, false), id)).rejects.toMatchObject({
      code: 'second_factor_needed',
    });
    await forgetPerson(operator(ctx), id);
    await forgetPerson(operator(ctx), id);
    await answerRequest(operator(ctx), id, { outcome: 'done', answer: 'Đã xoá' }, rightsLetters);
    expect(await allWords(ctx, one.purchaseId)).not.toMatch(PERSONAL);
    expect(await money()).toEqual(before);
    expect(await ctx.db.execute(sql`select 1 from claim_pictures`)).toHaveLength(0);
    const [link] = await ctx.db.execute<{ token_hash: string }>(
      sql`select token_hash from purchases where id = ${one.purchaseId}`,
    );
    expect(link!.token_hash).toBe(`forgotten:${one.purchaseId}`);
    expect(await brokenInvariants(ctx)).toEqual([]);
  });

  test('to delete waits while something is under way', async ({ ctx }) => {
    const offer = await anOffer(ctx);
    const { purchaseId } = await order(ctx, [[offer.id, 1]]);
    const { id } = await ask(ctx, { kind: 'purchase', purchaseId }, 'delete');
    await expect(forgetPerson(operator(ctx), id)).rejects.toMatchObject({ code: 'rights.order_open' });
    const see = await ask(ctx, { kind: 'purchase', purchaseId }, 'see');
    await expect(forgetPerson(operator(ctx), see.id)).rejects.toMatchObject({ code: 'rights.not_now' });
  });

  test('to delete by mailbox closes the account of that address too', async ({ ctx }) => {
    const one = await delivered(ctx);
    await ctx.db
      .insert(users)
      .values({ id: 'u2', name: 'Trần Thị Mua', email: BUYER.email, createdAt: NOW, updatedAt: NOW });
    await ctx.db.execute(sql`update letters set state = 'kept'`);
    const { id } = await ask(ctx, { kind: 'email', email: BUYER.email }, 'delete');
    await forgetPerson(operator(ctx), id);
    const [user] = await ctx.db.execute<{ email: string; closed: boolean }>(
      sql`select email, closed_at is not null as closed from users where id = 'u2'`,
    );
    expect(user).toEqual({ email: 'u2@closed.invalid', closed: true });
    expect(await allWords(ctx, one.purchaseId)).not.toMatch(PERSONAL);
  });
});

describe('the schedule', () => {
  test('names tables that there are, each with words in both languages', async ({ ctx }) => {
    for (const { name, tables } of RETENTION) {
      for (const table of tables) {
        const [row] = await ctx.db.execute<{ is: string | null }>(
          sql`select to_regclass(${table})::text as is`,
        );
        expect([name, row!.is]).toEqual([name, table]);
      }
      expect(dataWords.en.retentions[name]).toBeTruthy();
    }
    expect(new Set(RETENTION.map(({ name }) => name)).size).toBe(RETENTION.length);
  });

  test('forgets who bought after five years, and not a day before', async ({ ctx }) => {
    const one = await delivered(ctx);
    await ctx.db.execute(sql`update letters set state = 'kept'`);
    const nearly = { ...ctx, now: new Date(NOW.getTime()) };
    nearly.now = new Date('2031-03-14T03:00:00Z');
    expect((await keepRetention(nearly)).purchases).toBe(0);
    expect(await allWords(ctx, one.purchaseId)).toMatch(/Trần Thị Mua/);
    expect((await keepRetention(years(ctx, 5))).purchases).toBe(1);
    expect(await allWords(ctx, one.purchaseId)).not.toMatch(PERSONAL);
    expect((await keepRetention(years(ctx, 6))).purchases).toBe(0);
    expect(await brokenInvariants(ctx)).toEqual([]);
  });

  test('ends links of guests after two years, not those kept in an account', async ({ ctx }) => {
    const guest = await delivered(ctx);
    const kept = await delivered(ctx);
    await ctx.db
      .insert(users)
      .values({ id: 'u3', name: 'Mua', email: 'm3@example.vn', createdAt: NOW, updatedAt: NOW });
    await ctx.db.execute(sql`update purchases set user_id = 'u3' where id = ${kept.purchaseId}`);
    expect((await keepRetention(at(ctx, 700))).links).toBe(0);
    expect((await keepRetention(years(ctx, 2))).links).toBe(1);
    expect((await keepRetention(years(ctx, 3))).links).toBe(0);
    const [row] = await ctx.db.execute<{ token_hash: string }>(
      sql`select token_hash from purchases where id = ${guest.purchaseId}`,
    );
    expect(row!.token_hash).toBe(`ended:${guest.purchaseId}`);
  });

  test('deletes photographs of settled claims after a year, words of enquiries after half a year, letters after two', async ({
    ctx,
  }) => {
    await delivered(ctx);
    await ctx.db.execute(sql`
      insert into letters (id, key, kind, to_address, to_name, title, words, is_private, state, written_at)
      values ('enquiry00000', 'e', 'enquiry', 'htx@example.vn', 'HTX', 'Hỏi mua', 'Chị Hoa 0912', false, 'kept', ${NOW.toISOString()}),
        ('order0000000', 'o', 'order', 'mua@example.vn', 'Mua', 'Biên nhận', '', true, 'kept', ${NOW.toISOString()}),
        ('notice000000', 'n', 'certificate_notice', 'htx@example.vn', 'HTX', 'Hạn', 'x', false, 'kept', ${NOW.toISOString()})`);
    expect(await keepRetention(at(ctx, 100))).toMatchObject({ pictures: 0, letters: 0 });
    expect(await keepRetention(at(ctx, 200))).toMatchObject({ pictures: 0, letters: 1 });
    expect(await keepRetention(years(ctx, 1))).toMatchObject({ pictures: 1, letters: 0 });
    expect(await keepRetention(years(ctx, 2))).toMatchObject({ letters: 1 });
    const rows = await ctx.db.execute<{ id: string; to_address: string; words: string }>(
      sql`select id, to_address, words from letters where key in ('e', 'o', 'n') order by key`,
    );
    expect(rows.map((row) => [row.to_address, row.words])).toEqual([
      ['htx@example.vn', ''],
      ['htx@example.vn', 'x'],
      ['nobody@forgotten.invalid', ''],
    ]);
  });

  test('empties requests two years after their answer, and drops links to mailboxes after a day', async ({
    ctx,
  }) => {
    const { purchaseId } = await delivered(ctx);
    const { id, token } = await ask(ctx, { kind: 'purchase', purchaseId }, 'object', 'Đừng gọi');
    await answerRequest(operator(ctx), id, { outcome: 'refused', answer: 'Cần gọi để giao' }, rightsLetters);
    await sendRightsLink(ctx, 'mua@example.vn', '198.51.100.1', letter);
    expect(await keepRetention(at(ctx, 2))).toMatchObject({ rightsLinks: 1, requests: 0 });
    expect(await keepRetention(years(ctx, 2))).toMatchObject({ requests: 1 });
    expect(await requestBehind(ctx, token)).toMatchObject({ words: '', contact: null, outcome: 'refused' });
  });
});
