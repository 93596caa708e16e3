import { sql } from 'drizzle-orm';
import { settleCheckout } from '#src/domain/checkout/settle-checkout.ts';
import { stripePayments } from '#src/gateways/stripe.ts';
import { standInSettings, stripeStandIn, type StripeStandIn } from '#src/gateways/stripe-stand-in.ts';
import { axe, screenshot, sticksOut, type Visitor } from '#tests/support/browser.ts';
import { afterAll, beforeAll, expect, test } from '#tests/support/journey.ts';
import { officer, wordsOf, type PlainBrowser } from '#tests/support/officers.ts';
import { startServer, type RunningServer } from '#tests/support/server.ts';
import { anOffer, brokenInvariants } from '#tests/support/shop.ts';
import { contextOn, shopper } from '#tests/support/shopper.ts';

let standIn: StripeStandIn;
let server: RunningServer;
let ctx: ReturnType<typeof contextOn>;

beforeAll(async () => {
  standIn = await stripeStandIn({ secret: 'whsec_of_the_tests' });
  server = await startServer({
    demo: true,
    env: {
      STRIPE_KEY: 'sk_test_example',
      STRIPE_WEBHOOK_SECRET: 'whsec_of_the_tests',
      STRIPE_SERVER: standIn.url,
    },
  });
  ctx = contextOn(server.databaseUrl);
}, 180_000);
afterAll(async () => {
  await ctx?.end();
  await server?.stop();
  await standIn?.close();
});

async function enter({ context }: Visitor, { jar }: PlainBrowser): Promise<void> {
  context.setDefaultTimeout(10_000);
  await context.addCookies(
    [...jar].map(([name, value]) => ({ name, value: decodeURIComponent(value), url: server.url })),
  );
}

async function ordered(offerId: string, method: 'card' | 'transfer', quantity = 1) {
  const buyer = shopper(server.url);
  await buyer.add(offerId, quantity);
  const answer = await buyer.confirm(await buyer.review(method));
  const [row] = await ctx.db.execute<{
    id: string;
    code: string;
    session: string | null;
    order_id: string;
  }>(sql`
    select p.id, p.code, y.session, o.id as order_id from purchases p join payments y on y.purchase_id = p.id
    join orders o on o.purchase_id = p.id order by p.started_at desc limit 1`);
  expect(answer.status).toBe(303);
  return row!;
}

async function isSound(visitor: Visitor, name: string): Promise<void> {
  await screenshot(visitor, name);
  expect(await axe(visitor), name).toEqual([]);
  expect(await sticksOut(visitor), name).toBe(false);
}

test('a sum that does not fit is decided, part of an order goes back, and a producer is paid out', async ({
  visitor,
}) => {
  const gateway = stripePayments(standInSettings(standIn));
  const offer = await anOffer(ctx);
  const bought = await ordered(offer.id, 'card', 2);
  standIn.pay(bought.session!, { amount: 329_999 });
  await settleCheckout(ctx, gateway, bought.session!);

  const [boss, second] = [await officer(server, 'administrator'), await officer(server, 'administrator')];
  const phone = await visitor({ url: server.url, width: 360 });
  await enter(phone, boss);
  expect(await phone.go('/quan-tri/ban-hang')).toBe(200);
  await isSound(phone, 'desk-360');
  const wide = await visitor({ url: server.url, width: 1280 });
  await enter(wide, second);
  await wide.go('/quan-tri/ban-hang');
  await isSound(wide, 'desk-1280');

  await phone.page.locator('#mismatches input[name=vi-sao]').fill('Lệch một đồng');
  await phone.page.locator('#mismatches button[value=nhan]').click();
  expect(await phone.page.locator('.done').textContent()).toContain('đơn đi tiếp');
  expect(await phone.page.locator('#mismatches').count()).toBe(0);

  await phone.page.locator('input[name=tim]').fill(bought.code);
  await phone.page.locator('main .find button').click();
  await phone.page.locator('a.go', { hasText: bought.code }).click();
  await phone.page.locator('summary', { hasText: 'Hoàn một phần' }).click();
  await isSound(phone, 'desk-purchase-360');
  await phone.page.locator('input[name^=goi-]').fill('1');
  await phone.page.locator('.refund input[name=vi-sao]').fill('Vỡ một chai');
  await phone.page.locator('button[value=hoan-tay]').click();
  expect(await phone.page.locator('main').textContent()).toContain('Vỡ một chai');

  // The goods arrive, and time goes by.
  const owner = await officer(server, 'producer_owner', { kind: 'producer', producerId: offer.producerId });
  const at = `/nha-san-xuat/${offer.producerId}/don-hang/${bought.order_id}`;
  for (const form of [
    { viec: 'nhan' },
    { viec: 'dong-goi' },
    { viec: 'gui', 'ben-giao': 'Bưu điện' },
    { viec: 'giao' },
  ])
    expect((await owner.ask(at, form)).status).toBe(303);
  await phone.go('/quan-tri/ban-hang');
  await ctx.db.execute(
    sql`update order_events set at = at - interval '9 days' where order_id = ${bought.order_id}`,
  );
  await wide.go('/quan-tri/ban-hang/tra-tien');
  await isSound(wide, 'payouts-1280');
  await wide.page.locator('button[value=lap]').click();
  expect(await wide.page.locator('main').textContent()).toContain('không tự duyệt được');
  const payout = new URL(wide.page.url()).pathname;
  expect((await boss.ask(`${payout}.csv`)).status).toBe(404);
  await phone.go(payout);
  await isSound(phone, 'payout-360');
  await phone.page.locator('button[value=duyet]').click();
  const file = await (await boss.ask(`${payout}.csv`)).text();
  expect(file).toMatch(/970436,0011001234567,HTX NONG NGHIEP AN SON,179999,SAO LANG TRA TIEN/);
  await phone.page.locator('input[name=giao-dich]').fill('FT-2026');
  await phone.page.locator('button[value=da-chuyen]').click();
  expect(await phone.page.locator('main').textContent()).toContain('đã chuyển');

  // The producer adds it up.
  const workshop = await visitor({ url: server.url, width: 360 });
  await enter(workshop, owner);
  expect(await workshop.go(`/nha-san-xuat/${offer.producerId}/tien`)).toBe(200);
  await isSound(workshop, 'money-360');
  expect(await workshop.page.locator('main').textContent()).toContain('329.999');
  expect(await (await owner.ask(`/nha-san-xuat/${offer.producerId}/tien.csv`)).text()).toMatch(/-179999/);
  expect([...phone.complaints, ...wide.complaints, ...workshop.complaints]).toEqual([]);
});

test('a producer reads the statement of the bank, and confirms with one press', async ({ visitor }) => {
  const offer = await anOffer(ctx);
  const [one, two] = [await ordered(offer.id, 'transfer'), await ordered(offer.id, 'transfer')];
  const owner = await officer(server, 'producer_owner', { kind: 'producer', producerId: offer.producerId });
  const it = await visitor({ url: server.url, width: 360 });
  await enter(it, owner);
  const at = `/nha-san-xuat/${offer.producerId}/sao-ke`;
  expect(await it.go(at)).toBe(200);
  const text = [
    'Ngày,Số tham chiếu,Ghi nợ,Ghi có,Nội dung',
    `15/03/2026,FT1,,"180,000",MBVCB ${one.code} CT tu TRAN THI MUA`,
    `15/03/2026,FT2,,"150,000",${two.code}`,
    '15/03/2026,FT3,,"20,000",ung ho',
  ].join('\n');
  await it.page
    .locator('input[type=file]')
    .setInputFiles({ name: 'sao-ke.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });
  await it.page.locator('button[value=doc]').click();
  expect(await it.page.locator('.done').textContent()).toContain('3 khoản mới');
  await isSound(it, 'statement-360');
  await it.page.locator('button[value=khop]').click();
  expect(await it.page.locator('.done').textContent()).toContain('1 đơn đã có tiền');
  await it.page.locator('button[value=nhan]').first().click();
  expect(await it.page.locator('main').textContent()).toContain('khác số đơn cần');
  await it.go(`/nha-san-xuat/${offer.producerId}/don-hang/${two.order_id}`);
  await it.page.locator('form:has(button[value=so-dung]) input[name=vi-sao]').fill('Giảm giá cho khách');
  await it.page.locator('button[value=so-dung]').click();
  const [paid] = await ctx.db
    .execute(sql`select count(*)::int as n from payments y join purchases p on p.id = y.purchase_id
    where p.code in (${one.code}, ${two.code}) and y.state = 'paid'`);
  expect(paid).toEqual({ n: 2 });
  const stranger = await officer(server, 'producer_owner', {
    kind: 'producer',
    producerId: (await anOffer(ctx)).producerId,
  });
  for (const path of [at, at.replace('sao-ke', 'tien'), at.replace('sao-ke', 'tien.csv')])
    expect((await stranger.ask(path)).status).toBe(404);
  expect((await stranger.ask(at, { viec: 'khop' })).status).toBe(404);
  expect(await wordsOf(await owner.ask(`${at.replace('sao-ke', 'tien')}`))).toContain('330.000');
  expect((await owner.ask('/quan-tri/ban-hang')).status).toBe(403);
  expect(await (await fetch(new URL('/metrics', server.url))).text()).toContain(
    'saolang_drift_ledger_is_not_zero 0',
  );
  expect(await brokenInvariants(ctx)).toEqual([]);
});
