import { request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { gunzipSync, brotliDecompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startServer, type RunningServer } from '#tests/support/server.ts';

type Answer = { status: number; headers: Record<string, string | undefined>; body: Buffer };

let server: RunningServer;
let slug: string;

beforeAll(async () => {
  server = await startServer({ demo: true, env: { TRUSTED_PROXIES: '1' } });
  const [product] = await server.sql<[{ slug: string }]>`
    select slug from products where product_set not in (14, 15) order by slug limit 1`;
  slug = product.slug;
  // The demo world is still being read into the index: until then changes are told.
  for (let left = 1; left > 0; await sleep(100))
    [{ left }] = await server.sql<[{ left: number }]>`select count(*)::int as left from changed_products`;
  await sleep(500);
});

afterAll(async () => {
  await server.stop();
});

/** As a client that nothing is hidden from: no decoding, no redirects. */
function ask(
  path: string,
  headers: Record<string, string> = {},
  { method = 'GET', body }: { method?: string; body?: string } = {},
): Promise<Answer> {
  return new Promise((done, fail) => {
    const { hostname, port } = new URL(server.url);
    const asking = request({ hostname, port, path, method, headers, agent: false }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('error', fail);
      response.on('end', () =>
        done({
          status: response.statusCode ?? 0,
          headers: response.headers as Answer['headers'],
          body: Buffer.concat(parts),
        }),
      );
    });
    asking.on('error', fail);
    asking.end(body);
  });
}

const page = (): string => `/san-pham/${slug}`;

async function rendersSoFar(): Promise<number> {
  const { body } = await ask('/metrics');
  return Number(/saolang_render_seconds_count (\d+)/.exec(body.toString())?.[1]);
}

describe('a public page', () => {
  test('is made once for all who ask together, and then served as it is', async () => {
    const before = await rendersSoFar();
    const all = await Promise.all(Array.from({ length: 12 }, () => ask(`${page()}/truy-xuat`)));
    expect(new Set(all.map(({ status }) => status))).toEqual(new Set([200]));
    expect(await rendersSoFar()).toBe(before + 1);
    const [first] = all;
    expect(first?.headers['cache-control']).toMatch(/^public, max-age=\d+, must-revalidate$/);
    expect(first?.headers['x-shows']).toBeUndefined();
  });

  test('comes in the encoding that is asked for, each with its own validator, and all say the same', async () => {
    const plain = await ask(page());
    const zipped = await ask(page(), { 'accept-encoding': 'gzip' });
    const small = await ask(page(), { 'accept-encoding': 'gzip, deflate, br' });
    expect(gunzipSync(zipped.body).equals(plain.body)).toBe(true);
    expect(brotliDecompressSync(small.body).equals(plain.body)).toBe(true);
    expect(new Set([plain, zipped, small].map(({ headers }) => headers['etag'])).size).toBe(3);
    expect(small.headers['vary']).toBe('accept-encoding');
    expect(small.headers['content-security-policy']).toMatch(/frame-ancestors 'none'/);
    expect(small.headers['content-security-policy']).toMatch(/script-src 'self'/);
    // Every style of the page is allowed by its fingerprint, and no fingerprint is there without its style.
    const styles = plain.body.toString().match(/<style\b/g)?.length ?? 0;
    const named = /style-src ([^;]*)/
      .exec(small.headers['content-security-policy'] ?? '')?.[1]
      ?.match(/sha256/g);
    expect(named?.length).toBe(styles);

    const again = await ask(page(), {
      'accept-encoding': 'br',
      'if-none-match': small.headers['etag'] ?? '',
    });
    expect([again.status, again.body.length]).toEqual([304, 0]);
    const head = await ask(page(), { 'accept-encoding': 'br' }, { method: 'HEAD' });
    expect([head.status, head.body.length, head.headers['content-length']]).toEqual([
      200,
      0,
      small.headers['content-length'],
    ]);
  });

  test('changes for everyone as soon as a fact that it shows has changed', async () => {
    await ask(page());
    const before = await rendersSoFar();
    await ask(page());
    expect(await rendersSoFar()).toBe(before);
    await server.sql.begin(async (sql) => {
      await sql`update products set name = 'Tên vừa đổi' where slug = ${slug}`;
      await sql`select pg_notify('public_facts', 'product:' || id) from products where slug = ${slug}`;
    });
    await sleep(50);
    expect((await ask(page())).body.toString()).toContain('Tên vừa đổi');
  });

  test('is not served from before while nobody hears of changes', async () => {
    await ask(page());
    // The line on which changes are heard is cut, and in the same moment a fact changes.
    await server.sql.begin(async (sql) => {
      await sql`select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and query ilike 'listen%'`;
      await sql`update products set name = 'Đổi lúc mất tin' where slug = ${slug}`;
      await sql`select pg_notify('public_facts', 'product:' || id) from products where slug = ${slug}`;
    });
    await sleep(30);
    expect((await ask(page())).body.toString()).toContain('Đổi lúc mất tin');
    // And it listens again.
    await sleep(1_500);
    const before = await rendersSoFar();
    await ask(page());
    await ask(page());
    expect(await rendersSoFar()).toBeLessThanOrEqual(before + 1);
  });

  test('is another one for each host name, and no strange header finds its way into it', async () => {
    const strange = await ask(page(), {
      host: 'evil.example',
      'x-forwarded-host': 'worse.example',
      'x-original-url': '/quan-tri',
    });
    expect(strange.body.toString()).not.toContain('worse.example');
    const own = await ask(page());
    expect(own.body.toString()).not.toContain('evil.example');
    expect((await ask(page(), { host: 'x y' })).status).toBe(400);
    expect((await ask(page(), { host: 'a/b' })).status).toBe(400);
  });

  test('has one address: other spellings lead to it or are it', async () => {
    const odd = await ask(page().replace('san-pham', 's%61n-pham'));
    expect(odd.headers['etag']).toBe((await ask(page())).headers['etag']);
    const tracked = await ask(`${page()}?utm_source=zalo&fbclid=1`);
    expect(tracked.headers['etag']).toBe((await ask(page())).headers['etag']);
    const slash = await ask(`${page()}/?trang=2`);
    expect([slash.status, slash.headers['location']]).toEqual([308, `${page()}?trang=2`]);
    const doubled = await ask('//evil.example/');
    expect([doubled.status, doubled.headers['location']]).toEqual([308, '/evil.example']);
    expect((await ask('/%2e%2e/etc/passwd')).status).toBe(400);
  });

  test('for a visitor who has declared an age is theirs alone', async () => {
    const theirs = await ask(page(), { cookie: 'tuoi=1.x' });
    expect(theirs.headers['cache-control']).not.toMatch(/public/);
  });
});

test('programs that do not stop are told to wait, and visitors of other addresses are not', async () => {
  const from = (address: string): Promise<Answer> =>
    ask('/api/v1/products?q=nuoc+mam', { 'x-forwarded-for': address });
  const many = await Promise.all(Array.from({ length: 130 }, () => from('203.0.113.5')));
  const refused = many.filter(({ status }) => status === 429);
  expect(refused.length).toBeGreaterThan(5);
  expect(refused[0]?.headers['retry-after']).toMatch(/^\d+$/);
  expect(JSON.parse(refused[0]?.body.toString() ?? '')).toMatchObject({ code: 'too_many', status: 429 });
  expect((await from('203.0.113.6')).status).toBe(200);
});

test('what is too large or no request of ours is refused', async () => {
  const large = await ask(
    '/do-tuoi',
    { 'content-type': 'application/x-www-form-urlencoded', 'content-length': '9000000' },
    { method: 'POST', body: 'x' },
  ).catch(() => ({ status: 413 }));
  expect(large.status).toBe(413);
  expect((await ask('/', {}, { method: 'TRACE' }).catch(() => ({ status: 405 }))).status).toBe(405);
});

test('every kind of answer carries the headers that protect the visitor', async () => {
  for (const path of [
    '/',
    '/khong-co',
    '/healthz',
    '/favicon.svg',
    '/api/v1/products',
    '/robots.txt',
    '/%ff',
  ]) {
    const { headers } = await ask(path);
    expect([path, headers['x-content-type-options'], headers['x-frame-options']]).toEqual([
      path,
      'nosniff',
      'DENY',
    ]);
    expect([path, headers['referrer-policy']]).toEqual([path, 'same-origin']);
    expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
    expect(headers['x-request-id']).toMatch(/^[0-9a-f]{8}/);
    expect(headers['strict-transport-security']).toBeUndefined();
  }
  const secure = await ask('/', { 'x-forwarded-proto': 'https' });
  expect(secure.headers['strict-transport-security']).toBe('max-age=31536000');
});

test('health is told to anyone, figures only to this machine', async () => {
  expect((await ask('/healthz')).status).toBe(200);
  expect(JSON.parse((await ask('/readyz')).body.toString())).toMatchObject({ ready: true, database: 'ok' });
  expect((await ask('/metrics', { 'x-forwarded-for': '203.0.113.5' })).status).toBe(404);
});

test('a second server on the port says so in a sentence and leaves', async () => {
  await expect(
    startServer({ databaseUrl: server.databaseUrl, env: { PORT: new URL(server.url).port } }),
  ).rejects.toThrow(/Cổng 127\.0\.0\.1:\d+ đang có chương trình khác dùng/);
});

test('settings that cannot be read are named, each in a sentence', async () => {
  await expect(
    startServer({ databaseUrl: server.databaseUrl, env: { PORT: 'cổng', MODE: 'chợ' } }),
  ).rejects.toThrow(/PORT[\s\S]*MODE/);
});

test('who is being answered when the server is told to stop gets the whole answer', async () => {
  const other = await startServer({ databaseUrl: server.databaseUrl });
  const answers = Array.from({ length: 20 }, (_, n) =>
    fetch(`${other.url}/?x=${n}`).then(async (response) => [
      response.status,
      (await response.text()).length > 500,
    ]),
  );
  await sleep(5);
  process.kill(other.pid, 'SIGTERM');
  expect(new Set((await Promise.all(answers)).map(String))).toEqual(new Set(['200,true']));
  await sleep(300);
  await expect(fetch(`${other.url}/healthz`)).rejects.toThrow();
  await other.stop();
});

test('a product that changes is found under its new name, in lists and by search, soon after', async () => {
  await ask('/san-pham?q=bong+gao');
  await server.sql.begin(async (sql) => {
    await sql`update products set name = 'Trà bông gạo thử' where slug = ${slug}`;
    await sql`insert into changed_products (product_id) select id from products where slug = ${slug}`;
    await sql`select pg_notify('public_facts', 'products product:' || id) from products where slug = ${slug}`;
  });
  const found = async (): Promise<string> => (await ask('/san-pham?q=bong+gao')).body.toString();
  const deadline = Date.now() + 10_000;
  while (!(await found()).includes('Trà bông gạo thử') && Date.now() < deadline) await sleep(100);
  expect(await found()).toContain('Trà bông gạo thử');
});
