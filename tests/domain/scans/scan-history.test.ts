import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import {
  dayNumber,
  MOST_DEVICES,
  NO_SCANS,
  packedDevices,
  provincesOf,
  scanFacts,
  unpackedDevices,
  withProvince,
  withScan,
  type HashOn,
  type ScanHistory,
} from '#src/domain/scans/scan-history.ts';

const noon = new Date('2026-11-28T05:00:00Z');
const hours = (count: number) => new Date(noon.getTime() + count * 3_600_000);
const hashOn: HashOn = (day, who) => createHash('sha256').update(`${day} ${who}`).digest().readUIntBE(0, 6);
const scanned = (
  history: ScanHistory,
  who: string,
  at: Date,
  province: string | null = null,
  keys = hashOn,
) => withScan(history, { who, at, province }, keys).history;

test('the same telephone within a day counts once, a day later again, and is one device all the while', () => {
  let history = scanned(NO_SCANS, 'a', noon);
  history = scanned(history, 'a', hours(23));
  expect(scanFacts(history)).toMatchObject({ count: 1, devices: 1 });
  history = scanned(history, 'a', hours(24));
  history = scanned(history, 'b', hours(25));
  expect(scanFacts(history)).toMatchObject({ count: 3, devices: 2 });
});

test('once the key of its day is destroyed a device is known no more', () => {
  const destroyed: HashOn = (day, who) => (day === dayNumber(noon) ? null : hashOn(day, who));
  const history = scanned(scanned(NO_SCANS, 'a', noon), 'a', hours(40 * 24), null, destroyed);
  expect(scanFacts(history)).toMatchObject({ count: 2, devices: 2 });
});

test('sixteen devices are told apart, the others are counted', () => {
  let history = NO_SCANS;
  for (let turn = 0; turn < 20; turn += 1) history = scanned(history, `phone ${turn}`, hours(turn));
  expect(history.devices).toHaveLength(MOST_DEVICES);
  expect(scanFacts(history)).toMatchObject({ count: 20, devices: 20 });
  const again = withScan(
    history,
    { who: 'phone 19', at: hours(20), province: null },
    hashOn,
    (seen) => seen === hashOn(dayNumber(hours(19)), 'phone 19'),
  );
  expect([again.counts, scanFacts(again.history).devices]).toEqual([false, 20]);
});

test('what was told late does not become the last, and what was earlier becomes the first', () => {
  let history = scanned(NO_SCANS, 'a', noon, '31');
  history = scanned(history, 'b', hours(-2), '01');
  expect(history).toMatchObject({
    firstAt: hours(-2),
    firstProvince: '01',
    lastAt: noon,
    lastProvince: '31',
  });
});

test('all 34 provinces fit into one number, also the last', () => {
  const all = ['01', '31', '79', '96'].reduce<number>((bits, code) => withProvince(bits, code), 0);
  expect(provincesOf(withProvince(all, '96'))).toEqual(['01', '31', '79', '96']);
  expect(withProvince(all, null)).toBe(all);
  expect(withProvince(all, '99')).toBe(all);
  expect(Number.isSafeInteger(all)).toBe(true);
});

test('devices come back from their row as they went in', () => {
  const devices = [
    { day: 20_785, hash: 2 ** 48 - 1, countedAt: 29_931_000 },
    { day: 0, hash: 0, countedAt: 0 },
  ];
  expect(unpackedDevices(packedDevices(devices))).toEqual(devices);
});
