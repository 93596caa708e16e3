import { inForce } from '#src/domain/certification/certificate.ts';
import type { ScanFacts } from '#src/domain/scans/scan-history.ts';
import {
  pageWarnings,
  readStamp,
  type PageWarning,
  type StampReading,
} from '#src/domain/scans/stamp-reading.ts';
import type { Day } from '#src/domain/shared/calendar.ts';
import { traceProduct, type Trace } from '#src/domain/traceability/trace.ts';
import type { Site } from './site.ts';

/** A stamp as its page shows it. */
export type ScannedStamp = StampReading & {
  /** Whether the product was certified on the day the lot was made; `null`: nobody says when that was. */
  certifiedThen: boolean | null;
  /** Weightiest first. */
  warnings: PageWarning[];
  scans: ScanFacts;
};

type Holds = Pick<Site, 'stamps' | 'sql' | 'config' | 'scans'>;

/**
 * What is to be read of the stamp with this code. A code that we have not made, and one of a stamp that nobody
 * ordered, are told apart by nothing: `null`, and no database is asked.
 *
 * @param code as `stampCodeOf` gives it.
 */
export async function scannedStamp(
  site: Holds,
  code: string,
  today: Day,
): Promise<{ stamp: ScannedStamp; trace: Trace } | null> {
  const found = site.stamps.find(code);
  const reading = found && (await readStamp(site.sql, found));
  return reading && tracedStamp(site, reading, today);
}

/** The same of a stamp that was read already. */
export async function tracedStamp(
  site: Holds,
  reading: StampReading,
  today: Day,
): Promise<{ stamp: ScannedStamp; trace: Trace } | null> {
  const named = { id: reading.productId };
  const { madeOn } = reading.lot;
  const [trace, then] = await Promise.all([
    traceProduct(site.sql, named, today, site.config.lastDay),
    madeOn && traceProduct(site.sql, named, madeOn, site.config.lastDay),
  ]);
  if (!trace) return null;
  const status = then ? then.verdict.status : null;
  return {
    trace,
    stamp: {
      ...reading,
      certifiedThen: madeOn ? status !== null && inForce(status) : null,
      warnings: pageWarnings(today, reading),
      scans: site.scans.factsOf(reading.runId, reading.place, reading.history),
    },
  };
}
