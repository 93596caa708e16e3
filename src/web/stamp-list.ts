import { printedStampCode } from '#src/domain/traceability/stamp-code.ts';
import type { StampRun } from '#src/domain/traceability/stamp-runs.ts';
import { stampsRoom } from '#src/i18n/stamps.ts';
import { codesOf, type StampPrint } from './stamp-layout.ts';
import { tableFile } from './table-file.ts';

const ROWS_A_PART = 2_000;
const { place, code, printed, address, withGtin } = stampsRoom.sheet.columns;

/** The codes of a run for a printing house, as CSV. */
export function stampFile({
  run,
  codeOf,
  address: begin,
  barcode = null,
}: Pick<StampPrint, 'codeOf' | 'address'> & {
  run: Pick<StampRun, 'number' | 'first' | 'count'>;
  /** What stands before the code in symbols with the barcode of the goods. */
  barcode?: string | null;
}): Promise<Response> {
  return tableFile<{ place: number; code: string }>(
    'csv',
    {
      file: `tem-${run.number}`,
      title: stampsRoom.sheet.title(run.number),
      columns: [
        { name: place, kind: 'number', value: (row) => row.place },
        { name: code, value: (row) => row.code },
        { name: printed, value: (row) => printedStampCode(row.code) },
        { name: address, value: (row) => begin + row.code },
        ...(barcode === null
          ? []
          : [{ name: withGtin, value: (row: { code: string }) => barcode + row.code }]),
      ],
    },
    (async function* () {
      let part: { place: number; code: string }[] = [];
      let at = 0;
      for (const each of codesOf({ run, codeOf })) {
        part.push({ place: (at += 1), code: each });
        if (part.length === ROWS_A_PART) yield part.splice(0);
      }
      if (part.length > 0 || run.count === 0) yield part;
    })(),
  );
}
