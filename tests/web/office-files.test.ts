import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import { readXlsx } from 'hucre/xlsx';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { projectFolder } from '#db/client.ts';
import { DEEDS } from '#src/domain/accounts/deeds.ts';
import { lastDayOf, quarterOf } from '#src/domain/inspections/inspection.ts';
import { dayInVietnam } from '#src/domain/shared/calendar.ts';
import { GATES } from '#src/web/gates.ts';
import { OFFICE_TABLES } from '#src/web/office-tables.ts';
import { paths } from '#src/web/paths.ts';
import { officer, type PlainBrowser } from '#tests/support/officers.ts';
import { ensureBuilt, startServer, type RunningServer } from '#tests/support/server.ts';

let server: RunningServer;
let country: PlainBrowser & { id: string };
let commune: PlainBrowser;
/** Of which thing a list is, where it is of one. */
let of: Readonly<Record<string, string>> = {};

/** What a spreadsheet would run, each with what it begins with. */
const TRICKS = ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1'];
const HERE = { provinceCode: '31', communeCode: '11503' } as const;

beforeAll(async () => {
  await ensureBuilt();
  server = await startServer({ demo: true });
  country = await officer(server, 'administrator');
  commune = await officer(server, 'commune_officer', { kind: 'commune', ...HERE });
  for (const [at, trick] of TRICKS.entries()) {
    const id = `0thu${at}`.padEnd(12, '0');
    await server.sql`
      insert into points_of_sale (id, slug, name, name_key, kind, province_code, commune_code, confirmed_on, created_at, updated_at)
      values (${id}, ${id}, ${trick}, ${`thu ${at}`}, 'shop', ${HERE.provinceCode}, ${HERE.communeCode}, '2026-01-31', now(), now())`;
    await server.sql`
      insert into letters (id, key, kind, to_address, to_name, title, words, is_private, state, written_at, province_code, commune_code)
      values (${id}, ${id}, 'certificate_notice', 'a@example.vn', 'HTX', ${trick}, 'x', false, 'waiting',
        '2026-01-31T02:41:00Z', ${HERE.provinceCode}, ${HERE.communeCode})`;
  }
  const now = quarterOf(dayInVietnam(new Date()));
  const { path: plan } = await country.send(paths.inspections, {
    tinh: '31',
    quy: `${now.year}-${now.quarter}`,
  });
  const [thing] = await server.sql<[{ id: string }]>`
    select p.id from products p where p.province_code = '31' and p.producer_id is not null limit 1`;
  await country.send(plan, { viec: 'them', sp: thing.id, 'truoc-ngay': lastDayOf(now) });
  const { path: source } = await country.send(paths.officeSources, {
    ten: 'Danh sách thử',
    loai: 'decisions',
    'dia-chi': 'thu.csv',
    lich: 'by_hand',
  });
  await country.send(source.replace(/\?.*/, ''), { viec: 'doc' });
  const [run] = await server.sql<[{ id: string; source_id: string }]>`select id, source_id from source_runs`;
  await server.sql`
    insert into source_items (run_id, part, line, name, outcome, findings) values (${run.id}, 0, 2, 'Mắm tép', 'changed', '[]')`;
  const [{ maker }] = await server.sql<[{ maker: string }]>`
    select producer_id as maker from products where id = ${thing.id}`;
  const sha = 'a'.repeat(64);
  await server.sql`insert into stored_files (sha256, size, place, kept_at) values (${sha}, 1, 'database', now())`;
  await server.sql`
    insert into decision_papers (sha256, type, size, kept_by, kept_at)
    values (${sha}, 'application/pdf', 1, 'person:x', now()) on conflict do nothing`;
  await server.sql`
    insert into producer_documents (id, producer_id, kind, name, paper_sha256, paper_name, added_by, added_at)
    values ('0giayto00000', ${maker}, 'test_report', 'Phiếu kiểm nghiệm', ${sha}, 'phieu.pdf', 'person:x', now())`;
  await server.sql`
    insert into source_proposals (id, source_id, slot, subject, name, what, risks, before, after, facts, state, province_code,
      run_id, last_run_id, made_at)
    values ('0denghi00000', ${run.source_id}, 'x', ${`product:${thing.id}`}, 'Mắm tép', 'certificate', '["stars_up"]', '{"stars":3}',
      '{"stars":4}', '{}', 'waiting', '31', ${run.id}, ${run.id}, now())`;
  await server.sql`
    insert into lots (id, product_id, code, created_by, created_at) values ('0lohang00000', ${thing.id}, 'L 1', 'person:x', now())`;
  await server.sql`
    insert into epcis_events (id, hash, event_id, producer_id, source, type, event_time, time_zone_offset, record_time, action,
      biz_step, event, context, kept_by)
    values ('0sukien00000', 'ni:///sha-256;x', 'ni:///sha-256;x', ${maker}, 'form', 'ObjectEvent', now(), '+07:00', now(), 'OBSERVE',
      'https://ref.gs1.org/cbv/BizStep-shipping', '{"saolang:destinationProvince": "01"}', '[]', 'person:x')`;
  await server.sql`
    insert into epcis_things (event_id, place, role, uri, lot_id, quantity, unit)
    values ('0sukien00000', 0, 'class', 'https://x.example.vn/t/lot/0lohang00000', '0lohang00000', 12.5, 'KGM')`;
  await server.sql`insert into stamp_epochs (epoch, root_mark, begun_at, begun_by) values (0, 'x', now(), 'person:x')`;
  await server.sql`
    insert into stamp_runs (id, number, product_id, lot_id, epoch, first, count, length, state, ordered_at, changed_at)
    values ('0dottem00000', '2026-00001', ${thing.id}, '0lohang00000', 0, 0, 100, 18, 'active', now(), now())`;
  await server.sql`
    insert into spoilt_stamps (id, run_id, from_place, until_place, kind, reason, at, by)
    values ('0temhong0000', '0dottem00000', 3, 7, 'stolen', 'Mất một cuộn', now(), 'person:x')`;
  await server.sql`
    insert into hook_receivers (id, address, topics, made_at, made_by)
    values ('0ketnoi00000', 'https://he-thong.example.vn/tin', '{certificate}', now(), 'person:x')`;
  await server.sql`
    insert into hook_deliveries (receiver_id, type, subject, data, happened_at, state, tries, tried_at, last_status, last_ms)
    values ('0ketnoi00000', 'certificate.changed', 'product:x', '{}', now(), 'delivered', 1, now(), 204, 87)`;
  await server.sql`
    insert into stories (id, product_id, revision, sent_version, sent_at, sent_by)
    values ('0chuyen00000', ${thing.id}, 1, 1, now(), 'person:x')`;
  await server.sql`
    insert into producer_claims (id, user_id, producer_id, relation, phone, words, made_at)
    values ('0xingiu00000', ${country.id}, ${maker}, 'owner', '0912345678', 'Tôi là chủ cơ sở', now())`;
  const [tour] = await server.sql<[{ id: string }]>`
    update tours set province_code = '31', commune_code = null where id = (select min(id) from tours) returning id`;
  await server.sql`
    insert into tour_slots (id, tour_id, day, minute, capacity, held, made_at, made_by)
    values ('0luot0000000', ${tour.id}, current_date + 3, 510, 10, 2, now(), 'person:x')`;
  await server.sql`
    insert into evidence (id, producer_id, kind, partner, paper_number, holds_from, recorded_by, recorded_at)
    values ('0chungcu0000', ${maker}, 'linkage_contract', '=HTX An Sơn', '12/HĐ', current_date - 90, 'person:x', now())`;
  of = {
    'chung-cu': '',
    tem: '',
    'su-kien': '',
    'xin-giu': '',
    'cau-chuyen': '',
    tuyen: '',
    'ket-noi': '',
    'ket-noi-tin': '?ket-noi=0ketnoi00000',
    'luot-tham': `?tuyen=${tour.id}`,
    'nguon-lan': `?nguon=${run.source_id}`,
    'nguon-de-nghi': `?nguon=${run.source_id}`,
    'hang-cua-chu-the': `?chu-the=${maker}`,
    'giay-to': `?chu-the=${maker}`,
    'ke-hoach': `?so=${plan.split('/').at(-1)?.replace(/\?.*/, '')}`,
    'nguon-muc': `?lan=${run.id}&muc=changed`,
  };
  // More than are read at once, in two places.
  await server.sql`
    insert into audit_facts (at, actor, kind, subject, reason, province_code, commune_code)
    select now(), 'system:test', 'product.changed', 'product:' || n, 'lần ' || n,
      case when n % 2 = 0 then '31' else '38' end, case when n % 2 = 0 then '11503' else '16279' end
    from generate_series(1, 5000) n`;
}, 240_000);
afterAll(() => server.stop());

/** Pages that show no list, or whose list is taken home in another way. What is not named here wants files. */
const WITHOUT_FILES: Readonly<Record<string, string>> = {
  '/quan-tri': 'heads of the rooms, each of which has its own',
  '/quan-tri/ban-hang/don/[id]': 'one purchase',
  '/quan-tri/ban-hang/thue': 'files of its own, as the tax office wants them',
  '/quan-tri/ban-hang/tra-tien/[id]': 'files of its own, as banks read them',
  '/quan-tri/cau-chuyen/[id]': 'one story',
  '/quan-tri/danh-sach/[id]': 'the list itself, with its findings',
  '/quan-tri/diem-ban/[id]': 'one point of sale, as a form',
  '/quan-tri/du-lieu-ca-nhan/[id]': 'one question of one person',
  '/quan-tri/du-lieu-ca-nhan/su-co/[id]': 'one incident',
  '/quan-tri/giay-chung-nhan/[id]': 'one certificate',
  '/quan-tri/kiem-tra/[id]': 'one inspection: its minutes are a PDF',
  '/quan-tri/lich/[id]': 'one day of the calendar, as a form',
  '/quan-tri/phan-anh/[id]': 'one report',
  '/quan-tri/san-pham/[id]/cong-nhan': 'one decision, as a form',
  '/quan-tri/so-lieu': 'a workbook, a PDF and a table of its own',
  '/quan-tri/tem/[run]': 'one run',
  '/quan-tri/thu/[id]': 'one letter: printed as a PDF',
  '/quan-tri/tin/[id]': 'one article, as a form',
  '/quan-tri/tuyen/[id]': 'one route, as a form',
};

/** The markup of a page and of all that it is made of, the frame of the office aside. */
function markupOf(file: string, seen = new Set<string>()): string {
  if (seen.has(file)) return '';
  seen.add(file);
  const markup = readFileSync(join(projectFolder(), file), 'utf8');
  const parts = [...markup.matchAll(/from '#(src\/components\/[^']+\.astro)'/g)].map(([, part]) => part!);
  return [
    markup,
    ...parts.filter((part) => !part.endsWith('/Files.astro')).map((part) => markupOf(part, seen)),
  ].join('\n');
}

const pagesOfOffice = Object.keys(GATES)
  .filter((route) => route.startsWith('/quan-tri'))
  .flatMap((route) => {
    const file = [`src/pages${route}.astro`, `src/pages${route}/index.astro`].find((one) =>
      existsSync(join(projectFolder(), one)),
    );
    return file ? [{ route, markup: markupOf(file) }] : [];
  });

test.each(pagesOfOffice)('what $route lists can be taken home', ({ route, markup }) => {
  const hasFiles = /<Files\b/.test(markup);
  if (route in WITHOUT_FILES) expect(hasFiles, `${route} has files: strike it off`).toBe(false);
  else expect(hasFiles, `${route} lists something, and nobody can take it home`).toBe(true);
});

test('every list that can be taken home is offered on a page', () => {
  const offered = pagesOfOffice.flatMap(({ markup }) =>
    [...markup.matchAll(/<Files\b[^>]*?list="([\w-]+)"/g)].map(([, list]) => list!),
  );
  expect([...new Set([...offered, 'so-lieu'])].sort()).toEqual(Object.keys(OFFICE_TABLES).sort());
  expect(Object.keys(WITHOUT_FILES).filter((route) => !(route in GATES))).toEqual([]);
});

async function file(who: PlainBrowser, path: string): Promise<Uint8Array> {
  const answer = await who.ask(path);
  expect(answer.status, path).toBe(200);
  expect(answer.headers.get('cache-control')).toBe('private, no-store');
  expect(answer.headers.get('content-disposition')).toMatch(/^attachment; filename="[\w-]+\.(csv|xlsx)"$/);
  return new Uint8Array(await answer.arrayBuffer());
}

const rowsOf = async (who: PlainBrowser, path: string) =>
  (await readXlsx(await file(who, path))).sheets[0]!.rows;

/** The XML of the first sheet, unpacked by hand: not by what packed it. */
function sheetXml(book: Uint8Array): string {
  const bytes = Buffer.from(book);
  let directory = bytes.indexOf(Buffer.from('PK\u0001\u0002', 'latin1'));
  while (directory !== -1 && bytes.readUInt32LE(directory) === 0x02014b50) {
    const [name, extra, comment] = [28, 30, 32].map((at) => bytes.readUInt16LE(directory + at));
    if (bytes.toString('latin1', directory + 46, directory + 46 + name!) === 'xl/worksheets/sheet1.xml') {
      const local = bytes.readUInt32LE(directory + 42);
      const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
      const packed = bytes.subarray(start, start + bytes.readUInt32LE(directory + 20));
      return inflateRawSync(packed).toString('utf8');
    }
    directory += 46 + name! + extra! + comment!;
  }
  throw new Error('no sheet');
}

// The report has a workbook of its own.
const lists = Object.keys(OFFICE_TABLES).filter((list) => list !== 'so-lieu');

test.each(lists)('%s comes as both kinds with the same rows', async (list) => {
  const rows = await rowsOf(country, `/quan-tri/${list}.xlsx${of[list] ?? ''}`);
  const csv = new TextDecoder('utf-8', { ignoreBOM: true }).decode(
    await file(country, `/quan-tri/${list}.csv${of[list] ?? ''}`),
  );
  expect(csv.startsWith('\ufeff')).toBe(true);
  const read = parse(csv, { bom: true, relax_column_count: false }) as string[][];
  expect(read[0]).toEqual(rows[0]);
  expect(read).toHaveLength(rows.length);
  if (list in of) expect(rows.length).toBeGreaterThan(1);
});

test.each(Object.entries(OFFICE_TABLES))('%s is for those who may see the list', async (list, { deed }) => {
  for (const role of ['tourism_staff', 'inspector', 'reader'] as const) {
    const who = await officer(
      server,
      role,
      role === 'reader' ? { kind: 'country' } : { kind: 'province', provinceCode: '31' },
    );
    const roles: readonly string[] = DEEDS[deed].roles;
    expect((await who.ask(`/quan-tri/${list}.csv${of[list] ?? ''}`)).status, role).toBe(
      roles.includes(role) ? 200 : 403,
    );
  }
});

test('nothing in a workbook is a formula, and in CSV nothing is run as one', async () => {
  for (const list of ['diem-ban', 'thu']) {
    const book = await file(country, `/quan-tri/${list}.xlsx`);
    const names = (await readXlsx(book)).sheets[0]!.rows.map(([name]) => name);
    for (const trick of TRICKS.filter((one) => !one.startsWith('\r'))) expect(names).toContain(trick);
    expect(sheetXml(book)).not.toMatch(/<f[ >]/);
    const csv = new TextDecoder().decode(await file(country, `/quan-tri/${list}.csv`));
    for (const line of csv
      .replace(/^\ufeff/, '')
      .split('\r\n')
      .slice(1))
      expect(line, JSON.stringify(line)).not.toMatch(/^"?[=+\-@\t\r]/);
    expect(csv).toContain("'=1+1");
    expect(csv).toContain('"\'\r=1"');
  }
});

test('numbers are numbers and days are days', async () => {
  const xml = sheetXml(await file(country, '/quan-tri/diem-ban.xlsx?q=thu+0'));
  // 31/01/2026 as spreadsheets count days; no goods on the shelf.
  expect(xml).toMatch(/<c r="D2"[^>]*><v>0<\/v>/);
  expect(xml).toMatch(/<c r="E2"[^>]*><v>46053<\/v>/);
  const letters = await rowsOf(country, '/quan-tri/thu.xlsx?tinh-trang=waiting');
  expect(letters[1]?.at(-1)).toEqual(new Date('2026-01-31T09:41:00Z'));
  const csv = new TextDecoder().decode(await file(country, '/quan-tri/thu.csv?tinh-trang=waiting'));
  expect(csv).toContain(',2026-01-31 09:41\r\n');
});

test('a file has all pages of its list, with its filters, and of one’s own place alone', async () => {
  const all = await rowsOf(country, '/quan-tri/nhat-ky.xlsx?viec=product.changed');
  expect(all.length).toBeGreaterThan(5_000);
  const mine = await rowsOf(commune, '/quan-tri/nhat-ky.xlsx?viec=product.changed');
  const reasons = mine.slice(1).map((row) => Number(/\d+/.exec(String(row.at(-1)))?.[0]));
  expect(reasons.filter((n) => n % 2 === 1)).toEqual([]);
  expect(new Set(reasons).size).toBeGreaterThanOrEqual(2_500);
  const one = await rowsOf(country, '/quan-tri/nhat-ky.xlsx?ve=product:77');
  expect(one).toHaveLength(2);
  const [everything, found] = [
    await rowsOf(country, '/quan-tri/san-pham.xlsx'),
    await rowsOf(country, '/quan-tri/san-pham.xlsx?q=mam'),
  ];
  expect(found.length).toBeGreaterThan(1);
  expect(found.length).toBeLessThan(everything.length);
});

test('a list that is none is not there, and who is no officer gets nothing', async () => {
  for (const path of ['/quan-tri/khong-co.csv', '/quan-tri/nguoi.pdf', '/quan-tri/toString.csv'])
    expect((await country.ask(path)).status, path).toBe(404);
  expect((await commune.ask('/quan-tri/nguoi.csv')).status).toBe(403);
  expect((await commune.ask('/quan-tri/so-lieu.csv?dia-ban=10804')).status).toBe(404);
});

test('of the things of another place nobody takes a list home', async () => {
  const [elsewhere] = await server.sql<[{ id: string; product: string }]>`
    select m.id, p.id as product from producers m join products p on p.producer_id = m.id
    where m.province_code <> '31' and coalesce(p.province_code, m.province_code) <> '31' limit 1`;
  const [tour] = await server.sql<[{ id: string }]>`select id from tours where province_code <> '31' limit 1`;
  for (const path of [
    `hang-cua-chu-the.csv?chu-the=${elsewhere.id}`,
    `giay-to.csv?chu-the=${elsewhere.id}`,
    `giay-to.csv?san-pham=${elsewhere.product}`,
    `chung-cu.csv?chu-the=${elsewhere.id}`,
    `luot-tham.csv?tuyen=${tour.id}`,
    'luot-tham.csv',
    'hang-cua-chu-the.csv',
    'giay-to.csv',
  ])
    expect((await commune.ask(`/quan-tri/${path}`)).status, path).toBe(404);
  expect((await country.ask('/quan-tri/nguon-lan.csv?nguon=khong-co')).status).toBe(404);
  expect((await country.ask('/quan-tri/ket-noi-tin.csv?ket-noi=khong-co')).status).toBe(404);
  const weak = await officer(server, 'administrator', { kind: 'country' }, { strong: false });
  expect((await weak.ask('/quan-tri/ket-noi.csv')).status).toBe(403);
});

test('a report from the public goes out without the way to its sender', async () => {
  await server.sql`
    insert into public_reports (id, token_hash, kind, words, contact, state, received_at, province_code, commune_code)
    values ('0phananh0000', ${'0'.repeat(64)}, 'other', ${'Nhãn ghi sai hạn dùng của sản phẩm này.'}, '0912 345 678', 'received', now(), '31', '11503')`;
  const csv = new TextDecoder().decode(await file(commune, '/quan-tri/phan-anh.csv'));
  expect(csv).toContain('Nhãn ghi sai');
  expect(csv).not.toContain('0912');
});
