/** From cells to understood rows: which line is a product, and what each line above says of it. */

import { endOfTerm, type Day } from '#src/domain/shared/calendar.ts';
import { fold, tidy } from '#src/domain/shared/text.ts';
import { assignByContent, kindOfSheet } from './columns-by-content.ts';
import { finding, type Finding } from './finding.ts';
import { isRemark, isSignature, isTotal } from './footer.ts';
import {
  anotherHeader,
  columnLetters,
  findHeader,
  numbersColumns,
  repeatsHeader,
  type Header,
} from './header.ts';
import { FIELDS, type Field } from './headings.ts';
import type { ListRow, PlaceText, ReadOptions, ReadSheet, ShopRow, SkippedRow } from './list-row.ts';
import {
  decisionInCell,
  decisionInText,
  issuerInText,
  numberAsPrinted,
  readDecisionNumber,
  type ReadDecision,
} from './read-decision.ts';
import { dayInText, readDay } from './read-day.ts';
import { readHours } from './read-hours.ts';
import { readDegree, readGtin, readMonths, readPoints, readPrice, unitOfHeading } from './read-number.ts';
import { phoneInText, readPhone } from './read-phone.ts';
import { readPosition } from './read-position.ts';
import { readProducer, type ReadProducer } from './read-producer.ts';
import { isMark, isPass, readStars, starsInText } from './read-stars.ts';
import {
  indexStyle,
  isProducerName,
  producerSection,
  readSection,
  recognitionOf,
  saysRevoked,
  saysSomething,
  Sections,
  type Section,
} from './section.ts';
import {
  columnIndex,
  columnName,
  NO_CELL,
  type Cell,
  type Merge,
  type Sheet,
  type SheetRow,
} from './sheet.ts';

const LONGEST_NAME = 400;
const MOST_COLUMNS = 200;
const DITTO = /^(["”“″〃]|''|-?\s*n?t\s*-?|nhu tren|-nt-|\/\/)$/;

/** Reads one sheet. Never fails: what cannot be understood is a finding. */
export function readSheet(sheet: Sheet, options: ReadOptions = {}): ReadSheet {
  return new SheetReading(sheet, options).read();
}

const FACTS_OF_GOODS: readonly Field[] = [
  'stars',
  'stars3',
  'stars4',
  'stars5',
  'points',
  'decisionNumber',
  'decisionDate',
  'year',
  'certificateNumber',
  'price',
];

/** Below, a number under the heading of a rank is a count. */
const LEAST_POINTS = 10;

const isDitto = (text: string): boolean => text !== '' && text.length <= 12 && DITTO.test(fold(text));

type Title = {
  decision: ReadDecision;
  year: number | null;
  issuer: string | null;
  province: string | null;
  /** The one rank that the title or the sheet's name speaks of. */
  stars: number | null;
};

const NO_DECISION: ReadDecision = {
  number: null,
  day: null,
  year: null,
  doubtfulOrder: false,
  impossibleDay: false,
  issuer: null,
  several: false,
};

class SheetReading {
  readonly #sheet: Sheet;
  readonly #options: ReadOptions;
  readonly #read: ReadSheet;
  readonly #sections = new Sections();
  /** Cells filled from the merged cell that they are part of: `row * MOST_COLUMNS + column`. */
  readonly #filled = new Set<number>();
  readonly #rows: Cell[][];
  readonly #seen = new Map<string, number>();
  /** By the row they begin in. */
  readonly #merges = new Map<number, Merge[]>();
  #header: Header | null = null;
  #columns = new Map<Field, number>();
  #title: Title = { decision: NO_DECISION, year: null, issuer: null, province: null, stars: null };
  /** The title of this table says that recognition is taken away in it; of the first one the sheet says so. */
  #revokes = false;
  #inFooter = false;
  #last: { row: ListRow; index: number; numbered: boolean } | null = null;

  constructor(sheet: Sheet, options: ReadOptions) {
    this.#sheet = sheet;
    this.#options = options;
    this.#rows = sheet.rows.map(({ cells }) => cells.slice(0, MOST_COLUMNS));
    this.#read = {
      name: sheet.name,
      kind: options.kind ?? 'decision',
      headerLines: [],
      columns: {},
      headings: {},
      title: { decisionNumber: null, decisionDate: null, issuer: null, province: null },
      rows: [],
      shops: [],
      skipped: [],
      findings: [],
      revokes: false,
    };
  }

  read(): ReadSheet {
    if (this.#sheet.hidden && this.#options.sheet === undefined) {
      this.#read.findings.push(finding('sheet_hidden'));
      return this.#read;
    }
    this.#fillMerges();
    this.#startTable(0);
    const from = this.#header ? this.#header.bottom + 1 : this.#firstRow();
    if (!this.#hasName()) {
      for (const row of this.#sheet.rows) this.#skip(row, this.#isBlank(row) ? 'blank' : 'other');
      if (this.#sheet.rows.length > 0)
        this.#read.findings.push(finding(this.#header ? 'column_missing_product' : 'no_table'));
      return this.#finish();
    }
    this.#readTitle(this.#header ? this.#header.top : from);
    for (let index = from; index < this.#sheet.rows.length; index += 1) this.#readRow(index);
    return this.#finish();
  }

  // The table

  #startTable(from: number): void {
    this.#header = findHeader(this.#sheet, from);
    this.#columns = new Map(this.#header?.columns);
    for (const [name, letter] of Object.entries(this.#options.columns ?? {})) {
      const column = columnIndex(letter);
      if (column !== null && (FIELDS as readonly string[]).includes(name))
        this.#setColumn(name as Field, column);
    }
    const taken = Object.entries(this.#options.taken?.[this.#sheet.name] ?? {});
    for (const [letter, field] of taken) {
      const column = columnIndex(letter);
      if (column !== null) this.#takeColumn(field, column);
    }
    const first = this.#header ? this.#header.bottom + 1 : 0;
    const given = new Set([
      ...(Object.keys(this.#options.columns ?? {}) as Field[]),
      ...taken.flatMap(([, field]) => (field === '' ? [] : [field])),
    ]);
    for (const [field, column] of assignByContent(
      this.#rows.slice(first, first + 300),
      this.#columns,
      this.#header?.headings ?? [],
      given,
    ))
      this.#columns.set(field, column);
    for (const [letter, field] of taken) if (field === '') this.#takeColumn('', columnIndex(letter) ?? -1);
    this.#read.kind = kindOfSheet(
      this.#columns,
      this.#titleTexts(this.#header?.top ?? 0),
      this.#sheet.name,
      this.#options.kind ?? 'decision',
    );
    this.#settleName();
    this.#settleHours();
    if (this.#header) {
      for (let line = this.#header.top; line <= this.#header.bottom; line += 1)
        this.#read.headerLines.push(line + 1);
      this.#header.headings.forEach(
        (heading, column) => heading && (this.#read.headings[columnName(column)] ??= heading),
      );
    }
    if (Object.keys(this.#read.columns).length === 0) this.#read.columns = columnLetters(this.#columns);
  }

  /** A column serves one field: naming it for another takes it from the first. */
  #setColumn(field: Field, column: number): void {
    for (const [other, taken] of this.#columns) if (taken === column) this.#columns.delete(other);
    this.#columns.set(field, column);
  }

  /** @param field empty: the column is not to be read. */
  #takeColumn(field: Field | '', column: number): void {
    if (field !== '') return this.#setColumn(field, column);
    for (const [other, taken] of this.#columns) if (taken === column) this.#columns.delete(other);
  }

  #settleName(): void {
    const from: Field = this.#read.kind === 'points_of_sale' ? 'product' : 'name';
    const to: Field = from === 'name' ? 'product' : 'name';
    const column = this.#columns.get(from);
    const instead =
      this.#columns.get(to) ??
      (to === 'name' ? (this.#columns.get('seller') ?? this.#columns.get('producer')) : undefined);
    if (instead === undefined && column !== undefined) {
      this.#columns.delete(from);
      this.#columns.set(to, column);
    } else if (this.#columns.get(to) === undefined && instead !== undefined) this.#columns.set(to, instead);
  }

  /** "Thời gian" over a list of places to sell is when they are open. */
  #settleHours(): void {
    const column = this.#columns.get('decisionDate');
    if (this.#read.kind !== 'points_of_sale' || column === undefined || this.#columns.has('hours')) return;
    if (fold(this.#header?.headings[column] ?? '') === 'thoi gian') this.#setColumn('hours', column);
  }

  #hasName(): boolean {
    return this.#columns.has(this.#read.kind === 'points_of_sale' ? 'name' : 'product');
  }

  /** Without a header: the first row in which the name and one thing more stand. */
  #firstRow(): number {
    const name = this.#columns.get(this.#read.kind === 'points_of_sale' ? 'name' : 'product');
    if (name === undefined) return this.#sheet.rows.length;
    const at = this.#rows.findIndex(
      (cells) => (cells[name]?.text ?? '') !== '' && cells.filter(({ text }) => text !== '').length >= 2,
    );
    return at < 0 ? this.#sheet.rows.length : at;
  }

  #fillMerges(): void {
    for (const merge of this.#sheet.merges) {
      const { top, left, bottom } = merge;
      const inRow = this.#merges.get(top);
      if (inRow) inRow.push(merge);
      else this.#merges.set(top, [merge]);
      const from = this.#rows[top]?.[left];
      if (!from || from.text === '' || left >= MOST_COLUMNS) continue;
      for (let row = top + 1; row <= Math.min(bottom, this.#rows.length - 1); row += 1) {
        this.#rows[row]![left] = from;
        this.#filled.add(row * MOST_COLUMNS + left);
      }
    }
    for (const cells of this.#rows)
      for (let column = 0; column < cells.length; column += 1) cells[column] ??= NO_CELL;
  }

  // The title

  #titleTexts(end: number): string[] {
    return this.#sheet.rows.slice(0, end).map(({ cells }) =>
      cells
        .map(({ text }) => text)
        .filter(Boolean)
        .join(' '),
    );
  }

  #readTitle(end: number): void {
    for (const row of this.#sheet.rows.slice(0, end)) this.#skip(row, this.#isBlank(row) ? 'blank' : 'title');
    this.#takeTitle(this.#titleTexts(end));
  }

  #takeTitle(texts: readonly string[]): void {
    const whole = texts.join(' ');
    const decision = decisionInText(whole);
    const recognised = /(?:công nhận|đạt|đánh giá|phân hạng|cong nhan|phan hang)/i.test(whole);
    const years = [
      ...new Set([...fold(whole).matchAll(/\bnam (20\d{2})\b/g)].map((match) => Number(match[1]))),
    ];
    const issuer = decision.issuer ?? issuerInText(texts.find((text) => issuerInText(text) !== null) ?? '');
    const province = provinceInText(texts);
    this.#revokes = saysRevoked(whole);
    this.#read.revokes ||= saysRevoked(this.#sheet.name) || (this.#revokes && this.#read.rows.length === 0);
    const named = [whole, this.#sheet.name].map(starsInText).find((stars) => stars !== null) ?? null;
    this.#title = {
      decision,
      year: decision.year ?? (recognised && years.length === 1 ? years[0]! : null),
      issuer,
      province,
      stars: named,
    };
    this.#read.title = { decisionNumber: decision.number, decisionDate: decision.day, issuer, province };
  }

  // Rows

  #isBlank({ cells }: SheetRow): boolean {
    return cells.every(({ text }) => text === '');
  }

  #skip({ line }: SheetRow, why: SkippedRow['why'], repeats?: number): void {
    this.#read.skipped.push({ line, why, ...(repeats === undefined ? {} : { repeats }) });
  }

  #cell(index: number, field: Field): Cell {
    const column = this.#columns.get(field);
    return column === undefined ? NO_CELL : (this.#rows[index]?.[column] ?? NO_CELL);
  }

  /** The cell of the field, or of the next column that the heading gives it where the first is empty. */
  #firstFilled(index: number, field: Field): Cell {
    const cell = this.#cell(index, field);
    if (cell.text !== '' || cell.broken) return cell;
    const others =
      this.#header?.columns.get(field) === this.#columns.get(field) ? this.#header?.further.get(field) : [];
    const column = others?.find((other) => (this.#rows[index]?.[other]?.text ?? '') !== '');
    return column === undefined ? cell : this.#rows[index]![column]!;
  }

  #readRow(index: number): void {
    const row = this.#sheet.rows[index]!;
    if (this.#isBlank(row)) return this.#skip(row, 'blank');
    const header = this.#header;
    if (header && repeatsHeader(this.#sheet, header, row)) return this.#skip(row, 'repeat');
    if (numbersColumns(row)) return this.#skip(row, 'other');
    if (header && this.#beginsTable(index)) return;
    if (this.#header && index >= this.#header.top && index <= this.#header.bottom) return;

    const own = row.cells.flatMap((cell, column) => (cell.text === '' ? [] : [{ ...cell, column }]));
    const nameColumn = this.#columns.get(this.#read.kind === 'points_of_sale' ? 'name' : 'product')!;
    const indexColumn = this.#columns.get('index');
    const words = own.filter(({ column }) => column !== indexColumn);
    const numbering = indexColumn === undefined ? '' : (row.cells[indexColumn]?.text ?? '');
    const first = (words.find(({ number }) => number === null) ?? words[0])?.text ?? numbering;
    const arabic = indexStyle(numbering) === 'arabic';

    const leading = indexStyle(numbering) === null && numbering !== '' ? numbering : first;
    if (!arabic && isTotal(leading)) return this.#skip(row, 'total');
    if (
      !arabic &&
      words.length <= 3 &&
      [leading, ...words.map(({ text }) => text)].some(isSignature) &&
      !this.#hasFacts(index)
    ) {
      this.#inFooter = true;
      return this.#skip(row, 'signature');
    }
    if (!arabic && words.length <= 2 && isRemark(leading)) return this.#skip(row, 'other');
    if (this.#inFooter && !arabic && !this.#hasFacts(index)) return this.#skip(row, 'signature');

    const section = this.#sectionAt(index, words, numbering, arabic) ?? this.#producerAt(index, nameColumn);
    if (section) {
      this.#sections.enter(section);
      return this.#skip(row, 'section');
    }
    const name = this.#rows[index]?.[nameColumn] ?? NO_CELL;
    const isContinued = this.#filled.has(index * MOST_COLUMNS + nameColumn);
    if (name.text === '' || isContinued) {
      // What is left of a row that a merged cell or a page break cut in two is no row of its own.
      const enough = arabic && !isContinued && words.length >= 2;
      if (!enough) return this.#skip(row, 'other');
    } else if (
      words.length === 1 &&
      indexColumn !== undefined &&
      numbering === '' &&
      this.#columns.size > 3 &&
      !this.#isPlainName(name.text)
    ) {
      return this.#skip(row, 'other');
    }
    const repeats = this.#repeats(index, indexColumn);
    if (repeats !== undefined) return this.#skip(row, 'repeat', repeats);
    if (this.#read.kind === 'points_of_sale') this.#read.shops.push(this.#shopRow(index));
    else this.#productRow(index, numbering !== '');
  }

  /** Whether the row has what only a row of goods has: stars, points, a decision, a price, a producer. */
  #hasFacts(index: number): boolean {
    const fields: readonly Field[] = [
      'stars',
      'stars3',
      'stars4',
      'stars5',
      'points',
      'decisionNumber',
      'price',
      'phone',
      'latitude',
    ];
    const own = this.#sheet.rows[index]!.cells;
    return fields.some((field) => {
      const text = own[this.#columns.get(field) ?? -1]?.text ?? '';
      return /\d|[★⭐*]|sao/i.test(text) && !isSignature(text);
    });
  }

  /** A name that stands alone in a table of many columns is a name if it is written like one. */
  #isPlainName(text: string): boolean {
    return text.length < 120 && !/[:;]$/.test(text) && !/^[-–(*]/.test(text);
  }

  #beginsTable(index: number): boolean {
    const header = this.#header!;
    const next = anotherHeader(this.#sheet, index);
    if (!next) return false;
    // The same kind of table below: another annex on one sheet.
    const above = this.#titleAbove(next.top);
    const { rows, columns } = { rows: this.#read.skipped, columns: this.#columns };
    this.#sections.reset();
    this.#inFooter = false;
    this.#startTable(next.top);
    if (!this.#header || !this.#hasName()) {
      this.#header = header;
      this.#columns = columns;
      return false;
    }
    for (const skipped of rows)
      if (above.lines.has(skipped.line) && skipped.why !== 'blank') skipped.why = 'title';
    if (above.texts.length > 0) {
      const before = this.#title;
      this.#takeTitle(above.texts);
      if (this.#title.decision.number === null)
        this.#title = { ...before, province: this.#title.province ?? before.province };
    }
    this.#last = null;
    return true;
  }

  /** Rows between the last product and a second header: its title. */
  #titleAbove(top: number): { texts: string[]; lines: Set<number> } {
    const texts: string[] = [];
    const lines = new Set<number>();
    for (let index = top - 1; index > 0 && top - index < 8; index -= 1) {
      const row = this.#sheet.rows[index]!;
      const skipped = this.#read.skipped.find(({ line }) => line === row.line);
      if (!skipped || skipped.why === 'signature' || skipped.why === 'total' || skipped.why === 'repeat')
        break;
      if (skipped.why !== 'blank') {
        texts.unshift(
          row.cells
            .map(({ text }) => text)
            .filter(Boolean)
            .join(' '),
        );
        lines.add(row.line);
      }
    }
    return { texts, lines };
  }

  #sectionAt(
    index: number,
    words: readonly (Cell & { column: number })[],
    numbering: string,
    arabic: boolean,
  ): Section | null {
    const row = this.#sheet.rows[index]!;
    const texts = [...new Set(words.map(({ text }) => text))];
    const text = texts[0] ?? (indexStyle(numbering) === null ? numbering : '');
    if (text === '' || text.length > 300) return null;
    const merge =
      this.#merges.get(index)?.some(({ left, right }) => row.cells[left]?.text !== '' && right - left >= 2) ??
      false;
    const numbered = indexStyle(numbering);
    const alone = texts.length <= 1;
    // Beside the heading of a section at most a count stands.
    const withCount = texts.length === 2 && /^\(?\s*\d+\s*(san pham|sp)?\s*\)?$/.test(fold(texts[1]!));
    if (!alone && !withCount && !(merge && texts.length <= 2)) return null;
    const section = readSection(text, numbered === null ? '' : numbering);
    if (!section) return merge && !arabic ? { ...OTHER_SECTION } : null;
    // "Đồ uống Kombucha | 3" is a row: what stands there are its stars.
    const stars = this.#columns.get('stars');
    if (
      withCount &&
      numbered === null &&
      section.group !== null &&
      words.some(({ column }) => column === stars)
    )
      return null;
    if (saysSomething(section) && (section.stars === undefined || !this.#isName(text, section)))
      return section;
    if (arabic && !merge) return null;
    if (numbered === 'roman' || numbered === 'letter' || merge) return section;
    const hasOwnNumber = /^([IVX]+|[A-ZĐ])\s*[.)-]\s/.test(text);
    if (hasOwnNumber) return section;
    return section.producer !== null && !this.#columns.has('producer') && numbering === '' ? section : null;
  }

  /** In a table without a column of producers: a row of a name and a place alone, whose goods follow below. */
  #producerAt(index: number, nameColumn: number): Section | null {
    if (this.#read.kind === 'points_of_sale' || this.#columns.has('producer')) return null;
    const name = this.#sheet.rows[index]!.cells[nameColumn]?.text ?? '';
    const bare = name.replace(/^(?:[IVX]+|[A-ZĐ]|\d+)\s*[.)]\s+/, '');
    if (bare === '' || bare.length > 200 || this.#tellsOfGoods(index) || !this.#hasColumnOfFacts())
      return null;
    if (!(this.#header?.goodsBelowProducers ?? false) && !isProducerName(bare)) return null;
    if (/^[-–—+•●*]/.test(name)) return null;
    const { name: producer = bare, address } = this.#apart(
      bare,
      this.#sheet.rows[index]!.cells[nameColumn]?.lines,
    );
    const part = (field: 'hamlet' | 'commune' | 'district' | 'province') => this.#cell(index, field).text;
    const place: Partial<PlaceText> = {
      ...((this.#cell(index, 'address').text || address) && {
        address: this.#cell(index, 'address').text || address,
      }),
      ...(part('hamlet') && { hamlet: part('hamlet') }),
      ...(part('commune') && { commune: part('commune') }),
      ...(part('district') && { district: part('district') }),
      ...(part('province') && { province: part('province') }),
    };
    return producerSection(nameOf(producer), Object.keys(place).length === 0 ? null : place);
  }

  #hasColumnOfFacts(): boolean {
    return FACTS_OF_GOODS.some((field) => this.#columns.has(field));
  }

  /** Whether anything stands in the row that is said of goods only. */
  #tellsOfGoods(index: number): boolean {
    return FACTS_OF_GOODS.some((field) => this.#firstFilled(index, field).text !== '');
  }

  /** "Rượu 3 Sao Vàng" speaks of stars and is a name. */
  #isName(text: string, section: Section): boolean {
    if (section.stars === undefined || section.stars === null) return false;
    const rest = fold(text)
      .replace(/[★⭐*\d().:,–-]/gu, ' ')
      .replace(
        /\b(san pham|sp|ocop|dat|hang|sao|xep|phan|nhom|cac|co|chung nhan|cong nhan|duoc|danh sach|gom|tong|so|ba|bon|nam|i|ii|iii|iv|v|a|b|c|d|muc|cap|quoc gia|tinh|huyen|tieu chuan|nam|moi|lan dau|danh gia|lai|ket qua|la|voi|de nghi|thuoc|chu the|tham gia|phan loai|o|ve|dot|tren|dia ban)\b/g,
        ' ',
      );
    return rest.trim().length > 24;
  }

  #repeats(index: number, indexColumn: number | undefined): number | undefined {
    const cells = this.#rows[index]!;
    // Rows may end in more or fewer empty cells: only what stands somewhere counts.
    const key = cells
      .map(({ text }, column) =>
        column === indexColumn || text === '' ? '' : `${column}:${text.toLowerCase()}`,
      )
      .join('');
    const context = JSON.stringify([
      this.#sections.stars,
      this.#sections.place,
      this.#sections.value('decision')?.number,
      this.#sections.value('producer'),
    ]);
    const whole = `${key}\u0002${context}`;
    const seen = this.#seen.get(whole);
    if (seen === undefined) this.#seen.set(whole, this.#sheet.rows[index]!.line);
    return seen;
  }

  #finish(): ReadSheet {
    this.#read.skipped.sort((a, b) => a.line - b.line);
    return this.#read;
  }

  // One row of goods

  #productRow(index: number, numbered: boolean): void {
    const findings: Finding[] = [];
    const { line, hidden } = this.#sheet.rows[index]!;
    const previous = this.#last;
    // A number with several goods: only the first line of them repeats what they share.
    const continues =
      previous !== null &&
      previous.index === index - 1 &&
      this.#columns.has('index') &&
      !numbered &&
      previous.numbered !== undefined;
    const above = continues ? previous.row : null;
    const text = (field: Field, from: keyof ListRow | null = null): string | null => {
      const cell = this.#cell(index, field);
      if (cell.broken) findings.push(finding('cell_broken', field));
      if (cell.text.length > LONGEST_NAME * 2) findings.push(finding('text_too_long', field));
      if (from !== null && previous && isDitto(cell.text)) return previous.row[from] as string | null;
      if (cell.text === '' && from !== null && above) return above[from] as string | null;
      return cell.text === '' || /^[-–—.…]+$/.test(cell.text) ? null : cell.text.slice(0, LONGEST_NAME * 2);
    };
    if (hidden) findings.push(finding('row_hidden'));
    if (this.#revokes && !this.#read.revokes) findings.push(finding('list_revokes'));
    const said = [
      this.#cell(index, 'status').text,
      this.#cell(index, 'note').text,
      this.#sections.value('refusal') ?? '',
    ].find(saysRevoked);
    if (said !== undefined) findings.push(finding('row_revokes', null, { text: said }));
    const product = text('product');
    if (product === null) findings.push(finding('product_missing', 'product'));
    const apart = this.#apart(
      text('producer', 'producer') ?? this.#sections.value('producer'),
      this.#cell(index, 'producer').lines,
    );
    const producer = apart.name ?? null;
    const stars = this.#stars(index, findings);
    const pointsCell = this.#firstFilled(index, 'points');
    const points = pointsCell.text === '' ? this.#pointsInStars(index) : readPoints(pointsCell);
    if (points.unreadable) findings.push(finding('points_unreadable', 'points', { text: pointsCell.text }));
    const decision = this.#decision(index, above, findings);
    const price = this.#price(index, findings);
    const phoneCell = this.#cell(index, 'phone');
    const phone = readPhone(phoneCell);
    if (phone.unreadable) findings.push(finding('phone_unreadable', 'phone', { text: phoneCell.text }));
    const gtinText = this.#cell(index, 'gtin').text;
    const gtin = readGtin(gtinText);
    if (gtin === null) findings.push(finding('gtin_unreadable', 'gtin', { text: gtinText }));
    const seller = text('seller', 'seller');
    if (product !== null && product.length > LONGEST_NAME) findings.push(finding('text_too_long', 'product'));
    if (producer !== null && producer.length > LONGEST_NAME)
      findings.push(finding('text_too_long', 'producer'));
    const degreeText = this.#cell(index, 'degree').text;
    const row: ListRow = {
      line,
      product: product && nameOf(product),
      producer: producer && nameOf(producer),
      seller,
      representative: text('representative', 'representative'),
      stars,
      points: points.value,
      ...decision,
      place: this.#place(index, above?.place ?? null, previous?.row.place ?? null, apart.address),
      group: this.#group(index) ?? this.#sections.value('group'),
      recognition: this.#recognition(index) ?? this.#sections.value('recognition'),
      certificateNumber: text('certificateNumber'),
      phone: phone.phone ?? apart.phone ?? this.#phoneInAddress(index) ?? above?.phone ?? null,
      email: text('email', 'email'),
      website: text('website', 'website'),
      link: linkOf(text('link')),
      price,
      pack: text('pack'),
      degree: degreeText === '' ? (product === null ? null : degreeInName(product)) : readDegree(degreeText),
      gtin: gtin ?? null,
      productCode: text('productCode'),
      taxCode: text('taxCode', 'taxCode'),
      note: text('note'),
      findings,
    };
    this.#read.rows.push(row);
    this.#last = { row, index, numbered };
  }

  /** In a column of its own, behind the stars ("4 sao (đánh giá lại)") or as a note. */
  #recognition(index: number): ListRow['recognition'] {
    const own = recognitionOf(fold(this.#cell(index, 'recognition').text));
    if (own !== null) return own;
    return (
      (['stars', 'note'] as const)
        .map((field) => fold(this.#cell(index, field).text))
        .filter(
          (text) => text.length <= 60 && !/de nghi|du kien|ke hoach|chua|khong|cho\b|nam sau/.test(text),
        )
        .map(recognitionOf)
        .find((kind) => kind !== null) ?? null
    );
  }

  #stars(index: number, findings: Finding[]): number | null {
    const marked = ([1, 2, 3, 4, 5] as const).filter((stars) => {
      const cell = this.#cell(index, `stars${stars}`);
      return isMark(cell);
    });
    if (marked.length > 1) {
      findings.push(finding('stars_in_two_columns', 'stars'));
      return null;
    }
    if (marked.length === 1) return this.#certified(marked[0]!, findings);
    const cell = this.#firstFilled(index, 'stars');
    const read = readStars(cell);
    if (read.kind === 'stars') return this.#certified(read.stars, findings);
    const speaksOfStars = this.#sections.speaksOfStars;
    const hasColumn = (['stars', 'stars3', 'stars4', 'stars5'] as const).some((field) =>
      this.#columns.has(field),
    );
    // "Đạt" says that the rank told above is reached.
    const around = speaksOfStars
      ? this.#sections.stars
      : hasColumn && !isPass(cell)
        ? null
        : this.#title.stars;
    if (around !== null && isPass(cell)) return this.#certified(around, findings);
    if (read.kind === 'unreadable') findings.push(finding('stars_unreadable', 'stars', { text: cell.text }));
    if (read.kind === 'not_recognised')
      findings.push(finding('stars_not_certified', 'stars', { text: cell.text }));
    if (read.kind !== 'none') return null;
    return around === null ? null : this.#certified(around, findings);
  }

  /** "4 sao (72,5 điểm)", and points instead of a mark under the heading of a rank. */
  #pointsInStars(index: number): ReturnType<typeof readPoints> {
    const marked = ([3, 4, 5] as const)
      .map((stars) => readPoints(this.#cell(index, `stars${stars}`)))
      .find(({ value }) => value !== null && value >= LEAST_POINTS);
    return marked ?? pointsBesideStars(this.#firstFilled(index, 'stars'));
  }

  #certified(stars: number, findings: Finding[]): number {
    if (stars < 3) findings.push(finding('stars_not_certified', 'stars', { text: `${stars} sao` }));
    return stars;
  }

  #decision(
    index: number,
    above: ListRow | null,
    findings: Finding[],
  ): Pick<ListRow, 'decisionNumber' | 'decisionDate' | 'decisionYear' | 'issuer' | 'validUntil'> {
    // Both of an earlier decision, or neither: its day is not that of a later one.
    const isLater =
      this.#cell(index, 'decisionNumber').text !== '' || this.#cell(index, 'decisionDate').text !== '';
    const cell = isLater ? this.#cell(index, 'decisionNumber') : this.#firstFilled(index, 'decisionNumber');
    const ditto = isDitto(cell.text) && this.#last ? this.#last.row : above;
    const inCell = cell.text === '' ? NO_DECISION : decisionInCell(cell.text);
    let number: string | null | undefined =
      cell.number !== null ? String(cell.number) : readDecisionNumber(cell.text);
    if (number === undefined && isDitto(cell.text)) number = ditto?.decisionNumber ?? null;
    if (number === undefined)
      findings.push(finding('decision_number_unreadable', 'decisionNumber', { text: cell.text }));
    if (number && !/[/]/.test(number))
      findings.push(finding('decision_number_incomplete', 'decisionNumber', { text: number }));
    if (inCell.several) findings.push(finding('decision_several', 'decisionNumber', { text: cell.text }));

    const dateCell = isLater ? this.#cell(index, 'decisionDate') : this.#firstFilled(index, 'decisionDate');
    const inDate = isDitto(dateCell.text) ? null : readDay(dateCell);
    if (inDate?.unreadable || (inCell.impossibleDay && !inDate?.day))
      findings.push(
        finding('decision_date_unreadable', 'decisionDate', { text: dateCell.text || cell.text }),
      );
    // "5445/QĐ-UBND ngày 12/12/2023" under a heading that speaks of the day alone.
    const numberInDate =
      cell.text === '' && dateCell.day === null ? decisionInText(dateCell.text).number : null;
    let day: Day | null = inDate?.day ?? inCell.day;
    let year = inDate?.year ?? inCell.year ?? this.#year(index) ?? this.#sections.value('year');
    if (inDate?.doubtfulOrder || inCell.doubtfulOrder)
      findings.push(finding('decision_date_order', 'decisionDate', { text: dateCell.text || cell.text }));
    let issuerText = this.#cell(index, 'issuer').text;
    if (isDitto(issuerText)) issuerText = this.#last?.row.issuer ?? '';
    let issuer: string | null =
      issuerText !== '' && !/^[-–—.…]+$/.test(issuerText) ? tidy(issuerText) : inCell.issuer;
    number ??= numberInDate;

    if (ditto && (isDitto(cell.text) || (cell.text === '' && number === null))) {
      number = ditto.decisionNumber;
      day ??= ditto.decisionDate;
      year ??= ditto.decisionYear;
      issuer ??= ditto.issuer;
    } else if (inDate === null && this.#last) day ??= this.#last.row.decisionDate;
    for (const outer of [this.#sections.value('decision'), this.#title.decision]) {
      if (!outer?.number || (number !== null && number !== outer.number)) continue;
      number = outer.number;
      day ??= outer.day;
      year ??= outer.year;
      issuer ??= outer.issuer ?? (outer === this.#title.decision ? this.#title.issuer : null);
    }
    const { decision, date, issuer: named } = this.#options;
    const asked = decision === undefined ? null : (readDecisionNumber(decision) ?? numberAsPrinted(decision));
    const mine = number === null || asked === null || number === asked;
    if (mine) {
      number ??= asked;
      day ??= date ?? null;
      issuer ??= named ?? (asked === null ? null : this.#title.issuer);
    }
    return {
      decisionNumber: number ?? null,
      decisionDate: day,
      decisionYear: day === null ? (year ?? this.#title.year) : null,
      issuer,
      validUntil: this.#validUntil(index, day, findings),
    };
  }

  #year(index: number): number | null {
    const cell = this.#cell(index, 'year');
    if (cell.text === '') return null;
    const year = cell.number ?? Number(/(?:19|20)\d{2}/.exec(cell.text)?.[0] ?? Number.NaN);
    return year >= 2018 && year <= 2100 ? year : null;
  }

  #validUntil(index: number, from: Day | null, findings: Finding[]): Day | null {
    const cell = this.#cell(index, 'validUntil');
    if (cell.text === '' || isDitto(cell.text))
      return cell.text === '' ? null : (this.#last?.row.validUntil ?? null);
    const months =
      cell.day === null &&
      (cell.number !== null
        ? cell.number <= 120
        : !/\d\s*[-/.]\s*\d/.test(cell.text) && !/ngay/.test(fold(cell.text)))
        ? readMonths(cell.text)
        : null;
    if (months !== null) return from === null ? null : endOfTerm(from, months);
    // "05/6/2024 - 05/6/2027": the last day is the end.
    const days =
      cell.day === null
        ? [...cell.text.matchAll(/\d{1,2}\s*[-/.]\s*\d{1,2}\s*[-/.]\s*\d{2,4}/g)].map(
            ([written]) => dayInText(written).day,
          )
        : [];
    const read = days.length > 1 ? days.at(-1)! : readDay(cell).day;
    if (read === null && !/^[-–—.…\s]+$/.test(cell.text) && readDay(cell).year === null)
      findings.push(finding('valid_until_unreadable', 'validUntil', { text: cell.text }));
    return read;
  }

  #price(index: number, findings: Finding[]): number | null {
    const column = this.#columns.get('price');
    if (column === undefined) return null;
    const cell = this.#cell(index, 'price');
    const read = readPrice(cell, unitOfHeading(this.#header?.headings[column] ?? ''));
    if (read.unreadable) findings.push(finding('price_unreadable', 'price', { text: cell.text }));
    if (read.doubtful) findings.push(finding('price_range', 'price', { text: cell.text }));
    return read.value;
  }

  #group(index: number): string | null {
    const columns = this.#header?.groupColumns.length
      ? this.#header.groupColumns
      : [this.#columns.get('group')];
    const texts = columns
      .map((column) => (column === undefined ? '' : (this.#rows[index]?.[column]?.text ?? '')))
      .filter(Boolean);
    return texts.length > 0 ? [...new Set(texts)].join(' / ').slice(0, 300) : null;
  }

  /** A producer with its address and its telephone number in one cell, where no column of its own holds the address. */
  #apart(producer: string | null, lines?: readonly string[]): Partial<ReadProducer> {
    if (producer === null) return {};
    if (!this.#columns.has('address')) return readProducer(producer, lines);
    const [name, phone] = phoneInText(producer);
    return { name, phone };
  }

  /** One heading may stand over several columns of an address. */
  #address(index: number): string {
    const columns = this.#header?.addressColumns ?? [];
    if (columns.length < 2 || columns[0] !== this.#columns.get('address'))
      return this.#firstFilled(index, 'address').text;
    const texts = columns.map((column) => this.#rows[index]?.[column]?.text ?? '').filter(Boolean);
    return texts.length < 2 ? this.#firstFilled(index, 'address').text : [...new Set(texts)].join(', ');
  }

  /** "Địa chỉ, số điện thoại" in one cell. */
  #phoneInAddress(index: number): string | null {
    return (
      (['address', 'representative', 'operator'] as const)
        .map((field) => phoneInText(this.#cell(index, field).text)[1])
        .find((phone) => phone !== null) ?? null
    );
  }

  #place(
    index: number,
    above: PlaceText | null,
    previous: PlaceText | null,
    besideName: string | null | undefined = null,
  ): PlaceText {
    const part = (field: 'address' | 'hamlet' | 'commune' | 'district' | 'province') => {
      const text = field === 'address' ? this.#address(index) : this.#firstFilled(index, field).text;
      if (isDitto(text)) return previous?.[field] ?? null;
      if (/^[-–—.…\s]*$/.test(text)) return null;
      // "Huyện Phú Lương (02 sản phẩm)"
      const plain =
        field === 'address' ? phoneInText(text)[0] : text.replace(/\s*\(\s*\d{1,3}\b[^)]*\)$/, '');
      return plain.slice(0, 500);
    };
    const own: PlaceText = {
      address: part('address') ?? besideName ?? null,
      hamlet: part('hamlet'),
      commune: part('commune'),
      district: part('district'),
      province: part('province'),
    };
    if (above && Object.values(own).every((text) => text === null)) return above;
    const around = this.#sections.place;
    const merged = { ...own };
    // A section names the commune or the district of rows that name only what lies within.
    for (const field of ['commune', 'district', 'province'] as const) {
      if (merged[field] === null && around[field] !== undefined) merged[field] = around[field]!;
    }
    if (merged.address === null && around.address !== undefined) merged.address = around.address!;
    return merged;
  }

  // One row of places to sell

  /** "Chủ thể quản lý": whoever makes goods elsewhere keeps the shop here. */
  #producerAsOperator(index: number): string | null {
    const producer = this.#columns.get('producer');
    if (producer === undefined || producer === this.#columns.get('name')) return null;
    return this.#cell(index, 'producer').text.slice(0, LONGEST_NAME * 2) || null;
  }

  #shopRow(index: number): ShopRow {
    const findings: Finding[] = [];
    const { line } = this.#sheet.rows[index]!;
    const text = (field: Field) => this.#cell(index, field).text.slice(0, LONGEST_NAME * 2) || null;
    const name = text('name');
    if (name === null) findings.push(finding('name_missing', 'name'));
    if (name !== null && name.length > LONGEST_NAME) findings.push(finding('text_too_long', 'name'));
    const phoneCell = this.#cell(index, 'phone');
    const phone = readPhone(phoneCell);
    if (phone.unreadable) findings.push(finding('phone_unreadable', 'phone', { text: phoneCell.text }));
    const closes = text('closes');
    const hours = closes === null || text('hours') === null ? text('hours') : `${text('hours')} - ${closes}`;
    if (hours !== null && readHours(hours) === null)
      findings.push(finding('hours_unreadable', 'hours', { text: hours }));
    const [latitude, longitude, both] = [
      text('latitude') ?? '',
      text('longitude') ?? '',
      text('position') ?? '',
    ];
    const { position, swapped, unreadable } = readPosition(latitude, longitude, both);
    if (unreadable)
      findings.push(
        finding('position_unreadable', 'latitude', {
          text: [latitude, longitude, both].filter(Boolean).join(' '),
        }),
      );
    if (swapped)
      findings.push(
        finding('position_swapped', 'latitude', {
          text: [latitude, longitude, both].filter(Boolean).join(' '),
        }),
      );
    return {
      line,
      name,
      kind: text('kind'),
      operator: phoneInText(text('operator') ?? '')[0] || this.#producerAsOperator(index),
      place: this.#place(index, null, null),
      phone: phone.phone ?? this.#phoneInAddress(index),
      hours,
      latitude: position?.latitude ?? null,
      longitude: position?.longitude ?? null,
      findings,
    };
  }
}

const OTHER_SECTION: Section = {
  style: 'other',
  stars: undefined,
  place: null,
  decision: null,
  year: null,
  group: null,
  producer: null,
  recognition: null,
  refusal: null,
  isNamed: false,
};

/** The name as it stands, a number or a dash typed before it ("1. Mật ong", "- Mật ong") taken off. */
function nameOf(text: string): string {
  return text.replace(/^(?:\d{1,3}\s*[.)]|[-–—+•●*])\s+(?=[\p{L}\d"“])/u, '').replace(/[\s;,]+$/, '');
}

function degreeInName(name: string): number | null {
  const found = /(?<![\d.,])(\d{1,2}(?:[.,]\d)?)\s*(?:%\s*vol|độ|°|º|vol|%(?!\s*\p{L}))/iu.exec(name);
  return found && /rượu|ruou|cồn|bia|vang|wine/i.test(name) ? readDegree(found[0]) : null;
}

function linkOf(text: string | null): string | null {
  const found = /https?:\/\/[^\s"'<>]+/i.exec(text ?? '');
  return found && URL.canParse(found[0]) ? found[0].slice(0, 1_000) : null;
}

/** "4 sao (72,5 điểm)" */
function pointsBesideStars({ text }: Cell): ReturnType<typeof readPoints> {
  const found = /(\d{2,3}(?:[.,]\d+)?)\s*(?:điểm|diem|đ\b)/i.exec(text);
  return readPoints({ ...NO_CELL, text: found?.[1] ?? '' });
}

/** "UBND TỈNH NINH BÌNH", "… của Chủ tịch UBND thành phố Hải Phòng". */
function provinceInText(texts: readonly string[]): string | null {
  for (const text of texts) {
    const found = /(?:tỉnh|thành phố|tinh|thanh pho|TP\.?)\s+([^,;.()–\d]+)/iu.exec(text);
    if (found)
      return tidy(
        found[0]
          .replace(
            /\s+(năm|đợt|nam|dot|về|kèm|ban hành|công nhận|quyết định|đến|tính|giai đoạn|đạt|được|từ|cộng)(?=\s|$).*$/iu,
            '',
          )
          .replace(/\s+-\s.*$/, ''),
      );
  }
  return null;
}
