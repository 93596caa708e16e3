import type { APIRoute } from 'astro';
import { openRegister } from '#src/domain/reports/open-register.ts';
import {
  BYTE_ORDER_MARK,
  governing,
  headOf,
  MINISTRY_COLUMNS,
  rowOf,
} from '#src/domain/reports/register-table.ts';
import { otherMethods } from '#src/web/api/answer-json.ts';
import { openFile } from '#src/web/open-data.ts';

export const GET: APIRoute = (astro) => {
  let number = 0;
  return openFile(astro, {
    name: 'ptnt-ocop.csv',
    contentType: 'text/csv; charset=utf-8; header=present',
    rows: openRegister,
    head: BYTE_ORDER_MARK + headOf(MINISTRY_COLUMNS),
    // Made-up goods are never handed to the ministry.
    lines: (product) =>
      product.isExample || governing(product) === null
        ? ''
        : rowOf(MINISTRY_COLUMNS, { number: ++number, product }),
  });
};
export const HEAD = GET;
export const ALL: APIRoute = otherMethods;
