import type { Sql } from 'postgres';
import type { CertificateStatus } from '#src/domain/certification/certificate.ts';
import type { Day } from '#src/domain/shared/calendar.ts';
import type { Dong } from '#src/domain/shared/dong.ts';
import type { SellingRules } from './basket.ts';
import {
  lowestBefore,
  mayBePromoted,
  unitPrice,
  UNLICENSED,
  whyNotSold,
  type NotSold,
  type OfferState,
  type QuantityUnit,
} from './offer.ts';
import { availableOn, type StockRow } from './stock.ts';

/** One pack as a buyer sees it. */
export type OfferShown = {
  id: string;
  pack: string;
  price: Dong;
  /** For a kilogram or a litre; `null`: not sold so. */
  unitPrice: Dong | null;
  unit: QuantityUnit | null;
  /** Lowest of the thirty days before the present price, when this one is lower; `null`: nothing to say. */
  before: Dong | null;
  notSold: NotSold | null;
  available: number;
  mostPerOrder: number;
  sellsFrom: Day | null;
  shipsFrom: Day | null;
  /** Codes of provinces; `null`: all. */
  sentTo: readonly string[] | null;
};

export type OffersShown = {
  offers: OfferShown[];
  pause: { from: Day; until: Day | null; note: string | null } | null;
  leadDays: number | null;
};

type Row = Omit<OfferShown, 'unitPrice' | 'before' | 'notSold' | 'available'> & {
  quantity: number | null;
  state: OfferState;
  sellsUntil: Day | null;
  shortDatedDays: number;
  prices: { price: Dong; from: string }[];
  stock: StockRow[];
};

type Found = {
  id: string;
  offers: Row[] | null;
  status: CertificateStatus | null;
  set: number | null;
  degree: number | null;
  withdrawn: Day | null;
  ceased: Day | null;
  pause: OffersShown['pause'];
  lead_days: number | null;
  unlicensed: boolean | null;
};

/** What of a product can be bought, or could at another time, cheapest first. Drafts and closed offers are not there. */
export async function offersOfProduct(
  sql: Sql,
  productId: string,
  today: Day,
  rules: SellingRules,
): Promise<OffersShown> {
  const of = await offersOfProducts(sql, [productId], today, rules);
  return of.get(productId) ?? { offers: [], pause: null, leadDays: null };
}

/** The same of several at once, by product; one whose producer sells nothing is not there. */
export async function offersOfProducts(
  sql: Sql,
  productIds: readonly string[],
  today: Day,
  rules: SellingRules,
): Promise<ReadonlyMap<string, OffersShown>> {
  if (productIds.length === 0) return new Map();
  const rows = await sql<Found[]>`
    select p.id, p.product_set as set, p.alcohol_degree::float8 as degree, p.withdrawn_on::text as withdrawn,
      m.ceased_on::text as ceased, s.status, h.lead_days, ${sql.unsafe(UNLICENSED)} as unlicensed,
      case when h.paused_from is null then null else jsonb_build_object(
        'from', h.paused_from, 'until', h.paused_until, 'note', h.pause_note) end as pause,
      (select jsonb_agg(jsonb_build_object('id', o.id, 'pack', o.pack, 'price', o.price, 'quantity', o.quantity,
          'unit', o.unit, 'state', o.state, 'mostPerOrder', o.most_per_order, 'sellsFrom', o.sells_from,
          'sellsUntil', o.sells_until, 'shipsFrom', o.ships_from, 'sentTo', o.sent_to,
          'shortDatedDays', o.short_dated_days,
          'prices', (select jsonb_agg(jsonb_build_object('price', c.price, 'from', c."from") order by c."from")
            from offer_prices c where c.offer_id = o.id),
          'stock', coalesce((select jsonb_agg(jsonb_build_object('id', k.id, 'offerId', k.offer_id, 'onHand', k.on_hand,
              'held', k.held, 'useBy', t.use_by, 'recalledOn', t.recalled_on))
            from stock k left join lots t on t.id = k.lot_id where k.offer_id = o.id), '[]'::jsonb))
        order by o.price, o.id)
       from offers o where o.product_id = p.id and o.state = 'open') as offers
    from products p join producers m on m.id = p.producer_id join producer_shops h on h.producer_id = m.id
    left join standings s on s.product_id = p.id and s.governs and ${today}::text::date between s.from_day and s.until_day
    where p.id = any(${productIds as string[]}::text[])`;
  return new Map(rows.map((found) => [found.id, shown(found, today, rules)]));
}

function shown(found: Found, today: Day, rules: SellingRules): OffersShown {
  const { pause } = found;
  const offers = (found.offers ?? []).map(
    ({ quantity, state, sellsUntil, shortDatedDays, prices, stock, ...offer }) => ({
      ...offer,
      unitPrice: unitPrice(offer.price, quantity, offer.unit),
      before: mayBePromoted({ set: found.set, alcoholDegree: found.degree })
        ? lowestBefore(prices.map(({ price, from }) => ({ price, from: new Date(from) })))
        : null,
      notSold: whyNotSold(
        today,
        {
          state,
          sellsFrom: offer.sellsFrom,
          sellsUntil,
          withdrawnOn: found.withdrawn,
          status: found.status ?? 'unknown',
          pause,
          ceasedOn: found.ceased,
          isUnlicensed: found.unlicensed ?? false,
        },
        rules.expired,
      ),
      available: Math.max(0, availableOn(today, stock, shortDatedDays)),
    }),
  );
  return { offers, pause, leadDays: found.lead_days };
}
