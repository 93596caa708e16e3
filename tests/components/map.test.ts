import { expect, test } from 'vitest';
import { clustersAt, rangeOf } from '#src/components/map/cluster.ts';
import { packed, unpacked } from '#src/components/map/map-data.ts';
import { distance, flat, inPicture, positionOf, viewOf, zoomed } from '#src/components/map/projection.ts';

test('a place of the flat map is the same place on the ground again', () => {
  for (const place of [
    [20.99, 106.59],
    [8.6, 111.9],
    [16.5, 112.3],
  ] as const) {
    const [latitude, longitude] = positionOf(flat(place));
    expect(latitude).toBeCloseTo(place[0], 9);
    expect(longitude).toBeCloseTo(place[1], 9);
  }
});

test('a view holds all of its places, and what lies under the finger stays there', () => {
  const size = { width: 328, height: 377 };
  const places = [
    [21, 105.8],
    [10.8, 106.7],
  ] as const;
  const view = viewOf(places, size);
  for (const place of places) {
    const { x, y } = inPicture(flat(place), view, size);
    expect(x > 0 && y > 0 && x < size.width && y < size.height).toBe(true);
  }
  const under = inPicture(flat(places[0]), view, size);
  const after = inPicture(flat(places[0]), zoomed(view, 3, under, size), size);
  expect(after.x).toBeCloseTo(under.x, 6);
  expect(after.y).toBeCloseTo(under.y, 6);
});

test('Hà Nội is about 1,140 km from Thành phố Hồ Chí Minh', () => {
  expect(distance([21.03, 105.85], [10.78, 106.7]) / 1000).toBeCloseTo(1143, -1);
});

test('every point is in exactly one cluster, and those far apart are in none together', () => {
  const points = Array.from({ length: 5000 }, (_, n) => ({ x: (n * 7919) % 1600, y: (n * 104_729) % 1700 }));
  const found = clustersAt(points, 0.3, 46);
  expect(found.flatMap(({ members }) => members).toSorted((a, b) => a - b)).toEqual(points.map((_, n) => n));
  expect(
    clustersAt(
      [
        { x: 0, y: 0 },
        { x: 1, y: 0 },
        { x: 9, y: 0 },
      ],
      10,
      46,
    ).map(({ members }) => members),
  ).toEqual([[0, 1], [2]]);
});

test('numbers in a row are a range, others are counted', () => {
  expect([rangeOf([7]), rangeOf([3, 4, 5]), rangeOf([1, 4, 9])]).toEqual(['7', '3–5', '1 +2']);
});

test('points are the same after their way to the script', () => {
  const points = ['cho-lon', 'cho-lon-2', '/chu-the/x'].map((slug, index) => ({
    number: index * 3 + 1,
    name: 'Chợ Lớn',
    href: slug.startsWith('/') ? slug : `/diem-ban/${slug}`,
    position: [10.75 + index, 106.65] as const,
    kind: 'Chợ',
    where: 'Hồ Chí Minh',
  }));
  expect(unpacked(JSON.parse(JSON.stringify(packed(points, '/diem-ban/'))))).toEqual(points);
});
