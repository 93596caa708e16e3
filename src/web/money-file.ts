import { writeXlsx } from 'hucre/xlsx';
import { BYTE_ORDER_MARK, headOf, rowOf, type Table } from '#src/domain/reports/register-table.ts';
import { asFile } from './table-file.ts';

/** A table as CSV or as a workbook; texts are written as texts, so that none is ever worked out as a formula. */
export async function tableFile<Row>(
  table: Table<Row>,
  rows: readonly Row[],
  { name, kind, sheet }: { name: string; kind: 'csv' | 'xlsx'; sheet: string },
): Promise<Response> {
  if (kind === 'csv')
    return asFile(
      BYTE_ORDER_MARK + headOf(table) + rows.map((row) => rowOf(table, row)).join(''),
      `${name}.csv`,
      'text/csv; charset=utf-8; header=present',
    );
  const book = await writeXlsx({
    sheets: [
      {
        name: sheet,
        rows: [
          table.map((column) => column.name),
          ...rows.map((row) => table.map(({ value }) => value(row))),
        ],
        freezePane: { rows: 1 },
      },
    ],
  });
  return asFile(
    new Uint8Array(book),
    `${name}.xlsx`,
    'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  );
}
