import type { Day } from '#src/domain/shared/calendar.ts';
import { inVietnameseOrder } from '#src/domain/shared/text.ts';
import type { FormerRow, FormerUnit, Unit } from './place.ts';
import { nameOf, type NameKeys } from './place-name.ts';

/** Finds by name: accents kept, or away. */
export class NameIndex<T> {
  readonly #exact = new Map<string, T[]>();
  readonly #folded = new Map<string, T[]>();

  add(keys: NameKeys, value: T): void {
    put(this.#exact, keys.exact, value);
    put(this.#folded, keys.folded, value);
  }

  exact(key: string): readonly T[] {
    return this.#exact.get(key) ?? [];
  }

  folded(key: string): readonly T[] {
    return this.#folded.get(key) ?? [];
  }

  has(keys: NameKeys): boolean {
    return this.#folded.has(keys.folded);
  }
}

function put<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}

/** A name under which a province is known. */
export type ProvinceName = {
  unit: Unit;
  /** `null` unless the name is that of a province that is no more. */
  former: FormerUnit | null;
  /** The key under which old communes name this province. */
  oldKey: string;
  /** Is or was a city: "thành phố Hải Dương" is no province. */
  city: boolean;
};

/** What a name in an index stands for. */
export type Named<T> = {
  value: T;
  /** Every kind it has or had under this name: xã before it was phường. */
  kinds: readonly string[];
  provinceCode: string;
  oldProvince: string;
  /** Names that are numbers mean a place only with their kind: `Phường 2`. */
  number: boolean;
};

/**
 * All units, what went before them, and the names of both, in memory. Never changed once made: when the
 * tables change, a new one is loaded.
 */
export class Places {
  /** By the latest row of each, in Vietnamese order. */
  readonly provinces: readonly Unit[];
  readonly former: readonly FormerUnit[];
  readonly provinceNames = new NameIndex<ProvinceName>();
  readonly communeNames = new NameIndex<Named<Unit>>();
  readonly formerCommuneNames = new NameIndex<Named<FormerUnit>>();
  readonly formerDistrictNames = new NameIndex<Named<FormerUnit>>();
  /** Old communes of each old district. */
  readonly communesOfDistrict = new Map<FormerUnit, readonly FormerUnit[]>();
  readonly #history = new Map<string, Unit[]>();
  readonly #current = new Map<string, Unit>();
  readonly #communes = new Map<string, Unit[]>();
  readonly #inOrder = new Set<string>();
  readonly #formerOf = new Map<string, FormerUnit[]>();
  readonly #formerByCode = new Map<string, FormerUnit>();

  constructor(units: readonly Unit[], rows: readonly FormerRowRead[]) {
    for (const unit of units) put(this.#history, unit.code, unit);
    for (const list of this.#history.values()) {
      list.sort((a, b) => (a.validFrom < b.validFrom ? 1 : -1));
      const latest = list[0];
      if (latest && latest.validTo === null) this.#current.set(latest.code, latest);
    }
    const current = [...this.#current.values()];
    this.provinces = current
      .filter((unit) => unit.level === 'province')
      .sort((a, b) => inVietnameseOrder(a.name, b.name));
    for (const unit of current) if (unit.level === 'commune') put(this.#communes, unit.provinceCode, unit);
    this.former = this.#gather(rows);
    this.#nameUnits(current);
    this.#nameFormer();
  }

  /** The unit by its latest row; `null` for a code that no unit has any more. */
  unit(code: string): Unit | null {
    return this.#current.get(code) ?? null;
  }

  /** The province of a code of two digits, or of the commune with a code of five. */
  province(code: string): Unit | null {
    const unit = this.unit(code);
    return unit && unit.level === 'commune' ? this.unit(unit.provinceCode) : unit;
  }

  /** As it stood on `day`; `null` when no unit had the code then. */
  unitOn(code: string, day: Day): Unit | null {
    const stood = this.#history
      .get(code)
      ?.find(({ validFrom, validTo }) => validFrom <= day && (validTo === null || day <= validTo));
    return stood ?? null;
  }

  /** In Vietnamese order. */
  communesOf(provinceCode: string): readonly Unit[] {
    const communes = this.#communes.get(provinceCode) ?? [];
    if (!this.#inOrder.has(provinceCode)) {
      communes.sort((a, b) => inVietnameseOrder(a.name, b.name));
      this.#inOrder.add(provinceCode);
    }
    return communes;
  }

  /** What the unit was made of, whole or in part: old communes for a commune, old provinces for a province. */
  formerOf(code: string): readonly FormerUnit[] {
    return this.#formerOf.get(code) ?? [];
  }

  /** `Xã Kim Thành`; `null` for a code that no unit has now. */
  nameOf(code: string): string | null {
    return this.unit(code)?.fullName ?? null;
  }

  /** The old commune that had this code; `null` when none had, or when the office's table gives no code. */
  formerWithCode(code: string): FormerUnit | null {
    return this.#formerByCode.get(code) ?? null;
  }

  /** `Xã Liên Xuân`: of today, or of those that are no more; `null` for a code that no unit ever had. */
  nameEver(code: string): string | null {
    return (
      this.nameOf(code) ??
      this.former.find((former) => former.code === code && former.level === levelOf(code))?.fullName ??
      null
    );
  }

  /** The units of today that took over what had this code, in parts or whole, in Vietnamese order. */
  partsOf(code: string): readonly Unit[] {
    const codes = this.former.flatMap((former) =>
      former.code === code && former.level === levelOf(code) ? former.successors : [],
    );
    return [...new Set(codes)]
      .flatMap((one) => this.unit(one) ?? [])
      .sort((a, b) => inVietnameseOrder(a.name, b.name));
  }

  /** The one unit of today that took over the whole of what had this code; `null`: none did, or several. */
  successorOf(code: string): Unit | null {
    const gone = this.former.filter((former) => former.code === code && former.level === levelOf(code));
    const successors = new Set(gone.flatMap((former) => (former.split ? ['', '?'] : former.successors)));
    const [only] = successors;
    return successors.size === 1 && only !== undefined ? this.unit(only) : null;
  }

  #gather(rows: readonly FormerRowRead[]): FormerUnit[] {
    const gathered = new Map<string, FormerUnit & { successors: string[] }>();
    for (const { level, code, fullName, district, province, successorCode } of rows) {
      const key = `${level}|${fullName}|${district ?? ''}|${province ?? ''}`;
      const known = gathered.get(key);
      if (!known) {
        gathered.set(key, {
          level,
          code,
          fullName,
          district,
          province,
          successors: [successorCode],
          split: false,
        });
      } else if (!known.successors.includes(successorCode)) {
        known.successors.push(successorCode);
        known.split = true;
      }
    }
    return [...gathered.values()];
  }

  #nameUnits(current: readonly Unit[]): void {
    for (const unit of current) {
      const { keys } = nameOf(unit.fullName);
      if (unit.level === 'province') {
        this.provinceNames.add(keys, {
          unit,
          former: null,
          oldKey: keys.exact,
          city: unit.kind === 'thanh_pho',
        });
      } else {
        const number = /^\d+$/.test(keys.exact);
        this.communeNames.add(keys, {
          value: unit,
          kinds: [...new Set(this.#history.get(unit.code)?.map(({ kind }) => kind))],
          provinceCode: unit.provinceCode,
          oldProvince: '',
          number,
        });
      }
    }
  }

  #nameFormer(): void {
    const districts = new Map<
      string,
      { district: FormerUnit & { successors: string[] }; communes: FormerUnit[] }
    >();
    const oldProvinces: FormerUnit[] = [];
    const withCommunes = new Set<string>();
    // Few districts and provinces are named very often.
    const read = new Map<string, ReturnType<typeof nameOf>>();
    const nameRead = (name: string) => {
      const known = read.get(name) ?? nameOf(name);
      read.set(name, known);
      return known;
    };
    const index = (into: NameIndex<Named<FormerUnit>>, former: FormerUnit) => {
      const { keys, kind } = nameRead(former.fullName);
      const oldProvince = nameRead(former.province ?? '').keys.exact;
      const provinceCode = this.province(former.successors[0] ?? '')?.code ?? '';
      const kinds = kind === null ? [] : [kind];
      into.add(keys, { value: former, kinds, provinceCode, oldProvince, number: /^\d+$/.test(keys.exact) });
      return oldProvince;
    };
    for (const former of this.former) {
      for (const code of former.successors) put(this.#formerOf, code, former);
      if (former.level === 'province') {
        oldProvinces.push(former);
      } else if (former.level === 'district') {
        index(this.formerDistrictNames, former);
        this.communesOfDistrict.set(former, []);
      } else {
        const oldProvince = index(this.formerCommuneNames, former);
        withCommunes.add(oldProvince);
        if (former.code) this.#formerByCode.set(former.code, former);
        if (!former.district) continue;
        const { keys, kind } = nameRead(former.district);
        const id = `${kind}|${keys.exact}|${oldProvince}`;
        let known = districts.get(id);
        if (!known) {
          const { district: fullName, province } = former;
          const district = {
            level: 'district',
            code: null,
            fullName,
            district: null,
            province,
            split: false,
          } as const;
          known = { district: { ...district, successors: [] }, communes: [] };
          districts.set(id, known);
        }
        for (const code of former.successors) {
          if (!known.district.successors.includes(code)) known.district.successors.push(code);
        }
        known.communes.push(former);
      }
    }
    for (const { district, communes } of districts.values()) {
      index(this.formerDistrictNames, district);
      this.communesOfDistrict.set(district, communes);
    }
    // Short names after the names that they are short for.
    oldProvinces.sort((a, b) => Number(a.province !== null) - Number(b.province !== null));
    for (const former of oldProvinces) this.#nameFormerProvince(former, withCommunes);
  }

  #nameFormerProvince(former: FormerUnit, withCommunes: ReadonlySet<string>): void {
    const unit = this.unit(former.successors[0] ?? '');
    if (!unit) return;
    const { keys, kind } = nameOf(former.fullName);
    const city = kind === 'thanh_pho';
    const same = this.provinceNames.exact(keys.exact)[0];
    if (same) {
      same.city ||= city;
      return;
    }
    if (former.province !== null) {
      const [meant] = this.provinceNames.exact(nameOf(former.province).keys.exact);
      if (meant) this.provinceNames.add(keys, meant);
      return;
    }
    // Old communes may be listed under a later name of the province: Huế for Thừa Thiên Huế.
    const oldKey = withCommunes.has(keys.exact) ? keys.exact : nameOf(unit.fullName).keys.exact;
    this.provinceNames.add(keys, { unit, former, oldKey, city });
  }
}

const levelOf = (code: string) => (code.length === 2 ? 'province' : 'commune');

export type FormerRowRead = Pick<
  FormerRow,
  'level' | 'code' | 'fullName' | 'district' | 'province' | 'successorCode'
>;
