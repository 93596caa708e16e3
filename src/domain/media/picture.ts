/** Forms in which a picture is kept, the one with the fewest bytes first. */
export const PICTURE_FORMATS = ['avif', 'webp', 'jpeg'] as const;
export type PictureFormat = (typeof PICTURE_FORMATS)[number];

/** How a file of that form is called, and what it is on the wire. */
export const FILE_OF: Readonly<Record<PictureFormat, { ending: string; type: string }>> = {
  avif: { ending: 'avif', type: 'image/avif' },
  webp: { ending: 'webp', type: 'image/webp' },
  jpeg: { ending: 'jpg', type: 'image/jpeg' },
};

/** A card on a telephone; a page on a telephone; a page on a desk. */
const WIDTHS = [480, 960] as const;
export const WIDEST = 1600;
/** A longer side is cut down to it, so that no picture is as high as ten screens. */
export const HIGHEST = 2000;
/** Fewer pixels look broken on every screen. */
export const LEAST_SIDE = 320;

/** Pictures in one form; how many one producer keeps. */
export const MOST_SENT_PICTURES = 6;
export const MOST_KEPT_PICTURES = 300;

export const MOST_ALT = 300;
export const MOST_CREDIT = 120;

/** The widths in which a picture of that width is kept, least first; never wider than it is. */
export function widthsOf(width: number): number[] {
  return [...WIDTHS.filter((one) => one < width), width];
}

/** Everything that is needed to show a picture. */
export type ShownPicture = {
  hash: string;
  width: number;
  height: number;
  alt: string;
  altEn: string | null;
  credit: string | null;
  /** Hundredths from the left and from above. */
  focusX: number;
  focusY: number;
};

/** A picture made anew, in all its sizes. */
export type PictureMade = {
  hash: string;
  width: number;
  height: number;
  files: { width: number; format: PictureFormat; bytes: Uint8Array }[];
};

/** SQL that makes a `ShownPicture` of the row `i` of `pictures`. */
export const PICTURE_JSON = `jsonb_build_object('hash', i.hash, 'width', i.width, 'height', i.height, 'alt', i.alt,
  'altEn', i.alt_en, 'credit', i.credit, 'focusX', i.focus_x, 'focusY', i.focus_y)`;

/** SQL: the picture `i` may stand on pages. */
export const SHOWABLE = 'i.alt is not null and i.hidden_at is null';

/** SQL for the picture that stands for the product `p`; null where there is none. */
export const PRODUCT_PICTURE = `(select ${PICTURE_JSON} from pictures i where i.id = p.picture_id and ${SHOWABLE})`;

/** `c0ffee…-960.webp`; `null` for anything else. */
export function readPictureFile(name: string): { hash: string; width: number; format: PictureFormat } | null {
  const [, hash, width, ending] = /^([0-9a-f]{24})-(\d{1,4})\.(avif|webp|jpg)$/.exec(name) ?? [];
  const format = PICTURE_FORMATS.find((one) => FILE_OF[one].ending === ending);
  return hash && format ? { hash, width: Number(width), format } : null;
}
