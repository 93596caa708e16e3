import type { APIRoute } from 'astro';
import { BYTE_ORDER_MARK, headOf, rowOf } from '#src/domain/reports/register-table.ts';
import { asFile, dueColumns, dueRows } from '#src/web/due-file.ts';

export const GET: APIRoute = async (astro) => {
  const columns = dueColumns(astro);
  const lines = (await dueRows(astro)).map((row) => rowOf(columns, row));
  return asFile(
    BYTE_ORDER_MARK + headOf(columns) + lines.join(''),
    'thoi-han-giay-chung-nhan.csv',
    'text/csv; charset=utf-8; header=present',
  );
};
