import QRCode from 'qrcode';
import { isSignedCode } from './signed-stamp.ts';

/** Light modules around the symbol. @source ISO/IEC 18004: four on every side. */
export const QUIET_ZONE = 4;

const LEVELS = ['Q', 'H'] as const;

/**
 * The QR symbol of an address: error correction M, raised as far as the version keeps, since a larger
 * symbol costs a cheap camera more than the better correction gives back.
 */
export function qrOf(address: string): QRCode.QRCode {
  let best = QRCode.create(address, { errorCorrectionLevel: 'M' });
  for (const level of LEVELS) {
    const tried = symbolThatHolds(address, level);
    if (tried?.version === best.version) best = tried;
  }
  return best;
}

/** `null`: no symbol of this level holds so much. */
function symbolThatHolds(address: string, level: 'Q' | 'H'): QRCode.QRCode | null {
  try {
    return QRCode.create(address, { errorCorrectionLevel: level });
  } catch {
    return null;
  }
}

/**
 * The symbol of a stamp: its address in one mode, its code in the mode for capitals, which takes half the room. All
 * stamps of one house have the same version and level, which is settled on the first.
 *
 * @param address up to the code, with the slash before it.
 */
export function stampQr(address: string): (code: string) => QRCode.QRCode {
  // Digits take less room still: a GTIN, and what leads from it to the code, which has no small letters.
  const [, begin = address, gtin = '', between = ''] = /^(.*\/01\/)(\d{14})(\/21\/)$/.exec(address) ?? [];
  const parts = (code: string): QRCode.QRCodeSegment[] => [
    { data: Buffer.from(begin), mode: 'byte' },
    ...(gtin === '' ? [] : [{ data: gtin, mode: 'numeric' } as const]),
    isSignedCode(code) ? { data: code, mode: 'numeric' } : { data: between + code, mode: 'alphanumeric' },
  ];
  let settled: { version: number; errorCorrectionLevel: 'M' | 'Q' | 'H' } | undefined;
  return (code) => {
    if (!settled) {
      const { version } = QRCode.create(parts(code), { errorCorrectionLevel: 'M' });
      const level = LEVELS.findLast(
        (each) => QRCode.create(parts(code), { errorCorrectionLevel: each }).version === version,
      );
      settled = { version, errorCorrectionLevel: level ?? 'M' };
    }
    return QRCode.create(parts(code), settled);
  };
}

/** Black on white whatever the page's colours; one path, so that it prints without gaps. */
export function qrSvg(address: string): string {
  const { modules } = qrOf(address);
  const side = modules.size + 2 * QUIET_ZONE;
  let path = '';
  for (let row = 0; row < modules.size; row += 1) {
    for (let column = 0; column < modules.size;) {
      let length = 0;
      while (column + length < modules.size && modules.get(row, column + length)) length += 1;
      if (length > 0) path += `M${column + QUIET_ZONE} ${row + QUIET_ZONE}h${length}v1h-${length}z`;
      column += Math.max(1, length);
    }
  }
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${side} ${side}" width="${side * 8}" height="${side * 8}" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h${side}v${side}H0z"/><path d="${path}"/></svg>`;
}

/**
 * A PNG of about `pixels` a side: the nearest size at which a module is a whole number of pixels, never
 * fewer than four.
 */
export async function qrPng(address: string, pixels: number): Promise<Buffer> {
  const { modules, version, errorCorrectionLevel } = qrOf(address);
  const side = modules.size + 2 * QUIET_ZONE;
  return QRCode.toBuffer(address, {
    version,
    errorCorrectionLevel: { 1: 'L', 0: 'M', 3: 'Q', 2: 'H' }[
      errorCorrectionLevel.bit
    ] as QRCode.QRCodeErrorCorrectionLevel,
    margin: QUIET_ZONE,
    scale: Math.max(4, Math.round(pixels / side)),
    type: 'png',
  });
}
