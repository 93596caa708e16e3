import { getCollection, type CollectionEntry } from 'astro:content';
import type { Mode } from '#src/config.ts';
import type { Lang } from '#src/i18n/lang.ts';
import { paths } from './paths.ts';

/** `data`: the one page of the open data, which is its own section. */
export type Section = 'about' | 'help' | 'legal' | 'data';

/** A page that people wrote, with its address (without language). */
export type Written = {
  section: Section;
  slug: string;
  lang: Lang;
  path: string;
  entry: CollectionEntry<'words'>;
};

export const SECTION_PATHS: Readonly<Record<Section, string>> = {
  about: '/gioi-thieu',
  help: '/tro-giup',
  legal: '/phap-ly',
  data: paths.openData,
};

/** All pages of a section in the language, in their order; where nothing is ordered, without those about ordering. */
export async function writtenIn(section: Section, lang: Lang, mode: Mode): Promise<Written[]> {
  return (await writtenPages(mode))
    .filter((page) => page.section === section && page.lang === lang)
    .sort((a, b) => a.entry.data.order - b.entry.data.order);
}

export async function writtenPages(mode: Mode): Promise<Written[]> {
  const entries = await getCollection('words', ({ data }) => !data.selling || mode === 'marketplace');
  return entries.map((entry) => {
    const [section, lang, slug = ''] = entry.id.split('/') as [Section, Lang, string?];
    return { section, slug, lang, path: section === 'data' ? paths.openData : paths[section](slug), entry };
  });
}
