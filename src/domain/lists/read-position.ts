/** A point on the map in degrees, north and east. */
export type Position = { latitude: number; longitude: number };

export type ReadPosition = {
  position: Position | null;
  /** The two numbers stood the wrong way round and were put right. */
  swapped: boolean;
  unreadable: boolean;
};

const NOTHING: ReadPosition = { position: null, swapped: false, unreadable: false };

/** Mainland, islands and both archipelagos. */
const isLatitude = (value: number) => value >= 6 && value <= 24;
const isLongitude = (value: number) => value >= 101 && value <= 118.5;

/**
 * From two cells, or from one that holds both (`21.02, 105.83`; a map link; degrees, minutes and seconds).
 * Points outside Vietnam are not believed.
 */
export function readPosition(latitude: string, longitude: string, both = ''): ReadPosition {
  const texts = both !== '' ? [both] : [latitude, longitude];
  if (texts.every((text) => text.trim() === '')) return NOTHING;
  const numbers = texts.flatMap(anglesIn);
  if (numbers.length === 1 && latitude !== '' && longitude === '') {
    const pair = anglesIn(latitude);
    if (pair.length === 2) return position(pair[0]!, pair[1]!);
  }
  return numbers.length === 2 ? position(numbers[0]!, numbers[1]!) : { ...NOTHING, unreadable: true };
}

function position(first: number, second: number): ReadPosition {
  if (isLatitude(first) && isLongitude(second))
    return { position: { latitude: first, longitude: second }, swapped: false, unreadable: false };
  if (isLatitude(second) && isLongitude(first))
    return { position: { latitude: second, longitude: first }, swapped: true, unreadable: false };
  return { ...NOTHING, unreadable: true };
}

function anglesIn(text: string): number[] {
  // In a link to a place its own point stands last, after the middle of the map.
  const place = /!3d(-?\d+\.\d+)!4d(-?\d+\.\d+)/.exec(text) ?? /@(\d+\.\d+),(\d+\.\d+)/.exec(text);
  if (place) return [round(Number(place[1])), round(Number(place[2]))];
  const plain = text
    .replace(/[’′]/g, "'")
    .replace(/[”″“]|''/g, '"')
    .replace(/º|˚/g, '°');
  const degrees = [
    ...plain.matchAll(/(\d{1,3})\s*°\s*(?:(\d{1,2}(?:[.,]\d+)?)\s*'\s*)?(?:(\d{1,2}(?:[.,]\d+)?)\s*")?/g),
  ];
  const decimal = (written: string | undefined) => Number((written ?? '0').replace(',', '.'));
  if (degrees.length > 0)
    return degrees.map(([, whole, minutes, seconds]) =>
      round(Number(whole) + decimal(minutes) / 60 + decimal(seconds) / 3_600),
    );
  const alone = /^\s*(\d{1,3})[.,](\d+)\s*$/.exec(plain);
  if (alone) return [round(Number(`${alone[1]}.${alone[2]}`))];
  // Two numbers with decimal commas are parted by something else than a bare comma.
  const commas = [...plain.matchAll(/\d{1,3},\d{3,}/g)];
  if (commas.length > 0 && !plain.includes('.')) return commas.map(([written]) => round(decimal(written)));
  return [...plain.matchAll(/(?<![\d.])\d{1,3}\.\d{2,}/g)].map(([written]) => round(Number(written)));
}

/** Seven decimals are a centimetre. */
function round(degrees: number): number {
  return Math.round(degrees * 1e7) / 1e7;
}
