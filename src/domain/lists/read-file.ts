import { fromHtml, read as readAny } from 'hucre';
import { readXls, readXlsx } from 'hucre/xlsx';
import { tidy } from '#src/domain/shared/text.ts';
import { decodeCells, type RawCell, type RawSheet } from './decode-cells.ts';
import { readDelimited } from './read-delimited.ts';
import { NO_CELL, type Sheet } from './sheet.ts';
import { unreadable } from './unreadable.ts';
import { zipEntries } from './zip-entries.ts';

const MOST_BYTES = 40_000_000;
/** Of all that a workbook unpacks to; 20,000 rows of ten columns take about 15 million. */
const MOST_UNPACKED_BYTES = 300_000_000;
const MOST_SHEETS = 60;

/**
 * The sheets of a spreadsheet or delimited text, every cell in Unicode.
 *
 * @throws Refusal `decision_list.unreadable` (details: why).
 */
export async function readFile(bytes: Uint8Array, name: string): Promise<Sheet[]> {
  if (bytes.length === 0) throw unreadable('empty');
  if (bytes.length > MOST_BYTES) throw unreadable('too_large');
  const sheets = await readRaw(bytes, name);
  const read = sheets.map(decodeCells);
  if (read.every(({ rows }) => rows.length === 0)) throw unreadable('empty');
  return read;
}

async function readRaw(bytes: Uint8Array, name: string): Promise<RawSheet[]> {
  const starts = (...codes: number[]) => codes.every((code, index) => bytes[index] === code);
  if (starts(0x25, 0x50, 0x44, 0x46)) throw unreadable('is_pdf');
  if (starts(0xff, 0xd8, 0xff) || starts(0x89, 0x50, 0x4e, 0x47)) throw unreadable('is_picture');
  if (starts(0x50, 0x4b)) return readZipped(bytes);
  if (starts(0xd0, 0xcf, 0x11, 0xe0)) return readOldExcel(bytes);
  const page = new TextDecoder().decode(bytes.subarray(0, 2_000));
  // Programs of offices write a web page and call it .xls.
  if (/^\ufeff?\s*<(!doctype html|html|table|meta|head|div)\b/i.test(page)) return readPage(bytes, name);
  if (/^\ufeff?\s*<\?xml/.test(page)) throw unreadable('old_excel_unreadable');
  return [
    readDelimited(
      bytes,
      tidy(name)
        .replace(/^.*[/\\]/, '')
        .replace(/\.[^.]*$/, '') || 'Danh sách',
    ),
  ];
}

async function readZipped(bytes: Uint8Array): Promise<RawSheet[]> {
  const entries = zipEntries(bytes);
  if (entries === null || entries.length === 0) throw unreadable('corrupt');
  let unpacked = 0;
  for (const { size, packed } of entries) {
    // The reader believes what the directory says of an entry's size; nothing packs tighter than 1 to 1,032.
    unpacked += size > 0 ? size : packed * 1_032;
  }
  if (unpacked > MOST_UNPACKED_BYTES) throw unreadable('too_large');
  const has = (pattern: RegExp) => entries.some(({ name }) => pattern.test(name));
  if (has(/^word\//)) throw unreadable('is_word');
  const workbook = await reading(() =>
    has(/^xl\//) && !has(/^xl\/workbook\.bin$/)
      ? readXlsx(bytes, { readStyles: true })
      : readAny(bytes, { readStyles: true }),
  );
  return sheetsOf(workbook);
}

function readPage(bytes: Uint8Array, name: string): RawSheet[] {
  const utf8 = new TextDecoder().decode(bytes);
  const text = utf8.includes('\ufffd')
    ? new TextDecoder('windows-1258').decode(bytes).normalize('NFC')
    : utf8;
  const sheet = fromHtml(text, { sheetName: name, typeInference: false });
  return sheetsOf({ sheets: [sheet] } as Workbook);
}

async function readOldExcel(bytes: Uint8Array): Promise<RawSheet[]> {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  if (text.includes(Buffer.from('EncryptedPackage', 'utf16le'))) throw unreadable('encrypted');
  if (text.includes(Buffer.from('WordDocument', 'utf16le'))) throw unreadable('is_word');
  try {
    return sheetsOf(await readXls(bytes, { readStyles: true }));
  } catch (error) {
    throw isAboutPassword(error) ? unreadable('encrypted') : unreadable('old_excel_unreadable');
  }
}

async function reading<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw isAboutPassword(error) ? unreadable('encrypted') : unreadable('corrupt');
  }
}

function isAboutPassword(error: unknown): boolean {
  return error instanceof Error && /encrypt|password/i.test(`${error.name} ${error.message}`);
}

type Workbook = Awaited<ReturnType<typeof readXlsx>>;

function sheetsOf(workbook: Workbook): RawSheet[] {
  const usual = (workbook as { defaultFont?: { name?: string } }).defaultFont?.name ?? null;
  return workbook.sheets.slice(0, MOST_SHEETS).map((sheet) => {
    const rows: RawCell[][] = sheet.rows.map((values) => values.map(plainCell));
    const hidden = new Set<number>();
    for (const [index, { hidden: isHidden }] of sheet.rowDefs ?? []) if (isHidden) hidden.add(index);
    for (const [place, cell] of sheet.cells ?? []) {
      const comma = place.indexOf(',');
      const row = rows[Number(place.slice(0, comma))];
      const column = Number(place.slice(comma + 1));
      const raw = row?.[column];
      if (!row || !raw) continue;
      if (cell.type === 'error') row[column] = { ...NO_CELL, font: null, broken: true };
      else if (cell.richText && cell.richText.length > 0)
        raw.runs = cell.richText.map(({ text, font }) => ({
          text,
          font: font?.name ?? cell.style?.font?.name ?? usual,
        }));
      else raw.font = cell.style?.font?.name ?? usual;
    }
    if (usual !== null) for (const row of rows) for (const cell of row) cell.font ??= usual;
    return {
      name: sheet.name,
      hidden: sheet.hidden === true || sheet.veryHidden === true,
      rows,
      hiddenRows: hidden,
      merges: (sheet.merges ?? []).map(({ startRow, startCol, endRow, endCol }) => ({
        top: startRow,
        left: startCol,
        bottom: endRow,
        right: endCol,
      })),
    };
  });
}

function plainCell(value: unknown): RawCell {
  if (value === null || value === undefined || value === '') return { ...NO_CELL, font: null };
  if (typeof value === 'number')
    return { text: numberText(value), number: value, day: null, broken: false, font: null };
  if (value instanceof Date) return dateCell(value);
  return { text: String(value), number: null, day: null, broken: false, font: null };
}

/** Without the tail that binary fractions leave: 65.80000000000001 was typed 65.8. */
function numberText(value: number): string {
  return String(Number(value.toPrecision(14)));
}

function dateCell(value: Date): RawCell {
  if (Number.isNaN(value.getTime())) return { ...NO_CELL, font: null, broken: true };
  const iso = value.toISOString();
  // Day 0 of the spreadsheet's calendar: a time of day alone.
  if (value.getUTCFullYear() < 1901)
    return { text: iso.slice(11, 16), number: null, day: null, broken: false, font: null };
  const day = iso.slice(0, 10) as `${number}-${number}-${number}`;
  const [year, month, date] = day.split('-');
  return { text: `${date}/${month}/${year}`, number: null, day, broken: false, font: null };
}
