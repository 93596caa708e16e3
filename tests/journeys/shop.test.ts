import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { inject } from 'vitest';
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';
import { crc16 } from '#src/domain/payments/viet-qr.ts';
import {
  axe,
  newVisitor,
  screenshot,
  sticksOut,
  type Visitor,
  type VisitorOptions,
} from '#tests/support/browser.ts';
import { afterAll, beforeAll, expect, test } from '#tests/support/journey.ts';
import { officer } from '#tests/support/officers.ts';
import { startServer, type RunningServer } from '#tests/support/server.ts';
import { brokenInvariants } from '#tests/support/shop.ts';
import { contextOn, shopper } from '#tests/support/shopper.ts';

const HONEY = '/san-pham/mat-ong-hoa-vai-vi-du';
const FISH_SAUCE = '/san-pham/nuoc-mam-ca-com-vi-du';

let server: RunningServer;
beforeAll(async () => {
  server = await startServer({ demo: true });
});
afterAll(async () => {
  const ctx = contextOn(server.databaseUrl);
  try {
    expect(await brokenInvariants(ctx)).toEqual([]);
  } finally {
    await ctx.end();
    await server.stop();
  }
});

async function visit(options: VisitorOptions = {}): Promise<Visitor> {
  const visitor = await newVisitor({ endpoint: inject('browserEndpoint'), url: server.url }, options);
  visitor.page.setDefaultTimeout(8_000);
  return visitor;
}

/** Reads well, for eyes and for machines, and weighs little. Where no script runs, nothing can look but eyes. */
async function reads({ page, complaints }: Visitor, what: string, script = true): Promise<void> {
  expect([what, await sticksOut({ page })]).toEqual([what, false]);
  if (script) expect([what, await axe({ page })]).toEqual([what, []]);
  expect([what, complaints]).toEqual([what, []]);
  expect([what, Buffer.byteLength(await page.content()) < 100_000]).toEqual([what, true]);
}

async function fillDetails({ page }: Visitor, method: string): Promise<void> {
  await page.locator('[name=ten]').fill('Trần Thị Mua');
  await page.locator('[name=dien-thoai]').fill('0912 345 678');
  await page.locator('[name=thu]').fill('mua@example.vn');
  await page.locator('[name=tinh]').selectOption('01');
  await page.locator('[name=xa]').fill('Cửa Nam');
  await page.locator('[name=duong]').fill('12 Hàng Bài');
  await page.locator(`[name=tra][value=${method}]`).check();
}

test.for<[method: 'transfer' | 'cash' | 'card', options: VisitorOptions]>([
  ['transfer', { width: 360, script: false, lang: 'vi' }],
  ['cash', { width: 360, script: true, lang: 'en' }],
  ['card', { width: 360, script: false, lang: 'en' }],
  ['transfer', { width: 1280, script: true, lang: 'en' }],
  ['cash', { width: 1280, script: false, lang: 'vi', dark: true }],
  ['card', { width: 1280, script: true, lang: 'vi' }],
])('somebody buys from two producers and pays by %s: %j', async ([method, options]) => {
  const visitor = await visit(options);
  const { page, go } = visitor;
  const name = `shop-${method}-${options.width}`;
  const { script = true } = options;
  const english = options.lang === 'en' ? '/en' : '';
  try {
    expect(await go(`${english}${HONEY}`)).toBe(200);
    await reads(visitor, 'product', script);
    await page.locator('.buy li').first().locator('input[type=number]').fill('2');
    await page.locator('.buy li button').first().click();
    await go(`${english}${FISH_SAUCE}`);
    await page.locator('.buy li button').first().click();
    await page.waitForURL(/\/gio-hang/);
    await reads(visitor, 'cart', script);
    await screenshot(visitor, `${name}-cart`);
    await page.locator('.sum a.btn.main').click();
    await reads(visitor, 'details', script);
    await page.locator('button[value=xem]').click();
    expect(await page.locator('[role=alert]').count()).toBe(1);
    await reads(visitor, 'details with faults', script);
    await fillDetails(visitor, method);
    await page.locator('button[value=xem]').click();
    await reads(visitor, 'review', script);
    await screenshot(visitor, `${name}-review`);
    expect(await page.locator('[name=dong-y]').isChecked()).toBe(false);
    await page.locator('button[value=dat]').click();
    expect(await page.locator('[role=alert]').count()).toBe(1);
    await page.locator('[name=dong-y]').check();
    await page.locator('button[value=dat]').click();
    if (method === 'card') {
      await page.waitForURL(/thanh-toan\/thu/);
      await reads(visitor, 'card page', script);
      await page.locator('button[value=tra]').click();
    }
    await page.waitForURL(/\/don-hang\//);
    await reads(visitor, 'order', script);
    await screenshot(visitor, `${name}-order`);
    expect(await page.locator('section.order').count()).toBe(2);
    if (method === 'transfer') expect(await page.locator('.transfer img').count()).toBe(2);
    else expect(await page.locator('.order .state').first().innerText()).toMatch(/Đã đặt|Ordered/);
  } finally {
    await visitor.close();
  }
});

/** The parts of an EMVCo text: two digits of name, two of length, the words. */
function parts(text: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (let at = 0; at < text.length;) {
    const length = Number(text.slice(at + 2, at + 4));
    found[text.slice(at, at + 2)] = text.slice(at + 4, at + 4 + length);
    at += 4 + length;
  }
  return found;
}

test('the code of a transfer says whom, how much and for which order, and its sum is right', async () => {
  const buyer = shopper(server.url);
  const [{ id: offerId }] = await server.sql<[{ id: string }]>`
    select o.id from offers o join products p on p.id = o.product_id where p.name like 'Nước mắm%' limit 1`;
  await buyer.add(offerId, 2);
  const placed = await buyer.confirm(await buyer.review('transfer'));
  const link = placed.headers.get('location')!;
  const html = await (await buyer.ask(link)).text();
  const svg = await (await buyer.ask(/src="([^"]+\.svg)"/.exec(html)![1]!)).text();
  const wasm = await readFile(fileURLToPath(import.meta.resolve('zxing-wasm/reader/zxing_reader.wasm')));
  prepareZXingModule({ overrides: { wasmBinary: wasm.buffer.slice(0) as ArrayBuffer } });
  const visitor = await visit({ width: 600 });
  await visitor.page.setContent(
    `<body style="margin:0">${svg.replace('<svg', '<svg width="500" height="500"')}`,
  );
  const png = await visitor.page.screenshot();
  await visitor.close();
  const [read] = await readBarcodes(new Uint8Array(png), { formats: ['QRCode'] });
  const text = read!.text;
  expect(text.slice(-4)).toBe(crc16(text.slice(0, -4)));
  const fields = parts(text);
  const [{ amount, message }] = await server.sql<[{ amount: number; message: string }]>`
    select amount, message from payments where method = 'transfer' order by created_at desc limit 1`;
  expect(fields).toMatchObject({ '00': '01', '01': '12', '53': '704', '54': String(amount), '58': 'VN' });
  const account = parts(fields['38']!);
  expect(account).toMatchObject({ '00': 'A000000727', '02': 'QRIBFTTA' });
  expect(parts(account['01']!)).toEqual({ '00': '970415', '01': '0000000002' });
  expect(parts(fields['62']!)['08']).toBe(message);
});

test('the whole way to the order goes by keyboard alone', async () => {
  const visitor = await visit({ width: 1280 });
  const { page, go, complaints } = visitor;
  await go(HONEY);
  /** Presses Tab until the focus is on it. */
  const reach = async (selector: string): Promise<void> => {
    for (let presses = 0; presses < 150; presses += 1) {
      if (await page.evaluate((it) => document.activeElement?.matches(it) ?? false, selector)) return;
      await page.keyboard.press('Tab');
    }
    throw new Error(`Tab never reaches ${selector}`);
  };
  await reach('.buy li button');
  await page.keyboard.press('Enter');
  await page.waitForURL(/gio-hang/);
  await reach('.sum a.btn.main');
  await page.keyboard.press('Enter');
  await page.waitForURL(/thanh-toan/);
  for (const [field, words] of [
    ['ten', 'Trần Thị Mua'],
    ['dien-thoai', '0912345678'],
  ] as const) {
    await reach(`[name=${field}]`);
    await page.keyboard.type(words);
  }
  await reach('[name=tinh]');
  for (
    let presses = 0;
    (await page.locator('[name=tinh]').inputValue()) !== '01' && presses < 40;
    presses += 1
  )
    await page.keyboard.press('ArrowDown');
  await reach('[name=xa]');
  await page.keyboard.type('Cửa Nam');
  await reach('[name=duong]');
  await page.keyboard.type('12 Hàng Bài');
  await reach('[name=tra]');
  await page.keyboard.press('Space');
  await page.keyboard.press('ArrowDown');
  await reach('button[value=xem]');
  await page.keyboard.press('Enter');
  await page.waitForSelector('[name=dong-y]');
  await reach('[name=dong-y]');
  await page.keyboard.press('Space');
  await reach('button[value=dat]');
  await page.keyboard.press('Enter');
  await page.waitForURL(/don-hang/);
  expect(complaints).toEqual([]);
  await visitor.close();
});

test('whoever ordered as a guest makes an account afterwards; the order and the cart come along', async () => {
  const visitor = await visit({ width: 360, script: false });
  const { page, go } = visitor;
  await go(HONEY);
  await page.locator('.buy li button').first().click();
  await page.locator('.sum a.btn.main').click();
  await fillDetails(visitor, 'cash');
  await page.locator('button[value=xem]').click();
  await page.locator('[name=dong-y]').check();
  await page.locator('button[value=dat]').click();
  await page.waitForURL(/don-hang/);
  const order = page.url();
  await go(FISH_SAUCE);
  await page.locator('.buy li button').first().click();
  await page.goto(order);
  await page.locator('.keep a.btn').click();
  await reads(visitor, 'sign up', false);
  await screenshot(visitor, 'shop-sign-up');
  expect(await page.locator('[name=ten]').inputValue()).toBe('Trần Thị Mua');
  await page.locator('[name=thu]').fill('mua.sau@example.vn');
  await page.locator('[name=dien-thoai]').fill('0987 654 321');
  await page.locator('[name=mat-khau]').fill('một câu dài dễ nhớ');
  await page.locator('form button.main').last().click();
  await page.waitForURL(/dang-nhap/);
  await reads(visitor, 'sign in anew', false);
  await page.locator('[name=ai]').fill('mua.sau@example.vn');
  await page.locator('[name=mat-khau]').fill('một câu dài dễ nhớ');
  await page.locator('form button.main').last().click();
  await page.waitForURL(/xac-nhan-thu/);
  await reads(visitor, 'confirm', false);
  await screenshot(visitor, 'shop-confirm');
  expect(await page.locator('main').innerText()).toContain('1 đơn đang chờ');
  await page.getByRole('link', { name: 'Đi tiếp' }).click();
  await page.waitForURL(order);
  await reads(visitor, 'order awaited', false);
  await screenshot(visitor, 'shop-awaited');
  const [{ words: letter }] = await server.sql<[{ words: string }]>`
    select words from letters where kind = 'verify_email' order by written_at desc limit 1`;
  await go(new URL(/https?:\S+/.exec(letter)![0]).pathname);
  await page.getByRole('button', { name: 'Xác nhận' }).click();
  await reads(visitor, 'confirmed', false);
  await screenshot(visitor, 'shop-confirmed');
  await page.goto(order);
  expect(await page.locator('.keep').count()).toBe(0);
  await go('/tai-khoan');
  await page.getByRole('link', { name: 'Đơn hàng của tôi' }).click();
  await reads(visitor, 'my orders', false);
  expect(await page.locator('main li').count()).toBe(1);
  await go('/gio-hang');
  expect(await page.locator('main').innerText()).toContain('Nước mắm cá cơm');
  // Somebody else with the link sees the order and cannot take it.
  const other = await officer(server, null);
  const token = new URL(order).pathname.split('/').at(-1)!;
  await other.ask('/dang-ky', { don: token });
  const [{ email }] = await server.sql<[{ email: string }]>`
    select u.email from purchases p join users u on u.id = p.user_id`;
  expect(email).toBe('mua.sau@example.vn');
  await visitor.close();
});

test('the catalogue shows what is in stock, and a card says when something is not', async () => {
  const visitor = await visit({ width: 1280, script: false });
  const { page, go } = visitor;
  await server.sql`update stock set on_hand = held where offer_id in (
    select o.id from offers o join products p on p.id = o.product_id where p.name like 'Cà phê rang xay%')`;
  await server.sql`insert into changed_products (product_id)
    select id from products where name like 'Cà phê rang xay%'`;
  await server.sql`select pg_notify('public_facts', 'products')`;
  const card = page.locator('li.card', { hasText: 'Cà phê rang xay' });
  await expect
    .poll(
      async () => {
        await go('/san-pham?q=c%C3%A0+ph%C3%AA+rang+xay');
        return card.first().innerText();
      },
      { timeout: 10_000 },
    )
    .toContain('Tạm hết hàng');
  await go('/san-pham');
  await page.locator('[name=con-hang]').check();
  await page.locator('.apply button').click();
  expect(new URL(page.url()).searchParams.get('con-hang')).toBe('1');
  const found = await page.locator('li.card').allInnerTexts();
  expect(found.some((text) => text.includes('Mật ong hoa vải'))).toBe(true);
  expect(found.some((text) => text.includes('Cà phê rang xay') || text.includes('Rượu'))).toBe(false);
  await reads(visitor, 'in stock', false);
  const html = await (await fetch(server.url + HONEY)).text();
  expect(html).toContain('"availability":"https://schema.org/InStock"');
  await go('/');
  expect(await page.locator('main').innerText()).not.toMatch(/Rượu/i);
  await visitor.close();
});

test('a producer lists goods by file and by hand, then takes an order on to its end, on a telephone', async () => {
  const [{ id, offer }] = await server.sql<[{ id: string; offer: string }]>`
    select m.id, o.id as offer from producers m join products p on p.producer_id = m.id join offers o on o.product_id = p.id
    where p.name like 'Mật ong%' order by o.price limit 1`;
  const owner = await officer(server, 'producer_owner', { kind: 'producer', producerId: id });
  const visitor = await visit({ width: 360 });
  const { page, go, context } = visitor;
  await context.addCookies(
    [...owner.jar].map(([name, value]) => ({ name, value: decodeURIComponent(value), url: server.url })),
  );
  await go(`/nha-san-xuat/${id}/hang-ban`);
  await reads(visitor, 'offers');
  await page.getByRole('link', { name: 'Giá và kho bằng tệp' }).click();
  await reads(visitor, 'file');
  const template = await owner.ask(`/nha-san-xuat/${id}/hang-ban/mau.xlsx`);
  expect(template.status).toBe(200);
  await page.locator('[name=tep]').setInputFiles({
    name: 'mau.xlsx',
    mimeType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    buffer: Buffer.from(await template.arrayBuffer()),
  });
  await page.locator('button[value=xem]').click();
  expect(await page.locator('main').innerText()).toContain('Không có gì thay đổi');
  const list = [
    'Sản phẩm,Quy cách,Giá,Khối lượng (g),Mã lô,Hạn dùng,Số gói trên kệ',
    'Mật ong hoa vải (ví dụ),chai 500 ml,185.000,,,,',
    'Mật ong hoa vải (ví dụ),can 5 lít,1.500.000,6000,OM-09,31/12/2029,4',
    'Rượu của người khác,chai,90.000,500,,,1',
  ].join('\n');
  await page
    .locator('[name=tep]')
    .setInputFiles({ name: 'gia.csv', mimeType: 'text/csv', buffer: Buffer.from(list) });
  await page.locator('button[value=xem]').click();
  await reads(visitor, 'checked file');
  await screenshot(visitor, 'workshop-file-checked');
  const seen = await page.locator('main').innerText();
  expect(seen).toContain('Không có sản phẩm này trong hàng của bạn');
  expect(seen).toMatch(/180\.000\s₫ → 185\.000\s₫/);
  await page.locator('button[value=ghi-dung]').click();
  expect(await page.locator('main').innerText()).toContain('thêm 1 quy cách, sửa 1 quy cách, ghi kho 1 dòng');
  expect(
    await server.sql`select o.price, k.on_hand from offers o join stock k on k.offer_id = o.id where o.pack = 'can 5 lít'`,
  ).toEqual([{ price: 1_500_000, on_hand: 4 }]);

  const buyer = shopper(server.url);
  await buyer.add(offer, 2);
  const link = (await buyer.confirm(await buyer.review('cash'))).headers.get('location')!;
  await go(`/nha-san-xuat/${id}`);
  await reads(visitor, 'today');
  await go(`/nha-san-xuat/${id}/don-hang`);
  await reads(visitor, 'orders');
  await page.locator('main').getByRole('link', { name: /SL/ }).first().click();
  await reads(visitor, 'order');
  const told = async (words: string) => expect(await (await buyer.ask(link)).text()).toContain(words);
  for (const deed of ['nhan', 'dong-goi', 'gui', 'giao']) {
    if (deed === 'gui') await page.locator('[name=ben-giao]').fill('Bưu điện');
    await page.locator(`button[value=${deed}]`).click();
    await reads(visitor, deed);
  }
  await screenshot(visitor, 'workshop-delivered');
  await told('Đã giao');
  await told('OM-0');
  await go(`/nha-san-xuat/${id}/cua-hang`);
  await reads(visitor, 'shop');
  await visitor.close();
});

test('where nothing is sold there is no way to order, to sign up, or terms of sale', async () => {
  const closed = await startServer({ demo: true, env: { MODE: 'catalogue' } });
  try {
    for (const path of [
      '/gio-hang',
      '/thanh-toan',
      '/dang-ky',
      '/phap-ly/mua-hang',
      '/en/phap-ly/mua-hang',
      '/phap-ly/nhan-xet',
      `${HONEY}/nhan-xet`,
      '/nhan-xet/000000000000',
    ])
      expect([path, (await fetch(closed.url + path)).status]).toEqual([path, 404]);
    const admin = await officer(closed, 'administrator');
    for (const list of ['ban-hang', 'yeu-cau-doi-tra', 'nhan-xet', 'tra-tien'])
      expect([list, (await admin.ask(`/quan-tri/${list}.csv`)).status]).toEqual([list, 404]);
    // What is kept about people is theirs to ask in any mode.
    for (const path of ['/quyen-du-lieu', '/tai-khoan/du-lieu', '/quan-tri/du-lieu-ca-nhan'])
      expect([path, (await admin.ask(path)).status]).toEqual([path, 200]);
    const home = await (await fetch(closed.url)).text();
    expect(home).not.toContain('mua-hang');
    const product = await (await fetch(closed.url + HONEY)).text();
    expect(product).not.toMatch(/Thêm vào giỏ|schema\.org\/InStock/);
    expect(await (await fetch(`${closed.url}/san-pham`)).text()).not.toContain('con-hang');
  } finally {
    await closed.stop();
  }
});
