import type { APIRoute } from 'astro';
import { answering } from '#src/web/answer.ts';
import { stampAddress } from '#src/web/stamp-layout.ts';
import { stampFile } from '#src/web/stamp-list.ts';
import { printOf } from '#src/web/stamp-print.ts';

export const GET: APIRoute = (astro) =>
  answering(async () => {
    const print = await printOf(astro);
    if (!print) return new Response(null, { status: 404 });
    const { run, codeOf, origin } = print;
    const { gtin } = run.product;
    return stampFile({
      run,
      codeOf,
      address: stampAddress(origin, 'code', null),
      barcode: gtin && stampAddress(origin, 'gtin', gtin),
    });
  });
