import type { DeedName } from '#src/domain/accounts/deeds.ts';
import { tableFile, type FileKind, type TableColumn } from './table-file.ts';

/** Who asks, and by which address. */
export type Asking = { url: URL; locals: App.Locals };

type Open = (kind: FileKind) => Promise<Response>;

/** What a list of the office shows, all its pages: its name as a file, who may see the list, and how it is read. */
export type OfficeTable = { deed: DeedName; open: (asked: Asking) => Open };

/** Ties the columns of a table to its rows. */
export function table<Row>(
  deed: DeedName,
  title: string,
  parts: (asked: Asking) => AsyncIterable<readonly Row[]>,
  columns: (asked: Asking) => readonly TableColumn<Row>[],
): (file: string) => OfficeTable {
  return (file) => ({
    deed,
    open: (asked) => (kind) => tableFile(kind, { file, title, columns: columns(asked) }, parts(asked)),
  });
}

/** Rows that are read at once, and then sent. */
export const PART = 2_000;

/** Reads page after page, until one is not full. */
export async function* pages<Row>(
  read: (page: number) => Promise<readonly Row[]>,
  most = PART,
): AsyncGenerator<readonly Row[]> {
  for (let page = 1; ; page += 1) {
    const rows = await read(page);
    yield rows;
    if (rows.length < most) return;
  }
}

/** Several rows of each. */
export async function* split<One, Row>(
  parts: AsyncIterable<readonly One[]>,
  rowsOf: (one: One) => readonly Row[],
): AsyncGenerator<readonly Row[]> {
  for await (const part of parts) yield part.flatMap(rowsOf);
}

export async function* all<Row>(read: () => Promise<readonly Row[]>): AsyncGenerator<readonly Row[]> {
  yield await read();
}

export const asked = ({ url }: Asking, name: string, most: number): string =>
  (url.searchParams.get(name) ?? '').trim().slice(0, most);

export function nameIn({ locals: { site } }: Asking): (code: string | null) => string | null {
  return (code) => (code === null ? null : (site.places.nameOf(code) ?? code));
}
