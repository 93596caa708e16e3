import { request } from 'node:http';
import { sql } from 'drizzle-orm';
import { sweepPayments } from '#src/domain/checkout/sweep.ts';
import { stripePayments } from '#src/gateways/stripe.ts';
import { standInSettings, stripeStandIn, type StripeStandIn } from '#src/gateways/stripe-stand-in.ts';
import { ensureBuilt, startServer, type RunningServer } from '#tests/support/server.ts';
import { anOffer, brokenInvariants } from '#tests/support/shop.ts';
import { contextOn, shopper } from '#tests/support/shopper.ts';
import { afterAll, beforeAll, describe, expect, test } from '#tests/support/test.ts';

const SECRET = 'whsec_of_the_tests';
let standIn: StripeStandIn;
let one: RunningServer;
let two: RunningServer;
let ctx: ReturnType<typeof contextOn>;
let env: Record<string, string>;

beforeAll(async () => {
  await ensureBuilt();
  standIn = await stripeStandIn({ secret: SECRET });
  env = { STRIPE_KEY: 'sk_test_example', STRIPE_WEBHOOK_SECRET: SECRET, STRIPE_SERVER: standIn.url };
  one = await startServer({ demo: true, env });
  two = await startServer({ demo: true, env, databaseUrl: one.databaseUrl });
  ctx = contextOn(one.databaseUrl);
});

afterAll(async () => {
  await ctx?.end();
  await two?.stop();
  await one?.stop();
  await standIn?.close();
});

async function tell(
  server: Pick<RunningServer, 'url'>,
  kind: string,
  session: string,
  id?: string,
): Promise<number> {
  const { body, signature } = standIn.notice(kind, session, id === undefined ? {} : { id });
  const response = await fetch(new URL('/api/webhooks/stripe', server.url), {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'stripe-signature': signature },
    body,
  });
  return response.status;
}

const sessionOf = (response: Response): string =>
  /\/pay\/(cs_\w+)/.exec(response.headers.get('location') ?? '')?.[1] ?? '';

describe('the last units', () => {
  test('ten packs, fifty buyers at two processes: ten sessions, forty told before anybody is charged', async () => {
    const offer = await anOffer(ctx, { stock: 10 });
    const buyers = await Promise.all(
      Array.from({ length: 50 }, async (_, index) => {
        const buyer = shopper((index % 2 === 0 ? one : two).url);
        await buyer.add(offer.id);
        return { buyer, form: await buyer.review('card') };
      }),
    );
    const answers = await Promise.all(buyers.map(({ buyer, form }) => buyer.confirm(form)));
    expect(answers.filter(({ status }) => status === 303)).toHaveLength(10);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(40);
    const sessions = answers.map(sessionOf).filter(Boolean);
    for (const session of sessions) standIn.pay(session);
    const told = await Promise.all(
      sessions.flatMap((session) => [
        tell(one, 'checkout.session.completed', session),
        tell(two, 'checkout.session.completed', session),
      ]),
    );
    expect(new Set(told)).toEqual(new Set([204]));
    const [after] = await ctx.db.execute(sql`
      select k.on_hand, k.held, (select count(*)::int from orders o join order_lines l on l.order_id = o.id
        where l.offer_id = ${offer.id} and o.state = 'placed') as placed
      from stock k where k.offer_id = ${offer.id}`);
    expect(after).toEqual({ on_hand: 0, held: 0, placed: 10 });
    expect(standIn.refunds.size).toBe(0);
    expect(await brokenInvariants(ctx)).toEqual([]);
  });
});

describe('asking twice', () => {
  test('ten posts with one key, at two processes, are one order; other words under the key are refused', async () => {
    const offer = await anOffer(ctx);
    const buyer = shopper(one.url);
    await buyer.add(offer.id);
    const form = await buyer.review('transfer');
    const also = shopper(two.url, buyer.jar);
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, index) => (index % 2 ? buyer : also).confirm(form)),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(303));
    expect(new Set(answers.map(({ headers }) => headers.get('location'))).size).toBe(1);
    expect((await buyer.confirm({ ...form, duong: '99 Hàng Bài' })).status).toBe(422);
    const again = await buyer.confirm({ ...form, khoa: 'abcdefabcdef' });
    expect(again.headers.get('location')).toBe(answers[0]!.headers.get('location'));
    const [count] = await ctx.db.execute(
      sql`select count(*)::int as n from order_lines where offer_id = ${offer.id}`,
    );
    expect(count).toEqual({ n: 1 });
  });

  test('what is added while the card page is open lies in another cart', async () => {
    const [first, second] = [await anOffer(ctx), await anOffer(ctx)];
    const buyer = shopper(one.url);
    await buyer.add(first.id);
    const placed = await buyer.confirm(await buyer.review('card'));
    await buyer.add(second.id);
    const session = sessionOf(placed);
    standIn.pay(session);
    expect(await tell(one, 'checkout.session.completed', session)).toBe(204);
    const [row] = await ctx.db.execute(sql`
      select p.total, (select jsonb_agg(l.offer_id) from order_lines l join orders o on o.id = l.order_id where o.purchase_id = p.id) as goods
      from purchases p join payments y on y.purchase_id = p.id where y.session = ${session}`);
    expect(row).toEqual({ total: 180_000, goods: [first.id] });
    expect(await (await buyer.ask('/gio-hang')).text()).toContain(second.id);
  });
});

describe('the way back', () => {
  test('the buyer is back before any notice: paid only when the gateway says so; a link of nobody is not found', async () => {
    const offer = await anOffer(ctx);
    const buyer = shopper(one.url);
    await buyer.add(offer.id);
    const placed = await buyer.confirm(await buyer.review('card'));
    const session = sessionOf(placed);
    const back = new URL(standIn.sessions.get(session)!.successUrl);
    const early = await buyer.ask(back.pathname + back.search);
    expect(await early.text()).toContain('Đang chờ kết quả thanh toán');
    standIn.pay(session);
    const page = await buyer.ask(back.pathname + back.search);
    expect(await page.text()).toContain('Đã trả');
    expect(page.headers.get('referrer-policy')).toBe('no-referrer');
    expect(page.headers.get('cache-control')).toContain('no-store');
    expect(page.headers.get('x-robots-tag')).toBe('noindex');
    expect(await tell(two, 'checkout.session.completed', session)).toBe(204);
    const [count] = await ctx.db.execute(
      sql`select count(*)::int as n from ledger_transfers t join payments y on t.cause = 'payment:' || y.id where y.session = ${session}`,
    );
    expect(count).toEqual({ n: 1 });
    const token = back.pathname.split('/').at(-1)!;
    const last = token.at(-1) === 'A' ? 'Q' : 'A';
    expect((await buyer.ask(`/don-hang/${token.slice(0, -1)}${last}`)).status).toBe(404);
    const [kept] = await ctx.db.execute(
      sql`select count(*)::int as n from payments where asked::text like ${`%${token}%`}`,
    );
    expect(kept).toEqual({ n: 0 });
  });
});

describe('killed', () => {
  test.each(['before_settle_commit', 'after_settle_commit'] as const)(
    'at %s: after the restart one paid order',
    async (point) => {
      const offer = await anOffer(ctx);
      const dying = await startServer({
        demo: true,
        env: { ...env, TEST_FAULT: point },
        databaseUrl: one.databaseUrl,
      });
      const buyer = shopper(dying.url);
      await buyer.add(offer.id);
      const session = sessionOf(await buyer.confirm(await buyer.review('card')));
      standIn.pay(session);
      const lost = tell(dying, 'checkout.session.completed', session).catch(() => null);
      await expect.poll(() => dying.said(), { timeout: 10_000 }).toContain(`stopped at ${point}`);
      await dying.kill();
      expect(await lost).toBeNull();
      // No notice comes again: the sweeper alone finds it.
      const gateway = stripePayments(standInSettings(standIn));
      const later = { ...ctx, db: ctx.db, now: new Date(Date.now() + 120_000) };
      await sweepPayments(later, gateway);
      const [row] = await ctx.db.execute(sql`
      select y.state, o.state as order_state from payments y join orders o on o.purchase_id = y.purchase_id where y.session = ${session}`);
      expect(row).toEqual({ state: 'paid', order_state: 'placed' });
      expect(await brokenInvariants(ctx)).toEqual([]);
    },
  );

  test('between the session and our note of it: asking again gives the same session', async () => {
    const offer = await anOffer(ctx);
    const dying = await startServer({
      demo: true,
      env: { ...env, TEST_FAULT: 'after_session_created' },
      databaseUrl: one.databaseUrl,
    });
    const buyer = shopper(dying.url);
    await buyer.add(offer.id);
    const form = await buyer.review('card');
    const before = standIn.sessions.size;
    const lost = buyer.confirm(form).catch(() => null);
    await expect.poll(() => dying.said(), { timeout: 10_000 }).toContain('stopped at after_session_created');
    await dying.kill();
    await lost;
    const again = await shopper(one.url, buyer.jar).confirm(form);
    expect(again.status).toBe(303);
    expect(standIn.sessions.size).toBe(before + 1);
    expect(standIn.sessions.has(sessionOf(again))).toBe(true);
    const [shelf] = await ctx.db.execute(sql`select on_hand, held from stock where offer_id = ${offer.id}`);
    expect(shelf).toEqual({ on_hand: 10, held: 1 });
  });
});

describe('the card service is away', () => {
  test.each(['unsaved', 'cut_before', 'slow'] as const)(
    '%s: 503 within ten seconds, the order is kept, and paying later works',
    async (what) => {
      const offer = await anOffer(ctx);
      const buyer = shopper(one.url);
      await buyer.add(offer.id);
      const form = await buyer.review('card');
      const fault = { at: 'POST /v1/checkout/sessions', what, ms: 20_000 };
      standIn.faults.push(fault, fault);
      const began = Date.now();
      const answer = await buyer.confirm(form);
      expect(answer.status).toBe(503);
      expect(Date.now() - began).toBeLessThan(10_000);
      standIn.faults.length = 0;
      const link = /\/don-hang\/[\w-]{22}/.exec(await answer.text())?.[0] ?? '';
      const paying = await buyer.ask(`${link}/tra`);
      expect(paying.status).toBe(303);
      expect(sessionOf(paying)).not.toBe('');
    },
  );
});

describe('what is sent to the address of notices', () => {
  /** Says how much is coming, and waits for the answer before it sends more. */
  const saidSize = (bytes: number): Promise<number | undefined> =>
    new Promise((done, fail) => {
      const asking = request(new URL('/api/webhooks/stripe', one.url), {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'content-length': bytes },
      });
      asking.once('response', ({ statusCode }) => {
        done(statusCode);
        asking.destroy();
      });
      asking.once('error', fail);
      asking.write('{');
    });
  const post = (body: string, headers: Record<string, string>): Promise<number> =>
    fetch(new URL('/api/webhooks/stripe', one.url), { method: 'POST', body, headers }).then(
      ({ status }) => status,
    );

  test('only a signed notice of now is taken', async () => {
    const { body, signature } = standIn.notice('checkout.session.completed', 'cs_test_none');
    const json = { 'content-type': 'application/json' };
    expect(await post(body, json)).toBe(400);
    expect(await post(`${body} `, { ...json, 'stripe-signature': signature })).toBe(400);
    const at = (seconds: number, secret = SECRET) =>
      standIn.notice('checkout.session.completed', 'cs_test_none', {
        at: Math.floor(Date.now() / 1_000) + seconds,
        secret,
      });
    for (const { body: text, signature: signed } of [at(-301), at(3_600), at(0, 'whsec_other')])
      expect(await post(text, { ...json, 'stripe-signature': signed })).toBe(400);
    expect(await saidSize(5_000_000)).toBe(413);
    expect([403, 415]).toContain(await post('a=1', { 'content-type': 'application/x-www-form-urlencoded' }));
    expect(await post(body, { ...json, 'stripe-signature': signature })).toBe(204);
    const [count] = await ctx.db.execute(
      sql`select count(*)::int as n from payment_notices where session = 'cs_test_none'`,
    );
    expect(count).toEqual({ n: 1 });
    expect(one.said()).not.toContain('cs_test_none');
  });
});

describe('limits', () => {
  test.each(['-1', '0', '1000000000', '1.5', '１２', 'abc', ''])(
    'a quantity of "%s" is refused',
    async (quantity) => {
      const offer = await anOffer(ctx);
      const buyer = shopper(one.url);
      expect((await buyer.add(offer.id, quantity)).status).toBe(422);
      expect(buyer.jar.size).toBe(0);
    },
  );

  test.each([
    [12_999, 409],
    [15_000, 303],
    [99_999_999, 303],
    [100_000_000, 409],
  ])('a card charge of %i đồng: %i', async (total, status) => {
    const offer = await anOffer(ctx, { price: (total - 30_000 > 0 ? total - 30_000 : total) as never });
    await ctx.db.execute(
      sql`update shipping_rates set fee = ${total - 30_000 > 0 ? 30_000 : 0} where producer_id = ${offer.producerId}`,
    );
    const buyer = shopper(one.url);
    await buyer.add(offer.id);
    const answer = await buyer.review('card').then(buyer.confirm, () => ({ status: 409 }));
    expect(answer.status).toBe(status);
    const [shelf] = await ctx.db.execute(sql`select held from stock where offer_id = ${offer.id}`);
    expect(shelf).toEqual({ held: status === 303 ? 1 : 0 });
  });

  test('a form of another site is refused', async () => {
    const offer = await anOffer(ctx);
    const response = await fetch(new URL('/gio-hang', one.url), {
      method: 'POST',
      headers: { origin: 'https://elsewhere.example', 'content-type': 'application/x-www-form-urlencoded' },
      body: `viec=them&hang=${offer.id}&so=1`,
    });
    expect(response.status).toBe(403);
  });
});

test('where nothing is sold there is no trace of ordering', async () => {
  const quiet = await startServer({ demo: true, env: { MODE: 'catalogue' }, databaseUrl: one.databaseUrl });
  try {
    for (const path of ['/gio-hang', '/thanh-toan', '/nha-san-xuat', '/tai-khoan/don-hang', '/en/gio-hang'])
      expect((await fetch(new URL(path, quiet.url))).status).toBe(404);
    expect(
      (
        await fetch(new URL('/api/webhooks/stripe', quiet.url), {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: '{}',
        })
      ).status,
    ).toBe(404);
    const page = await (await fetch(new URL('/san-pham/mat-ong-hoa-vai-vi-du', quiet.url))).text();
    expect(page).not.toMatch(/gio-hang|Đặt mua|Thêm vào giỏ/);
  } finally {
    await quiet.kill();
  }
});
