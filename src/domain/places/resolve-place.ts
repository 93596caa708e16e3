import { hasAccents, tidy } from '#src/domain/shared/text.ts';
import type { Named, NameIndex, Places, ProvinceName } from './gazetteer.ts';
import type { FormerUnit, Unit } from './place.ts';
import {
  keysOf,
  prefixAt,
  readingsOf,
  wordsOf,
  type NameHint,
  type NameKeys,
  type Reading,
  type WordAt,
} from './place-name.ts';

export type PlaceRoute =
  /** A commune or a province by the name it has now. */
  | 'current_name'
  /** An old commune that went whole to one commune of today. */
  | 'former_commune'
  /** Only an old district is named: its province is sure, `candidates` are the communes made of it. */
  | 'former_district'
  | 'former_province'
  | 'code'
  /** One old commune that went to several: `candidates` are those. Ask. */
  | 'split'
  /** Several places have this name: `candidates` are those. Ask. */
  | 'ambiguous'
  /** A province, and words beside it that name no commune we know; those are in `rest`. */
  | 'province_only'
  | 'none';

export type PlaceAnswer = {
  /** One unit, several to choose among, or none. */
  units: readonly Unit[];
  route: PlaceRoute;
  /** Certain whatever the commune; `null` when several provinces are possible. */
  province: Unit | null;
  /** `null` unless exactly one commune is meant. */
  commune: Unit | null;
  /** What to choose among; empty when one commune is meant, or when only a province is named. */
  candidates: readonly Unit[];
  /** The old unit that the words name, to be shown as "nay thuộc …". */
  former: FormerUnit | null;
  /** What stands before the commune: house, street, hamlet; `null` when nothing does. */
  rest: string | null;
  /** False when the names agree only without their accents. */
  exact: boolean;
};

export type PlaceParts = { commune?: string | null; district?: string | null; province?: string | null };

/** Where the words are from, for what they leave out. */
export type PlaceHints = { provinceCode?: string | null; district?: string | null };

/**
 * Which unit of today the words mean: a whole address, a name, a code, or the three names apart. Units
 * of today win over older names unless an old district, an old province or an old kind is named too.
 * Names are compared with their accents first. Where several fit it gives them all and never guesses; a
 * hinted province is never left. A text of more than 600 letters is none.
 */
export function resolvePlace(
  places: Places,
  asked: string | PlaceParts,
  hints: PlaceHints = {},
): PlaceAnswer {
  const answer = new Asking(places, asked, hints).answer();
  if (typeof asked !== 'string') {
    if (answer.route !== 'none' && answer.route !== 'province_only') return answer;
    // A field may hold more than its own name: "xã A, huyện B" in the column of communes.
    const text = [asked.commune, asked.district, asked.province].filter(Boolean).join(', ');
    const again = new Asking(places, text, hints).answer();
    return again.commune ? again : answer;
  }
  if (!hints.district || answer.route !== 'ambiguous') return answer;
  const narrowed = new Asking(places, `${asked}, ${hints.district}`, hints).answer();
  return narrowed.commune || narrowed.route === 'split' ? narrowed : answer;
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

/** Letters. What is longer is no address, and reading it would take the time of thousands. */
const ADDRESS_AT_MOST = 600;

const COUNTRY = new Set(['việtnam', 'vietnam', 'vn']);

/** Words after which a name is a street's, a hamlet's or a firm's, not a commune's. */
const NOT_A_PLACE = new Set(
  'đường phố ngõ hẻm thôn xóm ấp khu tổ bản làng buôn bon khóm chợ cầu số lộ ty hồ núi sông suối đèo'.split(
    ' ',
  ),
);

/** Words that begin what comes after an address. */
const AFTER_AN_ADDRESS = new Set(['đt', 'sđt', 'dt', 'sdt', 'tel', 'mst', 'hotline', 'email', 'fax']);

/** A stretch of the address between two separators. */
type Part = {
  words: readonly WordAt[];
  readings: readonly Reading[];
  /** The field it was given in. */
  given: NameHint | null;
  /** It follows "nay là", "nay thuộc". */
  now: boolean;
};

type Found<T> = { found: readonly Named<T>[]; exact: boolean };

class Asking {
  readonly #places: Places;
  readonly #text: string;
  readonly #hints: PlaceHints;
  /** No accents anywhere in the text: then names are compared without them from the start. */
  readonly #plain: boolean;
  readonly #given: readonly Part[] | null;
  /** Whether names may agree without their accents: in the second round only. */
  #loose = false;
  /** Whether the last reading left a part out that stands after the commune. */
  #passedOver = false;

  constructor(places: Places, asked: string | PlaceParts, hints: PlaceHints) {
    this.#places = places;
    this.#hints = hints;
    if (typeof asked === 'string') {
      this.#text = tidy(asked.replace(/\s*[\r\n]+\s*/g, ', '));
      this.#plain = !hasAccents(this.#text);
      this.#given = null;
      return;
    }
    const fields = (['commune', 'district', 'province'] as const).flatMap((field) => {
      const value = tidy(asked[field] ?? '');
      return value ? [{ field, value }] : [];
    });
    this.#text = fields.map(({ value }) => value).join(', ');
    this.#plain = !hasAccents(this.#text);
    let start = 0;
    this.#given = fields.map(({ field, value }) => {
      const words = shifted(wordsOf(value), start);
      start += value.length + 2;
      return this.#part(words, field);
    });
  }

  answer(): PlaceAnswer {
    if (this.#text.length > ADDRESS_AT_MOST) return NONE;
    const coded = this.#byCode();
    if (coded) return coded;
    let best = NONE;
    let most = 0;
    for (const loose of this.#plain ? [true] : [false, true]) {
      this.#loose = loose;
      for (const parts of this.#cuts()) {
        this.#passedOver = false;
        const answer = this.#interpret(parts);
        const worth = this.#worthOf(answer);
        if (worth === WORTH_NO_MORE) return answer;
        if (worth <= most) continue;
        best = answer;
        most = worth;
      }
    }
    return best;
  }

  /** How much an answer says; the first of the most worth is given. */
  #worthOf({ route, commune, rest }: PlaceAnswer): number {
    if (route === 'none') return 0;
    if (route === 'province_only') return 1;
    if (commune === null && route !== 'split' && route !== 'ambiguous' && rest !== null) return 2;
    // What is left over may well be the commune that was meant, if its kind is spelt.
    const leftOver = rest !== null && (this.#plain ? KIND_PLAIN : KIND_SPELT).test(rest);
    return leftOver || this.#passedOver ? 3 : WORTH_NO_MORE;
  }

  #byCode(): PlaceAnswer | null {
    const match = /^(?:\d{2}\s*[/.-]\s*)?(\d{5}|\d{2})$/.exec(this.#text);
    if (!match?.[1]) return null;
    const unit = this.#places.unit(match[1]);
    if (unit) return this.#one(unit, 'code', null, null, true);
    const former = this.#places.formerWithCode(match[1]);
    return former ? this.#taken([former], null, true, null) : null;
  }

  // How the text falls into parts.

  #part(words: readonly WordAt[], given: NameHint | null = null, now = false): Part {
    return { words, given, now, readings: readingsOf(words, this.#plain) };
  }

  /** The ways to cut the text, the surest first; the later ones only when the former found no commune. */
  *#cuts(): Generator<readonly Part[]> {
    if (this.#given) {
      yield this.#given.filter(({ words }) => words.length > 0);
      return;
    }
    const atCommas = this.#cutAtCommas();
    if (atCommas.length === 0) return;
    const atDashes = atCommas.flatMap((part) => this.#cutAtDashes(part));
    yield atDashes;
    const further = (parts: readonly Part[]) =>
      parts.flatMap((part) => this.#cutAtKinds(part)).flatMap((part) => this.#cutAtDashes(part));
    const atKinds = further(atCommas);
    if (atKinds.length > atDashes.length || atKinds.length > atCommas.length) yield atKinds;
    const provinceApart = further(this.#cutProvince(atCommas));
    if (provinceApart.length > atKinds.length) yield provinceApart;
    if (provinceApart.length > 2) return;
    const atNames = this.#cutAtNames(provinceApart);
    if (atNames.length > provinceApart.length) yield atNames;
  }

  #cutAtCommas(): Part[] {
    let parts: Part[] = [];
    for (const match of this.#text.matchAll(/[^,;|()[\]]+/g)) {
      const words = shifted(wordsOf(match[0]), match.index);
      let begin = 0;
      let now = false;
      for (let at = 0; at + 1 < words.length; at += 1) {
        const next = words[at + 1]?.exact;
        if (words[at]?.exact !== 'nay' || (next !== 'là' && next !== 'thuộc')) continue;
        parts.push(this.#part(words.slice(begin, at).filter(({ exact }) => exact !== 'hiện')));
        begin = at + 2;
        now = true;
      }
      const part = this.#part(words.slice(begin), null, now);
      const last = part.words.at(-1)?.exact;
      const dated = (last === 'cũ' || last === 'mới') && !this.#isKnown(part);
      parts.push(dated ? this.#part(part.words.slice(0, -1), null, now) : part);
    }
    parts = parts.filter((part) => part.words.length > 0);
    while (parts.length > 1 && this.#comesAfter(parts.at(-1) as Part)) parts.pop();
    return parts;
  }

  #comesAfter({ words }: Part): boolean {
    const digits = words.reduce((sum, { exact }) => sum + (/^\d/.test(exact) ? exact.length : 0), 0);
    const [first, second] = words;
    return (
      COUNTRY.has(keysOf(words).exact) ||
      AFTER_AN_ADDRESS.has(first?.exact ?? '') ||
      (first?.folded === 'dien' && second?.folded === 'thoai') ||
      digits >= 7
    );
  }

  /** Dashes part names ("Kim Thành - Hải Phòng") unless they belong to one ("Bà Rịa - Vũng Tàu"). */
  #cutAtDashes(part: Part): Part[] {
    const { words, now } = part;
    const pieces: WordAt[][] = [];
    let last: WordAt | null = null;
    for (const word of words) {
      if (last && !/[-‐‑‒–—−/]/.test(this.#text.slice(last.end, word.start))) pieces.at(-1)?.push(word);
      else pieces.push([word]);
      last = word;
    }
    if (pieces.length === 1 || this.#isKnown(part)) return [part];
    const parts: Part[] = [];
    for (let end = pieces.length; end > 0;) {
      // The longest run of pieces that is a name; else the last piece alone.
      let begin = Math.max(0, end - 3);
      while (begin < end - 1 && !this.#isKnown(this.#part(pieces.slice(begin, end).flat()))) begin += 1;
      parts.unshift(this.#part(pieces.slice(begin, end).flat(), null, now));
      end = begin;
    }
    return parts;
  }

  #isKnown(part: Part): boolean {
    return part.readings.some(
      ({ keys }) => this.#isProvince(keys) || this.#isDistrict(keys) || this.#isCommune(keys),
    );
  }

  #isProvince(keys: NameKeys): boolean {
    return this.#places.provinceNames.has(keys);
  }

  #isDistrict(keys: NameKeys): boolean {
    return this.#places.formerDistrictNames.has(keys);
  }

  #isCommune(keys: NameKeys): boolean {
    return this.#places.communeNames.has(keys) || this.#places.formerCommuneNames.has(keys);
  }

  /** "xã Yên Thắng huyện Yên Mô tỉnh Ninh Bình": a kind with a known name of that kind begins a part. */
  #cutAtKinds(part: Part): Part[] {
    const { words } = part;
    const cuts: Part[] = [];
    let end = words.length;
    for (let at = end - 2; at > 0; at -= 1) {
      const prefix = prefixAt(words, at, end);
      // The "xã" of "thị xã" begins nothing.
      if (!prefix || prefixAt(words, at - 1, end)?.length === 2) continue;
      // One letter is a kind only with its full stop: "H. Yên Mô".
      const oneLetter = prefix.form === 'short' && prefix.length === 1 && words[at]?.exact.length === 1;
      if (prefix.form === 'unaccented' && !this.#plain) continue;
      if (oneLetter && this.#text[words[at]?.end ?? 0] !== '.') continue;
      const keys = keysOf(words.slice(at + prefix.length, end));
      const { hint } = prefix;
      const known =
        hint === 'commune'
          ? this.#isCommune(keys)
          : (hint !== 'district' && this.#isProvince(keys)) ||
            (hint !== 'province' && this.#isDistrict(keys));
      if (!known) continue;
      cuts.unshift(this.#part(words.slice(at, end), null, part.now));
      end = at;
    }
    return [this.#part(words.slice(0, end), null, part.now), ...cuts];
  }

  /** "Thôn 3 Hải Dương": a province's name ends the text. */
  #cutProvince(parts: readonly Part[]): Part[] {
    const last = parts.at(-1) as Part;
    if (this.#isKnown(last)) return [...parts];
    const tail = tailOf(last.words, (keys) => this.#isProvince(keys));
    if (tail === 0) return [...parts];
    let at = last.words.length - tail;
    // Its kind goes with it.
    for (const length of [2, 1]) {
      if (at - length > 0 && prefixAt(last.words, at - length)?.length === length) {
        at -= length;
        break;
      }
    }
    return [...parts.slice(0, -1), this.#part(last.words.slice(0, at)), this.#part(last.words.slice(at))];
  }

  /** "Thôn 3 Kim Thành Hải Phòng": known names of two words and more end what is left. */
  #cutAtNames(parts: readonly Part[]): Part[] {
    const [first, ...others] = parts as [Part, ...Part[]];
    const tails: Part[] = [];
    let { words } = first;
    while (words.length > 1 && !this.#isKnown(this.#part(words))) {
      const tail = tailOf(
        words,
        (keys, length) => length > 1 && (this.#isCommune(keys) || this.#isDistrict(keys)),
      );
      if (tail === 0) break;
      tails.unshift(this.#part(words.slice(words.length - tail)));
      words = words.slice(0, words.length - tail);
    }
    return [this.#part(words), ...tails, ...others];
  }

  // What the parts mean together.

  #interpret(parts: readonly Part[]): PlaceAnswer {
    if (parts.length === 0) return NONE;
    const at = this.#provincePart(parts);
    if (!at) {
      const hinted = this.#hints.provinceCode ? this.#places.province(this.#hints.provinceCode) : null;
      if (!hinted) return this.#within(parts, null) ?? NONE;
      const own = this.#nameOfProvince(hinted);
      return this.#within(parts, own) ?? this.#provinceAlone(own, 'province_only', parts, true);
    }
    const { name, exact, index } = at;
    let others = parts.filter((_, place) => place !== index);
    // "Hà Nội (Hà Tây cũ)": the newer beside the older.
    const beside = name.former && others.length > 0 ? this.#readProvince(others.at(-1) as Part)?.name : null;
    if (beside && beside.unit.code === name.unit.code) others = others.slice(0, -1);
    if (others.length === 0) {
      return this.#provinceAlone(name, name.former ? 'former_province' : 'current_name', [], exact);
    }
    const older = this.#olderProvince(others, parts[index] as Part, name);
    if (older) {
      const inside = others.slice(0, -1);
      if (inside.length === 0) return this.#provinceAlone(older, 'former_province', [], exact);
      const found = this.#within(inside, older);
      if (found) return { ...found, exact: found.exact && exact };
    }
    const found = this.#within(others, name);
    return found
      ? { ...found, exact: found.exact && exact }
      : this.#provinceAlone(name, 'province_only', others, exact);
  }

  /** "…, Hải Dương (nay là Hải Phòng)": the older province stands before the newer. */
  #olderProvince(others: readonly Part[], newer: Part, name: ProvinceName): ProvinceName | null {
    const last = others.at(-1) as Part;
    // Two bare names alone are a commune and its province: "Nam Định, Ninh Bình".
    if (others.length === 1 && !newer.now && last.readings[0]?.hint !== 'province') return null;
    const older = this.#readProvince(last)?.name;
    return older?.former && older.unit.code === name.unit.code ? older : null;
  }

  #nameOfProvince(unit: Unit): ProvinceName {
    const { exact } = keysOf(wordsOf(unit.name));
    return this.#places.provinceNames.exact(exact)[0] ?? { unit, former: null, oldKey: exact, city: false };
  }

  #provincePart(parts: readonly Part[]): { name: ProvinceName; exact: boolean; index: number } | null {
    for (let index = parts.length - 1; index >= 0; index -= 1) {
      const part = parts[index] as Part;
      if (index < parts.length - 1 && part.given !== 'province' && part.readings[0]?.hint !== 'province')
        continue;
      const found = this.#readProvince(part);
      if (found) return { ...found, index };
    }
    return null;
  }

  #readProvince(part: Part): { name: ProvinceName; exact: boolean } | null {
    if (part.given !== null && part.given !== 'province') return null;
    for (const { hint, keys } of part.readings) {
      if (hint === 'commune' || hint === 'district') continue;
      // "Thành phố Hải Dương" was a district; only cities under the government are provinces.
      const fits = ({ city }: ProvinceName) => hint !== 'city' || city || part.given === 'province';
      const exact = this.#places.provinceNames.exact(keys.exact).find(fits);
      if (exact) return { name: exact, exact: true };
      const folded = this.#loose
        ? [...new Set(this.#places.provinceNames.folded(keys.folded).filter(fits))]
        : [];
      if (folded.length === 1 && folded[0]) return { name: folded[0], exact: false };
    }
    return null;
  }

  /** The commune or the old district among the parts, within the province if one is known. */
  #within(given: readonly Part[], province: ProvinceName | null): PlaceAnswer | null {
    const parts = smallestFirst(given);
    const last = parts.length - 1;
    for (let at = last; at >= Math.max(0, last - 2); at -= 1) {
      const part = parts[at] as Part;
      // Only a district that we do not know, or anything before what is called a commune, is passed over.
      if (at < last && !says(part, 'commune') && !says(parts[at + 1] as Part, 'district')) break;
      const answer =
        this.#communeInDistrict(parts, at, province) ??
        this.#communeAt(parts, at, province) ??
        this.#districtAt(parts, at, province);
      if (!answer) continue;
      this.#passedOver = at < last;
      if (answer.route !== 'former_district' || answer.commune || at === 0) return answer;
      // The commune that is named may lie in another district of that province than the one that is named.
      if (!says(parts[at - 1] as Part, 'commune')) return answer;
      const there = province ?? (answer.province && this.#nameOfProvince(answer.province));
      const before = this.#communeAt(parts, at - 1, there);
      return before ?? answer;
    }
    return null;
  }

  #districts(part: Part, province: ProvinceName | null): Found<FormerUnit> {
    if (part.given !== null && part.given !== 'district') return { found: [], exact: true };
    const { formerDistrictNames } = this.#places;
    const hints = ['district', 'city'] as const;
    const result = this.#find(formerDistrictNames, part, hints, (named) => isIn(named, province));
    const ofItsTime = result.found.filter(({ oldProvince }) => oldProvince === province?.oldKey);
    return ofItsTime.length > 0 ? { ...result, found: ofItsTime } : result;
  }

  #communeInDistrict(parts: readonly Part[], at: number, province: ProvinceName | null): PlaceAnswer | null {
    if (at === 0) return null;
    const { found: districts, exact } = this.#districts(parts[at] as Part, province);
    if (districts.length === 0) return null;
    const part = parts[at - 1] as Part;
    const before = parts.slice(0, at - 1);
    const inside = new Set(
      districts.flatMap(({ value }) => this.#places.communesOfDistrict.get(value) ?? []),
    );
    const former = this.#find(this.#places.formerCommuneNames, part, ['commune'], ({ value }) =>
      inside.has(value),
    );
    if (former.found.length > 0) return this.#taken(values(former), before, exact && former.exact, province);
    const successors = new Set(districts.flatMap(({ value }) => value.successors));
    const now = this.#find(this.#places.communeNames, part, ['commune'], ({ value }) =>
      successors.has(value.code),
    );
    return now.found.length > 0 ? this.#among({ ...now, exact: exact && now.exact }, before) : null;
  }

  #communeAt(parts: readonly Part[], at: number, province: ProvinceName | null): PlaceAnswer | null {
    const part = parts[at] as Part;
    if (part.given !== null && part.given !== 'commune') return null;
    const before = parts.slice(0, at);
    const { communeNames, formerCommuneNames } = this.#places;
    const former = (fits: (named: Named<FormerUnit>) => boolean): PlaceAnswer | null => {
      const result = this.#find(formerCommuneNames, part, ['commune'], fits);
      return result.found.length > 0 ? this.#taken(values(result), before, result.exact, province) : null;
    };
    // First the old province of that very name, where the whole address is of one time.
    const formerHere = (fits: (named: Named<FormerUnit>) => boolean = () => true) =>
      (province &&
        former((named) => named.oldProvince === province.oldKey && isIn(named, province) && fits(named))) ??
      former((named) => isIn(named, province) && fits(named));

    const now = this.#find(communeNames, part, ['commune'], (named) => isIn(named, province));
    if (now.found.length === 0) return formerHere();
    if (province?.former && says(part, 'commune')) {
      const ofItsTime = former((named) => named.oldProvince === province.oldKey && isIn(named, province));
      if (ofItsTime) return ofItsTime;
    }
    // "Thị trấn X" where X is a xã today is the old thị trấn.
    const kind = part.readings[0]?.kind ?? null;
    if (kind !== null && !now.found.some(({ kinds }) => kinds.includes(kind))) {
      const ofThatKind = formerHere(({ kinds }) => kinds.includes(kind));
      if (ofThatKind) return ofThatKind;
    }
    return this.#among(now, before);
  }

  #districtAt(parts: readonly Part[], at: number, province: ProvinceName | null): PlaceAnswer | null {
    const { found, exact } = this.#districts(parts[at] as Part, province);
    if (found.length === 0) return null;
    const before = parts.slice(0, at);
    const former = found.length === 1 && found[0] ? found[0].value : null;
    const candidates = this.#unitsOf(found.flatMap(({ value }) => value.successors));
    const [only] = candidates;
    if (former && candidates.length === 1 && only)
      return this.#one(only, 'former_district', former, before, exact);
    const provinces = this.#unitsOf(found.map(({ provinceCode }) => provinceCode));
    const one = provinces.length === 1 ? (provinces[0] ?? null) : null;
    return {
      ...NONE,
      units: provinces,
      route: one ? 'former_district' : 'ambiguous',
      province: one,
      candidates: one ? candidates : provinces,
      former,
      rest: this.#textOf(before),
      exact,
    };
  }

  /** Entries of the index that the part may mean: by its accents first, and in the loose round without. */
  #find<T>(
    index: NameIndex<Named<T>>,
    part: Part,
    hints: readonly NameHint[],
    fits: (named: Named<T>) => boolean,
  ): Found<T> {
    for (const { hint, kind, keys } of part.readings) {
      if (hint !== null && !hints.includes(hint)) continue;
      const may = (named: Named<T>) => fits(named) && (!named.number || hint !== null || part.given !== null);
      const exact = index.exact(keys.exact).filter(may);
      // Without accents in the text every name that folds alike is meant as well.
      const folded =
        this.#loose && (this.#plain || exact.length === 0) ? index.folded(keys.folded).filter(may) : exact;
      if (folded.length === 0) continue;
      const ofKind = kind === null ? [] : folded.filter((named) => named.kinds.includes(kind));
      const found = ofKind.length > 0 ? ofKind : folded;
      return { found, exact: found.every((named) => exact.includes(named)) };
    }
    return { found: [], exact: true };
  }

  // The kinds of answer.

  #provinceAlone(
    name: ProvinceName,
    route: PlaceRoute,
    before: readonly Part[],
    exact: boolean,
  ): PlaceAnswer {
    const { unit, former } = name;
    return { ...NONE, units: [unit], route, province: unit, former, rest: this.#textOf(before), exact };
  }

  #one(
    unit: Unit,
    route: PlaceRoute,
    former: FormerUnit | null,
    before: readonly Part[] | null,
    exact: boolean,
  ): PlaceAnswer {
    const province = this.#places.province(unit.code);
    const commune = unit.level === 'commune' ? unit : null;
    return { ...NONE, units: [unit], route, province, commune, former, rest: this.#textOf(before), exact };
  }

  #among(now: Found<Unit>, before: readonly Part[]): PlaceAnswer {
    const units = values(now);
    const [only] = units;
    if (units.length === 1 && only) return this.#one(only, 'current_name', null, before, now.exact);
    return this.#several(units, 'ambiguous', null, before, now.exact);
  }

  #taken(
    former: readonly FormerUnit[],
    before: readonly Part[] | null,
    exact: boolean,
    province: ProvinceName | null,
  ): PlaceAnswer {
    const units = this.#unitsOf(former.flatMap(({ successors }) => successors)).filter(
      ({ provinceCode }) => !province || provinceCode === province.unit.code,
    );
    const [first] = former;
    const [only] = units;
    if (units.length === 1 && only) return this.#one(only, 'former_commune', first ?? null, before, exact);
    const one = former.length === 1 ? (first ?? null) : null;
    return this.#several(units, one ? 'split' : 'ambiguous', one, before, exact);
  }

  #several(
    units: readonly Unit[],
    route: 'split' | 'ambiguous',
    former: FormerUnit | null,
    before: readonly Part[] | null,
    exact: boolean,
  ): PlaceAnswer {
    const provinces = new Set(units.map(({ provinceCode }) => provinceCode));
    const [only] = provinces;
    const province = provinces.size === 1 && only ? this.#places.province(only) : null;
    return { ...NONE, units, route, province, candidates: units, former, rest: this.#textOf(before), exact };
  }

  #unitsOf(codes: readonly string[]): Unit[] {
    return [...new Set(codes)].flatMap((code) => this.#places.unit(code) ?? []);
  }

  /** The parts as they were written. */
  #textOf(parts: readonly Part[] | null): string | null {
    const words = parts?.flatMap((part) => part.words) ?? [];
    const from = Math.min(...words.map(({ start }) => start));
    const to = Math.max(...words.map(({ end }) => end));
    return words.length > 0 ? this.#text.slice(from, to) : null;
  }
}

const WORTH_NO_MORE = 4;
const KIND_SPELT = /(^|\s)(xã|phường|thị trấn|đặc khu|huyện|quận|thị xã|thành phố|tỉnh)\s/iu;
const KIND_PLAIN = /(^|\s)(xa|phuong|thi tran|dac khu|huyen|quan|thi xa|thanh pho|tinh)\s/iu;

function says(part: Part, hint: 'commune' | 'district'): boolean {
  const said = part.given ?? part.readings[0]?.hint;
  return said === hint || (hint === 'district' && said === 'city');
}

/** "Huyện Kim Thành, xã Kim Liên" is the same address, begun at its other end. */
function smallestFirst(parts: readonly Part[]): readonly Part[] {
  const [last, before] = [parts.at(-1), parts.at(-2)];
  if (!last || !before || !says(last, 'commune') || !says(before, 'district')) return parts;
  return [...parts.slice(0, -2), last, before];
}

function isIn({ provinceCode }: { provinceCode: string }, province: ProvinceName | null): boolean {
  return province === null || provinceCode === province.unit.code;
}

function values<T>({ found }: Found<T>): T[] {
  return found.map(({ value }) => value);
}

function shifted(words: readonly WordAt[], by: number): WordAt[] {
  return words.map((word) => ({ ...word, start: word.start + by, end: word.end + by }));
}

/** How many words at the end are a name that fits, the longest first; 0 for none. */
function tailOf(words: readonly WordAt[], fits: (keys: NameKeys, length: number) => boolean): number {
  for (let length = Math.min(6, words.length - 1); length > 0; length -= 1) {
    const before = words[words.length - length - 1];
    if (before && NOT_A_PLACE.has(before.exact)) continue;
    if (fits(keysOf(words.slice(-length)), length)) return length;
  }
  return 0;
}
