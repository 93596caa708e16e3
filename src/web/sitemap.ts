import type { PublicAddress } from '#src/domain/reports/public-addresses.ts';
import { LANGS } from '#src/i18n/lang.ts';
import { at, paths } from './paths.ts';
import { xml } from './xml.ts';

/** So many addresses a file; with more the sitemap is an index of files. */
export const ADDRESSES_A_FILE = 5_000;

export type SitemapEntry = { path: string; changed: Date | null };

export function entryOf(address: PublicAddress): SitemapEntry {
  return { path: pathOf(address), changed: address.changed };
}

function pathOf(address: PublicAddress): string {
  switch (address.kind) {
    case 'product':
      return paths.product(address.slug);
    case 'producer':
      return paths.producer(address.slug);
    case 'point-of-sale':
      return paths.pointOfSale(address.slug);
    case 'news':
      return paths.newsItem(address.slug);
    case 'fair':
      return paths.fair(address.slug);
    case 'tour':
      return paths.tour(address.slug);
    case 'certificate':
      return paths.certificate(address.id);
    case 'decision':
      return paths.decision(address.id);
    case 'province':
      return paths.province(address.province);
    case 'commune':
      return paths.commune(address.province, address.commune);
  }
}

const HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n';
const NAMESPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"';

/** Every address in both languages, each naming the other. */
export function sitemap(origin: string, entries: readonly SitemapEntry[]): string {
  const urls = entries.flatMap(({ path, changed }) => {
    const alternates = [...LANGS.map((lang) => [lang, at(lang, path)] as const), ['x-default', path] as const]
      .map(
        ([lang, other]) => `<xhtml:link rel="alternate" hreflang="${lang}" href="${xml(origin + other)}"/>`,
      )
      .join('');
    const lastmod = changed ? `<lastmod>${changed.toISOString()}</lastmod>` : '';
    return LANGS.map(
      (lang) => `<url><loc>${xml(origin + at(lang, path))}</loc>${lastmod}${alternates}</url>`,
    );
  });
  return `${HEAD}<urlset ${NAMESPACE} xmlns:xhtml="http://www.w3.org/1999/xhtml">\n${urls.join('\n')}\n</urlset>\n`;
}

export function sitemapIndex(origin: string, files: number): string {
  const items = Array.from(
    { length: files },
    (_, index) => `<sitemap><loc>${xml(`${origin}/sitemap-${index + 1}.xml`)}</loc></sitemap>`,
  );
  return `${HEAD}<sitemapindex ${NAMESPACE}>\n${items.join('\n')}\n</sitemapindex>\n`;
}

/** Of what each file of the index holds, or all of it in one. */
export function partsOf<Entry>(entries: readonly Entry[]): Entry[][] {
  const parts: Entry[][] = [];
  // Each entry is two addresses.
  for (let start = 0; start < entries.length; start += ADDRESSES_A_FILE / 2)
    parts.push(entries.slice(start, start + ADDRESSES_A_FILE / 2));
  return parts;
}
