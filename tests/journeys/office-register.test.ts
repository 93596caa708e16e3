import { setTimeout as sleep } from 'node:timers/promises';
import { inject } from 'vitest';
import { addDays, dayInVietnam, type Day } from '#src/domain/shared/calendar.ts';
import { axe, newVisitor, screenshot, sticksOut } from '#tests/support/browser.ts';
import { afterAll, beforeAll, expect, test } from '#tests/support/journey.ts';
import { officer, type PlainBrowser } from '#tests/support/officers.ts';
import { startServer, type RunningServer } from '#tests/support/server.ts';

type Held = { id: string; product: string; slug: string; producer: string; last: Day; name: string };

let server: RunningServer;
let province: PlainBrowser;
let stranger: PlainBrowser;
let held: Held[];
let where: { provinceCode: string; communeCode: string };
const today = dayInVietnam(new Date());
const pdf = () => new File(['%PDF-1.7 giấy'], 'QĐ 88.pdf', { type: 'application/pdf' });
const decided = {
  so: '88/QĐ-UBND',
  ngay: today,
  noi: 'UBND cấp tỉnh',
  'hieu-luc': today,
  'ly-do': 'Theo biên bản kiểm tra',
};

beforeAll(async () => {
  server = await startServer({ demo: true });
  const { sql } = server;
  for (let left = 1; left > 0; await sleep(100))
    [{ left }] = await sql<[{ left: number }]>`select count(*)::int as left from changed_products`;
  held = await sql<Held[]>`
    with good as (
      select distinct on (p.id) c.id, p.id as product, p.slug, p.producer_id as producer, p.name, p.province_code,
        p.commune_code, (select max(s.until_day)::text from standings s where s.certificate_id = c.id
          and s.status in ('valid', 'expiring')) as last
      from certificates c join products p on p.id = c.product_id
      join standings s on s.certificate_id = c.id and s.governs
        and ${today}::text::date between s.from_day and s.until_day and s.status in ('valid', 'expiring')
      where p.producer_id is not null and p.commune_code is not null
        and (p.product_set is null or p.product_set not in (14, 15))
        and not exists (select 1 from certificate_events e where e.certificate_id = c.id))
    select * from good where province_code = (
      select province_code from good group by 1 order by count(*) desc, 1 limit 1)
    order by id limit 4`;
  const [first] = held as [Held & { province_code: string; commune_code: string }];
  where = { provinceCode: first.province_code, communeCode: first.commune_code };
  const [elsewhere] = await sql<[{ code: string }]>`
    select code from units where level = 'commune' and province_code = ${where.provinceCode} and valid_to is null
      and code not in (select commune_code from products where commune_code is not null) limit 1`;
  province = await officer(server, 'province_officer', {
    kind: 'province',
    provinceCode: where.provinceCode,
  });
  stranger = await officer(server, 'commune_officer', {
    kind: 'commune',
    provinceCode: where.provinceCode,
    communeCode: elsewhere.code,
  });
});
afterAll(async () => {
  if (process.env['SAY']) console.log(server.said());
  await server.stop();
});

const read = async (path: string) => {
  const response = await fetch(new URL(path, server.url), { redirect: 'manual' });
  return { status: response.status, text: await response.text(), location: response.headers.get('location') };
};
const soon = <Value>(ask: () => Promise<Value>) => expect.poll(ask, { timeout: 8_000 });

test('an extension is looked at, written, and public pages, register and API say it at once', async () => {
  const [one] = held as [Held];
  const until = addDays(one.last, 100);
  const page = `/quan-tri/giay-chung-nhan/${one.id}`;
  const fields = { ...decided, loai: 'extended', den: until };
  await read(`/san-pham/${one.slug}`);
  const looked = await province.send(page, { ...fields, viec: 'xem', tep: pdf() });
  expect(looked.status).toBe(200);
  expect(looked.text).toContain('Chưa ghi gì vào sổ');
  expect(await server.sql`select 1 from certificate_events where certificate_id = ${one.id}`).toHaveLength(0);
  const sha = /name="tep-ma" value="([0-9a-f]{64})"/.exec(looked.text)?.[1] ?? '';
  const written = await province.send(page, {
    ...fields,
    viec: 'ghi',
    'tep-ma': sha,
    'tep-ten': 'QĐ 88.pdf',
  });
  expect(written.text).toContain('Đã ghi vào sổ');
  const shown = until.split('-').reverse().join('/');
  await soon(async () => (await read(`/so-dang-ky/${one.id}`)).text).toContain(shown);
  const api = await read(`/api/v1/certificates/${one.id}/status?on=${until}`);
  expect(JSON.parse(api.text)).toMatchObject({ status: 'extended' });
  const paper = `${page}/giay-to/${sha}`;
  expect((await province.get(paper)).text).toContain('%PDF');
  expect((await stranger.get(paper)).status).toBe(404);
  expect((await read(paper)).status).toBe(303);
  const [fact] = await server.sql`
    select actor, reason, after from audit_facts where subject = ${`certificate:${one.id}`} order by id desc limit 1`;
  expect(fact).toMatchObject({ reason: decided['ly-do'] });
  expect(fact?.['actor']).toMatch(/^person:/);
  const long = await province.send(page, { ...fields, den: addDays(one.last, 300), viec: 'xem' });
  expect(long.status).toBe(409);
});

test('a revoked product is without stars on its page, its trace page, in the API and in search', async () => {
  const one = held[1]!;
  await read(`/san-pham/${one.slug}`);
  await read(`/san-pham/${one.slug}/truy-xuat`);
  const page = `/quan-tri/giay-chung-nhan/${one.id}`;
  await province.send(page, { ...decided, loai: 'revoked', 'can-cu': 'misuse_of_mark', viec: 'ghi' });
  for (const path of [`/san-pham/${one.slug}`, `/san-pham/${one.slug}/truy-xuat`, `/so-dang-ky/${one.id}`])
    await soon(async () => (await read(path)).text).toMatch(/thu hồi/);
  expect(JSON.parse((await read(`/api/v1/products/${one.product}`)).text)).toMatchObject({
    stars: null,
    status: 'revoked',
  });
  await soon(async () => {
    const found = JSON.parse((await read(`/api/v1/products?q=${encodeURIComponent(one.name)}`)).text) as {
      items: { id: string; status: string }[];
    };
    return found.items.find(({ id }) => id === one.product)?.status;
  }).toBe('revoked');
  const again = await province.send(page, {
    ...decided,
    loai: 'revoked',
    'can-cu': 'misuse_of_mark',
    viec: 'ghi',
  });
  expect(again.status).toBe(409);
});

test('a new recognition and a corrected name are on the public page at once', async () => {
  const one = held[1]!;
  const page = `/quan-tri/san-pham/${one.product}`;
  const fields = {
    so: '91/QĐ-UBND',
    ngay: today,
    noi: 'UBND tỉnh',
    loai: 'renewal',
    sao: '3',
    diem: '61,5',
    den: '',
    'ly-do': 'Đánh giá lại sau thu hồi',
  };
  await read(`/san-pham/${one.slug}`);
  const looked = await province.send(`${page}/cong-nhan`, { ...fields, viec: 'xem', tep: pdf() });
  expect(looked.text).toContain('Chưa ghi gì vào sổ');
  const written = await province.send(`${page}/cong-nhan`, { ...fields, viec: 'ghi' });
  expect(written.text).toContain('Đã ghi vào sổ');
  await soon(async () => {
    const answer = await read(`/api/v1/products/${one.product}`);
    return (JSON.parse(answer.text) as { stars: number | null }).stars;
  }).toBe(3);
  await soon(async () => (await read(`/san-pham/${one.slug}`)).text).toContain('91/QĐ-UBND');
  const correction = { viec: 'sua', ten: `${one.name} mới`, 'ly-do': 'Ghi sai tên' };
  const form = (await province.get(page)).text;
  const set = /<option value="(\d+)" selected/.exec(form)?.[1] ?? '';
  const corrected = await province.send(page, { ...correction, bo: set });
  expect(corrected.text).toContain('Đã ghi');
  await soon(async () => (await read(`/san-pham/${one.slug}`)).text).toContain(`${one.name} mới`);
  const wrong = await province.send(page, { ...correction, bo: set, gia: 'rẻ' });
  expect(wrong.status).toBe(400);
  expect(wrong.text).toContain('Không đọc được con số');
});

test('two producers become one, and the old address leads to it', async () => {
  const { sql } = server;
  const producer = held[2]!.producer;
  const id = 'zz0000000001';
  await sql`
    insert into producers (id, slug, name, name_key, kind, province_code, commune_code, phone, created_at, updated_at)
    select ${id}, 'ghi-hai-lan', name, name_key, kind, province_code, commune_code, '0912345678', now(), now()
    from producers where id = ${producer}`;
  const likely = await province.get('/quan-tri/gop');
  expect(likely.text).toContain(id);
  const query = `?loai=producer&giu=${producer}&bo=${id}`;
  expect((await province.get(`/quan-tri/gop${query}`)).text).toContain('0912345678');
  const done = await province.send('/quan-tri/gop', {
    loai: 'producer',
    giu: producer,
    bo: id,
    'lay-phone': 'bo',
    'ly-do': 'Ghi hai lần',
  });
  expect(done.text).toContain('Đã gộp');
  const [kept] = await sql<
    [{ slug: string; phone: string }]
  >`select slug, phone from producers where id = ${producer}`;
  expect(kept.phone).toBe('0912345678');
  expect(await read('/chu-the/ghi-hai-lan')).toMatchObject({
    status: 301,
    location: `/chu-the/${kept.slug}`,
  });
});

test('a point of sale is made, stocked and confirmed; its page and the product say so', async () => {
  const product = held[3] ?? held[0]!;
  const made = await province.send('/quan-tri/diem-ban/moi', {
    viec: 'ghi',
    ten: 'Quầy OCOP thử nghiệm',
    loai: 'shop',
    xa: where.communeCode,
    'vi-tri': '20.95, 106.51',
    ...Object.fromEntries(Array.from({ length: 7 }, (_, day) => [`gio-${day}`, '0:00-24:00'])),
    'ngay-dac-biet': `${today.split('-').reverse().join('/')} nghỉ kiểm kê`,
    'phu-trach': 'Chị Hòa',
  });
  expect(made.status).toBe(200);
  const page = made.path.split('?')[0]!;
  await province.send(page, { viec: 'them', hang: product.product });
  await province.send(page, { viec: 'xac-nhan' });
  const [row] = await server.sql<[{ slug: string }]>`
    select slug from points_of_sale where name = 'Quầy OCOP thử nghiệm'`;
  const shown = await read(`/diem-ban/${row.slug}`);
  expect(shown.text).toContain(product.name);
  expect(shown.text).toContain('Đang đóng cửa');
  expect(shown.text).toContain('kiểm kê');
  expect(shown.text).not.toContain('Chị Hòa');
  await soon(async () => (await read(`/san-pham/${product.slug}`)).text).toContain('Quầy OCOP thử nghiệm');
  await soon(
    async () => (await read(`/dia-phuong/${where.provinceCode}/${where.communeCode}`)).text,
  ).toContain('Quầy OCOP thử nghiệm');
});

test('an officer of another commune finds none of it', async () => {
  const one = held[0]!;
  const [shop] = await server.sql<[{ id: string }]>`
    select id from points_of_sale where commune_code = ${where.communeCode} limit 1`;
  for (const path of [
    `/quan-tri/giay-chung-nhan/${one.id}`,
    `/quan-tri/san-pham/${one.product}`,
    `/quan-tri/chu-the/${one.producer}`,
    `/quan-tri/diem-ban/${shop.id}`,
  ]) {
    expect([path, (await stranger.get(path)).status]).toEqual([path, 404]);
    const sent = await stranger.send(path, {
      ...decided,
      loai: 'revoked',
      viec: 'ghi',
      ten: 'Khác',
      xa: '11503',
    });
    expect([path, sent.status]).toEqual([path, 404]);
  }
  expect((await stranger.get(`/quan-tri/san-pham/${one.product}/cong-nhan`)).status).toBe(403);
  expect(
    (await stranger.send('/quan-tri/gop', { loai: 'producer', giu: one.producer, bo: 'x' })).status,
  ).toBe(403);
  const search = await stranger.get(`/quan-tri/san-pham?q=${encodeURIComponent(one.name)}`);
  expect(search.text).toContain('Không có sản phẩm nào như vậy');
});

test('the rooms read well on a telephone and on a desk', async () => {
  const one = held[0]!;
  const [shop] = await server.sql<[{ id: string }]>`
    select id from points_of_sale where commune_code = ${where.communeCode} limit 1`;
  const rooms = {
    search: `/quan-tri/san-pham?q=${encodeURIComponent(one.name)}`,
    product: `/quan-tri/san-pham/${one.product}`,
    recognition: `/quan-tri/san-pham/${one.product}/cong-nhan`,
    producer: `/quan-tri/chu-the/${one.producer}`,
    certificate: `/quan-tri/giay-chung-nhan/${one.id}`,
    merging: '/quan-tri/gop',
    side: `/quan-tri/gop?loai=product&giu=${one.product}&bo=${held[1]!.product}`,
    shops: '/quan-tri/diem-ban',
    shop: `/quan-tri/diem-ban/${shop.id}`,
  };
  for (const [width, dark] of [
    [360, false],
    [1280, true],
  ] as const) {
    const visitor = await newVisitor(
      { endpoint: inject('browserEndpoint'), url: server.url },
      { width, dark },
    );
    await visitor.context.addCookies(province.cookies());
    for (const [name, path] of Object.entries(rooms)) {
      expect([path, await visitor.go(path)]).toEqual([path, 200]);
      await screenshot(visitor, `register-${name}-${width}`);
      expect.soft([path, await axe(visitor)]).toEqual([path, []]);
      expect.soft([path, width, await sticksOut(visitor)]).toEqual([path, width, false]);
    }
    // The confirmation, reached by keyboard alone.
    const { page } = visitor;
    await visitor.go(`/quan-tri/giay-chung-nhan/${held[2]!.id}`);
    await page.getByText('Tạm dừng', { exact: true }).focus();
    await page.keyboard.press('Enter');
    const deed = page.locator('details[open] form');
    await deed.getByLabel('Số quyết định').fill('90/QĐ-UBND');
    await deed.getByLabel('Ngày quyết định').fill(today);
    await deed.getByLabel('Cơ quan ban hành').fill('UBND cấp tỉnh');
    await deed.getByLabel('Lý do').fill('Chờ kết luận kiểm tra');
    await page.keyboard.press('Enter');
    await page.getByText('Chưa ghi gì vào sổ').waitFor();
    await screenshot(visitor, `register-confirm-${width}`);
    expect.soft([width, await axe(visitor), await sticksOut(visitor)]).toEqual([width, [], false]);
    await visitor.close();
  }
}, 120_000);
