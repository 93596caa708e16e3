import { parse } from 'csv-parse/sync';
import { GET as ministryRoute } from '#src/pages/du-lieu-mo/ptnt-ocop.csv.ts';
import { GET as csvRoute } from '#src/pages/du-lieu-mo/so-dang-ky.csv.ts';
import { GET as ndjsonRoute } from '#src/pages/du-lieu-mo/so-dang-ky.ndjson.ts';
import type { OpenProduct } from '#src/domain/reports/open-register.ts';
import { DEMO_NOW, demoSite } from '#tests/support/demo-site.ts';
import { afterAll, beforeAll, expect, test } from '#tests/support/test.ts';

let demo: Awaited<ReturnType<typeof demoSite>>;
beforeAll(async () => {
  demo = await demoSite();
});
afterAll(() => demo.drop());

const rowsOf = (text: string) => parse(text, { columns: true, bom: true }) as Record<string, string>[];
const productsOf = (text: string) =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as OpenProduct);

test('the register is a table that a spreadsheet reads, one row a certificate', async () => {
  const response = await demo.ask(csvRoute, '/du-lieu-mo/so-dang-ky.csv');
  expect(response.headers.get('content-type')).toMatch(/^text\/csv; charset=utf-8/);
  const bytes = Buffer.from(await response.arrayBuffer());
  expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
  const rows = rowsOf(bytes.toString());
  const [count] = await demo.sql<{ n: number }[]>`select (select count(*) from certificates)
    + (select count(*) from products p where not exists (select 1 from certificates c where c.product_id = p.id)) as n`;
  expect(rows).toHaveLength(Number(count!.n));
  expect(rows.filter(({ ten_san_pham }) => ten_san_pham === 'Cà phê rang xay (ví dụ)')).toMatchObject([
    { hang_sao: '4', trang_thai: 'valid', sao_dang_hieu_luc: '4', la_moi_nhat: 'true', ma_tinh: '51' },
    { hang_sao: '3', trang_thai: 'superseded', sao_dang_hieu_luc: '', la_moi_nhat: 'false' },
  ]);
});

test('the register for other installations tells facts, statuses of a day and no person', async () => {
  const text = await (await demo.ask(ndjsonRoute, '/du-lieu-mo/so-dang-ky.ndjson')).text();
  const products = productsOf(text);
  expect(new Set(products.map(({ id }) => id)).size).toBe(products.length);
  const nem = products.find(({ name }) => name === 'Nem chua (ví dụ)')!;
  expect(nem.certificates).toMatchObject([{ status: 'extended', starsInForce: 3, governs: true }]);
  expect(nem.certificates[0]!.events).toMatchObject([{ kind: 'extended' }]);
  expect(text).not.toMatch(/phone|email|0974/);
  const spirit = products.find(({ isAlcohol }) => isAlcohol)!;
  expect(spirit).toMatchObject({ price: null });
});

test('the register can be asked for another day', async () => {
  const text = await (await demo.ask(ndjsonRoute, '/du-lieu-mo/so-dang-ky.ndjson?on=2028-06-01')).text();
  const nem = productsOf(text).find(({ name }) => name === 'Nem chua (ví dụ)')!;
  expect(nem).toMatchObject({ on: '2028-06-01', certificates: [{ status: 'expired', starsInForce: null }] });
});

test('only what changed since is sent to whoever has the rest', async () => {
  const later = new Date(DEMO_NOW.getTime() + 3_600_000);
  const since = encodeURIComponent(new Date(DEMO_NOW.getTime() + 60_000).toISOString());
  const ask = async () =>
    (await demo.ask(ndjsonRoute, `/du-lieu-mo/so-dang-ky.ndjson?changedSince=${since}`)).text();
  expect(await ask()).toBe('');
  const [changed] = await demo.sql<{ id: string; certificate: string }[]>`
    select p.id, c.id as certificate from products p join certificates c on c.product_id = p.id where p.name = 'Chè xanh (ví dụ)'`;
  await demo.sql`insert into certificate_events (id, certificate_id, kind, effective_on, recorded_by, recorded_at)
    values ('changedlater', ${changed!.certificate}, 'suspended', '2026-11-22', 'test', ${later})`;
  expect(productsOf(await ask()).map(({ id }) => id)).toEqual([changed!.id]);
  const whole = await (
    await demo.ask(ndjsonRoute, '/du-lieu-mo/so-dang-ky.ndjson?changedSince=2026-11-22')
  ).text();
  expect(productsOf(whole).length).toBeGreaterThan(70);
});

test.each(['?on=tomorrow', '?changedSince=last+week', '?changedSince=2026-13-01'])(
  'a day that is none is refused: %s',
  async (query) => {
    const response = await demo.ask(csvRoute, `/du-lieu-mo/so-dang-ky.csv${query}`);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code: 'day.unreadable' });
  },
);

test('a file that nobody changed is not sent twice; a changed one is', async () => {
  const first = await demo.ask(csvRoute, '/du-lieu-mo/so-dang-ky.csv');
  await first.body?.cancel();
  const headers = { 'if-none-match': first.headers.get('etag')! };
  expect((await demo.ask(csvRoute, '/du-lieu-mo/so-dang-ky.csv', { headers })).status).toBe(304);
  const other = await demo.ask(csvRoute, '/du-lieu-mo/so-dang-ky.csv?on=2026-11-21', { headers });
  expect(other.status).toBe(200);
  await other.body?.cancel();
  await demo.sql`insert into audit_facts (at, actor, kind, subject) values (now(), 'test', 'product.changed', 'product:x')`;
  const changed = await demo.ask(csvRoute, '/du-lieu-mo/so-dang-ky.csv', { headers });
  expect(changed.status).toBe(200);
  await changed.body?.cancel();
});

test('a name that a spreadsheet would run as a formula is only a name', async () => {
  const name = '=HYPERLINK("http://x","y")';
  await demo.sql`insert into products (id, slug, name, name_key, created_at, updated_at)
    values ('formula00000', 'formula', ${name}, 'formula', now(), now())`;
  const text = await (await demo.ask(csvRoute, '/du-lieu-mo/so-dang-ky.csv')).text();
  expect(rowsOf(text).find(({ ma_san_pham }) => ma_san_pham === 'formula00000')!['ten_san_pham']).toBe(
    `'${name}`,
  );
  await demo.sql`delete from products where id = 'formula00000'`;
});

test('the table of the ministry has real goods alone, with stars only where they are in force', async () => {
  const rows = rowsOf(await (await demo.ask(ministryRoute, '/du-lieu-mo/ptnt-ocop.csv')).text());
  expect(Object.keys(rows[0]!)).toEqual([
    'MA_OCOP',
    'Ma_DonViHanhChinh',
    'Ma_ThoiGian',
    'Ma_SanPham',
    'TenSanPham',
    'XepHang',
    'ChuTheSXKD',
    'DoanhThuNam',
    'TrangThai',
  ]);
  expect(rows).toHaveLength(10);
  for (const row of rows) {
    expect(row['TenSanPham']).not.toContain('ví dụ');
    expect(row['Ma_SanPham']!.length).toBeLessThanOrEqual(10);
    expect([row['TrangThai'], row['XepHang'] !== '']).toEqual([
      row['TrangThai'],
      ['valid', 'expiring', 'extended'].includes(row['TrangThai']!),
    ]);
  }
});
