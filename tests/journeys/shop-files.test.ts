import { inflateRawSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import { readXlsx } from 'hucre/xlsx';
import { CLAIM_DAYS } from '#src/domain/checkout/claim.ts';
import { askClaim } from '#src/domain/checkout/claims.ts';
import { confirmOrder, deliverOrder, handOverOrder, packOrder } from '#src/domain/checkout/handle-order.ts';
import { REVIEW_DAYS } from '#src/domain/reviews/review.ts';
import { writeReview } from '#src/domain/reviews/write-review.ts';
import { workshopFiles } from '#src/i18n/shop-files.ts';
import { axe, screenshot, sticksOut, type Visitor, type VisitorOptions } from '#tests/support/browser.ts';
import { afterAll, beforeAll, describe, expect, test } from '#tests/support/journey.ts';
import { officer, type PlainBrowser } from '#tests/support/officers.ts';
import { startServer, type RunningServer } from '#tests/support/server.ts';
import { contextOn, shopper } from '#tests/support/shopper.ts';

let server: RunningServer;
let ctx: ReturnType<typeof contextOn>;
let producer: string;
let owner: PlainBrowser;
let admin: PlainBrowser;
/** What a spreadsheet would run. */
const TRICK = '=HYPERLINK("http://evil.example";"x")';

beforeAll(async () => {
  server = await startServer({ demo: true });
  ctx = contextOn(server.databaseUrl);
  const [goods] = await server.sql<{ id: string; offer: string }[]>`
    select m.id, o.id as offer from producers m join products p on p.producer_id = m.id
    join offers o on o.product_id = p.id where p.name like 'Mật ong%' order by o.price limit 1`;
  producer = goods!.id;
  owner = await officer(server, 'producer_owner', { kind: 'producer', producerId: producer });
  admin = await officer(server, 'administrator');
  for (const ten of [TRICK, '@SUM(A1)', '+84 912']) {
    const buyer = shopper(server.url);
    await buyer.add(goods!.offer, 1);
    await buyer.confirm(await buyer.review('cash', { ten, duong: `-${ten}` }));
  }
  const [order] = await server.sql<{ id: string; line: string; purchase: string }[]>`
    select o.id, l.id as line, o.purchase_id as purchase from orders o join order_lines l on l.order_id = o.id
    join purchases p on p.id = o.purchase_id where p.buyer->>'name' = ${TRICK}`;
  await confirmOrder(ctx, order!.id);
  await packOrder(ctx, order!.id);
  await handOverOrder(ctx, order!.id, { carrier: 'Bưu điện', trackingNumber: '=1+1' });
  await deliverOrder(ctx, order!.id);
  await askClaim(
    ctx,
    order!.purchase,
    { orderId: order!.id, reason: 'damaged', words: TRICK, quantities: { [order!.line]: 1 }, pictures: [] },
    CLAIM_DAYS,
  );
  await server.sql`update claims set answer_by = answer_by - 9`;
  await writeReview(
    ctx,
    order!.purchase,
    { lineId: order!.line, answer: 'no', words: TRICK, givenName: null, language: 'vi' },
    REVIEW_DAYS,
  );
});

afterAll(async () => {
  await ctx?.end();
  await server?.stop();
});

async function file(who: PlainBrowser, path: string): Promise<Uint8Array> {
  const answer = await who.ask(path);
  expect([path, answer.status]).toEqual([path, 200]);
  expect(answer.headers.get('cache-control')).toBe('private, no-store');
  return new Uint8Array(await answer.arrayBuffer());
}

/** The XML of all sheets, unpacked by hand: not by what packed them. */
function sheetsXml(book: Uint8Array): string[] {
  const bytes = Buffer.from(book);
  const sheets: string[] = [];
  let directory = bytes.indexOf(Buffer.from('PK\u0001\u0002', 'latin1'));
  while (directory !== -1 && bytes.readUInt32LE(directory) === 0x02014b50) {
    const [name, extra, comment] = [28, 30, 32].map((at) => bytes.readUInt16LE(directory + at));
    if (
      /^xl\/worksheets\/sheet\d+\.xml$/.test(bytes.toString('latin1', directory + 46, directory + 46 + name!))
    ) {
      const local = bytes.readUInt32LE(directory + 42);
      const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
      const packed = bytes.subarray(start, start + bytes.readUInt32LE(directory + 20));
      sheets.push(
        (bytes.readUInt16LE(directory + 10) === 0 ? packed : inflateRawSync(packed)).toString('utf8'),
      );
    }
    directory += 46 + name! + extra! + comment!;
  }
  return sheets;
}

async function looksRight(
  make: (options: VisitorOptions & { url: string }) => Promise<Visitor>,
  { jar }: PlainBrowser,
  path: string,
  name: string,
): Promise<string> {
  let text = '';
  for (const width of [360, 1280]) {
    const eye = await make({ url: server.url, width, dark: width > 400 });
    await eye.context.addCookies(
      [...jar].map(([key, value]) => ({ name: key, value: decodeURIComponent(value), url: server.url })),
    );
    expect(await eye.go(path)).toBe(200);
    await screenshot(eye, `files-${name}-${width}`);
    expect([name, width, ...(await axe(eye))]).toEqual([name, width]);
    expect([name, width, await sticksOut(eye)]).toEqual([name, width, false]);
    text = await eye.page.locator('main').innerText();
    await eye.close();
  }
  return text;
}

describe('files of the shop', () => {
  test('all of a producer’s own comes as one workbook, each list as both kinds; nothing in them is a formula', async () => {
    const at = `/nha-san-xuat/${producer}/tep`;
    const book = await file(owner, `${at}/tat-ca.xlsx`);
    const read = await readXlsx(book);
    expect(read.sheets.map(({ name }) => name)).toEqual(Object.values(workshopFiles.lists));
    for (const xml of sheetsXml(book)) expect(xml).not.toMatch(/<f[ >]/);
    expect(sheetsXml(book)).toHaveLength(7);
    const orders = read.sheets[0]!.rows;
    expect(orders.map((row) => row[3])).toContain(TRICK);
    const [{ total }] = await server.sql<[{ total: number }]>`
      select sum(total)::int as total from orders where producer_id = ${producer}`;
    expect(orders.slice(1).reduce((sum, row) => sum + Number(row[10]), 0)).toBe(total);
    for (const list of [...Object.keys(workshopFiles.lists), 'danh-sach-don']) {
      const rows = (await readXlsx(await file(owner, `${at}/${list}.xlsx`))).sheets[0]!.rows;
      const csv = new TextDecoder('utf-8', { ignoreBOM: true }).decode(
        await file(owner, `${at}/${list}.csv`),
      );
      expect(csv.startsWith('\ufeff')).toBe(true);
      const lines = parse(csv, { bom: true, relax_column_count: false }) as string[][];
      expect([list, lines[0], lines.length]).toEqual([list, rows[0], rows.length]);
      for (const cell of lines.slice(1).flat())
        // A negative sum is a number; a text never begins with what is run.
        if (!/^-?\d+$/.test(cell)) expect(cell, list).not.toMatch(/^[=+\-@\t\r]/);
    }
    const [fact] = await server.sql<{ kind: string }[]>`
      select kind from audit_facts where kind = 'workshop.exported' and subject = ${`producer:${producer}`}`;
    expect(fact).toBeDefined();
  }, 60_000);

  test('are for their producer alone, and there is no other list', async () => {
    const [other] = await server.sql<{ id: string }[]>`
      select producer_id as id from producer_shops where producer_id <> ${producer} limit 1`;
    const stranger = await officer(server, 'producer_owner', { kind: 'producer', producerId: other!.id });
    for (const list of [...Object.keys(workshopFiles.lists), 'tat-ca', 'danh-sach-don'])
      expect([list, (await stranger.ask(`/nha-san-xuat/${producer}/tep/${list}.xlsx`)).status]).toEqual([
        list,
        404,
      ]);
    expect((await stranger.ask(`/nha-san-xuat/${producer}/du-lieu`)).status).toBe(404);
    for (const path of ['khong-co.csv', 'toString.csv', 'tat-ca.csv', 'tien.pdf'])
      expect([path, (await owner.ask(`/nha-san-xuat/${producer}/tep/${path}`)).status]).toEqual([path, 404]);
    expect((await owner.ask('/quan-tri/yeu-cau-doi-tra.csv')).status).toBe(403);
  }, 60_000);

  test('the desk lists claims by who is late, and every list of it as a file', async ({ visitor }) => {
    const late = await looksRight(visitor, admin, '/quan-tri/ban-hang/yeu-cau?xem=late', 'claims');
    expect(late).toMatch(/Quá hạn \d+ ngày/);
    expect(late).toContain('Vỡ, hỏng khi giao');
    const csv = new TextDecoder().decode(await file(admin, '/quan-tri/yeu-cau-doi-tra.csv?xem=late'));
    const rows = parse(csv, { bom: true }) as string[][];
    expect(rows).toHaveLength(2);
    expect(Number(rows[1]![8])).toBeGreaterThan(0);
    expect(csv).not.toContain('evil.example');
    const reviews = new TextDecoder().decode(await file(admin, '/quan-tri/nhan-xet.csv?xem=all'));
    expect(reviews).toContain(`'=HYPERLINK`);
    expect(sheetsXml(await file(admin, '/quan-tri/nhan-xet.xlsx?xem=all'))[0]).not.toMatch(/<f[ >]/);
    const text = await looksRight(visitor, owner, `/nha-san-xuat/${producer}/du-lieu`, 'mine');
    expect(text).toContain('Tải tất cả');
    await looksRight(visitor, owner, `/nha-san-xuat/${producer}/don-hang?tat-ca=1`, 'orders');
    expect(await looksRight(visitor, admin, '/quan-tri/ban-hang', 'desk')).toContain(
      'Yêu cầu đổi trả: 1 trễ hạn',
    );
  }, 120_000);
});
