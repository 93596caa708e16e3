import { writeXlsxStream } from 'hucre/xlsx';
import { BYTE_ORDER_MARK, headOf, rowOf } from '#src/domain/reports/register-table.ts';
import { startOf, type Day } from '#src/domain/shared/calendar.ts';

/** A column as people read it. */
export type TableColumn<Row> = { name: string } & (
  | { kind?: 'words'; value: (row: Row) => string | null }
  | { kind: 'number'; value: (row: Row) => number | null }
  | { kind: 'day'; value: (row: Row) => Day | null }
  | { kind: 'moment'; value: (row: Row) => Date | null }
);

export type FileKind = 'csv' | 'xlsx';
export const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const CSV = 'text/csv; charset=utf-8; header=present';
const VIETNAM_MS = 7 * 3_600_000;

export function asFile(body: BodyInit, name: string, type: string): Response {
  return new Response(body, {
    headers: {
      'content-type': type,
      'content-disposition': `attachment; filename="${name}"`,
      'cache-control': 'private, no-store',
    },
  });
}

/**
 * A table as a file, its rows read and sent part by part. In neither kind is a text ever worked out as a formula:
 * CSV leads it with an apostrophe, and a workbook says of the cell, and of its column, that it is text. Numbers and days
 * are numbers and days in a workbook; moments stand in both as the clock in Vietnam showed them.
 */
export async function tableFile<Row>(
  kind: FileKind,
  { file, title, columns }: { file: string; title: string; columns: readonly TableColumn<Row>[] },
  parts: AsyncIterable<readonly Row[]>,
): Promise<Response> {
  // The first part is read before anything is sent: what goes wrong is an answer then, not half a file.
  const held = parts[Symbol.asyncIterator]();
  const first = await held.next();
  const rows = async function* (): AsyncGenerator<readonly Row[]> {
    for (let part = first; !part.done; part = await held.next()) yield part.value;
  };
  return kind === 'csv'
    ? asFile(csv(columns, rows()), `${file}.csv`, CSV)
    : asFile(xlsx(title, columns, rows()), `${file}.xlsx`, XLSX);
}

function csv<Row>(
  columns: readonly TableColumn<Row>[],
  parts: AsyncGenerator<readonly Row[]>,
): ReadableStream<Uint8Array> {
  const table = columns.map((column) => ({
    name: column.name,
    value: (row: Row) => {
      if (column.kind !== 'moment') return column.value(row);
      const instant = column.value(row);
      return instant === null
        ? null
        : new Date(instant.getTime() + VIETNAM_MS).toISOString().slice(0, 16).replace('T', ' ');
    },
  }));
  const text = new TextEncoder();
  return new ReadableStream({
    start: (out) => out.enqueue(text.encode(BYTE_ORDER_MARK + headOf(table))),
    pull: async (out) => {
      const part = await parts.next();
      if (part.done) out.close();
      else out.enqueue(text.encode(part.value.map((row) => rowOf(table, row)).join('')));
    },
    cancel: async () => void (await parts.return(undefined)),
  });
}

/** Wide enough for most of what stands in it. */
const WIDTHS = { words: 28, number: 12, day: 12, moment: 17 } as const;
/** `@`: text, also after somebody has edited the cell. */
const FORMATS = { words: '@', number: 'General', day: 'dd/mm/yyyy', moment: 'dd/mm/yyyy hh:mm' } as const;

function xlsx<Row>(
  name: string,
  columns: readonly TableColumn<Row>[],
  parts: AsyncGenerator<readonly Row[]>,
): ReadableStream<Uint8Array> {
  const cell = (column: TableColumn<Row>, row: Row): string | number | Date | null => {
    if (column.kind === 'moment') {
      const instant = column.value(row);
      return instant && new Date(instant.getTime() + VIETNAM_MS);
    }
    if (column.kind === 'day') {
      const day = column.value(row);
      // Workbooks have no zone: midnight of the day, as if it were that in Greenwich.
      return day && new Date(startOf(day).getTime() + VIETNAM_MS);
    }
    return column.value(row);
  };
  return writeXlsxStream(
    (async function* () {
      for await (const part of parts)
        for (const row of part) yield columns.map((column) => cell(column, row));
    })(),
    {
      name: name.replace(/[[\]:*?/\\]/g, ' ').slice(0, 31),
      freezePane: { rows: 1 },
      columns: columns.map(({ name, kind = 'words' }) => ({
        header: name,
        width: WIDTHS[kind],
        numFmt: FORMATS[kind],
      })),
    },
  );
}
