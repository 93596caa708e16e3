import type { Places } from '#src/domain/places/gazetteer.ts';
import { paths } from './paths.ts';

export type PlaceStep = { name: string; path: string };

/** The place as it is called today, smallest first: `Xã Việt Khê`, `Hải Phòng`, each with its address. */
export function placeSteps(
  places: Places,
  provinceCode: string | null,
  communeCode: string | null,
): PlaceStep[] {
  const province = provinceCode === null ? null : places.unit(provinceCode);
  const commune = communeCode === null ? null : places.unit(communeCode);
  return [
    ...(commune && province
      ? [{ name: commune.fullName, path: paths.commune(province.code, commune.code) }]
      : []),
    ...(province ? [{ name: province.name, path: paths.province(province.code) }] : []),
  ];
}

/** Whether what is printed names another commune than the one that the place belongs to today. */
export function isOldAddress(printed: string, steps: readonly PlaceStep[]): boolean {
  const written = printed.normalize('NFC').toLowerCase();
  return steps.some(({ name }) => !written.includes(name.toLowerCase()));
}
