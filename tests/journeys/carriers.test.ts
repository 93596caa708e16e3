import { setTimeout as sleep } from 'node:timers/promises';
import { ghnStandIn, type GhnStandIn } from '#src/gateways/ghn-stand-in.ts';
import { axe, screenshot, sticksOut } from '#tests/support/browser.ts';
import { afterAll, beforeAll, describe, expect, test } from '#tests/support/journey.ts';
import { signIn } from '#tests/support/look.ts';
import { officer, type PlainBrowser } from '#tests/support/officers.ts';
import { startServer, type RunningServer } from '#tests/support/server.ts';
import { brokenInvariants } from '#tests/support/shop.ts';
import { contextOn, shopper } from '#tests/support/shopper.ts';

let ghn: GhnStandIn;
let server: RunningServer;
let ctx: ReturnType<typeof contextOn>;
let producer: string;
let offer: string;
let owner: PlainBrowser;

beforeAll(async () => {
  ghn = await ghnStandIn();
  server = await startServer({ demo: true, env: { GHN_SERVER: ghn.url } });
  ctx = contextOn(server.databaseUrl);
  const [goods] = await server.sql<{ id: string; offer: string }[]>`
    select m.id, o.id as offer from producers m join products p on p.producer_id = m.id
    join offers o on o.product_id = p.id where p.name like 'Mật ong%' order by o.price limit 1`;
  producer = goods!.id;
  offer = goods!.offer;
  owner = await officer(server, 'producer_owner', { kind: 'producer', producerId: producer });
});

afterAll(async () => {
  await ctx?.end();
  await server?.stop();
  await ghn?.close();
});

async function ordered(): Promise<{ link: string; id: string; shipping: number }> {
  const buyer = shopper(server.url);
  await buyer.add(offer, 2);
  const link = (await buyer.confirm(await buyer.review('cash'))).headers.get('location') ?? '';
  const [order] = await server.sql<{ id: string; shipping: number }[]>`
    select id, shipping_total as shipping from orders where producer_id = ${producer} order by changed_at desc limit 1`;
  return { link, id: order!.id, shipping: order!.shipping };
}

const stateOf = async (id: string) =>
  (await server.sql<{ state: string }[]>`select state from orders where id = ${id}`)[0]!.state;
const orderPage = (id: string) => `/nha-san-xuat/${producer}/don-hang/${id}`;
const notice = (body: string, type = 'application/json') =>
  fetch(new URL('/api/webhooks/ghn', server.url), {
    method: 'POST',
    headers: { 'content-type': type },
    body,
  });

describe('parcels by GHN', () => {
  test('a producer connects their account, calls GHN, prints the label; the order follows, without script', async ({
    visitor,
  }) => {
    const workshop = await visitor({ url: server.url, script: false });
    await signIn(workshop, owner, server.url);
    const { page } = workshop;
    page.setDefaultTimeout(8_000);
    async function looksRight(name: string): Promise<void> {
      for (const width of [360, 1280]) {
        const eye = await visitor({ url: server.url, width, dark: width > 400 });
        await eye.context.addCookies(await workshop.context.cookies());
        await eye.page.goto(page.url());
        await screenshot(eye, `carriers-${name}-${width}`);
        expect([name, width, ...(await axe(eye))]).toEqual([name, width]);
        expect([name, width, await sticksOut(eye)]).toEqual([name, width, false]);
        await eye.close();
      }
    }
    await workshop.go(`/nha-san-xuat/${producer}/cua-hang`);
    await page.getByRole('link', { name: /Nối tài khoản Giao Hàng Nhanh/ }).click();
    await looksRight('connect');
    await page.getByLabel('Mã cửa hàng').fill(ghn.shopId);
    await page.getByLabel('Mã khoá API').fill('not-the-token');
    await page.getByRole('button', { name: 'Thử và lưu' }).click();
    expect(await page.getByRole('alert').innerText()).toContain('không nhận mã khoá');
    await page.getByLabel('Mã khoá API').fill(ghn.token);
    await page.getByRole('button', { name: 'Thử và lưu' }).click();
    expect(await page.locator('main').innerText()).toContain('Kho thử nghiệm');
    expect(await page.content()).not.toContain(ghn.token);
    await looksRight('connected');

    const { link, id, shipping } = await ordered();
    expect(shipping).toBeGreaterThan(0);
    const [quoted] = await server.sql`select quoted_by from orders where id = ${id}`;
    expect(quoted).toEqual({ quoted_by: 'ghn' });
    await workshop.go(orderPage(id));
    await page.getByRole('button', { name: 'Nhận đơn này' }).click();
    await page.getByRole('button', { name: 'Đã đóng gói xong' }).click();
    await looksRight('packed');
    await page.getByLabel('Khối lượng cả hộp').fill('60000');
    await page.getByRole('button', { name: 'Gọi GHN đến lấy' }).click();
    expect(await page.getByRole('alert').innerText()).toContain('50000');
    await page.getByLabel('Khối lượng cả hộp').fill('1.600');
    await page.getByRole('button', { name: 'Gọi GHN đến lấy' }).click();
    expect(await page.locator('main').innerText()).toContain('Chờ GHN đến lấy');
    await looksRight('made');
    const number = [...ghn.shipments.keys()][0]!;
    const label = await owner.ask(`${orderPage(id)}/nhan`);
    expect([label.status, label.headers.get('location')]).toEqual([
      303,
      `${ghn.url}/a5/public-api/printA5?token=${number}`,
    ]);

    // What is written is not believed; that it was written has GHN asked.
    expect((await notice(ghn.notice(number, 'delivered'))).status).toBe(200);
    expect(await stateOf(id)).toBe('packed');
    ghn.move(number, 'delivering');
    await server.sql`update shipments set said_at = said_at - interval '1 minute', look_at = now() + interval '1 hour'`;
    expect((await notice(ghn.notice(number))).status).toBe(200);
    expect(await stateOf(id)).toBe('handed_over');
    const buyer = await visitor({ url: server.url, script: false, lang: 'en' });
    await buyer.go(`/en${link}`);
    expect(await buyer.page.locator('main').innerText()).toContain(number);
    await workshop.go(orderPage(id));
    await looksRight('under-way');
    ghn.move(number, 'returned');
    await server.sql`update shipments set said_at = said_at - interval '1 minute', look_at = now() + interval '1 hour'`;
    await page.getByRole('button', { name: 'Hỏi GHN ngay' }).click();
    expect(await stateOf(id)).toBe('returned');
    await looksRight('back');
    await page.getByRole('button', { name: 'Còn bán được' }).click();
    expect(await page.getByRole('button', { name: 'Còn bán được' }).count()).toBe(0);
    expect(await brokenInvariants(ctx)).toEqual([]);
    expect([workshop.complaints, buyer.complaints]).toEqual([[], []]);
  });

  test('of a process killed after GHN had made it there is one', async () => {
    const { id } = await ordered();
    for (const deed of ['nhan', 'dong-goi']) await owner.ask(orderPage(id), { viec: deed });
    const doomed = await startServer({
      databaseUrl: server.databaseUrl,
      demo: true,
      env: { GHN_SERVER: ghn.url, TEST_FAULT: 'after_parcel_made', WORKER: 'no' },
    });
    const before = ghn.shipments.size;
    const cookie = [...owner.jar].map(([name, value]) => `${name}=${value}`).join('; ');
    void fetch(new URL(orderPage(id), doomed.url), {
      method: 'POST',
      headers: { cookie, origin: doomed.url },
      body: new URLSearchParams({ viec: 'gui-ghn', can: '1500' }),
    }).catch(() => {});
    for (let tries = 0; !doomed.said().includes('stopped at after_parcel_made'); tries += 1) {
      expect(tries).toBeLessThan(100);
      await sleep(100);
    }
    await doomed.kill();
    expect(ghn.shipments.size - before).toBe(1);
    const again = await owner.ask(orderPage(id), { viec: 'gui-ghn', can: '1500' });
    expect(again.status).toBe(303);
    expect(ghn.shipments.size - before).toBe(1);
    const [kept] =
      await server.sql`select state, tracking_number is not null as found from shipments where order_id = ${id}`;
    expect(kept).toEqual({ state: 'made', found: true });
  });

  test('notices that are none are answered and change nothing', async () => {
    expect((await notice('{"OrderCode":"LNOBODY99"}')).status).toBe(200);
    expect((await notice('not json')).status).toBe(200);
    expect((await notice('a=b', 'application/x-www-form-urlencoded')).status).toBeGreaterThanOrEqual(400);
    expect((await notice('x'.repeat(20_000))).status).toBe(413);
    expect((await fetch(new URL('/api/webhooks/ghn', server.url))).status).toBeGreaterThanOrEqual(400);
  });
});
