import type { Places } from '#src/domain/places/gazetteer.ts';
import type { Unit } from '#src/domain/places/place.ts';

/** How many things there are in a unit. */
export type UnitHeld = { unit: Unit; count: number };

/** The place that the address of a list asks for by `tinh` and `xa`; `unit`: the narrower. */
export function placeAsked(places: Places, search: URLSearchParams) {
  const unitOf = (name: string, level: 'province' | 'commune') => {
    const unit = places.unit(search.get(name) ?? '');
    return unit?.level === level ? unit : null;
  };
  const [chosen, within] = [unitOf('tinh', 'province'), unitOf('xa', 'commune')];
  // Whoever has chosen another province has left the commune behind.
  const commune = within && (chosen === null || chosen.code === within.provinceCode) ? within : null;
  const province = commune ? (places.unit(commune.provinceCode) ?? null) : chosen;
  return { province, commune, unit: commune ?? province };
}

/** The provinces that hold something, and the communes of the one that is asked for. */
export function placesHeld(
  places: Places,
  held: readonly { province: string; commune: string | null; count: number }[],
  asked: Unit | null,
): { provinces: UnitHeld[]; communes: UnitHeld[] } {
  const provinces = places.provinces.flatMap((unit) => {
    const its = held.filter(({ province }) => province === unit.code);
    return its.length > 0 || unit.code === asked?.code
      ? [{ unit, count: its.reduce((sum, { count }) => sum + count, 0) }]
      : [];
  });
  const communes = held.flatMap(({ province, commune, count }) => {
    const unit = province === asked?.code && commune ? places.unit(commune) : null;
    return unit ? [{ unit, count }] : [];
  });
  return { provinces, communes };
}
