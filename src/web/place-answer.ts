import type { PlaceAt } from '#src/domain/places/place-at.ts';
import type { Unit } from '#src/domain/places/place.ts';
import { paths } from './paths.ts';

/** Address of the page of a unit, without language. */
export function pathOf(unit: Unit): string {
  return unit.level === 'province' ? paths.province(unit.code) : paths.commune(unit.provinceCode, unit.code);
}

/** Where an address of a place leads instead; `null`: it is answered as it stands. */
export function movedTo(place: PlaceAt): string | null {
  return place.kind === 'moved' ? pathOf(place.to) : null;
}
