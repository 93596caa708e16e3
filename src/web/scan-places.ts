import { readFile } from 'node:fs/promises';
import { BadSettings } from '#src/config.ts';
import type { Places } from '#src/domain/places/gazetteer.ts';
import { BadRange, readScanPlaces, type ProvinceOf } from '#src/domain/scans/scan-places.ts';

/**
 * Which province an address is of, by the file of the settings; without one nobody knows.
 *
 * @throws BadSettings
 */
export async function scanPlaces(file: string | null, places: Places): Promise<ProvinceOf> {
  if (file === null) return () => null;
  try {
    const text = await readFile(file, 'utf8');
    return readScanPlaces(text, (code) => places.unit(code)?.level === 'province');
  } catch (error) {
    const why = error instanceof BadRange ? `dòng ${error.message}` : (error as Error).message;
    throw new BadSettings(`Cài đặt SCAN_PLACES không đọc được (${file}): ${why}`);
  }
}

const KM_A_DEGREE = 111;
/** Farther than that from every commune nobody is in Việt Nam. */
const MOST_KM = 60;

/** The province that somebody stands in, by the centre of the nearest commune; `null`: outside Việt Nam. */
export function provinceAt(places: Places, latitude: number, longitude: number): string | null {
  let nearest: string | null = null;
  let least = MOST_KM ** 2;
  for (const province of places.provinces)
    for (const commune of places.communesOf(province.code)) {
      if (commune.latitude === null || commune.longitude === null) continue;
      const up = (commune.latitude - latitude) * KM_A_DEGREE;
      const across = (commune.longitude - longitude) * KM_A_DEGREE * Math.cos((latitude * Math.PI) / 180);
      const apart = up * up + across * across;
      if (apart < least) [least, nearest] = [apart, province.code];
    }
  return nearest;
}
