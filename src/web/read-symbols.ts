import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';
import { projectFolder } from '#db/client.ts';
import type { ReadSymbol } from '#src/domain/traceability/print-check.ts';

/** A sheet of proofs has this many at most. */
const MOST_SYMBOLS = 60;

let ready: Promise<void> | undefined;

/** The reader as it was installed; left to itself it would ask a foreign server for its own half. */
async function prepare(): Promise<void> {
  const from = createRequire(join(projectFolder(), 'package.json'));
  const wasm = await readFile(from.resolve('zxing-wasm/reader/zxing_reader.wasm'));
  await prepareZXingModule({ overrides: { wasmBinary: new Uint8Array(wasm).buffer }, fireImmediately: true });
}

type Point = { x: number; y: number };
const between = (one: Point, other: Point): number => Math.hypot(one.x - other.x, one.y - other.y);

/** Picture points, four bytes each. */
export type Points = {
  data: Uint8ClampedArray<ArrayBuffer>;
  width: number;
  height: number;
  /** How many pixels of the picture as sent one point is. */
  scale: number;
};

/** All QR symbols that can be read in a picture, from its top. */
export async function readSymbols({ data, width, height, scale }: Points): Promise<ReadSymbol[]> {
  ready ??= prepare();
  await ready;
  const found = await readBarcodes(
    { data, width, height, colorSpace: 'srgb' },
    { formats: ['QRCode'], maxNumberOfSymbols: MOST_SYMBOLS },
  );
  return found
    .filter(({ isValid, symbol }) => isValid && symbol.width > 0)
    .toSorted((one, other) => one.position.topLeft.y - other.position.topLeft.y)
    .map(({ text, symbol, position, extra }) => {
      const { topLeft, topRight, bottomRight, bottomLeft } = position;
      const sides = [
        between(topLeft, topRight),
        between(topRight, bottomRight),
        between(bottomRight, bottomLeft),
        between(bottomLeft, topLeft),
      ];
      return {
        text,
        side: (sides.reduce((sum, side) => sum + side, 0) / sides.length) * scale,
        modules: symbol.width,
        isDark: (column: number, row: number) => symbol.data[row * symbol.width + column] === 0,
        unused: unusedOf(extra),
      };
    });
}

/** What the reader says of itself beside; a version of it may say nothing. */
function unusedOf(extra: string): number | null {
  try {
    const { UEC: unused } = JSON.parse(extra) as { UEC?: unknown };
    return typeof unused === 'number' && unused >= 0 && unused <= 1 ? unused : null;
  } catch {
    return null;
  }
}
