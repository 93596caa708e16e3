import { publicAddresses } from '#src/domain/reports/public-addresses.ts';
import { paths } from './paths.ts';
import { entryOf, type SitemapEntry } from './sitemap.ts';
import type { Site } from './site.ts';
import { SECTION_PATHS, writtenPages } from './written.ts';

/** All that search engines may know of: pages of the register, and those that people wrote. */
export async function sitemapEntries(site: Pick<Site, 'sql' | 'mode'>): Promise<SitemapEntry[]> {
  const written = (await writtenPages(site.mode)).filter(({ lang }) => lang === 'vi').map(({ path }) => path);
  const fixed = [
    paths.home,
    paths.products,
    paths.places,
    paths.pointsOfSale,
    paths.fairs,
    paths.news,
    paths.widgets,
    paths.tours,
    paths.register,
    paths.lookUp,
    ...new Set([...Object.values(SECTION_PATHS), ...written.sort()]),
  ];
  return [
    ...fixed.map((path) => ({ path, changed: null })),
    ...(await publicAddresses(site.sql)).map(entryOf),
  ];
}
