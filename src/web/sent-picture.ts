import sharp from 'sharp';
import { Refusal } from '#src/domain/shared/refusal.ts';

const MOST_BYTES = 10 * 1024 * 1024;
const MOST_PIXELS = 60_000_000;
const LONGEST_SIDE = 1_600;

/**
 * A picture that somebody sent, made anew: turned upright, no larger than needed, without what the camera wrote
 * into it. `null`: none was sent.
 *
 * @throws Refusal `picture.unreadable`.
 */
export async function sentPicture(sent: FormDataEntryValue | null): Promise<Uint8Array | null> {
  if (!(sent instanceof File) || sent.size === 0) return null;
  if (sent.size > MOST_BYTES) throw new Refusal('picture.unreadable');
  const bytes = Buffer.from(await sent.arrayBuffer());
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
