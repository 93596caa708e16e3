import type { Lang } from './lang.ts';

/**
 * A record with these texts in the language asked for, where somebody has written them; the others stay Vietnamese.
 * `langs` says of each which language it is.
 */
export function inLanguage<
  Name extends string,
  Thing extends { [name in Name]: string | null } & { [name in `${Name}En`]: string | null },
>(lang: Lang, thing: Thing, names: readonly Name[]): Thing & { langs: Record<Name, Lang> } {
  const english = names.filter((name) => lang === 'en' && thing[`${name}En` as keyof Thing] !== null);
  return {
    ...thing,
    ...Object.fromEntries(english.map((name) => [name, thing[`${name}En` as keyof Thing]])),
    langs: Object.fromEntries(names.map((name) => [name, english.includes(name) ? 'en' : 'vi'])) as Record<
      Name,
      Lang
    >,
  };
}

type FairTexts = Record<'name', string> &
  Record<'spot' | 'about' | 'results' | 'nameEn' | 'spotEn' | 'aboutEn' | 'resultsEn', string | null>;

export const fairIn = <Fair extends FairTexts>(lang: Lang, fair: Fair) =>
  inLanguage(lang, fair, ['name', 'spot', 'about', 'results']);

/** The same of what is told of it at an order. */
export const stallFairIn = <
  Fair extends Record<'name', string> & Record<'spot' | 'nameEn' | 'spotEn', string | null>,
>(
  lang: Lang,
  fair: Fair,
) => inLanguage(lang, fair, ['name', 'spot']);

type NewsTexts = Record<'title' | 'lead' | 'body', string> &
  Record<'titleEn' | 'leadEn' | 'bodyEn', string | null>;

export const newsIn = <Item extends NewsTexts>(lang: Lang, item: Item) =>
  inLanguage(lang, item, ['title', 'lead', 'body']);

/** Of the forms in which officers write. */
export const englishFields = {
  title: 'Tiếng Anh, cho khách nước ngoài',
  hint: 'Ô nào để trống thì trang tiếng Anh hiện phần tiếng Việt và ghi rõ là tiếng Việt.',
  name: 'Name',
  spot: 'Place',
  about: 'Introduction',
  results: 'What came of it',
  headline: 'Headline',
  lead: 'Summary',
  body: 'Text',
  alt: 'What the picture shows',
};
