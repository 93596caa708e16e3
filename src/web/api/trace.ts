import { Refusal } from '#src/domain/shared/refusal.ts';
import { gtin14 } from '#src/domain/traceability/gtin.ts';
import { at, paths } from '#src/web/paths.ts';
import type { ApiAnswer, ApiCall } from './answer-json.ts';
import { certificateFields } from './certificates.ts';
import { findTrace, makerFields, named, placeFields, tagsOf } from './products.ts';

/**
 * What a printed code leads to: a product's identifier, the last part of its address or its GTIN. Reads
 * only: nothing asked here counts as a scan. A code that the register never gave out is not found.
 *
 * @throws Refusal `trace.code_unknown`.
 */
export async function trace(call: ApiCall): Promise<ApiAnswer> {
  const { params, origin, lang } = call;
  const code = (params['code'] ?? '').trim();
  const gtin = gtin14(code);
  const found = await findTrace(call, [...(gtin ? [{ gtin }] : []), ...named(code)]);
  if (!found) throw new Refusal('trace.code_unknown');
  const { product, producer, verdict } = found;
  return {
    body: {
      code,
      level: 0,
      verdict: verdict.code,
      tone: verdict.tone,
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
        url: origin + at(lang, paths.trace(product.slug)),
      },
      lot: null,
      certificate: found.certificate && certificateFields(call, found.certificate),
      scans: { first: null, devices: null, provinces: null },
    },
    tags: tagsOf(found),
  };
}
