import PDFDocument from 'pdfkit';
import { qrOf, QUIET_ZONE } from '#src/domain/traceability/qr.ts';
import { paperFaces, type Part, type Style } from './paper.ts';

/** A sheet of paper and its margins, in points. */
export type PaperSize = {
  width: number;
  height: number;
  left: number;
  right: number;
  top: number;
  bottom: number;
};

const LINE = 1.42;

type Piece = { text: string; part: Part };
type Word = { pieces: Piece[]; width: number };

/** Draws Vietnamese text on pages of one size, each letter from the part of the font that has it. */
export class Sheet {
  readonly doc: InstanceType<typeof PDFDocument>;
  readonly #faces: Record<Style, readonly Part[]>;
  readonly page: PaperSize;

  constructor(doc: InstanceType<typeof PDFDocument>, all: Record<Style, readonly Part[]>, page: PaperSize) {
    this.doc = doc;
    this.page = page;
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
      x = this.page.left,
      width = this.page.width - this.page.left - this.page.right,
      y,
      style = 'regular',
      size = 13,
      align = 'left',
      indent = 0,
    }: {
      x?: number;
      width?: number;
      y: number;
      style?: Style;
      size?: number;
      align?: 'left' | 'center' | 'right' | 'both';
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
      if (at + size * LINE > this.page.height - this.page.bottom) {
        this.doc.addPage();
        at = this.page.top;
      }
      const set = row.reduce((sum, word) => sum + word.width, 0);
      const room = width - (first ? indent : 0);
      const gap = align === 'both' && !isLast && row.length > 1 ? (room - set) / (row.length - 1) : space;
      const length = set + gap * (row.length - 1);
      const from =
        align === 'center'
          ? x + (width - length) / 2
          : align === 'right'
            ? x + width - length
            : x + (first ? indent : 0);
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

  /** How high a paragraph of so many words becomes; a page is not looked at. */
  heightOf(text: string, width: number, size: number, style: Style = 'regular'): number {
    const space = this.word(' ', style, size).width;
    let lines = 0;
    let used = 0;
    for (const each of text.normalize('NFC').split(/\s+/).filter(Boolean)) {
      const { width: wide } = this.word(each, style, size);
      if (lines === 0 || used + space + wide > width) {
        lines += 1;
        used = wide;
      } else used += space + wide;
    }
    return lines * size * LINE;
  }

  /** The symbol of an address, `side` wide with its light border. */
  qr(address: string, x: number, y: number, side: number): void {
    const { modules } = qrOf(address);
    const module = side / (modules.size + 2 * QUIET_ZONE);
    for (let row = 0; row < modules.size; row += 1)
      for (let column = 0; column < modules.size; column += 1)
        if (modules.get(row, column))
          this.doc.rect(x + (column + QUIET_ZONE) * module, y + (row + QUIET_ZONE) * module, module, module);
    this.doc.fill('#000');
  }

  rule(x: number, y: number, width: number): void {
    this.doc
      .moveTo(x, y)
      .lineTo(x + width, y)
      .lineWidth(0.8)
      .stroke('#000');
  }
}

/** A PDF of pages of one size; `draw` adds the pages. */
export async function makePdf(
  title: string,
  page: PaperSize,
  draw: (sheet: Sheet) => void,
): Promise<Uint8Array<ArrayBuffer>> {
  const all = await paperFaces();
  const doc = new PDFDocument({
    size: [page.width, page.height],
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
  draw(new Sheet(doc, all, page));
  doc.end();
  await ended;
  return new Uint8Array(Buffer.concat(parts));
}
