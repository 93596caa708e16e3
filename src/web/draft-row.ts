import {
  ROW_FIELDS,
  SHOP_FIELDS,
  type Correction,
  type RowField,
  type ShopField,
} from '#src/domain/lists/corrections.ts';
import type { CheckedRow, CheckedShop } from '#src/domain/registry/checked-list.ts';
import { day } from '#src/i18n/format.ts';

export type AnyRow = CheckedRow | CheckedShop;

export const isShop = (row: AnyRow): row is CheckedShop => !('product' in row);

/** The fields of a row that a form offers. */
export const fieldsOf = (row: AnyRow): readonly (RowField | ShopField)[] =>
  isShop(row) ? SHOP_FIELDS : ROW_FIELDS;

/** What stands in a field, as one would type it. */
export function typedValue(row: AnyRow, field: RowField | ShopField): string {
  if (field === 'place') return row.place.asWritten ?? '';
  const value = (row as unknown as Record<string, unknown>)[field];
  if (value === null || value === undefined) return '';
  if (field === 'decisionDate' || field === 'validUntil')
    return day(value as CheckedRow['decisionDate'] & string);
  return typeof value === 'number' ? String(value).replace('.', ',') : String(value);
}

/** The corrections with what this form changes in one row. */
export function withRow(
  corrections: readonly Correction[],
  sheet: string,
  row: AnyRow,
  typed: (field: string) => string,
): Correction[] {
  const changed = fieldsOf(row).flatMap((field): Correction[] => {
    const chosen = field === 'place' ? typed('noi') : '';
    const value = /^\d{5}$/.test(chosen) ? chosen : typed(`o-${field}`).trim();
    return value === typedValue(row, field).trim() ? [] : [{ sheet, line: row.line, field, value }];
  });
  const isChanged = (one: Correction) =>
    one.sheet === sheet && one.line === row.line && changed.some(({ field }) => field === one.field);
  return [...corrections.filter((one) => !isChanged(one)), ...changed];
}
