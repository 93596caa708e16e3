/** Where a table begins on a sheet, and what its columns hold. */

import { fold, foldedWords } from '#src/domain/shared/text.ts';
import { meaningOf, namesBoth, standingOf, standingOfUnit, type Field } from './headings.ts';
import { columnName, type Merge, type Sheet, type SheetRow } from './sheet.ts';

export type Header = {
  /** Place of the first and the last heading row, counted from 0. */
  top: number;
  bottom: number;
  /** Column of each field, counted from 0. */
  columns: ReadonlyMap<Field, number>;
  /** More columns that speak of the group: ngành, nhóm, phân nhóm. */
  groupColumns: readonly number[];
  /** More columns of one field, to be read where the first is empty: of a lower council, of an earlier decision. */
  further: ReadonlyMap<Field, readonly number[]>;
  /** The columns below one heading of addresses. */
  addressColumns: readonly number[];
  /** One column names producers, and below each its goods. */
  goodsBelowProducers: boolean;
  /** The words over each column, all levels joined. */
  headings: readonly string[];
};

const LONGEST_HEADING = 300;
const LOOK_AHEAD = 400;

/** The first header at or after the row `from`; `null` when there is none. */
export function findHeader(sheet: Sheet, from = 0): Header | null {
  const end = Math.min(sheet.rows.length, from + LOOK_AHEAD);
  for (let index = from; index < end; index += 1) {
    if (!startsHeader(sheet, index)) continue;
    const top = topOf(sheet, index, from);
    const bottom = bottomOf(sheet, index);
    const headings = headingsOf(sheet, top, bottom);
    const { columns, groupColumns, further } = assign(headings);
    const addressHeading = headings[columns.get('address') ?? -1];
    if (isTable(columns))
      return {
        top,
        bottom,
        columns,
        groupColumns,
        further,
        addressColumns: addressHeading
          ? headings.flatMap(({ own, above }, column) =>
              own === addressHeading.own && above === addressHeading.above ? [column] : [],
            )
          : [],
        goodsBelowProducers: headings.some(
          ({ own }, column) => columns.get('product') === column && namesBoth(own),
        ),
        headings: headings.map(({ own, above }) => [above, own].filter(Boolean).join(' – ')),
      };
  }
  return null;
}

/** Whether a table with these columns can be a list of goods or of places where they are sold. */
function isTable(columns: ReadonlyMap<Field, number>): boolean {
  if (columns.has('product') || columns.has('name')) return columns.size >= 2;
  // The column of names may have a heading that we do not know: its cells will tell.
  if (columns.has('address') && (columns.has('hours') || columns.has('phone'))) return columns.size >= 3;
  return columns.has('producer') && (columns.size >= 3 || columns.has('stars') || columns.has('points'));
}

function filled(row: SheetRow): { text: string; column: number; number: number | null }[] {
  return row.cells.flatMap(({ text, number }, column) => (text === '' ? [] : [{ text, column, number }]));
}

/** The fields that the words of one row name by themselves. */
function namedIn(row: SheetRow): Set<Field> {
  const fields = new Set<Field>();
  for (const { text, number } of filled(row)) {
    if (number !== null || text.length > LONGEST_HEADING) continue;
    const meaning = meaningOf(text);
    if (meaning) fields.add(meaning.field);
  }
  return fields;
}

const TELLING: readonly Field[] = [
  'product',
  'producer',
  'name',
  'stars',
  'seller',
  'price',
  'decisionNumber',
  'points',
  'address',
  'hours',
];

function startsHeader(sheet: Sheet, index: number): boolean {
  const row = sheet.rows[index]!;
  const cells = filled(row);
  if (cells.length < 2 || cells.some(({ text }) => text.length > LONGEST_HEADING)) return false;
  const fields = namedIn(row);
  if (fields.size < 2 || !TELLING.some((field) => fields.has(field))) return false;
  // A row of goods may by chance hold two such words; most of a heading row is headings.
  return fields.size >= 3 || fields.size >= cells.length * 0.5;
}

/** Rows above that belong to the header: general headings over several columns. */
function topOf(sheet: Sheet, index: number, from: number): number {
  let top = index;
  while (top > from) {
    const row = sheet.rows[top - 1]!;
    const cells = filled(row);
    const spans = cells.filter(({ column }) => spanOf(sheet.merges, top - 1, column) > 1);
    const isGeneral =
      cells.length >= 2 &&
      cells.every(({ text, number }) => number === null && text.length < 80 && !/\d{2,}/.test(text)) &&
      !cells.some(({ text }) =>
        /cong hoa|doc lap|ubnd|uy ban|phu luc|danh sach|don vi tinh/.test(fold(text)),
      ) &&
      (spans.length > 0 || namedIn(row).size > 0) &&
      spans.every(({ column }) => spanOf(sheet.merges, top - 1, column) < Math.max(4, row.cells.length - 1));
    if (!isGeneral) break;
    top -= 1;
  }
  return top;
}

function spanOf(merges: readonly Merge[], row: number, column: number): number {
  const merge = merges.find(({ top, left }) => top === row && left === column);
  return merge ? merge.right - merge.left + 1 : 1;
}

function bottomOf(sheet: Sheet, index: number): number {
  let bottom = index;
  for (const { top, bottom: last, left, right } of sheet.merges) {
    // A heading that stands over two rows says how deep the header is.
    if (
      top === index &&
      last > top &&
      last - top <= 3 &&
      right - left < 4 &&
      sheet.rows[index]?.cells[left]?.text
    )
      bottom = Math.max(bottom, last);
  }
  while (
    bottom + 1 < sheet.rows.length &&
    bottom - index < 3 &&
    isSubheading(sheet.rows[bottom + 1]!, sheet, index, bottom)
  )
    bottom += 1;
  return Math.min(bottom, sheet.rows.length - 1);
}

function isSubheading(row: SheetRow, sheet: Sheet, index: number, bottom: number): boolean {
  const cells = filled(row);
  if (cells.length === 0 || cells.some(({ number, text }) => number !== null || text.length > 60))
    return false;
  const headings = headingsOf(sheet, index, bottom + 1);
  const known = cells.filter(({ text, column }) => {
    const over = headings[column]?.above ?? '';
    return (
      (meaningOf(text, over) !== null && meaningOf(text) !== null) ||
      (meaningOf(text, over)?.weight ?? 0) >= 8
    );
  });
  if (known.length < cells.length * 0.7) return false;
  const repeats = cells.filter(
    ({ text, column }) => foldedWords(sheet.rows[index]!.cells[column]?.text ?? '') === foldedWords(text),
  );
  if (repeats.length > cells.length / 2) return false;
  // A lone cell under the header is a section.
  return cells.length >= 2;
}

type Heading = { own: string; above: string };

function headingsOf(sheet: Sheet, top: number, bottom: number): Heading[] {
  const width = Math.max(...sheet.rows.slice(top, bottom + 1).map(({ cells }) => cells.length));
  const levels: string[][] = [];
  for (let index = top; index <= bottom; index += 1) {
    const texts = Array.from({ length: width }, (_, column) => sheet.rows[index]!.cells[column]?.text ?? '');
    for (const merge of sheet.merges) {
      if (merge.top !== index || merge.right === merge.left) continue;
      for (let column = merge.left + 1; column <= Math.min(merge.right, width - 1); column += 1)
        texts[column] = texts[merge.left] ?? '';
    }
    levels.push(texts);
  }
  // Text files have no merged cells: a general heading reaches over the empty cells to its right as long as
  // something stands below them.
  for (const [level, texts] of levels.entries()) {
    if (level === levels.length - 1) continue;
    const isMerged = sheet.merges.some((merge) => merge.top === top + level && merge.right > merge.left);
    if (isMerged) continue;
    for (let column = 1; column < width; column += 1) {
      const below = levels
        .slice(level + 1)
        .some((lower) => lower[column] !== '' && lower[column - 1] !== undefined);
      const left = levels.slice(level + 1).some((lower) => lower[column - 1] !== '');
      if (texts[column] === '' && below && left) texts[column] = texts[column - 1] ?? '';
    }
  }
  return Array.from({ length: width }, (_, column) => {
    const parts = levels
      .map((texts) => texts[column] ?? '')
      .filter((text, level, all) => text !== '' && text !== all[level - 1]);
    return { own: parts.at(-1) ?? '', above: parts.slice(0, -1).join(' ') };
  });
}

/** Fields that several councils or several years may fill. */
const REPEATED: ReadonlySet<Field> = new Set([
  'product',
  'stars',
  'points',
  'decisionNumber',
  'decisionDate',
]);

/** Fields whose units may be named as they are and as they were. */
const UNITS: ReadonlySet<Field> = new Set(['address', 'commune', 'district', 'province']);

type Candidate = { column: number; weight: number; standing: number };

/** What was decided before what was hoped for, then the plainer heading, then the higher council. */
const better = (a: Candidate, b: Candidate): boolean =>
  a.standing < 0 !== b.standing < 0
    ? b.standing < 0
    : a.weight !== b.weight
      ? a.weight > b.weight
      : a.standing > b.standing;

function assign(headings: readonly Heading[]): Pick<Header, 'columns' | 'groupColumns' | 'further'> {
  const best = new Map<Field, Candidate>();
  const all = new Map<Field, Candidate[]>();
  const groupColumns: number[] = [];
  for (const [column, { own, above }] of headings.entries()) {
    const meaning = meaningOf(own, above);
    if (!meaning) continue;
    if (meaning.field === 'group') groupColumns.push(column);
    const taken = best.get(meaning.field);
    const heading = `${above} ${own}`;
    const standing = REPEATED.has(meaning.field)
      ? standingOf(heading)
      : UNITS.has(meaning.field)
        ? standingOfUnit(heading)
        : 0;
    const candidate = { column, weight: meaning.weight, standing };
    if (!taken || better(candidate, taken)) best.set(meaning.field, candidate);
    if (REPEATED.has(meaning.field) || UNITS.has(meaning.field))
      all.set(meaning.field, [...(all.get(meaning.field) ?? []), candidate]);
  }
  const further = new Map(
    [...all].map(([field, candidates]) => [
      field,
      candidates
        .filter(({ column, standing }) => column !== best.get(field)!.column && standing >= 0)
        .sort((a, b) => (better(a, b) ? -1 : 1))
        .map(({ column }) => column),
    ]),
  );
  const columns = new Map([...best].map(([field, { column }]) => [field, column]));
  // "Tên" alone names the goods where nothing else does.
  const isPlaceToSell =
    columns.has('hours') || columns.has('latitude') || columns.has('position') || columns.has('operator');
  const name = columns.get('name');
  if (
    !columns.has('product') &&
    name !== undefined &&
    !isPlaceToSell &&
    (columns.has('producer') || columns.has('stars') || columns.has('price'))
  ) {
    columns.delete('name');
    columns.set('product', name);
  }
  return { columns, groupColumns, further };
}

/** Whether the row says again what a row of the header says: lists repeat it on each page. */
export function repeatsHeader(sheet: Sheet, header: Header, row: SheetRow): boolean {
  const cells = filled(row);
  if (cells.length < 2) return false;
  for (let index = header.top; index <= header.bottom; index += 1) {
    const model = sheet.rows[index]!.cells;
    const same = cells.filter(
      ({ text, column }) => text.toLowerCase() === (model[column]?.text ?? '').toLowerCase(),
    );
    if (same.length >= 2 && same.length >= cells.length * 0.6) return true;
  }
  return false;
}

/**
 * The header of another table that begins exactly at the row `index`; `null` when none does. Stricter than
 * for the first one: rows of goods speak of goods.
 */
export function anotherHeader(sheet: Sheet, index: number): Header | null {
  const cells = filled(sheet.rows[index]!);
  if (
    cells.length < 3 ||
    cells.some(({ number, text }) => number !== null || text.length > 60 || /\d{3,}/.test(text))
  )
    return null;
  const meanings = cells.map(({ text }) => meaningOf(text));
  const fields = new Set(meanings.flatMap((meaning) => (meaning ? [meaning.field] : [])));
  if (fields.size < 3 || (!fields.has('product') && !fields.has('name'))) return null;
  if (meanings.filter((meaning) => meaning !== null).length < cells.length * 0.6) return null;
  const found = findHeader(sheet, index);
  return found && found.top === index && found.columns.size >= 3 ? found : null;
}

/** "(1) (2) (3)" or "A B 1 2" under the header: numbers of columns. */
export function numbersColumns(row: SheetRow): boolean {
  const cells = filled(row);
  if (cells.length < 3) return false;
  const short = cells.every(({ text }) => /^[([]?\s*(\d{1,2}|[A-Za-z])\s*[)\]]?(\s*=.*)?$/.test(text));
  if (!short) return false;
  const numbers = cells
    .map(({ text }) => Number(/\d+/.exec(text)?.[0] ?? Number.NaN))
    .filter((number) => !Number.isNaN(number));
  return (
    numbers.length >= 2 &&
    numbers.every((number, place) => place === 0 || number === numbers[place - 1]! + 1) &&
    numbers[0]! <= 2
  );
}

/** For showing: field to the column's letter. */
export function columnLetters(columns: ReadonlyMap<Field, number>): Partial<Record<Field, string>> {
  return Object.fromEntries(
    [...columns].sort((a, b) => a[1] - b[1]).map(([field, column]) => [field, columnName(column)]),
  );
}
