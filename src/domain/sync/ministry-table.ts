/**
 * The table `PTNT_OCOP` in which the ministry exchanges products. It says which product of which maker is where, and
 * with how many stars; it says of no decision its number, issuer or day, of no certificate its last day, and of no
 * revocation its ground or paper. What comes in by it is therefore a product with stars that wait for their decision.
 *
 * @source Decision 5277/QĐ-BNNMT, as read in public copies of its tables.
 */

import { finding } from '#src/domain/lists/finding.ts';
import type { ListRow, ReadSheet } from '#src/domain/lists/list-row.ts';
import { readFile } from '#src/domain/lists/read-file.ts';
import { columnName } from '#src/domain/lists/sheet.ts';
import type { Places } from '#src/domain/places/gazetteer.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import { foldedWords } from '#src/domain/shared/text.ts';

const COLUMNS = {
  place: 'Ma_DonViHanhChinh',
  time: 'Ma_ThoiGian',
  code: 'Ma_SanPham',
  product: 'TenSanPham',
  stars: 'XepHang',
  producer: 'ChuTheSXKD',
  status: 'TrangThai',
} as const;
type Column = keyof typeof COLUMNS;

const NEEDED: readonly Column[] = ['code', 'product', 'stars', 'producer'];
/** In whichever words a revoked or suspended product is marked. */
const LOST = /^(revoked|suspended|thu hoi|da thu hoi|tam dung|dinh chi|huy)/;

export const isLost = (status: string | null): boolean => status !== null && LOST.test(foldedWords(status));

export const codeOfMinistry = ({ productCode }: ListRow): string | null => productCode;

/** @throws Refusal `decision_list.unreadable`, `source.no_ministry_table`. */
export async function readMinistryTable(places: Places, bytes: Uint8Array, name: string): Promise<ReadSheet> {
  for (const sheet of await readFile(bytes, name)) {
    const head = sheet.rows.findIndex(({ cells }) =>
      NEEDED.every((column) => cells.some(({ text }) => key(text) === key(COLUMNS[column]))),
    );
    if (head < 0) continue;
    const { cells: names, line } = sheet.rows[head]!;
    const at = Object.fromEntries(
      Object.entries(COLUMNS).map(([column, title]) => [
        column,
        names.findIndex(({ text }) => key(text) === key(title)),
      ]),
    ) as Record<Column, number>;
    const read: ReadSheet = {
      name: sheet.name,
      kind: 'decision',
      headerLines: [line],
      columns: Object.fromEntries(
        Object.entries(at).flatMap(([column, index]) => (index < 0 ? [] : [[column, columnName(index)]])),
      ),
      headings: {},
      title: { decisionNumber: null, decisionDate: null, issuer: null, province: null },
      rows: [],
      shops: [],
      skipped: [],
      findings: [],
      revokes: false,
    };
    for (const { cells, line } of sheet.rows.slice(head + 1)) {
      const of = (column: Column) => unquoted((at[column] < 0 ? '' : cells[at[column]]?.text) ?? '') || null;
      if (cells.every(({ text }) => text === '')) continue;
      read.rows.push(rowOf(line, of, places));
    }
    return read;
  }
  throw new Refusal('source.no_ministry_table');
}

const key = (text: string): string => text.toLowerCase().replace(/[^a-z]/g, '');
/** Spreadsheets are kept from running a name as a formula by a quote before it. */
const unquoted = (text: string): string => text.replace(/^'(?=[=+\-@])/, '');

function rowOf(line: number, of: (column: Column) => string | null, places: Places): ListRow {
  const code = of('place');
  const unit =
    code === null
      ? null
      : places.unit(code.length < 5 && code.length > 2 ? code.padStart(5, '0') : code.padStart(2, '0'));
  const told = of('stars');
  const stars = told === null ? null : Number(/^([1-5])\s*(\*|sao)?$/i.exec(told)?.[1] ?? Number.NaN);
  const year = Number(/^(\d{4})/.exec(of('time') ?? '')?.[1] ?? Number.NaN);
  const product = of('product');
  const status = of('status');
  return {
    line,
    product,
    producer: of('producer'),
    seller: null,
    representative: null,
    stars: stars !== null && Number.isInteger(stars) ? stars : null,
    points: null,
    decisionNumber: null,
    decisionDate: null,
    decisionYear: Number.isInteger(year) ? year : null,
    issuer: null,
    validUntil: null,
    place: {
      address: null,
      hamlet: null,
      commune: null,
      district: null,
      province: unit?.level === 'province' ? unit.fullName : null,
      ...(unit?.level === 'commune' && { code: unit.code }),
    },
    group: null,
    recognition: null,
    certificateNumber: null,
    phone: null,
    email: null,
    website: null,
    link: null,
    price: null,
    pack: null,
    degree: null,
    gtin: null,
    productCode: of('code'),
    taxCode: null,
    note: status,
    findings: [
      ...(product === null ? [finding('product_missing', 'product')] : []),
      ...(told !== null && !Number.isInteger(stars)
        ? [finding('stars_unreadable', 'stars', { text: told })]
        : []),
      // The paper that took it away is not in the table: an officer who has it writes it down.
      ...(isLost(status) && told !== null ? [finding('row_revokes', 'stars', { text: status ?? '' })] : []),
    ],
  };
}
