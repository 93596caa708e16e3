import { sql } from 'drizzle-orm';
import { lots } from '#db/schema/traceability.ts';
import {
  carts,
  cartLines,
  offerPrices,
  offers,
  producerShops,
  shippingRates,
  stock,
} from '#db/schema/offers.ts';
import {
  placePurchase,
  type CheckoutForm,
  type CheckoutSettings,
  type Placed,
} from '#src/domain/checkout/place-purchase.ts';
import { driftOf } from '#src/domain/checkout/drift.ts';
import { quote } from '#src/domain/checkout/quote.ts';
import { dayInVietnam } from '#src/domain/shared/calendar.ts';
import type { Context } from '#src/domain/shared/context.ts';
import type { Dong } from '#src/domain/shared/dong.ts';
import { newId } from '#src/domain/shared/id.ts';
import { readBasket } from '#src/domain/shop/basket.ts';
import { addToCart, newToken, type CartOwner } from '#src/domain/shop/carts.ts';
import { aCertificate, aProducer, aProduct } from './register.ts';

type New<Table extends { $inferInsert: object }> = Partial<Table['$inferInsert']>;

export const LABEL = {
  responsible: 'HTX Nông nghiệp An Sơn, xã Việt Khê, Hải Phòng',
  origin: 'Việt Nam',
  netQuantity: '500 ml',
  ingredients: 'Mật ong 100 %',
  warnings: 'Không dùng cho trẻ dưới 1 tuổi',
  use: 'Dùng trực tiếp',
  storage: 'Nơi khô mát',
};

/** A producer who sells, takes every way of paying and sends everywhere. */
export async function aShop(
  ctx: Context,
  given: New<typeof producerShops> = {},
  rates: New<typeof shippingRates>[] = [{ zone: 'country', fee: 30_000 as Dong, days: 3 }],
): Promise<string> {
  const producerId = given.producerId ?? (await aProducer(ctx)).id;
  await ctx.db.insert(producerShops).values({
    producerId,
    openedAt: ctx.now,
    cashUpTo: 2_000_000 as Dong,
    bankBin: '970436',
    bankAccount: '0011001234567',
    bankHolder: 'HTX NONG NGHIEP AN SON',
    alcoholLicence: '12/GP-UBND',
    updatedAt: ctx.now,
    ...given,
  });
  for (const rate of rates)
    await ctx.db
      .insert(shippingRates)
      .values({ producerId, zone: 'country', fee: 30_000 as Dong, days: 3, ...rate });
  return producerId;
}

export type OfferGiven = New<typeof offers> & {
  producerId?: string;
  stock?: number;
  name?: string;
  set?: number;
  /** `null`: none. */
  certificate?: Parameters<typeof aCertificate>[1] | null;
  useBy?: `${number}-${number}-${number}` | null;
};

/** An offer of certified goods with packs on the shelf. */
export async function anOffer(ctx: Context, given: OfferGiven = {}) {
  const { producerId: whose, stock: onHand = 10, name, set, certificate, useBy, ...rest } = given;
  const producerId = whose ?? (await aShop(ctx));
  const product = given.productId
    ? { id: given.productId, slug: '' }
    : await aProduct(ctx, {
        producerId,
        label: LABEL,
        name: name ?? `Mật ong ${newId()}`,
        ...(set !== undefined && { productSet: set }),
        // Without it alcohol is not sold.
        ...((set === 14 || set === 15) && { alcoholDegree: 29.5 }),
      });
  const held =
    certificate === null || given.productId
      ? null
      : await aCertificate(ctx, { productId: product.id, ...certificate });
  const row = {
    id: newId(),
    productId: product.id,
    pack: 'chai 500 ml',
    packKey: newId(),
    quantity: 500,
    unit: 'ml' as const,
    price: 150_000 as Dong,
    weight: 700,
    state: 'open' as const,
    createdAt: ctx.now,
    updatedAt: ctx.now,
    ...rest,
  };
  await ctx.db.insert(offers).values(row);
  await ctx.db
    .insert(offerPrices)
    .values({ offerId: row.id, price: row.price, from: ctx.now, setBy: 'test' });
  const stockId = await aLot(ctx, row, onHand, useBy ?? null);
  return { ...row, producerId, certificateId: held?.id ?? null, stockId };
}

/** Packs of an offer on the shelf; with a use-by, from a lot. */
export async function aLot(
  ctx: Context,
  offer: { id: string; productId: string },
  onHand: number,
  useBy: `${number}-${number}-${number}` | null,
): Promise<string> {
  const lotId = useBy === null ? null : newId();
  if (lotId !== null)
    await ctx.db.insert(lots).values({
      id: lotId,
      productId: offer.productId,
      code: `L-${lotId}`,
      useBy,
      createdBy: 'test',
      createdAt: ctx.now,
    });
  const id = newId();
  await ctx.db.insert(stock).values({ id, offerId: offer.id, lotId, onHand });
  return id;
}

export const BUYER = {
  name: 'Trần Thị Mua',
  phone: '+84912345678',
  email: 'mua@example.vn',
  provinceCode: '01',
  communeCode: '00070',
  street: '12 Hàng Bài',
  oldAddress: null,
  note: null,
};

export const RULES = { expired: 'without_stars' } as const;

export const SETTINGS: CheckoutSettings = {
  rules: RULES,
  secret: 'a secret of the tests',
  returnUrl: (token) => `http://127.0.0.1/don-hang/${token}?ve=1`,
  cancelUrl: (token) => `http://127.0.0.1/don-hang/${token}`,
};

/** A cart of a new browser with these goods. */
export async function aCart(
  ctx: Context,
  goods: readonly [offerId: string, quantity: number][],
): Promise<{ owner: CartOwner; cartId: string }> {
  const owner = { token: newToken() };
  let cartId = '';
  for (const [offerId, quantity] of goods)
    ({ cartId } = await addToCart(ctx, owner, offerId, quantity, true));
  return { owner, cartId };
}

/** The form that somebody sends who agrees to what they see now. */
export async function formFor(
  ctx: Context,
  cartId: string,
  given: Partial<CheckoutForm> = {},
): Promise<CheckoutForm> {
  const basket = (await readBasket(ctx, cartId, RULES))!;
  const form: CheckoutForm = {
    buyer: BUYER,
    method: 'cash',
    deliveries: {},
    invoice: null,
    consents: [{ purpose: 'terms', edition: '1', at: ctx.now.toISOString() }],
    language: 'vi',
    isAdult: true,
    seen: '',
    ...given,
  };
  const { fingerprint } = quote(dayInVietnam(ctx.now), basket, { ...form, to: form.buyer });
  return { ...form, seen: given.seen ?? fingerprint };
}

/** Puts goods into a cart and orders them. */
export async function order(
  ctx: Context,
  goods: readonly [offerId: string, quantity: number][],
  given: Partial<CheckoutForm> = {},
): Promise<Placed & { cartId: string }> {
  const { cartId } = await aCart(ctx, goods);
  const placed = await placePurchase(ctx, cartId, newId(), await formFor(ctx, cartId, given), SETTINGS);
  return { ...placed, cartId };
}

/** What must hold after anything whatever: each broken one by its name. */
export async function brokenInvariants(ctx: Pick<Context, 'db' | 'now'>): Promise<string[]> {
  const drift = await driftOf(ctx);
  const rows = await ctx.db.execute<{ broken: string }>(sql`
    select 'two purchases of one cart' as broken from purchases group by cart_id having count(*) > 1
    union all
    select 'charged and not ordered ' || p.id from purchases p
      where p.total <> (select sum(amount) from payments y where y.purchase_id = p.id)
        and not exists (select 1 from payments y where y.purchase_id = p.id and y.received is not null)
    union all
    select 'line without its facts ' || l.id from order_lines l
      where l.goods->>'name' is null or not l.goods ? 'certificate' or not l.goods ? 'label'
    union all
    select 'sold without its shelf ' || l.id from order_lines l join orders o on o.id = l.order_id
      where o.state in ('placed', 'confirmed', 'packed', 'handed_over')
        and l.quantity <> (select coalesce(sum(h.quantity), 0) from holds h where h.order_line_id = l.id and h.state <> 'freed')`);
  return [...drift.map(({ kind, subject }) => `${kind} ${subject}`), ...rows.map(({ broken }) => broken)];
}

export { carts, cartLines };
