import sharp from 'sharp';
import { announce } from '#src/domain/audit/audit.ts';
import { keepPaper } from '#src/domain/certification/decision-papers.ts';
import { IN_DATABASE } from '#src/domain/media/file-store.ts';
import { recordEvidence } from '#src/domain/reports/keep-evidence.ts';
import { keepSetting } from '#src/domain/shared/site-settings.ts';
import type { Context } from '#src/domain/shared/context.ts';
import { afterAll, beforeAll, expect, test } from '#tests/support/journey.ts';
import { looksRight, signIn } from '#tests/support/look.ts';
import { officer, plainBrowser, wordsOf, type PlainBrowser } from '#tests/support/officers.ts';
import { aCertificate, aProducer, aProduct } from '#tests/support/register.ts';
import { startServer, type RunningServer } from '#tests/support/server.ts';
import { contextOn } from '#tests/support/shopper.ts';

let server: RunningServer;
let ctx: Context & { end: () => Promise<void> };
let producerId: string;
let product: { id: string; slug: string };
let owner: PlainBrowser;

beforeAll(async () => {
  // Papers are kept also where nothing is sold.
  server = await startServer({ demo: true, env: { MODE: 'catalogue' } });
  ctx = contextOn(server.databaseUrl);
  producerId = (await aProducer(ctx, { name: 'Hộ ông Đinh Văn Ong' })).id;
  product = await aProduct(ctx, { producerId, name: 'Mật ong hoa vải' });
  await aCertificate(ctx, { productId: product.id });
  await announce(ctx, { products: [product.id] });
  owner = await officer(server, 'producer_owner', { kind: 'producer', producerId });
}, 240_000);
afterAll(async () => {
  await ctx?.end();
  await server?.stop();
});

const photograph = async () => ({
  name: 'Phiếu kiểm nghiệm.jpg',
  mimeType: 'image/jpeg',
  buffer: await sharp({ create: { width: 300, height: 400, channels: 3, background: '#eee' } })
    .jpeg()
    .toBuffer(),
});

test('a producer keeps a paper by telephone, shows it to everybody, and takes it back', async ({
  visitor,
}) => {
  const room = await visitor({ url: server.url, script: false });
  await signIn(room, owner, server.url);
  const { page } = room;
  const here = `${server.url}/nha-san-xuat/${producerId}/giay-to`;
  await page.goto(here);
  await looksRight(visitor, room, 'documents-none');
  await page.getByRole('link', { name: 'Thêm giấy tờ' }).click();
  await looksRight(visitor, room, 'documents-new');
  await page.getByLabel('Ảnh chụp hoặc PDF').setInputFiles(await photograph());
  await page.getByLabel('Loại giấy tờ').selectOption('test_slip');
  await page.getByLabel('Dùng cho').selectOption({ label: 'Mật ong hoa vải' });
  await page.getByLabel('Tên giấy tờ').fill('Phiếu kiểm nghiệm mật ong');
  await page.getByLabel('Số', { exact: true }).fill('KN 12/2026');
  await page.getByLabel('Ngày cấp').fill('2026-03-02');
  await page.getByLabel('Hết hạn sau ngày').fill('2026-03-01');
  await page.getByRole('button', { name: 'Lưu' }).click();
  // A wrong day costs nobody the photograph.
  await page.getByText('Ngày hết hạn sớm hơn ngày cấp.').waitFor();
  await page.getByText('Đã nhận: Phiếu kiểm nghiệm.jpg').waitFor();
  await page.getByLabel('Hết hạn sau ngày').fill('2026-03-31');
  await page.getByRole('button', { name: 'Lưu' }).click();
  await page.getByText('Đã thêm giấy tờ.').waitFor();
  await page.getByText('1 tờ đã hết hạn.').waitFor();
  await page.getByText('Đã hết hạn sau ngày 31/03/2026').waitFor();
  const file = (await page.getByRole('link', { name: /^Mở tệp/ }).getAttribute('href'))!;
  await looksRight(visitor, room, 'documents-list');

  const stranger = plainBrowser(server.url);
  const publicPages = [`/san-pham/${product.slug}`, `/san-pham/${product.slug}/truy-xuat`];
  const isShown = async () =>
    Promise.all(publicPages.map(async (path) => (await stranger.get(path)).text.includes(file)));
  expect((await stranger.ask(file)).status).toBe(404);
  expect(await isShown()).toEqual([false, false]);

  await page.getByRole('link', { name: 'Phiếu kiểm nghiệm mật ong', exact: true }).click();
  await page.getByLabel('Cho mọi người xem tờ này').check();
  await page.getByRole('button', { name: 'Lưu' }).click();
  await page.getByText('Đã lưu.').waitFor();
  await looksRight(visitor, room, 'document');
  await expect.poll(isShown).toEqual([true, true]);
  const buyer = await visitor({ url: server.url, script: false });
  await buyer.page.goto(server.url + publicPages[0]!);
  await buyer.page.getByRole('link', { name: /Xem bản chụp/ }).waitFor();
  await looksRight(visitor, buyer, 'document-on-product');
  await buyer.page.goto(server.url + publicPages[1]!);
  await looksRight(visitor, buyer, 'document-on-trace');
  const answer = await stranger.ask(file);
  expect([
    answer.status,
    answer.headers.get('content-type'),
    answer.headers.get('x-content-type-options'),
    answer.headers.get('cache-control'),
    answer.headers.get('x-robots-tag'),
  ]).toEqual([200, 'image/jpeg', 'nosniff', 'private, no-store', 'noindex']);
  expect(answer.headers.get('content-disposition')).toMatch(/^inline; filename\*=UTF-8''Phi/);
  expect((await sharp(Buffer.from(await answer.arrayBuffer())).metadata()).width).toBe(300);

  await page.getByLabel('Cho mọi người xem tờ này').uncheck();
  await page.getByRole('button', { name: 'Lưu' }).click();
  await page.getByText('Chỉ nhà mình và cán bộ địa phương').waitFor();
  expect((await stranger.ask(file)).status).toBe(404);
  await expect.poll(isShown).toEqual([false, false]);
  expect((await owner.ask(file)).status).toBe(200);
});

test('an officer of the place reads the papers of a house and changes none; one of elsewhere finds nothing', async ({
  visitor,
}) => {
  const here = `/nha-san-xuat/${producerId}/giay-to`;
  const form = new FormData();
  form.append('tep', new File(['%PDF-1.7 …'], 'vietgap.pdf', { type: 'application/pdf' }));
  for (const [name, value] of Object.entries({
    loai: 'vietgap',
    ten: 'Giấy VietGAP',
    'het-han': '2030-01-01',
  }))
    form.append(name, value);
  expect((await owner.ask(`${here}/moi`, form)).headers.get('location')).toBe(`${here}?xong=them`);
  const listed = await (await owner.ask(here)).text();
  const file = /href="(\/giay-to\/[0-9a-z]{12})" aria-label="Mở tệp: Giấy VietGAP"/.exec(listed)![1]!;

  const commune = await officer(server, 'commune_officer', {
    kind: 'commune',
    provinceCode: '31',
    communeCode: '11503',
  });
  const room = await visitor({ url: server.url });
  await signIn(room, commune, server.url);
  for (const [address, name] of [
    [`/quan-tri/chu-the/${producerId}`, 'documents-office'],
    [`/quan-tri/san-pham/${product.id}`, 'documents-office-product'],
  ] as const) {
    await room.page.goto(server.url + address);
    await room.page.getByText('Giấy VietGAP').waitFor();
    await looksRight(visitor, room, name);
  }
  const answer = await commune.ask(file);
  expect([answer.status, answer.headers.get('content-disposition')]).toEqual([
    200,
    "attachment; filename*=UTF-8''vietgap.pdf",
  ]);
  expect((await commune.ask(here)).status).toBe(403);
  const elsewhere = await officer(server, 'province_officer', { kind: 'province', provinceCode: '38' });
  expect((await elsewhere.ask(file)).status).toBe(404);
  expect((await elsewhere.ask(`/quan-tri/chu-the/${producerId}`)).status).toBe(404);
});

test('a paper is taken away with a reason, which stays to be read', async () => {
  const here = `/nha-san-xuat/${producerId}/giay-to`;
  const listed = await (await owner.ask(here)).text();
  const address = /href="(\/nha-san-xuat\/[^"]+\/giay-to\/[0-9a-z]{12})"/.exec(listed)![1]!;
  const version = /name="ban" value="(\d+)"/.exec(await (await owner.ask(address)).text())![1]!;
  expect((await owner.ask(address, { viec: 'bo', ban: version, 'ly-do': '' })).status).toBe(400);
  const ended = await owner.ask(address, { viec: 'bo', ban: version, 'ly-do': 'Đã có phiếu mới' });
  expect(ended.headers.get('location')).toBe(`${here}?xong=bo`);
  const words = await wordsOf(await owner.ask(here));
  expect(words).toContain('Đã bỏ (1)');
  expect(words).toContain('Đã có phiếu mới');
  expect((await owner.ask(address, { viec: 'bo', ban: version, 'ly-do': 'Lần nữa' })).status).toBe(409);
});

test('a house reads by telephone what the office has recorded of it, opens its paper, and whom to tell when it is wrong', async ({
  visitor,
}) => {
  const house = await aProducer(ctx, { name: 'HTX Chè Bản Vài' });
  const member = await officer(server, 'producer_member', { kind: 'producer', producerId: house.id });
  const here = `/nha-san-xuat/${house.id}/giay-to`;
  const room = await visitor({ url: server.url, script: false });
  await signIn(room, member, server.url);
  const { page } = room;
  await page.goto(server.url + here);
  expect(await page.locator('#ghi-nhan').innerText()).toContain('mang giấy tờ tới cán bộ xã');
  await looksRight(visitor, room, 'recorded-evidence-none');
  const form = { paperNumber: '', productId: null, from: '2026-01-01', until: null } as const;
  const paper = await keepPaper(ctx, IN_DATABASE, Buffer.from('%PDF-1.7 hợp đồng'), 'Hợp đồng chè.pdf');
  await recordEvidence(
    ctx,
    house.id,
    { ...form, kind: 'linkage_contract', partner: 'Công ty Chè Xanh' },
    paper,
  );
  await recordEvidence(
    ctx,
    house.id,
    {
      kind: 'modern_channel',
      partner: 'Siêu thị Co.opmart Hải Phòng',
      paperNumber: '12/HĐ-2025',
      productId: null,
      from: '2025-04-01',
      until: '2026-03-31',
    },
    null,
  );
  await keepSetting(ctx, 'owner', {
    name: 'Văn phòng nông thôn mới Hải Phòng',
    registration: '1',
    address: 'Hải Phòng',
    phone: '0225 123 456',
    email: 'ntm@haiphong.example.vn',
    representative: 'Bà A',
    isExample: false,
  });
  await announce(ctx, { tags: ['site'] });
  await expect
    .poll(async () => {
      await page.goto(server.url + here);
      return page.locator('#ghi-nhan').innerText();
    })
    .toContain('0225 123 456');
  const said = await page.locator('#ghi-nhan').innerText();
  for (const words of [
    'Hợp đồng liên kết',
    'Công ty Chè Xanh',
    'Từ 01/01/2026',
    'Siêu thị Co.opmart Hải Phòng',
    '12/HĐ-2025',
    '01/04/2025 – 31/03/2026',
    'Đã hết hạn',
    'Sai hoặc thiếu thì báo cán bộ xã.',
  ])
    expect(said).toContain(words);
  expect(await page.locator('#ghi-nhan form, #ghi-nhan button').count()).toBe(0);
  await looksRight(visitor, room, 'recorded-evidence');
  const file = (await page.getByRole('link', { name: 'Mở tệp: Công ty Chè Xanh' }).getAttribute('href'))!;
  const answer = await member.ask(file);
  expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'private, no-store']);
  expect(Buffer.from(await answer.arrayBuffer()).toString()).toBe('%PDF-1.7 hợp đồng');
  expect((await owner.ask(file)).status).toBe(404);
  expect((await owner.ask(file.replace(house.id, producerId))).status).toBe(404);
});

test('what is no paper is not kept', async () => {
  const form = new FormData();
  form.append('tep', new File(['<script>alert(1)</script>'], 'a.pdf', { type: 'application/pdf' }));
  form.append('loai', 'vietgap');
  form.append('ten', 'Trang');
  const answer = await owner.ask(`/nha-san-xuat/${producerId}/giay-to/moi`, form);
  expect([answer.status, await wordsOf(answer)]).toEqual([400, expect.stringContaining('không phải PDF')]);
});
