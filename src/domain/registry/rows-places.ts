import { finding, type Finding } from '#src/domain/lists/finding.ts';
import type { PlaceText } from '#src/domain/lists/list-row.ts';
import type { Places } from '#src/domain/places/gazetteer.ts';
import { resolvePlace, type PlaceAnswer } from '#src/domain/places/resolve-place.ts';
import { fold } from '#src/domain/shared/text.ts';
import type { CheckedPlace } from './checked-list.ts';

type Found = { place: CheckedPlace; findings: readonly Finding[] };

const NOWHERE: CheckedPlace = {
  province: null,
  commune: null,
  route: 'none',
  candidates: [],
  provinceName: null,
  communeName: null,
  street: null,
  asWritten: null,
};

/** Finds the places of many rows; the same words are looked up once. */
export class RowPlaces {
  readonly #places: Places;
  readonly #province: string | null;
  readonly #known = new Map<string, Found>();
  readonly #provinceOfIssuer = new Map<string, string | null>();

  /**
   * @param provinceWords of the title or the sender, for rows that name no province.
   * @param otherwise code of the province where these words name none either.
   */
  constructor(places: Places, provinceWords: string | null, otherwise: string | null = null) {
    this.#places = places;
    this.#province = (provinceWords === null ? null : provinceOf(places, provinceWords)) ?? otherwise;
  }

  /** @param issuer of the row's decision: what a district recognised is of that district. */
  of(text: PlaceText, issuer: string | null = null): Found {
    if (text.code !== undefined) return this.#chosen(text.code);
    const district = text.district === null && text.province === null ? districtOf(issuer) : null;
    const province = this.#province ?? this.#provinceBy(issuer);
    const key = [
      text.address,
      text.hamlet,
      text.commune,
      text.district,
      text.province,
      district,
      province,
    ].join('\u0001');
    const known = this.#known.get(key);
    if (known) return known;
    const found = this.#find(text, district, province);
    this.#known.set(key, found);
    return found;
  }

  /** Someone said which commune it is. */
  #chosen(code: string): Found {
    const unit = this.#places.unit(code);
    if (unit?.level !== 'commune')
      return {
        place: { ...NOWHERE, asWritten: code },
        findings: [finding('place_unknown', 'place', { text: code })],
      };
    const province = this.#places.province(code);
    const place: CheckedPlace = {
      ...NOWHERE,
      province: unit.provinceCode,
      commune: code,
      route: 'code',
      provinceName: province?.fullName ?? null,
      communeName: unit.fullName,
      asWritten: [unit.fullName, province?.fullName].filter(Boolean).join(', '),
    };
    return { place, findings: [] };
  }

  /** "UBND huyện Lệ Thủy" is of the province in which Lệ Thủy was. */
  #provinceBy(issuer: string | null): string | null {
    const place = /(?:tỉnh|thành phố|tp\.?|huyện|thị xã|quận)\s.*$/iu.exec(issuer ?? '')?.[0];
    if (place === undefined) return null;
    const known = this.#provinceOfIssuer.get(place);
    if (known !== undefined) return known;
    const found = provinceOf(this.#places, place);
    this.#provinceOfIssuer.set(place, found);
    return found;
  }

  #find(text: PlaceText, district: string | null, provinceCode: string | null): Found {
    const asWritten =
      [text.hamlet, text.address, text.commune, text.district, text.province].filter(Boolean).join(', ') ||
      null;
    if (asWritten === null) {
      const province = provinceCode === null ? null : this.#places.unit(provinceCode);
      const place = {
        ...NOWHERE,
        province: province?.code ?? null,
        provinceName: province?.fullName ?? null,
      };
      return { place, findings: [finding('place_missing', 'place')] };
    }
    const alone = this.#ask(text, asWritten, provinceCode);
    // With its district only where the words do not say enough by themselves.
    const within =
      district === null || alone.commune !== null || asWritten.includes(',')
        ? null
        : this.#ask({ ...text, district }, `${asWritten}, ${district}`, provinceCode);
    const answer = within && within.commune !== null ? within : alone;
    return { place: this.#asPlace(answer, text, asWritten), findings: findingsOf(answer, text, asWritten) };
  }

  #ask(text: PlaceText, asWritten: string, provinceCode: string | null): PlaceAnswer {
    const hints = { provinceCode, district: text.district };
    if (text.commune !== null) {
      const parts = resolvePlace(
        this.#places,
        { commune: text.commune, district: text.district, province: text.province },
        hints,
      );
      if (parts.commune !== null || parts.route === 'split' || parts.route === 'ambiguous') return parts;
      const whole = resolvePlace(this.#places, asWritten, hints);
      return whole.commune !== null || parts.route === 'none' ? whole : parts;
    }
    if (text.address === null && text.hamlet === null)
      return resolvePlace(this.#places, { district: text.district, province: text.province }, hints);
    // A section or a column may repeat what the address says already.
    const folded = fold(text.address ?? '');
    const rest = [text.district, text.province].filter(
      (part) => part !== null && !folded.includes(fold(part)),
    );
    return resolvePlace(this.#places, [text.address ?? text.hamlet, ...rest].join(', '), hints);
  }

  #asPlace(answer: PlaceAnswer, text: PlaceText, asWritten: string): CheckedPlace {
    const street = [text.hamlet, text.commune === null ? answer.rest : text.address]
      .filter(Boolean)
      .join(', ');
    return {
      province: answer.province?.code ?? null,
      commune: answer.commune?.code ?? null,
      route: answer.route,
      candidates: answer.candidates.map(({ code, fullName }) => ({ code, name: fullName })),
      provinceName: answer.province?.fullName ?? null,
      communeName: answer.commune?.fullName ?? null,
      street: street || null,
      asWritten,
    };
  }
}

function districtOf(issuer: string | null): string | null {
  return /(?:huyện|thị xã|quận)\s.*$/iu.exec(issuer ?? '')?.[0] ?? null;
}

/** Titles run on after the name of the province. */
function provinceOf(places: Places, text: string): string | null {
  const words = text.split(' ');
  for (let length = words.length; length > 0; length -= 1) {
    const found = resolvePlace(places, words.slice(0, length).join(' ')).province;
    if (found) return found.code;
  }
  return null;
}

function findingsOf(
  { route, candidates, commune, rest, exact }: PlaceAnswer,
  text: PlaceText,
  asWritten: string,
): Finding[] {
  const details = {
    text: asWritten,
    count: candidates.length,
    among: candidates
      .slice(0, 6)
      .map(({ fullName }) => fullName)
      .join(', '),
  };
  if (route === 'split') return [finding('place_split', 'place', details)];
  if (route === 'ambiguous') return [finding('place_ambiguous', 'place', details)];
  if (route === 'none') return [finding('place_unknown', 'place', details)];
  const namesCommune =
    text.commune !== null ||
    /(^|[\s,])(xã|phường|thị trấn|xa|phuong|thi tran|tt\.|đặc khu)\s/i.test(rest ?? '');
  if (commune === null && namesCommune && (route === 'province_only' || route === 'former_district'))
    return [finding('place_unknown', 'place', details)];
  if (commune !== null && !exact)
    return [finding('place_spelling', 'place', { text: asWritten, found: commune.fullName })];
  return [];
}
