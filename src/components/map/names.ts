import { inPicture, type Flat, type Size, type View } from './projection.ts';

/** A name that may be written on the map. */
export type Name = Flat & {
  text: string;
  kind: 'isles' | 'province' | 'commune';
  /** Of a group of islands: how far it reaches. Its name is written wherever a part of it is seen. */
  reach?: { left: number; top: number; right: number; bottom: number };
};
export type Placed = { name: Name; x: number; y: number };
export type Rect = { left: number; top: number; right: number; bottom: number };

/** Pixels that a letter takes, about, and the height of a line. */
const LETTER = { isles: 7.2, province: 6.7, commune: 6.1 } as const;
const LINE = 16;

const overlap = (a: Rect, b: Rect) =>
  a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

/**
 * Writes as many names as there is room for, those first in `names` first; the names of Hoàng Sa and Trường Sa are
 * written in any case when a part of them is in the picture, and stay within its edges.
 */
export function placeNames(
  names: readonly Name[],
  view: View,
  size: Size,
  blocked: readonly Rect[] = [],
): Placed[] {
  const full: Rect[] = [...blocked];
  const placed: Placed[] = [];
  for (const name of names) {
    let { x, y } = inPicture(name, view, size);
    const half = (name.text.length * LETTER[name.kind]) / 2 + 3;
    if (name.reach) {
      const from = inPicture({ x: name.reach.left, y: name.reach.top }, view, size);
      const to = inPicture({ x: name.reach.right, y: name.reach.bottom }, view, size);
      if (to.x < 0 || to.y < 0 || from.x > size.width || from.y > size.height) continue;
      x = Math.min(size.width - half - 2, Math.max(half + 2, x));
      y = Math.min(size.height - LINE, Math.max(LINE + 2, y));
    } else if (x < 0 || y < 8 || x > size.width || y > size.height) continue;
    const rect = { left: x - half, right: x + half, top: y - LINE / 2, bottom: y + LINE / 2 };
    const cut = rect.left < 0 || rect.right > size.width;
    if (!name.reach && (cut || full.some((other) => overlap(rect, other)))) continue;
    full.push(rect);
    placed.push({ name, x, y });
  }
  return placed;
}
