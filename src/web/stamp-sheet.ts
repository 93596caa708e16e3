import { setTimeout as sleep } from 'node:timers/promises';
import { Readable } from 'node:stream';
import PDFDocument from 'pdfkit';
import { dayInVietnam } from '#src/domain/shared/calendar.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import { QUIET_ZONE, stampQr } from '#src/domain/traceability/qr.ts';
import { codeOf, printedStampCode, type StampKeys } from '#src/domain/traceability/stamp-code.ts';
import { moduleOf, type PrinterDots, type StampSize } from '#src/domain/traceability/stamp-run.ts';
import type { StampRun } from '#src/domain/traceability/stamp-runs.ts';
import { day, number } from '#src/i18n/format.ts';
import { stampsRoom } from '#src/i18n/stamps.ts';
import { MM, paperFaces } from './paper.ts';
import { Sheet } from './pdf-sheet.ts';

export type StampPrint = {
  run: Pick<StampRun, 'number' | 'first' | 'count' | 'length' | 'orderedAt'>;
  keys: StampKeys;
  /** Up to the code: `https://host/t/`. */
  address: string;
  size: StampSize;
  dots: PrinterDots;
};

/** The codes of a run in their order. */
export function* codesOf({ run, keys }: Pick<StampPrint, 'run' | 'keys'>): Generator<string> {
  for (let place = 0; place < run.count; place += 1) yield codeOf(keys, run.first + place, run.length);
}

/** Version of the symbol that a stamp with this address needs. */
export const stampVersion = ({ run, keys, address }: Omit<StampPrint, 'size' | 'dots'>): number =>
  stampQr(address)(codeOf(keys, run.first, run.length)).version;

const SHEET = { width: 210, height: 297, margin: 9, foot: 6 } as const;
/** Between two stamps, for the knife. */
const GAP = 3;
/** For the code under the symbol, in two lines. */
const WORDS = 4.4;
/** More than a reader takes at once is not made ahead of it. */
const MOST_WAITING_BYTES = 1024 * 1024;

/**
 * The stamps of a run on A4, in real millimetres, with marks for the knife. The same run gives the same bytes, however
 * often it is printed. Made while it is read.
 *
 * @throws Refusal `stamp.module_too_small`: telephones would not read it.
 */
export async function stampSheet(print: StampPrint): Promise<ReadableStream<Uint8Array>> {
  const module = moduleOf(stampVersion(print), print.size, print.dots);
  if (module.fit === 'too_small') throw new Refusal('stamp.module_too_small');
  const all = await paperFaces();
  const { run } = print;
  const doc = new PDFDocument({
    autoFirstPage: false,
    margin: 0,
    size: [SHEET.width * MM, SHEET.height * MM],
    info: { Title: stampsRoom.sheet.title(run.number), CreationDate: run.orderedAt, ModDate: run.orderedAt },
  });
  const sheet = new Sheet(doc, all, {
    width: SHEET.width * MM,
    height: SHEET.height * MM,
    left: SHEET.margin * MM,
    right: SHEET.margin * MM,
    top: SHEET.margin * MM,
    bottom: 0,
  });
  // Codes have plain letters and digits alone.
  const faces = { regular: all.regular.at(-1)!.name, bold: all.bold.at(-1)!.name };
  void draw(sheet, print, module.side, faces).catch((error: unknown) => doc.destroy(error as Error));
  return Readable.toWeb(doc as unknown as Readable) as ReadableStream<Uint8Array>;
}

type Doc = InstanceType<typeof PDFDocument>;
type Names = { regular: string; bold: string };

async function draw(sheet: Sheet, print: StampPrint, module: number, faces: Names): Promise<void> {
  const { doc } = sheet;
  const { run, address, size } = print;
  const across = Math.floor((SHEET.width - 2 * SHEET.margin + GAP) / (size + GAP));
  const down = Math.floor((SHEET.height - 2 * SHEET.margin - SHEET.foot + GAP) / (size + WORDS + GAP));
  const left = (SHEET.width - across * (size + GAP) + GAP) / 2;
  const symbol = stampQr(address);
  const site = new URL(address).host;
  // The widest letter in every place: a code never runs out of its stamp.
  doc.font(faces.bold).fontSize(10);
  const letters = Math.min((size * MM * 10) / doc.widthOfString('WWWWWW-WWWWWW'), 7.5);
  let place = 0;
  for (const code of codesOf(print)) {
    const at = place % (across * down);
    if (at === 0) {
      doc.addPage();
      doc.font(faces.bold);
      forgetLayouts(doc);
      marks(doc, { left, across, down, size });
      const last = Math.min(run.count, place + across * down);
      const ordered = day(dayInVietnam(run.orderedAt));
      sheet.paragraph(stampsRoom.sheet.foot(run.number, number(place + 1), number(last), ordered, site), {
        y: (SHEET.height - SHEET.margin) * MM,
        size: 7,
      });
    }
    const row = Math.floor(at / across);
    const x = left + (at % across) * (size + GAP);
    const y = SHEET.margin + row * (size + WORDS + GAP);
    doc.addContent(drawn(symbol(code), x, y, size, module));
    const [first = '', second = '', ...rest] = printedStampCode(code).split('-');
    doc.font(faces.bold).fontSize(letters);
    for (const [line, text] of [`${first}-${second}`, rest.join('-')].entries())
      doc.text(
        text,
        x * MM + (size * MM - doc.widthOfString(text)) / 2,
        (y + size - 0.2) * MM + line * letters * 1.12,
        { lineBreak: false },
      );
    if (at % across === 0)
      doc
        .font(faces.regular)
        .fontSize(5)
        .text(number(place + 1), 1.5 * MM, (y + size / 2) * MM, { lineBreak: false });
    place += 1;
    if (place % across === 0) {
      await new Promise(setImmediate);
      while (doc.readableLength > MOST_WAITING_BYTES && !doc.destroyed) await sleep(5);
      if (doc.destroyed) return;
    }
  }
  doc.end();
}

/** PDFKit keeps how every text was set, and no two stamps have the same: a large run would fill the memory with it. */
function forgetLayouts(doc: Doc): void {
  const { _font: font } = doc as unknown as { _font?: { layoutCache?: object } };
  if (font?.layoutCache) font.layoutCache = Object.create(null) as object;
}

/** Short lines beside the sheet's stamps, where the knife goes. */
function marks(
  doc: Doc,
  { left, across, down, size }: { left: number; across: number; down: number; size: number },
): void {
  const top = SHEET.margin;
  const bottom = top + down * (size + WORDS + GAP) - GAP;
  const right = left + across * (size + GAP) - GAP;
  doc.lineWidth(0.2).strokeColor('#000');
  const line = (x1: number, y1: number, x2: number, y2: number) =>
    doc.moveTo(x1 * MM, y1 * MM).lineTo(x2 * MM, y2 * MM);
  for (let column = 0; column < across; column += 1)
    for (const x of [left + column * (size + GAP), left + column * (size + GAP) + size]) {
      line(x, top - 4, x, top - 1.5);
      line(x, bottom + 1.5, x, bottom + 3);
    }
  for (let row = 0; row < down; row += 1)
    for (const y of [top + row * (size + WORDS + GAP), top + row * (size + WORDS + GAP) + size + WORDS]) {
      line(left - 3, y, left - 1, y);
      line(right + 1, y, right + 3, y);
    }
  doc.stroke();
}

/** A symbol in the middle of its stamp, as PDF draws: its modules side by side as one shape. */
function drawn(
  { modules }: ReturnType<ReturnType<typeof stampQr>>,
  x: number,
  y: number,
  size: number,
  module: number,
): string {
  const inset = (size - (modules.size + 2 * QUIET_ZONE) * module) / 2 + QUIET_ZONE * module;
  const points = (millimetres: number) => (millimetres * MM).toFixed(4);
  let shape = `q ${points(module)} 0 0 ${points(module)} ${points(x + inset)} ${points(y + inset)} cm 0 g\n`;
  for (let row = 0; row < modules.size; row += 1)
    for (let column = 0; column < modules.size;) {
      let length = 0;
      while (column + length < modules.size && modules.get(row, column + length)) length += 1;
      if (length > 0) shape += `${column} ${row} ${length} 1 re\n`;
      column += Math.max(1, length);
    }
  return `${shape}f Q`;
}
