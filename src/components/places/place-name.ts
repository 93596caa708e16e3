import type { Places } from '#src/domain/places/gazetteer.ts';

type Coded = { provinceCode: string | null; communeCode: string | null };

/** A unit in the middle of a sentence: `xã Việt Khê`. Full names begin with their kind. */
export function midSentence(fullName: string): string {
  return fullName.charAt(0).toLocaleLowerCase('vi') + fullName.slice(1);
}

/**
 * `Xã Việt Khê, thành phố Hải Phòng`, or `Ngõ 3, xã Việt Khê, thành phố Hải Phòng` after a street; empty when
 * nothing is known.
 */
export function placeName(
  places: Places,
  { provinceCode, communeCode }: Coded,
  street: string | null = null,
): string {
  const names = [communeCode, provinceCode].map((code) => code && places.nameOf(code)).filter(Boolean);
  return [street, ...names]
    .filter((part): part is string => Boolean(part))
    .map((part, index) => (index === 0 ? part : midSentence(part)))
    .join(', ');
}

/** `Việt Khê, Hải Phòng`: where there is little room. */
export function shortPlaceName(places: Places, { provinceCode, communeCode }: Coded): string {
  return [communeCode, provinceCode]
    .map((code) => code && places.unit(code)?.name)
    .filter(Boolean)
    .join(', ');
}
