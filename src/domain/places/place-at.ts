import type { Places } from './gazetteer.ts';
import type { FormerUnit, Unit } from './place.ts';
import { resolvePlace } from './resolve-place.ts';

/**
 * Codes of provinces that ended on 1 July 2025, with the province that each is in now. Codes that stayed in
 * use, though under another name, are not here.
 *
 * @source Decision 124/2004/QĐ-TTg (the codes until then), Resolution 202/2025/QH15 (what went where).
 */
export const FORMER_PROVINCE_CODES: Readonly<Record<string, string>> = {
  '02': '08',
  '06': '19',
  '10': '15',
  '17': '25',
  '26': '25',
  '27': '24',
  '30': '31',
  '34': '33',
  '35': '37',
  '36': '37',
  '45': '44',
  '49': '48',
  '54': '66',
  '58': '56',
  '60': '68',
  '62': '51',
  '64': '52',
  '67': '68',
  '70': '75',
  '72': '80',
  '74': '79',
  '77': '79',
  '83': '86',
  '84': '86',
  '87': '82',
  '89': '91',
  '93': '92',
  '94': '92',
  '95': '96',
};

/** What an address below `/dia-phuong` leads to. */
export type PlaceAt =
  | { kind: 'province'; province: Unit }
  | { kind: 'commune'; province: Unit; commune: Unit }
  /** An old code, an old name, or a name in place of a code: go there. */
  | { kind: 'moved'; to: Unit }
  /** Several units of today may be meant, and only the visitor knows which. */
  | { kind: 'ask'; former: FormerUnit | null; name: string; candidates: readonly Unit[] }
  | { kind: 'none' };

/** Reads one or two parts of an address: codes of today or before, or names as slugs. Never guesses. */
export function placeAt(places: Places, first: string, second: string | null): PlaceAt {
  const unit = places.unit(first);
  if (second === null) {
    if (unit?.level === 'province') return { kind: 'province', province: unit };
    if (unit) return { kind: 'moved', to: unit };
    const now = places.unit(FORMER_PROVINCE_CODES[first] ?? '');
    return now ? { kind: 'moved', to: now } : byCodeOrName(places, first, null);
  }
  const province = unit ?? places.unit(FORMER_PROVINCE_CODES[first] ?? '') ?? provinceNamed(places, first);
  if (!province || province.level !== 'province') return { kind: 'none' };
  const commune = places.unit(second);
  if (commune?.level === 'commune') {
    return province.code === first && commune.provinceCode === first
      ? { kind: 'commune', province, commune }
      : { kind: 'moved', to: commune };
  }
  return byCodeOrName(places, second, province);
}

function provinceNamed(places: Places, slug: string): Unit | null {
  const { province, commune, candidates } = resolvePlace(places, `tinh ${slug.replaceAll('-', ' ')}`);
  return commune === null && candidates.length === 0 ? province : null;
}

function byCodeOrName(places: Places, asked: string, province: Unit | null): PlaceAt {
  if (/^\d{5}$/.test(asked)) {
    const former = places.formerWithCode(asked);
    if (!former) return { kind: 'none' };
    return oneOrAsk(former, former.fullName, unitsOf(places, former.successors));
  }
  if (!/^[\p{L}\p{N}-]{2,80}$/u.test(asked) || /^\d+$/.test(asked)) return { kind: 'none' };
  const name = asked.replaceAll('-', ' ');
  if (province === null) {
    const whole = provinceNamed(places, asked);
    if (whole) return { kind: 'moved', to: whole };
  }
  const answer = resolvePlace(places, name, { provinceCode: province?.code ?? null });
  if (answer.commune) return { kind: 'moved', to: answer.commune };
  return oneOrAsk(answer.former, answer.former?.fullName ?? name, answer.candidates);
}

function unitsOf(places: Places, codes: readonly string[]): Unit[] {
  return codes.map((code) => places.unit(code)).filter((unit) => unit !== null);
}

function oneOrAsk(former: FormerUnit | null, name: string, candidates: readonly Unit[]): PlaceAt {
  const [only, another] = candidates;
  if (!only) return { kind: 'none' };
  return another ? { kind: 'ask', former, name, candidates } : { kind: 'moved', to: only };
}
