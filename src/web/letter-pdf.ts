import { paper } from '#src/i18n/letters-room.ts';
import { drawFoot, drawHead, paperPdf, type PaperHead, type Sheet } from './paper.ts';

/** A letter on paper, in the form in which offices write. */
export type PaperLetter = Omit<PaperHead, 'subject' | 'number'> & {
  /** Number and sign as the office gives it; empty: left to be written by hand. */
  number: string;
  /** `V/v …`, below the number. */
  subject: string;
  to: string;
  /** Paragraphs, parted by empty lines. */
  words: string;
  /** Who else gets it. */
  copies: readonly string[];
  /** Whose signature is left room for, a line each. */
  signed: readonly string[];
};

/** Letters as one PDF, each beginning on a page of its own. */
export function lettersPdf(letters: readonly PaperLetter[], title: string): Promise<Uint8Array<ArrayBuffer>> {
  return paperPdf(title, (sheet) => {
    for (const letter of letters) draw(sheet, letter);
  });
}

function draw(sheet: Sheet, letter: PaperLetter): void {
  let y = drawHead(sheet, { ...letter, number: paper.number(letter.number) }, sheet.begin()) + 22;
  y = sheet.paragraph(`${paper.to} ${letter.to}`, { y, align: 'center' }) + 10;
  for (const words of letter.words.split(/\n{2,}/)) {
    for (const line of words.split('\n')) y = sheet.paragraph(line, { y, align: 'both', indent: 28 });
    y += 6;
  }
  y = sheet.paragraph(paper.closing, { y, align: 'both', indent: 28 }) + 14;
  drawFoot(sheet, letter, y);
}
