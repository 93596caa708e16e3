import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { create, type Font } from 'fontkitten';
import PDFDocument from 'pdfkit';
import { projectFolder } from '#db/client.ts';
import type { Day } from '#src/domain/shared/calendar.ts';
import { paper } from '#src/i18n/letters-room.ts';

/** A letter on paper, in the form in which offices write. */
export type PaperLetter = {
  /** `ỦY BAN NHÂN DÂN` and the unit, a line each. */
  issuer: readonly string[];
  /** Number and sign as the office gives it; empty: left to be written by hand. */
  number: string;
  /** Where it is written: the name of the unit. */
  place: string;
  day: Day;
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

type Style = 'regular' | 'bold' | 'italic';
const FILES: Readonly<Record<Style, string>> = {
  regular: '400-normal',
  bold: '700-normal',
  italic: '400-italic',
};
/** The font comes in parts; the first that has a letter draws it. */
const PARTS = ['vietnamese', 'latin-ext', 'latin'] as const;

type Part = { name: string; body: Buffer; font: Font };
let faces: Promise<Record<Style, readonly Part[]>> | undefined;

async function readFaces(): Promise<Record<Style, readonly Part[]>> {
  const from = createRequire(join(projectFolder(), 'package.json'));
  const style = (name: Style): Promise<readonly Part[]> =>
    Promise.all(
      PARTS.map(async (part) => {
        const path = from.resolve(
          `@fontsource/be-vietnam-pro/files/be-vietnam-pro-${part}-${FILES[name]}.woff`,
        );
        const body = await readFile(path);
        return { name: `${name}-${part}`, body, font: create(body) as Font };
      }),
    );
  const [regular, bold, italic] = await Promise.all([style('regular'), style('bold'), style('italic')]);
  return { regular, bold, italic };
}

const MM = 72 / 25.4;
/** @source Decree 30/2020/NĐ-CP on the work with papers, annex I: A4, and its margins. */
export const PAGE = {
  width: 210 * MM,
  height: 297 * MM,
  left: 30 * MM,
  right: 18 * MM,
  top: 20 * MM,
  bottom: 20 * MM,
};
const BODY = 13;
export const LINE = 1.42;

type Piece = { text: string; part: Part };
type Word = { pieces: Piece[]; width: number };

export class Sheet {
  readonly doc: InstanceType<typeof PDFDocument>;
  readonly #faces: Record<Style, readonly Part[]>;
  y: number = PAGE.top;

  constructor(doc: InstanceType<typeof PDFDocument>, all: Record<Style, readonly Part[]>) {
    this.doc = doc;
    this.#faces = all;
    for (const parts of Object.values(all)) for (const { name, body } of parts) doc.registerFont(name, body);
  }

  word(text: string, style: Style, size: number): Word {
    const pieces: Piece[] = [];
    for (const letter of text) {
      const code = letter.codePointAt(0) ?? 0;
      const parts = this.#faces[style];
      const part = parts.find(({ font }) => font.hasGlyphForCodePoint(code)) ?? parts.at(-1)!;
      const last = pieces.at(-1);
      if (last?.part === part) last.text += letter;
      else pieces.push({ text: letter, part });
    }
    let width = 0;
    for (const { text, part } of pieces) width += this.doc.font(part.name, size).widthOfString(text);
    return { pieces, width };
  }

  /** Draws the words from `x`; `gap` between two. */
  line(words: readonly Word[], x: number, y: number, size: number, gap: number): void {
    let at = x;
    for (const { pieces, width } of words) {
      let inside = at;
      for (const { text, part } of pieces) {
        this.doc.font(part.name, size).text(text, inside, y, { lineBreak: false });
        inside += this.doc.widthOfString(text);
      }
      at += width + gap;
    }
  }

  /** A paragraph from `x`, `width` wide, at `y`; where it ends. A page that is full goes on to the next. */
  paragraph(
    text: string,
    {
      x = PAGE.left,
      width = PAGE.width - PAGE.left - PAGE.right,
      y,
      style = 'regular',
      size = BODY,
      align = 'left',
      indent = 0,
    }: {
      x?: number;
      width?: number;
      y: number;
      style?: Style;
      size?: number;
      align?: 'left' | 'center' | 'both';
      indent?: number;
    },
  ): number {
    const space = this.word(' ', style, size).width;
    const words = text
      .normalize('NFC')
      .split(/\s+/)
      .filter((word) => word !== '')
      .map((word) => this.word(word, style, size));
    let at = y;
    let row: Word[] = [];
    let used = indent;
    let first = true;
    const put = (isLast: boolean): void => {
      if (row.length === 0) return;
      if (at + size * LINE > PAGE.height - PAGE.bottom) {
        this.doc.addPage();
        at = PAGE.top;
      }
      const set = row.reduce((sum, word) => sum + word.width, 0);
      const room = width - (first ? indent : 0);
      const gap = align === 'both' && !isLast && row.length > 1 ? (room - set) / (row.length - 1) : space;
      const length = set + gap * (row.length - 1);
      const from = align === 'center' ? x + (width - length) / 2 : x + (first ? indent : 0);
      this.line(row, from, at, size, gap);
      at += size * LINE;
      row = [];
      used = 0;
      first = false;
    };
    for (const word of words) {
      const wanted = used + word.width + (row.length > 0 ? space : 0);
      if (row.length > 0 && wanted > width) put(false);
      used += word.width + (row.length > 0 ? space : 0);
      row.push(word);
    }
    put(true);
    return at;
  }

  /** How many lines a paragraph would take. */
  linesOf(text: string, width: number, size: number, style: Style = 'regular'): number {
    const space = this.word(' ', style, size).width;
    let [lines, used] = [1, 0];
    for (const word of text.normalize('NFC').split(/\s+/).filter(Boolean)) {
      const wide = this.word(word, style, size).width;
      if (used > 0 && used + space + wide > width) [lines, used] = [lines + 1, wide];
      else used += (used > 0 ? space : 0) + wide;
    }
    return lines;
  }

  rule(x: number, y: number, width: number): void {
    this.doc
      .moveTo(x, y)
      .lineTo(x + width, y)
      .lineWidth(0.8)
      .stroke('#000');
  }
}

/** Letters as one PDF, each beginning on a page of its own. */
export function lettersPdf(letters: readonly PaperLetter[], title: string): Promise<Uint8Array<ArrayBuffer>> {
  return pdfOf(title, (sheet) => {
    for (const letter of letters) draw(sheet, letter);
    if (letters.length === 0) sheet.doc.addPage();
  });
}

/** A paper as PDF: on A4, in the letters of this site. */
export async function pdfOf(
  title: string,
  drawAll: (sheet: Sheet) => void,
): Promise<Uint8Array<ArrayBuffer>> {
  const all = await (faces ??= readFaces());
  const doc = new PDFDocument({
    size: [PAGE.width, PAGE.height],
    margin: 0,
    autoFirstPage: false,
    lang: 'vi',
    displayTitle: true,
    info: { Title: title, Creator: 'Sao Làng' },
  });
  const parts: Buffer[] = [];
  const ended = new Promise<void>((done, fail) => {
    doc.on('data', (part: Buffer) => parts.push(part));
    doc.on('end', done);
    doc.on('error', fail);
  });
  drawAll(new Sheet(doc, all));
  doc.end();
  await ended;
  return new Uint8Array(Buffer.concat(parts));
}

function draw(sheet: Sheet, letter: PaperLetter): void {
  sheet.doc.addPage();
  const whole = PAGE.width - PAGE.left - PAGE.right;
  const left = { x: PAGE.left, width: whole * 0.42 };
  const right = { x: PAGE.left + whole * 0.44, width: whole * 0.56 };

  // The issuing office, its number and the matter on the left; the motto, place and day on the right.
  let yLeft = PAGE.top;
  for (const line of letter.issuer)
    yLeft = sheet.paragraph(line, { ...left, y: yLeft, style: 'bold', size: 12, align: 'center' });
  sheet.rule(left.x + left.width * 0.34, yLeft + 2, left.width * 0.32);
  let yRight = sheet.paragraph(paper.nation, {
    ...right,
    y: PAGE.top,
    style: 'bold',
    size: 11.5,
    align: 'center',
  });
  yRight = sheet.paragraph(paper.motto, { ...right, y: yRight, style: 'bold', size: 12.5, align: 'center' });
  sheet.rule(right.x + right.width * 0.22, yRight + 2, right.width * 0.56);
  const below = Math.max(yLeft, yRight) + 10;
  yLeft = sheet.paragraph(paper.number(letter.number), { ...left, y: below, size: 12, align: 'center' });
  yLeft = sheet.paragraph(letter.subject, { ...left, y: yLeft, size: 11, align: 'center' });
  yRight = sheet.paragraph(paper.placeAndDay(letter.place, letter.day), {
    ...right,
    y: below,
    style: 'italic',
    size: 12.5,
    align: 'center',
  });

  let y = Math.max(yLeft, yRight) + 22;
  y = sheet.paragraph(`${paper.to} ${letter.to}`, { y, align: 'center' }) + 10;
  for (const words of letter.words.split(/\n{2,}/)) {
    for (const line of words.split('\n')) y = sheet.paragraph(line, { y, align: 'both', indent: 28 });
    y += 6;
  }
  y = sheet.paragraph(paper.closing, { y, align: 'both', indent: 28 }) + 14;

  // Who signs and who else gets it stay together.
  const needed = 150;
  if (y + needed > PAGE.height - PAGE.bottom) {
    sheet.doc.addPage();
    y = PAGE.top;
  }
  let yCopies = sheet.paragraph(paper.copies, { ...left, y, style: 'italic', size: 11 });
  for (const line of letter.copies)
    yCopies = sheet.paragraph(`- ${line}`, { ...left, y: yCopies, size: 10.5 });
  let ySigned = y;
  for (const line of letter.signed)
    ySigned = sheet.paragraph(line, { ...right, y: ySigned, style: 'bold', size: 12.5, align: 'center' });
}
