import { sql } from 'drizzle-orm';
import { producerPage } from '#src/domain/catalogue/producer-page.ts';
import { loadPlaces } from '#src/domain/places/places.ts';
import type { Context } from '#src/domain/shared/context.ts';
import type { Dong } from '#src/domain/shared/dong.ts';
import { withStock } from '#src/domain/shop/card-stock.ts';
import { keepOffer, type OfferForm } from '#src/domain/shop/keep-offers.ts';
import { anOffer, aShop, RULES } from '#tests/support/shop.ts';
import { aProduct } from '#tests/support/register.ts';
import { expect, test, TODAY, type OwnDatabase } from '#tests/support/test.ts';

async function stockOf({ ctx, sql: client }: OwnDatabase, producerId: string) {
  const [{ slug } = { slug: '' }] = await ctx.db.execute<{ slug: string }>(
    sql`select slug from producers where id = ${producerId}`,
  );
  const page = await producerPage(client, await loadPlaces(ctx), slug, TODAY, false);
  const cards = await withStock(client, page!.products, TODAY, RULES);
  return new Map(cards.map(({ id, stock }) => [id, stock]));
}

test('a card says whether goods can be had today: on the shelf, sold out, at rest, out of season, not offered', async ({
  own,
}) => {
  const { ctx } = own;
  const producerId = await aShop(ctx);
  const there = await anOffer(ctx, { producerId });
  const gone = await anOffer(ctx, { producerId, stock: 0 });
  const later = await anOffer(ctx, { producerId, sellsFrom: '2026-12-01' });
  const short = await anOffer(ctx, { producerId, useBy: '2026-03-16' });
  const draft = await anOffer(ctx, { producerId, state: 'draft' });
  const none = await aProduct(ctx, { producerId, name: 'Không bán' });
  const said = await stockOf(own, producerId);
  expect(said.get(there.productId)).toBe('in');
  for (const one of [gone, later, short]) expect(said.get(one.productId)).toBe('out');
  for (const id of [draft.productId, none.id]) expect(said.get(id)).toBeNull();
  await ctx.db.execute(sql`update producer_shops set paused_from = ${TODAY}`);
  expect((await stockOf(own, producerId)).get(there.productId)).toBe('out');
});

const form = (given: Partial<OfferForm>): OfferForm => ({
  pack: 'chai 500 ml',
  quantity: 500,
  unit: 'ml',
  price: 120_000 as Dong,
  weight: 700,
  state: 'open',
  mostPerOrder: 99,
  sellsFrom: null,
  sellsUntil: null,
  shipsFrom: null,
  shortDatedDays: 7,
  sentTo: null,
  ...given,
});
const shown = async (ctx: Context, productId: string) => {
  const [row] = await ctx.db.execute<{ price: number | null; pack: string | null }>(
    sql`select price, pack from products where id = ${productId}`,
  );
  return row;
};

test('lists show the cheapest open offer, and no price any more when the last one closes', async ({
  ctx,
}) => {
  const offer = await anOffer(ctx, { state: 'draft' });
  const { productId } = offer;
  await ctx.db.execute(sql`update products set price = 99000, pack = 'chai' where id = ${productId}`);
  const keep = async (given: Partial<OfferForm>) => {
    const [{ version } = { version: 0 }] = await ctx.db.execute<{ version: number }>(
      sql`select version from offers where id = ${offer.id}`,
    );
    await keepOffer(ctx, productId, form(given), { offerId: offer.id, version });
  };
  await keep({ state: 'draft' });
  expect(await shown(ctx, productId), 'what a list said').toEqual({ price: 99_000, pack: 'chai' });
  await keep({ state: 'open' });
  const other = await keepOffer(ctx, productId, form({ pack: 'chai 250 ml', price: 70_000 as Dong }));
  expect(await shown(ctx, productId)).toEqual({ price: 70_000, pack: 'chai 250 ml' });
  await keepOffer(ctx, productId, form({ pack: 'chai 250 ml', price: 70_000 as Dong, state: 'closed' }), {
    offerId: other,
    version: 1,
  });
  expect(await shown(ctx, productId)).toEqual({ price: 120_000, pack: 'chai 500 ml' });
  await keep({ state: 'closed' });
  expect(await shown(ctx, productId)).toEqual({ price: null, pack: null });
});
