import type { APIContext } from 'astro';
import {
  PRINTER_DOTS,
  STAMP_FORMS,
  STAMP_SIZES,
  type StampForm,
  type StampPaper,
} from '#src/domain/traceability/stamp-run.ts';
import { stampMaker, stampRun, type StampRun } from '#src/domain/traceability/stamp-runs.ts';
import { orNull } from './not-found.ts';
import { printedOrigin } from './origin.ts';
import { stampAddress, type StampPrint } from './stamp-layout.ts';

/** A run and what is asked of its print in the address. */
export type AskedPrint = StampPrint & { run: StampRun; origin: string };

/** A number as people write it: with a comma or a point. */
const numberOf = (text: string | null): number => Number((text ?? '').trim().replace(',', '.') || Number.NaN);

function paperOf(asked: URLSearchParams): StampPaper {
  const width = asked.get('cuon');
  if (width === null || width === '') return 'sheet';
  return {
    width: numberOf(width),
    gap: numberOf(asked.get('khe') || '0'),
    across: numberOf(asked.get('ngang') || '1'),
  };
}

type Astro = Pick<APIContext, 'locals' | 'params' | 'url'>;

/** The run in the address and the paper that is asked for; `null`: it is not this producer's. */
export async function paperAsked({
  locals: { ctx },
  params,
  url,
}: Astro): Promise<(Pick<AskedPrint, 'run' | 'size' | 'dots' | 'paper'> & { form: StampForm }) | null> {
  const producerId = params['producer'] ?? '';
  const maker = await orNull(stampMaker(ctx, producerId));
  const run = maker && (await orNull(stampRun(ctx, params['run'] ?? '')));
  if (run?.producer?.id !== producerId) return null;
  const asked = url.searchParams;
  const form = run.signed ? 'signed' : (STAMP_FORMS.find((each) => each === asked.get('dang')) ?? 'code');
  return {
    run,
    form,
    size: STAMP_SIZES.find((each) => String(each) === asked.get('co')) ?? (form === 'code' ? 16 : 20),
    dots: PRINTER_DOTS.find((each) => String(each) === asked.get('may')) ?? 600,
    paper: paperOf(asked),
  };
}

/**
 * What a printer needs of the run in the address; `null`: it is not this producer's. Query: `co`, the side in millimetres;
 * `may`, the printer's dots; `dang`, `gtin` for symbols with the goods' barcode; `cuon`, the width of a roll, with `khe` and
 * `ngang`, between labels and labels side by side.
 *
 * @throws Refusal `stamp.no_gtin`; `stamp.signed`: its codes are made elsewhere.
 */
export async function printOf(astro: Astro): Promise<AskedPrint | null> {
  const asked = await paperAsked(astro);
  if (!asked) return null;
  const { form, ...paper } = asked;
  const { site } = astro.locals;
  const origin = printedOrigin(site, astro.url);
  return {
    ...paper,
    origin,
    codeOf: site.stamps.codeOf(asked.run),
    address: stampAddress(origin, form, asked.run.product.gtin),
  };
}
