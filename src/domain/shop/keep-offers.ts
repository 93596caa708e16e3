import { sql } from 'drizzle-orm';
import { mustBeAllowed } from '#src/domain/accounts/deeds.ts';
import { announce, writeDown } from '#src/domain/audit/audit.ts';
import { tellStock } from '#src/domain/audit/tell.ts';
import type { LabelFacts } from '#src/domain/catalogue/product.ts';
import { actorName } from '#src/domain/shared/actor.ts';
import type { Day } from '#src/domain/shared/calendar.ts';
import { inTransaction, type Context } from '#src/domain/shared/context.ts';
import type { Dong } from '#src/domain/shared/dong.ts';
import { newId } from '#src/domain/shared/id.ts';
import { Refusal } from '#src/domain/shared/refusal.ts';
import { foldedWords, tidy } from '#src/domain/shared/text.ts';
import { lotNamed, type LotForm } from '#src/domain/traceability/lots.ts';
import { labelGaps, mayBePromoted, type OfferState, type QuantityUnit } from './offer.ts';
import { ZONES, type ShippingRate } from './shipping.ts';

/** The goods of one producer. */
const theirs = (producerId: string) => ({ provinceCode: null, communeCode: null, producerId });

export type OfferForm = {
  pack: string;
  quantity: number | null;
  unit: QuantityUnit | null;
  price: Dong;
  /** Packed for the way, in grams. */
  weight: number;
  state: OfferState;
  mostPerOrder: number;
  sellsFrom: Day | null;
  sellsUntil: Day | null;
  shipsFrom: Day | null;
  shortDatedDays: number;
  /** Codes of provinces; `null`: all. */
  sentTo: readonly string[] | null;
};

type ProductToSell = {
  producerId: string;
  set: number | null;
  label: LabelFacts;
  alcoholDegree: number | null;
  alcoholLicence: string | null;
  hasShop: boolean;
  /** Somewhere, whatever is bought. */
  sendsFree: boolean;
};

async function productToSell(ctx: Context, productId: string): Promise<ProductToSell> {
  const [found] = await ctx.db.execute<ProductToSell>(sql`
    select p.producer_id as "producerId", p.product_set as set, p.label, p.alcohol_degree::float8 as "alcoholDegree",
      h.alcohol_licence as "alcoholLicence", h.producer_id is not null as "hasShop",
      exists (select 1 from shipping_rates r where r.producer_id = p.producer_id and r.fee = 0) as "sendsFree"
    from products p left join producer_shops h on h.producer_id = p.producer_id
    where p.id = ${productId} and p.merged_into is null and p.producer_id is not null for update of p`);
  if (!found) throw new Refusal('not_found');
  mustBeAllowed(ctx, 'shop.keep', theirs(found.producerId));
  return found;
}

/**
 * Makes an offer of a product, or changes the one given.
 *
 * @param version of the offer that the form was made from.
 * @throws Refusal `not_found`, `shop.not_open`, `offer.label_missing` (details: names, the codes of what is missing,
 *   parted by commas), `offer.pack_missing`, `offer.pack_known`, `offer.price_wrong`, `offer.weight_wrong`,
 *   `offer.days_wrong`, `changed_meanwhile`; for alcohol of 15 degrees and more `offer.no_promotion` (sold ahead) and
 *   `offer.no_free_sending`.
 */
export async function keepOffer(
  ctx: Context,
  productId: string,
  form: OfferForm,
  changing: { offerId: string; version: number } | null = null,
): Promise<string> {
  return inTransaction(ctx, async (ctx) => {
    const product = await productToSell(ctx, productId);
    if (!product.hasShop) throw new Refusal('shop.not_open');
    const pack = tidy(form.pack);
    if (!pack) throw new Refusal('offer.pack_missing');
    if (!Number.isSafeInteger(form.price) || form.price < 1 || form.price > 1_000_000_000)
      throw new Refusal('offer.price_wrong');
    if (!Number.isSafeInteger(form.weight) || form.weight < 1 || form.weight > 1_000_000)
      throw new Refusal('offer.weight_wrong');
    if (form.sellsFrom !== null && form.sellsUntil !== null && form.sellsFrom > form.sellsUntil)
      throw new Refusal('offer.days_wrong');
    if (form.state === 'open') {
      const gaps = labelGaps(product);
      if (gaps.length > 0) throw new Refusal('offer.label_missing', { gaps: gaps.join(',') });
      if (!mayBePromoted(product)) {
        if (form.shipsFrom !== null) throw new Refusal('offer.no_promotion');
        if (product.sendsFree) throw new Refusal('offer.no_free_sending');
      }
    }
    const packKey = foldedWords(pack);
    const [same] = await ctx.db.execute<{ id: string }>(
      sql`select id from offers where product_id = ${productId} and pack_key = ${packKey} and id is distinct from ${changing?.offerId ?? null}`,
    );
    if (same) throw new Refusal('offer.pack_known');
    const offerId = changing?.offerId ?? newId();
    const before = changing ? await offerBefore(ctx, productId, changing) : null;
    const now = ctx.now.toISOString();
    const row = {
      pack,
      quantity: form.quantity,
      unit: form.unit,
      price: form.price,
      weight: form.weight,
      state: form.state,
      mostPerOrder: form.mostPerOrder,
      sellsFrom: form.sellsFrom,
      sellsUntil: form.sellsUntil,
      shipsFrom: form.shipsFrom,
      shortDatedDays: form.shortDatedDays,
      sentTo: form.sentTo === null ? null : [...form.sentTo],
    };
    await ctx.db.execute(sql`
      insert into offers (id, product_id, pack, pack_key, quantity, unit, price, weight, state, most_per_order, sells_from,
        sells_until, ships_from, short_dated_days, sent_to, created_at, updated_at)
      values (${offerId}, ${productId}, ${pack}, ${packKey}, ${form.quantity}, ${form.unit}, ${form.price}, ${form.weight},
        ${form.state}, ${form.mostPerOrder}, ${form.sellsFrom}, ${form.sellsUntil}, ${form.shipsFrom}, ${form.shortDatedDays},
        ${form.sentTo === null ? null : JSON.stringify(form.sentTo)}::jsonb, ${now}, ${now})
      on conflict (id) do update set pack = excluded.pack, pack_key = excluded.pack_key, quantity = excluded.quantity,
        unit = excluded.unit, price = excluded.price, weight = excluded.weight, state = excluded.state,
        most_per_order = excluded.most_per_order, sells_from = excluded.sells_from, sells_until = excluded.sells_until,
        ships_from = excluded.ships_from, short_dated_days = excluded.short_dated_days, sent_to = excluded.sent_to,
        version = offers.version + 1, updated_at = excluded.updated_at`);
    if (before?.price !== form.price)
      await ctx.db.execute(sql`insert into offer_prices (offer_id, price, "from", set_by)
        values (${offerId}, ${form.price}, ${now}, ${actorName(ctx.actor)})`);
    await showLowestPrice(ctx, productId, before?.['state'] === 'open');
    await writeDown(ctx, [
      { kind: before ? 'offer.changed' : 'offer.made', subject: `product:${productId}`, before, after: row },
    ]);
    await announce(ctx, { products: [productId] });
    return offerId;
  });
}

async function offerBefore(
  ctx: Context,
  productId: string,
  { offerId, version }: { offerId: string; version: number },
): Promise<{ price: Dong } & Record<string, unknown>> {
  const [found] = await ctx.db.execute<{
    facts: { price: Dong } & Record<string, unknown>;
    version: number;
  }>(sql`
    select version, jsonb_build_object('pack', pack, 'quantity', quantity, 'unit', unit, 'price', price, 'weight', weight,
      'state', state, 'mostPerOrder', most_per_order, 'sellsFrom', sells_from, 'sellsUntil', sells_until,
      'shipsFrom', ships_from, 'shortDatedDays', short_dated_days, 'sentTo', sent_to) as facts
    from offers where id = ${offerId} and product_id = ${productId} for update`);
  if (!found) throw new Refusal('not_found');
  if (found.version !== version) throw new Refusal('changed_meanwhile');
  return found.facts;
}

/**
 * What lists and search say a product costs is what its cheapest open offer costs. When the last one closes it costs
 * nothing that anybody could pay; what a list said before anything was offered stays until then.
 *
 * @param wasOpen whether the offer that changed was open before.
 */
async function showLowestPrice(ctx: Context, productId: string, wasOpen: boolean): Promise<void> {
  await ctx.db.execute(sql`
    update products p set price = o.price, pack = o.pack, updated_at = ${ctx.now.toISOString()}
    from (select price, pack from offers where product_id = ${productId} and state = 'open' order by price, id limit 1) o
    where p.id = ${productId}`);
  if (wasOpen)
    await ctx.db.execute(sql`
      update products p set price = null, pack = null, updated_at = ${ctx.now.toISOString()}
      where p.id = ${productId} and not exists (select 1 from offers where product_id = p.id and state = 'open')`);
}

export type StockForm = LotForm & {
  /** Packs that are on the shelf now, counted. */
  counted: number;
};

/**
 * Says how many packs of a lot are there. Packs that are promised to buyers stay promised.
 *
 * @throws Refusal `not_found`, `stock.fewer_than_held` (details: least), `stock.count_wrong`, `stock.lot_days_wrong`.
 */
export async function countStock(ctx: Context, offerId: string, form: StockForm): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    const [offer] = await ctx.db.execute<{ product_id: string }>(
      sql`select product_id from offers where id = ${offerId}`,
    );
    if (!offer) throw new Refusal('not_found');
    await productToSell(ctx, offer.product_id);
    if (!Number.isSafeInteger(form.counted) || form.counted < 0 || form.counted > 1_000_000)
      throw new Refusal('stock.count_wrong');
    if (form.madeOn !== null && form.useBy !== null && form.madeOn > form.useBy)
      throw new Refusal('stock.lot_days_wrong');
    const { id: lotId, isChanged } = await lotNamed(ctx, offer.product_id, form);
    if (isChanged) await announce(ctx, { products: [offer.product_id] });
    const [shelf] = await ctx.db.execute<{ id: string; on_hand: number; held: number }>(sql`
      insert into stock (id, offer_id, lot_id, on_hand) values (${newId()}, ${offerId}, ${lotId}, 0)
      on conflict on constraint stock_once do update set on_hand = stock.on_hand
      returning id, on_hand, held`);
    if (!shelf) throw new Error(`no shelf for offer ${offerId}`);
    if (form.counted < shelf.held) throw new Refusal('stock.fewer_than_held', { least: shelf.held });
    if (form.counted === shelf.on_hand) return;
    await ctx.db.execute(sql`
      with changed as (update stock set on_hand = ${form.counted} where id = ${shelf.id})
      insert into stock_moves (stock_id, at, by, kind, quantity)
      values (${shelf.id}, ${ctx.now.toISOString()}, ${actorName(ctx.actor)}, 'counted', ${form.counted - shelf.on_hand})`);
    await announce(ctx, { products: [offer.product_id] });
    await tellStock(ctx, [offer.product_id]);
  });
}

export type ShopForm = {
  leadDays: number;
  cashUpTo: Dong | null;
  account: { bin: string; number: string; holder: string } | null;
  takesCards: boolean;
  alcoholLicence: string | null;
  rates: readonly ShippingRate[];
  /** Points of sale where buyers can fetch their goods. */
  pickUpPoints: readonly string[];
  pause: { from: Day; until: Day | null; note: string } | null;
};

/**
 * How a producer sells; the first time it opens their shop.
 *
 * @throws Refusal `not_found`, `shop.account_wrong`, `shop.rate_missing`, `shop.days_wrong`, `offer.no_free_sending`.
 */
export async function keepShop(ctx: Context, producerId: string, form: ShopForm): Promise<void> {
  await inTransaction(ctx, async (ctx) => {
    mustBeAllowed(ctx, 'shop.keep', theirs(producerId));
    const [producer] = await ctx.db.execute<{ id: string }>(
      sql`select id from producers where id = ${producerId} and merged_into is null for update`,
    );
    if (!producer) throw new Refusal('not_found');
    const { account, pause } = form;
    if (
      account &&
      !(/^\d{6}$/.test(account.bin) && /^[0-9A-Za-z]{4,19}$/.test(account.number) && account.holder.trim())
    )
      throw new Refusal('shop.account_wrong');
    if (form.rates.length === 0 && form.pickUpPoints.length === 0) throw new Refusal('shop.rate_missing');
    if (form.leadDays < 0 || form.leadDays > 60 || (pause?.until != null && pause.until < pause.from))
      throw new Refusal('shop.days_wrong');
    if (form.rates.some(({ fee }) => fee === 0)) await mustSellNoStrongAlcohol(ctx, producerId);
    const now = ctx.now.toISOString();
    const [before] = await ctx.db.execute<{ facts: unknown }>(
      sql`select to_jsonb(h) - 'bank_account' as facts from producer_shops h where producer_id = ${producerId}`,
    );
    await ctx.db.execute(sql`
      insert into producer_shops (producer_id, opened_at, paused_from, paused_until, pause_note, lead_days, cash_up_to,
        bank_bin, bank_account, bank_holder, takes_cards, alcohol_licence, updated_at)
      values (${producerId}, ${now}, ${pause?.from ?? null}, ${pause?.until ?? null}, ${pause?.note.trim() || null},
        ${form.leadDays}, ${form.cashUpTo}, ${account?.bin ?? null}, ${account?.number ?? null},
        ${account ? holderAsBanksWrite(account.holder) : null}, ${form.takesCards}, ${form.alcoholLicence?.trim() || null}, ${now})
      on conflict (producer_id) do update set paused_from = excluded.paused_from, paused_until = excluded.paused_until,
        pause_note = excluded.pause_note, lead_days = excluded.lead_days, cash_up_to = excluded.cash_up_to,
        bank_bin = excluded.bank_bin, bank_account = excluded.bank_account, bank_holder = excluded.bank_holder,
        takes_cards = excluded.takes_cards, alcohol_licence = excluded.alcohol_licence,
        version = producer_shops.version + 1, updated_at = excluded.updated_at`);
    await ctx.db.execute(sql`delete from shipping_rates where producer_id = ${producerId}`);
    for (const rate of form.rates.filter(({ zone }) => ZONES.includes(zone)))
      await ctx.db
        .execute(sql`insert into shipping_rates (producer_id, zone, fee, fee_per_kilogram, free_from, days)
        values (${producerId}, ${rate.zone}, ${rate.fee}, ${rate.feePerKilogram}, ${rate.freeFrom}, ${rate.days})`);
    await ctx.db.execute(sql`delete from pick_up_points where producer_id = ${producerId}`);
    await ctx.db.execute(sql`insert into pick_up_points (producer_id, point_of_sale_id)
      select ${producerId}, o.id from points_of_sale o
      where o.closed_on is null and o.id in (select value from jsonb_array_elements_text(${JSON.stringify(form.pickUpPoints)}::jsonb))`);
    await writeDown(ctx, [
      {
        kind: before ? 'shop.changed' : 'shop.opened',
        subject: `producer:${producerId}`,
        before: before?.facts ?? null,
        // An account number is nothing for the audit to keep.
        after: { ...form, account: account && { bin: account.bin, holder: account.holder } },
      },
    ]);
    await announce(ctx, { tags: [`producer:${producerId}`, 'products'] });
  });
}

/** @source Law 44/2019/QH14, article 5.9 and the list of promotions: nothing is given along, sending neither. */
async function mustSellNoStrongAlcohol(ctx: Context, producerId: string): Promise<void> {
  const open = await ctx.db.execute<{ set: number | null; alcoholDegree: number | null }>(sql`
    select distinct p.product_set as set, p.alcohol_degree::float8 as "alcoholDegree"
    from offers o join products p on p.id = o.product_id
    where p.producer_id = ${producerId} and p.merged_into is null and o.state = 'open'`);
  if (!open.every(mayBePromoted)) throw new Refusal('offer.no_free_sending');
}

const holderAsBanksWrite = (holder: string): string => foldedWords(holder).toUpperCase().slice(0, 70);
