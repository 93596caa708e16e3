import type { ReadOptions, ReadSheet } from './list-row.ts';
import { corrected } from './corrections.ts';
import { readFile } from './read-file.ts';
import { readSheet } from './read-sheet.ts';
import { unreadable } from './unreadable.ts';
import { accentKey } from '#src/domain/shared/text.ts';

/**
 * All that a file lists, sheet by sheet.
 *
 * @throws Refusal `decision_list.unreadable` (details: why).
 */
export async function readList(
  bytes: Uint8Array,
  name: string,
  options: ReadOptions = {},
): Promise<ReadSheet[]> {
  const sheets = await readFile(bytes, name);
  const wanted =
    options.sheet === undefined
      ? sheets
      : sheets.filter((sheet) => accentKey(sheet.name) === accentKey(options.sheet!));
  if (wanted.length === 0) throw unreadable('no_such_sheet');
  return wanted.map((sheet) => corrected(readSheet(sheet, options), options.corrections ?? []));
}
