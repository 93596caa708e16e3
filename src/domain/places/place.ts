import type { Day } from '#src/domain/shared/calendar.ts';

export type UnitLevel = 'province' | 'commune';

/** @source Law 72/2025/QH15, article 1: provinces and cities; communes, wards and special zones. */
export type UnitKind = 'thanh_pho' | 'tinh' | 'xa' | 'phuong' | 'dac_khu';

export type FormerLevel = 'province' | 'district' | 'commune';

/** A province or a commune, as it stood from one day to another. */
export type Unit = {
  /** Two digits for a province, five for a commune. */
  code: string;
  validFrom: Day;
  /** The last day on which it stood so; `null`: it stands so. */
  validTo: Day | null;
  level: UnitLevel;
  kind: UnitKind;
  /** Without its kind: `Kim Thành`. */
  name: string;
  /** `Xã Kim Thành`. */
  fullName: string;
  /** A province's own code for a province. */
  provinceCode: string;
  latitude: number | null;
  longitude: number | null;
  slug: string;
};

/** A unit that is no more, or an older name of one, with what took it over. */
export type FormerUnit = {
  level: FormerLevel;
  /** The office's old code; `null` for an older or differently spelt name. */
  code: string | null;
  /** `Xã Kỳ Sơn`, `Huyện Kim Thành`, `Tỉnh Hải Dương`. */
  fullName: string;
  district: string | null;
  /** Where it lay; of a short name (`BR-VT`), the province that it is short for. */
  province: string | null;
  /** Codes of communes; of the one province for a former province. */
  successors: readonly string[];
  /** Went to more than one unit: which one, only its people can say. Always false for districts. */
  split: boolean;
};

/** One row of what went where, as stored. */
export type FormerRow = {
  level: FormerLevel;
  code: string | null;
  fullName: string;
  district: string | null;
  province: string | null;
  successorCode: string;
  split: boolean;
  how: 'whole' | 'part';
  source: string;
};

const KINDS: readonly (readonly [RegExp, UnitKind])[] = [
  [/^thành phố /iu, 'thanh_pho'],
  [/^tỉnh /iu, 'tinh'],
  [/^xã /iu, 'xa'],
  [/^phường /iu, 'phuong'],
  [/^đặc khu /iu, 'dac_khu'],
];

/** Kind and bare name of a unit's full name; `null` when it does not begin with a kind. */
export function kindAndName(fullName: string): { kind: UnitKind; name: string } | null {
  const found = KINDS.find(([prefix]) => prefix.test(fullName));
  return found ? { kind: found[1], name: fullName.replace(found[0], '') } : null;
}
