import { officesFor, type DeedName } from '#src/domain/accounts/deeds.ts';
import type { Places } from '#src/domain/places/gazetteer.ts';
import type { Person } from '#src/domain/shared/actor.ts';
import { scopeName } from './office-name.ts';

/** Where an officer does a deed when they do not say where: their province, and their commune in words. */
export function homeOf(
  places: Places,
  person: Pick<Person, 'assignments'>,
  deed: DeedName,
): { provinceCode: string | null; place: string; commune: string } {
  for (const { scope } of officesFor(person, deed))
    if (scope.kind === 'province' || scope.kind === 'commune') {
      const place = scopeName(places, scope);
      return { provinceCode: scope.provinceCode, place, commune: scope.kind === 'commune' ? place : '' };
    }
  return { provinceCode: null, place: '', commune: '' };
}
