import type { APIRoute } from 'astro';
import { writeXlsx } from 'hucre/xlsx';
import { asFile, dueColumns, dueRows } from '#src/web/due-file.ts';

export const GET: APIRoute = async (astro) => {
  const columns = dueColumns(astro);
  // Texts are written as texts, so that none is ever worked out as a formula.
  const rows = (await dueRows(astro)).map((row) => columns.map(({ value }) => value(row)));
  const book = await writeXlsx({
    sheets: [{ name: 'Thời hạn', rows: [columns.map(({ name }) => name), ...rows], freezePane: { rows: 1 } }],
  });
  return asFile(
    new Uint8Array(book),
    'thoi-han-giay-chung-nhan.xlsx',
    'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  );
};
