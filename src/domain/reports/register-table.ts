import type { OpenProduct } from './open-register.ts';

/** A table of text as officers open it: a name for each column, and a row for each certificate. */
export type Table<Row> = readonly { name: string; value: (row: Row) => string | number | boolean | null }[];

export type NameOfPlace = (code: string | null) => string | null;

type Line = { product: OpenProduct; certificate: OpenProduct['certificates'][number] | null };

/** One row a certificate; a product without any has one row with those columns empty. */
export function linesOf(product: OpenProduct): Line[] {
  return product.certificates.length === 0
    ? [{ product, certificate: null }]
    : product.certificates.map((certificate) => ({ product, certificate }));
}

/** The open register as a table. The names of columns are a contract: added to, never changed. */
export function registerColumns(nameOf: NameOfPlace): Table<Line> {
  return [
    { name: 'ma_san_pham', value: ({ product }) => product.id },
    { name: 'ten_san_pham', value: ({ product }) => product.name },
    { name: 'ma_chu_the', value: ({ product }) => product.producer?.id ?? null },
    { name: 'chu_the', value: ({ product }) => product.producer?.name ?? null },
    { name: 'ma_tinh', value: ({ product }) => product.place.province },
    { name: 'tinh', value: ({ product }) => nameOf(product.place.province) },
    { name: 'ma_xa', value: ({ product }) => product.place.commune },
    { name: 'xa', value: ({ product }) => nameOf(product.place.commune) },
    { name: 'dia_chi_in', value: ({ product }) => product.place.asPrinted },
    { name: 'bo', value: ({ product }) => product.set },
    { name: 'nhom', value: ({ product }) => product.group },
    { name: 'ma_chung_nhan', value: ({ certificate }) => certificate?.id ?? null },
    { name: 'so_quyet_dinh', value: ({ certificate }) => certificate?.decision?.number ?? null },
    { name: 'co_quan_ban_hanh', value: ({ certificate }) => certificate?.decision?.issuer ?? null },
    { name: 'ngay_quyet_dinh', value: ({ certificate }) => certificate?.issuedOn ?? null },
    {
      name: 'nam',
      value: ({ certificate }) =>
        certificate?.issuedYear ?? (certificate?.issuedOn ? Number(certificate.issuedOn.slice(0, 4)) : null),
    },
    { name: 'quy_dinh', value: ({ certificate }) => certificate?.ruleSet ?? null },
    { name: 'hang_sao', value: ({ certificate }) => certificate?.stars ?? null },
    { name: 'trang_thai', value: ({ certificate }) => certificate?.status ?? null },
    { name: 'sao_dang_hieu_luc', value: ({ certificate }) => certificate?.starsInForce ?? null },
    { name: 'hieu_luc_den', value: ({ certificate }) => certificate?.until ?? null },
    { name: 'la_moi_nhat', value: ({ certificate }) => (certificate === null ? null : certificate.governs) },
    { name: 'gia', value: ({ product }) => product.price },
    { name: 'quy_cach', value: ({ product }) => product.pack },
    { name: 'gtin', value: ({ product }) => product.gtin },
    { name: 'ngung_ban_tu', value: ({ product }) => product.withdrawnOn },
    { name: 'nguon', value: ({ certificate, product }) => certificate?.source ?? product.source },
    { name: 'vi_du', value: ({ product }) => product.isExample },
    { name: 'xet_ngay', value: ({ product }) => product.on },
    { name: 'sua_luc', value: ({ product }) => product.changedAt },
  ];
}

/**
 * The shape in which the ministry exchanges OCOP products (`PTNT_OCOP`), one row a product with a dated
 * certificate. What the register does not keep stays empty: turnover is nobody's business here.
 *
 * @source Decision 5277/QĐ-BNNMT, as read in public copies of its tables.
 */
export const MINISTRY_COLUMNS: Table<{ number: number; product: OpenProduct }> = [
  { name: 'MA_OCOP', value: ({ number }) => number },
  { name: 'Ma_DonViHanhChinh', value: ({ product: { place } }) => place.commune ?? place.province },
  { name: 'Ma_ThoiGian', value: ({ product }) => governing(product)?.issuedOn?.slice(0, 4) ?? null },
  {
    // Ten characters at most: the old code where it fits, or the beginning of ours.
    name: 'Ma_SanPham',
    value: ({ product: { id, legacyCode } }) =>
      legacyCode !== null && legacyCode.length <= 10 ? legacyCode : id.slice(0, 10),
  },
  { name: 'TenSanPham', value: ({ product }) => product.name.slice(0, 255) },
  {
    name: 'XepHang',
    value: ({ product }) => {
      const stars = governing(product)?.starsInForce;
      return stars ? `${stars}*` : null;
    },
  },
  { name: 'ChuTheSXKD', value: ({ product }) => product.producer?.name.slice(0, 255) ?? null },
  { name: 'DoanhThuNam', value: () => null },
  { name: 'TrangThai', value: ({ product }) => governing(product)?.status ?? null },
];

/** The certificate that speaks for the product, where its day is known. */
export function governing({ certificates }: OpenProduct): OpenProduct['certificates'][number] | null {
  return certificates.find(({ governs, issuedOn }) => governs && issuedOn !== null) ?? null;
}

/** How a spreadsheet begins that is to be read as UTF-8. */
export const BYTE_ORDER_MARK = '\ufeff';

export function headOf<Row>(table: Table<Row>): string {
  return csvLine(table.map(({ name }) => name));
}

export function rowOf<Row>(table: Table<Row>, row: Row): string {
  return csvLine(table.map(({ value }) => value(row)));
}

/** @source RFC 4180; cells that a spreadsheet would run as a formula are led by an apostrophe. */
function csvLine(cells: readonly (string | number | boolean | null)[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

function csvCell(value: string | number | boolean | null): string {
  if (value === null) return '';
  if (typeof value !== 'string') return String(value);
  const harmless = /^[=+\-@\t\r\n]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
