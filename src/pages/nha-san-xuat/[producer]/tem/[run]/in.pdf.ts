import type { APIRoute } from 'astro';
import { answering } from '#src/web/answer.ts';
import { printOf } from '#src/web/stamp-print.ts';
import { stampSheet } from '#src/web/stamp-sheet.ts';
import { asFile } from '#src/web/table-file.ts';

/** Query as `printOf` reads it. */
export const GET: APIRoute = (astro) =>
  answering(async () => {
    const print = await printOf(astro);
    if (!print) return new Response(null, { status: 404 });
    const { run, size, paper } = print;
    const kind = paper === 'sheet' ? '' : '-cuon';
    return asFile(await stampSheet(print), `tem-${run.number}-${size}mm${kind}.pdf`, 'application/pdf');
  });
