import type { APIRoute } from 'astro';
import { openRegister } from '#src/domain/reports/open-register.ts';
import { otherMethods } from '#src/web/api/answer-json.ts';
import { openFile } from '#src/web/open-data.ts';

export const GET: APIRoute = (astro) =>
  openFile(astro, {
    name: 'so-dang-ky-ocop.ndjson',
    contentType: 'application/x-ndjson; charset=utf-8',
    rows: openRegister,
    head: '',
    lines: (product) => `${JSON.stringify(product)}\n`,
  });
export const HEAD = GET;
export const ALL: APIRoute = otherMethods;
