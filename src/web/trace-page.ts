import type { Trace } from '#src/domain/traceability/trace.ts';
import { privatePage, publicPage } from './page.ts';

/**
 * Lets everyone keep a trace page, under the facts it shows. A page about alcohol shows more to those who
 * have declared their age, so nobody keeps it.
 */
export function keepTracePage(astro: Parameters<typeof publicPage>[0], trace: Trace): void {
  if (trace.isAlcohol) return privatePage(astro);
  publicPage(astro, tagsOfTrace(trace));
}

/** The facts that a trace page shows. */
export function tagsOfTrace(trace: Trace): string[] {
  return [
    `product:${trace.product.id}`,
    ...(trace.producer ? [`producer:${trace.producer.id}`] : []),
    'points-of-sale',
    'places',
    'site',
  ];
}
