import { Ajv2020 } from 'ajv/dist/2020.js';
import { GET as certificateRoute } from '#src/pages/api/v1/certificates/[id]/index.ts';
import { GET as statusRoute } from '#src/pages/api/v1/certificates/[id]/status.ts';
import { ALL as otherRoute } from '#src/pages/api/[...rest].ts';
import { GET as digitalLinkRoute } from '#src/pages/api/v1/digital-link.ts';
import { GET as openApiRoute } from '#src/pages/api/openapi.json.ts';
import { GET as placesRoute } from '#src/pages/api/v1/places.ts';
import { GET as productRoute } from '#src/pages/api/v1/products/[id].ts';
import { ALL as productsOther, GET as productsRoute } from '#src/pages/api/v1/products/index.ts';
import { GET as suggestRoute } from '#src/pages/api/v1/suggest.ts';
import { GET as traceRoute } from '#src/pages/api/v1/trace/[code].ts';
import { codeOf } from '#src/domain/traceability/stamp-code.ts';
import { moveRun, orderStamps, stampRun } from '#src/domain/traceability/stamp-runs.ts';
import { demoSite } from '#tests/support/demo-site.ts';
import { afterAll, beforeAll, expect, test } from '#tests/support/test.ts';

type Json = Record<string, any>;
let demo: Awaited<ReturnType<typeof demoSite>>;
let document: Json;

beforeAll(async () => {
  demo = await demoSite();
  document = (await (await demo.ask(openApiRoute, '/api/openapi.json')).json()) as Json;
});
afterAll(() => demo.drop());

/** The answer, held against what the API's own description promises for this operation and status. */
async function promised(response: Response, operation: string): Promise<Json> {
  const body = (await response.json()) as Json;
  const answer = document['paths'][operation].get.responses[String(response.status)];
  expect(answer, `${operation} may not answer ${response.status}`).toBeDefined();
  const type = response.headers.get('content-type')!.split(';')[0]!;
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  ajv.addSchema({ $id: 'api', ...document }, 'api');
  const valid = ajv.compile({ $ref: `api${answer.content[type].schema.$ref}` });
  valid(body);
  expect(valid.errors ?? []).toEqual([]);
  return body;
}

const products = (query: string) => demo.ask(productsRoute, `/api/v1/products${query}`);

async function idsOf(name: string): Promise<{ product: string; slug: string; certificates: string[] }> {
  const rows = await demo.sql<{ id: string; slug: string; certificate: string }[]>`
    select p.id, p.slug, c.id as certificate from products p left join certificates c on c.product_id = p.id
    where p.name = ${name} order by c.issued_on`;
  return {
    product: rows[0]!.id,
    slug: rows[0]!.slug,
    certificates: rows.map(({ certificate }) => certificate),
  };
}

test('the catalogue is listed with stars only where a certificate is in force today', async () => {
  const list = await promised(await products('?moi-trang=100'), '/api/v1/products');
  expect(list['total']).toBe(list['items'].length);
  for (const item of list['items'] as Json[]) {
    expect([item['name'], item['stars'] !== null]).toEqual([
      item['name'],
      ['valid', 'expiring', 'extended'].includes(item['status'] as string),
    ]);
    expect(item['url']).toBe(`https://sao-lang.example/san-pham/${item['slug']}`);
  }
  const counted = (list['facets'].sao as { count: number }[]).reduce((sum, { count }) => sum + count, 0);
  expect(counted).toBe((list['items'] as Json[]).filter(({ stars }) => stars !== null).length);
});

test('words, filters and pages say what is meant', async () => {
  const honey = await promised(await products('?q=mat+ong'), '/api/v1/products');
  expect(honey['items'][0].name).toMatch(/mật ong/i);
  const four = await promised(await products('?sao=4&tinh=31'), '/api/v1/products');
  expect((four['items'] as Json[]).map(({ name }) => name)).toEqual(['Mật ong hoa vải (ví dụ)']);
  expect(four['items'][0]).toMatchObject({
    producer: { name: 'Hợp tác xã Ong mật (ví dụ)' },
    place: { province: '31', commune: '11503', name: 'Xã Việt Khê, Thành phố Hải Phòng' },
    group: 2,
    set: 4,
    stars: 4,
    // Of the smaller of two packs.
    price: 98000,
    pack: 'hũ 250 ml',
  });
  const second = await promised(await products('?trang=2&moi-trang=10'), '/api/v1/products');
  expect([second['page'], second['items'].length]).toEqual([2, 10]);
  const several = await promised(
    await products('?sao=3,4&nhom=gia-vi&hieu-luc=in_force'),
    '/api/v1/products',
  );
  expect((several['items'] as Json[]).every(({ group, stars }) => group === 4 && stars !== null)).toBe(true);
  expect(several['items'].length).toBeGreaterThan(0);
});

test.each([
  ['?sao=2', 'sao'],
  ['?sao=ba', 'sao'],
  ['?tinh=Hải+Phòng', 'tinh'],
  ['?xa=31', 'xa'],
  ['?nhom=18', 'nhom'],
  ['?bo=27', 'bo'],
  ['?hieu-luc=maybe', 'hieu-luc'],
  ['?gia-tu=-1', 'gia-tu'],
  ['?gia-den=1.5', 'gia-den'],
  ['?trang=0', 'trang'],
  ['?trang=501', 'trang'],
  ['?moi-trang=1000', 'moi-trang'],
  ['?sap-xep=random', 'sap-xep'],
  [`?q=${'a'.repeat(201)}`, 'q'],
])('%s cannot be read, and the answer names the parameter', async (query, parameter) => {
  const response = await products(query);
  expect(response.status).toBe(400);
  expect(response.headers.get('access-control-allow-origin')).toBe('*');
  const problem = await promised(response, '/api/v1/products');
  expect(problem).toMatchObject({ status: 400, code: 'parameter.unreadable', parameter });
  expect(problem['detail']).toContain(parameter);
});

test('alcohol is neither listed nor suggested to whoever has not declared their age', async () => {
  for (const query of ['?q=rượu', '?bo=14', '?nhom=7', '?q=rượu+nếp+cái+hoa+vàng', '?moi-trang=100']) {
    const list = await promised(await products(query), '/api/v1/products');
    expect((list['items'] as Json[]).filter(({ set }) => set === 14 || set === 15)).toEqual([]);
  }
  expect((await promised(await products('?bo=14'), '/api/v1/products'))['alcoholHidden']).toBe(true);
  const suggested = await promised(await demo.ask(suggestRoute, '/api/v1/suggest?q=ruou'), '/api/v1/suggest');
  expect((suggested['items'] as Json[]).filter(({ kind }) => kind === 'product')).toEqual([]);
});

test('who has declared their age finds alcohol, in an answer that nobody else is given', async () => {
  const response = await demo.ask(productsRoute, '/api/v1/products?bo=14', { adult: true });
  expect(response.headers.get('cache-control')).toBe('private, no-store');
  expect(response.headers.get('vary')).toBe('cookie');
  const list = await promised(response, '/api/v1/products');
  expect((list['items'] as Json[]).map(({ set }) => set)).toContain(14);
  expect((await products('?bo=14')).headers.get('vary')).toBe('cookie');
});

test('of alcohol only certificate and safety facts can be read', async () => {
  const { product, slug } = await idsOf('Rượu nếp cái hoa vàng (ví dụ)');
  const found = await promised(
    await demo.ask(productRoute, `/api/v1/products/${product}`, { params: { id: product } }),
    '/api/v1/products/{id}',
  );
  expect(found).toMatchObject({ isAlcohol: true, price: null, stars: 3, status: 'valid' });
  expect(found['story']).toEqual({ vi: null, en: null });
  expect(found['summary']).toEqual({ vi: null, en: null });
  expect(found['label'].warnings).toContain('18 tuổi');
  const bySlug = await demo.ask(productRoute, `/api/v1/products/${slug}`, { params: { id: slug } });
  expect(await bySlug.json()).toEqual(found);
});

test('a product is read with its papers, stories and all its certificates', async () => {
  const { product, certificates } = await idsOf('Cà phê rang xay (ví dụ)');
  const found = await promised(
    await demo.ask(productRoute, `/api/v1/products/${product}`, { params: { id: product } }),
    '/api/v1/products/{id}',
  );
  expect(found).toMatchObject({ stars: 4, status: 'valid', certificate: { id: certificates[1], rank: 4 } });
  expect(found['history']).toMatchObject([
    { id: certificates[0], status: 'superseded', stars: null, rank: 3 },
  ]);
  expect((found['papers'] as Json[]).map(({ kind }) => kind)).toEqual(['geographical_indication', 'haccp']);
  expect(JSON.stringify(found)).not.toMatch(/phone|email/);
});

test.each([
  [productRoute, '/api/v1/products/{id}', { id: '000000000000' }, 'product.not_found'],
  [productRoute, '/api/v1/products/{id}', { id: "x' or 1=1" }, 'product.not_found'],
  [certificateRoute, '/api/v1/certificates/{id}', { id: '000000000000' }, 'certificate.not_found'],
  [statusRoute, '/api/v1/certificates/{id}/status', { id: 'nothing' }, 'certificate.not_found'],
  // Shaped as a stamp, never given out.
  [traceRoute, '/api/v1/trace/{code}', { code: 'ABCDEF123456GHJKMN' }, 'trace.code_unknown'],
  [traceRoute, '/api/v1/trace/{code}', { code: '8930000000019' }, 'trace.code_unknown'],
  [traceRoute, '/api/v1/trace/{code}', { code: '<script>' }, 'trace.code_unknown'],
] as const)(
  'what the register does not hold is a problem that says so (%#)',
  async (route, operation, params, code) => {
    const response = await demo.ask(route, '/api/v1', { params });
    expect(response.status).toBe(404);
    expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(await promised(response, operation)).toMatchObject({ status: 404, code });
  },
);

test('the status of a certificate is answered for any day, boundaries and all', async () => {
  const { certificates } = await idsOf('Kẹo cu đơ Hà Tĩnh – Nguyễn Hằng');
  const on = async (day: string) => {
    const response = await demo.ask(statusRoute, `/api/v1/certificates/x/status?on=${day}`, {
      params: { id: certificates[0]! },
    });
    return promised(response, '/api/v1/certificates/{id}/status');
  };
  // Decision of 14/10/2024; 36 months; the last 180 days are shown as running out.
  expect(await on('2026-11-22')).toEqual({
    id: certificates[0],
    on: '2026-11-22',
    status: 'valid',
    stars: 3,
    rank: 3,
    from: '2024-10-14',
    until: '2027-10-14',
    decision: { number: '6154/QĐ-UBND', date: '2024-10-14', issuer: 'UBND huyện Hương Khê' },
    reason: null,
    ground: null,
  });
  expect(await on('2024-10-13')).toMatchObject({ status: 'not_yet', stars: null });
  expect(await on('2027-04-16')).toMatchObject({ status: 'valid' });
  expect(await on('2027-04-17')).toMatchObject({ status: 'expiring', stars: 3 });
  expect(await on('2027-10-14')).toMatchObject({ status: 'expiring', stars: 3 });
  expect(await on('2027-10-15')).toMatchObject({ status: 'expired', stars: null, rank: 3 });
  const wrong = await demo.ask(statusRoute, '/api/v1/certificates/x/status?on=2026-02-30', {
    params: { id: certificates[0]! },
  });
  expect(wrong.status).toBe(400);
  expect(await promised(wrong, '/api/v1/certificates/{id}/status')).toMatchObject({
    code: 'day.unreadable',
    parameter: 'on',
  });
});

test.each([
  ['Nem chua (ví dụ)', 'extended', 3],
  ['Bánh phồng tôm (ví dụ)', 'suspended', null],
  ['Tương ớt (ví dụ)', 'revoked', null],
] as const)('the certificate of %s tells that it is %s, and why', async (name, status, stars) => {
  const { certificates } = await idsOf(name);
  const found = await promised(
    await demo.ask(certificateRoute, '/api/v1/certificates/x', { params: { id: certificates[0]! } }),
    '/api/v1/certificates/{id}',
  );
  expect(found).toMatchObject({ status, stars, rank: 3, product: { name } });
  expect(found['reason']).toMatch(/^Ví dụ/);
  expect(found['events']).toHaveLength(1);
});

test('a certificate without a dated decision is known by nothing but its claim', async () => {
  const { certificates } = await idsOf('Ecohost Hải Hậu');
  const found = await promised(
    await demo.ask(statusRoute, '/api/v1/certificates/x/status', { params: { id: certificates[0]! } }),
    '/api/v1/certificates/{id}/status',
  );
  expect(found).toMatchObject({
    status: 'unknown',
    stars: null,
    from: null,
    until: null,
    decision: { number: null, date: null, issuer: null },
  });
});

test('a stamp is traced to its lot, kept by nobody, and codes are not guessed here either', async () => {
  const { ctx, site } = demo;
  const { product } = await idsOf('Mật ong hoa vải (ví dụ)');
  const ROOT = 'a root that only tests have, of more than 32 characters';
  const form = { lotCode: 'L 9', madeOn: null, useBy: '2030-01-01', count: 5, length: 18 } as const;
  const run = await stampRun(ctx, await orderStamps(ctx, ROOT, product, form));
  await site.stamps.read(ctx);
  const code = codeOf(site.stamps.keysOf(run.epoch), run.first + 2);
  const ask = (typed: string, clientAddress = '127.0.0.1') =>
    demo.ask(traceRoute, '/api/v1/trace/x', { params: { code: typed }, clientAddress });
  const answer = await ask(code);
  expect(answer.headers.get('cache-control')).toBe('private, no-store');
  expect(await promised(answer, '/api/v1/trace/{code}')).toMatchObject({
    level: 1,
    verdict: 'not_active',
    tone: 'soon',
    lot: { code: 'L 9', useBy: '2030-01-01', certifiedThen: null },
  });
  await moveRun(ctx, run.id, { to: 'active', version: run.version });
  expect(await (await ask(code)).json()).toMatchObject({ level: 1, verdict: 'valid', tone: 'ok' });
  const wrong = code.slice(0, -1) + (code.endsWith('A') ? 'B' : 'A');
  for (let turn = 0; turn < 30; turn += 1) expect((await ask(wrong, '203.0.113.9')).status).toBe(404);
  expect((await ask(wrong, '203.0.113.9')).status).toBe(429);
  expect((await ask(code, '203.0.113.9')).status).toBe(200);
});

test('a code is traced by identifier, address and GTIN, and asking never counts as a scan', async () => {
  const { product, slug } = await idsOf('Mật ong hoa vải (ví dụ)');
  const facts = () => demo.sql`select count(*) as n from audit_facts`;
  const before = [...(await facts())];
  for (const code of [product, product.toUpperCase(), slug, '9520000000011', '09520000000011']) {
    const found = await promised(
      await demo.ask(traceRoute, '/api/v1/trace/x', { params: { code } }),
      '/api/v1/trace/{code}',
    );
    expect(found).toMatchObject({
      code,
      level: 0,
      verdict: 'valid',
      tone: 'ok',
      lot: null,
      product: { id: product, placeAsPrinted: expect.stringContaining('xã An Sơn, huyện Thủy Nguyên') },
      certificate: { status: 'valid', stars: 4 },
      scans: { first: null, devices: null, provinces: null },
    });
  }
  expect([...(await facts())]).toEqual(before);
});

test.each([
  ['Trà hoa cúc (ví dụ)', 'withdrawn'],
  ['Bánh đa nem (ví dụ)', 'ceased'],
  ['Gốm Bồ Bát - Bộ đồ thờ', 'no_certificate'],
  ['Ecohost Hải Hậu', 'unknown'],
])('the trace of %s is never blank: %s', async (name, verdict) => {
  const { product } = await idsOf(name);
  const found = await promised(
    await demo.ask(traceRoute, '/api/v1/trace/x', { params: { code: product } }),
    '/api/v1/trace/{code}',
  );
  expect(found['verdict']).toBe(verdict);
});

test.each([
  ['xã Kim Thành', ['10804'], 'current_name'],
  ['xã Quảng Trung, huyện Quảng Xương, Thanh Hóa', ['16489'], 'former_commune'],
  ['Nam Định', ['37'], 'former_province'],
  ['', [], undefined],
])('the place "%s" is %j', async (q, codes, route) => {
  const list = await promised(
    await demo.ask(placesRoute, `/api/v1/places?q=${encodeURIComponent(q)}`),
    '/api/v1/places',
  );
  expect((list['items'] as Json[]).map(({ code }) => code)).toEqual(codes);
  if (route) expect(list['items'][0]).toMatchObject({ route });
});

test('suggestions lead to pages of the language asked for', async () => {
  const list = await promised(
    await demo.ask(suggestRoute, '/api/v1/suggest?q=ca+phe&lang=en'),
    '/api/v1/suggest',
  );
  expect((list['items'] as Json[]).length).toBeGreaterThan(0);
  for (const { url } of list['items'] as Json[]) expect(url).toMatch(/^https:\/\/sao-lang\.example\/en\//);
});

test('the same question is answered with 304 to whoever holds the answer', async () => {
  const first = await products('?q=mat+ong');
  const etag = first.headers.get('etag')!;
  expect(etag).toMatch(/^"[\w-]{22}"$/);
  expect(first.headers.get('cache-control')).toMatch(/^public, max-age=\d+, must-revalidate$/);
  for (const known of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
    const again = await demo.ask(productsRoute, '/api/v1/products?q=mat+ong', {
      headers: { 'if-none-match': known },
    });
    expect([known, again.status, await again.text(), again.headers.get('etag')]).toEqual([
      known,
      304,
      '',
      etag,
    ]);
  }
  const other = await demo.ask(productsRoute, '/api/v1/products?q=ca+phe', {
    headers: { 'if-none-match': etag },
  });
  expect(other.status).toBe(200);
});

test('a Digital Link is read into its identifiers, and a wrong one is told what is wrong and where', async () => {
  const asked = (uri: string) =>
    demo.ask(digitalLinkRoute, `/api/v1/digital-link?uri=${encodeURIComponent(uri)}`);
  const right = await asked('https://id.gs1.org/01/09520123456788/10/ABC1/21/12345?17=180426&from=zalo');
  expect(right.headers.get('access-control-allow-origin')).toBe('*');
  expect(await promised(right, '/api/v1/digital-link')).toMatchObject({
    stem: 'https://id.gs1.org',
    key: '01',
    ais: { '01': '09520123456788', '10': 'ABC1', '21': '12345', '17': '180426' },
    elements: [
      { ai: '01', title: 'GTIN', value: '09520123456788', from: 'path' },
      { ai: '10', value: 'ABC1', from: 'path' },
      { ai: '21', value: '12345', from: 'path' },
      { ai: '17', value: '180426', from: 'query' },
    ],
  });
  const wrong = await asked('https://id.gs1.org/01/09520123456789');
  expect(wrong.status).toBe(400);
  expect(await promised(wrong, '/api/v1/digital-link')).toMatchObject({
    code: 'digital_link.value_wrong',
    ai: '01',
    rule: 'csum',
    at: 35,
  });
  const none = await demo.ask(digitalLinkRoute, '/api/v1/digital-link');
  expect([none.status, (await none.json()) as Json]).toMatchObject([400, { parameter: 'uri' }]);
});

test('other sites may read, nobody may write, and a wrong address is a problem too', async () => {
  const preflight = await demo.ask(productsOther, '/api/v1/products', { method: 'OPTIONS' });
  expect(preflight.status).toBe(204);
  expect(preflight.headers.get('access-control-allow-origin')).toBe('*');
  expect(preflight.headers.get('access-control-allow-methods')).toBe('GET, HEAD, OPTIONS');
  const post = await demo.ask(productsOther, '/api/v1/products', { method: 'POST' });
  expect([post.status, post.headers.get('allow')]).toEqual([405, 'GET, HEAD, OPTIONS']);
  expect(await post.json()).toMatchObject({ code: 'method_not_allowed', status: 405 });
  const wrong = await demo.ask(otherRoute, '/api/v1/product');
  expect([wrong.status, wrong.headers.get('content-type')]).toEqual([
    404,
    'application/problem+json; charset=utf-8',
  ]);
});

test('the description of the API is whole: every reference leads somewhere, every path parameter is told', () => {
  expect(document['openapi']).toBe('3.1.0');
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(([, to]) => to!);
  expect(references.length).toBeGreaterThan(10);
  for (const reference of references) {
    const found = reference
      .replace(/^#\//, '')
      .split('/')
      .reduce<Json | undefined>((at, step) => at?.[step] as Json | undefined, document);
    expect([reference, found !== undefined]).toEqual([reference, true]);
  }
  const operations = new Set<string>();
  for (const [path, item] of Object.entries(document['paths'] as Json)) {
    const { get } = item as { get: Json };
    const told = (get['parameters'] as Json[])
      .filter((parameter) => parameter['in'] === 'path')
      .map(({ name }) => name);
    expect([path, told]).toEqual([path, [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)]);
    for (const parameter of get['parameters'] as Json[]) expect(parameter['schema']).toBeDefined();
    operations.add(get['operationId'] as string);
  }
  expect(operations.size).toBe(Object.keys(document['paths'] as Json).length);
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  for (const schema of Object.values(document['components'].schemas as Json)) {
    expect(ajv.validateSchema(schema as object)).toBe(true);
  }
});
