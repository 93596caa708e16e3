import type { Places } from '#src/domain/places/gazetteer.ts';
import type { Assignment, Scope } from '#src/domain/shared/actor.ts';
import { roleNames } from '#src/i18n/accounts.ts';
import type { Lang } from '#src/i18n/lang.ts';

/** "Xã Việt Khê, Thành phố Hải Phòng", also of a unit that is no more; of the whole country, nothing. */
export function scopeName(places: Places, scope: Scope): string {
  switch (scope.kind) {
    case 'country':
      return '';
    case 'province':
      return places.nameEver(scope.provinceCode) ?? scope.provinceCode;
    case 'commune':
      return [scope.communeCode, scope.provinceCode].map((code) => places.nameEver(code) ?? code).join(', ');
    case 'producer':
      return scope.producerId;
  }
}

/** "Cán bộ cấp xã · Xã Việt Khê, Thành phố Hải Phòng". */
export function officeName(places: Places, lang: Lang, { role, scope }: Omit<Assignment, 'id'>): string {
  return [roleNames[lang][role], scopeName(places, scope)].filter((part) => part !== '').join(' · ');
}
