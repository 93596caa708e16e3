import { AUDIT_TAG, logTag } from '#src/domain/registry-log/append-log.ts';
import { differingOf } from '#src/domain/registry-log/log.ts';
import type { Trace } from '#src/domain/traceability/trace.ts';
import { privatePage, publicPage } from './page.ts';
import type { Site } from './site.ts';

/** Of what a trace page shows, what the registry log speaks of. */
export type LoggedThing = 'certificate' | 'lot' | 'stamp_run' | 'sign_key';
type Shown = { lotId?: string; runId?: string; signed?: { key: number } | null };

/** Subjects of the log: the certificate that speaks for the goods, or all of them where none does. */
function subjectsOf({ certificate, history }: Trace, { lotId, runId, signed }: Shown): string[] {
  return [
    ...(certificate ? [certificate] : history).map(({ id }) => `certificate:${id}`),
    ...(lotId ? [`lot:${lotId}`] : []),
    ...(runId ? [`stamp_run:${runId}`] : []),
    ...(signed ? [`sign_key:${signed.key}`] : []),
  ];
}

/** Where the page would say something else than the log: to be told before all else. */
export async function unlikeLog(
  site: Pick<Site, 'db'>,
  trace: Trace,
  shown: Shown = {},
): Promise<LoggedThing[]> {
  const found = await differingOf(site, subjectsOf(trace, shown));
  return [...new Set(found.map((subject) => subject.split(':')[0] as LoggedThing))];
}

/**
 * Lets everyone keep a trace page, under the facts it shows. A page about alcohol shows more to those who
 * have declared their age, so nobody keeps it; nor one that says something else than the log.
 */
export function keepTracePage(
  astro: Parameters<typeof publicPage>[0],
  trace: Trace,
  unlike: readonly LoggedThing[],
  shown: Shown = {},
): void {
  if (trace.isAlcohol || unlike.length > 0) return privatePage(astro);
  publicPage(astro, tagsOfTrace(trace, shown));
}

/** The facts that a trace page shows. */
export function tagsOfTrace(trace: Trace, shown: Shown = {}): string[] {
  return [
    `product:${trace.product.id}`,
    ...(trace.producer ? [`producer:${trace.producer.id}`] : []),
    'points-of-sale',
    'places',
    'site',
    AUDIT_TAG,
    ...subjectsOf(trace, shown).map(logTag),
  ];
}
