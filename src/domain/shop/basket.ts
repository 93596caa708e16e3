import { sql } from 'drizzle-orm';
import { isAlcohol } from '#src/domain/catalogue/product-set.ts';
import type { LabelFacts } from '#src/domain/catalogue/product.ts';
import type { CertificateStatus } from '#src/domain/certification/certificate.ts';
import type { Stars } from '#src/domain/certification/rule-set.ts';
import type { Day } from '#src/domain/shared/calendar.ts';
import { dayInVietnam } from '#src/domain/shared/calendar.ts';
import { prepared, type Context } from '#src/domain/shared/context.ts';
import { dong, sumOf, type Dong } from '#src/domain/shared/dong.ts';
import type { CarrierName } from './carrier.ts';
import { FAIR_FACTS, STALLS_TO_FETCH_AT, type StallToFetchAt } from './fair-stall.ts';
import {
  starsShown,
  UNLICENSED,
  whyNotSold,
  type ExpiredRule,
  type NotSold,
  type OfferState,
  type QuantityUnit,
} from './offer.ts';
import { theCartOf, type CartOwner } from './carts.ts';
import type { ShippingRate } from './shipping.ts';
import { availableOn, type StockRow } from './stock.ts';

/** For so long a carrier's word counts for one cart. */
export const QUOTE_MINUTES = 30;

/** What the deployment has decided about selling. */
export type SellingRules = { expired: ExpiredRule };

export type BasketLine = {
  offerId: string;
  productId: string;
  productSlug: string;
  name: string;
  nameEn: string | null;
  pack: string;
  quantity: number;
  price: Dong;
  total: Dong;
  priceSeen: Dong;
  set: number | null;
  isAlcohol: boolean;
  alcoholDegree: number | null;
  weight: number;
  amount: number | null;
  unit: QuantityUnit | null;
  mostPerOrder: number;
  sentTo: readonly string[] | null;
  shipsFrom: Day | null;
  shortDatedDays: number;
  label: LabelFacts;
  certificate: { id: string; status: CertificateStatus; held: Stars; until: Day | null } | null;
  /** In force today; `null`: none. */
  stars: Stars | null;
  starsSeen: number | null;
  /** Of the fair on whose page it was chosen; `null`: elsewhere. */
  fairId: string | null;
  /** `null`: it is sold. */
  notSold: NotSold | null;
  /** Packs that can be promised today. */
  available: number;
  stock: readonly StockRow[];
};

export type BasketGroup = {
  producer: {
    id: string;
    slug: string;
    name: string;
    phone: string | null;
    provinceCode: string | null;
    communeCode: string | null;
    email: string | null;
  };
  leadDays: number;
  cashUpTo: Dong | null;
  account: { bin: string; number: string; holder: string } | null;
  takesCards: boolean;
  rates: readonly ShippingRate[];
  pickUpPoints: readonly { id: string; name: string; communeCode: string | null }[];
  /** Their stalls at fairs to come where something can be collected, the next first. */
  stalls: readonly StallToFetchAt[];
  /** Whom the producer has an account with; `null`: their own rates say what sending costs. */
  carrier: CarrierName | null;
  /** What that carrier has just said about a parcel; without a fee, nothing. */
  said: { parcel: string; fee: Dong | null; days: number | null } | null;
  lines: BasketLine[];
  goods: Dong;
  weight: number;
};

export type Basket = {
  cartId: string;
  version: number;
  purchaseId: string | null;
  groups: BasketGroup[];
  goods: Dong;
};

type Row = {
  line: Omit<BasketLine, 'total' | 'isAlcohol' | 'stars' | 'notSold' | 'available'> & {
    state: OfferState;
    sellsFrom: Day | null;
    sellsUntil: Day | null;
    withdrawnOn: Day | null;
    isUnlicensed: boolean;
  };
  group: Omit<BasketGroup, 'lines' | 'goods' | 'weight'> & {
    ceasedOn: Day | null;
    pause: { from: Day; until: Day | null } | null;
  };
};

/**
 * Everything in a cart as it stands today, by producer; `null`: there is no such cart.
 *
 * @param whose the cart's id, or whoever's cart it is.
 */
export async function readBasket(
  ctx: Pick<Context, 'db' | 'now'>,
  whose: string | CartOwner,
  rules: SellingRules,
): Promise<Basket | null> {
  // Few tables are joined, the rest is asked for each row: with all in one join, planning takes longer than reading.
  const [cart] = await prepared<{
    id: string;
    version: number;
    purchase_id: string | null;
    rows: Row[] | null;
  }>(
    ctx,
    sql`
    select c.id, c.version, c.purchase_id, (
      select jsonb_agg(jsonb_build_object('line', ${LINE} || jsonb_build_object(
          'certificate', (select jsonb_build_object('id', s.certificate_id, 'status', s.status, 'held', s.stars,
              'until', nullif(s.until_day, '9999-12-31')) from standings s
            where s.product_id = p.id and s.governs
              and ${dayInVietnam(ctx.now)}::date between s.from_day and s.until_day)), 'group', ${groupOn(dayInVietnam(ctx.now))} || jsonb_build_object(
          'said', (select jsonb_build_object('parcel', q.parcel, 'fee', q.fee, 'days', q.days) from carrier_quotes q
            where q.cart_id = c.id and q.producer_id = m.id
              and q.asked_at > ${new Date(ctx.now.getTime() - QUOTE_MINUTES * 60_000).toISOString()}))) order by m.name_key, m.id, p.name_key, o.price, o.id)
      from cart_lines l
      join offers o on o.id = l.offer_id
      join products p on p.id = o.product_id
      join producers m on m.id = p.producer_id
      join producer_shops h on h.producer_id = m.id
      where l.cart_id = c.id) as rows
    from carts c where c.id = ${typeof whose === 'string' ? whose : theCartOf(whose)}`,
  );
  if (!cart) return null;
  return {
    cartId: cart.id,
    version: cart.version,
    purchaseId: cart.purchase_id,
    ...grouped(cart.rows ?? [], dayInVietnam(ctx.now), rules),
  };
}

function grouped(rows: readonly Row[], today: Day, rules: SellingRules): Pick<Basket, 'groups' | 'goods'> {
  const groups = [...Map.groupBy(rows, ({ group }) => group.producer.id).values()].map((its): BasketGroup => {
    const { ceasedOn, pause, ...group } = its[0]!.group;
    const lines = its.map(
      ({ line: { state, sellsFrom, sellsUntil, withdrawnOn, isUnlicensed, ...line } }): BasketLine => {
        const status = line.certificate?.status ?? 'unknown';
        const facts = { state, sellsFrom, sellsUntil, withdrawnOn, status, pause, ceasedOn, isUnlicensed };
        return {
          ...line,
          isAlcohol: isAlcohol(line.set),
          total: dong(line.price * line.quantity),
          stars: starsShown(status, line.certificate?.held ?? null),
          notSold: whyNotSold(today, facts, rules.expired),
          available: availableOn(today, line.stock, line.shortDatedDays),
        };
      },
    );
    return {
      ...group,
      lines,
      goods: sumOf(lines.map(({ total }) => total)),
      weight: lines.reduce((sum, { weight, quantity }) => sum + weight * quantity, 0),
    };
  });
  return { groups, goods: sumOf(groups.map(({ goods }) => goods)) };
}

const LINE = sql`jsonb_build_object(
  'offerId', o.id, 'productId', p.id, 'productSlug', p.slug, 'name', p.name, 'nameEn', p.name_en, 'pack', o.pack,
  'quantity', l.quantity, 'price', o.price, 'priceSeen', l.price_seen, 'starsSeen', l.stars_seen,
  'fairId', l.fair_id,
  'set', p.product_set, 'alcoholDegree', p.alcohol_degree, 'weight', o.weight, 'amount', o.quantity, 'unit', o.unit,
  'mostPerOrder', o.most_per_order, 'sentTo', o.sent_to, 'shipsFrom', o.ships_from,
  'shortDatedDays', o.short_dated_days, 'label', p.label, 'state', o.state, 'sellsFrom', o.sells_from,
  'sellsUntil', o.sells_until, 'withdrawnOn', p.withdrawn_on,
  'isUnlicensed', ${sql.raw(UNLICENSED)},
  'stock', coalesce((select jsonb_agg(jsonb_build_object('id', k.id, 'offerId', k.offer_id, 'onHand', k.on_hand,
      'held', k.held, 'useBy', t.use_by, 'recalledOn', t.recalled_on))
    from stock k left join lots t on t.id = k.lot_id where k.offer_id = o.id), '[]'::jsonb))`;

const groupOn = (today: Day) => sql`jsonb_build_object(
  'producer', jsonb_build_object('id', m.id, 'slug', m.slug, 'name', m.name, 'phone', m.phone, 'email', m.email,
    'provinceCode', m.province_code, 'communeCode', m.commune_code),
  'leadDays', h.lead_days, 'cashUpTo', h.cash_up_to,
  'account', case when h.bank_bin is null then null else jsonb_build_object(
    'bin', h.bank_bin, 'number', h.bank_account, 'holder', h.bank_holder) end,
  'takesCards', h.takes_cards, 'carrier', (select v.carrier from carrier_accounts v where v.producer_id = m.id),
  'ceasedOn', m.ceased_on,
  'pause', case when h.paused_from is null then null else jsonb_build_object(
    'from', h.paused_from, 'until', h.paused_until) end,
  'rates', coalesce((select jsonb_agg(jsonb_build_object('zone', r.zone, 'fee', r.fee,
      'feePerKilogram', r.fee_per_kilogram, 'freeFrom', r.free_from, 'days', r.days))
    from shipping_rates r where r.producer_id = m.id), '[]'::jsonb),
  'pickUpPoints', coalesce((select jsonb_agg(jsonb_build_object('id', u.id, 'name', u.name,
      'communeCode', u.commune_code) order by u.name_key)
    from pick_up_points g join points_of_sale u on u.id = g.point_of_sale_id
    where g.producer_id = m.id and u.closed_on is null), '[]'::jsonb),
  'stalls', coalesce((select jsonb_agg(jsonb_build_object(${sql.raw(FAIR_FACTS)}, 'goods', x.goods)
      order by f.first_on, f.id)
    ${sql.raw(STALLS_TO_FETCH_AT)} and s.producer_id = m.id and f.last_on >= ${today}::date), '[]'::jsonb))`;
