import type { APIContext } from 'astro';
import type { Day } from '#src/domain/shared/calendar.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import { readDigitalLink } from '#src/domain/traceability/digital-link/digital-link.ts';
import { lotValue } from '#src/domain/traceability/digital-link/lot-value.ts';
import { gtin14 } from '#src/domain/traceability/gtin.ts';
import { identifiedGoods, identifiedLot } from '#src/domain/traceability/identified.ts';
import { stampFacts } from '#src/domain/traceability/issued-stamps.ts';
import { stampCodeOf } from '#src/domain/traceability/stamp-code.ts';
import { isLoopback } from '#src/web/front/rate-limit.ts';
import { hasToken } from '#src/web/credential-answer.ts';
import { at, paths } from '#src/web/paths.ts';
import type { Site } from '#src/web/site.ts';
import { otherMethod, refusedToAll, resolved, wishOf } from './answer.ts';
import { contextsOf, type Asked } from './linkset.ts';
import type { Identified, Linkable } from './links.ts';

type Asking = Pick<APIContext, 'request' | 'url' | 'locals' | 'clientAddress'>;

/** A page that says why nobody is led on. */
export type Unresolved =
  | { status: 400; about: { kind: 'gtin_wrong'; typed: string } | { kind: 'link_wrong'; refusal: Refusal } }
  | { status: 404; about: { kind: 'gtin'; gtin: string } };

const unresolvedOf = (refusal: Refusal, typed: string): Unresolved =>
  refusal.code.startsWith('digital_link.value') && refusal.details['ai'] === '01'
    ? { status: 400, about: { kind: 'gtin_wrong', typed } }
    : { status: 400, about: { kind: 'link_wrong', refusal } };

/**
 * Leads from a Digital Link of this host to what the register has of the thing it names.
 *
 * @source GS1-Conformant Resolver 1.2; TRACEABILITY 2.7.
 */
export async function resolveDigitalLink(astro: Asking): Promise<Response | Unresolved> {
  const { request, url, locals } = astro;
  const { lang, site, path, today, ctx } = locals;
  const other = otherMethod(request);
  if (other) return other;
  const origin = site.config.siteUrl ?? url.origin;
  const wish = wishOf(request, url, lang);
  const forPrograms = wish.list !== null || wish.linkType !== null;
  const [, , typed = '', ...further] = path.split('/');
  const given = decoded(typed);
  const gtin = gtin14(given);
  if (gtin && gtin !== typed && /^\d+$/.test(given)) {
    // What we print has 14 digits; the shorter forms that other labels carry lead to it.
    return new Response(null, {
      status: 307,
      headers: {
        location: at(lang, [paths.gtin(gtin), ...further].join('/')) + url.search,
        'access-control-allow-origin': '*',
        'cache-control': 'public, max-age=60',
      },
    });
  }
  try {
    const { elements } = readDigitalLink(origin + path + url.search);
    const value = (ai: string) =>
      elements.find((element) => element.ai === ai && element.from === 'path')?.value ?? null;
    const found = await named(
      site,
      { gtin: value('01')!, lot: value('10'), serial: value('21') },
      today,
      path,
    );
    if (!found) {
      if (forPrograms) throw new Refusal('digital_link.goods_unknown');
      return { status: 404, about: { kind: 'gtin', gtin: value('01')! } };
    }
    if (found.isGuess && !isLoopback(astro.clientAddress) && site.guesses.take(astro.clientAddress) > 0)
      throw new Refusal('too_many');
    const linkable = await linkableOf(astro, found.identified, forPrograms);
    const contexts = contextsOf(linkable, found.asked, origin);
    return resolved(contexts, wish, { request, origin, now: ctx.now, lang });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    if (forPrograms || error.kind !== 'invalid') return refusedToAll(error, lang);
    return unresolvedOf(error, given.slice(0, 40));
  }
}

/** Who only wants the page is not kept waiting for what programs are told. */
async function linkableOf(astro: Asking, identified: Identified, forPrograms: boolean): Promise<Linkable> {
  const { certificateId } = identified.goods;
  const isSigned = forPrograms && certificateId !== null && (await hasToken(astro, certificateId));
  return { ...identified, isSigned };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const AS_KNOWN = {
  unknown: { lot: null, serial: null },
  otherwise: { gtin: null, lot: null },
  opens: null,
} as const;

/** Finds what is named, from the product down; what is not known is said, and the level above it answers. */
async function named(
  site: Pick<Site, 'sql' | 'db' | 'stamps'>,
  { gtin, lot, serial }: { gtin: string; lot: string | null; serial: string | null },
  today: Day,
  path: string,
): Promise<{ identified: Identified; asked: Asked; isGuess: boolean } | null> {
  const goods = await identifiedGoods(site.sql, { gtin }, today);
  if (!goods) return null;
  const known = lot === null ? null : await identifiedLot(site.sql, { productId: goods.id, code: lot });
  const code = serial === null ? null : stampCodeOf(serial);
  const byStamp = code === null ? null : await namedByStamp(site, code, today);
  if (!byStamp) {
    const asked: Asked = {
      path,
      unknown: { lot: known ? null : lot, serial },
      otherwise: AS_KNOWN.otherwise,
      // A code that nobody made is told by the page of stamps, and nowhere else.
      opens: code === null ? null : paths.stamp(code),
    };
    return { identified: { goods, lot: known, stamp: null }, asked, isGuess: code !== null };
  }
  const ofLot = byStamp.lot?.code ?? '';
  const otherwise = {
    gtin: byStamp.goods.id === goods.id ? null : gtin,
    lot: lot === null || lot === ofLot || lot === lotValue(ofLot) ? null : lot,
  };
  return {
    identified: byStamp,
    asked: { path, unknown: AS_KNOWN.unknown, otherwise, opens: null },
    isGuess: false,
  };
}

/**
 * The list of links of what a page is about, or one of them, where a program asks the page for that; `null`: someone wants
 * the page. Goods without a GTIN have the same links as those with one.
 *
 * @param path of the page, without language.
 */
export async function linksOfPage(
  astro: Asking,
  path: string,
  identify: () => Promise<Identified | null>,
): Promise<Response | null> {
  const { request, url, locals } = astro;
  const { lang, site, ctx } = locals;
  const wish = wishOf(request, url, lang);
  if (wish.list === null && wish.linkType === null) return null;
  try {
    const identified = await identify();
    if (!identified) {
      if (!isLoopback(astro.clientAddress) && site.guesses.take(astro.clientAddress) > 0)
        throw new Refusal('too_many');
      throw new Refusal('digital_link.goods_unknown');
    }
    const origin = site.config.siteUrl ?? url.origin;
    const linkable = await linkableOf(astro, identified, true);
    const contexts = contextsOf(linkable, { path, ...AS_KNOWN }, origin);
    return resolved(contexts, wish, { request, origin, now: ctx.now, lang });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return refusedToAll(error, lang);
  }
}

/** What a stamp's code names; `null`: it is none of ours. */
export async function namedByStamp(
  site: Pick<Site, 'sql' | 'db' | 'stamps'>,
  code: string,
  today: Day,
): Promise<Identified | null> {
  const place = site.stamps.find(code);
  const facts = place && (await stampFacts(site, place));
  const goods = facts && (await identifiedGoods(site.sql, { id: facts.productId }, today));
  if (!goods) return null;
  const lot = await identifiedLot(site.sql, { productId: goods.id, code: facts.lot.code });
  return { goods, lot, stamp: code };
}
