import { randomBytes } from 'node:crypto';
import { forgetScans } from '#src/domain/scans/forget-scans.ts';
import { keepScans, type ToldScan } from '#src/domain/scans/keep-scans.ts';
import { ScanKeys } from '#src/domain/scans/scan-keys.ts';
import { kilometresBetween } from '#src/domain/scans/scan-rules.ts';
import { readStamp } from '#src/domain/scans/stamp-reading.ts';
import { placesOfRecord } from '#tests/support/places.ts';
import { aStampRun } from '#tests/support/stamps.ts';
import { expect, NOW, test, type OwnDatabase } from '#tests/support/test.ts';

const km = kilometresBetween((await placesOfRecord()).provinces);
const HOUR = 3_600_000;

const told = (runId: string, place: number, given: Partial<ToldScan> = {}): ToldScan => ({
  kind: 'scan',
  id: randomBytes(12).toString('base64url'),
  at: NOW.getTime(),
  runId,
  place,
  province: null,
  who: 'a telephone',
  network: 'a network',
  ...given,
});
const keeping = ({ sql }: OwnDatabase) => {
  const keys = new ScanKeys(sql);
  return (scans: Parameters<typeof keepScans>[1]) => keepScans(sql, scans, { keys, km });
};

test('what is told twice, by one process or by two at once, is counted once', async ({ own }) => {
  const run = await aStampRun(own.ctx);
  const [here, there] = [keeping(own), keeping(own)];
  const scans = Array.from({ length: 60 }, (_, turn) =>
    told(run.id, (turn % 3) + 1, { who: `telephone ${turn}`, province: '31' }),
  );
  await Promise.all([
    here(scans),
    there(scans.toReversed()),
    here(scans.slice(20)),
    there(scans.slice(0, 40)),
  ]);
  await there(scans);
  const read = await Promise.all([1, 2, 3, 4].map((place) => readStamp(own.sql, { runId: run.id, place })));
  expect(read.map((one) => one?.history.count)).toEqual([20, 20, 20, 0]);
  expect(read[0]?.history).toMatchObject({ firstProvince: '31', moreDevices: 4 });
  const [counts] =
    await own.sql`select sum(count)::int as count, count(distinct hour)::int as hours from scan_counts`;
  expect(counts).toEqual({ count: 60, hours: 1 });
});

test('one telephone again and again within a day is one scan, and lines of it are kept', async ({ own }) => {
  const run = await aStampRun(own.ctx);
  const keep = keeping(own);
  for (const after of [0, 1, 5, 23, 25]) await keep([told(run.id, 7, { at: NOW.getTime() + after * HOUR })]);
  expect((await readStamp(own.sql, { runId: run.id, place: 7 }))?.history).toMatchObject({ count: 2 });
  const [lines] =
    await own.sql`select count(*)::int as lines, count(distinct device)::int as devices from scans`;
  expect(lines).toEqual({ lines: 5, devices: 1 });
});

test('a copy far away raises points, and a page reads them with the row', async ({ own }) => {
  const run = await aStampRun(own.ctx);
  await keeping(own)([
    told(run.id, 1, { province: '01' }),
    told(run.id, 1, { province: '79', who: 'another', network: 'other', at: NOW.getTime() + HOUR }),
  ]);
  expect((await readStamp(own.sql, { runId: run.id, place: 1 }))?.points).toBe(40);
  const [row] = await own.sql`select fired->0->>'rule' as rule, rules_of::text from scanned_stamps`;
  expect(row).toEqual({ rule: 'too_fast', rules_of: '2026-11-28' });
});

test('whoever scans a whole roll within an hour is noticed, also for the stamps scanned before', async ({
  own,
}) => {
  const run = await aStampRun(own.ctx, { count: 40 });
  const keep = keeping(own);
  for (let place = 1; place <= 15; place += 1)
    await keep([told(run.id, place, { at: NOW.getTime() + place * 60_000 })]);
  await keep([told(run.id, 30, { network: 'somebody else' })]);
  const rows = await own.sql`select place, points from scanned_stamps order by place`;
  expect(rows.map(({ place, points }) => [place, points])).toEqual([
    ...Array.from({ length: 15 }, (_, at) => [at + 1, 25]),
    [30, 0],
  ]);
});

test('where somebody stood is put in once they allow it', async ({ own }) => {
  const run = await aStampRun(own.ctx);
  const keep = keeping(own);
  const scan = told(run.id, 1);
  await keep([scan, { kind: 'place', id: scan.id, province: '31' }]);
  await keep([{ kind: 'place', id: scan.id, province: '31' }]);
  await keep([{ kind: 'place', id: 'AAAAAAAAAAAAAAAA', province: '31' }]);
  const read = await readStamp(own.sql, { runId: run.id, place: 1 });
  expect(read?.history).toMatchObject({ count: 1, firstProvince: '31', lastProvince: '31' });
});

test('keys are the same in every process, and one is made for each day', async ({ own }) => {
  const [one, other] = [new ScanKeys(own.sql), new ScanKeys(own.sql)];
  await Promise.all([one.ready(NOW), other.ready(NOW)]);
  const day = Math.floor(NOW.getTime() / 86_400_000);
  expect(one.hashOn(day, 'x')).toBe(other.hashOn(day, 'x'));
  expect(one.hashOn(day - 1, 'x')).toBeNull();
});

test('single scans go after ninety days and keys after thirty; counts stay', async ({ own }) => {
  const run = await aStampRun(own.ctx);
  const keep = keeping(own);
  await keep([told(run.id, 1), told(run.id, 2, { at: NOW.getTime() + 80 * 24 * HOUR })]);
  expect(await forgetScans({ ...own.ctx, now: new Date(NOW.getTime() + 91 * 24 * HOUR) })).toBe(1);
  const [left] = await own.sql`
    select (select count(*)::int from scans) as scans, (select count(*)::int from scan_keys) as keys,
      (select sum(count)::int from scan_counts) as counts`;
  expect(left).toEqual({ scans: 1, keys: 1, counts: 2 });
});
