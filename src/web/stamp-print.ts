import type { APIContext } from 'astro';
import { stampMaker, stampRun } from '#src/domain/traceability/stamp-runs.ts';
import { orNull } from './not-found.ts';
import { printedOrigin } from './origin.ts';
import { paths } from './paths.ts';
import type { StampPrint } from './stamp-sheet.ts';

/** What a printer needs of the run in the address; `null`: it is not this producer's. */
export async function printOf({
  locals: { ctx, site },
  params,
  url,
}: Pick<APIContext, 'locals' | 'params' | 'url'>): Promise<Pick<
  StampPrint,
  'run' | 'keys' | 'address'
> | null> {
  const producerId = params['producer'] ?? '';
  const maker = await orNull(stampMaker(ctx, producerId));
  const run = maker && (await orNull(stampRun(ctx, params['run'] ?? '')));
  if (run?.producer?.id !== producerId) return null;
  return { run, keys: site.stamps.keysOf(run.epoch), address: printedOrigin(site, url) + paths.stamp('') };
}
