import { setTimeout as sleep } from 'node:timers/promises';
import { Readable } from 'node:stream';
import PDFDocument from 'pdfkit';
import { dayInVietnam } from '#src/domain/shared/calendar.ts';
import { QUIET_ZONE, stampQr } from '#src/domain/traceability/qr.ts';
import { printedStampCode } from '#src/domain/traceability/stamp-code.ts';
import { day, number } from '#src/i18n/format.ts';
import { stampsRoom } from '#src/i18n/stamps.ts';
import { MM, paperFaces } from './paper.ts';
import { Sheet } from './pdf-sheet.ts';
import {
  codesOf,
  FOOT,
  layoutOf,
  scratchField,
  spotOf,
  type StampLayout,
  type StampPrint,
} from './stamp-layout.ts';

/** More than a reader takes at once is not made ahead of it. */
const MOST_WAITING_BYTES = 1024 * 1024;

/**
 * The stamps of a run in real millimetres, on A4 with marks for the knife or on a roll of labels. The same run gives the
 * same bytes, however often it is printed. Made while it is read.
 *
 * @throws Refusal as `layoutOf`.
 */
export async function stampSheet(print: StampPrint): Promise<ReadableStream<Uint8Array>> {
  const layout = layoutOf(print);
  return drawnPages(layout, print.run, stampsRoom.sheet.title(print.run.number), (sheet, faces) =>
    draw(sheet, print, layout, faces),
  );
}

/** Pages of a run's stamps, or of what is printed on them in a second pass: of one size, made while they are read. */
export async function drawnPages(
  layout: StampLayout,
  run: Pick<StampPrint['run'], 'orderedAt'>,
  title: string,
  fill: (sheet: Sheet, faces: Names) => Promise<void>,
): Promise<ReadableStream<Uint8Array>> {
  const all = await paperFaces();
  const size: [number, number] = [layout.width * MM, layout.height * MM];
  const doc = new PDFDocument({
    autoFirstPage: false,
    margin: 0,
    size,
    info: { Title: title, CreationDate: run.orderedAt, ModDate: run.orderedAt },
  });
  const margin = layout.isRoll ? 1 : FOOT.left;
  const sheet = new Sheet(doc, all, {
    width: size[0],
    height: size[1],
    left: margin * MM,
    right: margin * MM,
    top: margin * MM,
    bottom: 0,
  });
  // Codes have plain letters and digits alone.
  const faces = { regular: all.regular.at(-1)!.name, bold: all.bold.at(-1)!.name };
  void fill(sheet, faces).catch((error: unknown) => doc.destroy(error as Error));
  return Readable.toWeb(doc as unknown as Readable) as ReadableStream<Uint8Array>;
}

type Doc = InstanceType<typeof PDFDocument>;
export type Names = { regular: string; bold: string };

/** Waits until what was drawn is read; `false`: nobody reads it any more. */
export async function isWanted(doc: Doc): Promise<boolean> {
  await new Promise(setImmediate);
  while (doc.readableLength > MOST_WAITING_BYTES && !doc.destroyed) await sleep(5);
  return !doc.destroyed;
}

/** The run, which of its stamps, and when they were ordered, for who finds the sheet. */
export const footOf = ({ run, address }: StampPrint, first: number, last: number): string =>
  stampsRoom.sheet.foot(
    run.number,
    number(first),
    number(last),
    day(dayInVietnam(run.orderedAt)),
    new URL(address).host,
    run.logMark,
  );

async function draw(
  sheet: Sheet,
  print: StampPrint,
  layout: StampLayout & { module: number },
  faces: Names,
): Promise<void> {
  const { doc } = sheet;
  const { run, address, size } = print;
  const { across, down, isRoll } = layout;
  const symbol = stampQr(address);
  // The widest letter in every place: a code never runs out of its stamp.
  doc.font(faces.bold).fontSize(10);
  const letters = Math.min((size * MM * 10) / doc.widthOfString('WWWWWW-WWWWWW'), 7.5);
  if (isRoll) {
    // What a sheet says at its foot stands on the first label of a roll.
    doc.addPage();
    const foot = footOf(print, 1, run.count);
    // One label alone, so that the second pass begins on the same one.
    const letter = run.hasPins ? sizeWithin(sheet, foot, size * MM) : 5;
    sheet.paragraph(foot, { y: MM, size: letter });
  }
  let place = 0;
  for (const code of codesOf(print)) {
    const at = place % (across * down);
    if (at === 0) {
      doc.addPage();
      doc.font(faces.bold);
      forgetLayouts(doc);
      if (!isRoll) {
        marks(doc, layout, size);
        const last = Math.min(run.count, place + across * down);
        sheet.paragraph(footOf(print, place + 1, last), { y: FOOT.y * MM, size: 7 });
      }
    }
    const { x, y } = spotOf(layout, size, at);
    doc.addContent(drawn(symbol(code), x, y, size, layout.module));
    doc.font(faces.bold).fontSize(letters);
    for (const [line, text] of linesOf(code).entries())
      doc.text(
        text,
        x * MM + (size * MM - doc.widthOfString(text)) / 2,
        (y + size - 0.2) * MM + line * letters * 1.12,
        { lineBreak: false },
      );
    if (run.hasPins) stroke(doc, cornersOf(scratchField(size, { x, y })));
    if (isRoll) {
      const text = number(place + 1);
      doc.font(faces.regular).fontSize(3.5);
      doc.text(
        text,
        (x + size) * MM - doc.widthOfString(text) - 1,
        (y + size - 0.2) * MM + letters * 1.12 + 1,
        { lineBreak: false },
      );
    } else if (at % across === 0)
      doc
        .font(faces.regular)
        .fontSize(5)
        .text(number(place + 1), 1.5 * MM, (y + size / 2) * MM, { lineBreak: false });
    place += 1;
    if (place % across === 0 && !(await isWanted(doc))) return;
  }
  doc.end();
}

/** The code as it stands under its symbol. */
export function linesOf(code: string): [string, string] {
  const [first = '', second = '', ...rest] = printedStampCode(code).split('-');
  return [`${first}-${second}`, rest.join('-')];
}

/** PDFKit keeps how every text was set, and no two stamps have the same: a large run would fill the memory with it. */
export function forgetLayouts(doc: Doc): void {
  const { _font: font } = doc as unknown as { _font?: { layoutCache?: object } };
  if (font?.layoutCache) font.layoutCache = Object.create(null) as object;
}

export type Line = { x1: number; y1: number; x2: number; y2: number };

/** Short lines beside the sheet's stamps, where the knife goes. */
export function marksOf({ left, top, across, down, gap, tall }: StampLayout, size: number): Line[] {
  const bottom = top + down * (tall + gap) - gap;
  const right = left + across * (size + gap) - gap;
  const lines: Line[] = [];
  const line = (x1: number, y1: number, x2: number, y2: number) => lines.push({ x1, y1, x2, y2 });
  for (let column = 0; column < across; column += 1)
    for (const x of [left + column * (size + gap), left + column * (size + gap) + size]) {
      line(x, top - 4, x, top - 1.5);
      line(x, bottom + 1.5, x, bottom + 3);
    }
  for (let row = 0; row < down; row += 1)
    for (const y of [top + row * (tall + gap), top + row * (tall + gap) + tall]) {
      line(left - 3, y, left - 1, y);
      line(right + 1, y, right + 3, y);
    }
  return lines;
}

/** Where the scratch field goes: at its corners alone, which it covers. */
export function cornersOf({
  x,
  y,
  width,
  height,
}: Readonly<Record<'x' | 'y' | 'width' | 'height', number>>): Line[] {
  return [x, x + width].flatMap((x1) =>
    [y, y + height].flatMap((y1) => [
      { x1, y1, x2: x1 === x ? x1 + 1 : x1 - 1, y2: y1 },
      { x1, y1, x2: x1, y2: y1 === y ? y1 + 1 : y1 - 1 },
    ]),
  );
}

/** The largest letters, up to those of the first label, in which a text stays within a height. */
export function sizeWithin(sheet: Sheet, text: string, height: number): number {
  const { width, left, right } = sheet.page;
  let size = 5;
  while (size > 1 && sheet.heightOf(text, width - left - right, size) > height) size -= 0.25;
  return size;
}

const marks = (doc: Doc, layout: StampLayout, size: number): void => stroke(doc, marksOf(layout, size));

function stroke(doc: Doc, lines: readonly Line[]): void {
  doc.lineWidth(0.2).strokeColor('#000');
  for (const { x1, y1, x2, y2 } of lines) doc.moveTo(x1 * MM, y1 * MM).lineTo(x2 * MM, y2 * MM);
  doc.stroke();
}

type Modules = ReturnType<ReturnType<typeof stampQr>>['modules'];

/** Where a symbol begins inside its stamp. */
export const insetOf = (modules: Modules, size: number, module: number): number =>
  (size - (modules.size + 2 * QUIET_ZONE) * module) / 2 + QUIET_ZONE * module;

/** Dark modules that stand side by side, told one row after the other: a run has millions of them. */
export function eachBar(modules: Modules, tell: (column: number, row: number, length: number) => void): void {
  for (let row = 0; row < modules.size; row += 1)
    for (let column = 0; column < modules.size;) {
      let length = 0;
      while (column + length < modules.size && modules.get(row, column + length)) length += 1;
      if (length > 0) tell(column, row, length);
      column += Math.max(1, length);
    }
}

/** A symbol in the middle of its stamp, as PDF draws: its modules side by side as one shape. */
function drawn(
  { modules }: { modules: Modules },
  x: number,
  y: number,
  size: number,
  module: number,
): string {
  const inset = insetOf(modules, size, module);
  const points = (millimetres: number) => (millimetres * MM).toFixed(4);
  let shape = `q ${points(module)} 0 0 ${points(module)} ${points(x + inset)} ${points(y + inset)} cm 0 g\n`;
  eachBar(modules, (column, row, length) => {
    shape += `${column} ${row} ${length} 1 re\n`;
  });
  return `${shape}f Q`;
}
