import { slugOf } from '#src/domain/shared/text.ts';
import type { Position } from './projection.ts';

/** A point of the map as the page and the script know it. */
export type MapPoint = {
  /** As in the list beside the map. */
  number: number;
  name: string;
  /** Its own page. */
  href: string;
  position: Position;
  /** What it is: `Cửa hàng`. */
  kind: string;
  /** `Xã Việt Khê, thành phố Hải Phòng`. */
  where: string;
};

/** Many points in few bytes: one column a fact, each number as its step from the one before, words once. */
export type MapData = {
  /** Address before the slugs. */
  base: string;
  numbers: number[];
  /** Hundred-thousandths of a degree: about a metre. */
  latitudes: number[];
  longitudes: number[];
  names: string[];
  /** 0: follows from the name. */
  slugs: (string | 0)[];
  kinds: string[];
  kind: number[];
  wheres: string[];
  where: number[];
};

const steps = (numbers: readonly number[]) =>
  numbers.map((number, index) => (index === 0 ? number : number - numbers[index - 1]!));
function sums(numbers: readonly number[]): number[] {
  let sum = 0;
  return numbers.map((number) => (sum += number));
}

export function packed(points: readonly MapPoint[], base: string): MapData {
  const indexIn = (words: string[], index: Map<string, number>, word: string) => {
    const known = index.get(word);
    if (known !== undefined) return known;
    index.set(word, words.length);
    return words.push(word) - 1;
  };
  const [kinds, wheres]: [string[], string[]] = [[], []];
  const [kindIndex, whereIndex] = [new Map<string, number>(), new Map<string, number>()];
  return {
    base,
    numbers: steps(points.map(({ number }) => number)),
    latitudes: steps(points.map(({ position }) => Math.round(position[0] * 1e5))),
    longitudes: steps(points.map(({ position }) => Math.round(position[1] * 1e5))),
    names: points.map(({ name }) => name),
    slugs: points.map(({ name, href }) =>
      !href.startsWith(base) ? href : href === base + slugOf(name) ? 0 : href.slice(base.length),
    ),
    kind: points.map(({ kind }) => indexIn(kinds, kindIndex, kind)),
    where: points.map(({ where }) => indexIn(wheres, whereIndex, where)),
    kinds,
    wheres,
  };
}

export function unpacked(data: MapData): MapPoint[] {
  const [numbers, latitudes, longitudes] = [data.numbers, data.latitudes, data.longitudes].map(sums);
  return data.names.map((name, index) => {
    const slug = data.slugs[index] ?? 0;
    return {
      number: numbers![index] ?? 0,
      name,
      href:
        typeof slug === 'string' && slug.startsWith('/')
          ? slug
          : data.base + (slug === 0 ? slugOf(name) : slug),
      position: [(latitudes![index] ?? 0) / 1e5, (longitudes![index] ?? 0) / 1e5],
      kind: data.kinds[data.kind[index] ?? 0] ?? '',
      where: data.wheres[data.where[index] ?? 0] ?? '',
    };
  });
}
