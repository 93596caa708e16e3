import { hasAccents, tidy } from '#src/domain/shared/text.ts';
import type { Named, NameIndex, Places, ProvinceName } from './gazetteer.ts';
import type { FormerUnit, Unit } from './place.ts';
import {
  keysOf,
  prefixAt,
  readingsOf,
  wordsOf,
  type NameHint,
  type Reading,
  type WordAt,
} from './place-name.ts';

export type PlaceRoute =
  /** A commune or a province by the name it has now. */
  | 'current_name'
  | 'former_commune'
  /** Only an old district is named: the province is sure, `candidates` are the communes made of it. */
  | 'former_district'
  | 'former_province'
  | 'code'
  /** One old commune that went to several: `candidates` are those. Ask. */
  | 'split'
  /** Several places have this name: `candidates` are those. Ask. */
  | 'ambiguous'
  /** A province and words beside it in which no commune was found; those are in `rest`. */
  | 'province_only'
  | 'none';

export type PlaceAnswer = {
  /** The answer: one unit, several to choose among, or none. */
  units: readonly Unit[];
  route: PlaceRoute;
  /** Certain whatever the commune; `null` when several provinces are possible. */
  province: Unit | null;
  /** `null` unless exactly one commune is meant. */
  commune: Unit | null;
  /** Communes (or provinces) to choose among; empty when one commune is meant. */
  candidates: readonly Unit[];
  /** The old unit that the words name, to be shown as "nay thuộc …". */
  former: FormerUnit | null;
  /** What stands before the commune: house, street, hamlet; `null` when nothing does. */
  rest: string | null;
  /** False when the names only agree without their accents. */
  exact: boolean;
};

export type PlaceParts = { commune?: string | null; district?: string | null; province?: string | null };

/** Where the text is from, for when it names no province. */
export type PlaceHints = { provinceCode?: string | null; district?: string | null };

/** A stretch of the address between two separators. */
type Part = {
  words: readonly WordAt[];
  readings: readonly Reading[];
  given: NameHint | null;
  start: number;
  end: number;
};

/**
 * Which unit of today the words mean: a whole address, a name, a code, or the three names apart. Units
 * of today win over older names unless an old district or an old province is named too. Names are
 * compared with their accents first. It never guesses: where several fit, it gives them all.
 */
export function resolvePlace(
  places: Places,
  asked: string | PlaceParts,
  hints: PlaceHints = {},
): PlaceAnswer {
  return new Asking(places, asked, hints).answer();
}

const NONE: PlaceAnswer = {
  units: [],
  route: 'none',
  province: null,
  commune: null,
  candidates: [],
  former: null,
  rest: null,
  exact: true,
};

const COUNTRY = new Set(['viêtnam', 'việtnam', 'vn', 'vietnam']);
/** Words after which a name is a street's, a hamlet's or a firm's, not a commune's. */
const NOT_A_COMMUNE = new Set(
  'đường phố ngõ hẻm thôn xóm ấp khu tổ bản làng buôn bon plei khóm chợ cầu số quốc lộ tỉnh công ty htx tác xã đảo hồ núi sông suối'.split(
    ' ',
  ),
);

class Asking {
  readonly #places: Places;
  readonly #text: string;
  /** Without any accent: then names are compared without them from the start. */
  readonly #plain: boolean;
  readonly #given: Part[] | null;
  readonly #hints: PlaceHints;

  constructor(places: Places, asked: string | PlaceParts, hints: PlaceHints) {
    this.#places = places;
    this.#hints = hints;
    if (typeof asked === 'string') {
      this.#text = tidy(asked.replace(/[\r\n]+/g, ', '));
      this.#given = null;
    } else {
      const fields = (['commune', 'district', 'province'] as const).flatMap((field) => {
        const value = tidy(asked[field] ?? '');
        return value ? [{ field, value }] : [];
      });
      this.#text = fields.map(({ value }) => value).join(', ');
      let start = 0;
      this.#given = fields.map(({ field, value }) => {
        const words = wordsOf(value).map((word) => ({
          ...word,
          start: word.start + start,
          end: word.end + start,
        }));
        const part = this.#part(words, field);
        start += value.length + 2;
        return part;
      });
    }
    this.#plain = !hasAccents(this.#text);
  }

  answer(): PlaceAnswer {
    const code = this.#byCode();
    if (code) return code;
    if (this.#given) return this.#interpret(this.#given.filter(({ words }) => words.length > 0)) ?? NONE;
    const atCommas = this.#partsAtCommas();
    if (atCommas.length === 0) return NONE;
    const first = this.#interpret(atCommas);
    if (first && isFound(first)) return first;
    // Without separators: cut where a kind is spelt, then where a known name ends the text.
    const atKinds = atCommas.flatMap((part) => this.#cutAtKinds(part));
    const second = atKinds.length > atCommas.length ? this.#interpret(atKinds) : null;
    if (second && isFound(second)) return second;
    const atNames = this.#cutAtNames(atKinds);
    const third = atNames.length > atKinds.length ? this.#interpret(atNames) : null;
    if (third && isFound(third)) return third;
    return [first, second, third].find((answer) => answer && answer.route !== 'none') ?? first ?? NONE;
  }

  #byCode(): PlaceAnswer | null {
    const match = /^(?:\d{2}\s*[/.-]\s*)?(\d{5}|\d{2})$/.exec(this.#text);
    if (!match?.[1]) return null;
    const unit = this.#places.unit(match[1]);
    if (unit) return this.#one(unit, 'code', null, null, true);
    const former = this.#places.formerWithCode(match[1]);
    return former ? this.#taken([former], null, true, null) : null;
  }

  #part(words: readonly WordAt[], given: NameHint | null = null): Part {
    return {
      words,
      given,
      readings: readingsOf(words),
      start: words[0]?.start ?? 0,
      end: words.at(-1)?.end ?? 0,
    };
  }

  #partsAtCommas(): Part[] {
    const parts: Part[] = [];
    for (const match of this.#text.matchAll(/[^,;|()[\]\n]+/g)) {
      const words = wordsOf(match[0]).map((word) => ({
        ...word,
        start: word.start + match.index,
        end: word.end + match.index,
      }));
      // "(cũ)" and "nay là" say when; the name is what follows or what precedes.
      let begin = 0;
      for (let at = 0; at < words.length; at += 1) {
        const [a, b] = [words[at]?.exact, words[at + 1]?.exact];
        if (a === 'nay' && (b === 'là' || b === 'thuộc')) {
          if (at > begin)
            parts.push(...this.#cutAtDashes(words.slice(begin, at).filter(({ exact }) => exact !== 'hiện')));
          begin = at + 2;
        }
      }
      let rest = words.slice(begin);
      while (rest.at(-1)?.exact === 'cũ' || rest.at(-1)?.exact === 'mới') rest = rest.slice(0, -1);
      if (rest.length > 0) parts.push(...this.#cutAtDashes(rest));
    }
    while (parts.length > 1 && COUNTRY.has(keysOf(parts.at(-1)?.words ?? []).exact)) parts.pop();
    return parts;
  }

  /** Dashes part names ("Kim Thành - Hải Phòng") unless they belong to one ("Bà Rịa - Vũng Tàu"). */
  #cutAtDashes(words: readonly WordAt[]): Part[] {
    const whole = this.#part(words);
    const pieces: WordAt[][] = [];
    let last: WordAt | null = null;
    for (const word of words) {
      if (last && !/[-‐‑‒–—−/]/.test(this.#text.slice(last.end, word.start))) pieces.at(-1)?.push(word);
      else pieces.push([word]);
      last = word;
    }
    if (pieces.length === 1 || this.#isKnown(whole)) return [whole];
    const parts: Part[] = [];
    for (let end = pieces.length; end > 0;) {
      // The longest run of pieces that is a name; else the last piece alone.
      let begin = Math.max(0, end - 3);
      while (begin < end - 1 && !this.#isKnown(this.#part(pieces.slice(begin, end).flat()))) begin += 1;
      parts.unshift(this.#part(pieces.slice(begin, end).flat()));
      end = begin;
    }
    return parts;
  }

  #isKnown(part: Part): boolean {
    const { provinceNames, communeNames, formerCommuneNames, formerDistrictNames } = this.#places;
    return part.readings.some(
      ({ keys }) =>
        provinceNames.has(keys) ||
        communeNames.has(keys) ||
        formerCommuneNames.has(keys) ||
        formerDistrictNames.has(keys),
    );
  }

  #cutAtKinds(part: Part): Part[] {
    const cuts: Part[] = [];
    let end = part.words.length;
    for (let at = end - 2; at > 0; at -= 1) {
      const prefix = prefixAt(part.words, at, end);
      if (
        !prefix ||
        (!prefix.sure &&
          !this.#plain &&
          prefix.kind !== 'thanh_pho' &&
          prefix.length < 2 &&
          !this.#isShort(part.words, at))
      )
        continue;
      const piece = this.#part(part.words.slice(at, end));
      if (
        !piece.readings.some(
          (reading) => reading.hint !== null && this.#isKnown({ ...piece, readings: [reading] }),
        )
      )
        continue;
      cuts.unshift(piece);
      end = at;
    }
    return [this.#part(part.words.slice(0, end)), ...cuts];
  }

  /** Whether the word is a short form of a kind, written with its full stop: `H.`, `P.`. */
  #isShort(words: readonly WordAt[], at: number): boolean {
    const word = words[at];
    return word !== undefined && this.#text[word.end] === '.';
  }

  #cutAtNames(parts: readonly Part[]): Part[] {
    const { provinceNames, communeNames, formerCommuneNames, formerDistrictNames } = this.#places;
    const cut: Part[] = [];
    let wantsProvince = true;
    for (const part of parts.toReversed()) {
      let { words } = part;
      const tails: Part[] = [];
      while (words.length > 1 && !this.#isKnown(this.#part(words))) {
        const tail = this.#tail(words, (keys, length) =>
          wantsProvince && provinceNames.has(keys)
            ? true
            : parts.length === 1 &&
              length > 1 &&
              (communeNames.has(keys) || formerCommuneNames.has(keys) || formerDistrictNames.has(keys)),
        );
        if (!tail) break;
        wantsProvince = false;
        tails.unshift(this.#part(tail));
        words = words.slice(0, words.length - tail.length);
      }
      wantsProvince = false;
      cut.unshift(...(words.length > 0 ? [this.#part(words)] : []), ...tails);
    }
    return cut;
  }

  #tail(
    words: readonly WordAt[],
    fits: (keys: { exact: string; folded: string }, length: number) => boolean,
  ): readonly WordAt[] | null {
    for (let length = Math.min(6, words.length - 1); length > 0; length -= 1) {
      const before = words[words.length - length - 1];
      if (before && NOT_A_COMMUNE.has(before.exact)) continue;
      const tail = words.slice(-length);
      if (fits(keysOf(tail), length)) return tail;
    }
    return null;
  }

  // What the parts mean together.

  #interpret(parts: readonly Part[]): PlaceAnswer | null {
    if (parts.length === 0) return null;
    const at = this.#provincePart(parts);
    if (at === null) {
      const hinted = this.#hints.provinceCode ? this.#places.province(this.#hints.provinceCode) : null;
      if (!hinted) return this.#within(parts, null);
      const own = this.#provinceNameOf(hinted);
      const found = this.#within(parts, own);
      return found && found.route !== 'none'
        ? found
        : this.#provinceAlone(own, 'province_only', parts, parts.length, true);
    }
    const { name, exact, index } = at;
    const others = parts.filter((_, place) => place !== index);
    if (others.length === 0) {
      return this.#provinceAlone(name, name.former ? 'former_province' : 'current_name', parts, 0, exact);
    }
    // "…, Hải Dương (nay là Hải Phòng)": the older province beside the newer.
    const older =
      others.length > 1 || others[0]?.readings[0]?.hint === 'province'
        ? this.#olderProvince(others, name)
        : null;
    if (older) {
      const rest = others.slice(0, -1);
      const found =
        rest.length > 0
          ? this.#within(rest, older)
          : this.#provinceAlone(older, 'former_province', parts, 0, exact);
      if (found && found.route !== 'none') return { ...found, exact: found.exact && exact };
    }
    const found = this.#within(others, name);
    if (found && found.route !== 'none') return { ...found, exact: found.exact && exact };
    return this.#provinceAlone(name, 'province_only', others, others.length, exact);
  }

  #provinceNameOf(unit: Unit): ProvinceName {
    const { keys } = readingsOf(wordsOf(unit.name))[0] as Reading;
    return (
      this.#places.provinceNames.exact(keys.exact)[0] ?? {
        unit,
        former: null,
        oldKey: keys.exact,
        city: false,
      }
    );
  }

  #olderProvince(parts: readonly Part[], newer: ProvinceName): ProvinceName | null {
    const found = this.#readProvince(parts.at(-1) as Part);
    return found && found.name.former && found.name.unit.code === newer.unit.code ? found.name : null;
  }

  #provincePart(parts: readonly Part[]): { name: ProvinceName; exact: boolean; index: number } | null {
    for (let index = parts.length - 1; index >= 0; index -= 1) {
      const part = parts[index] as Part;
      const spelt = part.given === 'province' || part.readings[0]?.hint === 'province';
      if (index < parts.length - 1 && !spelt) continue;
      const found = this.#readProvince(part);
      if (found) return { ...found, index };
    }
    return null;
  }

  #readProvince(part: Part): { name: ProvinceName; exact: boolean } | null {
    if (part.given !== null && part.given !== 'province') return null;
    const { provinceNames } = this.#places;
    for (const { hint, keys } of part.readings) {
      if (hint === 'commune' || hint === 'district') continue;
      const fits = ({ city }: ProvinceName) => hint !== 'city' || city || part.given === 'province';
      const exact = provinceNames.exact(keys.exact).find(fits);
      if (exact) return { name: exact, exact: true };
      const folded = [...new Set(provinceNames.folded(keys.folded).filter(fits))];
      if (folded.length === 1 && folded[0]) return { name: folded[0], exact: this.#plain };
    }
    return null;
  }

  #provinceAlone(
    name: ProvinceName,
    route: PlaceRoute,
    parts: readonly Part[],
    before: number,
    exact: boolean,
  ): PlaceAnswer {
    return {
      ...NONE,
      units: [name.unit],
      route,
      province: name.unit,
      former: name.former,
      exact,
      rest: before > 0 ? this.#textOf(parts.slice(0, before)) : null,
    };
  }

  /** The commune or the old district among the parts, within the province if one is known. */
  #within(parts: readonly Part[], province: ProvinceName | null): PlaceAnswer | null {
    const last = parts.length - 1;
    for (let at = last; at >= Math.max(0, last - 2); at -= 1) {
      const part = parts[at] as Part;
      // What is passed over must at least be called a district, or the commune be called one.
      if (at < last && !this.#says(part, 'commune') && !this.#says(parts[at + 1] as Part, 'district')) break;
      const inDistrict = this.#communeInDistrict(parts, at, province);
      if (inDistrict) return inDistrict;
      const commune = this.#communeAt(parts, at, province);
      if (commune) return commune;
      const district = this.#districtAt(parts, at, province);
      if (district) {
        // An old district whose commune is not in it: the commune may still be found by itself.
        const before =
          at > 0 && this.#says(parts[at - 1] as Part, 'commune')
            ? this.#communeAt(parts, at - 1, province)
            : null;
        return before ?? district;
      }
    }
    return null;
  }

  #says(part: Part, hint: NameHint): boolean {
    return (
      part.given === hint ||
      part.readings[0]?.hint === hint ||
      (hint === 'district' && part.readings[0]?.hint === 'city')
    );
  }

  #districts(
    part: Part,
    province: ProvinceName | null,
  ): { found: readonly Named<FormerUnit>[]; exact: boolean } {
    if (part.given !== null && part.given !== 'district') return { found: [], exact: true };
    const inProvince = ({ provinceCode }: Named<FormerUnit>) =>
      !province || provinceCode === province.unit.code;
    const result = this.#find(this.#places.formerDistrictNames, part, ['district', 'city'], inProvince);
    // The old province of the same name first: there the whole address is of one time.
    const own = province ? result.found.filter(({ oldProvince }) => oldProvince === province.oldKey) : [];
    return own.length > 0 ? { ...result, found: own } : result;
  }

  #communeInDistrict(parts: readonly Part[], at: number, province: ProvinceName | null): PlaceAnswer | null {
    if (at === 0) return null;
    const { found: districts, exact } = this.#districts(parts[at] as Part, province);
    if (districts.length === 0) return null;
    const inside = new Set(
      districts.flatMap(({ value }) => this.#places.communesOfDistrict.get(value) ?? []),
    );
    const part = parts[at - 1] as Part;
    const former = this.#find(this.#places.formerCommuneNames, part, ['commune'], ({ value }) =>
      inside.has(value),
    );
    if (former.found.length > 0) {
      return this.#taken(
        former.found.map(({ value }) => value),
        parts.slice(0, at - 1),
        exact && former.exact,
        province,
      );
    }
    const successors = new Set(districts.flatMap(({ value }) => value.successors));
    const current = this.#find(this.#places.communeNames, part, ['commune'], ({ value }) =>
      successors.has(value.code),
    );
    return current.found.length > 0 ? this.#among(current, parts.slice(0, at - 1)) : null;
  }

  #communeAt(parts: readonly Part[], at: number, province: ProvinceName | null): PlaceAnswer | null {
    const part = parts[at] as Part;
    if (part.given !== null && part.given !== 'commune') return null;
    const { communeNames, formerCommuneNames } = this.#places;
    const before = parts.slice(0, at);
    const here = ({ provinceCode }: { provinceCode: string }) =>
      !province || provinceCode === province.unit.code;
    const current = () => this.#find(communeNames, part, ['commune'], here);
    const formerIn = (fits: (named: Named<FormerUnit>) => boolean) => {
      const { found, exact } = this.#find(formerCommuneNames, part, ['commune'], fits);
      return found.length > 0
        ? this.#taken(
            found.map(({ value }) => value),
            before,
            exact,
            province,
          )
        : null;
    };
    const ofItsTime = () =>
      province &&
      formerIn(({ oldProvince, provinceCode }) => oldProvince === province.oldKey && here({ provinceCode }));
    if (province?.former) {
      const former = ofItsTime();
      if (former && (this.#says(part, 'commune') || current().found.length === 0)) return former;
    }
    const now = current();
    if (now.found.length > 0) return this.#among(now, before);
    return ofItsTime() ?? formerIn(here);
  }

  #districtAt(parts: readonly Part[], at: number, province: ProvinceName | null): PlaceAnswer | null {
    const { found, exact } = this.#districts(parts[at] as Part, province);
    if (found.length === 0) return null;
    const codes = [...new Set(found.flatMap(({ value }) => value.successors))];
    const candidates = codes.flatMap((code) => this.#places.unit(code) ?? []);
    const provinces = [...new Set(found.map(({ provinceCode }) => provinceCode))].flatMap(
      (code) => this.#places.province(code) ?? [],
    );
    const former = found.length === 1 && found[0] ? found[0].value : null;
    const rest = this.#textOf(parts.slice(0, at));
    const [only] = candidates;
    if (candidates.length === 1 && only && found.length === 1)
      return { ...this.#one(only, 'former_district', former, null, exact), rest };
    const one = provinces.length === 1;
    return {
      units: provinces,
      route: one ? 'former_district' : 'ambiguous',
      province: one ? (provinces[0] ?? null) : null,
      commune: null,
      candidates: one ? candidates : provinces,
      former,
      rest,
      exact,
    };
  }

  /** Entries of the index that the part may mean: by its accents, and without them when none fits. */
  #find<T>(
    index: NameIndex<Named<T>>,
    part: Part,
    hints: readonly NameHint[],
    fits: (named: Named<T>) => boolean,
  ): { found: readonly Named<T>[]; exact: boolean } {
    for (const { hint, kind, keys } of part.readings) {
      if (hint !== null && !hints.includes(hint)) continue;
      // A bare number is no name: "2" is a ward only when it is called one.
      const may = (named: Named<T>) => fits(named) && (!named.number || hint !== null || part.given !== null);
      const ofKind = (list: readonly Named<T>[]) => {
        const same = kind === null ? [] : list.filter((named) => named.kind === kind);
        return same.length > 0 ? same : list;
      };
      if (!this.#plain) {
        const exact = index.exact(keys.exact).filter(may);
        if (exact.length > 0) return { found: ofKind(exact), exact: true };
      }
      const folded = index.folded(keys.folded).filter(may);
      if (folded.length > 0) return { found: ofKind(folded), exact: this.#plain };
    }
    return { found: [], exact: true };
  }

  // The kinds of answer.

  #one(
    commune: Unit,
    route: PlaceRoute,
    former: FormerUnit | null,
    before: readonly Part[] | null,
    exact: boolean,
  ): PlaceAnswer {
    return {
      units: [commune],
      route,
      province: this.#places.province(commune.code),
      commune: commune.level === 'commune' ? commune : null,
      candidates: [],
      former,
      rest: before ? this.#textOf(before) : null,
      exact,
    };
  }

  #among(
    { found, exact }: { found: readonly Named<Unit>[]; exact: boolean },
    before: readonly Part[],
  ): PlaceAnswer {
    const [only] = found;
    if (found.length === 1 && only) return this.#one(only.value, 'current_name', null, before, exact);
    return this.#several(
      found.map(({ value }) => value),
      'ambiguous',
      null,
      before,
      exact,
    );
  }

  #taken(
    former: readonly FormerUnit[],
    before: readonly Part[] | null,
    exact: boolean,
    province: ProvinceName | null,
  ): PlaceAnswer {
    const codes = [...new Set(former.flatMap(({ successors }) => successors))];
    const units = codes
      .flatMap((code) => this.#places.unit(code) ?? [])
      .filter((unit) => !province || unit.provinceCode === province.unit.code);
    const one = former.length === 1 ? (former[0] ?? null) : null;
    const [only] = units;
    if (units.length === 1 && only)
      return this.#one(only, 'former_commune', one ?? former[0] ?? null, before, exact);
    return this.#several(units, one ? 'split' : 'ambiguous', one, before, exact);
  }

  #several(
    units: readonly Unit[],
    route: PlaceRoute,
    former: FormerUnit | null,
    before: readonly Part[] | null,
    exact: boolean,
  ): PlaceAnswer {
    const provinces = new Set(units.map(({ provinceCode }) => provinceCode));
    const [only] = provinces;
    return {
      units,
      route,
      commune: null,
      candidates: units,
      former,
      exact,
      province: provinces.size === 1 && only ? this.#places.province(only) : null,
      rest: before ? this.#textOf(before) : null,
    };
  }

  /** The parts as they were written. */
  #textOf(parts: readonly Part[]): string | null {
    const [first] = parts;
    const last = parts.at(-1);
    if (!first || !last) return null;
    const text = this.#text.slice(first.start, last.end).trim();
    return text || null;
  }
}

/** Whether a commune was found, or it is certain that nothing more can be. */
function isFound({ route, commune, rest }: PlaceAnswer): boolean {
  return (
    commune !== null ||
    route === 'split' ||
    route === 'ambiguous' ||
    (route !== 'none' && route !== 'province_only' && rest === null)
  );
}
