import { createHash } from 'node:crypto';
import type { PaymentMethod } from '#src/domain/orders/purchase.ts';
import { CARD_LIMITS, type CardLimits } from '#src/domain/payments/payment.ts';
import { addDays, type Day } from '#src/domain/shared/calendar.ts';
import { dong, sumOf, type Dong } from '#src/domain/shared/dong.ts';
import type { RefusalCode } from '#src/domain/shared/refusal.ts';
import type { Basket, BasketGroup } from '#src/domain/shop/basket.ts';
import { mayBePromoted } from '#src/domain/shop/offer.ts';
import type { CarrierName } from '#src/domain/shop/carrier.ts';
import { readyOn, type StallToFetchAt } from '#src/domain/shop/fair-stall.ts';
import { promisedFree, quoteByRates } from '#src/domain/shop/manual-carrier.ts';
import { parcelAsked } from './carrier-quotes.ts';

/** How one producer's goods come to the buyer. */
export type Delivery =
  { kind: 'carrier' } | { kind: 'pick_up'; pointOfSaleId: string } | { kind: 'fair'; fairId: string };

export type Asked = {
  /** Where it is sent to; `null`: not said yet. */
  to: { provinceCode: string; communeCode: string } | null;
  /** By producer; the others are sent by carrier. */
  deliveries: Readonly<Record<string, Delivery>>;
  method: PaymentMethod | null;
  isAdult: boolean;
};

export type QuotedGroup = {
  group: BasketGroup;
  delivery: Delivery;
  /** Where it is collected, when that is a fair. */
  stall: StallToFetchAt | null;
  /** `null`: it cannot be brought there, or nobody has said where. */
  shipping: Dong | null;
  /** Whose word that is. */
  quotedBy: CarrierName;
  total: Dong;
  dueOn: Day;
};

/** Why the basket cannot be ordered as it is. */
export type Problem = {
  code: Extract<RefusalCode, `checkout.${string}` | `offer.${string}`>;
  producerId: string;
  offerId: string | null;
  details: Record<string, string | number>;
};

export type Quote = {
  groups: QuotedGroup[];
  goods: Dong;
  shipping: Dong;
  total: Dong;
  /** All at once. */
  problems: Problem[];
  /** Methods that would do for all of it. */
  methods: PaymentMethod[];
  /** Names what the buyer is shown and agrees to. */
  fingerprint: string;
};

/** What the basket costs, when it comes, and what stands in the way. */
export function quote(today: Day, basket: Basket, asked: Asked, limits: CardLimits = CARD_LIMITS): Quote {
  const problems: Problem[] = [];
  const groups = basket.groups.map((group) => quoteGroup(today, group, asked, problems));
  const goods = sumOf(groups.map(({ group }) => group.goods));
  const shipping = sumOf(groups.map((each) => each.shipping ?? dong(0)));
  const total = dong(goods + shipping);
  const methods = (['transfer', 'cash', 'card'] as const).filter(
    (method) => methodProblems(method, groups, total, limits).length === 0,
  );
  if (asked.method !== null) problems.push(...methodProblems(asked.method, groups, total, limits));
  return { groups, goods, shipping, total, problems, methods, fingerprint: fingerprint(groups, asked) };
}

function quoteGroup(today: Day, group: BasketGroup, asked: Asked, problems: Problem[]): QuotedGroup {
  const producerId = group.producer.id;
  const note = (
    code: Problem['code'],
    offerId: string | null = null,
    details: Problem['details'] = {},
  ): void => {
    problems.push({ code, producerId, offerId, details });
  };
  for (const line of group.lines) {
    if (line.notSold !== null) note('offer.not_sold', line.offerId, { name: line.name, why: line.notSold });
    else if (line.available < line.quantity)
      note('offer.out_of_stock', line.offerId, { name: line.name, left: Math.max(0, line.available) });
    if (line.isAlcohol && !asked.isAdult)
      note('checkout.age_not_declared', line.offerId, { name: line.name });
  }
  const wanted = asked.deliveries[producerId] ?? { kind: 'carrier' };
  const sent = asked.to && wanted.kind === 'carrier' ? sending(group, asked.to, asked.method) : null;
  const ready = readyOn(
    today,
    group.leadDays,
    group.lines.map(({ shipsFrom }) => shipsFrom),
  );
  const stall = wanted.kind === 'fair' ? (group.stalls.find(({ id }) => id === wanted.fairId) ?? null) : null;
  let shipping: Dong | null = null;
  let dueOn = ready;
  if (wanted.kind === 'pick_up') {
    if (group.pickUpPoints.some(({ id }) => id === wanted.pointOfSaleId)) shipping = dong(0);
    else note('checkout.pick_up_gone');
  } else if (wanted.kind === 'fair') {
    if (!stall) note('checkout.fair_gone');
    else if (ready > stall.lastOn) note('checkout.fair_too_soon', null, { name: group.producer.name });
    else {
      for (const { offerId, productId, name } of group.lines)
        if (!stall.goods.includes(productId)) note('checkout.not_at_stall', offerId, { name });
      shipping = dong(0);
      if (stall.firstOn > ready) dueOn = stall.firstOn;
    }
  } else if (asked.to) {
    if (sent === null) note('checkout.not_sent_there');
    else {
      const province = asked.to.provinceCode;
      for (const line of group.lines)
        if (line.sentTo !== null && !line.sentTo.includes(province))
          note('checkout.goods_not_sent_there', line.offerId, { name: line.name });
      shipping = sent.fee;
      dueOn = addDays(ready, sent.days);
    }
  }
  return {
    group,
    delivery: wanted,
    stall,
    shipping,
    quotedBy: sent?.by ?? 'manual',
    total: dong(group.goods + (shipping ?? 0)),
    dueOn,
  };
}

/** What sending costs: as the carrier has just said, otherwise by the producer's own rates; `null`: not at all. */
function sending(
  group: BasketGroup,
  to: NonNullable<Asked['to']>,
  method: PaymentMethod | null,
): { fee: Dong; days: number; by: CarrierName } | null {
  const mayBeFree = group.lines.every(mayBePromoted);
  const sender = { rates: group.rates, place: group.producer };
  const parcel = { weight: group.weight, goods: group.goods, mayBeFree, to: { place: to } };
  const { said } = group;
  if (group.carrier !== null && said?.fee != null && said.parcel === parcelAsked(group, to, method))
    return {
      fee: promisedFree(sender, parcel) ? dong(0) : said.fee,
      days: said.days ?? 0,
      by: group.carrier,
    };
  const byRates = quoteByRates(sender, parcel);
  return byRates && { ...byRates, by: 'manual' };
}

function methodProblems(
  method: PaymentMethod,
  groups: readonly QuotedGroup[],
  total: Dong,
  limits: CardLimits,
): Problem[] {
  const found: Problem[] = [];
  for (const { group, total: owed } of groups) {
    const note = (code: Problem['code'], details: Problem['details'] = {}): void => {
      found.push({
        code,
        producerId: group.producer.id,
        offerId: null,
        details: { name: group.producer.name, ...details },
      });
    };
    if (method === 'cash') {
      // Law 44/2019/QH14, article 16.4: alcohol sold at a distance is not paid in cash.
      if (group.lines.some(({ isAlcohol }) => isAlcohol)) note('checkout.no_cash_for_alcohol');
      else if (group.cashUpTo === null) note('checkout.no_cash');
      else if (owed > group.cashUpTo) note('checkout.cash_too_much', { most: group.cashUpTo });
    }
    if (method === 'transfer' && group.account === null) note('checkout.no_transfer');
    if (method === 'card' && !group.takesCards) note('checkout.no_card');
  }
  const first = groups[0]?.group.producer.id ?? '';
  if (method === 'card' && total < limits.least)
    found.push({
      code: 'checkout.card_too_little',
      producerId: first,
      offerId: null,
      details: { least: limits.least },
    });
  if (method === 'card' && total > limits.most)
    found.push({
      code: 'checkout.card_too_much',
      producerId: first,
      offerId: null,
      details: { most: limits.most },
    });
  return found;
}

export type Change =
  | { kind: 'price'; offerId: string; name: string; before: Dong; after: Dong }
  | { kind: 'stars'; offerId: string; name: string; before: number | null; after: number | null };

/** What is not as the buyer last saw it. */
export function changesSince(basket: Basket): Change[] {
  return basket.groups.flatMap(({ lines }) =>
    lines.flatMap(({ offerId, name, price, priceSeen, stars, starsSeen }): Change[] => [
      ...(price === priceSeen
        ? []
        : [{ kind: 'price', offerId, name, before: priceSeen, after: price } as const]),
      ...(stars === starsSeen
        ? []
        : [{ kind: 'stars', offerId, name, before: starsSeen, after: stars } as const]),
    ]),
  );
}

function fingerprint(groups: readonly QuotedGroup[], { to, method }: Asked): string {
  const said = groups.map(({ group, delivery, stall, shipping, dueOn }) => [
    group.producer.id,
    delivery,
    stall && { ...stall, goods: null },
    shipping,
    dueOn,
    group.lines.map(({ offerId, quantity, price, stars }) => [offerId, quantity, price, stars]),
  ]);
  return createHash('sha256')
    .update(JSON.stringify([said, to, method]))
    .digest('base64url')
    .slice(0, 22);
}
