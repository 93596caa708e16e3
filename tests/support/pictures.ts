import { randomBytes } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { IN_DATABASE, type FileStore } from '#src/domain/media/file-store.ts';
import { describePicture, keepPictures } from '#src/domain/media/pictures.ts';
import type { PictureMade } from '#src/domain/media/picture.ts';
import type { Context } from '#src/domain/shared/context.ts';

/** The smallest that a reader of JPEG takes. */
const TINY = Buffer.from(
  '/9j/2wBDABQODxIPDRQSEBIXFRQYHjIhHhwcHj0sLiQySUBMS0dARkVQWnNiUFVtVkVGZIhlbXd7gYKBTmCNl4x9lnN+gXz/2wBDARUXFx4aHjshITt8U0ZTfHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHz/wAARCAAGAAgDASIAAhEBAxEB/8QAFQABAQAAAAAAAAAAAAAAAAAAAAP/xAAUEAEAAAAAAAAAAAAAAAAAAAAA/8QAFAEBAAAAAAAAAAAAAAAAAAAABP/EABQRAQAAAAAAAAAAAAAAAAAAAAD/2gAMAwEAAhEDEQA/AJgCHP/Z',
  'base64',
);

/** As it comes out of the re-encoding, without anything to be seen in it. */
export const aPictureMade = (given: Partial<PictureMade> = {}): PictureMade => ({
  hash: randomBytes(12).toString('hex'),
  width: 960,
  height: 720,
  files: [{ width: 960, format: 'jpeg', bytes: TINY }],
  ...given,
});

/** A picture that can be used; its id and its number. */
export async function aPicture(
  ctx: Context,
  producerId: string,
  alt = 'Người làm rót mật vào chai',
  store: FileStore = IN_DATABASE,
): Promise<{ id: string; number: number; hash: string }> {
  const made = aPictureMade();
  const [id] = await keepPictures(ctx, store, producerId, [made], { credit: 'Bà Lan' });
  await describePicture(ctx, producerId, id!, { alt, altEn: '', credit: 'Bà Lan', focusX: 50, focusY: 40 });
  const [row] = await ctx.db.execute<{ number: number }>(sql`select number from pictures where id = ${id!}`);
  return { id: id!, number: row!.number, hash: made.hash };
}

/** A photograph as a telephone sends it: large, grainy, lying on its side, with the place where it was taken. */
export async function aPhotograph(hue: number, side = 3000): Promise<Buffer> {
  const { default: sharp } = await import('sharp');
  const drawn = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 30" width="${side}" height="${side * 0.75}">
    <rect width="40" height="30" fill="hsl(${hue} 40% 62%)"/><rect y="21" width="40" height="9" fill="hsl(${hue} 35% 32%)"/>
    <circle cx="27" cy="12" r="6" fill="hsl(${(hue + 40) % 360} 70% 52%)"/><rect x="23" y="13" width="8" height="12" rx="1.5" fill="hsl(${hue} 60% 25%)"/></svg>`;
  const grain = await sharp({
    create: {
      width: 512,
      height: 384,
      channels: 3,
      background: '#808080',
      noise: { type: 'gaussian', mean: 128, sigma: 30 },
    },
  })
    .resize(side, side * 0.75)
    .png({ compressionLevel: 1 })
    .toBuffer();
  return sharp(Buffer.from(drawn))
    .composite([{ input: grain, blend: 'soft-light' }])
    .withExif({
      IFD0: { Make: 'Dien thoai cua ba Lan' },
      IFD3: {
        GPSLatitudeRef: 'N',
        GPSLatitude: '20/1 12/1 30/1',
        GPSLongitudeRef: 'E',
        GPSLongitude: '106/1 30/1 0/1',
      },
    })
    .jpeg({ quality: 93 })
    .toBuffer();
}
