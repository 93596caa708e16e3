import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { beforeAll, expect, test } from 'vitest';
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';
import { qrOf, qrPng, qrSvg, QUIET_ZONE } from '#src/domain/traceability/qr.ts';

beforeAll(async () => {
  const file = fileURLToPath(import.meta.resolve('zxing-wasm/reader/zxing_reader.wasm'));
  const wasm = await readFile(file);
  // Otherwise the library asks a foreign server for it.
  await prepareZXingModule({ overrides: { wasmBinary: new Uint8Array(wasm).buffer }, fireImmediately: true });
});

/** Not the maker of the symbol: another library that reads pictures. */
async function read(picture: Buffer): Promise<string[]> {
  const found = await readBarcodes(new Uint8Array(picture), { formats: ['QRCode'] });
  return found.filter(({ isValid }) => isValid).map(({ text }) => text);
}

const ADDRESSES = [
  'https://ocop.example.vn/01/08935001213598',
  'https://ocop.example.vn/san-pham/nuoc-mam-nam-quyen/truy-xuat',
  `https://ocop.example.vn/san-pham/${'mat-ong-'.repeat(9)}son/truy-xuat`,
];

test.each(ADDRESSES)('%s is read back from the PNG, small and large, and from the SVG', async (address) => {
  for (const pixels of [160, 600, 2_000]) {
    expect(await read(await qrPng(address, pixels)), `${pixels} px`).toEqual([address]);
  }
  const fromSvg = await sharp(Buffer.from(qrSvg(address)))
    .png()
    .toBuffer();
  expect(await read(fromSvg)).toEqual([address]);
});

test('a symbol is read back when it is turned, blurred and badly lit', async () => {
  const [address = ''] = ADDRESSES;
  const photograph = await sharp(await qrPng(address, 500))
    .rotate(17, { background: '#ddd' })
    .linear(0.6, 40)
    .blur(2)
    .jpeg({ quality: 50 })
    .toBuffer();
  expect(await read(photograph)).toEqual([address]);
});

test('a sharper correction is taken only where the symbol stays as large', () => {
  for (const address of ADDRESSES) {
    const least = qrOf(address);
    expect([0, 2, 3]).toContain(least.errorCorrectionLevel.bit);
  }
  // 41 characters leave room for Q in the version that M needs; 61 do not.
  expect(qrOf('https://ocop.example.vn/t/3K7Z').errorCorrectionLevel.bit).not.toBe(0);
});

test('four light modules stand on every side', async () => {
  const address = ADDRESSES[0]!;
  const { modules } = qrOf(address);
  const side = modules.size + 2 * QUIET_ZONE;
  const { data, info } = await sharp(await qrPng(address, side * 4))
    .greyscale()
    .raw()
    .toBuffer({ resolveWithObject: true });
  expect(info.width).toBe(side * 4);
  const dark = (x: number, y: number) => data[(y * info.width + x) * info.channels]! < 128;
  for (let along = 0; along < info.width; along += 1) {
    for (let inward = 0; inward < QUIET_ZONE * 4; inward += 1) {
      expect(dark(along, inward) || dark(inward, along), `${along}, ${inward}`).toBe(false);
    }
  }
  expect(dark(QUIET_ZONE * 4, QUIET_ZONE * 4)).toBe(true);
});
