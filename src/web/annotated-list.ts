import { writeXlsx } from 'hucre/xlsx';
import { readFile } from '#src/domain/lists/read-file.ts';
import type { Finding } from '#src/domain/lists/finding.ts';
import type { CheckedList } from '#src/domain/registry/checked-list.ts';
import { findingSentence, listsRoom } from '#src/i18n/lists-room.ts';

/** The file as a workbook, with what is to be looked at beside every row. */
export async function annotatedList(
  bytes: Uint8Array,
  name: string,
  { sheets }: CheckedList,
): Promise<Uint8Array> {
  const read = await readFile(bytes, name);
  const checked = new Map(sheets.map((sheet) => [sheet.name, sheet]));
  return writeXlsx({
    sheets: read.map((sheet) => {
      const found = checked.get(sheet.name);
      const notes = new Map<number, string>();
      for (const row of [...(found?.rows ?? []), ...(found?.shops ?? [])])
        if (row.findings.length > 0) notes.set(row.line, row.findings.map(sentence).join('\n'));
      const heading = found?.headerLines[0] ?? 1;
      notes.set(heading, [listsRoom.views['van-de'], ...(found?.findings.map(sentence) ?? [])].join('\n'));
      const width = sheet.rows.reduce((most, { cells }) => Math.max(most, cells.length), 0);
      return {
        name: sheet.name,
        rows: sheet.rows.map(({ line, cells }) => [
          ...Array.from(
            { length: width },
            (_, at) => cells[at]?.number ?? (harmless(cells[at]?.text ?? '') || null),
          ),
          notes.get(line) ?? null,
        ]),
        merges: sheet.merges.map(({ top, left, bottom, right }) => ({
          startRow: top,
          startCol: left,
          endRow: bottom,
          endCol: right,
        })),
      };
    }),
  });
}

function sentence({ weight, code, details }: Finding): string {
  const text = details?.['text'];
  return `${weight === 'error' ? listsRoom.error : listsRoom.doubt}: ${findingSentence(code)}${text ? ` (${text})` : ''}`;
}

/** Text that a spreadsheet would work out begins with an apostrophe: it stays text, also when saved as CSV. */
export function harmless(text: string): string {
  return text.length > 1 && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
}
