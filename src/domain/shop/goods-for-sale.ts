import { createHash } from 'node:crypto';
import type { Sql } from 'postgres';
import { isAlcohol } from '#src/domain/catalogue/product-set.ts';
import type { CertificateStatus } from '#src/domain/certification/certificate.ts';
import type { Day } from '#src/domain/shared/calendar.ts';
import type { Dong } from '#src/domain/shared/dong.ts';
import type { SellingRules } from './basket.ts';
import { whyNotSold, type OfferState } from './offer.ts';
import { availableOn, type StockRow } from './stock.ts';

/** A pack as other sites list it. */
export type GoodsForSale = {
  id: string;
  name: string;
  pack: string;
  slug: string;
  description: string | null;
  price: Dong;
  isInStock: boolean;
  /** Sold ahead: sent from this day on. */
  shipsFrom: Day | null;
  producer: string;
  gtin: string | null;
  weight: number;
};

type Row = Omit<GoodsForSale, 'isInStock'> & {
  state: OfferState;
  set: number | null;
  status: CertificateStatus | null;
  sellsFrom: Day | null;
  sellsUntil: Day | null;
  withdrawnOn: Day | null;
  ceasedOn: Day | null;
  pause: { from: Day; until: Day | null } | null;
  shortDatedDays: number;
  stock: StockRow[];
};

const ROWS_AT_ONCE = 500;

/**
 * All packs that are for sale on `today`, in a fixed order and read in parts: memory does not grow with them. Never
 * alcohol, which is not advertised, nor what may not be sold; examples only where the whole register is one.
 */
export async function* goodsForSale(
  sql: Sql,
  { today, rules, withExamples }: { today: Day; rules: SellingRules; withExamples: boolean },
): AsyncGenerator<GoodsForSale> {
  const parts = sql<{ goods: Row }[]>`
    select jsonb_build_object('id', o.id, 'name', p.name, 'pack', o.pack, 'slug', p.slug,
      'description', coalesce(p.summary_vi, p.story_vi), 'price', o.price, 'shipsFrom', o.ships_from,
      'producer', m.name, 'gtin', p.gtin, 'weight', o.weight, 'state', o.state, 'set', p.product_set,
      'status', s.status, 'sellsFrom', o.sells_from, 'sellsUntil', o.sells_until, 'withdrawnOn', p.withdrawn_on,
      'ceasedOn', m.ceased_on, 'shortDatedDays', o.short_dated_days,
      'pause', case when h.paused_from is null then null else jsonb_build_object(
        'from', h.paused_from, 'until', h.paused_until) end,
      'stock', coalesce((select jsonb_agg(jsonb_build_object('id', k.id, 'offerId', k.offer_id, 'onHand', k.on_hand,
          'held', k.held, 'useBy', t.use_by, 'recalledOn', t.recalled_on))
        from stock k left join lots t on t.id = k.lot_id where k.offer_id = o.id), '[]'::jsonb)) as goods
    from offers o join products p on p.id = o.product_id join producers m on m.id = p.producer_id
    join producer_shops h on h.producer_id = m.id
    left join standings s on s.product_id = p.id and s.governs and ${today}::text::date between s.from_day and s.until_day
    where o.state = 'open' and p.merged_into is null and m.merged_into is null
      and (${withExamples} or not (p.is_example or coalesce(m.is_example, false)))
    order by o.id`.cursor(ROWS_AT_ONCE);
  for await (const rows of parts)
    for (const { goods } of rows) {
      const { state, set, status, sellsFrom, sellsUntil, withdrawnOn, ceasedOn, pause, stock, ...rest } =
        goods;
      const { shortDatedDays, ...shown } = rest;
      // A set that nobody named may be a spirit.
      if (set === null || isAlcohol(set)) continue;
      const facts = {
        state,
        sellsFrom,
        sellsUntil,
        withdrawnOn,
        status: status ?? 'unknown',
        pause,
        ceasedOn,
        // Alcohol is not among them.
        isUnlicensed: false,
      };
      if (whyNotSold(today, facts, rules.expired) !== null) continue;
      yield { ...shown, isInStock: availableOn(today, stock, shortDatedDays) > 0 };
    }
}

/**
 * Names the state of everything that is for sale on `today`, by what `goodsForSale` reads, whoever changed it and whether
 * it was written down: as long as it stays, so does each item.
 */
export async function goodsVersion(sql: Sql, today: Day): Promise<string> {
  const [row] = await sql<{ state: string }[]>`
    select concat_ws(' ', count(*), sum(hashtextextended(row(o.id, o.pack, o.price, o.ships_from, o.weight,
        o.sells_from, o.sells_until, o.short_dated_days, p.name, p.slug, coalesce(p.summary_vi, p.story_vi), p.gtin,
        p.product_set, p.withdrawn_on, p.is_example, m.name, m.is_example, m.ceased_on, h.paused_from, h.paused_until,
        s.status, k.shelves)::text, 0)::numeric)) as state
    from offers o join products p on p.id = o.product_id join producers m on m.id = p.producer_id
    join producer_shops h on h.producer_id = m.id
    left join standings s on s.product_id = p.id and s.governs and ${today}::text::date between s.from_day and s.until_day
    left join lateral (
      select string_agg(row(k.id, k.on_hand - k.held, t.use_by, t.recalled_on)::text, ';' order by k.id) as shelves
      from stock k left join lots t on t.id = k.lot_id where k.offer_id = o.id) k on true
    where o.state = 'open' and p.merged_into is null and m.merged_into is null`;
  return createHash('sha256')
    .update(row?.state ?? '')
    .digest('base64url')
    .slice(0, 22);
}
