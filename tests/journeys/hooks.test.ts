import { axe, screenshot, sticksOut, type Visitor } from '#tests/support/browser.ts';
import { hookListener, type HookListener } from '#tests/support/hook-listener.ts';
import { afterAll, beforeAll, expect, test } from '#tests/support/journey.ts';
import { officer, type PlainBrowser } from '#tests/support/officers.ts';
import { startServer, type RunningServer } from '#tests/support/server.ts';
import { anOffer } from '#tests/support/shop.ts';
import { contextOn, shopper } from '#tests/support/shopper.ts';

let listener: HookListener;
let server: RunningServer;
let ctx: ReturnType<typeof contextOn>;

beforeAll(async () => {
  listener = await hookListener();
  server = await startServer({ demo: true, env: { WORKER: 'yes', TEST_HOOK_HOSTS: listener.host } });
  ctx = contextOn(server.databaseUrl);
}, 180_000);
afterAll(async () => {
  await ctx?.end();
  await server?.stop();
  await listener?.close();
});

async function enter({ context }: Visitor, { jar }: PlainBrowser): Promise<void> {
  context.setDefaultTimeout(10_000);
  await context.addCookies(
    [...jar].map(([name, value]) => ({ name, value: decodeURIComponent(value), url: server.url })),
  );
}

async function isSound(visitor: Visitor, name: string): Promise<void> {
  await screenshot(visitor, name);
  expect(await axe(visitor), name).toEqual([]);
  expect(await sticksOut(visitor), name).toBe(false);
}

/** Until something that another process does has happened. */
async function until(happened: () => boolean): Promise<void> {
  for (let tries = 0; tries < 300 && !happened(); tries += 1)
    await new Promise((done) => setTimeout(done, 50));
  expect(happened()).toBe(true);
}

test('a producer connects their software, sees the secret once, and it hears of an order', async ({
  visitor,
}) => {
  const offer = await anOffer(ctx);
  const owner = await officer(server, 'producer_owner', { kind: 'producer', producerId: offer.producerId });
  const phone = await visitor({ url: server.url, width: 360 });
  await enter(phone, owner);
  await phone.go(`/nha-san-xuat/${offer.producerId}/cua-hang`);
  await phone.page.locator('main a', { hasText: 'Kết nối với phần mềm' }).click();
  await isSound(phone, 'hooks-none-360');
  for (const address of [
    'http://example.vn/',
    'https://127.0.0.1/',
    'https://localhost/',
    'https://[::1]/',
  ]) {
    await phone.page.locator('input[name=dia-chi]').fill(address);
    await phone.page.locator('main button.main').click();
    expect(await phone.page.locator('main [role=alert]').count(), address).toBe(1);
  }
  await phone.page.locator('input[name=dia-chi]').fill(listener.url);
  await phone.page.locator('main button.main').click();
  const secret = await phone.page.locator('code.secret').textContent();
  expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
  await isSound(phone, 'hooks-secret-360');
  await phone.page.locator('main a.btn.main').click();
  expect(await phone.page.content(), 'shown once').not.toContain(secret);

  await phone.page.locator('button[value=thu]').click();
  await until(() => listener.heard.length === 1);
  const buyer = shopper(server.url);
  await buyer.add(offer.id, 1);
  expect((await buyer.confirm(await buyer.review('cash'))).status).toBe(303);
  await until(() => listener.heard.length === 2);
  expect(listener.heard[1]!.body).toContain('"type":"order.placed"');
  expect(listener.heard[1]!.body).not.toContain('Trần Thị Mua');

  const here = new URL(phone.page.url()).pathname;
  await phone.go(here);
  expect(await phone.page.locator('tbody tr').count()).toBe(2);
  await isSound(phone, 'hook-360');
  await phone.page.locator('button[value=gui-lai]').first().click();
  await until(() => listener.heard.length === 3);
  expect(listener.heard[2]!.headers['webhook-id']).toBe(listener.heard[1]!.headers['webhook-id']);
  const wide = await visitor({ url: server.url, width: 1280, dark: true });
  await enter(wide, owner);
  await wide.go(here);
  await isSound(wide, 'hook-1280-dark');

  const stranger = await officer(server, 'producer_owner', {
    kind: 'producer',
    producerId: (await anOffer(ctx)).producerId,
  });
  expect((await stranger.get(here)).status).toBe(404);
  expect((await stranger.ask(here, { viec: 'go' })).status).toBe(404);
  await phone.page.locator('summary', { hasText: 'Gỡ kết nối' }).click();
  await phone.page.locator('button[value=go]').click();
  expect(await phone.page.locator('.done').textContent()).toContain('Đã gỡ');
});

test('the office connects its own software, with more than a password', async ({ visitor }) => {
  const weak = await officer(server, 'administrator', undefined, { strong: false });
  expect((await weak.get('/quan-tri/ket-noi')).text).toContain('hai bước');
  const boss = await officer(server, 'administrator');
  const wide = await visitor({ url: server.url, width: 1280 });
  await enter(wide, boss);
  await wide.go('/quan-tri/ket-noi');
  await wide.page.locator('input[name=dia-chi]').fill(`${listener.url}?kho=1`);
  await wide.page.locator('input[value=certificate]').check();
  await wide.page.locator('main button.main').click();
  await wide.page.locator('main a.btn.main').click();
  await wide.page.locator('summary', { hasText: 'Đổi khoá' }).click();
  await wide.page.locator('button[value=doi-khoa]').click();
  expect(await wide.page.locator('code.secret').textContent()).toContain('whsec_');
  await wide.page.locator('main a.btn.main').click();
  expect(await wide.page.locator('main').textContent()).toContain('Khoá cũ còn dùng được đến');
  await isSound(wide, 'office-hook-1280');
  await wide.go('/quan-tri/ket-noi');
  await isSound(wide, 'office-hooks-1280');
});
