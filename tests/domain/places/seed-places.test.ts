import { eq } from 'drizzle-orm';
import { formerUnits, units } from '#db/schema/places.ts';
import { importConversionTable } from '#src/domain/places/import-conversion-table.ts';
import { loadPlaces } from '#src/domain/places/places.ts';
import { resolvePlace } from '#src/domain/places/resolve-place.ts';
import { seedPlaces } from '#src/domain/places/seed-places.ts';
import { expect, test } from '#tests/support/test.ts';
import { placesOfRecord } from '#tests/support/places.ts';

test(
  'the reference data goes in whole, and the second time changes nothing',
  { timeout: 120_000 },
  async ({ ctx }) => {
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
  },
);

test(
  'what an office imported stays when our reference data is put in anew',
  { timeout: 120_000 },
  async ({ ctx }) => {
    await seedPlaces(ctx);
    const table =
      'old_code,old_name,old_district,old_province,new_code,new_name,new_province_code\n' +
      '00556,Xã Đặng Xá,Huyện Gia Lâm,Thành phố Hà Nội,00562,Xã Thuận An,01\n';
    await importConversionTable(ctx, table, 'bang.csv');
    // As after a release with other data.
    await ctx.db.update(units).set({ fullName: 'Xã Sai' }).where(eq(units.code, '10804'));
    expect(await seedPlaces(ctx)).toEqual({ changed: 1 });
    const places = await loadPlaces(ctx);
    expect(places.nameOf('10804')).toBe('Xã Kim Thành');
    expect(resolvePlace(places, 'Xã Đặng Xá, Huyện Gia Lâm, Hà Nội').units.map(({ code }) => code)).toEqual([
      '00562',
    ]);
  },
);
