import type { Context } from '#src/domain/shared/context.ts';
import { afterAll, beforeAll, expect, test } from '#tests/support/journey.ts';
import { looksRight, signIn } from '#tests/support/look.ts';
import { aBareLot } from '#tests/support/lots.ts';
import { officer, plainBrowser, type PlainBrowser } from '#tests/support/officers.ts';
import { PAYLOADS } from '#tests/support/payloads.ts';
import { aPhotograph } from '#tests/support/pictures.ts';
import { aCertificate, aProducer, aProduct } from '#tests/support/register.ts';
import { startServer, type RunningServer } from '#tests/support/server.ts';
import { contextOn } from '#tests/support/shopper.ts';

let server: RunningServer;
let ctx: Context & { end: () => Promise<void> };
let owner: PlainBrowser;
let producerId: string;
let lots: Record<'leaf' | 'tea', string>;

beforeAll(async () => {
  server = await startServer({ demo: true });
  ctx = contextOn(server.databaseUrl);
  producerId = (await aProducer(ctx)).id;
  const [leaves, tea] = [
    await aProduct(ctx, { producerId, name: 'Chè búp tươi' }),
    await aProduct(ctx, { producerId, name: 'Chè shan tuyết' }),
  ];
  await aCertificate(ctx, { productId: tea.id });
  lots = {
    leaf: await aBareLot(ctx, leaves.id, { code: 'B 01' }),
    tea: await aBareLot(ctx, tea.id, { code: 'K 01', madeOn: '2026-11-20', useBy: '2028-11-20' }),
  };
  owner = await officer(server, 'producer_owner', { kind: 'producer', producerId });
}, 240_000);
afterAll(async () => {
  await ctx?.end();
  await server?.stop();
});

const roomOf = (lot: string) => `/nha-san-xuat/${producerId}/lo/${lot}`;

test('a household writes down on a telephone what it did, and whoever asks for the lot reads the way it went', async ({
  visitor: visit,
}) => {
  const visitor = await visit({ url: server.url, width: 360 });
  await signIn(visitor, owner, server.url);
  const { page } = visitor;
  await page.goto(`${server.url}/nha-san-xuat/${producerId}/lo`);
  await page.getByRole('link', { name: /Ghi việc.*B 01/ }).click();
  await looksRight(visit, visitor, 'lot-empty');
  await page.getByRole('link', { name: /^Thu hoạch/ }).click();
  await looksRight(visit, visitor, 'lot-harvest');
  await page.getByLabel('Ở đâu').selectOption('khac');
  await page.getByRole('textbox', { name: /Nơi khác/ }).fill('Nương Tà Xùa');
  await page.getByLabel('Bao nhiêu', { exact: true }).fill('12,5');
  await page
    .getByLabel('Ảnh làm bằng chứng')
    .setInputFiles({ name: 'nuong.jpg', mimeType: 'image/jpeg', buffer: await aPhotograph(120, 900) });
  await page.getByRole('button', { name: 'Ghi việc này' }).click();
  await page.getByText('Đã ghi.').waitFor();

  await page.goto(server.url + roomOf(lots.tea));
  await page.getByRole('link', { name: /^Chế biến/ }).click();
  await looksRight(visit, visitor, 'lot-process');
  await page.getByLabel('Lô đưa vào thứ 1').selectOption({ label: 'B 01 · Chè búp tươi' });
  await page.getByLabel('Nguyên liệu thứ 1').fill('Hoa nhài');
  await page.getByLabel('Mua của ai').first().fill('Bà Lan');
  await page.locator('[name=luong]').fill('3');
  await page.getByRole('button', { name: 'Ghi việc này' }).click();
  await page.getByText('Đã ghi.').waitFor();

  await page.getByRole('link', { name: /^Kiểm nghiệm/ }).click();
  await looksRight(visit, visitor, 'lot-test');
  await page.getByRole('button', { name: 'Ghi việc này' }).click();
  await page.getByText('Đã ghi.').waitFor();
  await page.getByRole('link', { name: /^Xuất kho/ }).click();
  await page.getByLabel('Giao cho ai').fill('Cửa hàng Sao Việt');
  await page.getByLabel('Hàng đến tỉnh nào').selectOption('01');
  await looksRight(visit, visitor, 'lot-dispatch');
  await page.getByLabel('Bao nhiêu', { exact: true }).fill('2');
  await page.getByRole('button', { name: 'Ghi việc này' }).click();
  await page.getByText('Đã ghi.').waitFor();
  await looksRight(visit, visitor, 'lot-room');
  const room = await page.locator('main, body').first().innerText();
  expect(room).toMatch(/Bà Lan/);
  expect(room).toMatch(/Cửa hàng Sao Việt · thành phố Hà Nội/i);

  const stranger = await visit({ url: server.url, width: 360, script: false });
  await stranger.page.goto(`${server.url}/t/lot/${lots.tea}`);
  const told = await stranger.page.locator('.journey').innerText();
  expect(told).toMatch(/Thu hoạch/);
  expect(told).toMatch(/Nương Tà Xùa/);
  expect(told).toMatch(/Làm từ Chè búp tươi, Hoa nhài/);
  expect(await stranger.page.locator('.journey img').count()).toBe(1);
  expect(await stranger.page.locator('body').innerText()).not.toMatch(/Bà Lan|Sao Việt|12,5/);
  await looksRight(visit, stranger, 'lot-public');
  await stranger.page.goto(`${server.url}/en/t/lot/${lots.tea}`);
  expect(await stranger.page.locator('.journey').innerText()).toMatch(/Harvested/);
});

test('whoever scans a stamp of the lot reads its way, without parties and quantities', async () => {
  const [{ id: productId } = { id: '' }] = await server.sql<{ id: string }[]>`
    select product_id as id from lots where id = ${lots.tea}`;
  const ordered = await owner.ask(`/nha-san-xuat/${producerId}/tem`, { sp: productId, lo: 'K 01', so: '3' });
  const run = ordered.headers.get('location')!.split('?')[0]!;
  const list = await (await owner.ask(`${run}/in.csv`)).text();
  const code = list.split('\r\n')[1]!.split(',')[1]!;
  const { status, text } = await plainBrowser(server.url).get(`/t/${code}`);
  expect(status).toBe(200);
  expect(text).toMatch(/Hành trình của lô/);
  expect(text).toMatch(/Nương Tà Xùa/);
  expect(text).not.toMatch(/Bà Lan|Sao Việt|12,5/);
});

test('what was typed without network is there again, and sent twice it is one', async ({
  visitor: visit,
}) => {
  const visitor = await visit({ url: server.url, width: 360 });
  await signIn(visitor, owner, server.url);
  const { page, context } = visitor;
  await page.goto(`${server.url}${roomOf(lots.tea)}/dong-goi`);
  await context.setOffline(true);
  await page.getByLabel('Bao nhiêu gói').fill('40');
  await page.getByLabel('Lúc nào').fill('2026-11-21T09:00');
  await context.setOffline(false);
  await page.reload();
  await page.getByText('gõ dở lần trước').waitFor();
  expect(await page.getByLabel('Bao nhiêu gói').inputValue()).toBe('40');
  await page.getByRole('button', { name: 'Ghi việc này' }).click();
  await page.getByText('Đã ghi.').waitFor();
  const again = await owner.ask(`${roomOf(lots.tea)}/dong-goi`, {
    luc: '2026-11-21T09:00',
    noi: 'home',
    luong: '40',
  });
  expect(again.headers.get('location')).toMatch('xong=truoc');
  await page.goto(`${server.url}${roomOf(lots.tea)}/dong-goi`);
  expect(await page.getByLabel('Bao nhiêu gói').inputValue()).toBe('');
});

test('a wrong deed is told again, and the old one is shown no more', async () => {
  const form = { luc: '2026-11-19T07:00', noi: 'home', luong: '5', 'luong-dv': 'KGM' };
  await owner.ask(`${roomOf(lots.leaf)}/thu-hoach`, form);
  const { text } = await owner.get(roomOf(lots.leaf));
  const wrong = [...text.matchAll(/thu-hoach\?thay=([0-9a-z]{12})/g)].map(([, id]) => id!);
  const filled = await owner.get(`${roomOf(lots.leaf)}/thu-hoach?thay=${wrong[0]}`);
  expect(filled.text).toMatch('Bạn đang ghi lại một việc ghi sai');
  expect(filled.text).toMatch('value="5"');
  await owner.ask(`${roomOf(lots.leaf)}/thu-hoach`, { ...form, luong: '6', thay: wrong[0]! });
  const after = await owner.get(roomOf(lots.leaf));
  expect(after.text).not.toMatch(`thay=${wrong[0]}`);
  expect(after.text).toMatch(/6 kg/);
});

test('an inspector opens one step back and one step forward as a file, and no cell is worked out', async () => {
  await owner.ask(`${roomOf(lots.tea)}/xuat-kho`, {
    luc: '2026-11-21T10:00',
    noi: 'home',
    luong: '1',
    'luong-dv': 'KGM',
    'giao-cho': '=HYPERLINK("https://x")',
  });
  const csv = await (await owner.ask(`${roomOf(lots.tea)}/mot-buoc.csv`)).text();
  expect(csv).toMatch('Từ ai, cho ai');
  expect(csv).toMatch("'=HYPERLINK");
  const book = await owner.ask(`${roomOf(lots.tea)}/mot-buoc.xlsx`);
  expect(
    Buffer.from(await book.arrayBuffer())
      .subarray(0, 2)
      .toString(),
  ).toBe('PK');
});

test('hostile names are words and nothing else', async ({ visitor: visit }) => {
  for (const [index, payload] of PAYLOADS.entries())
    await owner.ask(`${roomOf(lots.leaf)}/thu-hoach`, {
      luc: `2026-11-18T0${index % 10}:${String(index % 60).padStart(2, '0')}`,
      noi: 'khac',
      'noi-khac': payload.slice(0, 120),
      luong: '1',
      'luong-dv': 'KGM',
    });
  const visitor = await visit({ url: server.url });
  let alerts = 0;
  visitor.page.on('dialog', (dialog) => {
    alerts += 1;
    void dialog.dismiss();
  });
  await signIn(visitor, owner, server.url);
  for (const address of [`/t/lot/${lots.leaf}`, roomOf(lots.leaf), `${roomOf(lots.leaf)}/thu-hoach`]) {
    await visitor.page.goto(server.url + address);
    expect(await visitor.page.locator('script:not([src]):has-text("alert")').count()).toBe(0);
  }
  expect(alerts).toBe(0);
});

test('a lot that is not there is not found, and one of another household neither', async () => {
  const anyone = plainBrowser(server.url);
  expect((await anyone.get('/t/lot/0000000000zz')).status).toBe(404);
  const other = await aProducer(ctx);
  const lot = await aBareLot(ctx, (await aProduct(ctx, { producerId: other.id, name: 'Khác' })).id);
  expect((await owner.get(roomOf(lot))).status).toBe(404);
  expect(
    (await owner.ask(`${roomOf(lot)}/thu-hoach`, { luc: '2026-11-19T07:00', noi: 'home', luong: '5' }))
      .status,
  ).toBe(404);
});

test('officers of the place see what was told, find it by its kind and goods, and take the list home', async ({
  visitor: visit,
}) => {
  const commune = await officer(server, 'commune_officer', {
    kind: 'commune',
    provinceCode: '31',
    communeCode: '11503',
  });
  const visitor = await visit({ url: server.url, width: 1280 });
  await signIn(visitor, commune, server.url);
  const { page } = visitor;
  await page.goto(`${server.url}/quan-tri`);
  await page.getByRole('link', { name: 'Việc của lô', exact: true }).click();
  await looksRight(visit, visitor, 'office-events');
  await page.locator('[name=viec]').selectOption('Xuất kho');
  await page.getByLabel('Tên sản phẩm').fill('che shan');
  await page.getByRole('button', { name: 'Xem', exact: true }).click();
  const rows = await page.locator('tbody tr').allInnerTexts();
  for (const row of rows) expect(row).toMatch(/Xuất kho\s+Chè shan tuyết, lô K 01/);
  expect(rows.at(-1)).toMatch(/2 kg\s+đến Thành phố Hà Nội[\s\S]*HTX Nông nghiệp An Sơn/);
  expect(await page.locator('main').innerText()).not.toMatch(/Sao Việt|Bà Lan/);
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Tải về CSV' }).click(),
  ]);
  expect(file.suggestedFilename()).toMatch(/\.csv$/);
  await page.goto(`${server.url}/quan-tri/su-kien?viec=harvest&hang=bup`);
  await page.getByRole('link', { name: 'Việc ghi trước đó' }).click();
  await page
    .getByText(/Báo ghi sai, đã ghi lại lúc/)
    .first()
    .waitFor();
  await page.getByText('Ghi lại cho một việc ghi sai').first().waitFor();
  await looksRight(visit, visitor, 'office-events-older');
  await page.goto(`${server.url}/quan-tri/su-kien?hang=khong+co`);
  await looksRight(visit, visitor, 'office-events-none');
  // Elsewhere nobody hears of it.
  const elsewhere = await officer(server, 'commune_officer', {
    kind: 'commune',
    provinceCode: '38',
    communeCode: '16279',
  });
  expect((await elsewhere.get('/quan-tri/su-kien')).text).not.toContain('Chè shan tuyết');
  expect((await owner.get('/quan-tri/su-kien')).status).toBe(403);
});
