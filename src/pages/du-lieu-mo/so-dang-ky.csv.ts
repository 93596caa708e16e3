import type { APIRoute } from 'astro';
import { openRegister } from '#src/domain/reports/open-register.ts';
import {
  BYTE_ORDER_MARK,
  headOf,
  linesOf,
  registerColumns,
  rowOf,
} from '#src/domain/reports/register-table.ts';
import { otherMethods } from '#src/web/api/answer-json.ts';
import { openFile } from '#src/web/open-data.ts';

export const GET: APIRoute = (astro) => {
  const { places } = astro.locals.site;
  const columns = registerColumns((code) => (code === null ? null : places.nameOf(code)));
  return openFile(astro, {
    name: 'so-dang-ky-ocop.csv',
    contentType: 'text/csv; charset=utf-8; header=present',
    rows: openRegister,
    head: BYTE_ORDER_MARK + headOf(columns),
    lines: (product) =>
      linesOf(product)
        .map((line) => rowOf(columns, line))
        .join(''),
  });
};
export const HEAD = GET;
export const ALL: APIRoute = otherMethods;
