/** One bit each in the row of a scanned stamp: the place in this list never changes, new provinces come at its end. */
const PROVINCES = [
  '01', '04', '08', '11', '12', '14', '15', '19', '20', '22', '24', '25', '31', '33', '37', '38', '40',
  '42', '44', '46', '48', '51', '52', '56', '66', '68', '75', '79', '80', '82', '86', '91', '92', '96',
]; // prettier-ignore

/** Devices that a row tells apart; more are only counted. */
export const MOST_DEVICES = 16;

/** Within so many minutes the same device counts once. */
const ONCE_MINUTES = 24 * 60;

export type Device = {
  /** Days since 1970 of the key that its hash was made with. */
  day: number;
  hash: number;
  /** Minutes since 1970 at which it was counted last. */
  countedAt: number;
};

/** The row of a scanned stamp. */
export type ScanHistory = {
  firstAt: Date | null;
  firstProvince: string | null;
  count: number;
  devices: readonly Device[];
  moreDevices: number;
  /** Bitmap. */
  provinces: number;
  lastAt: Date | null;
  lastProvince: string | null;
};

export const NO_SCANS: ScanHistory = {
  firstAt: null,
  firstProvince: null,
  count: 0,
  devices: [],
  moreDevices: 0,
  provinces: 0,
  lastAt: null,
  lastProvince: null,
};

/** What a device is called on a day, 48 bits; `null`: the key of that day was destroyed, or never made. */
export type HashOn = (day: number, who: string) => number | null;

export type Scan = {
  at: Date;
  province: string | null;
  /** Network and browser in one hash, without a key. */
  who: string;
};

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

export const dayNumber = (at: Date): number => Math.floor(at.getTime() / DAY_MS);

/** The bitmap with one more province. */
export function withProvince(bits: number, province: string | null): number {
  const at = province === null ? -1 : PROVINCES.indexOf(province);
  return at < 0 || hasBit(bits, at) ? bits : bits + 2 ** at;
}

const hasBit = (bits: number, at: number): boolean => Math.floor(bits / 2 ** at) % 2 === 1;

export const provincesOf = (bits: number): string[] => PROVINCES.filter((_, at) => hasBit(bits, at));

/**
 * One scan more. A device is known again as long as the key of the day on which it was first seen is there; later it is
 * another one, and nobody can say that it was not.
 *
 * @param wasSeen whether a device beyond those in the row was there within a day.
 * @returns `device`: under which the scan is kept; `counts`: whether it is more than the same device again.
 */
export function withScan(
  history: ScanHistory,
  { at, province, who }: Scan,
  hashOn: HashOn,
  wasSeen: (device: number) => boolean = () => false,
): { history: ScanHistory; device: number; counts: boolean } {
  const minute = Math.floor(at.getTime() / MINUTE_MS);
  const today = dayNumber(at);
  const hashes = new Map<number, number | null>();
  const known = history.devices.findIndex(({ day, hash }) => {
    if (!hashes.has(day)) hashes.set(day, hashOn(day, who));
    return hashes.get(day) === hash;
  });
  const after = {
    ...history,
    provinces: withProvince(history.provinces, province),
    ...((history.lastAt === null || at >= history.lastAt) && { lastAt: at, lastProvince: province }),
    ...((history.firstAt === null || at < history.firstAt) && { firstAt: at, firstProvince: province }),
  };
  const device = history.devices[known];
  if (device) {
    if (Math.abs(minute - device.countedAt) < ONCE_MINUTES)
      return { history: after, device: device.hash, counts: false };
    const devices = history.devices.with(known, { ...device, countedAt: minute });
    return { history: { ...after, devices, count: history.count + 1 }, device: device.hash, counts: true };
  }
  const hash = hashOn(today, who) ?? 0;
  if (history.devices.length < MOST_DEVICES) {
    const devices = [...history.devices, { day: today, hash, countedAt: minute }];
    return { history: { ...after, devices, count: history.count + 1 }, device: hash, counts: true };
  }
  const yesterday = hashOn(today - 1, who);
  for (const seen of [hash, yesterday])
    if (seen !== null && wasSeen(seen)) return { history: after, device: seen, counts: false };
  const moreDevices = history.moreDevices + 1;
  return { history: { ...after, moreDevices, count: history.count + 1 }, device: hash, counts: true };
}

const DEVICE_BYTES = 12;

/** Twelve bytes each: day, hash, minute. */
export function packedDevices(devices: readonly Device[]): Buffer {
  const bytes = Buffer.alloc(devices.length * DEVICE_BYTES);
  for (const [at, { day, hash, countedAt }] of devices.entries()) {
    bytes.writeUInt16BE(day, at * DEVICE_BYTES);
    bytes.writeUIntBE(hash, at * DEVICE_BYTES + 2, 6);
    bytes.writeUInt32BE(countedAt, at * DEVICE_BYTES + 8);
  }
  return bytes;
}

export function unpackedDevices(bytes: Uint8Array): Device[] {
  const read = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: Math.floor(read.length / DEVICE_BYTES) }, (_, at) => ({
    day: read.readUInt16BE(at * DEVICE_BYTES),
    hash: read.readUIntBE(at * DEVICE_BYTES + 2, 6),
    countedAt: read.readUInt32BE(at * DEVICE_BYTES + 8),
  }));
}

/** What anybody may read of the scans of a stamp. */
export type ScanFacts = {
  firstAt: Date | null;
  firstProvince: string | null;
  /** Scans, the same device within a day only once. */
  count: number;
  devices: number;
  provinces: string[];
};

export function scanFacts(history: ScanHistory): ScanFacts {
  return {
    firstAt: history.firstAt,
    firstProvince: history.firstProvince,
    count: history.count,
    devices: history.devices.length + history.moreDevices,
    provinces: provincesOf(history.provinces),
  };
}
