import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { create, type Font } from 'fontkitten';
import PDFDocument from 'pdfkit';
import { projectFolder } from '#db/client.ts';
import type { Day } from '#src/domain/shared/calendar.ts';
import { paper } from '#src/i18n/letters-room.ts';

export type Style = 'regular' | 'bold' | 'italic';
const FILES: Readonly<Record<Style, string>> = {
  regular: '400-normal',
  bold: '700-normal',
  italic: '400-italic',
};
/** The font comes in parts; the first that has a letter draws it. */
const PARTS = ['vietnamese', 'latin-ext', 'latin'] as const;

export type Part = { name: string; body: Buffer; font: Font };
type Faces = Record<Style, readonly Part[]>;
let faces: Promise<Faces> | undefined;

/** The letters of this site, read once. */
export const paperFaces = (): Promise<Faces> => (faces ??= readFaces());

async function readFaces(): Promise<Faces> {
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

export const MM = 72 / 25.4;
/** @source Decree 30/2020/NĐ-CP on the work with papers, annex I: A4, and its margins. */
export const PAGE = {
  width: 210 * MM,
  height: 297 * MM,
  left: 30 * MM,
  right: 18 * MM,
  top: 20 * MM,
  bottom: 20 * MM,
} as const;
/** Between the margins. */
export const WHOLE = PAGE.width - PAGE.left - PAGE.right;
const BODY = 13;
const LINE = 1.42;

type Piece = { text: string; part: Part };
type Word = { pieces: Piece[]; width: number };

/** What a reader by ear is told that something is; `null`: whoever draws it has said so already. */
export type Tag = 'P' | 'H1' | 'H2' | 'Caption' | 'Note' | null;

type Align = 'left' | 'center' | 'right' | 'both';

export type Paragraph = {
  x?: number;
  width?: number;
  y: number;
  style?: Style;
  size?: number;
  align?: Align;
  indent?: number;
  as?: Tag;
};

/** A column of a table: how much of the width it takes, and whether it holds numbers. */
export type PaperColumn = { name: string; share: number; isNumber?: boolean };
export type PaperRow = { cells: readonly string[]; isSum?: boolean };

const CELL = { x: 5, y: 3.5, size: 11 } as const;

/** Papers in the form of offices, one after the other in one PDF that says what each of its parts is. */
export class Sheet {
  readonly doc: InstanceType<typeof PDFDocument>;
  readonly #faces: Faces;
  readonly #root: PDFKit.PDFStructureElement;
  /** Of the paper that is being drawn, not of the file. */
  #number = 0;

  constructor(doc: InstanceType<typeof PDFDocument>, all: Faces) {
    this.doc = doc;
    this.#faces = all;
    for (const parts of Object.values(all)) for (const { name, body } of parts) doc.registerFont(name, body);
    this.#root = doc.struct('Document');
    doc.addStructure(this.#root);
  }

  /** The next paper, on a page of its own; where it begins. */
  begin(): number {
    this.#number = 1;
    this.doc.addPage();
    return PAGE.top;
  }

  /**
   * Goes on on the next page, also in the middle of a paragraph; where that page begins.
   *
   * @source Decree 30/2020/NĐ-CP, annex I: numbers stand in the middle of the upper margin, not on the first page.
   */
  nextPage(): number {
    const open = this.doc.endPageMarkings(this.doc.page);
    this.doc.addPage();
    this.#number += 1;
    this.aside('Pagination', () =>
      this.paragraph(String(this.#number), { y: PAGE.top / 2, align: 'center', as: null }),
    );
    this.doc.initPageMarkings(open);
    return PAGE.top;
  }

  /** Where something of this height begins: here, or on the next page where it does not fit whole. */
  roomFor(height: number, y: number): number {
    return y + height > PAGE.height - PAGE.bottom ? this.nextPage() : y;
  }

  /** Drawn for the eye alone. */
  aside(type: 'Pagination' | 'Layout', draw: () => void): void {
    this.doc.markContent('Artifact', { type });
    draw();
    this.doc.endMarkedContent();
  }

  /** Something drawn that is told in words: `words` say all that it shows. */
  figure(words: string, draw: () => void): void {
    this.#root.add(this.doc.struct('Figure', { alt: words }, draw));
  }

  #word(text: string, style: Style, size: number): Word {
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

  /** Draws the words from `x`, with `gap` between two; `goesOn`: another line of the same paragraph follows. */
  #line(
    words: readonly Word[],
    {
      x,
      y,
      size,
      gap,
      space,
      goesOn,
    }: { x: number; y: number; size: number; gap: number; space: Word; goesOn: boolean },
  ): void {
    let at = x;
    words.forEach(({ pieces, width }, index) => {
      let inside = at;
      // What is copied out or read aloud has its spaces, also where the eye sees a gap only.
      const drawn = goesOn || index < words.length - 1 ? [...pieces, ...space.pieces] : pieces;
      for (const { text, part } of drawn) {
        this.doc.font(part.name, size).text(text, inside, y, { lineBreak: false });
        inside += this.doc.widthOfString(text);
      }
      at += width + gap;
    });
  }

  #rows(text: string, style: Style, size: number, width: number, indent: number): Word[][] {
    const space = this.#word(' ', style, size).width;
    const rows: Word[][] = [[]];
    let used = indent;
    for (const one of text.normalize('NFC').split(/\s+/)) {
      if (one === '') continue;
      const word = this.#word(one, style, size);
      const row = rows.at(-1)!;
      const wanted = used + word.width + (row.length > 0 ? space : 0);
      if (row.length > 0 && wanted > width) {
        rows.push([word]);
        used = word.width;
      } else {
        row.push(word);
        used = wanted;
      }
    }
    return rows.filter((row) => row.length > 0);
  }

  /** A paragraph from `x`, `width` wide, at `y`; where it ends. A page that is full goes on to the next. */
  paragraph(
    text: string,
    {
      x = PAGE.left,
      width = WHOLE,
      y,
      style = 'regular',
      size = BODY,
      align = 'left',
      indent = 0,
      as = 'P',
    }: Paragraph,
  ): number {
    const space = this.#word(' ', style, size);
    const rows = this.#rows(text, style, size, width, indent);
    let at = y;
    const draw = (): void =>
      rows.forEach((row, index) => {
        at = this.roomFor(size * LINE, at);
        const set = row.reduce((sum, word) => sum + word.width, 0);
        const before = index === 0 ? indent : 0;
        const isFull = align === 'both' && index < rows.length - 1 && row.length > 1;
        const gap = isFull ? (width - before - set) / (row.length - 1) : space.width;
        const free = width - set - gap * (row.length - 1);
        const push = align === 'center' ? free / 2 : align === 'right' ? free : before;
        this.#line(row, { x: x + push, y: at, size, gap, space, goesOn: index < rows.length - 1 });
        at += size * LINE;
      });
    if (as === null) draw();
    else if (rows.length > 0) this.#root.add(this.doc.struct(as, {}, draw));
    return at;
  }

  rule(x: number, y: number, width: number): void {
    this.aside('Layout', () =>
      this.doc
        .moveTo(x, y)
        .lineTo(x + width, y)
        .lineWidth(0.8)
        .stroke('#000'),
    );
  }

  /** A table over as many pages as it takes, each with its headings; where it ends. Rows are not cut in two. */
  table(caption: string, columns: readonly PaperColumn[], rows: readonly PaperRow[], y: number): number {
    const shares = columns.reduce((sum, { share }) => sum + share, 0);
    let left: number = PAGE.left;
    const boxes = columns.map(({ share, isNumber }) => {
      const box = { x: left, width: (WHOLE * share) / shares, isNumber };
      left += box.width;
      return box;
    });
    const heightOf = (cells: readonly string[], style: Style): number =>
      Math.max(
        ...cells.map((cell, at) => {
          const inner = (boxes[at]?.width ?? WHOLE) - 2 * CELL.x;
          return Math.max(1, this.#rows(cell, style, CELL.size, inner, 0).length);
        }),
      ) *
        CELL.size *
        LINE +
      2 * CELL.y;
    const frame = (at: number, height: number, isHead: boolean): void =>
      this.aside('Layout', () => {
        for (const { x, width } of boxes) {
          this.doc.rect(x, at, width, height).lineWidth(0.6);
          if (isHead) this.doc.fillAndStroke('#eeeeee', '#000');
          else this.doc.stroke('#000');
        }
        this.doc.fillColor('#000');
      });
    const cell = (text: string, index: number, at: number, style: Style, align: Align): void => {
      const box = boxes[index]!;
      this.paragraph(text, {
        x: box.x + CELL.x,
        width: box.width - 2 * CELL.x,
        y: at + CELL.y,
        style,
        size: CELL.size,
        align,
        as: null,
      });
    };

    const names = columns.map(({ name }) => name);
    const headHeight = heightOf(names, 'bold');
    const table = this.doc.struct('Table');
    this.#root.add(table);
    const row = (): PDFKit.PDFStructureElement => {
      const made = this.doc.struct('TR');
      table.add(made);
      return made;
    };

    // A heading never stands alone at the foot of a page.
    let at = this.roomFor(
      CELL.size * LINE + 4 + headHeight + (rows[0] ? heightOf(rows[0].cells, 'regular') : 0),
      y,
    );
    table.add(
      this.doc.struct('Caption', {}, () => {
        at = this.paragraph(caption, { y: at, style: 'italic', size: CELL.size, as: null }) + 4;
      }),
    );
    frame(at, headHeight, true);
    const head = row();
    names.forEach((name, index) =>
      head.add(
        scoped(
          this.doc.struct('TH', {}, () => cell(name, index, at, 'bold', 'center')),
          'Column',
        ),
      ),
    );
    at += headHeight;
    for (const { cells, isSum = false } of rows) {
      const style = isSum ? 'bold' : 'regular';
      const height = heightOf(cells, style);
      if (at + height > PAGE.height - PAGE.bottom) {
        at = this.nextPage();
        frame(at, headHeight, true);
        this.aside('Pagination', () =>
          names.forEach((name, index) => cell(name, index, at, 'bold', 'center')),
        );
        at += headHeight;
      }
      frame(at, height, false);
      const made = row();
      cells.forEach((text, index) => {
        const align = boxes[index]?.isNumber ? 'right' : 'left';
        const draw = (): void => cell(text, index, at, style, align);
        made.add(
          index === 0 ? scoped(this.doc.struct('TH', {}, draw), 'Row') : this.doc.struct('TD', {}, draw),
        );
      });
      at += height;
    }
    return at;
  }
}

/** Says of what a heading of a table is one; the library has no option for it. */
function scoped(cell: PDFKit.PDFStructureElement, scope: 'Column' | 'Row'): PDFKit.PDFStructureElement {
  const { dictionary } = cell as unknown as { dictionary: { data: Record<string, unknown> } };
  dictionary.data['A'] = { O: 'Table', Scope: scope };
  return cell;
}

/** A PDF of what `draw` draws. */
export async function paperPdf(
  title: string,
  draw: (sheet: Sheet) => void,
): Promise<Uint8Array<ArrayBuffer>> {
  const all = await paperFaces();
  const doc = new PDFDocument({
    size: [PAGE.width, PAGE.height],
    margin: 0,
    autoFirstPage: false,
    pdfVersion: '1.7',
    tagged: true,
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
  draw(new Sheet(doc, all));
  if (doc.bufferedPageRange().count === 0) doc.addPage();
  doc.end();
  await ended;
  return new Uint8Array(Buffer.concat(parts));
}

/** What stands at the head of every paper of an office. */
export type PaperHead = {
  /** `ỦY BAN NHÂN DÂN` and the unit, a line each. */
  issuer: readonly string[];
  /** The whole line: `Số: 125/UBND-KT`. */
  number: string;
  /** Below the number: `V/v …`; papers with a title have none. */
  subject: string | null;
  /** Where it is written: the name of the unit. */
  place: string;
  day: Day;
};

const LEFT = { x: PAGE.left, width: WHOLE * 0.42 };
const RIGHT = { x: PAGE.left + WHOLE * 0.44, width: WHOLE * 0.56 };

/** Office, number and matter on the left; the motto, place and day on the right. Where it ends. */
export function drawHead(
  sheet: Sheet,
  { issuer, number, subject, place, day }: PaperHead,
  y: number,
): number {
  let yLeft = y;
  for (const line of issuer)
    yLeft = sheet.paragraph(line, { ...LEFT, y: yLeft, style: 'bold', size: 12, align: 'center' });
  sheet.rule(LEFT.x + LEFT.width * 0.34, yLeft + 2, LEFT.width * 0.32);
  let yRight = sheet.paragraph(paper.nation, { ...RIGHT, y, style: 'bold', size: 11.5, align: 'center' });
  yRight = sheet.paragraph(paper.motto, { ...RIGHT, y: yRight, style: 'bold', size: 12.5, align: 'center' });
  sheet.rule(RIGHT.x + RIGHT.width * 0.22, yRight + 2, RIGHT.width * 0.56);
  const below = Math.max(yLeft, yRight) + 10;
  yLeft = sheet.paragraph(number, { ...LEFT, y: below, size: 12, align: 'center' });
  if (subject !== null) yLeft = sheet.paragraph(subject, { ...LEFT, y: yLeft, size: 11, align: 'center' });
  yRight = sheet.paragraph(paper.placeAndDay(place, day), {
    ...RIGHT,
    y: below,
    style: 'italic',
    size: 12.5,
    align: 'center',
  });
  return Math.max(yLeft, yRight);
}

/** With room for a hand and a seal. */
export const SIGNED_HEIGHT = 130;

/** Who else gets it and whose signature is left room for; the two stay together on one page. */
export function drawFoot(
  sheet: Sheet,
  { copies, signed }: { copies: readonly string[]; signed: readonly string[] },
  y: number,
): void {
  const top = sheet.roomFor(SIGNED_HEIGHT, y);
  let yCopies = sheet.paragraph(paper.copies, { ...LEFT, y: top, style: 'italic', size: 11 });
  for (const line of copies) yCopies = sheet.paragraph(`- ${line}`, { ...LEFT, y: yCopies, size: 10.5 });
  let ySigned = top;
  for (const line of signed)
    ySigned = sheet.paragraph(line, { ...RIGHT, y: ySigned, style: 'bold', size: 12.5, align: 'center' });
}
