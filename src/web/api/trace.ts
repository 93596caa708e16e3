import { PAGE_TONES } from '#src/domain/scans/stamp-reading.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import { gtin14 } from '#src/domain/traceability/gtin.ts';
import { stampCodeOf } from '#src/domain/traceability/stamp-code.ts';
import type { Trace } from '#src/domain/traceability/trace.ts';
import { isLoopback } from '#src/web/front/rate-limit.ts';
import { at, paths } from '#src/web/paths.ts';
import { scannedStamp, type ScannedStamp } from '#src/web/scanned-stamp.ts';
import type { ApiAnswer, ApiCall } from './answer-json.ts';
import { certificateFields } from './certificates.ts';
import { findTrace, makerFields, named, placeFields, tagsOf } from './products.ts';

/**
 * What a printed code leads to: a stamp's code, a product's identifier, the last part of its address or its GTIN. Reads
 * only: nothing asked here counts as a scan. A code that the register never gave out is not found.
 *
 * @throws Refusal `trace.code_unknown`; `too_many`: too many codes of stamps that are none.
 */
export async function trace(call: ApiCall): Promise<ApiAnswer> {
  const { params, client, site, today } = call;
  const code = (params['code'] ?? '').trim();
  const stampCode = stampCodeOf(code);
  const scanned = stampCode && (await scannedStamp(site, stampCode, today));
  if (scanned) return { body: bodyOf(call, code, scanned.trace, scanned.stamp), isOfOne: true };
  const gtin = gtin14(code);
  const found = await findTrace(call, [...(gtin ? [{ gtin }] : []), ...named(code)]);
  if (found) return { body: bodyOf(call, code, found, null), tags: tagsOf(found) };
  if (stampCode && !isLoopback(client) && site.guesses.take(client) > 0) throw new Refusal('too_many');
  throw new Refusal('trace.code_unknown');
}

function bodyOf(call: ApiCall, code: string, found: Trace, stamp: ScannedStamp | null): unknown {
  const { product, producer, verdict } = found;
  const warning = stamp?.warnings[0] ?? null;
  return {
    code,
    level: stamp ? (stamp.signed ? 2 : 1) : 0,
    verdict: warning ?? verdict.code,
    tone: warning ? PAGE_TONES[warning] : verdict.tone,
    since: verdict.since,
    until: verdict.until,
    product: {
      id: product.id,
      slug: product.slug,
      name: product.name,
      set: product.set,
      pack: product.pack,
      gtin: product.gtin,
      place: placeFields(call, product),
      placeAsPrinted: product.placeAsPrinted,
      producer: makerFields(call, producer),
      label: product.label,
      withdrawnOn: product.withdrawnOn,
      isAlcohol: found.isAlcohol,
      isExample: product.isExample,
      url: call.origin + at(call.lang, paths.trace(product.slug)),
    },
    lot: stamp && { ...stamp.lot, certifiedThen: stamp.certifiedThen },
    certificate: found.certificate && certificateFields(call, found.certificate),
    scans: {
      first: stamp?.scans.firstAt?.toISOString() ?? null,
      devices: stamp?.scans.devices ?? null,
      provinces: stamp?.scans.provinces ?? null,
    },
  };
}
