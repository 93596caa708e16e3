import { request } from 'node:http';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dong } from '#src/domain/shared/dong.ts';
import { standInSettings } from '#src/gateways/stripe-stand-in.ts';
import { stripePayments } from '#src/gateways/stripe.ts';
import { ROUNDS, sessionOf, shopWorld, WEBHOOK_SECRET, type ShopWorld } from '#tests/support/shop-world.ts';
import { shopper } from '#tests/support/shopper.ts';

const FORMER_SECRET = 'whsec_of_before';
let world: ShopWorld;
beforeAll(async () => {
  world = await shopWorld({ STRIPE_WEBHOOK_SECRET: `${WEBHOOK_SECRET},${FORMER_SECRET}` });
});
afterAll(() => world?.end());

const rounds = Array.from({ length: ROUNDS }, (_, round) => round);
const LONG = 60_000 + ROUNDS * 20_000;

/** Somebody who has ordered one pack and is at the card service, where nothing was paid yet. */
async function atTheCards(round = 0, stock = 10) {
  const offer = await world.offer({ stock });
  const { buyer, form, confirm } = await world.ready([[offer.id, 1]], 'card', world.serverOf(0, round));
  const session = sessionOf(await confirm());
  const back = new URL(world.cards.sessions.get(session)!.successUrl);
  return { offer, buyer, form, session, back: back.pathname + back.search, other: world.serverOf(1, round) };
}

/** Whoever keeps the account at the card service. */
const gateway = () => stripePayments(standInSettings(world.cards));

const once = async (session: string) =>
  (
    await world.ctx.db.execute(sql`
      select (select count(*)::int from ledger_transfers t where t.cause = 'payment:' || y.id) as settled,
        (select count(*)::int from order_events e join orders o on o.id = e.order_id
          where o.purchase_id = y.purchase_id and e.state = 'placed') as placed
      from payments y where y.session = ${session}`)
  )[0];

describe('notices of the card service', () => {
  test(
    'the same one ten times at once, and again three days later: one settlement, one letter',
    async () => {
      for (const round of rounds) {
        const { offer, session, other } = await atTheCards(round);
        world.cards.pay(session);
        const id = `evt_${session}`;
        const answers = await Promise.all(
          Array.from({ length: 10 }, (_, index) =>
            world.tell(index % 2 ? world.one : other, 'checkout.session.completed', session, { id }),
          ),
        );
        expect(answers).toEqual(Array(10).fill(204));
        expect(await once(session)).toEqual({ settled: 1, placed: 1 });
        expect(await world.shelf(offer.id)).toEqual({ onHand: 9, held: 0 });
        const [kept] = await world.ctx.db.execute(
          sql`select count(*)::int as n from payment_notices where id = ${id}`,
        );
        expect(kept).toEqual({ n: 1 });
        if (round === 0) {
          const threeDays = 3 * 86_400;
          const later = await world.another({ TEST_CLOCK: String(threeDays * 1_000) });
          const at = Math.floor(Date.now() / 1_000) + threeDays;
          expect(await world.tell(later, 'checkout.session.completed', session, { id, at })).toBe(204);
          expect(await once(session)).toEqual({ settled: 1, placed: 1 });
        }
      }
      await world.check();
    },
    LONG,
  );

  test(
    'out of order they leave what the service itself says',
    async () => {
      for (const round of rounds) {
        const paid = await atTheCards(round);
        world.cards.pay(paid.session);
        expect(await world.tell(world.one, 'checkout.session.completed', paid.session)).toBe(204);
        expect(await world.tell(paid.other, 'checkout.session.expired', paid.session)).toBe(204);
        expect(await world.standing(paid.session)).toEqual({
          payment: 'paid',
          orders: ['placed'],
          refunds: [],
        });

        const givenBack = await atTheCards(round);
        world.cards.pay(givenBack.session);
        await gateway().refund({
          session: givenBack.session,
          amount: dong(180_000),
          key: `by hand ${givenBack.session}`,
        });
        expect(await world.tell(givenBack.other, 'charge.refunded', givenBack.session)).toBe(204);
        expect(await world.tell(world.one, 'checkout.session.completed', givenBack.session)).toBe(204);
        expect(await world.standing(givenBack.session)).toEqual({
          payment: 'paid',
          orders: ['cancelled'],
          refunds: ['done'],
        });
        expect(await world.shelf(givenBack.offer.id)).toEqual({ onHand: 10, held: 0 });

        const failed = await atTheCards(round);
        expect(await world.tell(world.one, 'checkout.session.completed', failed.session)).toBe(204);
        expect((await world.standing(failed.session)).orders).toEqual(['awaiting_payment']);
        world.cards.expire(failed.session);
        expect(await world.tell(failed.other, 'checkout.session.async_payment_failed', failed.session)).toBe(
          204,
        );
        expect(await world.standing(failed.session)).toEqual({
          payment: 'lapsed',
          orders: ['cancelled'],
          refunds: [],
        });
        expect(await world.shelf(failed.offer.id)).toEqual({ onHand: 10, held: 0 });
      }
      await world.check();
    },
    LONG,
  );

  const post = (body: string, headers: Record<string, string>): Promise<number> =>
    fetch(new URL('/api/webhooks/stripe', world.one.url), { method: 'POST', body, headers }).then(
      ({ status }) => status,
    );
  const JSON_BODY = { 'content-type': 'application/json' };

  test('only what was signed just now with a secret of ours is taken; nothing of it is in the log', async () => {
    const { session } = await atTheCards();
    world.cards.pay(session);
    const kind = 'checkout.session.completed';
    const at = (seconds: number, secret = WEBHOOK_SECRET) =>
      world.cards.notice(kind, session, { at: Math.floor(Date.now() / 1_000) + seconds, secret });
    const good = at(0);
    expect(await post(good.body, JSON_BODY)).toBe(400);
    for (const { body, signature } of [at(-301), at(3_600), at(0, 'whsec_of_somebody')])
      expect(await post(body, { ...JSON_BODY, 'stripe-signature': signature })).toBe(400);
    expect(await post(`${good.body} `, { ...JSON_BODY, 'stripe-signature': good.signature })).toBe(400);
    expect([403, 415]).toContain(await post('a=1', { 'content-type': 'application/x-www-form-urlencoded' }));
    // Says how much is coming, and waits for the answer before it sends more.
    const tooLarge = await new Promise<number | undefined>((done, fail) => {
      const asking = request(new URL('/api/webhooks/stripe', world.one.url), {
        method: 'POST',
        headers: { ...JSON_BODY, 'content-length': 5_000_000 },
      });
      asking.once('response', ({ statusCode }) => {
        done(statusCode);
        asking.destroy();
      });
      asking.once('error', fail);
      asking.write('{');
    });
    expect(tooLarge).toBe(413);
    expect((await world.standing(session)).payment).toBe('awaited');
    const former = at(0, FORMER_SECRET);
    expect(await post(former.body, { ...JSON_BODY, 'stripe-signature': former.signature })).toBe(204);
    expect((await world.standing(session)).payment).toBe('paid');
    expect(world.one.said()).not.toContain(session);
    await world.check();
  });

  test.each([
    ['one đồng less', { amount: 179_999 }],
    ['dollars', { currency: 'usd' }],
  ])('%s is not what was asked: nothing is sent, a person looks, the buyer is told', async (_, as) => {
    const { buyer, session, back } = await atTheCards();
    world.cards.pay(session, as);
    expect(await world.tell(world.two, 'checkout.session.completed', session)).toBe(204);
    expect(await world.standing(session)).toEqual({
      payment: 'mismatch',
      orders: ['awaiting_payment'],
      refunds: [],
    });
    const page = await (await buyer.ask(back)).text();
    expect(page).toContain('Số tiền nhận được không khớp');
    expect(page).not.toContain('Đã trả');
  });
});

describe('the way back', () => {
  test(
    'notice first, buyer first, or the buyer never: one order; paid is said when the service says so',
    async () => {
      for (const round of rounds) {
        const first = await atTheCards(round);
        world.cards.pay(first.session);
        expect(await world.tell(first.other, 'checkout.session.completed', first.session)).toBe(204);
        expect(await (await first.buyer.ask(first.back)).text()).toContain('Đã trả');

        const early = await atTheCards(round);
        expect(await (await early.buyer.ask(early.back)).text()).toContain('Đang chờ kết quả thanh toán');
        world.cards.pay(early.session);
        const [page] = await Promise.all([
          early.buyer.ask(early.back),
          world.tell(early.other, 'checkout.session.completed', early.session),
        ]);
        expect(await page.text()).toContain('Đã trả');

        const never = await atTheCards(round);
        world.cards.pay(never.session);
        expect(await world.tell(never.other, 'checkout.session.completed', never.session)).toBe(204);

        for (const { session } of [first, early, never]) {
          expect(await once(session)).toEqual({ settled: 1, placed: 1 });
          expect(await world.standing(session)).toEqual({ payment: 'paid', orders: ['placed'], refunds: [] });
        }
        // Somebody else's session in the address tells nothing and settles nothing.
        const theirs = await atTheCards(round);
        const strange = await early.buyer.ask(
          `${early.back.split('?')[0]!.slice(0, -1)}${early.back.split('?')[0]!.endsWith('A') ? 'Q' : 'A'}?ve=1&session_id=${theirs.session}`,
        );
        expect(strange.status).toBe(404);
        expect((await world.standing(theirs.session)).payment).toBe('awaited');
      }
      await world.check();
    },
    LONG,
  );
});

describe('a process that dies', () => {
  test(
    'after the payment: what was paid is one order with one letter, found by the sweeper or by the next notice',
    async () => {
      for (const round of rounds)
        for (const point of ['before_settle_commit', 'after_settle_commit'] as const) {
          const dying = await world.another({ TEST_FAULT: point });
          const offer = await world.offer();
          const { confirm } = await world.ready([[offer.id, 1]], 'card', dying);
          const session = sessionOf(await confirm());
          world.cards.pay(session);
          const lost = world.tell(dying, 'checkout.session.completed', session).catch(() => null);
          await expect.poll(() => dying.said(), { timeout: 10_000 }).toContain(`stopped at ${point}`);
          await dying.kill();
          expect(await lost).toBeNull();
          // By turns: the service tells again, or no notice ever comes through.
          if (round % 2) expect(await world.tell(world.two, 'checkout.session.completed', session)).toBe(204);
          else await world.job('sweep_payments', 2);
          expect(await once(session)).toEqual({ settled: 1, placed: 1 });
          expect(await world.standing(session)).toEqual({ payment: 'paid', orders: ['placed'], refunds: [] });
          expect(await world.shelf(offer.id)).toEqual({ onHand: 9, held: 0 });
        }
      await world.check();
    },
    LONG,
  );

  test(
    'between the session and our note of it: the next try gets the same session',
    async () => {
      for (const round of rounds) {
        const dying = await world.another({ TEST_FAULT: 'after_session_created' });
        const offer = await world.offer();
        const { buyer, form, confirm } = await world.ready([[offer.id, 1]], 'card', dying);
        const before = world.cards.sessions.size;
        const lost = confirm().catch(() => null);
        await expect
          .poll(() => dying.said(), { timeout: 10_000 })
          .toContain('stopped at after_session_created');
        await dying.kill();
        await lost;
        const again = await shopper(world.serverOf(1, round).url, buyer.jar).confirm(form);
        expect(again.status).toBe(303);
        expect(world.cards.sessions.size).toBe(before + 1);
        expect(world.cards.sessions.has(sessionOf(again))).toBe(true);
        expect(await world.shelf(offer.id)).toEqual({ onHand: 10, held: 1 });
      }
      await world.check();
    },
    LONG,
  );

  test('between the hold and the card service: the goods are kept, and asking again goes on', async () => {
    const dying = await world.another({ TEST_FAULT: 'after_hold' });
    const offer = await world.offer();
    const { buyer, form, confirm } = await world.ready([[offer.id, 1]], 'card', dying);
    const lost = confirm().catch(() => null);
    await expect.poll(() => dying.said(), { timeout: 10_000 }).toContain('stopped at after_hold');
    await dying.kill();
    await lost;
    expect(await world.shelf(offer.id)).toEqual({ onHand: 10, held: 1 });
    const again = await shopper(world.two.url, buyer.jar).confirm(form);
    expect(sessionOf(again)).not.toBe('');
    expect(await world.shelf(offer.id)).toEqual({ onHand: 10, held: 1 });
    await world.check();
  });
});

describe('the card service is away', () => {
  test.each(['unsaved', 'cut_before', 'cut_after', 'slow'] as const)(
    '%s: a page to try again within ten seconds, the order is kept, and paying later makes no second session',
    async (what) => {
      const offer = await world.offer();
      const { buyer, form } = await world.ready([[offer.id, 1]], 'card');
      const fault = { at: 'POST /v1/checkout/sessions', what, ms: 20_000 };
      const before = world.cards.sessions.size;
      world.cards.faults.push(fault, fault);
      const began = Date.now();
      const answer = await buyer.confirm(form);
      expect(answer.status).toBe(503);
      expect(Date.now() - began).toBeLessThan(10_000);
      world.cards.faults.length = 0;
      expect(await world.shelf(offer.id)).toEqual({ onHand: 10, held: 1 });
      const link = /\/don-hang\/[\w-]{22}/.exec(await answer.text())?.[0] ?? '';
      const paying = await shopper(world.two.url, buyer.jar).ask(`${link}/tra`);
      expect(paying.status).toBe(303);
      const session = sessionOf(paying);
      expect(world.cards.sessions.size).toBe(before + 1);
      world.cards.pay(session);
      expect(await world.tell(world.one, 'checkout.session.completed', session)).toBe(204);
      expect(await world.standing(session)).toEqual({ payment: 'paid', orders: ['placed'], refunds: [] });
      await world.check();
    },
    60_000,
  );
});

describe('money that comes after the hold has ended', () => {
  test.each([
    ['while some are left, is an order', 2, { payment: 'paid', orders: ['placed'], refunds: [] }],
    [
      'when another has bought the last one, goes back once',
      1,
      { payment: 'late', orders: ['cancelled'], refunds: ['done'] },
    ],
  ] as const)(
    '%s',
    async (_, stock, ends) => {
      for (const round of rounds) {
        const late = await atTheCards(round, stock);
        // The service cannot be reached when the time is over: it still lets the buyer pay.
        const [payment] = await world.ctx.db.execute<{ id: string }>(
          sql`update payments set session = null where session = ${late.session} returning id`,
        );
        await world.job('sweep_payments', 46);
        await world.ctx.db.execute(
          sql`update payments set session = ${late.session} where id = ${payment!.id}`,
        );
        expect(await world.shelf(late.offer.id)).toEqual({ onHand: stock, held: 0 });
        const quick = await world.ready([[late.offer.id, 1]], 'card', late.other);
        const session = sessionOf(await quick.confirm());
        world.cards.pay(session);
        expect(await world.tell(late.other, 'checkout.session.completed', session)).toBe(204);
        world.cards.pay(late.session);
        await Promise.all([
          world.tell(world.one, 'checkout.session.completed', late.session),
          world.tell(late.other, 'checkout.session.completed', late.session),
        ]);
        await world.job('sweep_payments', 48);
        expect(await world.standing(late.session)).toEqual(ends);
        expect(await world.standing(session)).toEqual({ payment: 'paid', orders: ['placed'], refunds: [] });
        expect(await world.shelf(late.offer.id)).toEqual({ onHand: 0, held: 0 });
        const back = [...world.cards.refunds.values()].filter((refund) => refund.session === late.session);
        expect(back).toHaveLength(ends.refunds.length);
      }
      await world.check();
    },
    LONG,
  );
});

describe('a certificate that ends on the way', () => {
  test('between paying and settling: it is frozen as it was, and the producer is told; revoked: the money goes back', async () => {
    const lapsed = await atTheCards();
    world.cards.pay(lapsed.session);
    await world.ctx.db.execute(
      sql`update standings set status = 'expired' where product_id = ${lapsed.offer.productId}`,
    );
    expect(await world.tell(world.two, 'checkout.session.completed', lapsed.session)).toBe(204);
    expect(await world.standing(lapsed.session)).toEqual({
      payment: 'paid',
      orders: ['placed'],
      refunds: [],
    });
    const [frozen] = await world.ctx.db.execute(sql`
      select l.goods->'certificate'->>'status' as status, l.goods->'certificate'->>'stars' as stars from order_lines l
      where l.offer_id = ${lapsed.offer.id}`);
    expect(frozen).toEqual({ status: 'valid', stars: '4' });

    const revoked = await atTheCards();
    world.cards.pay(revoked.session);
    await world.ctx.db.execute(
      sql`update standings set status = 'revoked' where product_id = ${revoked.offer.productId}`,
    );
    expect(await world.tell(world.one, 'checkout.session.completed', revoked.session)).toBe(204);
    await world.job('sweep_payments', 1);
    expect(await world.standing(revoked.session)).toEqual({
      payment: 'late',
      orders: ['cancelled'],
      refunds: ['done'],
    });
    expect(await world.shelf(revoked.offer.id)).toEqual({ onHand: 10, held: 0 });
    await world.check();
  });
});
