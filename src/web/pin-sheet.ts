import { pinsOf, PIN_DIGITS, type PinKey } from '#src/domain/traceability/scratch-pin.ts';
import { number } from '#src/i18n/format.ts';
import { pinsRoom } from '#src/i18n/pins-room.ts';
import { MM, paperFaces } from './paper.ts';
import type { Sheet } from './pdf-sheet.ts';
import {
  FOOT,
  placesOf,
  scratchField,
  spotOf,
  WORDS,
  type StampLayout,
  type StampPrint,
} from './stamp-layout.ts';
import { drawnPages, forgetLayouts, isWanted, sizeWithin, type Names } from './stamp-sheet.ts';

/** What is printed on the stamps of a run in a second pass: they stand where `stampSheet` puts them for the same paper. */
export type PinPrint = Pick<StampPrint, 'run' | 'size' | 'paper'> & { pins: PinKey };

/** Free of digits at both ends of a scratch field: two passes never meet exactly. In millimetres. */
const SPARE = 1;
const LARGEST = 11;
/** Above the foot of the stamps, which is on the same paper. */
const SECOND_FOOT = { y: FOOT.y - 2.9, size: 6 } as const;

/**
 * The numbers under the scratch fields of a run and nothing of its codes. The same run gives the same bytes. Made while it
 * is read.
 *
 * @throws Refusal as `placesOf`.
 */
export async function pinSheet(print: PinPrint): Promise<ReadableStream<Uint8Array>> {
  const layout = placesOf(print);
  const { bold } = await paperFaces();
  const { capHeight, unitsPerEm } = bold.at(-1)!.font;
  const { title } = pinsRoom.sheet;
  return drawnPages(layout, print.run, title(print.run.number), (sheet, faces) =>
    draw(sheet, print, layout, faces, capHeight / unitsPerEm),
  );
}

async function draw(
  sheet: Sheet,
  { run, size, pins }: PinPrint,
  layout: StampLayout,
  faces: Names,
  capital: number,
): Promise<void> {
  const { doc } = sheet;
  const { across, down, left, isRoll } = layout;
  doc.font(faces.bold).fontSize(LARGEST);
  const widest = Math.max(
    ...Array.from({ length: 10 }, (_, digit) => doc.widthOfString(String(digit).repeat(PIN_DIGITS))),
  );
  const room = (scratchField(size, { x: 0, y: 0 }).width - 2 * SPARE) * MM;
  const digits = Math.min(LARGEST, (LARGEST * room) / widest);
  const foot = (from: number, until: number) =>
    pinsRoom.sheet.foot(run.number, number(from), number(until), size);
  if (isRoll) {
    // Below what the first pass says on the same label.
    doc.addPage();
    const text = foot(1, run.count);
    const below = (layout.tall - size) * MM - 4;
    sheet.paragraph(text, { y: size * MM + 2, size: sizeWithin(sheet, text, below) });
  }
  let place = 0;
  for (const pin of pinsOf(pins, run)) {
    const at = place % (across * down);
    if (at === 0) {
      doc.addPage();
      doc.font(faces.bold);
      forgetLayouts(doc);
      if (!isRoll) {
        const last = Math.min(run.count, place + across * down);
        sheet.paragraph(foot(place + 1, last), { y: SECOND_FOOT.y * MM, size: SECOND_FOOT.size });
      }
    }
    const spot = spotOf(layout, size, at);
    const field = scratchField(size, spot);
    doc.font(faces.bold).fontSize(digits);
    doc.text(
      pin,
      (field.x + field.width / 2) * MM - doc.widthOfString(pin) / 2,
      (field.y + field.height / 2) * MM + (capital * digits) / 2,
      { lineBreak: false, baseline: 'alphabetic' },
    );
    doc.font(faces.regular);
    // Beside what the first pass says there, so that whoever looks sees two numbers and not one on the other.
    if (isRoll)
      doc.fontSize(3).text(number(place + 1), spot.x * MM + 1, (spot.y + size + WORDS - 0.9) * MM, {
        lineBreak: false,
        baseline: 'alphabetic',
      });
    else if (at % across === 0)
      for (const [line, text] of [number(place + 1), ...run.number.split(/(?<=-)/)].entries()) {
        doc.fontSize(line === 0 ? 5 : 3.5);
        doc.text(text, (left - 1.3) * MM - doc.widthOfString(text), (field.y + 1.7 + line * 1.5) * MM, {
          lineBreak: false,
          baseline: 'alphabetic',
        });
      }
    place += 1;
    if (place % across === 0 && !(await isWanted(doc))) return;
  }
  doc.end();
}
