import QRCode from 'qrcode';

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
    const tried = QRCode.create(address, { errorCorrectionLevel: level });
    if (tried.version === best.version) best = tried;
  }
  return best;
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
