import { loadPlaces } from '#src/domain/places/places.ts';
import { seedPlaces } from '#src/domain/places/seed-places.ts';
import { expect, test } from '#tests/support/test.ts';

test('the reference data goes in whole, and the second time changes nothing', async ({ ctx }) => {
  const t0 = performance.now();
  const first = await seedPlaces(ctx);
  const t1 = performance.now();
  expect(first.changed).toBeGreaterThan(14_000);
  expect(await seedPlaces(ctx)).toEqual({ changed: 0 });
  const t2 = performance.now();
  const places = await loadPlaces(ctx);
  const t3 = performance.now();
  console.log(t1 - t0, t2 - t1, t3 - t2);
  expect(places.provinces).toHaveLength(34);
  expect(places.nameOf('10804')).toBe('Xã Kim Thành');
});
