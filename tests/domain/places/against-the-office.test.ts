import { parse } from 'csv-parse/sync';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectFolder } from '#db/client.ts';
import { nameOf } from '#src/domain/places/place-name.ts';
import { importConversionTable } from '#src/domain/places/import-conversion-table.ts';
import { loadPlaces } from '#src/domain/places/places.ts';
import { resolvePlace } from '#src/domain/places/resolve-place.ts';
import { seedPlaces } from '#src/domain/places/seed-places.ts';
import { describe, expect, test } from '#tests/support/test.ts';
import { placesOfRecord } from '#tests/support/places.ts';

const folder = join(projectFolder(), '..', 'shared', 'data', 'admin');
const absent = !existsSync(join(folder, 'units-2026-07.csv'));
const text = (name: string) => readFileSync(join(folder, name), 'utf8');
const rows = (name: string) => parse(text(name), { columns: true, bom: true }) as Record<string, string>[];
const key = (name: string | undefined) => nameOf(name ?? '').keys.exact;
const kindOf = (name: string | undefined) => nameOf(name ?? '').kind;

describe.skipIf(absent)(
  'beside the tables of the office (skipped: they do not lie beside the project)',
  () => {
    test('all units have the code, kind, name, province and centre that they have there', async () => {
      const places = await placesOfRecord();
      const listed = rows('units-2026-07.csv');
      const different = listed.filter(({ code, name, parent_code, latitude, longitude }) => {
        const unit = places.unit(code ?? '');
        return (
          !unit ||
          key(unit.fullName) !== key(name) ||
          unit.kind !== kindOf(name) ||
          unit.provinceCode !== (parent_code || code) ||
          Math.abs((unit.latitude ?? 0) - Number(latitude)) > 0.0001 ||
          Math.abs((unit.longitude ?? 0) - Number(longitude)) > 0.0001
        );
      });
      expect(different).toEqual([]);
      const ours = places.provinces.flatMap(({ code }) => [
        code,
        ...places.communesOf(code).map((unit) => unit.code),
      ]);
      expect(ours.sort()).toEqual(listed.map(({ code }) => code).sort());
    });

    test('every pair of old and new is ours, and we have no other for an old code', async () => {
      const places = await placesOfRecord();
      const listed = rows('conversion-2025-07-01.csv').filter(({ old_code }) => old_code);
      // Two old communes stand there under the code of another, one of them on one of its two lines.
      const misprinted: Record<string, string> = {
        'Xã Mỹ Hưng 01615': '01651',
        'Xã Phú Thịnh 02485': '02482',
        'Xã Đặng Xá 00553': '00556',
      };
      const there = new Map<string, Set<string>>();
      for (const { old_code = '', old_name = '', new_code = '' } of listed) {
        const code = misprinted[`${old_name} ${old_code}`] ?? old_code;
        there.set(code, (there.get(code) ?? new Set()).add(new_code));
      }
      const here = new Map(
        places.former.flatMap(({ level, code, successors }) =>
          level === 'commune' && code ? [[code, successors] as const] : [],
        ),
      );
      const show = (pairs: Iterable<readonly [string, Iterable<string>]>) =>
        [...pairs].map(([code, successors]) => `${code} ${[...successors].sort().join(' ')}`).sort();
      expect(show(here)).toEqual(show(there));
    });

    test('every old address there, and every older name, leads to its new unit', async () => {
      const places = await placesOfRecord();
      const lost = [...rows('conversion-2025-07-01.csv'), ...rows('aliases-before-2025.csv')]
        .filter(({ old_name }) => old_name)
        .filter(({ old_name, old_district, old_province, new_code }) => {
          const { units } = resolvePlace(places, `${old_name}, ${old_district}, ${old_province}`);
          return !units.some(({ code }) => code === new_code);
        })
        .map(({ old_name, old_district, old_province, new_code }) =>
          [old_name, old_district, old_province, new_code].join(', '),
        );
      // A tract of shore that was no commune, and one line with the wrong old province (Tân An lay in Long An).
      expect(lost).toEqual([
        'Khu vực bãi bồi ven biển do huyện Kim Sơn quản lý, Huyện Kim Sơn, Tỉnh Ninh Bình, 14698',
        'Phường 4, Thành phố Tân An, Tỉnh Tiền Giang, 27694',
      ]);
    });

    test.each(['ocop-products-sample.csv', 'points-of-sale-sample.csv'])(
      'places of real lists are found: %s',
      async (file) => {
        const places = await placesOfRecord();
        const wrong = rows(join('..', file))
          .map((row) => {
            const parts = [
              row['address_detail'],
              row['commune_in_source'],
              row['district_in_source'],
              row['province_in_source'],
            ];
            const address = parts.filter(Boolean).join(', ');
            return [
              address,
              resolvePlace(places, address).commune?.code ?? '',
              row['derived_new_commune_code'],
            ];
          })
          .filter(([, found, wanted]) => found !== wanted);
        expect(wrong).toEqual([]);
      },
    );

    test(
      'the whole table imports over our data, the second time with no change',
      { timeout: 120_000 },
      async ({ ctx }) => {
        await seedPlaces(ctx);
        const table = text('conversion-2025-07-01.csv');
        const first = await importConversionTable(ctx, table, 'conversion-2025-07-01.csv');
        expect(first.findings).toEqual([]);
        expect(first.rows).toBe(10_571);
        expect(first.removed).toBe(0);
        expect(first.changed).toBeLessThan(20);
        expect(await importConversionTable(ctx, table, 'conversion-2025-07-01.csv')).toMatchObject({
          changed: 0,
          removed: 0,
        });
        const places = await loadPlaces(ctx);
        expect(resolvePlace(places, 'Xã Kim Liên, Huyện Kim Thành, Tỉnh Hải Dương').commune?.code).toBe(
          '10750',
        );
        expect(resolvePlace(places, 'Kỳ Sơn, Thủy Nguyên').commune?.code).toBe('11503');
      },
    );
  },
);
