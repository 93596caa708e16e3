import { deflateRawSync } from 'node:zlib';
import { writeXlsx } from 'hucre/xlsx';
import { decodeLegacy, type LegacyEncoding } from '#src/domain/lists/legacy-text.ts';

export type CellValue = string | number | Date | null;

export type SheetGiven = {
  name?: string;
  rows: readonly (readonly CellValue[])[];
  /** `A5:B6`. */
  merges?: readonly string[];
  /** Font of every cell. */
  font?: string;
  hidden?: boolean;
};

/** A workbook as a spreadsheet program writes it. */
export async function xlsxFile(...sheets: SheetGiven[]): Promise<Uint8Array> {
  return writeXlsx({
    sheets: sheets.map(({ name, rows, merges = [], font, hidden }, index) => ({
      name: name ?? `Sheet${index + 1}`,
      rows: rows.map((row) => [...row]),
      merges: merges.map(block),
      ...(hidden ? { hidden: true } : {}),
      ...(font
        ? {
            cells: new Map(
              rows.flatMap((row, top) =>
                row.flatMap((value, left) =>
                  value === null
                    ? []
                    : [[`${top},${left}`, { value, style: { font: { name: font, size: 12 } } }] as const],
                ),
              ),
            ),
          }
        : {}),
    })),
  });
}

function block(range: string) {
  const [from = '', to = ''] = range.split(':');
  const place = (cell: string) => {
    const [, letters = '', digits = ''] = /^([A-Z]+)(\d+)$/.exec(cell) ?? [];
    return {
      column: [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1,
      row: Number(digits) - 1,
    };
  };
  const [a, b] = [place(from), place(to)];
  return { startRow: a.row, startCol: a.column, endRow: b.row, endCol: b.column };
}

/** Delimited text, quoted where needed. */
export function delimited(rows: readonly (readonly CellValue[])[], delimiter = ','): string {
  const cell = (value: CellValue) => {
    const text = value === null ? '' : String(value);
    return /["\r\n]/.test(text) || text.includes(delimiter) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return rows.map((row) => row.map(cell).join(delimiter)).join('\r\n');
}

const LATIN = Array.from({ length: 255 - 0xa0 }, (_, index) => String.fromCharCode(0xa1 + index));
const TONES = ['', 'ù', 'ø', 'û', 'õ', 'ï', 'â', 'á', 'à', 'å', 'ã', 'ä', 'ê', 'é', 'è', 'ú', 'ü', 'ë'];

function encoder(encoding: LegacyEncoding): Map<string, string> {
  const codes =
    encoding === 'tcvn3'
      ? LATIN
      : [
          ...LATIN,
          ...[...'aeouyAEOUYôöÔÖ'].flatMap((base) =>
            TONES.slice(1).map((mark) => base + (base === base.toUpperCase() ? mark.toUpperCase() : mark)),
          ),
        ];
  const map = new Map<string, string>();
  for (const code of codes) {
    const letter = decodeLegacy(code, encoding);
    if (letter !== code && [...letter].length === 1) map.set(letter, code);
  }
  return map;
}

/** Text as it was typed in a font of before Unicode. Capitals with tones, which TCVN3 lacks, are typed small. */
export function inLegacy(text: string, encoding: LegacyEncoding): string {
  const map = encoder(encoding);
  return [...text.normalize('NFC')]
    .map((letter) => map.get(letter) ?? map.get(letter.toLowerCase()) ?? letter)
    .join('');
}

/** One byte a letter. */
export const latin1 = (text: string): Uint8Array =>
  Uint8Array.from([...text], (letter) => letter.charCodeAt(0));

const BYTES_1258 = new Map(
  Array.from(
    { length: 256 },
    (_, byte) => [new TextDecoder('windows-1258').decode(Uint8Array.of(byte)), byte] as const,
  ),
);

/** Windows-1258: tones as marks after their letter. */
export function windows1258(text: string): Uint8Array {
  const bytes: number[] = [];
  for (const letter of text.normalize('NFC')) {
    const whole = BYTES_1258.get(letter);
    if (whole !== undefined) {
      bytes.push(whole);
      continue;
    }
    const parts = letter.normalize('NFD');
    const tone = [...parts].find((part) => /[\u0300\u0301\u0303\u0309\u0323]/.test(part)) ?? '';
    const base = parts.replace(tone, '').normalize('NFC');
    bytes.push(BYTES_1258.get(base) ?? 63, ...(tone ? [BYTES_1258.get(tone) ?? 63] : []));
  }
  return Uint8Array.from(bytes);
}

export function utf16(text: string, { bigEndian = false, mark = true } = {}): Uint8Array {
  const bytes = Buffer.from(`${mark ? '\ufeff' : ''}${text}`, 'utf16le');
  return bigEndian ? bytes.swap16() : bytes;
}

export const utf8 = (text: string, mark = false): Uint8Array =>
  new TextEncoder().encode(`${mark ? '\ufeff' : ''}${text}`);

/** A ZIP of one entry whose directory says `size`, whatever it holds. */
export function zipOf(name: string, content: Uint8Array, size: number): Uint8Array {
  const packed = deflateRawSync(content);
  const entry = Buffer.alloc(30);
  entry.writeUInt32LE(0x04034b50, 0);
  entry.writeUInt16LE(8, 8);
  entry.writeUInt32LE(packed.length, 18);
  entry.writeUInt32LE(size, 22);
  entry.writeUInt16LE(name.length, 26);
  const directory = Buffer.alloc(46);
  directory.writeUInt32LE(0x02014b50, 0);
  directory.writeUInt16LE(8, 10);
  directory.writeUInt32LE(packed.length, 20);
  directory.writeUInt32LE(size, 24);
  directory.writeUInt16LE(name.length, 28);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(46 + name.length, 12);
  end.writeUInt32LE(30 + name.length + packed.length, 16);
  return Buffer.concat([entry, Buffer.from(name), packed, directory, Buffer.from(name), end]);
}
