import type { Places } from '#src/domain/places/gazetteer.ts';

type Coded = { provinceCode: string | null; communeCode: string | null };

/** `Xã Việt Khê, Thành phố Hải Phòng`; empty when neither code is known. */
export function placeName(places: Places, { provinceCode, communeCode }: Coded): string {
  return [communeCode, provinceCode]
    .map((code) => code && places.nameOf(code))
    .filter(Boolean)
    .join(', ');
}

/** `Việt Khê, Hải Phòng`: where there is little room. */
export function shortPlaceName(places: Places, { provinceCode, communeCode }: Coded): string {
  return [communeCode, provinceCode]
    .map((code) => code && places.unit(code)?.name)
    .filter(Boolean)
    .join(', ');
}
