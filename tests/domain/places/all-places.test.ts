import { expect, test } from 'vitest';
import { resolvePlace } from '#src/domain/places/resolve-place.ts';
import { placesOfRecord } from '#tests/support/places.ts';

const places = await placesOfRecord();
const communes = places.provinces.flatMap(({ code }) => places.communesOf(code));
const codesOf = (units: readonly { code: string }[]) => units.map(({ code }) => code).sort();

test('there are 34 provinces and 3,321 communes: 2,611 xã, 697 phường, 13 đặc khu', () => {
  const kinds = Map.groupBy(communes, ({ kind }) => kind);
  expect(places.provinces).toHaveLength(34);
  expect(communes).toHaveLength(3_321);
  expect([kinds.get('xa')?.length, kinds.get('phuong')?.length, kinds.get('dac_khu')?.length]).toEqual([
    2_611, 697, 13,
  ]);
  expect(
    places.provinces
      .filter(({ kind }) => kind === 'thanh_pho')
      .map(({ name }) => name)
      .sort(),
  ).toEqual(['Cần Thơ', 'Hà Nội', 'Huế', 'Hải Phòng', 'Hồ Chí Minh', 'Đà Nẵng', 'Đồng Nai'].sort());
});

test('every unit has a centre in Vietnam and a slug of its own name', () => {
  for (const { code, latitude, longitude, slug } of [...places.provinces, ...communes]) {
    expect(slug, code).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
    expect(latitude, code).toSatisfy((degrees: number) => degrees > 7 && degrees < 23.5);
    expect(longitude, code).toSatisfy((degrees: number) => degrees > 102 && degrees < 115);
  }
});

test('Đồng Nai was a province to 29/4/2026 and is a city from the next day, ten of its xã are phường', () => {
  expect(places.unitOn('75', '2026-04-29')?.fullName).toBe('Tỉnh Đồng Nai');
  expect(places.unitOn('75', '2026-04-30')?.fullName).toBe('Thành phố Đồng Nai');
  expect(places.unitOn('26248', '2026-04-29')?.fullName).toBe('Xã Trảng Bom');
  expect(places.unitOn('26248', '2026-04-30')?.fullName).toBe('Phường Trảng Bom');
  expect(places.unitOn('75', '2025-06-30')).toBeNull();
  const changed = places.communesOf('75').filter(({ validFrom }) => validFrom === '2026-04-30');
  expect(changed).toHaveLength(10);
});

test.each([
  ['full names', (commune: string, _: string, province: string) => `${commune}, ${province}`],
  ['a dash between', (commune: string, _: string, province: string) => `${commune} - ${province}`],
  ['in capitals', (commune: string, _: string, province: string) => `${commune}, ${province}`.toUpperCase()],
  [
    'decomposed',
    (commune: string, _: string, province: string) => `${commune}, ${province}`.normalize('NFD'),
  ],
  ['the province without its kind', (commune: string, province: string) => `${commune}, ${province}`],
])('every commune with its province is itself: %s', (_, write) => {
  const wrong = places.provinces.flatMap((province) =>
    places
      .communesOf(province.code)
      .filter(
        (unit) =>
          resolvePlace(places, write(unit.fullName, province.name, province.fullName)).commune !== unit,
      )
      .map(({ code }) => code),
  );
  expect(wrong).toEqual([]);
});

test('every province is itself, by its full name and by its code', () => {
  for (const unit of places.provinces) {
    expect(resolvePlace(places, unit.fullName).units).toEqual([unit]);
    expect(resolvePlace(places, unit.code).units).toEqual([unit]);
  }
});

test('every old commune with its district and province leads to what took it over, and asks if that was several', () => {
  const old = places.former.filter(({ level, district }) => level === 'commune' && district);
  expect(old.length).toBeGreaterThan(10_500);
  const wrong = old.filter(({ fullName, district, province, successors }) => {
    const { units, route } = resolvePlace(places, `${fullName}, ${district}, ${province}`);
    return (
      codesOf(units).join() !== [...successors].sort().join() || (successors.length > 1 && route !== 'split')
    );
  });
  expect(wrong).toEqual([]);
});

test('every old commune is found without commas and without accents too, or asks with the right one among them', () => {
  const old = places.former.filter(({ level, district }) => level === 'commune' && district);
  const unmarked = (text: string) =>
    text.normalize('NFD').replace(/\p{M}/gu, '').replace(/đ/g, 'd').replace(/Đ/g, 'D');
  const lost = old.filter(({ fullName, district, province, successors }) => {
    const { units } = resolvePlace(places, unmarked(`${fullName} ${district} ${province}`));
    return !successors.every((code) => units.some((unit) => unit.code === code));
  });
  // "… xa ho" ends like a commune called Hồ.
  expect(lost.map(({ fullName, district }) => `${fullName}, ${district}`)).toEqual([
    'Xã Sán Xả Hồ, Huyện Hoàng Su Phì',
  ]);
});

test('440 old communes went to several units', () => {
  const split = places.former.filter(({ level, code, split }) => level === 'commune' && code && split);
  expect(split).toHaveLength(440);
});

test('20,000 addresses take under three seconds of the processor', () => {
  const addresses = places.former
    .filter(({ district }) => district)
    .flatMap(({ fullName, district, province }) => [
      `Thôn 3, ${fullName}, ${district}, ${province}`,
      `${fullName} ${district} ${province}`,
    ])
    .slice(0, 20_000);
  // Time of the processor: other tests run beside this one.
  const start = process.cpuUsage();
  const answers = addresses.filter((address) => resolvePlace(places, address).units.length > 0);
  const { user, system } = process.cpuUsage(start);
  expect(answers).toHaveLength(20_000);
  expect((user + system) / 1_000).toBeLessThan(3_000);
});
