import { GET as securityRoute } from '#src/pages/.well-known/security.txt.ts';
import { GET as feedRoute } from '#src/pages/quyet-dinh.rss.ts';
import { publicAddresses } from '#src/domain/reports/public-addresses.ts';
import { entryOf, partsOf, sitemap, sitemapIndex } from '#src/web/sitemap.ts';
import { xml } from '#src/web/xml.ts';
import { demoSite } from '#tests/support/demo-site.ts';
import { afterAll, beforeAll, expect, test } from '#tests/support/test.ts';

let demo: Awaited<ReturnType<typeof demoSite>>;
beforeAll(async () => {
  demo = await demoSite();
});
afterAll(() => demo.drop());

test('search engines are told of real goods, never of alcohol, examples or what was withdrawn', async () => {
  const addresses = await publicAddresses(demo.sql);
  const paths = addresses.map((address) => entryOf(address).path);
  expect(new Set(paths).size).toBe(paths.length);
  expect(paths.filter((path) => /vi-du|ruou/.test(path))).toEqual([]);
  expect(paths).toContain('/san-pham/keo-cu-do-ha-tinh-nguyen-hang');
  expect(paths).toContain('/dia-phuong/42');
  expect(paths).toContain('/dia-phuong/42/18496');
  expect(paths.filter((path) => /^\/dia-phuong\/\d{2}$/.test(path))).toHaveLength(34);
});

test('the feed of decisions names goods without stars, which may be gone when it is read', async () => {
  const text = await (await demo.ask(feedRoute, '/quyet-dinh.rss')).text();
  expect(text).toContain('Tương ớt (ví dụ)');
  expect(text).not.toMatch(/\d (sao|stars)|★|Rượu nếp/);
});

test('with more than 5,000 addresses the map becomes an index of maps', () => {
  const entries = Array.from({ length: 6_001 }, (_, index) => ({
    path: `/san-pham/${index}`,
    changed: null,
  }));
  const parts = partsOf(entries);
  expect(parts.map((part) => part.length)).toEqual([2500, 2500, 1001]);
  expect(parts.flat()).toEqual(entries);
  expect(sitemapIndex('https://x', 3).match(/<loc>/g)).toHaveLength(3);
  const text = sitemap('https://x', parts[2]!);
  expect(text.match(/<url>/g)).toHaveLength(2002);
  expect(text).toContain('<xhtml:link rel="alternate" hreflang="en" href="https://x/en/san-pham/6000"/>');
});

test('text cannot break out of XML', () => {
  expect(xml('<a href="x">Tom & Jerry\u0000\u000b</a>')).toBe(
    '&lt;a href=&quot;x&quot;&gt;Tom &amp; Jerry&lt;/a&gt;',
  );
});

test('security.txt names whoever answers, and nobody where there is only a placeholder', async () => {
  expect((await demo.ask(securityRoute, '/.well-known/security.txt')).status).toBe(404);
  const owner = {
    name: 'HTX Làng Sao',
    registration: '1',
    address: 'x',
    phone: '1',
    email: 'an-ninh@langsao.vn',
    representative: 'x',
  };
  const { site } = demo as unknown as { site: { owner: object | null } };
  site.owner = { ...owner, isExample: true };
  expect((await demo.ask(securityRoute, '/.well-known/security.txt')).status).toBe(404);
  site.owner = { ...owner, isExample: false };
  const text = await (await demo.ask(securityRoute, '/.well-known/security.txt')).text();
  expect(text).toContain('Contact: mailto:an-ninh@langsao.vn\n');
  expect(text).toContain('Expires: 2027-11-22T00:00:00.000Z\n');
});
