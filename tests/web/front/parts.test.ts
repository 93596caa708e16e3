import { readdir } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { projectFolder } from '#db/client.ts';
import { clientAddress } from '#src/web/front/client-address.ts';
import { withoutSecrets } from '#src/web/front/log.ts';
import { RateLimit } from '#src/web/front/rate-limit.ts';
import { encodingFor, isSame } from '#src/web/front/representation.ts';
import {
  contentSecurityPolicy,
  framedSecurity,
  pagePolicy,
  securityHeaders,
} from '#src/web/front/security-headers.ts';

test.each([
  ['gzip, deflate, br, zstd', 'br'],
  ['gzip, deflate', 'gzip'],
  ['br;q=0, gzip', 'gzip'],
  ['gzip;q=0.0', 'identity'],
  ['*', 'br'],
  ['*, br;q=0', 'gzip'],
  ['identity', 'identity'],
  [undefined, 'identity'],
])('who accepts %s gets %s', (accept, encoding) => {
  expect(encodingFor(accept)).toBe(encoding);
});

test.each([
  ['"a"', true],
  ['W/"a"', true],
  ['"b", "a"', true],
  ['*', true],
  ['"b"', false],
  [undefined, false],
])('a copy called %s is the one we have: %s', (ifNoneMatch, same) => {
  expect(isSame(ifNoneMatch, '"a"')).toBe(same);
});

test('an address in X-Forwarded-For counts only where a proxy of ours wrote it', () => {
  const asked = {
    socket: { remoteAddress: '10.0.0.2' },
    headers: { 'x-forwarded-for': '1.1.1.1, 203.0.113.9' },
  };
  const req = asked as unknown as IncomingMessage;
  expect(clientAddress(req, 0)).toBe('10.0.0.2');
  expect(clientAddress(req, 1)).toBe('203.0.113.9');
  expect(clientAddress(req, 2)).toBe('1.1.1.1');
  expect(clientAddress(req, 3)).toBe('10.0.0.2');
});

test('a program that does not stop is told to wait; a household is one client, its neighbour another', () => {
  const limit = new RateLimit({ perSecond: 1, burst: 3 });
  const ask = (client: string, at = 0): number => limit.take(client, at);
  expect([ask('2001:db8::1'), ask('2001:db8::2'), ask('2001:db8:0:0:9::3'), ask('2001:db8::4')]).toEqual([
    0, 0, 0, 1,
  ]);
  expect(ask('2001:db8:0:1::1')).toBe(0);
  expect(ask('2001:db8::1', 1_000)).toBe(0);
});

test('addresses that are keys themselves are not written down', () => {
  expect(withoutSecrets('/don-hang/abc123?x=1')).toBe('/don-hang/…');
  expect(withoutSecrets('/en/t/ABCDEF')).toBe('/en/t/…');
  expect(withoutSecrets('/san-pham/mat-ong?q=toi+la+ai')).toBe('/san-pham/mat-ong');
});

test('no page whose address holds a token or a code writes it down', async () => {
  const pages = await readdir(join(projectFolder(), 'src/pages'), { recursive: true });
  const keys = pages.filter((page) => /\[(?:token|code)\]/.test(page));
  expect(keys.length).toBeGreaterThan(8);
  for (const page of keys) {
    const path = `/${page.replaceAll(/\[(?:token|code)\]/g, 'SECRET').replace(/\.\w+$/, '')}`;
    expect(withoutSecrets(path), page).not.toContain('SECRET');
    expect(withoutSecrets(`/en${path}`), page).not.toContain('SECRET');
  }
});

test('no answer may be framed, and one that is no page runs nothing', () => {
  expect(contentSecurityPolicy("script-src 'self'")).toBe("script-src 'self'; frame-ancestors 'none'");
  expect(contentSecurityPolicy("frame-ancestors 'none'")).toBe("frame-ancestors 'none'");
  expect(contentSecurityPolicy(null)).toMatch(/^default-src 'none'/);
});

test('a page runs what it was built with, and nothing that was written into it', () => {
  const ofAbc = 'sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=';
  const policy = pagePolicy(["default-src 'self'"], new Set([ofAbc, 'sha256-elsewhere']));
  expect(
    policy(Buffer.from('<script>abc</script><style>x{}</style><script type="module">alert(1)</script>')),
  ).toBe(`default-src 'self'; script-src 'self' '${ofAbc}'; style-src 'self'; frame-ancestors 'none'`);
  expect(policy(Buffer.from('<style>abc</style>'))).toContain(`style-src 'self' '${ofAbc}'`);
  // Somebody has searched for the beginning of a tag.
  expect(policy(Buffer.from('<input value="<script>x</script"><script>abc</script>'))).toContain(ofAbc);
});

test('only a page that says so may be framed, by sites and not by files', () => {
  const policy = pagePolicy([], new Set());
  expect(policy(Buffer.from('x'), true)).toMatch(/frame-ancestors http: https:$/);
  expect(policy(Buffer.from('x'))).toMatch(/frame-ancestors 'none'$/);
  for (const secure of [true, false]) {
    const all = securityHeaders(secure);
    expect(framedSecurity(all)).not.toContain('x-frame-options');
    expect(framedSecurity(all)).toHaveLength(all.length - 2);
    expect(all).toContain('x-frame-options');
  }
});
