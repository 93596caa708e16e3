import type { APIRoute } from 'astro';
import { printedStampCode } from '#src/domain/traceability/stamp-code.ts';
import { stampsRoom } from '#src/i18n/stamps.ts';
import { printOf } from '#src/web/stamp-print.ts';
import { codesOf, stampAddress } from '#src/web/stamp-layout.ts';
import { tableFile } from '#src/web/table-file.ts';

const ROWS_A_PART = 2_000;
const { place, code, printed, address, withGtin } = stampsRoom.sheet.columns;

export const GET: APIRoute = async (astro) => {
  const print = await printOf(astro);
  if (!print) return new Response(null, { status: 404 });
  const { run, origin } = print;
  const { gtin } = run.product;
  return tableFile<{ place: number; code: string }>(
    'csv',
    {
      file: `tem-${run.number}`,
      title: stampsRoom.sheet.title(run.number),
      columns: [
        { name: place, kind: 'number', value: (row) => row.place },
        { name: code, value: (row) => row.code },
        { name: printed, value: (row) => printedStampCode(row.code) },
        { name: address, value: (row) => stampAddress(origin, 'code', null) + row.code },
        ...(gtin === null
          ? []
          : [
              {
                name: withGtin,
                value: (row: { code: string }) => stampAddress(origin, 'gtin', gtin) + row.code,
              },
            ]),
      ],
    },
    (async function* () {
      let part: { place: number; code: string }[] = [];
      let at = 0;
      for (const each of codesOf(print)) {
        part.push({ place: (at += 1), code: each });
        if (part.length === ROWS_A_PART) yield part.splice(0);
      }
      if (part.length > 0 || run.count === 0) yield part;
    })(),
  );
};
