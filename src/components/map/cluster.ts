import type { Flat } from './projection.ts';

export type Cluster = Flat & {
  /** Which of the points, in their order. Never empty. */
  members: readonly number[];
};

/**
 * Points that would lie on each other become one: whoever is nearer than `radius` pixels at `scale` to the first of
 * them. Every point is in exactly one cluster. In time that grows with the number of points, not with its square.
 */
export function clustersAt(points: readonly Flat[], scale: number, radius: number): Cluster[] {
  const reach = radius / scale;
  const cells = new Map<string, number[]>();
  const cellOf = ({ x, y }: Flat) => [Math.floor(x / reach), Math.floor(y / reach)] as const;
  for (const [index, point] of points.entries()) {
    const key = cellOf(point).join();
    const cell = cells.get(key);
    if (cell) cell.push(index);
    else cells.set(key, [index]);
  }
  const taken = new Uint8Array(points.length);
  const clusters: Cluster[] = [];
  for (const [index, point] of points.entries()) {
    if (taken[index]) continue;
    const members: number[] = [];
    let [sumX, sumY] = [0, 0];
    const [column, row] = cellOf(point);
    for (let x = column - 1; x <= column + 1; x++)
      for (let y = row - 1; y <= row + 1; y++)
        for (const other of cells.get(`${x},${y}`) ?? []) {
          const it = points[other]!;
          if (taken[other] || (it.x - point.x) ** 2 + (it.y - point.y) ** 2 > reach ** 2) continue;
          taken[other] = 1;
          members.push(other);
          sumX += it.x;
          sumY += it.y;
        }
    members.sort((a, b) => a - b);
    clusters.push({ x: sumX / members.length, y: sumY / members.length, members });
  }
  return clusters;
}

/** What stands on a mark of the printed map: `7`, `3–7`, or `3 +2` where the numbers are not in a row. */
export function rangeOf(numbers: readonly number[]): string {
  const [first = 0] = numbers;
  if (numbers.length === 1) return String(first);
  const last = numbers.at(-1) ?? first;
  return last - first === numbers.length - 1 ? `${first}–${last}` : `${first} +${numbers.length - 1}`;
}
