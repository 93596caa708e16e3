import { CsvError, parse } from 'csv-parse/sync';
import { tidy } from '#src/domain/shared/text.ts';
import type { Places } from './gazetteer.ts';
import { nameOf } from './place-name.ts';

/** One line of the office's table: an old commune, or a district that became a unit itself, and where it went. */
export type ConversionRow = {
  /** Line in the file, the header being line 1. */
  line: number;
  level: 'commune' | 'district';
  code: string | null;
  fullName: string;
  district: string | null;
  province: string;
  successorCode: string;
  /** The table says that only a part went there. */
  part: boolean;
};

export type ConversionFinding = {
  line: number;
  code:
    | 'unreadable'
    | 'column_missing'
    | 'name_missing'
    | 'province_unknown'
    | 'old_code_unreadable'
    | 'unit_unknown'
    | 'unit_in_other_province'
    | 'unit_named_otherwise';
  /** The column. */
  field?: string;
  /** What stands there. */
  value?: string;
};

const COLUMNS = [
  'old_code',
  'old_name',
  'old_district',
  'old_province',
  'new_code',
  'new_name',
  'new_province_code',
] as const;
type Column = (typeof COLUMNS)[number] | 'how_in_nso_table';

/**
 * Reads the conversion table of the statistics office: comma, semicolon or tab, columns in any order,
 * more columns than needed, with or without a byte order mark. Every line that cannot be read is told.
 *
 * @param places the units of today that the table must lead to.
 */
export function readConversionTable(
  text: string,
  places: Places,
): { rows: ConversionRow[]; findings: ConversionFinding[] } {
  const findings: ConversionFinding[] = [];
  const { header, lines } = readLines(text, findings);
  const at = new Map(header.map((title, index) => [tidy(title).toLowerCase(), index]));
  for (const column of COLUMNS)
    if (!at.has(column)) findings.push({ line: 1, code: 'column_missing', field: column });
  if (findings.some(({ code }) => code === 'column_missing')) return { rows: [], findings };

  const oldProvinces = new Map<string, string>();
  for (const { level, fullName } of places.former) {
    if (level === 'province') oldProvinces.set(nameOf(fullName).keys.exact, fullName);
  }
  const rows: ConversionRow[] = [];
  for (const { line, cells } of lines) {
    const cell = (column: Column) => tidy(cells[at.get(column) ?? -1] ?? '');
    const found: ConversionFinding[] = [];
    const note = (code: ConversionFinding['code'], field: Column) =>
      found.push({ line, code, field, ...(cell(field) && { value: cell(field) }) });

    const code = cell('old_code');
    if (code && !/^\d{5}$/.test(code)) note('old_code_unreadable', 'old_code');
    if (!cell('old_name') && !cell('old_district')) note('name_missing', 'old_name');
    const province = oldProvinces.get(nameOf(cell('old_province')).keys.exact);
    if (!province) note('province_unknown', 'old_province');
    const unit = /^\d{5}$/.test(cell('new_code')) ? places.unit(cell('new_code')) : null;
    if (!unit) note('unit_unknown', 'new_code');
    else if (unit.provinceCode !== cell('new_province_code'))
      note('unit_in_other_province', 'new_province_code');
    // Its kind may have changed since: xã then, phường now.
    else if (nameOf(cell('new_name')).keys.exact !== nameOf(unit.fullName).keys.exact)
      note('unit_named_otherwise', 'new_name');
    findings.push(...found);
    if (found.length > 0 || !province || !unit) continue;

    const isDistrict = !cell('old_name');
    rows.push({
      line,
      level: isDistrict ? 'district' : 'commune',
      code: code || null,
      fullName: isDistrict ? cell('old_district') : cell('old_name'),
      district: isDistrict ? null : cell('old_district') || null,
      province,
      successorCode: unit.code,
      part: /một phần|phần còn lại/iu.test(cell('how_in_nso_table')),
    });
  }
  return { rows, findings: findings.sort((a, b) => a.line - b.line) };
}

function readLines(
  text: string,
  findings: ConversionFinding[],
): { header: string[]; lines: { line: number; cells: string[] }[] } {
  const firstLine = /^[^\r\n]*/.exec(text)?.[0] ?? '';
  const delimiter =
    [',', ';', '\t'].toSorted((a, b) => firstLine.split(b).length - firstLine.split(a).length)[0] ?? ',';
  const records = parse(text, {
    bom: true,
    delimiter,
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
    skip_records_with_error: true,
    on_skip: (error) => {
      if (error instanceof CsvError) findings.push({ line: Number(error['lines'] ?? 0), code: 'unreadable' });
    },
  }) as unknown as { record: string[]; info: { lines: number } }[];
  const [header, ...rest] = records;
  const lines = rest
    .map(({ record, info }) => ({ line: info.lines, cells: record }))
    .filter(({ cells }) => cells.some((cell) => cell.trim() !== ''));
  return { header: header?.record ?? [], lines };
}
