import { describe, expect, test } from 'vitest';
import sharp from 'sharp';
import { picturesInSizes } from '#src/web/sent-picture.ts';

const photograph = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: '#a8642c' } });
const sent = (bytes: Uint8Array | string, name = 'anh.jpg', type = 'image/jpeg') =>
  new File([bytes as BlobPart], name, { type });

/** As a telephone writes it: turned on its side, with the place where it was taken and its own name. */
const fromTelephone = () =>
  photograph(2000, 1500)
    .withExif({
      IFD0: { Make: 'Dien thoai', Orientation: '6', Copyright: 'Ba Lan' },
      IFD3: {
        GPSLatitudeRef: 'N',
        GPSLatitude: '20/1 12/1 3012/100',
        GPSLongitudeRef: 'E',
        GPSLongitude: '106/1 30/1 0/1',
      },
    })
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toBuffer();

test('a photograph of a telephone stands upright and says neither where nor with what it was taken', async () => {
  const bytes = await fromTelephone();
  expect((await sharp(bytes).metadata()).exif?.toString('latin1')).toContain('Dien thoai');
  expect(bytes.includes('Dien thoai')).toBe(true);
  const [made] = await picturesInSizes([sent(bytes)]);
  expect([made!.width, made!.height]).toEqual([1500, 2000]);
  for (const { bytes: file, width, format } of made!.files) {
    const read = await sharp(file).metadata();
    expect([format, read.width, read.exif, read.xmp, read.iptc]).toEqual([
      format,
      width,
      undefined,
      undefined,
      undefined,
    ]);
    expect(Buffer.from(file).includes('Dien thoai')).toBe(false);
    expect(Buffer.from(file).includes('Ba Lan')).toBe(false);
  }
});

test('it is kept in three widths and three forms, never wider than it came', async () => {
  const [large] = await picturesInSizes([sent(await photograph(2400, 1600).jpeg().toBuffer())]);
  expect(large!.files.map(({ width, format }) => `${width} ${format}`)).toEqual(
    [480, 960, 1600].flatMap((width) => ['avif', 'webp', 'jpeg'].map((format) => `${width} ${format}`)),
  );
  const [small] = await picturesInSizes([sent(await photograph(700, 500).png().toBuffer())]);
  expect([...new Set(small!.files.map(({ width }) => width))]).toEqual([480, 700]);
});

test('the same picture has the same address, another one another', async () => {
  const bytes = await photograph(600, 600).jpeg().toBuffer();
  const [one, again, other] = await picturesInSizes([
    sent(bytes),
    sent(bytes, 'khac.jpg'),
    sent(await photograph(600, 601).jpeg().toBuffer()),
  ]);
  expect(one!.hash).toMatch(/^[0-9a-f]{24}$/);
  expect(again!.hash).toBe(one!.hash);
  expect(other!.hash).not.toBe(one!.hash);
});

describe('what is no photograph is refused', () => {
  const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="900" height="900"><script>hit()</script></svg>';
  test.each([
    ['a drawing', sent(svg, 'a.svg', 'image/svg+xml'), 'picture.unreadable'],
    ['a drawing that says to be a photograph', sent(svg, 'a.png', 'image/png'), 'picture.unreadable'],
    ['a page', sent('<!doctype html><script>hit()</script>', 'a.png', 'image/png'), 'picture.unreadable'],
    [
      'a script that begins like a GIF',
      sent('GIF89a/*\u0000*/=1;hit()', 'a.gif', 'image/gif'),
      'picture.unreadable',
    ],
    ['nothing', sent(''), 'picture.none'],
  ])('%s', async (_, file, code) => {
    await expect(picturesInSizes([file])).rejects.toMatchObject({ code });
  });

  test('one of too many points, before it is unpacked', async () => {
    const giant = await sharp({
      create: { width: 16_000, height: 16_000, channels: 3, background: '#000' },
      limitInputPixels: false,
    })
      .png({ compressionLevel: 9 })
      .toBuffer();
    expect(giant.length).toBeLessThan(2 * 1024 * 1024);
    const before = process.memoryUsage().rss;
    await expect(picturesInSizes([sent(giant, 'a.png', 'image/png')])).rejects.toMatchObject({
      code: 'picture.unreadable',
    });
    expect(process.memoryUsage().rss - before).toBeLessThan(64 * 1024 * 1024);
  });

  test('one that is too small, and more than six at once', async () => {
    await expect(picturesInSizes([sent(await photograph(600, 200).jpeg().toBuffer())])).rejects.toMatchObject(
      {
        code: 'picture.too_small',
      },
    );
    const bytes = await photograph(400, 400).jpeg().toBuffer();
    await expect(picturesInSizes(Array.from({ length: 7 }, () => sent(bytes)))).rejects.toMatchObject({
      code: 'picture.too_many',
    });
  });
});
