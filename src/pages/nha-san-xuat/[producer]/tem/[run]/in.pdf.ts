import type { APIRoute } from 'astro';
import { PRINTER_DOTS, STAMP_SIZES } from '#src/domain/traceability/stamp-run.ts';
import { problem } from '#src/web/answer.ts';
import { asFile } from '#src/web/table-file.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import { printOf } from '#src/web/stamp-print.ts';
import { stampSheet } from '#src/web/stamp-sheet.ts';

/** Query: `co`, the side in millimetres; `may`, the printer's dots. */
export const GET: APIRoute = async (astro) => {
  const print = await printOf(astro);
  if (!print) return new Response(null, { status: 404 });
  const asked = astro.url.searchParams;
  const size = STAMP_SIZES.find((each) => String(each) === asked.get('co')) ?? 16;
  const dots = PRINTER_DOTS.find((each) => String(each) === asked.get('may')) ?? 600;
  try {
    const sheet = await stampSheet({ ...print, size, dots });
    return asFile(sheet, `tem-${print.run.number}-${size}mm.pdf`, 'application/pdf');
  } catch (error) {
    if (error instanceof Refusal) return problem(error, 'vi');
    throw error;
  }
};
