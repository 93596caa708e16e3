import type { APIRoute } from 'astro';
import { openPoints } from '#src/domain/reports/open-points.ts';
import { otherMethods } from '#src/web/api/answer-json.ts';
import { openFile } from '#src/web/open-data.ts';

export const GET: APIRoute = (astro) =>
  openFile(astro, {
    name: 'diem-ban-ocop.ndjson',
    contentType: 'application/x-ndjson; charset=utf-8',
    rows: openPoints,
    head: '',
    lines: (point) => `${JSON.stringify(point)}\n`,
  });
export const HEAD = GET;
export const ALL: APIRoute = otherMethods;
