import { createHash } from 'node:crypto';
import sharp, { type OutputInfo, type Sharp } from 'sharp';
import { MOST_PICTURES } from '#src/domain/checkout/claim.ts';
import {
  HIGHEST,
  LEAST_SIDE,
  MOST_SENT_PICTURES,
  PICTURE_FORMATS,
  WIDEST,
  widthsOf,
  type PictureFormat,
  type PictureMade,
} from '#src/domain/media/picture.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import type { Points } from './read-symbols.ts';

const MOST_BYTES = 10 * 1024 * 1024;
const MOST_PIXELS = 60_000_000;
const LONGEST_SIDE = 1_600;

/** Pictures made anew at once, and those that wait for it: each is large while it is unpacked. */
const AT_ONCE = 2;
const MOST_WAITING = 20;
let running = 0;
const waiting: (() => void)[] = [];

async function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
  if (running >= AT_ONCE) {
    if (waiting.length >= MOST_WAITING) throw new Refusal('too_many');
    await new Promise<void>((go) => waiting.push(go));
  } else running += 1;
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next) next();
    else running -= 1;
  }
}

/**
 * A picture that somebody sent, made anew: turned upright, no larger than needed, without what the camera wrote
 * into it. `null`: none was sent.
 *
 * @throws Refusal `picture.unreadable`; `too_many`: too many pictures wait already.
 */
export async function sentPicture(sent: FormDataEntryValue | null): Promise<Uint8Array | null> {
  if (!(sent instanceof File) || sent.size === 0) return null;
  if (sent.size > MOST_BYTES) throw new Refusal('picture.unreadable');
  const bytes = Buffer.from(await sent.arrayBuffer());
  return inTurn(() => madeAnew(bytes));
}

async function madeAnew(bytes: Buffer): Promise<Uint8Array> {
  try {
    const picture = sharp(bytes, { limitInputPixels: MOST_PIXELS, failOn: 'error' });
    const { format } = await picture.metadata();
    if (!['jpeg', 'png', 'webp'].includes(format ?? '')) throw new Error(format);
    return await picture
      .rotate()
      .resize(LONGEST_SIDE, LONGEST_SIDE, { fit: 'inside', withoutEnlargement: true })
      .jpeg({ quality: 80 })
      .toBuffer();
  } catch {
    throw new Refusal('picture.unreadable');
  }
}

/** Finer than this a reader of symbols gains nothing, and takes long. */
const LONGEST_READ = 2_000;

/**
 * The points of a picture that somebody sent, handed to `read` while it is this picture's turn; nothing is kept. `null`: none
 * was sent.
 *
 * @throws Refusal as `sentPicture`.
 */
export async function pointsOf<Found>(
  sent: FormDataEntryValue | null,
  read: (points: Points) => Promise<Found>,
): Promise<Found | null> {
  if (!(sent instanceof File) || sent.size === 0) return null;
  if (sent.size > MOST_BYTES) throw new Refusal('picture.unreadable');
  const bytes = Buffer.from(await sent.arrayBuffer());
  return inTurn(async () => read(await readable(bytes)));
}

async function readable(bytes: Buffer): Promise<Points> {
  try {
    const picture = sharp(bytes, { limitInputPixels: MOST_PIXELS, failOn: 'error' });
    const { format, width: wide, height: high } = await picture.metadata();
    if (!['jpeg', 'png', 'webp'].includes(format ?? '')) throw new Error(format);
    const { data, info } = await picture
      .rotate()
      .resize(LONGEST_READ, LONGEST_READ, { fit: 'inside', withoutEnlargement: true })
      .flatten({ background: '#ffffff' })
      .toColourspace('srgb')
      .ensureAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    const { width, height } = info;
    return {
      data: new Uint8ClampedArray(data),
      width,
      height,
      scale: Math.max(wide, high) / Math.max(width, height),
    };
  } catch {
    throw new Refusal('picture.unreadable');
  }
}

/** All pictures of one field, one after the other: each is large while it is made anew. @throws Refusal as `sentPicture`; `claim.pictures_too_many`. */
export async function sentPictures(sent: readonly FormDataEntryValue[]): Promise<Uint8Array[]> {
  const files = sent.filter((one) => one instanceof File && one.size > 0);
  if (files.length > MOST_PICTURES) throw new Refusal('claim.pictures_too_many', { most: MOST_PICTURES });
  const pictures: Uint8Array[] = [];
  for (const file of files) {
    const picture = await sentPicture(file);
    if (picture) pictures.push(picture);
  }
  return pictures;
}

/**
 * All pictures of one field for the pages of the site, each in every size and form, one after the other.
 *
 * @throws Refusal as `sentPicture`; `picture.none`, `picture.too_many`, `picture.too_small`.
 */
export async function picturesInSizes(sent: readonly FormDataEntryValue[]): Promise<PictureMade[]> {
  const files = sent.filter((one): one is File => one instanceof File && one.size > 0);
  if (files.length === 0) throw new Refusal('picture.none');
  if (files.length > MOST_SENT_PICTURES) throw new Refusal('picture.too_many', { most: MOST_SENT_PICTURES });
  if (files.some(({ size }) => size > MOST_BYTES)) throw new Refusal('picture.unreadable');
  const pictures: PictureMade[] = [];
  for (const file of files) {
    const bytes = Buffer.from(await file.arrayBuffer());
    pictures.push(await inTurn(() => inSizes(bytes)));
  }
  return pictures;
}

/** Chosen by eye on photographs of food and of people: no grain is missed, and an AVIF costs no second of work. */
const MADE: Readonly<Record<PictureFormat, (picture: Sharp) => Sharp>> = {
  avif: (picture) => picture.avif({ quality: 52, effort: 2 }),
  webp: (picture) => picture.webp({ quality: 76, effort: 4 }),
  jpeg: (picture) => picture.jpeg({ quality: 78, mozjpeg: true }),
};

async function inSizes(bytes: Buffer): Promise<PictureMade> {
  const { data, info } = await plain(bytes);
  if (Math.min(info.width, info.height) < LEAST_SIDE)
    throw new Refusal('picture.too_small', { least: LEAST_SIDE });
  const hash = createHash('sha256')
    .update(`1 ${info.width} ${info.height}\n`)
    .update(data)
    .digest('hex')
    .slice(0, 24);
  const raw = { raw: { width: info.width, height: info.height, channels: info.channels } };
  const files: PictureMade['files'] = [];
  for (const width of widthsOf(info.width))
    for (const format of PICTURE_FORMATS) {
      const resized = sharp(data, raw).resize({ width, withoutEnlargement: true });
      files.push({ width, format, bytes: await MADE[format](resized).toBuffer() });
    }
  return { hash, width: info.width, height: info.height, files };
}

/** Nothing but points of colour: upright, on white where it was clear, without a word of what the camera wrote. */
async function plain(bytes: Buffer): Promise<{ data: Buffer; info: OutputInfo }> {
  try {
    const picture = sharp(bytes, { limitInputPixels: MOST_PIXELS, failOn: 'error' });
    const { format } = await picture.metadata();
    if (!['jpeg', 'png', 'webp'].includes(format ?? '')) throw new Error(format);
    return await picture
      .rotate()
      .resize(WIDEST, HIGHEST, { fit: 'inside', withoutEnlargement: true })
      .flatten({ background: '#ffffff' })
      .toColourspace('srgb')
      .raw()
      .toBuffer({ resolveWithObject: true });
  } catch {
    throw new Refusal('picture.unreadable');
  }
}
