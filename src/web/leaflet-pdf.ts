import type { Block } from '#src/domain/stories/story.ts';
import type { Day } from '#src/domain/shared/calendar.ts';
import { day } from '#src/i18n/format.ts';
import type { Lang } from '#src/i18n/lang.ts';
import { leafletWords } from '#src/i18n/stories.ts';
import { MM } from './paper.ts';
import { makePdf, type PaperSize, type Sheet } from './pdf-sheet.ts';

/** A4: what every printer has; folded once it is a leaflet. */
const PAPER: PaperSize = {
  width: 210 * MM,
  height: 297 * MM,
  left: 20 * MM,
  right: 20 * MM,
  top: 18 * MM,
  bottom: 18 * MM,
};

export type Leaflet = {
  lang: Lang;
  name: string;
  producer: string | null;
  place: string;
  phone: string | null;
  isExample: boolean;
  /** In force today; `null`: nothing is said of stars. */
  certified: { stars: number; until: Day | null; decision: string | null } | null;
  blocks: readonly Block[];
  /** JPEGs by the number that the story calls them by, and the one that stands for the goods. */
  pictures: ReadonlyMap<number, LeafletPicture>;
  main: LeafletPicture | null;
  /** What the code leads to. */
  address: string;
  today: Day;
};
export type LeafletPicture = { bytes: Uint8Array; width: number; height: number; credit: string | null };

/** A story on paper, with the code that leads to what is true on the day it is scanned. */
export async function leafletPdf(leaflet: Leaflet): Promise<Uint8Array<ArrayBuffer>> {
  const said = leafletWords[leaflet.lang];
  return makePdf(leaflet.name, PAPER, (sheet) => {
    const { left: x, top, width: paper, right, height, bottom } = sheet.page;
    const width = paper - x - right;
    const end = height - bottom;
    sheet.doc.addPage();
    let y = sheet.paragraph(leaflet.name, { y: top, style: 'bold', size: 26 }) + 1 * MM;
    const by = [leaflet.producer, leaflet.place].filter(Boolean).join(', ');
    if (by) y = sheet.paragraph(by, { y, size: 12 });
    if (leaflet.isExample) y = sheet.paragraph(said.example, { y, size: 10, style: 'italic' });
    y += 3 * MM;
    if (leaflet.main) y = picture(sheet, leaflet.main, y, 96 * MM, said.photograph);
    for (const block of leaflet.blocks) {
      switch (block.kind) {
        case 'heading':
          y = roomFor(sheet, y + 2 * MM, 22 * MM);
          y = sheet.paragraph(block.text, { y, style: 'bold', size: 15 }) + 1 * MM;
          break;
        case 'text':
          y = sheet.paragraph(block.text, { y, size: 12 }) + 2.5 * MM;
          break;
        case 'quote': {
          const from = y;
          y = sheet.paragraph(block.text, {
            x: x + 6 * MM,
            width: width - 6 * MM,
            y,
            style: 'italic',
            size: 12.5,
          });
          // Only where it stands on one page.
          if (y > from)
            sheet.doc
              .moveTo(x + 2 * MM, from + 1)
              .lineTo(x + 2 * MM, y - 1)
              .lineWidth(2)
              .stroke('#d99a1c');
          y += 3 * MM;
          break;
        }
        case 'list':
          for (const item of block.items) {
            y = roomFor(sheet, y, 8 * MM);
            sheet.paragraph('–', { x, width: 5 * MM, y, size: 12 });
            y = sheet.paragraph(item, { x: x + 5 * MM, width: width - 5 * MM, y, size: 12 });
          }
          y += 2.5 * MM;
          break;
        case 'picture': {
          const found = leaflet.pictures.get(block.number);
          if (found) y = picture(sheet, found, y, 80 * MM, said.photograph, block.caption);
          break;
        }
        case 'recording':
          // Paper plays nothing; the words of it follow.
          y = sheet.paragraph(`${block.title}: ${block.address}`, { y, size: 10 }) + 1 * MM;
      }
    }
    foot(sheet, leaflet, roomFor(sheet, y + 3 * MM, 40 * MM), end);
  });
}

function roomFor(sheet: Sheet, y: number, height: number): number {
  if (y + height <= sheet.page.height - sheet.page.bottom) return y;
  sheet.doc.addPage();
  return sheet.page.top;
}

/** As wide as the text, no higher than `most`; with what it shows and who took it below. */
function picture(
  sheet: Sheet,
  { bytes, width: wide, height: high, credit }: LeafletPicture,
  y: number,
  most: number,
  photograph: string,
  caption = '',
): number {
  const { left: x, width: paper, right } = sheet.page;
  const room = paper - x - right;
  const scale = Math.min(room / wide, most / high);
  const words = [caption, credit && `${photograph}: ${credit}`].filter(Boolean).join('. ');
  let at = roomFor(sheet, y, high * scale + (words ? 6 * MM : 0));
  sheet.doc.image(Buffer.from(bytes), x, at, { width: wide * scale, height: high * scale });
  at += high * scale + 1 * MM;
  if (words) at = sheet.paragraph(words, { y: at, size: 9, style: 'italic' });
  return at + 3 * MM;
}

/** What the register says, and the code, at the foot of the last page. */
function foot(sheet: Sheet, leaflet: Leaflet, least: number, end: number): void {
  const said = leafletWords[leaflet.lang];
  const { left: x, width: paper, right } = sheet.page;
  const width = paper - x - right;
  const side = 34 * MM;
  const y = Math.max(least, end - 40 * MM);
  sheet.rule(x, y, width);
  sheet.qr(leaflet.address, x + width - side, y + 2 * MM, side);
  const beside = width - side - 6 * MM;
  let at = y + 4 * MM;
  if (leaflet.certified) {
    const { stars, until, decision } = leaflet.certified;
    at = sheet.paragraph(until ? said.certified(stars, day(until)) : `OCOP ${stars}`, {
      y: at,
      width: beside,
      style: 'bold',
      size: 13,
    });
    if (decision) at = sheet.paragraph(`${said.decision} ${decision}`, { y: at, width: beside, size: 10 });
  }
  if (leaflet.producer)
    at = sheet.paragraph(`${said.by}: ${leaflet.producer}`, { y: at, width: beside, size: 10.5 });
  if (leaflet.phone)
    at = sheet.paragraph(`${said.phone}: ${leaflet.phone}`, { y: at, width: beside, size: 10.5 });
  at = sheet.paragraph(said.scan, { y: at + 1 * MM, width: beside, style: 'bold', size: 10.5 });
  sheet.paragraph(said.printed(day(leaflet.today)), { y: at, width: beside, size: 9 });
}
