import type { Sql, TransactionSql } from 'postgres';
import { dayInVietnam } from '#src/domain/shared/calendar.ts';
import type { SpoiltKind, StampRunState } from '#src/domain/traceability/stamp-run.ts';
import {
  dayNumber,
  packedDevices,
  unpackedDevices,
  withProvince,
  withScan,
  type ScanHistory,
} from './scan-history.ts';
import { SENT_TO } from './market-sql.ts';
import type { ScanKeys } from './scan-keys.ts';
import { scanRulesOn, score, type Kilometres, type LotFacts, type ScanLine } from './scan-rules.ts';

/** A scan as it was told: what the journal holds until it is in the tables. */
export type ToldScan = {
  kind: 'scan';
  /** Of the token: the same twice is one scan. */
  id: string;
  /** Milliseconds since 1970. */
  at: number;
  runId: string;
  /** Place in the run. */
  place: number;
  province: string | null;
  /** Hash of network and browser, without a key. */
  who: string;
  /** Hash of the network. */
  network: string;
};

/** Somebody has allowed to say in which province a scan was made. */
export type ToldPlace = { kind: 'place'; id: string; province: string };

export type Told = ToldScan | ToldPlace;

export type Tools = { keys: ScanKeys; km: Kilometres };

/** Lines of one stamp that its points are worked out of. */
const MOST_LINES = 100;
const MOST_TURNS = 5;

/** Another process has kept some of the same scans meanwhile. */
class Overtaken extends Error {}

/**
 * Puts what was told into the tables, all or nothing. May be repeated: a scan that is there already is not counted again,
 * whoever put it there.
 */
export async function keepScans(sql: Sql, told: readonly Told[], tools: Tools): Promise<void> {
  const scans = new Map(told.flatMap((one) => (one.kind === 'scan' ? [[one.id, one] as const] : [])));
  const places = told.filter((one) => one.kind === 'place');
  const days = new Map([...scans.values()].map(({ at }) => [dayNumber(new Date(at)), new Date(at)]));
  for (const day of days.values()) await tools.keys.ready(day);
  for (let turn = 1; ; turn += 1) {
    try {
      await sql.begin(async (sql) => {
        await keepFresh(sql, [...scans.values()], tools);
        await keepPlaces(sql, places, tools);
      });
      return;
    } catch (error) {
      if (!(error instanceof Overtaken) || turn === MOST_TURNS) throw error;
    }
  }
}

type Serial = { runId: string; place: number };
const keyOf = ({ runId, place }: Serial): string => `${runId} ${place}`;
const inOrder = (one: Serial, other: Serial): number =>
  one.runId < other.runId ? -1 : one.runId > other.runId ? 1 : one.place - other.place;

type Row = Serial &
  ScanHistory & {
    productId: string;
    lotId: string;
    stamps: number;
    state: StampRunState;
    isOnDisplay: boolean;
    market: string | null;
    spoilt: SpoiltKind | null;
    lot: LotFacts;
    pinUsedAt: Date | null;
    pinDevice: number | null;
    resetAt: Date | null;
    lines: ScanLine[];
  };

type Read = Omit<Row, 'devices' | 'lines'> & {
  devices: Uint8Array;
  lines: (Omit<ScanLine, 'at'> & { at: string })[];
};

/** JSON in a text: the driver would write a text for jsonb a second time. */
const asRows = (rows: readonly unknown[]): string => JSON.stringify(rows);

/** Rows of stamps, made where there are none, and held; in one order, so that nobody waits for each other. */
async function held(sql: TransactionSql, serials: readonly Serial[]): Promise<Row[]> {
  const wanted = asRows([...new Map(serials.map((one) => [keyOf(one), one])).values()].sort(inOrder));
  await sql`
    insert into scanned_stamps (run_id, place)
    select "runId", place from jsonb_to_recordset(${wanted}::text::jsonb) as w("runId" text, place int)
    order by 1, 2 on conflict do nothing`;
  const rows = await sql<Read[]>`
    select s.run_id as "runId", s.place, s.first_at as "firstAt", s.first_province as "firstProvince", s.count, s.devices,
      s.more_devices as "moreDevices", s.provinces::float8 as provinces, s.last_at as "lastAt",
      s.last_province as "lastProvince", s.pin_used_at as "pinUsedAt", s.pin_device::float8 as "pinDevice",
      s.reset_at as "resetAt", r.product_id as "productId", r.lot_id as "lotId", r.count as stamps, r.state,
      r.is_on_display as "isOnDisplay", r.market,
      jsonb_build_object('useBy', l.use_by, 'recalledOn', l.recalled_on, 'sentTo', ${sql.unsafe(SENT_TO)}) as lot,
      coalesce((select jsonb_agg(to_jsonb(line)) from (
        select n.at, n.province, n.device, n.cluster from scans n where n.run_id = s.run_id and n.place = s.place
        order by n.at desc limit ${MOST_LINES}) line), '[]'::jsonb) as lines
    from scanned_stamps s join stamp_runs r on r.id = s.run_id join lots l on l.id = r.lot_id
    where (s.run_id, s.place) in (
      select "runId", place from jsonb_to_recordset(${wanted}::text::jsonb) as w("runId" text, place int))
    order by s.run_id, s.place for update of s`;
  return rows.map((row) => ({
    ...row,
    devices: unpackedDevices(row.devices),
    lines: row.lines.map((line) => ({ ...line, at: new Date(line.at) })),
  }));
}

async function keepFresh(sql: TransactionSql, told: readonly ToldScan[], { keys, km }: Tools): Promise<void> {
  if (told.length === 0) return;
  const there = await sql<{ id: string }[]>`select id from scans where id = any(${told.map(({ id }) => id)})`;
  const known = new Set(there.map(({ id }) => id));
  const fresh = told.filter(({ id }) => !known.has(id)).sort((one, other) => one.at - other.at);
  if (fresh.length === 0) return;
  const rows = new Map((await held(sql, fresh)).map((row) => [keyOf(row), row]));
  const lines: (Serial & {
    id: string;
    at: string;
    province: string | null;
    device: number;
    network: number;
    counts: boolean;
  })[] = [];
  for (const scan of fresh) {
    const row = rows.get(keyOf(scan));
    // Of a run that is no more; there is none, but a journal is older than what it is read by.
    if (!row) continue;
    const at = new Date(scan.at);
    const dayAgo = scan.at - 86_400_000;
    const { history, device, counts } = withScan(row, { ...scan, at }, keys.hashOn, (seen) =>
      row.lines.some((line) => line.device === seen && line.at.getTime() > dayAgo),
    );
    Object.assign(row, history);
    row.lines.push({ at, province: scan.province, device, cluster: null });
    const network = keys.networkOn(dayNumber(at), scan.network);
    const { id, runId, place, province } = scan;
    lines.push({ id, at: at.toISOString(), runId, place, province, device, network, counts });
  }
  const kept = await sql`
    insert into scans (id, at, run_id, place, province, device, network, counts)
    select id, at, "runId", place, province, device, network, counts
    from jsonb_to_recordset(${asRows(lines)}::text::jsonb) as n(id text, at timestamptz, "runId" text, place int, province text,
      device bigint, network bigint, counts boolean)
    on conflict do nothing`;
  if (kept.count !== lines.length) throw new Overtaken();
  const counted = new Set(lines.filter(({ counts }) => counts).map(({ id }) => id));
  const hours = fresh.flatMap((scan) => {
    const row = rows.get(keyOf(scan));
    if (!row || !counted.has(scan.id)) return [];
    const hour = new Date(scan.at - (scan.at % 3_600_000)).toISOString();
    return [{ productId: row.productId, lotId: row.lotId, province: scan.province ?? '', hour }];
  });
  await sql`
    insert into scan_counts (product_id, lot_id, province, hour, count)
    select "productId", "lotId", province, hour, count(*)
    from jsonb_to_recordset(${asRows(hours)}::text::jsonb) as h("productId" text, "lotId" text, province text, hour timestamptz)
    group by 1, 2, 3, 4 order by 1, 2, 3, 4
    on conflict (product_id, lot_id, province, hour) do update set count = scan_counts.count + excluded.count`;
  const harvested = await markClusters(sql, rows, lines);
  await keepRows(sql, [...rows.values(), ...harvested], km);
}

/**
 * Stamps of a run that one network scans in great number within an hour.
 *
 * @returns rows of those that were scanned before it was noticed.
 */
async function markClusters(
  sql: TransactionSql,
  rows: ReadonlyMap<string, Row>,
  lines: readonly (Serial & { at: string; network: number })[],
): Promise<Row[]> {
  const latest = new Map<
    string,
    { runId: string; network: number; at: string; least: number; hours: number }
  >();
  for (const { runId, place, network, at } of lines) {
    const row = rows.get(keyOf({ runId, place }))!;
    const { share, leastStamps, hours } = scanRulesOn(dayInVietnam(new Date(at))).rules.harvested;
    const least = Math.max(leastStamps, Math.floor(row.stamps * share) + 1);
    latest.set(`${runId} ${network}`, { runId, network, at, least, hours });
  }
  // What is marked already is not looked at again: a thousand stamps an hour would be read with each that comes.
  const crossing = await sql<{ runId: string; network: number; at: string; hours: number; stamps: number }[]>`
    select f."runId", f.network::float8 as network, f.at::text, f.hours, f.stamps from (
      select a.*, greatest(
        (select n.cluster from scans n where n.run_id = a."runId" and n.network = a.network
          and n.at > a.at - make_interval(hours => a.hours) and n.cluster is not null order by n.at desc limit 1),
        (select count(distinct n.place) from scans n where n.run_id = a."runId" and n.network = a.network
          and n.at between a.at - make_interval(hours => a.hours) and a.at and n.cluster is null)) as stamps
      from jsonb_to_recordset(${asRows([...latest.values()])}::text::jsonb)
        as a("runId" text, network bigint, at timestamptz, least int, hours int)) f
    where f.stamps >= f.least`;
  const marked: { runId: string; place: number; cluster: number; at: Date }[] = [];
  for (const { runId, network, at, hours, stamps } of crossing)
    marked.push(
      ...(await sql<{ runId: string; place: number; cluster: number; at: Date }[]>`
        update scans set cluster = ${stamps}::int
        where run_id = ${runId} and network = ${network}::bigint and cluster is null
          and at between ${at}::text::timestamptz - make_interval(hours => ${hours}::int) and ${at}::text::timestamptz
        returning run_id as "runId", place, cluster, at`),
    );
  const others: Serial[] = [];
  for (const mark of marked) {
    const row = rows.get(keyOf(mark));
    if (!row) others.push(mark);
    const same = mark.at.getTime();
    for (const line of row?.lines ?? []) if (line.at.getTime() === same) line.cluster = mark.cluster;
  }
  return others.length === 0 ? [] : held(sql, others);
}

async function keepRows(sql: TransactionSql, rows: readonly Row[], km: Kilometres): Promise<void> {
  const changed = rows.map((row) => {
    const last = row.lastAt ?? row.lines[0]?.at;
    const rules = scanRulesOn(last ? dayInVietnam(last) : '2026-01-01');
    // What the run is today is asked when the page is: here counts what stays so.
    const { points, fired } = score(row, { ...row, state: 'active', spoilt: null }, row.lot, rules, km);
    const { lines: _, lot: __, devices, ...rest } = row;
    return {
      ...rest,
      devices: packedDevices(devices).toString('hex'),
      points: Math.min(points, 30_000),
      fired,
      rulesOf: rules.from,
    };
  });
  await sql`
    update scanned_stamps s set first_at = c."firstAt", first_province = c."firstProvince", count = c.count,
      devices = decode(c.devices, 'hex'), more_devices = c."moreDevices", provinces = c.provinces, last_at = c."lastAt",
      last_province = c."lastProvince", points = c.points, fired = c.fired, rules_of = c."rulesOf"
    from jsonb_to_recordset(${asRows(changed)}::text::jsonb) as c("runId" text, place int, "firstAt" timestamptz,
      "firstProvince" text, count int, devices text, "moreDevices" int, provinces bigint, "lastAt" timestamptz,
      "lastProvince" text, points int, fired jsonb, "rulesOf" date)
    where s.run_id = c."runId" and s.place = c.place`;
}

/** Where a scan was made, once somebody has said so. */
async function keepPlaces(sql: TransactionSql, told: readonly ToldPlace[], { km }: Tools): Promise<void> {
  if (told.length === 0) return;
  const placed = await sql<(Serial & { at: Date; province: string })[]>`
    update scans n set province = t.province
    from jsonb_to_recordset(${asRows(told)}::text::jsonb) as t(id text, province text)
    where n.id = t.id and n.province is distinct from t.province
    returning n.run_id as "runId", n.place, n.at, n.province`;
  if (placed.length === 0) return;
  const rows = new Map((await held(sql, placed)).map((row) => [keyOf(row), row]));
  for (const { at, province, ...serial } of placed) {
    const row = rows.get(keyOf(serial));
    if (!row) continue;
    row.provinces = withProvince(row.provinces, province);
    if (row.firstAt?.getTime() === at.getTime()) row.firstProvince = province;
    if (row.lastAt?.getTime() === at.getTime()) row.lastProvince = province;
  }
  await keepRows(sql, [...rows.values()], km);
}

/** Works the points of one stamp out anew: its history was reset, or the number under its scratch field used. */
export async function rescore(sql: TransactionSql, serial: Serial, km: Kilometres): Promise<void> {
  await keepRows(sql, await held(sql, [serial]), km);
}
