import type { APIContext } from 'astro';
import { sql } from 'drizzle-orm';
import { readConfig } from '#src/config.ts';
import { GET } from '#src/pages/du-lieu-mo/hang-ban.xml.ts';
import type { Dong } from '#src/domain/shared/dong.ts';
import { modeOfRoute } from '#src/web/gates.ts';
import { anOffer, aShop } from '#tests/support/shop.ts';
import { aProducer } from '#tests/support/register.ts';
import { expect, TODAY, test, type OwnDatabase } from '#tests/support/test.ts';

const HERE = '/du-lieu-mo/hang-ban.xml';

async function ask({ ctx, sql: client }: OwnDatabase, headers: Record<string, string> = {}, isDemo = false) {
  const config = readConfig({ NODE_ENV: 'test', SITE_URL: 'https://ocop.example.vn' });
  const url = new URL(HERE, 'https://ocop.example.vn');
  const site = { ...ctx, sql: client, config, isDemo, selling: { expired: 'without_stars' } };
  const astro = { request: new Request(url, { headers }), url, locals: { site, ctx, today: TODAY } };
  return (await GET(astro as unknown as APIContext)) as Response;
}

/** Reads the feed as strictly as it is meant: every mark closed, in its order, nothing beside. */
function itemsOf(xml: string): Record<string, string>[] {
  const open: string[] = [];
  const items: Record<string, string>[] = [];
  const rest = xml.replace(/^<\?xml version="1.0" encoding="UTF-8"\?>\n/, '');
  for (const [, end, name, text] of rest.matchAll(/<(\/?)([\w:]+)[^<>]*>([^<>]*)/g)) {
    if (end) expect(open.pop()).toBe(name);
    else {
      open.push(name!);
      if (name === 'item') items.push({});
      else if (open.includes('item'))
        items.at(-1)![name!] = text!.replace(
          /&(amp|lt|gt|quot);/g,
          (_, it: string) => ({ amp: '&', lt: '<', gt: '>', quot: '"' })[it]!,
        );
    }
  }
  expect(open).toEqual([]);
  return items;
}

test('the feed lists each pack with the price and stock of the database, in the fields that others read', async ({
  own,
}) => {
  const { ctx } = own;
  const producer = await aProducer(ctx, { name: 'HTX <An> & Sơn' });
  const producerId = await aShop(ctx, { producerId: producer.id });
  const there = await anOffer(ctx, {
    producerId,
    name: 'Mật ong "vải" & <nhãn>',
    stock: 4,
    price: 150_000 as Dong,
  });
  const gone = await anOffer(ctx, { producerId, name: 'Chè xanh', stock: 0 });
  const ahead = await anOffer(ctx, { producerId, name: 'Vải sớm', stock: 9, shipsFrom: '2026-06-01' });
  await ctx.db.execute(sql`update products set gtin = '08931234567897' where id = ${there.productId}`);
  const response = await ask(own);
  expect(response.headers.get('content-type')).toBe('application/rss+xml; charset=utf-8');
  const items = new Map(itemsOf(await response.text()).map((one) => [one['g:id'], one]));
  expect(items.size).toBe(3);
  expect(items.get(there.id)).toMatchObject({
    title: 'Mật ong "vải" & <nhãn>, chai 500 ml',
    'g:price': '150000 VND',
    'g:availability': 'in_stock',
    'g:brand': 'HTX <An> & Sơn',
    'g:gtin': '08931234567897',
    'g:identifier_exists': 'yes',
  });
  expect(items.get(there.id)!['link']).toMatch(/^https:\/\/ocop\.example\.vn\/san-pham\/[\w-]+$/);
  expect(items.get(gone.id)).toMatchObject({ 'g:availability': 'out_of_stock', 'g:identifier_exists': 'no' });
  expect(items.get(ahead.id)).toMatchObject({
    'g:availability': 'preorder',
    'g:availability_date': '2026-06-01T00:00:00+07:00',
  });
});

test('alcohol, examples, revoked goods, drafts and shops at rest are not in it; examples are where all is one', async ({
  own,
}) => {
  const { ctx } = own;
  const sold = await anOffer(ctx);
  await anOffer(ctx, { set: 14 });
  await anOffer(ctx, { state: 'draft' });
  const revoked = await anOffer(ctx);
  await ctx.db.execute(sql`update standings set status = 'revoked' where product_id = ${revoked.productId}`);
  await anOffer(ctx, { producerId: await aShop(ctx, { pausedFrom: TODAY }) });
  const example = await anOffer(ctx);
  await ctx.db.execute(sql`update products set is_example = true where id = ${example.productId}`);
  const ids = async (isDemo: boolean) =>
    itemsOf(await (await ask(own, {}, isDemo)).text())
      .map((one) => one['g:id'])
      .sort();
  expect(await ids(false)).toEqual([sold.id]);
  expect(await ids(true)).toEqual([sold.id, example.id].sort());
});

test('it is sent again only when price, stock or a lot has changed', async ({ own }) => {
  const { ctx } = own;
  const offer = await anOffer(ctx, { useBy: '2026-09-01' });
  const etag = async () => (await ask(own)).headers.get('etag')!;
  const known = await etag();
  expect((await ask(own, { 'if-none-match': known })).status).toBe(304);
  const seen = new Set([known]);
  for (const change of [
    sql`update stock set held = held + 1 where id = ${offer.stockId}`,
    sql`update offers set price = 140000, version = version + 1 where id = ${offer.id}`,
    sql`update lots set recalled_on = ${TODAY}`,
  ]) {
    await ctx.db.execute(change);
    seen.add(await etag());
  }
  expect(seen.size).toBe(4);
});

test('it is sent again when a shop rests or opens, a season begins and a certificate changes, written down or not', async ({
  own,
}) => {
  const { ctx } = own;
  const offer = await anOffer(ctx);
  const etag = async () => (await ask(own)).headers.get('etag')!;
  const first = await etag();
  let last = first;
  for (const [change, isAsBefore] of [
    [sql`update producer_shops set paused_from = ${TODAY}`, false],
    [sql`update producer_shops set paused_from = null`, true],
    [sql`update offers set sells_from = '2026-12-01'`, false],
    [sql`update offers set sells_from = null`, true],
    [sql`update standings set status = 'revoked' where product_id = ${offer.productId}`, false],
    [sql`update standings set status = 'valid' where product_id = ${offer.productId}`, true],
    [sql`update producers set ceased_on = ${TODAY}`, false],
  ] as const) {
    await ctx.db.execute(change);
    const now = await etag();
    expect(now).not.toBe(last);
    if (isAsBefore) expect(now, 'the same goods are the same feed').toBe(first);
    last = now;
  }
});

test('it is there only where one can order', () => {
  expect(modeOfRoute(HERE)).toBe('marketplace');
  expect(modeOfRoute('/du-lieu-mo')).toBeNull();
});
