import { expect, test } from 'vitest';
import { languageQuality, linksetPreferred, preferences, typeQuality } from '#src/web/resolver/accept.ts';
import { bestOf } from '#src/web/resolver/linkset.ts';
import type { Link } from '#src/web/resolver/links.ts';

test.each([
  [null, null],
  ['*/*', null],
  ['text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', null],
  ['application/linkset+json', 'application/linkset+json'],
  ['application/linkset+json;q=0.9', 'application/linkset+json'],
  ['application/linkset+json; q=0', null],
  ['application/json', 'application/json'],
  ['application/ld+json', 'application/ld+json'],
  ['application/json;q=0.5, application/linkset+json;q=0.8', 'application/linkset+json'],
  ['text/html, application/json;q=0.9', null],
  ['text/html;q=0.8, application/json;q=0.9', 'application/json'],
  ['application/json, text/plain, */*', 'application/json'],
  ['application/json;q=0.4, */*', null],
] as const)('who accepts %s gets %s', (accept, form) => {
  expect(linksetPreferred(preferences(accept))).toBe(form);
});

test.each([
  [null, 'vi', 1],
  ['vi-VN,vi;q=0.9,en;q=0.8', 'vi', 1],
  ['vi-VN,vi;q=0.9,en;q=0.8', 'en', 0.8],
  ['fr, *;q=0.3', 'en', 0.3],
  ['fr', 'vi', 0],
  ['en;q=nonsense', 'en', 1],
] as const)('%s reads %s: %s', (accept, lang, q) => {
  expect(languageQuality(preferences(accept), lang)).toBe(q);
});

test('the most exact media range counts', () => {
  const accept = preferences('text/*;q=0.3, text/html;q=0.7, */*;q=0.1');
  expect(['text/html', 'text/plain', 'application/pdf'].map((type) => typeQuality(accept, type))).toEqual([
    0.7, 0.3, 0.1,
  ]);
});

const html = (href: string, lang: 'vi' | 'en'): Link => ({
  href,
  title: href,
  type: 'text/html',
  hreflang: [lang],
});
const LINKS = [html('vi', 'vi'), html('en', 'en'), { href: 'json', title: 'json', type: 'application/json' }];

test.each([
  [null, null, ['vi']],
  [null, 'en-GB', ['en']],
  [null, 'vi;q=0.4, en;q=0.6', ['en']],
  // Who reads neither is a visitor from abroad.
  [null, 'fr', ['en']],
  ['text/html, */*;q=0.8', 'vi;q=0.3, en;q=0.2', ['vi']],
  ['application/json', 'vi', ['json']],
  // It is still the link that was asked for.
  ['image/png', 'en', ['en']],
] as const)('accepting %s and reading %s leads to %s', (types, languages, hrefs) => {
  expect(bestOf(LINKS, preferences(types), preferences(languages)).map(({ href }) => href)).toEqual(hrefs);
});

test('links that are alike in all that can be asked for are all named', () => {
  const shops = [html('one', 'vi'), html('other', 'vi'), html('shop', 'en')];
  const found = (languages: string | null) =>
    bestOf(shops, [], preferences(languages)).map(({ href }) => href);
  expect(found('vi')).toEqual(['one', 'other']);
  expect(found('en')).toEqual(['shop']);
});
