import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';
import { rasterOf } from './pdf-raster.ts';

let prepared: Promise<unknown> | undefined;

async function prepare(): Promise<void> {
  const file = fileURLToPath(import.meta.resolve('zxing-wasm/reader/zxing_reader.wasm'));
  const wasmBinary = new Uint8Array(await readFile(file)).buffer;
  // Otherwise the library asks a foreign server for it.
  await prepareZXingModule({ overrides: { wasmBinary }, fireImmediately: true });
}

/** What a telephone reads off a picture, by zxing. */
export async function readCodes(picture: Buffer): Promise<string[]> {
  await (prepared ??= prepare());
  const found = await readBarcodes(new Uint8Array(picture), { formats: ['QRCode'], maxNumberOfSymbols: 255 });
  return found.filter(({ isValid }) => isValid).map(({ text }) => text);
}

/** The pages of a PDF as a scanner sees them, as PNG. */
export const pagesAsPng = (pdf: Buffer, dotsAnInch: number): Promise<Buffer[]> =>
  Promise.all(
    [...rasterOf(pdf, dotsAnInch)].map(({ width, height, dots }) =>
      sharp(dots, { raw: { width, height, channels: 1 } })
        .png()
        .toBuffer(),
    ),
  );

/** What zxing reads off a printed sheet. */
export async function readPages(pdf: Buffer, dotsAnInch = 300): Promise<string[]> {
  const found: string[] = [];
  for (const page of await pagesAsPng(pdf, dotsAnInch)) found.push(...(await readCodes(page)));
  return found;
}

/** How zbarimg ends then. */
const NOTHING_FOUND = 4;

/** The same by zbar, which shares no line with zxing; `null`: it is not on this machine. */
export async function readPagesByZbar(pdf: Buffer, dotsAnInch = 300): Promise<string[] | null> {
  const folder = await mkdtemp(join(tmpdir(), 'zbar-'));
  try {
    const found: string[] = [];
    for (const page of await pagesAsPng(pdf, dotsAnInch)) {
      await writeFile(join(folder, 'page.png'), page);
      const words = ['--quiet', '--raw', '--nodbus', '-Sdisable', '-Sqrcode.enable', 'page.png'];
      const read = await promisify(execFile)('zbarimg', words, { cwd: folder, maxBuffer: 2 ** 24 }).catch(
        (error: NodeJS.ErrnoException & { stdout: string }) => {
          // On the first label of a roll there is none.
          if (Number(error.code) === NOTHING_FOUND) return error;
          throw error;
        },
      );
      found.push(...read.stdout.split('\n').filter(Boolean));
    }
    return found;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
