import { inflateSync } from 'node:zlib';

/** A page as a printer fills it: a byte for each dot, 0 black and 255 white. */
export type Raster = { width: number; height: number; dots: Buffer };

const NUMBER = String.raw`-?\d*\.?\d+`;

/**
 * The filled rectangles on each page of a PDF of ours, on paper of so many dots an inch. What is drawn in other ways,
 * letters among it, is left out.
 */
export function rasterOf(pdf: Uint8Array, dotsAnInch: number): Raster[] {
  const raw = Buffer.from(pdf).toString('latin1');
  const objects = new Map<string, string>();
  for (const [, id = '', whole = ''] of raw.matchAll(/(\d+) 0 obj\n([\s\S]*?)\nendobj/g))
    objects.set(id, whole);
  const pages = [...objects.values()].filter((dict) => /\/Type \/Page\b(?!s)/.test(dict));
  return pages.map((dict) => {
    const [, , , points = '', tall = ''] =
      new RegExp(String.raw`/MediaBox \[(${NUMBER}) (${NUMBER}) (${NUMBER}) (${NUMBER})\]`).exec(dict) ?? [];
    const dots = dotsAnInch / 72;
    const width = Math.round(Number(points) * dots);
    const height = Math.round(Number(tall) * dots);
    const raster = Buffer.alloc(width * height, 255);
    const body = objects.get(/\/Contents (\d+) 0 R/.exec(dict)?.[1] ?? '') ?? '';
    const packed = body.slice(body.indexOf('stream\n') + 7).replace(/\nendstream$/, '');
    const drawing = inflateSync(Buffer.from(packed, 'latin1')).toString('latin1');
    const shapes = new RegExp(
      String.raw`q (${NUMBER}) 0 0 (${NUMBER}) (${NUMBER}) (${NUMBER}) cm 0 g\n([\s\S]*?)f Q`,
      'g',
    );
    for (const [, sx, sy, tx, ty, boxes = ''] of drawing.matchAll(shapes))
      for (const [, x, y, w, h] of boxes.matchAll(/(\d+) (\d+) (\d+) (\d+) re/g)) {
        const left = Math.round((Number(tx) + Number(x) * Number(sx)) * dots);
        const right = Math.round((Number(tx) + (Number(x) + Number(w)) * Number(sx)) * dots);
        const top = Math.round((Number(ty) + Number(y) * Number(sy)) * dots);
        const bottom = Math.round((Number(ty) + (Number(y) + Number(h)) * Number(sy)) * dots);
        for (let row = top; row < bottom; row += 1) raster.fill(0, row * width + left, row * width + right);
      }
    return { width, height, dots: raster };
  });
}
