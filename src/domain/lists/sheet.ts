import type { Day } from '#src/domain/shared/calendar.ts';

/** One cell as it was read: its text in Unicode, and what the file knows of it besides. */
export type Cell = {
  /** Tidy, NFC; empty for an empty cell, an error value and a formula that was never worked out. */
  text: string;
  /** Of a cell that holds a number. */
  number: number | null;
  /** Of a cell that the spreadsheet keeps as a date. */
  day: Day | null;
  /** Of a text with line breaks: its lines. */
  lines?: readonly string[];
  /** The cell shows an error (`#REF!`, `#N/A`). */
  broken: boolean;
};

export const NO_CELL: Cell = { text: '', number: null, day: null, broken: false };

export type SheetRow = {
  /** As the spreadsheet numbers it, from 1. */
  line: number;
  hidden: boolean;
  cells: readonly Cell[];
};

/** A merged block; all four are places counted from 0, the last ones included. */
export type Merge = { top: number; left: number; bottom: number; right: number };

export type Sheet = {
  name: string;
  hidden: boolean;
  /** Row of `line` 1 first; without the empty ones at the end. */
  rows: readonly SheetRow[];
  merges: readonly Merge[];
};

/** `A`, `B` … `Z`, `AA`: the name of a column counted from 0. */
export function columnName(index: number): string {
  let name = '';
  for (let rest = index; rest >= 0; rest = Math.floor(rest / 26) - 1)
    name = String.fromCharCode(65 + (rest % 26)) + name;
  return name;
}

/** The column counted from 0 that a name means; `null` when it is no column name. */
export function columnIndex(name: string): number | null {
  if (!/^[A-Za-z]{1,3}$/.test(name)) return null;
  let index = 0;
  for (const letter of name.toUpperCase()) index = index * 26 + letter.charCodeAt(0) - 64;
  return index - 1;
}
