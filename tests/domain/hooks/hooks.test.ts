import { createHmac } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { afterEach, beforeEach } from 'vitest';
import { writeDown } from '#src/domain/audit/audit.ts';
import { confirmOrder, packOrder } from '#src/domain/checkout/handle-order.ts';
import { deliverHooks, type DeliverOptions } from '#src/domain/hooks/deliver.ts';
import {
  hookSecret,
  MOST_HOOK_TRIES,
  nextHookTry,
  signedHeaders,
  type HookTopic,
} from '#src/domain/hooks/hook.ts';
import {
  addReceiver,
  deliveriesOf,
  dropOldSecret,
  endReceiver,
  forgetDeliveries,
  readHookAddress,
  receiverById,
  receiversOf,
  redeliver,
  renewSecret,
  resumeReceiver,
  sendTest,
  type HookOwner,
} from '#src/domain/hooks/receivers.ts';
import type { Context } from '#src/domain/shared/context.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import { countStock } from '#src/domain/shop/keep-offers.ts';
import { fetchOutside } from '#src/gateways/fetch-outside.ts';
import { hookListener, type HookListener } from '#tests/support/hook-listener.ts';
import { aCertificate, aProducer, aProduct } from '#tests/support/register.ts';
import { anOffer, aShop, BUYER, order } from '#tests/support/shop.ts';
import { expect, NOW, test } from '#tests/support/test.ts';

const SECRET = 'the secret of a site of the tests';
let listener: HookListener;
beforeEach(async () => {
  listener = await hookListener();
});
afterEach(() => listener.close());

const options = (given: Partial<DeliverOptions> = {}): DeliverOptions => ({
  secret: SECRET,
  addressOf: () => null,
  pauseLetter: ({ host, because }) => ({ title: `${host} ${because}`, words: 'Tạm dừng' }),
  ...given,
});
const deliver = (ctx: Context, given: Partial<DeliverOptions> = {}) =>
  deliverHooks(ctx, fetchOutside({ innerHosts: [listener.host], onlyEncrypted: true }), options(given));
const add = (ctx: Context, owner: HookOwner, topics: HookTopic[], address = listener.url) =>
  addReceiver(ctx, owner, { address, topics });
const told = () => listener.heard.map(({ body }) => JSON.parse(body) as { type: string; data: never });
const later = (ctx: Context, ms: number): Context => ({ ...ctx, now: new Date(ctx.now.getTime() + ms) });
const HOUR = 3_600_000;

async function orderIdOf(ctx: Context, purchaseId: string): Promise<string> {
  const [row] = await ctx.db.execute<{ id: string }>(
    sql`select id from orders where purchase_id = ${purchaseId}`,
  );
  return row!.id;
}

test('signatures are those that its own libraries make (a vector of their tests)', () => {
  const secret = Buffer.from('MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'base64');
  const body = '{"test": 2432232314}';
  const at = new Date(1_614_265_330_000);
  const headers = signedHeaders([secret], 'msg_p5jXN8AQM9LWM0D4loKWxJek', at, body);
  expect(headers).toEqual({
    'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    'webhook-timestamp': '1614265330',
    'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  });
});

test('tries are spread over about three days, no sooner than the receiver asks, and end', () => {
  const waits = Array.from({ length: MOST_HOOK_TRIES - 1 }, (_, index) =>
    Math.round((nextHookTry(index + 1, NOW)!.getTime() - NOW.getTime()) / 1_000),
  );
  expect(waits).toEqual([5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400]);
  expect(waits.reduce((sum, wait) => sum + wait) / 86_400).toBeCloseTo(3.15, 1);
  expect(nextHookTry(MOST_HOOK_TRIES, NOW)).toBeNull();
  expect(nextHookTry(1, NOW, 120)!.getTime() - NOW.getTime()).toBe(120_000);
  expect(nextHookTry(1, NOW, 10_000_000)!.getTime() - NOW.getTime()).toBe(86_400_000);
});

test.each([
  ['http://example.vn/nhan', false],
  ['https://name:word@example.vn/', false],
  ['ftp://example.vn/', false],
  ['example.vn', false],
  ['https://example.vn/nhan?khoa=1#cuoi', true],
])('%s may be told: %s', (address, may) => {
  const read = () => readHookAddress(address);
  if (may) expect(read()).toBe('https://example.vn/nhan?khoa=1');
  else expect(read).toThrow(Refusal);
});

test('a producer hears each step of their own orders, in its order, and nothing about the buyer', async ({
  ctx,
}) => {
  const offer = await anOffer(ctx);
  const other = await anOffer(ctx);
  const id = await add(ctx, { producerId: offer.producerId }, ['order']);
  const { purchaseId } = await order(ctx, [
    [offer.id, 1],
    [other.id, 1],
  ]);
  const [mine] = await ctx.db.execute<{ id: string; code: string }>(
    sql`select id, code from orders where purchase_id = ${purchaseId} and producer_id = ${offer.producerId}`,
  );
  await confirmOrder(ctx, mine!.id);
  await packOrder(ctx, mine!.id);
  expect(await deliver(ctx)).toEqual({ delivered: 3, later: 0, failed: 0 });
  expect(told().map(({ type }) => type)).toEqual(['order.placed', 'order.confirmed', 'order.packed']);
  expect(told()[0]).toEqual({
    type: 'order.placed',
    timestamp: NOW.toISOString(),
    data: {
      order: { id: mine!.id, code: mine!.code, state: 'placed' },
      producer: { id: offer.producerId },
    },
  });
  const sent = listener.heard.map(({ body }) => body).join('\n');
  for (const personal of [BUYER.name, BUYER.phone, BUYER.email, BUYER.street, '912345678'])
    expect(sent).not.toContain(personal);
  const [{ headers, body } = listener.heard[0]!] = listener.heard;
  const signed = `${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${body}`;
  expect(headers['webhook-signature']).toBe(
    `v1,${createHmac('sha256', hookSecret(SECRET, id, 1))
      .update(signed)
      .digest('base64')}`,
  );
  expect(await deliver(ctx), 'nothing is told twice').toEqual({ delivered: 0, later: 0, failed: 0 });
});

test('what is rolled back is told to nobody', async ({ ctx }) => {
  const offer = await anOffer(ctx);
  await add(ctx, { producerId: offer.producerId }, ['order']);
  const { purchaseId } = await order(ctx, [[offer.id, 1]]);
  const id = await orderIdOf(ctx, purchaseId);
  await ctx.db
    .transaction(async (db) => {
      await confirmOrder({ ...ctx, db }, id);
      throw new Error('power cut');
    })
    .catch(() => {});
  await deliver(ctx);
  expect(told().map(({ type }) => type)).toEqual(['order.placed']);
});

test('who answers for the site hears of public facts of all, once each', async ({ ctx }) => {
  const offer = await anOffer(ctx, { stock: 12 });
  await add(ctx, 'site', ['purchase', 'offer', 'stock', 'product', 'certificate']);
  const product = await aProduct(ctx, { producerId: offer.producerId, name: 'Gạo nếp' });
  const certificate = await aCertificate(ctx, { productId: product.id });
  await writeDown(ctx, [
    { kind: 'certificate.revoked', subject: `certificate:${certificate.id}`, reason: 'Sai hồ sơ' },
    { kind: 'product.corrected', subject: `product:${product.id}` },
    { kind: 'user.invited', subject: 'user:1' },
    { kind: 'offer.made', subject: `product:${product.id}`, after: { state: 'draft' } },
    { kind: 'offer.changed', subject: `product:${offer.productId}`, after: { state: 'open' } },
  ]);
  await countStock(ctx, offer.id, { lotCode: '', madeOn: null, useBy: null, counted: 3 });
  const { purchaseId } = await order(ctx, [[offer.id, 3]]);
  await deliver(ctx);
  expect(told().map(({ type }) => type)).toEqual([
    'certificate.changed',
    'product.changed',
    'offer.changed',
    'stock.changed',
    'stock.changed',
    'purchase.placed',
  ]);
  expect(told()[0]!.data).toEqual({
    what: 'certificate.revoked',
    certificate: { id: certificate.id },
    product: { id: product.id, slug: product.slug },
    producer: { id: offer.producerId },
  });
  const stocked = (index: number) => (told()[index]!.data as { offers: object[] }).offers;
  expect(stocked(3)).toEqual([{ id: offer.id, pack: 'chai 500 ml', price: 150_000, inStock: true }]);
  expect(stocked(4)).toEqual([{ id: offer.id, pack: 'chai 500 ml', price: 150_000, inStock: false }]);
  expect(told()[5]!.data).toMatchObject({ purchase: { id: purchaseId } });
});

test('stock of alcohol is told to its producer alone', async ({ ctx }) => {
  const producerId = await aShop(ctx, { alcoholLicence: '12/GP' });
  const wine = await anOffer(ctx, { producerId, set: 14 });
  await add(ctx, 'site', ['stock']);
  await add(ctx, { producerId }, ['stock']);
  await countStock(ctx, wine.id, { lotCode: '', madeOn: null, useBy: null, counted: 3 });
  expect(await deliver(ctx)).toMatchObject({ delivered: 1 });
  expect(told()[0]!.data).toMatchObject({ offers: [{ left: 3 }] });
});

test('one subject waits for its own message, and others do not', async ({ ctx }) => {
  const offer = await anOffer(ctx);
  const owner = { producerId: offer.producerId };
  const id = await add(ctx, owner, ['order']);
  const [first, second] = [
    await orderIdOf(ctx, (await order(ctx, [[offer.id, 1]])).purchaseId),
    await orderIdOf(ctx, (await order(ctx, [[offer.id, 1]])).purchaseId),
  ];
  await confirmOrder(ctx, first);
  listener.answer = ({ body }) => ({ status: body.includes(first) ? 500 : 204 });
  expect(await deliver(ctx)).toEqual({ delivered: 0, later: 1, failed: 0 });
  // A receiver that is down is left alone for a minute.
  expect(await deliver(later(ctx, 30_000))).toEqual({ delivered: 0, later: 0, failed: 0 });
  listener.answer = ({ body }) => ({
    status: body.includes('order.placed') && body.includes(first) ? 500 : 204,
  });
  await deliver(later(ctx, 61_000));
  expect(await deliver(later(ctx, 130_000))).toMatchObject({ delivered: 1 });
  expect(told().at(-1)).toMatchObject({ type: 'order.placed', data: { order: { id: second } } });
  listener.answer = () => ({ status: 204 });
  expect(await deliver(later(ctx, HOUR))).toMatchObject({ delivered: 2 });
  expect(
    told()
      .slice(-2)
      .map(({ type }) => type),
  ).toEqual(['order.placed', 'order.confirmed']);
  const [confirmed, , placed] = await deliveriesOf(ctx, owner, id);
  expect(placed).toMatchObject({ state: 'delivered', tries: 3, lastStatus: 204, lastFault: null });
  expect(confirmed).toMatchObject({ type: 'order.confirmed', tries: 1 });
});

test('after three days of failing it is paused, its keeper is written to, and by hand it goes on', async ({
  ctx,
}) => {
  const offer = await anOffer(ctx);
  const owner = { producerId: offer.producerId };
  await ctx.db.execute(sql`update producers set email = 'htx@example.vn' where id = ${offer.producerId}`);
  const id = await add(ctx, owner, ['order']);
  const { purchaseId } = await order(ctx, [[offer.id, 1]]);
  listener.answer = () => ({ status: 503 });
  let now = ctx.now.getTime();
  for (let tries = 0; tries < MOST_HOOK_TRIES; tries += 1) {
    await deliver({ ...ctx, now: new Date(now) });
    now += 28 * HOUR;
  }
  expect(listener.heard).toHaveLength(MOST_HOOK_TRIES);
  expect(new Set(listener.heard.map(({ headers }) => headers['webhook-id'])).size, 'one number').toBe(1);
  expect(await receiverById(ctx, owner, id)).toMatchObject({ pausedBecause: 'failed', failed: 1 });
  const letters = await ctx.db.execute(sql`select to_address, title from letters where kind = 'hook_paused'`);
  expect(letters).toEqual([{ to_address: 'htx@example.vn', title: `${listener.host} failed` }]);

  await confirmOrder(ctx, await orderIdOf(ctx, purchaseId));
  listener.answer = () => ({ status: 200 });
  expect(await deliver({ ...ctx, now: new Date(now) }), 'it rests').toMatchObject({ delivered: 0 });
  await resumeReceiver(ctx, owner, id);
  expect(await deliver({ ...ctx, now: new Date(now) })).toMatchObject({ delivered: 2 });
  expect(
    told()
      .slice(-2)
      .map(({ type }) => type),
  ).toEqual(['order.placed', 'order.confirmed']);
});

test('a receiver that is gone is paused at once', async ({ ctx }) => {
  const offer = await anOffer(ctx);
  const owner = { producerId: offer.producerId };
  const id = await add(ctx, owner, ['order']);
  await order(ctx, [[offer.id, 1]]);
  listener.answer = () => ({ status: 410 });
  expect(await deliver(ctx)).toMatchObject({ failed: 1 });
  expect(await receiverById(ctx, owner, id)).toMatchObject({ pausedBecause: 'gone' });
});

test('a redirection is not followed, and a name that leads inside is not told', async ({ ctx }) => {
  const offer = await anOffer(ctx);
  const owner = { producerId: offer.producerId };
  const id = await add(ctx, owner, ['order']);
  await order(ctx, [[offer.id, 1]]);
  listener.answer = () => ({ status: 307, headers: { location: listener.url } });
  await deliver(ctx);
  expect(listener.heard).toHaveLength(1);
  expect((await deliveriesOf(ctx, owner, id))[0]).toMatchObject({ lastFault: 'redirected_too_often' });
  await deliverHooks(later(ctx, HOUR), fetchOutside({ onlyEncrypted: true }), options());
  expect((await deliveriesOf(ctx, owner, id))[0]).toMatchObject({ lastFault: 'address_wrong' });
  await ctx.db.execute(sql`update hook_receivers set address = 'https://localhost/' where id = ${id}`);
  await deliverHooks(later(ctx, 30 * HOUR), fetchOutside({ onlyEncrypted: true }), options());
  expect((await deliveriesOf(ctx, owner, id))[0]).toMatchObject({ lastFault: 'inner_address' });
  expect(listener.heard).toHaveLength(1);
});

test('while a secret is changed both count, and then the new one alone', async ({ ctx }) => {
  const offer = await anOffer(ctx);
  const owner = { producerId: offer.producerId };
  const id = await add(ctx, owner, ['order']);
  const { version } = await receiverById(ctx, owner, id);
  expect(await renewSecret(ctx, owner, id, version)).toBe(2);
  await expect(renewSecret(ctx, owner, id, version)).rejects.toThrow('changed_meanwhile');
  const signatures = async (at: Context) => {
    await sendTest(at, owner, id);
    await deliver(at);
    return String(listener.heard.at(-1)!.headers['webhook-signature']).split(' ');
  };
  const isSigned = (generation: number) => {
    const { headers, body } = listener.heard.at(-1)!;
    const text = `${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${body}`;
    const one = createHmac('sha256', hookSecret(SECRET, id, generation))
      .update(text)
      .digest('base64');
    return String(headers['webhook-signature']).includes(one);
  };
  expect(await signatures(ctx)).toHaveLength(2);
  expect([isSigned(1), isSigned(2)]).toEqual([true, true]);
  expect(await signatures(later(ctx, 8 * 24 * HOUR))).toHaveLength(1);
  expect([isSigned(1), isSigned(2)]).toEqual([false, true]);
  await renewSecret(ctx, owner, id, version + 1);
  await dropOldSecret(ctx, owner, id);
  expect(await signatures(ctx)).toHaveLength(1);
  expect([isSigned(2), isSigned(3)]).toEqual([false, true]);
});

test('by hand the same message goes once more, as long as it is kept', async ({ ctx }) => {
  const offer = await anOffer(ctx);
  const owner = { producerId: offer.producerId };
  const id = await add(ctx, owner, ['order']);
  await order(ctx, [[offer.id, 1]]);
  await deliver(ctx);
  const [one] = await deliveriesOf(ctx, owner, id);
  await redeliver(ctx, owner, id, one!.id);
  await deliver(later(ctx, HOUR));
  expect(listener.heard).toHaveLength(2);
  const [first, second] = listener.heard;
  expect(second!.headers['webhook-id']).toBe(first!.headers['webhook-id']);
  expect(second!.body).toBe(first!.body);
  expect(second!.headers['webhook-timestamp']).not.toBe(first!.headers['webhook-timestamp']);
  expect(await forgetDeliveries(later(ctx, 31 * 24 * HOUR))).toBe(1);
  await expect(redeliver(ctx, owner, id, one!.id)).rejects.toThrow('hook.not_kept');
});

test('what was taken off hears nothing more', async ({ ctx }) => {
  const offer = await anOffer(ctx);
  const owner = { producerId: offer.producerId };
  const id = await add(ctx, owner, ['order']);
  await order(ctx, [[offer.id, 1]]);
  await endReceiver(ctx, owner, id);
  await order(ctx, [[offer.id, 1]]);
  await deliver(ctx);
  expect(listener.heard).toEqual([]);
  await add(ctx, owner, ['order']);
  await expect(add(ctx, owner, ['order'])).rejects.toThrow('hook.known');
});

test('a producer keeps their own connections, nobody those of others, and the site those of the site', async ({
  ctx,
}) => {
  const [a, b] = [(await aProducer(ctx)).id, (await aProducer(ctx, { name: 'HTX Khác' })).id];
  const id = await add(ctx, { producerId: a }, ['order']);
  const of = (producerId: string, role: 'producer_owner' | 'producer_member'): Context => ({
    ...ctx,
    actor: {
      kind: 'person',
      id: 'p',
      name: 'P',
      isStrong: true,
      assignments: [{ id: '1', role, scope: { kind: 'producer', producerId } }],
    },
  });
  expect(await receiversOf(of(a, 'producer_owner'), { producerId: a })).toHaveLength(1);
  await expect(receiversOf(of(a, 'producer_member'), { producerId: a })).rejects.toThrow('not_allowed');
  await expect(receiversOf(of(b, 'producer_owner'), { producerId: a })).rejects.toThrow('not_found');
  await expect(endReceiver(of(b, 'producer_owner'), { producerId: b }, id)).rejects.toThrow('not_found');
  await expect(sendTest(of(a, 'producer_owner'), 'site', id)).rejects.toThrow('not_allowed');
  await expect(add(of(a, 'producer_owner'), { producerId: a }, ['purchase'])).rejects.toThrow(
    'hook.topics_missing',
  );
});

test('two processes deliver each message once', async ({ own }) => {
  const ctx = { ...own.ctx, now: new Date() };
  const offer = await anOffer(ctx, { stock: 100 });
  await add(ctx, { producerId: offer.producerId }, ['order']);
  for (let index = 0; index < 20; index += 1) await order(ctx, [[offer.id, 1]]);
  listener.answer = () => ({ status: 204, afterMs: 5 });
  const both = await Promise.all([deliver(ctx), deliver(ctx)]);
  // One may have found the receiver busy with the other's message, and gone; nothing is left over then.
  await deliver(ctx);
  expect(both.every(({ later: again, failed }) => again === 0 && failed === 0)).toBe(true);
  const ids = listener.heard.map(({ headers }) => headers['webhook-id']);
  expect(ids).toHaveLength(20);
  expect(new Set(ids).size).toBe(20);
});
