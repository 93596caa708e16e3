import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { sql } from 'drizzle-orm';
import sharp from 'sharp';
import { announce } from '#src/domain/audit/audit.ts';
import type { Context } from '#src/domain/shared/context.ts';
import { afterAll, beforeAll, expect, test } from '#tests/support/journey.ts';
import { looksRight, signIn } from '#tests/support/look.ts';
import { screenshot } from '#tests/support/browser.ts';
import { officer, plainBrowser, wordsOf, type PlainBrowser } from '#tests/support/officers.ts';
import { rasterOf } from '#tests/support/pdf-raster.ts';
import { pdfText } from '#tests/support/pdf-text.ts';
import { readCodes, readPages, readPagesByZbar } from '#tests/support/read-codes.ts';
import { aCertificate, aProducer, aProduct } from '#tests/support/register.ts';
import { startServer, type RunningServer } from '#tests/support/server.ts';
import { contextOn } from '#tests/support/shopper.ts';

let server: RunningServer;
let ctx: Context & { end: () => Promise<void> };
let producerId: string;
let productId: string;
let owner: PlainBrowser;
let commune: PlainBrowser;

beforeAll(async () => {
  server = await startServer({ demo: true });
  ctx = contextOn(server.databaseUrl);
  producerId = (await aProducer(ctx)).id;
  productId = (await aProduct(ctx, { producerId, name: 'Mật ong rừng' })).id;
  await aCertificate(ctx, { productId });
  await announce(ctx, { products: [productId] });
  owner = await officer(server, 'producer_owner', { kind: 'producer', producerId });
  commune = await officer(server, 'commune_officer', {
    kind: 'commune',
    provinceCode: '31',
    communeCode: '11503',
  });
}, 240_000);
afterAll(async () => {
  await ctx?.end();
  await server?.stop();
});

const codesIn = (csv: string): string[] =>
  csv
    .split('\r\n')
    .slice(1)
    .filter(Boolean)
    .map((line) => line.split(',')[1]!);

async function ordered(lot: string, count: number): Promise<{ address: string; codes: string[] }> {
  const answer = await owner.ask(`/nha-san-xuat/${producerId}/tem`, {
    sp: productId,
    lo: lot,
    'ngay-lam': '2026-11-01',
    'han-dung': '2030-11-01',
    so: String(count),
  });
  expect(answer.status).toBe(303);
  const address = answer.headers.get('location')!.split('?')[0]!;
  const csv = await (await owner.ask(`${address}/in.csv`)).text();
  return { address, codes: codesIn(csv) };
}

const scanned = async (code: string, lang: '' | '/en' = '') => {
  const answer = await plainBrowser(server.url).ask(`${lang}/t/${code}`);
  return { status: answer.status, words: await wordsOf(answer), headers: answer.headers };
};

test('a producer orders stamps by telephone, prints and activates them, and whoever scans one reads its lot', async ({
  visitor,
}) => {
  const room = await visitor({ url: server.url, script: false });
  await signIn(room, owner, server.url);
  const { page } = room;
  await page.goto(`${server.url}/nha-san-xuat/${producerId}/tem`);
  await page.getByLabel('Số lô in trên bao bì').fill('L 11-2026');
  await page.getByLabel('Ngày sản xuất').fill('2026-11-01');
  await page.getByLabel('Hạn dùng').fill('2030-11-01');
  await page.getByLabel('Bao nhiêu tem').fill('12');
  await looksRight(visitor, room, 'stamps-order');
  await page.getByRole('button', { name: 'Đặt tem' }).click();
  await page.getByText('Đã đặt tem.').waitFor();
  await looksRight(visitor, room, 'stamps-run');
  const address = new URL(page.url()).pathname;
  const [code = ''] = codesIn(await (await owner.ask(`${address}/in.csv`)).text());

  const before = await scanned(code);
  expect(before.status).toBe(200);
  expect(before.words).toContain('Tem này chưa được kích hoạt');
  await page.getByRole('button', { name: 'Kích hoạt' }).click();
  await page.getByText('Đã ghi tình trạng mới.').waitFor();

  const buyer = await visitor({ url: server.url, script: false });
  await buyer.page.goto(`${server.url}/t/${code.toLowerCase()}`);
  const words = await buyer.page.locator('main').innerText();
  expect(words).toContain('Đang được công nhận OCOP');
  expect(words).toContain('L 11-2026');
  expect(words).toContain('01/11/2030');
  expect(words).toContain('sản phẩm đang được công nhận');
  expect(words).not.toMatch(/hàng giả|hàng thật|chính hãng/i);
  await looksRight(visitor, buyer, 'stamp-scanned');
  expect((await scanned(code, '/en')).words).toContain('The lot of this stamp');
  const { headers } = await scanned(code);
  expect([headers.get('cache-control'), headers.get('x-robots-tag')]).toEqual(['private, no-cache', null]);
});

test('a sheet prints the same bytes again, and every stamp of every size on it is read at 300 dpi', async () => {
  const { address, codes } = await ordered('L sheet', 150);
  for (const size of [15, 16, 20]) {
    const sheet = async () =>
      Buffer.from(await (await owner.ask(`${address}/in.pdf?co=${size}&may=300`)).arrayBuffer());
    const pdf = await sheet();
    expect(pdf.equals(await sheet())).toBe(true);
    const found = await readPages(pdf);
    expect([...new Set(found)].sort(), `${size} mm`).toEqual(
      codes.map((code) => `${server.url}/t/${code}`).sort(),
    );
    const said = pdfText(pdf)
      .said.map(({ text }) => text)
      .join(' ');
    expect(said).toContain(codes[0]!.slice(0, 6));
  }
});

test('goods with a barcode have it in their stamps: read from sheet, roll and SVG, and each opens its stamp', async () => {
  const gtin = '08935001213512';
  await ctx.db.execute(sql`update products set gtin = ${gtin} where id = ${productId}`);
  const { address, codes } = await ordered('L gtin', 20);
  await owner.ask(address, { viec: 'active', ban: '1' });
  const expected = codes.map((code) => `${server.url}/01/${gtin}/21/${code}`).sort();
  const file = async (name: string) =>
    Buffer.from(await (await owner.ask(`${address}/${name}&dang=gtin`)).arrayBuffer());
  for (const name of [
    'in.pdf?co=20&may=300',
    'in.pdf?co=16&may=300',
    'in.pdf?co=20&may=203&cuon=72&ngang=3&khe=3',
  ]) {
    const found = await readPages(await file(name));
    expect(found.sort(), name).toEqual(expected);
  }
  const svg = await sharp(await file('in.svg?co=20&may=vector&trang=1'), { density: 300 })
    .flatten({ background: '#fff' })
    .png()
    .toBuffer();
  expect((await readCodes(svg)).sort()).toEqual(expected);
  for (const path of [`/01/${gtin}/21/${codes[3]!}`, `/en/01/${gtin}/21/${codes[3]!}`]) {
    const answer = await plainBrowser(server.url).ask(path);
    expect([answer.status, answer.headers.get('location')]).toEqual([
      307,
      `${server.url}${path.startsWith('/en') ? '/en' : ''}/t/${codes[3]!}`,
    ]);
  }
  const { words } = await scanned(codes[3]!);
  expect(words).toContain('L gtin');
  // On other goods the same code says that it is not theirs.
  const product = await aProduct(ctx, { producerId, name: 'Chè dây', gtin: '08935001213529' });
  const moved = await plainBrowser(server.url).ask(`/01/08935001213529/21/${codes[3]!}`);
  const said = await wordsOf(
    await plainBrowser(server.url).ask(
      new URL(moved.headers.get('location')!).pathname + new URL(moved.headers.get('location')!).search,
    ),
  );
  expect(said).toContain('ghi mã vạch 08935001213529');
  expect(said).toContain('Mật ong rừng');
  const wrong = codes[3]!.slice(0, -1) + (codes[3]!.endsWith('0') ? '1' : '0');
  const none = await plainBrowser(server.url).ask(`/01/${gtin}/21/${wrong}`);
  expect((await scanned(wrong)).status).toBe(404);
  expect(none.headers.get('location')).toBe(`${server.url}/t/${wrong}`);
  // The lot, which all its packs share.
  const [lot] = await ctx.db.execute<{ id: string }>(sql`select id from lots where code = 'L gtin'`);
  const ofLot = await plainBrowser(server.url).ask(`/01/${gtin}/10/Lgtin`);
  expect(ofLot.headers.get('location')).toBe(`${server.url}/t/lot/${lot!.id}`);
  const page = await wordsOf(await plainBrowser(server.url).ask(`/t/lot/${lot!.id}`));
  expect(page).toContain('Mã này chung cho cả lô');
  const ofAll = await owner.ask(`/t/lot/${lot!.id}/qr.png`);
  expect(await readCodes(Buffer.from(await ofAll.arrayBuffer()))).toEqual([
    `${server.url}/01/${gtin}/10/Lgtin`,
  ]);
  void product;
});

test('a second decoder reads what the first reads, of every size, form and paper', async ({ skip }) => {
  const gtin = '08935001213550';
  await ctx.db.execute(sql`update products set gtin = ${gtin} where id = ${productId}`);
  const { address, codes } = await ordered('L zbar', 12);
  for (const [query, begin] of [
    ['co=15&may=600', '/t/'],
    ['co=16&may=300', '/t/'],
    ['co=20&may=203', '/t/'],
    ['co=20&may=203&cuon=72&ngang=3&khe=3', '/t/'],
    ['co=16&may=600&dang=gtin', `/01/${gtin}/21/`],
    ['co=20&may=300&dang=gtin', `/01/${gtin}/21/`],
  ]) {
    const pdf = Buffer.from(await (await owner.ask(`${address}/in.pdf?${query!}`)).arrayBuffer());
    const found = await readPagesByZbar(pdf);
    if (found === null) return skip('zbarimg is not installed');
    expect(found.sort(), query).toEqual(codes.map((code) => `${server.url}${begin!}${code}`).sort());
  }
});

test('an ordinary PDF reader draws the sheet as we do', async ({ skip }) => {
  const { address, codes } = await ordered('L pdftoppm', 20);
  const pdf = Buffer.from(await (await owner.ask(`${address}/in.pdf?co=16&may=600`)).arrayBuffer());
  const folder = await mkdtemp(join(tmpdir(), 'stamps-'));
  await writeFile(join(folder, 'tem.pdf'), pdf);
  try {
    await promisify(execFile)('pdftoppm', ['-r', '300', '-png', 'tem.pdf', 'page'], { cwd: folder });
  } catch (error) {
    // The other test draws by itself; this one wants a program that not every machine has.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return skip('pdftoppm is not installed');
    throw error;
  }
  const found = await readCodes(await readFile(join(folder, 'page-1.png')));
  expect(found.sort()).toEqual(codes.map((code) => `${server.url}/t/${code}`).sort());
});

test('a household has numbers under scratch fields for its stamps and prints them in a second pass, by telephone', async ({
  visitor,
}) => {
  const { address, codes } = await ordered('L scratch', 30);
  const files = ['lop-cao.pdf?co=16', 'lop-cao.csv'].map((name) => `${address}/${name}`);
  for (const file of files) {
    const early = await owner.ask(file);
    expect([early.status, early.headers.get('location')]).toEqual([303, `${address}#lop-cao`]);
  }
  const sheet = async (name: string) =>
    Buffer.from(await (await owner.ask(`${address}/${name}`)).arrayBuffer());
  const bare = await sheet('in.pdf?co=16&may=300');
  const room = await visitor({ url: server.url, script: false });
  await signIn(room, owner, server.url);
  const { page } = room;
  await page.goto(`${server.url}${address}`);
  await page.locator('summary', { hasText: 'Lấy số dưới lớp cào' }).click();
  await screenshot(room, 'pins-asked-360');
  expect((await owner.ask(address, { viec: 'lop-cao' })).status).toBe(400);
  expect((await scanned(codes[4]!)).words).not.toContain('lớp cào');
  await page.getByLabel('Tôi sẽ in số và phủ lớp cào').check();
  await page.getByRole('button', { name: 'Lấy số dưới lớp cào' }).click();
  await page.getByText('Đã lấy số. In tem trước').waitFor();
  expect(await page.locator('#lop-cao').innerText()).toMatch(/Lấy số lúc \d\d:\d\d/);
  await looksRight(visitor, room, 'stamps-pins');
  expect((await scanned(codes[4]!)).words).toContain('Số dưới lớp cào');
  expect((await sheet('in.pdf?co=16&may=300')).equals(bare)).toBe(false);

  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Tải tờ số, lượt hai (PDF)' }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/^lop-cao-2026-\d{5}-16mm\.pdf$/);
  const csv = await owner.ask(files[1]!);
  expect(csv.headers.get('cache-control')).toContain('no-store');
  const rows = (await csv.text()).replace('\ufeff', '').trim().split('\r\n');
  expect(rows[0]).toBe('STT,Số');
  const pins = rows.slice(1).map((row, at) => new RegExp(`^${at + 1},(\\d{6})$`).exec(row)?.[1]);
  expect(pins.filter(Boolean)).toHaveLength(30);
  const pdf = await owner.ask(files[0]!);
  expect(pdf.headers.get('cache-control')).toContain('no-store');
  const said = pdfText(Buffer.from(await pdf.arrayBuffer()))
    .said.map(({ text }) => text)
    .join('');
  for (const pin of pins) expect(said).toContain(pin);
  // Whoever only watches has neither file, and may not ask for numbers.
  for (const file of files) expect([403, 404]).toContain((await commune.ask(file)).status);
  const run = address.split('/').at(-1)!;
  expect((await commune.ask(`/quan-tri/tem/${run}`, { viec: 'lop-cao', 'dong-y': 'co' })).status).toBe(403);
  expect(await wordsOf(await commune.ask(`/quan-tri/tem/${run}`))).toContain('Có số dưới lớp cào');
  // The number that stands on the sheet is the one that the page of its stamp takes.
  const buyer = plainBrowser(server.url);
  expect(await wordsOf(await buyer.ask(`/t/${codes[4]!}`, { pin: pins[4]! }))).toContain(
    'lần đầu có người dùng',
  );

  // One that is on packs has none any more.
  const other = await ordered('L no scratch', 2);
  await owner.ask(other.address, { viec: 'active', ban: '1' });
  expect(await wordsOf(await owner.ask(other.address))).toContain('không lấy số được nữa');
  expect((await owner.ask(other.address, { viec: 'lop-cao', 'dong-y': 'co' })).status).toBe(409);
});

test('printed on one another, the two passes of a sheet and of a roll have no black dot in common', async ({
  skip,
}) => {
  const { address, codes } = await ordered('L two passes', 24);
  await owner.ask(address, { viec: 'lop-cao', 'dong-y': 'co' });
  const folder = await mkdtemp(join(tmpdir(), 'passes-'));
  const drawn = async (name: string, query: string): Promise<Buffer[]> => {
    const answer = await owner.ask(`${address}/${name}.pdf?${query}`);
    await writeFile(join(folder, `${name}.pdf`), Buffer.from(await answer.arrayBuffer()));
    await promisify(execFile)('pdftoppm', ['-r', '300', '-png', `${name}.pdf`, `${name}-${query}`], {
      cwd: folder,
    });
    const pages = (await readdir(folder)).filter((file) => file.startsWith(`${name}-${query}-`)).sort();
    return Promise.all(pages.map((file) => readFile(join(folder, file))));
  };
  const dots = (png: Buffer) => sharp(png).greyscale().raw().toBuffer();
  for (const query of ['co=16&may=300', 'co=20&may=203&cuon=72&ngang=3&khe=3']) {
    let passes;
    try {
      passes = [await drawn('in', query), await drawn('lop-cao', query)] as const;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return skip('pdftoppm is not installed');
      throw error;
    }
    const [first, second] = passes;
    expect(second).toHaveLength(first.length);
    const found: string[] = [];
    for (const [page, png] of first.entries()) {
      const [one, other] = await Promise.all([dots(png), dots(second[page]!)]);
      expect(
        [one.filter((dot) => dot < 128).length, other.filter((dot) => dot < 128).length].every(Boolean),
      ).toBe(true);
      expect(one.filter((dot, at) => dot < 200 && other[at]! < 200)).toHaveLength(0);
      found.push(
        ...(await readCodes(
          await sharp(png)
            .composite([{ input: second[page]!, blend: 'multiply' }])
            .png()
            .toBuffer(),
        )),
      );
    }
    expect(found.sort()).toEqual(codes.map((code) => `${server.url}/t/${code}`).sort());
  }
});

test('an officer reports a stolen roll: whoever scans one of its stamps is warned, and nobody else', async ({
  visitor,
}) => {
  const { address, codes } = await ordered('L stolen', 30);
  await owner.ask(address, { viec: 'active', ban: '1' });
  const run = address.split('/').at(-1)!;
  const room = await visitor({ url: server.url });
  await signIn(room, commune, server.url);
  const { page } = room;
  await page.goto(`${server.url}/quan-tri/tem`);
  await page.locator(`a[href$="${run}"]`).click();
  await page.getByLabel('Từ tem số').fill('11');
  await page.getByLabel('Đến tem số').fill('20');
  await page.getByLabel('Chuyện gì').selectOption('stolen');
  await page.getByLabel('Kể ngắn gọn').fill('Mất một cuộn ở xưởng');
  await page.getByRole('button', { name: 'Báo', exact: true }).click();
  await page.getByText('Ai quét những tem này sẽ được cảnh báo.').first().waitFor();
  await looksRight(visitor, room, 'stamps-office');
  expect((await scanned(codes[9]!)).words).not.toContain('đã được báo mất');
  expect((await scanned(codes[10]!)).words).toContain('Tem này đã được báo mất');
  expect((await scanned(codes[19]!)).words).toContain('Tem này đã được báo mất');
  expect((await scanned(codes[20]!)).words).not.toContain('đã được báo mất');
  const buyer = await visitor({ url: server.url });
  await buyer.page.goto(`${server.url}/t/${codes[10]!}`);
  await looksRight(visitor, buyer, 'stamp-stolen');
  // To say where a run is, is its producer's alone.
  const [row] = await ctx.db.execute<{ version: number }>(
    sql`select version from stamp_runs where id = ${run}`,
  );
  const no = await commune.ask(`/quan-tri/tem/${run}`, { viec: 'closed', ban: String(row!.version) });
  expect(no.status).toBe(403);
});

test('a lot called back: the stamp says so at once, before all else', async ({ visitor }) => {
  const product = await aProduct(ctx, { producerId, name: 'Trà hoa vàng' });
  await aCertificate(ctx, { productId: product.id });
  await announce(ctx, { products: [product.id] });
  const answer = await owner.ask(`/nha-san-xuat/${producerId}/tem`, { sp: product.id, lo: 'T1', so: '2' });
  const address = answer.headers.get('location')!.split('?')[0]!;
  const [code = ''] = codesIn(await (await owner.ask(`${address}/in.csv`)).text());
  await owner.ask(address, { viec: 'active', ban: '1' });
  const [lot] = await ctx.db.execute<{ id: string }>(
    sql`select id from lots where product_id = ${product.id}`,
  );
  const room = await visitor({ url: server.url, script: false });
  await signIn(room, owner, server.url);
  await room.page.goto(`${server.url}/nha-san-xuat/${producerId}/lo`);
  await looksRight(visitor, room, 'lots');
  const row = room.page.locator('li', { has: room.page.locator(`input[value="${lot!.id}"]`) });
  await row.getByText('Thu hồi lô này').click();
  await row.getByLabel('Vì sao thu hồi').fill('Vượt mức dư lượng');
  await row.getByRole('button', { name: 'Thu hồi và báo cho khách' }).click();
  await room.page.getByText('Đã thu hồi. Viết thư cho 0 khách').waitFor();
  const { words } = await scanned(code);
  expect(words).toContain('Lô hàng này đã bị thu hồi: đừng dùng');
  expect(words).toContain('Vượt mức dư lượng');
  expect(words.indexOf('đã bị thu hồi')).toBeLessThan(words.indexOf('Đang được công nhận'));
  const again = await owner.ask(`/nha-san-xuat/${producerId}/tem`, { sp: product.id, lo: 'T1', so: '2' });
  expect(again.status).toBe(409);
});

test('packs called back by their stamps: those say so with the reason, their neighbours do not', async ({
  visitor,
}) => {
  const { address, codes } = await ordered('L packs', 10);
  await owner.ask(address, { viec: 'active', ban: '1' });
  const room = await visitor({ url: server.url, script: false });
  await signIn(room, owner, server.url);
  const { page } = room;
  await page.goto(`${server.url}${address}`);
  await page.getByLabel('Từ tem số').fill('3');
  await page.getByLabel('Đến tem số').fill('4');
  await page.getByLabel('Chuyện gì').selectOption('recalled');
  await page.getByLabel('Kể ngắn gọn').fill('Nắp hở');
  await page.getByRole('button', { name: 'Báo', exact: true }).click();
  await page.getByText('Đã thu hồi hàng mang những tem này.').waitFor();
  await looksRight(visitor, room, 'stamps-recalled');
  const { words } = await scanned(codes[2]!);
  expect(words).toContain('Gói hàng mang tem này đã bị thu hồi: đừng dùng');
  expect(words).toContain('Nắp hở');
  expect((await scanned(codes[4]!)).words).not.toContain('đã bị thu hồi');
  const api = (await (await fetch(`${server.url}/api/v1/trace/${codes[2]!}`)).json()) as { verdict: string };
  expect(api.verdict).toBe('recalled');
});

test('the photograph of a proof tells what came out, which stamps they are, and that it is no grade', async ({
  visitor,
}) => {
  const { address, codes } = await ordered('L proof', 4);
  const other = await ordered('L other proof', 1);
  const png = async (from: string) => {
    const [page] = rasterOf(
      Buffer.from(await (await owner.ask(`${from}/in.pdf?co=20&may=300`)).arrayBuffer()),
      300,
    );
    const { width, height, dots } = page!;
    return sharp(dots, { raw: { width, height, channels: 1 } })
      .extract({ left: 0, top: 0, width, height: 420 })
      .png()
      .toBuffer();
  };
  const sheet = await png(address);
  // A scratch through one symbol, and a camera's light and hand.
  const { width = 0 } = await sharp(sheet).metadata();
  const scratch = { create: { width: 22, height: 22, channels: 3 as const, background: '#000' } };
  const both = await sharp({ create: { width, height: 840, channels: 3, background: '#fff' } })
    .composite([
      { input: sheet, left: 0, top: 0 },
      { input: await png(other.address), left: 0, top: 420 },
      { input: scratch, left: 270, top: 220 },
    ])
    .png()
    .toBuffer();
  const photograph = await sharp(both)
    .rotate(2, { background: '#eee' })
    .linear(0.8, 20)
    .blur(0.8)
    .jpeg({ quality: 85 })
    .toBuffer();
  const room = await visitor({ url: server.url, script: false });
  await signIn(room, owner, server.url);
  const { page } = room;
  await page.goto(`${server.url}${address}`);
  await page.getByRole('link', { name: 'Thử bản in' }).click();
  await looksRight(visitor, room, 'proof');
  await page.getByLabel('Ảnh chụp tem in thử').setInputFiles({
    name: 'anh.jpg',
    mimeType: 'image/jpeg',
    buffer: photograph,
  });
  await page.getByRole('button', { name: 'Xem bản in' }).click();
  await page.getByText('Đọc được 5 mã').waitFor();
  const words = await page.locator('main').innerText();
  for (const code of codes) expect(words).toContain(code.slice(0, 6));
  expect(words).toContain('Không phải tem của đợt này');
  expect(words).toContain('Đây không phải cấp chất lượng mã');
  expect(words).toMatch(/0 trên 841/);
  expect(words).toMatch(/[1-9]\d* trên 841/);
  await screenshot(room, 'proof-read-360');
  for (const [buffer, status] of [
    [Buffer.from('không phải ảnh'), 422],
    [
      await sharp({ create: { width: 400, height: 400, channels: 3, background: '#fff' } })
        .png()
        .toBuffer(),
      422,
    ],
  ] as const) {
    await page
      .getByLabel('Ảnh chụp tem in thử')
      .setInputFiles({ name: 'a.png', mimeType: 'image/png', buffer });
    const [answer] = await Promise.all([
      page.waitForResponse((response) => response.request().method() === 'POST'),
      page.getByRole('button', { name: 'Xem bản in' }).click(),
    ]);
    expect(answer.status()).toBe(status);
  }
});

test('what is typed leads to the stamp, also a code without a digit', async () => {
  const { codes } = await ordered('L typed', 1);
  const typed = codes[0]!.toLowerCase().replaceAll('1', 'I').replaceAll('0', 'o');
  const answer = await plainBrowser(server.url).ask(`/tra-cuu?q=${typed.match(/.{6}/g)!.join('%20')}`);
  expect([answer.status, answer.headers.get('location')]).toEqual([302, `/t/${codes[0]!}`]);
});
