import sharp from 'sharp';
import { MOST_PICTURES } from '#src/domain/checkout/claim.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';

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
