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
    const draw = (boxes: string, { sx, sy, tx, ty }: Record<'sx' | 'sy' | 'tx' | 'ty', number>): void => {
      const box = new RegExp(String.raw`(${NUMBER}) (${NUMBER}) (${NUMBER}) (${NUMBER}) re`, 'g');
      for (const [, x, y, w, h] of boxes.matchAll(box)) {
        const left = Math.round((tx + Number(x) * sx) * dots);
        const right = Math.round((tx + (Number(x) + Number(w)) * sx) * dots);
        const top = Math.round((ty + Number(y) * sy) * dots);
        const bottom = Math.round((ty + (Number(y) + Number(h)) * sy) * dots);
        for (let row = top; row < bottom; row += 1) raster.fill(0, row * width + left, row * width + right);
      }
    };
    for (const [, sx, sy, tx, ty, boxes = ''] of drawing.matchAll(shapes))
      draw(boxes, { sx: Number(sx), sy: Number(sy), tx: Number(tx), ty: Number(ty) });
    // Boxes that are drawn on the page itself.
    draw(drawing.replaceAll(shapes, ''), { sx: 1, sy: 1, tx: 0, ty: 0 });
    return { width, height, dots: raster };
  });
}
