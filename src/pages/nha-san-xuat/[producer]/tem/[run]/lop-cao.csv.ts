import type { APIRoute } from 'astro';
import { pinKey, pinsOf } from '#src/domain/traceability/scratch-pin.ts';
import { pinsRoom } from '#src/i18n/pins-room.ts';
import { stampsRoom } from '#src/i18n/stamps.ts';
import { goTo } from '#src/web/forms.ts';
import { paths } from '#src/web/paths.ts';
import { paperAsked } from '#src/web/stamp-print.ts';
import { tableFile } from '#src/web/table-file.ts';

const ROWS_A_PART = 2_000;

/** With places, not with codes: who prints the second pass need not know both. */
export const GET: APIRoute = async (astro) => {
  const print = await paperAsked(astro);
  if (!print) return new Response(null, { status: 404 });
  const { run } = print;
  if (!run.hasPins) return goTo(`${paths.workshopStampRun(run.producer!.id, run.id)}#lop-cao`);
  const key = pinKey(astro.locals.site.stampRoot, run.epoch);
  return tableFile<{ place: number; pin: string }>(
    'csv',
    {
      file: `lop-cao-${run.number}`,
      title: pinsRoom.sheet.title(run.number),
      columns: [
        { name: stampsRoom.sheet.columns.place, kind: 'number', value: (row) => row.place },
        { name: pinsRoom.column, value: (row) => row.pin },
      ],
    },
    (async function* () {
      let part: { place: number; pin: string }[] = [];
      let place = 0;
      for (const pin of pinsOf(key, run)) {
        part.push({ place: (place += 1), pin });
        if (part.length === ROWS_A_PART) yield part.splice(0);
      }
      if (part.length > 0) yield part;
    })(),
  );
};
