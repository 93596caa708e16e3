/** A list of prices and stock as producers keep it in a spreadsheet: which columns it has and what its rows say. */

import { readDay } from '#src/domain/lists/read-day.ts';
import { readGtin, readPrice, unitOfHeading } from '#src/domain/lists/read-number.ts';
import { columnName, NO_CELL, type Cell, type Sheet, type SheetRow } from '#src/domain/lists/sheet.ts';
import type { Day } from '#src/domain/shared/calendar.ts';
import type { Dong } from '#src/domain/shared/dong.ts';
import { fold, foldedWords, tidy } from '#src/domain/shared/text.ts';
import type { OfferState, QuantityUnit } from './offer.ts';

export const OFFER_FIELDS = [
  'code',
  'product',
  'producer',
  'pack',
  'quantity',
  'unit',
  'price',
  'weight',
  'state',
  'lot',
  'madeOn',
  'useBy',
  'stock',
] as const;
export type OfferField = (typeof OFFER_FIELDS)[number];

/**
 * All that can be said against a row of such a list. An error keeps the row from being published, a doubt asks
 * someone to look. Codes are part of the machine output; the sentences are in `src/i18n/offer-lists.ts`.
 */
export const OFFER_FINDINGS = {
  no_table: 'error',
  product_missing: 'error',
  product_not_found: 'error',
  product_several: 'error',
  name_differs: 'doubt',
  shop_not_open: 'error',
  pack_missing: 'error',
  text_too_long: 'error',
  price_missing: 'error',
  price_unreadable: 'error',
  price_jump: 'doubt',
  quantity_unreadable: 'error',
  weight_missing: 'error',
  weight_unreadable: 'error',
  state_unreadable: 'error',
  label_missing: 'error',
  stock_unreadable: 'error',
  stock_missing: 'error',
  stock_fewer_than_held: 'error',
  day_unreadable: 'error',
  day_order: 'doubt',
  lot_missing: 'error',
  lot_days_wrong: 'error',
  lot_past: 'doubt',
  row_repeated: 'error',
  rows_differ: 'error',
  cell_broken: 'error',
  row_hidden: 'doubt',
} as const satisfies Record<string, 'error' | 'doubt'>;
export type OfferFindingCode = keyof typeof OFFER_FINDINGS;

export type OfferFinding = {
  weight: 'error' | 'doubt';
  code: OfferFindingCode;
  /** The field of the row that it is about; `null` when it is about the whole row. */
  field: OfferField | null;
  /** What the sentence names. */
  details?: Readonly<Record<string, string | number>>;
};

export function offerFinding(
  code: OfferFindingCode,
  field: OfferField | null = null,
  details?: OfferFinding['details'],
): OfferFinding {
  return { weight: OFFER_FINDINGS[code], code, field, ...(details && { details }) };
}

/** One row as it was understood, before anything outside the file is asked. `null`: nothing stands there. */
export type OfferRow = {
  line: number;
  /** Our identifier, the last part of the product's address, or a GTIN. */
  code: string | null;
  product: string | null;
  producer: string | null;
  pack: string | null;
  quantity: number | null;
  unit: QuantityUnit | null;
  price: Dong | null;
  /** In grams. */
  weight: number | null;
  state: OfferState | null;
  lot: string | null;
  madeOn: Day | null;
  useBy: Day | null;
  stock: number | null;
  findings: OfferFinding[];
};

export type ReadOfferSheet = {
  name: string;
  headerLine: number | null;
  /** Field to letter of its column. */
  columns: Partial<Record<OfferField, string>>;
  rows: OfferRow[];
  findings: OfferFinding[];
};

/** First that fits, on folded words. */
const HEADINGS: readonly (readonly [OfferField, RegExp])[] = [
  ['stock', /^(so (goi|luong|ton)|ton( kho)?|kho|con( lai| hang)?|so dem)\b|tren ke|\bstock\b/],
  ['lot', /^(ma |so )?lo( hang)?\b|^lot\b/],
  ['madeOn', /^(ngay )?(san xuat|lam|dong goi|thu hoach)\b|^nsx$|^made/],
  ['useBy', /^(han|hsd)\b|su dung den|dung den|use by|expiry/],
  ['weight', /khoi luong|trong luong|can nang|^weight/],
  ['quantity', /^(luong|dinh luong|dung tich|the tich)\b|^quantity/],
  ['unit', /^(tinh bang|don vi( tinh)?|dvt)$|^unit$/],
  ['price', /^(don )?gia\b|^price/],
  ['state', /^(tinh trang|trang thai)\b|^state$/],
  ['code', /^(ma|ma so|ma vach|gtin|barcode)( (san pham|hang|vach|gtin))*$|^(id|slug)$/],
  ['pack', /^(quy cach|dong goi|bao bi|loai goi)\b|^pack/],
  ['producer', /^(ten )?(chu the|nha san xuat|co so|don vi san xuat)\b/],
  ['product', /^(ten )?(san pham|mat hang|hang hoa|hang)\b|^product/],
];

export function offerFieldOf(heading: string): OfferField | null {
  const words = foldedWords(heading);
  return HEADINGS.find(([, pattern]) => pattern.test(words))?.[0] ?? null;
}

const NAMES: readonly OfferField[] = ['code', 'product', 'producer'];
const LOOK_AHEAD = 40;
const MOST_ROWS = 5_000;
const LONGEST = { pack: 120, lot: 60 } as const;

/** Reads the sheets of a file; those without such a table are left out, unless none has one. */
export function readOfferSheets(sheets: readonly Sheet[], only?: string): ReadOfferSheet[] {
  const asked = only === undefined ? sheets : sheets.filter(({ name }) => name === only);
  const read = asked.map(readSheet);
  const found = read.filter(({ headerLine }) => headerLine !== null);
  return found.length > 0 ? found : read.slice(0, 1);
}

function readSheet(sheet: Sheet): ReadOfferSheet {
  for (const [index, row] of sheet.rows.slice(0, LOOK_AHEAD).entries()) {
    const columns = new Map<OfferField, number>();
    for (const [column, { text }] of row.cells.entries()) {
      const field = text === '' ? null : offerFieldOf(text);
      if (field && !columns.has(field)) columns.set(field, column);
    }
    const names = columns.has('product') || columns.has('code');
    if (!names || !(columns.has('price') || columns.has('stock'))) continue;
    const heading = (field: OfferField) => row.cells[columns.get(field) ?? -1]?.text ?? '';
    return {
      name: sheet.name,
      headerLine: row.line,
      columns: Object.fromEntries([...columns].map(([field, column]) => [field, columnName(column)])),
      rows: sheet.rows
        .slice(index + 1, index + 1 + MOST_ROWS)
        // A row that names goods and says nothing of them, as the template has for each, asks for nothing.
        .filter(({ cells }) =>
          [...columns].some(
            ([field, column]) => !NAMES.includes(field) && (cells[column]?.text ?? '') !== '',
          ),
        )
        .map((each) => readRow(each, columns, heading)),
      findings: [],
    };
  }
  return {
    name: sheet.name,
    headerLine: null,
    columns: {},
    rows: [],
    findings: [offerFinding('no_table')],
  };
}

function readRow(
  { line, hidden, cells }: SheetRow,
  columns: ReadonlyMap<OfferField, number>,
  heading: (field: OfferField) => string,
): OfferRow {
  const findings: OfferFinding[] = [];
  const note = (code: OfferFindingCode, field: OfferField | null, text?: string): null => {
    findings.push(offerFinding(code, field, text === undefined ? undefined : { text: text.slice(0, 120) }));
    return null;
  };
  if (hidden) note('row_hidden', null);
  const cell = (field: OfferField): Cell => {
    const found = cells[columns.get(field) ?? -1] ?? NO_CELL;
    if (found.broken) note('cell_broken', field);
    return found;
  };
  const text = (field: OfferField): string | null => plain(cell(field).text);
  const short = (field: 'pack' | 'lot'): string | null => {
    const said = text(field);
    return said !== null && said.length > LONGEST[field] ? note('text_too_long', field, said) : said;
  };
  const day = (field: 'madeOn' | 'useBy'): Day | null => {
    const it = cell(field);
    const read = readDay(it);
    if (read.unreadable || read.year !== null) return note('day_unreadable', field, it.text);
    if (read.doubtfulOrder) note('day_order', field, it.text);
    return read.day;
  };
  const priced = readPrice(cell('price'), unitOfHeading(heading('price')));
  if (priced.unreadable || priced.doubtful) note('price_unreadable', 'price', cell('price').text);
  const measured = readQuantity(cell('quantity'), text('unit') ?? '', heading('quantity'));
  if (measured === 'unreadable') note('quantity_unreadable', 'quantity', cell('quantity').text);
  const weighed = readWeight(cell('weight'), heading('weight'));
  if (weighed === 'unreadable') note('weight_unreadable', 'weight', cell('weight').text);
  const counted = readCount(cell('stock'));
  if (counted === 'unreadable') note('stock_unreadable', 'stock', cell('stock').text);
  const said = text('state');
  const state = said === null ? null : stateOf(said);
  if (state === 'unreadable') note('state_unreadable', 'state', said ?? '');
  const row: OfferRow = {
    line,
    code: text('code'),
    product: text('product'),
    producer: text('producer'),
    pack: short('pack'),
    quantity: typeof measured === 'object' ? (measured?.quantity ?? null) : null,
    unit: typeof measured === 'object' ? (measured?.unit ?? null) : null,
    price: priced.doubtful ? null : (priced.value as Dong | null),
    weight: weighed === 'unreadable' ? null : weighed,
    state: state === 'unreadable' ? null : state,
    lot: short('lot'),
    madeOn: day('madeOn'),
    useBy: day('useBy'),
    stock: counted === 'unreadable' ? null : counted,
    findings,
  };
  if (row.code === null && row.product === null) note('product_missing', 'product');
  if (row.lot === null && (row.madeOn !== null || row.useBy !== null)) note('lot_missing', 'lot');
  if (row.madeOn !== null && row.useBy !== null && row.madeOn > row.useBy) note('lot_days_wrong', 'useBy');
  return row;
}

/** Without the apostrophe that keeps a spreadsheet from working a text out. */
function plain(text: string): string | null {
  const bare = tidy(text.replace(/^'(?=[=+\-@])/, ''));
  return bare === '' || /^[-–—.…]+$/.test(bare) ? null : bare;
}

const UNITS: readonly (readonly [RegExp, QuantityUnit, times: number])[] = [
  [/^(kg|ky|ki lo gam|kilogam|kilogram)$/, 'g', 1_000],
  [/^(g|gr|gam|gram)$/, 'g', 1],
  [/^(l|lit|litre)$/, 'ml', 1_000],
  [/^(ml|mililit)$/, 'ml', 1],
  [/^(cai|chiec|mieng|qua|trai|goi|tui|vien|bo|doi|con|bong|piece)$/, 'piece', 1],
];

/** "500" and "ml", "0,5 lít" in one cell, "500" under a heading that says gam. */
function readQuantity(
  cell: Cell,
  unit: string,
  heading: string,
): { quantity: number; unit: QuantityUnit } | null | 'unreadable' {
  const parts = numberAndWord(cell);
  if (parts === null) return null;
  if (parts === 'unreadable') return parts;
  const word = parts.word || foldedWords(unit) || (/\(([^)]+)\)/.exec(fold(heading))?.[1] ?? '');
  const found = UNITS.find(([pattern]) => pattern.test(word));
  const quantity = found ? Math.round(parts.value * found[2]) : 0;
  return found && quantity > 0 && quantity <= 1_000_000_000 ? { quantity, unit: found[1] } : 'unreadable';
}

/** Grams, unless the cell or the heading says kilograms. */
function readWeight(cell: Cell, heading: string): number | null | 'unreadable' {
  const parts = numberAndWord(cell);
  if (parts === null || parts === 'unreadable') return parts;
  const word = parts.word || (/\b(kg|ky)\b/.test(fold(heading)) ? 'kg' : 'g');
  const found = UNITS.find(([pattern, kind]) => kind === 'g' && pattern.test(word));
  const grams = found ? Math.round(parts.value * found[2]) : 0;
  return grams > 0 && grams <= 1_000_000 ? grams : 'unreadable';
}

function readCount(cell: Cell): number | null | 'unreadable' {
  const parts = numberAndWord(cell);
  if (parts === null || parts === 'unreadable') return parts;
  return Number.isInteger(parts.value) && parts.value <= 1_000_000 ? parts.value : 'unreadable';
}

function numberAndWord(cell: Cell): { value: number; word: string } | null | 'unreadable' {
  if (cell.number !== null) return cell.number >= 0 ? { value: cell.number, word: '' } : 'unreadable';
  const text = plain(cell.text);
  if (text === null) return null;
  const found = /^(\d[\d.,\s]*?)\s*([a-z][a-z ]*)?$/.exec(fold(text));
  if (!found) return 'unreadable';
  const digits = found[1]!.replace(/\s/g, '');
  const value = /^\d{1,3}([.,]\d{3})+$/.test(digits)
    ? Number(digits.replace(/[.,]/g, ''))
    : /^\d+([.,]\d{1,3})?$/.test(digits)
      ? Number(digits.replace(',', '.'))
      : Number.NaN;
  return Number.isFinite(value) ? { value, word: (found[2] ?? '').trim() } : 'unreadable';
}

function stateOf(text: string): OfferState | 'unreadable' {
  const words = foldedWords(text);
  if (/^(dang ban|mo ban|mo|ban|co ban|open)$/.test(words)) return 'open';
  if (/^(nhap|ban nhap|chua ban|draft)$/.test(words)) return 'draft';
  return /^(ngung|ngung ban|dung ban|dong|khong ban|nghi ban|closed)$/.test(words) ? 'closed' : 'unreadable';
}

/** A code as a product may be named by it. */
export function codeOf(text: string): { id: string } | { gtin: string } | { slug: string } | null {
  const bare = text.trim().toLowerCase();
  const gtin = readGtin(bare);
  if (gtin) return { gtin };
  if (/^[0-9a-hjkmnp-tv-z]{12}$/.test(bare)) return { id: bare };
  const slug = bare.replace(/^.*\//, '');
  return /^[a-z0-9]+(-[a-z0-9]+)+$/.test(slug) ? { slug } : null;
}
