import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import postgres from 'postgres';
import { projectFolder } from '#db/client.ts';
import { embeddedDatabase } from '#db/embedded.ts';
import type { Scope } from '#src/domain/shared/actor.ts';
import { officer } from '#tests/support/officers.ts';
import { ensureBuilt, startServer } from '#tests/support/server.ts';
import { fillRooms, roomPages } from './office-rooms.ts';
import { atMost, filledDatabase, type PageFigure } from './pages.ts';

const FACTS = 200_000;
const BAR_MS = 300;
/** Asked one after the other, as one officer does. */
const ASKED = 60;

/**
 * Every list of the office, as an administrator, a province's officer and a commune's officer see it, on a register of
 * 20,000 products and 200,000 facts of the audit. Nothing is kept between two questions: each is worked out anew.
 * Beside it what `node:http` takes for the same bytes.
 */
export async function benchOffice(dataDir = join(projectFolder(), '.test', 'bench')): Promise<PageFigure[]> {
  await ensureBuilt();
  const { url, release } = await embeddedDatabase(dataDir);
  const admin = postgres(url, { max: 1, onnotice: () => {} });
  const name = `office_${process.pid}`;
  // A copy: officers sign in and leave traces, and the next run is to find the same register.
  const model = await filledOffice(url);
  await admin.unsafe(`create database ${name} template ${model}`);
  const server = await startServer({
    databaseUrl: new URL(name, url).href,
    env: { MODE: 'marketplace' },
  });
  try {
    const figures: PageFigure[] = [];
    for (const [who, browser, pages] of await officers(server)) {
      const bodies = new Map<string, Uint8Array>();
      for (const path of Object.values(pages)) {
        const answer = await browser.ask(path);
        if (answer.status !== 200) throw new Error(`${who}: ${path} answers ${answer.status}`);
        bodies.set(path, new Uint8Array(await answer.arrayBuffer()));
      }
      const bare = await bareAnswers([...bodies.values()]);
      for (const [at, [page, path]] of Object.entries(pages).entries()) {
        const bareTime = await p95(() => fetch(`${bare.url}/${at}`));
        const time = await p95(() => browser.ask(path));
        const times = (time / bareTime).toFixed(0);
        const figure = atMost(
          `office, ${who}: ${page}, p95 of ${ASKED} (${times} × node:http with those bytes)`,
          [time],
          BAR_MS,
          'ms',
        );
        console.log(`${figure.figure}: ${figure.value}`);
        figures.push(figure);
      }
      await bare.stop();
    }
    return figures;
  } finally {
    await server.stop();
    await admin.unsafe(`drop database if exists ${name} with (force)`);
    await admin.end();
    await release();
  }
}

async function p95(ask: () => Promise<Response>): Promise<number> {
  const times: number[] = [];
  for (let count = 0; count < ASKED; count += 1) {
    const start = performance.now();
    await (await ask()).arrayBuffer();
    times.push(performance.now() - start);
  }
  return times.sort((a, b) => a - b)[Math.ceil(times.length * 0.95) - 1] ?? Number.NaN;
}

async function bareAnswers(bodies: Uint8Array[]): Promise<{ url: string; stop: () => Promise<unknown> }> {
  const worker = new Worker(new URL('bare.ts', import.meta.url), { workerData: bodies });
  const port = await new Promise<number>((done, fail) => {
    worker.once('message', done);
    worker.once('error', fail);
  });
  return { url: `http://127.0.0.1:${port}`, stop: () => worker.terminate() };
}

type Browser = Awaited<ReturnType<typeof officer>>;
type Who = [who: string, browser: Browser, pages: Record<string, string>];

/** Of the province and the commune with the most goods. */
async function officers(server: Parameters<typeof officer>[0]): Promise<Who[]> {
  const [most] = await server.sql<[{ province: string; commune: string; deep: string; subject: string }]>`
    with province as (
      select province_code from products group by province_code order by count(*) desc limit 1),
    commune as (
      select p.province_code, p.commune_code from products p join province using (province_code)
      where commune_code is not null group by 1, 2 order by count(*) desc limit 1)
    select province_code as province, commune_code as commune,
      (select percentile_disc(0.1) within group (order by id)::text from audit_facts) as deep,
      (select subject from audit_facts a where a.commune_code = commune.commune_code limit 1) as subject
    from commune`;
  const { province, commune, deep, subject } = most;
  const scopes: readonly [Parameters<typeof roomPages>[1], Parameters<typeof officer>[1], Scope][] = [
    ['administrator', 'administrator', { kind: 'country' }],
    ['province', 'province_officer', { kind: 'province', provinceCode: province }],
    ['commune', 'commune_officer', { kind: 'commune', provinceCode: province, communeCode: commune }],
  ];
  return Promise.all(
    scopes.map(async ([who, role, scope]): Promise<Who> => {
      const rooms = await roomPages(server.sql, who, { province, commune });
      const pages: Record<string, string> = {
        today: '/quan-tri',
        certificates: '/quan-tri/giay-chung-nhan',
        'certificates by name': '/quan-tri/giay-chung-nhan?q=mat+ong',
        'certificates, page 4': '/quan-tri/giay-chung-nhan?trang=4',
        letters: '/quan-tri/thu',
        'letters to hand over, page 40': '/quan-tri/thu?tinh-trang=to_hand_over&trang=40',
        reports: '/quan-tri/phan-anh',
        'closed reports, page 20': '/quan-tri/phan-anh?tinh-trang=closed&trang=20',
        figures: '/quan-tri/so-lieu',
        lists: '/quan-tri/danh-sach',
        products: '/quan-tri/san-pham?q=mat+ong',
        'products by one letter': '/quan-tri/san-pham?q=a',
        'points of sale': '/quan-tri/diem-ban',
        'points of sale, page 40': '/quan-tri/diem-ban?trang=40',
        audit: '/quan-tri/nhat-ky',
        'audit, deep': `/quan-tri/nhat-ky?truoc=${deep}`,
        'audit of one kind': '/quan-tri/nhat-ky?viec=certificate.revoked',
        'audit of one kind, deep': `/quan-tri/nhat-ky?viec=product.changed&truoc=${deep}`,
        'audit of one thing': `/quan-tri/nhat-ky?ve=${subject}`,
        'audit of a kind that is rare': '/quan-tri/nhat-ky?viec=target.set',
        ...(who !== 'commune' && {
          people: '/quan-tri/nguoi',
          'people by name': '/quan-tri/nguoi?q=can+bo+so+2',
          'likely pairs': '/quan-tri/gop',
        }),
        ...rooms,
      };
      return [who, await officer(server, role, scope), pages];
    }),
  );
}

/** The register of the pages, with all that an office has gathered in some years; the name of its database. */
async function filledOffice(serverUrl: string): Promise<string> {
  const name = 'office_20000';
  const url = await filledDatabase(serverUrl, name);
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    const [held] = await sql<[{ count: number; rooms: boolean }]>`
      select count(*)::int as count, exists (select from stamp_runs) as rooms from audit_facts`;
    if (held.count < FACTS) await fillOffice(sql);
    if (!held.rooms) await fillRooms(sql);
    if (held.count < FACTS || !held.rooms) await sql`vacuum analyze`;
  } finally {
    await sql.end();
  }
  return name;
}

async function fillOffice(sql: postgres.Sql): Promise<void> {
  await sql.begin(async (sql) => {
    await sql`truncate list_drafts, letters, public_reports, points_of_sale, invitations, assignments cascade`;
    await sql`delete from users`;
    await sql`create temporary table spot on commit drop as
        select row_number() over (order by id)::int as nth, id, province_code, commune_code from products`;
    await sql`create index on spot (nth)`;
    await sql`
        insert into audit_facts (at, actor, kind, subject, before, after, reason, province_code, commune_code)
        select timestamptz '2024-01-01' + n * interval '5 minutes',
          case when n % 9 = 0 then 'system:sync' else 'person:user' || (n % 3000) end,
          (array['product.changed', 'product.changed', 'product.changed', 'certificate.recognised',
            'certificate.extended', 'producer.changed', 'point_of_sale.confirmed', 'list.published',
            case when n % 2000 = 7 then 'target.set' when n % 40 = 7 then 'certificate.revoked' else 'product.changed' end
          ])[1 + n % 9],
          'product:' || spot.id, '{"price": 45000, "pack": "Hũ 500 g"}', '{"price": 52000, "pack": "Hũ thủy tinh 500 g"}',
          'Theo công văn của chủ thể', spot.province_code, spot.commune_code
        from generate_series(1, ${FACTS}) n join spot on spot.nth = 1 + (n::bigint * 7919) % (select count(*) from spot)`;
    await sql`
        insert into letters (id, key, kind, to_address, to_name, title, words, state, written_at, sent_at, province_code, commune_code)
        select 'l' || lpad(n::text, 11, '0'), 'k' || n, 'certificate_notice',
          case when n % 3 = 0 then null else 'htx' || n || '@example.vn' end, 'Hợp tác xã số ' || n,
          'Giấy chứng nhận OCOP sắp hết hạn: sản phẩm số ' || n, repeat('Đề nghị nộp hồ sơ. ', 30),
          case when n % 3 = 0 then 'to_hand_over' when n % 501 = 1 then 'failed' when n % 700 = 2 then 'waiting' else 'sent' end,
          timestamptz '2025-01-01' + n * interval '20 minutes',
          case when n % 3 <> 0 and n % 501 <> 1 and n % 700 <> 2 then timestamptz '2025-01-02' + n * interval '20 minutes' end,
          spot.province_code, spot.commune_code
        from generate_series(1, 30000) n join spot on spot.nth = 1 + (n::bigint * 104729) % (select count(*) from spot)`;
    await sql`
        insert into public_reports (id, token_hash, kind, product_id, words, state, outcome, received_at, closed_at, province_code, commune_code)
        select 'r' || lpad(n::text, 11, '0'), lpad(n::text, 64, '0'), 'other', spot.id, repeat('Nhãn ghi sai hạn dùng. ', 12),
          state, case when state = 'closed' then 'confirmed' end, timestamptz '2025-01-01' + n * interval '1 hour',
          case when state = 'closed' then timestamptz '2025-01-09' + n * interval '1 hour' end, spot.province_code, spot.commune_code
        from (select n, case when n % 10 < 8 then 'closed' when n % 10 = 8 then 'received' else 'checking' end as state
          from generate_series(1, 5000) n) n
        join spot on spot.nth = 1 + (n::bigint * 15485863) % (select count(*) from spot)`;
    await sql`
        insert into points_of_sale (id, slug, name, name_key, kind, province_code, commune_code, confirmed_on, created_at, updated_at)
        select 's' || lpad(n::text, 11, '0'), 'diem-ban-' || n, 'Cửa hàng OCOP số ' || n, 'cua hang ocop so ' || n, 'shop',
          spot.province_code, spot.commune_code, case when n % 4 > 0 then date '2026-01-01' - n % 700 end, now(), now()
        from generate_series(1, 5000) n join spot on spot.nth = 1 + (n::bigint * 32452843) % (select count(*) from spot)`;
    await sql`
        insert into point_of_sale_goods (point_of_sale_id, product_id, added_by, added_at)
        select 's' || lpad((1 + n % 5000)::text, 11, '0'), spot.id, 'system:test', now()
        from generate_series(1, 60000) n join spot on spot.nth = 1 + (n::bigint * 49979687) % (select count(*) from spot)
        on conflict do nothing`;
    await sql`
        insert into users (id, name, email, created_at, updated_at)
        select 'user' || n, 'Cán bộ số ' || n, 'can.bo.' || n || '@example.vn', now(), now()
        from generate_series(0, 2999) n`;
    await sql`
        insert into assignments (id, user_id, role, scope_kind, province_code, commune_code, given_by, given_at)
        select 'a' || lpad(n::text, 11, '0'), 'user' || n, 'commune_officer', 'commune', spot.province_code, spot.commune_code,
          'system:test', now()
        from generate_series(0, 2999) n join spot on spot.nth = 1 + (n::bigint * 67867967) % (select count(*) from spot)
        where spot.commune_code is not null`;
    await sql`
        insert into list_drafts (id, name, kind, bytes, size, options, province_code, sent_by, sent_at, changed_by, changed_at, put_aside_at)
        select 'd' || lpad(n::text, 11, '0'), 'danh-sach-' || n || '.xlsx', 'decisions', decode(repeat('00', 50000), 'hex'), 50000, '{}',
          spot.province_code, 'person:user1', now(), 'person:user1', now() - n * interval '1 hour', case when n % 3 > 0 then now() end
        from generate_series(1, 1000) n join spot on spot.nth = 1 + (n::bigint * 86028121) % (select count(*) from spot)`;
  });
}
