import type { APIRoute } from 'astro';
import { pinKey } from '#src/domain/traceability/scratch-pin.ts';
import { answering } from '#src/web/answer.ts';
import { goTo } from '#src/web/forms.ts';
import { paths } from '#src/web/paths.ts';
import { pinSheet } from '#src/web/pin-sheet.ts';
import { paperAsked } from '#src/web/stamp-print.ts';
import { asFile } from '#src/web/table-file.ts';

/** Query as `paperAsked` reads it: what the stamps were printed with. */
export const GET: APIRoute = (astro) =>
  answering(async () => {
    const print = await paperAsked(astro);
    if (!print) return new Response(null, { status: 404 });
    const { run, size, paper } = print;
    if (!run.hasPins) return goTo(`${paths.workshopStampRun(run.producer!.id, run.id)}#lop-cao`);
    const kind = paper === 'sheet' ? '' : '-cuon';
    const pins = pinKey(astro.locals.site.stampRoot, run.epoch);
    return asFile(
      await pinSheet({ ...print, pins }),
      `lop-cao-${run.number}-${size}mm${kind}.pdf`,
      'application/pdf',
    );
  });
