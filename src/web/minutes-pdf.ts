import { minutesPaper as said } from '#src/i18n/inspection-room.ts';
import { paper } from '#src/i18n/letters-room.ts';
import type { Day } from '#src/domain/shared/calendar.ts';
import { day } from '#src/i18n/format.ts';
import { PAGE, paperPdf, WHOLE, type Sheet } from './paper.ts';

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

/** The minutes as PDF: head, checklist as tables, findings, what has to be put right, room for signatures, pictures. */
export function minutesPdf(minutes: PaperMinutes): Promise<Uint8Array<ArrayBuffer>> {
  return paperPdf(`${said.title}: ${said.subject(minutes.product)}`, (sheet) => draw(sheet, minutes));
}

const COLUMNS = said.columns.map((name, at) => ({ name, share: [0.36, 0.32, 0.32][at]! }));
/** Two columns of names, with room for a hand. */
const SIGNED_HEIGHT = 180;

function draw(sheet: Sheet, minutes: PaperMinutes): void {
  let y = head(sheet, minutes);
  const put = (text: string, style: 'regular' | 'bold' | 'italic' = 'regular', indent = 0) => {
    for (const line of text.split('\n').filter((one) => one.trim() !== ''))
      y = sheet.paragraph(line, { y, style, indent, size: 12, align: 'both' });
  };
  const title = (text: string) => {
    y = sheet.roomFor(60, y + 8);
    y = sheet.paragraph(text, { y, style: 'bold', size: 12, as: 'H2' }) + 2;
  };

  put(said.time(minutes.heldAt, day(minutes.heldOn), minutes.heldWhere), 'regular', 24);
  put(`${said.team} ${minutes.inspectors.join(', ') || '…………………………'}`);
  put(`${said.other} ${minutes.producer || '…………………………'}`);
  put(said.present(minutes.present));
  put(`${said.basis} ${minutes.product}.`, 'regular', 24);

  title(said.checklist);
  for (const { name, rows } of minutes.checklist)
    y =
      sheet.table(
        name,
        COLUMNS,
        rows.map((cells) => ({ cells })),
        y + 4,
      ) + 4;

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
  y = sheet.roomFor(SIGNED_HEIGHT, y + 4);
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
  const top = sheet.begin();
  let yLeft: number = top;
  for (const line of minutes.issuer)
    yLeft = sheet.paragraph(line, { ...left, y: yLeft, style: 'bold', size: 12, align: 'center' });
  sheet.rule(left.x + left.width * 0.34, yLeft + 2, left.width * 0.32);
  yLeft = sheet.paragraph(said.number(minutes.number), { ...left, y: yLeft + 8, size: 12, align: 'center' });
  let yRight = sheet.paragraph(paper.nation, {
    ...right,
    y: top,
    style: 'bold',
    size: 11.5,
    align: 'center',
  });
  yRight = sheet.paragraph(paper.motto, { ...right, y: yRight, style: 'bold', size: 12.5, align: 'center' });
  sheet.rule(right.x + right.width * 0.22, yRight + 2, right.width * 0.56);
  let y = Math.max(yLeft, yRight) + 18;
  if (minutes.isDraft) y = sheet.paragraph(said.draft, { y, style: 'italic', size: 11, align: 'center' }) + 4;
  y = sheet.paragraph(said.title, { y, style: 'bold', size: 15, align: 'center', as: 'H1' });
  return (
    sheet.paragraph(said.subject(minutes.product), { y, style: 'bold', size: 12.5, align: 'center' }) + 10
  );
}

function pictures(sheet: Sheet, { pictures: all }: PaperMinutes): void {
  if (all.length === 0) return;
  let y =
    sheet.paragraph(said.pictures, {
      y: sheet.nextPage(),
      style: 'bold',
      size: 12.5,
      align: 'center',
      as: 'H2',
    }) + 10;
  const height = 290;
  for (const { bytes, words } of all) {
    y = sheet.roomFor(height + 40, y);
    const at = y;
    sheet.figure(words, () => {
      sheet.doc.image(Buffer.from(bytes), PAGE.left, at, { fit: [WHOLE, height], align: 'center' });
    });
    y =
      sheet.paragraph(words, {
        y: y + height + 4,
        size: 10.5,
        style: 'italic',
        align: 'center',
        as: 'Caption',
      }) + 10;
  }
}
