import rules from '#content/rulebooks/scan-rules.json' with { type: 'json' };
import { addDays, dayInVietnam, type Day } from '#src/domain/shared/calendar.ts';
import type { SpoiltKind, StampRunState } from '#src/domain/traceability/stamp-run.ts';

/** What is looked for. None of it proves a copy, and that none fires proves nothing either. */
export const SCAN_RULES = [
  'spoilt',
  'not_active',
  'pin_used_elsewhere',
  'too_fast',
  'late_first',
  'many_provinces',
  'harvested',
  'many_devices',
  'far_from_market',
] as const;
export type ScanRuleName = (typeof SCAN_RULES)[number];

/** Points and limits from one day on. */
export type ScanRules = {
  from: Day;
  bands: { compare: number; distrust: number };
  rules: {
    spoilt: { points: number };
    not_active: { points: number };
    pin_used_elsewhere: { points: number; hours: number };
    too_fast: { points: number; kmPerHour: number; leastKm: number };
    late_first: { points: number; days: number };
    many_provinces: { points: number; provinces: number; days: number };
    harvested: { points: number; share: number; leastStamps: number; hours: number };
    many_devices: { points: number; each: number; devices: number; onDisplay: number; days: number };
    /** `shipments`: where the lot was sent is read as well, where the run names no market. */
    far_from_market: { points: number; leastKm: number; shipments?: boolean };
  };
  source: string;
};

/** Newest first. */
export const SCAN_RULE_SETS = rules as unknown as readonly ScanRules[];

/** The rules in force on `day`; before the first, the first. */
export function scanRulesOn(day: Day): ScanRules {
  return SCAN_RULE_SETS.find(({ from }) => from <= day) ?? SCAN_RULE_SETS.at(-1)!;
}

export type ScanLine = {
  at: Date;
  /** Two digits; `null`: nobody knows. */
  province: string | null;
  device: number;
  /** How many stamps of the run one network scanned within the hour, when they were too many. */
  cluster: number | null;
};

/** What is known of the scans of one stamp. */
export type SerialHistory = {
  firstAt: Date | null;
  /** The latest, in any order. */
  lines: readonly ScanLine[];
  pinUsedAt: Date | null;
  pinDevice: number | null;
  /** An officer has looked: what went before does not weigh any more. */
  resetAt: Date | null;
};

export type RunFacts = {
  state: StampRunState;
  spoilt: SpoiltKind | null;
  isOnDisplay: boolean;
  /** Province where the goods are sold, when they are sold in one alone. */
  market: string | null;
};

export type LotFacts = {
  useBy: Day | null;
  recalledOn: Day | null;
  /** Provinces where the goods may be: of the maker, and where they were sent; `null`: nobody says all of them. */
  sentTo: readonly string[] | null;
};

/** Kilometres between the centres of two provinces; `null`: not known. */
export type Kilometres = (one: string, other: string) => number | null;

/** A rule that fired, with the facts by which it did. */
export type Fired =
  | { rule: 'spoilt'; points: number; kind: SpoiltKind }
  | { rule: 'not_active'; points: number; state: StampRunState }
  | { rule: 'pin_used_elsewhere'; points: number; usedAt: string; at: string }
  | {
      rule: 'too_fast';
      points: number;
      from: string;
      to: string;
      km: number;
      minutes: number;
      at: string;
    }
  | { rule: 'late_first'; points: number; firstAt: string; after: 'use_by' | 'recall'; on: Day }
  | { rule: 'many_provinces'; points: number; provinces: string[]; at: string }
  | { rule: 'harvested'; points: number; stamps: number; at: string }
  | { rule: 'many_devices'; points: number; devices: number; most: number }
  | {
      rule: 'far_from_market';
      points: number;
      province: string;
      /** The nearest. */
      market: string;
      km: number;
      /** The markets are those that the lot was sent to. */
      bySendings?: true;
    };

export type Score = { points: number; fired: Fired[] };

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/**
 * How much speaks for looking twice at one stamp, and what. Pure: the same facts give the same points whenever they are
 * asked.
 */
export function score(
  history: SerialHistory,
  run: RunFacts,
  lot: LotFacts,
  { rules }: ScanRules,
  km: Kilometres,
): Score {
  const lines = history.lines
    .filter(({ at }) => history.resetAt === null || at > history.resetAt)
    .toSorted((one, other) => one.at.getTime() - other.at.getTime());
  const fired = [
    run.spoilt && { rule: 'spoilt' as const, ...rules.spoilt, kind: run.spoilt },
    run.state !== 'active' &&
      run.state !== 'closed' && { rule: 'not_active' as const, ...rules.not_active, state: run.state },
    pinUsedElsewhere(history, lines, rules.pin_used_elsewhere),
    tooFast(lines, rules.too_fast, km),
    lateFirst(history, lot, rules.late_first),
    manyProvinces(lines, rules.many_provinces),
    harvested(lines, rules.harvested),
    manyDevices(lines, run, rules.many_devices),
    farFromMarket(lines, run, lot, rules.far_from_market, km),
  ].filter((one): one is Fired => Boolean(one));
  return { points: fired.reduce((sum, { points }) => sum + points, 0), fired };
}

type Rules = ScanRules['rules'];

function pinUsedElsewhere(
  { pinUsedAt, pinDevice }: SerialHistory,
  lines: readonly ScanLine[],
  { points, hours }: Rules['pin_used_elsewhere'],
): Fired | null {
  if (pinUsedAt === null) return null;
  const from = pinUsedAt.getTime() + hours * HOUR_MS;
  const later = lines.find(({ at, device }) => at.getTime() > from && device !== pinDevice);
  return later
    ? {
        rule: 'pin_used_elsewhere',
        points,
        usedAt: pinUsedAt.toISOString(),
        at: later.at.toISOString(),
      }
    : null;
}

function tooFast(
  lines: readonly ScanLine[],
  { points, kmPerHour, leastKm }: Rules['too_fast'],
  km: Kilometres,
): Fired | null {
  const placed = lines.filter(({ province }) => province !== null);
  for (const [at, line] of placed.entries()) {
    const before = placed[at - 1];
    if (!before || before.device === line.device || before.province === line.province) continue;
    const apart = km(before.province!, line.province!);
    const passed = line.at.getTime() - before.at.getTime();
    if (apart === null || apart <= leastKm || apart <= (kmPerHour * passed) / HOUR_MS) continue;
    return {
      rule: 'too_fast',
      points,
      from: before.province!,
      to: line.province!,
      km: Math.round(apart),
      minutes: Math.round(passed / 60_000),
      at: line.at.toISOString(),
    };
  }
  return null;
}

function lateFirst(
  { firstAt, resetAt }: SerialHistory,
  { useBy, recalledOn }: LotFacts,
  { points, days }: Rules['late_first'],
): Fired | null {
  if (firstAt === null || resetAt !== null) return null;
  const day = dayInVietnam(firstAt);
  const told = { rule: 'late_first' as const, points, firstAt: firstAt.toISOString() };
  if (recalledOn !== null && day > recalledOn) return { ...told, after: 'recall', on: recalledOn };
  return useBy !== null && day > addDays(useBy, days) ? { ...told, after: 'use_by', on: useBy } : null;
}

function manyProvinces(
  lines: readonly ScanLine[],
  { points, provinces: most, days }: Rules['many_provinces'],
): Fired | null {
  const placed = lines.filter(({ province }) => province !== null);
  for (const [line, provinces] of windows(placed, days, ({ province }) => province!))
    if (provinces.size >= most)
      return {
        rule: 'many_provinces',
        points,
        provinces: [...provinces.keys()],
        at: line.at.toISOString(),
      };
  return null;
}

/**
 * Each line with what was seen in the days up to it.
 *
 * @param lines oldest first.
 */
function* windows<Key>(
  lines: readonly ScanLine[],
  days: number,
  keyOf: (line: ScanLine) => Key,
): Generator<[ScanLine, ReadonlyMap<Key, number>]> {
  const seen = new Map<Key, number>();
  let oldest = 0;
  for (const line of lines) {
    seen.set(keyOf(line), (seen.get(keyOf(line)) ?? 0) + 1);
    for (; lines[oldest]!.at.getTime() <= line.at.getTime() - days * DAY_MS; oldest += 1) {
      const key = keyOf(lines[oldest]!);
      const left = seen.get(key)! - 1;
      if (left === 0) seen.delete(key);
      else seen.set(key, left);
    }
    yield [line, seen];
  }
}

function harvested(lines: readonly ScanLine[], { points }: Rules['harvested']): Fired | null {
  const found = lines.filter(({ cluster }) => cluster !== null).at(-1);
  return found ? { rule: 'harvested', points, stamps: found.cluster!, at: found.at.toISOString() } : null;
}

function manyDevices(
  lines: readonly ScanLine[],
  { isOnDisplay }: RunFacts,
  { points, each, devices, onDisplay, days }: Rules['many_devices'],
): Fired | null {
  const most = isOnDisplay ? onDisplay : devices;
  let found = 0;
  for (const [, seen] of windows(lines, days, ({ device }) => device)) found = Math.max(found, seen.size);
  return found > most
    ? { rule: 'many_devices', points: points + each * (found - most - 1), devices: found, most }
    : null;
}

function farFromMarket(
  lines: readonly ScanLine[],
  { market }: RunFacts,
  { sentTo }: LotFacts,
  { points, leastKm, shipments = false }: Rules['far_from_market'],
  km: Kilometres,
): Fired | null {
  const markets = market !== null ? [market] : (shipments && sentTo) || [];
  if (markets.length === 0) return null;
  for (const { province } of lines) {
    if (province === null) continue;
    const apart = markets.map((one) => ({ market: one, km: km(one, province) }));
    // A province of which nobody knows where it lies may be near.
    if (apart.some(({ km }) => km === null || km <= leastKm)) continue;
    const nearest = apart.reduce((one, other) => (other.km! < one.km! ? other : one));
    return {
      rule: 'far_from_market',
      points,
      province,
      market: nearest.market,
      km: Math.round(nearest.km!),
      ...(market === null && { bySendings: true as const }),
    };
  }
  return null;
}

/** How the page of a stamp speaks. `null`: quiet. */
export type ScanBand = 'compare' | 'distrust' | null;

export function bandOf(points: number, { bands }: Pick<ScanRules, 'bands'>): ScanBand {
  return points >= bands.distrust ? 'distrust' : points >= bands.compare ? 'compare' : null;
}

const EARTH_KM = 6_371;

type Centre = { code: string; latitude: number | null; longitude: number | null };

/** Great circles between the centres of provinces, each worked out once. */
export function kilometresBetween(provinces: readonly Centre[]): Kilometres {
  const centres = new Map(provinces.map((centre) => [centre.code, centre]));
  const known = new Map<string, number | null>();
  const radians = (degrees: number) => (degrees * Math.PI) / 180;
  const apart = (one: Centre | undefined, other: Centre | undefined): number | null => {
    if (one?.latitude == null || one.longitude == null || other?.latitude == null || other.longitude == null)
      return null;
    const half = (from: number, to: number) => Math.sin(radians(to - from) / 2) ** 2;
    const chord =
      half(one.latitude, other.latitude) +
      Math.cos(radians(one.latitude)) *
        Math.cos(radians(other.latitude)) *
        half(one.longitude, other.longitude);
    return 2 * EARTH_KM * Math.asin(Math.sqrt(chord));
  };
  return (one, other) => {
    const key = `${one} ${other}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    const found = apart(centres.get(one), centres.get(other));
    known.set(key, found);
    return found;
  };
}
