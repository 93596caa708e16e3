import { eq } from 'drizzle-orm';
import { formerUnits, units } from '#db/schema/places.ts';
import { loadPlaces } from '#src/domain/places/places.ts';
import { seedPlaces } from '#src/domain/places/seed-places.ts';
import { expect, test } from '#tests/support/test.ts';
import { placesOfRecord } from '#tests/support/places.ts';

test('the reference data goes in whole, and the second time changes nothing', async ({ ctx }) => {
  const first = await seedPlaces(ctx);
  expect(first.changed).toBe((await ctx.db.$count(units)) + (await ctx.db.$count(formerUnits)));
  expect(await seedPlaces(ctx)).toEqual({ changed: 0 });

  const places = await loadPlaces(ctx);
  const ofRecord = await placesOfRecord();
  expect(places.provinces).toEqual(ofRecord.provinces);
  expect(places.communesOf('31')).toEqual(ofRecord.communesOf('31'));
  expect(places.former).toHaveLength(ofRecord.former.length);
  expect(places.nameOf('10804')).toBe('Xã Kim Thành');
  expect(places.province('10804')?.fullName).toBe('Thành phố Hải Phòng');
  expect(places.formerOf('11503').map(({ fullName }) => fullName)).toEqual(
    expect.arrayContaining(['Xã Kỳ Sơn', 'Xã An Sơn']),
  );
  expect(
    places
      .formerOf('37')
      .map(({ fullName }) => fullName)
      .sort(),
  ).toEqual(['Tỉnh Hà Nam', 'Tỉnh Nam Định', 'Tỉnh Ninh Bình']);
  expect(places.unit('99999')).toBeNull();
});

test('a fact that was changed by hand is brought back', async ({ ctx }) => {
  await seedPlaces(ctx);
  await ctx.db.update(units).set({ fullName: 'Xã Sai' }).where(eq(units.code, '10804'));
  expect(await seedPlaces(ctx)).toEqual({ changed: 1 });
  expect((await loadPlaces(ctx)).nameOf('10804')).toBe('Xã Kim Thành');
});
