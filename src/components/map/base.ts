import { ISLAND_DOTS, PROVINCE_SHAPES } from '#src/components/places/vietnam-outline.ts';
import type { Places } from '#src/domain/places/gazetteer.ts';
import { flat, type Flat } from './projection.ts';
import type { Name } from './names.ts';

/** The outlines are drawn as a plain grid of degrees: 50 to a degree of longitude from 102°, 52 of latitude from 23.5°. */
function fromOutline(x: number, y: number): Flat {
  const { x: flatX, y: flatY } = flat([23.5 - y / 52, 102 + x / 50]);
  return { x: Math.round(flatX), y: Math.round(flatY) };
}

/** A path of the outlines (`M`, `l`, `z`) on our flat map, its steps again from point to point. */
function shapeOnMap(path: string): string {
  return path
    .split('M')
    .filter(Boolean)
    .map((ring) => {
      const numbers = ring.match(/-?\d+(\.\d+)?/g)?.map(Number) ?? [];
      let [x, y] = [0, 0];
      let before: Flat = { x: 0, y: 0 };
      let out = '';
      for (let index = 0; index < numbers.length; index += 2) {
        x += numbers[index]!;
        y += numbers[index + 1]!;
        const here = fromOutline(x, y);
        out +=
          index === 0
            ? `M${here.x} ${here.y}l`
            : `${here.x - before.x} ${here.y - before.y}${index + 2 < numbers.length ? ' ' : 'z'}`;
        before = here;
      }
      return out.replaceAll(' -', '-');
    })
    .join('');
}

/** All of the land as one path, the borders of provinces in it. */
export const LAND = Object.values(PROVINCE_SHAPES).map(shapeOnMap).join('');

const ISLANDS = ISLAND_DOTS.map(({ name, province, dots }) => ({
  name,
  province,
  places: [...dots.matchAll(/M(\d+) (\d+)/g)].map(([, x, y]) => fromOutline(Number(x), Number(y))),
}));

/** The islands of both groups, as strokes of no length. */
export const ISLES = ISLANDS.flatMap(({ places }) => places.map(({ x, y }) => `M${x} ${y}h0`)).join('');

/** `Hoàng Sa (Đà Nẵng)`, `Trường Sa (Khánh Hòa)`, and how far each reaches. */
export function isleNames(places: Places): (Name & { province: string })[] {
  return ISLANDS.map(({ name, province, places: islands }) => {
    const xs = islands.map(({ x }) => x);
    const ys = islands.map(({ y }) => y);
    const reach = {
      left: Math.min(...xs),
      right: Math.max(...xs),
      top: Math.min(...ys),
      bottom: Math.max(...ys),
    };
    return {
      text: `${name} (${places.unit(province)?.name ?? province})`,
      kind: 'isles',
      province,
      x: (reach.left + reach.right) / 2,
      y: reach.bottom + 40,
      reach,
    };
  });
}

/** Provinces at the middle of their mainland: the centre of a province with far islands may lie in the sea. */
export function provinceNames(places: Places): Name[] {
  return places.provinces.flatMap(({ code, name }) => {
    const middle = middleOf(PROVINCE_SHAPES[code]);
    return middle ? [{ text: name, kind: 'province' as const, ...middle }] : [];
  });
}

function middleOf(path: string | undefined): Flat | null {
  const numbers = path?.split('z')[0]?.match(/-?\d+/g)?.map(Number) ?? [];
  const ring: Flat[] = [];
  let [x, y] = [0, 0];
  for (let index = 0; index + 1 < numbers.length; index += 2) {
    x += numbers[index]!;
    y += numbers[index + 1]!;
    ring.push({ x, y });
  }
  let [area, sumX, sumY] = [0, 0, 0];
  for (const [index, a] of ring.entries()) {
    const b = ring[(index + 1) % ring.length]!;
    const cross = a.x * b.y - b.x * a.y;
    area += cross;
    sumX += (a.x + b.x) * cross;
    sumY += (a.y + b.y) * cross;
  }
  return area === 0 ? null : fromOutline(sumX / 3 / area, sumY / 3 / area);
}
