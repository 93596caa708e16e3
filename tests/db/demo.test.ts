import { readFile } from 'node:fs/promises';
import { sql } from 'drizzle-orm';
import { loadDemo, readDemoWorld } from '#db/seed/demo.ts';
import { test, expect } from '#tests/support/test.ts';

/** The day for which the made-up statuses are told; they move along with the first start. */
const FIRST_START = new Date('2026-11-22T03:00:00Z');

test('the demo world fills an empty register once, and changes nothing the second time', async ({ ctx }) => {
  const made = await loadDemo({ ...ctx, now: FIRST_START }, 'anniversary_counts');
  expect(made).toMatchObject({ outcome: 'made', madeOn: '2026-11-22' });
  const counts = () =>
    ctx.db
      .execute(sql`select (select count(*) from products) as products, (select count(*) from certificates) as certificates,
      (select count(*) from standings) as standings, (select count(*) from audit_facts) as facts,
      (select max(updated_at) from products) as changed`);
  const before = [...(await counts())];
  const again = await loadDemo({ ...ctx, now: new Date('2027-03-01T03:00:00Z') }, 'anniversary_counts');
  expect(again).toEqual({ outcome: 'already', madeOn: '2026-11-22', products: 0 });
  expect([...(await counts())]).toEqual(before);
});

test('a register that holds a real product is left alone', async ({ ctx }) => {
  await ctx.db.execute(sql`insert into products (id, slug, name, name_key, created_at, updated_at)
    values ('realproduct1', 'hang-that', 'Hàng thật', 'hang that', now(), now())`);
  expect(await loadDemo(ctx, 'anniversary_counts')).toMatchObject({ outcome: 'register_not_empty' });
});

test('every real product, and every stated fact about it, names its source; every example is marked', async ({
  ctx,
}) => {
  await loadDemo({ ...ctx, now: FIRST_START }, 'anniversary_counts');
  const wrong = await ctx.db.execute(sql`
    select name from products where (not is_example and (source is null or source !~ '^https?://'))
      or (is_example and name !~ '\\(ví dụ\\)$') or (not is_example and name ~ 'ví dụ')
    union all select name from producers where is_example <> (name ~ 'ví dụ') or (not is_example and source is null)
    union all select number from decisions where is_example <> (number ~ 'VÍ-DỤ') or (not is_example and source is null)
    union all select name from points_of_sale where is_example <> (name ~ 'ví dụ') or (not is_example and source is null)
    union all select name from fairs where is_example <> (name ~ 'ví dụ') or (not is_example and source is null)
    union all select title from news where is_example <> (title ~ 'ví dụ') or (not is_example and source is null)
    union all select c.id from certificates c join products p on p.id = c.product_id where not p.is_example and c.source is null`);
  expect([...wrong]).toEqual([]);
  // A decision of an example never recognises real goods, nor the other way round.
  const mixed = await ctx.db
    .execute(sql`select p.name from certificates c join products p on p.id = c.product_id
    join decisions d on d.id = c.decision_id where d.is_example <> p.is_example`);
  expect([...mixed]).toEqual([]);
});

test('the examples show every status on the day of the first start', async ({ ctx }) => {
  await loadDemo({ ...ctx, now: FIRST_START }, 'anniversary_counts');
  const found = await ctx.db.execute<{ status: string; example: boolean; n: number }>(sql`
    select s.status, p.is_example as example, count(*)::int as n
    from standings s join products p on p.id = s.product_id
    where date '2026-11-22' between from_day and until_day group by 1, 2 order by 2, 1`);
  expect(found.filter(({ example }) => example).map(({ status, n }) => [status, n])).toEqual([
    ['expired', 1],
    ['expiring', 1],
    ['extended', 1],
    ['not_yet', 1],
    ['revoked', 2],
    ['superseded', 2],
    ['suspended', 1],
    ['valid', 9],
  ]);
  expect(found.filter(({ example }) => !example).map(({ status, n }) => [status, n])).toEqual([
    ['expired', 5],
    ['expiring', 2],
    ['unknown', 43],
    ['valid', 3],
  ]);
});

test('a real product has a day, a number and stars only where its source has them', async ({ ctx }) => {
  await loadDemo({ ...ctx, now: FIRST_START }, 'anniversary_counts');
  const rows = await ctx.db.execute<{ name: string; status: string | null; claimed: boolean }>(sql`
    select p.name, s.status, c.decision_id is null as claimed from products p
    left join certificates c on c.product_id = p.id
    left join standings s on s.certificate_id = c.id and date '2026-11-22' between s.from_day and s.until_day
    where not p.is_example`);
  const { real } = await readDemoWorld();
  for (const { name, status } of rows) {
    const facts = real.find((product) => product.name === name)!;
    const dated = facts.certificate?.issuedOn !== undefined;
    expect([name, status !== null && status !== 'unknown']).toEqual([name, dated]);
  }
});

test('the facts agree with the collection they were taken from', async ({ skip }) => {
  const file = new URL('../../../shared/data/ocop-products-sample.csv', import.meta.url);
  const { parse } = await import('csv-parse/sync');
  const text = await readFile(file, 'utf8').catch(() => null);
  if (text === null) return skip('the collection is not beside this project');
  const collected = parse(text, { columns: true }) as Record<string, string>[];
  const { real } = await readDemoWorld();
  expect(real.length).toBeGreaterThanOrEqual(50);
  expect(real.length).toBeLessThanOrEqual(70);
  for (const it of real) {
    const same = collected.filter(
      (row) => row['product_name'] === it.name && row['producer_name'] === (it.producer ?? ''),
    );
    const match = same.some(
      (row) =>
        row['source']!.startsWith(it.source) &&
        row['derived_new_province_code'] === it.province &&
        (it.commune === undefined || row['derived_new_commune_code'] === it.commune) &&
        (it.certificate?.decision ?? row['decision_number']) === row['decision_number'] &&
        (it.certificate?.issuedOn ?? row['decision_date']) === row['decision_date'] &&
        String(it.certificate?.stars ?? it.claim?.stars ?? row['stars']) === row['stars'] &&
        String(it.price ?? '') === row['price_vnd'],
    );
    expect([it.name, match]).toEqual([it.name, true]);
  }
});
