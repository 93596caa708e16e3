import type { Sql } from 'postgres';
import type { Day } from '#src/domain/shared/calendar.ts';
import {
  stampWarnings,
  WARNING_TONES,
  type StampFacts,
  type StampWarning,
} from '#src/domain/traceability/issued-stamps.ts';
import type { SpoiltKind } from '#src/domain/traceability/stamp-run.ts';
import { NO_SCANS, unpackedDevices, type ScanHistory } from './scan-history.ts';
import { bandOf, scanRulesOn, type ScanBand } from './scan-rules.ts';

/** What is known of one stamp and of its scans, read at once. */
export type StampReading = StampFacts & {
  runId: string;
  lotId: string;
  /** Another one as soon as anything of the run or its lot has changed. */
  version: string;
  history: ScanHistory;
  points: number;
  /** Whether its stamps have a number under a scratch field. */
  hasPins: boolean;
  /** When the number under the scratch field was used. */
  pinUsedAt: Date | null;
  /** Which key signed it, and the last day of the certificate that it says for ever; `null`: its code is made here. */
  signed: { key: number; certifiedUntil: Day | null } | null;
};

type Row = Omit<StampReading, 'place' | 'lot' | 'history' | 'points'> & {
  code: string;
  madeOn: Day | null;
  useBy: Day | null;
  recalledOn: Day | null;
  recallReason: string | null;
  firstAt: Date | null;
  firstProvince: string | null;
  scans: number | null;
  devices: Uint8Array | null;
  moreDevices: number;
  provinces: number;
  lastAt: Date | null;
  lastProvince: string | null;
  points: number | null;
};

/** One round trip, by keys alone. */
export async function readStamp(
  sql: Sql,
  { runId, place }: { runId: string; place: number },
): Promise<StampReading | null> {
  const [row] = await sql<Row[]>`
    select r.id as "runId", r.number as "runNumber", r.state, r.product_id as "productId", l.id as "lotId", r.count,
      r.changed_at as "changedAt", r.has_pins as "hasPins", r.xmin::text || '.' || l.xmin::text as version,
      l.code, l.made_on::text as "madeOn", l.use_by::text as "useBy", l.recalled_on::text as "recalledOn",
      l.recall_reason as "recallReason",
      x.kind as spoilt, case when x.kind = 'recalled' then x.reason end as "packsRecallReason",
      s.first_at as "firstAt", s.first_province as "firstProvince", s.count as scans, s.devices,
      s.more_devices as "moreDevices", s.provinces::float8 as provinces, s.last_at as "lastAt",
      s.last_province as "lastProvince", s.points, s.pin_used_at as "pinUsedAt",
      case when r.sign_key is not null then
        json_build_object('key', r.sign_key, 'certifiedUntil', r.signed_certified_until) end as signed
    from stamp_runs r join lots l on l.id = r.lot_id
    left join lateral (select kind, reason from spoilt_stamps
      where run_id = r.id and ${place}::int between from_place and until_place
      order by array_position(array['recalled', 'stolen', 'spoilt'], kind), at limit 1) x on true
    left join scanned_stamps s on s.run_id = r.id and s.place = ${place}::int
    where r.id = ${runId}`;
  if (!row) return null;
  const { code, madeOn, useBy, recalledOn, recallReason } = row;
  return {
    runId: row.runId,
    runNumber: row.runNumber,
    state: row.state,
    productId: row.productId,
    lotId: row.lotId,
    place,
    count: row.count,
    changedAt: row.changedAt,
    lot: { code, madeOn, useBy, recalledOn, recallReason },
    spoilt: row.spoilt,
    packsRecallReason: row.packsRecallReason,
    version: row.version,
    points: row.points ?? 0,
    hasPins: row.hasPins,
    signed: row.signed,
    pinUsedAt: row.pinUsedAt,
    history: {
      firstAt: row.firstAt,
      firstProvince: row.firstProvince,
      count: row.scans ?? 0,
      devices: row.devices ? unpackedDevices(row.devices) : [],
      moreDevices: row.moreDevices ?? 0,
      provinces: row.provinces ?? 0,
      lastAt: row.lastAt,
      lastProvince: row.lastProvince,
    },
  };
}

/** What says in which state a stamp is now, and nothing more. */
export type StampState = Pick<
  StampReading,
  'runId' | 'place' | 'version' | 'spoilt' | 'packsRecallReason' | 'points' | 'history' | 'pinUsedAt'
>;

type SpoiltRange = { from: number; until: number; kind: SpoiltKind; reason: string };

/**
 * Reads, as `readStamp`, for a page that is there already: whether it still holds. Of run, lot and stamp each one look by
 * key. Ranges that were reported are read once: whoever reports one writes the row of its run, which has another version
 * then.
 */
export class StampStates {
  readonly #sql: Sql;
  readonly #spoilt = new Map<string, { version: string; ranges: readonly SpoiltRange[] }>();

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  async read({ runId, place }: { runId: string; place: number }): Promise<StampState | null> {
    const sql = this.#sql;
    const [row] = await sql<
      {
        version: string;
        scanned: {
          first: number | null;
          from: string | null;
          count: number;
          devices: string;
          more: number;
          provinces: number;
          points: number;
          pin: number | null;
        } | null;
      }[]
    >`
      select r.xmin::text || '.' || l.xmin::text as version,
        (select json_build_object('first', extract(epoch from s.first_at) * 1000, 'from', s.first_province, 'count', s.count,
            'devices', encode(s.devices, 'hex'), 'more', s.more_devices, 'provinces', s.provinces, 'points', s.points,
            'pin', extract(epoch from s.pin_used_at) * 1000)
          from scanned_stamps s where s.run_id = r.id and s.place = ${place}::int) as scanned
      from stamp_runs r join lots l on l.id = r.lot_id
      where r.id = ${runId}`;
    if (!row) return null;
    const { version, scanned } = row;
    const ranges = await this.#rangesOf(runId, version);
    const range = ranges.find(({ from, until }) => from <= place && place <= until);
    const at = (milliseconds: number | null | undefined) =>
      milliseconds == null ? null : new Date(milliseconds);
    return {
      runId,
      place,
      version,
      spoilt: range?.kind ?? null,
      packsRecallReason: range?.kind === 'recalled' ? range.reason : null,
      points: scanned?.points ?? 0,
      pinUsedAt: at(scanned?.pin),
      history: scanned
        ? {
            firstAt: at(scanned.first),
            firstProvince: scanned.from,
            count: scanned.count,
            devices: unpackedDevices(Buffer.from(scanned.devices, 'hex')),
            moreDevices: scanned.more,
            provinces: scanned.provinces,
            lastAt: null,
            lastProvince: null,
          }
        : NO_SCANS,
    };
  }

  /** Weightiest first; read after the version, so that they are never older than it. */
  async #rangesOf(runId: string, version: string): Promise<readonly SpoiltRange[]> {
    const kept = this.#spoilt.get(runId);
    if (kept?.version === version) return kept.ranges;
    const sql = this.#sql;
    const ranges = await sql<SpoiltRange[]>`
      select from_place as from, until_place as until, kind, reason from spoilt_stamps where run_id = ${runId}
      order by array_position(array['recalled', 'stolen', 'spoilt'], kind), at`;
    this.#spoilt.delete(runId);
    this.#spoilt.set(runId, { version, ranges });
    if (this.#spoilt.size > MOST_RUNS) this.#spoilt.delete(this.#spoilt.keys().next().value!);
    return ranges;
  }
}

/** Whose ranges are held; those read longest ago go. */
const MOST_RUNS = 2_000;

/** All that its page warns of. */
export type PageWarning = StampWarning | NonNullable<ScanBand>;

/** How much each weighs, as the certificate's tones do. */
export const PAGE_TONES: Readonly<Record<PageWarning, 'soon' | 'bad'>> = {
  ...WARNING_TONES,
  distrust: 'bad',
  compare: 'soon',
};

const ORDER: readonly PageWarning[] = [
  'recalled',
  'stolen',
  'spoilt',
  'not_active',
  'distrust',
  'compare',
  'past',
];

/** What is to be said before the certificate, weightiest first. */
export function pageWarnings(day: Day, reading: StampReading): PageWarning[] {
  const band = bandOf(reading.points, scanRulesOn(day));
  const found: PageWarning[] = [...stampWarnings(day, reading), ...(band ? [band] : [])];
  return found.sort((one, other) => ORDER.indexOf(one) - ORDER.indexOf(other));
}
