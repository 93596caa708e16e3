import { tidy } from '#src/domain/shared/text.ts';
import {
  decodeLegacy,
  guessLegacy,
  isUnicodeAlready,
  legacyFont,
  mayBeLegacy,
  repairMojibake,
  type LegacyEncoding,
} from './legacy-text.ts';
import type { Cell, Merge, Sheet } from './sheet.ts';
import { vietnameseScore } from './syllable.ts';

/** A cell before its letters are understood. */
export type RawCell = Cell & {
  font: string | null;
  /** The parts of a cell whose letters are in several fonts. */
  runs?: { text: string; font: string | null }[];
};

export type RawSheet = {
  name: string;
  hidden: boolean;
  rows: RawCell[][];
  hiddenRows: ReadonlySet<number>;
  merges: readonly Merge[];
};

/** Longer text is cut: no name, address or note is, and patterns stay quick on it. */
const LONGEST_TEXT = 4_000;

/**
 * Turns every cell into Unicode. A font of before Unicode tells the encoding of its cell; for cells without
 * such a font the letters tell, column by column, since one sheet may hold columns pasted from elsewhere.
 */
export function decodeCells({ name, hidden, rows, hiddenRows, merges }: RawSheet): Sheet {
  const guesses = guessColumns(rows);
  const decoded = rows.map((row, index) => ({
    line: index + 1,
    hidden: hiddenRows.has(index),
    cells: row.map((cell, column) => decode(cell, guesses, column)),
  }));
  let last = decoded.length;
  while (last > 0 && decoded[last - 1]!.cells.every(({ text }) => text === '')) last -= 1;
  const sheetName = tidy(
    isUnicodeAlready(name) || guesses.sheet === null ? name : better(name, decodeLegacy(name, guesses.sheet)),
  );
  return { name: sheetName, hidden, rows: decoded.slice(0, last), merges };
}

type Guesses = { sheet: LegacyEncoding | null; columns: (LegacyEncoding | null)[] };

function guessColumns(rows: readonly RawCell[][]): Guesses {
  const columns: string[][] = [];
  for (const row of rows) {
    for (const [column, { number, ...cell }] of row.entries()) {
      if (number !== null) continue;
      for (const { text, font } of cell.runs ?? [cell]) {
        if (text === '' || legacyFont(font) || !mayBeLegacy(text)) continue;
        (columns[column] ??= []).push(text.slice(0, LONGEST_TEXT));
      }
    }
  }
  return {
    sheet: guessLegacy(columns.flat().slice(0, 5_000)),
    columns: columns.map((texts) => guessLegacy(texts.slice(0, 2_000))),
  };
}

function decode(cell: RawCell, guesses: Guesses, column: number): Cell {
  const { number, day, broken } = cell;
  if (number !== null || day !== null || cell.text === '') return { text: cell.text, number, day, broken };
  const parts = cell.runs ?? [{ text: cell.text, font: cell.font }];
  const text = parts
    .map((part) => decodePart(part.text.slice(0, LONGEST_TEXT), part.font, guesses, column))
    .join('');
  const plain = tidy(withRealLetters(text));
  if (!text.includes('\n')) return { text: plain, number, day, broken };
  return {
    text: plain,
    number,
    day,
    broken,
    lines: withRealLetters(text).split('\n').map(tidy).filter(Boolean),
  };
}

/** Some keyboards write the Icelandic letter that looks like Đ. */
const withRealLetters = (text: string): string => text.replaceAll('Ð', 'Đ').replaceAll('ð', 'đ');

function decodePart(text: string, font: string | null, guesses: Guesses, column: number): string {
  const legacy = legacyFont(font);
  if (legacy) {
    const read = isUnicodeAlready(text) ? text : better(decodeLegacy(text, legacy.encoding), text);
    return legacy.capitals && !isUnicodeAlready(text) ? read.toLocaleUpperCase('vi') : read;
  }
  if (!mayBeLegacy(text)) return text;
  const repaired = repairMojibake(text);
  if (repaired !== text) return repaired;
  const byColumn = guesses.columns[column] ?? null;
  if (byColumn !== null) return better(decodeLegacy(text, byColumn), text);
  return guesses.sheet === null ? text : better(text, decodeLegacy(text, guesses.sheet));
}

/** Whichever reads more like Vietnamese, the first of two that read alike. */
function better(first: string, second: string): string {
  return vietnameseScore(second) > vietnameseScore(first) ? second : first;
}
