import { sql } from 'drizzle-orm';
import { screenshot, type Visitor } from '#tests/support/browser.ts';
import { afterAll, beforeAll, expect, test } from '#tests/support/journey.ts';
import { officer, type PlainBrowser } from '#tests/support/officers.ts';
import { shopWorld, type ShopWorld } from '#tests/support/shop-world.ts';
import { aCertificate, aProduct } from '#tests/support/register.ts';
import { aShop, LABEL } from '#tests/support/shop.ts';
import { DETAILS } from '#tests/support/shopper.ts';

let world: ShopWorld;
beforeAll(async () => {
  world = await shopWorld();
}, 180_000);
afterAll(() => world?.end());

const PRICES = [152_000, 87_500, 243_000] as const;
const QUANTITIES = [2, 1, 3] as const;
const FEE = 30_000;
const METHODS = ['cash', 'transfer', 'card'] as const;

async function enter({ context, page }: Visitor, { jar }: PlainBrowser): Promise<void> {
  page.setDefaultTimeout(15_000);
  await context.addCookies(
    [...jar].map(([name, value]) => ({ name, value: decodeURIComponent(value), url: world.one.url })),
  );
}

/** Presses the button that does a deed, and waits for the page after it. */
async function press({ page }: Visitor, deed: string): Promise<void> {
  await Promise.all([page.waitForEvent('load'), page.locator(`button[value="${deed}"]`).first().click()]);
}

test.for([true, false])(
  'from listing the goods to the last đồng of the statement, through every role; script: %s',
  { timeout: 300_000 },
  async (script, { visitor }) => {
    const { ctx } = world;
    const url = world.one.url;

    // Three producers list their goods.
    const producers: { id: string; owner: PlainBrowser; room: Visitor; slug: string; offer: string }[] = [];
    for (const [index, price] of PRICES.entries()) {
      const id = await aShop(ctx);
      const product = await aProduct(ctx, {
        producerId: id,
        label: LABEL,
        name: `Hàng thứ ${index + 1} ${script ? 'có' : 'không'} mã ${id}`,
      });
      await aCertificate(ctx, { productId: product.id });
      const owner = await officer(world.one, 'producer_owner', { kind: 'producer', producerId: id });
      const room = await visitor({ url, script });
      await enter(room, owner);
      const { page } = room;
      await room.go(`/nha-san-xuat/${id}/hang-ban/moi?sp=${product.id}`);
      await page.locator('[name=quy-cach]').fill('hũ 500 g');
      await page.locator('[name=gia]').fill(String(price));
      await page.locator('[name=luong]').fill('500');
      await page.locator('[name=khoi-luong]').fill('600');
      await page.locator('[name=tinh-trang]').selectOption('open');
      await press(room, 'luu');
      const [made] = await ctx.db.execute<{ id: string }>(
        sql`select id from offers where product_id = ${product.id}`,
      );
      expect(made, await page.locator('main').innerText()).toBeDefined();
      await room.go(`/nha-san-xuat/${id}/hang-ban/${made!.id}`);
      const stock = page.locator('form').filter({ has: page.locator('[name=han-dung]') });
      await stock.locator('[name=lo]').fill(`LO-${index + 1}`);
      await stock.locator('[name=han-dung]').fill('2030-01-31');
      await stock.locator('[name=so]').fill('40');
      await Promise.all([page.waitForEvent('load'), stock.locator('button[value=kho]').click()]);
      producers.push({ id, owner, room, slug: product.slug, offer: made!.id });
    }

    // Somebody buys from all three at once, three times, and pays each time another way.
    const buyer = await visitor({ url, script });
    buyer.page.setDefaultTimeout(15_000);
    const links: string[] = [];
    for (const method of METHODS) {
      for (const [index, { slug }] of producers.entries()) {
        await buyer.go(`/san-pham/${slug}`);
        const buy = buyer.page.locator('.buy li').first();
        await buy.locator('input[type=number]').fill(String(QUANTITIES[index]));
        await buy.locator('button').first().click();
        await buyer.page.waitForURL(/\/gio-hang/);
      }
      await buyer.page.locator('.sum a.btn.main').click();
      for (const [name, value] of Object.entries(DETAILS)) {
        const typed = buyer.page.locator(`[name="${name}"]`);
        if (name === 'tinh') await typed.selectOption(value);
        else await typed.fill(value);
      }
      await buyer.page.locator(`[name=tra][value=${method}]`).check();
      await buyer.page.locator('button[value=xem]').click();
      await buyer.page.locator('[name=dong-y]').check();
      if (method !== 'card') {
        await buyer.page.locator('button[value=dat]').click();
        await buyer.page.waitForURL(/\/don-hang\//);
      } else {
        await buyer.page.locator('button[value=dat]').click();
        await buyer.page.waitForURL(/\/pay\/cs_/);
        await buyer.page.locator('button').first().click();
        await buyer.page.waitForURL(/\/don-hang\//);
        expect(await buyer.page.locator('main').innerText()).toContain('Đã trả');
      }
      links.push(new URL(buyer.page.url()).pathname);
    }
    expect(new Set(links).size).toBe(3);

    // Each producer takes the transfer, packs with the lot, sends and delivers.
    for (const [index, { id, room }] of producers.entries()) {
      const orders = await ctx.db.execute<{ id: string; method: string; total: number }>(sql`
        select o.id, p.method, o.total from orders o join purchases p on p.id = o.purchase_id
        where o.producer_id = ${id} order by p.started_at`);
      expect(orders.map(({ total }) => total)).toEqual(
        Array(3).fill(PRICES[index]! * QUANTITIES[index]! + FEE),
      );
      for (const { id: order, method } of orders) {
        await room.go(`/nha-san-xuat/${id}/don-hang/${order}`);
        if (method === 'transfer') await press(room, 'tien');
        await press(room, 'nhan');
        expect(await room.page.locator('main').innerText()).toContain(`LO-${index + 1}`);
        await press(room, 'dong-goi');
        await room.page.locator('[name=ben-giao]').fill('Bưu điện');
        await room.page.locator('[name=van-don]').fill(`VD${order}`);
        await press(room, 'gui');
        await press(room, 'giao');
      }
      if (index === 0) await screenshot(room, `story-orders-${script}`);
    }
    const states = await ctx.db.execute<{ state: string }>(sql`
      select distinct o.state from orders o where o.producer_id in (${sql.join(
        producers.map(({ id }) => sql`${id}`),
        sql`, `,
      )})`);
    expect(states).toEqual([{ state: 'delivered' }]);

    // The buyer says whether they would buy it again, and has one pack of the card purchase taken back.
    const [cash, , card] = links;
    await buyer.go(cash!);
    await buyer.page.locator('a[href*="/nhan-xet"]').first().click();
    await buyer.page.locator('[name=mua-lai][value=yes]').first().check();
    await buyer.page.locator('[name=ke]').first().fill('Thơm, gói kỹ.');
    await buyer.page.locator('[name=dong-y]').first().check();
    await buyer.page.locator('button[value=gui]').first().click();
    await buyer.page.waitForLoadState();
    const [reviewed] = await ctx.db.execute<{ slug: string }>(sql`
      select p.slug from reviews r join order_lines l on l.id = r.order_line_id join offers o on o.id = l.offer_id
      join products p on p.id = o.product_id where p.producer_id in (${sql.join(
        producers.map(({ id }) => sql`${id}`),
        sql`, `,
      )})`);
    await expect
      .poll(
        async () =>
          (await fetch(`${url}/san-pham/${reviewed!.slug}`))
            .text()
            .then((text) => text.includes('Thơm, gói kỹ.')),
        {
          timeout: 10_000,
        },
      )
      .toBe(true);

    const [first] = producers;
    const [claimed] = await ctx.db.execute<{ id: string }>(sql`
      select o.id from orders o join purchases p on p.id = o.purchase_id
      where o.producer_id = ${first!.id} and p.method = 'card'`);
    await buyer.go(card!);
    await buyer.page.locator(`a[href*="yeu-cau?don=${claimed!.id}"]`).click();
    await buyer.page.locator('[name=vi-sao]').selectOption('damaged');
    await buyer.page.locator('[name^="so-"]').fill('1');
    await buyer.page.locator('[name=ke]').fill('Một hũ bị vỡ nắp.');
    await buyer.page.locator('main form button').last().click();
    await buyer.page.waitForLoadState();

    const { room } = first!;
    await room.go(`/nha-san-xuat/${first!.id}/don-hang/${claimed!.id}`);
    await room.page.locator('[name=gui-ve]').check();
    await press(room, 'nhan-yeu-cau');
    await room.page.locator('[name^="con-"]').fill('1');
    await press(room, 'hang-ve');
    await world.job('sweep_payments', 1);
    await buyer.go(card!);
    expect(await buyer.page.locator('main').innerText()).toMatch(/hoàn/i);
    expect([...world.cards.refunds.values()].map(({ amount }) => amount)).toContain(PRICES[0]);

    // What each producer is owed, by hand: the card orders, less what went back; the statement says the same.
    for (const [index, { id, room: their, owner }] of producers.entries()) {
      const owed = PRICES[index]! * QUANTITIES[index]! + FEE - (index === 0 ? PRICES[0] : 0);
      await their.go(`/nha-san-xuat/${id}/tien`);
      if (index === 0) await screenshot(their, `story-statement-${script}`);
      const said = await their.page.locator('main').innerText();
      expect(said.replace(/\s/g, ' ')).toContain(`${owed.toLocaleString('vi-VN')} ₫`);
      const csv = await (await owner.ask(`/nha-san-xuat/${id}/tien.csv`)).text();
      const [head = '', ...rows] = csv
        .replace(/^\ufeff/, '')
        .trim()
        .split(/\r?\n/)
        .map((line) => line.split(/[;,]/));
      const amount = [...head].findIndex((name) => /số tiền/i.test(name));
      expect(amount, head.toString()).toBeGreaterThanOrEqual(0);
      const moves = rows.map((row) => Number(row[amount]!.replace(/[".\s]/g, '')));
      expect(moves.every(Number.isSafeInteger)).toBe(true);
      expect(moves.reduce((sum, each) => sum + each, 0)).toBe(owed);
    }
    const complaints = [buyer, ...producers.map((each) => each.room)].flatMap((each) => each.complaints);
    expect(complaints.filter((said) => !said.includes(new URL(world.cards.url).host))).toEqual([]);
    await world.check(2);
  },
);
