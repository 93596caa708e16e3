import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inject } from 'vitest';
import { projectFolder } from '#db/client.ts';
import {
  axe,
  newVisitor,
  screenshot,
  sticksOut,
  type Visitor,
  type VisitorOptions,
} from '#tests/support/browser.ts';
import { decisionWorkbook, RECOGNISED } from '#tests/fixtures/decision-lists.ts';
import { afterAll, beforeAll, describe, expect, test } from '#tests/support/journey.ts';
import { delimited, utf8, zipOf, type CellValue } from '#tests/support/list-files.ts';
import { officer, PASSWORD, type PlainBrowser } from '#tests/support/officers.ts';
import { oneTimeCode } from '#tests/support/one-time-code.ts';
import { startServer, type RunningServer } from '#tests/support/server.ts';

let server: RunningServer;
let admin: PlainBrowser;
let commune: PlainBrowser;

beforeAll(async () => {
  server = await startServer({ env: { TEST_CLOCK: '2026-11-22T03:00:00Z' } });
  admin = await officer(server, 'administrator', { kind: 'country' }, { name: 'Nguyễn Quản Trị' });
  const scope = { kind: 'commune', provinceCode: '37', communeCode: '14725' } as const;
  commune = await officer(server, 'commune_officer', scope, { name: 'Le Thi Xa' });
});
afterAll(() => server.stop());

const HEAD = [
  'STT',
  'Tên sản phẩm',
  'Chủ thể',
  'Địa chỉ',
  'Hạng sao',
  'Điểm',
  'Số QĐ',
  'Ngày QĐ',
  'Cơ quan ban hành',
];
const AT = 'xã Yên Thắng, huyện Yên Mô, tỉnh Ninh Bình';
const row = (name: string | null, more: CellValue[] = ['4 sao', 75]): CellValue[] => [
  1,
  name,
  'HTX Mật ong',
  AT,
  ...more,
  '345/QĐ-UBND',
  '01/07/2025',
  'UBND tỉnh Ninh Bình',
];
const file = (...rows: CellValue[][]) => utf8(delimited([HEAD, ...rows]));

async function upload(
  who: PlainBrowser,
  bytes: Uint8Array,
  name = 'danh-sach.csv',
  kind = 'decisions',
): Promise<Response> {
  const form = new FormData();
  form.set('tep', new Blob([bytes as BlobPart]), name);
  form.set('loai', kind);
  return who.ask('/quan-tri/danh-sach', form);
}
const sent = async (who: PlainBrowser, bytes: Uint8Array, name?: string) => {
  const answer = await upload(who, bytes, name);
  expect(answer.status).toBe(303);
  return new URL(answer.headers.get('location') ?? '', server.url).pathname;
};
const plain = (html: string) =>
  (/<main[\s\S]*<\/main>/.exec(html)?.[0] ?? html)
    .replace(/<style[\s\S]*?<\/style>/g, '')
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ');
const words = async (who: PlainBrowser, path: string) => plain(await (await who.ask(path)).text());

const opened: Visitor[] = [];
afterAll(async () => {
  for (const visitor of opened) await visitor.close();
});
async function at(who: PlainBrowser, options: VisitorOptions = {}): Promise<Visitor> {
  const visitor = await newVisitor(
    { endpoint: inject('browserEndpoint'), url: server.url },
    { script: true, ...options },
  );
  opened.push(visitor);
  await visitor.context.addCookies(who.cookies());
  return visitor;
}

/** What axe finds there: it needs scripts, which the pages do not. */
async function axeAt(who: PlainBrowser, url: string): Promise<string[]> {
  const visitor = await at(who, { script: true });
  await visitor.go(url);
  return axe(visitor);
}

describe('an officer who has never seen it', () => {
  test('signs in, and publishes a list of real facts by the help page alone', async ({}) => {
    // An account with a role and a password is all that there is; the telephone is not yet joined to it.
    const person = await officer(server, 'administrator', { kind: 'country' }, { strong: false });
    const began = Date.now();
    const visitor = await newVisitor(
      { endpoint: inject('browserEndpoint'), url: server.url },
      { script: true, width: 1280, height: 900 },
    );
    opened.push(visitor);
    const { page, go } = visitor;
    const look = (name: string) => screenshot({ page }, `lists-${name}`);
    const enter = async () => {
      await page.getByLabel('Địa chỉ thư hoặc số điện thoại').fill(person.email);
      await page.getByLabel('Mật khẩu').fill(PASSWORD);
      await page.getByRole('button', { name: 'Đăng nhập', exact: true }).click();
    };
    expect(await go('/tro-giup/cong-bo-danh-sach')).toBe(200);
    await look('1-help');

    // “Cần có … bật đăng nhập hai bước (trang Tài khoản)”.
    await page.locator('main').getByRole('link', { name: 'Tài khoản' }).first().click();
    await enter();
    await page.locator('#hai-buoc').getByLabel('Mật khẩu').fill(PASSWORD);
    await page.getByRole('button', { name: 'Bật mã xác minh' }).click();
    const uri = await page.locator('input[name=uri]').inputValue();
    await page.getByLabel('Mã sáu chữ số').fill(await oneTimeCode(uri));
    await page.locator('button[value=xac-nhan-ma]').click();
    await page.getByText('Mã xác minh trên điện thoại').first().waitFor();
    await page.getByRole('link', { name: 'Đăng xuất', exact: true }).click();
    await page.getByRole('button', { name: 'Đăng xuất', exact: true }).click();

    // “1. Đăng nhập, nhập mã xác minh trên điện thoại.”
    await go('/tro-giup/cong-bo-danh-sach');
    await page.locator('main').getByRole('link', { name: 'Đăng nhập' }).click();
    await enter();
    await page.getByLabel('Mã xác minh').fill(await oneTimeCode(uri));
    await page.getByRole('button', { name: 'Xác nhận', exact: true }).click();
    await look('1-signed-in');
    // “2. Bấm Danh sách trong các phòng của Văn phòng, hoặc mở /quan-tri/danh-sach.”
    await go('/tro-giup/cong-bo-danh-sach');
    await page.getByRole('link', { name: '/quan-tri/danh-sach' }).click();
    await look('2-room');
    await page.getByLabel(/^Tệp \(/).setInputFiles({
      name: 'danh-sach-cong-nhan.xlsx',
      mimeType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
      buffer: Buffer.from(await decisionWorkbook()),
    });
    await page.getByRole('button', { name: 'Gửi và kiểm tra' }).click();
    await expect.poll(() => page.getByRole('status').first().textContent()).toContain('Đã nhận tệp');
    await look('3-findings');
    expect(await axe({ page })).toEqual([]);
    await page.getByRole('link', { name: 'Cột và quyết định' }).click();
    await look('4-columns');
    expect(await axe({ page })).toEqual([]);
    await page.getByRole('link', { name: 'Sẽ thay đổi gì' }).click();
    await look('5-changes');
    expect(await axe({ page })).toEqual([]);
    await page.getByRole('button', { name: 'Công bố danh sách' }).click();
    await expect.poll(() => page.getByRole('status').first().textContent()).toContain('Đã công bố');
    await look('6-result');
    expect(await axe({ page })).toEqual([]);
    await page.getByRole('link', { name: 'Bột rau má Vân Trà' }).first().click();
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toContain('Bột rau má Vân Trà');
    await look('7-product');
    expect(await server.sql`select from certificates`).toHaveLength(RECOGNISED);
    // Whose day the list tells, is in force or was; whose it does not, shows no stars.
    expect(await page.getByText('OCOP 3 sao').count()).toBe(0);
    const dated = await (await fetch(new URL('/san-pham/xuc-xich-luong-ha', server.url))).text();
    expect(dated).toContain('OCOP 3 sao');
    expect(visitor.complaints).toEqual([]);
    expect(Date.now() - began).toBeLessThan(600_000);
  });
});

describe('the room of lists', () => {
  test('a row is put right in place, only the good are published, all is taken back', async ({}) => {
    const path = await sent(
      admin,
      file(row('Mật ong Yên Thắng'), row(null), row('Trà sen', ['7 sao', 75])),
      'lan-1.csv',
    );
    const { page, go, ...visitor } = await at(admin, { script: false });
    expect(await go(path)).toBe(200);
    expect(await axeAt(admin, page.url())).toEqual([]);
    expect(await sticksOut({ page })).toBe(false);
    await screenshot({ page }, 'lists-360-findings');
    await page.getByText('Sửa dòng này').first().click();
    await page.getByLabel('Sản phẩm', { exact: true }).first().fill('Rượu nếp');
    await page.getByLabel('Độ cồn').first().fill('29');
    await screenshot({ page }, 'lists-360-fix');
    expect(await axeAt(admin, page.url())).toEqual([]);
    await page.getByRole('button', { name: 'Lưu dòng' }).first().click();
    await expect.poll(() => page.url()).toContain('xong=sua');
    expect(plain(await page.content())).toContain('Còn 1 dòng có lỗi');
    await page.getByLabel(/^Chỉ công bố/).check();
    await page.getByRole('button', { name: 'Công bố danh sách' }).click();
    await expect.poll(() => page.url()).toContain('xong=cong-bo');
    await screenshot({ page }, 'lists-360-result');
    expect(await axeAt(admin, page.url())).toEqual([]);
    expect(await sticksOut({ page })).toBe(false);
    const product = await fetch(new URL('/san-pham/mat-ong-yen-thang', server.url)).then((answer) =>
      answer.text(),
    );
    expect(product).toContain('OCOP 4 sao');

    await page.getByText('Rút lại danh sách').click();
    await page.getByLabel('Lý do').fill('Gửi nhầm tệp của đợt trước');
    await page.getByRole('button', { name: 'Rút lại', exact: true }).click();
    await expect.poll(() => page.url()).toContain('xong=rut');
    await screenshot({ page }, 'lists-360-undone');
    expect(await axeAt(admin, page.url())).toEqual([]);
    await expect
      .poll(() => fetch(new URL('/san-pham/mat-ong-yen-thang', server.url)).then((answer) => answer.text()))
      .not.toContain('OCOP 4 sao');
    const [certificate] = await server.sql<
      { id: string }[]
    >`select id from certificates where annulled_on is not null limit 1`;
    const paper = plain(await (await fetch(new URL(`/so-dang-ky/${certificate!.id}`, server.url))).text());
    expect(paper).toContain('Ghi nhầm vào sổ');
    expect(paper).toContain('Gửi nhầm tệp của đợt trước');
    expect(visitor.complaints).toEqual([]);
  });

  test('a commune prepares and does not publish; the province of others is not there', async ({}) => {
    const path = await sent(commune, file(row('Dưa muối')), 'cua-xa.csv');
    const said = await words(commune, path);
    expect(said).toContain('do cán bộ cấp tỉnh công bố');
    expect(said).not.toContain('Công bố danh sách');
    expect((await commune.ask(path, { viec: 'cong-bo', ban: '1' })).status).toBe(403);
    const others = await sent(admin, file(row('Của cả nước')), 'ca-nuoc.csv');
    for (const address of [others, `${others}/tep/goc`, `${others}/tep/ghi-chu`])
      expect((await commune.ask(address)).status).toBe(404);
    expect(await words(commune, '/quan-tri/danh-sach')).not.toContain('ca-nuoc.csv');
    // Two on one list see each other, and the second change on one state is told.
    expect(await words(admin, path)).toContain('Le Thi Xa đang xem danh sách này');
    expect(
      (await admin.ask(path, { viec: 'quyet-dinh', ban: '1', 'co-quan': 'UBND tỉnh Ninh Bình' })).status,
    ).toBe(303);
    const late = await commune.ask(path, { viec: 'cat', ban: '1' });
    expect(late.status).toBe(409);
    expect(plain(await late.text())).toContain('Nguyễn Quản Trị đã thay đổi danh sách này');
  });

  test('what cannot be read is refused in plain words, and nothing is kept of it', async ({}) => {
    const [before] = await server.sql`select count(*)::int as held from list_drafts`;
    const pdf = await upload(admin, utf8('%PDF-1.7 …'), 'quyet-dinh.pdf');
    expect([pdf.status, plain(await pdf.text())]).toEqual([400, expect.stringContaining('Đây là tệp PDF')]);
    const bomb = await upload(
      admin,
      zipOf('xl/worksheets/sheet1.xml', new Uint8Array(1_000), 4_000_000_000),
      'bom.xlsx',
    );
    expect([bomb.status, plain(await bomb.text())]).toEqual([400, expect.stringContaining('Tệp quá lớn')]);
    const nothing = await admin.ask('/quan-tri/danh-sach', new FormData());
    expect(nothing.status).toBe(400);
    for (const [megabytes, status] of [
      [22, 413],
      [50, 413],
    ] as const) {
      const large = await upload(admin, new Uint8Array(megabytes * 1024 * 1024), 'lon.xlsx');
      expect([large.status, plain(await large.text())]).toEqual([status, expect.stringContaining('20 MB')]);
    }
    expect(await server.sql`select count(*)::int as held from list_drafts`).toEqual([before]);
    // Elsewhere a body of more than 1 MB is refused as before.
    const other = await admin.ask('/quan-tri/nguoi', { ten: 'x'.repeat(1_100_000) }).catch(() => null);
    expect(other?.status ?? 413).toBe(413);
  });

  test('a browser that sends 50 MB is shown why it may not', async ({}) => {
    const folder = join(projectFolder(), '.test');
    const large = join(folder, 'lon.xlsx');
    await mkdir(folder, { recursive: true });
    await writeFile(large, new Uint8Array(50 * 1024 * 1024));
    const { page, go } = await at(admin, { width: 1280, height: 900, script: false });
    await go('/quan-tri/danh-sach');
    await page.getByLabel(/^Tệp \(/).setInputFiles(large);
    await page.getByRole('button', { name: 'Gửi và kiểm tra' }).click();
    await expect.poll(() => page.getByRole('alert').first().textContent()).toContain('20 MB');
    await screenshot({ page }, 'lists-too-large');
    await rm(large);
  });

  test('the file comes back with its findings, and no cell that a spreadsheet would work out', async ({}) => {
    const bytes = file(row('=HYPERLINK("http://x.example")'), row(null));
    const path = await sent(admin, bytes, 'cong-thuc.csv');
    const original = await admin.ask(`${path}/tep/goc`);
    expect(Buffer.from(await original.arrayBuffer())).toEqual(Buffer.from(bytes));
    const { readXlsx } = await import('hucre/xlsx');
    const annotated = await admin.ask(`${path}/tep/ghi-chu`);
    const { sheets } = await readXlsx(new Uint8Array(await annotated.arrayBuffer()));
    expect(sheets[0]!.rows[1]![1]).toBe(`'=HYPERLINK("http://x.example")`);
    expect(String(sheets[0]!.rows[2]!.at(-1))).toContain('Lỗi: Thiếu tên sản phẩm');
  });

  test('a list of 20,000 rows is looked at page by page', async ({}) => {
    const rows = Array.from({ length: 20_000 }, (_, at) =>
      row(`Sản phẩm số ${at}`, at % 5_000 === 0 ? ['7 sao', 75] : ['4 sao', 75]).with(
        2,
        `HTX số ${at % 2_000}`,
      ),
    );
    const path = await sent(admin, file(...rows), 'rat-dai.csv');
    const first = await admin.ask(path);
    const html = await first.text();
    expect(html.match(/class="draft-row"/g)?.length ?? html.split('draft-row').length).toBeLessThan(60);
    expect(html.length).toBeLessThan(300_000);
    const began = performance.now();
    expect((await admin.ask(`${path}?xem=dong&trang=900`)).status).toBe(200);
    expect(performance.now() - began).toBeLessThan(1_500);
  }, 120_000);

  test('the room reads on a telephone, light and dark', async ({}) => {
    for (const dark of [false, true]) {
      const { page, go } = await at(admin, { dark });
      expect(await go('/quan-tri/danh-sach')).toBe(200);
      expect(await axe({ page })).toEqual([]);
      expect(await sticksOut({ page })).toBe(false);
      await screenshot({ page }, `lists-360-room-${dark ? 'dark' : 'light'}`);
    }
  });
});
