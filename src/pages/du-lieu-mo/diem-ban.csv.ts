import type { APIRoute } from 'astro';
import { openPoints, pointColumns } from '#src/domain/reports/open-points.ts';
import { BYTE_ORDER_MARK, headOf, rowOf } from '#src/domain/reports/register-table.ts';
import { otherMethods } from '#src/web/api/answer-json.ts';
import { openFile } from '#src/web/open-data.ts';

export const GET: APIRoute = (astro) => {
  const { places } = astro.locals.site;
  const columns = pointColumns((code) => (code === null ? null : places.nameOf(code)));
  return openFile(astro, {
    name: 'diem-ban-ocop.csv',
    contentType: 'text/csv; charset=utf-8; header=present',
    rows: openPoints,
    head: BYTE_ORDER_MARK + headOf(columns),
    lines: (point) => rowOf(columns, point),
  });
};
export const HEAD = GET;
export const ALL: APIRoute = otherMethods;
