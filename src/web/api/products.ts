import { isAlcohol, productSet } from '#src/domain/catalogue/product-set.ts';
import type { ProductCard } from '#src/domain/catalogue/product-card.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import {
  presentSlugOf,
  traceProduct,
  type ProductNamed,
  type Trace,
} from '#src/domain/traceability/trace.ts';
import { fillLocked, withoutPictures } from '#src/domain/stories/story.ts';
import { lockedOf } from '#src/web/story-page.ts';
import { at, paths } from '#src/web/paths.ts';
import type { ApiAnswer, ApiCall } from './answer-json.ts';
import { certificateFields } from './certificates.ts';
import { filtersOf, pageOf, sortOf, wordsOf } from './read-parameters.ts';

/** Goods as the catalogue lists them; alcohol only for a visitor who has declared their age on this site. */
export async function productList(call: ApiCall): Promise<ApiAnswer> {
  const { url, site, today, adult } = call;
  const q = wordsOf(url);
  const { page, perPage } = pageOf(url);
  const answer = await site.search.search({
    q,
    filters: filtersOf(url),
    sort: sortOf(url, q),
    page,
    perPage,
    day: today,
    withAlcohol: adult,
    exactly: url.searchParams.get('dung') === '1',
  });
  const { facets, understood } = answer;
  return {
    body: {
      total: answer.total,
      page: answer.page,
      perPage,
      items: answer.items
        // Whatever the engine answers.
        .filter((card) => adult || !card.isAlcohol)
        .map((card) => cardFields(call, card)),
      facets: {
        sao: facets.stars,
        nhom: facets.groups,
        bo: facets.sets,
        tinh: facets.provinces,
        xa: facets.communes,
        'hieu-luc': facets.standings,
      },
      corrected: answer.corrected,
      understood: {
        sao: understood.stars,
        tinh: understood.provinces,
        nhom: understood.groups,
        'gia-tu': understood.priceFrom,
        'gia-den': understood.priceTo,
      },
      alcoholHidden: answer.alcoholHidden,
      note: answer.note,
    },
    isByAge: true,
  };
}

function cardFields(call: ApiCall, card: ProductCard) {
  return {
    id: card.id,
    slug: card.slug,
    name: card.name,
    nameEn: card.nameEn,
    producer: card.producer && { id: card.producer.id, name: card.producer.name, slug: card.producer.slug },
    place: placeFields(call, card.place),
    group: groupOf(card.set),
    set: card.set,
    stars: card.stars,
    status: card.status,
    until: card.until,
    price: card.price,
    pack: card.pack,
    isExample: card.isExample,
    url: call.origin + at(call.lang, paths.product(card.slug)),
  };
}

function groupOf(set: number | null): number | null {
  return set === null ? null : productSet(set).group;
}

/**
 * One product with all that the register knows of it. Of alcohol only safety and certificate facts.
 *
 * @throws Refusal `product.not_found`.
 */
export async function product(call: ApiCall): Promise<ApiAnswer> {
  const { site, params, origin, lang } = call;
  const trace = await findTrace(call, named(params['id'] ?? ''));
  if (!trace) throw new Refusal('product.not_found');
  const { product, producer } = trace;
  const [more] = await site.sql<
    { price: number | null }[]
  >`select price from products where id = ${product.id}`;
  const alcohol = isAlcohol(product.set);
  const shown = <Value>(value: Value) => (alcohol ? null : value);
  return {
    body: {
      id: product.id,
      slug: product.slug,
      name: product.name,
      nameEn: product.nameEn,
      producer: makerFields(call, producer),
      place: placeFields(call, product),
      group: groupOf(product.set),
      set: product.set,
      stars: trace.verdict.stars,
      status: trace.certificate?.status ?? 'unknown',
      until: trace.verdict.until,
      price: shown(more?.price ?? null),
      pack: product.pack,
      isExample: product.isExample,
      url: origin + at(lang, paths.product(product.slug)),
      placeAsPrinted: product.placeAsPrinted,
      gtin: product.gtin,
      isAlcohol: alcohol,
      alcoholDegree: product.alcoholDegree,
      label: product.label,
      papers: trace.papers.map(({ kind, name, number, issuer, issuedOn, validUntil }) => ({
        kind,
        name,
        number,
        issuer,
        issuedOn,
        validUntil,
      })),
      summary: { vi: shown(product.summaryVi), en: shown(product.summaryEn) },
      story: { vi: shown(storyOf(trace, 'vi')), en: shown(storyOf(trace, 'en')) },
      withdrawnOn: product.withdrawnOn,
      withdrawnReason: product.withdrawnReason,
      certificate: trace.certificate && certificateFields(call, trace.certificate),
      history: trace.history.map((record) => certificateFields(call, record)),
      source: product.source,
      updatedAt: product.updatedAt,
      traceUrl: origin + at(lang, paths.trace(product.slug)),
    },
    tags: tagsOf(trace),
  };
}

/** The story with what the register says today filled in; pictures stay on the page. */
function storyOf({ product, verdict, certificate }: Trace, lang: 'vi' | 'en'): string | null {
  const text = lang === 'vi' ? product.storyVi : product.storyEn;
  const standing = { stars: verdict.stars, until: verdict.until };
  return text && fillLocked(withoutPictures(text), lockedOf(lang, { standing, speaks: certificate }));
}

export function tagsOf({ product, producer }: Trace): string[] {
  return [`product:${product.id}`, ...(producer ? [`producer:${producer.id}`] : [])];
}

/** By identifier, by the last part of its address, present or former. */
export async function findTrace(call: ApiCall, asked: readonly ProductNamed[]): Promise<Trace | null> {
  const { sql, config } = call.site;
  for (const name of asked) {
    const found = await traceProduct(sql, name, call.today, config.lastDay);
    if (found) return found;
    const present = 'slug' in name ? await presentSlugOf(sql, name.slug) : null;
    if (present !== null) return traceProduct(sql, { slug: present }, call.today, config.lastDay);
  }
  return null;
}

export function named(text: string): ProductNamed[] {
  const id = text.toLowerCase();
  return [
    ...(/^[0-9a-hjkmnp-tv-z]{12}$/.test(id) ? [{ id }] : []),
    ...(/^[a-z0-9-]{1,100}$/.test(text) ? [{ slug: text }] : []),
  ];
}

export function placeFields(
  { site: { places } }: ApiCall,
  { provinceCode, communeCode }: { provinceCode: string | null; communeCode: string | null },
) {
  const names = [communeCode, provinceCode].map((code) => (code === null ? null : places.nameOf(code)));
  return { province: provinceCode, commune: communeCode, name: names.filter(Boolean).join(', ') || null };
}

/** Telephone and mail of a household are a person's: they stay on the page, out of the data. */
export function makerFields({ origin, lang }: ApiCall, producer: Trace['producer']) {
  if (!producer) return null;
  const { id, slug, name, kind, addressAsPrinted, ceasedOn } = producer;
  return { id, slug, name, kind, addressAsPrinted, ceasedOn, url: origin + at(lang, paths.producer(slug)) };
}
