import { stampQr } from './qr.ts';
import { stampCodeOf } from './stamp-code.ts';

/** A symbol as it was found in a picture. */
export type ReadSymbol = {
  text: string;
  /** Length of a side in the picture, in pixels. */
  side: number;
  /** Modules along a side. */
  modules: number;
  isDark: (column: number, row: number) => boolean;
  /** How much of the error correction was not needed, 0 to 1; `null`: it is not known. */
  unused: number | null;
};

/** Below this many pixels a module a picture says little of the print; below the other one nothing is read. */
export const ENOUGH_PIXELS = 4;
/** With less of the correction left the print has no reserve for scratches. */
export const ENOUGH_UNUSED = 0.5;

export type PrintFinding =
  | {
      kind: 'stamp';
      code: string;
      place: number;
      /** Pixels for a module, as the picture was sent. */
      pixels: number;
      /** Modules that came out other than they should be. */
      misread: number;
      total: number;
      unused: number | null;
      is: 'fine' | 'coarse' | 'weak';
    }
  /** A stamp, or what looks like one, of other goods or of nobody. */
  | { kind: 'other_run'; code: string }
  | { kind: 'other_address'; host: string | null };

/**
 * What a picture of a proof says of one symbol. The symbol is drawn anew and compared module by module, so that what was
 * read wrong is counted and not guessed. It is no grade: light, contrast and size in millimetres are not in a picture.
 *
 * @param addresses that stamps of the run may begin with.
 * @param placeOf of a code in the run; `null`: it is not of this run, whoever made it.
 */
export function judgeSymbol(
  symbol: ReadSymbol,
  addresses: readonly string[],
  placeOf: (code: string) => number | null,
): PrintFinding {
  const { text, side, modules, unused } = symbol;
  const address = addresses.find((each) => text.startsWith(each));
  const code = address === undefined ? null : stampCodeOf(text.slice(address.length));
  if (address === undefined || code === null)
    return { kind: 'other_address', host: URL.canParse(text) ? new URL(text).host || null : null };
  const place = placeOf(code);
  if (place === null) return { kind: 'other_run', code };
  const right = stampQr(address)(code).modules;
  const total = right.size ** 2;
  let misread = 0;
  // Another symbol of the same words, from another house, has nothing to be compared with.
  if (right.size === modules)
    for (let row = 0; row < modules; row += 1)
      for (let column = 0; column < modules; column += 1)
        if (Boolean(right.get(row, column)) !== symbol.isDark(column, row)) misread += 1;
  const pixels = side / modules;
  const is = unused !== null && unused < ENOUGH_UNUSED ? 'weak' : pixels < ENOUGH_PIXELS ? 'coarse' : 'fine';
  return { kind: 'stamp', code, place, pixels, misread, total, unused, is };
}
