import { getCollection, type CollectionEntry } from 'astro:content';
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

/** All pages of a section in the language, in their order. */
export async function writtenIn(section: Section, lang: Lang): Promise<Written[]> {
  return (await writtenPages())
    .filter((page) => page.section === section && page.lang === lang)
    .sort((a, b) => a.entry.data.order - b.entry.data.order);
}

export async function writtenPages(): Promise<Written[]> {
  return (await getCollection('words')).map((entry) => {
    const [section, lang, slug = ''] = entry.id.split('/') as [Section, Lang, string?];
    return { section, slug, lang, path: section === 'data' ? paths.openData : paths[section](slug), entry };
  });
}
