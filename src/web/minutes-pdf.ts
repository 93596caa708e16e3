import { minutesPaper as said } from '#src/i18n/inspection-room.ts';
import { paper } from '#src/i18n/letters-room.ts';
import type { Day } from '#src/domain/shared/calendar.ts';
import { day } from '#src/i18n/format.ts';
import { LINE, PAGE, pdfOf, type Sheet } from './letter-pdf.ts';

/** Minutes of an inspection, in the form in which offices write. */
export type PaperMinutes = {
  /** A line each. */
  issuer: readonly string[];
  number: string;
  isDraft: boolean;
  product: string;
  heldOn: Day;
  heldAt: string;
  heldWhere: string;
  /** Who inspects; empty: left to be written by hand. */
  inspectors: readonly string[];
  producer: string;
  present: string;
  /** Groups of the checklist: what was asked, what the register says, what was found. */
  checklist: readonly { name: string; rows: readonly (readonly [string, string, string])[] }[];
  findings: readonly string[];
  followUps: readonly string[];
  conclusion: string;
  outcome: string | null;
  notes: readonly string[];
  /** JPEGs, with what they show. */
  pictures: readonly { bytes: Uint8Array; words: string }[];
};

const WHOLE = PAGE.width - PAGE.left - PAGE.right;
const BOTTOM = PAGE.height - PAGE.bottom;
const CELL = 10;
const COLUMNS = [0.36, 0.32, 0.32] as const;
const PAD = 4;

/** The minutes as PDF: head, checklist as a table, findings, what has to be put right, room for signatures, pictures. */
export function minutesPdf(minutes: PaperMinutes): Promise<Uint8Array<ArrayBuffer>> {
  return pdfOf(`${said.title}: ${said.subject(minutes.product)}`, (sheet) => draw(sheet, minutes));
}

function draw(sheet: Sheet, minutes: PaperMinutes): void {
  sheet.doc.addPage();
  let y = head(sheet, minutes);
  const put = (text: string, style: 'regular' | 'bold' | 'italic' = 'regular', indent = 0) => {
    for (const line of text.split('\n').filter((one) => one.trim() !== ''))
      y = sheet.paragraph(line, { y, style, indent, size: 12, align: 'both' });
  };
  const title = (text: string) => {
    y = roomFor(sheet, y + 8, 60);
    put(text, 'bold');
    y += 2;
  };

  put(said.time(minutes.heldAt, day(minutes.heldOn), minutes.heldWhere), 'regular', 24);
  put(`${said.team} ${minutes.inspectors.join(', ') || '…………………………'}`);
  put(`${said.other} ${minutes.producer || '…………………………'}`);
  put(said.present(minutes.present));
  put(`${said.basis} ${minutes.product}.`, 'regular', 24);

  title(said.checklist);
  y = row(sheet, y, said.columns, 'bold');
  for (const { name, rows } of minutes.checklist) {
    // A heading is not left alone at the foot of a page.
    y = roomFor(sheet, y, 70);
    y = sheet.paragraph(name, { x: PAGE.left + PAD, y: y + 3, style: 'bold', size: CELL + 0.5 }) + 3;
    sheet.rule(PAGE.left, y, WHOLE);
    for (const cells of rows) y = row(sheet, y, cells);
  }

  for (const [name, list] of [
    [said.findings, minutes.findings],
    [said.followUps, minutes.followUps],
  ] as const) {
    title(name);
    if (list.length === 0) put(said.none);
    for (const [at, words] of list.entries()) put(`${at + 1}. ${words}`);
  }
  title(said.conclusion);
  if (minutes.conclusion !== '') put(minutes.conclusion);
  if (minutes.outcome) put(said.outcome(minutes.outcome), 'bold');
  // Nobody signs a page on which nothing else stands.
  y = roomFor(sheet, y + 4, 180);
  put(said.closing, 'regular', 24);
  y += 14;
  for (const [at, lines] of said.signed.entries()) {
    let down = y;
    for (const [line, text] of lines.entries())
      down = sheet.paragraph(text, {
        x: PAGE.left + at * (WHOLE / 2),
        width: WHOLE / 2,
        y: down,
        align: 'center',
        size: line === 0 ? 12 : 10.5,
        style: line === 0 ? 'bold' : 'italic',
      });
  }
  y += 120;
  if (minutes.notes.length > 0) {
    title(said.notes);
    for (const note of minutes.notes) put(`- ${note}`);
  }
  pictures(sheet, minutes);
}

function head(sheet: Sheet, minutes: PaperMinutes): number {
  const left = { x: PAGE.left, width: WHOLE * 0.42 };
  const right = { x: PAGE.left + WHOLE * 0.44, width: WHOLE * 0.56 };
  let yLeft = PAGE.top;
  for (const line of minutes.issuer)
    yLeft = sheet.paragraph(line, { ...left, y: yLeft, style: 'bold', size: 12, align: 'center' });
  sheet.rule(left.x + left.width * 0.34, yLeft + 2, left.width * 0.32);
  yLeft = sheet.paragraph(said.number(minutes.number), { ...left, y: yLeft + 8, size: 12, align: 'center' });
  let yRight = sheet.paragraph(paper.nation, {
    ...right,
    y: PAGE.top,
    style: 'bold',
    size: 11.5,
    align: 'center',
  });
  yRight = sheet.paragraph(paper.motto, { ...right, y: yRight, style: 'bold', size: 12.5, align: 'center' });
  sheet.rule(right.x + right.width * 0.22, yRight + 2, right.width * 0.56);
  let y = Math.max(yLeft, yRight) + 18;
  if (minutes.isDraft) y = sheet.paragraph(said.draft, { y, style: 'italic', size: 11, align: 'center' }) + 4;
  y = sheet.paragraph(said.title, { y, style: 'bold', size: 15, align: 'center' });
  return (
    sheet.paragraph(said.subject(minutes.product), { y, style: 'bold', size: 12.5, align: 'center' }) + 10
  );
}

/** `y`, or the top of a new page where so much does not fit. */
function roomFor(sheet: Sheet, y: number, needed: number): number {
  if (y + needed <= BOTTOM) return y;
  sheet.doc.addPage();
  return PAGE.top;
}

/** A row of the table with a line below; where it ends. One that does not fit goes whole to the next page. */
function row(
  sheet: Sheet,
  y: number,
  cells: readonly string[],
  style: 'regular' | 'bold' = 'regular',
): number {
  const widths = COLUMNS.map((part) => part * WHOLE - 2 * PAD);
  const lines = Math.max(...cells.map((text, at) => sheet.linesOf(text, widths[at]!, CELL, style)));
  const height = lines * CELL * LINE + 2 * PAD;
  const from = roomFor(sheet, y, Math.min(height, BOTTOM - PAGE.top));
  let [x, end] = [PAGE.left, from + height];
  for (const [at, text] of cells.entries()) {
    const down = sheet.paragraph(text, { x: x + PAD, width: widths[at]!, y: from + PAD, size: CELL, style });
    end = down < from ? down + PAD : Math.max(end, down + PAD);
    x += COLUMNS[at]! * WHOLE;
  }
  sheet.rule(PAGE.left, end, WHOLE);
  return end;
}

function pictures(sheet: Sheet, { pictures: all }: PaperMinutes): void {
  if (all.length === 0) return;
  sheet.doc.addPage();
  let y = sheet.paragraph(said.pictures, { y: PAGE.top, style: 'bold', size: 12.5, align: 'center' }) + 10;
  const height = 290;
  for (const { bytes, words } of all) {
    y = roomFor(sheet, y, height + 40);
    sheet.doc.image(Buffer.from(bytes), PAGE.left, y, { fit: [WHOLE, height], align: 'center' });
    y = sheet.paragraph(words, { y: y + height + 4, size: 10.5, style: 'italic', align: 'center' }) + 10;
  }
}
