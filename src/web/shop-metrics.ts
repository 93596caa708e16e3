import { driftOf, DRIFT_KINDS } from '#src/domain/checkout/drift.ts';
import type { Site } from './site.ts';

/** Numbers that should be equal are added up at most so often, however often they are asked for. */
const FRESH_MS = 60_000;

/** How many things of each kind are not as they should be; nothing where nothing is sold. */
export function shopMetrics(site: Site): () => Promise<Record<string, number>> {
  let kept: { at: number; gauges: Record<string, number> } | null = null;
  return async () => {
    if (site.mode !== 'marketplace') return {};
    const now = site.config.clock();
    if (kept === null || now.getTime() - kept.at >= FRESH_MS) {
      const drift = await driftOf({ db: site.db, now });
      kept = {
        at: now.getTime(),
        gauges: Object.fromEntries(
          DRIFT_KINDS.map((kind) => [`drift_${kind}`, drift.filter((one) => one.kind === kind).length]),
        ),
      };
    }
    return kept.gauges;
  };
}
