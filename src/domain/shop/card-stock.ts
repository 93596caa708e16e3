import type { Sql } from 'postgres';
import type { ProductCard } from '#src/domain/catalogue/product-card.ts';
import type { Day } from '#src/domain/shared/calendar.ts';
import type { SellingRules } from './basket.ts';
import { UNLICENSED, whyNotSold, type SellingFacts } from './offer.ts';
import { availableOn, type StockRow } from './stock.ts';

type Row = {
  id: string;
  pause: SellingFacts['pause'];
  ceasedOn: Day | null;
  isUnlicensed: boolean;
  offers: {
    sellsFrom: Day | null;
    sellsUntil: Day | null;
    shortDatedDays: number;
    stock: StockRow[];
  }[];
};

/**
 * The same cards, each with whether it can be ordered on the day, as the catalogue says it of the same goods; those that
 * nobody offers say nothing. One round trip for all.
 */
export async function withStock(
  sql: Sql,
  cards: readonly ProductCard[],
  day: Day,
  rules: SellingRules,
): Promise<ProductCard[]> {
  if (cards.length === 0) return [];
  const rows = await sql<Row[]>`
    select p.id, m.ceased_on::text as "ceasedOn", ${sql.unsafe(UNLICENSED)} as "isUnlicensed",
      case when h.paused_from is null then null else jsonb_build_object(
        'from', h.paused_from, 'until', h.paused_until) end as pause,
      jsonb_agg(jsonb_build_object('sellsFrom', o.sells_from, 'sellsUntil', o.sells_until,
        'shortDatedDays', o.short_dated_days,
        'stock', coalesce((select jsonb_agg(jsonb_build_object('id', k.id, 'offerId', k.offer_id, 'onHand', k.on_hand,
            'held', k.held, 'useBy', t.use_by, 'recalledOn', t.recalled_on))
          from stock k left join lots t on t.id = k.lot_id where k.offer_id = o.id), '[]'::jsonb))) as offers
    from offers o join products p on p.id = o.product_id join producers m on m.id = p.producer_id
    join producer_shops h on h.producer_id = m.id
    where o.state = 'open' and p.id = any(${cards.map(({ id }) => id)}::char(12)[])
    group by p.id, m.id, h.producer_id`;
  const selling = new Map(rows.map((row) => [row.id, row]));
  return cards.map((card) => {
    const found = selling.get(card.id);
    if (!found) return card;
    const { pause, ceasedOn, isUnlicensed, offers } = found;
    const isThere = offers.some(
      ({ sellsFrom, sellsUntil, shortDatedDays, stock }) =>
        whyNotSold(
          day,
          {
            state: 'open',
            sellsFrom,
            sellsUntil,
            withdrawnOn: null,
            status: card.status,
            pause,
            ceasedOn,
            isUnlicensed,
          },
          rules.expired,
        ) === null && availableOn(day, stock, shortDatedDays) > 0,
    );
    return { ...card, stock: isThere ? 'in' : 'out' };
  });
}

/** Facts by which a page with these cards goes out of date. */
export const tagsOfCards = (cards: readonly ProductCard[]): string[] => [
  ...new Set(
    cards.flatMap(({ id, producer }) => [`product:${id}`, ...(producer ? [`producer:${producer.id}`] : [])]),
  ),
];
