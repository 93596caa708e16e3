import type { Places } from '#src/domain/places/gazetteer.ts';
import type { FormerLevel, FormerUnit, Unit } from '#src/domain/places/place.ts';
import { foldedSearchWords, searchWords } from './words.ts';

/** A name that a place has or had. */
export type PlaceName = {
  level: FormerLevel;
  /** Without its kind, as written: `Kỳ Sơn`. */
  name: string;
  /** Words of `searchWords`, parted by a space. */
  accentWords: string;
  provinceCode: string;
  /** `null` for a whole province; what it was divided among for a former district. */
  communeCodes: readonly string[];
  /** Whether the place is called so no longer. */
  isFormer: boolean;
};

/** What the search knows of places: each name that was ever used, by its folded words. */
export type PlaceNames = {
  /** Places of this name, `key` being folded search words parted by a space; the present ones first. */
  named(key: string): readonly PlaceName[];
  /** All names that goods made there can be looked for by; of the province alone when the commune is not known. */
  namesOf(provinceCode: string | null, communeCode: string | null): readonly PlaceName[];
  province(code: string): Unit | null;
  commune(code: string): Unit | null;
  /** The most words that a name has. */
  longest: number;
  /** Names whose folded words begin so: provinces, those that are no more too, then the present ones first. */
  beginning(key: string, most: number): readonly PlaceName[];
};

const KIND =
  /^(tỉnh|thành phố|thị xã|thị trấn|huyện đảo|huyện|quận|phường|xã|đặc khu|tp\.?|tx\.?|tt\.?)\s+(?=\p{Lu}|\p{N})/iu;

function bareName(fullName: string): string {
  const bare = fullName.replace(KIND, '');
  // "Phường 1" is no name that anybody looks for by the number alone.
  return /^\p{N}+$/u.test(bare) ? fullName : bare;
}

const LEVEL_ORDER: Readonly<Record<FormerLevel, number>> = { province: 0, commune: 1, district: 2 };

/** @param units those that stand today. */
export function placeNames(units: readonly Unit[], former: readonly FormerUnit[]): PlaceNames {
  const provinces = new Map<string, Unit>();
  const communes = new Map<string, Unit>();
  for (const unit of units) (unit.level === 'province' ? provinces : communes).set(unit.code, unit);

  const byKey = new Map<string, Map<string, PlaceName & { communeCodes: string[] }>>();
  const add = (
    level: FormerLevel,
    fullName: string,
    provinceCode: string,
    codes: readonly string[],
    isFormer: boolean,
    within = '',
  ) => {
    const name = isFormer ? bareName(fullName) : fullName;
    const words = searchWords(name);
    if (words.length === 0) return;
    const key = foldedSearchWords(name).join(' ');
    const same = byKey.get(key) ?? new Map<string, PlaceName & { communeCodes: string[] }>();
    byKey.set(key, same);
    // The parts of a divided unit are one place; two communes of one name in two old districts are two.
    const id = `${level} ${provinceCode} ${words.join(' ')} ${isFormer} ${within}`;
    const known = same.get(id);
    if (known) {
      for (const code of codes) if (!known.communeCodes.includes(code)) known.communeCodes.push(code);
    } else {
      same.set(id, {
        level,
        name,
        accentWords: words.join(' '),
        provinceCode,
        communeCodes: [...codes],
        isFormer,
      });
    }
  };

  for (const unit of units) {
    if (unit.level === 'province') add('province', unit.name, unit.code, [], false);
    else add('commune', unit.name, unit.provinceCode, [unit.code], false);
  }
  const formerProvinces = new Map<string, string[]>();
  for (const unit of former) {
    const first = unit.successors[0];
    if (first === undefined) continue;
    if (unit.level === 'province') {
      add('province', unit.fullName, first, [], true);
      continue;
    }
    for (const code of unit.successors) {
      const commune = communes.get(code);
      if (!commune) continue;
      add(unit.level, unit.fullName, commune.provinceCode, [code], true, `${unit.district} ${unit.province}`);
      if (unit.district && unit.level === 'commune')
        add('district', unit.district, commune.provinceCode, [code], true, unit.province ?? '');
      if (unit.province) {
        const of = formerProvinces.get(unit.province) ?? [];
        formerProvinces.set(unit.province, of);
        of.push(code);
      }
    }
  }
  for (const [fullName, codes] of formerProvinces) {
    for (const code of new Set(codes))
      add('province', fullName, communes.get(code)!.provinceCode, [code], true);
  }

  const lists = new Map<string, readonly PlaceName[]>();
  const ofCommune = new Map<string, PlaceName[]>();
  const ofProvince = new Map<string, PlaceName[]>();
  let longest = 1;
  for (const [key, names] of byKey) {
    longest = Math.max(longest, key.split(' ').length);
    const list = [...names.values()].sort(
      (a, b) => Number(a.isFormer) - Number(b.isFormer) || LEVEL_ORDER[a.level] - LEVEL_ORDER[b.level],
    );
    lists.set(key, list);
    for (const place of list) {
      for (const code of place.communeCodes) put(ofCommune, code, place);
      if (place.level === 'province') put(ofProvince, place.provinceCode, place);
    }
  }
  const sortedKeys = [...lists.keys()].sort();

  return {
    named: (key) => lists.get(key) ?? [],
    namesOf: (provinceCode, communeCode) => [
      ...(provinceCode === null ? [] : (ofProvince.get(provinceCode) ?? [])).filter(
        (place) => !place.isFormer,
      ),
      ...(communeCode === null ? [] : (ofCommune.get(communeCode) ?? [])),
    ],
    province: (code) => provinces.get(code) ?? null,
    commune: (code) => communes.get(code) ?? null,
    longest,
    beginning(key, most) {
      const found: PlaceName[] = [];
      let low = 0;
      let high = sortedKeys.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (sortedKeys[middle]! < key) low = middle + 1;
        else high = middle;
      }
      for (
        ;
        low < sortedKeys.length && sortedKeys[low]!.startsWith(key) && found.length < most * 8;
        low += 1
      ) {
        found.push(...lists.get(sortedKeys[low]!)!);
      }
      return found
        .sort(
          (a, b) =>
            // A province that is no more is still called by its name.
            Number(a.isFormer && a.level !== 'province') - Number(b.isFormer && b.level !== 'province') ||
            LEVEL_ORDER[a.level] - LEVEL_ORDER[b.level] ||
            Number(a.isFormer) - Number(b.isFormer) ||
            a.name.length - b.name.length,
        )
        .slice(0, most);
    },
  };
}

const made = new WeakMap<Places, PlaceNames>();

/** Worked out once for each reading of the places (some 20,000 names). */
export function placeNamesOf(places: Places): PlaceNames {
  const known = made.get(places);
  if (known) return known;
  const units = [...places.provinces, ...places.provinces.flatMap(({ code }) => places.communesOf(code))];
  const names = placeNames(units, places.former);
  made.set(places, names);
  return names;
}

/** No places at all: for a register whose units have not been read in. */
export const NO_PLACES: PlaceNames = placeNames([], []);

function put<Key, Value>(map: Map<Key, Value[]>, key: Key, value: Value): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}

/** The lexeme under which goods of a place of this name are found. */
export function placeLexeme(level: FormerLevel, key: string): string {
  return `@${level[0]} ${key}`;
}
