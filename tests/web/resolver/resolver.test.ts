import type { APIContext } from 'astro';
import { GET as descriptionRoute } from '#src/pages/.well-known/gs1resolver.ts';
import { GET as signedCopyRoute } from '#src/pages/so-dang-ky/[id].jwt.ts';
import { appendLog } from '#src/domain/registry-log/append-log.ts';
import { credentialKeys } from '#src/domain/registry-log/credential-key.ts';
import { codeOf } from '#src/domain/traceability/stamp-code.ts';
import { moveRun, orderStamps, stampRun } from '#src/domain/traceability/stamp-runs.ts';
import { RateLimit } from '#src/web/front/rate-limit.ts';
import { linksOfPage, namedByStamp, resolveDigitalLink } from '#src/web/resolver/digital-link.ts';
import { demoSite } from '#tests/support/demo-site.ts';
import { afterAll, beforeAll, describe, expect, test } from '#tests/support/test.ts';

type Json = Record<string, any>;
const ROOT = 'a root that only tests have, of more than 32 characters';
const HOST = 'https://sao-lang.example';
const VOC = 'https://ref.gs1.org/voc/';
let demo: Awaited<ReturnType<typeof demoSite>>;
let goods: { id: string; slug: string; gtin: string };
let other: { id: string; slug: string; gtin: string };
let code: string;
let lotId: string;

beforeAll(async () => {
  demo = await demoSite();
  const rows = await demo.sql<{ id: string; slug: string }[]>`
    select p.id, p.slug from products p join standings s on s.product_id = p.id and s.governs
    where s.status in ('valid', 'expiring') and '2026-11-22' between s.from_day and s.until_day and p.withdrawn_on is null
    order by p.gtin nulls last limit 2`;
  goods = { ...rows[0]!, gtin: '08935001213512' };
  other = { ...rows[1]!, gtin: '08935001213529' };
  for (const { id, gtin } of [goods, other])
    await demo.sql`update products set gtin = ${gtin} where id = ${id}`;
  const run = await stampRun(
    demo.ctx,
    await orderStamps(demo.ctx, ROOT, goods.id, {
      lotCode: 'L 07/03',
      madeOn: '2026-11-01',
      useBy: '2027-11-01',
      count: 5,
      length: 18,
    }),
  );
  await moveRun(demo.ctx, run.id, { to: 'active', version: run.version });
  await demo.site.stamps.read(demo.ctx);
  await appendLog(demo.ctx, { root: ROOT, origin: 'sao-lang.example/log', settings: {} });
  Object.assign(demo.site, { credentialKeys: credentialKeys(ROOT) });
  code = codeOf(demo.site.stamps.keysOf(run.epoch), run.first);
  lotId = run.lot.id;
});
afterAll(() => demo.drop());

type Asked = { method?: string; headers?: Record<string, string>; clientAddress?: string };

const astroFor = (path: string, { method = 'GET', headers = {}, clientAddress = '127.0.0.1' }: Asked) => {
  const url = new URL(path, HOST);
  const english = url.pathname.startsWith('/en/');
  return {
    request: new Request(url, { method, headers }),
    url,
    clientAddress,
    locals: {
      site: demo.site,
      ctx: demo.ctx,
      lang: english ? 'en' : 'vi',
      today: '2026-11-22',
      path: english ? url.pathname.slice(3) : url.pathname,
    },
  } as unknown as APIContext;
};

async function asked(
  path: string,
  given: Asked = {},
): Promise<{ status: number; location: string | null; headers: Headers; response: Response | null }> {
  const answer = await resolveDigitalLink(astroFor(path, given));
  if (!(answer instanceof Response))
    return { status: answer.status, location: null, headers: new Headers(), response: null };
  return {
    status: answer.status,
    location: answer.headers.get('location'),
    headers: answer.headers,
    response: answer,
  };
}

const linksetAt = async (path: string): Promise<Json[]> => {
  const { response } = await asked(`${path}?linkType=linkset`);
  expect(response!.status).toBe(200);
  return ((await response!.json()) as { linkset: Json[] }).linkset;
};

test('a product opens its trace page, in the language of who asks', async () => {
  const trace = `${HOST}/san-pham/${goods.slug}/truy-xuat`;
  const plain = await asked(`/01/${goods.gtin}`);
  expect([plain.status, plain.location]).toEqual([307, trace]);
  expect(plain.headers.get('cache-control')).toBe('public, max-age=60');
  expect(plain.headers.get('vary')).toBe('Accept, Accept-Language');
  const english = `${HOST}/en/san-pham/${goods.slug}/truy-xuat`;
  const byHeader = await asked(`/01/${goods.gtin}`, { headers: { 'accept-language': 'vi;q=0.2, en;q=0.9' } });
  expect(byHeader.location).toBe(english);
  expect((await asked(`/en/01/${goods.gtin}`)).location).toBe(english);
});

describe('what the conformance suite asks for', () => {
  test('any site may ask, by GET, HEAD and OPTIONS, and nobody writes', async () => {
    for (const path of [`/01/${goods.gtin}`, `/01/${goods.gtin}?linkType=linkset`]) {
      const { headers } = await asked(path, { method: 'HEAD' });
      expect(headers.get('access-control-allow-origin')).toBe('*');
      expect(headers.get('access-control-allow-methods')).toBe('GET, HEAD, OPTIONS');
    }
    const options = await asked(`/01/${goods.gtin}`, { method: 'OPTIONS' });
    expect([options.status, options.headers.get('allow')]).toEqual([204, 'GET, HEAD, OPTIONS']);
    expect((await asked(`/01/${goods.gtin}`, { method: 'DELETE' })).status).toBe(405);
  });

  test('a link to the list of links goes with every redirect, and no other link does', async () => {
    const { headers } = await asked(`/01/${goods.gtin}`);
    expect(headers.get('link')).toBe(
      `<${HOST}/01/${goods.gtin}?linkType=linkset>; rel="linkset"; type="application/linkset+json"`,
    );
  });

  test('a wrong syntax is 400, a wrong check digit too, goods that nobody knows are 404', async () => {
    expect((await asked(`/01/${goods.gtin}/foo`)).status).toBe(400);
    expect((await asked(`/01/${goods.gtin}/21/a/10/b`)).status).toBe(400);
    expect((await asked(`/01/${goods.gtin}?17=991399`)).status).toBe(400);
    expect((await asked('/01/08935001213599')).status).toBe(400);
    expect((await asked('/01/08935001213598')).status).toBe(404);
    const problem = await asked(`/01/${goods.gtin}/foo?linkType=linkset`);
    expect([problem.status, problem.headers.get('cache-control')]).toEqual([400, 'no-store']);
    expect(await problem.response!.json()).toMatchObject({ code: 'digital_link.no_key' });
  });

  test('the list comes by its name, by its old name and by its form, and is never a redirect', async () => {
    for (const [query, accept, type] of [
      ['?linkType=linkset', '*/*', 'application/linkset+json'],
      ['?linkType=all', 'application/linkset+json', 'application/linkset+json'],
      ['', 'application/linkset+json;q=0.9', 'application/linkset+json'],
      ['', 'application/json', 'application/json'],
      ['', 'application/ld+json', 'application/ld+json'],
    ] as const) {
      const { response, headers } = await asked(`/01/${goods.gtin}${query}`, { headers: { accept } });
      expect([query, accept, response!.status, headers.get('content-type')]).toEqual([
        query,
        accept,
        200,
        type,
      ]);
      expect(headers.get('link')).toMatch(
        /^<https:.*>; rel="http:\/\/www\.w3\.org\/ns\/json-ld#context"; type="application\/ld\+json"$/,
      );
      expect(headers.get('vary')).toBe('Accept, Accept-Language');
      const etag = headers.get('etag')!;
      const again = await asked(`/01/${goods.gtin}${query}`, { headers: { accept, 'if-none-match': etag } });
      expect(again.status).toBe(304);
    }
  });

  test('one context for each level, each with one default link of a title alone, and absolute addresses', async () => {
    const path = `/01/${goods.gtin}/21/${code}`;
    const contexts = await linksetAt(path);
    expect(contexts.map(({ anchor }) => anchor)).toEqual([
      HOST + path,
      `${HOST}/01/${goods.gtin}/10/L07%2F03`,
      `${HOST}/01/${goods.gtin}`,
    ]);
    for (const { anchor, itemDescription, ...types } of contexts) {
      expect([anchor, typeof itemDescription]).toEqual([anchor, 'string']);
      expect(types[`${VOC}defaultLink`]).toHaveLength(1);
      const [opens] = types[`${VOC}defaultLink`];
      expect(Object.keys(opens)).toEqual(['href', 'title']);
      // The page that opens by itself is there under its own type too.
      expect(types[`${VOC}traceability`].map(({ href }: Json) => href)).toContain(opens.href);
      for (const [type, links] of Object.entries(types as Json)) {
        expect(type).toMatch(/^https:\/\/ref\.gs1\.org\/voc\/[a-zA-Z]+$/);
        for (const link of links as Json[]) {
          expect(link['href']).toMatch(/^https:\/\//);
          expect(link['title']).not.toBe('');
          expect(
            Object.keys(link).filter((key) => !['href', 'title', 'type', 'hreflang'].includes(key)),
          ).toEqual([]);
        }
      }
    }
  });

  test('every link in the list is reached by its type, its language and its form', async () => {
    const path = `/01/${goods.gtin}/21/${code}`;
    const seen = new Set<string>();
    for (const { anchor: _, itemDescription: __, ...types } of await linksetAt(path))
      for (const [type, links] of Object.entries(types as Record<string, Json[]>)) {
        // The finest level that has a type answers for it.
        if (seen.has(type)) continue;
        seen.add(type);
        for (const link of links) {
          const name = `gs1:${type.slice(VOC.length)}`;
          const query = name === 'gs1:defaultLinkMulti' ? '' : `?linkType=${encodeURIComponent(name)}`;
          const headers: Record<string, string> = {};
          if (link['type']) headers['accept'] = link['type'] as string;
          if (link['hreflang']) headers['accept-language'] = link['hreflang'][0] as string;
          const { status, location } = await asked(path + query, { headers });
          expect([type, link['type'], status, location]).toEqual([type, link['type'], 307, link['href']]);
        }
      }
    expect([...seen].map((type) => type.slice(VOC.length)).sort()).toEqual([
      'certificationInfo',
      'defaultLink',
      'defaultLinkMulti',
      ...(seen.has(`${VOC}hasRetailers`) ? ['hasRetailers'] : []),
      'jws',
      'locationInfo',
      'pip',
      'recallStatus',
      'registryEntry',
      'traceability',
    ]);
  });

  test('the signed copy of the certificate is linked to while it is given, in the form that it has', async () => {
    const path = `/01/${goods.gtin}?linkType=gs1:jws`;
    const [certificate] = await demo.sql<{ id: string; stars: number }[]>`
      select c.id, c.stars from certificates c join standings s on s.certificate_id = c.id and s.governs
      where c.product_id = ${goods.id} and '2026-11-22' between s.from_day and s.until_day`;
    const { id, stars } = certificate!;
    const copy = () => demo.ask(signedCopyRoute, `/so-dang-ky/${id}.jwt`, { params: { id } });
    const links = (await linksetAt(`/01/${goods.gtin}`)).at(-1)![`${VOC}jws`] as Json[];
    const href = `${HOST}/so-dang-ky/${id}.jwt`;
    expect(links).toEqual([
      { href, title: 'Signed copy of the certificate record', type: 'application/vc+jwt' },
    ]);
    expect((await asked(path)).location).toBe(href);
    const given = await copy();
    expect([given.status, given.headers.get('content-type')]).toEqual([200, 'application/vc+jwt']);
    // Changed past the log: nothing of it is signed, and nobody is led there.
    await demo.sql`update certificates set stars = ${stars === 5 ? 4 : 5} where id = ${id}`;
    expect((await copy()).status).toBe(404);
    expect((await asked(path)).status).toBe(404);
    expect((await linksetAt(`/01/${goods.gtin}`)).at(-1)).not.toHaveProperty([`${VOC}jws`]);
    await demo.sql`update certificates set stars = ${stars} where id = ${id}`;
    expect((await asked(path)).location).toBe(href);
  });

  test('a type is known by its short name and by its long ones; one that no level has is 404', async () => {
    const pip = `${HOST}/san-pham/${goods.slug}`;
    for (const name of ['gs1:pip', `${VOC}pip`, 'https://gs1.org/voc/pip', 'https://www.gs1.org/voc/pip'])
      expect((await asked(`/01/${goods.gtin}?linkType=${encodeURIComponent(name)}`)).location).toBe(pip);
    const none = await asked(`/01/${goods.gtin}?linkType=gs1:nosuchlt`);
    expect([none.status, none.headers.get('cache-control')]).toEqual([404, 'no-store']);
  });

  test('the query is passed on, merged with what the target says, and leads nowhere else', async () => {
    const passed = await asked(
      `/01/${goods.gtin}?foo=bar&linkType=gs1:pip&context=x&17=271101&q=m%E1%BA%ADt`,
    );
    expect(passed.location).toBe(`${HOST}/san-pham/${goods.slug}?foo=bar&17=271101&q=m%E1%BA%ADt`);
    const unknown = await asked(`/01/${goods.gtin}/10/KL8G?lo=https://evil.example&x=1`);
    expect(unknown.location).toBe(`${HOST}/san-pham/${goods.slug}/truy-xuat?lo=KL8G&x=1`);
    for (const path of [
      `/01/${goods.gtin}/10/%2F%2Fevil.example`,
      `/01/${goods.gtin}?linkType=https://evil.example/`,
    ]) {
      const { location, status } = await asked(path);
      if (status === 307) expect(new URL(location!).host).toBe('sao-lang.example');
      else expect(status).toBe(404);
    }
  });

  test('what is wanting below the product walks up, and the page says which level', async () => {
    const lot = await asked(`/01/${goods.gtin}/10/KL8G`);
    expect(lot.location).toBe(`${HOST}/san-pham/${goods.slug}/truy-xuat?lo=KL8G`);
    const both = await asked(`/01/${goods.gtin}/10/KL8G/21/7`);
    expect(both.location).toBe(`${HOST}/san-pham/${goods.slug}/truy-xuat?lo=KL8G&so=7`);
    const [first, product] = await linksetAt(`/01/${goods.gtin}/10/KL8G`);
    expect(first![`${VOC}defaultLink`][0].href).toBe(lot.location);
    expect(product!['anchor']).toBe(`${HOST}/01/${goods.gtin}`);
    // Qualifiers of which the register keeps nothing.
    expect((await asked(`/01/${goods.gtin}/22/A1`)).location).toBe(
      `${HOST}/san-pham/${goods.slug}/truy-xuat`,
    );
  });

  test('the resolver describes itself honestly', async () => {
    const response = await demo.ask(descriptionRoute, '/.well-known/gs1resolver');
    expect([response.status, response.headers.get('access-control-allow-origin')]).toEqual([200, '*']);
    expect(await response.json()).toMatchObject({
      resolverRoot: HOST,
      supportedPrimaryKeys: ['01'],
      linkTypeDefaultCanBeLinkset: false,
      supportedLinkType: [{ namespace: VOC, prefix: 'gs1:' }],
      activeLinkTypes: { en: { 'gs1:pip': { title: 'Product information' } } },
    });
  });
});

describe('a stamp that carries its GTIN', () => {
  test('opens the page of the stamp; typed small or with O for 0 too', async () => {
    for (const path of [
      `/01/${goods.gtin}/21/${code}`,
      `/01/${goods.gtin}/10/L07%2F03/21/${code}`,
      `/01/${goods.gtin}/21/${code.toLowerCase().replaceAll('0', 'o')}`,
    ])
      expect((await asked(path)).location).toBe(`${HOST}/t/${code}`);
  });

  test('on other goods, or of another lot, says so', async () => {
    expect((await asked(`/01/${other.gtin}/21/${code}`)).location).toBe(`${HOST}/t/${code}?ma=${other.gtin}`);
    expect((await asked(`/01/${goods.gtin}/10/L9/21/${code}`)).location).toBe(`${HOST}/t/${code}?lo=L9`);
  });

  test('that nobody made leads to the page that says so, and guessing is slowed down', async () => {
    const wrong = code.slice(0, -1) + (code.endsWith('0') ? '1' : '0');
    const path = `/01/${goods.gtin}/21/${wrong}`;
    expect((await asked(path)).location).toBe(`${HOST}/t/${wrong}`);
    const kept = demo.site.guesses;
    demo.site.guesses = new RateLimit({ perSecond: 0.001, burst: 2 });
    const from = { clientAddress: '203.0.113.7' };
    const statuses = [];
    for (let turn = 0; turn < 4; turn += 1) statuses.push((await asked(path, from)).status);
    expect(statuses).toEqual([307, 307, 429, 429]);
    expect((await asked(`/01/${goods.gtin}/21/${code}`, from)).status).toBe(307);
    demo.site.guesses = kept;
  });
});

test('a lot opens its own page', async () => {
  expect((await asked(`/01/${goods.gtin}/10/L07%2F03`)).location).toBe(`${HOST}/t/lot/${lotId}`);
});

test('goods without a GTIN have their links at the stamp itself', async () => {
  await demo.sql`update products set gtin = null where id = ${goods.id}`;
  const page = (query: string, headers: Record<string, string> = {}) =>
    linksOfPage(astroFor(`/t/${code}${query}`, { headers }), `/t/${code}`, () =>
      namedByStamp(demo.site as never, code, '2026-11-22'),
    );
  expect(await page('', { accept: 'text/html' })).toBeNull();
  for (const answer of [
    await page('?linkType=linkset'),
    await page('', { accept: 'application/linkset+json' }),
  ]) {
    const { linkset } = (await answer!.json()) as { linkset: Json[] };
    expect(linkset.map(({ anchor }) => anchor)).toEqual([
      `${HOST}/t/${code}`,
      `${HOST}/t/lot/${lotId}`,
      `${HOST}/san-pham/${goods.slug}/truy-xuat`,
    ]);
  }
  expect((await page('?linkType=gs1:pip'))!.headers.get('location')).toBe(`${HOST}/san-pham/${goods.slug}`);
  await demo.sql`update products set gtin = ${goods.gtin} where id = ${goods.id}`;
});
