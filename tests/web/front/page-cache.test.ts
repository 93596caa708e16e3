import { expect, test, vi } from 'vitest';
import { PageCache, type Rendered } from '#src/web/front/page-cache.ts';

const NOON = new Date('2026-03-15T05:00:00Z');

function cacheAt(now: { at: Date } = { at: NOON }, mostBytes = 10_000_000): PageCache {
  const cache = new PageCache({ mostBytes, clock: () => now.at });
  cache.open();
  return cache;
}

function aPage({ text = 'còn hiệu lực', tags = ['product:a'], maxAge = 300 } = {}): Rendered {
  return {
    tags,
    contentType: 'text/html; charset=utf-8',
    headers: [],
    mayBeFramed: false,
    body: Buffer.from(text),
    maxAge,
  };
}

test('a page goes at once when a fact that it shows changes, and others stay', () => {
  const cache = cacheAt();
  cache.put('/a', cache.generation, aPage({ tags: ['product:a', 'decisions'] }));
  cache.put('/b', cache.generation, aPage({ tags: ['product:b'] }));
  cache.purge(['product:a']);
  expect(cache.get('/a')).toBeUndefined();
  expect(cache.get('/b')).toBeDefined();
  cache.purge(['all']);
  expect(cache.get('/b')).toBeUndefined();
  expect(cache.size).toEqual({ pages: 0, bytes: 0 });
});

test('a page that was being made while facts changed is not kept', () => {
  const cache = cacheAt();
  const before = cache.generation;
  cache.purge(['product:other']);
  expect(cache.put('/a', before, aPage())).toBeNull();
});

test('nothing is given while changes are not heard of, and nothing of before when they are heard again', () => {
  const cache = cacheAt();
  const before = cache.generation;
  cache.put('/a', before, aPage());
  cache.shut();
  expect(cache.get('/a')).toBeUndefined();
  expect(cache.put('/a', cache.generation, aPage())).toBeNull();
  cache.open();
  expect(cache.put('/a', before, aPage())).toBeNull();
  expect(cache.put('/a', cache.generation, aPage())).not.toBeNull();
});

test('no page outlives the day in Vietnam on which it was made', () => {
  const now = { at: new Date('2026-03-15T16:58:00Z') };
  const cache = cacheAt(now);
  cache.put('/a', cache.generation, aPage());
  now.at = new Date('2026-03-15T16:59:59Z');
  expect(cache.get('/a')).toBeDefined();
  now.at = new Date('2026-03-15T17:00:00Z');
  expect(cache.get('/a')).toBeUndefined();
});

test('a page lives as long as it says, and is not kept when it says no time', () => {
  vi.useFakeTimers({ now: NOON });
  const cache = cacheAt();
  cache.put('/a', cache.generation, aPage({ maxAge: 60 }));
  vi.setSystemTime(NOON.getTime() + 59_000);
  expect(cache.get('/a', 'as typed')).toBeDefined();
  expect(cache.spelled('as typed')).toBeDefined();
  vi.setSystemTime(NOON.getTime() + 60_000);
  expect(cache.spelled('as typed')).toBeUndefined();
  vi.useRealTimers();
  expect(cache.put('/b', cache.generation, aPage({ maxAge: 0 }))).toBeNull();
});

test('bytes are bounded; what is asked for stays longest', () => {
  const cache = cacheAt({ at: NOON }, 100_000);
  for (let n = 0; n < 100; n += 1) {
    cache.put(`/p${n}`, cache.generation, aPage({ text: 'x'.repeat(5_000), tags: [`product:${n}`] }));
    expect(cache.get('/p0')).toBeDefined();
  }
  expect(cache.size.bytes).toBeLessThanOrEqual(100_000);
  expect(cache.size.pages).toBeGreaterThan(8);
  expect(cache.get('/p50')).toBeUndefined();
});

test('each encoding is made once, however many ask for it together', async () => {
  const cache = cacheAt();
  const page = cache.put('/a', cache.generation, aPage({ text: 'nước mắm '.repeat(500) }));
  if (!page) throw new Error('not kept');
  const [one, two] = await Promise.all([cache.variant(page, 'br'), cache.variant(page, 'br')]);
  expect(one).toBe(two);
  expect(one.body.length).toBeLessThan(page.identity.length);
  const plain = await cache.variant(page, 'identity');
  expect(plain.etag).not.toBe(one.etag);
});
