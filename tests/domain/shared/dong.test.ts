import { dong, share, sumOf, type Dong } from '#src/domain/shared/dong.ts';
import { expect, test } from '#tests/support/test.ts';

/** The same numbers at every run. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

test('however a sum is split, the parts add up to it, and none is more than one đồng off', () => {
  const next = numbers(7);
  for (let round = 0; round < 2_000; round += 1) {
    const total = dong(next(100_000_000));
    const weights = Array.from({ length: 1 + next(12) }, () => next(50_000_000));
    weights[next(weights.length)]! += 1;
    const parts = share(total, weights);
    expect(sumOf(parts)).toBe(total);
    const whole = weights.reduce((sum, weight) => sum + weight, 0);
    for (const [index, part] of parts.entries()) {
      const exact = (BigInt(total) * BigInt(weights[index]!)) / BigInt(whole);
      expect(part === Number(exact) || part === Number(exact) + 1).toBe(true);
      if (weights[index] === 0) expect(part).toBe(0);
    }
  }
});

test('what is left over goes to the largest remainders, the earlier first', () => {
  expect(share(100 as Dong, [1, 1, 1])).toEqual([34, 33, 33]);
  expect(share(10 as Dong, [1, 2, 4])).toEqual([1, 3, 6]);
  expect(share(0 as Dong, [3, 5])).toEqual([0, 0]);
  expect(() => share(5 as Dong, [0, 0])).toThrow(RangeError);
  expect(() => dong(1.5)).toThrow(RangeError);
  expect(() => dong(-1)).toThrow(RangeError);
});
