import { sql } from 'drizzle-orm';
import { mustBeAllowed } from '#src/domain/accounts/deeds.ts';
import type { LabelFacts } from '#src/domain/catalogue/product.ts';
import type { Day } from '#src/domain/shared/calendar.ts';
import type { Context } from '#src/domain/shared/context.ts';
import type { Dong } from '#src/domain/shared/dong.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import type { ShopForm, OfferForm } from './keep-offers.ts';
import { labelGaps, type LabelGap } from './offer.ts';

export type Shelf = {
  id: string;
  lotCode: string | null;
  madeOn: Day | null;
  useBy: Day | null;
  recalledOn: Day | null;
  onHand: number;
  held: number;
};

export type KeptOffer = OfferForm & { id: string; version: number; shelves: Shelf[] };

export type KeptProduct = {
  id: string;
  slug: string;
  name: string;
  set: number | null;
  gaps: LabelGap[];
  offers: KeptOffer[];
};

type Row = Omit<KeptProduct, 'gaps'> & {
  label: LabelFacts;
  alcoholDegree: number | null;
  alcoholLicence: string | null;
};

const OFFER = sql`jsonb_build_object('id', o.id, 'version', o.version, 'pack', o.pack, 'quantity', o.quantity,
  'unit', o.unit, 'price', o.price, 'weight', o.weight, 'state', o.state, 'mostPerOrder', o.most_per_order,
  'sellsFrom', o.sells_from, 'sellsUntil', o.sells_until, 'shipsFrom', o.ships_from,
  'shortDatedDays', o.short_dated_days, 'sentTo', o.sent_to,
  'shelves', coalesce((select jsonb_agg(jsonb_build_object('id', k.id, 'lotCode', t.code, 'madeOn', t.made_on,
      'useBy', t.use_by, 'recalledOn', t.recalled_on, 'onHand', k.on_hand, 'held', k.held) order by t.use_by nulls last, t.code)
    from stock k left join lots t on t.id = k.lot_id where k.offer_id = o.id), '[]'::jsonb))`;

const PRODUCT = sql`jsonb_build_object('id', p.id, 'slug', p.slug, 'name', p.name, 'set', p.product_set, 'label', p.label,
  'alcoholDegree', p.alcohol_degree, 'alcoholLicence', h.alcohol_licence,
  'offers', coalesce((select jsonb_agg(${OFFER} order by o.state = 'closed', o.price, o.id) from offers o
    where o.product_id = p.id), '[]'::jsonb))`;

function kept({ label, alcoholDegree, alcoholLicence, ...row }: Row): KeptProduct {
  return { ...row, gaps: labelGaps({ set: row.set, label, alcoholDegree, alcoholLicence }) };
}

/** Goods of one producer and what of them is offered. @throws Refusal `not_found`: not theirs to keep. */
export async function productsToSell(ctx: Context, producerId: string): Promise<KeptProduct[]> {
  mustBeAllowed(ctx, 'shop.keep', { provinceCode: null, communeCode: null, producerId });
  const rows = await ctx.db.execute<{ product: Row }>(sql`
    select ${PRODUCT} as product from products p left join producer_shops h on h.producer_id = p.producer_id
    where p.producer_id = ${producerId} and p.merged_into is null and p.withdrawn_on is null
    order by p.name_key, p.id limit 500`);
  return rows.map(({ product }) => kept(product));
}

export type NamedProduct = KeptProduct & {
  gtin: string | null;
  producer: { id: string; name: string };
  hasShop: boolean;
};

/**
 * Goods that these words name: codes are identifiers, last parts of addresses or GTINs, names are folded. Who may
 * keep them is not asked here.
 *
 * @param producerId `null`: of whatever producer.
 */
export async function productsNamed(
  ctx: Context,
  producerId: string | null,
  { codes, names }: { codes: readonly string[]; names: readonly string[] },
): Promise<NamedProduct[]> {
  const among = (values: readonly string[]) =>
    sql`(select value from jsonb_array_elements_text(${JSON.stringify(values)}::jsonb))`;
  const rows = await ctx.db.execute<{
    product: Row & Pick<NamedProduct, 'gtin' | 'producer' | 'hasShop'>;
  }>(sql`
    select ${PRODUCT} || jsonb_build_object('gtin', p.gtin, 'producer', jsonb_build_object('id', m.id, 'name', m.name),
      'hasShop', h.producer_id is not null) as product
    from products p join producers m on m.id = p.producer_id left join producer_shops h on h.producer_id = p.producer_id
    where p.merged_into is null and m.merged_into is null and p.withdrawn_on is null
      and (${producerId}::text is null or p.producer_id = ${producerId})
      and (p.id in ${among(codes)} or p.slug in ${among(codes)} or p.gtin in ${among(codes)}
        or split_part(p.name_key, ' | ', 1) in ${among(names)})
    order by p.id`);
  return rows.map(({ product: { gtin, producer, hasShop, ...row } }) => ({
    ...kept(row),
    gtin,
    producer,
    hasShop,
  }));
}

/** One product of a producer, with its offers. @throws Refusal `not_found`. */
export async function productToSell(
  ctx: Context,
  producerId: string,
  by: { productId: string } | { offerId: string },
): Promise<KeptProduct> {
  mustBeAllowed(ctx, 'shop.keep', { provinceCode: null, communeCode: null, producerId });
  const which =
    'productId' in by
      ? sql`p.id = ${by.productId}`
      : sql`p.id = (select product_id from offers where id = ${by.offerId})`;
  const [row] = await ctx.db.execute<{ product: Row }>(sql`
    select ${PRODUCT} as product from products p left join producer_shops h on h.producer_id = p.producer_id
    where ${which} and p.producer_id = ${producerId} and p.merged_into is null`);
  if (!row) throw new Refusal('not_found');
  return kept(row.product);
}

export type KeptShop = {
  producer: { id: string; slug: string; name: string };
  /** `null`: not opened yet. */
  shop: ShopForm | null;
  /** Points of sale of their province that could hand goods over. */
  points: { id: string; name: string }[];
};

/** How a producer sells. @throws Refusal `not_found`. */
export async function shopToKeep(ctx: Context, producerId: string): Promise<KeptShop> {
  mustBeAllowed(ctx, 'order.handle', { provinceCode: null, communeCode: null, producerId });
  const [row] = await ctx.db.execute<{ kept: KeptShop }>(sql`
    select jsonb_build_object(
      'producer', jsonb_build_object('id', m.id, 'slug', m.slug, 'name', m.name),
      'shop', case when h.producer_id is null then null else jsonb_build_object(
        'leadDays', h.lead_days, 'cashUpTo', h.cash_up_to, 'takesCards', h.takes_cards,
        'alcoholLicence', h.alcohol_licence,
        'account', case when h.bank_bin is null then null else jsonb_build_object(
          'bin', h.bank_bin, 'number', h.bank_account, 'holder', h.bank_holder) end,
        'pause', case when h.paused_from is null then null else jsonb_build_object(
          'from', h.paused_from, 'until', h.paused_until, 'note', coalesce(h.pause_note, '')) end,
        'rates', coalesce((select jsonb_agg(jsonb_build_object('zone', r.zone, 'fee', r.fee,
            'feePerKilogram', r.fee_per_kilogram, 'freeFrom', r.free_from, 'days', r.days))
          from shipping_rates r where r.producer_id = m.id), '[]'::jsonb),
        'pickUpPoints', coalesce((select jsonb_agg(g.point_of_sale_id) from pick_up_points g
          where g.producer_id = m.id), '[]'::jsonb)) end,
      'points', coalesce((select jsonb_agg(jsonb_build_object('id', u.id, 'name', u.name) order by u.name_key)
        from points_of_sale u where u.closed_on is null and u.province_code = m.province_code), '[]'::jsonb)) as kept
    from producers m left join producer_shops h on h.producer_id = m.id
    where m.id = ${producerId} and m.merged_into is null`);
  if (!row) throw new Refusal('not_found');
  return row.kept;
}

export type Today = {
  toConfirm: number;
  toPack: number;
  toSend: number;
  transfersAwaited: number;
  refundsToMake: number;
  /** Buyers who wait to hear what becomes of their claim. */
  claimsToAnswer: number;
  /** The carrier says that they are lost or damaged, and their orders are not at an end. */
  parcelsLost: number;
  /** Open offers of which nothing can be promised. */
  soldOut: { offerId: string; name: string; pack: string }[];
  /** Received by themselves, and owed to them by the operator, in đồng. */
  taken: Dong;
  owed: number;
};

/** What waits for a producer today. @throws Refusal `not_found`. */
export async function todayOf(ctx: Context, producerId: string): Promise<Today> {
  mustBeAllowed(ctx, 'order.handle', { provinceCode: null, communeCode: null, producerId });
  const [row] = await ctx.db.execute<{ today: Today }>(sql`
    with theirs as (
      select o.state, y.method, y.state as payment, o.id from orders o
      join payment_shares s on s.order_id = o.id join payments y on y.id = s.payment_id where o.producer_id = ${producerId})
    select jsonb_build_object(
      'toConfirm', (select count(*) from theirs where state = 'placed'),
      'toPack', (select count(*) from theirs where state = 'confirmed'),
      'toSend', (select count(*) from theirs where state = 'packed'),
      'transfersAwaited', (select count(*) from theirs where method = 'transfer' and payment = 'awaited'),
      'refundsToMake', (select count(*) from refunds r join theirs t on t.id = r.order_id
        where r.state <> 'done' and t.method <> 'card'),
      'claimsToAnswer', (select count(*) from claims c join theirs t on t.id = c.order_id where c.state = 'asked'),
      'parcelsLost', (select count(*) from shipments s join theirs t on t.id = s.order_id where s.step = 'lost'
        and t.state in ('packed', 'handed_over', 'delivery_failed', 'returning')),
      'soldOut', coalesce((select jsonb_agg(jsonb_build_object('offerId', o.id, 'name', p.name, 'pack', o.pack) order by p.name_key)
        from offers o join products p on p.id = o.product_id
        where p.producer_id = ${producerId} and o.state = 'open'
          and (select coalesce(sum(k.on_hand - k.held), 0) from stock k where k.offer_id = o.id) = 0), '[]'::jsonb),
      'taken', (select coalesce(sum(amount), 0) from ledger_entries where account = ${`direct:${producerId}`}),
      'owed', (select -coalesce(sum(amount), 0) from ledger_entries where account = ${`producer:${producerId}`})) as today`);
  return row!.today;
}
