import { inForce } from '#src/domain/certification/certificate.ts';
import type { Day } from '#src/domain/shared/calendar.ts';
import { stampFacts, type StampFacts } from '#src/domain/traceability/issued-stamps.ts';
import { traceProduct, type Trace } from '#src/domain/traceability/trace.ts';
import type { Site } from './site.ts';

/** A stamp as its page shows it. */
export type ScannedStamp = StampFacts & {
  code: string;
  /** Whether the product was certified on the day the lot was made; `null`: nobody says when that was. */
  certifiedThen: boolean | null;
};

/**
 * What is to be read of the stamp with this code. A code that we have not made, and one of a stamp that nobody
 * ordered, are told apart by nothing: `null`, and no database is asked.
 *
 * @param code as `stampCodeOf` gives it.
 */
export async function scannedStamp(
  site: Pick<Site, 'stamps' | 'db' | 'sql' | 'config'>,
  code: string,
  today: Day,
): Promise<{ stamp: ScannedStamp; trace: Trace } | null> {
  const found = site.stamps.find(code);
  const facts = found && (await stampFacts(site, found));
  if (!facts) return null;
  const named = { id: facts.productId };
  const { madeOn } = facts.lot;
  const [trace, then] = await Promise.all([
    traceProduct(site.sql, named, today, site.config.lastDay),
    madeOn && traceProduct(site.sql, named, madeOn, site.config.lastDay),
  ]);
  if (!trace) return null;
  const status = then ? then.verdict.status : null;
  return {
    trace,
    stamp: { ...facts, code, certifiedThen: madeOn ? status !== null && inForce(status) : null },
  };
}
