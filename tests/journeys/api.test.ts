import { expect, test } from '#tests/support/journey.ts';

test('the API answers on the real server: once in full, then 304, to any site', async ({ site }) => {
  const first = await fetch(`${site}/api/v1/products?q=mat+ong`);
  expect(first.status).toBe(200);
  expect(first.headers.get('content-type')).toBe('application/json; charset=utf-8');
  expect(first.headers.get('access-control-allow-origin')).toBe('*');
  expect(first.headers.get('cache-control')).toMatch(/public, max-age=\d+, must-revalidate/);
  const etag = first.headers.get('etag')!;
  const list = (await first.json()) as { items: { url: string; name: string }[] };
  expect(list.items[0]!.name).toMatch(/mật ong/i);
  const again = await fetch(`${site}/api/v1/products?q=mat+ong`, { headers: { 'if-none-match': etag } });
  expect([again.status, await again.text()]).toEqual([304, '']);
  // The page that the answer names is there.
  expect((await fetch(list.items[0]!.url)).status).toBe(200);
});

test('only reading is allowed, and every no is a problem that a program can read', async ({ site }) => {
  const head = await fetch(`${site}/api/v1/products`, { method: 'HEAD' });
  expect([head.status, await head.text()]).toEqual([200, '']);
  const preflight = await fetch(`${site}/api/v1/products`, {
    method: 'OPTIONS',
    headers: { origin: 'https://another.example', 'access-control-request-method': 'GET' },
  });
  expect([preflight.status, preflight.headers.get('access-control-allow-methods')]).toEqual([
    204,
    'GET, HEAD, OPTIONS',
  ]);
  for (const [path, init, status, code] of [
    ['/api/v1/products?sao=7', {}, 400, 'parameter.unreadable'],
    ['/api/v1/products/000000000000', {}, 404, 'product.not_found'],
    ['/api/v1/certificates/000000000000/status', {}, 404, 'certificate.not_found'],
    ['/api/v1/trace/ABCDEF-123456-GHJKMN', {}, 404, 'trace.code_unknown'],
    ['/api/v1/nothing', {}, 404, 'not_found'],
    ['/api', {}, 404, 'not_found'],
    [
      '/api/v1/products',
      // Without a type it would be stopped before, as a form sent from elsewhere.
      { method: 'PUT', body: '{}', headers: { 'content-type': 'application/json' } },
      405,
      'method_not_allowed',
    ],
  ] as const) {
    const response = await fetch(site + path, init);
    expect([path, response.status, response.headers.get('content-type')]).toEqual([
      path,
      status,
      'application/problem+json; charset=utf-8',
    ]);
    expect(await response.json()).toMatchObject({ status, code });
  }
});

test('the whole register can be loaded, in parts, and not twice', async ({ site }) => {
  for (const file of ['so-dang-ky.csv', 'so-dang-ky.ndjson', 'ptnt-ocop.csv']) {
    const first = await fetch(`${site}/du-lieu-mo/${file}`);
    expect([file, first.status, first.headers.get('access-control-allow-origin')]).toEqual([file, 200, '*']);
    expect((await first.text()).length).toBeGreaterThan(500);
    const again = await fetch(`${site}/du-lieu-mo/${file}`, {
      headers: { 'if-none-match': first.headers.get('etag')! },
    });
    expect([file, again.status]).toEqual([file, 304]);
  }
  const none = await fetch(`${site}/du-lieu-mo/so-dang-ky.ndjson?changedSince=2999-01-01`);
  expect([none.status, await none.text()]).toEqual([200, '']);
});

test('programs find the map of the site, the feed and the search', async ({ site, visitor }) => {
  const robots = await (await fetch(`${site}/robots.txt`)).text();
  expect(robots).toContain(`Sitemap: ${site}/sitemap.xml`);
  // Stamps of either kind are for whoever holds the pack.
  for (const stamps of ['/t/', '/en/t/', '/v/', '/en/v/']) expect(robots).toContain(`Disallow: ${stamps}\n`);
  const { page } = await visitor();
  for (const [path, root] of [
    ['/sitemap.xml', 'urlset'],
    ['/quyet-dinh.rss', 'rss'],
    ['/en/quyet-dinh.rss', 'rss'],
    ['/opensearch.xml', 'OpenSearchDescription'],
  ] as const) {
    const response = await fetch(site + path);
    expect([path, response.status]).toEqual([path, 200]);
    const text = await response.text();
    // Well formed, as a real parser sees it.
    const found = await page.evaluate((xml) => {
      const parsed = new DOMParser().parseFromString(xml, 'application/xml');
      return parsed.querySelector('parsererror')?.textContent ?? parsed.documentElement.localName;
    }, text);
    expect([path, found]).toEqual([path, root]);
    // Alcohol is not advertised; the page that tells why is.
    expect(text.replaceAll('tre-em-va-ruou', '').match(/rượu|ruou/gi)).toBeNull();
  }
  // Nobody answers for the demo world: no one is named.
  expect((await fetch(`${site}/.well-known/security.txt`)).status).toBe(404);
});

test('every address of the site map is there, in both languages', async ({ site }) => {
  const text = await (await fetch(`${site}/sitemap.xml`)).text();
  const addresses = [...text.matchAll(/<loc>([^<]+)<\/loc>/g)].map(([, address]) => address!);
  expect(addresses.length).toBeGreaterThan(200);
  const english = addresses.filter((address) => new URL(address).pathname.match(/^\/en(\/|$)/));
  expect(english.length * 2).toBe(addresses.length);
  const wrong: string[] = [];
  const waiting = [...addresses];
  await Promise.all(
    Array.from({ length: 4 }, async () => {
      for (let address = waiting.pop(); address; address = waiting.pop()) {
        const response = await fetch(address, { redirect: 'manual' });
        await response.arrayBuffer();
        if (response.status !== 200) wrong.push(`${response.status} ${address}`);
      }
    }),
  );
  expect(wrong).toEqual([]);
}, 120_000);
