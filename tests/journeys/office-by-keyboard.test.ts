import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { projectFolder } from '#db/client.ts';
import { DEEDS } from '#src/domain/accounts/deeds.ts';
import { lastDayOf, quarterOf } from '#src/domain/inspections/inspection.ts';
import type { Role } from '#src/domain/shared/actor.ts';
import { addDays, dayInVietnam, type Day } from '#src/domain/shared/calendar.ts';
import { GATES } from '#src/web/gates.ts';
import { paths } from '#src/web/paths.ts';
import { axe, screenshot, sticksOut } from '#tests/support/browser.ts';
import { delimited, type CellValue } from '#tests/support/list-files.ts';
import { afterAll, beforeAll, describe, expect, test } from '#tests/support/journey.ts';
import { officer, type PlainBrowser } from '#tests/support/officers.ts';
import { fingerprints, formsOf } from '#tests/support/sent-forms.ts';
import { shopper } from '#tests/support/shopper.ts';
import { startServer, type RunningServer } from '#tests/support/server.ts';

let server: RunningServer;
let boss: PlainBrowser;
/** Where pages whose address names a thing are shown: things of the demo world, and some of an office. */
let inForce: { id: string; last: Day };
let report: string;
let samples: Readonly<Record<string, readonly string[]>>;

/** Every page of the office, as Astro names its route: one that is added is tried without a word here. */
const PAGES = readdirSync(join(projectFolder(), 'src/pages/quan-tri'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.astro'))
  .map((file) => `/quan-tri/${file.replaceAll('\\', '/').replace(/\.astro$/, '')}`.replace(/\/index$/, ''))
  .sort();

/** A list of two rows: the score of the second does not go with its stars. */
const aList = (first: string, second = ''): string =>
  delimited([
    ['STT', 'Tên sản phẩm', 'Chủ thể', 'Địa chỉ', 'Hạng sao', 'Điểm', 'Số QĐ', 'Ngày QĐ', 'Cơ quan ban hành'],
    ...[
      [first, '4 sao', 75],
      [second, '4 sao', 12],
    ]
      .filter(([name]) => name !== '')
      .map(
        ([name, ...result], at) =>
          [
            at + 1,
            name!,
            'HTX Nông nghiệp Yên Thắng',
            'xã Yên Thắng, huyện Yên Mô, tỉnh Ninh Bình',
            ...result,
            '345/QĐ-UBND',
            '01/07/2025',
            'UBND tỉnh Ninh Bình',
          ] as CellValue[],
      ),
  ]);

/** The same page with something to show. */
const ALSO: Readonly<Record<string, readonly string[]>> = {
  '/quan-tri/san-pham': ['/quan-tri/san-pham?q=mam'],
  '/quan-tri/phan-anh': ['/quan-tri/phan-anh?tinh-trang=checking'],
};

beforeAll(async () => {
  server = await startServer({ demo: true });
  boss = await officer(server, 'administrator');
  const { path: draft } = await boss.send(paths.officeLists, {
    tep: new File([aList('Mắm tép Yên Mô', 'Rượu Lai Thành')], 'danh-sach.csv'),
    loai: 'decisions',
  });
  const [things] = await server.sql<
    [
      {
        product: string;
        producer: string;
        certificate: string;
        last: Day;
        shop: string;
        fair: string;
        news: string;
        letter: string;
        report: string;
      },
    ]
  >`
    with report as (
      insert into public_reports (id, token_hash, kind, words, state, received_at, province_code, commune_code)
      values ('0phananh0000', ${'0'.repeat(64)}, 'other', 'Nhãn ghi sai hạn dùng của sản phẩm này.', 'received', now(), '31', '11503')
      returning id),
    letter as (
      insert into letters (id, key, kind, to_address, to_name, title, words, state, written_at, province_code, commune_code)
      values ('0thu00000000', 'x', 'certificate_notice', null, 'HTX Nông nghiệp Việt Khê', 'Giấy chứng nhận sắp hết hạn',
        'Đề nghị nộp hồ sơ.', 'to_hand_over', now(), '31', '11503')
      returning id)
    select c.id as certificate, s.until_day::text as last, p.id as product, p.producer_id as producer, (select id from points_of_sale limit 1) as shop, (select fair_id from fair_stalls limit 1) as fair, (select id from news limit 1) as news,
      letter.id as letter, report.id as report
    from letter, report, certificates c join products p on p.id = c.product_id
    join standings s on s.certificate_id = c.id and s.governs and s.status = 'expiring'
    where p.producer_id is not null and not exists (select from certificate_events e where e.certificate_id = c.id)
      and current_date < s.until_day
    order by c.id limit 1`;
  const { path: source } = await boss.send(paths.officeSources, {
    ten: 'Danh sách thử',
    loai: 'decisions',
    'dia-chi': 'thu.csv',
    lich: 'by_hand',
  });
  const sourceId = /nguon\/(\w{12})/.exec(source)?.[1] ?? '';
  await boss.send(paths.officeSource(sourceId), { viec: 'doc' });
  const [run] = await server.sql<[{ id: string }]>`select id from source_runs where source_id = ${sourceId}`;
  const now = quarterOf(dayInVietnam(new Date()));
  const [{ province }] = await server.sql<[{ province: string }]>`
    select coalesce(p.province_code, m.province_code) as province
    from products p join producers m on m.id = p.producer_id where p.id = ${things.product}`;
  const { path: plan } = await boss.send(paths.inspections, {
    tinh: province,
    quy: `${now.year}-${now.quarter}`,
  });
  await boss.send(plan, { viec: 'them', sp: things.product, 'truoc-ngay': lastDayOf(now) });
  const [inspection] = await server.sql<
    [{ id: string }]
  >`select id from inspections where product_id = ${things.product}`;
  const [offer] = await server.sql<[{ id: string; producer: string }]>`
    select o.id, p.producer_id as producer from offers o join products p on p.id = o.product_id
    where p.product_set = 4 order by o.price limit 1`;
  const buyer = shopper(server.url);
  await buyer.add(offer.id);
  await buyer.confirm(await buyer.review('transfer'));
  const [purchase] = await server.sql<[{ id: string }]>`select id from purchases`;
  await server.sql`
    insert into payouts (id, state, delivered_until, made_at, made_by)
    values ('0tratien0000', 'draft', now(), now(), 'person:x')`;
  await server.sql`
    insert into payout_lines (payout_id, producer_id, amount, bank_bin, bank_account, bank_holder, message)
    values ('0tratien0000', ${offer.producer}, 500000, '970436', '0000000001', 'HTX ONG MAT VI DU', 'SL TRA TIEN')`;
  await server.sql`
    insert into rights_requests (id, token_hash, "right", purchase_id, contact, words, language, received_at, acknowledge_by, answer_by)
    values ('0quyen000000', 'x', 'correct', ${purchase.id}, 'mua@example.vn', 'Tên tôi là Mùa', 'vi', now(), current_date + 2, current_date + 10)`;
  await server.sql`
    insert into incidents (id, learned_at, what, data, people, recorded_by, recorded_at)
    values ('0suco0000000', now(), 'Gửi nhầm tệp đơn hàng', 'Tên, điện thoại', 12, 'person:x', now())`;
  await server.sql`
    insert into hook_receivers (id, address, topics, made_at, made_by)
    values ('0ketnoi00000', 'https://he-thong.example.vn/tin', '{certificate,product}', now(), 'person:x')`;
  await server.sql`
    insert into hook_deliveries (receiver_id, type, subject, data, happened_at, state, tries, tried_at, last_status, last_ms)
    values ('0ketnoi00000', 'certificate.changed', 'product:x', '{}', now(), 'delivered', 1, now(), 204, 87),
      ('0ketnoi00000', 'product.changed', 'product:y', '{}', now(), 'failed', 10, now(), 500, 1200)`;
  await server.sql`
    insert into lots (id, product_id, code, created_by, created_at)
    values ('0lohang00000', ${things.product}, 'L 1', 'person:x', now())`;
  await server.sql`
    insert into epcis_events (id, hash, event_id, producer_id, source, type, event_time, time_zone_offset, record_time, action,
      biz_step, event, context, kept_by)
    values ('0sukien00000', 'ni:///sha-256;x', 'ni:///sha-256;x', ${things.producer}, 'form', 'ObjectEvent', now(), '+07:00', now(), 'OBSERVE',
      'https://ref.gs1.org/cbv/BizStep-shipping', '{"saolang:destinationProvince": "01"}', '[]', 'person:x')`;
  await server.sql`
    insert into epcis_things (event_id, place, role, uri, lot_id, quantity, unit)
    values ('0sukien00000', 0, 'class', 'https://x.example.vn/t/lot/0lohang00000', '0lohang00000', 12.5, 'KGM')`;
  await server.sql`insert into stamp_epochs (epoch, root_mark, begun_at, begun_by) values (0, 'x', now(), 'person:x')`;
  await server.sql`
    insert into stamp_runs (id, number, product_id, lot_id, epoch, first, count, length, state, ordered_at, changed_at)
    values ('0dottem00000', '2026-00001', ${things.product}, '0lohang00000', 0, 0, 100, 18, 'active', now(), now())`;
  await server.sql`
    insert into spoilt_stamps (id, run_id, from_place, until_place, kind, reason, at, by)
    values ('0temhong0000', '0dottem00000', 3, 7, 'stolen', 'Mất một cuộn', now(), 'person:x')`;
  const [tour] = await server.sql<[{ id: string }]>`select id from tours order by id limit 1`;
  await server.sql`
    insert into stories (id, product_id, revision, sent_version, sent_at, sent_by)
    values ('0chuyen00000', ${things.product}, 1, 1, now(), 'person:x')`;
  await server.sql`
    insert into story_versions (story_id, number, vi, en, kind, author, at)
    values ('0chuyen00000', 1, ${'## Nhà tôi\n\nMật nhà tôi đạt 5 sao.'}, 'Our honey', 'saved', 'person:x', now())`;
  await server.sql`
    insert into stored_files (sha256, size, place, kept_at) values (${'c'.repeat(64)}, 1, 'database', now())`;
  await server.sql`
    insert into stored_file_parts (sha256, number, bytes) values (${'c'.repeat(64)}, 0, '\\x00')`;
  await server.sql`
    insert into decision_papers (sha256, type, size, kept_by, kept_at)
    values (${'c'.repeat(64)}, 'application/pdf', 1, 'person:x', now())`;
  await server.sql`
    insert into evidence (id, producer_id, kind, partner, paper_number, paper_sha256, paper_name, holds_from, recorded_by, recorded_at)
    values ('0chungcu0000', ${things.producer}, 'modern_channel', 'Siêu thị Co.opmart Hải Phòng', '12/HĐ-2026', ${'c'.repeat(64)},
      'hop-dong.pdf', current_date - 90, 'person:x', now())`;
  inForce = { id: things.certificate, last: things.last };
  report = things.report;
  samples = {
    '/quan-tri/chung-cu/[id]': [paths.officeEvidencePaper('0chungcu0000')],
    '/quan-tri/cau-chuyen/[id]': [paths.officeStory('0chuyen00000')],
    '/quan-tri/ban-hang/don/[id]': [paths.deskPurchase(purchase.id)],
    '/quan-tri/ban-hang/tra-tien/[id]': [paths.payout('0tratien0000')],
    '/quan-tri/du-lieu-ca-nhan/[id]': [paths.officeRight('0quyen000000')],
    '/quan-tri/du-lieu-ca-nhan/su-co/[id]': [paths.officeIncident('0suco0000000')],
    '/quan-tri/ket-noi/[hook]': [paths.officeHook('0ketnoi00000')],
    '/quan-tri/kiem-tra/[id]': [paths.inspection(inspection.id)],
    '/quan-tri/kiem-tra/ke-hoach/[id]': [plan.replace(/\?.*/, '')],
    '/quan-tri/nguon/[id]': [paths.officeSource(sourceId)],
    '/quan-tri/nguon/[id]/lan/[run]': [paths.officeSourceRun(sourceId, run.id)],
    '/quan-tri/danh-sach/[id]': [draft.replace(/\?.*/, '')],
    '/quan-tri/tem/[run]': [paths.officeStampRun('0dottem00000')],
    '/quan-tri/thu/[id]': [paths.letter(things.letter)],
    '/quan-tri/phan-anh/[id]': [paths.officeReport(things.report)],
    '/quan-tri/san-pham/[id]': [paths.officeProduct(things.product)],
    '/quan-tri/san-pham/[id]/cong-nhan': [paths.officeRecognition(things.product)],
    '/quan-tri/chu-the/[id]': [paths.officeProducer(things.producer)],
    '/quan-tri/giay-chung-nhan/[id]': [paths.officeCertificate(things.certificate)],
    '/quan-tri/tin/[id]': [paths.officeNewsItem(things.news), paths.officeNewsItem('moi')],
    '/quan-tri/lich/[id]': [paths.officeFair(things.fair), paths.officeFair('moi')],
    '/quan-tri/tuyen/[id]/luot-tham': [paths.officeVisits(tour.id)],
    '/quan-tri/tuyen/[id]': [paths.officeTour(tour.id), paths.officeTour('moi')],
    '/quan-tri/diem-ban/[id]': [paths.officePointOfSale(things.shop), paths.officePointOfSale('moi')],
  };
}, 240_000);
afterAll(() => server.stop());

describe.each([360, 1280])('at %i px', (width) => {
  test.for(PAGES)('%s is read, reached and used without a mouse', async (pattern, { visitor }) => {
    const addresses = pattern.includes('[') ? samples[pattern] : [pattern, ...(ALSO[pattern] ?? [])];
    expect(addresses, `${pattern} wants something to show in \`samples\``).toBeDefined();
    const guest = await visitor({ url: server.url, width });
    await guest.context.addCookies(boss.cookies());
    for (const address of addresses!) {
      expect(await guest.go(address), address).toBe(200);
      const { page } = guest;
      expect(await page.title()).toMatch(/\S+ · /);
      expect(await page.locator('h1').count(), 'headings of the page').toBe(1);
      expect.soft(await sticksOut(guest), `${address} can be pushed sideways`).toBe(false);
      expect.soft(await axe(guest), address).toEqual([]);
      expect.soft(await tooSmall(page), `${address}: too small to hit`).toEqual([]);
      const { missed, unseen } = await byTab(page);
      expect.soft(missed, `${address}: not reached by Tab`).toEqual([]);
      expect.soft(unseen, `${address}: in focus, and nothing shows it`).toEqual([]);
    }
    expect(guest.complaints).toEqual([]);
    await screenshot(guest, `van-phong${pattern.replace(/\W+/g, '-')}-${width}`);
  });
});

const INTERACTIVE = 'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]';

/** What is less than 44 px high or 24 px wide. Words within a sentence are as high as their line. */
async function tooSmall(page: Page): Promise<string[]> {
  return page.evaluate((all) => {
    const isShown = (one: Element): boolean => one.checkVisibility({ visibilityProperty: true });
    const found: string[] = [];
    for (const one of document.querySelectorAll<HTMLElement>(all)) {
      if (!isShown(one) || one.closest('.away, footer, header.site, body > header')) continue;
      // The words of a choice are part of what is hit.
      const target = one.matches('[type=checkbox], [type=radio]') ? (one.closest('label') ?? one) : one;
      const { width, height } = target.getBoundingClientRect();
      const around = target.parentElement?.textContent?.trim() ?? '';
      const inSentence =
        getComputedStyle(target).display === 'inline' &&
        around.length > (target.textContent?.trim().length ?? 0);
      if (inSentence || (height >= 44 && width >= 24)) continue;
      found.push(
        `${one.tagName} "${one.textContent?.trim().slice(0, 40)}" ${Math.round(width)} × ${Math.round(height)}`,
      );
    }
    return found;
  }, INTERACTIVE);
}

/** Goes through the page by Tab alone, as far as there is anything to reach. */
async function byTab(page: Page): Promise<{ missed: string[]; unseen: string[] }> {
  const wanted = await page.evaluate((all) => {
    const state = { left: new Set<Element>(), unseen: [] as string[] };
    const nameOf = (one: Element) =>
      `${one.tagName} "${(one.textContent || one.getAttribute('name') || '').trim().slice(0, 40)}"`;
    for (const one of document.querySelectorAll<HTMLElement>(all))
      if (one.checkVisibility({ visibilityProperty: true }) && one.tabIndex >= 0 && !one.matches(':disabled'))
        // Of the choices of one question the keyboard reaches the chosen one, and the arrows the others.
        if (!one.matches('[type=radio]') || (one as HTMLInputElement).checked) state.left.add(one);
    document.addEventListener('focusin', ({ target }) => {
      const one = target as HTMLElement;
      state.left.delete(one);
      const rings = [one, one.parentElement, one.closest('form, label, .card')].some((ring) => {
        if (!ring) return false;
        const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(ring);
        return (outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2) || boxShadow !== 'none';
      });
      if (!rings) state.unseen.push(nameOf(one));
    });
    Object.assign(globalThis, { walk: state, nameOf });
    (document.activeElement as HTMLElement | null)?.blur();
    return state.left.size + 6 * document.querySelectorAll('[type=date], [type=datetime-local]').length;
  }, INTERACTIVE);
  for (let pressed = 0; pressed < wanted + 8; pressed += 1) await page.keyboard.press('Tab');
  return page.evaluate(() => {
    const { walk, nameOf } = globalThis as unknown as {
      walk: { left: Set<Element>; unseen: string[] };
      nameOf: (one: Element) => string;
    };
    return { missed: [...walk.left].map(nameOf), unseen: [...new Set(walk.unseen)] };
  });
}

/** Somebody without a mouse: goes on by Tab until what has this name is in focus, and does what is done with it. */
function keyboard(page: Page) {
  const named = (name: RegExp): Promise<boolean> =>
    page.evaluate((source) => {
      const one = document.activeElement as HTMLInputElement | null;
      if (!one || one === document.body) return false;
      const labels = [...(one.labels ?? [])].map((label) => label.textContent ?? '');
      const said = [one.getAttribute('aria-label') ?? '', ...labels, one.textContent ?? '']
        .join(' ')
        .replace(/\s+/g, ' ');
      return new RegExp(source, 'u').test(said.trim());
    }, name.source);
  const to = async (name: RegExp): Promise<void> => {
    for (let pressed = 0; pressed < 400; pressed += 1) {
      await page.keyboard.press('Tab');
      if (await named(name)) return;
    }
    throw new Error(`${name} is not reached by Tab at ${page.url()}`);
  };
  const leave = async (key: 'Enter' | 'Space'): Promise<void> => {
    const gone = page.waitForEvent('load');
    await page.keyboard.press(key);
    await gone;
  };
  const valueOf = () => page.evaluate(() => (document.activeElement as HTMLInputElement).value);
  return {
    to,
    press: async (name: RegExp) => {
      await to(name);
      await leave('Enter');
    },
    open: async (name: RegExp) => {
      await to(name);
      await page.keyboard.press('Enter');
    },
    fill: async (name: RegExp, words: string) => {
      await to(name);
      await page.keyboard.type(words);
    },
    /** Types a day as the browser of the machine wants it: its order is the system's. */
    fillDay: async (name: RegExp, wanted: Day) => {
      await to(name);
      const [year = '', month = '', date = ''] = wanted.split('-');
      for (const typed of [month + date + year, date + month + year]) {
        await page.keyboard.type(typed);
        if ((await valueOf()) === wanted) return;
        await page.keyboard.press('ArrowLeft');
        await page.keyboard.press('ArrowLeft');
      }
      throw new Error(`${wanted} cannot be typed: ${await valueOf()}`);
    },
  };
}

describe('by the keyboard alone', () => {
  test('a list is sent, checked and published', async ({ visitor }) => {
    const guest = await visitor({ url: server.url, width: 1280 });
    await guest.context.addCookies(boss.cookies());
    const { page } = guest;
    const { to, press } = keyboard(page);
    await guest.go('/quan-tri');
    await press(/^Danh sách$/);
    await to(/^Tệp \(/);
    // The window in which a file is chosen is the system's own, and the space bar opens it.
    const opened = async () => {
      const window = page.waitForEvent('filechooser', { timeout: 5_000 }).catch(() => null);
      await page.keyboard.press('Space');
      return window;
    };
    // A browser that has only just drawn the page may not hear the first stroke.
    const chooser = (await opened()) ?? (await opened());
    if (!chooser) throw new Error('the space bar opens no window for files');
    const buffer = Buffer.from(aList('Cốm Yên Thắng'));
    await chooser.setFiles({ name: 'cong-nhan.csv', mimeType: 'text/csv', buffer });
    await press(/^Gửi và kiểm tra$/);
    await press(/^Công bố danh sách$/);
    await page.getByText('Cốm Yên Thắng').first().waitFor();
    expect(await server.sql`select from products where name = 'Cốm Yên Thắng'`).toHaveLength(1);
  });

  test('a certificate is extended', async ({ visitor }) => {
    const guest = await visitor({ url: server.url, width: 1280 });
    await guest.context.addCookies(boss.cookies());
    const { press, open, fill, fillDay } = keyboard(guest.page);
    await guest.go(paths.officeCertificate(inForce.id));
    await open(/^Gia hạn$/);
    await fill(/^Số quyết định/, '88/QĐ-UBND');
    await fillDay(/^Ngày quyết định/, dayInVietnam(new Date()));
    await fill(/^Cơ quan ban hành/, 'UBND tỉnh');
    await fillDay(/^Kéo dài đến hết ngày/, addDays(inForce.last, 90));
    await fill(/^Lý do/, 'Chờ đánh giá lại');
    await press(/^Xem điều sẽ thay đổi/);
    await press(/^Ghi /);
    const events = await server.sql`
      select kind, until::text as until from certificate_events where certificate_id = ${inForce.id}`;
    expect([...events]).toEqual([{ kind: 'extended', until: addDays(inForce.last, 90) }]);
  });

  test('a report is taken on, answered and closed', async ({ visitor }) => {
    const guest = await visitor({ url: server.url, width: 1280 });
    await guest.context.addCookies(boss.cookies());
    const { press, fill, to } = keyboard(guest.page);
    await guest.go('/quan-tri');
    await press(/^Phản ánh$/);
    await press(/^Việc khác$/);
    await press(/^Nhận xử lý$/);
    await fill(/^Trả lời người phản ánh/, 'Chúng tôi đã kiểm tra, nhãn nay đã ghi đúng.');
    await to(/^Kết quả/);
    await guest.page.keyboard.press('ArrowDown');
    await press(/^Trả lời và đóng$/);
    expect(await server.sql`select state, outcome from public_reports where id = ${report}`).toMatchObject([
      { state: 'closed', outcome: 'confirmed' },
    ]);
  });
});

describe('an officer of another place', () => {
  const NEIGHBOURS = [
    ['province_officer', { kind: 'province', provinceCode: '11' }],
    ['inspector', { kind: 'province', provinceCode: '11' }],
    ['council_secretary', { kind: 'province', provinceCode: '11' }],
    ['tourism_staff', { kind: 'province', provinceCode: '11' }],
    ['reader', { kind: 'province', provinceCode: '11' }],
    // Of the same province, and of a commune in which nothing of all this lies.
    ['commune_officer', { kind: 'commune', provinceCode: '31', communeCode: '11506' }],
  ] as const;
  let neighbours: { role: Role; browser: PlainBrowser }[];

  beforeAll(async () => {
    neighbours = await Promise.all(
      NEIGHBOURS.map(async ([role, scope]) => ({ role, browser: await officer(server, role, scope) })),
    );
    // A source of the whole country is everybody's.
    await server.sql`update sources set province_code = '31'`;
  });

  /** Every address of the office that names a thing; a file of a thing is asked for by the address of its page. */
  const THINGS = Object.keys(GATES).filter(
    (route) => /^\/quan-tri\/.*\[/.test(route) && route !== '/quan-tri/[list].[kind]',
  );
  const addressesOf = (route: string): readonly string[] => {
    const page = [route, ...PAGES]
      .filter((one) => route.startsWith(one) && one in samples)
      .toSorted((a, b) => b.length - a.length)[0];
    const rest = page === undefined ? '' : route.slice(page.length).replace(/\[\w+\]/g, 'x');
    return page === undefined
      ? []
      : samples[page]!.filter((one) => !one.endsWith('/moi')).map((one) => one + rest);
  };

  test.each(THINGS)('%s: nothing of it is seen, and nothing is changed', async (route) => {
    const addresses = addressesOf(route);
    expect(addresses, `${route} wants something in \`samples\``).not.toEqual([]);
    const forms = new Map<string, ReturnType<typeof formsOf>>();
    for (const address of PAGES.includes(route) ? addresses : [])
      forms.set(address, formsOf((await boss.get(address)).text));
    const before = await fingerprints(server.sql);
    const { roles }: { roles: readonly Role[] } = DEEDS[GATES[route] as keyof typeof DEEDS];
    for (const address of addresses) {
      for (const { role, browser } of neighbours) {
        const refused = roles.includes(role) ? 404 : 403;
        expect((await browser.ask(address)).status, `${role} at ${address}`).toBe(refused);
        for (const { action, fields } of [
          ...(forms.get(address) ?? []),
          { action: '', fields: { viec: 'luu' } },
        ]) {
          const to = action === '' ? address : new URL(action, new URL(address, server.url)).pathname;
          const { status } = await browser.ask(to, fields);
          expect([403, 404], `${role} sends ${JSON.stringify(fields)} to ${to}: ${status}`).toContain(status);
        }
      }
    }
    expect(await fingerprints(server.sql)).toEqual(before);
  });
});
