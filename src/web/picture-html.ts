import { FILE_OF, PICTURE_FORMATS, widthsOf, type ShownPicture } from '#src/domain/media/picture.ts';
import type { Lang } from '#src/i18n/lang.ts';
import { paths } from './paths.ts';

export type PictureShape = {
  /** How wide it stands, as browsers take it. */
  sizes: string;
  /** Cut to this shape; left out: whole. */
  cut?: '4 / 3' | '1' | undefined;
  /** The first thing that is seen: not waited with. */
  first?: boolean;
  class?: string | undefined;
};

export const attribute = (text: string): string =>
  text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

const step = (hundredths: number): number => Math.round(hundredths / 10);

/**
 * A photograph in the smallest form that the browser reads and the size that fits; its room is kept before it comes.
 * Where it is cut, the point that matters stays in view, told by a class: the policy of the pages allows no style in the
 * mark-up itself.
 */
export function pictureHtml(picture: ShownPicture, lang: Lang, shape: PictureShape): string {
  const { sizes, cut, first = false, class: extra = '' } = shape;
  const widths = widthsOf(picture.width);
  const set = (ending: string) =>
    widths.map((width) => `${paths.picture(picture.hash, width, ending)} ${width}w`).join(', ');
  const alt = (lang === 'en' && picture.altEn) || picture.alt;
  const foreign = lang === 'en' && !picture.altEn ? ' lang="vi"' : '';
  const sources = PICTURE_FORMATS.filter((format) => format !== 'jpeg')
    .map((format) => FILE_OF[format])
    .map(({ type, ending }) => `<source type="${type}" srcset="${set(ending)}" sizes="${sizes}">`)
    .join('');
  const classes = ['photo', cut && 'cut', cut === '1' && 'square', extra].filter(Boolean).join(' ');
  return `<picture class="${classes}"${foreign}>${sources}<img src="${paths.picture(picture.hash, widths[0]!, 'jpg')}" srcset="${set('jpg')}" sizes="${sizes}" width="${picture.width}" height="${picture.height}" alt="${attribute(alt)}" class="fx${step(picture.focusX)} fy${step(picture.focusY)}" ${first ? 'fetchpriority="high"' : 'loading="lazy"'} decoding="async"></picture>`;
}
