import { parse } from 'csv-parse/sync';
import type { RawCell, RawSheet } from './decode-cells.ts';
import { decodeLegacy } from './legacy-text.ts';
import { NO_CELL } from './sheet.ts';
import { vietnameseScore } from './syllable.ts';
import { unreadable } from './unreadable.ts';

const DELIMITERS = ['\t', ';', ',', '|'] as const;

/**
 * One sheet from delimited text in whatever encoding. Lines are numbered as a spreadsheet that opens the
 * file does: a quoted cell with line breaks is still one line.
 *
 * @throws Refusal `decision_list.unreadable` (details: why).
 */
export function readDelimited(bytes: Uint8Array, name: string): RawSheet {
  let text = decodeText(bytes);
  if (text.slice(0, 10_000).includes('\u0000')) throw unreadable('not_a_list');
  if (text.trim() === '') throw unreadable('empty');
  // A line for the spreadsheet program alone, which it does not show.
  const told = /^sep=(.)\r?\n/i.exec(text);
  if (told) text = text.slice(told[0].length);
  const delimiter = told?.[1] ?? guessDelimiter(text);
  const rows = parseRows(text, delimiter).map((fields) =>
    fields.map((field): RawCell =>
      field === ''
        ? { ...NO_CELL, font: null }
        : { text: field, number: null, day: null, broken: false, font: null },
    ),
  );
  return { name, hidden: false, rows, hiddenRows: new Set(), merges: [] };
}

function parseRows(text: string, delimiter: string): string[][] {
  const options = {
    delimiter,
    relax_column_count: true,
    skip_empty_lines: false,
    bom: true,
    relax_quotes: true,
  } as const;
  try {
    return parse(text, options) as unknown as string[][];
  } catch {
    // A quote that is opened and never closed (a length in inches, say): then quotes mean nothing here.
    return parse(text, { ...options, quote: null }) as unknown as string[][];
  }
}

/** The sign that parts most lines into the same number of cells, and into more than one. */
function guessDelimiter(text: string): string {
  const sample = text.slice(0, 60_000);
  let best: { delimiter: string; score: number } = { delimiter: ',', score: 0 };
  for (const delimiter of DELIMITERS) {
    const counts = new Map<number, number>();
    let lines = 0;
    for (const fields of parseRows(sample, delimiter).slice(0, 200)) {
      if (fields.every((field) => field.trim() === '')) continue;
      lines += 1;
      if (fields.length > 1) counts.set(fields.length, (counts.get(fields.length) ?? 0) + 1);
    }
    for (const [width, count] of counts) {
      // Commas stand in addresses and numbers too, so agreement counts more than width.
      const score = (count / lines) ** 2 * Math.min(width, 6);
      if (score > best.score) best = { delimiter, score };
    }
  }
  return best.delimiter;
}

function decodeText(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  const wide = wideBytes(bytes);
  if (wide !== null) return new TextDecoder(wide).decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return decodeSingleBytes(bytes);
  }
}

/** UTF-16 without its mark: every other byte of Vietnamese text is 0 or 1 or 0x1e. */
function wideBytes(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  const length = Math.min(bytes.length & ~1, 4_000);
  let even = 0;
  let odd = 0;
  for (let at = 0; at < length; at += 2) {
    if (bytes[at] === 0) even += 1;
    if (bytes[at + 1] === 0) odd += 1;
  }
  if (odd > length / 8 && odd > even * 4) return 'utf-16le';
  if (even > length / 8 && even > odd * 4) return 'utf-16be';
  return null;
}

/**
 * Windows-1258 writes tones as marks after the letter; fonts of before Unicode look like Windows-1252. The
 * latter are left as they stand, to be told apart column by column.
 */
function decodeSingleBytes(bytes: Uint8Array): string {
  const sample = bytes.subarray(0, 200_000);
  const western = new TextDecoder('windows-1252').decode(sample);
  const asTcvn3 = vietnameseScore(decodeLegacy(western, 'tcvn3'));
  const asVni = vietnameseScore(decodeLegacy(western, 'vni'));
  const as1258 = vietnameseScore(new TextDecoder('windows-1258').decode(sample).normalize('NFC'));
  const vietnamese = as1258 > Math.max(asTcvn3, asVni, vietnameseScore(western));
  return new TextDecoder(vietnamese ? 'windows-1258' : 'windows-1252').decode(bytes).normalize('NFC');
}
