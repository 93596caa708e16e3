import { expect, test } from 'vitest';
import { normalAddress, plainHost } from '#src/web/front/cache-key.ts';

test.each([
  ['/san-pham/a', '/san-pham/a', ''],
  ['/s%61n-pham/a/', '/san-pham/a', ''],
  ['//san-pham///a', '/san-pham/a', ''],
  ['/san-pham?trang=2&q=m%E1%BA%ADt+ong', '/san-pham', '?q=m%E1%BA%ADt+ong&trang=2'],
  ['/san-pham?utm_source=zalo&q=a&fbclid=x&gclid=y', '/san-pham', '?q=a'],
  ['/san-pham?sao=5&sao=4', '/san-pham', '?sao=5&sao=4'],
  ['/chu-the/h%C3%B2a', '/chu-the/h%C3%B2a', ''],
  ['/chu-the/ho%CC%80a', '/chu-the/h%C3%B2a', ''],
  ['/?', '/', ''],
  // A lot's number may have a slash in it.
  ['/01/08935001213598/10/A%2fB/', '/01/08935001213598/10/A%2FB', ''],
])('%s is asked as %s%s', (target, path, search) => {
  expect(normalAddress(target)).toEqual({ path, search, known: true });
});

test.each(['/%', '/%ff', '/a%2fb', '/a%00', '/..', '/a/%2e%2e/b', '/a\\b', '/a%5cb', '*', 'http://x/'])(
  '%s is no address of ours',
  (target) => {
    expect(normalAddress(target)).toBeNull();
  },
);

test('a name that no page reads keeps the page from being kept, and is left for the page to see', () => {
  expect(normalAddress('/?x=1')).toEqual({ path: '/', search: '?x=1', known: false });
});

test.each([
  ['saolang.vn', 'saolang.vn'],
  ['SaoLang.VN:8080', 'saolang.vn:8080'],
  ['[::1]:4321', '[::1]:4321'],
  ['evil.example/path', null],
  ['a b', null],
  ['x"><script>', null],
  ['', null],
  [undefined, null],
])('host %s is read as %s', (host, read) => {
  expect(plainHost(host)).toBe(read);
});
