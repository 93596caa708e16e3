import type { Places } from '#src/domain/places/gazetteer.ts';
import { resolvePlace } from '#src/domain/places/resolve-place.ts';
import type { Role, Scope } from '#src/domain/shared/actor.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import { tidy } from '#src/domain/shared/text.ts';
import { SCOPES_OF } from './deeds.ts';

/**
 * The scope that an administrator means by a name or a code; nothing typed is the whole country. Old names lead
 * to the unit of today.
 *
 * @throws Refusal `office.scope_wrong` (details: role; candidates, when several units fit).
 */
export function readScope(places: Places, role: Role, typed: string): Scope {
  const kinds = SCOPES_OF[role];
  const text = tidy(typed);
  if (text === '') {
    if (kinds.includes('country')) return { kind: 'country' };
    throw new Refusal('office.scope_wrong', { role });
  }
  if (kinds.includes('producer')) return { kind: 'producer', producerId: text };
  const { commune, province, candidates } = resolvePlace(places, text);
  if (commune && kinds.includes('commune'))
    return { kind: 'commune', provinceCode: commune.provinceCode, communeCode: commune.code };
  if (province && !commune && candidates.length === 0 && kinds.includes('province'))
    return { kind: 'province', provinceCode: province.code };
  throw new Refusal('office.scope_wrong', {
    role,
    ...(candidates.length > 0 && {
      candidates: candidates
        .slice(0, 5)
        .map(({ code, fullName }) => `${fullName} (${code})`)
        .join(', '),
    }),
  });
}
