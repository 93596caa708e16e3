/** North and east in degrees. */
export type Position = readonly [latitude: number, longitude: number];

/** On the flat map, in hundredths of a degree of longitude: about 1.1 km at the equator. */
export type Flat = { x: number; y: number };

/** What is seen: the middle of the picture, and how many pixels a unit of the flat map takes. */
export type View = Flat & { scale: number };

export type Size = { width: number; height: number };
export type Box = { west: number; south: number; east: number; north: number };

/** Tiles of other houses are cut from this width of the world. */
export const WORLD = 36_000;
const TOP = stretched(24.5);
/** The corner of the world from which tiles are counted. */
export const WORLD_CORNER: Flat = { x: -28_000, y: (TOP - 180) * 100 };

/** All of Vietnam with its islands. */
export const COUNTRY: Box = { west: 101.7, south: 7, east: 118.2, north: 23.8 };

/** Closest: one pixel is about two metres. Farthest: the country with some sea around it. */
export const SCALES = { least: 0.12, most: 500 } as const;

/** Closer than that the coarse outline is left out: it would claim a shore that nobody measured. */
export const OUTLINE_UP_TO = 6;

/** Degrees of latitude as Mercator draws them. */
function stretched(latitude: number): number {
  return (180 / Math.PI) * Math.log(Math.tan(Math.PI / 4 + (latitude * Math.PI) / 360));
}

/** Web Mercator, so that tiles of a deployment lie where our own base lies. */
export function flat([latitude, longitude]: Position): Flat {
  return { x: (longitude - 100) * 100, y: (TOP - stretched(latitude)) * 100 };
}

export function positionOf({ x, y }: Flat): Position {
  const degrees = TOP - y / 100;
  const latitude = (360 / Math.PI) * Math.atan(Math.exp((degrees * Math.PI) / 180)) - 90;
  return [latitude, x / 100 + 100];
}

/** Where a place of the flat map stands in the picture, in pixels from its upper left corner. */
export function inPicture({ x, y }: Flat, view: View, { width, height }: Size): Flat {
  return { x: (x - view.x) * view.scale + width / 2, y: (y - view.y) * view.scale + height / 2 };
}

export function fromPicture({ x, y }: Flat, view: View, { width, height }: Size): Flat {
  return { x: (x - width / 2) / view.scale + view.x, y: (y - height / 2) / view.scale + view.y };
}

/** The view that holds all of `positions`, with room around them; never closer than `leastDegrees` across. */
export function viewOf(positions: readonly Position[], size: Size, leastDegrees = 1.5, room = 36): View {
  const points = positions.map(flat);
  const [left, right] = span(points.map(({ x }) => x));
  const [top, bottom] = span(points.map(({ y }) => y));
  const least = leastDegrees * 100;
  const scale = Math.min(
    Math.max(40, size.width - 2 * room) / Math.max(right - left, 1e-6),
    Math.max(40, size.height - 2 * room) / Math.max(bottom - top, 1e-6),
    Math.min(size.width, size.height) / least,
  );
  return { x: (left + right) / 2, y: (top + bottom) / 2, scale: limited(scale) };
}

export function viewOfBox({ west, south, east, north }: Box, size: Size): View {
  return viewOf(
    [
      [north, west],
      [south, east],
    ],
    size,
    0.01,
    2,
  );
}

/** Not one number for each argument: five thousand arguments are too many for some engines. */
function span(numbers: readonly number[]): [number, number] {
  let [least, most] = [Infinity, -Infinity];
  for (const number of numbers) {
    if (number < least) least = number;
    if (number > most) most = number;
  }
  return least > most ? [0, 0] : [least, most];
}

export function limited(scale: number): number {
  return Math.min(SCALES.most, Math.max(SCALES.least, scale));
}

/** `view` closer by `factor`, with what lies under `at` (pixels) staying there. */
export function zoomed(view: View, factor: number, at: Flat, size: Size): View {
  const fixed = fromPicture(at, view, size);
  const scale = limited(view.scale * factor);
  return {
    x: fixed.x - (at.x - size.width / 2) / scale,
    y: fixed.y - (at.y - size.height / 2) / scale,
    scale,
  };
}

/** The middle of the picture stays in or near Vietnam: nobody gets lost in an empty sea. */
export function kept(view: View): View {
  const from = flat([COUNTRY.north, COUNTRY.west]);
  const to = flat([COUNTRY.south, COUNTRY.east]);
  return {
    x: Math.min(to.x, Math.max(from.x, view.x)),
    y: Math.min(to.y, Math.max(from.y, view.y)),
    scale: limited(view.scale),
  };
}

/** In metres, along the ground. */
export function distance([aLatitude, aLongitude]: Position, [bLatitude, bLongitude]: Position): number {
  const radians = Math.PI / 180;
  const half =
    Math.sin(((bLatitude - aLatitude) * radians) / 2) ** 2 +
    Math.cos(aLatitude * radians) *
      Math.cos(bLatitude * radians) *
      Math.sin(((bLongitude - aLongitude) * radians) / 2) ** 2;
  return 2 * 6_371_000 * Math.asin(Math.min(1, Math.sqrt(half)));
}

const STEPS = [5, 2, 1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001];

export type Graticule = {
  /** Path of all lines, in pixels. */
  path: string;
  meridians: { at: number; degrees: number }[];
  parallels: { at: number; degrees: number }[];
};

/** Lines of latitude and longitude, far enough from each other to be read. */
export function graticule(view: View, size: Size): Graticule {
  const step = STEPS.findLast((one) => one * 100 * view.scale >= 84) ?? 5;
  const [north, west] = positionOf(fromPicture({ x: 0, y: 0 }, view, size));
  const [south, east] = positionOf(fromPicture({ x: size.width, y: size.height }, view, size));
  const lines = (from: number, to: number) => {
    const first = Math.ceil(from / step);
    return Array.from({ length: Math.max(0, Math.floor(to / step) - first + 1) }, (_, index) =>
      Number(((first + index) * step).toFixed(4)),
    );
  };
  const meridians = lines(west, east).map((degrees) => ({
    degrees,
    at: Math.round(inPicture(flat([0, degrees]), view, size).x),
  }));
  const parallels = lines(south, north).map((degrees) => ({
    degrees,
    at: Math.round(inPicture(flat([degrees, 100]), view, size).y),
  }));
  return {
    meridians,
    parallels,
    path: [
      ...meridians.map(({ at }) => `M${at} 0v${size.height}`),
      ...parallels.map(({ at }) => `M0 ${at}h${size.width}`),
    ].join(''),
  };
}

/** A round length for the bar that shows the scale, in metres and in pixels; at most `most` pixels. */
export function scaleBar(view: View, most = 90): { metres: number; pixels: number } {
  const [latitude] = positionOf(view);
  const metresInPixel = (1113.2 * Math.cos((latitude * Math.PI) / 180)) / view.scale;
  const longest = metresInPixel * most;
  const power = 10 ** Math.floor(Math.log10(longest));
  const metres = power * ([5, 2, 1].find((one) => one * power <= longest) ?? 1);
  return { metres, pixels: metres / metresInPixel };
}
