/*
 * Writes application-identifiers.ts from the GS1 Barcode Syntax Dictionary:
 *
 *   node src/domain/traceability/digital-link/write-table.mjs gs1-syntax-dictionary.txt 2026-07-27
 *
 * The day is the one on which that state of the dictionary was published. Run `npx prettier --write` on what it wrote.
 */
import { readFileSync, writeFileSync } from 'node:fs';

const [file, day] = process.argv.slice(2);
if (!file || !/^\d{4}-\d{2}-\d{2}$/.test(day ?? '')) {
  console.error('write-table.mjs DICTIONARY.txt YYYY-MM-DD');
  process.exit(2);
}
const ENTRY =
  /^(?<first>\d{2,4})(?:-(?<last>\d{2,4}))?\s+(?<flags>[*?]*)\s*(?<parts>\[?[NXYZ].*?)(?:\s+#\s*(?<title>.*))?$/;
const lists = (text) => text.split(',').map((group) => group.split('+'));
const rows = [];
for (const line of readFileSync(file, 'utf8').split('\n')) {
  if (line.trim() === '' || line.startsWith('#')) continue;
  const found = ENTRY.exec(line.trimEnd());
  if (!found) throw new Error(`cannot be read: ${line}`);
  const { first, last, flags, parts, title } = found.groups;
  const words = parts.trim().split(/\s+/);
  const entry = { ai: last ? `${first}-${last}` : first, title: title ?? '', parts: [] };
  if (flags.includes('*')) entry.isFixed = true;
  if (flags.includes('?')) entry.isAttribute = true;
  for (const word of words) {
    if (/^\[?[NXYZ]/.test(word)) entry.parts.push(word);
    else if (word.startsWith('req=')) (entry.requires ??= []).push(lists(word.slice(4)));
    else if (word.startsWith('ex='))
      entry.excludes = [...(entry.excludes ?? []), ...word.slice(3).split(',')];
    else if (word === 'dlpkey') entry.qualifiers = [[]];
    else if (word.startsWith('dlpkey='))
      entry.qualifiers = word
        .slice(7)
        .split('|')
        .map((way) => way.split(','));
    else throw new Error(`unknown: ${word} in ${line}`);
  }
  entry.parts = entry.parts.join(' ');
  rows.push(entry);
}
writeFileSync(
  new URL('application-identifiers.ts', import.meta.url),
  `// Written by write-table.mjs; nobody changes it by hand.
import type { AiEntry } from './ai-table.ts';

/**
 * The GS1 application identifiers, as facts. @source GS1 Barcode Syntax Dictionary, state of ${day}
 * (https://ref.gs1.org/tools/gs1-barcode-syntax-resource/syntax-dictionary/).
 */
export const AI_ENTRIES: readonly AiEntry[] = ${JSON.stringify(rows)};
`,
);
