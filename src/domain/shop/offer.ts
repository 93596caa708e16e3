import { inForce, type CertificateStatus } from '#src/domain/certification/certificate.ts';
import type { Stars } from '#src/domain/certification/rule-set.ts';
import { labelLines } from '#src/domain/catalogue/label.ts';
import type { LabelFacts } from '#src/domain/catalogue/product.ts';
import { isAlcohol, productSet } from '#src/domain/catalogue/product-set.ts';
import { addDays, daysBetween, type Day } from '#src/domain/shared/calendar.ts';
import { dong, type Dong } from '#src/domain/shared/dong.ts';

/** `draft`: nobody sees it; `open`: for sale in its season; `closed`: no longer. */
export const OFFER_STATES = ['draft', 'open', 'closed'] as const;
export type OfferState = (typeof OFFER_STATES)[number];

/** Grams, millilitres, or pieces. */
export const QUANTITY_UNITS = ['g', 'ml', 'piece'] as const;
export type QuantityUnit = (typeof QUANTITY_UNITS)[number];

/** What a kilogram or a litre costs in this pack, to the nearest đồng; `null`: it is not sold by weight or volume. */
export function unitPrice(price: Dong, quantity: number | null, unit: QuantityUnit | null): Dong | null {
  if (quantity === null || unit === null || unit === 'piece') return null;
  return dong(Math.round((price * 1_000) / quantity));
}

/** Whether goods whose certificate has run out are sold, without stars, or not at all. */
export type ExpiredRule = 'without_stars' | 'not_at_all';

export type SellingFacts = {
  state: OfferState;
  sellsFrom: Day | null;
  sellsUntil: Day | null;
  withdrawnOn: Day | null;
  /** Of the certificate that speaks for the product. */
  status: CertificateStatus;
  pause: { from: Day; until: Day | null } | null;
  ceasedOn: Day | null;
  /** Alcohol whose degree nobody has written down, or of a seller without licence. */
  isUnlicensed: boolean;
};

/** SQL for that, of the rows `p` of `products` and `h` of `producer_shops`. */
export const UNLICENSED = `(p.product_set in (14, 15)
  and (p.alcohol_degree is null or coalesce(trim(h.alcohol_licence), '') = ''))`;

export const NOT_SOLD = [
  'draft',
  'closed',
  'withdrawn',
  'revoked',
  'expired',
  'ceased',
  'paused',
  'not_yet',
  'season_over',
  'unlicensed',
] as const;
export type NotSold = (typeof NOT_SOLD)[number];

/**
 * Why an offer is not sold on `day`, stock aside; `null`: it is. Goods whose certificate was revoked are never sold;
 * those whose certificate has run out or rests are sold without stars, unless the deployment says otherwise.
 */
export function whyNotSold(day: Day, facts: SellingFacts, expired: ExpiredRule): NotSold | null {
  if (facts.state !== 'open') return facts.state;
  if (facts.withdrawnOn !== null && facts.withdrawnOn <= day) return 'withdrawn';
  if (facts.status === 'revoked') return 'revoked';
  if (!inForce(facts.status) && expired === 'not_at_all') return 'expired';
  if (facts.ceasedOn !== null && facts.ceasedOn <= day) return 'ceased';
  // Decree 105/2017/NĐ-CP, article 4: a licence that is gone ends selling, whatever was opened before.
  if (facts.isUnlicensed) return 'unlicensed';
  if (isPaused(day, facts.pause)) return 'paused';
  if (facts.sellsFrom !== null && day < facts.sellsFrom) return 'not_yet';
  if (facts.sellsUntil !== null && day > facts.sellsUntil) return 'season_over';
  return null;
}

export function isPaused(day: Day, pause: SellingFacts['pause']): boolean {
  return pause !== null && pause.from <= day && (pause.until === null || day <= pause.until);
}

/** Stars that may stand beside an offer. */
export const starsShown = (status: CertificateStatus, held: Stars | null): Stars | null =>
  inForce(status) ? held : null;

export type LabelGap = keyof LabelFacts | 'alcohol_degree' | 'alcohol_licence' | 'product_set';

/**
 * What the law wants on a listing and the record does not hold yet: nothing is offered before it does.
 *
 * @source Decree 37/2026/NĐ-CP, article 41.5 and 41.6 (whole label content on the listing), article 42; for alcohol
 *   Decree 105/2017/NĐ-CP, article 4.
 */
export function labelGaps(product: {
  set: number | null;
  label: LabelFacts;
  alcoholDegree: number | null;
  alcoholLicence: string | null;
}): LabelGap[] {
  if (product.set === null) return ['product_set'];
  const gaps: LabelGap[] = labelLines(productSet(product.set).label, product.label)
    .filter(([, said]) => said === null)
    .map(([fact]) => fact);
  if (isAlcohol(product.set)) {
    if (product.alcoholDegree === null) gaps.push('alcohol_degree');
    if (!product.alcoholLicence?.trim()) gaps.push('alcohol_licence');
  }
  return gaps;
}

/** From this on alcohol may not be advertised or promoted (Law 44/2019/QH14, article 5). */
const PROMOTED_BELOW = 15;

/** Whether a price may be shown as reduced, goods sent free, or anything given along. */
export function mayBePromoted({
  set,
  alcoholDegree,
}: {
  set: number | null;
  alcoholDegree: number | null;
}): boolean {
  return !isAlcohol(set) || (alcoholDegree !== null && alcoholDegree < PROMOTED_BELOW);
}

/** From so many packs on pages say how many are left; as long as there are more, one fewer is no news. */
export const FEW_LEFT = 10;

export type PriceFact = { price: Dong; from: Date };

const LOWEST_DAYS = 30;

/**
 * The lowest price of the thirty days before the present one began, shown beside a reduction; `null`: the present
 * price is none.
 *
 * @param prices oldest first, the present one last.
 */
export function lowestBefore(prices: readonly PriceFact[]): Dong | null {
  const present = prices.at(-1);
  if (!present) return null;
  const begin = present.from.getTime() - LOWEST_DAYS * 86_400_000;
  const before = prices.slice(0, -1).filter((_, index) => prices[index + 1]!.from.getTime() > begin);
  if (before.length === 0) return null;
  const lowest = before.reduce((least, { price }) => (price < least ? price : least), before[0]!.price);
  return present.price < lowest ? lowest : null;
}

/** Whether a lot may still be sold on `day`. */
export function isSellable(
  day: Day,
  lot: { useBy: Day | null; recalledOn: Day | null },
  shortDatedDays: number,
): boolean {
  if (lot.recalledOn !== null && lot.recalledOn <= day) return false;
  return lot.useBy === null || daysBetween(day, lot.useBy) >= shortDatedDays;
}

/** The first day on which nobody sells this lot any more because of its use-by. */
export const lastSellingDay = (useBy: Day, shortDatedDays: number): Day => addDays(useBy, -shortDatedDays);
