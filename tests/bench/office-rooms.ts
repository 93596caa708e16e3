import type postgres from 'postgres';

/** What some years of work leave in the rooms: so many of each, at full size. */
const SIZES = {
  plansOfAProvince: 8,
  linesOfAPlan: 60,
  sources: 20,
  runsOfASource: 400,
  itemsOfTheLastRun: 20_000,
  proposals: 3_000,
  runsOfStamps: 20_000,
  events: 200_000,
  claims: 3_000,
  stories: 6_000,
  pictures: 20_000,
  tours: 1_500,
  slotsOfATour: 6,
  fairs: 5_000,
  news: 8_000,
  hooks: 10,
  deliveriesOfAHook: 20_000,
  purchases: 20_000,
  evidence: 12_000,
} as const;

const OWNER = {
  name: 'Sở Nông nghiệp và Môi trường',
  address: '1 Đường Thử, Hà Nội',
  phone: '+842431234567',
  email: 'ocop@example.vn',
  registration: '0000000000',
  representative: 'Người đại diện',
  isExample: false,
};

/**
 * Fills the rooms of the office beside register, audit and letters: plans of inspections, sources with their runs, stamps,
 * joiners, stories, pictures, routes, fairs, news, webhooks, evidence, and what the desk of a marketplace holds.
 *
 * @param share of the full size: 1, or less to try it.
 */
export async function fillRooms(sql: postgres.Sql, share = 1): Promise<void> {
  const size = (of: keyof typeof SIZES): number => Math.max(2, Math.round(SIZES[of] * share));
  await sql.begin(async (sql) => {
    await sql`create temporary table spot on commit drop as
      select row_number() over (order by p.id)::int as nth, p.id, p.name, p.slug, p.producer_id,
        coalesce(p.province_code, m.province_code) as province_code,
        case when p.province_code is null then m.commune_code else p.commune_code end as commune_code
      from products p join producers m on m.id = p.producer_id
      where coalesce(p.province_code, m.province_code) is not null`;
    await sql`create index on spot (nth)`;
    await sql`analyze spot`;
    await sql`create temporary table maker on commit drop as
      select row_number() over (order by id)::int as nth, id, province_code, commune_code from producers
      where province_code is not null`;
    await sql`create index on maker (nth)`;
    await sql`
      insert into users (id, name, email, created_at, updated_at)
      select 'user' || n, 'Cán bộ số ' || n, 'can.bo.' || n || '@example.vn', now(), now()
      from generate_series(0, 2999) n on conflict do nothing`;
    await sql`
      insert into site_settings (name, value, updated_at) values ('owner', ${sql.json(OWNER)}, now())
      on conflict (name) do nothing`;

    // Quarters that are over, and this one, which is under way.
    await sql`
      insert into inspection_plans (id, province_code, year, quarter, made_by, made_at, fixed_by, fixed_at)
      select 'k' || p.province_code || lpad(n::text, 9, '0'), p.province_code,
        extract(year from day)::int, extract(quarter from day)::int, 'person:user1', day, 'person:user1', day
      from (select distinct province_code from spot) p,
        generate_series(0, ${size('plansOfAProvince') - 1}) n, lateral (select current_date - n * interval '3 months' as day) d`;
    await sql`
      insert into inspections (id, plan_id, product_id, province_code, commune_code, reasons, inspector_id, due_on, added_by, added_at,
        started_by, started_at, held_on, conclusion, outcome, closed_by, closed_at)
      select substr(md5(k.id || s.id), 1, 12), k.id, s.id, s.province_code, s.commune_code, '["random"]',
        'user' || (s.nth % 3000), (k.made_at + interval '60 days')::date, 'person:user1', k.made_at,
        case when over then 'person:user1' end, case when over then k.made_at end, case when over then k.made_at::date end,
        case when over then 'Đúng như hồ sơ.' end, case when over then 'in_order' end,
        case when over then 'person:user1' end, case when over then k.made_at end
      from inspection_plans k
      join (select *, row_number() over (partition by province_code order by md5(id)) as at from spot) s
        on s.province_code = k.province_code and s.at <= ${size('linesOfAPlan')}
      cross join lateral (select k.id not like '%000000000' as over) o`;

    await sql`
      insert into sources (id, name, kind, address, is_folder, schedule, province_code, is_on, made_by, made_at, changed_at)
      select 'n' || lpad(n::text, 11, '0'), 'Sổ đăng ký số ' || n, 'register', 'https://so-' || n || '.example.vn', false, 'daily',
        case when n % 2 = 0 then (select province_code from spot where nth = 1 + (n * 7919) % (select count(*) from spot)) end,
        true, 'person:user1', now(), now()
      from generate_series(1, ${size('sources')}) n`;
    await sql`
      insert into source_runs (id, source_id, state, is_full, asked_by, asked_at, finished_at, seen, changed, unchanged, refused, waiting)
      select substr(md5(s.id || n), 1, 12), s.id, 'done', true, 'system:sync', now() - n * interval '1 day',
        now() - n * interval '1 day', 20000, 40, 19900, 40, 20
      from sources s, generate_series(1, ${size('runsOfASource')}) n order by s.id, n desc`;
    await sql`
      insert into source_items (run_id, part, line, name, outcome, findings, subject, province_code, commune_code)
      select (select r.id from source_runs r join sources s on s.id = r.source_id where s.province_code is null order by r.n desc limit 1),
        'so-dang-ky', spot.nth, spot.name, (array['changed', 'refused', 'changed', 'waiting'])[1 + n % 4], '[]', 'product:' || spot.id,
        spot.province_code, spot.commune_code
      from generate_series(1, ${size('itemsOfTheLastRun')}) n
      join spot on spot.nth = 1 + (n::bigint * 104729) % (select count(*) from spot)`;
    await sql`
      insert into source_proposals (id, source_id, slot, subject, name, what, risks, before, after, facts, state, province_code,
        commune_code, run_id, last_run_id, made_at, decided_by, decided_at, reason)
      select 'p' || lpad(n::text, 11, '0'), r.source_id, 'x' || n, 'product:' || spot.id, spot.name, 'certificate', '["stars_up"]',
        '{"stars": 3}', '{"stars": 4}', '{}', case when n % 3 = 0 then 'waiting' else 'accepted' end, spot.province_code, spot.commune_code,
        r.id, r.id, now() - n * interval '1 hour', case when n % 3 > 0 then 'person:user1' end, case when n % 3 > 0 then now() end,
        case when n % 3 > 0 then 'Đúng quyết định' end
      from (select id, source_id from source_runs where id in (select run_id from source_items) limit 1) r,
        generate_series(1, ${size('proposals')}) n
      join spot on spot.nth = 1 + (n::bigint * 49979687) % (select count(*) from spot)`;

    await sql`
      insert into lots (id, product_id, code, created_by, created_at)
      select 'o' || lpad(n::text, 11, '0'), spot.id, 'L ' || n, 'person:user1', now()
      from generate_series(1, ${size('runsOfStamps')}) n
      join spot on spot.nth = 1 + (n::bigint * 15485863) % (select count(*) from spot)`;
    await sql`
      insert into stamp_epochs (epoch, root_mark, begun_at, begun_by) values (0, 'bench', now(), 'person:user1') on conflict do nothing`;
    await sql`
      insert into stamp_runs (id, number, product_id, lot_id, epoch, first, count, length, state, ordered_at, changed_at)
      select 't' || substr(l.id, 2), '2026-' || substr(l.id, 2), l.product_id, l.id, 0, substr(l.id, 2)::bigint * 1000, 1000, 18, 'active',
        now() - substr(l.id, 2)::int * interval '10 minutes', now()
      from lots l where l.id like 'o00%'`;
    await sql`
      insert into spoilt_stamps (id, run_id, from_place, until_place, kind, reason, at, by)
      select 'h' || substr(id, 2), id, 3, 7, 'stolen', 'Mất một cuộn', now(), 'person:user1' from stamp_runs where id like 't%0'`;
    await sql`
      insert into epcis_events (id, hash, event_id, producer_id, source, type, event_time, time_zone_offset, record_time, action,
        biz_step, event, context, kept_by)
      select 'v' || lpad(n::text, 11, '0'), 'ni:///sha-256;' || md5(n::text), 'ni:///sha-256;' || md5(n::text), spot.producer_id,
        (array['form', 'form', 'register', 'machine'])[1 + n % 4], 'ObjectEvent', now() - (${size('events')}::int - n) * interval '5 minutes',
        '+07:00', now() - (${size('events')}::int - n) * interval '5 minutes', 'OBSERVE',
        'https://ref.gs1.org/cbv/BizStep-' || (array['creating_class_instance', 'packing', 'inspecting', 'shipping'])[1 + n / 3 % 4],
        jsonb_build_object('type', 'ObjectEvent', 'readPoint', jsonb_build_object('id', 'tag:example.vn,2026:place/' || md5(n::text))),
        '[]', 'person:user' || (n % 3000)
      from generate_series(1, ${size('events')}) n
      join lots l on l.id = 'o' || lpad((1 + n % ${size('runsOfStamps')}::int)::text, 11, '0') join spot on spot.id = l.product_id
      where spot.producer_id is not null`;
    await sql`
      insert into epcis_things (event_id, place, role, uri, lot_id, quantity, unit)
      select e.id, 0, 'class', 'https://example.vn/t/lot/' || l.id, l.id, 20, 'KGM'
      from epcis_events e join lots l
        on l.id = 'o' || lpad((1 + substr(e.id, 2)::int % ${size('runsOfStamps')}::int)::text, 11, '0') where e.id like 'v%'`;
    await sql`
      insert into epcis_events (id, hash, declaration, event_id, producer_id, source, type, event_time, time_zone_offset, record_time,
        action, biz_step, event, context, kept_by)
      select 'w' || substr(id, 2), hash, 'x', event_id, producer_id, source, type, event_time, '+07:00', record_time, action, biz_step,
        event || '{"errorDeclaration": {"reason": "did_not_occur"}}', '[]', kept_by
      from epcis_events where id like 'v%00'`;

    await sql`
      insert into producer_claims (id, user_id, producer_id, relation, phone, words, made_at, state, decided_at, decided_by)
      select 'c' || lpad(n::text, 11, '0'), 'user' || (n % 3000), maker.id, 'owner', '0912345678', 'Tôi là chủ cơ sở.',
        now() - n * interval '1 hour', case when n % 5 = 0 then 'open' else 'accepted' end,
        case when n % 5 > 0 then now() end, case when n % 5 > 0 then 'person:user1' end
      from generate_series(1, ${size('claims')}) n
      join maker on maker.nth = 1 + (n::bigint * 32452843) % (select count(*) from maker) on conflict do nothing`;
    await sql`
      insert into stories (id, product_id, revision, sent_version, sent_at, sent_by, published_version, published_at)
      select 'y' || lpad(spot.nth::text, 11, '0'), spot.id, 1, case when spot.nth % 8 = 0 then 1 end,
        case when spot.nth % 8 = 0 then now() end, case when spot.nth % 8 = 0 then 'person:user1' end,
        case when spot.nth % 8 > 0 then 1 end, case when spot.nth % 8 > 0 then now() - spot.nth * interval '1 hour' end
      from spot where spot.nth <= ${size('stories')}`;
    await sql`
      insert into pictures (id, producer_id, hash, width, height, alt, sent_by, sent_at)
      select 'i' || lpad(n::text, 11, '0'), maker.id, lpad(n::text, 24, '0'), 1600, 1200, 'Bà Lan rót mật vào chai thuỷ tinh.',
        'person:user1', now() - n * interval '10 minutes'
      from generate_series(1, ${size('pictures')}) n
      join maker on maker.nth = 1 + (n::bigint * 86028121) % (select count(*) from maker)`;

    await sql`
      insert into tours (id, slug, province_code, commune_code, created_at, updated_at)
      select 'u' || lpad(n::text, 11, '0'), 'tuyen-' || n, spot.province_code, spot.commune_code, now(), now()
      from generate_series(1, ${size('tours')}) n
      join spot on spot.nth = 1 + (n::bigint * 67867967) % (select count(*) from spot)`;
    await sql`
      insert into tour_revisions (id, tour_id, number, state, title_vi, starts_at, written_by, written_at, published_by, published_at)
      select 'v' || substr(id, 2), id, 1, 'published', 'Một ngày với ong và gốm, số ' || substr(id, 2)::int, 480, 'person:user1', now(),
        'person:user2', now() from tours where id like 'u0%'`;
    await sql`
      insert into tour_stops (id, revision_id, position, key, kind, name_vi, minutes)
      select substr(md5(r.id || n), 1, 12), r.id, n, 'diem-' || n, 'sight', 'Điểm số ' || n, 30
      from tour_revisions r, generate_series(1, 5) n where r.id like 'v0%'`;
    await sql`
      insert into tour_slots (id, tour_id, day, minute, capacity, held, made_by, made_at)
      select substr(md5(t.id || n), 1, 12), t.id, current_date + n, 510, 20, 4, 'person:user1', now()
      from tours t, generate_series(1, ${size('slotsOfATour')}) n where t.id like 'u0%'`;
    await sql`
      insert into visit_requests (id, slot_id, places, name, phone, language, token_hash, state, consented_at, consent_edition, asked_at, changed_at)
      select substr(md5(s.id || n), 1, 12), s.id, 2, 'Khách số ' || n, '+84912345678', 'vi', md5(s.id || n),
        case when n = 1 then 'asked' else 'confirmed' end, now(), '2026-11', now(), now()
      from tour_slots s, generate_series(1, 2) n where s.tour_id like 'u0%'`;

    await sql`
      insert into fairs (id, slug, name, kind, first_on, last_on, province_code, commune_code, organiser, published_at, created_at, updated_at)
      select 'f' || lpad(n::text, 11, '0'), 'hoi-cho-' || n, 'Hội chợ OCOP số ' || n, 'fair', date '2026-12-31' - n % 900,
        date '2026-12-31' - n % 900 + 3, spot.province_code, spot.commune_code, 'UBND', now(), now(), now()
      from generate_series(1, ${size('fairs')}) n
      join spot on spot.nth = 1 + (n::bigint * 7919) % (select count(*) from spot)`;
    await sql`
      insert into news (id, slug, title, lead, body, province_code, commune_code, byline, published_at, created_at, updated_at)
      select 'w' || lpad(n::text, 11, '0'), 'tin-' || n, 'Tin số ' || n, 'Mở đầu.', repeat('Nội dung. ', 100), spot.province_code,
        spot.commune_code, 'Ban biên tập', now() - n * interval '1 hour', now(), now()
      from generate_series(1, ${size('news')}) n
      join spot on spot.nth = 1 + (n::bigint * 104729) % (select count(*) from spot)`;

    await sql`
      insert into hook_receivers (id, address, topics, made_at, made_by)
      select 'e' || lpad(n::text, 11, '0'), 'https://he-thong-' || n || '.example.vn/tin', '{certificate,product}', now(), 'person:user1'
      from generate_series(1, ${size('hooks')}) n`;
    await sql`
      insert into hook_deliveries (receiver_id, type, subject, data, happened_at, state, tries, tried_at, last_status, last_ms, delivered_at)
      select r.id, 'product.changed', 'product:x', '{}', now() - n * interval '1 minute', 'delivered', 1, now(), 204, 80, now()
      from hook_receivers r, generate_series(1, ${size('deliveriesOfAHook')}) n where r.id = 'e00000000001'`;

    await sql`
      insert into evidence (id, producer_id, kind, partner, paper_number, holds_from, holds_until, recorded_by, recorded_at)
      select 'x' || lpad(n::text, 11, '0'), maker.id, (array['modern_channel', 'raw_material_area', 'linkage_contract'])[1 + n % 3],
        'Bên thứ ' || n, n || '/HĐ', date '2024-01-01' + n % 900, case when n % 4 = 0 then date '2026-12-31' end, 'person:user1', now()
      from generate_series(1, ${size('evidence')}) n
      join maker on maker.nth = 1 + (n::bigint * 15485863) % (select count(*) from maker)`;

    // Purchases of one order each, most of them over; sums agree, so that the desk finds what is late and nothing else.
    await sql`
      insert into offers (id, product_id, pack, pack_key, price, weight, state, created_at, updated_at)
      select 'g' || lpad(spot.nth::text, 11, '0'), spot.id, 'Hũ 500 g', 'hu 500 g', 100000, 700, 'open', now(), now()
      from spot where spot.nth <= 3000`;
    await sql`
      insert into carts (id, token_hash, created_at, updated_at)
      select 'a' || lpad(n::text, 11, '0'), 'bench' || n, now(), now() from generate_series(1, ${size('purchases')}) n`;
    await sql`
      insert into purchases (id, code, cart_id, token_hash, method, buyer, phone, consents, language, goods_total, shipping_total,
        total, started_at, placed_at)
      select 'b' || substr(c.id, 2), 'SL' || substr(c.id, 5), c.id, c.token_hash, 'cod', ${sql.json({
        name: 'Người mua',
        phone: '+84912345678',
        email: null,
        provinceCode: '31',
        communeCode: '11503',
        street: 'Thôn 1',
        oldAddress: null,
        note: null,
      })}, '+849' || substr(c.id, 5), '[]', 'vi', 100000, 20000, 120000, at, at
      from carts c cross join lateral (select now() - substr(c.id, 2)::int * interval '20 minutes' as at) w where c.id like 'a0%'`;
    await sql`
      insert into orders (id, purchase_id, producer_id, code, state, goods_total, shipping_total, total, delivery, due_on, placed_at, changed_at)
      select 'd' || substr(p.id, 2), p.id, spot.producer_id, p.code || '-1',
        (array['placed', 'confirmed', 'packed', 'handed_over'])[1 + n % 4], 100000, 20000, 120000,
        'carrier', current_date + 3, p.placed_at, p.placed_at
      from purchases p cross join lateral (select substr(p.id, 2)::int as n) x join spot on spot.nth = 1 + n % least(3000, (select count(*) from spot))
      where p.id like 'b0%' and n < 800
      union all
      select 'd' || substr(p.id, 2), p.id, spot.producer_id, p.code || '-1', 'completed', 100000, 20000, 120000, 'carrier',
        current_date, p.placed_at, p.placed_at
      from purchases p cross join lateral (select substr(p.id, 2)::int as n) x join spot on spot.nth = 1 + n % least(3000, (select count(*) from spot))
      where p.id like 'b0%' and n >= 800`;
    await sql`
      insert into order_lines (id, order_id, offer_id, quantity, price, total, goods)
      select 'j' || substr(o.id, 2), o.id, 'g' || lpad(spot.nth::text, 11, '0'), 1, 100000, 100000,
        jsonb_build_object('productId', spot.id, 'productSlug', spot.slug, 'name', spot.name, 'pack', 'Hũ 500 g', 'set', 4, 'label', '{}'::jsonb,
          'certificate', null)
      from orders o cross join lateral (select substr(o.id, 2)::int as n) x join spot on spot.nth = 1 + n % least(3000, (select count(*) from spot))
      where o.id like 'd0%'`;
    await sql`
      insert into payments (id, purchase_id, order_id, method, amount, state, paid_at, received, created_at)
      select 'm' || substr(o.id, 2), o.purchase_id, o.id, case when n % 400 = 1 then 'transfer' else 'cash' end, 120000,
        case when n % 400 = 1 then 'mismatch' when o.state = 'completed' then 'paid' else 'awaited' end,
        case when n % 400 <> 1 and o.state = 'completed' then o.placed_at end,
        case when n % 400 = 1 then '{"amount": 110000, "currency": "VND"}'::jsonb end, o.placed_at
      from orders o cross join lateral (select substr(o.id, 2)::int as n) x where o.id like 'd0%'`;
    await sql`
      insert into payment_shares (payment_id, order_id, amount) select id, order_id, amount from payments where id like 'm0%'`;
  });
}

/** Addresses of the rooms, as this officer may ask for them; things are those of the place with the most goods. */
export async function roomPages(
  sql: postgres.Sql,
  who: 'administrator' | 'province' | 'commune',
  { province, commune }: { province: string; commune: string },
): Promise<Record<string, string>> {
  const [of] = await sql<
    [
      {
        plan: string;
        over: string;
        source: string;
        run: string;
        tour: string | null;
        maker: string;
        stamps: string;
      },
    ]
  >`
    select (select id from inspection_plans where province_code = ${province} order by year desc, quarter desc limit 1) as plan,
      (select id from inspection_plans where province_code = ${province} order by year, quarter limit 1) as over,
      (select source_id from source_runs where id in (select run_id from source_items) limit 1) as source,
      (select run_id from source_items limit 1) as run,
      (select id from tours where province_code = ${province} and (${who !== 'commune'} or commune_code = ${commune}) order by id limit 1) as tour,
      (select id from producers where province_code = ${province} and commune_code = ${commune} and merged_into is null order by id limit 1) as maker,
      (select count(*)::text from stamp_runs) as stamps`;
  return {
    inspections: '/quan-tri/kiem-tra',
    'inspections that are over': '/quan-tri/kiem-tra?xem=xong',
    stamps: '/quan-tri/tem',
    events: '/quan-tri/su-kien',
    'events of one kind by name': '/quan-tri/su-kien?viec=dispatch&hang=mat+ong',
    joiners: '/quan-tri/xin-giu',
    stories: '/quan-tri/cau-chuyen',
    'stories published, page 20': '/quan-tri/cau-chuyen?xem=published&trang=20',
    pictures: '/quan-tri/cau-chuyen/anh',
    'pictures, page 40': '/quan-tri/cau-chuyen/anh?trang=40',
    routes: '/quan-tri/tuyen',
    ...(of.tour !== null && { visits: `/quan-tri/tuyen/${of.tour}/luot-tham` }),
    calendar: '/quan-tri/lich',
    'calendar, page 20': '/quan-tri/lich?trang=20',
    news: '/quan-tri/tin',
    'news, page 20': '/quan-tri/tin?trang=20',
    evidence: '/quan-tri/chung-cu',
    'evidence of one kind, page 10': '/quan-tri/chung-cu?loai=modern_channel&trang=10',
    'a producer': `/quan-tri/chu-the/${of.maker}`,
    ...(who !== 'commune' && {
      'plan, and what is proposed for it': `/quan-tri/kiem-tra/ke-hoach/${of.plan}`,
      'plan, proposals by name': `/quan-tri/kiem-tra/ke-hoach/${of.plan}?tim=mat`,
      'plan that is over': `/quan-tri/kiem-tra/ke-hoach/${of.over}`,
      sources: '/quan-tri/nguon',
      'source with its runs and proposals': `/quan-tri/nguon/${of.source}`,
      'run with its records': `/quan-tri/nguon/${of.source}/lan/${of.run}`,
      'run, records refused, page 10': `/quan-tri/nguon/${of.source}/lan/${of.run}?muc=refused&trang=10`,
    }),
    ...(who === 'administrator' && {
      webhooks: '/quan-tri/ket-noi',
      'webhook with its deliveries': '/quan-tri/ket-noi/e00000000001',
      'desk of the marketplace': '/quan-tri/ban-hang',
      'purchases by number': '/quan-tri/ban-hang?tim=0019',
      claims: '/quan-tri/ban-hang/yeu-cau',
      reviews: '/quan-tri/ban-hang/nhan-xet',
      payouts: '/quan-tri/ban-hang/tra-tien',
      taxes: '/quan-tri/ban-hang/thue',
    }),
  };
}
